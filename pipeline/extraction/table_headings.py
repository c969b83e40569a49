"""What a caption, a column's head or a row's label tells of the numbers under it or after it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field, replace

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.figure_sides import country_of
from pipeline.extraction.periods import Period, find_periods
from pipeline.extraction.quantities import UnitHeader, find_quantities, find_unit_headers
from pipeline.extraction.rows import Mention
from pipeline.extraction.slugs import slug
from pipeline.knowledge.words import words

WORLD = "country:WLD"


@dataclass(frozen=True, slots=True)
class Note:
    """A unit that a heading names, and what is counted in it: level, change, share or previous; None: not said."""

    meaning: str | None
    unit: str | None
    kind: str | None = None
    factor: float = 1.0
    is_bracketed: bool = False


@dataclass
class Told:
    """What one stretch of text tells. `bare` are states with no tie of their own; `agent` is buyer or supplier."""

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
    is_other_trade: bool = False  # prices, output and the like
    period: tuple[dt.date | None, dt.date | None] | None = None
    is_earlier: bool = False  # "year earlier": the same stretch of the year before
    notes: list[Note] = field(default_factory=list)
    meaning: str | None = None
    basis: str | None = None
    modality: str | None = None
    name: str = ""  # a label's words


def read_heading(doc: Document, start: int, end: int) -> Told:
    """Read text[start:end] as a caption or a column's head."""
    text = doc.text[start:end]
    told = Told()
    span = _flow(text, told)
    _ends(doc, start, end, span, told)
    goods = [m for m in doc.mentions_in(start, end) if m.type == "commodity"]
    if goods:
        told.goods = goods[0].entity_id
    plain = _plain(text)
    told.is_world = _has(plain, "world") and not told.partner
    told.period, told.is_earlier = _period(doc, start, end)
    told.notes = _notes(text)
    told.meaning = next((m for m in ("change", "share") if _has(plain, m)), None)
    told.basis = _basis(plain)
    told.modality = _modality(plain)
    if span is None:
        bad = words("trade_words")["not_trade"] - {"bank", "rate", "long", "length", "mine", "transit", "capacity"}
        told.is_other_trade = any(_singular(w) in bad for w in re.findall(r"[a-z]+", text.lower()))
    return told


def read_label(doc: Document, start: int, end: int) -> Told:
    """Read text[start:end] as a row's label: as a heading, and what remains of it as the name of goods."""
    told = read_heading(doc, start, end)
    text = doc.text[start:end]
    plain = _plain(text)
    told.is_total = plain in words("table_words")["total"] or bool(re.fullmatch(r"(?:grand )?totals?\b.*", plain))
    told.is_world = plain in words("table_words")["world"]
    told.name = text.strip()
    state = _states().get(told.name)
    if state and not told.bare:
        told.bare.append(state)
    is_part = told.scope is not None and not told.owner
    told.goods = None if state or is_part else _goods(doc, start, end)
    if told.bare and not state and re.search(r"(?<!^)(?<![.!?] )\b[A-Z]", _beside(doc, start, end)):
        told.bare, told.goods = [], f"commodity:{slug(text)}"  # "Caspian Pipeline"
    if told.is_total and told.flow == "trade" and plain in ("turnover", "trade"):
        told.is_total = True
    return told


@functools.cache
def _states() -> dict[str, str]:
    """The names of states and blocs as written, for labels that are nothing else ("Turkey")."""
    found: dict[str, str] = {}
    for name in knowledge.names():
        if name.kind == "name" and name.is_cased and name.entity_id.startswith(("country:", "bloc:")) and name.priority == 0:
            found.setdefault(name.text, name.entity_id)
    return found


def _beside(doc: Document, start: int, end: int) -> str:
    """A label without the names of its states."""
    text = _without_times(doc, start, end)
    for mention in reversed(doc.mentions_in(start, end)):
        if mention.type in ("country", "bloc", "region", "commodity"):
            text = text[: mention.start - start] + " " * (mention.end - mention.start) + text[mention.end - start :]
    return re.sub(r"\([^()]*\)", " ", text)


