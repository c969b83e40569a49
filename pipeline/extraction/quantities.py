"""The quantities of a text: money, physical amounts, percentages, multiples, counts and bare numbers.

A grammar over words, in linear time and with no model: what each word means stands in knowledge (units.csv,
currencies.csv, quantity_words.yaml). Dates, years, durations, ages, list and reference numbers are left out.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extraction.lexer import GLUED, LINE, PARAGRAPH, SPACE, Endings, Phrases, Tokens
from pipeline.extraction.multiples import read_multiple
from pipeline.extraction.numbers import Number, lexicon, read_fraction, read_number
from pipeline.extraction.units import read_far_rate, read_noun, read_prefix, read_rate, read_suffix, scale_after_prefix, unit_at
from pipeline.knowledge.measures import Measure

PERIOD_RATES = frozenset({"h", "d", "week", "month", "quarter", "a"})
_PERCENT = Measure("percent", "percent")
_DASHES = frozenset("-–‐‑")
_MINUS = frozenset("-−–")
_LONGEST = 15  # digits; what is longer is no quantity


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
    """A scale and unit that stand over numbers without one ("billion dollars", "in per cent"); `factor` multiplies them."""

    start: int
    end: int
    text: str
    kind: str
    unit: str | None
    factor: float
    rate: str | None = None
    currency_hint: str | None = None


@dataclass(frozen=True, slots=True)
class _Amount:
    """One number with what belongs to it; `first` and `stop` are token indexes."""

    first: int
    stop: int
    number: Number
    measure: Measure | None = None
    rate: str | None = None
    sign: int = 0
    prefix: int = -1


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of `text`, sorted, none over another. Linear in the text's length."""
    tokens = Tokens(text)
    found: list[Quantity] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        stop = index + 1
        if token.kind == "word" and (multiple := read_multiple(tokens, index)):
            found.append(_quantity(tokens, index, multiple.stop, "multiple", multiple.change, None, _PERCENT))
            stop = multiple.stop
        elif token.kind == "number" and (multiple := read_multiple(tokens, index)):
            found.append(_quantity(tokens, index, multiple.stop, "multiple", multiple.change, None, _PERCENT))
            stop = multiple.stop
        elif token.kind == "word" and (part := _fraction(tokens, index)):
            value, stop, measure = part
            kind = "percent" if measure is _PERCENT else measure.kind
            found.append(_quantity(tokens, index, stop, _kind(kind), value, None, measure))
        else:
            quantities, stop = _amounts(tokens, index)
            found.extend(quantities)
        index = max(stop, index + 1)
    return found


def find_unit_headers(text: str) -> list[UnitHeader]:
    """Scales and units with no number before them, as in a table's head ("in billion euros", "million tonnes", "per cent")."""
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
    if factor == 1.0 and not (unit[0].code == "percent" or tokens.word(index - 1) in ("in", "(") or tokens.word(unit[1]) == ")"):
        return None
    measure, stop = unit
    rate = measure.rate
    if (found := read_rate(tokens, stop, False)) is not None:
        rate, stop = found
    start, end = tokens[index].start, tokens[stop - 1].end
    kind = _kind(measure.kind)
    return UnitHeader(start, end, tokens.text[start:end], kind, measure.code, factor * float(measure.factor), rate, measure.hint), stop


def _fraction(tokens: Tokens, index: int) -> tuple[Decimal, int, Measure] | None:
    """ "a third", "two-fifths", "half": in percent; "half of one per cent", "a quarter of a percentage point": in the unit."""
    words, word = lexicon(), tokens.word(index)
    if word not in words["fractions"] and word not in words["cardinals"] and word not in ("a", "an"):
        return None
    fraction = read_fraction(tokens, index)
    if fraction is None or read_number(tokens, index) is not None and word not in words["cardinals"]:
        return None
    part, stop = fraction
    before, after = tokens.word(index - 1), tokens.word(stop)
    following = stop + 1 if after == "of" else stop
    if tokens.word(following) in ("a", "an", "one") and (unit := unit_at(tokens, tokens.joined(following + 1))):
        return None if unit[0].kind == "time" else (part * Decimal(unit[0].factor), unit[1], unit[0])
    if unit := (unit_at(tokens, stop + 1) if after == "of" and tokens.word(stop + 1) == "of" else None):
        return part, unit[1], unit[0]
    if word == "half":
        is_part_of_year = before in words["half_not_before"] or before.endswith("'s") or after in words["half_not_after"] or before == "-"
        if is_part_of_year or (after == "a" and tokens.word(stop + 1) in words["half_not_after"]) or tokens.word(stop + 1) in ("year", "hour"):
            return None
    elif part.numerator if isinstance(part, int) else word in ("a", "an", "one"):
        last = tokens.word(stop - 1)
        if last == "quarter" and after in words["quarter_not_after"] and before not in words["fraction_before"]:
            return None
        is_end = stop >= len(tokens) or tokens[stop].gap > LINE or tokens[stop].kind == "mark"
        if not (is_end or after in words["fraction_after"] or before in words["fraction_before"]):
            return None
    return (part * 100).quantize(Decimal("0.01")), stop, _PERCENT


