"""Periods: each case is a sentence of our own, read on a given day."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from pipeline.extraction.periods import Period, find_periods

TODAY = dt.date(2023, 11, 7)  # a Tuesday


def days(period: Period) -> str | None:
    return None if period.first is None else f"{period.first}..{period.last}"


def read(text: str, today: dt.date | None = TODAY) -> list[Period]:
    return find_periods(text, today)


NAMED = [
    ("Exports rose in August.", "2023-08-01..2023-08-31", "month"),
    ("Exports fell in August 2022.", "2022-08-01..2022-08-31", "month"),
    ("Exports fell in August of last year.", "2022-08-01..2022-08-31", "month"),
    ("August exports fell.", "2023-08-01..2023-08-31", "month"),
    ("Exports fell in Aug.", "2023-08-01..2023-08-31", "month"),
    ("December's surplus was a record.", "2022-12-01..2022-12-31", "month"),
    ("Last October it opened.", "2023-10-01..2023-10-31", "month"),
    ("It will open in December.", "2023-12-01..2023-12-31", "month"),
    ("The ministers mean to sign in January.", "2024-01-01..2024-01-31", "month"),
    ("It is to open next March.", "2024-03-01..2024-03-31", "month"),
    ("Exports from January to October rose.", "2023-01-01..2023-10-31", "span"),
    ("January-September turnover rose.", "2023-01-01..2023-09-30", "span"),
    ("Between January and April it rose.", "2023-01-01..2023-04-30", "span"),
    ("Between April 2022 and March 2023 it rose.", "2022-04-01..2023-03-31", "span"),
    ("In January and February it rose.", "2023-01-01..2023-02-28", "span"),
    ("January through November 2022 was good.", "2022-01-01..2022-11-30", "span"),
    ("From October to February 2021 it rose.", "2020-10-01..2021-02-28", "span"),
    ("In the January/March quarter it rose.", "2023-01-01..2023-03-31", "quarter"),
    ("In the first quarter it rose.", "2023-01-01..2023-03-31", "quarter"),
    ("In the fourth quarter it rose.", "2022-10-01..2022-12-31", "quarter"),
    ("In the first quarter of 2014 it rose.", "2014-01-01..2014-03-31", "quarter"),
    ("In Q1 it rose.", "2023-01-01..2023-03-31", "quarter"),
    ("In Q3 2022 it rose.", "2022-07-01..2022-09-30", "quarter"),
    ("In the first half it rose.", "2023-01-01..2023-06-30", "half"),
    ("In the second half of 2022 it rose.", "2022-07-01..2022-12-31", "half"),
    ("In 1H 2023 it rose.", "2023-01-01..2023-06-30", "half"),
    ("In H1 it rose.", "2023-01-01..2023-06-30", "half"),
    ("In the first eleven months of last year it rose.", "2022-01-01..2022-11-30", "span"),
    ("In the first nine months it rose.", "2023-01-01..2023-09-30", "span"),
    ("In the first two months of 2019 it rose.", "2019-01-01..2019-02-28", "span"),
    ("In the six months to June it rose.", "2023-01-01..2023-06-30", "span"),
    ("In the eight months up to the end of February it rose.", "2022-07-01..2023-02-28", "span"),
    ("In the three months ended June 30 it rose.", "2023-04-01..2023-06-30", "span"),
    ("In the four weeks ended October 20 it rose.", "2023-09-23..2023-10-20", "span"),
    ("Over the seven months from January it rose.", "2023-01-01..2023-07-31", "span"),
    ("In the first three quarters of 2022 it rose.", "2022-01-01..2022-09-30", "span"),
    ("In the first 20 days of October it rose.", "2023-10-01..2023-10-20", "span"),
    ("In 2009 it rose.", "2009-01-01..2009-12-31", "year"),
    ("Last year it rose.", "2022-01-01..2022-12-31", "year"),
    ("This year it rose.", "2023-01-01..2023-12-31", "year"),
    ("This calendar year it rose.", "2023-01-01..2023-12-31", "year"),
    ("The January surplus last year was large.", "2022-01-01..2022-01-31", "month"),
    ("Next year it will rise.", "2024-01-01..2024-12-31", "year"),
    ("In the whole of 2009 it rose.", "2009-01-01..2009-12-31", "year"),
    ("Full-year 2009 was bad.", "2009-01-01..2009-12-31", "year"),
    ("In calendar 1986 it rose.", "1986-01-01..1986-12-31", "year"),
    ("In 2018 and 2019 it was steady.", "2018-01-01..2019-12-31", "span"),
    ("Between 2002 and 2007 it slid.", "2002-01-01..2007-12-31", "span"),
    ("In the 1990s it rose.", "1990-01-01..1999-12-31", "span"),
    ("In the year ended March 31, 1986 it rose.", "1985-04-01..1986-03-31", "year"),
    ("In the fiscal year to March 2012 it rose.", "2011-04-01..2012-03-31", "year"),
    ("In the fiscal year that ended on March 31, 2023 it rose.", "2022-04-01..2023-03-31", "year"),
    ("In the financial year from April 1, 2022 to March 31, 2023 it rose.", "2022-04-01..2023-03-31", "year"),
    ("In the fiscal year ending last September 30 it rose.", "2022-10-01..2023-09-30", "year"),
    ("In the 1985/86 cocoa year ending last September 30 it rose.", "1985-10-01..1986-09-30", "year"),
    ("It was 43 in 2020-21 (April to March).", "2020-04-01..2021-03-31", "year"),
    ("Over the 1986-1990 plan it rose.", "1986-01-01..1990-12-31", "span"),
    ("So far this year it rose.", "2023-01-01..2023-11-07", "ytd"),
    ("Year-to-date imports rose.", "2023-01-01..2023-11-07", "ytd"),
    ("So far in 2023 it rose.", "2023-01-01..2023-11-07", "ytd"),
    ("Over the past six months it rose.", "2023-05-08..2023-11-07", "span"),
    ("In the last 12 months it rose.", "2022-11-08..2023-11-07", "span"),
    ("It will rise over the next five years.", "2023-11-07..2028-11-06", "span"),
    ("Last month it rose.", "2023-10-01..2023-10-31", "month"),
    ("This month it rose.", "2023-11-01..2023-11-30", "month"),
    ("Last quarter it rose.", "2023-07-01..2023-09-30", "quarter"),
    ("Last week it rose.", "2023-10-30..2023-11-05", "week"),
    ("This weekend it sails.", "2023-11-11..2023-11-12", "week"),
    ("A cargo landed on Monday.", "2023-11-06..2023-11-06", "weekday"),
    ("A cargo landed on Friday last week.", "2023-11-03..2023-11-03", "weekday"),
    ("The ruling on Friday will reset the duties.", "2023-11-10..2023-11-10", "weekday"),
    ("A cargo landed yesterday.", "2023-11-06..2023-11-06", "day"),
    ("A cargo landed today.", "2023-11-07..2023-11-07", "day"),
    ("A cargo landed on October 7, 2022.", "2022-10-07..2022-10-07", "day"),
    ("A cargo landed on 7 October.", "2023-10-07..2023-10-07", "day"),
    ("It sails on June 20-30, 2024.", "2024-06-20..2024-06-30", "span"),
    ("Delivery is April 15/May 15, 2022.", "2022-04-15..2022-05-15", "span"),
    ("It has grown since September.", "2023-09-01..2023-11-07", "span"),
    ("It has run since 2007.", "2007-01-01..2023-11-07", "span"),
    ("It has grown since the start of the year.", "2023-01-01..2023-11-07", "ytd"),
    ("It should reach 200 billion by 2030.", "2030-01-01..2030-12-31", "point"),
    ("It should be done by the end of the year.", "2023-11-07..2023-12-31", "point"),
    ("It should be done by the end of 2025.", "2023-11-07..2025-12-31", "point"),
    ("They will take 12 million tonnes by January.", "2023-11-07..2024-01-31", "point"),
    ("They will deliver until 2033.", "2023-11-07..2033-12-31", "span"),
    ("It will flow from January 1, 2024, for twenty years.", "2024-01-01..2043-12-31", "span"),
    ("It will flow for five years from 2024.", "2024-01-01..2028-12-31", "span"),
    ("From 2026 it will buy gas.", "2026-01-01..2026-12-31", "year"),
    ("In August\n2022 it fell.", "2022-08-01..2022-08-31", "month"),
]


@pytest.mark.parametrize(("text", "expected", "kind"), NAMED)
def test_named(text: str, expected: str, kind: str) -> None:
    found = read(text)
    assert [days(p) for p in found] == [expected]
    assert (found[0].kind, found[0].is_comparison) == (kind, False)


COMPARED = [
    ("In August 2022 it rose 5 per cent from a year earlier.", "2021-08-01..2021-08-31", "yoy"),
    ("In 2022 it rose, against a loss the year before.", "2021-01-01..2021-12-31", "yoy"),
    ("In August it rose 5 per cent on the year.", "2022-08-01..2022-08-31", "yoy"),
    ("In August it rose 5 per cent year on year.", "2022-08-01..2022-08-31", "yoy"),
    ("In August it rose 5 per cent yoy.", "2022-08-01..2022-08-31", "yoy"),
    ("In August it was above the level of a year ago.", "2022-08-01..2022-08-31", "yoy"),
    ("In the fourth quarter it was higher than in the same period of 2021.", "2021-10-01..2021-12-31", "yoy"),
    ("In August it was 93 per cent less than in the same month of 2022.", "2022-08-01..2022-08-31", "yoy"),
    ("In the first half it was higher than in the corresponding period of 2022.", "2022-01-01..2022-06-30", "yoy"),
    ("From January to March it rose from 5 mln in the year-ago period.", "2022-01-01..2022-03-31", "yoy"),
    ("In 2013 it was 5.8 per cent more than in 2012.", "2012-01-01..2012-12-31", "yoy"),
    ("In 2022 it rose to 3.45 mln tonnes from 3.30 mln tonnes in 2021.", "2021-01-01..2021-12-31", "yoy"),
    ("In 2022 it fell to 5 billion, compared with 9 billion in 2019.", "2019-01-01..2019-12-31", "other"),
    ("In 2022 it was 37 per cent up on the previous year.", "2021-01-01..2021-12-31", "yoy"),
    ("In February it fell 5 pct from January.", "2023-01-01..2023-01-31", "mom"),
    ("In February it rose to 4.2 billion crowns from 2.5 billion in January.", "2023-01-01..2023-01-31", "mom"),
    ("In October it rose 3 per cent on September.", "2023-09-01..2023-09-30", "mom"),
    ("In October it rose 3 per cent from the previous month.", "2023-09-01..2023-09-30", "mom"),
    ("In October it lost 2.7 per cent over the month.", "2023-09-01..2023-09-30", "mom"),
    ("In October it rose month-on-month.", "2023-09-01..2023-09-30", "mom"),
    ("In the third quarter it rose from a quarter earlier.", "2023-04-01..2023-06-30", "qoq"),
    ("In the third quarter it was above the second quarter.", "2023-04-01..2023-06-30", "qoq"),
    ("In February it was 42 pct above the 17 billion dlrs recorded in February 2022.", "2022-02-01..2022-02-28", "yoy"),
    ("From October to February it rose from 4 mln in the same period of 2021/22.", "2021-10-01..2022-02-28", "yoy"),
    ("It delivered less in August than last year.", "2022-01-01..2022-12-31", "yoy"),
    ("In 2023 it was the highest since 2013.", "2013-01-01..2013-12-31", "other"),
    ("In 2017 it was nine per cent, against two per cent three years earlier.", "2014-01-01..2014-12-31", "other"),
]


@pytest.mark.parametrize(("text", "expected", "basis"), COMPARED)
def test_comparison(text: str, expected: str, basis: str) -> None:
    own, compared = read(text)
    assert not own.is_comparison
    assert (compared.is_comparison, days(compared), compared.basis) == (True, expected, basis)


POINTING = [
    ("Trade passed 29 billion in 2005 and 33 billion the year after.", "2006-01-01..2006-12-31"),
    ("In 2013 it moved little; five years later it was busy.", "2018-01-01..2018-12-31"),
    ("In 2022 it sold 5 tonnes. That year it also bought 3.", "2022-01-01..2022-12-31"),
    ("From January to April 2022 trade grew. Russia shipped 9 tonnes in those four months.", "2022-01-01..2022-04-30"),
    ("January to October 2022 was good. Oil made up half in the ten months.", "2022-01-01..2022-10-31"),
    ("From January to May 2022 it grew. In the same period prices fell.", "2022-01-01..2022-05-31"),
    ("In April 2022 it hit a peak. That month it shipped 5 tonnes.", "2022-04-01..2022-04-30"),
    (
        "In the first two months of 2022 trade totalled 9 billion. Exports in the period were 4 billion.",
        "2022-01-01..2022-02-28",
    ),
    ("June 2022 left a deficit. The shortfall of that half-year was huge.", "2022-01-01..2022-06-30"),
    ("In 2014 a treaty was signed; the ship was launched that November.", "2014-11-01..2014-11-30"),
    ("In 2016 the total had been 5 billion for April.", "2016-04-01..2016-04-30"),
    ("Antimony was controlled in September; a month later exports had collapsed.", "2023-10-01..2023-10-31"),
    ("In the first half of fiscal 2019, from April to September that year, it fell short.", "2019-04-01..2019-09-30"),
    ("In 2021-22 (April to March) it was 5; it will be 9 in 2026-27.", "2026-04-01..2027-03-31"),
    ("Trade was poor in the first eleven months of 2022. The full year may show no growth.", "2022-01-01..2022-12-31"),
    ("They had brokered it in July 2022. Customers up to June 20 were few.", "2022-07-01..2023-06-20"),
]


@pytest.mark.parametrize(("text", "expected"), POINTING)
def test_pointing_back(text: str, expected: str) -> None:
    found = read(text)
    assert (days(found[-1]), found[-1].is_comparison) == (expected, False)


@pytest.mark.parametrize(
    "text",
    [
        "15 million tonnes a year",
        "300,000 barrels a day",
        "the annual total",
        "once a month",
        "every year",
        "exports may rise",
        "they march on",
        "Mrs May spoke",
        "they shipped 2000 tonnes",
        "it cost 1995 dollars",
        "the index (base 1980) fell",
        "COP26",
        "half a year after the pact",
        "a year before the war",
        "Power of Siberia 2 may not begin",
        "No 1984",
        "2,009 tonnes",
        "the crisis was over",
        "they make do with less for the time being",
    ],
)
def test_no_period(text: str) -> None:
    assert [p.text for p in read(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "It runs for 25 years.",
        "It fell in 1986/87.",
        "It rose in fiscal 2019.",
        "The 2022/23 season was good.",
        "It rose within three or four years.",
    ],
)
def test_period_without_days(text: str) -> None:
    (found,) = read(text)
    assert (found.first, found.last) == (None, None)


def test_without_a_date_only_explicit_periods_have_days() -> None:
    found = read("In August it rose, last year it fell, in May 2022 it rose, on Monday it fell, in 2021 it rose.", None)
    assert [days(p) for p in found] == [None, None, "2022-05-01..2022-05-31", None, "2021-01-01..2021-12-31"]
    assert [p.is_explicit for p in found] == [False, False, True, False, True]


def test_fiscal_bounds_told_once_hold_for_every_such_year() -> None:
    found = read("Sales in 1986/87, ending September 30, should drop; in 1985/86 it was steady.", dt.date(1987, 3, 12))
    assert [days(p) for p in found] == ["1986-10-01..1987-09-30", "1985-10-01..1986-09-30"]


def test_basis_of_a_level_told_before_the_period() -> None:
    before, own = read("Shipments rose from 2.6 million tonnes in November 2022 to 3.7 million in December 2022.")
    assert (before.is_comparison, before.basis, own.is_comparison) == (True, "mom", False)


def test_more_than_is_no_comparison() -> None:
    (found,) = read("It moved little more than 10,000 tonnes in 2013.")
    assert not found.is_comparison


TEXT = (
    "🙂 In August 2022 exports of Côte d’Ivoire rose 12 per cent from a year earlier; "
    "January-May brought 5 billion.\n\n"
    "By 2030 it should be 9 billion, the minister said on Monday. "
    "Since last October 3,000 tonnes a year have gone north."
)


def test_offsets_are_code_points_in_order_and_apart() -> None:
    found = read(TEXT)
    assert len(found) == 6
    assert all(TEXT[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_same_text_same_periods() -> None:
    assert read(TEXT) == read(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "on February 30, 2023",
        "for 9000 years",
        "in the next 900 years",
        "999 years ago",
        "the last 999 months",
        "from 2100 for 999 years",
    ],
)
def test_impossible_days_do_not_raise(text: str) -> None:
    read(text)
    read(f"In 1850 it began {text}.", dt.date(1801, 1, 1))


@pytest.mark.parametrize(
    "unit",
    [
        "2009 ",
        "Jan ",
        "May 5 ",
        "January to ",
        "2001 and ",
        "since ",
        "the same ",
        "first nine months of ",
        "two years ago ",
        "fiscal year ",
        "until the end of the ",
        "from 5 mln in ",
        "the ",
        "year ",
        "1",
        "\n",
        " ",
        "first quarter ",
        "2019/20 ",
        "for 5 years from ",
        "last year ",
        "on Monday ",
        "in the year to March 31, 1986 ",
        "In 1986 it rose 5 pct from 1985. ",
        "since the pact took effect on ",
        "the first half of fiscal ",
        "first five months of the season that began on ",
        "until June ",
        "in the nine months ",
        "for April ",
        "FY",
        "than in January ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 15  # a fraction of a second; a quadratic pattern takes minutes
