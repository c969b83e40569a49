"""What a change, or a level before, is compared with: the year before, the month, the quarter, or something else.

First what the words of the clause name ("from January", "on the year"), then what the rest of the sentence names for
all its clauses, then what was told before, as far as it fits the length of the figure's period.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

from pipeline.extraction.clauses import base
from pipeline.extraction.dates import months_between, whole_months
from pipeline.extraction.document import Document
from pipeline.extraction.figure_modality import begun_in
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.periods import Period

YOY, MOM, QOQ, OTHER = "yoy", "mom", "qoq", "other"
Span = tuple[int, int]
Days = tuple[dt.date | None, dt.date | None]

_NEAR = 40  # characters between a level and the time that it is of
_APART = re.compile(r"[,;]|\b(?:and|while|but|whereas)\b")
_CUED = re.compile(
    r"\W*(?:[Aa]gainst|[Cc]ompared (?:with|to)|[Ff]rom|[Oo]ver|[Oo]n|[Uu]nlike|[Ff]ollowing|[Aa]fter|[Aa]s against)\s+(?:the\s+)?"
)
_FASTER = re.compile(
    r"\b(?:faster|slower|steep(?:er|ly)|sharp(?:er|ly)|quicker|(?:less|more) (?:steeply|sharply))\s+than(?:\s+in)?\s+(?:the\s+)?$"
)
_SINCE = re.compile(r"\bsince\s+(?:\w+\s+){0,3}$")
_SINCE_THEN = re.compile(r"[^.;:,\d]{0,40}\bsince\s")
_PERFECT = re.compile(r"\b(?:has|have|had|is|are|was|were)\b")
_IN = re.compile(r"\s+(?:in|for|of)\s+(?:the\s+)?")
_NOW = re.compile(r"\s(?:now|at present|currently|today|at the moment)\b")
_OPEN = re.compile(r"[^.;:\d]*")
_TIGHT = 4  # characters between a time and the growth in brackets after it
_AROUND = 3000  # characters around a figure whose bases count for it where none is told
_WEEKS = 21  # days
_MONTH, _QUARTER = 31, 92  # days


def basis_of(
    doc: Document,
    clause: Span,
    period: Days,
    *,
    change: Span | None = None,
    previous: Span | None = None,
    modality: str = "actual",
    before: str | None = None,
) -> str:
    """yoy, mom, qoq or other, for a figure of `period` told in the stretch `clause`.

    `change` and `previous` are where its change and its earlier level stand; `before` is the basis that the figure
    before it was told with, None where there is none.
    """
    said = said_basis(doc, clause, period, change=change, previous=previous, modality=modality)
    if said is not None:
        return said
    numbers = [span for span in (previous, change) if span is not None]
    is_timeless = not (period[0] and period[1])
    if is_timeless and (change is None or modality in ("target", "forecast")):
        return OTHER  # "from 38 bcm to 44" is of no time
    return _supposed(doc, clause, period, numbers, modality, before)


def said_basis(
    doc: Document,
    clause: Span,
    period: Days,
    *,
    change: Span | None = None,
    previous: Span | None = None,
    modality: str = "actual",
) -> str | None:
    """The basis that the sentence names for this figure, None where it names none."""
    if previous is not None and _is_superseded(doc, previous):
        return OTHER
    if change is not None and previous is None and modality != "actual" and _is_revised(doc, change):
        return OTHER
    numbers = [span for span in (previous, change) if span is not None] or [clause]
    for told in _candidates(doc, clause, numbers):
        basis = _between(told, period, modality)
        if basis is not None:
            return basis
    if previous is not None and (timed := _time_of(doc, previous, period)):
        return timed
    return _adjective(doc, change) or _since(doc, change, clause) if change is not None else None


def _candidates(doc: Document, clause: Span, numbers: list[Span]) -> list[Period]:
    """The bases of a sentence, nearest first: in the clause after the number, in it before, then after, then before it."""
    anchor, first = numbers[0], min(numbers)
    sentence = doc.sentence_at(anchor[0])
    own = [
        p
        for p in begun_in(doc.periods, sentence.start, sentence.end)
        if p.is_comparison and not _is_of_growth(doc, p, numbers)
    ]
    low, high = max(clause[0], sentence.start), min(max(clause[1], anchor[1]), sentence.end)
    owner = [p for p in own if 0 <= anchor[0] - p.end <= _TIGHT]  # "January's 23.5 billion"
    after = [p for p in own if anchor[1] <= p.start < high]
    inside = [p for p in own if low <= p.start < anchor[1] and not _APART.search(doc.text, p.end, max(p.end, first[0]))]
    later = [p for p in own if p.start >= high and _is_shared(doc, high, p)]
    opening = [p for p in own if p.start < first[0] and _CUED.fullmatch(doc.text, sentence.start, p.start)]
    return [*owner, *after, *reversed(inside), *later[:1], *opening[:1]]


def _is_of_growth(doc: Document, told: Period, numbers: list[Span]) -> bool:
    """Whether it is the time of a record or of another growth: "the most since 2019", "less than in April (8.1 pct)"."""
    head = doc.text[max(0, told.start - _NEAR) : told.start]
    if _SINCE.search(head) or _FASTER.search(head):
        return True
    is_change_only = len(numbers) == 1 and any(q.unit == "percent" for q in begun_in(doc.quantities, *numbers[0]))
    for quantity in begun_in(doc.quantities, told.start - _NEAR, told.end + _TIGHT):
        is_other = (quantity.start, quantity.end) not in numbers
        if is_other and quantity.unit == "percent" and quantity.start >= told.end:
            return "(" in doc.text[told.end : quantity.start]
        if (
            is_other
            and (quantity.unit == "percent" or is_change_only)
            and told.start - quantity.end <= len(" in the ")
            and _IN.fullmatch(doc.text, quantity.end, told.start)
        ):
            return True
    return False


def _is_shared(doc: Document, end: int, told: Period) -> bool:
    """Whether a basis after the clause counts for it too: "exports rose 3 pct and imports 5 pct from a year earlier"."""
    numbers = begun_in(doc.quantities, end, told.start)
    is_timed = any(not p.is_comparison for p in begun_in(doc.periods, end, told.start))
    return bool(numbers) and not is_timed and told.start - numbers[-1].end <= _NEAR


def _between(told: Period, period: Days, modality: str) -> str | None:
    """The basis by how far the two periods lie apart; by the words where the days are not known."""
    first, last = period
    if first and last and told.first and told.last:
        if (told.first, told.last) == period:
            return None
        length, distance = whole_months((first, last)), months_between(told.first, first)
        told_length = whole_months((told.first, told.last))
        if length is None and told_length is not None and (last - first).days < _WEEKS:
            return YOY if told.basis == YOY else OTHER  # a week and a month
        if length == told_length:
            if distance == 12:
                return YOY
            if length is not None and distance == length:
                return {1: MOM, 3: QOQ, 12: YOY}.get(length, OTHER)
        if told.basis == OTHER and length != 1 and whole_months((told.first, told.last)) == 1:
            return MOM if distance == 1 and modality == "actual" else OTHER
    return told.basis


def _since(doc: Document, change: Span, clause: Span) -> str | None:
    """ "has grown by half since the pact took effect": the change of a time of its own."""
    is_since = _SINCE_THEN.match(doc.text, change[1], max(clause[1], change[1]))
    return OTHER if is_since and _PERFECT.search(doc.text, clause[0], change[0]) else None


def _time_of(doc: Document, number: Span, period: Days) -> str | None:
    """The basis by the time right after the earlier level: "after a slightly revised 6.1 billion in January"."""
    near, (first, last) = begun_in(doc.periods, number[1], number[1] + _NEAR), period
    if not near or not first or not last or not _OPEN.fullmatch(doc.text, number[1], near[0].start):
        return None
    told = near[0]
    if told.first is None or told.last is None or told.first >= first:
        return None
    length, distance = whole_months((first, last)), months_between(told.first, first)
    if length != whole_months((told.first, told.last)):
        return None
    return YOY if distance == 12 else {1: MOM, 3: QOQ}.get(length or 0, OTHER) if distance == length else OTHER


def _is_superseded(doc: Document, number: Span) -> bool:
    """Whether the earlier level is an earlier version of the same figure: "revised from", "raised its forecast"."""
    before, after = doc.text[max(0, number[0] - 60) : number[0]].lower(), doc.text[number[1] : number[1] + 60].lower()
    if _NOW.match(doc.text, number[1]) or _superseded()[0].search(before) or _superseded()[1].match(after):
        return True
    return _is_revised(doc, number)


def _is_revised(doc: Document, number: Span) -> bool:
    """Whether what changes is a forecast, a quota or another version of the figure, and no trade."""
    lists = words("figure_comparison")
    token = doc.tokens(*number).root
    for _ in range(8):
        if token.pos_ in ("VERB", "AUX"):
            if base(token) in lists["revising"]:
                told = {base(t) for t in token.children if t.dep_ in ("dobj", "nsubj", "nsubjpass")}
                if base(token) == "revise" or not told.isdisjoint(lists["versions"]):
                    return True
            return False
        if base(token) in lists["versions"] and token.pos_ == "NOUN":
            return True
        if token.head == token:
            return False
        token = token.head
    return False


@functools.cache
def _superseded() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = words("figure_comparison")
    before = "|".join(map(re.escape, sorted(lists["superseded_before"], key=lambda form: (-len(form), form))))
    after = "|".join(map(re.escape, sorted(lists["superseded_after"], key=lambda form: (-len(form), form))))
    return re.compile(rf"\b(?:{before})\s(?:\w+\s){{0,3}}$"), re.compile(rf"\s(?:{after})\b")


def _adjective(doc: Document, change: Span) -> str | None:
    """ "a monthly rise of 5 pct", "annual growth of 5 pct", "by 5 pct a year"."""
    if any(q.rate == "a" for q in begun_in(doc.quantities, change[0], change[1])):
        return YOY
    lists = words("figure_comparison")
    for token in doc.tokens(max(0, change[0] - _NEAR), change[1]):
        basis = lists["adjectives"].get(token.lower_)
        if basis and base(token.head) in lists["growth"]:
            return basis
    return None


def _supposed(doc: Document, clause: Span, period: Days, numbers: list[Span], modality: str, before: str | None) -> str:
    """What is compared where no words say so."""
    first, last = period
    days = (last - first).days if first and last else None
    if before in (YOY, MOM, QOQ) and (days is None or days <= {MOM: _MONTH, QOQ: _QUARTER}.get(before, days)):
        return before
    if days is None or days > _QUARTER or modality != "actual":
        return YOY
    near = begun_in(doc.periods, clause[0] - _AROUND, clause[1] + _AROUND)
    told = {_between(p, period, modality) for p in near if p.is_comparison and not _is_of_growth(doc, p, numbers)}
    short = MOM if days <= _MONTH else QOQ
    return short if _is_adjusted(doc, clause) or short in told and YOY not in told else YOY


def _is_adjusted(doc: Document, clause: Span) -> bool:
    sentence = doc.sentence_at(clause[0])
    first = sentence
    while first.index and doc.sentences[first.index - 1].paragraph == sentence.paragraph:
        if sentence.start - first.start > _AROUND:
            break
        first = doc.sentences[first.index - 1]
    text = " ".join(doc.text[first.start : sentence.end].lower().split())
    return any(form in text for form in sorted(words("figure_comparison")["adjusted"]))
