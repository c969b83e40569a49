"""Numbers as news writes them: digits, words, scales and fractions. Values are exact decimals."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.extraction.lexer import GLUED, LINE, SPACE, Tokens
from pipeline.knowledge.words import words

_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 32, 64})
_HALF = Decimal("0.5")
_LINKS = (("in", "every"), ("out", "of", "every"), ("of", "every"), ("in", "each"), ("out", "of"), ("in",))
_LINKING = {link[0] for link in _LINKS}
_AND_PARTS = {("a", "half"): _HALF, ("a", "quarter"): _HALF / 2, ("three", "quarters"): _HALF * 3 / 2}


@dataclass(frozen=True, slots=True)
class Number:
    """A number: its value with the scale in it, and the index of the token after it."""

    value: Decimal
    stop: int
    scale: Decimal = Decimal(1)
    is_digits: bool = True
    is_whole: bool = False
    approximation: str | None = None

    @property
    def has_scale(self) -> bool:
        return self.scale >= 1000


@functools.cache
def lexicon() -> Mapping[str, Any]:
    """The words of number (knowledge/quantity_words.yaml)."""
    return words("quantity_words")


@functools.cache
def _scales() -> dict[str, Decimal]:
    return {word: Decimal(int(scale)) for word, scale in lexicon()["scales"].items()}


@functools.cache
def _cardinals() -> dict[str, int]:
    return dict(lexicon()["cardinals"])


def read_number(tokens: Tokens, index: int) -> Number | None:
    """The number that begins at `index`: "1,234.5", "6-1/2", "23.8 billion", "three and a half million"."""
    token = tokens[index]
    if token.kind == "number":
        return _digits(tokens, index)
    if token.kind != "word":
        return None
    if token.lower in _cardinals():
        return _part_of_scale(tokens, index) or _cardinal(tokens, index)
    if token.lower in lexicon()["signs_of_fraction"]:
        return Number(Decimal(str(lexicon()["signs_of_fraction"][token.lower])), index + 1)
    if token.lower in ("a", "an"):
        return _article(tokens, index)
    if token.lower in lexicon()["fractions"]:
        return _part_of_scale(tokens, index)
    return None


def read_fraction(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """A fraction in words at `index` ("a third", "two-fifths", "half"), as a part of one, and the index after it."""
    fractions, word = lexicon()["fractions"], tokens.word(index)
    if word == "half":
        return _HALF, index + 1
    following = tokens.joined(index + 1)
    denominator = fractions.get(tokens.word(following)) if following > 0 else None
    if denominator is None or word.endswith("s"):
        return None
    if word in ("a", "an", "one"):
        return Decimal(1) / denominator, following + 1
    numerator = _cardinals().get(word)
    if numerator and tokens.word(following).endswith("s") and numerator < denominator:
        return Decimal(numerator) / denominator, following + 1
    return None


def read_proportion(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """ "one in five", "nine out of ten", "four bottles in five", "every third" as a part of one, and the index after it."""
    fractions = lexicon()["fractions"]
    if tokens.word(index) == "every" and tokens.word(index + 1) in (*fractions, "second"):
        word = tokens.word(index + 1)
        is_one = word != "half" and not word.endswith("s") and tokens.joined(index + 2) > 0
        return (Decimal(1) / fractions.get(word, 2), index + 2) if is_one else None
    above = _small(tokens, index) if _LINKING & {tokens.word(index + 1), tokens.word(index + 2)} else None
    if above is None:
        return None
    for position in (index + 1, index + 2):  # "four in five", "four bottles in five"
        follows = next((link for link in _LINKS if tokens.follows(position, *link)), None)
        if follows is None:
            continue
        below = _small(tokens, position + len(follows))
        stop = position + len(follows) + 1
        if below is None or not above < below or tokens[position].gap > LINE or tokens[stop - 1].gap > LINE:
            return None
        if position > index + 1 and (tokens.word(stop) in _cardinals() or not _is_closed(tokens, stop)):
            return None
        return Decimal(above) / below, stop
    return None


def _small(tokens: Tokens, index: int) -> int | None:
    """A whole number of one token up to a thousand."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    value = _cardinals().get(token.lower)
    if value is None and token.text.isdecimal() and len(token.text) < 4:
        value = int(token.text)
    return value or None


def _is_closed(tokens: Tokens, index: int) -> bool:
    """Whether no noun follows: a mark, the end, or a verb."""
    is_end = index >= len(tokens) or tokens[index].gap > LINE or tokens[index].kind == "mark"
    return is_end or tokens.word(index) in lexicon()["fraction_after"] or tokens.word(index).endswith("ed")


def _digits(tokens: Tokens, index: int) -> Number:
    text = tokens[index].text
    value = Decimal("".join(c for c in text if c.isdigit() or c == "."))
    is_whole = text.isdigit()
    stop = index + 1
    fraction = _slash(tokens, index)
    if fraction is not None:
        return _with_scale(tokens, fraction, index + 3, True, False)
    following = tokens.joined(stop)
    if following > 0 and is_whole and tokens[following].kind == "number" and tokens[following].gap <= SPACE:
        fraction = _slash(tokens, following)
        if fraction is not None:
            return _with_scale(tokens, value + fraction, following + 3, True, False)
    if stop < len(tokens) and tokens[stop].gap <= SPACE and tokens[stop].lower in lexicon()["signs_of_fraction"]:
        value, stop, is_whole = (
            value + Decimal(str(lexicon()["signs_of_fraction"][tokens[stop].lower])),
            stop + 1,
            False,
        )
    return _with_scale(tokens, value, stop, True, is_whole)


