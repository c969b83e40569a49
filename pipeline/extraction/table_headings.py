"""What a caption, a column's head or a row's label tells of the numbers under it or after it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field

from pipeline.extraction.document import Document
from pipeline.extraction.figure_sides import state_of
from pipeline.extraction.periods import Period, find_periods
from pipeline.extraction.quantities import find_unit_headers
from pipeline.extraction.rows import Mention
from pipeline.extraction.table_rows import Stretch, mentions_in, periods_in
from pipeline.extraction.table_units import Note, has, pattern, plain, read_notes
from pipeline.knowledge.words import words

WORLD = "country:WLD"
Span = tuple[dt.date | None, dt.date | None]


@dataclass
class Told:
    """What one stretch of text tells.

    bare: states with no tie of their own. agent: whether rows under it are buyers or suppliers ("main customers").
    is_earlier: it names the same stretch of the year before. name: a label's words.
    """

    flow: str | None = None
    sign: int = 1
    owner: str | None = None
    origin: str | None = None
    destination: str | None = None
    partner: str | None = None
    bare: list[str] = field(default_factory=list)
    agent: str | None = None
    scope: str | None = None
    goods: str | None = None
    is_total: bool = False
    is_world: bool = False
    is_other: bool = False  # prices, output and the like
    period: Span | None = None
    is_earlier: bool = False
    notes: list[Note] = field(default_factory=list)
    meaning: str | None = None
    basis: str | None = None
    modality: str | None = None
    name: str = ""


def read_heading(doc: Document, start: int, end: int) -> Told:
    """Read text[start:end] as a caption or a column's head."""
    text = doc.text[start:end]
    said = plain(text)
    told = Told()
    flow = _flow(text.lower(), told)
    _ends(doc, start, end, (start + flow[0], start + flow[1]) if flow else None, told)
    told.goods = next((m.entity_id for m in mentions_in(doc, start, end) if m.type == "commodity"), None)
    told.is_world = has(said, "world") and not told.partner
    told.is_other = flow is None and any(singular(w) in _other() for w in said.split())
    told.period, told.is_earlier = _period(doc, start, end)
    told.notes = read_notes(text)
    told.meaning = next((m for m in ("change", "share") if has(said, m) or m == "change" and "+/-" in text), None)
    told.basis = _bracket_basis(doc, start, end, told.period) or next(
        (b for b in ("yoy", "mom", "qoq") if pattern(*sorted(words("table_words")["basis"][b])).search(said)), None
    )
    listed = words("table_words")["modality"]
    told.modality = next((name for name in listed if listed[name] & set(said.split())), None)
    return told


@functools.cache
def _other() -> frozenset[str]:
    return words("trade_words")["not_trade"] - words("table_words")["may_be_traded"]


# --- flows


@functools.cache
def flow_words() -> dict[str, str]:
    """Words of flow in captions and labels, and the flow that each names."""
    return {w: flow for flow, listed in words("table_words")["flows"].items() for w in sorted(listed)}


_WORD = re.compile(r"re-exports?|[^\W\d_]+")
_NO_TRADE_BALANCE = re.compile(r"\b(?:payments|current account|budget)\b")
_BOTH = re.compile(r"exports? (?:and|plus|\+) imports?|imports? (?:and|plus|\+) exports?")


def _flow(text: str, told: Told) -> Stretch | None:
    """Set the flow, sign and agent that a heading (in lower case) names; returns where the word of flow stands in it."""
    lists = words("table_words")
    found = _words_of_flow(text)
    told.agent, place = _agent(text, found)
    flows = {flow for flow, _ in found}
    kept = next((f for f in found if f[0] == "balance"), None)
    if kept is not None:
        told.flow, told.sign = "balance", -1 if text[slice(*kept[1])] in lists["deficit"] else 1
        return kept[1]
    if {"export", "import"} <= flows and told.agent is None:
        told.flow = "trade" if _BOTH.search(text) else None  # else the rows or columns say which
        return found[0][1]
    if told.agent and (not flows & {"export", "import"} or text.startswith("who")):
        told.flow = "export" if told.agent == "buyer" else "import"
        return found[0][1] if found else place
    kept = next((f for f in found if f[0] != "trade"), found[0] if found else None)
    if kept is not None:
        told.flow = kept[0]
        return kept[1]
    return None


