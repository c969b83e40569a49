"""One document's extraction → rows in the contract's columns, and those of many documents → frames.

Entity and project ids are the document's own here; resolution merges them over the documents. The ids of rows are made
from this content, so a merge that another document brings about does not change them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas import TABLES, identify

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl

    from pipeline.extraction.rows import Extraction

DOCUMENT_TABLES = ("mentions", "relations", "trade_figures", "projects", "project_mentions")


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

    Raises ValueError for evidence outside the text, a mention that is not the text, and a reference to a project that
    the document does not have.
    """
    text, document = job.text, {"document_id": job.document_id}

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
    _check_projects(rows, {project.project_id for project in extraction.projects})
    return rows


def _check_projects(rows: Mapping[str, list[dict[str, Any]]], projects: set[str]) -> None:
    for table in DOCUMENT_TABLES:
        for row in rows[table]:
            for column in ("subject_id", "object_id", "scope_id", "project_id"):
                value = row.get(column) or ""
                if value.startswith("project:") and value not in projects:
                    raise ValueError(f"{column} of {table} is {value}, which is no project of the document")


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


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
