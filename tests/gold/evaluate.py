"""Score extraction against labelled documents: python tests/gold/evaluate.py [SET …] [--errors TABLE] [--all]

Sets: briefs and wires (in the project; the wires are invented stories, not seeds), seed, and reuters and dev where
../shared/gold is there. Documents are read and extracted as in a build, with what was learnt from briefs and wires;
measure.py holds those out. Ids are not merged across documents, so that each document is judged alone. `--errors` lists
a table's errors by phenomenon: how many of each, then some of each (all of them with `--all`).
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import functools
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phenomena import Layers

    from pipeline.corpus import Record
    from pipeline.extraction.document import Document
    from pipeline.extraction.rows import Extraction, Figure

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
TABLES = {"figures": "trade_figures", "projects": "projects", "relations": "relations", "entities": "entities"}
sys.path[:0] = [str(HERE), str(ROOT)]


def read(folder: Path) -> dict[str, Record]:
    """The documents of a folder by file name, read as in a build."""
    from pipeline.corpus import iter_records

    return {PurePosixPath(r.source).name: r for r in iter_records(folder) if not hasattr(r, "reason")}


def labels(name: str) -> list[dict[str, Any]]:
    """The labelled documents of a set."""
    lines = SETS[name][0].read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


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


def as_scored(rows: Extraction, text: str) -> dict[str, Any]:
    """One document's rows in the form that score.py reads."""
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


def layers_of(doc: Document, rows: Extraction, text: str) -> Layers:
    """What was read in a document, in the form that phenomena.py reads."""
    from phenomena import Layers, Number

    from pipeline.extraction.figure_cues import find_cues
    from pipeline.extraction.figure_tables import blocks_of

    def clause(token: Any) -> int:
        while token.head != token and not (token.pos_ in ("VERB", "AUX") and token.dep_ in _CLAUSES):
            token = token.head
        return token.i

    return Layers(
        text=text,
        sentences=[(s.start, s.end) for s in doc.sentences],
        clauses=[(token.idx, clause(token)) for token in doc.nlp],
        mentions=[(m.entity_id, m.start, m.end, m.kind) for m in rows.mentions]
        + [(m.project_id, m.start, m.end, "project") for m in rows.project_mentions],
        numbers=[Number(q.start, q.end, q.value, q.unit, q.value_high) for q in doc.quantities],
        cues=[(cue.start, cue.flow) for sentence in doc.sentences for cue in find_cues(doc, sentence)],
        tables=[(block.start, block.end) for block in blocks_of(doc)],
        statements={(r.subject_id, r.predicate, r.object_id, r.modality): (r.start, r.end) for r in rows.relations},
    )


_CLAUSES = frozenset(("ROOT", "conj", "relcl", "acl", "advcl", "ccomp", "parataxis", "csubj"))


def predict(record: Record, with_layers: bool = False) -> dict[str, Any]:
    """One document's rows in the form that score.py reads; with its `layers` where errors are to be told."""
    from pipeline.extraction import found, layered

    doc = layered(record.text, record.published_on)
    rows = found(doc, record.text)
    return as_scored(rows, record.text) | ({"layers": layers_of(doc, rows, record.text)} if with_layers else {})


def predict_set(name: str, with_layers: bool = False, processes: int = 2) -> dict[str, dict[str, Any]]:
    """The rows of all documents of a set, by source, with what the project has learnt."""
    records = read(SETS[name][1])
    sources = [gold["source"] for gold in labels(name)]
    chosen = [records[source if source in records else "seed-000.txt"] for source in sources]
    one = functools.partial(predict, with_layers=with_layers)
    if processes < 2:
        return dict(zip(sources, map(one, chosen), strict=True))
    with concurrent.futures.ProcessPoolExecutor(processes) as pool:
        return dict(zip(sources, pool.map(one, chosen, chunksize=4), strict=True))


def told(
    name: str,
    gold: Sequence[Mapping[str, Any]],
    predicted: Mapping[str, Mapping[str, Any]],
    errors: Sequence[str] = (),
    examples: int | None = 5,
) -> list[str]:
    """The lines that tell how right a set's rows are, and the errors of the tables in `errors` by phenomenon."""
    import phenomena
    import tallies

    lines = [f"{name}: {len(gold)} documents"]
    for short, table in TABLES.items():
        documents = [tallies.matched(table, g, predicted[g["source"]]) for g in gold]
        r = tallies.numbers(table, documents)
        found = f"found P {r['precision']:.3f} R {r['recall']:.3f} F1 {r['f1']:.3f}"
        strict = f"  strict F1 {r['strict_f1']:.3f}" if "strict_f1" in r else ""
        lines.append(f"  {short:10} gold {r['labelled']:4} predicted {r['predicted']:4}  {found}{strict}")
        if "slots" in r:
            slots = (f"{slot} {v['right_where_found']:.2f}" for slot, v in r["slots"].items())
            lines.append("             " + "  ".join(slots))
        if short in errors:
            wrong, usual = [], []
            for g, rows in zip(gold, documents, strict=True):
                layers = predicted[g["source"]]["layers"]
                wrong += phenomena.errors_of(table, rows, layers, g["source"])
                usual += phenomena.usual(table, rows, layers)
            lines += [f"    {line}".rstrip() for line in phenomena.report(wrong, examples, usual)]
    return lines


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which errors are listed."""
    parser.add_argument(
        "--errors", action="append", default=[], choices=list(TABLES), help="list a table's errors by phenomenon"
    )
    parser.add_argument("--all", action="store_true", help="list every error, not five of each phenomenon")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=[])
    add_options(parser)
    args = parser.parse_args()
    for name in args.sets or [n for n, (gold, _) in SETS.items() if gold.exists() and n != "seed"]:
        predicted = predict_set(name, with_layers=bool(args.errors))
        print("\n".join(told(name, labels(name), predicted, args.errors, None if args.all else 5)), flush=True)


if __name__ == "__main__":
    main()
