"""The periods of a text: calendar days, months, quarters, halves, years and spans, and the bases that figures are compared with.

A grammar in linear time and with no model: find_atoms reads the wordings, this module puts neighbours together ("January
to October", "eight months to the end of February"), reads what stands before them ("since", "by", "than in") and keeps
what was told. The rules of resolution are those of the labelled set's guide: days are inclusive, a month without a year
is the latest that has begun, "the next five years" runs from the document's date.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.extraction.dates import Interval, add_months, month_interval, months_between, shift, whole_months, year_interval
from pipeline.extraction.lexer import Tokens
from pipeline.extraction.period_grammar import Atom, find_atoms, lexicon
from pipeline.extraction.period_reader import Context, Reading, latest_months, month_number, number_of, read, year_named
from pipeline.extraction.units import unit_at

_DAY = dt.timedelta(days=1)
_BEFORE = 60  # characters looked at before a period
_MAIN_KINDS = frozenset({"month", "quarter", "half", "year", "span", "ytd"})
_TO = re.compile(r"\s*(?:to|through|until|till|up to|[-–/])\s*(?:the )?(?:end of )?\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|or)\s*(?:in )?\s*", re.IGNORECASE)
_ENDED = re.compile(r",?\s*(?:period\s+)?(?:(?:that|which)\s+)?(?:ended|ending|ends|to|through|until|up to)\s+(?:on\s+)?(?:the\s+)?(?:last|this)?\s*", re.IGNORECASE)
_STARTED = re.compile(r",?\s*(?:period\s+)?(?:(?:that|which)\s+)?(?:starting|started|beginning|began|begins|from|as of|counting from)\s+(?:on\s+|in\s+)?(?:last|this)?\s*", re.IGNORECASE)
_FOR = re.compile(r",?\s*(?:and\s+)?(?:runs?\s+)?(?:for|over)\s+(?:the\s+next\s+|a\s+period\s+of\s+)?", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+(?:(?:the|early|late|mid|end|of|start|beginning|last|about)[\s-]+){0,4}$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(until|till|up to|through|no later than|by|up until)\s+(?:(?:the|early|late|mid|end|of|middle|start|beginning|about|around)[\s-]+){0,4}$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|starting|beginning|as of|with effect from)\s+(?:(?:the|early|late|mid|start|of|beginning|in)[\s-]+){0,4}$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_YEAR_DIGITS = re.compile(r"\b(?:1[89]|20)\d\d\b(?![.,]\d)")
_SENTENCE_END = re.compile(r"[.!?;]['\")\]]?\s+(?=[\"'(A-Z\d])|\n\s*\n|\n[-*•]")
_FISCAL = re.compile(
    r"(?:fiscal|financial|coffee|crop|marketing|sugar|budget|business|\d{4}[/-]\d\d|\byear)\W[^.;]{0,40}?\b(?P<way>ending|ended|ends|to|starting|beginning|begins|began|starts)\s+(?:on\s+)?"
    r"(?:last\s+|this\s+|next\s+|the\s+)?(?:end[- ](?:of\s+)?)?(?P<month>[A-Za-z]{3,9})\b|\d{4}[/-]\d\d\s+\((?P<first>[A-Za-z]{3,9})(?:\s+to\s+|\s*[-–/]\s*)[A-Za-z]{3,9}\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that the text names; offsets are code points, `first` and `last` inclusive days.

    kind: day, week, month, quarter, half, year, span, ytd (so far this year), point (a target: "by 2030"), weekday, vague.
    first, last: None where the text does not settle them ("for 25 years", a fiscal year without bounds).
    is_comparison: it names what a figure is compared with ("a year earlier", "than in 2012"), not the figure's own time.
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
    reader = _Reader(text, Context(published_on, _fiscal_start(text)))
    index = 0
    while index < len(atoms):
        index += reader.take(atoms, index)
    return reader.periods


class _Reader:
    """Goes through the atoms of a text and keeps what was told."""

    def __init__(self, text: str, context: Context) -> None:
        self.text, self.context, self.periods = text, context, []
        self._sentence = 0
        self._ends = [m.end() for m in _SENTENCE_END.finditer(text)]
        self._next_end = 0

    periods: list[Period]

    def take(self, atoms: list[Atom], index: int) -> int:
        """Read the atom at `index`, with its neighbours if they belong together; returns how many were used."""
        atom = atoms[index]
        self._open_sentence(atom.start)
        before = self.text[max(self._sentence, atom.start - _BEFORE) : atom.start]
        self.context.is_future = self._is_future(atom.start)
        for used, join in ((3, _join_three), (2, _join_two)):
            if index + used <= len(atoms):
                group = atoms[index : index + used]
                gaps = [self.text[a.end : b.start] for a, b in zip(group, group[1:], strict=False)]
                reading = join(group, gaps, before, self.text[group[-1].end : group[-1].end + 80], self.context)
                if reading is not None:
                    self._add(atom.start, _with_noun(self.text, group[-1].end), reading, before)
                    return used
        reading = read(atom, self.context)
        if reading is not None:
            self._add(atom.start, atom.end, self._bounded(atom, reading, before), before)
        return 1

    def _open_sentence(self, start: int) -> None:
        while self._next_end < len(self._ends) and self._ends[self._next_end] <= start:
            self._sentence = self._ends[self._next_end]
            self._next_end += 1
            self.context.sentence_year = None

    def _is_future(self, start: int) -> bool:
        clause = re.split(r"[,:(]\s", self.text[max(self._sentence, start - 90) : start])
        words = re.findall(r"[a-z']+", " ".join(clause[-2:]).lower())
        pairs = {f"{a} {b}" for a, b in zip(words, words[1:], strict=False)}
        cues = lexicon()["future_cues"]
        return not cues.isdisjoint(words) or not cues.isdisjoint(pairs)

    def _bounded(self, atom: Atom, reading: Reading, before: str) -> Reading:
        """`reading` under "since", "by", "until" or "from"."""
        published, interval = self.context.published_on, reading.interval
        if interval is None or reading.is_comparison or atom.rule in ("span", "todate", "part", "decade"):
            return reading
        explicit, year = reading.is_explicit, reading.year
        if _SINCE.search(before):
            if published is None or interval[0] > published:
                return reading
            words = re.findall(r"[a-z]+", before.lower())[-9:]
            if not lexicon()["since_records"].isdisjoint(words):
                return Reading(interval, reading.kind, True, "other", explicit, year)
            return Reading((interval[0], published), "span", is_explicit=explicit, year=year)
        until = _UNTIL.search(before)
        if until is not None and atom.rule not in ("weekday", "day"):
            return self._until(until.group(1).lower(), until.group(), atom, reading)
        return reading

    def _until(self, word: str, phrase: str, atom: Atom, reading: Reading) -> Reading:
        """ "by 2030" is that year, as a target; "by the end of the year", "until 2033" run from the document's date on."""
        published, interval = self.context.published_on, reading.interval
        if interval is None or published is None:
            return Reading(interval, "point", is_explicit=reading.is_explicit, year=reading.year)
        if word == "by" and atom.rule == "year" and "end" not in phrase.lower():
            return Reading(interval, "point", is_explicit=True, year=reading.year)
        if interval[1] >= published:
            return Reading((published, interval[1]), "point" if word == "by" else "span", is_explicit=reading.is_explicit, year=reading.year)
        earlier = [p for p in self.periods if p.first and not p.is_comparison and p.first <= interval[1] and p.kind in _MAIN_KINDS]
        if word != "by" and earlier:
            return Reading((earlier[-1].first or interval[0], interval[1]), "span", is_explicit=reading.is_explicit, year=reading.year)
        return Reading(interval, reading.kind, is_explicit=reading.is_explicit, year=reading.year)

    def _add(self, start: int, end: int, reading: Reading, before: str) -> None:
        context, interval = self.context, reading.interval
        is_comparison, basis = reading.is_comparison, reading.basis
        if not is_comparison and reading.kind not in ("point", "vague", "weekday") and self._is_compared(start, reading, before):
            is_comparison, basis = True, _basis(interval, context.main)
        elif is_comparison and basis is None:
            basis = _basis(interval, context.main)
        first, last = interval if interval is not None else (None, None)
        self.periods.append(Period(start, end, self.text[start:end], first, last, reading.kind, is_comparison, basis if is_comparison else None, reading.is_explicit))
        if interval is None:
            context.year = reading.year or context.year
            return
        if reading.kind not in ("weekday", "day", "vague", "week"):
            context.latest, context.year = interval, reading.year or interval[1].year
            if not is_comparison and reading.kind != "point":
                context.main = interval
                context.spans.append(interval)
                if whole_months(interval) == 12 or reading.is_explicit and context.published_on and interval[1].year < context.published_on.year - 1:
                    context.sentence_year = interval[1].year

    def _is_compared(self, start: int, reading: Reading, before: str) -> bool:
        """Whether the words before make this period a basis: "than in 2012", "from 1.5 billion in January"."""
        words = before.lower().split()
        trimmed = [w.strip("(\"'") for w in words]
        for length in (6, 5, 4, 3, 2, 1):
            if " ".join(trimmed[-length:]) in lexicon()["comparison_cues"]:
                return True
        if reading.kind != "day" and re.search(r"\b(?:from|on)\s+(?:the\s+)?$", before, re.IGNORECASE):
            return self._is_change(start, before)
        return self._has_level(start)

    def _is_change(self, start: int, before: str) -> bool:
        """ "fell 0.7 pct in May from April", "gained 3.6 per cent on October"."""
        head = self.text[max(self._sentence, start - 110) : start].lower()
        words = re.findall(r"[a-z]+", head)
        has_change = not lexicon()["change_words"].isdisjoint(words)
        is_on = bool(re.search(r"\bon\s+(?:the\s+)?$", before, re.IGNORECASE))
        tail = re.sub(r"\b(?:from|on)\s+(?:the\s+)?$", "", before, flags=re.IGNORECASE).rstrip()
        is_after_amount = bool(re.search(r"(?:\d|pct|per cent|%|percent|months?|year|period|quarter|half|[a-z]*ember|[a-z]*ary|march|april|may|june|july|august|october|slightly|sharply|higher|lower|unchanged)$", tail.lower()))
        return has_change and is_after_amount if is_on else has_change and bool(tail)

    def _has_level(self, start: int) -> bool:
        """Whether a previous level stands between "from" (or "against", "compared with") and this period."""
        head = self.text[max(self._sentence, start - 110) : start]
        cue = None
        for cue in re.finditer(r"\b(?:from|against|versus|vs\.?|compared (?:with|to)|than|after)\s+", head, re.IGNORECASE):
            pass
        if cue is None:
            return False
        middle = head[cue.end() :]
        amounts = re.sub(_YEAR_DIGITS, "", middle)
        if not re.search(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half)\b", amounts) or re.search(r",\s(?!\d|and\s\d)", middle):
            return False
        allowed = lexicon()["level_words"]
        tokens = Tokens(middle)
        position = 0
        while position < len(tokens):
            token = tokens[position]
            unit = unit_at(tokens, position)
            if token.kind == "number" or token.text in "(),$€£%-+'’" or token.lower in allowed or _is_time_word(token.lower) or number_of(token.lower) or token.lower in _scales():
                position += 1
            elif unit is not None:
                position = unit[1]
            else:
                return False
        return True


