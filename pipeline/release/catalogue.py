"""Which versions there are, and where: `versions.json`, the release folders and `latest`, here or over HTTP."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSIONS, LATEST, MANIFEST = "versions.json", "latest", "manifest.json"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_TIMEOUT_S = 30


class DatasetError(Exception):
    """What is asked for is not there, or is not what its hashes say; the message is one line for the user."""


@dataclass(frozen=True)
class Location:
    """A release's folder: a path, or an address without the last slash."""

    base: str
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        return self.manifest["version"]

    @property
    def is_remote(self) -> bool:
        return is_address(self.base)


def is_address(path_or_url: str) -> bool:
    return path_or_url.lower().startswith(("http://", "https://"))


def version_key(version: str) -> tuple[int, int, int]:
    """`1.10.0` → (1, 10, 0), for sorting. ValueError for what is not MAJOR.MINOR.PATCH."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is not a version of the form 1.0.0")
    return int(match[1]), int(match[2]), int(match[3])


def locate(path_or_url: str | os.PathLike[str] = "datasets", version: str = "latest") -> Location:
    """The release of this version in a datasets folder or under an address; either may be a release itself.

    `version` is `latest`, `1.0.0` or `v1.0.0`. Raises DatasetError where there is none.
    """
    base = str(path_or_url).rstrip("/") or "/"
    wanted = version.removeprefix("v")
    if wanted != "latest":
        try:
            version_key(wanted)
        except ValueError as error:
            raise DatasetError(f"{error}, nor 'latest'") from None
    versions = _json(base, VERSIONS)
    if versions is None:
        manifest = _manifest(base)
        if manifest is None:
            raise DatasetError(f"no dataset at {base}: it holds neither {VERSIONS} nor {MANIFEST}")
        if wanted not in ("latest", manifest["version"]):
            raise DatasetError(f"{base} is version {manifest['version']}, not {wanted}")
        return Location(base, manifest)
    known = [entry["version"] for entry in _entries(base, versions)]
    wanted = str(versions.get("latest")) if wanted == "latest" else wanted
    if wanted not in known:
        raise DatasetError(f"no version {wanted} at {base}: there {_told(known)}")
    folder = f"{base}/v{wanted}"
    manifest = _manifest(folder)
    if manifest is None:
        raise DatasetError(f"version {wanted} is listed at {base}, but {folder}/{MANIFEST} is not there")
    return Location(folder, manifest)


def _told(known: list[str]) -> str:
    return f"is {known[0]}" if len(known) == 1 else f"are {', '.join(known)}" if known else "are none"


def _json(base: str, name: str) -> dict[str, Any] | None:
    raw = read(base, name)
    if raw is None:
        return None
    try:
        value = json.loads(raw)
    except ValueError:
        raise DatasetError(f"{base}/{name} is not JSON") from None
    if not isinstance(value, dict):
        raise DatasetError(f"{base}/{name} is not a JSON object")
    return value


def _manifest(base: str) -> dict[str, Any] | None:
    manifest = _json(base, MANIFEST)
    if manifest is not None:
        tables = manifest.get("tables")
        if not _VERSION.fullmatch(str(manifest.get("version"))) or not isinstance(tables, dict):
            raise DatasetError(f"{base}/{MANIFEST} is not a release's: it tells no version or no tables")
    return manifest


def _entries(base: str, versions: dict[str, Any]) -> list[dict[str, Any]]:
    entries = versions.get("versions", [])
    if not all(isinstance(entry, dict) and _VERSION.fullmatch(str(entry.get("version"))) for entry in entries):
        raise DatasetError(f"{base}/{VERSIONS} lists something that is no version")
    return entries


def read(base: str, name: str) -> bytes | None:
    """The bytes of a file of a release or a datasets folder; None if it is not there. Raises DatasetError."""
    if not is_address(base):
        try:
            return Path(base, name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise DatasetError(f"{base}/{name} cannot be read: {error.strerror}") from None
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.parse import quote
    from urllib.request import urlopen

    address = f"{base}/{quote(name)}"
    try:
        with urlopen(address, timeout=_TIMEOUT_S) as response:
            return response.read()
    except HTTPError as error:
        if error.code in (404, 410):
            return None
        raise DatasetError(f"{address} answers {error.code} {error.reason}") from None
    except (OSError, ValueError, HTTPException) as error:
        raise DatasetError(f"{address} cannot be read: {getattr(error, 'reason', None) or error}") from None


def releases(out: Path) -> dict[str, dict[str, Any]]:
    """Version → manifest of the whole releases that lie in a datasets folder, oldest first."""
    found = {}
    for folder in out.glob("v*"):
        version = folder.name[1:]
        if _VERSION.fullmatch(version) and (manifest := _manifest(str(folder))) is not None:
            found[version] = manifest
    return dict(sorted(found.items(), key=lambda item: version_key(item[0])))


def newest(out: Path) -> Location | None:
    """The newest release that lies in a datasets folder, whatever `versions.json` says; None if there is none."""
    found = releases(out)
    if not found:
        return None
    version = next(reversed(found))
    return Location(str(out / f"v{version}"), found[version])


def enter(out: Path) -> None:
    """Make `versions.json` and `latest` say what lies in the folder; each is replaced in one step.

    A version whose folder was taken away stays listed. Both are left alone where nothing changes.
    """
    path = out / VERSIONS
    entries = {entry["version"]: entry for entry in _entries(str(out), _json(str(out), VERSIONS) or {})}
    for version, manifest in releases(out).items():
        entries[version] = {
            "version": version,
            "path": f"v{version}",
            "content_sha256": manifest["content_sha256"],
            "rows": {name: table["rows"] for name, table in manifest["tables"].items()},
        }
    ordered = [entries[version] for version in sorted(entries, key=version_key)]
    if not ordered:
        return
    latest = ordered[-1]["version"]
    text = json.dumps({"latest": latest, "versions": ordered}, indent=2, sort_keys=True) + "\n"
    if not path.exists() or path.read_text("utf-8") != text:
        aside = out / f".{VERSIONS}"
        aside.write_text(text, "utf-8")
        os.replace(aside, path)
    link, target = out / LATEST, f"v{latest}"
    if not link.is_symlink() or os.readlink(link) != target:
        aside = out / f".{LATEST}"
        aside.unlink(missing_ok=True)
        aside.symlink_to(target, target_is_directory=True)
        os.replace(aside, link)
