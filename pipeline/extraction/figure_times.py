"""Of which time a figure is: a period of its sentence, of the sentences before, of the figure before, or none said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extraction.dates import shift
from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_choices import Question
from pipeline.extraction.figure_frame import binned
from pipeline.extraction.figure_modality import modality_of
from pipeline.extraction.figure_view import View
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.periods import Period

Bounds = tuple[dt.date | None, dt.date | None]
NEVER: Bounds = (None, None)
_BACK = 3  # sentences looked back for periods
_THEN = re.compile(r"\b(?:then|at (?:the|that) time|(?:in|of) that (?:year|month|quarter|half|season|period))\b")
_WORDS = frozenset(
    "in for during of over from to by until since at last this the first and through as on within after".split()
)


def time_question(view: View) -> Question:
    """The question of the period."""
    rule = _by_rule(view)
    doc, sentence, context = view.doc, view.cell.sentence, view.context
    seen: dict[Bounds, set[str]] = {NEVER: set(), rule: set()}
    here = [p for p in doc.periods if sentence.start <= p.start and p.end <= sentence.end]
    for period in here:
        if period.first or period.last:
            seen.setdefault((period.first, period.last), set()).update(_period_features(view, period, here))
    is_headed = context.period not in (None, *context.periods, context.lead_period)  # a line before set it
    is_then = bool(_THEN.search(doc.text, view.start, view.end))
    for back in range(1, 1 if is_headed else min(_BACK, sentence.index) + 1):
        before = doc.sentences[sentence.index - back]
        near = "paragraph" if before.paragraph == sentence.paragraph else "far"
        for period in doc.periods:
            if before.start <= period.start < before.end and period.first and not period.is_comparison:
                names = seen.setdefault((period.first, period.last), set())
                names.add(f"back{back}.{near}.{period.kind}")
                names.add(f"back{back}")
                if is_then:
                    names.add(f"then.back{binned(back, 2)}")
    for place, bounds in enumerate([] if is_headed else context.periods):
        seen.setdefault(bounds, set()).add(f"told{binned(place, 1, 2)}.{view.nearness}")
        seen[bounds].add(f"told.{view.cue_state}")
    if context.lead_period and not is_headed:
        seen.setdefault(context.lead_period, set()).update(("opening", f"opening.{view.nearness}"))
    for period in here:
        for name, bounds in _after(period, doc.published_on):
            seen.setdefault(bounds, set()).add(f"{name}.{view.place(period.start, period.end)}")
    if context.period and is_headed:
        seen.setdefault(context.period, set()).update(("heading", f"heading.{view.nearness}"))
    if context.period:
        seen.setdefault(context.period, set()).add(f"last.{view.nearness}.here{binned(len(here), 1, 2)}")
        seen[context.period].add(
            f"last.{view.cue_state}.{view.nearness}.{'same' if context.flow == view.cell.cue.flow else 'new'}"
        )
    tense = view.verb.tag_ if view.verb is not None else "none"
    answers, features = list(seen), []
    rate = view.cell.level.rate if view.cell.level else None
    clause = set(doc.text[view.start : view.end].lower().split())
    told = "rate" if rate else "bare"
    ahead = not clause.isdisjoint(words("trade_words")["ahead"])
    explicit = [p for p in here if not p.is_comparison and (p.first or p.last)]
    inside = [p for p in explicit if view.start <= p.start < view.end]
    for bounds in answers:
        names = sorted(seen[bounds])
        if bounds == NEVER:
            names += [
                "never",
                f"never.{told}.{rate if view.cell.level else ''}",
                f"never.ahead.{ahead}",
                f"never.ahead.{ahead}.{told}",
                f"never.inside{binned(len(inside), 1, 2)}.here{binned(len(explicit), 1, 2)}",
                f"never.{view.cell.measure}",
                f"never.{view.cue_state}.{view.nearness}",
                f"never.{tense}",
                f"never.{tense}.{view.cell.measure}",
            ]
        else:
            names.append(f"{_shape(bounds)}")
            names.append(f"ahead.{ahead}.{_when(view, bounds)}")
            names.append(f"when.{_when(view, bounds)}")
            names.append(f"{told}.{_shape(bounds)}")
            if not any((p.first, p.last) == bounds for p in here):
                names.append(f"unseen.inside{binned(len(inside), 1, 2)}.here{binned(len(explicit), 1, 2)}")
                names.append(f"unseen.ahead.{ahead}.{told}")
                names.append(f"unseen.{tense}")
                names.append(f"unseen.{tense}.{view.cell.measure}")
        if bounds == rule:
            names += ["rule", f"rule.{'some' if rule != NEVER else 'never'}.{view.cue_state}"]
        features.append(names)
    return Question("period", view.cell, answers, features, answers.index(rule))


def _after(period: Period, published: dt.date | None) -> Iterator[tuple[str, Bounds]]:
    """The times that a figure is of which is compared with this one: a year on, and the month right after it."""
    if not period.first or not period.last or period.kind not in ("month", "quarter", "half", "span", "year"):
        return
    steps = [("year.on", 12)] if period.is_comparison else []
    steps += [("month.on", 1)] if period.kind == "month" else []
    for name, months in steps:
        bounds = shift((period.first, period.last), months)
        if published is None or bounds[0] <= published:
            yield name, bounds


def _shape(bounds: Bounds) -> str:
    first, last = bounds
    if not first or not last:
        return "open"
    days = (last - first).days
    return f"days{binned(days, 1, 27, 32, 88, 94, 200, 340, 367)}"


def _when(view: View, bounds: Bounds) -> str:
    published, (first, last) = view.doc.published_on, bounds
    if published is None or last is None:
        return "unknown"
    if last > published:
        return "ahead" if first is None or first >= published else "running"
    return f"past{binned((published - last).days, 45, 200, 400, 800)}"


def _period_features(view: View, period: Period, here: list[Period]) -> set[str]:
    doc, (start, end) = view.doc, view.number
    place = view.place(period.start, period.end)
    role = "compared" if period.is_comparison else "own"
    reference = ".reference" if view.cell.is_reference else ""
    names = {f"{role}.{place}{reference}", f"{role}.{period.kind}", f"{role}.{place}.{period.kind}"}
    gap = start - period.end if period.end <= start else period.start - end
    side = "left" if period.end <= start else "right"
    rivals = [p for p in here if p is not period and p.is_comparison == period.is_comparison]
    between = [p for p in rivals if min(period.end, end) <= p.start < max(period.start, start)]
    numbers = [q for q in doc.quantities if min(period.end, end) <= q.start < max(period.start, start)]
    names.add(f"{role}.{side}.{binned(gap, 4, 20, 50, 100)}")
    names.add(f"{role}.{side}.between{binned(len(between), 1, 2)}.numbers{binned(len(numbers), 1, 2, 3)}")
    names.add(f"{role}.{place}.rivals{binned(len(rivals), 1, 2)}")
    before = doc.text[max(0, period.start - 24) : period.start].lower().split()
    word = before[-1] if before and before[-1] in _WORDS else ("(" if before and before[-1].endswith("(") else "")
    names |= {f"{role}.word.{word}", f"{role}.word.{word}.{side}"}
    gap_text = doc.text[min(period.end, end) : max(period.start, start)].lower()
    if len(gap_text) < 200:
        names.add(
            f"{role}.{side}.stop.{any(c in gap_text for c in (';', ' while ', ' but ', ' and '))}.{',' in gap_text}"
        )
    names.add(f"explicit.{period.is_explicit}")
    if not period.is_comparison and period.start <= view.cell.sentence.start + 4:
        names.add("opens")
    return names


def is_named_in(doc: Document, sentence: Sentence, bounds: Bounds) -> bool:
    """Whether the sentence itself names this time."""
    return any(sentence.start <= p.start < sentence.end and (p.first, p.last) == bounds for p in doc.periods)


def _by_rule(view: View) -> Bounds:
    """The period that the stretch names; else, but for rates and for what is yet to come, the one that was told before."""
    period, level = _named_period(view), view.cell.level
    if period is not None:
        return period.first, period.last
    if level is not None and level.rate == "a":
        return NEVER  # "15 million tonnes a year" is a rate, of no one year
    last = view.context.period or NEVER
    published = view.doc.published_on
    modality = modality_of(view.doc, view.number, (view.start, view.end), view.flow_span, last[1])
    if modality in ("target", "forecast") and published and (last[1] is None or last[1] < published):
        return NEVER
    return last


def _named_period(view: View) -> Period | None:
    """The period that the cell's stretch names: in it, nearest to the level; else at its sentence's head."""
    doc, cell, start, end = view.doc, view.cell, view.start, view.end
    anchor = cell.level.start if cell.level else cell.start
    own = [
        p
        for p in doc.periods
        if (not p.is_comparison or cell.is_reference and p.start >= start)
        and p.kind not in ("weekday", "day", "vague")
        or (not p.is_comparison and p.kind == "day" and p.first != doc.published_on)
    ]
    inside = [p for p in own if p.start >= start and p.end <= end]
    if inside:
        after = [p for p in inside if 0 <= p.start - cell.end <= 16]
        return (
            after[0]
            if after
            else min(inside, key=lambda p: (abs(p.start - anchor) if p.start > anchor else (anchor - p.end), p.start))
        )
    head = [p for p in own if cell.sentence.start <= p.start and p.end <= start]
    return head[-1] if head else None
