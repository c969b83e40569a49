"""The tables in DuckDB: as the file `amur.duckdb` of a release, and as a connection to any release."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import schemas
from pipeline.release.catalogue import DatasetError, Location, locate, read

if TYPE_CHECKING:
    import duckdb

DATABASE = "amur.duckdb"


def write_database(path: Path, parquet_files: dict[str, Path]) -> None:
    """A database file of its own with tables, views and comments, which every DuckDB from 1.0 on reads.

    Not the same bytes from run to run: DuckDB promises none.
    """
    import duckdb

    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.0.0"}) as db:
        for name, file in parquet_files.items():
            db.execute(f"CREATE TABLE {name} AS FROM read_parquet({_literal(str(file))})")
        for statement in [*schemas.comments(), *schemas.view_statements()]:
            db.execute(statement)


def connect(
    path_or_url: str | os.PathLike[str] = "datasets", version: str = "latest", *, is_sealed: bool = False
) -> duckdb.DuckDBPyConnection:
    """See `pipeline.connect`. A sealed connection holds the tables in memory and reaches no file and no network."""
    import duckdb

    location = locate(path_or_url, version)
    files = parquet_files(location)
    db = duckdb.connect()
    try:
        kind = "TABLE" if is_sealed else "VIEW"
        for name, file in files.items():
            db.execute(f"CREATE {kind} {name} AS FROM read_parquet({_literal(str(file))})")
        lacking = _lacking(db)
        for statement in [*schemas.comments(kind, lacking), *schemas.view_statements(lacking)]:
            db.execute(statement)
        if is_sealed:
            db.execute("SET enable_external_access = false")
            db.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        db.close()
        raise DatasetError(f"version {location.version} at {location.base} cannot be read: {error}") from None
    return db


def _lacking(db: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The tables with those of their columns that came after the release was made."""
    there = set(db.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall())
    return [
        (name, column)
        for name, table in schemas.TABLES.items()
        for column in table.columns
        if (name, column) not in there
    ]


def parquet_files(location: Location) -> dict[str, Path]:
    """Each table's Parquet file; those of an address are fetched once and kept, by their hash, in the user's cache.

    Raises DatasetError where one is missing, or where what was fetched has not the hash that the manifest says.
    """
    files = {}
    for name in schemas.TABLES:
        told = location.manifest.get("tables", {}).get(name)
        if told is None:
            raise DatasetError(f"version {location.version} at {location.base} has no table {name}")
        if location.is_remote:
            files[name] = _fetched(location, f"{name}.parquet", str(told["sha256"]))
        else:
            files[name] = Path(location.base, f"{name}.parquet").absolute()
            if not files[name].is_file():
                raise DatasetError(f"version {location.version} at {location.base} lacks {name}.parquet")
    return files


def _fetched(location: Location, name: str, sha256: str) -> Path:
    path = _cache() / f"{sha256}.parquet"
    with contextlib.suppress(OSError):
        if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return path
    data = read(location.base, name)
    if data is None:
        raise DatasetError(f"version {location.version} at {location.base} lacks {name}")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DatasetError(f"{location.base}/{name} is damaged: its SHA-256 is not the manifest's")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        aside.write(data)
    os.replace(aside.name, path)
    return path


def _cache() -> Path:
    """`~/.cache/amur`, or where XDG_CACHE_HOME says; the system's temporary folder where there is no home."""
    root = os.environ.get("XDG_CACHE_HOME")
    with contextlib.suppress(RuntimeError):
        return Path(root) / "amur" if root else Path.home() / ".cache" / "amur"
    return Path(tempfile.gettempdir()) / "amur"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