@functools.cache
def _scales() -> frozenset[str]:
    return frozenset({"mln", "million", "billion", "bn", "trillion", "thousand", "hundred", "s"})


def _is_time_word(word: str) -> bool:
    return word in lexicon()["months"] or word in ("last", "year", "month", "this", "same", "period", "quarter", "first", "second", "third", "fourth", "half", "revised")


def _basis(interval: Interval | None, main: Interval | None) -> str:
    """yoy, mom, qoq or other, by how far `interval` lies before `main`."""
    if interval is None or main is None:
        return "other"
    distance, length = months_between(interval[0], main[0]), whole_months(main)
    if length != whole_months(interval):
        return "yoy" if distance == 12 else "other"
    return "yoy" if distance == 12 else "mom" if distance == 1 == length else "qoq" if distance == 3 == length else "other"


def _join_three(atoms: list[Atom], gaps: list[str], before: str, after: str, context: Context) -> Reading | None:
    """ "2020-21 (April to March)", "1986/87, from October to September"."""
    first, second, third = atoms
    if first.rule in ("splityear", "fiscal") and second.rule == third.rule == "month" and _TO.fullmatch(gaps[1]) and re.fullmatch(r",?\s*\(\s*", gaps[0]):
        year = int(first.get("year")) if first.get("year") else None
        if year is None:
            return None
        start, stop = month_number(second), month_number(third)
        interval = month_interval(year, start, (stop - start) % 12 + 1)
        return Reading(interval, "year" if whole_months(interval) == 12 else "span", is_explicit=True, year=year)
    if first.rule in ("date", "month", "year") and _FROM.search(before) and second.rule == "span" and third.rule == "x":
        return None
    return None


