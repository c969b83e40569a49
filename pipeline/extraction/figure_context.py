"""What a document is about and has been speaking of: it supplies the ends of a flow that a clause leaves out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cues import find_cues
from pipeline.extraction.figure_sides import STATES, Sides, country_of, sides, state_of
from pipeline.knowledge.words import words

WORLD = "country:WLD"


@dataclass
class Context:
    """What the text has been speaking of: carried from figure to figure, from the first sentence on.

    `main` is the state that the document is about and `pair` the two that it is about, if it is about two; `supplier`
    and `buyer` are the last ends of a flow. `ranks` orders the states by how much the text is about them, `lead` holds
    those of its opening, `sides` tells on which side of the last number its
    reporter and partner stood, `periods` are the times of the figures before, the latest first, `seat` is where it was sent from, `offices` whose statistics it gives. The rest is the last
    figure's.
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
    periods: list[tuple[dt.date | None, dt.date | None]] = field(default_factory=list)
    lead_period: tuple[dt.date | None, dt.date | None] | None = None
    scope: str | None = None
    scopes: set[str | None] = field(default_factory=set)
    paragraph: int = -1
    sentence: int = -1
    basis: str | None = None
    flow: str | None = None
    sides: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    lead: frozenset[str] = frozenset()
    seat: str | None = None
    offices: frozenset[str] = frozenset()
    is_counted_at_home: bool = False

    def keep(self, flow: str, reporter: str, partner: str) -> None:
        """Remember the ends of a figure's flow."""
        self.reporter, self.partner, self.flow = reporter, partner, flow
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
    context.ranks = {state: rank for rank, state in enumerate(ranked)}
    context.lead = frozenset(s for m in doc.mentions if m.start < lead and (s := state_of(m)[0]))
    context.seat = _dateline(doc)
    context.offices = frozenset(state for state in _offices(doc) if state)
    context.is_counted_at_home = bool({context.main, None} & set(_offices(doc)))
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


def _offices(doc: Document) -> list[str | None]:
    """The states whose offices count trade in this text, in text order; None for an office of a state not known."""
    names = sorted(words("trade_words")["statistical_offices"])
    found: dict[str | None, None] = {}
    for mention in doc.mentions:
        if mention.kind not in ("name", "demonym"):
            continue
        is_body = mention.type == "organisation"
        near = mention.text if is_body else doc.text[mention.start : mention.end + 30]
        if any(name in near.lower() for name in names):
            state = state_of(mention)[0]
            if state or is_body:
                found[state] = None
    return list(found)


def _dateline(doc: Document) -> str | None:
    """The state that a story is sent from ("TOKYO - …")."""
    first = doc.mentions[0] if doc.mentions else None
    if first is None or first.type != "place" or not first.text.isupper() or first.start > 2:
        return None
    return country_of(first.entity_id)


def _seat(doc: Document) -> str | None:
    """The state that a story is sent from whose opening names an office that counts ("TOKYO - … the Finance Ministry's data")."""
    seat = _dateline(doc)
    if seat is None:
        return None
    opening = doc.text[: doc.sentences[min(2, len(doc.sentences) - 1)].end].lower()
    is_counting = any(name in opening for name in sorted(words("trade_words")["statistical_offices"]))
    return seat if is_counting else None


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
    out += [(state, 3.0) for state in _offices(doc) if state]
    seat = _seat(doc)
    if seat:
        out.append((seat, 3.0))
    return out


def reporter_and_partner(
    cue_is_weak: bool, flow: str, found: Sides, context: Context, sentence: int, paragraph: int, is_share: bool
) -> tuple[str | None, str | None]:
    """The contract's reporter and partner: from the clause's sides and, where it is silent, from the context."""
    same_sentence, same_paragraph = sentence == context.sentence, paragraph == context.paragraph
    before, after = found.before, found.after
    if flow == "export":
        reporter, other = found.owner or found.origin, found.destination or found.partner
    elif flow == "import":
        reporter, other = found.owner or found.destination, found.origin or found.partner
    else:
        reporter = found.owner or before
        other = _other_than(
            reporter, found.partner, found.destination, found.origin, after, before if is_share else None
        )
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
        order += (
            [carried]
            if cue_is_weak or same_paragraph and flow not in ("trade", "balance") and context.main is None
            else []
        )
        reporter = _other_than(other, *order, context.main, context.reporter, *(context.pair or ()))
    if other is None or other == reporter:
        if found.is_world or reporter is None:
            other = WORLD
        elif same_paragraph or same_sentence:
            other = _other_than(
                reporter, context.partner, context.reporter if context.partner == reporter else None
            ) or (WORLD if context.partner == WORLD else None)
        if other is None or other == reporter:
            other = (
                _other_than(reporter, *context.pair) or WORLD if context.pair and reporter in context.pair else WORLD
            )
    if flow == "trade" and reporter and other != WORLD and other < reporter:
        reporter, other = other, reporter
    return reporter, other


def _other_than(excluded: str | None, *candidates: str | None) -> str | None:
    return next((c for c in candidates if c and c != excluded and c != WORLD), None)
