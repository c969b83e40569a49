"""The periods of a text: days, months, quarters, halves, years, spans, and the bases that figures are compared with.

A grammar in linear time and with no model: period_grammar finds the wordings, period_joins puts neighbours together,
period_reader turns them into days, period_cues reads what stands before them ("since", "by", "than in"). The rules of
resolution are those of the labelled set's guide: days are inclusive, a month without a year is the latest that has
begun, "the next five years" runs from the document's date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from pipeline.extraction.dates import whole_months
from pipeline.extraction.lexer import SPACE, Tokens
from pipeline.extraction.numbers import lexicon as number_words
from pipeline.extraction.period_context import Context, Reading, is_near_ahead, month_number
from pipeline.extraction.period_cues import (
    FROM_RIGHT,
    ONWARDS,
    SINCE,
    UNTIL,
    basis_of,
    cue_places,
    is_beginning,
    is_compared,
    is_cued_near,
    is_record,
    is_within,
    lies_ahead,
)
from pipeline.extraction.period_grammar import Atom, find_atoms, lexicon
from pipeline.extraction.period_joins import fiscal_start, join
from pipeline.extraction.period_reader import read
from pipeline.extraction.units import unit_at

_AFTER = 100  # characters looked at after a period
_RANGE = re.compile(r"\.?\s*(?:to|through|until|till|and|[-–—/])[^a-z]")
_MOST = 4  # wordings that make one period at most
_GAP = 60  # characters between two of them
_RECENT = 40  # periods that "until June" looks back over for its beginning
_WORD_NEXT = re.compile(r"[\s-]?[^\W\d_]")
_REACH = 220  # characters of the sentence looked at before a period
_MAIN_KINDS = frozenset({"month", "quarter", "half", "year", "span", "ytd"})
_SENTENCE_END = re.compile(r"[.!?;]['\")\]]?\s+(?=[\"'(A-Z\d])|\n\s*\n|\n(?=[-*•])")
_NOUN = re.compile(r"\s+(?:quarter|period|half|season)\b|\)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:\bNos?\.?|[Rr]esolution|[$€£¥#]|[Ff]light)\s?$")
_SHY_UNITS = frozenset({"TEU", "KRW", "DEM", "SEK", "head", "point", "degree", "case", "bottle"})


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that the text names; offsets are code points, `first` and `last` inclusive days.

    kind: day, week, month, quarter, half, year, span, ytd (so far this year), point (a target: "by 2030"), weekday,
    vague.
    first, last: None where the text does not settle them ("for 25 years", a fiscal year without bounds).
    is_comparison: it names what a figure is compared with ("a year earlier", "than in 2012"), not its own time.
    basis: yoy, mom, qoq or other, for a comparison. is_explicit: the year was said.
    """

    start: int
    end: int
    text: str
    first: dt.date | None
    last: dt.date | None
    kind: str
    is_comparison: bool = False
    basis: str | None = None
    is_explicit: bool = False


def find_periods(text: str, published_on: dt.date | None) -> list[Period]:
    """Every period of `text`, in text order, none over another; without `published_on` only explicit ones have days."""
    atoms = [atom for atom in find_atoms(text) if atom.rule != "year" or not _is_amount(text, atom)]
    teller = _Teller(text, Context(published_on, fiscal_start(text)))
    index = 0
    while index < len(atoms):
        index += teller.take(atoms, index)
    return teller.periods


