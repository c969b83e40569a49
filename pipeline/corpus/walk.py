"""The files of a seeds folder, each named by its path; what is no regular file is named too, and never opened."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from pipeline.corpus.records import Found, Rejection

# Read by `licences`, and so no input.
LICENCES_FILE = "licences.csv"

_KINDS = {
    stat.S_IFLNK: "a symbolic link, which is not followed",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]|#(?=\d+$)")


def find_files(seeds: Path) -> list[Found | Rejection]:
    """Every input file below `seeds`, in the code-point order of `source`.

    Names that begin with a dot (files and whole folders) and `licences.csv` in the folder itself are no inputs;
    everything else is one. Links (also those that stay inside, else a text would count twice), pipes, sockets and
    devices are `unreadable`, and so is a folder that cannot be listed, under its own path.

    Raises FileNotFoundError or NotADirectoryError where `seeds` is no folder, PermissionError where it is not readable.
    """
    found: list[Found | Rejection] = []
    folders = [seeds]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            if folder == seeds:
                raise
            found.append(Rejection(name_of(folder, seeds), "unreadable", f"folder: {reason_of(error)}"))
            continue
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(".") or (folder == seeds and entry.name == LICENCES_FILE):
                continue
            try:
                mode = entry.stat(follow_symlinks=False).st_mode
            except OSError as error:
                found.append(Rejection(name_of(path, seeds), "unreadable", reason_of(error)))
                continue
            if stat.S_ISDIR(mode):
                folders.append(path)
            elif stat.S_ISREG(mode):
                found.append(Found(path, name_of(path, seeds)))
            else:
                kind = _KINDS.get(stat.S_IFMT(mode), "no regular file")
                found.append(Rejection(name_of(path, seeds), "unreadable", kind))
    return sorted(found, key=lambda file: file.source)


def name_of(path: Path, seeds: Path) -> str:
    r"""The path below the seeds folder as a string that is unique, printable and valid UTF-8.

    Bytes that are not UTF-8, control characters and backslashes are written `\xNN`, `\uNNNN` and `\\`; so is the `#`
    of a name that ends in `#` and digits, which would read as a record of another file.
    """
    name = os.fsencode(path.relative_to(seeds).as_posix()).decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda m: f"\\x{ord(m[0]) - 0xDC00:02x}", _UNSAFE.sub(_escape, name))


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\\":
        return "\\\\"
    return f"\\x{ord(character):02x}" if character < "\xff" else f"\\u{ord(character):04x}"


def reason_of(error: OSError) -> str:
    """The system's word for what went wrong, without the path, which differs from machine to machine."""
    return os.strerror(error.errno) if error.errno else type(error).__name__