def is_label(doc: Document, start: int, end: int) -> bool:
    """Whether text[start:end] can be a row's label: short, and no clause."""
    text = doc.text[start:end]
    found = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower())
    if len(found) > 9 or re.search(r"[.!?;]\s|\d", _without_times(doc, start, end)):
        return False
    states = {m.text.lower() for m in doc.mentions_in(start, end)}
    return not any(w in words("table_words")["not_label"] for w in found) or text.lower() in states


# --- flows and ends -------------------------------------------------------------------------------------------------


@functools.cache
def _flow_words() -> dict[str, str]:
    return {w: flow for flow, listed in words("table_words")["flows"].items() for w in sorted(listed)}


def _flow(text: str, told: Told) -> tuple[int, int] | None:
    """Set the flow that a heading names; returns the place of its word, counted in `text`."""
    lists = words("table_words")
    lower = text.lower()
    found: list[tuple[str, int, int]] = []
    tokens = list(re.finditer(r"re-exports?|[^\W\d_]+", lower))
    for i, token in enumerate(tokens):
        flow = _flow_words().get(token.group())
        following = tokens[i + 1].group() if i + 1 < len(tokens) else ""
        is_name = _singular(following) in words("trade_words")["not_flow_heads"] | words("trade_words")["not_trade"]
        if flow and not (is_name and lower[token.end() : tokens[i + 1].start()] == " "):
            if flow == "balance" and re.search(r"\b(?:payments|current account|budget)\b", lower):
                continue
            found.append((flow, token.start(), token.end()))
    agent = next((t for t in tokens if t.group() in lists["buyers"] | lists["suppliers"]), None)
    asked = tokens[0].group() if tokens else ""
    names = {t.group() for t in tokens}
    if asked == "who" and names & lists["buying"] or asked == "where" and names & lists["going"] and not names & {"from"}:
        told.agent = "buyer"
    elif asked == "who" and names & lists["selling"] or asked == "where" and names & lists["coming"] and "from" in names:
        told.agent = "supplier"
    elif agent is not None and (not found or found[-1][2] < agent.start() or asked != "what"):
        told.agent = "buyer" if agent.group() in lists["buyers"] else "supplier"
    flows = [flow for flow, _, _ in found]
    if "balance" in flows:
        kept = found[flows.index("balance")]
        told.sign = -1 if lower[kept[1] : kept[2]] in lists["deficit"] else 1
    elif "export" in flows and "import" in flows and told.agent is None:
        told.flow = "trade" if re.search(r"exports? (?:and|plus|\+) imports?|imports? (?:and|plus|\+) exports?", lower) else None
        return found[0][1:]
    elif told.agent is not None and not ({"export", "import"} & set(flows) and asked != "who"):
        told.flow = "export" if told.agent == "buyer" else "import"
        return found[0][1:] if found else (agent.start(), agent.end()) if agent else (0, 0)
    else:
        kept = next((f for f in found if f[0] != "trade"), found[0] if found else None)
    if kept is None:
        return None
    told.flow = kept[0]
    return kept[1:]


_TIE = {
    "destination": re.compile(r"\b(?:to|into|for|towards)\s+(?:the\s+|mainland\s+)?$"),
    "origin": re.compile(r"\bfrom\s+(?:the\s+|mainland\s+)?$"),
    "partner": re.compile(r"\b(?:with|between)\s+(?:the\s+|mainland\s+)?$"),
    "owner": re.compile(r"\bby\s+(?:the\s+)?$"),
    "of": re.compile(r"\bof\s+(?:the\s+)?$"),
    "and": re.compile(r"\band\s+(?:the\s+)?$"),
    "via": re.compile(r"\b(?:through|via|over|at)\s+(?:the\s+)?$"),
}


_COLUMN_GAP = re.compile(r"\t|\s{2}|\|")


