"""What a table is: its columns, keys and rules, and the Arrow and pandera schemas that follow from them."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.fields import Field

if TYPE_CHECKING:
    import pandera.polars as pandera
    import polars as pl
    import pyarrow as pa


@dataclass(frozen=True)
class Rule:
    """What each row must fulfil: an SQL expression over the row, which a null in it fulfils."""

    name: str
    sql: str


@dataclass(frozen=True)
class ForeignKey:
    """Each value of `column` (each item, in a list) is the key of a row in one of `tables`."""

    column: str
    tables: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """One table of the dataset.

    `key` is unique and not null. `order` is the order of rows in a release: it ends in the key, so it is total.
    `identity` names the columns from which the row's id is made (see `schemas.identify`). `evidence` names the column
    that must be the document's text from `start` to `end`. `absent_from` names a table and a column of it in which no
    key of this table may stand.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    identity: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rules: tuple[Rule, ...] = ()
    evidence: str | None = None
    absent_from: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the published columns, in order."""
        return tuple(field.name for field in self.fields if field.is_published)

    def field(self, name: str) -> Field:
        """The field of this name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def needs(self) -> tuple[str, ...]:
        """The other tables that a check of this one reads."""
        names = [name for key in self.foreign_keys for name in key.tables]
        names += ["documents"] if self.evidence else []
        names += [self.absent_from[0]] if self.absent_from else []
        return tuple(name for name in dict.fromkeys(names) if name != self.name)

    def arrow_schema(self) -> pa.Schema:
        """The published columns as Arrow fields; description, unit and example stand in each field's metadata."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "int32": pa.int32(),
            "double": pa.float64(),
            "date32": pa.date32(),
            "bool": pa.bool_(),
            "list<string>": pa.list_(pa.field("element", pa.string())),  # as Parquet names it
        }
        arrow_fields = []
        for field in self.fields:
            if field.is_published:
                metadata = {"description": field.description, "example": json.dumps(field.example, ensure_ascii=False)}
                if field.unit:
                    metadata["unit"] = field.unit
                arrow_fields.append(pa.field(field.name, types[field.type], field.is_nullable, metadata))
        return pa.schema(arrow_fields, metadata={"description": self.description})

    def polars_schema(self, *, is_published: bool = False) -> dict[str, pl.DataType | type[pl.DataType]]:
        """Column → polars type; without the columns that are left out of a release if `is_published`."""
        import polars as pl

        types = {
            "string": pl.String,
            "int32": pl.Int32,
            "double": pl.Float64,
            "date32": pl.Date,
            "bool": pl.Boolean,
            "list<string>": pl.List(pl.String),
        }
        return {field.name: types[field.type] for field in self.fields if field.is_published or not is_published}

    @functools.cache  # noqa: B019 - tables are a handful of constants
    def model(self, *, is_published: bool = False) -> pandera.DataFrameSchema:
        """The pandera schema of this table alone, for an eager polars frame (pandera skips values of lazy ones)."""
        import pandera.polars as pandera

        types = self.polars_schema(is_published=is_published)
        return pandera.DataFrameSchema(
            {
                field.name: pandera.Column(types[field.name], _checks(field), nullable=field.is_nullable)
                for field in self.fields
                if field.name in types
            },
            checks=[_rule_check(rule) for rule in self.rules],
            unique=list(self.key),
            strict=True,
            name=self.name,
            description=self.description,
        )


def _checks(field: Field) -> list[pandera.Check]:
    import pandera.polars as pandera
    import polars as pl

    value = pl.element() if field.type.startswith("list") else pl.col(field.name)
    demands: dict[str, pl.Expr] = {}
    if field.vocabulary is not None:
        demands[f"one of {', '.join(field.vocabulary)}"] = value.is_in(list(field.vocabulary))
    if field.pattern is not None:
        demands[f"of the form {field.pattern}"] = value.str.contains(field.pattern)
    if field.minimum is not None:
        demands[f"at least {field.minimum:g}"] = value >= field.minimum
    if field.maximum is not None:
        demands[f"at most {field.maximum:g}"] = value <= field.maximum
    if field.type == "double":
        demands["a finite number"] = value.is_finite()
    if field.type.startswith("list"):
        demands["without nulls"] = value.is_not_null()
        demands = {name: pl.col(field.name).list.eval(holds).list.all() for name, holds in demands.items()}
    return [
        pandera.Check(lambda data, holds=holds: data.lazyframe.select(holds.fill_null(True)), name=name)
        for name, holds in demands.items()
    ]


def _rule_check(rule: Rule) -> pandera.Check:
    import pandera.polars as pandera
    import polars as pl

    holds = pl.sql_expr(rule.sql).fill_null(True)
    return pandera.Check(lambda data: data.lazyframe.select(holds), name=rule.name)