def _join_two(atoms: list[Atom], gaps: list[str], before: str, after: str, context: Context) -> Reading | None:
    """Two neighbours as one period, or None."""
    first, second, gap = atoms[0], atoms[1], gaps[0]
    if first.rule in ("span", "yearword", "fiscal", "splityear") and second.rule in ("date", "month", "ending", "year"):
        reading = _anchored(first, second, gap, context)
        if reading is not None:
            return reading
    if second.rule == "span" and not second.get("which") and first.rule in ("date", "month", "year") and _FOR.fullmatch(gap) and _FROM.search(before):
        return _lasting(first, second, context)
    if first.rule == second.rule and first.rule in ("month", "date", "year", "quarter"):
        return _range(first, second, gap, before, after, context)
    return None


def _anchored(first: Atom, second: Atom, gap: str, context: Context) -> Reading | None:
    """ "eight months to the end of February", "fiscal year ended March 31", "five years from 2011"."""
    unit, which = first.get("unit").rstrip("s"), first.get("which")
    count = number_of(first.get("n")) if first.rule == "span" else 1
    if count is None or (which in ("next", "coming") and first.rule == "span"):
        return None
    if first.get("n") in ("a", "an") and not first.get("det"):
        return None  # "barrels a day from January"
    months = {"month": 1, "quarter": 3, "year": 12, "": 12, "season": 12}.get(unit)
    days = {"week": 7, "day": 1}.get(unit)
    anchor = read(second, context)
    if anchor is None or anchor.interval is None or (second.rule == "year" and unit not in ("year", "month")):
        return None
    if second.rule == "year" and first.rule != "span":
        return None
    if _ENDED.fullmatch(gap):
        last = _latest_end(second, anchor, gap, context)
        if first.rule == "splityear":
            last = _same_month(last, int(first.get("year")) + 1)
        if months is not None:
            start = add_months(last + _DAY, -months * count)
        elif days is not None:
            start = last - _DAY * (days * count - 1)
        else:
            return None
        kind = "year" if months and months * count == 12 else "span"
        return Reading((start, last), kind, is_explicit=anchor.is_explicit or first.rule == "splityear", year=last.year)
    if _STARTED.fullmatch(gap):
        start = anchor.interval[0]
        if first.rule == "splityear":
            start = _same_month(start, int(first.get("year")))
        last = add_months(start, months * count) - _DAY if months else start + _DAY * ((days or 1) * count - 1)
        return Reading((start, last), "span", is_explicit=anchor.is_explicit, year=start.year)
    return None


