"""Wordings of time → calendar days, read against the document's date and the periods told before.

An unqualified month, quarter or half is the latest one that has begun (or, after words of the future, the next one);
"a year earlier", "that year", "those four months" point at what was told last.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.extraction.dates import Interval, add_months, last_weekday, month_interval, shift, whole_months, year_interval
from pipeline.extraction.period_grammar import Atom, lexicon

_DAY = dt.timedelta(days=1)
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "half-year": 6, "year": 12}
_BASIS_OF = {"year": "yoy", "month": "mom", "quarter": "qoq", "week": "other"}
_NEAR = 3  # months: one that near ahead, and with no year, is the coming one
_SHORT_BASIS = {"y": "year", "m": "month", "q": "quarter"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What an atom means: inclusive days (None where they cannot be known), and whether it names a basis by itself."""

    interval: Interval | None
    kind: str
    is_comparison: bool = False
    basis: str | None = None
    is_explicit: bool = False
    year: int | None = None


@dataclass
class Context:
    """What has been told so far. `main` is the latest period that figures are told for, `latest` the latest of all."""

    published_on: dt.date | None
    fiscal_start: int | None = None
    main: Interval | None = None
    latest: Interval | None = None
    year: int | None = None
    spans: list[Interval] = field(default_factory=list)
    sentence_year: int | None = None
    is_future: bool | None = None  # None where no verb says
    is_within: bool = False  # "in", "over" or "during" stands before


def read(atom: Atom, context: Context) -> Reading | None:
    """What `atom` means in `context`; None if it is no period at all (a rate, say)."""
    try:
        return _READERS[atom.rule](atom, context)
    except (ValueError, OverflowError):  # 30 February, the year 12000
        return Reading(None, "vague")


def year_named(atom: Atom, context: Context) -> int | None:
    """The year that the atom's own words name ("2019", "last year", "that year"), or None."""
    if atom.get("year"):
        year = int(atom.get("year"))
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
    """`count` months from `month` on, unqualified: the latest that are over (or half over), or the next after words of the future."""
    published = context.published_on
    if context.sentence_year is not None:
        told = month_interval(context.sentence_year, month, count)
        if published is None or told[0] <= published:
            return told
    if published is None:
        return None
    years = (published.year + 1, published.year, published.year - 1, published.year - 2)
    ahead = (month - published.month) % 12
    if context.is_future or (context.is_future is None and count <= 2 and 0 < ahead <= _NEAR):
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


def _date(atom: Atom, context: Context) -> Reading:
    month, day = month_number(atom), int(re.match(r"\d+", atom.get("day"))[0])  # pyright: ignore[reportOptionalSubscript]
    last = int(re.match(r"\d+", atom.get("last") or atom.get("day"))[0])  # pyright: ignore[reportOptionalSubscript]
    year, published = year_named(atom, context), context.published_on
    if year is None:
        if published is None:
            return Reading(None, "day")
        ahead = (month - published.month) % 12
        is_future = context.is_future if context.is_future is not None else ahead <= _NEAR
        is_future = (is_future or atom.get("before") == "next") and atom.get("before") != "last"
        year = published.year + (0 if month >= published.month or not is_future else 1)
        if dt.date(year, month, min(day, 28)) > published and not is_future:
            year -= 1
    interval = dt.date(year, month, day), dt.date(year, month, last)
    return Reading(interval, "day" if day == last else "span", is_explicit=bool(atom.get("year")), year=year)


