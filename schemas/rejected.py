"""rejected: one row an input that is not a document."""

from __future__ import annotations

from schemas.documents import SHA256, SOURCE
from schemas.fields import Field
from schemas.table import Table
from schemas.vocabulary import REJECTION_REASONS

REJECTED = Table(
    name="rejected",
    description="One row an input that did not become a document, and why. Every input is in `documents` or here.",
    fields=(
        SOURCE,
        Field("reason", "string", "Why it is not a document.", "duplicate_of", vocabulary=REJECTION_REASONS),
        Field(
            "detail",
            "string",
            "More on the reason: the source of the first copy, the language found, the error's message.",
            "briefs/001-beijing-deals-2009.md",
            is_nullable=True,
        ),
        SHA256.but(description="The SHA-256 of the input, where it could be read.", is_nullable=True),
    ),
    key=("source",),
    order=("source",),
    absent_from=("documents", "source"),
)