def _amounts(tokens: Tokens, index: int) -> tuple[list[Quantity], int]:
    """The quantities that begin at `index`: one, or two that share a unit, or none; and the index to go on from."""
    first = _amount(tokens, index)
    if first is None:
        return [], index + 1
    if _is_skipped(tokens, first):
        return [], _after_skipped(tokens, first)
    approximation, begin = _approximation(tokens, first)
    connector = _connector(tokens, first.stop)
    if connector is not None:
        word, position = connector
        second = _amount(tokens, position)
        if second is not None and not _is_skipped(tokens, second, True):
            joined = _join(tokens, first, second, word, begin)
            if joined is not None:
                return joined, second.stop
    if first.measure is not None and first.measure.kind == "time":
        return [], first.stop
    return [_finish(tokens, _with_noun(tokens, first), approximation)], max(first.stop, _with_noun(tokens, first).stop)


def _join(tokens: Tokens, first: _Amount, second: _Amount, word: str, begin: int) -> list[Quantity] | None:
    """Two amounts as a range, or as two that share a unit; None where they are apart."""
    words = lexicon()
    before = tokens.word(begin - 1)
    is_cued = before in words["range_cues"] or tokens.word(begin - 2) in words["range_cues"]
    second = _with_noun(tokens, second)
    if first.measure is not None and first.measure.kind == "time" or second.measure is not None and second.measure.kind == "time":
        return [] if second.measure is not None and second.measure.kind == "time" and first.measure is None else None
    if first.measure is not None and not first.prefix >= 0 and not (second.measure and is_cued and first.measure.code == second.measure.code):
        return None
    if first.prefix >= 0 and second.measure is not None and second.measure.code != first.measure.code:  # pyright: ignore
        return None
    if first.rate is not None:
        return None
    shared = _sharing(first, second)
    low, high = shared.number.value, second.number.value
    is_from = before == "from" and not is_cued
    is_percent = second.measure is not None and second.measure.kind in ("percent", "point")
    is_level = before in words["change_before_level"] and not is_percent
    if word == "and" and not is_cued or is_from and word == "to":
        if second.measure is None or first.measure is not None or (first.number.has_scale and not second.number.has_scale):
            return None
        approximation = _approximation(tokens, first)[0]
        return [_finish(tokens, shared, approximation), _finish(tokens, second, _approximation(tokens, second)[0])]
    if not low < high or (is_level and word == "to") or (not is_cued and high > 100 * low):
        return None
    whole = replace(second, first=first.first, measure=second.measure or first.measure, sign=0)
    return [_finish(tokens, whole, _approximation(tokens, first)[0], low)]


def _sharing(first: _Amount, second: _Amount) -> _Amount:
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
    if token.text in _DASHES or token.text == "—":
        is_tight = token.gap == GLUED and index + 1 < len(tokens) and tokens[index + 1].gap == GLUED
        return ("to", index + 1) if is_tight and token.text != "—" else None
    return (token.lower, index + 1) if token.lower in ("to", "and", "or") else None


