"""Wordings that point at what was told or at the document's date: "a year earlier", "that month", "last year"."""

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
    BASIS_OF,
    DAY,
    MONTHS_IN,
    Context,
    Reading,
    around,
    kind_of,
    number_of,
    year_named,
)
from pipeline.extraction.period_grammar import Atom

_SHORT_BASIS = {"y": "year", "m": "month", "q": "quarter"}


def read_ago(atom: Atom, context: Context) -> Reading | None:
    unit, way, count = atom.get("unit").rstrip("s"), atom.get("way"), number_of(atom.get("n") or "one")
    months = MONTHS_IN.get(unit, 120 if unit == "decade" else 0)
    if count is None:
        return Reading(None, "vague")
    if unit == "decade":
        unit, count = "year", 10 * count
        months = 12
    published = context.published_on
    if atom.get("twice"):  # the year before last
        return (
            Reading(year_interval(published.year - 2), "year", year=published.year - 2)
            if published
            else Reading(None, "year")
        )
    is_single = count == 1
    if unit == "week" and way != "ago" and context.main and (context.main[1] - context.main[0]).days < 28:
        week = context.main[0] - 7 * count * DAY, context.main[1] - 7 * count * DAY
        return Reading(week, kind_of(week), True, "other")
    if way in ("later", "after", "following", "on"):
        base = context.latest if unit != "year" or context.year is None else year_interval(context.year)
        if unit == "month" and base and base[0].month == 1 and (whole_months(base) or 1) > 1:
            return Reading((base[0], shift(base, count)[1]), "span", year=base[0].year)  # after the first quarter
        interval = shift(base, months * count) if base and months else None
        return Reading(interval, unit if interval else "vague", year=interval[0].year if interval else None)
    if not months:
        day = published - dt.timedelta(days=count * (7 if unit == "week" else 1)) if published else None
        return Reading(
            (day, day) if day else None,
            unit if unit in ("day", "week") else "vague",
            way != "ago" or unit == "week",
            "other",
        )
    if atom.get("n") and not is_single and unit == "month" and way in ("before",) and context.latest:
        first = add_months(context.latest[0].replace(day=1), -count)
        return Reading((first, month_interval(first.year, first.month, count)[1]), "span", year=first.year)
    main = context.main
    if (
        way == "ago"
        and unit == "year"
        and published
        and main
        and not published - 400 * DAY <= main[1] <= published + 366 * DAY
    ):
        main = year_interval(published.year)
    interval = shift(main, -months * count) if main else None
    if unit == "month" and way == "ago" and published is not None and count > 1:
        told = add_months(published, -count)
        interval = month_interval(told.year, told.month)
    if interval is None and published is not None and unit == "year" and not is_single:
        interval = year_interval(published.year - count)
    if not is_single and unit == "year" and way == "ago" and published is not None:
        return Reading(year_interval(published.year - count), "year", year=published.year - count)
    basis = BASIS_OF.get(unit, "other") if is_single else "other"
    return Reading(interval, kind_of(interval), True, basis, year=interval[0].year if interval else None)


def read_same(atom: Atom, context: Context) -> Reading | None:
    words, shape, main = atom.get("rel"), atom.get("shape"), context.main
    year = (
        year_named(atom, context) if atom.get("year") or not re.search(r"year (?:ago|earlier|before)", words) else None
    )
    if atom.get("season"):
        year = int(atom.get("season")[:4])
    if atom.get("yearin"):
        year = int(atom.get("yearin"))
    count = number_of(atom.get("n")) if atom.get("n") else None
    if count and shape.startswith("month"):
        main = context.spans.get(count)
        if main is None and (year or context.main):
            main = month_interval(year or context.main[0].year, 1, count)  # pyright: ignore[reportOptionalSubscript]
    is_year_ago = bool(re.search(r"year (?:ago|earlier|before)|last season", words)) or atom.get("ago") != ""
    if atom.get("relmonth"):
        return Reading(shift(main, -1) if main else None, kind_of(main), True, "mom")
    if year is None and not is_year_ago:
        return (
            None
            if shape in ("time", "date", "stage", "day", "part", "week", "weeks", "days")
            else Reading(main, kind_of(main))
        )
    if main is None:
        return Reading(None, "span", True, "yoy", year=year)
    years = main[0].year - year if year is not None else 1
    interval = shift(main, -12 * years)
    return Reading(
        interval,
        kind_of(interval),
        years != 0,
        "yoy" if years == 1 else "other" if years else None,
        bool(year),
        interval[0].year,
    )


