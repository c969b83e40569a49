"""What stands around a number: the currency sign before it, the unit, the noun and the rate after it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pipeline.extraction.lexer import GLUED, LINE, SPACE, Phrases, Tokens
from pipeline.extraction.numbers import Number, lexicon
from pipeline.knowledge.measures import Measure, currency_prefixes, exact_unit_forms, unit_forms

# Words that are a currency only after a scale or a large number ("won" in "27 won a prize" is none).
_SHY = frozenset(
    {
        "won",
        "marks",
        "mark",
        "crown",
        "crowns",
        "p",
        "points",
        "point",
        "real",
        "reals",
        "som",
        "soms",
        "sum",
        "sums",
        "bucks",
    }
)
_PACKS = frozenset({"kilo", "kilos", "kg", "kilograms", "kilogrammes", "lbs", "pounds"})
_LARGE = 1000  # from here on only nouns that are known to be counted ("3.7 million imports" is a quantity of goods)
_REACH = 9  # tokens of goods between a unit and its rate


@dataclass(frozen=True, slots=True)
class Suffix:
    """The unit after a number; `stop` is the index after it, `number` the number with a glued scale read into it."""

    measure: Measure
    stop: int
    number: Number


@functools.cache
def _units() -> Phrases[Measure]:
    return Phrases(unit_forms())


@functools.cache
def _exact_units() -> Phrases[Measure]:
    return Phrases(exact_unit_forms(), is_cased=True)


@functools.cache
def _prefixes() -> Phrases[Measure]:
    return Phrases(currency_prefixes(), is_cased=True)


@functools.cache
def _rates() -> Phrases[str]:
    return Phrases({form: rate for rate, forms in lexicon()["rates"].items() for form in forms})


def prefix_starts() -> frozenset[str]:
    """The first words and marks of currency signs, in lower case."""
    return frozenset(Tokens(sign)[0].lower for sign in currency_prefixes())


def read_prefix(tokens: Tokens, index: int) -> tuple[Measure, int] | None:
    """A currency sign at `index` that a number follows."""
    found = _prefixes().at(tokens, index)
    if found is None:
        return None
    stop = found[1]
    following = tokens.joined(stop) if tokens.word(stop) in ("-", "+") else stop
    if following < len(tokens) and tokens[following].kind == "number" and tokens[following].gap <= SPACE:
        return found[0], stop
    return None


def unit_at(tokens: Tokens, index: int) -> tuple[Measure, int] | None:
    """The unit or currency that begins at `index`."""
    exact = _exact_units().at(tokens, index)
    loose = _units().at(tokens, index)
    if exact is None or (loose is not None and loose[1] > exact[1]):
        return loose
    return exact


def read_suffix(tokens: Tokens, number: Number, has_prefix: bool) -> Suffix | None:
    """The unit after `number`, or None. A glued "m" or "bn" is read into the number first."""
    number = _glued_scale(tokens, number, has_prefix)
    following = tokens.joined(number.stop)
    found = unit_at(tokens, following) if following > 0 else None
    if found is None:
        return None
    measure, stop = found
    if tokens.word(following) in _SHY and stop == following + 1 and number.scale < 100 and number.value < 100:
        return None
    if stop - following == 1 and tokens[following].gap == LINE and len(tokens[following].text) == 1:
        return None
    if measure.code == "TEU" and tokens.word(stop) in (
        "ship",
        "ships",
        "line",
        "lines",
        "terminal",
        "terminals",
        "vessel",
        "port",
    ):
        return None
    if measure.code == "GBP" and measure.hint == "pound" and tokens.word(stop) == "of" and number.scale == 1:
        measure = Measure("lb", "physical")  # pounds of goods, as a rule
    if measure.code == "bag" and tokens.word(stop) == "of" and tokens.word(stop + 2) in _PACKS:
        stop += 3  # bags of 60 kilos
    return Suffix(measure, stop, number)


def _glued_scale(tokens: Tokens, number: Number, has_prefix: bool) -> Number:
    stop = number.stop
    if not (stop < len(tokens) and tokens[stop].gap == GLUED and number.is_digits and number.scale == 1):
        return number
    scale = lexicon()["glued_scales"].get(tokens[stop].lower)
    if scale is None:
        return number
    following = tokens.joined(stop + 1)
    if not has_prefix and tokens[stop].text != "k" and not (following > 0 and unit_at(tokens, following)):
        return number
    factor = type(number.value)(int(scale))
    return Number(number.value * factor, stop + 1, factor, True, False)


def scale_after_prefix(tokens: Tokens, number: Number) -> Number:
    """The scale letter after an amount with a sign before it: "$45m", "$1.2 m"."""
    return _glued_scale(tokens, number, True)


def read_rate(tokens: Tokens, index: int, is_money: bool) -> tuple[str, int] | None:
    """The rate at `index`: "a day", "annually"; for money also what one of is priced ("a barrel")."""
    if not 0 <= index < len(tokens) or tokens[index].gap > LINE:
        return None
    found = _rates().at(tokens, index)
    if found is not None:
        after, is_long = tokens.word(found[1]), found[0] not in ("d", "h")
        is_time_ago = after in lexicon()["rate_not_after"] or (is_long and after in lexicon()["long_rate_not_after"])
        return None if is_time_ago and tokens.word(index) in ("a", "an") else found
    if is_money and tokens.word(index) in ("a", "an", "per", "/", "the"):
        priced = unit_at(tokens, index + 1)
        if priced is not None and priced[0].kind in ("physical", "percent") and tokens[index + 1].gap <= SPACE:
            return priced[0].code, priced[1]
        if priced is not None and priced[0].hint == "pound" and tokens.word(index) != "the":
            return "lb", priced[1]
        if tokens.word(index) != "the" and tokens.word(index + 1) == "share":
            return "share", index + 2
    if is_money and tokens.follows(index, "to", "the"):
        priced = unit_at(tokens, index + 2)
        if priced is not None and priced[0].kind == "money":
            return priced[0].code, priced[1]
    return None


def read_far_rate(tokens: Tokens, index: int) -> str | None:
    """The rate that follows the goods: "tonnes of Russian crude a year"."""
    position = index
    while tokens.word(position) in ("'", "’", "worth") or (position == index and tokens.word(position) == "barrel"):
        position += 1
    if tokens.word(position) not in ("of", "in") and position == index:
        return None
    stops = lexicon()["goods_stop"]
    for ahead in range(position + 1, min(position + _REACH, len(tokens))):
        token = tokens[ahead]
        if token.gap > LINE:
            return None
        found = read_rate(tokens, ahead, False)
        if found is not None:
            return found[0]
        if token.kind == "number" or (token.kind == "mark" and token.text not in "-'’") or token.lower in stops:
            return None
    return None


def read_noun(tokens: Tokens, number: Number) -> tuple[Measure, int] | None:
    """The plural noun that a number counts, with at most two words between ("two passenger aircraft")."""
    if number.value != number.value.to_integral_value():
        return None
    words, position = lexicon(), number.stop
    for distance in range(3):
        position = tokens.joined(position)
        if position < 0 or tokens[position].kind != "word" or (distance == 0 and tokens[position].gap == LINE):
            return None
        word = tokens[position].lower
        if word in words["function_words"]:
            return None
        singular = singular_of(word)
        if singular is not None or (number.value == 1 and word in words["unit_nouns"]):
            singular = singular or word
            is_unit = singular in words["unit_nouns"]
            is_counted = is_unit or singular in words["count_nouns"]
            if is_counted or (number.value < _LARGE and tokens[position].text.islower()):
                return Measure("unit" if is_unit else singular, "physical" if is_unit else "count"), position + 1
        position += 1
    return None


def singular_of(word: str) -> str | None:
    """The singular of a word that looks like a plural noun, else None."""
    words = lexicon()
    if word in words["irregular_plurals"]:
        return words["irregular_plurals"][word]
    if (
        len(word) < 4
        or not word.endswith("s")
        or word.endswith(("ss", "us", "is", "'s"))
        or word in words["not_plural"]
    ):
        return None
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]
