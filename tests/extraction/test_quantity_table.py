"""The expressions of quantity_table.txt, by families: each line is a sentence of our own and what stands in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.extraction.quantities import Quantity, find_quantities

LINES = (Path(__file__).parent / "quantity_table.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.rsplit(" = ", 1)) for line in LINES if line and not line.startswith("#")]
APPROXIMATIONS = {"about", "over", "under", "up_to"}


def told(quantity: Quantity, is_kind_told: bool) -> tuple:
    unit = quantity.unit.replace(" ", "-") if quantity.unit else None
    if quantity.rate:
        unit = f"{unit}/{quantity.rate}"
    return unit, quantity.approximation, quantity.kind if is_kind_told else None


def wanted(part: str) -> tuple[float, float | None, tuple]:
    words, _, kind = part.partition(" of ")
    number, *rest = words.split()
    low, _, high = number.partition("..")
    hedge = next((word for word in rest if word in APPROXIMATIONS), None)
    unit = next((word for word in rest if word not in APPROXIMATIONS), None)
    return float(low), float(high) if high else None, (unit, hedge, kind or None)


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 250
    assert len({sentence for sentence, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_expression(sentence: str, expected: str) -> None:
    parts = [wanted(part.strip()) for part in expected.split(";")] if expected != "-" else []
    found = find_quantities(sentence)
    assert [told(q, bool(p[2][2])) for q, p in zip(found, parts, strict=True)] == [p[2] for p in parts]
    for quantity, (low, high, _) in zip(found, parts, strict=True):
        assert quantity.value == pytest.approx(low, rel=1e-6, abs=0.01)
        assert quantity.value_high == (pytest.approx(high) if high is not None else None)


@pytest.mark.parametrize(
    ("sentence", "day", "unit"),
    [
        ("It cost 5 bln roubles.", dt.date(1986, 3, 1), "SUR"),
        ("It cost 5 bln roubles.", dt.date(1996, 3, 1), "RUB"),
        ("It cost 5 bln Turkish lira.", dt.date(1991, 3, 1), "TRL"),
        ("It cost 5 bln Turkish lira.", dt.date(2011, 3, 1), "TRY"),
        ("It cost 5 bln zlotys.", dt.date(1989, 3, 1), "PLZ"),
        ("It cost 5 bln Mexican pesos.", dt.date(1989, 3, 1), "MXP"),
        ("It cost 5 bln koruny.", dt.date(1989, 3, 1), "CSK"),
        ("It cost 5 bln dollars.", dt.date(1989, 3, 1), "USD"),
    ],
)
def test_a_currency_is_that_of_its_time(sentence: str, day: dt.date, unit: str) -> None:
    (found,) = find_quantities(sentence, day)
    assert found.unit == unit
