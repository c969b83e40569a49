"""The wordings of time: every stretch of a text that names a day, month, quarter, half, year, span or basis, unresolved.

Each rule is a regular expression whose repetitions are bounded; of two matches that overlap, the first and longest stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.knowledge.words import words

# {_} is a space, or a line's end in wrapped text.
_SPACE = r"[ \t\u00a0\n]{1,3}"
_YEAR = r"(?<![\w.,$€£¥/:+-])(?:1[89]|20)\d\d(?![\d/]|[.,:]\d|[-–]\d)"
_REL = (
    r"(?:th(?:is|e current|at|e same)|last|next|previous|current|(?:all of|the whole of) last"
    r"|the(?: (?:previous|preceding|following|past|coming|whole))?) year"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d|/\d|[.,]\d|\s?%)"
_UNIT = r"months?|weeks?|years?|quarters?|days?|decades?|seasons?"
_TO = r"(?:[-–/]|{_}(?:to|through|and|until|till|or){_}|{_}[-–]{_})"
_OF_YEAR = r"(?:(?:{_}(?:of|in|for))?,?{_}(?:calendar{_})?(?:(?P<year>{year})|(?P<rel>{rel})))?"
_EDGE = r"(?:(?P<edge>early|mid|late|(?:the )?(?:end|beginning|start|middle)(?:{_}of)?|end)[-\s]{{1,2}}(?:the{_})?)?"
_CROP = r"fiscal|financial|marketing|crop|coffee|sugar|cocoa|cotton|trade|trading|harvest|agricultural|sales|budget|business"

# What goes on to tell the event counted from: "a year before the war".
_CLAUSE = re.compile(r"\s(?:(?:the|its|his|their|her|an?|he|she|it|they|we|this|these|those|which|when)\b|[A-Z])")
_ABBREVIATIONS = frozenset({"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"})

# In order of preference. {month}, {n}, {ordinal}, {weekday} are filled from knowledge.
_RULES = (
    ("date", r"(?<![\w-])(?P<year>(?:1[89]|20)\d\d)-(?P<monthno>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w-])"),
    ("days", r"(?:\b(?P<before>last|next|this){_})?\b(?P<month>{month})\.?{_}(?P<day>{day}){to}(?P<last>{day})(?:,?{_}(?P<year>{year}))?"),
    ("days", r"(?<![\w.,])(?P<day>{day}){to}(?P<last>{day}){_}(?P<month>{month})\b\.?(?:,?{_}(?P<year>{year}))?"),
    (
        "date",
        r"(?:\b(?P<before>last|next|this){_})?\b(?P<month>{month})\.?{_}(?P<day>{day})"
        r"(?!{_}?(?:pct|per|percent|mln|million|billion|bn|tonnes|tons|barrels|dlrs|dollars)\b)(?:(?:{_}of)?,?{_}(?:(?P<year>{year})|(?P<rel>{rel})))?",
    ),
    ("date", r"(?<![\w.,])(?P<day>{day}){_}(?:of{_})?(?P<month>{month})\b\.?(?:(?:{_}of)?,?{_}(?:(?P<year>{year})|(?P<rel>{rel})))?"),
    (
        "month",
        r"{edge}(?:\b(?P<before>last|next|this|(?:the )?previous|the preceding|the following|that|the same){_})?\b(?P<month>{month})\b\.?"
        r"(?:(?:{_}of)?,?{_}(?:(?P<year>{year})|(?P<rel>{rel}|a year (?:ago|earlier|before))))?",
    ),
    ("month", r"(?P<year>{year}){_}(?P<month>{month})\b"),
    ("quarter", r"\b(?:the{_})?(?P<index>{ordinal})[-\s]quarter\b{of_year}"),
    ("quarter", r"\bQ(?P<index>[1-4])\b(?:(?:{_}of)?[\s/-]?(?P<year>(?:1[89]|20)\d\d)\b)?"),
    ("quarter", r"\b(?P<index>[1-4])Q(?:[\s/-]?(?P<year>(?:1[89]|20)\d\d|\d\d))?\b"),
    ("quarters", r"\b(?P<which>first|last){_}(?P<n>two|three|2|3){_}quarters\b{of_year}"),
    (
        "half",
        r"\b(?:the{_})?(?P<index>first|second|latter|last|opening|1st|2nd|final)[-\s]half\b"
        r"(?:{_}(?:of|in){_}(?P<fiscal>(?:the )?(?:fiscal|financial)(?: year)?)(?:{_}(?P<fiscalyear>{year}))?|(?!{_}of{_}(?:the{_})?(?:month|decade|century|last century)){of_year})",
    ),
    ("half", r"\bH(?P<index>[12])\b(?:(?:{_}of)?[\s/-]?(?P<year>(?:1[89]|20)\d\d)\b)?"),
    ("half", r"\b(?P<index>[12])H(?:[\s/-]?(?P<year>(?:1[89]|20)\d\d|\d\d))?\b"),
    ("ago", r"\b(?P<n>{n})[-\s](?P<unit>{unit})[-\s](?P<way>ago|earlier|before|previously|later|after|on(?=[.,;]))\b"),
    ("ago", r"\b(?P<unit>year|month|quarter|week)[-\s](?P<way>ago|earlier|before)\b(?:[-\s](?:period|level|levels|quarter|month|figure))?"),
    ("ago", r"\bthe{_}(?:(?P<n>{n}){_})?(?P<unit>{unit}){_}(?P<way>before|earlier|after|following)\b(?P<twice>{_}last)?"),
    (
        "same",
        r"\b(?:the{_})?(?:(?:(?P<ago>year[-\s](?:ago|earlier|before))|comparable|corresponding|same|like|similar|equivalent|identical){_}){{1,2}}"
        r"(?:(?P<n>{n}){_})?(?:(?P<yearin>{year}){_})?(?P<shape>period|months?|quarter|half-year|half|part|time|weeks?|days?|season|year|span|stretch)\b"
        r"(?:(?:{_}(?:of|in|a|during|for|the|from))?(?:{_}a)?{_}(?:(?P<year>{year})|(?P<rel>{rel}|year (?:ago|earlier|before)|(?:the )?year before|last season)"
        r"|(?P<relmonth>(?:last|the previous|the preceding) month)))?",
    ),
    (
        "span",
        r"\b(?:(?P<det>the|those|these|that|its|their|his|all|a){_})?"
        r"(?:(?P<which>first|opening|initial|last|past|latest|recent|final|closing|next|coming|following|previous|preceding|prior|current){_})?"
        r"(?:(?:full|calendar|consecutive|straight|remaining){_})?(?P<n>{n})[-\s](?P<unit>{unit})\b(?:[-\s]period\b)?(?![-\s]old\b){of_year}",
    ),
    (
        "splityear",
        r"(?<![\w.,/$-])(?P<year>(?:1[89]|20)\d\d)(?P<mark>[/–-])(?P<second>(?:1[89]|20)\d\d|\d\d)(?![\w/]|[.,-]\d)"
        r"(?:{_}(?:(?:{crop}){_})?(?:year|season)\b)?",
    ),
    ("fiscal", r"\b(?:the{_})?(?:(?P<which>current|last|next|past|previous|this|coming){_})?(?:{crop}){_}(?:year|season)\b(?:{_}(?P<year>{year}))?"),
    ("fiscal", r"\b(?:fiscal|financial){_}(?P<year>{year})"),
    ("yearword", r"\b(?:the|a|in){_}(?:full{_})?(?:year|season)(?={_}(?:(?:that|which){_})?(?:ended|ending|to|through|starting|beginning|from|until|began|begins)\b)"),
    ("decade", r"(?:\b(?P<edge>early|mid|late|(?:middle|end|beginning|start){_}of)[-\s]{{1,2}})?(?:\bthe{_})?(?:(?P<edge2>early|mid|late)[-\s])?(?<![\w.,$])(?P<year>(?:1[89]|20)\d0)s\b"),
    ("wholeyear", r"\b(?:the{_})?(?:whole|full|entire){_}(?:of{_})?(?:the{_})?year\b(?:{_}(?:of{_})?(?P<year>{year}))?"),
    ("wholeyear", r"\b(?:the{_})?(?:whole|all){_}of{_}(?:(?P<year>{year})|(?P<rel>(?:this|last|that|the|next) year))"),
    ("wholeyear", r"\b(?:full|calendar)[-\s](?:year[-\s])?(?P<year>(?:1[89]|20)\d\d)\b"),
    ("wholeyear", r"\bthe{_}year{_}as{_}a{_}whole\b|\ball{_}year\b"),
    ("todate", r"\bso{_}far{_}(?:this|in{_}(?:the{_})?(?:current{_})?)?{_}?(?P<unit>year|month|quarter|week|season|(?:1[89]|20)\d\d)\b"),
    ("todate", r"\b(?:this{_})?year[-\s]to[-\s]date\b|\bto{_}date{_}this{_}year\b|\bthis{_}year{_}so{_}far\b"),
    ("part", r"\b(?P<part>earlier|later|early|late)(?:{_}in)?{_}(?P<which>this|last|next|the|that)(?:{_}same)?{_}(?P<unit>year|month|week|quarter)\b"),
    ("ending", r"\b(?:the{_})?end{_}(?:of{_})?(?:(?P<which>this|the|last|next|that|the current){_})?(?P<unit>year|month|quarter)\b(?!{_}(?:ago|before|earlier))"),
    ("ending", r"\b(?:the{_})?(?P<unit>year|month)(?:-end|'s{_}end)\b|\bend-(?P<unit2>year|month)\b"),
    (
        "relative",
        r"\b(?P<which>last|this|next|the{_}(?:previous|preceding|prior|past|last|following|coming|current|next|latest|present|same)"
        r"|previous|preceding|prior|following|coming|current|present|that|same){_}(?P<unit>year|month|quarter|week|half(?:-year)?|season|weekend)\b(?!-to-date)",
    ),
    ("basis", r"\b(?P<unit>year|month|quarter|week)(?:[-\s]on[-\s]|[-\s]over[-\s]|/)(?P=unit)\b|\b(?P<short>yoy|y/y|y-o-y|mom|m/m|m-o-m|qoq|q/q|q-o-q)\b"),
    ("onthe", r"\b(?:on|over){_}(?:the|a){_}(?P<unit>year|month|quarter|week)\b(?:{_}(?:earlier|before|ago|basis))?"),
    ("anaphor", r"(?P<lead>\b(?:in|for|during|within)[ \n])the (?P<unit>month|quarter|period|half-year|half|season|year)\b(?! (?:of|to|ended|ending|from|before|after|through|earlier|ago|when|that))"),
    ("year", r"(?P<year>{year})"),
    ("weekday", r"\b(?:(?P<which>last|next|this|the previous){_})?(?P<day>{weekday})\b(?:{_}(?P<rel>(?:of )?(?:last|this|next) week)\b)?"),
    ("day", r"\b(?P<day>yesterday|today|tonight|tomorrow|this (?:morning|afternoon|evening)|last night)\b"),
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A wording at text[start:end]: `rule` names its kind, `parts` its words, in lower case with single spaces."""

    start: int
    end: int
    rule: str
    parts: Mapping[str, str]

    def get(self, name: str) -> str:
        """The part `name`, "" where it was not said."""
        return self.parts.get(name) or ""


