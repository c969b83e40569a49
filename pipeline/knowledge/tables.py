"""Reads the data files beside this module: CSV with `# source:` and `# licence:` comment lines before the header."""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from importlib.resources import files

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "ð": "d",
        "þ": "th",
    }
)


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of data file `name` (`.csv` or `.csv.gz`) in its order, each cell a string, "" where it is empty.

    Raises FileNotFoundError for a file that is not there and ValueError for one that names no source or licence.
    """
    data = files("pipeline.knowledge").joinpath(name).read_bytes()
    lines = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8").splitlines()
    start = next((index for index, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = "\n".join(lines[:start])
    if "# source:" not in head or "# licence:" not in head:
        raise ValueError(f"{name} must name its source and its licence")
    reader = csv.reader(lines[start:])
    columns = next(reader)
    return [dict(zip(columns, row, strict=True)) for row in reader]


def fold(text: str) -> str:
    """`text` in ASCII as far as Latin letters go: accents dropped, ø as o, typographic apostrophes as '."""
    text = text.replace("’", "'").translate(_LETTERS)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def slug(name: str) -> str:
    """The key of an id made from a name: ASCII, lower case, dots and apostrophes dropped, the rest joined by hyphens.

    `slug("St. John's")` is `st-johns`, `slug("M.W. Kellogg")` is `mw-kellogg`.
    """
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[.']", "", fold(name)).lower()).strip("-")
