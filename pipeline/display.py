"""Rows on a terminal and in files: query results in four forms, and a row with its evidence marked in its sentence."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

import schemas
from pipeline.release.catalogue import DatasetError

if TYPE_CHECKING:
    import duckdb

FORMATS = ("table", "csv", "json", "markdown")
Rows = Sequence[Sequence[Any]]

# The end of a sentence, well enough to show one: not after an initial ("U.S.") or a title.
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
_SHOWN = {"figure": "trade_figures", "relation": "relations", "mention": "mentions", "project": "projects"}


def write_rows(columns: Sequence[str], rows: Rows, form: str, stream: TextIO) -> None:
    """The result of a query in one of FORMATS. Lists and structs are JSON; null is an empty cell, or JSON's null."""
    if form == "table":
        _write_table(columns, rows, stream)
    elif form == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(value) for value in row] for row in rows)
    elif form == "json":
        records = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
        stream.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
    else:
        lines = [columns, ["---"] * len(columns), *([_text(value) for value in row] for row in rows)]
        stream.writelines("| " + " | ".join(map(_cell, line)) + " |\n" for line in lines)


def _write_table(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        values = [row[index] for row in rows if row[index] is not None]
        is_number = bool(values) and all(_is_number(value) for value in values)
        table.add_column(Text(column), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_readable(value)) for value in row))
    if stream.isatty():
        _console(stream).print(table)
    else:  # rich fills every line up to the width of the table
        plain = io.StringIO()
        _console(plain).print(table)
        stream.writelines(f"{line.rstrip()}\n" for line in plain.getvalue().strip("\n").splitlines() if line.strip())
    number = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"
    stream.write(f"{number}\n")


def _console(stream: TextIO) -> Any:
    """rich's console; where there is no terminal it is as wide as what is written."""
    from rich.console import Console

    return Console(file=stream, highlight=False, width=None if stream.isatty() else 10_000, soft_wrap=False)


def _is_number(value: Any) -> bool:
    return not isinstance(value, (str, bool, list, dict)) and hasattr(value, "__float__")


def _readable(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return f"{value:,.0f}"
    return _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, (list, dict, bool)) else str(plain)


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|")


def show(db: duckdb.DuckDBPyConnection, row_id: str, stream: TextIO) -> None:
    """One figure, relation, mention or project: where it stands, its evidence in the sentence, and its columns.

    The evidence is coloured on a terminal, and in «angle quotes» elsewhere. Raises DatasetError for an unknown id.
    """
    name = _SHOWN.get(row_id.partition(":")[0])
    if name is None:
        kinds = ", ".join(f"{kind}:…" for kind in _SHOWN)
        raise DatasetError(f"{row_id} is not the id of a row with evidence: those are {kinds}")
    table = schemas.TABLES[name]
    found = _records(db, f"SELECT * FROM {name} WHERE {table.key[0]} = ?", [row_id])
    if not found:
        raise DatasetError(f"no {row_id} in {name}")
    source, key = ("project_mentions", "project_id") if name == "projects" else (name, table.key[0])
    column = schemas.TABLES[source].evidence
    spans = _records(
        db,
        f'SELECT d.published_on, d.source, d.title, d.text, e.start, e."end", e."{column}" AS quote '
        f"FROM {source} AS e JOIN documents AS d USING (document_id) WHERE e.{key} = ? "
        "ORDER BY d.published_on, d.source, e.start",
        [row_id],
    )
    console = _console(stream)
    for span in spans:
        where = [span["published_on"], span["source"], span["title"]]
        _print(console, " · ".join(str(part) for part in where if part), "bold")
        before, after = _around(span["text"], span["start"], span["end"])
        _print_marked(console, before, span["quote"], after)
        console.print()
    shown = [(k, v) for k, v in found[0].items() if v not in (None, []) and k not in ("start", "end", "quote")]
    width = max(len(column) for column, _ in shown)
    for column, value in shown:
        unit = table.field(column).unit or ""
        unit = str(found[0].get(unit.removeprefix("see `").removesuffix("`"), unit)) if unit else ""
        _print(console, f"{column:<{width}}  {_readable(value)} {unit}".rstrip())


def _records(db: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    result = db.execute(sql, values)
    columns = [column[0] for column in result.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def _around(text: str | None, start: int, end: int) -> tuple[str, str]:
    """What stands before and after the evidence in its sentence; nothing where the text is not published."""
    if text is None:
        return "", ""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    ends = [match.end() for match in _SENTENCE_END.finditer(text, first, last)]
    first = max([first, *(place for place in ends if place <= start)])
    last = min([last, *(place for place in ends if place >= end)])
    return text[first:start].lstrip(), text[end:last].rstrip()


def _print(console: Any, text: str, style: str = "") -> None:
    from rich.text import Text

    console.print(Text(text, style))


def _print_marked(console: Any, before: str, quote: str, after: str) -> None:
    from rich.text import Text

    is_plain = not console.is_terminal or console.no_color
    marked = Text(f"«{quote}»") if is_plain else Text(quote, "black on yellow")
    console.print(Text.assemble(before, marked, after))
