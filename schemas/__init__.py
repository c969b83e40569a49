"""The dataset's tables: the one place where a column, a key, a vocabulary or a rule is described.

Each table's module is its definition. The pandera models, the Arrow schemas with their field metadata, the data
dictionary and the DuckDB comments are all made from it. Importing this package loads nothing heavy.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from schemas.checks import Failure, check_table
from schemas.describe import comments, contract, dictionary, view_statements
from schemas.documents import DOCUMENTS
from schemas.entities import ENTITIES
from schemas.fields import Field
from schemas.mentions import MENTIONS
from schemas.project_mentions import PROJECT_MENTIONS
from schemas.projects import PROJECTS
from schemas.rejected import REJECTED
from schemas.relations import RELATIONS
from schemas.table import ForeignKey, Rule, Table
from schemas.trade_figures import TRADE_FIGURES

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "TABLES",
    "Failure",
    "Field",
    "ForeignKey",
    "Rule",
    "Table",
    "check",
    "comments",
    "contract",
    "dictionary",
    "frame",
    "identify",
    "validate",
    "view_statements",
]

TABLES: dict[str, Table] = {
    "documents": DOCUMENTS,
    "entities": ENTITIES,
    "mentions": MENTIONS,
    "relations": RELATIONS,
    "trade_figures": TRADE_FIGURES,
    "projects": PROJECTS,
    "project_mentions": PROJECT_MENTIONS,
    "rejected": REJECTED,
}


def check(name: str, tables: Mapping[str, pl.DataFrame], *, is_published: bool = False) -> list[Failure]:
    """What is wrong with one table, in the context of those that it refers to (`TABLES[name].needs`).

    `tables` are eager frames by name. KeyError if one that is needed is missing. With `is_published` the frames are a
    release's: without the columns that are left out of it, and with no text where a licence does not allow it.
    """
    return check_table(TABLES[name], tables, is_published=is_published)


def validate(tables: Mapping[str, pl.DataFrame], *, is_published: bool = False) -> list[Failure]:
    """What is wrong with the whole dataset: every check of every table, or [] if all hold. KeyError as in `check`."""
    return [failure for name in TABLES for failure in check(name, tables, is_published=is_published)]


def frame(name: str, rows: Iterable[Mapping[str, Any]] = ()) -> pl.DataFrame:
    """These rows as a frame in the table's columns and types; a column that a row does not have is null."""
    import polars as pl

    return pl.DataFrame(list(rows), schema=TABLES[name].polars_schema(), orient="row")


def identify(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """The frame with its row id (`mention_id`, `relation_id`, `figure_id`) made from its content.

    The id is the kind and 20 hexadecimal digits of the SHA-256 of the row's identity (`TABLES[name].identity`), so that
    the same statement has the same id in every build, and another row cannot change it.
    """
    import polars as pl

    key, identity = TABLES[name].key[0], TABLES[name].identity
    if not identity:
        raise ValueError(f"the rows of {name} have no id of their own")
    kind = key.removesuffix("_id")
    ids = [f"{kind}:{_digest(row)}" for row in table.select(identity).iter_rows()]
    return table.with_columns(pl.Series(key, ids, dtype=pl.String)).select(
        key, *(column for column in table.columns if column != key)
    )


def _digest(values: tuple[Any, ...]) -> str:
    plain = [value.isoformat() if isinstance(value, dt.date) else value for value in values]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]
