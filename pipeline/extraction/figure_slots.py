"""Whose trade a number tells, with whom, in what and when: from its clause first, else from what the document is about."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import Cell
from pipeline.extraction.figure_cues import Cue, find_cues
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.periods import Period

STATES = ("country", "bloc")
WORLD = "country:WLD"


@dataclass
class Context:
    """What the text has been speaking of: carried from figure to figure, from the first sentence on.

    `main` is the state that the document is about and `pair` the two that it is about, if it is about two; `supplier`
    and `buyer` are the last ends of a flow; the rest is the last figure's.
    """

    main: str | None = None
    pair: tuple[str, str] | None = None
    reporter: str | None = None
    partner: str | None = None
    supplier: str | None = None
    buyer: str | None = None
    commodity: str | None = None
    unit: str | None = None
    period: tuple[dt.date | None, dt.date | None] | None = None
    scope: str | None = None
    paragraph: int = -1
    sentence: int = -1
    basis: str | None = None

    def keep(self, flow: str, reporter: str, partner: str) -> None:
        """Remember the ends of a figure's flow."""
        self.reporter, self.partner = reporter, partner
        if flow == "trade" and self.main in (reporter, partner):
            self.reporter, self.partner = self.main, partner if reporter == self.main else reporter
        if flow == "export":
            self.supplier, self.buyer = reporter, partner
        elif flow == "import":
            self.supplier, self.buyer = partner, reporter


def document_context(doc: Document) -> Context:
    """The context before the first sentence: the state, or the two, that the document names most."""
    votes: Counter[str] = Counter()
    lead = doc.sentences[min(1, len(doc.sentences) - 1)].end if doc.sentences else 0
    for mention in doc.mentions:
        weight = 3 if mention.start < lead else 1
        if mention.kind == "pronoun":
            continue
        if mention.type in STATES:
            votes[mention.entity_id] += weight
        elif mention.type in ("place", "organisation", "region"):
            country = country_of(mention.entity_id)
            if country and mention.type == "region":
                votes[country] += weight
            elif country:
                votes[country] += 0.5 * weight  # type: ignore[assignment]
    for state, weight in _perspectives(doc):
        votes[state] += weight  # type: ignore[assignment]
    ranked = sorted(votes, key=lambda state: (-votes[state], state))
    context = Context(main=ranked[0] if ranked else None)
    context.pair = _told_pair(doc, context.main, votes)
    return context


def _told_pair(doc: Document, main: str | None, votes: Counter[str]) -> tuple[str, str] | None:
    """The partner that the text ties to the main state by words of flow ("trade with", "exports to"), if one stands out."""
    told: Counter[str] = Counter()
    for sentence in doc.sentences:
        for cue in find_cues(doc, sentence):
            found = sides(doc, cue, True, sentence.start, sentence.end)
            ends = {found.owner, found.before, found.origin, found.destination, found.partner} - {None}
            if main in ends:
                told.update(end for end in ends if end and end != main)
            elif len(ends) == 1 and not ({found.owner, found.before} & ends):
                told.update(end for end in ends if end)
    if not told or main is None:
        return None
    partner = max(sorted(told), key=lambda state: (told[state], votes[state]))
    rival = max((votes[state] for state in votes if state not in (main, partner)), default=0)
    is_close = votes[partner] >= rival and (2 if told[partner] == 1 else 3) * votes[partner] >= votes[main]
    return (main, partner) if is_close else None


def _perspectives(doc: Document) -> list[tuple[str, float]]:
    """Whose figures a text gives: the owner of the first flow that it names, and the states whose offices count."""
    out: list[tuple[str, float]] = []
    for sentence in doc.sentences[:6]:
        owners = []
        for cue in find_cues(doc, sentence):
            found = sides(doc, cue, True, sentence.start, sentence.end)
            owner = found.owner or (found.before if not cue.is_weak else None)
            if owner and cue.flow != "trade":
                owners.append(owner)
            elif owner:
                owners.append(owner)
        if owners:
            out.append((owners[0], 4.0))
            break
    offices = words("trade_words")["statistical_offices"]
    counted = set()
    for mention in doc.mentions:
        near = doc.text[mention.start : mention.end + 30].lower() if mention.type != "organisation" else mention.text.lower()
        if mention.kind in ("name", "demonym") and any(word in near for word in sorted(offices)):
            state = _state_of(mention)[0]
            if state and state not in counted:
                counted.add(state)
                out.append((state, 3.0))
    return out


