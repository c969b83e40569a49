"""The whole way as plain calls: seeds → corpus → extraction → resolution → schemas → release."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.release import Release, publish, unchanged

if TYPE_CHECKING:
    import polars as pl

    from pipeline.corpus import Corpus
    from pipeline.engine import Extracted

# Called with the stage (a key of STAGES), how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]

STAGES = {
    "corpus": "reading seeds",
    "extraction": "extracting",
    "resolution": "resolving",
    "release": "checking and writing",
}


def build(
    seeds: Path,
    out: Path,
    *,
    workers: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
    accept_lower_quality: str | None = None,
) -> Release:
    """Release what the seeds folder says in the datasets folder `out`; the release that is there if nothing changed.

    `workers` processes extract (None: one a core for many documents, 0: none beside this one). `cache` is a folder that
    keeps what extraction found in each document, for the next build. `accept_lower_quality` is the reason why a release
    may be less right than the one before. Raises FileNotFoundError, NotADirectoryError or PermissionError for the seeds
    folder, and as `publish` does.
    """
    from pipeline.engine import code_version

    report = progress or (lambda stage, done, total: None)
    hashes = hash_seeds(seeds)
    code = code_version()
    if (found := unchanged(out, seeds=hashes, code_version=code)) is not None:
        return found

    from pipeline.corpus import read_corpus
    from pipeline.engine import ExtractionCache, extract_all, extraction_code, extraction_version
    from pipeline.release.quality import measured
    from pipeline.resolution import resolve

    report("corpus", 0, 1)
    corpus = read_corpus(seeds)
    report("corpus", 1, 1)
    extracted = extract_all(
        corpus.documents,
        workers=workers,
        cache=ExtractionCache(cache, extraction_version()) if cache else None,
        progress=lambda done, total: report("extraction", done, total),
    )
    report("resolution", 0, 1)
    accounted = account(corpus, extracted)
    tables = accounted | resolve(extracted.tables, accounted["documents"])
    report("resolution", 1, 1)
    report("release", 0, 1)
    release = publish(
        tables,
        out,
        seeds=hashes,
        code_version=code,
        quality=measured(extraction_code()),
        accept_lower_quality=accept_lower_quality,
    )
    report("release", 1, 1)
    return release


def account(corpus: Corpus, extracted: Extracted) -> dict[str, pl.DataFrame]:
    """`documents` and `rejected`: every input in one of them, a document that extraction failed on among the latter."""
    import polars as pl

    return {
        "documents": corpus.documents.join(extracted.failures, on="source", how="anti", maintain_order="left"),
        "rejected": pl.concat([corpus.rejected, extracted.failures.select(corpus.rejected.columns)]).sort("source"),
    }


def hash_seeds(seeds: Path) -> list[tuple[str, str]]:
    """Each input file's source with the SHA-256 of its bytes, in order; and that of the licences beside them.

    What cannot be read has a word for a hash: it is an input all the same. Raises as `pipeline.corpus.walk.find_files`.
    """
    from pipeline.corpus.records import Rejection
    from pipeline.corpus.walk import LICENCES_FILE, find_files

    hashes = [
        (file.source, "unreadable" if isinstance(file, Rejection) else _sha256(file.path)) for file in find_files(seeds)
    ]
    licences = seeds / LICENCES_FILE
    return [*hashes, (LICENCES_FILE, _sha256(licences))] if licences.is_file() else hashes


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"