@functools.cache
def lexicon() -> Mapping[str, Any]:
    """The words of time (knowledge/period_words.yaml)."""
    return words("period_words")


@functools.cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    numbers = sorted(lexicon()["numbers"], key=len, reverse=True)
    spelt = "|".join(n for n in numbers if len(n) > 2)
    fills = {
        "_": _SPACE,
        "year": _YEAR,
        "rel": _REL,
        "day": _DAY,
        "unit": _UNIT,
        "crop": _CROP,
        "month": "|".join(sorted(lexicon()["months"], key=len, reverse=True)),
        "ordinal": "|".join(lexicon()["ordinals"]),
        "weekday": "|".join(lexicon()["weekdays"]),
        "n": rf"(?:\d{{1,3}}|{'|'.join(numbers)})(?:(?:-|{_SPACE}(?:and|or|to){_SPACE})(?:\d{{1,3}}|{spelt}))?",
    }
    fills["to"] = _TO.format(**fills)
    fills["of_year"] = _OF_YEAR.format(**fills)
    fills["edge"] = _EDGE.format(**fills)
    return tuple((name, re.compile(pattern.format(**fills), re.IGNORECASE)) for name, pattern in _RULES)


def find_atoms(text: str) -> list[Atom]:
    """Every wording of time, in text order, none over another."""
    candidates = []
    for order, (name, pattern) in enumerate(_rules()):
        for match in pattern.finditer(text):
            if not _is_other_word(name, match):
                start = match.end("lead") if name == "anaphor" else match.start()
                parts = {key: " ".join(value.lower().split()) for key, value in match.groupdict().items() if value}
                end = match.end()
                if text[end - 1] == "." and parts.get("month") not in _ABBREVIATIONS:
                    end -= 1  # a sentence's end
                candidates.append((start, -end, order, Atom(start, end, name, parts)))
    atoms: list[Atom] = []
    for start, _, _, atom in sorted(candidates, key=lambda candidate: candidate[:3]):
        if not atoms or start >= atoms[-1].end:
            atoms.append(atom)
    return atoms


def _is_other_word(name: str, match: re.Match[str]) -> bool:
    """Whether the words mean something else here: "tonnes a year", "a year after the war", the verb "may", "base 1980"."""
    parts, text = match.groupdict(), match.string
    before = text[max(0, match.start() - 8) : match.start()]
    if name == "span":
        return (parts["n"] or "").lower() in ("a", "an") and not parts["which"]
    if name == "ago" and parts.get("way") in ("before", "after"):
        return before.endswith("half ") or bool(_CLAUSE.match(text, match.end()))
    if name == "year":
        return before.lower().endswith(("base ", "(base "))
    written = parts.get("month")
    if not written or written.lower() not in lexicon()["cased_months"]:
        return False
    if written.islower():
        return not parts.get("day") or match.start("day") < match.start("month")
    return text[max(0, match.start("month") - 8) : match.start("month")].rstrip().endswith(("Mrs", "Mr", "Ms", "Theresa"))
