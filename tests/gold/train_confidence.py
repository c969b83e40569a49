"""Learn confidence.json from labelled texts: python tests/gold/train_confidence.py [--check]

Every row that an extraction gives (pipeline.extraction.confidence) is right or wrong by the gold, and the weights that
make what is right likely are fitted (fitting.py), a set a table. Documents are split into five parts; figures are
extracted with a model that has not seen the document (train_figures.py), and for the numbers in the file's head each
part is judged with weights of the other four. Nothing is drawn at random: the same inputs give the same bytes.
`--check` writes nothing and fails if the file would change.

Measured are the Brier score (mean squared distance of confidence and truth; `constant` is that of one confidence for
all rows of the set) and the expected calibration error: rows in ten bins of equal count by confidence, the mean
distance of a bin's confidence and its share of right rows.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import evaluate
import fitting
import score
import train_figures

from pipeline.extraction import found, layered
from pipeline.extraction.confidence import TABLES, features_of, likelihood
from pipeline.extraction.figure_choices import Choose, choose_by_model
from pipeline.extraction.rows import Extraction

TARGET = evaluate.ROOT / "pipeline" / "knowledge" / "confidence.json"
PENALTY = {"mentions": 3.0, "relations": 6.0, "figures": 6.0, "projects": 6.0, "project_mentions": 3.0}
LEAST = 5  # documents that a feature is in
BINS = 10
SURE = 0.8
LEARNT_FROM = train_figures.LEARNT_FROM
NOT_LEARNT_FROM = ("reuters",)
Judged = list[tuple[float, bool]]  # confidence, and whether the row is right
Weights = dict[str, dict[str, float]]


@dataclasses.dataclass
class Labelled:
    """A document's rows by table: the features of each, and whether it is right."""

    source: str
    fold: int
    features: dict[str, list[list[str]]]
    right: dict[str, list[bool]]


def read_set(name: str, chooses: Sequence[Choose] = (choose_by_model,)) -> list[Labelled]:
    """The documents of one of evaluate's sets; `chooses` has the choice of figures for each part, or one for all."""
    records, golds = evaluate.read(evaluate.SETS[name][1]), evaluate.labels(name)
    folds = [train_figures.fold_of(gold["source"]) for gold in golds]
    return [labelled(g, records[g["source"]], chooses[n % len(chooses)]) for g, n in zip(golds, folds, strict=True)]


def labelled(gold: Mapping[str, Any], record: Any, choose: Choose = choose_by_model) -> Labelled:
    """The rows of one document, judged by its gold; `record` is evaluate's."""
    doc = layered(record.text, record.published_on)
    rows = found(doc, record.text, choose)
    fold = train_figures.fold_of(gold["source"])
    return Labelled(gold["source"], fold, features_of(doc, rows), right_rows(gold, record.text, rows))