def _amount(tokens: Tokens, index: int) -> _Amount | None:
    """A number at `index` with its sign, currency and unit; None where no number begins."""
    sign, position, first = _sign(tokens, index)
    prefix = read_prefix(tokens, position)
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
    number = read_number(tokens, position)
    if number is None:
        return None
    suffix = read_suffix(tokens, number, money is not None)
    if suffix is not None:
        number, stop, measure = suffix.number, suffix.stop, suffix.measure
        if money is not None and measure.kind != "money":
            number, stop, measure = scale_after_prefix(tokens, number), scale_after_prefix(tokens, number).stop, money
        elif money is not None and not measure.hint:
            money = measure
        measure = money or measure
    else:
        if money is not None:
            number = scale_after_prefix(tokens, number)
        stop, measure = number.stop, money
    rate = measure.rate if measure is not None else None
    if measure is None or measure.kind != "time":
        near = read_rate(tokens, stop, measure is not None and measure.kind == "money") if measure is not None or number.has_scale else None
        if near is not None:
            rate, stop = near
        elif rate is None and measure is not None and measure.kind in ("physical", "money"):
            rate = read_far_rate(tokens, stop)
    return _Amount(first, stop, number, measure, rate, sign, prefix_at)


def _sign(tokens: Tokens, index: int) -> tuple[int, int, int]:
    """The sign at `index` (0 if none), the index after it, and the index that the amount begins at."""
    token = tokens[index]
    following = index + 1
    if following < len(tokens) and token.text in _MINUS | {"+"}:
        is_tight = tokens[following].gap == GLUED and (token.gap != GLUED or index == 0 or tokens[index - 1].text in "(/:" )
        if is_tight and (tokens[following].kind == "number" or read_prefix(tokens, following)):
            return (1 if token.text == "+" else -1), following, index
    if token.lower in ("plus", "minus") and following < len(tokens):
        position = following + 1 if tokens.word(following) == "of" else following
        if position < len(tokens) and tokens[position].gap <= LINE and tokens[position].kind in ("number", "word"):
            return (1 if token.lower == "plus" else -1), position, position
    return 0, index, index


def _with_noun(tokens: Tokens, amount: _Amount) -> _Amount:
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


def _is_skipped(tokens: Tokens, amount: _Amount, is_second: bool = False) -> bool:
    """Whether the number is no quantity: a date, a year, a time, a name's part, a reference."""
    number, index = amount.number, amount.first
    if amount.prefix >= 0:
        return False
    if number.is_digits and sum(c.isdigit() for c in tokens[index if tokens[index].kind == "number" else index + 1 if index + 1 < len(tokens) else index].text) > _LONGEST:
        return True
    if tokens.word(index) == "one" and number.stop == index + 1 and amount.measure is None:
        return True
    before, stop = tokens.word(index - 1), number.stop
    if not is_second and tokens[index].gap == GLUED and index and not amount.sign and _is_name_part(tokens, index):
        return True
    if amount.measure is not None or number.has_scale:
        return False
    if stop < len(tokens) and tokens[stop].gap == GLUED:
        if tokens[stop].kind == "word" or tokens[stop].text in "/:":
            return True
        if tokens[stop].text == "." and stop + 1 < len(tokens) and tokens[stop + 1].gap == GLUED and tokens[stop + 1].kind == "number":
            return True
    if not number.is_whole:
        return False
    months = lexicon()["months"]
    if number.value <= 31 and (before in months and tokens[index].gap <= LINE or tokens.word(stop) in months or _date_range(tokens, index, stop)):
        return True
    if before in lexicon()["labels"] or before == "." and tokens.word(index - 2) in ("no", "nos"):
        return True
    if number.is_digits and number.value == int(number.value) and 1800 <= number.value <= 2100 and len(tokens[index].text) == 4:
        return True
    return number.is_digits and number.value < 100 and _is_list_number(tokens, index)


def _is_name_part(tokens: Tokens, index: int) -> bool:
    """ "Q1", "Sakhalin-2", "1986/87", "8-800-555", but not the end of the range "4-5"."""
    before = tokens[index - 1]
    if before.kind == "word":
        return True
    if before.text in "-–/:.,_" and index > 1 and before.gap == GLUED:
        return before.text != "," and tokens[index - 2].text not in "("
    return before.text == "#"


