"""Trade figures told by the layout of a text: rows of tables, items of lists.

table_layout and table_runs find the rows; table_headings, table_labels and table_units read what stands over and before
them; table_cells and table_numbers read their numbers; table_reader makes figures of them. A row's figure takes each
slot from the nearest place that tells it, and last from what the text before was speaking of (table_lead).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extraction.document import Document
from pipeline.extraction.figure_context import Context
from pipeline.extraction.rows import Figure
from pipeline.extraction.table_cells import is_item
from pipeline.extraction.table_headings import Told, read_heading
from pipeline.extraction.table_layout import find_blocks
from pipeline.extraction.table_lead import lead_of
from pipeline.extraction.table_reader import Reader
from pipeline.extraction.table_rows import Block, Stretch

_DEEPEST = 12  # headings looked at


def blocks_of(doc: Document) -> list[Block]:
    """The tables and lists of a text, in its order."""
    return find_blocks(doc, lambda start, end: is_item(doc, start, end))


def block_figures(
    doc: Document, block: Block, context: Context, told: Sequence[Figure]
) -> tuple[list[Figure], list[Stretch]]:
    """The figures of a table or list, and the stretches of text that tell them.

    `told` are the figures before it, in text order. A block that tells of something else has no figures, but its rows
    are no sentences either: only a list run into a sentence is left to whoever reads sentences.
    """
    headings = _headings(doc, block)
    figures: list[Figure] = []
    covered: list[Stretch] = []
    rows = 0
    reader = Reader(doc, block, headings, lead_of(doc, block, context, told), context)
    for row, found in reader.rows():
        if found is not None:
            covered.append((row.start, row.end))
            figures += found
            rows += bool(found)
    is_other = any(heading.is_other for heading in headings)
    is_named = any(place.flow or place.is_total for place in (*headings, *reader.labels))
    is_told = 2 * rows >= len(block.rows) and (len(figures) > 1 or is_named)
    if is_told and not is_other:
        return figures, covered
    return [], covered if block.kind != "run" else []


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
    """What the headings over a block tell, from the innermost outwards, those of the blocks right before it last."""
    out: list[Told] = []
    while block is not None and len(out) < _DEEPEST:
        if block.told is None:
            block.told = [read_heading(doc, *span) for span in reversed(block.headings)]
        out += block.told
        block = block.outer
    return out