def _month(atom: Atom, context: Context) -> Reading:
    month, before, published = month_number(atom), atom.get("before"), context.published_on
    year, is_comparison = year_named(atom, context), False
    if atom.get("rel").startswith("a year"):
        year = published.year - 1 if published else None
        is_comparison = True
    if year is None and before.startswith(("that", "the same")) and context.year:
        year = context.year
    if year is None and before.startswith("the following") and context.latest:
        year = context.latest[1].year + (month <= context.latest[1].month)
    if year is None and published is not None:
        if before == "last":
            year = published.year - (month >= published.month)
            year -= context.main == month_interval(year, month)  # "last February" beside this one
        elif before == "this":
            year = published.year
        elif before == "next":
            year = published.year + (month <= published.month)
        elif "previous" in before or "preceding" in before:
            year, is_comparison = published.year - 1 - (month > published.month), True
    if year is None:
        interval = latest_months(month, 1, context)
        if interval is None:
            return Reading(None, "month")
        year = interval[0].year
    interval, edge = month_interval(year, month), atom.get("edge")
    kind = "month"
    if edge.startswith(("end", "the end")):
        interval, kind = (interval[1], interval[1]), "day"
    elif edge.startswith(("beginning", "start", "the beginning", "the start")):
        interval, kind = (interval[0], interval[0]), "day"
    return Reading(interval, kind, is_comparison, "yoy" if is_comparison else None, bool(atom.get("year")), year)


def _part_of_year(month: int, count: int, kind: str, atom: Atom, context: Context) -> Reading:
    year = year_named(atom, context)
    interval = month_interval(year, month, count) if year else latest_months(month, count, context)
    return Reading(interval, kind, is_explicit=bool(atom.get("year")), year=interval[0].year if interval else None)


def _quarter(atom: Atom, context: Context) -> Reading:
    words = atom.get("index")
    index = int(words) if words.isdigit() else lexicon()["ordinals"][words]
    if words == "last" and not atom.get("year") and not atom.get("rel"):
        return _relative(Atom(atom.start, atom.end, "relative", {"which": "last", "unit": "quarter"}), context)
    return _part_of_year(((index if index > 0 else 4) - 1) * 3 + 1, 3, "quarter", atom, context)


def _quarters(atom: Atom, context: Context) -> Reading:
    count = (number_of(atom.get("n")) or 2) * 3
    return _part_of_year(1 if atom.get("which") == "first" else 13 - count, count, "span", atom, context)


def _half(atom: Atom, context: Context) -> Reading:
    if atom.get("fiscal"):
        year = atom.get("fiscalyear")
        return Reading(None, "half", is_explicit=bool(year), year=int(year) if year else None)
    words = atom.get("index")
    is_first = words in ("1", "first", "opening", "1st")
    return _part_of_year(1 if is_first else 7, 6, "half", atom, context)


def _ago(atom: Atom, context: Context) -> Reading | None:
    unit, way, count = atom.get("unit").rstrip("s"), atom.get("way"), number_of(atom.get("n") or "one")
    months = _MONTHS_IN.get(unit, 120 if unit == "decade" else 0)
    if count is None:
        return Reading(None, "vague")
    published = context.published_on
    if atom.get("twice"):  # the year before last
        return Reading(year_interval(published.year - 2), "year", year=published.year - 2) if published else Reading(None, "year")
    is_single = count == 1 or not atom.get("n")
    if way in ("later", "after", "following", "on"):
        base = context.latest if unit != "year" or context.year is None else year_interval(context.year)
        if unit == "month" and base and base[0].month == 1 and (whole_months(base) or 1) > 1:
            return Reading((base[0], shift(base, count)[1]), "span", year=base[0].year)  # after the first quarter
        interval = shift(base, months * count) if base and months else None
        return Reading(interval, unit if interval else "vague", year=interval[0].year if interval else None)
    if not months:
        day = published - dt.timedelta(days=count * (7 if unit == "week" else 1)) if published else None
        return Reading((day, day) if day else None, unit if unit in ("day", "week") else "vague", way != "ago" or unit == "week", "other")
    if atom.get("n") and not is_single and unit == "month" and way in ("before",) and context.latest:
        first = add_months(context.latest[0].replace(day=1), -count)
        return Reading((first, month_interval(first.year, first.month, count)[1]), "span", year=first.year)
    main = context.main
    if way == "ago" and unit == "year" and published and main and not published - 400 * _DAY <= main[1] <= published + 366 * _DAY:
        main = year_interval(published.year)
    interval = shift(main, -months * count) if main else None
    if interval is None and published is not None and unit == "year" and not is_single:
        interval = year_interval(published.year - count)
    if not is_single and unit == "year" and way == "ago" and published is not None:
        return Reading(year_interval(published.year - count), "year", year=published.year - count)
    basis = _BASIS_OF.get(unit, "other") if is_single else "other"
    return Reading(interval, _kind_of(interval), True, basis, year=interval[0].year if interval else None)


