"""What a figure is made of as questions: answers that rules put up, each with features, and a linear model that picks one.

Of which flow a number is told (figure_linker), whose trade it is and with whom (figure_ends), which part of it
(figure_scopes), which goods (figure_goods), of which time (figure_times). The rules' own answer is among the features,
so that the model says when to trust it. Weights stand in knowledge/figure_model.json, learnt from labelled texts by
tests/gold/train_figures.py: a conditional logit over the answers, one set of weights a question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.knowledge.weights import weights

if TYPE_CHECKING:
    from pipeline.extraction.figure_cells import Cell
    from pipeline.extraction.quantities import Quantity

Features = Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a number or of the figure that it becomes: `answers[i]` has `features[i]`; `rule` is the place of
    the answer that rules give."""

    slot: str
    of: Cell | Quantity
    answers: Sequence[Any]
    features: Sequence[Features]
    rule: int = 0


Choose = Callable[[Question], tuple[int, float]]  # the place of the answer, and how likely it is


def choose_by_model(question: Question) -> tuple[int, float]:
    """The likeliest answer, the first of those that tie."""
    return likeliest(question, weights("figure_model", question.slot))


def likeliest(question: Question, learnt: Mapping[str, float]) -> tuple[int, float]:
    """The likeliest answer under these weights, and its likelihood."""
    sums = [sum(learnt.get(name, 0.0) for name in names) for names in question.features]
    best = max(range(len(sums)), key=lambda i: round(sums[i], 6))
    return best, 1.0 / sum(math.exp(min(s - sums[best], 50.0)) for s in sums)
