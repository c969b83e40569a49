"""Numbers that are no quantities: dates, years, times, ages, parts of names, list and reference numbers."""

from __future__ import annotations

from pipeline.extraction.amounts import Amount
from pipeline.extraction.lexer import GLUED, LINE, PARAGRAPH, SPACE, Tokens
from pipeline.extraction.numbers import Number, lexicon
from pipeline.extraction.units import read_noun, unit_at

DASHES = frozenset("-–‐‑")
LARGEST = 10**16  # what is larger is no quantity of trade


def is_skipped(tokens: Tokens, amount: Amount, is_second: bool = False) -> bool:
    """Whether the number is no quantity: a date, a year, a time, a name's part, a reference."""
    number, index = amount.number, amount.first
    if number.value >= LARGEST:
        return True
    if amount.prefix >= 0:
        return False
    if tokens.word(index) == "one" and number.stop == index + 1 and amount.measure is None:
        return True
    before, stop = tokens.word(index - 1), number.stop
    if not is_second and tokens[index].gap == GLUED and index and not amount.sign and _is_name_part(tokens, index):
        return True
    if amount.measure is not None or number.has_scale:
        return False
    if tokens.follows(stop, "times"):
        return True
    if (
        stop + 1 < len(tokens)
        and tokens[stop].text == "-"
        and tokens[stop].gap == tokens[stop + 1].gap == GLUED
        and tokens[stop + 1].kind == "word"
    ):
        return read_noun(tokens, number) is None  # "two-way", "24-nation"
    if stop < len(tokens) and tokens[stop].gap == GLUED:
        is_spread = tokens[stop].text == "/" and "," in tokens[index].text  # "500,000/600,000 tonnes"
        if tokens[stop].kind == "word" or tokens[stop].text in "/:" and not is_spread:
            return True
        if (
            tokens[stop].text == "."
            and stop + 1 < len(tokens)
            and tokens[stop + 1].gap == GLUED
            and tokens[stop + 1].kind == "number"
        ):
            return True
    if not number.is_whole:
        return False
    if _is_chain(tokens, stop):
        return True
    if (
        not number.is_digits
        and not is_second
        and before not in ("to", "from", "by", "at")
        and _is_lone_word(tokens, number)
    ):
        return True
    months = lexicon()["months"]
    if number.value <= 31 and (
        before in months
        and tokens[index].gap <= LINE
        or tokens.word(stop) in months
        or _date_range(tokens, index, stop)
    ):
        return True
    if before in lexicon()["labels"] or before == "." and tokens.word(index - 2) in ("no", "nos"):
        return True
    if (
        number.is_digits
        and number.value == int(number.value)
        and 1800 <= number.value <= 2100
        and len(tokens[index].text) == 4
    ):
        return True
    if not number.is_digits or number.value >= 100:
        return False
    is_named = (
        number.value < 10 and len(before) > 1 and tokens[index - 1].text[0].isupper() and tokens[index].gap == SPACE
    )
    return _is_list_number(tokens, index) or (is_named and index > 1 and tokens.word(stop) != "(")


def _is_chain(tokens: Tokens, stop: int) -> bool:
    """ "8-800-555": two more numbers hang on by hyphens."""
    links = tokens[stop : stop + 4]
    return (
        len(links) == 4
        and all(link.gap == GLUED for link in links)
        and links[0].text == links[2].text == "-"
        and links[1].kind == links[3].kind == "number"
    )


def _is_lone_word(tokens: Tokens, number: Number) -> bool:
    """Whether a number in words stands alone ("the two agreed"): no noun after it and no second number."""
    return read_noun(tokens, number) is None and tokens.word(number.stop) not in ("to", "or", "and", "-")


def _is_name_part(tokens: Tokens, index: int) -> bool:
    """ "Q1", "Sakhalin-2", "1986/87", "8-800-555", but not the end of the range "4-5"."""
    before = tokens[index - 1]
    if before.kind == "word":
        return True
    if before.text == "." and tokens.word(index - 2) in ("c", "ca"):
        return False
    if before.text in "-–/:.,_" and index > 1 and before.gap == GLUED:
        return before.text != "," and tokens[index - 2].text not in "("
    return before.text == "#"


def _date_range(tokens: Tokens, index: int, stop: int) -> bool:
    """ "June 20-30", "April 6 to 8", "17 and 18 March"."""
    months = lexicon()["months"]
    if tokens.word(index - 1) in DASHES | {"to", "and"} and tokens.word(index - 3) in months:
        return True
    return (
        tokens.word(stop) in DASHES | {"to", "and"}
        and tokens.word(stop + 2) in months
        and tokens[stop + 1].kind == "number"
        if stop + 2 < len(tokens)
        else False
    )


def _is_list_number(tokens: Tokens, index: int) -> bool:
    """ "1." or "2)" at a line's start."""
    if tokens[index].gap not in (LINE, PARAGRAPH) or index + 2 >= len(tokens):
        return False
    return tokens[index + 1].text in ".)" and tokens[index + 1].gap == GLUED and tokens[index + 2].gap >= SPACE


def after_skipped(tokens: Tokens, amount: Amount) -> int:
    """The index after a skipped number: past "Blocks 1 and 2", "1986/87", "8-800-555"."""
    stop = max(amount.number.stop, amount.first + 1)
    is_label = tokens.word(amount.first - 1) in lexicon()["labels"]
    while stop + 1 < len(tokens):
        joint, following = tokens[stop], tokens[stop + 1]
        is_tied = joint.gap == GLUED and following.gap == GLUED and joint.text in "-–/:."
        is_listed = (
            is_label
            and joint.lower in ("and", "to", ",")
            and following.text.isdigit()
            and unit_at(tokens, stop + 2) is None
        )
        if not (following.kind == "number" and (is_tied or is_listed)):
            break
        stop += 2
    return stop
