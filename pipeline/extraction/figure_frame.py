"""A document laid out for linking: its sentences with their words of flow, blockers and classes of words."""

from __future__ import annotations

import bisect
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_claims import blockers, cues_of
from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity

FLOWS = ("export", "import", "trade", "balance")
OTHER_WAY = {"export": "import", "import": "export"}
_RIVALS = frozenset(("finance", "prices", "output", "capacity", "company", "economy"))
_CLASSES = ("sellers", "buyers", "capacity", "finance", "prices", "output", "counted", "handling", "company", "economy")


@dataclass(frozen=True, slots=True)
class Link:
    """What a number was found to be told of: a flow, or nothing of trade (None)."""

    quantity: Quantity
    sentence: int
    flow: str | None
    is_turned: bool = False


@dataclass
class Clauses:
    """One sentence's words of flow, blockers and mentions."""

    sentence: Sentence
    cues: list[Cue]
    kinds: dict[int, str]
    blocked: list[tuple[int, int]]
    mentions: list[Mention]
    classes: list[tuple[int, str]]
    subject_flow: str | None = None


@dataclass
class Frame:
    """A document laid out for linking: its sentences, and who and what it is about.

    `density` tells how many of its sentences name a flow, `rivals` how many of its telling words are of other things;
    `leading` and `mostly` are the first and the prevailing of exports and imports, `listed` the flows of its tables.
    """

    doc: Document
    main: str | None
    clauses: list[Clauses] = field(default_factory=list)
    density: str = "0"
    rivals: str = "0"
    leading: str | None = None
    mostly: str | None = None
    listed: list[str] = field(default_factory=list)


def frame_of(doc: Document, main: str | None) -> Frame:
    """Lay out `doc`; `main` is the state that it is about."""
    frame, told = Frame(doc, main), []
    with_numbers = {doc.sentence_at(q.start).index for q in doc.quantities}
    for sentence in doc.sentences:
        cues, kinds = cues_of(doc, sentence)
        told.append([c.flow for c in cues if not c.is_weak])
        mentions = [m for m in doc.mentions if sentence.start <= m.start and m.end <= sentence.end]
        blocked = blockers(sentence) if sentence.index in with_numbers else []
        subject_flow = _subject_flow(sentence, cues)
        frame.clauses.append(Clauses(sentence, cues, kinds, blocked, mentions, _classes(sentence), subject_flow))
    frame.density = binned(int(10 * sum(map(bool, told)) / max(1, len(told))), 1, 2, 4, 6)
    strong = sum(map(len, told))
    rivals = sum(name in _RIVALS for clauses in frame.clauses for _, name in clauses.classes)
    frame.rivals = binned(int(10 * rivals / max(1, rivals + strong)), 3, 5, 7, 9)
    flows = [flow for found in told for flow in found if flow in OTHER_WAY]
    if not flows:
        flows = [c.flow for clauses in frame.clauses for c in clauses.cues if c.flow in OTHER_WAY and not c.is_motion]
    if flows:
        exports, imports = flows.count("export"), flows.count("import")
        frame.leading = flows[0]
        if 3 * max(exports, imports) >= 4 * min(exports, imports) + 1:
            frame.mostly = "export" if exports > imports else "import"
    return frame


@functools.cache
def binned(value: int, *edges: int) -> str:
    """How many of the rising `edges` the value reaches, as part of a feature's name."""
    return str(bisect.bisect_right(edges, value))


@functools.cache
def _class_of() -> dict[str, tuple[str, ...]]:
    """Lemma → the classes that it is of."""
    lists, out = words("link_words"), {}
    for name in _CLASSES:
        for lemma in sorted(lists[name]):
            out[lemma] = (*out.get(lemma, ()), name)
    return out


def _classes(sentence: Sentence) -> list[tuple[int, str]]:
    """Where words of each class stand."""
    known = _class_of()
    return [
        (token.idx, name)
        for token in sentence.span
        if token.pos_ in ("NOUN", "VERB", "ADJ")
        for name in known.get(token.lemma_.lower(), ())
    ]


def _subject_flow(sentence: Sentence, cues: list[Cue]) -> str | None:
    """The flow that the sentence's subject names, if it names one."""
    if not cues:
        return None
    for token in sentence.span.root.lefts:
        if token.dep_ in ("nsubj", "nsubjpass"):
            by_token = {c.token.i: c.flow for c in cues if not c.is_verb}
            return by_token.get(token.i) or next((by_token[t.i] for t in token.subtree if t.i in by_token), None)
    return None
