"""A release: validated, written aside, and put in place by one rename."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schemas
from pipeline.release import files
from pipeline.release.catalogue import MANIFEST, DatasetError, Location, enter, newest
from pipeline.release.quality import FILE, PAGE, Quality, held_against, measured
from pipeline.release.quality_page import page
from pipeline.release.texts import citation, readme
from pipeline.release.version import FIRST, next_version

if TYPE_CHECKING:
    import polars as pl

CONTRACT = "schema.json"
# Which inputs gave the newest version: not a part of any release, so that it may say what was built after it.
_BUILT = ".built.json"
_ASIDE = ".tmp-"


@dataclass(frozen=True)
class Release:
    """A version in its folder; `is_new` is False where nothing had changed. `rows` is each table's number of rows."""

    version: str
    path: Path
    is_new: bool
    rows: dict[str, int]


class ValidationFailed(ValueError):
    """The tables break their own rules; `failures` are those of `schemas.validate`, the message shows their rows."""

    def __init__(self, failures: Sequence[schemas.Failure]) -> None:
        self.failures = list(failures)
        super().__init__("\n".join(_told(failure) for failure in failures))


def publish(
    tables: Mapping[str, pl.DataFrame],
    out: Path,
    *,
    seeds: Sequence[tuple[str, str]],
    code_version: str,
    quality: Quality | None = None,
    accept_lower_quality: str | None = None,
) -> Release:
    """Release these tables in the datasets folder `out`, as a new version if anything in them has changed.

    `tables` are the eight of `schemas.TABLES`, with `documents.is_text_published` and all texts; `seeds` names each
    input with its SHA-256 and `code_version` what made the rows of them: both are only recorded. `quality` is what is
    told of how right the rows are (None: what was measured last, of whatever code); where it is lower than in the version
    before, `accept_lower_quality` is the reason why there is a new version all the same. The version before is never
    touched, and a run that is stopped leaves `out` as it was. Raises ValidationFailed, and QualityFell where quality is
    lower for no reason, before anything is written.
    """
    if failures := schemas.validate(tables):
        raise ValidationFailed(failures)
    rows = {name: files.published(name, tables[name]) for name in schemas.TABLES}
    parquets = {name: files.parquet(name, frame) for name, frame in rows.items()}
    manifest = _manifest(rows, parquets, seeds, code_version)
    out.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        for left in out.glob(f"{_ASIDE}*"):
            shutil.rmtree(left)
        last = newest(out)
        if last and last.manifest["content_sha256"] == manifest["content_sha256"]:
            release = _release(last, is_new=False)
        else:
            told = held_against(last, measured(None) if quality is None else quality, accept_lower_quality)
            manifest["version"] = _next(last, manifest)
            release = _put(out, manifest, rows, parquets, told)
        enter(out)
        _remember(out, release.version, manifest["inputs_sha256"])
    return release


def unchanged(out: Path, *, seeds: Sequence[tuple[str, str]], code_version: str) -> Release | None:
    """The newest release if it was made, or would be made again, of these inputs by this code; else None."""
    last = newest(out)
    if last is None:
        return None
    inputs = inputs_sha256(seeds, code_version)
    built: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):
        built = json.loads((out / _BUILT).read_bytes())
    is_built = built.get("version") == last.version and built.get("inputs_sha256") == inputs
    return _release(last, is_new=False) if is_built or last.manifest["inputs_sha256"] == inputs else None


def inputs_sha256(seeds: Sequence[tuple[str, str]], code_version: str) -> str:
    """One hash of all that a release is made of."""
    return files.sha256(_json([code_version, sorted(seeds)]))


def _manifest(
    rows: dict[str, pl.DataFrame], parquets: dict[str, bytes], seeds: Sequence[tuple[str, str]], code_version: str
) -> dict[str, Any]:
    tables = {
        name: {
            "path": f"{name}.parquet",
            "rows": rows[name].height,
            "bytes": len(data),
            "sha256": files.sha256(data),
            "logical_sha256": files.logical_sha256(files.read_parquet(data)),
            "keys_sha256": files.keys_sha256(name, rows[name]),
        }
        for name, data in parquets.items()
    }
    schema_version = files.sha256(_json(schemas.contract()))
    return {
        "name": "amur",
        "licence": "CC-BY-4.0",
        "tables": tables,
        "schema_version": schema_version,
        "code_version": code_version,
        "content_sha256": files.sha256(_json([schema_version, {n: t["logical_sha256"] for n, t in tables.items()}])),
        "inputs_sha256": inputs_sha256(seeds, code_version),
        "seeds": dict(sorted(seeds)),
    }


