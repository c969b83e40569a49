"""What the words before a period say of it: that it is a basis, that it lies ahead, since when, until when."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import re

from pipeline.extraction.dates import Interval, months_between, shift, whole_months
from pipeline.extraction.lexer import Tokens
from pipeline.extraction.numbers import lexicon as number_words
from pipeline.extraction.period_context import number_of
from pipeline.extraction.period_grammar import lexicon
from pipeline.extraction.units import unit_at

SINCE = re.compile(
    r"\bsince\s+(?:(?:the\s+)?(?:start|beginning)\s+of\s+(?:the\s+)?(?:[a-z]+\s+)?(?:year|season)\s+)?"
    r"(?:(?:the|early|late|mid|end|of|start|beginning|last|about|in)[\s-]+){0,4}$",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"\b(until|till|up to|through|no later than|by|up until)\s+"
    r"(?:(?:the|early|late|mid|end|of|middle|start|beginning|about|around)[\s-]+){0,4}$",
    re.IGNORECASE,
)
FROM = re.compile(
    r"\b(?:from|starting|beginning|as of|with effect from)\s+"
    r"(?:(?:the|early|late|mid|start|of|beginning|in)[\s-]+){0,4}$",
    re.IGNORECASE,
)
FROM_RIGHT = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
ONWARDS = re.compile(r"\s+(?:on|onwards?|forward)\b")
BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:in|over|during|for|within|after)\s+$", re.IGNORECASE)
_FROM_OR_ON = re.compile(r"\b(from|on|over)\s+(?:the\s+)?$", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(?:(?:above|below|over|short of|behind|ahead of)\s+the|from|against|versus|vs\.?|compared (?:with|to)|than|after|following)\s+",
    re.IGNORECASE,
)
_CEILING = re.compile(
    r"\b(?:more|less|fewer|greater|larger|smaller) than\s+(?=[\d$€£¥]|(?:a|one|two|three|half)\b)", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b(?![.,]\d)")
_AMOUNT = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half)\b")
_APART = re.compile(r",\s(?!\d|and\s\d|revised|in\s|upwardly|downwardly|adjusted)")
_TIME_WORDS = frozenset(
    [
        "last",
        "year",
        "month",
        "this",
        "same",
        "period",
        "quarter",
        "first",
        "second",
        "third",
        "fourth",
        "half",
        "revised",
        "ago",
    ]
)
_SECOND_MONTH = re.compile(r"^\s*(?:and|or|to|through|[-–/])\s*[A-Z][a-z]+\b")
_CLAUSE_END = re.compile(r"[.;:\n]|,\s|\b(?:and|but|while|which|that|who)\b")
_GENITIVE = re.compile(r"['’]s\b")
_WILL = re.compile(r"\s+(?:will|is (?:due|expected|to)|are (?:due|expected|to))\b")
_BE = frozenset(("is", "are", "be", "being"))
_GOAL = re.compile(r"\s+(?:[a-z]+\s+){0,2}(?:goal|target|forecast|projection|quota)s?\b")
_WORD = re.compile(r"[A-Za-z']+")
_LAST_WORDS = 120  # characters that hold the words before a period which say whether it is to come
_LEVEL_REACH = 200
_LEVEL_WORDS = (
    "the",
    "from",
    "against",
    "vs",
    "versus",
    "compared",
    "than",
    "after",
    "following",
    "From",
    "Against",
    "Compared",
    "After",
    "Following",
)
# With the words of comparison, all that may stand before a period and say what it is for.
_LIMITS = (
    "since",
    "until",
    "till",
    "up",
    "through",
    "by",
    "later",
    "in",
    "over",
    "during",
    "for",
    "within",
    "after",
    "from",
    "on",
    "following",
    "between",
    "before",
    "than",
    "against",
    "vs",
    "versus",
    "compared",
    "to",
)


def is_within(before: str) -> bool:
    """Whether "in", "over" or "during" stands right before."""
    return bool(_WITHIN.search(before))


def lies_ahead(sentence: str, after: str, has_day: bool) -> bool | None:
    """Whether the nearest verb says that a time at the end of `sentence` is to come; None if none does."""
    if _GENITIVE.match(after):
        return False
    if is_delivery(sentence, after):
        return True
    until = UNTIL.search(sentence[-60:])
    if until is not None and not until.group(1).lower().startswith("up"):
        return True
    if _is_cued(sentence[-60:]):
        return False
    if _WILL.match(after) or _GOAL.match(after):
        return True
    words = _WORD.findall(sentence[-_LAST_WORDS:])[-9:]
    if words and not has_day and words[-1].lower() not in lexicon()["time_prepositions"]:
        return False  # "June exports"
    for index in range(len(words) - 1, -1, -1):
        word, previous = words[index], words[index - 1].lower() if index else ""
        if word == "May":
            continue
        word = word.lower()
        if word in lexicon()["future_cues"] or f"{previous} {word}" in lexicon()["future_cues"]:
            if previous in ("been", "was", "were", "had"):
                return False  # "that had been forecast"
            if previous not in ("the", "a", "an", "its", "their"):
                return True
        elif word in lexicon()["past_cues"] or (word.endswith("ed") and len(word) > 4):
            return False
    is_base = _FROM_OR_ON.search(sentence[-60:]) is not None and _is_change(sentence, sentence[-60:])
    return False if is_base else _told_after(after)


def _told_after(after: str) -> bool | None:
    """What the first verb after a period says: "In February it fell", "In March it will open"."""
    clauses = _CLAUSE_END.split(_SECOND_MONTH.sub("", after).lstrip(", "), maxsplit=2)
    for clause in clauses[: 2 if after.startswith(",") else 1]:
        previous = ""
        for word in _WORD.findall(clause)[:8]:
            lower, is_ed = word.lower(), word.endswith("ed") and len(word) > 4
            is_noun = previous in ("the", "a", "an", "its", "their")
            if lower in lexicon()["future_cues"] and word != "May" and not is_noun and (not is_ed or previous in _BE):
                return True
            if lower in lexicon()["past_cues"] or is_ed:
                return False
            previous = lower
    return None


def cue_places(text: str) -> list[int]:
    """Where the words begin that may say of a period after them what it is for."""
    return [match.start() for match in _cue_words().finditer(text)]


def is_cued_near(places: list[int], start: int, reach: int) -> bool:
    """Whether one of `places` lies within `reach` characters before `start`."""
    after = bisect.bisect_left(places, start)
    return after > 0 and places[after - 1] >= start - reach


@functools.cache
def _cue_words() -> re.Pattern[str]:
    words = {word for cue in lexicon()["comparison_cues"] for word in cue.split() if word.isalpha()}
    spelt = sorted(words.union(_LIMITS) - {"the", "a", "record"}, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, spelt))})\b", re.IGNORECASE)


@functools.cache
def _deliveries() -> tuple[re.Pattern[str], re.Pattern[str]]:
    goods = "|".join(sorted(lexicon()["delivery_words"]))
    before = rf"\bfor (?:{goods})(?: (?:in|between|from|during|by|over|on|through))?\s+(?:the )?$"
    return re.compile(before), re.compile(rf"\s(?:{goods})\b")


def is_delivery(sentence: str, after: str) -> bool:
    """Whether goods are for it: "April shipment", "for delivery in the second half of April"."""
    before, behind = _deliveries()
    return bool(behind.match(after) or before.search(sentence[-40:]))


@functools.cache
def _beginnings() -> re.Pattern[str]:
    begun = "|".join(map(re.escape, sorted(lexicon()["beginnings"])))
    return re.compile(rf"\bsince\s+[^.,;:]{{3,70}}\b(?:{begun})\s+(?:(?:on|in|at|last|this)\s+){{0,2}}$", re.IGNORECASE)


def is_beginning(before: str) -> bool:
    """Whether what has been since then began here: "since the pact took effect on"."""
    return "since" in before.lower() and bool(_beginnings().search(before))


def is_record(before: str) -> bool:
    """Whether "since" tells for how long something has been the most ("the steepest fall since")."""
    words = re.findall(r"[a-z]+", before.lower().rpartition(",")[2])
    return not lexicon()["since_records"].isdisjoint(words[-9:])


def is_compared(sentence: str, is_day: bool, is_span: bool, is_range: bool = False) -> bool:
    """Whether what follows `sentence` (its text so far) is a basis: "than in 2012", "from 1.5 billion in January"."""
    before = sentence[-60:]
    if _is_cued(before):
        return True
    if (cue := _FROM_OR_ON.search(before)) is not None:
        is_plain = not is_day and not is_range and (not is_span or cue.group(1).lower() == "from")
        return is_plain and _is_change(sentence, before)
    return _has_level(sentence[-_LEVEL_REACH:])


def basis_of(interval: Interval | None, main: Interval | None, published_on: dt.date | None) -> str:
    """yoy, mom, qoq or other, by how far `interval` lies before `main`, or before the document's date."""
    if interval is None:
        return "other"
    if main is None:
        is_year_ago = published_on is not None and -31 <= (published_on - shift(interval, 12)[1]).days <= 120
        return "yoy" if is_year_ago else "other"
    distance, length = months_between(interval[0], main[0]), whole_months(main)
    if length != whole_months(interval):
        if whole_months(interval) == 1 and months_between(interval[0], main[1]) == 1:
            return "mom"  # the last month of a span against the month before
        is_year_before = whole_months(interval) == 12 and interval[1].year == main[0].year - 1 == main[1].year - 1
        return "yoy" if distance == 12 or is_year_before else "other"  # "from January to May … than in 2019"
    if distance == 12:
        return "yoy"
    return "mom" if distance == 1 == length else "qoq" if distance == 3 == length else "other"


