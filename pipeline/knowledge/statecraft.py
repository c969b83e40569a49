"""What a reader knows of states on a given day: who borders on whom, who is at war, who is under whose sanctions.

Only to understand what a text leaves unsaid ("the war in Ukraine", "the Chinese border"), never as a source of rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class Conflict:
    """A war that news calls by a name: `sides` are country ids, `names` the forms in lower case."""

    sides: tuple[str, str]
    since: dt.date
    until: dt.date | None
    names: tuple[str, ...]


@cache
def land_borders() -> Mapping[str, frozenset[str]]:
    """Country id -> the ids of the countries with which it shares a land border, historic states included."""
    found: dict[str, set[str]] = {}
    for row in read_table("land_borders.csv"):
        for other in row["neighbours"].split("|"):
            found.setdefault(f"country:{row['country']}", set()).add(f"country:{other}")
            found.setdefault(f"country:{other}", set()).add(f"country:{row['country']}")
    return {country: frozenset(others) for country, others in found.items()}


def are_neighbours(a: str, b: str) -> bool:
    """Do two countries share a land border?"""
    return b in land_borders().get(a, frozenset())


@cache
def conflicts() -> tuple[Conflict, ...]:
    """The wars of conflicts.csv, the latest first."""
    rows = [
        Conflict(
            (f"country:{row['a']}", f"country:{row['b']}"),
            dt.date.fromisoformat(row["since"]),
            dt.date.fromisoformat(row["until"]) if row["until"] else None,
            tuple(row["names"].split("|")),
        )
        for row in read_table("conflicts.csv")
    ]
    return tuple(sorted(rows, key=lambda c: c.since, reverse=True))


@cache
def _sanctions() -> tuple[tuple[str, str, dt.date, dt.date | None], ...]:
    return tuple(
        (
            row["by"],
            f"country:{row['target']}",
            dt.date.fromisoformat(row["since"]),
            dt.date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in read_table("sanctions.csv")
    )


def under_sanctions(by: str, on: dt.date | None) -> tuple[str, ...]:
    """The countries under sanctions of `by` (a country or bloc id) on a day, in the table's order."""
    return tuple(
        target
        for sender, target, since, until in _sanctions()
        if sender == by and (on is None or since <= on and (until is None or on <= until))
    )
