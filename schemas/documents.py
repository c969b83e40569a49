"""documents: one row a seed document."""

from __future__ import annotations

from schemas.fields import DOCUMENT_ID, SHA256_PATTERN, Field
from schemas.table import Rule, Table

SOURCE = Field(
    "source",
    "string",
    "The seed's path below the seeds folder; for a record of a JSONL, Parquet or WARC file, `path#record`.",
    "briefs/001-beijing-deals-2009.md",
)
SHA256 = Field(
    "sha256",
    "string",
    "The SHA-256 of the normalised text in UTF-8, in hexadecimal digits.",
    "27848471094c3bd4a1b2" + "0" * 44,
    pattern=SHA256_PATTERN,
)

DOCUMENTS = Table(
    name="documents",
    description="One row a seed document: where it came from, when it was published and its normalised text.",
    fields=(
        DOCUMENT_ID,
        SOURCE,
        Field(
            "published_on",
            "date32",
            "The document's date, from its header, its front matter or its record's field.",
            "2023-11-07",
            is_nullable=True,
        ),
        Field("title", "string", "The document's title.", "Grain corridor agreed", is_nullable=True),
        Field(
            "source_url",
            "string",
            "The web address that the document came from.",
            "https://www.example.org/news/1",
            is_nullable=True,
        ),
        Field(
            "licence",
            "string",
            "The licence of the document's text, as an SPDX identifier where it has one.",
            "CC0-1.0",
            is_nullable=True,
        ),
        Field("language", "string", "The language of the text, in ISO 639-1.", "en", pattern="^[a-z]{2}$"),
        Field(
            "text",
            "string",
            "The normalised text, the one that all offsets count in. Null where the licence does not allow its "
            "publication; the quotes remain.",
            "China and Russia agreed to build a bridge.",
            is_nullable=True,
        ),
        SHA256,
        Field(
            "is_text_published",
            "bool",
            "Whether the licence allows the text's publication.",
            True,
            is_published=False,
        ),
    ),
    key=("document_id",),
    order=("source", "document_id"),
    rules=(Rule("document_id is made of sha256", "document_id = CONCAT('doc:', SUBSTR(sha256, 1, 20))"),),
)