def _slash(tokens: Tokens, index: int) -> Decimal | None:
    """3/4 and the like, but not 1986/87 or 3/4/1987."""
    if not (index + 2 < len(tokens) and tokens[index + 1].text == "/" and tokens[index + 2].text.isdigit()):
        return None
    if (
        tokens[index + 1].gap
        or tokens[index + 2].gap
        or not tokens[index].text.isdigit()
        or tokens.word(index + 3) == "/"
    ):
        return None
    above, below = int(tokens[index].text), int(tokens[index + 2].text)
    return Decimal(above) / below if below in _DENOMINATORS and 0 < above < below else None


def _cardinal(tokens: Tokens, index: int) -> Number:
    cardinals = _cardinals()
    value, stop = Decimal(cardinals[tokens[index].lower]), index + 1
    following = tokens.joined(stop)
    if value >= 20 and following > 0:  # seventy-seven
        unit = cardinals.get(tokens.word(following), 0)
        if 0 < unit < 10:
            value, stop = value + unit, following + 1
    number = _with_scale(tokens, value, stop, False, True)
    return _with_lower_part(tokens, number) if number.scale > 1 else number


def _article(tokens: Tokens, index: int) -> Number | None:
    """ "a million", "a hundred", "a dozen", "a quarter of a million"; no number in "a country"."""
    following = tokens.joined(index + 1)
    if following < 0:
        return None
    if tokens.word(following) in _scales() and not tokens.word(following).endswith("s"):
        return _with_lower_part(tokens, _with_scale(tokens, Decimal(1), following, False, True))
    return _part_of_scale(tokens, index)


def _part_of_scale(tokens: Tokens, index: int) -> Number | None:
    """ "half a million", "half-a-dozen", "three quarters of a billion"."""
    fraction = read_fraction(tokens, index)
    if fraction is None:
        return None
    part, stop = fraction
    following = tokens.joined(stop)
    if following > 0 and _scales().get(tokens.word(following), 0) >= 1000:  # a half-million
        return _with_scale(tokens, part, following, False, False)
    if following > 0 and tokens.word(following) == "of":
        following = tokens.joined(following + 1)
    if following < 0 or tokens.word(following) not in ("a", "one"):
        return None
    following = tokens.joined(following + 1)
    if following < 0 or tokens.word(following) not in _scales():
        return None
    return _with_scale(tokens, part, following, False, False)


def _with_scale(tokens: Tokens, value: Decimal, stop: int, is_digits: bool, is_whole: bool) -> Number:
    part = _and_part(tokens, stop)
    if part is not None:
        value, stop, is_whole = value + part[0], part[1], False
    inner = _inner_approximation(tokens, stop)
    if inner is not None:
        stop = inner[1]
    scale = Decimal(1)
    for _ in range(3):
        following = tokens.joined(stop)
        # In a table the next line begins a row of its own.
        word = tokens.word(following) if following > 0 else ""
        if word not in _scales() or (scale > 1 and _scales()[word] < 100 and word != "dozen"):
            break
        scale, stop = scale * _scales()[word], following + 1
    value *= scale
    if scale > 1 and tokens.word(stop) == "and" and tokens.follows(stop, "and", "a", "half"):  # a million and a half
        value, stop = value + scale / 2, stop + 3
    approximation = inner[0] if inner is not None else None
    return Number(value, stop, scale, is_digits, is_whole and scale == 1, approximation)


def _and_part(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """ "and a half", "and three quarters", also with hyphens, and the index after it."""
    following = tokens.joined(index)
    if following < 0 or tokens.word(following) != "and":
        return None
    first = tokens.joined(following + 1)
    second = tokens.joined(first + 1) if first > 0 else -1
    part = _AND_PARTS.get((tokens.word(first), tokens.word(second))) if second > 0 else None
    return (part, second + 1) if part is not None else None


def _inner_approximation(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """ "5+ mln", "5-plus mln", "40-odd aircraft": what is said of a number right after it, and the index after it."""
    if index + 1 >= len(tokens) or tokens[index].gap != GLUED or tokens[index + 1].kind != "word":
        return None
    if tokens[index].text == "+" and tokens[index + 1].gap <= SPACE:
        return "over", index + 1
    kind = lexicon()["inner_approximation"].get(tokens.word(index + 1))
    is_tied = tokens[index].text == "-" and tokens[index + 1].gap == GLUED
    return (kind, index + 2) if kind and is_tied else None


def _with_lower_part(tokens: Tokens, number: Number) -> Number:
    """Goes on after "two hundred", "one thousand": "and fifty", "two hundred"."""
    value, stop, limit = number.value, number.stop, number.scale
    while limit >= 100:
        following = stop + 1 if tokens.word(stop) == "and" and tokens[stop].gap <= LINE else tokens.joined(stop)
        if (
            not 0 < following < len(tokens)
            or tokens[following].gap > LINE
            or tokens.word(following) not in _cardinals()
        ):
            break
        part = _cardinals()[tokens.word(following)]
        after = tokens.joined(following + 1)
        if part >= 20 and after > 0 and 0 < _cardinals().get(tokens.word(after), 0) < 10:
            part, following = part + _cardinals()[tokens.word(after)], after
        piece = _with_scale(tokens, Decimal(part), following + 1, False, True)
        if piece.value >= limit and tokens.word(stop) == "and":
            break  # "a hundred and two thousand" is two numbers more often than one
        if piece.value >= limit:
            value, stop, limit = (value + part) * piece.scale, piece.stop, piece.scale
        else:
            value, stop, limit = value + piece.value, piece.stop, piece.scale if piece.scale > 1 else Decimal(1)
    return Number(value, stop, number.scale, False, False)
