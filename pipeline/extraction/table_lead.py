"""What the text before a table or list was speaking of: it fills the slots that the table leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_context import Context, reporter_and_partner
from pipeline.extraction.figure_cues import find_cues
from pipeline.extraction.figure_sides import sides
from pipeline.extraction.rows import Figure
from pipeline.extraction.table_headings import Span
from pipeline.extraction.table_numbers import is_money
from pipeline.extraction.table_rows import Block, mentions_in, periods_in

_PARAGRAPHS, _SENTENCES, _BLOCKS = 2, 6, 12  # how far back the text is looked at
_TIMES = frozenset(("month", "quarter", "half", "year", "span", "ytd"))


@dataclass
class Lead:
    """The flow, sides, goods and time that the text before a block told; None where it told nothing.

    money: its last currency. counted_in: the unit of the figure that the block goes on with.
    """

    flow: str | None = None
    reporter: str | None = None
    partner: str | None = None
    scope: str | None = None
    goods: str | None = None
    money: str | None = None
    counted_in: str | None = None
    period: Span | None = None


def lead_of(doc: Document, block: Block, context: Context, told: Sequence[Figure]) -> Lead:
    """The lead of a block: the nearest word of flow before it, or the figure that comes after that word.

    `told` are the figures before the block, in text order. Rows of blocks right before it are no lead.
    """
    first = block
    for _ in range(_BLOCKS):
        first = first.outer or first
    top = min([first.start, *(h[0] for h in first.headings)])
    here = doc.sentence_at(top)
    last = _whole(doc, here, [f for f in _recent(doc, here, told) if f.start < first.start])
    lead = None
    for sentence in _back(doc, here, top):
        if last is not None and last.start >= sentence.start:
            break
        lead = _told_by(doc, sentence, top, context)
        if lead is not None:
            break
    if lead is None and last is not None:
        period = (last.period_start, last.period_end)
        lead = Lead(last.flow, last.reporter_id, last.partner_id, last.scope_id, last.commodity_id)
        lead.counted_in = last.unit if last.measure in ("value", "volume") else None
        lead.period = period if last.modality == "actual" and any(period) else None
    lead = lead or Lead()
    near = (_period_in(doc, s, top) for s in _back(doc, here, top) if s.paragraph >= here.paragraph - 1)
    return replace(
        lead,
        goods=lead.goods or context.commodity or _topic(doc, first.start),
        money=next(
            (f.unit for f in reversed(told) if f.measure == "value" and f.unit),
            context.unit if is_money(context.unit or "") else None,
        ),
        period=next((p for p in near if p), lead.period or context.period),
    )


def _topic(doc: Document, end: int) -> str | None:
    """The goods that a text names first."""
    return next((m.entity_id for m in doc.mentions if m.type == "commodity" and m.end <= end), None)


def _recent(doc: Document, here: Sentence, told: Sequence[Figure]) -> list[Figure]:
    """The figures of the last paragraphs, in text order."""
    found: list[Figure] = []
    for figure in reversed(told):
        if here.paragraph - doc.sentence_at(figure.start).paragraph > _PARAGRAPHS:
            break
        found.append(figure)
    return found[::-1]


def _whole(doc: Document, here: Sentence, recent: list[Figure]) -> Figure | None:
    """The last paragraph's first figure of the flow and sides that its last one has: the others are parts of it."""
    if not recent:
        return None
    last = recent[-1]
    paragraph = doc.sentence_at(last.start).paragraph
    same = (last.flow, last.reporter_id, last.partner_id)
    in_paragraph = (f for f in recent if doc.sentence_at(f.start).paragraph == paragraph)
    return next(f for f in in_paragraph if (f.flow, f.reporter_id, f.partner_id) == same)


def _back(doc: Document, here: Sentence, top: int) -> Iterator[Sentence]:
    """The sentences before `top`, nearest first."""
    for index in range(here.index, max(-1, here.index - _SENTENCES), -1):
        sentence = doc.sentences[index]
        if sentence.start < top and here.paragraph - sentence.paragraph <= _PARAGRAPHS:
            yield sentence


def _told_by(doc: Document, sentence: Sentence, top: int, context: Context) -> Lead | None:
    """What a sentence's word of flow tells: of several, the one with the most sides."""
    best, most = None, 0
    end = min(sentence.end, top)
    goods = next((m.entity_id for m in mentions_in(doc, sentence.start, end) if m.type == "commodity"), None)
    for cue in find_cues(doc, sentence):
        if cue.end > top:
            continue
        found = sides(doc, cue, True, sentence.start, end)
        count = sum(bool(x) for x in (found.owner, found.origin, found.destination, found.partner, found.is_world))
        if count > most or best is None and not cue.is_weak:
            at = (sentence.index, sentence.paragraph)
            reporter, partner = reporter_and_partner(cue.is_weak, cue.flow, found, context, *at, False)
            best, most = Lead(cue.flow, reporter, partner, found.scope, goods), count
    return best


def _period_in(doc: Document, sentence: Sentence, top: int) -> Span | None:
    """The last month, year or span that a sentence names before `top`."""
    named = [p for p in periods_in(doc, sentence.start, min(top, sentence.end)) if not p.is_comparison]
    named = [p for p in named if p.kind in _TIMES and p.first and p.last]
    return (named[-1].first, named[-1].last) if named else None