def _ends(doc: Document, start: int, end: int, flow: tuple[int, int] | None, told: Told) -> None:
    text, last = doc.text, ""
    mentions = doc.mentions_in(start, end)
    for first, second in zip(mentions, mentions[1:], strict=False):
        if first.start == second.start and first.kind == "nominal" and first.entity_id != second.entity_id:
            told.owner, told.partner = first.entity_id, second.entity_id  # "the two countries"
            return
    units = [(start + h.start, start + h.end) for h in find_unit_headers(text[start:end])]
    for mention in mentions:
        state, part = state_of(mention)
        if state is None or (mention.kind == "pronoun" and mention.type not in ("country", "bloc")):
            continue
        if any(a <= mention.start < b for a, b in units):
            continue  # "mln U.S. dlrs"
        before = text[max(start, mention.start - 24) : mention.start].lower()
        tie = next((name for name, regex in _TIE.items() if regex.search(before)), None)
        is_before = flow is not None and mention.end <= start + flow[0] and not _COLUMN_GAP.search(text, mention.end, start + flow[0])
        following = text[mention.end : mention.end + 14]
        if part is not None and mention.type in ("organisation", "place", "facility", "region"):
            beside = text[start : mention.start] + text[mention.end : end]
            is_all = re.fullmatch(r"[a-z\s(),'’]*", beside) is not None and end - start < 40
            is_owner = is_before and flow is not None and not re.search(r"[-–—:;,]", text[mention.end : start + flow[0]])
            if is_all or tie in ("via", "owner") or is_owner:
                told.scope = told.scope or part
            if not is_owner and tie != "owner":
                continue
        if tie == "and" and last == "partner" and told.owner is None:
            told.owner, tie = told.partner, "pair"
            told.partner = state
        elif tie == "of" and flow is not None and not is_before and mention.kind == "name":
            _put(told, "owner", state)
        elif tie in ("destination", "origin", "partner", "owner"):
            _put(told, tie, state)
        elif is_before and not re.match(r"['’]?s?\s+(?:customs|statistic|ministry|office)", following):
            _put(told, "owner", state)
        elif mention.kind == "demonym" and re.match(r"\s+[a-z]", following) and flow is not None and not is_before:
            if not re.match(r"\s+(?:customs|statistic|ministry|office|data|figures|count)", following):
                _put(told, "origin", state)
        elif text[mention.end : mention.end + 2] in ("'s", "’s"):
            _put(told, "owner", state)
        elif not re.match(r"\s+(?:customs|statistic|ministry|office|data|figures|count)", following):
            told.bare.append(state)
        last = tie or "bare"


def _put(told: Told, name: str, state: str) -> None:
    if getattr(told, name) is None:
        setattr(told, name, state)


def state_of(mention: Mention) -> tuple[str | None, str | None]:
    """The state, group or continent that a mention names, and the part of it that it is, if it is only a part."""
    if mention.type in ("country", "bloc"):
        return mention.entity_id, None
    if mention.type in ("region", "place", "organisation", "facility"):
        country = country_of(mention.entity_id)
        if country:
            return country, mention.entity_id
        if mention.type == "region":
            return mention.entity_id, None
    return None, None


# --- goods ----------------------------------------------------------------------------------------------------------


def _goods(doc: Document, start: int, end: int) -> str | None:
    """The goods that a label names: its mention if that is all of it, else its words; None if it names none."""
    lists = words("table_words")
    label = _without_times(doc, start, end)
    for header in reversed(find_unit_headers(label)):
        label = label[: header.start] + " " + label[header.end :]
    label = re.sub(r"\([^()]*\)|\bof (?:which|that|this|them|these)\b:?", " ", label)
    label = re.split(rf"[,;:(]?\s*\b(?:{'|'.join(sorted(lists['details'], key=len, reverse=True))})\b", label, flags=re.IGNORECASE)[0]
    if _plain(label) in lists["rest"]:
        return "commodity:other-goods"
    for mention in doc.mentions_in(start, end):
        if mention.type in ("country", "bloc", "region", "place", "organisation", "facility", "person"):
            label = re.sub(rf"(?:\b(?:to|from|with|of|by|for|in)\s+)?(?:the\s+)?\b{re.escape(mention.text)}(?:['’]s?)?", " ", label)
    kept = [w for w in re.findall(r"[^\W_]+(?:[-'’/][^\W_]+)*|,|&", label)]
    kept = [w for w in kept if not _is_flow(w) and w.lower() not in _modalities()]
    while kept and _is_empty(kept[-1]) and (kept[-1].lower() not in _GOODS or len(kept) == 1):
        kept.pop()
    while kept and _is_empty(kept[0]):
        kept.pop(0)
    if not kept or len(kept) > 10 or not any(len(w) > 2 for w in kept) or all(w.lower() in _GOODS for w in kept):
        return None
    name = re.sub(r"\s+([,])", r"\1", " ".join(kept)).lower().replace("&", "and")
    return goods_id(name)