def _date_range(tokens: Tokens, index: int, stop: int) -> bool:
    """ "June 20-30", "April 6 to 8", "17 and 18 March"."""
    months = lexicon()["months"]
    if tokens.word(index - 1) in _DASHES | {"to", "and"} and tokens.word(index - 3) in months:
        return True
    return tokens.word(stop) in _DASHES | {"to", "and"} and tokens.word(stop + 2) in months and tokens[stop + 1].kind == "number" if stop + 2 < len(tokens) else False


def _is_list_number(tokens: Tokens, index: int) -> bool:
    """ "1." or "2)" at a line's start."""
    if tokens[index].gap not in (LINE, PARAGRAPH) or index + 2 >= len(tokens):
        return False
    return tokens[index + 1].text in ".)" and tokens[index + 1].gap == GLUED and tokens[index + 2].gap >= SPACE


def _after_skipped(tokens: Tokens, amount: _Amount) -> int:
    """The index after a skipped number: past "Blocks 1 and 2", "1986/87", "8-800-555"."""
    stop = max(amount.number.stop, amount.first + 1)
    is_label = tokens.word(amount.first - 1) in lexicon()["labels"]
    while stop + 1 < len(tokens):
        joint, following = tokens[stop], tokens[stop + 1]
        is_tied = joint.gap == GLUED and following.gap == GLUED and joint.text in "-–/:."
        is_listed = is_label and joint.lower in ("and", "to", ",") and following.text.isdigit() and unit_at(tokens, stop + 2) is None
        if not (following.kind == "number" and (is_tied or is_listed)):
            break
        stop += 2
    return stop


@functools.cache
def _approximations() -> Endings[str]:
    return Endings(lexicon()["approximation"])


@functools.cache
def _approximations_after() -> Phrases[str]:
    return Phrases({form: kind for kind, forms in lexicon()["approximation_after"].items() for form in forms})


def _approximation(tokens: Tokens, amount: _Amount) -> tuple[str | None, int]:
    """The approximation before `amount` and the index that its words begin at."""
    index = amount.prefix if amount.prefix >= 0 else amount.first
    return _approximation_at(tokens, index)


def _approximation_at(tokens: Tokens, index: int) -> tuple[str | None, int]:
    if index >= len(tokens) or tokens[index].gap > LINE:
        return None, index
    for skipped in range(3):
        position = index - skipped
        if skipped and (position < 1 or tokens.word(position) not in lexicon()["approximation_fillers"] or tokens[position].gap > LINE):
            break
        found = _approximations().before(tokens, position)
        if found is not None:
            kind, first = found
            wider = _approximations().before(tokens, first)
            return (wider if wider is not None and wider[0] in ("up_to",) else (kind, first))
    return None, index


def _finish(tokens: Tokens, amount: _Amount, approximation: str | None, low: Decimal | None = None) -> Quantity:
    measure, number = amount.measure, amount.number
    kind = _kind(measure.kind) if measure is not None else "number"
    value = number.value * amount.sign if amount.sign else number.value
    if approximation is None:
        after = _approximations_after().at(tokens, amount.stop) if amount.stop < len(tokens) and tokens[amount.stop].gap <= LINE else None
        approximation = after[0] if after else None
    quantity = _quantity(
        tokens, amount.prefix if amount.prefix >= 0 and not amount.sign else amount.first, amount.stop, kind,
        low if low is not None else value, value if low is not None else None, measure, approximation,
    )
    return replace(
        quantity, rate=amount.rate, has_scale=number.has_scale, sign=amount.sign,
        is_bare_number=measure is None and not number.has_scale,
    )


def _kind(kind: str) -> str:
    return {"point": "percent", "index": "number"}.get(kind, kind)


def _quantity(
    tokens: Tokens, first: int, stop: int, kind: str, value: Decimal, high: Decimal | None, measure: Measure | None,
    approximation: str | None = None,
) -> Quantity:
    start, end = tokens[first].start, tokens[stop - 1].end
    factor = Decimal(measure.factor) if measure is not None and kind != "multiple" else Decimal(1)
    if approximation is None and kind in ("multiple", "percent"):
        approximation = _approximation_at(tokens, first)[0]
    return Quantity(
        start, end, tokens.text[start:end], kind, float(round(value * factor, 6)), float(round(high * factor, 6)) if high is not None else None,
        measure.code if measure is not None else None, measure.rate if measure is not None else None, approximation,
        currency_hint=measure.hint if measure is not None else None,
    )
