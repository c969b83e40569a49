"""One analysed document: its text, its parse, and the layers that later steps read."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.extraction.rows import Mention, Project, ProjectMention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from pipeline.extraction.periods import Period
    from pipeline.extraction.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or a list item, or a table line); `span` is its spaCy parse."""

    index: int
    start: int
    end: int
    paragraph: int
    span: Span


@dataclass
class Document:
    """A text with its parse and its layers, each sorted by start.

    `mentions`, `quantities`, `periods`, `projects` and `project_mentions` are filled by the steps of the same name (see
    `layered`).
    """

    text: str
    published_on: dt.date | None
    nlp: Doc
    sentences: list[Sentence]
    mentions: list[Mention] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    project_mentions: list[ProjectMention] = field(default_factory=list)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.idx for token in self.nlp]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds this offset (the one before, for white space between two)."""
        return self.sentences[max(0, bisect.bisect_right(self._sentence_starts, offset) - 1)]

    def tokens(self, start: int, end: int) -> Span:
        """The tokens that touch text[start:end]."""
        span = self.nlp.char_span(start, end, alignment_mode="expand")
        if span is None:
            raise ValueError(f"no tokens in [{start}, {end}) of a text of {len(self.text)}")
        return span

    def token_at(self, offset: int) -> Token:
        """The token that holds this offset, or the last one before it."""
        return self.nlp[max(0, bisect.bisect_right(self._token_starts, offset) - 1)]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie wholly within text[start:end]."""
        return [m for m in self.mentions if m.start >= start and m.end <= end]
