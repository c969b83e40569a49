"""The quantities of a text: money, physical amounts, percentages, multiples, counts and bare numbers.

A grammar over words, in linear time and with no model: what each word means stands in knowledge (units.csv,
currencies.csv, quantity_words.yaml). Dates, years, durations, ages, list and reference numbers are left out.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extraction.amounts import (
    MINUS,
    Amount,
    approximation_after,
    approximation_at,
    approximation_of,
    read_amount,
    with_noun,
)
from pipeline.extraction.exclusions import DASHES, LARGEST, after_skipped, is_skipped
from pipeline.extraction.lexer import GLUED, LINE, SPACE, Tokens
from pipeline.extraction.multiples import read_multiple
from pipeline.extraction.numbers import lexicon, read_fraction, read_number, read_proportion
from pipeline.extraction.units import prefix_starts, read_rate, unit_at
from pipeline.knowledge.measures import Measure, currency_at

PERIOD_RATES = frozenset({"h", "d", "week", "month", "quarter", "a"})
_PERCENT = Measure("percent", "percent")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text and what it counts; offsets are code points, approximations lie outside the span.

    kind: money, physical, percent, multiple (value: the change in percent), count (unit: the noun), number (no unit).
    value, value_high: in whole units, value_high for a range's upper end; signed where the text has a sign.
    unit: ISO 4217, a physical unit (t, bbl, m3 …), "percent", "percentage point", a noun, or None.
    rate: h, d, week, month, quarter, a; for a price what one pays it for ("t", "bbl", "share").
    has_scale: said with thousand, million, billion …; such a number without a unit takes over the unit before it.
    currency_hint: the noun that several currencies share ("dollar"), where the text does not say which.
    is_bare_number: neither unit nor scale, as in "and imports 34.6" or a table's cell.
    sign: 1 or -1 where the text says plus or minus, else 0.
    """

    start: int
    end: int
    text: str
    kind: str
    value: float
    value_high: float | None = None
    unit: str | None = None
    rate: str | None = None
    approximation: str | None = None
    has_scale: bool = False
    currency_hint: str | None = None
    is_bare_number: bool = False
    sign: int = 0

    @property
    def unit_with_rate(self) -> str | None:
        """The unit as a rate: "bbl/d", "t/a", "m3/d"; the unit alone where there is no period."""
        return f"{self.unit}/{self.rate}" if self.unit and self.rate in PERIOD_RATES else self.unit

    @property
    def is_price(self) -> bool:
        """Whether it is money for one of something."""
        return self.kind == "money" and self.rate is not None and self.rate not in PERIOD_RATES


@dataclass(frozen=True, slots=True)
class UnitHeader:
    """A scale and unit that stand over numbers without one ("billion dollars"); `factor` multiplies them."""

    start: int
    end: int
    text: str
    kind: str
    unit: str | None
    factor: float
    rate: str | None = None
    currency_hint: str | None = None


def find_quantities(text: str, published_on: dt.date | None = None) -> list[Quantity]:
    """Every quantity of `text`, sorted, none over another. Linear in the text's length.

    `published_on` tells which of a name's currencies is meant: roubles of 1986 are SUR.
    """
    tokens = Tokens(text)
    found: list[Quantity] = []
    starters, index = _starters(), 0
    while index < len(tokens):
        token = tokens[index]
        stop = index + 1
        if token.kind != "number" and token.lower not in starters and not token.lower.endswith("fold"):
            index = stop
            continue
        if token.kind == "number" and _is_among_numbers(tokens, index):
            value = float(token.text.replace(",", "")) if token.text.isascii() else None
            if value is not None and value < LARGEST and not (len(token.text) == 4 and 1800 <= value <= 2100):
                found.append(
                    Quantity(token.start, token.end, token.text, "number", round(value, 6), is_bare_number=True)
                )
                index = stop
                continue
        if token.kind != "mark" and (multiple := read_multiple(tokens, index)):
            found.append(_relative(tokens, index, multiple.stop, "multiple", multiple.change, "percent"))
            stop = multiple.stop
        elif token.kind != "mark" and (part := _proportion(tokens, index)):
            found.append(_relative(tokens, index, part[1], "percent", part[0], "percent"))
            stop = part[1]
        elif token.kind == "word" and (part := _fraction(tokens, index)):
            value, stop, measure = part
            found.append(_relative(tokens, index, stop, _kind(measure.kind), value, measure.code))
        else:
            quantities, stop = _amounts(tokens, index)
            found.extend(quantities)
        index = max(stop, index + 1)
    return [_dated(quantity, published_on) for quantity in found] if published_on is not None else found


