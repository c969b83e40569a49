"""Whose trade a number tells, with whom, in what and when: from its clause first, else from what the document is about."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import Cell
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.periods import Period

STATES = ("country", "bloc")
WORLD = "country:WLD"


@dataclass
class Context:
    """What the text has been speaking of: carried from figure to figure, from the first sentence on."""

    main: str | None = None
    reporter: str | None = None
    partner: str | None = None
    owner: str | None = None
    flow: str | None = None
    commodity: str | None = None
    unit: str | None = None
    period: tuple[dt.date | None, dt.date | None] | None = None
    scope: str | None = None
    paragraph: int = -1
    basis: str | None = None


def main_country(doc: Document) -> str | None:
    """The state that the document is about: named most, the lead sentence and owners of flows counting more."""
    votes: Counter[str] = Counter()
    lead = doc.sentences[0].end if doc.sentences else 0
    for mention in doc.mentions:
        if mention.type in STATES:
            votes[mention.entity_id] += 3 if mention.start < lead else 1
        elif mention.start < lead and mention.type == "place":
            country = country_of(mention.entity_id)
            if country:
                votes[country] += 1
    return max(sorted(votes), key=lambda c: votes[c]) if votes else None


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
    """The states that a clause names, by what ties them to the flow."""

    owner: str | None = None
    origin: str | None = None
    destination: str | None = None
    partner: str | None = None
    bare: str | None = None
    is_world: bool = False
    scope: str | None = None


def sides(doc: Document, cell: Cell, start: int, end: int) -> Sides:
    """Read text[start:end], the cell's stretch, for the states around its cue."""
    out, text = Sides(), doc.text
    lowered = text[start:end].lower()
    out.is_world = any(re.search(rf"\b{re.escape(w)}\b", lowered) for w in sorted(words("trade_words")["world"]))
    cue_start, cue_end = (cell.cue.start, cell.cue.end) if cell.is_cue_here else (start, start)
    for mention in doc.mentions:
        if mention.end <= start or mention.start >= end:
            continue
        state, part = _state_of(mention)
        if state is None:
            continue
        before = text[max(start, mention.start - 28) : mention.start].lower()
        after = text[mention.end : mention.end + 30].lower()
        if part and re.search(r"\b(?:through|via|at|by way of|over)\s+(?:the )?(?:\w+ ){0,3}$", before):
            out.scope = out.scope or part
            continue
        had_owner = out.owner
        _place(out, cell, mention, state, before, after, cue_start, cue_end, text)
        if part and had_owner is None and out.owner == state:
            out.scope = out.scope or part
    return out


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


def _place(out: Sides, cell: Cell, mention: Mention, state: str, before: str, after: str, cue_start: int, cue_end: int, text: str) -> None:
    is_verb = cell.cue.is_verb
    if re.search(r"\b(?:with|between|and)\s+(?:the |mainland |both |its [\w-]+ )*$", before) and not re.search(r"\band\s+(?:the )?$", before) or re.search(r"\bbetween [\w .'’]+ and (?:the )?$", before):
        if cell.cue.flow in ("trade", "balance") or re.search(r"\bwith (?:the |mainland )*$", before):
            _set(out, "partner" if out.owner != state else "owner", state)
            return
    if re.search(r"\b(?:to|into|for|towards)\s+(?:the |mainland |its [\w-]+ )*$", before):
        return _set(out, "destination", state)
    if re.search(r"\b(?:from|out of|by)\s+(?:the |mainland |all of )*$", before):
        return _set(out, "origin" if "by" not in before.split()[-2:] else "owner", state)
    gap = text[mention.end : cue_start] if mention.end <= cue_start else None
    if gap is not None and not is_verb and re.fullmatch(r"(?:['’]s?)?\s+(?:[\w.,'’&%-]+ ){0,5}", gap) and not re.search(r"\b(?:to|from|with|and|of|for|in|by|is|was|said|has|had|will|would)\b", gap):
        return _set(out, "owner", state)
    if gap is not None and is_verb and len(gap) < 90 and not re.search(r"\b(?:to|from|with|which|where)\b", gap) :
        return _set(out, "owner", state)
    if mention.start >= cue_end:
        between = text[cue_end : mention.start].lower()
        if mention.kind == "demonym" and re.search(r"\b(?:of|in|more|tonnes of|worth of)?\s*$", between) and re.match(r"\s+[a-z]", after):
            if re.fullmatch(r"[\w\s.,$%-]*", between) and not re.match(r"\s+(?:statistics|customs|ministry|officials?|government|figures|data)\b", after):
                return _set(out, "origin", state)
        if re.search(r"\bof\s+(?:the )?$", before) and not is_verb:
            return _set(out, "owner", state)
    _set(out, "bare", state)


