"""Labelled rows and found ones side by side, and how right the found ones are: precision, recall and F1 a table, a slot
and a kind. What matches what is score.py's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import score

Row = Mapping[str, Any]
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of the dataset; `rows` is its name in a labelled document, `kind` what its rows are also counted by."""

    rows: str
    is_found: Callable[[Row, Row], bool]
    slots: Sequence[str] = ()
    is_slot_right: Callable[[str, Row, Row], bool] | None = None
    kind: Callable[[Row], str] | None = None


def _relation_found(gold: Row, told: Row) -> bool:
    one, other = gold["is"], told["is"]
    same = one[1] == other[1] and one[3] == other[3]
    return same and score.same_id(one[0], other[0]) and score.same_id(one[2], other[2])


TABLES = {
    "trade_figures": Table("figures", score.figure_found, score.FIGURE_SLOTS, score.figure_slot),
    "projects": Table("projects", score.project_found, score.PROJECT_SLOTS, score.project_slot),
    "relations": Table("relations", _relation_found, kind=lambda row: row["is"][1]),
    "entities": Table("entities", lambda g, p: score.same_id(g["is"], p["is"]), kind=lambda r: r["is"].split(":")[0]),
}


@dataclass
class Matched:
    """One document's labelled and found rows of a table, and which stand for the same (their places)."""

    gold: Sequence[Row]
    told: Sequence[Row]
    pairs: Sequence[tuple[int, int]]

    @property
    def missed(self) -> list[Row]:
        """The labelled rows that were not found."""
        paired = {i for i, _ in self.pairs}
        return [row for i, row in enumerate(self.gold) if i not in paired]

    @property
    def spurious(self) -> list[Row]:
        """The found rows that were not labelled."""
        paired = {j for _, j in self.pairs}
        return [row for j, row in enumerate(self.told) if j not in paired]


def matched(table: str, gold: Document, predicted: Document) -> Matched:
    """One document's rows of a table side by side. `gold` is a labelled document, `predicted` as by evaluate.predict."""
    of = TABLES[table]
    ours, theirs = list(gold[of.rows]), list(predicted[of.rows])
    if table == "relations":
        quotes = {_statement(r): r.get("quote", "") for r in ours}
        ours = [{"is": r, "quote": quotes[r]} for r in sorted(map(_statement, ours), key=str)]
        theirs = [{"is": r} for r in sorted(theirs, key=str)]
    elif table == "entities":
        ours, theirs = ([{"is": i} for i in sorted(ids, key=str)] for ids in (ours, theirs))
    return Matched(ours, theirs, score.match(ours, theirs, of.is_found, of.slots, of.is_slot_right))


def _statement(relation: Row) -> tuple[str, str, str, str]:
    return relation["subject"], relation["predicate"], relation["object"], relation.get("modality", "asserted")


def numbers(table: str, documents: Sequence[Matched]) -> dict[str, Any]:
    """How right a table is, over these documents.

    A slot's precision and recall are of its filled values: of those told, in all rows, and of those labelled.
    `right_where_found` is the share of found rows whose slot is as labelled, be it filled or empty.
    """
    of = TABLES[table]
    gold = [row for d in documents for row in d.gold]
    told = [row for d in documents for row in d.told]
    pairs = [(d.gold[i], d.told[j]) for d in documents for i, j in d.pairs]
    out = {"labelled": len(gold), "predicted": len(told), **_prf(len(pairs), len(told), len(gold))}
    if of.is_slot_right is not None:
        right = {s: [(g, p) for g, p in pairs if of.is_slot_right(s, g, p)] for s in of.slots}
        strict = sum(all(of.is_slot_right(s, g, p) for s in of.slots) for g, p in pairs)
        out |= {f"strict_{name}": value for name, value in _prf(strict, len(told), len(gold)).items()}
        out["slots"] = {}
        for slot in of.slots:
            hits = sum(is_filled(slot, g) and is_filled(slot, p) for g, p in right[slot])
            labelled, predicted = (sum(is_filled(slot, row) for row in rows) for rows in (gold, told))
            out["slots"][slot] = {
                "labelled": labelled,
                "predicted": predicted,
                **_prf(hits, predicted, labelled),
                "right_where_found": _share(len(right[slot]), len(pairs)),
            }
    if of.kind is not None:
        out["kinds"] = {}
        for kind in sorted({of.kind(row) for row in gold + told}):
            hits, predicted, labelled = (
                sum(of.kind(row) == kind for row in rows) for rows in ([g for g, _ in pairs], told, gold)
            )
            out["kinds"][kind] = {"labelled": labelled, "predicted": predicted, **_prf(hits, predicted, labelled)}
    return out


def is_filled(slot: str, row: Row) -> bool:
    """Whether a row has a value in this slot. Countries in `places` are not judged."""
    value = row.get(slot)
    if slot == "places":
        return any(not place.startswith("country:") for place in value or ())
    if slot == "period":
        return any(value or ())
    return value is not None and value != [] and value != ()


def _prf(hits: int, predicted: int, labelled: int) -> dict[str, float]:
    return {
        "precision": _share(hits, predicted),
        "recall": _share(hits, labelled),
        "f1": _share(2 * hits, predicted + labelled),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