def _next(last: Location | None, manifest: dict[str, Any]) -> str:
    if last is None:
        return FIRST
    try:
        old_contract = json.loads(Path(last.base, CONTRACT).read_bytes())
    except (OSError, ValueError) as error:
        raise DatasetError(f"{last.base}/{CONTRACT} cannot be read, so the next version is unknown: {error}") from None
    return next_version(last.manifest, manifest, old_contract, schemas.contract())


def _put(
    out: Path,
    manifest: dict[str, Any],
    rows: dict[str, pl.DataFrame],
    parquets: dict[str, bytes],
    quality: Quality,
) -> Release:
    """Write the release aside, in the same file system, and rename it into its place."""
    from pipeline.release.database import DATABASE, write_database

    content = {f"{name}.parquet": data for name, data in parquets.items()}
    content |= {f"csv/{name}.csv": files.csv(name, frame) for name, frame in rows.items()}
    content[CONTRACT] = _pretty(schemas.contract())
    content["DICTIONARY.md"] = schemas.dictionary().encode()
    content["README.md"] = readme(manifest, quality).encode()
    content[PAGE] = page(quality, manifest["version"]).encode()
    content[FILE] = _pretty(quality, sort_keys=False)
    content["CITATION.cff"] = citation(manifest).encode()
    other = {name: data for name, data in content.items() if not name.endswith(".parquet")}
    manifest["files"] = {name: {"bytes": len(data), "sha256": files.sha256(data)} for name, data in other.items()}
    content[MANIFEST] = _pretty(manifest)
    version = manifest["version"]
    content[f"amur-{version}.zip"] = files.zipped({f"amur-{version}/{name}": data for name, data in content.items()})

    aside, place = out / f"{_ASIDE}{manifest['content_sha256'][:16]}", out / f"v{version}"
    try:
        (aside / "csv").mkdir(parents=True)
        for name, data in content.items():
            (aside / name).write_bytes(data)
        write_database(aside / DATABASE, {name: aside / f"{name}.parquet" for name in parquets})
        _flush(aside)
        if place.exists():  # rename would put up with an empty folder
            raise DatasetError(f"{place} is there already, without a {MANIFEST}: take it away")
        os.rename(aside, place)
        _sync(out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return _release(Location(str(place), manifest), is_new=True)


def _release(location: Location, *, is_new: bool) -> Release:
    rows = {name: location.manifest["tables"][name]["rows"] for name in schemas.TABLES}
    return Release(location.version, Path(location.base), is_new, rows)


def _remember(out: Path, version: str, inputs: str) -> None:
    aside = out / f"{_BUILT}.new"
    aside.write_bytes(_pretty({"version": version, "inputs_sha256": inputs}))
    os.replace(aside, out / _BUILT)


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """One publisher at a time; a second one waits. The lock is on the folder itself and goes with the process."""
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _flush(folder: Path) -> None:
    """Onto the disk before the rename: a power cut must not leave a version of empty files."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _pretty(value: Any, *, sort_keys: bool = True) -> bytes:
    return (json.dumps(value, sort_keys=sort_keys, indent=2, ensure_ascii=False) + "\n").encode()


def _told(failure: schemas.Failure, limit: int = 5) -> str:
    """A failure and the first of its rows, a row a line."""
    lines = [str(failure)]
    for row in failure.rows.head(limit).iter_rows(named=True):
        cells = (f"{name}={_short(value)}" for name, value in row.items() if value is not None)
        lines.append("    " + " ".join(cells))
    if failure.rows.height > limit:
        lines.append(f"    and {failure.rows.height - limit} more")
    return "\n".join(lines)


def _short(value: Any, limit: int = 60) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
