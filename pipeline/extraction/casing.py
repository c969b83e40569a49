"""Texts written in small letters or in capitals throughout: the capitals by which names are known, given back.

Old wires sent whole stories in lower case, and headlines stand in CAPITALS everywhere. Only what the gazetteer, a title,
a given name or a legal form makes a name gets its capital; the text's length and its offsets stay.
"""

from __future__ import annotations

import functools
import re

from pipeline import knowledge
from pipeline.extraction.names import given_names
from pipeline.knowledge.words import words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINE = re.compile(r"[^\n]+")
_COLUMNS = re.compile(r"\t|\||\S {2,}\S")
_MID_SENTENCE = re.compile(r"(?<=[a-z0-9,] )[A-Za-z]")
_SENTENCE_START = re.compile(r"(?:\A|[.!?]\s+|\n\s*)[\"'“‘(]*([a-z])")
_LEAST_WORDS = 8
_LEAST_CAPITALS = 0.01  # of the words within sentences; the plainest news has more than twice as many
_LONGEST_NAME = 60


def recased(text: str) -> str:
    """`text` with names capitalised where the whole of it, or a line, is in one case; else `text` itself.

    The result has the length of `text`, letter for letter.
    """
    out = _LINE.sub(lambda m: _from_capitals(m.group()) if _is_in_capitals(m.group()) else m.group(), text)
    return _with_names(out) if _is_in_small_letters(out) else out


def _is_in_capitals(line: str) -> bool:
    if _COLUMNS.search(line.strip()):
        return False
    found = _WORD.findall(line)
    return len(found) >= 4 and line.upper() == line and sum(map(len, found)) > 15


def _is_in_small_letters(text: str) -> bool:
    found = _MID_SENTENCE.findall(text)
    return len(found) >= _LEAST_WORDS and sum(c.isupper() for c in found) < _LEAST_CAPITALS * len(found)


def _from_capitals(line: str) -> str:
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in line)
    return _with_names(_SENTENCE_START.sub(lambda m: m.group()[:-1] + m.group(1).upper(), lowered))


def _with_names(text: str) -> str:
    """Capitals for the names of a text in small letters."""
    letters = list(text)
    held = 0
    for match in _WORD.finditer(text):
        start = match.start()
        if start < held or (start and text[start - 1] in "."):
            continue
        for lowered, name in _names().get(text[start : start + 3].lower(), ()):
            end = start + len(name)
            if text[start:end].lower() == lowered and not text[end : end + 1].isalnum():
                letters[start:end] = name
                held = end
                break
    for start, end in [*_unknown_names(text), *_dates(text)]:
        for match in _WORD.finditer(text, start, end):
            if letters[match.start()].islower():
                letters[match.start()] = letters[match.start()].upper()
    return "".join(letters)


@functools.cache
def _names() -> dict[str, list[tuple[str, str]]]:
    """(in lower case, as written) by the first three letters, the longest first."""
    ordinary, index = words("casing")["words"], {}
    for name in knowledge.names():
        lowered = name.text.lower()
        is_short = name.text.isupper() and len(name.text) < 4 and "." not in name.text
        is_clear = not name.needs_cue or name.entity_id.startswith("country:")
        if not name.is_cased or lowered in ordinary or is_short or not is_clear or lowered.startswith("the "):
            continue
        if len(lowered) == len(name.text) and lowered != name.text:
            index.setdefault(lowered[:3], set()).add((lowered, name.text))
    return {key: sorted(pairs, key=lambda p: (-len(p[0]), p)) for key, pairs in index.items()}


def _unknown_names(text: str) -> list[tuple[int, int]]:
    """Stretches that a title and a given name begin ("minister arturo …"), or a legal form closes ("… corp")."""
    lists, stops = words("name_words"), words("casing")["stops"]
    titles, legal = lists["person_titles"], lists["legal_forms"] - {"as", "co", "sa", "company"}
    first_names = {name.lower() for name in given_names()}
    found = list(_WORD.finditer(text))
    out = []
    for i, match in enumerate(found):
        word = match.group().lower()
        if word in titles and i + 2 < len(found) and found[i + 1].group().lower() in first_names:
            last = i + 1
            while last < min(i + 4, len(found) - 1) and _goes_on(text, found[last], found[last + 1], stops):
                last += 1
            out.append((found[i + 1].start(), found[last].end()))
        elif word in legal:
            first = i
            while first > max(0, i - 4) and _goes_on(text, found[first - 1], match, stops, found[first].start()):
                first -= 1
            if first < i:
                out.append((found[first].start(), match.end()))
    return out


def _dates(text: str) -> list[tuple[int, int]]:
    """Months and days of the week."""
    lists = words("casing")
    out, before = [], ""
    for match in _WORD.finditer(text):
        word = match.group().lower()
        is_month = word in lists["months_that_are_words"]
        if (
            word in lists["dates"]
            or is_month
            and (before in lists["before_months"] or text[match.end() : match.end() + 2].strip().isdigit())
        ):
            out.append(match.span())
        before = word
    return out


def _goes_on(
    text: str, one: re.Match[str], two: re.Match[str], stops: frozenset[str], until: int | None = None
) -> bool:
    """Do two words stand side by side, and is neither a word that no name holds?"""
    outer = one if until is not None else two
    gap = text[one.end() : until if until is not None else two.start()]
    return gap == " " and outer.group().lower() not in stops
