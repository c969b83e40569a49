"""Days, months, quarters, halves, years and spans that are named, by the calendar and the document's date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.extraction.dates import (
    add_months,
    last_weekday,
    month_interval,
    shift,
    whole_months,
    year_interval,
)
from pipeline.extraction.period_context import (
    DAY,
    MONTHS_IN,
    Context,
    Reading,
    is_near_ahead,
    latest_months,
    month_number,
    months_elapsed,
    number_of,
    year_named,
)
from pipeline.extraction.period_grammar import Atom, lexicon
from pipeline.extraction.period_pointing import read_relative

_EARLY = 3  # months in which the year before is still reported


def read_date(atom: Atom, context: Context) -> Reading:
    month, day = month_number(atom), int(re.match(r"\d+", atom.get("day"))[0])  # pyright: ignore[reportOptionalSubscript]
    last = int(re.match(r"\d+", atom.get("last") or atom.get("day"))[0])  # pyright: ignore[reportOptionalSubscript]
    year, published = year_named(atom, context), context.published_on
    if year is None:
        if published is None:
            return Reading(None, "day")
        is_future = context.is_future
        if is_future is None:
            is_future = month == published.month or is_near_ahead(month, published)
        is_future = (is_future or atom.get("before") == "next") and atom.get("before") != "last"
        year = published.year + (0 if month >= published.month or not is_future else 1)
        if dt.date(year, month, min(day, 28)) > published and not is_future:
            year -= 1
    interval = dt.date(year, month, day), dt.date(year, month, last)
    is_range = day != last
    kind = "span" if is_range else "day"
    return Reading(interval, kind, is_explicit=bool(atom.get("year")), is_range=is_range, year=year)


def read_month(atom: Atom, context: Context) -> Reading:
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


def read_monthquarter(atom: Atom, context: Context) -> Reading:
    """ "the September quarter", "the June half": the three or six months that end in it."""
    count, last = (3, "quarter") if atom.get("unit") == "quarter" else (6, "half")
    month = lexicon()["months"][atom.get("month")]
    year = year_named(atom, context)
    if year is None:
        told = latest_months(month, 1, context)
        year = told[0].year if told else None
    if year is None:
        return Reading(None, last)
    start = add_months(dt.date(year, month, 1), 1 - count)
    return Reading(month_interval(start.year, start.month, count), last, is_explicit=bool(atom.get("year")), year=year)


def read_monthpart(atom: Atom, context: Context) -> Reading:
    """ "the second half of March", "the first week of the month"."""
    if atom.get("month"):
        whole = read_month(atom, context)
    else:
        which = atom.get("which") if atom.get("which") in ("last", "next") else "this"
        whole = read_relative(Atom(atom.start, atom.end, "relative", {"which": which, "unit": "month"}), context)
    if whole.interval is None:
        return Reading(None, "vague")
    first, last = whole.interval
    index = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(atom.get("index"), 0)
    if atom.get("unit") == "week":
        start = first + 7 * (index - 1) * DAY if index else last - 6 * DAY
        days = (start, min(start + 6 * DAY, last))
    else:
        days = (first, first + 14 * DAY) if index == 1 else (first + 15 * DAY, last)
    return replace(whole, interval=days, kind="span")


def _part_of_year(month: int, count: int, kind: str, atom: Atom, context: Context) -> Reading:
    year = year_named(atom, context)
    interval = month_interval(year, month, count) if year else latest_months(month, count, context)
    return Reading(interval, kind, is_explicit=bool(atom.get("year")), year=interval[0].year if interval else None)


def read_quarter(atom: Atom, context: Context) -> Reading:
    words = atom.get("index")
    index = int(words) if words.isdigit() else lexicon()["ordinals"][words]
    if words == "last" and not atom.get("year") and not atom.get("rel"):
        return read_relative(Atom(atom.start, atom.end, "relative", {"which": "last", "unit": "quarter"}), context)
    return _part_of_year(((index if index > 0 else 4) - 1) * 3 + 1, 3, "quarter", atom, context)


def read_quarters(atom: Atom, context: Context) -> Reading:
    count = (number_of(atom.get("n")) or 2) * 3
    return _part_of_year(1 if atom.get("which") == "first" else 13 - count, count, "span", atom, context)


def read_half(atom: Atom, context: Context) -> Reading:
    if atom.get("fiscal"):
        year = atom.get("fiscalyear")
        return Reading(None, "half", is_explicit=bool(year), year=int(year) if year else None)
    words = atom.get("index")
    is_first = words in ("1", "first", "opening", "1st")
    return _part_of_year(1 if is_first else 7, 6, "half", atom, context)


def read_span(atom: Atom, context: Context) -> Reading | None:
    unit, which, det = atom.get("unit").rstrip("s"), atom.get("which"), atom.get("det")
    count = number_of(atom.get("n"))
    months = MONTHS_IN.get(unit, 120 if unit == "decade" else 0)
    published = context.published_on
    if count is None or count > 1200:
        return Reading(None, "vague")
    if which in ("first", "opening", "initial"):
        if unit in ("month", "quarter"):
            return (
                _part_of_year(1, months * count, "span", atom, context)
                if months * count <= 12
                else Reading(None, "vague")
            )
        year = year_named(atom, context) or (published.year if published and atom.get("rel") else None)
        if year and unit in ("day", "week"):
            return Reading(
                (dt.date(year, 1, 1), dt.date(year, 1, 1) + DAY * (count * (7 if unit == "week" else 1) - 1)), "span"
            )
        return Reading(None, "vague")
    if (
        which in ("last", "final", "closing", "latest")
        and year_named(atom, context)
        and months * count <= 12
        and months
    ):
        return _part_of_year(13 - months * count, months * count, "span", atom, context)
    if which in ("last", "past", "latest", "recent") and published is not None:
        first = (
            add_months(published, -months * count) + DAY
            if months
            else published - DAY * (count * (7 if unit == "week" else 1) - 1)
        )
        return Reading((first, published), "span")
    if which in ("next", "coming") and published is not None:
        last = (
            add_months(published, months * count) - DAY
            if months
            else published + DAY * (count * (7 if unit == "week" else 1) - 1)
        )
        return Reading((published, last), "span")
    if which == "following" and det == "the" and context.latest and months and context.latest[1] < dt.date(9000, 1, 1):
        first = context.latest[1] + DAY
        return Reading((first, add_months(first, months * count) - DAY), "span", year=first.year)
    if which in ("previous", "preceding", "prior") and context.main and months:
        return Reading(shift(context.main, -months * count), "span", True, "other")
    if year_named(atom, context) and unit == "month" and count <= 12:
        return _part_of_year(1, count, "span", atom, context)
    if det in ("the", "those", "these", "that", "all") and unit in ("month", "quarter") and months * count <= 12:
        told = context.spans.get(months * count) or months_elapsed(months * count, context)
        return Reading(told, "span") if told else Reading(None, "vague")
    if not det and not which and unit == "month" and 1 < count <= 12 and (context.is_within or atom.is_tied):
        told = months_elapsed(count, context)
        return Reading(told, "span", year=told[0].year) if told else Reading(None, "vague")
    return Reading(None, "vague")


def read_splityear(atom: Atom, context: Context) -> Reading:
    first, second = int(atom.get("year")), int(atom.get("second"))
    last = second if second > 99 else first // 100 * 100 + second + (100 if second < first % 100 else 0)
    if last == first + 1:
        if context.fiscal_start is None:
            return Reading(None, "year", is_explicit=True, season=first)
        return Reading(month_interval(first, context.fiscal_start, 12), "year", is_explicit=True, year=first)
    if atom.get("mark") == "/" or not first < last < first + 60:
        return Reading(None, "vague")
    return Reading((dt.date(first, 1, 1), dt.date(last, 12, 31)), "span", is_explicit=True, year=last)


def read_fiscal(atom: Atom, context: Context) -> Reading:
    published, which = context.published_on, atom.get("which")
    if published is None or context.fiscal_start is None or atom.get("year"):
        return Reading(
            None,
            "year",
            is_explicit=bool(atom.get("year")),
            year=year_named(atom, context) if atom.get("year") else None,
        )
    start = (
        published.year
        - (published.month < context.fiscal_start)
        + {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    )
    return Reading(month_interval(start, context.fiscal_start, 12), "year", year=start)


def read_decade(atom: Atom, context: Context) -> Reading:
    year = int(atom.get("year"))
    is_part = atom.get("edge") or atom.get("edge2")
    return Reading((dt.date(year, 1, 1), dt.date(year + 9, 12, 31)), "vague" if is_part else "span", is_explicit=True)


def read_wholeyear(atom: Atom, context: Context) -> Reading:
    published = context.published_on
    year, main = year_named(atom, context), context.main
    if year is None and main is not None and not (context.is_future and whole_months(main) == 12):
        year = main[1].year  # the whole of what is told in parts
    if (
        year is None and published is not None
    ):  # early in a year what is told of "the full year" is the one that is over
        year = published.year - (context.is_future is False and published.month <= _EARLY)
    return Reading(year_interval(year) if year else None, "year", is_explicit=bool(atom.get("year")), year=year)


def read_year(atom: Atom, context: Context) -> Reading:
    year, edge = year_named(atom, context), atom.get("edge").removeprefix("the ")
    if year is None:
        return Reading(None, "year")
    first, last = year_interval(year)
    if edge.startswith("end"):
        return Reading((last, last), "day", is_explicit=True, year=year)
    if edge.startswith(("beginning", "start")):
        return Reading((first, first), "day", is_explicit=True, year=year)
    return Reading((first, last), "vague" if edge else "year", is_explicit=True, year=year)


def read_weekday(atom: Atom, context: Context) -> Reading:
    published = context.published_on
    if published is None:
        return Reading(None, "weekday")
    weekday, which = lexicon()["weekdays"][atom.get("day")], atom.get("which")
    day = last_weekday(published, weekday)
    if "last week" in atom.get("rel"):
        day = last_weekday(published, 0) - (7 - weekday) * DAY
    elif "next week" in atom.get("rel"):
        day = last_weekday(published, 0) + (7 + weekday) * DAY
    elif which == "next" or (context.is_future and day != published):
        day += 7 * DAY
    elif which == "last" and day == published:
        day -= 7 * DAY
    return Reading((day, day), "weekday")


def read_day(atom: Atom, context: Context) -> Reading:
    published, word = context.published_on, atom.get("day")
    if published is None:
        return Reading(None, "day")
    day = published + DAY * (-1 if word in ("yesterday", "last night") else 1 if word == "tomorrow" else 0)
    return Reading((day, day), "day")