@functools.cache
def _last_words() -> frozenset[str]:
    return frozenset(cue.split()[-1] for cue in lexicon()["comparison_cues"])


def _is_cued(before: str) -> bool:
    """Whether "than in", "compared with" or the like stands right before."""
    words = [word.strip("(\"'") for word in before.lower().split()]
    if not words or words[-1] not in _last_words():
        return False
    return any(" ".join(words[-length:]) in lexicon()["comparison_cues"] for length in range(1, min(6, len(words)) + 1))


def _is_change(sentence: str, before: str) -> bool:
    """ "fell 0.7 pct in May from April", "gained 3.6 per cent on October", "54 pct over February"."""
    head = sentence[-110:].lower()
    if lexicon()["change_words"].isdisjoint(re.findall(r"[a-z]+", head)):
        return False
    cue = _FROM_OR_ON.search(before)
    tail = before[: cue.start()].rstrip().lower() if cue else ""
    if cue is not None and cue.group(1).lower() == "from":
        return bool(tail)
    return bool(re.search(r"(?:\d|pct|per cent|%|percent|higher|lower|up|down)$", tail))


def _has_level(head: str) -> bool:
    """Whether a previous level stands between "from" (or "against", "compared with") and the end of `head`."""
    if not any(word in head for word in _LEVEL_WORDS):
        return False
    levels = list(_LEVEL.finditer(head))
    cues = [cue for cue in levels if not _CEILING.match(head, max(0, cue.start() - 8))]
    ceilings = {ceiling.end() for ceiling in _CEILING.finditer(head)}
    cues = [cue for cue in cues if cue.end() not in ceilings]
    return any(
        _is_level(head[cue.end() :], cue.group().lower().startswith(("after", "following"))) for cue in cues[-3:]
    )


def _is_level(middle: str, is_after: bool) -> bool:
    if not _AMOUNT.search(_YEAR.sub("", middle)) or _APART.search(middle):
        return False
    words, tokens, position = lexicon(), Tokens(middle), 0
    while position < len(tokens):
        token = tokens[position]
        is_known = token.kind == "number" or token.text in "(),$€£%-+'’s" or token.lower in words["level_words"]
        is_time = token.lower in words["months"] or token.lower in _TIME_WORDS
        is_change = is_after and token.lower in words["change_words"]
        if is_known or is_time or is_change or number_of(token.lower) or token.lower in number_words()["scales"]:
            position += 1
        elif (unit := unit_at(tokens, position)) is not None:
            position = unit[1]
        else:
            return False
    return True
