"""Extraction over all documents: in this process, or in worker processes; the rows are the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.engine.cache import ExtractionCache, prefix
from pipeline.engine.faults import find_faults
from pipeline.engine.pool import run_pool
from pipeline.engine.rows import DOCUMENT_TABLES, Job, frames
from pipeline.engine.shard import Extract, Failure, Shard, extract_shard

if TYPE_CHECKING:
    import polars as pl

# Below this many documents another process's start and model load (some 2 s) cost more than they save.
FEWEST_FOR_WORKERS = 30
_LARGEST_BATCH = 64


@dataclass(frozen=True)
class Extracted:
    """Document-level rows by table, in the order of the documents and of the text; and what goes to `rejected`."""

    tables: dict[str, pl.DataFrame]
    failures: pl.DataFrame


def extract_all(
    documents: pl.DataFrame,
    *,
    workers: int | None = None,
    timeout_seconds: float = 60,
    progress: Callable[[int, int], None] | None = None,
    cache: ExtractionCache | None = None,
    extract: Extract | None = None,
) -> Extracted:
    """The rows of all documents (columns document_id, source, published_on, text, sha256).

    `tables` are mentions, relations, trade_figures, projects and project_mentions in the contract's columns (projects
    with a document_id in front), ids of entities and projects as each document has them. `failures` has the columns of
    `rejected`: a document that raises, kills its worker, takes longer than `timeout_seconds` or has a row that breaks
    the schema is there, and has no row elsewhere.

    `workers` processes are used; None is one a core for many documents and none for a few, 0 is none. Without a process
    the time limit is kept in the main thread only, and a document that ends its process ends this one. `progress` is
    called with the number of documents done and of all. `cache` gives the results of documents that it knows, and keeps
    new ones as they come. `extract` replaces the pipeline's own, for tests; it must be importable by name.

    Rows and their order depend neither on the number of workers nor on the cache. Raises RuntimeError if workers cannot
    be started, ValueError for negative `workers`.
    """
    import polars as pl

    if workers is not None and workers < 0:
        raise ValueError("workers must be 0 or more")
    columns = documents.select("document_id", "sha256", "source", "published_on", "text")
    jobs = [Job(*row) for row in columns.iter_rows()]
    known, kept = cache.read(jobs) if cache else (set[str](), frames([]))
    todo = [job for job in jobs if job.document_id not in known]
    count = _workers(workers, len(todo))

    parts = [kept]
    begun = len(known)

    def report() -> None:
        nonlocal begun
        if progress:
            progress(begun, len(jobs))
        begun = min(begun + 1, len(jobs))

    failures: list[Failure] = []
    for shard in _shards(todo, count, extract, timeout_seconds, report):
        if cache:
            cache.write(shard)
        parts.append(shard.tables)
        failures += shard.failures
    if progress:
        progress(len(jobs), len(jobs))

    order = pl.DataFrame({"document_id": [job.document_id for job in jobs]}, schema={"document_id": pl.String})
    tables = {}
    for table in DOCUMENT_TABLES:
        rows = pl.concat([part[table] for part in parts])
        tables[table] = order.join(rows, on="document_id", how="inner", maintain_order="left_right").select(
            rows.columns
        )
    faults = find_faults(tables)
    if faults:
        tables = {table: rows.filter(~pl.col("document_id").is_in(list(faults))) for table, rows in tables.items()}
        faulty = (job for job in jobs if job.document_id in faults)
        failures += [Failure(job, "extraction_failed", faults[job.document_id]) for job in faulty]
    return Extracted(tables, _rejected(failures, jobs))


def _workers(wanted: int | None, documents: int) -> int:
    if wanted is not None:
        return min(wanted, documents)
    if documents < FEWEST_FOR_WORKERS:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shards(
    jobs: list[Job], workers: int, extract: Extract | None, timeout_seconds: float, report: Callable[[], None]
) -> Iterator[Shard]:
    if workers:
        size = max(1, min(_LARGEST_BATCH, len(jobs) // (8 * workers)))
        yield from run_pool(
            _batches(jobs, size), workers, extract=extract, timeout_seconds=timeout_seconds, on_document=report
        )
    elif jobs:
        from pipeline.extraction import extract as own

        for batch in _batches(jobs, _LARGEST_BATCH):

            def tell(position: int, size: int = len(batch)) -> None:
                if position < size:
                    report()

            yield extract_shard(batch, extract or own, before_each=tell, timeout_seconds=timeout_seconds)


def _batches(jobs: list[Job], size: int) -> list[list[Job]]:
    """Batches of about `size`, in order of hash, so that each file of the cache is written once or a few times."""
    batches: list[list[Job]] = [[]]
    for _, group in groupby(sorted(jobs, key=lambda job: job.sha256), key=prefix):
        for job in group:
            if len(batches[-1]) >= 2 * size:
                batches.append([])
            batches[-1].append(job)
        if len(batches[-1]) >= size:
            batches.append([])
    return [batch for batch in batches if batch]


def _rejected(failures: list[Failure], jobs: list[Job]) -> pl.DataFrame:
    from schemas import frame

    order = {job.document_id: position for position, job in enumerate(jobs)}
    return frame(
        "rejected",
        (
            {"source": f.job.source, "reason": f.reason, "detail": f.detail, "sha256": f.job.sha256}
            for f in sorted(failures, key=lambda f: order[f.job.document_id])
        ),
    )
