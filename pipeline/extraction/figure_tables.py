"""Trade figures told by the layout: rows of tables, items of lists.

A row's figure takes each slot from the nearest place that tells it: its cell's column, its label, the row that it is
indented under, the headings from the innermost outwards, and last what the text before was speaking of (`Lead`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_context import Context, reporter_and_partner
from pipeline.extraction.figure_cues import find_cues
from pipeline.extraction.figure_sides import sides
from pipeline.extraction.rows import Figure
from pipeline.extraction.slugs import slug
from pipeline.extraction.table_cells import Number, is_item, read_cell, read_item
from pipeline.extraction.table_headings import WORLD, Note, Told, read_heading, read_label, state_of
from pipeline.extraction.table_layout import Block, Row, Stretch, find_blocks
from pipeline.knowledge.words import words

Span = tuple[dt.date | None, dt.date | None]


@dataclass
class Lead:
    """What the text before a block was speaking of."""

    flow: str | None = None
    reporter: str | None = None
    partner: str | None = None
    scope: str | None = None
    goods: str | None = None
    unit: str | None = None
    period: Span | None = None


@dataclass
class Level:
    """One figure in the making: a level, or only a change, and what belongs to it."""

    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    measure: str = "change"
    approximation: str | None = None
    change_pct: float | None = None
    change_value: float | None = None
    previous: float | None = None


@dataclass
class Units:
    """The units of a block: of its first number, of the one in brackets or after it, and the last one said."""

    notes: list[Note]
    unit: str | None = None
    factor: float = 1.0
    percent_role: str | None = None
    bracket_role: str | None = None


def blocks_of(doc: Document) -> list[Block]:
    """The tables and lists of a text, in its order."""
    return find_blocks(doc, lambda start, end: is_item(doc, start, end))


def block_figures(doc: Document, block: Block, context: Context, told: Sequence[Figure]) -> tuple[list[Figure], list[Stretch]]:
    """The figures of a table or list, and the stretches of text that tell them.

    `told` are the figures before it, in text order. Both lists are empty where the block tells of something else.
    """
    headings = _headings(doc, block)
    if any(h.is_other_trade for h in headings):
        return [], []
    lead = _lead(doc, block, context, told)
    reader = _Reader(doc, block, headings, lead, context)
    figures, covered = [], []
    told_rows = 0
    for row, found in reader.rows():
        figures += found or []
        told_rows += bool(found)
        if found is not None:
            covered.append((row.start, row.end))
    is_enough = 2 * told_rows >= len(block.rows) and (len(figures) > 1 or any(h.flow for h in headings))
    return (figures, covered) if is_enough else ([], [])


def remember(doc: Document, figures: Sequence[Figure], context: Context) -> None:
    """Let the text after a table or list go on with what all its rows have in common."""

    def common(name: str) -> str | None:
        values = {getattr(f, name) for f in figures}
        return values.pop() if len(values) == 1 else None

    reporter, partner, flow = common("reporter_id"), common("partner_id"), common("flow")
    if reporter and partner and flow:
        context.keep(flow, reporter, partner)
    context.reporter = reporter or context.reporter
    context.partner = partner or context.partner
    context.commodity = common("commodity_id") or context.commodity
    context.unit = common("unit") or context.unit
    last = doc.sentence_at(max(f.start for f in figures))
    context.paragraph, context.sentence = last.paragraph, last.index


def _headings(doc: Document, block: Block | None) -> list[Told]:
    """What the headings over a block tell, from the innermost outwards."""
    out: list[Told] = []
    while block is not None and len(out) < 12:
        out += [read_heading(doc, *span) for span in reversed(block.headings)]
        block = block.outer
    return out


def _lead(doc: Document, block: Block, context: Context, told: Sequence[Figure]) -> Lead:
    """The flow that the sentences before were telling: the nearest word of flow, or the figure after it."""
    first = block
    while first.outer is not None:
        first = first.outer  # rows of the blocks before are no lead
    top = min([first.start, *(h[0] for h in first.headings)])
    here = doc.sentence_at(top)
    lead = Lead(period=context.period, unit=context.unit)
    recent = [f for f in told if f.start < first.start]
    recent = [f for f in recent if here.paragraph - doc.sentence_at(f.start).paragraph <= 2]
    last = _whole(doc, recent)
    for sentence in _back(doc, here, top):
        if last is not None and last.start >= sentence.start:
            break
        found = _told_by(doc, sentence, top, context)
        if found is not None:
            lead = replace(found, unit=context.unit, period=_period_in(doc, sentence, top) or context.period)
            last = None
            break
    if last is not None:
        lead = Lead(last.flow, last.reporter_id, last.partner_id, last.scope_id, last.commodity_id, context.unit, (last.period_start, last.period_end))
        if last.modality != "actual" or not any(lead.period or ()):
            lead.period = context.period
    money = [f.unit for f in told if f.measure == "value" and f.unit]
    lead.unit = money[-1] if money else lead.unit
    for sentence in _back(doc, here, top):
        if sentence.paragraph >= here.paragraph - 1 and (period := _period_in(doc, sentence, top)):
            lead.period = period
            break
    if lead.goods is None:
        lead.goods = context.commodity
    return lead


def _whole(doc: Document, recent: list[Figure]) -> Figure | None:
    """The last paragraph's first figure of the flow and sides that its last one has: the others are parts of it."""
    if not recent:
        return None
    last = recent[-1]
    paragraph = doc.sentence_at(last.start).paragraph
    sides_of_last = (last.flow, last.reporter_id, last.partner_id)
    return next(
        f
        for f in recent
        if doc.sentence_at(f.start).paragraph == paragraph and (f.flow, f.reporter_id, f.partner_id) == sides_of_last
    )


