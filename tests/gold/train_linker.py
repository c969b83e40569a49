"""Learn figure_linker.json from the labelled briefs: python tests/gold/train_linker.py [--check]

Each number of a brief gets the flow of the figure that it is part of, or none; features are read with the right
decisions before it; a softmax regression with an L2 penalty is fitted by Newton's method. First the documents are
split into five folds and each is extracted with weights from the other four (what the numbers in the file's head say),
then the weights of all are written. Nothing is drawn at random: the same inputs give the same bytes. `--check` writes
nothing and fails if the file would change. Other sets that are there are extracted with the weights, never learnt from.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import evaluate
import numpy as np
import score

from pipeline.extraction.analysis import analyse
from pipeline.extraction.coreference import coreferent_mentions
from pipeline.extraction.document import Document
from pipeline.extraction.figure_linker import LABELS, Decide, Features, scores
from pipeline.extraction.figures import find_figures
from pipeline.extraction.mentions import find_mentions
from pipeline.extraction.periods import find_periods
from pipeline.extraction.quantities import Quantity, find_quantities

TARGET = evaluate.ROOT / "pipeline" / "knowledge" / "figure_linker.json"
PENALTY = 6.0  # of five tried (3 to 40), the best on briefs held out
CAUTION = 0.65  # added to "none": a spurious figure misleads more than a missing one
FOLDS = 5
REACH = 400  # characters from a figure's quote to a number that may be part of it
Example = tuple[Features, str]
Weights = dict[str, float]


@dataclass
class Labelled:
    """A document and the flows of its numbers, by where they start."""

    source: str
    doc: Document
    figures: list[dict[str, Any]]
    flows: dict[int, list[str]] = field(default_factory=dict)

    def labels(self, quantity: Quantity) -> list[str]:
        """The right labels of a number; more than one where two flows have the same number."""
        return self.flows.get(quantity.start, ["none"])


def read_set(name: str) -> list[Labelled]:
    """The documents of one of evaluate's sets, with all layers that figures are made from."""
    gold_file, folder = evaluate.SETS[name]
    records = evaluate.read(folder)
    lines = gold_file.read_text(encoding="utf-8").splitlines()
    return [labelled(json.loads(line), records) for line in lines]


def labelled(gold: dict[str, Any], records: Mapping[str, Any]) -> Labelled:
    """One labelled document; `records` are evaluate's, by file name."""
    record = records[gold["source"]]
    doc = _layers(record.text, record.published_on)
    return Labelled(gold["source"], doc, gold["figures"], flows_of(doc, gold["figures"]))


def _layers(text: str, published_on: dt.date | None) -> Document:
    doc = analyse(text, published_on)
    doc.quantities = find_quantities(text)
    doc.periods = find_periods(text, published_on)
    doc.mentions = find_mentions(doc)
    doc.mentions = sorted([*doc.mentions, *coreferent_mentions(doc)], key=lambda m: (m.start, -m.end, m.entity_id))
    return doc


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


# learning


def examples_of(item: Labelled) -> list[Example]:
    """The features and the right label of each number that the model is asked about."""
    out: list[Example] = []

    def told(quantity: Quantity, features: Features) -> str:
        label = item.labels(quantity)[0]
        out.append((features, label))
        return label

    find_figures(item.doc, told)
    return out