def _words_of_flow(text: str) -> list[tuple[str, Stretch]]:
    """The words of flow, but not those in the name of something else ("export prices", "import duties")."""
    lists = words("trade_words")
    found = []
    tokens = list(_WORD.finditer(text))
    for i, token in enumerate(tokens):
        flow = flow_words().get(token.group())
        if flow is None or flow == "balance" and _NO_TRADE_BALANCE.search(text):
            continue
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        is_name = after is not None and text[token.end() : after.start()] == " "
        if is_name and after is not None and singular(after.group()) in lists["not_flow_heads"] | lists["not_trade"]:
            continue
        found.append((flow, token.span()))
    return found


def _agent(text: str, found: list[tuple[str, Stretch]]) -> tuple[str | None, Stretch]:
    """Whether the rows are the buyers or the suppliers, and where a word says so."""
    lists = words("table_words")
    tokens = list(_WORD.finditer(text))
    names = [t.group() for t in tokens]
    asked = names[0] if names else ""
    verb = next((n for n in names if n in lists["buying"] | lists["selling"]), None) if asked == "who" else None
    is_from = "from" in names
    if verb in lists["buying"] or asked == "where" and lists["going"] & set(names) and not is_from:
        return "buyer", (0, 0)
    if verb in lists["selling"] or asked == "where" and lists["coming"] & set(names) and is_from:
        return "supplier", (0, 0)
    agent = next((t for t in tokens if t.group() in lists["buyers"] | lists["suppliers"]), None)
    if agent is None or found and asked == "what" and found[-1][1][1] >= agent.start():
        return None, (0, 0)
    return "buyer" if agent.group() in lists["buyers"] else "supplier", agent.span()


# --- whose, with whom

_TIES = {
    "destination": re.compile(r"\b(?:to|into|for|towards)\s+(?:the\s+|mainland\s+)?$"),
    "origin": re.compile(r"\bfrom\s+(?:the\s+|mainland\s+)?$"),
    "partner": re.compile(r"\b(?:with|between)\s+(?:the\s+|mainland\s+)?$"),
    "owner": re.compile(r"\bby\s+(?:the\s+)?$"),
    "of": re.compile(r"\bof\s+(?:the\s+)?$"),
    "and": re.compile(r"\band\s+(?:the\s+)?$"),
    "via": re.compile(r"\b(?:through|via|over|at)\s+(?:the\s+)?$"),
}
_COLUMN_GAP = re.compile(r"\t|\s{2}|\|")
_OFFICE = re.compile(r"(?:['’]s?)?\s+(?:customs|statistic|ministry|office|data|figures|count|government)")


def _ends(doc: Document, start: int, end: int, flow: Stretch | None, told: Told) -> None:
    """Set the states that text[start:end] names, by what ties them to the word of flow."""
    text, last = doc.text, ""
    mentions = mentions_in(doc, start, end)
    for first, second in zip(mentions, mentions[1:], strict=False):
        if first.start == second.start and first.kind == "nominal" and first.entity_id != second.entity_id:
            told.owner, told.partner = first.entity_id, second.entity_id  # "the two countries"
            return
    units = [(start + h.start, start + h.end) for h in find_unit_headers(text[start:end])]
    for mention in mentions:
        state, part = state_of(mention)
        is_in_unit = any(a <= mention.start < b for a, b in units)  # "mln U.S. dlrs"
        if state is None or is_in_unit or mention.kind == "pronoun" and part is not None:
            continue
        before = text[max(start, mention.start - 24) : mention.start].lower()
        tie = next((name for name, cue in _TIES.items() if cue.search(before)), None)
        gap = text[mention.end : flow[0]] if flow is not None and mention.end <= flow[0] else None
        is_before = gap is not None and not _COLUMN_GAP.search(gap)
        if part is not None:
            is_owner = is_before and not re.search(r"[-–—:;,]", gap or "")
            beside = text[start : mention.start] + text[mention.end : end]
            is_all = end - start < 40 and re.fullmatch(r"[a-z\s(),'’]*", beside) is not None
            if is_all or is_owner or tie in ("via", "owner"):
                told.scope = told.scope or part
            if not is_owner and tie != "owner":
                continue
        is_after = flow is not None and not is_before
        name = _end(text, mention, tie, is_before, is_after, last == "partner" and told.owner is None)
        if name == "pair":
            told.owner, told.partner = told.partner, state
        elif name == "bare":
            told.bare.append(state)
        elif name is not None and getattr(told, name) is None:
            setattr(told, name, state)
        last = tie or "bare"


