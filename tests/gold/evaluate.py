"""Score extraction against labelled documents: python tests/gold/evaluate.py [SET …] [--errors TABLE].

Sets: briefs and wires (in the project; the wires are invented stories, not seeds), reuters and dev (where ../shared/gold is there). Documents are read and extracted as in a
build; ids are not merged across documents, so that each document is judged alone.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import json
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.corpus import Record
    from pipeline.extraction.rows import Figure

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "gold"
SETS = {
    "briefs": (HERE / "briefs.jsonl", ROOT / "seeds" / "briefs"),
    "wires": (HERE / "wires.jsonl", HERE / "wires"),
    "seed": (HERE / "seed.jsonl", ROOT / "seeds"),
    "reuters": (SHARED / "reuters.jsonl", SHARED / "reuters"),
    "dev": (SHARED / "dev.jsonl", SHARED / "dev"),
}
sys.path[:0] = [str(HERE), str(ROOT)]


def read(folder: Path) -> dict[str, Record]:
    """The documents of a folder by file name, read as in a build."""
    from pipeline.corpus import iter_records

    return {PurePosixPath(r.source).name: r for r in iter_records(folder) if not hasattr(r, "reason")}


def figure_row(figure: Figure, text: str) -> dict:
    """A figure in the form that score.py reads."""
    days = [day and day.isoformat() for day in (figure.period_start, figure.period_end)]
    return dataclasses.asdict(figure) | {
        "reporter": figure.reporter_id,
        "partner": figure.partner_id,
        "scope": figure.scope_id,
        "commodity": figure.commodity_id,
        "period": days if any(days) else None,
        "quote": text[figure.start : figure.end],
    }


def predict(record: Record) -> dict:
    """One document's rows in the form that score.py reads."""
    from pipeline.extraction import extract

    text = record.text
    rows = extract(text, record.published_on)
    last_status = {m.project_id: m.status for m in sorted(rows.project_mentions, key=lambda m: m.start) if m.status}
    projects = []
    for project in rows.projects:
        row = dataclasses.asdict(project)
        row["status"] = last_status.get(project.project_id, project.status)
        projects.append(row)
    return {
        "entities": {m.entity_id for m in rows.mentions},
        "relations": {(r.subject_id, r.predicate, r.object_id, r.modality) for r in rows.relations},
        "figures": [figure_row(figure, text) for figure in rows.figures],
        "projects": projects,
    }


def main() -> None:
    import score

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[])
    parser.add_argument(
        "--errors", action="append", default=[], help="list a table's errors: figures, projects, relations, entities"
    )
    args = parser.parse_args()
    for name in args.sets or [n for n, (gold, _) in SETS.items() if gold.exists() and n != "seed"]:
        gold_file, folder = SETS[name]
        gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines() if line.strip()]
        records = read(folder)
        chosen = [records[g["source"] if g["source"] in records else "seed-000.txt"] for g in gold]
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            predicted = dict(zip([g["source"] for g in gold], pool.map(predict, chosen, chunksize=4), strict=True))
        tallies, _ = score.score(gold, predicted)
        print(f"{name}: {len(gold)} documents")
        for table, tally in tallies.items():
            r = tally.report()
            line = f"  {table:10} gold {r['gold']:4} predicted {r['predicted']:4}  found P {r['found']['p']:.3f} R {r['found']['r']:.3f} F1 {r['found']['f1']:.3f}"
            print(line + (f"  strict F1 {r['strict']['f1']:.3f}" if "strict" in r else ""))
            if "slots" in r:
                print("             " + "  ".join(f"{s} {v:.2f}" for s, v in r["slots"].items()))
            if table in args.errors:
                for source, kind, what, wrong in tally.errors:
                    if isinstance(what, dict) and "is" not in what:
                        what = {k: v for k, v in what.items() if v not in (None, [], ()) and not k.endswith("_id")}
                    print(
                        f"    {source[:26]:26} {kind:11} {what['is'] if isinstance(what, dict) and 'is' in what else what} {wrong or ''}"
                    )


if __name__ == "__main__":
    main()