def _back(doc: Document, here: Sentence, top: int) -> Iterator[Sentence]:
    """The sentences before `top`, nearest first, in this paragraph and the two before it."""
    for index in range(here.index, max(-1, here.index - 6), -1):
        sentence = doc.sentences[index]
        if sentence.start < top and here.paragraph - sentence.paragraph <= 2:
            yield sentence


def _told_by(doc: Document, sentence: Sentence, top: int, context: Context) -> Lead | None:
    best, most = None, 0
    for cue in find_cues(doc, sentence):
        if cue.end > top:
            continue
        found = sides(doc, cue, True, sentence.start, min(sentence.end, top))
        count = sum(bool(x) for x in (found.owner, found.origin, found.destination, found.partner))
        if count > most or best is None and not cue.is_weak:
            reporter, partner = reporter_and_partner(cue.is_weak, cue.flow, found, context, sentence.index, sentence.paragraph, False)
            goods = [m.entity_id for m in doc.mentions_in(sentence.start, sentence.end) if m.type == "commodity"]
            best, most = Lead(cue.flow, reporter, partner, found.scope, goods[0] if goods else None), count
    return best


def _period_in(doc: Document, sentence: Sentence, top: int) -> Span | None:
    """The last month, year or span that a sentence names before `top`."""
    named = [p for p in doc.periods if sentence.start <= p.start < min(top, sentence.end) and not p.is_comparison and p.first]
    named = [p for p in named if p.kind in ("month", "quarter", "half", "year", "span", "ytd") and p.last]
    return (named[-1].first, named[-1].last) if named else None


