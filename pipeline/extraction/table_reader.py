"""The rows of a table or list as figures, each slot from the nearest place that tells it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.figure_context import Context
from pipeline.extraction.rows import Figure
from pipeline.extraction.slugs import slug
from pipeline.extraction.table_cells import Item, Number, read_cell, read_item
from pipeline.extraction.table_headings import Span, Told, period_of, read_heading
from pipeline.extraction.table_labels import read_label
from pipeline.extraction.table_lead import Lead
from pipeline.extraction.table_numbers import Level, Measures
from pipeline.extraction.table_rows import Block, Row, Stretch
from pipeline.extraction.table_sides import Sides
from pipeline.extraction.table_units import Note
from pipeline.knowledge.words import words

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Reader:
    """Goes through a block's rows, and keeps what the rows before told.

    `headings` are what stands over the block, from the innermost outwards. A row's `places` are what tells its slots:
    its column's heads, its label, the rows that it is indented under, a row before that named a flow, the headings.
    """

    def __init__(self, doc: Document, block: Block, headings: list[Told], lead: Lead, context: Context) -> None:
        self.doc, self.block, self.headings, self.lead = doc, block, headings, lead
        self.labels = [read_label(doc, *row.label) for row in block.rows]
        self.columns = [self._heads(spans) for spans in block.columns]
        self.sides = Sides(doc, self.labels, lead, context, block.outer is not None)
        self.has_flows = any(t.flow in ("export", "import") for t in self.labels)
        self.has_parts = any(t.scope for t in self.labels)
        self.has_goods = 3 * sum(_is_known(t.goods) for t in self.labels) >= len(self.labels)
        goods = {re.split("[-:]", t.goods or "")[-1] for t in [*self.labels, *headings]}
        self.measures = Measures(
            notes=_notes(headings),
            money=lead.money,
            counted_in=lead.counted_in,
            is_change=any(h.meaning == "change" for h in headings[:2]),
            is_balance=next((h.flow for h in headings if h.flow), lead.flow) == "balance",
            is_counted=bool(goods & words("quantity_words")["unit_nouns"]),
        )

    def _heads(self, spans: list[Stretch]) -> list[Told]:
        """A column's heads; their period is read from all of them, and has the caption's year if it says none."""
        heads = [read_heading(self.doc, *span) for span in spans]
        texts = [self.doc.text[slice(*span)] for span in spans]
        years = {y for span in self.block.headings for y in _YEAR.findall(self.doc.text, *span)}
        if any(head.period for head in heads) and not _YEAR.search(" ".join(texts)) and len(years) == 1:
            texts += years
        if len(texts) > 1 and (period := period_of(" ".join(texts), self.doc.published_on)):
            heads[0].period = period
        return heads

    def rows(self) -> Iterator[tuple[Row, list[Figure] | None]]:
        """Each row and its figures; None for a row that is a sentence."""
        parents: list[tuple[int, Told]] = []
        told_by_row: list[Told] = []  # the last label that named a flow: items after it go on with it
        for row, label in zip(self.block.rows, self.labels, strict=True):
            while parents and parents[-1][0] >= row.indent:
                parents.pop()
            over = [told for _, told in reversed(parents)] + told_by_row
            if self.block.kind == "table":
                yield row, self._table_row(row, label, over)
            else:
                item = read_item(self.doc, row)
                yield row, self._item(item, label, over) if item is not None else None
                told_by_row = [label] if label.flow else told_by_row
            parents.append((row.indent, label))

    def _item(self, item: Item, label: Told, over: list[Told]) -> list[Figure]:
        beside = read_heading(self.doc, *item.row.cells[0])
        beside.notes, beside.is_earlier, beside.modality = [], False, None
        if item.period:
            beside.period = (item.period.first, item.period.last)
        places = [label, beside, *over, *self.headings]
        levels = self.measures.levels(item.numbers, label.notes)
        basis = None
        if item.comparison is not None:
            first, period = item.comparison.first, self._period(places)
            is_yearly = (
                first and period and period[0] and (first.month == period[0].month or item.comparison.kind == "year")
            )
            basis = item.comparison.basis or ("yoy" if is_yearly else None)
        return self._figures(item.row, [(places, level) for level in levels], label, basis)

    def _table_row(self, row: Row, label: Told, over: list[Told]) -> list[Figure]:
        made: list[tuple[list[Told], Level]] = []
        for index, cell in enumerate(row.cells):
            heads = self.columns[index] if index < len(self.columns) else []
            places = [*heads, label, *over, *self.headings]
            numbers = read_cell(self.doc, *cell)
            meaning = next((h.meaning for h in heads if h.meaning), None) or self._column_meaning(index)
            if meaning == "change" and made and len(numbers) == 1:
                made[-1][1].change_pct = made[-1][1].change_pct or numbers[0].quantity.value
                continue
            if meaning and len(numbers) == 1:
                numbers = [Number(numbers[0].quantity, meaning)]
            own = [note for place in (*heads, label, *over) for note in place.notes]
            of = made[-1][0] if meaning == "share" and made else places  # the share is that of the level beside it
            made += [(of, level) for level in self.measures.levels(numbers, own)]
        return self._figures(row, made, label, None)

    def _column_meaning(self, index: int) -> str | None:
        """What a column without a head counts: by the caption's units in their order, or by its signs."""
        if any(self.columns[index : index + 1]) or not index:
            return None
        notes = [n for n in self.measures.notes if not n.is_bracketed]
        if len(notes) > 1 and not any(self.columns) and len(self.columns) % len(notes) == 0:
            note = notes[index % len(notes)]
            if note.unit == "percent" and index % len(notes):
                return note.meaning or ("change" if self._is_signed(index) else "share")
        return "change" if self._is_signed(index) else None

    @functools.cache  # noqa: B019  a reader lives as long as its block is read
    def _is_signed(self, index: int) -> bool:
        cells = [self.doc.text[slice(*row.cells[index])] for row in self.block.rows if index < len(row.cells)]
        is_signed = all(re.match(r"[(\[]?[+\-−–]|n\.?a|\.\.|0", cell) for cell in cells)
        return is_signed and any("+" in cell or re.match(r"[-−–]\s?\d", cell) for cell in cells)

    def _figures(self, row: Row, made: list[tuple[list[Told], Level]], label: Told, basis: str | None) -> list[Figure]:
        found = (self._figure(row, places, level, label, basis) for places, level in made)
        return [figure for figure in found if figure is not None]

    def _figure(self, row: Row, places: list[Told], level: Level, label: Told, basis: str | None) -> Figure | None:
        flow, sign = self._flow(places)
        goods = self._goods(places, label, level)
        if flow is None or goods is None or level == Level():
            return None
        reporter, partner = self.sides.reporter_and_partner(flow, places)
        if reporter is None or reporter == partner:
            return None
        modality = next((p.modality for p in places if p.modality), None)
        period = self._period(places) or (self.lead.period if modality in (None, "actual") else None) or (None, None)
        published = self.doc.published_on
        is_ahead = period[1] is not None and published is not None and period[1] > published
        value, previous = level.value, level.previous
        if flow == "balance" and sign < 0:
            value = -abs(value) if value is not None else None
            previous = -previous if previous is not None and previous > 0 else previous
        has_change = level.change_pct is not None or level.change_value is not None or previous is not None
        return Figure(
            flow=flow,
            reporter_id=reporter,
            partner_id=partner,
            start=row.start,
            end=row.end,
            measure=level.measure if value is not None else "change",
            commodity_id=goods,
            scope_id=self._scope(places, label, flow),
            value=value,
            value_high=level.value_high,
            unit=level.unit,
            approximation=level.approximation,
            period_start=period[0],
            period_end=period[1],
            change_pct=level.change_pct,
            change_value=level.change_value,
            change_basis=(basis or next((p.basis for p in places if p.basis), "yoy")) if has_change else None,
            previous_value=previous,
            modality=modality or ("forecast" if is_ahead else "actual"),
        )

    def _flow(self, places: list[Told]) -> tuple[str | None, int]:
        """The flow, and -1 for a deficit."""
        for place in places:
            if place.flow:
                return place.flow, place.sign
            if place.is_total and self.has_flows:
                return "trade", 1
            if place.destination or place.origin:
                return self.sides.flow_by_tie(place), 1
        is_aim = any(p.modality == "target" for p in places)
        if self.lead.flow and not (self.lead.flow == "balance" and is_aim):
            return self.lead.flow, 1
        return ("trade" if self.lead.flow or any(p.is_total for p in places) else None), 1

    def _goods(self, places: list[Told], label: Told, level: Level) -> str | None:
        """The goods of a row; None where its label may name goods but nothing shows that it does."""
        if label.goods and not _is_known(label.goods) and not self.has_goods:
            if not (
                label.period or label.flow or label.bare or label.modality or label.is_earlier or self._is_part(label)
            ):
                return None
        named = (p.goods for p in places if p.goods and (not p.name or self.has_goods or _is_known(p.goods)))
        told = next(named, None)
        if told is not None:
            return told
        is_other_flow = any((p.flow and not p.agent and p.flow != self.lead.flow) or p.is_total for p in places)
        is_whole = is_other_flow or level.measure == "value" and not self.lead.flow
        return "commodity:total" if is_whole else self.lead.goods or "commodity:total"

    def _period(self, places: list[Told]) -> Span | None:
        for place in places:
            if place.period:
                return place.period
            if place.is_earlier:
                others = (told.period for heads in [*self.columns, self.headings] for told in heads if told.period)
                first, last = next(others, self.lead.period) or (None, None)
                return _year_before(first), _year_before(last)
        return None

    def _scope(self, places: list[Told], label: Told, flow: str) -> str | None:
        told = next((p.scope for p in places if p.scope), None)
        if told is not None:
            return told
        if self._is_part(label):
            return f"{'organisation' if ' ' in label.name else 'place'}:{slug(label.name)}"
        if any(p.owner or p.partner for p in places) or self.lead.flow != flow:
            return None
        return self.lead.scope

    def _is_part(self, label: Told) -> bool:
        """Whether a label is a name that we do not know, among ports, firms or lines that we do."""
        is_name = bool(label.name) and all(w[0].isupper() for w in re.findall(r"[^\W\d_]+", label.name))
        return self.has_parts and is_name and label.goods is not None and not _is_known(label.goods)


def _notes(headings: list[Told]) -> list[Note]:
    """The units of a block, of each meaning the innermost."""
    notes: list[Note] = []
    for note in (note for heading in headings for note in heading.notes):
        is_told = any((n.meaning, n.is_bracketed) == (note.meaning, note.is_bracketed) for n in notes)
        if note.meaning != "change_value" and not is_told:
            notes.append(note)
    return notes


def _is_known(goods: str | None) -> bool:
    return goods is not None and (goods == "commodity:other-goods" or goods in _known_goods())


@functools.cache
def _known_goods() -> frozenset[str]:
    return frozenset(knowledge.commodities().values()) | {e for e in knowledge.entities() if e.startswith("commodity:")}


def _year_before(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
