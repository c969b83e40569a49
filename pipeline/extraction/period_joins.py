"""Neighbouring wordings of time that make one period: "January to October", "eight months to the end of February"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.extraction.dates import add_months, month_interval, shift, whole_months, year_interval
from pipeline.extraction.period_context import Context, Reading, latest_months, month_number, number_of, year_named
from pipeline.extraction.period_cues import BETWEEN, FROM
from pipeline.extraction.period_grammar import Atom, lexicon
from pipeline.extraction.period_reader import read

_DAY = dt.timedelta(days=1)
_TO = re.compile(r"\s*(?:to|through|until|till|up to|[-–/])\s*(?:the )?(?:end of )?\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|or)\s*(?:in )?\s*", re.IGNORECASE)
_TIED = r",?\s*(?:period\s+)?(?:(?:that|which)\s+)?"
_ENDED = re.compile(
    _TIED + r"(?:ended|ending|ends|to|through|until|up to)\s+(?:on\s+)?(?:the\s+)?(?:last|this)?\s*", re.IGNORECASE
)
_STARTED = re.compile(
    _TIED + r"(?:starting|started|beginning|began|begins|from|as of)\s+(?:on\s+|in\s+)?(?:last|this)?\s*", re.IGNORECASE
)
_FOR = re.compile(r",?\s*(?:and\s+)?(?:for|over)\s+(?:the\s+next\s+|a\s+period\s+of\s+)?", re.IGNORECASE)
_FISCAL = re.compile(
    r"(?:fiscal|financial|coffee|crop|marketing|sugar|budget|business|\d{4}[/-]\d\d|\byear)\W[^.;]{0,40}?"
    r"\b(?P<way>ending|ended|ends|to|starting|beginning|begins|began|starts)\s+(?:on\s+)?(?:last\s+|this\s+|next\s+|the\s+)?"
    r"(?:end[- ](?:of\s+)?)?(?P<month>[A-Za-z]{3,9})\b"
    r"|\d{4}[/-]\d\d\s+\((?P<first>[A-Za-z]{3,9})(?:\s+to\s+|\s*[-–/]\s*)[A-Za-z]{3,9}\)",
    re.IGNORECASE,
)
_WHOLES = frozenset({"span", "yearword", "fiscal", "splityear"})
_UNIT_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "season": 12, "decade": 120, "": 12}
_UNIT_DAYS = {"week": 7, "day": 1}


def fiscal_start(text: str) -> int | None:
    """The month that the text's fiscal or crop years begin in, where it gives their bounds."""
    months = lexicon()["months"]
    for match in _FISCAL.finditer(text):
        name = (match.group("month") or match.group("first") or "").lower()
        if name in months:
            is_end = (match.group("way") or "").lower() in ("ending", "ended", "ends", "to")
            return months[name] % 12 + 1 if is_end else months[name]
    return None


def join(atoms: list[Atom], gaps: list[str], before: str, after: str, context: Context) -> Reading | None:
    """Two or three neighbours as one period, or None; `gaps` is the text between them, `before` and `after` around."""
    if len(atoms) == 3:
        return _join_three(atoms, gaps, context)
    first, second, gap = atoms[0], atoms[1], gaps[0]
    if first.rule == "span" and first.get("which") in ("first", "last") and first.get("unit").startswith("day"):
        return _days_of(first, second, context) if re.fullmatch(r"\s+(?:of|in)\s+", gap) else None
    if first.rule in _WHOLES and second.rule in ("date", "month", "ending", "year"):
        reading = _anchored(first, second, gap, context)
        if reading is not None:
            return reading
    if second.rule == "span" and not second.get("which") and first.rule in ("date", "month", "year"):
        return _lasting(first, second, context) if _FOR.fullmatch(gap) and FROM.search(before) else None
    if first.rule == second.rule and first.rule in ("month", "date", "year", "quarter"):
        return _range(first, second, gap, before, after, context)
    return None


def _join_three(atoms: list[Atom], gaps: list[str], context: Context) -> Reading | None:
    """ "2020-21 (April to March)", "the financial year from April 1, 2023 to March 31, 2024"."""
    first, second, third = atoms
    if second.rule != third.rule or second.rule not in ("month", "date") or not _TO.fullmatch(gaps[1]):
        return None
    if (
        first.rule in ("splityear", "fiscal")
        and first.get("year")
        and second.rule == "month"
        and re.fullmatch(r",?\s*\(\s*", gaps[0])
    ):
        year, start = int(first.get("year")), month_number(second)
        interval = month_interval(year, start, (month_number(third) - start) % 12 + 1)
        return Reading(interval, "year" if whole_months(interval) == 12 else "span", is_explicit=True, year=year)
    if first.rule in _WHOLES and _STARTED.fullmatch(gaps[0]):
        reading = _between(second, third, context)
        is_year = reading is not None and reading.interval is not None and whole_months(reading.interval) == 12
        return replace(reading, kind="year") if reading is not None and is_year else reading
    return None


