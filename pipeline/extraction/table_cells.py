"""The numbers of a table's cell or a list's item, and what each is: level, change, level before, share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import direction
from pipeline.extraction.periods import Period
from pipeline.extraction.table_labels import is_label
from pipeline.extraction.table_rows import Row, item_row, mentions_in, periods_in, quantities_in
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its role: level, share, change, change_value, previous; or what only the headings can settle:
    bracket (in brackets after a level), percent (no direction said), signed; skip: another unit of the same."""

    quantity: Quantity
    role: str
    sign: int = 0


@dataclass
class Item:
    """A row read: `period` and `comparison` are named after its label."""

    row: Row
    numbers: list[Number] = field(default_factory=list)
    period: Period | None = None
    comparison: Period | None = None


_AFTER = re.compile(
    r"\s*(?:per cent |pct )?(?:year-on-year |on the year )?(more|less|higher|lower|above|below|up|down|ahead|smaller|larger|"
    r"fewer|bigger|greater|rise|increase|drop|fall|decline|gain|growth|decrease)\b"
)
_OF_WHOLE = re.compile(r"\s*(?:of\b|share\b)")


def is_item(doc: Document, start: int, end: int) -> bool:
    """Whether text[start:end] reads as an item of a list: a label and numbers, and nothing of a sentence."""
    return end - start < 400 and read_item(doc, item_row(doc, start, end)) is not None


def read_item(doc: Document, row: Row) -> Item | None:
    """The item's numbers, each with its role; None where it is a sentence or has no number."""
    body = row.cells[0]
    numbers = quantities_in(doc, *body)
    if not numbers or len(numbers) > 6 or not is_label(doc, *row.label):
        return None
    item = Item(row)
    at = body[0]
    for i, quantity in enumerate(numbers):
        if quantity.kind == "count" or quantity.is_price or not _is_filler(doc, at, quantity.start):
            return None
        after = doc.text[quantity.end : numbers[i + 1].start if i + 1 < len(numbers) else body[1]].lower()
        number = _role(
            item.numbers, quantity, doc.text[at : quantity.start].lower(), after, doc.text[body[0] : quantity.start]
        )
        if number is None:
            return None
        item.numbers.append(number)
        at = quantity.end
    if not _is_tail(doc, at, body[1]):
        return None
    for period in periods_in(doc, *body):
        if period.is_comparison:
            item.comparison = item.comparison or period
        elif period.first and period.kind not in ("weekday", "vague"):
            item.period = item.period or period
    return item


def read_cell(doc: Document, start: int, end: int) -> list[Number]:
    """The numbers of a table's cell."""
    numbers: list[Number] = []
    at = start
    for quantity in quantities_in(doc, start, end):
        number = _role(
            numbers,
            quantity,
            doc.text[at : quantity.start].lower(),
            doc.text[quantity.end : end].lower(),
            doc.text[start : quantity.start],
        )
        if number is not None:
            numbers.append(number)
        at = quantity.end
    return numbers


def _role(before: list[Number], quantity: Quantity, gap: str, after: str, left: str) -> Number | None:
    has_level = any(n.role in ("level", "share") for n in before)
    in_bracket = left.count("(") > left.count(")")
    bare_gap = re.sub(r"[\s(]+$", "", gap)
    said = direction(gap) or _after_sign(after)
    if quantity.kind == "multiple":
        return Number(quantity, "change")
    if quantity.unit in ("percent", "percentage point"):
        if quantity.unit == "percentage point":
            return Number(quantity, "change_value", quantity.sign or said or 1)
        if _OF_WHOLE.match(after.lstrip(")")) or re.search(r"\bshare\b", gap):
            return Number(quantity, "share")
        if quantity.sign:
            return Number(quantity, "change")
        if before and before[-1].role == "change_value" and not said:
            return Number(quantity, "change", before[-1].sign)
        if said:
            return Number(quantity, "change", said)
        if _is_before(bare_gap) and has_level:
            return Number(quantity, "previous")
        return Number(quantity, "percent")
    owed = -1 if re.search(r"\b(?:deficit|shortfall|gap)\b", gap) else 0
    if has_level and _is_before(bare_gap):
        return Number(quantity, "previous", owed)
    level = next((n.quantity for n in reversed(before) if n.role == "level"), None)
    if (
        level is not None
        and (in_bracket or re.search(r"\bor\b", gap))
        and quantity.unit
        and quantity.unit_with_rate != level.unit_with_rate
    ):
        return Number(quantity, "skip" if quantity.kind == "money" and level.kind in ("money", "number") else "level")
    if quantity.sign and (has_level or quantity.is_bare_number):
        return Number(quantity, "signed")
    if in_bracket and has_level:
        return Number(quantity, "bracket", owed)
    if (
        said
        and not re.search(r"\b(?:to|at)$", bare_gap)
        and (not has_level or re.search(r"\b(?:of|by|up|down)$|^$", bare_gap))
    ):
        return Number(quantity, "change_value", said)
    if not has_level:
        return Number(quantity, "level")
    if re.search(r"\bor\b", gap):
        return Number(quantity, "skip")
    return None


def _after_sign(after: str) -> int:
    found = _AFTER.match(after)
    return direction(found[1]) if found else 0


def _is_before(gap: str) -> bool:
    return any(
        gap.endswith(cue) and not gap[: -len(cue)][-1:].isalpha() for cue in sorted(words("table_words")["before"])
    )


def _is_filler(doc: Document, start: int, end: int) -> bool:
    """Whether text[start:end] holds only words that go with numbers, periods and names of states and goods."""
    fillers = words("table_words")["fillers"]
    return all(w in fillers or direction(w) for w in _rest(doc, start, end))


def _rest(doc: Document, start: int, end: int) -> list[str]:
    text = doc.text[start:end]
    named = [(p.start, p.end) for p in periods_in(doc, start, end)]
    named += [(m.start, m.end) for m in mentions_in(doc, start, end) if m.type in ("country", "bloc", "commodity")]
    for a, b in named:
        text = text[: a - start] + " " * (b - a) + text[b - start :]
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower())


def _is_tail(doc: Document, start: int, end: int) -> bool:
    """What follows the last number: nothing, words that go with it, or a short remark after a comma."""
    tail = doc.text[start:end]
    if re.search(r"[.!?]\s+[A-Z]", tail):
        return False
    if _is_filler(doc, start, end):
        return True
    mark = re.search(r"[,;(–]", tail)
    if mark is None or mark.start() >= 50 or len(_rest(doc, start, end)) > 9:
        return False
    return _is_filler(doc, start, start + mark.start())