def _set(out: Sides, name: str, state: str) -> None:
    if getattr(out, name) is None:
        setattr(out, name, state)


def reporter_and_partner(flow: str, is_import_view: bool, found: Sides, context: Context, is_new_paragraph: bool) -> tuple[str | None, str | None]:
    """The contract's reporter and partner of a flow, from the clause's sides and, where it is silent, from the context."""
    owner, origin, destination, partner = found.owner, found.origin, found.destination, found.partner
    reporter: str | None
    if flow == "export":
        reporter, other = (owner or origin), (destination or partner)
        if reporter and origin and reporter != origin and other is None:
            other = None
        if reporter is None and found.bare and found.bare != other:
            if other is None and found.bare != context.reporter:
                other = found.bare
            elif other is not None and found.bare != other:
                reporter = found.bare
    elif flow == "import":
        reporter, other = (owner or destination), (origin or partner)
        if reporter is None and found.bare and found.bare != other:
            if other is None and found.bare != context.reporter:
                other = found.bare
            elif other is not None:
                reporter = found.bare
    else:
        named = [s for s in (owner, origin, partner, destination, found.bare) if s]
        reporter = owner or (named[0] if len(set(named)) > 1 or found.bare else None)
        rest = [s for s in (partner, destination, origin, found.bare) if s and s != reporter]
        other = rest[0] if rest else None
    if reporter is None:
        reporter = _other_than(other, context.reporter, context.partner, context.main)
    if other is None:
        if found.is_world or reporter is None:
            other = WORLD
        else:
            candidates = [c for c in (context.partner, context.reporter) if c and c != reporter]
            other = candidates[0] if candidates and not (is_new_paragraph and context.partner in (None, WORLD)) else WORLD
    if reporter == other:
        other = WORLD
    if flow == "trade" and reporter and other != WORLD and other < reporter:
        reporter, other = other, reporter
    return reporter, other


def _other_than(excluded: str | None, *candidates: str | None) -> str | None:
    return next((c for c in candidates if c and c != excluded and c != WORLD), None)


def period_of(doc: Document, cell: Cell, start: int, end: int) -> Period | None:
    """The period that the cell's stretch names: in it, nearest to the level; else at its sentence's head."""
    anchor = cell.level.start if cell.level else cell.start
    own = [p for p in doc.periods if not p.is_comparison and p.kind not in ("weekday", "day", "vague") or (not p.is_comparison and p.kind == "day" and p.first != doc.published_on)]
    inside = [p for p in own if p.start >= start and p.end <= end]
    if inside:
        return min(inside, key=lambda p: (abs(p.start - anchor) if p.start > anchor else (anchor - p.end), p.start))
    head = [p for p in own if cell.sentence.start <= p.start and p.end <= start]
    return head[-1] if head else None


def comparison_of(doc: Document, start: int, end: int) -> Period | None:
    """The comparison ("a year earlier", "in the same month of 2022") that text[start:end] names, if any."""
    return next((p for p in doc.periods if p.is_comparison and p.start >= start and p.end <= end), None)


def modality_of(doc: Document, cell: Cell, start: int, end: int, period_end: dt.date | None) -> str:
    """actual, estimate, forecast or target, from the words of the clause and from whether its period is over."""
    lists = words("trade_words")
    # what stands after the number speaks of the next one more often than of this one
    text = " " + re.sub(r"[^a-z' -]", " ", doc.text[start : min(end, cell.end + 60)].lower()) + " "
    text = re.sub(r"\s+", " ", text)

    def has(key: str) -> bool:
        return any(f" {cue} " in text or f" {cue}s " in text or f" {cue}ed " in text for cue in sorted(lists[key]))

    is_future = period_end is not None and doc.published_on is not None and period_end > doc.published_on
    if has("target_cues"):
        return "target"
    if has("forecast_cues") or is_future:
        return "forecast"
    if has("estimate_cues"):
        return "estimate"
    return "actual"
