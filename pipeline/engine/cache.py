"""Extraction results kept by document, so that a build works only on what is new.

`FOLDER/VERSION/PP.parquet` holds the results of the documents whose SHA-256 begins with PP, one row a document: its
key (the hash of its text and its date, which relative dates hang on) and a list of rows for each table.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engine.rows import DOCUMENT_TABLES, Job, frames, schema

if TYPE_CHECKING:
    import polars as pl

    from pipeline.engine.shard import Shard

_PREFIX = 2
_KEY = ["document_id", "sha256", "published_on"]


def prefix(job: Job) -> str:
    """The part of the cache that a document belongs to."""
    return job.sha256[:_PREFIX]


@dataclass(frozen=True)
class ExtractionCache:
    """Results under `folder`, for one version of extraction (see `extraction_version`)."""

    folder: Path
    version: str

    def read(self, jobs: Iterable[Job]) -> tuple[set[str], dict[str, pl.DataFrame]]:
        """The ids of those documents whose results are kept, and their tables."""
        import polars as pl

        jobs = list(jobs)
        paths = [path for path in map(self._path, sorted(set(map(prefix, jobs)))) if path.exists()]
        if not paths:
            return set(), frames([])
        kept = pl.concat([pl.read_parquet(path) for path in paths])
        nested = kept.join(_keys(jobs), on=_KEY, how="semi", nulls_equal=True)
        return set(nested["document_id"]), _flat(nested)

    def write(self, shard: Shard) -> None:
        """Keep the results of a shard. A file is replaced by one rename, so a reader never sees half of one."""
        import polars as pl

        nested = _nested(shard)
        for name, group in _by_prefix(shard.done).items():
            keys = _keys(group)
            part = nested.join(keys, on=_KEY, how="semi", nulls_equal=True)
            path = self._path(name)
            if path.exists():
                kept = pl.read_parquet(path).join(keys, on=_KEY, how="anti", nulls_equal=True)
                part = pl.concat([kept, part])
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(f".{os.getpid()}.tmp")
            part.sort(_KEY).write_parquet(aside, compression="zstd", compression_level=1)
            aside.replace(path)

    def _path(self, name: str) -> Path:
        return self.folder / self.version / f"{name}.parquet"


def _by_prefix(jobs: Iterable[Job]) -> dict[str, list[Job]]:
    groups: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        groups[prefix(job)].append(job)
    return groups


def _keys(jobs: Iterable[Job]) -> pl.DataFrame:
    import polars as pl

    rows = [(job.document_id, job.sha256, job.published_on) for job in jobs]
    return pl.DataFrame(rows, schema=dict(zip(_KEY, (pl.String, pl.String, pl.Date), strict=True)), orient="row")


def _nested(shard: Shard) -> pl.DataFrame:
    import polars as pl

    nested = _keys(shard.done)
    for table in DOCUMENT_TABLES:
        rows = shard.tables[table]
        lists = rows.group_by("document_id", maintain_order=True).agg(pl.struct(pl.exclude("document_id")).alias(table))
        nested = nested.join(lists, on="document_id", how="left", maintain_order="left")
    return nested


def _flat(nested: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        table: nested.select("document_id", table)
        .drop_nulls(table)
        .explode(table)
        .unnest(table)
        .select(schema(table).keys())
        for table in DOCUMENT_TABLES
    }
