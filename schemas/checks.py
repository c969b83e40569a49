"""The checks: each table by its own model, then its keys and its evidence against the other tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.table import ForeignKey, Table

if TYPE_CHECKING:
    import pandera.errors
    import polars as pl


@dataclass(frozen=True, eq=False)
class Failure:
    """A check that did not hold: `rows` are the table's rows that break it (empty where it is about the columns)."""

    table: str
    check: str
    column: str | None
    rows: pl.DataFrame

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}" if self.column else self.table
        number = f" in {self.rows.height} row{'s' if self.rows.height > 1 else ''}" if self.rows.height else ""
        return f"{where} breaks '{self.check}'{number}"


def check_table(table: Table, tables: Mapping[str, pl.DataFrame], *, is_published: bool = False) -> list[Failure]:
    """What is wrong with one table; KeyError if a table that it needs (`table.needs`) is not there.

    With `is_published` the columns are those of a release, where a document may have no text to check a quote against.
    """
    failures = _model_failures(table, tables[table.name], is_published)
    if any(failure.rows.is_empty() for failure in failures):
        return failures  # columns are missing or of another type: what follows would only stumble over that
    for key in table.foreign_keys:
        failures += _dangling(table, key, tables)
    if table.absent_from:
        failures += _not_absent(table, table.absent_from, tables)
    if table.evidence:
        failures += _wrong_evidence(table, table.evidence, tables)
    if table.name == "documents":
        failures += _wrong_hash(tables["documents"], is_published)
    return failures


def _model_failures(table: Table, frame: pl.DataFrame, is_published: bool) -> list[Failure]:
    import pandera.errors

    try:
        table.model(is_published=is_published).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        found = [error for error in errors.schema_errors if "CHECK_ERROR" not in str(error.reason_code)]
        # A rule stumbles over a column that is missing, and that is told already.
        return [_failure(table, frame, error) for error in found or errors.schema_errors]
    return []


def _failure(table: Table, frame: pl.DataFrame, error: pandera.errors.SchemaError) -> Failure:
    """pandera's error in our words; its check_output says of each row whether it holds."""
    reason = error.reason_code.name if error.reason_code else ""
    column = error.schema.name if error.schema is not None and error.schema.name != table.name else None
    if error.check_output is not None:
        rows = frame.filter(~error.check_output["check_output"])
        name = {
            "SERIES_CONTAINS_NULLS": "is never null",
            "DUPLICATES": f"the key ({', '.join(table.key)}) is unique",
        }.get(reason) or str(getattr(error.check, "name", error.check))
        return Failure(table.name, name, column, rows)
    name = {
        "COLUMN_NOT_IN_DATAFRAME": "the column is there",
        "COLUMN_NOT_IN_SCHEMA": "there is no other column",
        "WRONG_DATATYPE": f"is of type {table.field(column).type}" if column else "",
    }.get(reason) or str(error)
    if reason.startswith("COLUMN_NOT_IN"):
        column = str(error.failure_cases)
    return Failure(table.name, name, column, frame.clear())


def _keys(names: tuple[str, ...], tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    import polars as pl

    from schemas import TABLES

    return pl.concat([tables[name][TABLES[name].key[0]].rename("key") for name in names])


def _dangling(table: Table, key: ForeignKey, tables: Mapping[str, pl.DataFrame]) -> list[Failure]:
    import polars as pl

    known = _keys(key.tables, tables).implode()
    value, frame = pl.col(key.column), tables[table.name]
    if table.field(key.column).type.startswith("list"):
        lost = frame.with_row_index("row").explode(key.column).filter(value.is_not_null() & ~value.is_in(known))
        rows = frame[lost["row"].unique().sort().to_list()]
    else:
        rows = frame.filter(value.is_not_null() & ~value.is_in(known))
    name = f"is a key of {' or '.join(key.tables)}"
    return [Failure(table.name, name, key.column, rows)] if rows.height else []


def _not_absent(table: Table, other: tuple[str, str], tables: Mapping[str, pl.DataFrame]) -> list[Failure]:
    import polars as pl

    rows = tables[table.name].filter(pl.col(table.key[0]).is_in(tables[other[0]][other[1]].implode()))
    return [Failure(table.name, f"is not in {other[0]}.{other[1]} too", table.key[0], rows)] if rows.height else []


def _wrong_evidence(table: Table, column: str, tables: Mapping[str, pl.DataFrame]) -> list[Failure]:
    """Rows whose quote is not substr(text, start + 1, end - start); `found` shows what stands there instead.

    A document without a text is one whose text may not be published: its quotes were checked before it was left out.
    """
    import polars as pl

    texts = tables["documents"].select("document_id", pl.col("text").alias("_document"))
    rows = (
        tables[table.name]
        .join(texts, on="document_id", how="inner", maintain_order="left")
        .filter(pl.col("_document").is_not_null())
        .with_columns(found=pl.col("_document").str.slice(pl.col("start"), (pl.col("end") - pl.col("start")).clip(0)))
        .drop("_document")
        .filter(pl.col("found").ne_missing(pl.col(column)))
    )
    return [Failure(table.name, "is the document's text from start to end", column, rows)] if rows.height else []


def _wrong_hash(documents: pl.DataFrame, is_published: bool) -> list[Failure]:
    import polars as pl

    failures = []
    if not is_published and documents["text"].null_count():
        failures.append(Failure("documents", "is never null", "text", documents.filter(pl.col("text").is_null())))
    hashes = [None if text is None else hashlib.sha256(text.encode()).hexdigest() for text in documents["text"]]
    rows = documents.filter(pl.Series(hashes, dtype=pl.String) != pl.col("sha256"))
    if rows.height:
        failures.append(Failure("documents", "is the SHA-256 of text", "sha256", rows))
    return failures
