"""Trade figures: the numbers that state a flow between states, with all the slots of the contract.

Sentence by sentence: words of flow (figure_cues), numbers tied to them and to each other (figure_linker, figure_cells),
then whose, with whom, what and when (figure_choices). A context goes along with the text and supplies what a sentence
leaves out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_cells import Cell, Units, cells_of, may_be_traded, units_of
from pipeline.extraction.figure_certainty import basis_of, modality_of
from pipeline.extraction.figure_choices import Choose, Question, choose_by_model
from pipeline.extraction.figure_context import WORLD, Context, document_context
from pipeline.extraction.figure_ends import ends_question, sides_in
from pipeline.extraction.figure_goods import goods_question
from pipeline.extraction.figure_linker import Linker
from pipeline.extraction.figure_scopes import scope_question
from pipeline.extraction.figure_sides import STATES, sides
from pipeline.extraction.figure_tables import block_figures, blocks_of, remember
from pipeline.extraction.figure_times import NEVER, is_named_in, time_question
from pipeline.extraction.figure_view import View
from pipeline.extraction.rows import Figure
from pipeline.knowledge.measures import currency_at, currency_nouns
from pipeline.knowledge.tables import read_table

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity

_REMEMBERED = 4  # times of figures before
_SPLIT = re.compile(r"[;,]|\band\b|\bwhile\b|\bbut\b|\n")


def find_figures(doc: Document, choose: Choose = choose_by_model) -> list[Figure]:
    """The figures of a document in text order; `choose` answers the questions that its numbers raise."""
    context = document_context(doc)
    context.period = context.lead_period = _lead_period(doc)
    doc.quantities = settle_currencies(doc.quantities, _own_currencies(context, doc.published_on))
    context.unit = _main_currency(doc)
    out: list[Figure] = []
    linker = Linker(doc, context.main, choose)
    units = units_of(doc, context.unit)
    blocks = blocks_of(doc)
    covered: list[tuple[int, int]] = []  # by tables and lists
    for sentence in doc.sentences:
        late = []
        while blocks and blocks[0].start < sentence.end:
            block = blocks.pop(0)
            figures, stretches = block_figures(doc, block, context, out)
            covered += stretches
            if figures and any(sentence.start <= q.start and q.end <= block.start for q in doc.quantities):
                late.append(block)  # a list goes on with the number that opens its sentence
            elif figures:
                out += figures
                linker.tell(figures)
                remember(doc, figures, context)
        if any(start <= sentence.start and sentence.end <= end for start, end in covered):
            continue
        ends = [start for start, _ in covered if sentence.start < start < sentence.end]
        if ends:
            sentence = dataclasses.replace(sentence, end=min(ends))
        cells = _cells(doc, sentence, linker, units, context, covered)
        for i, cell in enumerate(cells):
            start, end = _stretch(doc, cells, i)
            figure = _figure(View(doc, cell, start, end, context), choose)
            if figure is not None:
                out.append(figure)
        for block in late:
            figures, _ = block_figures(doc, block, context, out)
            out += figures
            if figures:
                linker.tell(figures)
                remember(doc, figures, context)
    return _distinct(out)


_TIMES = frozenset(("month", "quarter", "half", "year", "span", "ytd"))


def _lead_period(doc: Document) -> tuple[dt.date | None, dt.date | None] | None:
    """The first stretch of months or years that the document's opening names: its figures are of that time."""
    opening = doc.sentences[min(3, len(doc.sentences) - 1)].end if doc.sentences else 0
    for period in doc.periods:
        if (
            period.start < opening
            and period.kind in _TIMES
            and not period.is_comparison
            and period.first
            and period.last
        ):
            if doc.published_on is None or period.last <= doc.published_on:
                return period.first, period.last
    return None


def _own_currencies(context: Context, day: dt.date | None) -> dict[str, str]:
    """What nouns that several currencies share mean in a text on `context.main`: noun → ISO 4217.

    Plain dollars are its own only where its own office reports; in other texts on trade they are those of the United States.
    """
    own = {
        row["noun"]: currency_at(row["code"], day)
        for row in read_table("state_currencies.csv")
        if row["state"] == context.main
    }
    return {noun: code for noun, code in own.items() if noun != "dollar" or context.is_counted_at_home}