def right_rows(gold: Mapping[str, Any], text: str, rows: Extraction) -> dict[str, list[bool]]:
    """Which rows of a document are right by its gold, by table, matched as the score matches them."""
    scored = evaluate.as_scored(rows, text)
    figures, projects = scored["figures"], scored["projects"]
    stated = [
        {"is": tuple(r.get(k, "asserted") for k in ("subject", "predicate", "object", "modality"))}
        for r in gold["relations"]
    ]
    relations = [{"is": (r.subject_id, r.predicate, r.object_id, r.modality)} for r in rows.relations]

    def is_stated(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
        a, b = one["is"], two["is"]
        return (a[1], a[3]) == (b[1], b[3]) and score.same_id(a[0], b[0]) and score.same_id(a[2], b[2])

    def strict(told: list[Any], own: list[Any], is_found: Callable, slots: list[str], is_right: Callable) -> list[bool]:
        pairs = {j: i for i, j in score.match(told, own, is_found, slots, is_right)}
        return [j in pairs and all(is_right(s, told[pairs[j]], row) for s in slots) for j, row in enumerate(own)]

    told = {p["project_id"]: any(score.project_found(g, p) for g in gold["projects"]) for p in projects}
    return {
        "mentions": [any(score.same_id(e, m.entity_id) for e in gold["entities"]) for m in rows.mentions],
        "relations": strict(stated, relations, is_stated, [], score.figure_slot),
        "figures": strict(gold["figures"], figures, score.figure_found, score.FIGURE_SLOTS, score.figure_slot),
        "projects": strict(gold["projects"], projects, score.project_found, score.PROJECT_SLOTS, score.project_slot),
        "project_mentions": [told[m.project_id] for m in rows.project_mentions],
    }


def fit(items: Sequence[Labelled]) -> Weights:
    """The weights of each table: a row against nothing, which is the likelier answer where the row is wrong."""
    return {
        table: fitting.fit(
            [
                [((names, ()), (ok, not ok)) for names, ok in zip(item.features[table], item.right[table], strict=True)]
                for item in items
            ],
            PENALTY[table],
            LEAST,
        )
        for table in TABLES
    }


def judge(items: Sequence[Labelled], table: str, weights_of: Callable[[Labelled], Weights]) -> Judged:
    """Each row's confidence by these weights, and whether it is right."""
    return [
        (likelihood(names, weights_of(item)[table]), ok)
        for item in items
        for names, ok in zip(item.features[table], item.right[table], strict=True)
    ]


def calibration_error(judged: Judged) -> float:
    """The mean distance of confidence and share of right rows over ten bins of equal count, in order of confidence."""
    ordered = sorted(judged, key=lambda pair: pair[0])  # those that tie in the order of the documents
    n = len(ordered)
    bounds = [n * i // BINS for i in range(BINS + 1)]
    gaps = [abs(sum(c - ok for c, ok in ordered[a:b])) for a, b in zip(bounds, bounds[1:], strict=False)]
    return sum(gaps) / n


def measured(judged: Judged) -> dict[str, float]:
    """What confidences are worth: how many rows, which share of them is right, calibration error and Brier score; and
    how many rows are sure, and which share of those and of the rest is right."""
    n = len(judged)
    share = sum(ok for _, ok in judged) / n
    sure, rest = ([ok for c, ok in judged if (c >= SURE) is wanted] for wanted in (True, False))
    return {
        "rows": n,
        "right": round(share, 3),
        "confidence": round(sum(c for c, _ in judged) / n, 3),
        "calibration_error": round(calibration_error(judged), 3),
        "brier": round(sum((c - ok) ** 2 for c, ok in judged) / n, 4),
        "brier_constant": round(share * (1 - share), 4),
        "sure_rows": len(sure),
        "sure_right": round(sum(sure) / max(1, len(sure)), 3),
        "rest_right": round(sum(rest) / max(1, len(rest)), 3),
    }


def measures(items: Sequence[Labelled], weights_of: Callable[[Labelled], Weights]) -> dict[str, dict[str, float]]:
    """What confidences are worth, by table."""
    judged = {table: judge(items, table, weights_of) for table in TABLES}
    judged["all"] = [pair for pairs in judged.values() for pair in pairs]
    return {table: measured(pairs) for table, pairs in judged.items() if pairs}


def learn(sets: Mapping[str, Sequence[Labelled]]) -> tuple[Weights, dict[str, dict[str, dict[str, float]]]]:
    """The weights learnt from all documents, and what those of the other parts are worth on each set and on all."""
    items = [item for found_items in sets.values() for item in found_items]
    folds = [fit([i for i in items if i.fold != n]) for n in range(train_figures.FOLDS)]
    held_out = {name: measures(own, lambda i: folds[i.fold]) for name, own in {**sets, "together": items}.items()}
    return fit(items), held_out


def main() -> None:
    """Cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail if the file would change")
    options = parser.parse_args()
    _, folds, _ = train_figures.learn([item for name in LEARNT_FROM for item in train_figures.read_set(name)])
    chooses = [train_figures.choose_by(weights) for weights in folds]
    sets = {name: read_set(name, chooses) for name in LEARNT_FROM}
    weights, held_out = learn(sets)
    others = json.loads(TARGET.read_text(encoding="utf-8"))["not_learnt_from"] if TARGET.exists() else {}
    for name in NOT_LEARNT_FROM:
        if evaluate.SETS[name][0].exists():
            others[name] = measures(read_set(name), lambda item: weights)
    content = {
        "source": "learnt by tests/gold/train_confidence.py from the project's own labelled texts (tests/gold: briefs, wires)",
        "licence": "CC0-1.0",
        "learnt_from": {"documents": sum(map(len, sets.values())), "least": LEAST, "penalty": PENALTY},
        "held_out": held_out,
        "not_learnt_from": others,
        "weights": {table: dict(sorted(learnt.items())) for table, learnt in weights.items()},
    }
    for name, found_measures in {**held_out, **others}.items():
        for table, numbers in found_measures.items():
            print(f"{name:9} {table:17}", "  ".join(f"{key} {value}" for key, value in numbers.items()))
    fitting.keep(TARGET, content, options.check)


if __name__ == "__main__":
    main()
