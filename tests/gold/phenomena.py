"""Errors by phenomenon: what kind of error each is and under what circumstances, so that it shows where to push.

Pure functions over labelled rows, found rows and the layers of the text (`Layers`).
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import score
from slot_errors import wrong_slots
from tallies import Matched, Row

REACH = 400  # characters from a figure's quote to a number that may be part of it
_SCALES = (1e3, 1e6, 1e9, 1e12)
Span = tuple[int, int]


@dataclass(frozen=True)
class Number:
    """A number that was read in the text."""

    start: int
    end: int
    value: float
    unit: str | None = None
    value_high: float | None = None


@dataclass(frozen=True)
class Layers:
    """What was read in a text before its rows were made.

    `clauses` are (start of a word, number of its clause), `cues` (start of a word of flow, its flow), `mentions`
    (id, start, end, kind) with projects among them, `statements` the evidence of each relation.
    """

    text: str
    sentences: Sequence[Span] = ()
    clauses: Sequence[tuple[int, int]] = ()
    mentions: Sequence[tuple[str, int, int, str]] = ()
    numbers: Sequence[Number] = ()
    cues: Sequence[tuple[int, str]] = ()
    tables: Sequence[Span] = ()
    statements: Mapping[tuple[str, str, str, str], Span] = field(default_factory=dict)

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds this offset, or the last one before it."""
        at = bisect.bisect_right([start for start, _ in self.sentences], offset) - 1
        return self.sentences[max(0, at)] if self.sentences else (0, len(self.text))

    def clause_at(self, offset: int) -> int:
        """The number of the clause of the word there."""
        at = bisect.bisect_right([start for start, _ in self.clauses], offset) - 1
        return self.clauses[max(0, at)][1] if self.clauses else 0

    def is_mentioned(self, entity_id: str, within: Span) -> bool:
        """Whether something between these offsets stands for the entity."""
        return any(within[0] <= s and e <= within[1] and score.same_id(i, entity_id) for i, s, e, _ in self.mentions)


@dataclass(frozen=True)
class Error:
    """An error: `kind` is missed, spurious or the name of a wrong slot; `told` is for people."""

    kind: str
    phenomenon: str
    circumstances: tuple[str, ...]
    source: str
    told: str


def errors_of(table: str, rows: Matched, layers: Layers, source: str) -> list[Error]:
    """The errors of one document in a table."""
    return {"trade_figures": _figures, "projects": _projects, "relations": _relations, "entities": _entities}[table](
        rows, layers, source
    )


def usual(table: str, rows: Matched, layers: Layers) -> list[str]:
    """The circumstances of all labelled figures of a document, to hold those of its errors against."""
    if table != "trade_figures":
        return []
    return [name for gold in rows.gold for name in around(gold, layers, number_of(gold, layers))]


def report(errors: Sequence[Error], examples: int | None = 5, circumstances: Sequence[str] = ()) -> list[str]:
    """Lines: how many errors of each phenomenon and under what circumstances, then `examples` of each (None: all).

    `circumstances` are those of all labelled rows.
    """
    by_kind: dict[str, dict[str, list[Error]]] = defaultdict(lambda: defaultdict(list))
    for error in errors:
        by_kind[error.kind][error.phenomenon].append(error)

    def size(kind: str) -> int:
        return sum(map(len, by_kind[kind].values()))

    lines = [f"all labelled rows: {_counted(circumstances)}"] if circumstances else []
    shown = []
    for kind in sorted(by_kind, key=lambda k: (k not in ("missed", "spurious"), -size(k), k)):
        every = [error for found in by_kind[kind].values() for error in found]
        lines.append(f"{kind}: {size(kind)}{_circumstances(every)}")
        for phenomenon, found in sorted(by_kind[kind].items(), key=lambda item: (-len(item[1]), item[0])):
            lines.append(f"  {len(found):4} {phenomenon}{_circumstances(found) if len(by_kind[kind]) > 1 else ''}")
            shown.append(f"{kind}: {phenomenon}")
            shown += [f"    {error.source[:26]:26} {error.told}" for error in found[:examples]]
    return [*lines, "", *shown] if shown else ["no errors"]


