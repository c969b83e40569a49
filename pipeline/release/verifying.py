"""Whether a release is what it says: its hashes, schemas, keys and evidence."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import schemas
from pipeline.release import files
from pipeline.release.catalogue import MANIFEST, Location
from pipeline.release.database import DATABASE
from pipeline.release.publishing import CONTRACT

if TYPE_CHECKING:
    import polars as pl


def verify(location: Location) -> list[str]:
    """What is wrong with a release that lies in a folder, a line each; [] if all is as it should be.

    Hashes and sizes of all files that the manifest names, no file beside them, the declared Arrow schemas with their
    metadata, the logical hashes, every check of `schemas.validate`, and that database and zip hold the same. A release
    from before a column came is checked without it, by the columns that its own schema file names.
    """
    folder = Path(location.base)
    problems = list(_files(folder, location))
    later = _later_columns(folder)
    tables, wrong = _tables(folder, location, later)
    problems += wrong
    if len(tables) == len(schemas.TABLES):
        failures = schemas.validate(tables, is_published=True)
        problems += [str(failure) for failure in failures if failure.column not in later.get(failure.table, ())]
    return problems + list(_zip(folder, location)) + list(_database(folder, location))


def _later_columns(folder: Path) -> dict[str, set[str]]:
    """The declared columns that the release's own schema file does not name, by table; tables without any left out."""
    try:
        own = json.loads((folder / CONTRACT).read_text(encoding="utf-8"))
        named = {name: set(own[name]["columns"]) for name in schemas.TABLES}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # told by the file's hash
    later = {name: set(table.arrow_schema().names) - named[name] for name, table in schemas.TABLES.items()}
    return {name: columns for name, columns in later.items() if columns}


def _told(location: Location) -> dict[str, dict]:
    tables = {entry["path"]: entry for entry in location.manifest["tables"].values()}
    return tables | location.manifest.get("files", {})


def _files(folder: Path, location: Location) -> Iterator[str]:
    told = _told(location)
    for name, entry in sorted(told.items()):
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            yield f"{name}: {error.strerror}"
            continue
        if len(data) != entry["bytes"] or files.sha256(data) != entry["sha256"]:
            yield f"{name}: its bytes are not those that {MANIFEST} tells"
    known = {*told, MANIFEST, DATABASE, _zip_name(location)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(there - known):
        yield f"{name}: {MANIFEST} does not name it"


def _tables(
    folder: Path, location: Location, later: Mapping[str, set[str]]
) -> tuple[dict[str, pl.DataFrame], list[str]]:
    import polars as pl
    import pyarrow as pa

    tables, problems = {}, []
    for name, table in schemas.TABLES.items():
        entry = location.manifest["tables"].get(name)
        if entry is None:
            problems.append(f"{name}: {MANIFEST} does not name this table")
            continue
        try:
            arrow = files.read_parquet((folder / f"{name}.parquet").read_bytes())
        except (OSError, pa.ArrowException) as error:
            problems.append(f"{name}.parquet: cannot be read: {error}")
            continue
        declared = table.arrow_schema()
        for column in sorted(later.get(name, ())):
            declared = declared.remove(declared.get_field_index(column))
        if not arrow.schema.equals(declared, check_metadata=not later):
            problems.append(f"{name}.parquet: its schema is not the declared one")
        if arrow.num_rows != entry["rows"] or files.logical_sha256(arrow) != entry["logical_sha256"]:
            problems.append(f"{name}.parquet: its rows are not those that {MANIFEST} tells")
        frame = pl.from_arrow(arrow)
        assert isinstance(frame, pl.DataFrame)
        tables[name] = frame
    return tables, problems


def _zip_name(location: Location) -> str:
    return f"amur-{location.version}.zip"


def _zip(folder: Path, location: Location) -> Iterator[str]:
    name, prefix = _zip_name(location), f"amur-{location.version}/"
    try:
        with zipfile.ZipFile(folder / name) as archive:
            names = set(archive.namelist())
            wanted = {prefix + path for path in (*_told(location), MANIFEST)}
            for path in sorted(names ^ wanted):
                yield f"{name}: {path} is {'missing' if path in wanted else 'not of this release'}"
            for path in sorted(names & wanted):
                if archive.read(path) != (folder / path.removeprefix(prefix)).read_bytes():
                    yield f"{name}: {path} is not the file beside it"
    except (OSError, zipfile.BadZipFile) as error:
        yield f"{name}: cannot be read: {error}"


def _database(folder: Path, location: Location) -> Iterator[str]:
    """The database's tables, row by row against the Parquet files."""
    import duckdb

    try:
        with duckdb.connect(str(folder / DATABASE), read_only=True) as db:
            for name in schemas.TABLES:
                file = str(folder / f"{name}.parquet").replace("'", "''")
                parquet = f"FROM read_parquet('{file}')"
                row = db.execute(
                    f"SELECT count(*) FROM ((FROM {name} EXCEPT ALL {parquet}) UNION ALL "
                    f"({parquet} EXCEPT ALL FROM {name}))"
                ).fetchone()
                if row and row[0]:
                    yield f"{DATABASE}: {name} differs from {name}.parquet in {row[0]} rows"
    except duckdb.Error as error:
        yield f"{DATABASE}: cannot be read: {str(error).splitlines()[0]}"