def _latest_end(atom: Atom, anchor: Reading, gap: str, context: Context) -> dt.date:
    """The end that "ended/to September" names; a past one after "last" or "ended"."""
    assert anchor.interval is not None
    last, published = anchor.interval[1], context.published_on
    if published and not anchor.is_explicit and not atom.get("rel") and re.search(r"\bending\b", gap, re.IGNORECASE) and "last" not in gap.lower() and last.month != published.month:
        return last
    return last


def _same_month(day: dt.date, year: int) -> dt.date:
    return month_interval(year, day.month)[1] if (day + _DAY).day == 1 else day.replace(year=year)


def _lasting(first: Atom, second: Atom, context: Context) -> Reading | None:
    """ "from January 1, 2011, for twenty years"."""
    anchor, count = read(first, context), number_of(second.get("n"))
    months = {"month": 1, "year": 12, "decade": 120}.get(second.get("unit").rstrip("s"))
    if anchor is None or anchor.interval is None or not count or not months:
        return None
    start = anchor.interval[0]
    return Reading((start, add_months(start, months * count) - _DAY), "span", is_explicit=anchor.is_explicit, year=start.year)


def _range(first: Atom, second: Atom, gap: str, before: str, after: str, context: Context) -> Reading | None:
    """ "January to October 2010", "between April 2022 and March 2023", "January and February"."""
    is_between = bool(_BETWEEN.search(before))
    is_to, is_and = bool(_TO.fullmatch(gap)), bool(_AND.fullmatch(gap))
    if not (is_to or is_and):
        return None
    if first.rule == "year":
        low, high = int(first.get("year")), int(second.get("year"))
        is_run = high == low + 1 and "respectively" not in after
        if not low < high or (is_and and not is_between and not is_run):
            return None
        return Reading((year_interval(low)[0], year_interval(high)[1]), "span", is_explicit=True, year=high)
    if first.rule == "quarter":
        return None if not is_to else _between(first, second, context)
    if first.rule == "date":
        return _between(first, second, context) if is_to or is_between else None
    low, high = month_number(first), month_number(second)
    if is_and and not is_between:
        is_same_year = not first.get("year") and not first.get("rel") and not first.get("edge")
        if (low % 12 + 1 != high) or not is_same_year or "respectively" in after or first.get("before") not in ("", "this", "last"):
            return None
    if first.get("year") or first.get("rel").startswith(("last", "this", "next")):
        return _between(first, second, context)
    count = (high - low) % 12 + 1
    year = year_named(second, context)
    if year is None and first.get("before") and context.published_on:
        year = context.published_on.year - (first.get("before") == "last")
    if year is not None:
        interval = month_interval(year if low <= high else year - 1, low, count)
    else:
        interval = latest_months(low, count, context)
    if interval is not None and second.get("edge").startswith(("end", "the end")):
        interval = interval[0], interval[1]
    kind = "quarter" if re.match(r"\s+quarter\b", after, re.IGNORECASE) else "span"
    return Reading(interval, kind, is_explicit=bool(second.get("year")), year=interval[1].year if interval else None)