def settle_currencies(quantities: list[Quantity], own: Mapping[str, str] = MappingProxyType({})) -> list[Quantity]:
    """ "dlrs" after "N.Z. dlrs" in the same text are New Zealand dollars; so with francs, crowns and pesos.

    `own` gives what a noun means where the text has not yet said whose it is.
    """
    named: dict[str, str] = dict(own)
    out = []
    for quantity in quantities:
        if quantity.kind == "money" and quantity.unit:
            noun = quantity.currency_hint
            if noun is None and currency_nouns().get(quantity.unit):
                named[currency_nouns().get(quantity.unit, "")] = quantity.unit
            elif noun in named:
                quantity = dataclasses.replace(quantity, unit=named[noun], currency_hint=None)
        out.append(quantity)
    return out


def _main_currency(doc: Document) -> str | None:
    """The currency that a document counts in: the one it names most, the first of those that tie."""
    units = [q.unit for q in doc.quantities if q.kind == "money" and q.unit]
    if not units:
        return "USD" if re.search(r"\b(?:US|U\.S\.) dollars\b", doc.text) else None
    return max(units, key=units.count)


def _cells(
    doc: Document, sentence: Sentence, linker: Linker, units: Units, context: Context, covered: list[tuple[int, int]]
) -> list[Cell]:
    quantities = [q for q in doc.quantities if sentence.start <= q.start and q.end <= sentence.end and may_be_traded(q)]
    quantities = [q for q in quantities if not any(start <= q.start < end for start, end in covered)]
    if not quantities:
        _read_header(doc, sentence, context)
        return []
    return cells_of(doc, sentence, quantities, linker, units)


def _read_header(doc: Document, sentence: Sentence, context: Context) -> None:
    """A line that opens a list ("With Russia, January to September:") sets partner and period for its items."""
    is_heading = doc.text[sentence.start : sentence.end].endswith(":")
    if not is_heading:
        _read_remark(doc, sentence, context)
        return
    states = [
        m.entity_id
        for m in doc.mentions
        if sentence.start <= m.start < sentence.end and m.type in STATES and m.entity_id != context.main
    ]
    periods = [p for p in doc.periods if sentence.start <= p.start < sentence.end and not p.is_comparison and p.first]
    if states:
        context.reporter, context.partner = context.main, states[-1]
    if periods:
        context.period = (periods[-1].first, periods[-1].last)
    context.paragraph = sentence.paragraph


def _read_remark(doc: Document, sentence: Sentence, context: Context) -> None:
    """A short sentence that names a time ("How different 2014 looks.") sets it for what follows."""
    if len(sentence.span) > 8:
        return
    named = [p for p in doc.periods if sentence.start <= p.start < sentence.end and p.kind in _TIMES]
    if len(named) == 1 and named[0].first and named[0].last and not named[0].is_comparison:
        context.period = (named[0].first, named[0].last)


def _same_scale(previous: Quantity, level: Quantity | None) -> float:
    """The value of a level before; one told without the scale of its level takes it over ("879.4 mln from 892.5")."""
    if level is None or not level.has_scale or previous.has_scale or not previous.is_bare_number or previous.value <= 0:
        return previous.value
    return min(
        (previous.value * scale for scale in (1, 1e3, 1e6, 1e9, 1e12)),
        key=lambda v: abs(math.log(v / abs(level.value))) if level.value else 0,
    )


def _stretch(doc: Document, cells: list[Cell], i: int) -> tuple[int, int]:
    """The text around a cell that speaks of it: up to the first break after the cell before, and before the cell after."""
    cell = cells[i]
    start, end = cell.sentence.start, cell.sentence.end
    if i > 0:
        start = _break(doc, cells[i - 1].end, cell.start, at_end=False)
    if i + 1 < len(cells):
        end = _break(doc, cell.end, cells[i + 1].start, at_end=True)
    return min(start, cell.start), max(end, cell.end)


def _break(doc: Document, left: int, right: int, at_end: bool) -> int:
    """The first comma, "and" or "while" in text[left:right] that lies in no period's name."""
    for found in _SPLIT.finditer(doc.text, left, max(left, right)):
        if not any(p.start < found.start() < p.end for p in doc.periods):
            return found.start()
    return right if at_end else left