def goods_id(name: str) -> str:
    """The id of goods named in lower case: known goods by their own id, others by the singular of their words."""
    known = knowledge.commodities().get(name)
    if known:
        return known
    singular = " ".join(_singular(w) if w.isalpha() else w for w in re.split(r"\s+", name))
    return knowledge.commodities().get(singular) or f"commodity:{slug(singular)}"


_GOODS = frozenset(("goods", "products"))


def _is_empty(word: str) -> bool:
    lower = word.lower()
    return lower in words("table_words")["generic"] or lower in (",", "&") or lower.isdigit() or _is_flow(word) or lower in _modalities()


def _is_flow(word: str) -> bool:
    return word.lower() in _flow_words() or word.lower() in words("table_words")["total"]


@functools.cache
def _modalities() -> frozenset[str]:
    return frozenset(w for listed in words("table_words")["modality"].values() for w in listed)


_UNCHANGED = re.compile(r"(?:ss|us|is|as|goods|gas|textiles?|series|species)$")


def _singular(word: str) -> str:
    """The singular of a noun in lower case, by its ending."""
    if word in words("quantity_words")["irregular_plurals"]:
        return words("quantity_words")["irregular_plurals"][word]
    if word == "textiles":
        return "textile"
    if len(word) < 4 or not word.endswith("s") or _UNCHANGED.search(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "buses", "gases", "toes")):
        return word[:-2]
    return word[:-1]


# --- times, units, meanings -----------------------------------------------------------------------------------------


def _without_times(doc: Document, start: int, end: int) -> str:
    """text[start:end] with the names of periods blanked out."""
    text = doc.text[start:end]
    for period in doc.periods:
        if period.start >= end:
            break
        if period.start >= start and period.end <= end:
            text = text[: period.start - start] + " " * (period.end - period.start) + text[period.end - start :]
    return re.sub(r"\b\d{2}\b(?=\s|$)", " ", text) if re.search(r"\d{2}\s*$", text) and text.strip().isdigit() else text


_SHORT_YEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?[\s-]*['’]?(\d{2})\b(?![.,]?\d)", re.IGNORECASE
)


def _period(doc: Document, start: int, end: int) -> tuple[tuple[dt.date | None, dt.date | None] | None, bool]:
    """The period that a heading names, and whether it only says "a year earlier"."""
    text = doc.text[start:end]
    short = _SHORT_YEAR.search(text)
    if short and (int(short[2]) > 31 or short.group() == text.strip()):
        century = (doc.published_on.year if doc.published_on else 2000) // 100
        periods = find_periods(_SHORT_YEAR.sub(lambda m: f"{m[1]} {century}{m[2]}", text), doc.published_on)
    else:
        periods = [p for p in doc.periods if p.start >= start and p.end <= end]
    own = [p for p in periods if not p.is_comparison and p.first and p.kind not in ("weekday", "vague", "point")]
    own = [p for p in own if p.kind != "day" or p.first != doc.published_on]
    if own:
        widest = _spanned(own, text) or own[0]
        return (widest.first, widest.last), False
    earlier = any(p.is_comparison for p in periods) or bool(re.search(r"\by(?:ea)?r[ -](?:ago|earlier)\b", text.lower()))
    return None, earlier and not _has(_plain(text), "change")


def _spanned(periods: list[Period], text: str) -> Period | None:
    """Two years of one heading are told for both only where it joins them; the first stands otherwise."""
    return next((p for p in periods if p.kind in ("span", "ytd", "half", "quarter", "month", "year")), None)