def country_of(entity_id: str) -> str | None:
    """The country that a curated or GeoNames entity lies in or belongs to, as an entity id."""
    from pipeline import knowledge

    if entity_id.startswith("country:"):
        return entity_id
    entity = knowledge.entities().get(entity_id)
    if entity is None and entity_id.startswith("place:"):
        candidates = knowledge.places(entity_id.partition(":")[2].replace("-", " ").title())
        entity = candidates[0] if candidates else None
    if entity is None and re.fullmatch(r"region:[A-Z]{2}-\w+", entity_id):
        return None
    return f"country:{entity.country}" if entity and entity.country else None


@dataclass
class Sides:
    """The states that a clause names, by what ties them to the flow.

    `before` and `after` are states that stand on one side of the word of flow without a tie of their own; `gate` is the
    state of the port or crossing that the goods go through.
    """

    owner: str | None = None
    origin: str | None = None
    destination: str | None = None
    partner: str | None = None
    before: str | None = None
    after: str | None = None
    gate: str | None = None
    is_world: bool = False
    scope: str | None = None

    def put(self, name: str, state: str) -> None:
        """Set a side that is still open."""
        if getattr(self, name) is None:
            setattr(self, name, state)


_NP = r"(?:the |mainland |all of |its |their |whole |rest of |neighbouring |northern |southern |eastern |western |big |largest |two |other )*"
_TO = re.compile(rf"\b(?:to|into|for|towards|reached?|entered)\s+{_NP}$")
_FROM = re.compile(rf"\b(?:from|out of)\s+{_NP}$")
_BY = re.compile(rf"\bby\s+{_NP}$")
_WITH = re.compile(rf"\b(?:with|between|against)\s+{_NP}$")
_AND = re.compile(rf"\band\s+{_NP}$")
_OF = re.compile(rf"\bof\s+{_NP}$")
_VIA = re.compile(r"\b(?:through|via|by way of|over|at)\s+(?:the )?(?:[\w-]+ ){0,3}$")
_SHARE_VERB = re.compile(r"\b(?:took|takes?|bought|buys?|accounts?|accounted|absorb\w*|received?|represent\w*|provid\w*|suppl\w+|gets?|got|made up)\b")


def sides(doc: Document, cue: Cue, is_cue_here: bool, start: int, end: int, context_scope: str | None = None) -> Sides:
    """Read text[start:end] for the states around a word of flow; `is_cue_here` if the word itself stands in it.

    `context_scope` is the part of a state's trade that the text goes on with, where the stretch names no other owner.
    """
    out, text = Sides(), doc.text
    lowered = text[start:end].lower()
    out.is_world = any(re.search(rf"\b{re.escape(w)}\b", lowered) for w in sorted(words("trade_words")["world"]))
    cue_start, cue_end = (cue.start, cue.end) if is_cue_here else (start, start)
    last_tie = ""
    for mention in doc.mentions:
        if mention.end <= start or mention.start >= end:
            continue
        state, part = _state_of(mention)
        if state is None:
            continue
        before = text[max(start, mention.start - 40) : mention.start].lower()
        if part and _VIA.search(before):
            out.scope = out.scope or part
            out.put("gate", state)
            continue
        tie = _tie(cue, mention, before, cue_start, cue_end, text, last_tie)
        if part and (_counts(mention) or mention.type in ("organisation", "place", "facility") and tie in ("before", "after")):
            continue  # who says so, or where it was said
        if tie == "owner" and out.owner is None and part:
            out.scope = part
        out.put(tie, state)
        last_tie = tie
    if out.scope is None and context_scope and out.owner is None and out.before is None:
        out.scope = context_scope
    _read_there(doc, out, start, cue_end, end)
    return out


