"""The seeds that the project ships, and the same tables from every run."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from pipeline.corpus import REASONS, read_corpus

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


def test_every_shipped_seed_is_a_document() -> None:
    corpus = read_corpus(SEEDS)
    files = sorted(
        path.relative_to(SEEDS).as_posix()
        for path in SEEDS.rglob("*")
        if path.is_file() and path.name != "licences.csv"
    )
    assert corpus.rejected.to_dicts() == []
    assert corpus.documents["source"].to_list() == files
    assert corpus.inputs == len(files)
    for document in corpus.documents.iter_rows(named=True):
        assert document["text"] == document["text"].strip() != ""
        assert hashlib.sha256(document["text"].encode()).hexdigest() == document["sha256"]
        assert document["document_id"] == f"doc:{document['sha256'][:20]}"
        assert isinstance(document["published_on"], dt.date)
        assert document["is_text_published"]


def test_the_first_seed() -> None:
    document = read_corpus(SEEDS).documents.row(0, named=True)
    assert document["source"] == "000_27848471094c3bd4.txt"
    assert document["text"].startswith("China and Russia are pushing for greater cross-border connectivity")
    assert document["published_on"] == dt.date(2023, 11, 7)
    assert document["licence"] is None


def test_two_runs_in_two_processes_give_the_same_tables(tmp_path: Path) -> None:
    text = "The trade of the two of them rose, and that of the others fell from the level of the year before. "
    (tmp_path / "x.jsonl").write_text("".join(json.dumps({"text": f"{text}{i % 7}"}) + "\n{\n" for i in range(20)))
    (tmp_path / "y.html").write_text(f"<html><head><title>Trade</title></head><body><p>{text}</p></body></html>")
    (tmp_path / "z.txt").write_text("Die Ausfuhren stiegen im August um neun Prozent, teilte das Zollamt mit.")
    for file in SEEDS.glob("briefs/00*.md"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    code = (
        "import sys, hashlib, pathlib, pipeline.corpus as c\n"
        "corpus = c.read_corpus(pathlib.Path(sys.argv[1]))\n"
        "print(corpus.inputs, len(corpus.documents), len(corpus.rejected))\n"
        "print(hashlib.sha256((corpus.documents.write_json() + corpus.rejected.write_json()).encode()).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Kiritimati"))
    }  # fmt: skip
    assert len(outputs) == 1
    assert outputs.pop().startswith("51 17 34\n")


def test_every_reason_is_described() -> None:
    assert all(reason.isidentifier() and description for reason, description in REASONS.items())
