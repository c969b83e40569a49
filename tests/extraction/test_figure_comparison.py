"""What a change or an earlier level is compared with: sentences of our own, [change] and {earlier level} marked."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from pipeline.extraction.analysis import analyse
from pipeline.extraction.figure_comparison import basis_of, said_basis
from pipeline.extraction.periods import find_periods
from pipeline.extraction.quantities import find_quantities

DAY = dt.date(1994, 3, 20)
FEBRUARY = (dt.date(1994, 2, 1), dt.date(1994, 2, 28))
QUARTER = (dt.date(1993, 10, 1), dt.date(1993, 12, 31))
WEEK = (dt.date(1994, 2, 7), dt.date(1994, 2, 13))
YEAR = (dt.date(1993, 1, 1), dt.date(1993, 12, 31))
NONE = (None, None)


def read(marked: str, period, says=basis_of, **more):
    """The basis of the figure whose change stands in brackets, its earlier level in braces, its clause between bars."""
    spans, text, clause = {}, "", []
    for part in re.split(r"([\[\]{}|])", marked):
        if part in "[{" and part:
            spans["change" if part == "[" else "previous"] = len(text)
        elif part in "]}" and part:
            name = "change" if part == "]" else "previous"
            spans[name] = (spans[name], len(text))
        elif part == "|":
            clause.append(len(text))
        else:
            text += part
    doc = analyse(text, DAY)
    doc.quantities, doc.periods = find_quantities(text), find_periods(text, DAY)
    sentence = doc.sentence_at(min(s for s, _ in spans.values()))
    return says(doc, tuple(clause) or (sentence.start, sentence.end), period, **spans, **more)


SAID = [
    ("Exports rose [5 pct] from a year earlier in February.", FEBRUARY, "yoy"),
    ("Exports rose to 5 billion dollars in February from {4 billion} in January.", FEBRUARY, "mom"),
    ("Exports rose [5 pct] in February from January.", FEBRUARY, "mom"),
    ("Exports rose [5 pct] on the month.", FEBRUARY, "mom"),
    ("Exports rose to 5 billion from {4 billion} in the third quarter.", QUARTER, "qoq"),
    (
        "The surplus was 9.6 billion marks in February after a slightly revised {6.1 billion} in January.",
        FEBRUARY,
        "mom",
    ),
    ("|Exports rose [3 pct]| and imports 5 pct from a year earlier.", FEBRUARY, "yoy"),
    (
        "Exports came to 24 billion, up [2.1 pct] on January's {23.5 billion} and 40 pct above February 1993.",
        FEBRUARY,
        "mom",
    ),
    ("Compared with January, exports rose [3 pct] and imports fell.", FEBRUARY, "mom"),
    (
        "|In February exports fell to 4 billion from {5 billion} in January| and 3 billion a year before.",
        FEBRUARY,
        "mom",
    ),
    ("A monthly rise of [5 pct] was told.", FEBRUARY, "mom"),
    ("Exports grew at an annual rate of [5 pct a year].", FEBRUARY, "yoy"),
    ("The deficit was 3.3 mln dollars, revised from {1.7 mln}.", FEBRUARY, "other"),
    ("The bank raised its forecast for exports to 26 mln tonnes from {23 mln}.", YEAR, "other"),
    ("It was revised to 5 billion from {4 billion}.", FEBRUARY, "other"),
    ("Exports were 5 billion, against {4 billion} in the first version.", FEBRUARY, "other"),
    ("It was 5 billion marks and not {4 billion} as first reported.", FEBRUARY, "other"),
    ("Exports fell to 5 tonnes in that week, from {7 tonnes} in January.", WEEK, "other"),
    ("It should reach 20 pct, compared with {15 pct} now.", NONE, "other"),
    ("Exports have grown [5 pct] since the pact took effect.", YEAR, "other"),
]


@pytest.mark.parametrize(("marked", "period", "expected"), SAID)
def test_said(marked: str, period, expected: str) -> None:
    assert read(marked, period, said_basis) == expected


@pytest.mark.parametrize(
    ("marked", "period"),
    [
        ("Exports rose [5 pct], the steepest gain since 1989.", YEAR),
        ("Exports rose [5 pct], less steeply than in January (8 pct).", FEBRUARY),
        ("Imports gained [8 pct] after 40 pct in January.", FEBRUARY),
        ("Imports eased [8 pct], which left a gap of 15.8 billion, compared with 15.2 billion in January.", FEBRUARY),
        ("Two years earlier, in 1993, exports had risen [8 pct].", YEAR),
    ],
)
def test_another_growth_or_a_record_is_no_basis(marked: str, period) -> None:
    assert read(marked, period, said_basis) is None
    assert read(marked, period) == "yoy"


def test_what_was_told_before_holds_as_far_as_it_fits() -> None:
    marked = "Imports fell [3 pct]."
    assert read(marked, FEBRUARY, before="mom") == "mom"
    assert read(marked, YEAR, before="mom") == "yoy"
    assert read(marked, FEBRUARY, before="other") == "yoy"


def test_an_adjusted_month_is_compared_with_the_month_before() -> None:
    assert read("Seasonally adjusted, exports rose [3 pct].", FEBRUARY) == "mom"
    assert read("Seasonally adjusted, exports rose [3 pct].", QUARTER) == "qoq"
    assert read("Seasonally adjusted, exports rose [3 pct].", YEAR) == "yoy"


def test_a_quota_that_is_raised_is_compared_with_no_time() -> None:
    marked = "Gabon will ask the cartel to raise its export quota by [100,000 barrels] to 310,000."
    assert read(marked, YEAR, modality="target") == "other"


def test_a_level_of_no_time_has_another_basis() -> None:
    assert read("It is to go up to 44 mln from {38 mln}.", NONE, modality="target") == "other"
