"""Learn figure_model.json from labelled texts: python tests/gold/train_figures.py [--check]

Each question that an extraction raises (pipeline.extraction.figure_choices) is answered from the gold, and the weights
that make the right answers likeliest are fitted (fitting.py). Documents are read twice: with right answers before each
question, and with those of a model that has not seen them, so that what is learnt stands its own mistakes. For the
numbers in the file's head the documents are split into five parts and each is extracted with weights of the other
four; from these rows also comes what a likelihood is worth (`calibration`). Nothing is drawn at random: the same inputs
give the same bytes. `--check` writes nothing and fails if the file would change. Other sets that are there are
extracted with the weights, never learnt from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import evaluate
import fitting
import score

from pipeline.extraction import layered
from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import Cell
from pipeline.extraction.figure_choices import Choose, Question, likeliest
from pipeline.extraction.figures import find_figures
from pipeline.extraction.quantities import Quantity

TARGET = evaluate.ROOT / "pipeline" / "knowledge" / "figure_model.json"
PENALTY = {"flow": 6.0, "ends": 3.0, "scope": 3.0, "commodity": 3.0, "period": 3.0}
LEAST = {"flow": 2, "ends": 3, "scope": 3, "commodity": 3, "period": 3}  # documents that a feature is in
CAUTION = 0.2  # added to "none": a spurious figure misleads more than a missing one
FOLDS = 5
LEARNT_FROM = ("briefs", "wires")
REACH = 400  # characters from a figure's quote to a number that may be part of it
Examples = dict[str, list[fitting.Example]]  # by slot
Weights = dict[str, dict[str, float]]


@dataclass
class Labelled:
    """A document, its figures, and the flows of its numbers by where they start."""

    source: str
    doc: Document
    figures: list[dict[str, Any]]
    flows: dict[int, list[str]] = field(default_factory=dict)

    @property
    def fold(self) -> int:
        """The part that the document is in when it is held out."""
        return fold_of(self.source)


def fold_of(source: str) -> int:
    """The part of a document of that file name, of FOLDS."""
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % FOLDS


def read_set(name: str) -> list[Labelled]:
    """The documents of one of evaluate's sets, with all layers that figures are made from."""
    gold_file, folder = evaluate.SETS[name]
    records = evaluate.read(folder)
    lines = gold_file.read_text(encoding="utf-8").splitlines()
    return [labelled(json.loads(line), records) for line in lines]


def labelled(gold: dict[str, Any], records: Mapping[str, Any]) -> Labelled:
    """One labelled document; `records` are evaluate's, by file name."""
    record = records[gold["source"]]
    doc = layered(record.text, record.published_on)
    return Labelled(gold["source"], doc, gold["figures"], flows_of(doc, gold["figures"]))


# which numbers are parts of which figure


def flows_of(doc: Document, figures: list[dict[str, Any]]) -> dict[int, list[str]]:
    """The flows of each number that is the level, change or level before of a labelled figure, by its start."""
    out: dict[int, list[str]] = {}
    for figure in figures:
        span = _find_quote(doc.text, figure["quote"])
        if span is None:
            continue
        is_share = figure["measure"] == "share"
        level = _nearest(
            doc, span, figure["value"], (lambda q: _is_relative(q) and q.kind != "multiple") if is_share else _is_amount
        )
        anchor = level.start if level else None
        parts = [level]
        parts.append(_nearest(doc, span, figure["change_pct"], _is_relative, anchor))
        parts += [
            _nearest(doc, span, figure[slot], lambda q: q.kind != "multiple", anchor)
            for slot in ("change_value", "previous_value")
        ]
        for quantity in parts:
            if quantity is not None and figure["flow"] not in out.setdefault(quantity.start, []):
                out[quantity.start].append(figure["flow"])
    return out


def _is_amount(quantity: Quantity) -> bool:
    return quantity.kind in ("money", "physical", "number", "count")


def _is_relative(quantity: Quantity) -> bool:
    return quantity.unit == "percent" or quantity.kind in ("percent", "multiple", "number")


