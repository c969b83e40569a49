"""Mutation tests: one fault of each kind is put into a valid dataset, and the checks show just the rows that have it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import schemas

Tables = dict[str, pl.DataFrame]

CHINA, RUSSIA = "country:CHN", "country:RUS"


def put(table: str, column: str, value: Any, row: int = 0) -> Callable[[Tables], None]:
    """A fault: another value in one cell."""

    def fault(tables: Tables) -> None:
        frame = tables[table]
        values = frame[column].to_list()
        values[row] = value
        tables[table] = frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))

    return fault


def repeat(table: str) -> Callable[[Tables], None]:
    def fault(tables: Tables) -> None:
        tables[table] = pl.concat([tables[table], tables[table][:1]])

    return fault


def swap(table: str, one: str, other: str, row: int = 0) -> Callable[[Tables], None]:
    def fault(tables: Tables) -> None:
        first, second = tables[table][one][row], tables[table][other][row]
        put(table, one, second, row)(tables)
        put(table, other, first, row)(tables)

    return fault


# fault, table, column (None: the row as a whole), how many rows are shown
FAULTS = {
    "range: latitude": (put("entities", "latitude", 90.5, 2), "entities", "latitude", 1),
    "range: longitude": (put("entities", "longitude", -180.5, 2), "entities", "longitude", 1),
    "range: start": (put("mentions", "start", -1), "mentions", "start", 1),
    "range: confidence": (put("relations", "confidence", 1.001), "relations", "confidence", 1),
    "range: below nothing": (put("projects", "confidence", -0.1), "projects", "confidence", 1),
    "null: not judged": (put("trade_figures", "confidence", None), "trade_figures", "confidence", 1),
    "range: not a number": (put("trade_figures", "value", float("nan")), "trade_figures", "value", 1),
    "range: infinite": (put("trade_figures", "value_usd", float("inf")), "trade_figures", "value_usd", 1),
    "enum: predicate": (put("relations", "predicate", "likes"), "relations", "predicate", 1),
    "enum: flow": (put("trade_figures", "flow", "exports"), "trade_figures", "flow", 1),
    "enum: modality": (put("trade_figures", "modality", "asserted", 1), "trade_figures", "modality", 1),
    "enum: kind": (put("projects", "kind", "tunnel"), "projects", "kind", 1),
    "enum: status": (put("project_mentions", "status", "done"), "project_mentions", "status", 1),
    "enum: reason": (put("rejected", "reason", "dull"), "rejected", "reason", 1),
    "null: a column": (put("relations", "predicate", None), "relations", "predicate", 1),
    "null: the text": (put("documents", "text", None), "documents", "text", 1),
    "null: in a list": (put("projects", "parties", [CHINA, None]), "projects", "parties", 1),
    "null: whether the text is published": (
        put("documents", "is_text_published", None),
        "documents",
        "is_text_published",
        1,
    ),
    "form: entity id": (put("entities", "entity_id", "place:Hei he", 2), "entities", "entity_id", 1),
    "form: in a list": (put("projects", "organisations", ["place:heihe"]), "projects", "organisations", 1),
    "duplicate key: documents": (repeat("documents"), "documents", None, 2),
    "duplicate key: relations": (repeat("relations"), "relations", None, 2),
    "duplicate key: project_mentions": (repeat("project_mentions"), "project_mentions", None, 2),
    "dangling: entity": (put("mentions", "entity_id", "place:nowhere", 3), "mentions", "entity_id", 1),
    "dangling: document": (put("relations", "document_id", "doc:" + "0" * 20), "relations", "document_id", 1),
    "dangling: project": (put("relations", "subject_id", "project:nothing", 1), "relations", "subject_id", 1),
    "dangling: in a list": (put("projects", "places", ["place:heihe", "place:nowhere"]), "projects", "places", 1),
    "dangling: scope": (put("trade_figures", "scope_id", "facility:nowhere", 1), "trade_figures", "scope_id", 1),
    "evidence: a quote": (put("relations", "quote", "China and Russia agree"), "relations", "quote", 1),
    "evidence: a mention": (put("mentions", "text", "chinese"), "mentions", "text", 1),
    "evidence: one off": (put("trade_figures", "start", 9), "trade_figures", "quote", 1),
    "evidence: past the end": (put("project_mentions", "end", 9999), "project_mentions", "quote", 1),
    "evidence: in a text that is not published": (put("relations", "quote", "Russia sold", 2), "relations", "quote", 1),
    "order: start, end": (swap("mentions", "start", "end"), "mentions", None, 1),
    "order: period": (swap("trade_figures", "period_start", "period_end"), "trade_figures", None, 1),
    "order: value": (put("trade_figures", "value_high", 1.0), "trade_figures", None, 1),
    "order: symmetric": (swap("relations", "subject_id", "object_id"), "relations", None, 1),
    "hash: of the text": (put("documents", "text", "Another text."), "documents", "sha256", 1),
    "hash: in the id": (put("documents", "sha256", "0" * 64), "documents", None, 1),
    "accounts: both a document and rejected": (put("rejected", "source", "open.txt"), "rejected", "source", 1),
}


def test_the_small_dataset_is_valid(tables: Tables) -> None:
    assert schemas.validate(tables) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_with_its_rows(name: str, tables: Tables) -> None:
    fault, table, column, height = FAULTS[name]
    fault(tables)
    failures = [f for f in schemas.check(table, tables) if f.column == column]
    assert [f.rows.height for f in failures] == [height]
    assert set(tables[table].columns) <= set(failures[0].rows.columns)
    assert str(failures[0]) in [str(f) for f in schemas.validate(tables)]


def test_dates_of_a_project_are_ordered(tables: Tables) -> None:
    put("projects", "starts_on", dt.date(2024, 2, 1))(tables)
    put("projects", "completes_on", dt.date(2024, 1, 1))(tables)
    assert [str(f) for f in schemas.check("projects", tables)] == [
        "projects breaks 'starts_on is not after completes_on' in 1 row"
    ]


@pytest.mark.parametrize(
    ("reporter", "partner", "is_right"),
    [
        (CHINA, RUSSIA, True),
        (RUSSIA, CHINA, False),
        (RUSSIA, "country:WLD", True),
        ("country:WLD", RUSSIA, False),
        ("country:ZAF", "country:WLD", True),
        ("country:WLD", "country:ZAF", False),
        ("bloc:eu", CHINA, True),
    ],
)
def test_the_pair_of_a_trade_is_ordered(reporter: str, partner: str, is_right: bool, tables: Tables) -> None:
    others = [
        {"entity_id": e, "type": e.split(":")[0], "name": e, "aliases": []}
        for e in ("country:WLD", "country:ZAF", "bloc:eu")
    ]
    tables["entities"] = pl.concat([tables["entities"], schemas.frame("entities", others)])
    put("trade_figures", "flow", "trade")(tables)
    put("trade_figures", "reporter_id", reporter)(tables)
    put("trade_figures", "partner_id", partner)(tables)
    assert (schemas.check("trade_figures", tables) == []) is is_right


def test_a_wrong_type_and_a_missing_and_a_strange_column_are_named(tables: Tables) -> None:
    tables["relations"] = (
        tables["relations"].with_columns(pl.col("start").cast(pl.Int64), mood=pl.lit("good")).drop("role")
    )
    assert {(f.column, f.check) for f in schemas.check("relations", tables)} == {
        ("start", "is of type int32"),
        ("role", "the column is there"),
        ("mood", "there is no other column"),
    }


def test_the_found_text_stands_beside_a_wrong_quote(tables: Tables) -> None:
    put("mentions", "text", "Rossiya", 1)(tables)
    (failure,) = schemas.check("mentions", tables)
    assert failure.rows["found"].to_list() == ["Russia"]


def test_a_release_may_lack_texts_but_not_break_quotes(tables: Tables) -> None:
    documents = tables["documents"].with_columns(pl.when("is_text_published").then("text").alias("text"))
    tables["documents"] = documents.drop("is_text_published")
    assert schemas.validate(tables, is_published=True) == []
    put("mentions", "text", "chinese")(tables)
    assert [str(f) for f in schemas.validate(tables, is_published=True)] == [
        "mentions.text breaks 'is the document's text from start to end' in 1 row"
    ]


def test_a_table_that_is_needed_must_be_given(tables: Tables) -> None:
    del tables["projects"]
    with pytest.raises(KeyError):
        schemas.check("relations", tables)
    assert schemas.TABLES["relations"].needs == ("documents", "entities", "projects")


def test_empty_tables_are_valid() -> None:
    assert schemas.validate({name: schemas.frame(name) for name in schemas.TABLES}) == []
