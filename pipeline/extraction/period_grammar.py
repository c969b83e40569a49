"""The wordings of time: each stretch of a text that names a day, month, quarter, half, year, span or basis.

Each rule of knowledge/period_rules.yaml is a regular expression whose repetitions are bounded; of two matches that
overlap, the first and longest stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.knowledge.words import words

_MARGIN = 120  # characters around a key; no rule's match is longer
_PART = re.compile(r"\{([a-z_]+)\}")
# What goes on to tell the event counted from: "a year before the war".
_CLAUSE = re.compile(r"\s(?:(?:the|its|his|their|her|an?|he|she|it|they|we|this|these|those|which|when)\b|[A-Z])")
_ABBREVIATIONS = frozenset({"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"})
_NAMES_BEFORE = ("Mrs", "Mr", "Ms", "Theresa")


@dataclass(frozen=True, slots=True)
class Atom:
    """A wording at text[start:end]: `rule` names its kind, `parts` its words, in lower case with single spaces."""

    start: int
    end: int
    rule: str
    parts: Mapping[str, str]

    @property
    def is_tied(self) -> bool:
        """Whether a number is tied to its unit: "ten-month exports"."""
        return bool(self.parts.get("tie"))

    def get(self, name: str) -> str:
        """The part `name`, "" where it was not said."""
        return self.parts.get(name) or ""


@functools.cache
def lexicon() -> Mapping[str, Any]:
    """The words of time (knowledge/period_words.yaml)."""
    return words("period_words")


@functools.cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Each rule: its name, its key's name, its pattern."""
    return tuple((rule["rule"], rule["key"], _compile(rule["pattern"])) for rule in words("period_rules")["rules"])


@functools.cache
def _keys() -> dict[str, re.Pattern[str]]:
    return {name: _compile(pattern) for name, pattern in words("period_rules")["keys"].items()}


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_filled(pattern), re.IGNORECASE)


def _filled(pattern: str) -> str:
    return _PART.sub(lambda part: _part(part.group(1)), pattern)


@functools.cache
def _part(name: str) -> str:
    """What `{name}` stands for in a rule."""
    if name == "n":
        numbers = sorted(lexicon()["numbers"], key=len, reverse=True)
        spelt = "|".join(number for number in numbers if len(number) > 2)
        return (
            rf"(?:\d{{1,3}}|{'|'.join(numbers)})(?:(?:-|{_part('_')}(?:and|or|to){_part('_')})(?:\d{{1,3}}|{spelt}))?"
        )
    of_words = {"month": "months", "ordinal": "ordinals", "weekday": "weekdays"}
    if name in of_words:
        return "|".join(sorted(lexicon()[of_words[name]], key=len, reverse=True))
    return _filled(words("period_rules")["parts"][name])


def find_atoms(text: str) -> list[Atom]:
    """Every wording of time, in text order, none over another."""
    candidates = []
    windows = {name: _windows(key, text) for name, key in _keys().items()}
    for order, (name, key, pattern) in enumerate(_rules()):
        for match in (match for window in windows[key] for match in pattern.finditer(text, *window)):
            if not _is_other_word(name, match):
                start, end = match.end("lead") if name == "anaphor" else match.start(), match.end()
                parts = {part: " ".join(value.lower().split()) for part, value in match.groupdict().items() if value}
                if text[end - 1] == "." and parts.get("month") not in _ABBREVIATIONS:
                    end -= 1  # a sentence's end
                candidates.append((start, -end, order, Atom(start, end, name, parts)))
    atoms: list[Atom] = []
    for start, _, _, atom in sorted(candidates, key=lambda candidate: candidate[:3]):
        if not atoms or start >= atoms[-1].end:
            atoms.append(atom)
    return atoms


def _windows(key: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """The stretches of `text` around the matches of `key`, merged."""
    windows: list[tuple[int, int]] = []
    for match in key.finditer(text):
        start, end = max(0, match.start() - _MARGIN), match.end() + _MARGIN
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    return windows


def _is_other_word(name: str, match: re.Match[str]) -> bool:
    """Whether the words mean something else: "tonnes a year", "a year after the war", the verb "may", "base 1980"."""
    parts, text = match.groupdict(), match.string
    before = text[max(0, match.start() - 8) : match.start()]
    if name == "span":
        return (parts["n"] or "").lower() in ("a", "an") and not parts["which"]
    if name == "ago" and parts.get("way", "").lower() in ("before", "after"):
        return before.endswith("half ") or bool(_CLAUSE.match(text, match.end()))
    if name == "year":
        return before.lower().endswith(("base ", "(base "))
    written = parts.get("month")
    if not written or written.lower() not in lexicon()["cased_months"]:
        return False
    if written.islower():
        return not parts.get("day") or match.start("day") < match.start("month")
    return text[max(0, match.start("month") - 8) : match.start("month")].rstrip().endswith(_NAMES_BEFORE)