def _find_quote(text: str, quote: str) -> tuple[int, int] | None:
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return found.span() if found else None


def _nearest(
    doc: Document,
    span: tuple[int, int],
    value: float | None,
    fits: Callable[[Quantity], bool],
    anchor: int | None = None,
) -> Quantity | None:
    """The number of that value in the quote or next to it, one with the figure's own scale before one without."""
    if value is None:
        return None
    found = []
    for quantity in doc.quantities:
        scale = _match(quantity, abs(value))
        if scale is None or not fits(quantity):
            continue
        is_inside = span[0] <= quantity.start and quantity.end <= span[1]
        gap = 0 if is_inside else min(abs(quantity.start - span[1]), abs(span[0] - quantity.end)) + 1
        if gap <= REACH:
            found.append(
                (
                    not is_inside,
                    scale if is_inside else 0,
                    gap,
                    abs(quantity.start - anchor) if anchor else 0,
                    quantity.start,
                    quantity,
                )
            )
    return min(found, key=lambda f: f[:-1])[-1] if found else None


def _match(quantity: Quantity, value: float) -> int | None:
    """0 where the number has this value, 1 where it has it with a scale that the text leaves out, None where not."""
    told = [abs(v) for v in (quantity.value, quantity.value_high) if v is not None]
    if any(score.same_number(v, value) for v in told):
        return 0
    is_bare = quantity.kind == "number" and not quantity.has_scale
    return (
        1
        if is_bare and any(score.same_number(v * scale, value) for v in told for scale in (1e3, 1e6, 1e9, 1e12))
        else None
    )


# which figure a cell is


class Teacher:
    """Knows the right answers to a document's questions."""

    def __init__(self, item: Labelled) -> None:
        self._item = item
        self._taken: dict[int, int] = {}

    def right(self, question: Question) -> list[bool] | None:
        """Which answers are right; None where the gold has no figure for the cell."""
        of = question.of
        if isinstance(of, Quantity):
            flows = self._item.flows.get(of.start, ["none"])
            return [answer == flows[0] for answer in question.answers]
        gold = self.figure(of)
        return None if gold is None else [is_right(question.slot, gold, answer) for answer in question.answers]

    def figure(self, cell: Cell) -> dict[str, Any] | None:
        """The labelled figure that a cell is, by its flow and number; of several the one whose quote is nearest."""
        level = cell.level
        told = {
            "flow": cell.cue.flow,
            "value": level.value if level else None,
            "unit": "percent" if cell.measure == "share" else cell.unit,
            "change_pct": cell.change_pct,
            "change_value": cell.change_value,
        }
        found = []
        for place, figure in enumerate(self._item.figures):
            gold = dict(figure)
            if told["flow"] == "balance" and gold["value"] is not None and level is not None:
                gold["value"], told["value"] = abs(gold["value"]), abs(level.value)
            span = _find_quote(self._item.doc.text, figure["quote"])
            if span is None or not score.figure_found(gold, told):
                continue
            gap = max(0, span[0] - cell.end, cell.start - span[1])
            is_taken = self._taken.get(place, cell.start) != cell.start
            found.append((gap + 50 * is_taken, place))
        if not found:
            return None
        _, place = min(found)
        self._taken[place] = cell.start
        return self._item.figures[place]


def is_right(slot: str, gold: Mapping[str, Any], answer: Any) -> bool:
    """Whether an answer to a slot's question is what the gold says."""
    if slot == "ends":
        ways = [answer]
        if gold["flow"] == "trade" and gold["partner"] != "country:WLD":
            ways.append(answer[::-1])
        told = [{"reporter": reporter, "partner": partner} for reporter, partner in ways]
        return any(all(score.figure_slot(name, gold, way) for name in way) for way in told)
    if slot == "period":
        days = [day and day.isoformat() for day in answer]
        return score.figure_slot("period", gold, {"period": days if any(days) else None})
    return score.figure_slot(slot, gold, {slot: answer})


# learning


