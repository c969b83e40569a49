"""Which licence a seed has, and whether it allows its text to be published."""

from __future__ import annotations

import csv
import fnmatch
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.settings import Settings
from pipeline.corpus.walk import LICENCES_FILE

_COLUMNS = ("glob", "licence", "publish", "source", "note")
_SITE = r"(?:https?://)?(?:www\.)?"
_CREATIVE_COMMONS = re.compile(_SITE + r"(?:creativecommons\.org/licenses/|cc[ -]+|creative commons[ -]+)(.*)")
_ELEMENTS = {"attribution": "by", "sharealike": "sa", "share": "sa", "noncommercial": "nc", "noderivatives": "nd",
             "noderivs": "nd", "by": "by", "sa": "sa", "nc": "nc", "nd": "nd"}  # fmt: skip
# The names under which open licences of news, statistics and government go, as patterns over a lower-case string.
_NAMES = (
    (r"cc[ -]?(?:0|zero)(?:[ -]1\.0)?(?:[ -]universal)?", "cc0"),
    (r"creative commons (?:zero|cc0)(?: v?1\.0)?(?: universal)?", "cc0"),
    (_SITE + r"creativecommons\.org/publicdomain/zero/\S*", "cc0"),
    (r"public[ -]domain(?: mark)?(?: 1\.0)?|pdm(?:-1\.0)?", "public-domain"),
    (_SITE + r"creativecommons\.org/publicdomain/mark/\S*", "public-domain"),
    (r"pddl(?:-1\.0)?|" + _SITE + r"opendatacommons\.org/licenses/pddl\S*", "pddl"),
    (r"ogl(?:-uk)?(?:-\d\.0)?|open government licen[cs]e(?: v?\d\.0)?", "ogl"),
    (_SITE + r"nationalarchives\.gov\.uk/doc/open-government-licence/\S*", "ogl"),
    (r"(?:a )?(?:us|u\.s\.|united states) government work", "us-government-work"),
)


def licence_key(licence: str) -> str | None:
    """The family of a licence, without its version: `cc0`, `cc-by`, `cc-by-sa`, `cc-by-nc-nd`, `pddl`, …

    Takes SPDX identifiers, full names and addresses. None for a licence that is none of those known: it is then not
    open ("all rights reserved", "CC BY for text only, see below").
    """
    name = " ".join(licence.lower().split()).rstrip("/")
    for pattern, key in _NAMES:
        if re.fullmatch(pattern, name):
            return key
    if match := _CREATIVE_COMMONS.fullmatch(name):
        words = re.findall(r"[a-z]+", re.sub("(?<=non)-(?=commercial)|(?<=no)-(?=deriv)", "", match[1]))
        elements = [_ELEMENTS[word] for word in words if word in _ELEMENTS]
        rest = set(words) - _ELEMENTS.keys() - {"international", "unported", "generic", "licence", "license", "public",
                                               "alike", "deed", "igo", "en", "legalcode"}  # fmt: skip
        # A port of a licence ends in its country, `3.0-us`; any other word makes it something that we don't know.
        if elements and all(len(word) == 2 for word in rest):
            return "-".join(["cc", *dict.fromkeys(elements)])
    return None


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of `licences.csv`: what holds for the seeds whose source matches `glob`."""

    glob: str
    licence: str | None
    is_published: bool | None


def read_statements(seeds: Path) -> tuple[Statement, ...]:
    """`licences.csv` of a seeds folder, in its order; none where there is no such file.

    Its columns are glob, licence, publish, source, note. `glob` is matched against the whole source, where `*` takes a
    `/` too; the first match holds. `licence` is that of seeds that state none themselves. `publish` is `yes`, `no` or
    empty: `yes` publishes the text of such seeds (by a right that `note` names), `no` holds back the text of any.

    Raises ValueError, with the cells, for a file that is not in that form: what may be published is never guessed.
    """
    path = seeds / LICENCES_FILE
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return ()
    if not is_file:
        raise ValueError(f"{LICENCES_FILE}: no regular file")
    try:
        header, *rows = [row for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()) if row] or [[]]
    except csv.Error as error:
        raise ValueError(f"{LICENCES_FILE}: {error}") from None
    if tuple(header) != _COLUMNS:
        raise ValueError(f"{LICENCES_FILE}: the columns are not {', '.join(_COLUMNS)}")
    return tuple(map(_statement, rows))


def _statement(row: list[str]) -> Statement:
    publish = {"yes": True, "no": False, "": None}
    if len(row) != len(_COLUMNS) or not row[0] or row[2] not in publish:
        raise ValueError(f"{LICENCES_FILE}: not a glob, licence, publish (yes, no or empty), source, note: {row}")
    return Statement(glob=row[0], licence=row[1].strip() or None, is_published=publish[row[2]])


def licence_of(
    source: str, stated: str | None, statements: tuple[Statement, ...], settings: Settings
) -> tuple[str | None, bool]:
    """The licence of a seed, and whether its text may be published under it.

    A seed's own licence counts before that of the folder's statements. Without one, and without a `publish: yes`, a
    text is not published: its quotes, offsets and hash are.
    """
    statement = next((s for s in statements if fnmatch.fnmatchcase(source, s.glob)), None)
    licence = stated or (statement.licence if statement else None)
    if statement and statement.is_published is False:
        return licence, False
    if stated is None and statement and statement.is_published:
        return licence, True
    return licence, licence is not None and licence_key(licence) in settings.open_licences
