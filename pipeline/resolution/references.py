"""Which columns of which tables name entities and projects, and how to read and to replace what they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

COLUMNS = {
    "mentions": ("entity_id",),
    "relations": ("subject_id", "object_id", "commodity_id"),
    "trade_figures": ("reporter_id", "partner_id", "scope_id", "commodity_id"),
    "projects": ("project_id", "commodity_id", "parties", "organisations", "places"),
    "project_mentions": ("project_id",),
}
LISTS = frozenset({"parties", "organisations", "places"})


def references(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Each document_id with each entity_id (project ids too) that its rows name, once, sorted."""
    import polars as pl

    parts = []
    for table, columns in COLUMNS.items():
        for column in columns:
            part = tables[table].select("document_id", pl.col(column).alias("entity_id"))
            parts.append(part.explode("entity_id") if column in LISTS else part)
    return pl.concat(parts).drop_nulls("entity_id").unique().sort("document_id", "entity_id")


def replace(tables: Mapping[str, pl.DataFrame], changes: Mapping[tuple[str, str], str]) -> dict[str, pl.DataFrame]:
    """The tables with (document_id, id) replaced by `changes`; lists of ids sorted and without repetition."""
    import polars as pl

    if not changes:
        return dict(tables)
    new = pl.DataFrame(
        [(document, old, new) for (document, old), new in changes.items()],
        schema={"document_id": pl.String, "old_id": pl.String, "new_id": pl.String},
        orient="row",
    )
    out = {}
    for table, frame in tables.items():
        for column in COLUMNS[table]:
            if column in LISTS:
                cells = [
                    sorted({changes.get((document, item), item) for item in items})
                    for document, items in frame.select("document_id", column).iter_rows()
                ]
                frame = frame.with_columns(pl.Series(column, cells, dtype=pl.List(pl.String)))
            else:
                joined = frame.join(
                    new, left_on=["document_id", column], right_on=["document_id", "old_id"], how="left",
                    maintain_order="left",
                )  # fmt: skip
                frame = joined.with_columns(pl.coalesce("new_id", column).alias(column)).drop("new_id")
        out[table] = frame
    return out