def _same(atom: Atom, context: Context) -> Reading | None:
    words, shape, main = atom.get("rel"), atom.get("shape"), context.main
    year = year_named(atom, context) if atom.get("year") or not re.search(r"year (?:ago|earlier|before)", words) else None
    if atom.get("yearin"):
        year = int(atom.get("yearin"))
    count = number_of(atom.get("n")) if atom.get("n") else None
    if count and shape.startswith("month"):
        main = next((s for s in reversed(context.spans) if whole_months(s) == count), None)
        if main is None and (year or context.main):
            main = month_interval(year or context.main[0].year, 1, count)  # pyright: ignore[reportOptionalSubscript]
    is_year_ago = bool(re.search(r"year (?:ago|earlier|before)|last season", words)) or _is_year_ago(atom)
    if atom.get("relmonth"):
        return Reading(shift(main, -1) if main else None, _kind_of(main), True, "mom")
    if year is None and not is_year_ago:
        return None if shape in ("time", "day", "part", "week", "weeks", "days") else Reading(main, _kind_of(main))
    if main is None:
        return Reading(None, "span", True, "yoy", year=year)
    years = main[0].year - year if year is not None else 1
    interval = shift(main, -12 * years)
    return Reading(interval, _kind_of(interval), years != 0, "yoy" if years == 1 else "other" if years else None, bool(year), interval[0].year)


def _is_year_ago(atom: Atom) -> bool:
    return atom.get("ago") != ""


def _span(atom: Atom, context: Context) -> Reading | None:
    unit, which, det = atom.get("unit").rstrip("s"), atom.get("which"), atom.get("det")
    count = number_of(atom.get("n"))
    months = _MONTHS_IN.get(unit, 120 if unit == "decade" else 0)
    published = context.published_on
    if count is None or count > 1200:
        return Reading(None, "vague")
    if which in ("first", "opening", "initial"):
        if unit in ("month", "quarter"):
            return _part_of_year(1, months * count, "span", atom, context) if months * count <= 12 else Reading(None, "vague")
        year = year_named(atom, context) or (published.year if published and atom.get("rel") else None)
        if year and unit in ("day", "week"):
            return Reading((dt.date(year, 1, 1), dt.date(year, 1, 1) + _DAY * (count * (7 if unit == "week" else 1) - 1)), "span")
        return Reading(None, "vague")
    if which in ("last", "final", "closing", "latest") and year_named(atom, context) and months * count <= 12 and months:
        return _part_of_year(13 - months * count, months * count, "span", atom, context)
    if which in ("last", "past", "latest", "recent") and published is not None:
        first = add_months(published, -months * count) + _DAY if months else published - _DAY * (count * (7 if unit == "week" else 1) - 1)
        return Reading((first, published), "span")
    if which in ("next", "coming") and published is not None:
        last = add_months(published, months * count) - _DAY if months else published + _DAY * (count * (7 if unit == "week" else 1) - 1)
        return Reading((published, last), "span")
    if which in ("previous", "preceding", "prior") and context.main and months:
        return Reading(shift(context.main, -months * count), "span", True, "other")
    if year_named(atom, context) and unit == "month" and count <= 12:
        return _part_of_year(1, count, "span", atom, context)
    if det in ("the", "those", "these", "that", "all") and unit in ("month", "quarter") and months * count <= 12:
        told = next((s for s in reversed(context.spans) if whole_months(s) == months * count), None)
        return Reading(told, "span") if told else _part_of_year(1, months * count, "span", atom, context)
    return Reading(None, "vague")


def _splityear(atom: Atom, context: Context) -> Reading:
    first, second = int(atom.get("year")), int(atom.get("second"))
    last = second if second > 99 else first // 100 * 100 + second + (100 if second < first % 100 else 0)
    if last == first + 1:
        if context.fiscal_start is None:
            return Reading(None, "year", is_explicit=True)
        return Reading(month_interval(first, context.fiscal_start, 12), "year", is_explicit=True, year=first)
    if atom.get("mark") == "/" or not first < last < first + 60:
        return Reading(None, "vague")
    return Reading((dt.date(first, 1, 1), dt.date(last, 12, 31)), "span", is_explicit=True, year=last)