def _is_among_numbers(tokens: Tokens, index: int) -> bool:
    """Whether the number stands between two others, as in a table's row: then it has neither unit nor sign."""
    if not 0 < index < len(tokens) - 1 or tokens.word(index + 2) == "/":
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return before.kind == after.kind == "number" and tokens[index].gap >= SPACE and after.gap >= SPACE


def _dated(quantity: Quantity, day: dt.date) -> Quantity:
    if quantity.kind != "money" or quantity.unit is None or (unit := currency_at(quantity.unit, day)) == quantity.unit:
        return quantity
    return replace(quantity, unit=unit)


@functools.cache
def _starters() -> frozenset[str]:
    """The words and marks that a quantity may begin with."""
    words = lexicon()
    starts = {"a", "an", "as", "plus", "minus", "+", "every", *MINUS, *prefix_starts()}
    return frozenset(
        starts.union(*(words[key] for key in ("cardinals", "fractions", "signs_of_fraction", "multiples")))
    )


def find_unit_headers(text: str) -> list[UnitHeader]:
    """Scales and units with no number before them, as in a table's head ("in billion euros", "per cent")."""
    tokens = Tokens(text)
    headers = []
    index = 0
    while index < len(tokens):
        header = _header(tokens, index)
        if header is not None:
            headers.append(header[0])
            index = header[1]
        else:
            number = read_number(tokens, index)
            index = max(index + 1, number.stop) if number else index + 1
            if number and (following := tokens.joined(index)) > 0 and (unit := unit_at(tokens, following)):
                index = unit[1]
    return headers


def _header(tokens: Tokens, index: int) -> tuple[UnitHeader, int] | None:
    scales = lexicon()["scales"]
    word, factor, position = tokens.word(index), 1.0, index
    if word in scales and word not in ("hundred", "dozen"):
        factor, position = float(scales[word]), index + 1
        if tokens.word(position) == "of":
            position += 1
        position = tokens.joined(position)
    if position < 0:
        return None
    unit = unit_at(tokens, position)
    if unit is None or unit[0].kind in ("time", "index"):
        return None
    if factor == 1.0 and not (
        unit[0].code == "percent" or tokens.word(index - 1) in ("in", "(") or tokens.word(unit[1]) == ")"
    ):
        return None
    measure, stop = unit
    rate = measure.rate
    if (found := read_rate(tokens, stop, False)) is not None:
        rate, stop = found
    start, end = tokens[index].start, tokens[stop - 1].end
    kind = _kind(measure.kind)
    return UnitHeader(
        start, end, tokens.text[start:end], kind, measure.code, factor * float(measure.factor), rate, measure.hint
    ), stop