def examples_of(item: Labelled, weights: Weights | None = None) -> Examples:
    """The questions of a document with their right answers, asked in the course of an extraction that goes on with the
    right answers, or, where `weights` are given, with those that these weights choose."""
    out: Examples = defaultdict(list)
    teacher = Teacher(item)

    def choose(question: Question) -> tuple[int, float]:
        right = teacher.right(question)
        if right is not None and any(right) and not all(right):
            out[question.slot].append((question.features, right))
        if weights is not None:
            return likeliest(question, weights[question.slot])
        return (right.index(True) if right is not None and any(right) else question.rule), 1.0

    find_figures(item.doc, choose)
    return out


def fit(documents: Sequence[Examples]) -> Weights:
    """The weights of each slot that make the right answers likeliest, less the penalty."""
    weights = {
        slot: fitting.fit([examples.get(slot, []) for examples in documents], PENALTY[slot], LEAST[slot])
        for slot in PENALTY
    }
    weights["flow"]["none"] = round(weights["flow"].get("none", 0.0) + CAUTION, 3)
    return weights


def learn(items: Sequence[Labelled], report: Callable[[str], None] = print) -> tuple[Weights, list[Weights], int]:
    """The weights learnt from all documents, those that each fold is extracted with, and how many questions there were."""
    straight = [examples_of(item) for item in items]
    folds = [fit([e for item, e in zip(items, straight, strict=True) if item.fold != n]) for n in range(FOLDS)]
    report("read with right answers")
    own = [examples_of(item, folds[item.fold]) for item in items]
    both = [_joined(one, other) for one, other in zip(straight, own, strict=True)]
    folds = [fit([e for item, e in zip(items, both, strict=True) if item.fold != n]) for n in range(FOLDS)]
    report("read with its own answers")
    return fit(both), folds, sum(len(e) for examples in straight for e in examples.values())


def _joined(straight: Examples, own: Examples) -> Examples:
    """Flows are learnt from right answers alone: read with its own they were no better."""
    return {slot: [*straight.get(slot, []), *(own.get(slot, []) if slot != "flow" else [])] for slot in PENALTY}


def choose_by(weights: Weights) -> Choose:
    """Choose by these weights."""
    return lambda question: likeliest(question, weights[question.slot])


def extracted(item: Labelled, weights: Weights) -> list[dict[str, Any]]:
    """The document's figures in the form that score.py reads."""
    return [evaluate.figure_row(figure, item.doc.text) for figure in find_figures(item.doc, choose_by(weights))]


def judged(items: Sequence[Labelled], rows: Sequence[list[dict[str, Any]]]) -> dict[str, Any]:
    """Precision, recall and F1 of figures found, F1 of those right in every slot, and how often each slot is right."""
    tally = score.Tally()
    for item, found in zip(items, rows, strict=True):
        tally.add(item.source, item.figures, found, score.figure_found, score.FIGURE_SLOTS, score.figure_slot)
    report = tally.report()
    return {
        "precision": report["found"]["p"],
        "recall": report["found"]["r"],
        "f1": report["found"]["f1"],
        "strict_f1": report["strict"]["f1"],
        "slots": report["slots"],
    }


def main() -> None:
    """Cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail if the file would change")
    options = parser.parse_args()
    sets = {name: read_set(name) for name in LEARNT_FROM}
    items = [item for found in sets.values() for item in found]
    weights, folds, questions = learn(items)
    held_out = {name: judged(found, [extracted(i, folds[i.fold]) for i in found]) for name, found in sets.items()}
    for name, figures in held_out.items():
        print(f"{name}, each fifth by the others:", figures)
    for name in ("reuters",):
        if evaluate.SETS[name][0].exists():
            others = read_set(name)
            print(f"{name}, not learnt from:", judged(others, [extracted(item, weights) for item in others]))
    content = {
        "source": "learnt by tests/gold/train_figures.py from the project's own labelled texts (tests/gold: briefs, wires)",
        "licence": "CC0-1.0",
        "learnt_from": {"documents": len(items), "questions": questions, "penalty": PENALTY, "caution": CAUTION},
        "held_out": held_out,
        "weights": weights,
    }
    fitting.keep(TARGET, content, options.check)


if __name__ == "__main__":
    main()