def _read_there(doc: Document, out: Sides, start: int, cue_end: int, end: int) -> None:
    """"exports there", "imports from there": the state named last before, other than the owner."""
    there = re.search(r"(\bfrom )?\bthere\b(?! (?:is|are|was|were|has|had|will)\b)", doc.text[cue_end:end])
    if not there:
        return
    earlier = (_state_of(m)[0] for m in reversed(doc.mentions) if m.end <= cue_end and m.kind != "pronoun")
    state = next((s for s in earlier if s and s != out.owner), None)
    if state:
        out.put("origin" if there.group(1) else "destination", state)


def _counts(mention: Mention) -> bool:
    """Is it an office that tells figures rather than one whose trade is told?"""
    name = mention.entity_id.replace("-", " ")
    return mention.type == "organisation" and any(word in name for word in sorted(words("trade_words")["offices"]))


def _state_of(mention: Mention) -> tuple[str | None, str | None]:
    """The state (or group, or continent) that a mention speaks for, and the part of it that it names, if it is only a part."""
    if mention.type in STATES:
        return mention.entity_id, None
    if mention.type in ("region", "place", "organisation", "facility"):
        country = country_of(mention.entity_id)
        if country:
            return country, mention.entity_id
        if mention.type == "region":
            return mention.entity_id, None
    return None, None


def _tie(cue: Cue, mention: Mention, before: str, cue_start: int, cue_end: int, text: str, last: str) -> str:
    """What ties a state to the word of flow: owner, origin, destination, partner, or only its place before or after it."""
    is_verb, flow = cue.is_verb, cue.flow
    if _AND.search(before) and last in ("partner", "destination", "origin"):
        return last if last != "partner" or flow != "trade" else "after"
    if _AND.search(before) and last in ("before", "owner") and flow == "trade" and mention.kind != "pronoun":
        return "partner"
    if _WITH.search(before):
        return "partner"
    if _TO.search(before):
        return "destination"
    if _FROM.search(before):
        return "origin"
    if _BY.search(before):
        return "owner"
    if mention.end <= cue_start:
        gap = text[mention.end : cue_start]
        if is_verb:
            return "owner" if len(gap) < 100 and not re.search(r"\b(?:to|from|with|which|where|as)\b", gap) else "before"
        if re.fullmatch(r"(?:['’]s?)?\s+(?:[\w.,'’&%-]+ ){0,5}", gap) and not re.search(r"\b(?:to|from|with|and|of|for|in|by|is|was|said|says|has|had|have|will|would|took|bought)\b", gap):
            return "owner"
        return "before"
    between = text[cue_end : mention.start].lower()
    following = text[mention.end : mention.end + 20]
    if is_verb and flow == "export" and re.fullmatch(r"\s+(?:the |its |their )?", between) and mention.kind != "demonym":
        return "destination"
    if mention.kind == "demonym" and re.match(r"\s+[a-z]", following) and not re.match(r"\s+(?:statistics|customs|ministry|officials?|government|figures|data|buyers?|sellers?)\b", following):
        return "origin"
    if _OF.search(before) and not is_verb:
        return "owner"
    return "after"


def reporter_and_partner(cue_is_weak: bool, flow: str, found: Sides, context: Context, sentence: int, paragraph: int, is_share: bool) -> tuple[str | None, str | None]:
    """The contract's reporter and partner: from the clause's sides and, where it is silent, from the context."""
    same_sentence, same_paragraph = sentence == context.sentence, paragraph == context.paragraph
    before, after = found.before, found.after
    if flow == "export":
        reporter, other = found.owner or found.origin, found.destination or found.partner
    elif flow == "import":
        reporter, other = found.owner or found.destination, found.origin or found.partner
    else:
        reporter = found.owner or before
        other = _other_than(reporter, found.partner, found.destination, found.origin, after, before if is_share else None)
    if flow in ("export", "import"):
        if reporter is None and before != other:
            if is_share or (same_sentence and context.reporter not in (None, before)):
                other = other or before
            else:
                reporter = before
        elif reporter is not None and other is None and is_share and before != reporter:
            other = before
        if other is None and after != reporter:
            other = after
    if reporter is None and flow == "trade" and other and after != other:
        reporter = after
    if reporter is None and found.gate != other:
        reporter = found.gate
    if reporter is None:
        carried = context.supplier if flow == "export" else context.buyer if flow == "import" else context.reporter
        order = [context.reporter] if same_sentence else []
        order += [carried] if cue_is_weak or same_paragraph and flow not in ("trade", "balance") and context.main is None else []
        reporter = _other_than(other, *order, context.main, context.reporter, *(context.pair or ()))
    if other is None or other == reporter:
        if found.is_world or reporter is None:
            other = WORLD
        elif same_paragraph or same_sentence:
            other = _other_than(reporter, context.partner, context.reporter if context.partner == reporter else None) or (WORLD if context.partner == WORLD else None)
        if other is None or other == reporter:
            other = _other_than(reporter, *context.pair) or WORLD if context.pair and reporter in context.pair else WORLD
    if flow == "trade" and reporter and other != WORLD and other < reporter:
        reporter, other = other, reporter
    return reporter, other