def _circumstances(errors: Iterable[Error]) -> str:
    told = _counted(c for error in errors for c in error.circumstances)
    return f"  ({told})" if told else ""


def _counted(names: Iterable[str]) -> str:
    counts = sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {n}" for name, n in counts)


# trade figures


def _figures(rows: Matched, layers: Layers, source: str) -> list[Error]:
    out = []
    for gold in rows.missed:
        number = number_of(gold, layers)
        out.append(
            Error("missed", missed_figure(gold, rows, number), around(gold, layers, number), source, _figure(gold))
        )
    for told in rows.spurious:
        number = number_of(told, layers)
        out.append(Error("spurious", spurious_figure(told, rows), around(told, layers, number), source, _figure(told)))
    for i, j in rows.pairs:
        gold, told = rows.gold[i], rows.told[j]
        for slot, phenomenon in wrong_slots("trade_figures", gold, told):
            where = around(gold, layers, number_of(gold, layers))
            labelled, said = _values(slot, gold), _values(slot, told)
            out.append(Error(slot, phenomenon, where, source, f"{said} for {labelled}: {_short(gold['quote'])}"))
    return out


def missed_figure(gold: Row, rows: Matched, number: Number | None) -> str:
    """Why a labelled figure is not among the found ones, as far as it shows; `number` is the one that states it."""
    for told in rows.spurious:
        if _same_amount(gold, told):
            if told["flow"] != gold["flow"]:
                return "wrong flow"
            return "wrong unit" if told["unit"] != gold["unit"] else "told as another kind of number"
    if number is None:
        return "no number found"
    for told in rows.told:
        if (part := _part_with(told, _amount(gold))) is not None:
            return f"number found but told as {part} of another figure"
    return "number found but linked to nothing"


def spurious_figure(told: Row, rows: Matched) -> str:
    """What a found figure that was not labelled is, as far as it shows."""
    for gold in rows.missed:
        if _same_amount(gold, told):
            return "wrong flow" if told["flow"] != gold["flow"] else "wrong unit"
    if any(score.figure_found(gold, told) for gold in rows.gold):
        return "duplicate"
    if any(_same_amount(gold, told) for gold in rows.gold):
        return "duplicate of another flow or unit"
    for gold in rows.gold:
        if (part := _part_with(gold, _amount(told))) is not None:
            return f"is {part} of another figure"
    return "not trade"


def number_of(figure: Row, layers: Layers) -> Number | None:
    """The number in or next to a figure's evidence that states it."""
    span, amount = evidence_of(figure, layers), _amount(figure)
    if span is None or amount is None:
        return None
    near = [(_gap((n.start, n.end), span), n.start, n) for n in layers.numbers if _states(n, amount)]
    gap, _, number = min(near, default=(REACH + 1, 0, None), key=lambda found: found[:2])
    return number if gap <= REACH else None


def evidence_of(row: Row, layers: Layers) -> Span | None:
    """Where a row's evidence stands: a found one says so, a labelled one by its quote. None where it is not there."""
    if "start" in row:
        return row["start"], row["end"]
    match = re.search(r"\s+".join(map(re.escape, row.get("quote", "").split())), layers.text)
    return match.span() if match and match.end() > match.start() else None


def around(figure: Row, layers: Layers, number: Number | None) -> tuple[str, ...]:
    """What makes a figure hard to read where it stands."""
    span = (number.start, number.end) if number else evidence_of(figure, layers)
    if span is None:
        return ()
    sentence = layers.sentence_at(span[0])
    flows = {flow for start, flow in layers.cues if sentence[0] <= start < sentence[1]}
    told = {
        "in a table": any(start <= span[0] < end for start, end in layers.tables),
        "no word of its flow in the sentence": figure["flow"] not in flows,
        "sentence does not name the reporter": not layers.is_mentioned(figure["reporter"], sentence),
        "number without unit": number is not None and number.unit is None,
    }
    return tuple(name for name, is_so in told.items() if is_so)


