"""Where the gazetteer's proper names stand in a text: longest match, at word bounds, case as written."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline import knowledge

# "Sakhalin-2", "Yamal LNG", "East Siberia-Pacific Ocean line": works that are named by where they are.
_WORKS = re.compile(r"\b[A-Z]\w+(?:-\d\b| LNG\b)|\bEast(?:ern)? Siberia(?:n)?[-–]Pacific(?: Ocean)?\b")
_GOES_ON = re.compile(r" of [A-Z]")
_ARTICLE = re.compile(r"[Tt]he ")
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


@functools.cache
def _currencies(*codes: str) -> re.Pattern[str]:
    """Names of currencies that hold a state's ("Swiss francs", "N.Z. dlrs"): of `codes`, or of all."""
    forms: dict[str, list[str]] = {}
    for row in knowledge.read_table("currency_nouns.csv"):
        forms.setdefault(row["noun"], []).extend(row["forms"].split("|"))
    parts = []
    for row in knowledge.read_table("currencies.csv"):
        if row["qualifiers"] and (not codes or row["code"] in codes):
            qualifiers = "|".join(map(re.escape, row["qualifiers"].split("|")))
            nouns = "|".join(map(re.escape, (*forms.get(row["noun"], ()), row["noun"])))
            parts.append(rf"(?:{qualifiers})[ -](?:(?i:{nouns}))")
    return re.compile(rf"(?<![\w.])(?:{'|'.join(parts)})(?!\w)")


def is_of_currency_or_work(doc_text: str, start: int, end: int) -> bool:
    """Does text[start:end] lie within the name of a currency or of a line, a field, a plant?"""
    return not _blanked(doc_text)[start:end].strip("\0 ")


@functools.lru_cache(maxsize=4)
def _blanked(text: str) -> str:
    return _without(_without_works(text), _currencies())


def _without(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda m: "\0" * len(m.group()), text)


def _without_works(text: str) -> str:
    plain = text.replace("’", "'")
    for work in _works():
        if work in plain:
            plain = plain.replace(work, "\0" * len(work))
    return _without(plain, _WORKS)


def cased_matches(text: str) -> list[Match]:
    """Non-overlapping matches in text order."""
    out, last = [], 0
    # Dollars are everybody's; other currencies may be all that tells whose figures a text has.
    plain = _without(_without_works(text), _currencies("USD"))
    for mask in knowledge.masks():
        if mask in plain:
            plain = plain.replace(mask, "\0" * len(mask))
    for start in (m.start() for m in _WORD_START.finditer(plain)):
        if start < last:
            continue
        name = _longest_at(plain, start)
        if name is None:
            continue
        if _ARTICLE.match(name.text):  # "the Gulf" of "the Gulf of Mexico", "the West" of "the West German firm"
            inner = _longest_at(plain, start + 4)
            if (
                inner is not None
                and len(inner.text) > len(name.text) - 4
                or _GOES_ON.match(plain, start + len(name.text))
            ):
                continue
        last = start + len(name.text)
        out.append(Match(start, last, name.entity_id, name.kind, name.needs_cue))
    return out


def _longest_at(text: str, start: int) -> knowledge.Name | None:
    """The longest name that begins at `start` and ends at a word's end."""
    for name in _index().get(text[start : start + 2], ()):
        end = start + len(name.text)
        if text.startswith(name.text, start) and not (text[end : end + 1].isalnum() and name.text[-1].isalnum()):
            return name
    return None
