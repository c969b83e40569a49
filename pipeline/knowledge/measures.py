"""Units and currencies, as words after a number and signs before it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class Measure:
    """What a word after a number says it counts.

    `code` is ISO 4217 for money, else the unit as published; `factor` is how many of `code` one is; `rate` is the
    period (h, d, week, month, quarter, a) where the word says so; `hint` is the noun shared with other
    currencies ("dollar").
    """

    code: str
    kind: str
    factor: str = "1"
    rate: str | None = None
    hint: str | None = None


@functools.cache
def unit_forms() -> dict[str, Measure]:
    """Each form of a unit or currency in lower case, and what it means."""
    forms = dict(_currency_forms())
    for row in read_table("units.csv"):
        measure = Measure(row["code"], row["kind"], row["factor"], row["rate"] or None)
        forms.update(dict.fromkeys(_parts(row["forms"]), measure))
    return forms


@functools.cache
def exact_unit_forms() -> dict[str, Measure]:
    """The forms that mean a unit in one case only ("Mt", "MT", "USD")."""
    forms = {row["code"]: Measure(row["code"], "money") for row in read_table("currencies.csv")}
    for row in read_table("units.csv"):
        measure = Measure(row["code"], row["kind"], row["factor"], row["rate"] or None)
        forms.update(dict.fromkeys(_parts(row["exact"]), measure))
    return forms


@functools.cache
def currency_prefixes() -> dict[str, Measure]:
    """Each sign that stands before an amount of money ("$", "HK$", "RMB"), and what it means."""
    prefixes = {}
    for row in read_table("currency_nouns.csv"):
        measure = Measure(row["default"], "money", row["factor"], None, row["noun"])
        prefixes.update(dict.fromkeys(_parts(row["prefixes"]), measure))
    for row in read_table("currencies.csv"):
        prefixes.update({sign: Measure(row["code"], "money") for sign in _parts(row["prefixes"])})
    return prefixes


def _currency_forms() -> Iterator[tuple[str, Measure]]:
    nouns: dict[str, list[tuple[str, str]]] = {}
    rows = read_table("currency_nouns.csv")
    for row in rows:
        measure = Measure(row["default"], "money", row["factor"], None, row["noun"])
        for form in _parts(row["forms"]):
            nouns.setdefault(row["noun"], []).append((form, row["factor"]))
            yield form, measure
    for row in rows:  # a noun of its own row means that row: "rials" are not riyals
        for form in _parts(row["forms"]):
            if form.rstrip("s") == row["noun"]:
                yield form, Measure(row["default"], "money", row["factor"], None, row["noun"])
    for row in read_table("currencies.csv"):
        for form in _parts(row["forms"]):
            yield form.lower(), Measure(row["code"], "money")
        for qualifier in _parts(row["qualifiers"]):
            for form, factor in nouns.get(row["noun"], ()):
                yield f"{qualifier} {form}".lower(), Measure(row["code"], "money", factor)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


@functools.cache
def currency_nouns() -> dict[str, str]:
    """The noun that a currency shares with others, by code: NZD → dollar, CHF → franc."""
    return {row["code"]: row["noun"] for row in read_table("currencies.csv") if row["noun"]}


@functools.cache
def lettered_prefixes() -> dict[str, str]:
    """The single letters that stand for a currency right before a large amount: "R" → ZAR."""
    return {row["letter"]: row["code"] for row in read_table("currency_letters.csv")}


def currency_at(code: str, day: dt.date | None) -> str:
    """The code of `code`'s currency on a day: a rouble of 1986 is SUR."""
    if day is None:
        return code
    return next((former for former, until in _eras().get(code, ()) if day < until), code)


@functools.cache
def _eras() -> dict[str, list[tuple[str, dt.date]]]:
    eras: dict[str, list[tuple[str, dt.date]]] = {}
    for row in read_table("currency_eras.csv"):
        eras.setdefault(row["code"], []).append((row["former"], dt.date.fromisoformat(row["until"])))
    return eras
