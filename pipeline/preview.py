"""What the page says of a table: its columns, how many rows it has, and what they look like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg

from pipeline.storage import Frame
from schemas import Table

_ROWS = 10
_CHARACTERS = 80


def column_schema(table: Table) -> dg.TableSchema:
    """A table's columns and rules in Dagster's terms."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                field.name,
                field.type,
                f"{field.description} [{field.unit}]" if field.unit else field.description,
                dg.TableColumnConstraints(
                    nullable=field.is_nullable,
                    unique=table.key == (field.name,),
                    other=[f"one of {', '.join(field.vocabulary)}"] if field.vocabulary else [],
                ),
            )
            for field in table.fields
        ],
        constraints=dg.TableConstraints(other=[rule.name for rule in table.rules]),
    )


def facts(frame: Frame) -> dict[str, Any]:
    """The number of rows, which the page plots over time, and the first ten of them."""
    return {"dagster/row_count": frame.height, "preview": dg.MetadataValue.md(preview(frame))}


def preview(frame: Frame) -> str:
    """The first ten rows as a Markdown table."""
    lines = [_line(frame.columns), _line(["---"] * frame.width)]
    return "\n".join(lines + [_line(cell(value) for value in row) for row in frame.head(_ROWS).iter_rows()])


def rows(frame: Frame, most: int) -> dg.TableMetadataValue:
    """The first `most` rows as a table that the page opens."""
    records = [
        dg.TableRecord({name: cell(value) for name, value in row.items()}) for row in frame.head(most).to_dicts()
    ]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn(name, "string") for name in frame.columns]))


def cell(value: Any) -> str:
    """A value on one line, its end cut off if it is long."""
    text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"
