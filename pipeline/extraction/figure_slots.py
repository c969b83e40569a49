"""When a figure is of and how sure it is: its period, what it is compared with, and its modality."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import Cell
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.periods import Period


def period_of(doc: Document, cell: Cell, start: int, end: int) -> Period | None:
    """The period that the cell's stretch names: in it, nearest to the level; else at its sentence's head."""
    anchor = cell.level.start if cell.level else cell.start
    own = [
        p
        for p in doc.periods
        if (not p.is_comparison or cell.is_reference and p.start >= start)
        and p.kind not in ("weekday", "day", "vague")
        or (not p.is_comparison and p.kind == "day" and p.first != doc.published_on)
    ]
    inside = [p for p in own if p.start >= start and p.end <= end]
    if inside:
        after = [p for p in inside if 0 <= p.start - cell.end <= 16]
        return (
            after[0]
            if after
            else min(inside, key=lambda p: (abs(p.start - anchor) if p.start > anchor else (anchor - p.end), p.start))
        )
    head = [p for p in own if cell.sentence.start <= p.start and p.end <= start]
    return head[-1] if head else None


def comparison_of(doc: Document, start: int, end: int) -> Period | None:
    """The comparison ("a year earlier", "in the same month of 2022") that text[start:end] names, if any."""
    return next((p for p in doc.periods if p.is_comparison and p.start >= start and p.end <= end), None)


_CLAUSE_START = re.compile(r";|\bwhile\b|\bbut\b|, (?:and|which|who|where) |\bafter\b")


# A state or firm that "will supply" or "is to buy" has bound itself; exports that "will rise" have not.
_COMMITTED = re.compile(
    r"\b(?:will|would|shall|is to|are to|was to|were to|agreed to|plans? to|wants? to|means? to|intends? to)\s+(?:\w+ly )?(?:also )?(?:be )?$"
)


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

    if (
        cell.is_cue_here
        and cell.cue.is_verb
        and _COMMITTED.search(doc.text[max(start, cell.cue.start - 40) : cell.cue.start].lower())
    ):
        return "forecast" if has("forecast_cues") and not re.search(r"\b(?:will|would)\b", text) else "target"
    is_future = period_end is not None and doc.published_on is not None and period_end > doc.published_on
    if has("target_cues"):
        return "target"
    if has("forecast_cues") or is_future:
        return "forecast"
    if has("estimate_cues"):
        return "estimate"
    return "actual"
