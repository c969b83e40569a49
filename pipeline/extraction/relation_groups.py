"""Phrases that mean states without naming them ("the two countries", "both"), and where a story begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_SIZES = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3}
_DATELINE_END = re.compile(r"\A[^\n]{0,60}?[A-Z]{3}[^\n]{0,40}? (?:-|–|—|--) (?:The |A |An )?")


def group_size(token: Token, lemma: str) -> int:
    """How many states the noun phrase headed by `token` means without naming them; 0 where it means none."""
    size = next((_SIZES[c.lower_] for c in token.children if c.lower_ in _SIZES), 0)
    if (
        token.lower_ in ("both", "two")
        and token.pos_ in ("NUM", "PRON", "DET", "NOUN")
        and not any(c.dep_ == "prep" for c in token.children)
    ):
        size = 2 if token.dep_ in ("nsubj", "nsubjpass", "pobj") else 0
    elif _is_mutual(token) or lemma not in words("relations")["groups"]:
        return 0
    if (
        not size
        and token.lower_ in ("neighbours", "neighbors", "belligerents")
        and not any(c.dep_ in ("poss", "prep") for c in token.children)
    ):
        size = 2
    return 0 if any(c.dep_ == "poss" for c in token.children) else size


def _is_mutual(token: Token) -> bool:
    """ "each other"."""
    if token.lower_ == "each":
        return any(t.lower_ == "other" for t in token.subtree)
    return token.lower_ == "other" and any(c.lower_ == "each" for c in token.children)


def after_dateline(doc: Document) -> int:
    """Where a story begins after "COLOMBO, July 29 - "; the parse often takes the town for its subject."""
    match = _DATELINE_END.match(doc.text)
    return match.end() if match else 0
