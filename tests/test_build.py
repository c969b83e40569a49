"""The whole way as plain calls: what it is made of, and that it is not walked twice for the same."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import schemas
from pipeline.build import account, build, hash_seeds
from pipeline.corpus import read_corpus
from pipeline.engine import Extracted, code_version
from pipeline.release import publish, verify
from pipeline.release.catalogue import locate

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seeds: a document, one in a folder, one that is hidden, and the licences."""
    seeds = tmp_path / "seeds"
    (seeds / "more").mkdir(parents=True)
    (seeds / "b.txt").write_text(" date 2023-10-02 \nChina exports goods to Russia, and Russia sells oil to China.\n")
    (seeds / "more" / "a.txt").write_text(
        "Nothing dated, and yet it is an English text like others that are read here.\n"
    )
    (seeds / ".hidden").write_text("no seed")
    (seeds / "licences.csv").write_text("glob,licence,publish,source,note\n*,CC0-1.0,yes,,\n")
    return seeds


def test_seeds_are_hashed_by_content(folder: Path) -> None:
    hashes = dict(hash_seeds(folder))
    assert list(hashes) == ["b.txt", "more/a.txt", "licences.csv"]
    assert hashes["b.txt"] == hashlib.sha256((folder / "b.txt").read_bytes()).hexdigest()
    (folder / "link").symlink_to("b.txt")
    assert dict(hash_seeds(folder)) == hashes | {"link": "unreadable"}
    with pytest.raises(FileNotFoundError):
        hash_seeds(folder / "nowhere")


def test_a_document_that_extraction_failed_on_is_rejected_and_no_document(folder: Path) -> None:
    corpus = read_corpus(folder)
    failures = schemas.frame(
        "rejected", [{"source": "b.txt", "reason": "timed_out", "detail": "60 s", "sha256": "0" * 64}]
    )
    accounted = account(corpus, Extracted({}, failures))
    assert accounted["documents"]["source"].to_list() == ["more/a.txt"]
    assert accounted["rejected"].rows() == [("b.txt", "timed_out", "60 s", "0" * 64)]
    assert schemas.check("rejected", accounted) == []
    assert schemas.check("documents", accounted) == []
    assert corpus.inputs == sum(frame.height for frame in accounted.values())


def test_nothing_changed_is_found_out_without_extraction(folder: Path, tables: dict[str, pl.DataFrame]) -> None:
    out = folder.parent / "datasets"
    made = publish(tables, out, seeds=hash_seeds(folder), code_version=code_version())
    code = (
        "import sys, pathlib; from pipeline.build import build;"
        "release = build(pathlib.Path('seeds'), pathlib.Path('datasets'));"
        "print(release.version, release.is_new, [m for m in ('spacy', 'polars', 'pyarrow', 'duckdb') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder.parent, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1.0.0 False []\n"
    assert build(folder, out) == dataclasses.replace(made, is_new=False)


def test_a_folder_of_all_sorts_is_released_and_accounted_for(folder: Path) -> None:
    """Bad seeds stop nothing; two builds into two folders are the same; a third finds nothing changed."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "noise.txt").write_bytes(b"\xff" * 400)
    (folder / "c.txt").write_bytes((folder / "b.txt").read_bytes())
    one, other = (build(folder, folder.parent / name, workers=0) for name in ("one", "other"))
    assert (one.version, one.is_new) == ("1.0.0", True)
    for path in sorted(one.path.glob("*.parquet")):
        assert path.read_bytes() == (other.path / path.name).read_bytes()
    rejected = dict(pl.read_parquet(one.path / "rejected.parquet")["source", "reason"].rows())
    documents = pl.read_parquet(one.path / "documents.parquet")["source"].to_list()
    assert documents == ["b.txt", "more/a.txt"]
    assert rejected["c.txt"] == "duplicate_of"
    assert rejected["empty.txt"] == "empty"
    assert rejected.keys() == {"c.txt", "empty.txt", "noise.txt", "picture.png"}
    assert one.rows["mentions"] > 0
    assert verify(locate(one.path)) == []
    assert build(folder, folder.parent / "one", workers=0) == dataclasses.replace(one, is_new=False)