def _anchored(first: Atom, second: Atom, gap: str, context: Context) -> Reading | None:
    """ "eight months to the end of February", "fiscal year ended March 31", "five years from 2011"."""
    unit, is_ended = first.get("unit").rstrip("s"), bool(_ENDED.fullmatch(gap))
    count = number_of(first.get("n")) if first.rule == "span" else 1
    months, days = _UNIT_MONTHS.get(unit), _UNIT_DAYS.get(unit)
    if not (is_ended or _STARTED.fullmatch(gap)) or count is None or not (months or days):
        return None
    if (first.rule == "span" and first.get("which") in ("next", "coming")) or (
        second.rule == "year" and first.rule != "span"
    ):
        return None
    if context.is_future is None and not re.search(r"ing\b", gap):
        context.is_future = False  # "the three months to December"
    anchor = read(second, context)
    if anchor is None or anchor.interval is None or (second.rule == "year" and unit not in ("year", "month")):
        return None
    is_explicit = anchor.is_explicit or first.rule == "splityear"
    if is_ended:
        last = anchor.interval[1]
        if first.rule == "splityear":
            last = _in_year(last, int(first.get("year")) + 1)
        start = add_months(last + _DAY, -months * count) if months else last - _DAY * ((days or 1) * count - 1)
        return Reading(
            (start, last),
            "year" if months and months * count == 12 else "span",
            is_explicit=is_explicit,
            year=last.year,
        )
    start = anchor.interval[0]
    if first.rule == "splityear":
        start = _in_year(start, int(first.get("year")))
    elif second.rule == "month" and not second.get("year") and months and months * count <= 12:
        start = (latest_months(start.month, months * count, context) or anchor.interval)[0]
    last = add_months(start, months * count) - _DAY if months else start + _DAY * ((days or 1) * count - 1)
    return Reading((start, last), "span", is_explicit=is_explicit, year=start.year)


def _days_of(first: Atom, second: Atom, context: Context) -> Reading | None:
    """ "the first 20 days of October"."""
    whole, count = read(second, context), number_of(first.get("n"))
    if whole is None or whole.interval is None or whole.kind != "month" or not count or count > 28:
        return None
    start, last = whole.interval
    days = (start, start + _DAY * (count - 1)) if first.get("which") == "first" else (last - _DAY * (count - 1), last)
    return Reading(days, "span", is_explicit=whole.is_explicit, year=start.year)


def _in_year(day: dt.date, year: int) -> dt.date:
    return month_interval(year, day.month)[1] if (day + _DAY).day == 1 else day.replace(year=year)


def _lasting(first: Atom, second: Atom, context: Context) -> Reading | None:
    """ "from January 1, 2011, for twenty years"."""
    anchor, count, months = (
        read(first, context),
        number_of(second.get("n")),
        _UNIT_MONTHS.get(second.get("unit").rstrip("s")),
    )
    if anchor is None or anchor.interval is None or not count or not months:
        return None
    start = anchor.interval[0]
    return Reading(
        (start, add_months(start, months * count) - _DAY), "span", is_explicit=anchor.is_explicit, year=start.year
    )


def _range(first: Atom, second: Atom, gap: str, before: str, after: str, context: Context) -> Reading | None:
    """ "January to October 2010", "between April 2022 and March 2023", "January and February"."""
    is_between, is_to, is_and = bool(BETWEEN.search(before)), bool(_TO.fullmatch(gap)), bool(_AND.fullmatch(gap))
    if not (is_to or is_and):
        return None
    is_listed = is_and and not is_between  # "in 2021 and 2022": one after the other, or nothing
    if first.rule == "year":
        low, high = int(first.get("year")), int(second.get("year"))
        if not low < high or (is_listed and (high != low + 1 or "respectively" in after)):
            return None
        return Reading((year_interval(low)[0], year_interval(high)[1]), "span", is_explicit=True, year=high)
    if first.rule in ("quarter", "date"):
        return None if is_listed else _between(first, second, context)
    low, high = month_number(first), month_number(second)
    is_qualified = (
        first.get("year") or first.get("rel") or first.get("edge") or first.get("before") not in ("", "this", "last")
    )
    if is_listed and (is_qualified or low % 12 + 1 != high or "respectively" in after):
        return None
    if first.get("year") or first.get("rel").startswith(("last", "this", "next")):
        return _between(first, second, context)
    count, year = (high - low) % 12 + 1, year_named(second, context)
    if year is None and first.get("before") and context.published_on:
        year = context.published_on.year - (first.get("before") == "last")
    interval = (
        month_interval(year - (low > high), low, count) if year is not None else latest_months(low, count, context)
    )
    is_quarter = count == 3 and re.match(r"\s+quarter\b", after, re.IGNORECASE)
    return Reading(
        interval,
        "quarter" if is_quarter else "span",
        is_explicit=bool(second.get("year")),
        year=interval[1].year if interval else None,
    )


def _between(first: Atom, second: Atom, context: Context) -> Reading | None:
    """From the start of one to the end of the other; a year said of the second only counts for both."""
    high = read(second, context)
    if high is None or high.interval is None:
        return Reading(None, "span") if context.published_on is None else None
    low = read(first, context)
    start, last = (low.interval or high.interval)[0] if low is not None else high.interval[0], high.interval[1]
    if not first.get("year") and not first.get("rel"):
        year = last.year - ((start.month, start.day) > (last.month, last.day))
        start = add_months(start, 12 * (year - start.year))
    if start > last and not second.get("year") and not second.get("rel"):
        last = shift((last, last), 12)[1]
    if start > last:
        return None
    return Reading(
        (start, last), "span", is_explicit=high.is_explicit or (low is not None and low.is_explicit), year=last.year
    )
