"""What a column is, and the columns that several tables share."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
ENTITY_PATTERN = (
    r"^(?:country:[A-Z]{3}"
    r"|region:[A-Z]{2}-[A-Z0-9]{1,3}"
    rf"|(?:bloc|region|place|facility|person|organisation|commodity):{SLUG})$"
)
PROJECT_PATTERN = rf"^project:{SLUG}$"
ENTITY_OR_PROJECT_PATTERN = ENTITY_PATTERN.replace("(?:bloc|", "(?:project|bloc|")
COMMODITY_PATTERN = rf"^commodity:{SLUG}$"
SHA256_PATTERN = "^[0-9a-f]{64}$"


@dataclass(frozen=True)
class Field:
    """One column: its type, what it holds, and what its values must be.

    `type` is an Arrow type's name: string, int32, double, date32, bool or list<string>. `pattern` (searched for in the
    value, so anchor it) and `vocabulary` hold for each item of a list. `minimum` and `maximum` are inclusive.
    `is_published` is False for a column that is needed on the way and left out of a release.
    """

    name: str
    type: str
    description: str
    example: Any
    unit: str | None = None
    is_nullable: bool = False
    pattern: str | None = None
    vocabulary: Mapping[str, str] | None = dataclasses.field(default=None, hash=False)
    minimum: float | None = None
    maximum: float | None = None
    is_published: bool = True

    def but(self, **changes: Any) -> Field:
        """The same column with some things said otherwise: `ENTITY_ID.but(name="subject_id")`."""
        return dataclasses.replace(self, **changes)


def row_id(name: str, description: str) -> Field:
    """The id of a row, made of its content (see `schemas.identify`): `relation:` and 20 hexadecimal digits."""
    kind = name.removesuffix("_id")
    return Field(name, "string", description, f"{kind}:3f1c0a9d5b7e2468ace1", pattern=f"^{kind}:[0-9a-f]{{20}}$")


DOCUMENT_ID = Field(
    "document_id",
    "string",
    "The document: `doc:` and the first 20 hexadecimal digits of the SHA-256 of its normalised text. The same text has "
    "the same id on every machine and under every file name.",
    "doc:27848471094c3bd4a1b2",
    pattern="^doc:[0-9a-f]{20}$",
)
ENTITY_ID = Field(
    "entity_id",
    "string",
    "The entity: its type, a colon, and its code in the type's standard, or else the slug of its name.",
    "country:CHN",
    pattern=ENTITY_PATTERN,
)
PROJECT_ID = Field(
    "project_id",
    "string",
    "The project: `project:` and the slug of its name. The same project in two documents is one row.",
    "project:power-of-siberia",
    pattern=PROJECT_PATTERN,
)
COMMODITY_ID = Field(
    "commodity_id",
    "string",
    "The commodity: `commodity:` and the slug of the singular or mass noun.",
    "commodity:crude-oil",
    is_nullable=True,
    pattern=COMMODITY_PATTERN,
)
START = Field(
    "start",
    "int32",
    "Where the evidence starts in the document's normalised text, counted from 0, inclusive.",
    120,
    unit="code points",
    minimum=0,
)
END = Field(
    "end",
    "int32",
    "Where the evidence ends in the document's normalised text, exclusive. `end` is a reserved word of SQL: write it "
    "in double quotes.",
    184,
    unit="code points",
    minimum=1,
)
QUOTE = Field(
    "quote",
    "string",
    'The evidence itself: `substr(text, start + 1, "end" - start)` of the document\'s text.',
    "imports of Russian goods increased by 3%",
)
CONFIDENCE = Field(
    "confidence",
    "double",
    "How likely the row is right, as a careful reader of the document would judge it.",
    0.87,
    minimum=0,
    maximum=1,
)
