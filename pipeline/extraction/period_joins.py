"""Neighbouring wordings of time that make one period: "January to October", "eight months to the end of February"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.extraction.dates import add_months, month_interval, shift, whole_months, year_interval
from pipeline.extraction.period_context import Context, Reading, latest_months, month_number, number_of, year_named
from pipeline.extraction.period_cues import BETWEEN, FROM, is_delivery
from pipeline.extraction.period_grammar import Atom, lexicon
from pipeline.extraction.period_reader import read

_DAY = dt.timedelta(days=1)
_NEAR = 3  # months
_SOON = 2  # months
_TO = re.compile(r",?\s*(?:to|through|until|till|up to|[-–—/])\s*(?:the )?(?:end of )?\s*", re.IGNORECASE)
_BEGAN = re.compile(r"\s+(?:began|opened|started)\s+(?:on\s+|in\s+)?", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|in|into)\s+(?:(?:the|this|its|their|an?|current)\s+)*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|or)\s*(?:in )?\s*", re.IGNORECASE)
_TIED = r",?\s*(?:period\s+)?(?:(?:that|which)\s+)?"
_ENDED = re.compile(
    _TIED + r"(?:ended|ending|ends|to|through|until|up to)\s+(?:on\s+|in\s+)?(?:the\s+)?(?:last|this)?\s*",
    re.IGNORECASE,
)
_STARTED = re.compile(
    _TIED + r"(?:starting|started|beginning|began|begins|from|since|as of)\s+(?:on\s+|in\s+)?(?:last|this)?\s*",
    re.IGNORECASE,
)
_FOR = re.compile(
    r",?\s*(?:and\s+)?(?:for|over)\s+(?:the\s+next\s+|a\s+period\s+of\s+|at\s+least\s+|about\s+|up\s+to\s+|more\s+than\s+|an?\s+initial\s+)?",
    re.IGNORECASE,
)
_FISCAL = re.compile(
    r"(?:fiscal|financial|coffee|crop|marketing|sugar|budget|business|\d{4}[/-]\d\d|\byear)\W[^.;]{0,40}?"
    r"\b(?P<way>ending|ended|ends|to|starting|beginning|begins|began|starts)\s+(?:on\s+)?(?:last\s+|this\s+|next\s+|the\s+)?"
    r"(?:end[- ](?:of\s+)?)?(?P<month>[A-Za-z]{3,9})\b"
    r"|\d{4}[/-]\d\d\s+\((?P<first>[A-Za-z]{3,9})(?:\s+to\s+|\s*[-–/]\s*)[A-Za-z]{3,9}\)",
    re.IGNORECASE,
)
_WHOLES = frozenset({"span", "yearword", "fiscal", "splityear"})
_UNIT_MONTHS = {
    "month": 1,
    "quarter": 3,
    "half-year": 6,
    "half year": 6,
    "year": 12,
    "season": 12,
    "decade": 120,
    "": 12,
}
_CROP_RULES = frozenset({"fiscal", "splityear", "yearword"})
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
    part = _part_of_season(atoms, gaps, before, after, context)
    if part is not None or len(atoms) == 4:
        return part
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


def _part_of_season(atoms: list[Atom], gaps: list[str], before: str, after: str, context: Context) -> Reading | None:
    """ "the first 11 months of the fiscal year that began on July 1", "the first half of fiscal 1986/87"."""
    first, rest = atoms[0], atoms[1:]
    count = _opening_months(first)
    if count is None or not _OF.fullmatch(gaps[0]):
        return None
    if rest[0].rule not in _CROP_RULES and not (len(rest) > 1 and any(a.rule in _CROP_RULES for a in rest)):
        return None
    whole = join(rest, gaps[1:], before, after, context) if len(rest) > 1 else read(rest[0], context)
    if whole is None or whole.interval is None:
        return None
    months = whole_months(whole.interval)
    if months is None or months < count:
        return None
    start = whole.interval[0]
    if first.rule == "quarter" or first.rule == "half":
        index = first.get("index")
        step = (
            0
            if index in ("first", "1", "1st", "opening")
            else months // count - 1
            if index in ("last", "final")
            else None
        )
        step = {"second": 1, "2": 1, "latter": 1, "third": 2, "3": 2, "fourth": 3, "4": 3}.get(index, step)
        if step is None:
            return None
        start = add_months(start, count * step)
    return Reading(
        month_interval(start.year, start.month, count), "span", is_explicit=whole.is_explicit, year=start.year
    )


def _opening_months(atom: Atom) -> int | None:
    """How many months of a year the atom names the first of, or which quarter or half."""
    if atom.get("year") or atom.get("rel"):
        return None
    if (
        atom.rule == "span"
        and atom.get("which") in ("first", "opening")
        and atom.get("unit").rstrip("s") in ("month", "quarter")
    ):
        count = number_of(atom.get("n"))
        return count * _UNIT_MONTHS[atom.get("unit").rstrip("s")] if count else None
    if atom.rule == "quarter" and not atom.get("index").isdigit():
        return 3
    return 6 if atom.rule == "half" and not atom.get("fiscal") and not atom.get("index").isdigit() else None


def _join_three(atoms: list[Atom], gaps: list[str], context: Context) -> Reading | None:
    """ "2020-21 (April to March)", "the financial year from April 1, 2023 to March 31, 2024"."""
    first, second, third = atoms
    if first.rule == second.rule == "month" and third.rule == "splityear" and _TO.fullmatch(gaps[0]):
        return _within_split_year(first, second, third, gaps[1])
    if first.rule == "span" and second.rule in _CROP_RULES and gaps[0].strip().lower() == "since":
        return _anchored(first, third, " since ", context) if _BEGAN.fullmatch(gaps[1]) else None
    if first.rule == second.rule == "month" and third.rule == "fiscal" and _TO.fullmatch(gaps[0]) and gaps[1].isspace():
        start = month_number(first)
        year = _season_year(third, start, context)
        is_whole = (month_number(second) - start) % 12 == 11 and year is not None and not third.get("year")
        return Reading(month_interval(year, start, 12), "year", year=year) if is_whole and year is not None else None
    if second.rule != third.rule or second.rule not in ("month", "date") or not _TO.fullmatch(gaps[1]):
        return None
    if (
        first.rule in ("splityear", "fiscal")
        and second.rule == "month"
        and re.fullmatch(r",?\s*\(\s*", gaps[0])
        and not (second.get("year") or third.get("year"))
    ):
        start = month_number(second)
        year = _season_year(first, start, context)
        if year is None:
            return None
        interval = month_interval(year, start, (month_number(third) - start) % 12 + 1)
        return Reading(interval, "year" if whole_months(interval) == 12 else "span", is_explicit=True, year=year)
    if first.rule in _WHOLES and _STARTED.fullmatch(gaps[0]):
        reading = _between(second, third, context)
        is_year = reading is not None and reading.interval is not None and whole_months(reading.interval) == 12
        return replace(reading, kind="year") if reading is not None and is_year else reading
    return None


def _season_year(season: Atom, start: int, context: Context) -> int | None:
    """The year that a crop or fiscal year begins in, if it begins in month `start`."""
    if season.get("year"):
        return int(season.get("year"))
    published = context.published_on
    if published is None:
        return None
    steps = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(season.get("which"), 0)
    return published.year - (published.month < start) + steps


def _is_worded(gap: str) -> bool:
    """Whether "to", "through" or "until" ties two times: then "from" before them compares nothing."""
    return any(letter.isalpha() for letter in gap) and not _AND.fullmatch(gap)


def _within_split_year(first: Atom, second: Atom, third: Atom, gap: str) -> Reading | None:
    """ "Apr-Jan 1986/87", "January to March of the 1986/87 season"."""
    if not (re.fullmatch(r"\s+", gap) or _OF.fullmatch(gap)) or first.get("year") or second.get("year"):
        return None
    low, high, year = month_number(first), month_number(second), int(third.get("year"))
    if third.get("mark") == "-" and len(third.get("second")) > 2:
        return None
    year += low < 7 and low <= high and low < 4  # "Jan-Mar 1986/87" lies in its second year
    interval = month_interval(year, low, (high - low) % 12 + 1)
    return Reading(interval, "span", is_explicit=True, year=year)


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
    if re.search(r"\bsince\b", gap, re.IGNORECASE):
        context.is_future = False
    if is_ended and context.is_future is None and not re.search(r"ing\b", gap):
        context.is_future = False  # "the three months to December"
    if context.is_future is False and _lies_near_ahead(second, gap, context):
        context.is_future = True
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
    is_begun = bool(re.search(r"\b(?:started|began|since)\b", gap, re.IGNORECASE))
    if first.rule == "splityear":
        start = _in_year(start, int(first.get("year")))
    elif (
        second.rule in ("month", "date")
        and not second.get("year")
        and (is_begun or first.get("which") in ("this", "current"))
    ):
        start = _latest_start(start, context)
        if (
            months
            and "since" in gap
            and context.published_on
            and add_months(start, months * count) - _DAY > context.published_on
        ):
            start = add_months(start, -12)  # what is told of is over
    elif months and months * count == 12 and _begins_soon(second, start, context):
        start = _latest_start(start, context)
        start = add_months(start, 12)
    elif second.rule == "month" and not second.get("year") and months and months * count <= 12:
        start = (latest_months(start.month, months * count, context) or anchor.interval)[0]
    last = add_months(start, months * count) - _DAY if months else start + _DAY * ((days or 1) * count - 1)
    return Reading((start, last), "span", is_explicit=is_explicit, year=start.year)


def _lies_near_ahead(atom: Atom, gap: str, context: Context) -> bool:
    """Whether a year "ending March 31" told in the past tense is the one that ends within three months."""
    published = context.published_on
    is_open = re.search(r"\b(?:ending|ends)\b", gap, re.IGNORECASE) and not re.search(r"\blast\b", gap, re.IGNORECASE)
    if published is None or not is_open or atom.rule not in ("month", "date") or atom.get("year") or atom.get("before"):
        return False
    return 0 <= (month_number(atom) - published.month) % 12 <= _NEAR


def _begins_soon(atom: Atom, start: dt.date, context: Context) -> bool:
    """Whether twelve months without a year begin within two months: they are to come, those before are not over yet."""
    published = context.published_on
    if published is None or atom.rule not in ("month", "date") or atom.get("year"):
        return False
    return 0 < (start.month - published.month) % 12 <= _SOON


def _latest_start(start: dt.date, context: Context) -> dt.date:
    """The latest such day that is past."""
    published = context.published_on
    if published is None:
        return start
    years = published.year - ((start.month, start.day) > (published.month, published.day)) - start.year
    return add_months(start, 12 * years)


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
    if is_delivery("", after):
        context.is_future = True  # "April-June shipment"
    is_between, is_to, is_and = bool(BETWEEN.search(before)), bool(_TO.fullmatch(gap)), bool(_AND.fullmatch(gap))
    if not (is_to or is_and):
        return None
    is_listed = is_and and not is_between  # "in 2021 and 2022": one after the other, or nothing
    if first.rule == "year":
        low, high = int(first.get("year")), int(second.get("year"))
        if not low < high or (is_listed and (high != low + 1 or "respectively" in after)):
            return None
        return Reading(
            (year_interval(low)[0], year_interval(high)[1]),
            "span",
            is_explicit=True,
            is_range=_is_worded(gap),
            year=high,
        )
    if first.rule in ("quarter", "date"):
        reading = None if is_listed else _between(first, second, context)
        return replace(reading, is_range=_is_worded(gap)) if reading is not None else None
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
        is_range=_is_worded(gap),
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
        (start, last),
        "span",
        is_explicit=high.is_explicit or (low is not None and low.is_explicit),
        is_range=True,
        year=last.year,
    )