def _amount(figure: Row) -> float | None:
    return next((figure[s] for s in ("value", "change_pct", "change_value") if figure.get(s) is not None), None)


def _same_amount(gold: Row, told: Row) -> bool:
    a, b = _amount(gold), _amount(told)
    return a is not None and b is not None and score.same_number(abs(a), abs(b))


def _part_with(figure: Row, amount: float | None) -> str | None:
    """The name of a second number of a figure that is this amount."""
    for slot in ("previous_value", "change_pct", "change_value", "value_high"):
        value = figure.get(slot)
        if amount is not None and value is not None and score.same_number(abs(value), abs(amount)):
            return slot
    return None


def _states(number: Number, amount: float) -> bool:
    """Whether a number is this amount, or would be with a scale that the text leaves out."""
    values = [abs(v) for v in (number.value, number.value_high) if v is not None]
    scales = _SCALES if number.unit is None else ()
    return any(score.same_number(v * scale, abs(amount)) for v in values for scale in (1.0, *scales))


def _gap(one: Span, other: Span) -> int:
    return max(0, one[0] - other[1], other[0] - one[1])


# projects


def _projects(rows: Matched, layers: Layers, source: str) -> list[Error]:
    out = [Error("missed", missed_project(g, rows), (g["kind"],), source, _project(g)) for g in rows.missed]
    out += [Error("spurious", spurious_project(p, rows), (p["kind"],), source, _project(p)) for p in rows.spurious]
    for i, j in rows.pairs:
        gold, told = rows.gold[i], rows.told[j]
        for slot, phenomenon in wrong_slots("projects", gold, told):
            said = f"{_values(slot, told)} for {_values(slot, gold)}: {gold['name']}"
            out.append(Error(slot, phenomenon, (), source, said))
    return out


def missed_project(gold: Row, rows: Matched) -> str:
    """Why a labelled project is not among the found ones, as far as it shows."""
    kinds = [told["kind"] for told in rows.spurious if score.project_found({**gold, "kind": told["kind"]}, told)]
    if kinds:
        return f"kind: {kinds[0]} for {gold['kind']}"
    if any(score.project_found(gold, told) for told in rows.told):
        return "taken for one with another"
    return "under another name" if any(told["kind"] == gold["kind"] for told in rows.spurious) else "not seen"


def spurious_project(told: Row, rows: Matched) -> str:
    """What a found project that was not labelled is, as far as it shows."""
    kinds = [gold["kind"] for gold in rows.missed if score.project_found(gold, {**told, "kind": gold["kind"]})]
    if kinds:
        return f"kind: {told['kind']} for {kinds[0]}"
    if any(score.project_found(gold, told) for gold in rows.gold):
        return "duplicate"
    return "under another name" if any(told["kind"] == gold["kind"] for gold in rows.missed) else "no project"


# relations


def _relations(rows: Matched, layers: Layers, source: str) -> list[Error]:
    out = []
    for gold in rows.missed:
        others = [told["is"] for told in rows.spurious]
        where = distance(gold["is"], evidence_of(gold, layers), layers)
        said = f"{' '.join(gold['is'])}: {_short(gold['quote'])}"
        out.append(Error("missed", gold["is"][1], (where, *_likeness(gold["is"], others)), source, said))
    for told in rows.spurious:
        others = [gold["is"] for gold in rows.missed]
        span = layers.statements.get(told["is"])
        where = distance(told["is"], span, layers)
        said = f"{' '.join(told['is'])}: {_short(layers.text[slice(*span)] if span else '')}"
        out.append(Error("spurious", told["is"][1], (where, *_likeness(told["is"], others)), source, said))
    return out