class _Teller:
    """Goes through the wordings of a text in order and keeps what was told."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.context = context
        self.periods: list[Period] = []
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        self._cues = cue_places(text)
        self._is_cued = False  # whether one of them is near before the period in hand
        self._sentence = 0
        self._is_guessed = False  # the basis of the last period, before any other was told
        self._next_end = 0

    def take(self, atoms: list[Atom], index: int) -> int:
        """Read the atom at `index`, with its neighbours if they belong together; returns how many were used."""
        atom, text = atoms[index], self.text
        self._open_sentence(atom.start)
        sentence = text[max(self._sentence, atom.start - _REACH) : atom.start]
        self._look_before(atom, sentence)
        for used in range(self._reach(atoms, index), 1, -1):
            group = atoms[index : index + used]
            gaps = [text[a.end : b.start] for a, b in zip(group, group[1:], strict=False)]
            end = group[-1].end
            reading = join(group, gaps, sentence[-60:], text[end : end + 80], self.context)
            if reading is not None:
                noun = _NOUN.match(text, end)
                is_closed = noun is not None and (noun.group() != ")" or "(" in text[atom.start : end])
                self._add(atom, noun.end() if noun is not None and is_closed else end, reading, sentence)
                return used
        reading = read(atom, self.context)
        if reading is not None:
            self._add(
                atom, atom.end, self._bounded(atom, reading, sentence[-60:], text[atom.end : atom.end + 12]), sentence
            )
        return 1

    def _look_before(self, atom: Atom, sentence: str) -> None:
        """What the words before `atom` say of it, as far as its readers ask for it."""
        context, after = self.context, self.text[atom.end : atom.end + _AFTER]
        is_cued = self._is_cued = is_cued_near(self._cues, atom.start, len(sentence))
        context.is_within = is_cued and is_within(sentence[-12:])
        context.is_since = is_cued and (bool(SINCE.search(sentence[-60:])) or is_beginning(sentence[-120:]))
        if context.is_since:
            context.is_future = False
        elif atom.rule == "month" and is_cued and self._is_booked(atom, sentence):
            context.is_future = True
        else:
            context.ahead = lambda: lies_ahead(sentence, after, bool(atom.get("day")))

    def _reach(self, atoms: list[Atom], index: int) -> int:
        """How many neighbours, up to four, stand so near that they may be one period."""
        used = 1
        while used < _MOST and index + used < len(atoms):
            gap = atoms[index + used].start - atoms[index + used - 1].end
            if gap > _GAP or used == 1 and self.text[atoms[index].end : atoms[index + 1].start].isspace():
                break
            used += 1
        return used

    def _is_booked(self, atom: Atom, sentence: str) -> bool:
        """Whether "for November" is the coming one: it would be told with its year were it eleven months ago."""
        published, after = self.context.published_on, self.text[atom.end : atom.end + _AFTER].split(". ")[0]
        is_plain = not (atom.get("year") or atom.get("rel") or atom.get("before"))
        return bool(
            published
            and is_plain
            and not _RANGE.match(self.text, atom.end)
            and is_near_ahead(month_number(atom), published)
            and (
                sentence.lower().endswith("for ")
                and not lexicon()["booking_words"].isdisjoint(f"{sentence}{after}".lower().split())
                or sentence.endswith("from ")
                and not is_compared(sentence, False, False)
            )
        )

    def _open_sentence(self, start: int) -> None:
        while self._next_end < len(self._ends) and self._ends[self._next_end] <= start:
            self._sentence = self._ends[self._next_end]
            self._next_end += 1
            self.context.sentence_year = None

    def _bounded(self, atom: Atom, reading: Reading, before: str, after: str) -> Reading:
        """`reading` under "since", "by" or "until"."""
        published, interval = self.context.published_on, reading.interval
        if interval is None or reading.is_comparison or atom.rule in ("span", "todate", "part", "decade"):
            return reading
        if self.context.is_since:
            if published is None or interval[0] > published:
                return reading
            if is_record(before) and reading.kind != "weekday":
                return replace(reading, is_comparison=True, basis="other")
            return replace(reading, interval=(interval[0], published), kind="span")
        if published is not None and interval[0] <= published and atom.rule == "year" and ONWARDS.match(after):
            return replace(reading, interval=(interval[0], published), kind="span")
        until = UNTIL.search(before) if self._is_cued else None
        if atom.rule == "ending" and before.rstrip().lower().endswith("before"):
            return self._until("by", True, atom, reading)
        if until is not None and atom.rule not in ("weekday", "day"):
            is_end = "end" in until.group().lower() or "end" in atom.get("edge")
            return self._until(until.group(1).lower(), is_end, atom, reading)
        return reading

    def _until(self, word: str, is_end: bool, atom: Atom, reading: Reading) -> Reading:
        """ "by 2030" is that year, as a target; "by the end of the year", "until 2033" begin at the document's date."""
        published, interval = self.context.published_on, reading.interval
        if (
            interval is not None
            and atom.rule == "month"
            and atom.get("edge").startswith(("mid", "the middle", "middle"))
        ):
            interval = interval[0], interval[0].replace(day=15)
        if interval is None or published is None or (word == "by" and atom.rule == "year" and not is_end):
            return replace(reading, kind="point")
        if interval[1] >= published:
            return replace(reading, interval=(published, interval[1]), kind="point" if word == "by" else "span")
        earlier = [
            p.first
            for p in self.periods[-_RECENT:]
            if p.first and p.first <= interval[1] and p.kind in _MAIN_KINDS and not p.is_comparison
        ]
        if word != "by" and earlier:
            return replace(reading, interval=(earlier[-1], interval[1]), kind="span")
        return reading

    def _add(self, atom: Atom, end: int, reading: Reading, sentence: str) -> None:
        context, interval, kind = self.context, reading.interval, reading.kind
        is_comparison, basis = reading.is_comparison, reading.basis
        is_span = atom.rule in ("span", "wholeyear", "todate", "part", "decade")
        if (
            not is_comparison
            and self._is_cued
            and kind not in ("point", "vague", "weekday")
            and not (
                self.context.is_since or _is_start(reading, context.published_on, sentence, self.text[end : end + 12])
            )
            and is_compared(sentence, kind == "day", is_span, reading.is_range)
        ):
            is_comparison = True
        if is_comparison and basis is None:
            basis = basis_of(interval, context.main, context.published_on)
            if interval is None and reading.season is not None and reading.season + 1 == context.season:
                basis = "yoy"
        first, last = interval if interval is not None else (None, None)
        start = atom.start
        self._settle_previous(start, interval, is_comparison)
        self._is_guessed = is_comparison and context.main is None
        self.periods.append(
            Period(
                start,
                end,
                self.text[start:end],
                first,
                last,
                kind,
                is_comparison,
                basis if is_comparison else None,
                reading.is_explicit,
            )
        )
        self._keep(reading, is_comparison)

    def _settle_previous(self, start: int, interval: tuple[dt.date, dt.date] | None, is_comparison: bool) -> None:
        """ "from 2.6 million in November to 3.7 million in December": the basis is known only now."""
        if interval is None or is_comparison or not self.periods:
            return
        previous = self.periods[-1]
        is_guessed = previous.basis == "other" or self._is_guessed
        is_open = previous.is_comparison and is_guessed and previous.start >= self._sentence
        if is_open and previous.first and previous.last and re.search(r"\bto\s", self.text[previous.end : start]):
            self.periods[-1] = replace(previous, basis=basis_of((previous.first, previous.last), interval, None))

    def _keep(self, reading: Reading, is_comparison: bool) -> None:
        context, interval = self.context, reading.interval
        if interval is None:
            context.year = reading.year or context.year
            context.season = reading.season if reading.season is not None and not is_comparison else context.season
        elif reading.kind in _MAIN_KINDS and not reading.is_comparison:
            context.latest = interval
            if not is_comparison:
                context.main, context.year = interval, reading.year or interval[1].year
                context.spans[whole_months(interval) or 0] = interval
                published = context.published_on
                is_past = reading.is_explicit and published is not None and interval[1].year < published.year - 1
                if whole_months(interval) == 12 or is_past:
                    context.sentence_year = interval[1].year
        elif reading.kind == "point" or reading.is_explicit and not reading.is_comparison:
            context.year = reading.year or interval[1].year


def _is_start(reading: Reading, published: dt.date | None, before: str, after: str) -> bool:
    """Whether "from" begins a time and compares nothing: "from 1990 on", "from next year"."""
    if not FROM_RIGHT.search(before[-20:]):
        return False
    is_ahead = published is not None and reading.interval is not None and reading.interval[0] > published
    return is_ahead or bool(ONWARDS.match(after))


def _is_amount(text: str, atom: Atom) -> bool:
    """Whether the four digits count something ("2000 tonnes") or name a thing ("No 1984")."""
    if not _WORD_NEXT.match(text, atom.end):
        return bool(_REFERENCE.search(text, max(0, atom.start - 12), atom.start))
    tail = Tokens(text[atom.end : atom.end + 24])
    if tail and tail[0].start <= SPACE and len(tail[0].text) > 1:
        if tail[0].lower in number_words()["scales"]:
            return True
        unit = unit_at(tail, 0)
        if unit is not None and unit[0].kind in ("physical", "percent", "money") and unit[0].code not in _SHY_UNITS:
            return True
    return bool(_REFERENCE.search(text, max(0, atom.start - 12), atom.start))