def _end(text: str, mention: Mention, tie: str | None, is_before: bool, is_after: bool, is_paired: bool) -> str | None:
    """Which end a state is, by its tie and its place before or after the word of flow."""
    following = text[mention.end : mention.end + 16]
    if tie == "and" and is_paired:
        return "pair"
    if tie == "of" and is_after and mention.kind == "name":
        return "owner"
    if tie in ("destination", "origin", "partner", "owner"):
        return tie
    if _OFFICE.match(following):
        return None
    if is_before or re.match(r"['’]s\b", following):
        return "owner"
    if mention.kind == "demonym" and not is_before and re.match(r"\s+[a-z]", following):
        return "origin"
    return "bare"


# --- when

_SHORT_YEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?[\s-]*['’]?(\d{2})\b(?![.,]?\d)", re.IGNORECASE
)
_YEAR_AGO = re.compile(r"\by(?:ea)?r[ -](?:ago|earlier)\b")


def _period(doc: Document, start: int, end: int) -> tuple[Span | None, bool]:
    """The period that a heading names, and whether it only says "a year earlier"."""
    text = doc.text[start:end]
    if _short_years(text, doc.published_on) != text:
        return period_of(text, doc.published_on), False
    periods = periods_in(doc, start, end)
    told = _told_period(periods, doc.published_on)
    if told is not None:
        return told, False
    is_earlier = any(p.is_comparison for p in periods) or bool(_YEAR_AGO.search(text.lower()))
    return None, is_earlier and not has(plain(text), "change")


def period_of(text: str, published_on: dt.date | None) -> Span | None:
    """The period that a column's head names by itself: "FEB 87", "Jan-Mar 2024"."""
    return _told_period(find_periods(_short_years(text, published_on), published_on), published_on)


_IN_BRACKETS = re.compile(r"\s+in (?:brackets|parentheses)")


def _bracket_basis(doc: Document, start: int, end: int, main: Span | None) -> str | None:
    """What the levels in brackets are compared with: "figures for February, January in brackets" is mom."""
    for period in periods_in(doc, start, end):
        if period.first and main and main[0] and _IN_BRACKETS.match(doc.text, period.end):
            months = (main[0].year - period.first.year) * 12 + main[0].month - period.first.month
            return {12: "yoy", 1: "mom", 3: "qoq"}.get(months, "other")
    return None


def _short_years(text: str, published_on: dt.date | None) -> str:
    """ "FEB 87" with its year in full; what may be a day stays, unless the head is nothing else."""
    short = _SHORT_YEAR.search(text)
    if short is None or int(short[2]) <= 31 and short.group() != text.strip():
        return text
    century = (published_on.year if published_on else 2000) // 100
    return _SHORT_YEAR.sub(lambda m: f"{m[1]} {century}{m[2]}", text)


def _told_period(periods: list[Period], published_on: dt.date | None) -> Span | None:
    """The first month, year or span; (None, None) for a season or fiscal year whose bounds the text does not give."""
    own = [p for p in periods if not p.is_comparison and p.kind not in ("weekday", "vague", "point")]
    own = [p for p in own if p.kind != "day" or p.first != published_on]
    known = [p for p in own if p.first]
    told = next((p for p in known if p.kind != "day"), known[0] if known else None)
    if told is not None:
        return told.first, told.last
    return (None, None) if any(p.kind == "year" for p in own) else None


# --- words

_UNCHANGED = re.compile(r"(?:ss|us|is|as|goods|gas|series|species)$")


def singular(word: str) -> str:
    """The singular of a noun in lower case, by its ending."""
    irregular = words("quantity_words")["irregular_plurals"].get(word)
    if irregular:
        return irregular
    if len(word) < 4 or not word.endswith("s") or _UNCHANGED.search(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "buses", "gases", "toes")):
        return word[:-2]
    return word[:-1]
