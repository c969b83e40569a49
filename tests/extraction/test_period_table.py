"""The wordings of period_table.txt, each read on a day: a sentence of our own and the periods in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.extraction.periods import Period, find_periods


def cases() -> list[tuple[str, dt.date, str]]:
    day, found = dt.date.min, []
    for line in (Path(__file__).parent / "period_table.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            day = dt.date.fromisoformat(line[1:])
        elif line and not line.startswith("#"):
            sentence, expected = line.rsplit(" = ", 1)
            found.append((sentence, day, expected))
    return found


def told(period: Period) -> str:
    days = f"{period.first}..{period.last}" if period.first else "none"
    return f"{days} {period.kind}" + (f" {period.basis}" if period.is_comparison else "")


def test_the_table_is_long_enough() -> None:
    assert len(cases()) >= 250


@pytest.mark.parametrize(("sentence", "day", "expected"), cases())
def test_wording(sentence: str, day: dt.date, expected: str) -> None:
    assert " ; ".join(told(period) for period in find_periods(sentence, day)) == expected
