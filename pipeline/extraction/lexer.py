"""Text → words, numbers and marks with their offsets, and phrases looked up in them. Linear in the text's length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

# What stands before a token: nothing, a space, a line break, a column's gap, a blank line.
GLUED, SPACE, LINE, COLUMN, PARAGRAPH = range(5)

# Thousands are set apart by commas or thin spaces, in India lakhs and crores too ("1,25,000"). Initials ("U.S.", "N.Z.") are one word.
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,2}(?:,\d\d){1,4},\d{3}(?!\d)(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)?)"
    r"|(?P<mark>\S)"
)
_HYPHENS = frozenset("-‐‑")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark; `gap` is what stands before it."""

    start: int
    end: int
    text: str
    lower: str
    kind: str
    gap: int


class Tokens(list[Token]):
    """The tokens of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        end = 0
        for match in _TOKEN.finditer(text):
            start, token = match.start(), match.group()
            gap = PARAGRAPH if not end and not self else _gap(text[end:start])
            self.append(
                Token(start, match.end(), token, token.lower().replace("’", "'"), match.lastgroup or "mark", gap)
            )
            end = match.end()

    def joined(self, index: int) -> int:
        """The token at `index` if it goes on with the one before, or the one after a hyphen that ties them; else -1."""
        if index >= len(self):
            return -1
        token = self[index]
        if token.text in _HYPHENS and token.gap == GLUED:
            return index + 1 if index + 1 < len(self) and self[index + 1].gap == GLUED else -1
        return index if token.gap <= LINE else -1

    def word(self, index: int) -> str:
        """The token at `index` in lower case, "" outside the text."""
        return self[index].lower if 0 <= index < len(self) else ""

    def kind_at(self, index: int) -> str:
        """The kind of the token at `index`, "" outside the text."""
        return self[index].kind if 0 <= index < len(self) else ""

    def follows(self, index: int, *words: str) -> bool:
        """Whether the tokens from `index` on are these words, with no more than a space or a line break between."""
        return (
            index >= 0
            and index + len(words) <= len(self)
            and all(self[index + i].lower == word and self[index + i].gap <= LINE for i, word in enumerate(words))
        )


def _gap(between: str) -> int:
    if not between:
        return GLUED
    breaks = between.count("\n")
    if breaks:
        return LINE if breaks == 1 else PARAGRAPH
    return COLUMN if "\t" in between or len(between) > 2 else SPACE


class Phrases(Generic[T]):
    """Phrases and what each means; the longest one that stands at a token wins."""

    def __init__(self, forms: Mapping[str, T], is_cased: bool = False) -> None:
        self._is_cased = is_cased
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for form, meaning in forms.items():
            parts = tuple(token.text if is_cased else token.lower for token in Tokens(form))
            self._by_first.setdefault(parts[0], []).append((parts, meaning))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Tokens, index: int) -> tuple[T, int] | None:
        """What the phrase that begins at `index` means, and the index after it."""
        if not 0 <= index < len(tokens):
            return None
        first = tokens[index].text if self._is_cased else tokens[index].lower
        for parts, meaning in self._by_first.get(first, ()):
            position = index
            for part in parts[1:]:
                following = position + 1
                if following < len(tokens) and part not in _HYPHENS:
                    following = tokens.joined(following)
                if not 0 <= following < len(tokens):
                    break
                if (tokens[following].text if self._is_cased else tokens[following].lower) != part:
                    break
                position = following
            else:
                return meaning, position + 1
        return None


class Endings(Generic[T]):
    """Phrases looked up backwards: the longest one that ends right before a token."""

    def __init__(self, groups: Mapping[T, Iterable[str]]) -> None:
        self._forms = {
            tuple(token.lower for token in Tokens(form)): group for group, forms in groups.items() for form in forms
        }
        self._longest = max(map(len, self._forms))
        self._last = frozenset(form[-1] for form in self._forms)

    def before(self, tokens: Tokens, index: int) -> tuple[T, int] | None:
        """What the phrase that ends before `index` means, and the index that it begins at."""
        if index < 1 or tokens[index - 1].lower not in self._last:
            return None
        for length in range(min(self._longest, index), 0, -1):
            first = index - length
            if all(tokens[i].gap <= LINE for i in range(first + 1, index)):
                group = self._forms.get(tuple(token.lower for token in tokens[first:index]))
                if group is not None:
                    return group, first
        return None