def fit(documents: list[list[Example]], penalty: float = PENALTY) -> Weights:
    """The weights that make the labels likeliest, less the penalty; of features that at least two documents have."""
    spread: Counter[str] = Counter()
    for examples in documents:
        spread.update({name for features, _ in examples for label in LABELS for name in features[label]})
    names = sorted(name for name, documents_with in spread.items() if documents_with >= 2)
    index = {name: i for i, name in enumerate(names)}
    flat = [example for examples in documents for example in examples]
    x = np.zeros((len(flat), len(LABELS), len(names)))
    y = np.array([LABELS.index(label) for _, label in flat])
    for row, (features, _) in enumerate(flat):
        for k, label in enumerate(LABELS):
            x[row, k, [index[name] for name in features[label] if name in index]] = 1.0
    w = np.zeros(len(names))
    right = x[np.arange(len(flat)), y].sum(0)
    for _ in range(30):
        s = x @ w
        p = np.exp(s - s.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        mean = np.einsum("nk,nkp->np", p, x)
        spread_out = (x * np.sqrt(p)[:, :, None]).reshape(-1, len(names))
        hessian = spread_out.T @ spread_out - mean.T @ mean + penalty * np.eye(len(names))
        step = np.linalg.solve(hessian, right - mean.sum(0) - penalty * w)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    weights = {name: round(float(value), 3) for name, value in zip(names, w, strict=True)}
    weights["none"] = round(weights.get("none", 0.0) + CAUTION, 3)
    return {name: value for name, value in weights.items() if value}


def decide_by(weights: Mapping[str, float]) -> Decide:
    """Choose by these weights."""

    def decide(quantity: Quantity, features: Features) -> str:
        found = scores(features, weights)
        return max(LABELS, key=lambda label: found[label])

    return decide


def judged(items: list[Labelled], rows: list[list[dict[str, Any]]]) -> dict[str, float]:
    """Precision, recall and F1 of figures found, and F1 of those right in every slot."""
    tally = score.Tally()
    for item, found in zip(items, rows, strict=True):
        tally.add(item.source, item.figures, found, score.figure_found, score.FIGURE_SLOTS, score.figure_slot)
    report = tally.report()
    return {
        "precision": report["found"]["p"],
        "recall": report["found"]["r"],
        "f1": report["found"]["f1"],
        "strict_f1": report["strict"]["f1"],
    }


def extracted(item: Labelled, decide: Decide) -> list[dict[str, Any]]:
    """The document's figures in the form that score.py reads."""
    rows = []
    for figure in find_figures(item.doc, decide):
        period = [day and day.isoformat() for day in (figure.period_start, figure.period_end)]
        told = {
            "reporter": figure.reporter_id,
            "partner": figure.partner_id,
            "scope": figure.scope_id,
            "commodity": figure.commodity_id,
        }
        rows.append(dataclasses.asdict(figure) | told | {"period": period if any(period) else None, "quote": ""})
    return rows


def main() -> None:
    """Cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail if the file would change")
    options = parser.parse_args()
    items = read_set("briefs")
    examples = [examples_of(item) for item in items]
    rows: list[list[dict[str, Any]]] = [[] for _ in items]
    for fold in range(FOLDS):
        weights = fit([e for i, e in enumerate(examples) if i % FOLDS != fold])
        for i, item in enumerate(items):
            if i % FOLDS == fold:
                rows[i] = extracted(item, decide_by(weights))
    held_out = judged(items, rows)
    print("briefs, each fifth by the others:", held_out)
    weights = fit(examples)
    for name in ("reuters",):
        if evaluate.SETS[name][0].exists():
            others = read_set(name)
            print(f"{name}, not learnt from:", judged(others, [extracted(item, decide_by(weights)) for item in others]))
    content = {
        "source": "learnt by tests/gold/train_linker.py from the project's own labelled briefs (tests/gold/briefs.jsonl, seeds/briefs)",
        "licence": "CC0-1.0",
        "learnt_from": {
            "documents": len(items),
            "numbers": sum(map(len, examples)),
            "penalty": PENALTY,
            "caution": CAUTION,
        },
        "held_out": held_out,
        "weights": weights,
    }
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if options.check:
        sys.exit(
            0
            if TARGET.read_text(encoding="utf-8") == text
            else "figure_linker.json is not what the briefs teach: run train_linker.py"
        )
    TARGET.write_text(text, encoding="utf-8")
    print(f"{len(weights)} weights in {TARGET.relative_to(evaluate.ROOT)}, {len(text)} bytes")


if __name__ == "__main__":
    main()