class _Reader:
    """Goes through a block's rows and keeps what the rows before told."""

    def __init__(self, doc: Document, block: Block, headings: list[Told], lead: Lead, context: Context) -> None:
        self.doc, self.block, self.headings, self.lead, self.context = doc, block, headings, lead, context
        self.labels = [read_label(doc, *row.label) for row in block.rows]
        self.columns = [[read_heading(doc, *span) for span in spans] for spans in block.columns]
        self.units = Units(self._notes())
        self.told_by_row: Told | None = None  # the last row that named a flow: those after it go on with it
        self.known_goods = sum(t.goods is not None and _is_known(t.goods) for t in self.labels)
        self.has_parts = any(t.scope for t in self.labels)
        goods = {(t.goods or "").rpartition("-")[2].rpartition(":")[2] for t in [*self.labels, *headings]}
        self.counted = bool(goods & words("quantity_words")["unit_nouns"])

    def _notes(self) -> list[Note]:
        notes: list[Note] = []
        for heading in self.headings:
            for note in heading.notes:
                if note.meaning == "change_value" or any(n.meaning == note.meaning and n.is_bracketed == note.is_bracketed for n in notes):
                    continue
                notes.append(note)
        return notes

    def rows(self) -> Iterator[tuple[Row, list[Figure] | None]]:
        """Each row and its figures; None for a row that is a sentence."""
        parents: list[tuple[int, Told]] = []
        for row, label in zip(self.block.rows, self.labels, strict=True):
            while parents and parents[-1][0] >= row.indent:
                parents.pop()
            chain = [label, *(t for _, t in reversed(parents))]
            yield row, self._row(row, chain)
            parents.append((row.indent, label))
            if label.flow and self.block.kind != "table":
                self.told_by_row = label

    def _row(self, row: Row, chain: list[Told]) -> list[Figure] | None:
        if self.block.kind == "table":
            return self._cells(row, chain)
        item = read_item(self.doc, row)
        if item is None:
            return None
        extra = read_heading(self.doc, *row.cells[0])
        extra.notes, extra.is_other_trade, extra.is_earlier, extra.modality = [], False, False, None
        if item.period:
            extra.period = (item.period.first, item.period.last)
        places = [chain[0], extra, *chain[1:], *([self.told_by_row] if self.told_by_row else []), *self.headings]
        levels = self._levels(item.numbers, 0, chain[0].notes)
        comparison = item.comparison
        basis = comparison.basis if comparison and comparison.basis else None
        if basis is None and comparison and comparison.first and (period := self._period(places)) and period[0]:
            basis = "yoy" if comparison.first.month == period[0].month or comparison.kind == "year" else None
        return [f for level in levels if (f := self._figure(row, places, level, basis)) is not None]

    def _cells(self, row: Row, chain: list[Told]) -> list[Figure]:
        made: list[tuple[list[Told], Level]] = []
        for i, cell in enumerate(row.cells):
            heads = self.columns[i] if i < len(self.columns) else []
            meaning = next((h.meaning for h in heads if h.meaning), None) or self._column_meaning(i, heads)
            numbers = read_cell(self.doc, *cell)
            if meaning in ("change", "share") and made and len(numbers) == 1:
                value = numbers[0].quantity.value
                if meaning == "change":
                    if made[-1][1].change_pct is None:
                        made[-1][1].change_pct = value
                else:
                    made.append((made[-1][0], Level(value, unit="percent", measure="share")))
                continue
            if meaning and len(numbers) == 1:
                numbers = [Number(numbers[0].quantity, meaning)]
            notes = [n for place in (*heads, *chain) for n in place.notes]
            places = [*heads, *chain, *self.headings]
            made += [(places, level) for level in self._levels(numbers, i, notes)]
        return [f for places, level in made if (f := self._figure(row, places, level, None)) is not None]

    def _column_meaning(self, index: int, heads: list[Told]) -> str | None:
        """What a column without a word of its own counts: by the caption's units in their order, or by its signs."""
        plain = [n for n in self.units.notes if not n.is_bracketed]
        count = max(len(row.cells) for row in self.block.rows)
        if len(plain) > 1 and not any(self.columns) and count % len(plain) == 0:
            note = plain[index % len(plain)]
            if note.unit == "percent" and index % len(plain):
                return note.meaning or ("change" if self._is_signed(index) else "share")
        if index and not heads and self._is_signed(index):
            return "change"
        return None

    def _is_signed(self, index: int) -> bool:
        cells = [self.doc.text[slice(*row.cells[index])] for row in self.block.rows if index < len(row.cells)]
        return bool(cells) and all(re.match(r"[(\[]?[+\-−–]|n\.?a|\.\.|0", cell) for cell in cells) and any("+" in c or re.match(r"[-−–]\s?\d", c) for c in cells)

    # --- numbers

    def _levels(self, numbers: list[Number], index: int, notes: list[Note] | None = None) -> list[Level]:
        """The figures that a row's numbers make: a level with its changes, further levels, shares."""
        out: list[Level] = []
        for number in numbers:
            role = self._settled(number, bool(out), notes)
            quantity = number.quantity
            signed = quantity.value if quantity.sign else (number.sign or 1) * quantity.value
            if role in ("level", "share"):
                value, high, unit = self._valued(quantity, role, notes)
                if unit is None:
                    return []
                if role == "share" and value == 100:
                    continue
                measure = "share" if unit == "percent" else "value" if re.fullmatch(r"[A-Z]{3}", unit) and unit != "TEU" else "volume"
                level = Level(value, high, unit, measure, quantity.approximation)
                if len(out) == 1 and out[0].value is None and out[0].change_value is None:  # "down 3 per cent to 5.6"
                    level.change_pct = out.pop().change_pct
                out.append(level)
            elif role == "change":
                target = next((level for level in out if level.measure != "share"), out[0] if out else None)
                if target is None:
                    out.append(target := Level())
                if target.change_pct is None:
                    target.change_pct = signed
            elif role == "change_value":
                value, _, unit = self._valued(replace(quantity, value=abs(quantity.value)), "level", notes)
                if quantity.unit == "percentage point":
                    value, unit = quantity.value, "percent"
                if not out:
                    out.append(Level(unit=unit))
                out[0].change_value = value * (quantity.sign or number.sign or 1)
            elif role == "previous" and out:
                out[0].previous = self._valued(quantity, "level", notes)[0] * (number.sign or 1)
        return out

    def _settled(self, number: Number, has_level: bool, notes: list[Note] | None) -> str:
        """The role of a number that only the headings can tell."""
        role, quantity = number.role, number.quantity
        listed = notes or self.units.notes
        second = next((n.meaning for n in listed if n.is_bracketed and n.meaning), None)
        second = second or next((n.meaning for n in listed[1:] if n.meaning in ("change", "share", "previous")), None)
        first = next((n for n in listed if not n.is_bracketed), None)
        is_change = any(h.meaning == "change" for h in self.headings[:2]) or (first is not None and first.meaning == "change")
        if role == "percent":
            role = self.units.percent_role or (second if has_level and second in ("change", "share") else None)
            if role is None:
                role = "change" if is_change and not has_level else "share"
        elif role == "bracket":
            role = second or self.units.bracket_role or ("previous" if has_level and quantity.unit is None else "skip")
        elif role == "signed":
            role = "change" if has_level or self.units.percent_role == "change" or is_change else "level"
            if self._flow_of_block() == "balance" and not has_level and not is_change:
                role = "level"
        elif role == "level" and quantity.is_bare_number and first is not None and first.meaning == "change" and first.unit == "percent":
            role = "change"
        elif role == "level" and quantity.is_bare_number and first is None and self.units.unit is None and self.units.percent_role:
            role = self.units.percent_role
        if quantity.unit == "percent" and role in ("change", "share"):
            self.units.percent_role = role
        if number.role == "bracket":
            self.units.bracket_role = role
        return role

    def _flow_of_block(self) -> str | None:
        return next((h.flow for h in self.headings if h.flow), self.lead.flow)

    def _valued(self, quantity, role: str, notes: list[Note] | None) -> tuple[float, float | None, str | None]:
        """A number in whole units: its own, those of the column or caption, else those of the numbers before."""
        own = quantity.unit if quantity.kind == "money" else quantity.unit_with_rate
        if own is None and role == "share":
            own = "percent"
        if own is not None:
            if own != "percent" and self.units.unit is None:
                self.units.unit, self.units.factor = own, _scale(quantity)
            return quantity.value, quantity.value_high, own
        note = next((n for n in [*(notes or []), *self.units.notes] if n.unit and n.meaning in (None, "level", "share")), None)
        unit, factor = (note.unit, note.factor) if note else (self.units.unit, self.units.factor)
        if quantity.has_scale:
            factor = 1.0
            if unit is None or unit == "percent":
                unit = self.lead.unit
        elif note is None and quantity.value >= 1000:
            factor = 1.0
        if unit is None and self.counted and quantity.value == int(quantity.value):
            unit, factor = "unit", 1.0  # cars, tractors: goods that are counted
        if unit is None:
            return quantity.value, None, None
        if self.units.unit is None and unit != "percent" and note is None:
            self.units.unit, self.units.factor = unit, _scale(quantity)
        high = quantity.value_high * factor if quantity.value_high is not None else None
        return round(quantity.value * factor, 3), high, unit

    # --- slots

    def _figure(self, row: Row, places: list[Told], level: Level, basis: str | None) -> Figure | None:
        if level.value is None and level.change_pct is None and level.change_value is None:
            return None
        flow, sign = self._flow(places)
        if flow is None:
            return None
        reporter, partner = self._ends(flow, places)
        if reporter is None or partner is None or reporter == partner:
            return None
        goods = self._goods(places)
        if goods is None:
            return None
        period = self._period(places)
        has_change = level.change_pct is not None or level.change_value is not None or level.previous is not None
        if has_change and basis is None:
            basis = next((p.basis for p in places if p.basis), None) or "yoy"
        value, previous = level.value, level.previous
        if flow == "balance" and sign < 0:
            value = -abs(value) if value is not None else None
            previous = -previous if previous is not None and previous > 0 else previous
        return Figure(
            flow=flow,
            reporter_id=reporter,
            partner_id=partner,
            start=row.start,
            end=row.end,
            measure=level.measure if value is not None else "change",
            commodity_id=goods,
            scope_id=self._scope(places, flow),
            value=value,
            value_high=level.value_high,
            unit=level.unit,
            approximation=level.approximation,
            period_start=period[0] if period else None,
            period_end=period[1] if period else None,
            change_pct=level.change_pct,
            change_value=level.change_value,
            change_basis=basis if has_change else None,
            previous_value=previous,
            modality=self._modality(places, period),
        )

    def _flow(self, places: list[Told]) -> tuple[str | None, int]:
        for place in places:
            if place.flow:
                return place.flow, place.sign
            if place.is_total and any(t.flow in ("export", "import") for t in self.labels):
                return "trade", 1
            if place.destination or place.origin:
                return self._flow_by_tie(place), 1
        if self.lead.flow == "balance" and any(p.modality == "target" for p in places):
            return "trade", 1  # what states aim at
        if self.lead.flow:
            return self.lead.flow, 1
        if any(p.is_total for p in places):
            return "trade", 1
        return None, 1

    def _flow_by_tie(self, place: Told) -> str | None:
        """"Crude oil to China", "oil from Russia": seen from the side that the text takes."""
        main = self.lead.reporter or self.context.main
        if place.destination and place.destination != main:
            return "export"
        if place.origin and place.origin != main:
            return "import"
        return self.lead.flow or ("import" if place.destination else "export")

    def _ends(self, flow: str, places: list[Told]) -> tuple[str | None, str | None]:
        def first(name: str) -> str | None:
            return next((getattr(p, name) for p in places if getattr(p, name)), None)

        owner, origin, destination, partner = (first(n) for n in ("owner", "origin", "destination", "partner"))
        bare = next((p.bare[0] for p in places if p.bare), None)
        is_world = next((p.is_world for p in places if p.is_world or p.bare or p.destination or p.origin or p.partner), False)
        if flow == "export":
            reporter, other = owner or (origin if origin != destination else None), destination or partner
        elif flow == "import":
            reporter, other = owner or (destination if destination != origin else None), origin or partner
        else:
            reporter, other = owner, partner or destination or origin
        if reporter is not None and other == reporter:
            other = None
        if bare is not None:
            candidate = reporter or self._known_reporter(flow, other)
            states = {t.bare[0] for t in self.labels if t.bare}
            if candidate in states and (flow in ("export", "import")) and reporter is None and self.lead.reporter == candidate:
                return bare, other or self.lead.partner or WORLD
            if bare != candidate and other is None:
                other = bare
        if reporter is None:
            reporter = self._known_reporter(flow, other)
        if other is None and is_world:
            other = WORLD
        if other is None:
            other = self._known_partner(reporter)
        if flow == "trade" and reporter and other and other != WORLD and other < reporter:
            reporter, other = other, reporter
        return reporter, other

    def _known_reporter(self, flow: str, other: str | None) -> str | None:
        lead = self.lead
        candidates = [lead.reporter, self.context.main, lead.partner, *(self.context.pair or ())]
        if lead.flow in ("trade", "balance", None) or {lead.flow, flow} == {"export", "import"} and self.context.main:
            candidates.insert(0, self.context.main)
        named = Counter(s for m in self.doc.mentions if m.kind != "pronoun" and (s := state_of(m)[0]))
        candidates += sorted(named, key=lambda s: (-named[s], s))
        return next((c for c in candidates if c and c not in (other, WORLD)), None)

    def _known_partner(self, reporter: str | None) -> str:
        lead, context = self.lead, self.context
        if lead.reporter == reporter and lead.partner:
            return lead.partner
        if lead.partner == reporter and lead.reporter:
            return lead.reporter
        if context.pair and reporter in context.pair:
            return next(c for c in context.pair if c != reporter)
        if context.main and reporter != context.main:
            return context.main
        return WORLD

    def _goods(self, places: list[Told]) -> str | None:
        """The goods of a row; None where its label names what may be goods but is not known to be."""
        unknown = []
        for label in (p for p in places if p.goods and any(p is told for told in self.labels)):
            if _is_known(label.goods or "") or 3 * self.known_goods >= len(self.labels):
                return label.goods
            is_part = self._is_part(label)
            if not (label.period or label.flow or label.bare or label.modality or label.is_earlier or is_part):
                return None
            unknown.append(id(label))
        told = next((p.goods for p in places if p.goods and id(p) not in unknown), None)
        if told is not None:
            return told
        if any(p.flow or p.is_total for p in places if p.flow != self.lead.flow and not p.agent):
            return "commodity:total"
        return self.lead.goods or "commodity:total"

    def _period(self, places: list[Told]) -> Span | None:
        for place in places:
            if place.period:
                return place.period
            if place.is_earlier:
                base = next((p.period for p in [*(h for c in self.columns for h in c), *self.headings] if p.period), self.lead.period)
                return tuple(_year_before(day) for day in base) if base else None  # type: ignore[return-value]
        return self.lead.period

    def _scope(self, places: list[Told], flow: str) -> str | None:
        for place in places:
            if place.scope:
                return place.scope
            if self._is_part(place):
                return f"{'organisation' if ' ' in place.name else 'place'}:{slug(place.name)}"
        if any(p.owner or p.partner for p in places) or self.lead.flow != flow:
            return None
        return self.lead.scope

    def _is_part(self, label: Told) -> bool:
        """Whether a label is a name that we do not know among ports, firms or lines that we do."""
        is_name = bool(label.name) and all(w[0].isupper() for w in re.findall(r"[^\W\d_]+", label.name))
        return self.has_parts and is_name and label.goods is not None and not _is_known(label.goods)

    def _modality(self, places: list[Told], period: Span | None) -> str:
        said = next((p.modality for p in places if p.modality), None)
        if said:
            return said
        published = self.doc.published_on
        return "forecast" if period and period[1] and published and period[1] > published else "actual"


def _is_known(goods: str) -> bool:
    from pipeline import knowledge

    return goods == "commodity:other-goods" or goods in knowledge.entities() or goods in set(knowledge.commodities().values())


def _scale(quantity) -> float:
    value = abs(quantity.value)
    if not quantity.has_scale and value >= 1000 and not re.search(r"[a-z]", quantity.text):
        return 1.0
    number = re.match(r"[-+−–]?[^\d]{0,4}([\d,.]*\d)", quantity.text)
    told = float(number[1].replace(",", "")) if number else 0
    return round(value / told, 6) if told else 1.0


def _year_before(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
