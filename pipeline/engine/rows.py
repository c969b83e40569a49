"""One document's extraction → rows in the contract's columns, and those of many documents → frames.

Entity and project ids are the document's own here; resolution merges them over the documents. The ids of rows are made
from this content, so a merge that another document brings about does not change them.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas import TABLES, identify
from schemas.fields import ENTITY_OR_PROJECT_PATTERN

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl

    from pipeline.extraction.rows import Extraction

DOCUMENT_TABLES = ("mentions", "relations", "trade_figures", "projects", "project_mentions")

_ID = re.compile(ENTITY_OR_PROJECT_PATTERN)


class Job(NamedTuple):
    """What extraction needs of a document, and what names it."""

    document_id: str
    sha256: str
    source: str
    published_on: dt.date | None
    text: str


def schema(table: str) -> dict[str, Any]:
    """Column → polars type of a document-level table: the contract's columns, for projects a `document_id` first."""
    import polars as pl

    columns = TABLES[table].polars_schema()
    return columns if "document_id" in columns else {"document_id": pl.String, **columns}


def document_rows(job: Job, extraction: Extraction) -> dict[str, list[dict[str, Any]]]:
    """The rows of one document by table, in the order of the extraction; quotes are cut from its text.

    Raises ValueError for rows that no release could hold: evidence outside the text, a mention that is not the text,
    a malformed id, a number that is not finite, a reference to a project that the document does not have.
    """
    text, document = job.text, {"document_id": job.document_id}
    projects = {project.project_id for project in extraction.projects}

    def quote(row: Any) -> str:
        if not 0 <= row.start < row.end <= len(text):
            raise ValueError(f"evidence [{row.start}, {row.end}) of {type(row).__name__} in a text of {len(text)}")
        return text[row.start : row.end]

    rows: dict[str, list[dict[str, Any]]] = {
        "mentions": [document | _fields(m) | {"text": quote(m)} for m in extraction.mentions],
        "relations": [document | _fields(r) | {"quote": quote(r)} for r in extraction.relations],
        "trade_figures": [document | _fields(f) | {"quote": quote(f)} for f in extraction.figures],
        "projects": [document | _fields(p) for p in extraction.projects],
        "project_mentions": [
            document | _fields(m) | {"stated_on": job.published_on, "quote": quote(m)}
            for m in extraction.project_mentions
        ],
    }
    for mention, row in zip(extraction.mentions, rows["mentions"], strict=True):
        if mention.text != row["text"]:
            raise ValueError(f"mention {mention.text!r} where the text has {row['text']!r}")
    for table in DOCUMENT_TABLES:
        for row in rows[table]:
            _check(row, projects)
    return rows


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _check(row: Mapping[str, Any], projects: set[str]) -> None:
    for column, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{column} is {value}")
        if isinstance(value, str) and column.endswith("_id") and column != "document_id":
            if not _is_id(value):
                raise ValueError(f"{column} is {value!r}")
            if value.startswith("project:") and value not in projects:
                raise ValueError(f"{column} is {value}, which is no project of the document")
        elif isinstance(value, tuple) and not all(_is_id(item) for item in value):
            raise ValueError(f"{column} holds {value!r}")


@functools.lru_cache(maxsize=1 << 16)
def _is_id(value: str) -> bool:
    return _ID.search(value) is not None


def frames(documents: Iterable[Mapping[str, list[dict[str, Any]]]]) -> dict[str, pl.DataFrame]:
    """The rows of many documents as one frame a table, with row ids; a row that is told twice is there once."""
    import polars as pl

    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in DOCUMENT_TABLES}
    for document in documents:
        for table in DOCUMENT_TABLES:
            rows[table] += document[table]
    tables = {}
    for table in DOCUMENT_TABLES:
        columns = schema(table)
        frame = pl.DataFrame(
            {name: [row.get(name) for row in rows[table]] for name in columns}, schema=columns, strict=False
        )
        key = list(TABLES[table].key)
        if TABLES[table].identity:
            frame = identify(table, frame)
        else:
            key = list(dict.fromkeys(["document_id", *key]))
        tables[table] = frame.unique(subset=key, keep="first", maintain_order=True)
    return tables