def _fiscal(atom: Atom, context: Context) -> Reading:
    published, which = context.published_on, atom.get("which")
    if published is None or context.fiscal_start is None or atom.get("year"):
        return Reading(None, "year", is_explicit=bool(atom.get("year")), year=int(atom.get("year")) if atom.get("year") else None)
    start = published.year - (published.month < context.fiscal_start) + {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    return Reading(month_interval(start, context.fiscal_start, 12), "year", year=start)


def _decade(atom: Atom, context: Context) -> Reading:
    year = int(atom.get("year"))
    is_part = atom.get("edge") or atom.get("edge2")
    return Reading((dt.date(year, 1, 1), dt.date(year + 9, 12, 31)), "vague" if is_part else "span", is_explicit=True)


def _wholeyear(atom: Atom, context: Context) -> Reading:
    year = year_named(atom, context) or (context.main[1].year if context.main else None)
    year = year or (context.published_on.year if context.published_on else None)
    return Reading(year_interval(year) if year else None, "year", is_explicit=bool(atom.get("year")), year=year)


def _year(atom: Atom, context: Context) -> Reading:
    year = int(atom.get("year"))
    return Reading(year_interval(year), "year", is_explicit=True, year=year)


def _todate(atom: Atom, context: Context) -> Reading:
    published, unit = context.published_on, atom.get("unit") or "year"
    if published is None:
        return Reading(None, "ytd")
    if unit.isdigit():
        return Reading((dt.date(int(unit), 1, 1), max(published, dt.date(int(unit), 1, 1))), "ytd", is_explicit=True)
    months = _MONTHS_IN.get(unit)
    if months is None:
        return Reading(None, "ytd")
    first = dt.date(published.year, (published.month - 1) // months * months + 1, 1)
    return Reading((first, published), "ytd", year=published.year)


def _part(atom: Atom, context: Context) -> Reading:
    whole = _relative(Atom(atom.start, atom.end, "relative", {"which": atom.get("which"), "unit": atom.get("unit")}), context)
    published = context.published_on
    if whole.interval is None or published is None:
        return Reading(None, "vague")
    first, last = whole.interval
    if atom.get("part") == "earlier" and first <= published <= last:
        return Reading((first, published), "vague", year=first.year)
    if atom.get("part") == "later" and first <= published <= last:
        return Reading((published, last), "vague", year=first.year)
    return Reading(whole.interval, "vague", year=first.year)


def _ending(atom: Atom, context: Context) -> Reading:
    which, unit = atom.get("which"), atom.get("unit") or atom.get("unit2")
    whole = _relative(Atom(atom.start, atom.end, "relative", {"which": which if which in ("last", "next", "that") else "this", "unit": unit}), context)
    return Reading((whole.interval[1], whole.interval[1]), "day", year=whole.year) if whole.interval else Reading(None, "day")


def _relative(atom: Atom, context: Context) -> Reading:
    which, unit, published = atom.get("which").removeprefix("the "), atom.get("unit"), context.published_on
    if unit == "season":
        return Reading(None, "vague")
    if unit == "weekend":
        saturday = last_weekday(published, 5) if published else None
        return Reading((saturday + 7 * _DAY, saturday + 8 * _DAY) if saturday and which == "this" else None, "week")
    kind = "half" if unit == "half-year" else unit
    if which in ("that", "same"):
        if unit == "year":
            return Reading(year_interval(context.year) if context.year else None, "year", year=context.year)
        return Reading(_around(context.latest if which == "that" else context.main or context.latest, unit), kind)
    if which in ("last", "past", "latest") and atom.get("which").startswith("the "):
        if published is None or which == "latest" or not context.is_within:
            return Reading(None, "vague")  # "the last year before the war"
        first = published - 6 * _DAY if unit == "week" else add_months(published, -_MONTHS_IN[unit]) + _DAY
        return Reading((first, published), "span")
    if which in ("previous", "preceding", "prior"):
        base = context.main
        if base is None and published is not None:
            base = _around((published, published), unit)
        if base is None or unit == "week":
            return Reading(None, kind, True, _BASIS_OF.get(unit))
        return Reading(shift(base, -_MONTHS_IN[unit]), _kind_of(base), True, _BASIS_OF.get(unit, "other"))
    if which == "following":
        base = _around(context.latest, unit) if context.latest else None
        return Reading(shift(base, _MONTHS_IN[unit]) if base and unit in _MONTHS_IN else None, kind)
    if published is None:
        return Reading(None, kind)
    steps = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    if unit == "week":
        monday = last_weekday(published, 0) + 7 * steps * _DAY
        return Reading((monday, monday + 6 * _DAY), "week")
    interval = _around((published, published), unit)
    moved = shift(interval, _MONTHS_IN[unit] * steps) if interval else None
    return Reading(moved, kind, year=moved[0].year if moved else None)


def _around(interval: Interval | None, unit: str) -> Interval | None:
    """The month, quarter, half or year that the interval ends in; the interval itself for a period."""
    if interval is None or unit not in _MONTHS_IN:
        return interval
    months, last = _MONTHS_IN[unit], interval[1]
    return month_interval(last.year, (last.month - 1) // months * months + 1, months)


def _basis(atom: Atom, context: Context) -> Reading:
    unit = atom.get("unit") or _SHORT_BASIS[atom.get("short")[0]]
    interval = shift(context.main, -_MONTHS_IN[unit]) if context.main and unit in _MONTHS_IN else None
    return Reading(interval, _kind_of(interval), True, _BASIS_OF[unit])


def _anaphor(atom: Atom, context: Context) -> Reading | None:
    unit = atom.get("unit")
    if unit == "season":
        return None
    if unit == "year":
        year = context.year or (context.published_on.year if context.published_on else None)
        return Reading(year_interval(year) if year else None, "year")
    main = context.main or context.latest
    return Reading(_around(main, unit), _kind_of(main) if unit == "period" else unit) if main else None


def _weekday(atom: Atom, context: Context) -> Reading:
    published = context.published_on
    if published is None:
        return Reading(None, "weekday")
    weekday, which = lexicon()["weekdays"][atom.get("day")], atom.get("which")
    day = last_weekday(published, weekday)
    if "last week" in atom.get("rel"):
        day = last_weekday(published, 0) - (7 - weekday) * _DAY
    elif "next week" in atom.get("rel"):
        day = last_weekday(published, 0) + (7 + weekday) * _DAY
    elif which == "next" or (context.is_future and day != published):
        day += 7 * _DAY
    elif which == "last" and day == published:
        day -= 7 * _DAY
    return Reading((day, day), "weekday")


def _day(atom: Atom, context: Context) -> Reading:
    published, word = context.published_on, atom.get("day")
    if published is None:
        return Reading(None, "day")
    day = published + _DAY * (-1 if word in ("yesterday", "last night") else 1 if word == "tomorrow" else 0)
    return Reading((day, day), "day")


def _nothing(atom: Atom, context: Context) -> None:
    return None


def _kind_of(interval: Interval | None) -> str:
    """The kind that an interval's length gives it."""
    if interval is None:
        return "span"
    if interval[0] == interval[1]:
        return "day"
    months, month = whole_months(interval), interval[0].month
    if months == 12 and month == 1:
        return "year"
    return "month" if months == 1 else "quarter" if months == 3 and month % 3 == 1 else "half" if months == 6 and month % 6 == 1 else "span"


_READERS: dict[str, Callable[[Atom, Context], Reading | None]] = {
    "date": _date, "days": _date, "month": _month, "quarter": _quarter, "quarters": _quarters, "half": _half, "ago": _ago, "same": _same,
    "span": _span, "splityear": _splityear, "fiscal": _fiscal, "yearword": _nothing, "decade": _decade, "wholeyear": _wholeyear, "todate": _todate,
    "part": _part, "ending": _ending, "relative": _relative, "basis": _basis, "onthe": _basis, "anaphor": _anaphor, "year": _year,
    "weekday": _weekday, "day": _day,
}
