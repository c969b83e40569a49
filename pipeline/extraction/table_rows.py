"""Rows and blocks of tables and lists, and what lies in a stretch of their text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.extraction.document import Document
from pipeline.extraction.quantities import Quantity

if TYPE_CHECKING:
    from pipeline.extraction.periods import Period
    from pipeline.extraction.rows import Mention

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table or item of a list; offsets are code points, its marker is left out.

    label: what stands before the numbers, maybe empty. cells: the columns of a table; for an item its body alone.
    """

    start: int
    end: int
    label: Stretch
    cells: tuple[Stretch, ...]
    indent: int = 0


@dataclass
class Block:
    """A table or list: `headings` from the outermost to the one right above, `columns` the heads of each column.

    kind: table, list (one item a line), run (items of one sentence). `outer` is the block that it follows directly.
    """

    kind: str
    rows: list[Row]
    headings: list[Stretch] = field(default_factory=list)
    columns: list[list[Stretch]] = field(default_factory=list)
    outer: Block | None = None
    told: list[Any] | None = None  # what its headings tell, once read

    @property
    def start(self) -> int:
        """Where the first row begins."""
        return self.rows[0].start

    @property
    def end(self) -> int:
        """Where the last row ends."""
        return self.rows[-1].end


IsItem = Callable[[int, int], bool]

SENTENCE_END = re.compile(r"(?<![A-Z][.])(?<=[.!?])[\"”)]?\s+(?=[A-Z\"“(])")

_NAMED_DIGIT = re.compile(r"(?<=[a-z] )\d(?=[,;)]|\.?\s|\.?$)")


def quantities_in(doc: Document, start: int, end: int) -> list[Quantity]:
    """The quantities within text[start:end] that are no part of a period's name; a lone digit after a name ("Turkey
    6"), elsewhere part of the name, is one as well."""
    found: list[Quantity] = [q for q in _within(doc.quantities, start, end) if not in_period(doc, q.start, q.end)]
    for digit in _NAMED_DIGIT.finditer(doc.text, start, end):
        held = [q for q in found if q.start <= digit.start() < q.end]
        if not held and not in_period(doc, *digit.span()):
            found.append(Quantity(*digit.span(), digit.group(), "number", float(digit.group()), is_bare_number=True))
    return sorted(found, key=lambda q: q.start)


def mentions_in(doc: Document, start: int, end: int) -> list[Mention]:
    """The mentions that lie wholly within text[start:end]."""
    return _within(doc.mentions, start, end)


def periods_in(doc: Document, start: int, end: int) -> list[Period]:
    """The periods that are named wholly within text[start:end]."""
    return _within(doc.periods, start, end)


def _within(sorted_spans: list[Any], start: int, end: int) -> list[Any]:
    found = []
    for index in range(bisect.bisect_left(sorted_spans, start, key=lambda s: s.start), len(sorted_spans)):
        span = sorted_spans[index]
        if span.start >= end:
            break
        if span.end <= end:
            found.append(span)
    return found


def in_period(doc: Document, start: int, end: int) -> bool:
    """Whether text[start:end] lies in the name of a period."""
    index = bisect.bisect_right(doc.periods, start, key=lambda p: p.start) - 1
    return index >= 0 and doc.periods[index].end >= end


# What may stand between an item's label and its number.
_LEAD_IN = re.compile(
    r"[\s,(:]*(?:\b(?:with|at|about|around|some|roughly|nearly|almost|over|under|upwards of|more than|less than|just|only|"
    r"a|an|estimated|up|down|close to|approximately|up to|for|of|was|were)\b[\s,(]*)*$",
    re.IGNORECASE,
)


def item_row(doc: Document, start: int, end: int, indent: int = 0) -> Row:
    """An item: its label ends at a colon or a dash, else at its first number."""
    text = doc.text
    numbers = quantities_in(doc, start, end)
    first = numbers[0].start if numbers else end
    for mark in re.finditer(r":\s+|\s[-–—]\s", text[start:first]):
        cut = start + mark.start()
        if text[start:cut].count("(") == text[start:cut].count(")"):
            return Row(start, end, (start, cut), ((start + mark.end(), end),), indent)
    label = _LEAD_IN.sub("", text[start:first])
    return Row(start, end, (start, start + len(label)), ((start + len(label), end),), indent)