def _between(first: Atom, second: Atom, context: Context) -> Reading | None:
    """From the start of one to the end of the other; a year said of the second only counts for both."""
    high = read(second, context)
    if high is None or high.interval is None:
        return Reading(None, "span") if context.published_on is None else None
    low = read(first, context)
    if low is None or low.interval is None:
        low = high
    start = low.interval[0] if low.interval else high.interval[0]
    if not first.get("year") and not first.get("rel"):
        start = _within(first, start, high.interval[1])
    last = high.interval[1]
    if start > last and not second.get("year") and not second.get("rel"):
        last = shift((last, last), 12)[1]
    if start > last:
        return None
    return Reading((start, last), "span", is_explicit=high.is_explicit or low.is_explicit, year=last.year)


def _within(first: Atom, start: dt.date, last: dt.date) -> dt.date:
    """`start` in the latest year in which it is not after `last`."""
    year = last.year if (start.month, start.day) <= (last.month, last.day) else last.year - 1
    return add_months(start, 12 * (year - start.year))


def _with_noun(text: str, end: int) -> int:
    """The end of "January/March quarter"."""
    match = re.match(r"\s+(?:quarter|period|half|season)\b", text[end : end + 12], re.IGNORECASE)
    return end + match.end() if match else end


def _fiscal_start(text: str) -> int | None:
    """The month that the text's fiscal or crop years begin in, where it gives their bounds."""
    months = lexicon()["months"]
    for match in _FISCAL.finditer(text):
        name = (match.group("month") or match.group("first") or "").lower()
        if name in months:
            is_end = (match.group("way") or "").lower() in ("ending", "ended", "ends", "to")
            return months[name] % 12 + 1 if is_end else months[name]
    return None


def _is_amount(text: str, atom: Atom) -> bool:
    """Whether the four digits count something ("2000 tonnes") or name a thing ("No 1984")."""
    tail = Tokens(text[atom.end : atom.end + 24])
    if len(tail) and tail[0].gap <= 1 and not (tail[0].lower in ("m", "t", "p", "to")):
        if tail[0].lower in _scales() - {"s"}:
            return True
        unit = unit_at(tail, 0)
        if unit is not None and unit[0].kind in ("physical", "percent", "money") and tail[0].start <= 1:
            return not (unit[0].code in ("TEU",) or tail[0].lower in ("won", "marks", "mark", "head", "point", "crown", "degree", "cases", "case", "bottle"))
    return bool(re.search(r"(?:\bNos?\.?|[Rr]esolution|[$€£¥#]|flight)\s?$", text[max(0, atom.start - 12) : atom.start]))


Resolver = Callable[[list[Atom], list[str], str, str, Context], Reading | None]