_CURRENCY = {"US$": "dollars", "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_THOUSANDS = re.compile(r"(?:['‘’]?\b000s?|\b1[,.]?000)(?=\s+[a-z])", re.IGNORECASE)
_UNIT_FIRST = re.compile(
    r"(?P<unit>US\$|[$€£¥]|\b[A-Z]{3}\b|\b(?:dollars|dlrs|euros|yen|yuan|roubles|tonnes|tons|barrels)\b),?\s?"
    r"(?P<scale>bn|billions?|bln|mn|mln|millions?|m|trillions?|trn|thousands?)\b"
)


def _notes(text: str) -> list[Note]:
    """The units that a heading names, in its order."""
    text = _THOUSANDS.sub("thousand", text)
    text = _UNIT_FIRST.sub(lambda m: f"{m['scale']} {_CURRENCY.get(m['unit'], m['unit'])}", text)
    out: list[tuple[int, Note]] = []
    for header in find_unit_headers(text):
        out.append((header.start, _note(text, header)))
    if not out:
        out += _whole_chunks(text)
    out.sort(key=lambda n: n[0])
    notes = [note for _, note in out]
    for i, (at, note) in enumerate(out):
        if note.is_bracketed and any(j != i and _bracket(text, at) == _bracket(text, other) for j, (other, _) in enumerate(out)):
            notes[i] = replace(note, is_bracketed=False)  # the bracket holds all the units, not that of brackets
    bracket = re.search(r"([^,;()]*)\b(?:in|within) (?:brackets|parentheses)", text.lower())
    if bracket:
        told = _plain(bracket[1])
        meaning = "change" if _has(told, "change") else "share" if _has(told, "share") else "previous"
        notes = [n for n in notes if n.meaning != meaning]
        notes.append(Note(meaning, "percent" if meaning != "previous" else None, is_bracketed=True))
    return notes


def _bracket(text: str, at: int) -> int:
    """Where the bracket that holds an offset opens; -1 if none does."""
    opening = text.rfind("(", 0, at)
    return opening if opening > text.rfind(")", 0, at) else -1


def _whole_chunks(text: str) -> list[tuple[int, Note]]:
    """Parts of a heading that are a unit and nothing else: "bcm", "tonnes", "million barrels a day"."""
    out = []
    for chunk in re.finditer(r"[^,;:()]+", text):
        unit = re.sub(r"^(?:value|volume|amount|quantity)?s?\s*\bin\s+", "", chunk.group().strip(), flags=re.IGNORECASE)
        read = find_quantities(f"1 {unit}") if unit and len(unit) < 40 else []
        is_unit = read and read[0].end == len(unit) + 2 and read[0].unit not in (None, "unit", "head")
        if is_unit and read[0].kind in ("money", "physical", "percent"):
            unit_code = read[0].unit if read[0].kind == "money" else read[0].unit_with_rate
            out.append((chunk.start(), Note(None, unit_code, read[0].kind, read[0].value)))
    return out


def _note(text: str, header: UnitHeader) -> Note:
    left = max(text.rfind(mark, 0, header.start) for mark in ",;(:") + 1
    right = min((p for p in (text.find(m, header.end) for m in ",;():") if p >= 0), default=len(text))
    clause = _plain(text[left:right])
    meaning = None
    if header.unit == "percent":
        meaning = "change" if _has(clause, "change") else "share" if _has(clause, "share") or _has(_plain(text), "share") else None
    elif _has(clause, "change"):
        meaning = "change_value"
    is_bracketed = _bracket(text, header.start) >= 0 and meaning is not None
    unit = header.unit if header.kind == "money" or not header.rate or header.unit == "percent" else f"{header.unit}/{header.rate}"
    return Note(meaning, unit, header.kind, header.factor, is_bracketed)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^a-z/+'-]", " ", text.lower().replace("’", "'"))).strip(" -'/") if "+/-" not in text else text.lower().strip()


def _has(plain: str, key: str) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", plain) for w in sorted(words("table_words")[key]))


def _basis(plain: str) -> str | None:
    for basis, listed in words("table_words")["basis"].items():
        if any(re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", plain) for w in sorted(listed)):
            return basis
    return None


def _modality(plain: str) -> str | None:
    found = set(plain.split())
    return next((name for name, listed in words("table_words")["modality"].items() if found & listed), None)
