"""Of which flow a number is told, if it is told of trade at all: a linear model over what rules and the parse see.

Rules (figure_claims) propose; the model weighs their proposal against the clause, the words around and what was told
before, and may say "nothing" (figure_choices).
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.figure_choices import Choose, Question, choose_by_model
from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.figure_features import sentence_features
from pipeline.extraction.figure_frame import FLOWS, OTHER_WAY, Frame, Link, frame_of
from pipeline.extraction.figure_memory import memory_features, pointed
from pipeline.extraction.figure_roles import SILENT, Role
from pipeline.extraction.figure_scene import Scene
from pipeline.extraction.rows import Figure

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity

_EITHER_SIGN = frozenset(("gap", "balance", "imbalance", "difference"))
LABELS = ("none", *FLOWS)


class Linker:
    """Goes through a document's numbers in text order and remembers what it decided."""

    def __init__(self, doc: Document, main: str | None, choose: Choose = choose_by_model) -> None:
        self._doc, self._main = doc, main
        self.links: list[Link] = []
        self._choose = choose
        self._cue_of: dict[str, Cue] = {}
        self._sign = 0  # of the last balance that said which way it went

    @functools.cached_property
    def frame(self) -> Frame:
        """The document laid out, when its first number is met."""
        return frame_of(self._doc, self._main)

    def link(self, index: int, quantities: list[Quantity], roles: list[Role]) -> list[tuple[str, Cue, float] | None]:
        """For each number of sentence `index` its flow, the word that tells it and how likely that is; None for no trade."""
        out: list[tuple[str, Cue, float] | None] = []
        for place, quantity in enumerate(quantities):
            if roles[place].name in SILENT:
                out.append(None)
                continue
            scene = Scene(self.frame, index, quantities, roles, place)
            flow, likelihood = pointed(scene, self.links), 1.0
            if flow is None:
                here, before = sentence_features(scene), memory_features(scene, self.links)
                question = Question("flow", quantity, LABELS, [here[name] + before[name] for name in LABELS])
                chosen, likelihood = self._choose(question)
                flow = LABELS[chosen] if chosen else None
            rule = scene.rule
            is_turned = isinstance(rule, Cue) and rule.is_weak and OTHER_WAY.get(rule.flow) == flow and flow is not None
            self.links.append(Link(quantity, index, flow, is_turned))
            out.append((flow, self._cue(scene, flow), likelihood) if flow else None)
        return out

    def tell(self, figures: list[Figure]) -> None:
        """Remember figures that were read otherwise, from tables and lists: the text may go on with their flow."""
        self.frame.listed += [figure.flow for figure in figures]

    def _cue(self, scene: Scene, flow: str) -> Cue:
        """The word that tells of `flow`: the one that the rule names, the nearest one, one of the other side, or the last."""
        q, cues = scene.quantity, scene.here.cues
        if isinstance(scene.rule, Cue) and scene.rule.flow == flow:
            found: Cue | None = scene.rule
        else:
            found = _nearest(q, [c for c in cues if c.flow == flow])
            is_first = not any(k.flow == flow and k.sentence == scene.index for k in self.links[:-1])
            if (
                found is None
                and is_first
                and (turned := _nearest(q, [c for c in cues if c.is_weak and OTHER_WAY.get(c.flow) == flow]))
            ):
                found = dataclasses.replace(turned, flow=flow, is_turned=True)
        if found is None:
            found = (
                self._cue_of.get(flow)
                or self._last_cue(scene.index, flow)
                or Cue(q.start, q.start, flow, False, False, 1, scene.token)
            )
        if flow == "balance":
            lemma = found.token.lemma_.lower()
            if lemma in _EITHER_SIGN and self._sign:
                found = dataclasses.replace(found, sign=self._sign)
            elif lemma not in _EITHER_SIGN and found.end > found.start:
                self._sign = found.sign
        self._cue_of[flow] = found
        return found

    def _last_cue(self, index: int, flow: str) -> Cue | None:
        for back in range(1, min(index, 8) + 1):
            found = [c for c in self.frame.clauses[index - back].cues if c.flow == flow]
            if found:
                return found[-1]
        return None


def _nearest(quantity: Quantity, cues: list[Cue]) -> Cue | None:
    """The nearest word of flow; one before the number sooner than one after it."""
    before = [c for c in cues if c.end <= quantity.start]
    return before[-1] if before else cues[0] if cues else None
