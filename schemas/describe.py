"""What is said of the tables elsewhere, made from their definitions: data dictionary, DuckDB comments, contract."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from schemas import vocabulary
from schemas.fields import Field
from schemas.table import Table
from schemas.views import VIEWS

_OFFSETS = (
    "Every offset counts Unicode code points of the document's normalised text, start inclusive, end exclusive, so that "
    '`substr(text, start + 1, "end" - start)` is the quoted evidence, always.'
)


def _tables() -> list[Table]:
    from schemas import TABLES

    return list(TABLES.values())


def contract() -> dict[str, Any]:
    """The public interface as plain data for JSON: each table's columns with type, unit and constraints, its keys."""
    return {
        table.name: {
            "description": table.description,
            "key": list(table.key),
            "foreign_keys": {key.column: list(key.tables) for key in table.foreign_keys},
            "rules": {rule.name: rule.sql for rule in table.rules},
            "columns": {field.name: _column(field) for field in table.fields if field.is_published},
        }
        for table in _tables()
    }


def _column(field: Field) -> dict[str, Any]:
    said = {
        "type": field.type,
        "description": field.description,
        "unit": field.unit,
        "example": field.example,
        "is_nullable": field.is_nullable,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "vocabulary": list(field.vocabulary) if field.vocabulary else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def comments(kind: str = "TABLE", lacking: Collection[tuple[str, str]] = ()) -> list[str]:
    """DuckDB statements that put each description on its table, or on the view of that name if `kind` is VIEW.

    `lacking` are tables with columns that are not there: those of a release from before the column came.
    """
    statements = []
    for table in _tables():
        columns = {
            field.name: f"{field.description} [{field.unit}]" if field.unit else field.description
            for field in table.fields
            if field.is_published and (table.name, field.name) not in lacking
        }
        statements += _comments(kind, table.name, table.description, columns)
    return statements


def view_statements(lacking: Collection[tuple[str, str]] = ()) -> list[str]:
    """DuckDB statements that make the views of schemas/views.py and put their descriptions on them; see `comments`."""
    gone = {column for _, column in lacking}
    statements = []
    for view in VIEWS:
        columns = {column: text for column, text in view.columns.items() if column not in gone}
        statements.append(f"CREATE VIEW {view.name} AS {view.sql}")
        statements += _comments("VIEW", view.name, view.description, columns)
    return statements


def _comments(kind: str, name: str, description: str, columns: dict[str, str]) -> list[str]:
    return [
        f"COMMENT ON {kind} {name} IS {_literal(description)}",
        *(f'COMMENT ON COLUMN {name}."{column}" IS {_literal(text)}' for column, text in columns.items()),
    ]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def dictionary() -> str:
    """The data dictionary in Markdown: every table, column, rule and vocabulary."""
    parts = [
        "# Data dictionary",
        _OFFSETS,
    ]
    for table in _tables():
        parts += [f"## {table.name}", table.description, _facts(table), _columns(table)]
    parts.append("# Views")
    for view in VIEWS:
        parts += [f"## {view.name}", f"{view.description} Its columns: {', '.join(f'`{c}`' for c in view.columns)}."]
    parts.append("# Vocabularies")
    users: dict[int, list[tuple[str, Field]]] = {}
    for table in _tables():
        for field in table.fields:
            if field.vocabulary is not None:
                users.setdefault(id(field.vocabulary), []).append((f"{table.name}.{field.name}", field))
    for fields in users.values():
        parts += [f"## {', '.join(name for name, _ in fields)}", _vocabulary(fields[0][1])]
    return "\n\n".join(parts) + "\n"


def _facts(table: Table) -> str:
    lines = [f"- Key: {', '.join(f'`{name}`' for name in table.key)}"]
    lines += [f"- `{key.column}` is a key of {' or '.join(key.tables)}" for key in table.foreign_keys]
    lines += [f"- Rule: {rule.name}" for rule in table.rules]
    if table.evidence:
        lines.append(f"- `{table.evidence}` is the document's text from `start` to `end`")
    if table.absent_from:
        lines.append(f"- `{table.key[0]}` is not in {table.absent_from[0]}.{table.absent_from[1]}")
    return "\n".join(lines)


def _columns(table: Table) -> str:
    lines = ["| column | type | unit | meaning | example |", "|---|---|---|---|---|"]
    for field in table.fields:
        if field.is_published:
            kind = f"{field.type}, nullable" if field.is_nullable else field.type
            meaning = field.description + (f" One of {_listed(field)}." if field.vocabulary else "")
            example = field.example if isinstance(field.example, str) else json.dumps(field.example, ensure_ascii=False)
            cells = [f"`{field.name}`", kind, field.unit or "", meaning, f"`{example}`"]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _listed(field: Field) -> str:
    return ", ".join(f"`{value}`" for value in field.vocabulary or ())


def _vocabulary(field: Field) -> str:
    lines = ["| value | meaning |", "|---|---|"]
    if field.vocabulary is vocabulary.PREDICATES:
        lines = ["| value | subject → object | meaning |", "|---|---|---|"]
    for value, meaning in (field.vocabulary or {}).items():
        middle = ""
        if field.vocabulary is vocabulary.PREDICATES:
            predicate = vocabulary.PREDICATE_SIGNATURES[value]
            arrow = "↔" if predicate.is_symmetric else "→"
            middle = f" {', '.join(predicate.subjects)} {arrow} {', '.join(predicate.objects)} |"
        lines.append(f"| `{value}` |{middle} {meaning} |")
    return "\n".join(lines)
