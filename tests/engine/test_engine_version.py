"""The version of extraction changes with what decides its rows, and with nothing else."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

version = importlib.import_module("pipeline.engine.version")

FILES = (
    "pipeline/extraction/figures.py",
    "pipeline/knowledge/units.csv",
    "pipeline/knowledge/judgements.csv",
    "pipeline/engine/rows.py",
    "pipeline/engine/pool.py",
    "pipeline/resolution/entities.py",
    "schemas/fields.py",
)


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a\n")
    monkeypatch.setattr(version, "_ROOT", tmp_path)
    return tmp_path


def versions() -> tuple[str, str]:
    return version.extraction_version.__wrapped__(), version.code_version.__wrapped__()


@pytest.mark.parametrize("name", FILES)
def test_change_of_a_file(tree, name):
    extraction, code = versions()
    (tree / name).write_text("b\n")
    decides = name in (FILES[0], FILES[1], FILES[3], FILES[6])
    assert (version.extraction_version.__wrapped__() != extraction) is decides
    assert version.code_version.__wrapped__() != code


def test_the_code_of_extraction_is_the_same_on_every_python(tree, monkeypatch):
    def code():
        return version.extraction_code.__wrapped__()

    before, extraction = code(), versions()[0]
    assert before != extraction
    (tree / FILES[4]).write_text("b\n")
    assert code() == before
    (tree / FILES[0]).write_text("b\n")
    assert code() != before


def test_compiled_files_do_not_count(tree):
    before = versions()
    (tree / "pipeline/extraction/__pycache__").mkdir()
    (tree / "pipeline/extraction/__pycache__/figures.cpython-311.pyc").write_text("c\n")
    assert versions() == before


def test_form():
    assert re.fullmatch("[0-9a-f]{16}", version.extraction_version())
    assert version.extraction_version() == version.extraction_version.__wrapped__()
