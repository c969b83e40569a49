"""What a stretch of text stands for, and the plain lemma of a noun: the small change of the relation steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.clauses import base

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity where the text speaks of it; text[start:end] is what stands for it."""

    entity_id: str
    start: int
    end: int

    @property
    def type(self) -> str:
        """The entity's type."""
        return self.entity_id.partition(":")[0]


def noun(token: Token) -> str:
    """The lemma of a noun in lower case; plurals that the model takes for names are cut."""
    lemma = base(token)
    if token.pos_ == "PROPN" and lemma.endswith("s") and not lemma.endswith("ss"):
        lemma = lemma[:-1]
    return lemma
