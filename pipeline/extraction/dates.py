"""Calendar arithmetic over whole days, months and years."""

from __future__ import annotations

import datetime as dt
import functools

Interval = tuple[dt.date, dt.date]
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_KNOWN = 4096  # intervals kept


@functools.lru_cache(_KNOWN)
def month_interval(year: int, month: int, count: int = 1) -> Interval:
    """The `count` months from this one on, both days inclusive."""
    return dt.date(year, month, 1), add_months(dt.date(year, month, 1), count) - dt.timedelta(days=1)


def year_interval(year: int) -> Interval:
    """1 January to 31 December."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or the month's last day if it has no such day."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, _length(year, month + 1)))


def shift(interval: Interval, months: int) -> Interval:
    """The interval `months` months on; whole months stay whole."""
    first, last = interval
    moved = add_months(last, months)
    if last.day == _length(last.year, last.month):
        moved = dt.date(moved.year, moved.month, _length(moved.year, moved.month))
    return add_months(first, months), moved


def months_between(earlier: dt.date, later: dt.date) -> int:
    """The number of months from one date's month to the other's."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@functools.lru_cache(_KNOWN)
def whole_months(interval: Interval) -> int | None:
    """How many whole months the interval is, or None."""
    first, last = interval
    if first.day != 1 or last.day != _length(last.year, last.month):
        return None
    return months_between(first, last) + 1


def last_weekday(day: dt.date, weekday: int) -> dt.date:
    """The last such weekday at or before `day`; Monday is 0."""
    return day - dt.timedelta(days=(day.weekday() - weekday) % 7)


def _length(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else _LENGTHS[month - 1]
