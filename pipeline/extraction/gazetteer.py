"""Where the gazetteer's proper names stand in a text: longest match, at word bounds, case as written."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline import knowledge

# "Sakhalin-2", "Yamal LNG", "East Siberia-Pacific Ocean line": works that are named by where they are.
_WORKS = re.compile(r"\b[A-Z]\w+(?:-\d\b| LNG\b)|\bEast(?:ern)? Siberia(?:n)?[-–]Pacific(?: Ocean)?\b")
_GOES_ON = re.compile(r" of [A-Z]")
_WORD_START = re.compile(r"(?<![\w.])[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Match:
    """text[start:end] names `entity_id`; `kind` is name or demonym."""

    start: int
    end: int
    entity_id: str
    kind: str
    needs_cue: bool = False


@functools.cache
def _works() -> tuple[str, ...]:
    """Proper names of works ("Power of Siberia"): a place's name inside one is no mention of the place."""
    kept = {n.text for n in knowledge.names() if n.entity_id.startswith("facility:")}
    names = {
        name
        for row in knowledge.read_table("known_projects.csv")
        for name in (row["name"], *row["names"].split("|"))
        if (" " in name or "-" in name) and name not in kept
    }
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@functools.cache
def _index() -> dict[str, list[knowledge.Name]]:
    """Cased names by their first two characters, the longest first."""
    index: dict[str, list[knowledge.Name]] = {}
    for name in knowledge.names():
        if name.is_cased:
            index.setdefault(name.text[:2], []).append(name)
    for names in index.values():
        names.sort(key=lambda n: (-len(n.text), n.priority, n.text, n.entity_id))
    return index


def cased_matches(text: str) -> list[Match]:
    """Non-overlapping matches in text order."""
    index, out, last = _index(), [], 0
    plain = text.replace("’", "'")
    for mask in (*knowledge.masks(), *_works()):
        if mask in plain:
            plain = plain.replace(mask, "\0" * len(mask))
    plain = _WORKS.sub(lambda m: "\0" * len(m.group()), plain)
    for start in (m.start() for m in _WORD_START.finditer(plain)):
        if start < last:
            continue
        for name in index.get(plain[start : start + 2], ()):
            end = start + len(name.text)
            if not plain.startswith(name.text, start) or (plain[end : end + 1].isalnum() and name.text[-1].isalnum()):
                continue
            if not (name.text.startswith("the ") and _GOES_ON.match(plain, end)):  # "the Gulf" of "the Gulf of Mexico"
                out.append(Match(start, end, name.entity_id, name.kind, name.needs_cue))
                last = end
                break
    return out
