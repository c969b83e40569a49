"""What passes along the corpus station: files, drafts, records and rejections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from schemas.vocabulary import REJECTION_REASONS as REASONS


class Refused(Exception):
    """This input is no document. `reason` is a key of REASONS, `detail` says what was met."""

    def __init__(self, reason: str, detail: str | None = None, sha256: str | None = None) -> None:
        if reason not in REASONS:
            raise ValueError(f"not a reason for a rejection: {reason}")
        super().__init__(reason, detail)
        self.reason, self.detail, self.sha256 = reason, detail, sha256


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file below the seeds folder; `source` is its relative path, safe to publish (see `walk.name_of`)."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One input as its file states it: nothing is normalised, and a field may hold a value of any type."""

    text: str
    published_on: object = None
    title: object = None
    source_url: object = None
    licence: object = None
    language: object = None


@dataclass(frozen=True, slots=True)
class Record:
    """A document: `text` is normalised, all offsets count in it, and `sha256` (hex) is of its UTF-8 bytes."""

    source: str
    text: str
    sha256: str
    language: str
    is_text_published: bool
    published_on: dt.date | None = None
    title: str | None = None
    source_url: str | None = None
    licence: str | None = None

    @property
    def document_id(self) -> str:
        """`doc:` and the first 20 hexadecimal digits of the text's SHA-256."""
        return f"doc:{self.sha256[:20]}"


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that is no document. `sha256` is of its normalised text, where it came as far as to have one."""

    source: str
    reason: str
    detail: str | None = None
    sha256: str | None = None


# What a reader of files yields: a source (`path` or `path#record`) and what stands there.
Step = tuple[str, Draft | Refused]
