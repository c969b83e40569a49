"""amur: dated news on cross-border trade, turned into a versioned dataset whose every row carries its evidence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

__all__ = ["connect"]


def connect(path_or_url: str | os.PathLike[str] = "datasets", version: str = "latest") -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with a release's tables and views in it, described by comments.

    `path_or_url` is a datasets folder or one release's folder, here or over HTTP (no DuckDB extension is needed: the
    Parquet files are fetched, checked against the manifest's SHA-256 and kept in the user's cache). `version` is
    `latest` or a number such as `1.0.0`. The tables are views over the Parquet files in a database in memory, so that
    anything may be made beside them and nothing be done to them. Raises `pipeline.release.DatasetError` where there is
    no such dataset or version.
    """
    from pipeline.release.database import connect

    return connect(path_or_url, version)