def _figure(view: View, choose: Choose) -> Figure | None:
    """The figure that a cell becomes: each slot is asked in turn, and later ones build on the answers before."""
    doc, cell, context = view.doc, view.cell, view.context
    flow, level, sentence = cell.cue.flow, cell.level, cell.sentence
    unit = cell.unit
    if level is not None and unit is None:
        return None
    goes_on = not cell.is_cue_here or sentence.paragraph == context.paragraph
    found = sides(doc, cell.cue, cell.is_cue_here, view.start, view.end, context.scope if goes_on else None)
    ends = ends_question(view, found)
    if ends is None:
        return None
    sure = cell.likelihood

    def answer(question: Question) -> Any:
        nonlocal sure
        place, likelihood = choose(question)
        sure *= likelihood
        return question.answers[place]

    reporter, partner = answer(ends)
    if flow == "trade" and partner != WORLD and partner < reporter:
        reporter, partner = partner, reporter
    scope = answer(scope_question(view, found.scope, (reporter, partner)))
    commodity = answer(goods_question(view))
    span = answer(time_question(view))
    modality = modality_of(view, span)
    sign = cell.cue.sign if flow == "balance" else 1
    previous = None
    if cell.previous is not None:
        is_signed = flow == "balance" and cell.previous_sign
        previous = _same_scale(cell.previous, level) * ((cell.previous_sign or 1) if is_signed else sign)
    basis = None
    if cell.change_pct is not None or cell.change_value is not None or previous is not None:
        basis = basis_of(view, span, modality)
        context.basis = basis
    value = level.value * sign if level else None
    value_high = level.value_high * sign if level and level.value_high is not None else None
    if value is not None and value_high is not None and value_high < value:
        value, value_high = value_high, value  # of a deficit's range the larger one is the lower
    is_told_after = cell.is_cue_here and cell.start <= cell.cue.start
    figure = Figure(
        flow=flow,
        reporter_id=reporter,
        partner_id=partner,
        start=max(view.start, cell.start) if is_told_after else _opening(doc, cell, view.start),
        end=cell.end,
        measure=cell.measure if level is not None else "change",
        commodity_id=commodity,
        scope_id=scope,
        value=value,
        value_high=value_high,
        unit=("percent" if cell.measure == "share" else unit)
        if level
        else (unit if cell.change_value is not None else None),
        approximation=level.approximation if level else None,
        period_start=span[0],
        period_end=span[1],
        change_pct=cell.change_pct,
        change_value=cell.change_value,
        change_basis=basis,
        previous_value=previous,
        modality=modality,
        likelihood=round(sure, 3),
    )
    context.keep(flow, reporter, partner)
    found_in = sides_in(view)
    context.sides = {role: found_in.get(state, "") for role, state in (("reporter", reporter), ("partner", partner))}
    context.paragraph, context.sentence = sentence.paragraph, sentence.index
    context.commodity, context.scope = commodity, scope
    context.scopes.add(scope)
    if span != NEVER:
        context.periods = [span, *(told for told in context.periods if told != span)][:_REMEMBERED]
    if span != NEVER and is_named_in(doc, sentence, span):
        context.period = span
    if level is not None and cell.measure != "share":
        context.unit = unit
    return figure


def _opening(doc: Document, cell: Cell, start: int) -> int:
    """Where the evidence of a figure begins whose flow was told before: with its clause, not with its number."""
    clause = doc.text[start : cell.start]
    lead = re.match(r"[\s,;:)\]]*(?:(?:and|while|but)\b)?\s*", clause)
    return start + (lead.end() if lead else 0)


def _distinct(figures: list[Figure]) -> list[Figure]:
    """One row for each flow, sides, goods, measure, unit, period and number: the first evidence stands."""
    seen, out = set(), []
    for f in figures:
        key = (
            f.flow,
            f.reporter_id,
            f.partner_id,
            f.commodity_id,
            f.measure,
            f.unit,
            f.period_start,
            f.period_end,
            f.value,
            f.change_pct if f.value is None else None,
        )
        if key not in seen:
            seen.add(key)
            out.append(f)
    return out
