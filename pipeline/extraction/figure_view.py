"""What can be seen around one figure in the making: its clause, the states of its sentence, and what was told before."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import Cell
from pipeline.extraction.figure_context import Context
from pipeline.extraction.figure_sides import Tie, ties_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE_NOUNS = frozenset(("compound", "amod", "poss", "nmod"))
_PREPOSITIONS = frozenset(
    "to from with by of in between and into for against through via at over on than among including".split()
)


@dataclass
class View:
    """A cell, the stretch text[start:end] that speaks of it, and the context in which it stands."""

    doc: Document
    cell: Cell
    start: int
    end: int
    context: Context

    @functools.cached_property
    def cue_state(self) -> str:
        """How the flow is told: by a noun or verb in the sentence, by a word that also speaks of business at home, or before."""
        cue = self.cell.cue
        if not self.cell.is_cue_here:
            return "away"
        return ("weak." if cue.is_weak else "") + ("verb" if cue.is_verb else "noun")

    @functools.cached_property
    def nearness(self) -> str:
        """How far the last figure is: in this sentence, this paragraph, or further."""
        sentence, context = self.cell.sentence, self.context
        if sentence.index == context.sentence:
            return "sentence"
        if sentence.paragraph == context.paragraph:
            return "paragraph"
        return "none" if context.sentence < 0 else "far"

    @functools.cached_property
    def ties(self) -> list[Tie]:
        """The states of the sentence and what ties each to the flow."""
        sentence = self.cell.sentence
        return ties_of(self.doc, self.cell.cue, self.cell.is_cue_here, sentence.start, sentence.end)

    def place(self, start: int, end: int) -> str:
        """Where text[start:end] stands: in the stretch, or left or right of it."""
        if end <= self.start:
            return "left"
        return "right" if start >= self.end else "in"

    @functools.cached_property
    def number(self) -> tuple[int, int]:
        """The figure's first number."""
        level = self.cell.level
        if level is not None:
            return level.start, level.end
        parts = [p for p in self.cell.parts if p[0] != self.cell.cue.start] or self.cell.parts
        return parts[0]

    @property
    def flow_span(self) -> tuple[int, int] | None:
        """The word of flow, where it stands in the sentence."""
        return (self.cell.cue.start, self.cell.cue.end) if self.cell.is_cue_here else None

    @functools.cached_property
    def verb(self) -> Token | None:
        """The verb that governs the number."""
        token = self.doc.token_at(self.number[0])
        for _ in range(12):
            if token.pos_ in ("VERB", "AUX") or token.head.i == token.i:
                break
            token = token.head
        return token if token.pos_ in ("VERB", "AUX") else None

    @functools.cached_property
    def subject_span(self) -> tuple[int, int] | None:
        """Where the subject of that verb stands."""
        if self.verb is None:
            return None
        for token in (self.verb, self.verb.head):
            for child in token.lefts:
                if child.dep_ in ("nsubj", "nsubjpass"):
                    return child.left_edge.idx, child.right_edge.idx + len(child.right_edge)
        return None

    def preposition(self, start: int) -> str:
        """The last preposition in the three words before an offset, or nothing."""
        before = self.doc.text[max(0, start - 32) : start].lower()
        for word in reversed(re.findall(r"[a-z]+|[,;:.()]", before)[-3:]):
            if word in _PREPOSITIONS:
                return word
            if not word.isalpha():
                return "break"
        return ""


def climbed(token: Token) -> list[Token]:
    """A word and the nouns that it stands before in their phrase, up to the noun that heads it: "Chinese", "steel", "exports"."""
    path = [token]
    while token.dep_ in _BEFORE_NOUNS and token.i < token.head.i:
        token = token.head
        path.append(token)
    return path