def _proportion(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """ "one in five", "nine out of ten", "1/5 of", in percent; not "two in five years"."""
    slashed = tokens.kind_at(index) == "number" and tokens.word(index + 1) == "/" and tokens.word(index + 3) == "of"
    if slashed and (number := read_number(tokens, index)) and number.stop == index + 3 and number.value < 1:
        return (number.value * 100).quantize(Decimal("0.01")), index + 3
    found = read_proportion(tokens, index)
    if found is None:
        return None
    part, stop = found
    if tokens.word(stop) in lexicon()["scales"] or tokens.word(stop) in lexicon()["months"]:
        return None
    unit = unit_at(tokens, tokens.joined(stop)) if tokens.joined(stop) > 0 else None
    if unit is not None and unit[0].kind in ("time", "money", "percent", "point"):
        return None
    return (part * 100).quantize(Decimal("0.01")), stop


def _fraction(tokens: Tokens, index: int) -> tuple[Decimal, int, Measure] | None:
    """ "a third", "two-fifths", "half": in percent; "a quarter of a percentage point": in the unit."""
    words, word = lexicon(), tokens.word(index)
    if word not in words["fractions"] and word not in words["cardinals"] and word not in ("a", "an"):
        return None
    fraction = read_fraction(tokens, index)
    if fraction is None:
        return None
    part, stop = fraction
    number = read_number(tokens, index)
    if number is not None and number.stop > stop:
        return None  # "three quarters of a million"
    before, after = tokens.word(index - 1), tokens.word(stop)
    following = stop + 1 if after == "of" else stop
    if tokens.word(following) in ("a", "an", "one") and (unit := unit_at(tokens, tokens.joined(following + 1))):
        return None if unit[0].kind == "time" else (part * Decimal(unit[0].factor), unit[1], unit[0])
    if unit := (unit_at(tokens, stop + 1) if after == "of" and tokens.word(stop + 1) == "of" else None):
        return part, unit[1], unit[0]
    if tokens.word(stop - 1) == "half" and (before == "and" or _is_named_half(tokens, index)):
        return None
    if word == "half":
        is_part_of_year = (
            before in words["half_not_before"]
            or before.endswith("'s")
            or after in words["half_not_after"]
            or before == "-"
        )
        if (
            is_part_of_year
            or (after == "a" and tokens.word(stop + 1) in words["half_not_after"])
            or tokens.word(stop + 1) in ("year", "hour")
        ):
            return None
    elif part.numerator if isinstance(part, int) else word in ("a", "an", "one"):
        last = tokens.word(stop - 1)
        if last == "quarter" and after in words["quarter_not_after"] and before not in words["fraction_before"]:
            return None
        is_end = stop >= len(tokens) or tokens[stop].gap > LINE or tokens[stop].kind == "mark"
        if not (is_end or after in words["fraction_after"] or before in words["fraction_before"]):
            return None
    return (part * 100).quantize(Decimal("0.01")), stop, _PERCENT


def _is_named_half(tokens: Tokens, index: int) -> bool:
    """ "the western half", "their own half"."""
    if tokens.word(index) != "half" or tokens.word(index - 2) not in ("the", "its", "their", "his", "her", "our"):
        return False
    return approximation_at(tokens, index)[0] is None


def _amounts(tokens: Tokens, index: int) -> tuple[list[Quantity], int]:
    """The quantities that begin at `index`: one, or two that share a unit, or none; and the index to go on from."""
    first = read_amount(tokens, index)
    if first is None:
        return [], index + 1
    if is_skipped(tokens, first):
        return [], after_skipped(tokens, first)
    approximation, begin = approximation_of(tokens, first)
    connector = _connector(tokens, first.stop)
    if connector is not None:
        word, position = connector
        second = read_amount(tokens, position)
        if second is not None and not is_skipped(tokens, second, True):
            joined = _join(tokens, first, second, word, begin)
            if joined is not None:
                return joined, second.stop
    if first.measure is not None and first.measure.kind == "time":
        return [], first.stop
    first = with_noun(tokens, first)
    return [_finish(tokens, first, approximation)], first.stop


def _join(tokens: Tokens, first: Amount, second: Amount, word: str, begin: int) -> list[Quantity] | None:
    """Two amounts as a range, or as two that share a unit; None where they are apart."""
    words = lexicon()
    before = tokens.word(begin - 1)
    is_cued = before in words["range_cues"] or tokens.word(begin - 2) in words["range_cues"]
    second = with_noun(tokens, second)
    if (
        first.measure is not None
        and first.measure.kind == "time"
        or second.measure is not None
        and second.measure.kind == "time"
    ):
        return [] if second.measure is not None and second.measure.kind == "time" and first.measure is None else None
    if first.measure is not None:
        is_same = second.measure is not None and second.measure.code == first.measure.code
        is_open = first.prefix >= 0 and second.measure is None  # "$3-4 billion"
        is_run = word == "to" and before != "by" and before not in words["change_before_level"]
        if not (is_open or (is_same and (is_cued or is_run))) or first.rate is not None:
            return None
    shared = _sharing(first, second)
    low, high = shared.number.value, second.number.value
    if low < 1000 <= high and low * 1000 < high and shared.number.is_whole and tokens[first.stop].text in DASHES:
        low *= 1000  # "100-150,000 tonnes"
    is_from = before == "from" and not is_cued and (high > 3 * low or _is_changed(tokens, begin))
    is_percent = second.measure is not None and second.measure.kind in ("percent", "point")
    is_level = before in words["change_before_level"] and not is_percent
    if word in ("-", "/") and (second.measure is None or first.measure is not None or high > 3 * low or not low < high):
        return None
    if word == "and" and not is_cued or is_from and word == "to":
        is_apart = first.number.has_scale and not second.number.has_scale or is_percent and first.number.value >= 1000
        if second.measure is None or first.measure is not None or is_apart:
            return None
        approximation = approximation_of(tokens, first)[0]
        return [_finish(tokens, shared, approximation), _finish(tokens, second, approximation_of(tokens, second)[0])]
    if not low < high or (is_level and word == "to") or (not is_cued and high > 100 * low):
        return None
    whole = replace(second, first=first.first, prefix=first.prefix, measure=second.measure or first.measure, sign=0)
    return [_finish(tokens, whole, approximation_of(tokens, first)[0], low)]


def _is_changed(tokens: Tokens, begin: int) -> bool:
    """Whether a verb or noun of change stands before "from": "rose from 4 to 5", but "takes from 4 to 5"."""
    words = lexicon()
    for position in range(begin - 2, max(-1, begin - 12), -1):
        word = tokens.word(position)
        if any(
            word in words[key] for key in ("growth_verbs", "decline_verbs", "change_before_level", "change_from_to")
        ):
            return True
        if tokens[position].text in ".;" or tokens[position].gap > LINE:
            return False
    return False


def _sharing(first: Amount, second: Amount) -> Amount:
    """`first` with the unit and, if it is small, the scale of `second`."""
    number = first.number
    if number.scale == 1 and second.number.scale >= 1000 and number.value < 1000:
        number = replace(number, value=number.value * second.number.scale, scale=second.number.scale)
    if first.measure is None and second.measure is not None:
        return replace(first, number=number, measure=second.measure, rate=second.rate)
    return replace(first, number=number) if number is not first.number else first


def _connector(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """ "to", "and", "or" or a dash between two amounts, and the index after it."""
    if index >= len(tokens) or tokens[index].gap > LINE:
        return None
    token = tokens[index]
    if token.text in DASHES or token.text == "—":
        is_tight = token.gap == GLUED and index + 1 < len(tokens) and tokens[index + 1].gap == GLUED
        is_spaced = token.gap == SPACE and index + 1 < len(tokens) and tokens[index + 1].gap == SPACE
        if token.text == "—" or not (is_tight or is_spaced):
            return None
        return ("to" if is_tight else "-", index + 1)  # "5 - 6 mln" is a range only where nothing speaks against it
    if token.text == "/" and token.gap == GLUED and "," in tokens[index - 1].text:
        return "/", index + 1
    return (token.lower, index + 1) if token.lower in ("to", "and", "or") else None


def _finish(tokens: Tokens, amount: Amount, approximation: str | None, low: Decimal | None = None) -> Quantity:
    measure, number = amount.measure, amount.number
    kind = _kind(measure.kind) if measure is not None else "number"
    value = number.value * amount.sign if amount.sign else number.value
    approximation = approximation or number.approximation or approximation_after(tokens, amount.stop)
    factor = Decimal(measure.factor) if measure is not None else Decimal(1)
    start = tokens[amount.prefix if amount.prefix >= 0 and not amount.sign else amount.first].start
    end = tokens[amount.stop - 1].end
    return Quantity(
        start,
        end,
        tokens.text[start:end],
        kind,
        value=_plain((value if low is None else low) * factor),
        value_high=None if low is None else _plain(value * factor),
        unit=measure.code if measure is not None else None,
        rate=amount.rate,
        approximation=approximation,
        has_scale=number.has_scale,
        currency_hint=measure.hint if measure is not None else None,
        is_bare_number=measure is None and not number.has_scale,
        sign=amount.sign,
    )


def _relative(tokens: Tokens, first: int, stop: int, kind: str, value: Decimal, unit: str) -> Quantity:
    """A multiple or a fraction in words."""
    start, end = tokens[first].start, tokens[stop - 1].end
    approximation = approximation_at(tokens, first)[0]
    return Quantity(start, end, tokens.text[start:end], kind, _plain(value), unit=unit, approximation=approximation)


def _plain(value: Decimal) -> float:
    """A float without the tail of a repeating fraction."""
    return round(float(value), 6)


def _kind(kind: str) -> str:
    return {"point": "percent", "index": "number"}.get(kind, kind)
