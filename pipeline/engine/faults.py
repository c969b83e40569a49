"""Rows that no release could hold, by document: a fault in one document must not stop the release of the others."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from schemas import TABLES, Field

if TYPE_CHECKING:
    import polars as pl


def find_faults(tables: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """document_id → what its rows break of the schema first, for the documents whose rows do.

    Rules on ids (the order of a pair, a relation of two) are left out: resolution sees to them.
    """
    found: dict[str, str] = {}
    for name, rows in tables.items():
        for what, demand in _demands(name).items():
            is_broken = rows.select((~demand.fill_null(True)).alias("")).to_series()
            for document_id in rows["document_id"].filter(is_broken):
                found.setdefault(document_id, f"a row of {name} breaks: {what}")
    return found


@functools.cache
def _demands(name: str) -> dict[str, pl.Expr]:
    """What each document-level row of a table must fulfil; a null in it fulfils what is not about nulls."""
    import polars as pl

    demands = {}
    for field in TABLES[name].fields:
        is_list = field.type.startswith("list")
        for what, demand in _of_values(field, pl.element() if is_list else pl.col(field.name)):
            demands[f"{field.name} {what}"] = pl.col(field.name).list.eval(demand).list.all() if is_list else demand
        if not field.is_nullable:
            demands[f"{field.name} is there"] = pl.col(field.name).is_not_null()
    for rule in TABLES[name].rules:
        if "_id" not in rule.sql:
            demands[rule.name] = pl.sql_expr(rule.sql)
    return demands


def _of_values(field: Field, value: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
    if field.vocabulary is not None:
        yield "is of its vocabulary", value.is_in(list(field.vocabulary))
    if field.pattern is not None:
        yield "has its form", value.str.contains(field.pattern)
    if field.minimum is not None:
        yield f"is at least {field.minimum:g}", value >= field.minimum
    if field.maximum is not None:
        yield f"is at most {field.maximum:g}", value <= field.maximum
    if field.type == "double":
        yield "is finite", value.is_finite()
