"""What a wording of time can mean, and what has been told before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.extraction.dates import Interval, month_interval, whole_months
from pipeline.extraction.period_grammar import Atom, lexicon

DAY = dt.timedelta(days=1)
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "half-year": 6, "year": 12}
BASIS_OF = {"year": "yoy", "month": "mom", "quarter": "qoq", "week": "other"}
_LAG = 2  # months that reports come late at most
_NEAR = 3  # months: one that near ahead, and with no year, is the coming one


@dataclass(frozen=True, slots=True)
class Reading:
    """What an atom means: inclusive days (None where they cannot be known), and whether it names a basis by itself."""

    interval: Interval | None
    kind: str
    is_comparison: bool = False
    basis: str | None = None
    is_explicit: bool = False
    year: int | None = None
    season: int | None = None  # the first year of a season whose bounds are not told
    is_range: bool = False  # from one time to another


def _unsaid() -> None:
    return None


_ANSWERS: dict[bool | None, Callable[[], bool | None]] = {True: lambda: True, False: lambda: False, None: _unsaid}


@dataclass
class Context:
    """What has been told so far. `main` is the latest period that figures are told for, `latest` the latest of all."""

    published_on: dt.date | None
    fiscal_start: int | None = None
    main: Interval | None = None
    latest: Interval | None = None
    year: int | None = None
    season: int | None = None  # the first year of a season whose bounds are not told
    spans: dict[int, Interval] = field(default_factory=dict)  # the latest one of each length in months
    sentence_year: int | None = None
    ahead: Callable[[], bool | None] = _unsaid  # whether the verb says that the time is to come, asked when needed
    is_within: bool = False  # "in", "over" or "during" stands before
    is_since: bool = False  # "since" does

    @property
    def is_future(self) -> bool | None:
        """Whether the words around say that the time is to come; None where no verb says."""
        answer = self.ahead()
        self.ahead = _ANSWERS[answer]
        return answer

    @is_future.setter
    def is_future(self, answer: bool | None) -> None:
        self.ahead = _ANSWERS[answer]


def year_named(atom: Atom, context: Context) -> int | None:
    """The year that the atom's own words name ("2019", "last year", "that year"), or None."""
    if atom.get("year"):
        year = int(atom.get("year").lstrip("'’"))
        return year if year > 99 else 2000 + year if year < 50 else 1900 + year
    words, published = atom.get("rel"), context.published_on
    if not words or words == "the year":
        return None
    if words.startswith(("that", "the same", "the whole", "calendar")):
        return context.year or (published.year if published else None)
    if words.startswith(("the previous", "previous", "the preceding")):
        base = context.main[0].year if context.main else published.year if published else None
        return base - 1 if base else None
    if words.startswith("the following"):
        return context.year + 1 if context.year else None
    if published is None:
        return None
    if "last" in words or "past" in words:
        return published.year - 1
    return published.year + 1 if words.startswith(("next", "the coming")) else published.year


def latest_months(month: int, count: int, context: Context) -> Interval | None:
    """`count` months from `month` on, unqualified: the latest half over, the next after words of the future."""
    published = context.published_on
    if context.sentence_year is not None and not context.is_since and not context.is_future:
        told = month_interval(context.sentence_year, month, count)
        if published is None or told[0] <= published:
            return told
    if published is None:
        return None
    years = (published.year + 1, published.year, published.year - 1, published.year - 2)
    if context.is_future and count == 1 and month == (published.month - 2) % 12 + 1:
        return month_interval(published.year - (month > published.month), month)  # over, but not yet reported
    if context.is_future or (context.is_future is None and count <= 2 and is_near_ahead(month, published)):
        return next(i for i in (month_interval(y, month, count) for y in reversed(years)) if i[1] >= published)
    for year in years:
        interval = month_interval(year, month, count)
        is_begun = interval[0] <= published
        if is_begun and (count == 1 or (published - interval[0]) * 2 >= interval[1] - interval[0]):
            return interval
    return None


def number_of(words: str) -> int | None:
    """ "nine" is 9, "12" 12; None for "several" and for ranges ("three or four")."""
    numbers = lexicon()["numbers"]
    if words.isdigit():
        return int(words) or None
    if words in numbers:
        return numbers[words] or None
    first, _, second = words.partition("-")
    return numbers[first] + numbers[second] if numbers.get(first, 0) >= 20 and 0 < numbers.get(second, 0) < 10 else None


def month_number(atom: Atom) -> int:
    """The month that the atom names."""
    return int(atom.get("monthno")) if atom.get("monthno") else lexicon()["months"][atom.get("month")]


def is_near_ahead(month: int, published_on: dt.date) -> bool:
    """Whether the month begins within three months after the document's date."""
    return 0 < (month - published_on.month) % 12 <= _NEAR


def around(interval: Interval | None, unit: str) -> Interval | None:
    """The month, quarter, half or year that the interval ends in; the interval itself for a period."""
    if interval is None or unit not in MONTHS_IN:
        return interval
    months, last = MONTHS_IN[unit], interval[1]
    return month_interval(last.year, (last.month - 1) // months * months + 1, months)


def kind_of(interval: Interval | None) -> str:
    """The kind that an interval's length gives it."""
    if interval is None:
        return "span"
    if interval[0] == interval[1]:
        return "day"
    months, month = whole_months(interval), interval[0].month
    if months == 12 and month == 1:
        return "year"
    return (
        "month"
        if months == 1
        else "quarter"
        if months == 3 and month % 3 == 1
        else "half"
        if months == 6 and month % 6 == 1
        else "span"
    )


def months_elapsed(count: int, context: Context) -> Interval | None:
    """The first `count` months of the year, where the text is of the month that they end in: "in ten months"."""
    main, published = context.main, context.published_on
    year = month = 0
    if published is not None:
        year, month = (published.year, published.month - 1) if published.month > 1 else (published.year - 1, 12)
    if count != month and main is not None and main[0].year == main[1].year and main[1].month == count:
        return month_interval(main[1].year, 1, count)
    is_late = month - _LAG <= count < month and count > _LAG
    return month_interval(year, 1, count) if count == month or is_late else None
