"""Changes told by a multiple, in percent: "doubled", "fivefold", "2.2 times as much", "half as much again"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.extraction.lexer import LINE, Tokens
from pipeline.extraction.numbers import Number, lexicon, read_fraction, read_number

_HUNDRED = Decimal(100)
_BEFORE_VERB = frozenset({"to", "will", "would", "could", "may", "might", "nearly", "almost"})
_REACH = 8  # tokens that a number takes at most before "times"


@dataclass(frozen=True, slots=True)
class Multiple:
    """A change in percent and the index after the words that tell it."""

    change: Decimal
    stop: int


def read_multiple(tokens: Tokens, index: int) -> Multiple | None:
    """The multiple that begins at `index`, or None."""
    found = _again(tokens, index) or _verb(tokens, index)
    if found is None and (tokens[index].lower.endswith("fold") or _may_multiply(tokens, index)):
        found = _fold(tokens, index) or _times(tokens, index)
    return found


def _may_multiply(tokens: Tokens, index: int) -> bool:
    """Whether "times" or "fold" is near, or "multiplied by" right before: no need to read the number else."""
    if tokens.word(index - 1) in ("by", "of"):
        return True
    return any(token.lower in ("times", "fold", "folds") for token in tokens[index + 1 : index + _REACH])


def _verb(tokens: Tokens, index: int) -> Multiple | None:
    words = lexicon()
    word, after = tokens.word(index), tokens.word(index + 1)
    change = words["multiples"].get(word)
    if change is None or after in words["multiple_not_after"] or after == "-":
        return None
    if word in ("twice", "thrice", "double", "triple", "treble") and after not in words["times_after"]:
        # "set to double" is a change, "double standards" is none.
        is_verb = tokens.word(index - 1) in _BEFORE_VERB or _is_clause_end(tokens, index + 1)
        if word == "thrice" or not is_verb:
            return None
    stop = index + 1
    if after == "as" and tokens.word(index + 2) in words["again_words"]:
        stop = index + 3
    return Multiple(Decimal(change), stop)


def _fold(tokens: Tokens, index: int) -> Multiple | None:
    word = tokens.word(index)
    if word.endswith("fold") and word != "fold":
        stem = word[:-4]
        cardinal = lexicon()["cardinals"].get(stem) or {"hundred": 100, "thousand": 1000, "dozen": 12}.get(stem)
        return Multiple(_change(tokens, index, Decimal(cardinal)), index + 1) if cardinal and cardinal > 1 else None
    number = read_number(tokens, index)
    if number is None:
        return None
    following = tokens.joined(number.stop)
    if following > 0 and tokens.word(following) in ("fold", "folds") and number.value > 0:
        return Multiple(_change(tokens, index, number.value), following + 1)
    return None


def _times(tokens: Tokens, index: int) -> Multiple | None:
    """ "4.2 times as much", "rose 1.5 times", "multiplied by 15"; not "met three times"."""
    number = read_number(tokens, index)
    if number is None or number.value <= 0:
        return None
    words = lexicon()
    if tokens.follows(index - 2, "multiplied", "by") or (
        tokens.follows(index - 3, "a", "factor", "of") and _is_plain(tokens, number)
    ):
        return Multiple(_change(tokens, index - 1, number.value), number.stop) if _is_plain(tokens, number) else None
    following = tokens.joined(number.stop)
    if following < 0 or tokens.word(following) != "times":
        return None
    stop, after = following + 1, tokens.word(following + 1)
    is_change = _verb_before(tokens, index) != 0
    if after in words["times_after"]:
        is_change = True
        if after == "as" and tokens.word(stop + 1) in words["again_words"]:
            stop += 2
        if after in ("less", "lower", "smaller", "cheaper", "fewer"):
            return Multiple((1 / number.value - 1) * _HUNDRED, stop)
    elif _is_clause_end(tokens, stop) and tokens.word(index - 1) == "," and tokens[index].gap <= LINE:
        is_change = True  # "pork: 85 million, four times"
    return Multiple(_change(tokens, index, number.value), stop) if is_change else None


def _again(tokens: Tokens, index: int) -> Multiple | None:
    """ "half as much again" is +50, "half as much" -50; "as much again" +100."""
    words = lexicon()
    if (
        tokens.word(index) == "as"
        and tokens.word(index + 1) in words["again_words"]
        and tokens.word(index + 2) == "again"
    ):
        return Multiple(_HUNDRED, index + 3)
    fraction = read_fraction(tokens, index)
    if fraction is None:
        return None
    part, stop = fraction
    if tokens.follows(stop, "again", "as"):
        return Multiple(part * _HUNDRED, stop + 3)
    if tokens.word(stop) != "as" or tokens.word(stop + 1) not in words["again_words"]:
        return None
    for ahead in range(stop + 2, stop + 5):
        if tokens.word(ahead) == "again" and tokens[ahead].gap <= LINE:
            return Multiple(part * _HUNDRED, ahead + 1)
    return Multiple((part - 1) * _HUNDRED, stop + 2)


def _change(tokens: Tokens, index: int, times: Decimal) -> Decimal:
    """Times as a change in percent: up 1.5 times is +50, down 2.5 times is -60."""
    return (1 / times - 1) * _HUNDRED if _verb_before(tokens, index) < 0 else (times - 1) * _HUNDRED


def _verb_before(tokens: Tokens, index: int) -> int:
    """1 after a verb of growth, -1 after one of decline, 0 after none; up to five words back, within the clause."""
    words = lexicon()
    for position in range(index - 1, max(-1, index - 6), -1):
        token = tokens[position]
        if token.kind == "mark" and token.text not in "-~":
            return 0
        if token.lower in words["growth_verbs"]:
            return 1
        if token.lower in words["decline_verbs"]:
            return -1
    return 0


def _is_plain(tokens: Tokens, number: Number) -> bool:
    return number.scale == 1 and tokens.word(number.stop) not in ("%", "per", "percent", "pct")


def _is_clause_end(tokens: Tokens, index: int) -> bool:
    if index >= len(tokens) or tokens[index].gap > LINE or tokens[index].text in ".,;:)!?":
        return True
    return tokens[index].gap == LINE and tokens[index].kind == "mark"