def distance(statement: Sequence[str], evidence: Span | None, layers: Layers) -> str:
    """How far apart the two ends of a statement stand where it is made."""
    ends = [[m for m in layers.mentions if score.same_id(m[0], end)] for end in (statement[0], statement[2])]
    if not all(ends):
        return "an end is not mentioned"
    if evidence is None:
        return "across sentences"
    told = (layers.sentence_at(evidence[0])[0], max(evidence[1], layers.sentence_at(evidence[1] - 1)[1]))
    near = [[m for m in found if m[1] < told[1] and told[0] < m[2]] for found in ends]
    pairs = [(a, b) for a in near[0] for b in near[1] if layers.sentence_at(a[1]) == layers.sentence_at(b[1])]
    if not pairs:
        return "across sentences"
    plain = [(a, b) for a, b in pairs if "project" not in (a[3], b[3])]
    is_close = any(layers.clause_at(a[1]) == layers.clause_at(b[1]) for a, b in plain)
    return "same clause" if is_close else "same sentence"


def _likeness(one: Sequence[str], others: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """What sets a statement apart from the one that it may have been meant for, if there is any."""
    subject, predicate, object_, modality = one
    found = []
    for s, p, o, m in others:
        straight = score.same_id(s, subject) and score.same_id(o, object_)
        turned = score.same_id(s, object_) and score.same_id(o, subject)
        if straight and p == predicate:
            found.append((0, "other modality"))
        elif turned and p == predicate:
            found.append((1, "turned round"))
        elif straight:
            found.append((2, f"other predicate {p}"))
        elif p == predicate and m == modality and (score.same_id(s, subject) or score.same_id(o, object_)):
            found.append((3, "another end"))
    return (min(found)[1],) if found else ()


# entities


def _entities(rows: Matched, layers: Layers, source: str) -> list[Error]:
    text = score.words(layers.text)
    out = []
    for gold in rows.missed:
        kind, _, key = gold["is"].partition(":")
        others = [p["is"] for p in rows.spurious if score.words(p["is"].partition(":")[2]) & score.words(key)]
        where = "its words stand in the text" if score.words(key) <= text else "not in its own words"
        seen = (
            (f"told as {others[0].split(':')[0]}" if not others[0].startswith(f"{kind}:") else "near",)
            if others
            else ()
        )
        out.append(Error("missed", kind, (where, *seen), source, f"{gold['is']} {' '.join(others)}".strip()))
    for told in rows.spurious:
        kinds = tuple(sorted({f"as a {kind}" for i, _, _, kind in layers.mentions if i == told["is"]}))
        words = next((layers.text[s:e] for i, s, e, _ in layers.mentions if i == told["is"]), "")
        out.append(Error("spurious", told["is"].split(":")[0], kinds, source, f"{told['is']}: {_short(words)}"))
    return out


# for people


def _figure(row: Row) -> str:
    days = "..".join(str(day)[:10] for day in row.get("period") or () if day)
    amount = (
        f"{_amount(row):g} {row['unit'] if row['value'] is not None else 'change'}" if _amount(row) is not None else "-"
    )
    ends = "→".join(str(row[end]).removeprefix("country:") for end in ("reporter", "partner"))
    return " ".join(filter(None, (row["flow"], ends, amount, days))) + f": {_short(row.get('quote', ''))}"


def _project(row: Row) -> str:
    return f"{row['kind']} {row['name']} ({row['status']}) {' '.join(row.get('places') or ())}".strip()


def _values(slot: str, row: Row) -> str:
    if slot == "reporter and partner":
        return f"{row['reporter']} {row['partner']}"
    unit = {"capacity": row.get("capacity_unit"), "cost": row.get("cost_currency")}.get(slot)
    value = row.get(slot)
    if isinstance(value, (list, tuple)):
        return " ".join(str(v)[:30] for v in value) or "none"
    return (
        "none"
        if value is None
        else " ".join(filter(None, (f"{value:g}" if isinstance(value, float) else str(value), unit)))
    )


def _short(text: str, limit: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
