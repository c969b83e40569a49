"""Measure how right extraction is and write pipeline/release/quality.json: make score, or

python tests/gold/measure.py [--check] [--errors TABLE] [--all]

Briefs and wires are cross-validated: each text is extracted with what the other four fifths of them teach (see
train_figures.py), so no model has seen what it is measured on. Only these two are written; the seed, and reuters and
dev where ../shared/gold is there, are extracted with all that was learnt and only printed. `--check` writes nothing and
fails if the file would change; the other options are evaluate.py's.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import evaluate
import tallies

from pipeline.engine import extraction_code
from pipeline.engine.worker import SINGLE_THREAD
from pipeline.release.quality import MEASURED

ABOUT = {
    "briefs": "reports on the trade of Russia, China and their neighbours and on what is built for it, 2003 to 2026, which "
    "are among the seeds of this project",
    "wires": "invented stories in the manner of newswire, on the trade of all the world, 1979 to 2026",
}
PRINTED = ("seed", "reuters", "dev")

Predicted = dict[str, dict[str, Any]]


def held_out(names: Iterable[str], with_layers: bool = False) -> dict[str, Predicted]:
    """The rows of each document of these sets, each found with what the others teach, by set and source.

    A model that is learnt from them has to have weights a fold, as train_figures.learn gives them, and is put to use in
    `found`.
    """
    import train_figures

    from pipeline.extraction import found

    sets = {name: train_figures.read_set(name) for name in names}
    _, folds, _ = train_figures.learn([item for items in sets.values() for item in items], report=lambda _: None)
    out: dict[str, Predicted] = {}
    for name, items in sets.items():
        records = evaluate.read(evaluate.SETS[name][1])
        out[name] = {}
        for item in items:
            text = records[item.source].text
            rows = found(item.doc, text, train_figures.choose_by(folds[item.fold]))
            layers = {"layers": evaluate.layers_of(item.doc, rows, text)} if with_layers else {}
            out[name][item.source] = evaluate.as_scored(rows, text) | layers
    return out


def quality(predicted: Mapping[str, Predicted]) -> dict[str, Any]:
    """The content of quality.json: how right these rows of each set are."""
    sets = {}
    for name, rows in predicted.items():
        gold = evaluate.labels(name)
        tables = {
            table: tallies.numbers(table, [tallies.matched(table, g, rows[g["source"]]) for g in gold])
            for table in tallies.TABLES
        }
        sets[name] = {"about": ABOUT[name], "documents": len(gold), "tables": tables}
    return {
        "source": "measured by tests/gold/measure.py on the project's own labelled texts (tests/gold: briefs, wires)",
        "licence": "CC0-1.0",
        "extraction_code": extraction_code(),
        "labels_sha256": labels_sha256(),
        "sets": sets,
    }


def labels_sha256() -> str:
    """One hash of the labelled texts, their labels, and the code that learns from them and scores by them."""
    here = evaluate.HERE
    files = [evaluate.SETS[name][0] for name in ABOUT]
    files += [path for name in ABOUT for path in evaluate.SETS[name][1].rglob("*") if path.is_file()]
    files += [
        *(here / name for name in ("fitting.py", "measure.py", "score.py", "tallies.py")),
        *here.glob("train_*.py"),
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(evaluate.ROOT).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_of_this_code(content: Mapping[str, Any]) -> bool:
    """Whether a quality.json was measured with the code and labels that are here."""
    return content.get("extraction_code") == extraction_code() and content.get("labels_sha256") == labels_sha256()


def told_of(name: str, errors: list[str], examples: int | None) -> list[str]:
    """The lines on a set that is not held out."""
    predicted = evaluate.predict_set(name, with_layers=bool(errors), processes=1)
    return evaluate.told(name, evaluate.labels(name), predicted, errors, examples)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail if the file would change")
    evaluate.add_options(parser)
    options = parser.parse_args()
    examples = None if options.all else 5
    others = [name for name in PRINTED if evaluate.SETS[name][0].exists()]
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        waiting = [pool.submit(told_of, name, options.errors, examples) for name in others]
        predicted = held_out(ABOUT, with_layers=bool(options.errors))
        for name, rows in predicted.items():
            lines = evaluate.told(f"{name}, held out in turn", evaluate.labels(name), rows, options.errors, examples)
            print("\n".join(lines), flush=True)
        for found in waiting:
            print("\n".join(found.result()), flush=True)
    text = json.dumps(quality(predicted), indent=2, ensure_ascii=False) + "\n"
    if options.check:
        was = MEASURED.read_text(encoding="utf-8") if MEASURED.exists() else ""
        sys.exit(0 if was == text else f"{MEASURED.name} is not what is measured: run `make score`")
    written(MEASURED, text)
    print(f"written to {MEASURED.relative_to(evaluate.ROOT)}")


def written(path: Path, text: str) -> None:
    """The file as a whole, or not at all."""
    aside = path.with_name(f".{path.name}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


if __name__ == "__main__":
    os.environ.update(SINGLE_THREAD)
    main()
