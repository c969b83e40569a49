"""One amount: a number with its sign, currency, unit, noun, rate and approximation."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from pipeline.extraction.lexer import GLUED, LINE, Endings, Phrases, Tokens
from pipeline.extraction.numbers import Number, lexicon, read_number
from pipeline.extraction.units import (
    read_far_rate,
    read_noun,
    read_prefix,
    read_rate,
    read_rate_before,
    read_suffix,
    with_letter_scale,
)
from pipeline.knowledge.measures import Measure, lettered_prefixes

MINUS = frozenset("-−–")


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with what belongs to it; `first` and `stop` are token indexes."""

    first: int
    stop: int
    number: Number
    measure: Measure | None = None
    rate: str | None = None
    sign: int = 0
    prefix: int = -1


def read_amount(tokens: Tokens, index: int) -> Amount | None:
    """A number at `index` with its sign, currency and unit; None where no number begins."""
    if index >= len(tokens):
        return None
    is_plain = tokens[index].kind == "number"
    sign, position, first = (0, index, index) if is_plain else _sign(tokens, index)
    prefix = None if is_plain else read_prefix(tokens, position)
    money, prefix_at = None, -1
    if prefix is not None:
        money, prefix_at = prefix[0], position
        position = prefix[1]
        inner, position, _ = _sign(tokens, position)
        sign = sign or inner
    elif sign == 0 and tokens[index].kind == "mark":
        return None
    if position >= len(tokens):
        return None
    letter = _letter(tokens, position) if money is None and not is_plain else None
    number = read_number(tokens, position + 1 if letter else position)
    if number is None:
        return None
    number = with_letter_scale(tokens, number, money is not None or letter is not None)
    if letter is not None:
        if not number.has_scale:
            return None
        money, prefix_at = letter, position
    suffix = read_suffix(tokens, number)
    if suffix is not None:
        stop, measure = suffix.stop, suffix.measure
        number = _hedged(tokens, number)
        if money is not None and measure.kind != "money":
            stop, measure = number.stop, money
        elif money is not None and not measure.hint:
            money = measure
        measure = money or measure
    else:
        stop, measure = number.stop, money
    rate = measure.rate if measure is not None else None
    if measure is None or measure.kind != "time":
        near = (
            read_rate(tokens, stop, measure is not None and measure.kind == "money")
            if measure is not None or number.has_scale
            else None
        )
        if near is not None:
            rate, stop = near
        elif rate is None and measure is not None and measure.kind in ("physical", "money"):
            rate = read_far_rate(tokens, stop) or (
                read_rate_before(tokens, first) if measure.kind == "physical" else None
            )
    return Amount(first, stop, number, measure, rate, sign, prefix_at)


def _letter(tokens: Tokens, index: int) -> Measure | None:
    """The currency of a single letter glued to digits: "R5bn"."""
    code = lettered_prefixes().get(tokens[index].text)
    is_glued = code is not None and tokens.kind_at(index + 1) == "number" and tokens[index + 1].gap == GLUED
    return (
        Measure(code, "money") if code is not None and is_glued and (not index or tokens[index].gap != GLUED) else None
    )


def _hedged(tokens: Tokens, number: Number) -> Number:
    """ "5 million or so tonnes": the approximation between a number and its unit."""
    kind = approximation_after(tokens, number.stop) if tokens.word(number.stop) == "or" else None
    return replace(number, approximation=kind) if kind else number


def _sign(tokens: Tokens, index: int) -> tuple[int, int, int]:
    """The sign at `index` (0 if none), the index after it, and the index that the amount begins at."""
    token = tokens[index]
    following = index + 1
    if following < len(tokens) and token.text in MINUS | {"+"}:
        is_tight = tokens[following].gap == GLUED and (
            token.gap != GLUED or index == 0 or tokens[index - 1].text in "(/:$€£¥"
        )
        if is_tight and (tokens[following].kind == "number" or read_prefix(tokens, following)):
            return (1 if token.text == "+" else -1), following, index
    if token.lower in ("plus", "minus") and following < len(tokens):
        position = following + 1 if tokens.word(following) == "of" else following
        if position < len(tokens) and tokens[position].gap <= LINE and tokens[position].kind in ("number", "word"):
            return (1 if token.lower == "plus" else -1), position, position
    return 0, index, index


def with_noun(tokens: Tokens, amount: Amount) -> Amount:
    """`amount` with the noun that it counts, where it has no unit."""
    if amount.measure is not None:
        return amount
    noun = read_noun(tokens, amount.number)
    if noun is None:
        return amount
    measure, stop = noun
    near = read_rate(tokens, stop, False)
    rate, stop = near if near is not None else (read_far_rate(tokens, stop), stop)
    return replace(amount, measure=measure, stop=stop, rate=rate)


@functools.cache
def _approximations() -> Endings[str]:
    return Endings(lexicon()["approximation"])


@functools.cache
def _approximations_after() -> Phrases[str]:
    return Phrases({form: kind for kind, forms in lexicon()["approximation_after"].items() for form in forms})


def approximation_of(tokens: Tokens, amount: Amount) -> tuple[str | None, int]:
    """The approximation before `amount` and the index that its words begin at."""
    index = amount.prefix if amount.prefix >= 0 else amount.first
    return approximation_at(tokens, index)


def approximation_at(tokens: Tokens, index: int) -> tuple[str | None, int]:
    if index >= len(tokens) or tokens[index].gap > LINE:
        return None, index
    for skipped in range(3):
        position = index - skipped
        if skipped and (
            position < 1
            or tokens.word(position) not in lexicon()["approximation_fillers"]
            or tokens[position].gap > LINE
        ):
            break
        found = _approximations().before(tokens, position)
        if found is not None:
            kind, first = found
            wider = _approximations().before(tokens, first)
            return wider if wider is not None and wider[0] in ("up_to",) else (kind, first)
    return None, index


def approximation_after(tokens: Tokens, index: int) -> str | None:
    """The approximation that begins at `index`: "or so", "or more"."""
    found = _approximations_after().at(tokens, index) if index < len(tokens) and tokens[index].gap <= LINE else None
    return found[0] if found is not None else None
