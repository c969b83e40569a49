"""What stands around a number: the currency sign before it, the unit, the noun and the rate after it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extraction.lexer import GLUED, LINE, SPACE, Phrases, Tokens
from pipeline.extraction.numbers import Number, lexicon, read_number
from pipeline.knowledge.measures import Measure, currency_prefixes, exact_unit_forms, lettered_prefixes, unit_forms

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
    """The unit after a number; `stop` is the index after it."""

    measure: Measure
    stop: int


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
    signs = [*currency_prefixes(), *lettered_prefixes()]
    return frozenset(Tokens(sign)[0].lower for sign in signs)


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


def read_suffix(tokens: Tokens, number: Number) -> Suffix | None:
    """The unit after `number`, or None."""
    following = _unit_start(tokens, number)
    found = unit_at(tokens, following) if following > 0 else None
    if found is None:
        return None
    measure, stop = found
    is_small = number.scale < 100 and number.value < 100 and number.value == number.value.to_integral_value()
    if tokens.word(following) in _SHY and stop == following + 1 and is_small:
        return None
    if tokens.word(stop - 1) in lexicon()["animals"] and not _ends_noun(tokens, stop):
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
    if measure.code == "GBP" and measure.hint == "pound" and _is_weight(tokens, stop, number):
        measure = Measure("lb", "physical")
    if measure.code == "bag" and tokens.word(stop) == "of" and tokens.word(stop + 2) in _PACKS:
        stop += 3  # bags of 60 kilos
    return Suffix(measure, stop)


def _is_weight(tokens: Tokens, index: int, number: Number) -> bool:
    """Whether pounds before `index` weigh goods: "5 pounds of tea", "5 mln pounds of frozen beef"."""
    if tokens.word(index) != "of":
        return False
    goods = lexicon()["pound_goods"]
    return number.scale == 1 or any(tokens.word(index + ahead) in goods for ahead in range(1, 4))


def _ends_noun(tokens: Tokens, index: int) -> bool:
    """Whether no noun goes on at `index`."""
    if index >= len(tokens) or tokens[index].gap > LINE or tokens[index].kind == "mark":
        return True
    word = tokens.word(index)
    return (
        word in lexicon()["function_words"]
        or word in lexicon()["goods_stop"]
        or word.endswith(("ed", "ly"))
        or word == "worth"
    )


def _unit_start(tokens: Tokens, number: Number) -> int:
    """Where the unit after a number begins: past "5 mil.", "5 millions of", "5 million or so"; -1 where none can."""
    stop = number.stop
    if number.scale > 1 and tokens.word(stop) == "." and tokens[stop].gap == GLUED and len(tokens.word(stop - 1)) < 4:
        return tokens.joined(stop + 1) if unit_at(tokens, stop + 1) else tokens.joined(stop)
    if number.scale > 1 and tokens.word(stop) == "of" and unit_at(tokens, stop + 1):
        return tokens.joined(stop + 1)
    if tokens.follows(stop, "or", "so") or tokens.follows(stop, "or", "more"):
        return tokens.joined(stop + 2) if unit_at(tokens, stop + 2) else -1
    return tokens.joined(stop)


def with_letter_scale(tokens: Tokens, number: Number, has_prefix: bool) -> Number:
    """`number` with the letter after it: "$45m", "45m tonnes", "40 k barrels", "45m" where it is no length."""
    stop, words = number.stop, lexicon()
    if not (stop < len(tokens) and tokens[stop].gap <= SPACE and number.is_digits and number.scale == 1):
        return number
    token = tokens[stop]
    scale, is_glued = words["letter_scales"].get(token.lower), token.gap == GLUED
    if scale is None or (not is_glued and token.lower == "t"):
        return number
    following = tokens.joined(stop + 1)
    is_before_unit = following > 0 and unit_at(tokens, following) is not None
    is_count = is_glued and token.text in ("k", "m") and not _is_length(tokens, number)
    if not (has_prefix or is_before_unit or is_count):
        return number
    factor = Decimal(int(scale))
    return Number(number.value * factor, stop + 1, factor, True, False, number.approximation)


def _is_length(tokens: Tokens, number: Number) -> bool:
    """Whether "m" after the number is metres: "300m-long", "7,194m", "a depth of 40m", "the 100m sprint"."""
    stop, words = number.stop, lexicon()
    if tokens.word(stop) != "m":
        return False
    near = [tokens.word(number.stop - back) for back in range(2, 7)]
    after = [tokens.word(stop + ahead) for ahead in range(1, 4)]
    return (
        number.value >= _LARGE
        or tokens.word(stop + 1) in words["length_next"]
        or not words["length_words"].isdisjoint(after)
        or not words["length_words"].isdisjoint(near)
    )


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
        if tokens.word(index) in ("per", "a", "/") and (pack := _pack(tokens, index + 1)):
            return pack
    if is_money and tokens.follows(index, "to", "the"):
        priced = unit_at(tokens, index + 2)
        if priced is not None and priced[0].kind == "money":
            return priced[0].code, priced[1]
    return None


def _pack(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """The unit of a price for many: "per 1,000 cubic metres", "per thousand", "per 100 kilos"."""
    if index >= len(tokens):
        return None
    number = read_number(tokens, index) if tokens.word(index) not in ("a", "an") else None
    scale = lexicon()["scales"].get(tokens.word(index))
    stop = number.stop if number is not None else index + 1 if scale else -1
    if stop < 0 or tokens.joined(stop) < 0:
        return None
    priced = unit_at(tokens, tokens.joined(stop))
    return (priced[0].code, priced[1]) if priced is not None and priced[0].kind == "physical" else None


def read_rate_before(tokens: Tokens, index: int) -> str | None:
    """The rate right before a number: "a daily 5 mln barrels", "an annual 5 mln tonnes"."""
    for back in range(1, 4):
        rate = lexicon()["rate_adjectives"].get(tokens.word(index - back))
        if rate is not None:
            return rate if tokens.word(index - back - 1) in ("a", "an", "its", "the", "their") else None
        if tokens.word(index - back) not in lexicon()["rate_fillers"]:
            return None
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