def _other_than(excluded: str | None, *candidates: str | None) -> str | None:
    return next((c for c in candidates if c and c != excluded and c != WORLD), None)


def period_of(doc: Document, cell: Cell, start: int, end: int) -> Period | None:
    """The period that the cell's stretch names: in it, nearest to the level; else at its sentence's head."""
    anchor = cell.level.start if cell.level else cell.start
    own = [p for p in doc.periods if (not p.is_comparison or cell.is_reference and p.start >= start) and p.kind not in ("weekday", "day", "vague") or (not p.is_comparison and p.kind == "day" and p.first != doc.published_on)]
    inside = [p for p in own if p.start >= start and p.end <= end]
    if inside:
        after = [p for p in inside if 0 <= p.start - cell.end <= 16]
        return after[0] if after else min(inside, key=lambda p: (abs(p.start - anchor) if p.start > anchor else (anchor - p.end), p.start))
    head = [p for p in own if cell.sentence.start <= p.start and p.end <= start]
    return head[-1] if head else None


def comparison_of(doc: Document, start: int, end: int) -> Period | None:
    """The comparison ("a year earlier", "in the same month of 2022") that text[start:end] names, if any."""
    return next((p for p in doc.periods if p.is_comparison and p.start >= start and p.end <= end), None)


_CLAUSE_START = re.compile(r";|\bwhile\b|\bbut\b|, (?:and|which|who|where) |\bafter\b")


# A state or firm that "will supply" or "is to buy" has bound itself; exports that "will rise" have not.
_COMMITTED = re.compile(r"\b(?:will|would|shall|is to|are to|was to|were to|agreed to|plans? to|wants? to|means? to|intends? to)\s+(?:\w+ly )?(?:also )?(?:be )?$")


def modality_of(doc: Document, cell: Cell, start: int, end: int, period_end: dt.date | None) -> str:
    """actual, estimate, forecast or target, from the words of the clause and from whether its period is over."""
    lists = words("trade_words")
    # what stands after the number speaks of the next one more often than of this one
    left = _CLAUSE_START.split(doc.text[max(start, cell.start - 90) : cell.start])[-1]
    right = re.split(r"[,;.] |\bwhile\b|\bbut\b", doc.text[cell.end : min(end, cell.end + 50)])[0]
    text = " " + re.sub(r"[^a-z' -]", " ", (left + doc.text[cell.start : cell.end] + right).lower()) + " "
    text = re.sub(r"\s+", " ", text)

    def has(key: str) -> bool:
        return any(f" {cue} " in text or f" {cue}s " in text or f" {cue}ed " in text for cue in sorted(lists[key]))

    if cell.is_cue_here and cell.cue.is_verb and _COMMITTED.search(doc.text[max(start, cell.cue.start - 40) : cell.cue.start].lower()):
        return "forecast" if has("forecast_cues") and not re.search(r"\b(?:will|would)\b", text) else "target"
    is_future = period_end is not None and doc.published_on is not None and period_end > doc.published_on
    if has("target_cues"):
        return "target"
    if has("forecast_cues") or is_future:
        return "forecast"
    if has("estimate_cues"):
        return "estimate"
    return "actual"