def read_todate(atom: Atom, context: Context) -> Reading:
    published, unit = context.published_on, atom.get("unit") or "year"
    if published is None:
        return Reading(None, "ytd")
    if unit.isdigit():
        return Reading((dt.date(int(unit), 1, 1), max(published, dt.date(int(unit), 1, 1))), "ytd", is_explicit=True)
    months = MONTHS_IN.get(unit)
    if months is None:
        return Reading(None, "ytd")
    first = dt.date(published.year, (published.month - 1) // months * months + 1, 1)
    return Reading((first, published), "ytd", year=published.year)


def read_part(atom: Atom, context: Context) -> Reading:
    whole = read_relative(
        Atom(atom.start, atom.end, "relative", {"which": atom.get("which"), "unit": atom.get("unit")}), context
    )
    published = context.published_on
    if whole.interval is None or published is None:
        return Reading(None, "vague")
    first, last = whole.interval
    if atom.get("part") == "earlier" and first <= published <= last:
        return Reading((first, published), "vague", year=first.year)
    if atom.get("part") == "later" and first <= published <= last:
        return Reading((published, last), "vague", year=first.year)
    return Reading(whole.interval, "vague", year=first.year)


def _whole_of(atom: Atom, context: Context) -> Reading:
    """The year, month … whose end or beginning the atom names."""
    which, unit = atom.get("which"), atom.get("unit") or atom.get("unit2")
    which = which if which in ("last", "next", "that") else "this"
    return read_relative(Atom(atom.start, atom.end, "relative", {"which": which, "unit": unit}), context)


def read_ending(atom: Atom, context: Context) -> Reading:
    whole = _whole_of(atom, context)
    return (
        Reading((whole.interval[1], whole.interval[1]), "day", year=whole.year)
        if whole.interval
        else Reading(None, "day")
    )


def read_relative(atom: Atom, context: Context) -> Reading:
    which, unit, published = atom.get("which").removeprefix("the "), atom.get("unit"), context.published_on
    if unit == "season":
        return _season(which, context)
    if unit == "fortnight":
        return Reading((published - 13 * DAY, published) if published and which in ("last", "past") else None, "span")
    if unit == "decade":
        return _decade(atom.get("which"), context)
    if which == "next" and atom.get("which").startswith("the ") and context.is_future is False and context.latest:
        which = "following"  # "the next year it fell"
    if unit == "weekend":
        saturday = last_weekday(published, 5) if published else None
        return Reading((saturday + 7 * DAY, saturday + 8 * DAY) if saturday and which == "this" else None, "week")
    kind = "half" if unit == "half-year" else unit
    if which in ("that", "same"):
        if unit == "year":
            return Reading(year_interval(context.year) if context.year else None, "year", year=context.year)
        return Reading(around(context.latest if which == "that" else context.main or context.latest, unit), kind)
    if which in ("last", "past", "latest") and atom.get("which").startswith("the "):
        if published is None or which == "latest" or not context.is_within:
            return Reading(None, "vague")  # "the last year before the war"
        first = published - 6 * DAY if unit == "week" else add_months(published, -MONTHS_IN[unit]) + DAY
        return Reading((first, published), "span")
    if which in ("previous", "preceding", "prior"):
        base = context.main
        if base is None and published is not None:
            base = around((published, published), unit)
        if base is not None and unit == "week" and (base[1] - base[0]).days < 28:
            week = base[0] - 7 * DAY, base[1] - 7 * DAY
            return Reading(week, kind_of(week), True, "other")
        if base is None or unit == "week":
            return Reading(None, kind, True, BASIS_OF.get(unit))
        return Reading(shift(base, -MONTHS_IN[unit]), kind_of(base), True, BASIS_OF.get(unit, "other"))
    if which == "following":
        base = around(context.latest, unit) if context.latest else None
        return Reading(shift(base, MONTHS_IN[unit]) if base and unit in MONTHS_IN else None, kind)
    if published is None:
        return Reading(None, kind)
    steps = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    if unit == "week":
        monday = last_weekday(published, 0) + 7 * steps * DAY
        return Reading((monday, monday + 6 * DAY), "week")
    interval = around((published, published), unit)
    moved = shift(interval, MONTHS_IN[unit] * steps) if interval else None
    return Reading(moved, kind, year=moved[0].year if moved else None)


def _season(which: str, context: Context) -> Reading:
    """ "this season", "last season": with days where the text gives the bounds of its seasons."""
    published, start = context.published_on, context.fiscal_start
    if published is None or start is None or which in ("that", "same", "following"):
        return (
            Reading(None, "year", basis="yoy") if which in ("last", "previous", "preceding") else Reading(None, "vague")
        )
    steps = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1}.get(which, 0)
    year = published.year - (published.month < start) + steps
    return Reading(month_interval(year, start, 12), "year", year=year)


def _decade(which: str, context: Context) -> Reading:
    published = context.published_on
    if published is None:
        return Reading(None, "vague")
    if which.removeprefix("the ") in ("last", "past") and context.is_within:
        return Reading((add_months(published, -120) + DAY, published), "span")
    first = published.year // 10 * 10 + {"last": -10, "next": 10, "coming": 10}.get(which.removeprefix("the "), 0)
    return Reading((dt.date(first, 1, 1), dt.date(first + 9, 12, 31)), "span")


def read_opening(atom: Atom, context: Context) -> Reading:
    """ "the beginning of the year": its first day."""
    ending = read_ending(atom, context)
    whole = _whole_of(atom, context)
    return replace(ending, interval=(whole.interval[0], whole.interval[0]) if whole.interval else None)


def read_tilend(atom: Atom, context: Context) -> Reading:
    """ "before the year is out": from the document's date to its end."""
    whole, published = _whole_of(atom, context), context.published_on
    if whole.interval is None or published is None:
        return Reading(None, "span")
    return Reading((published, whole.interval[1]), "span", year=whole.year)


def read_basis(atom: Atom, context: Context) -> Reading:
    unit = atom.get("unit") or _SHORT_BASIS[(atom.get("short") or atom.get("adjective").replace("annual", "year"))[0]]
    interval = shift(context.main, -MONTHS_IN[unit]) if context.main and unit in MONTHS_IN else None
    return Reading(interval, kind_of(interval), True, BASIS_OF[unit])


def read_anaphor(atom: Atom, context: Context) -> Reading | None:
    unit = atom.get("unit")
    if unit == "season":
        return None
    if unit in ("time", "stretch", "span"):
        unit = "period"
    if unit == "year":
        year = context.year or (context.published_on.year if context.published_on else None)
        return Reading(year_interval(year) if year else None, "year")
    main = context.main or context.latest
    return Reading(around(main, unit), kind_of(main) if unit == "period" else unit) if main else None
