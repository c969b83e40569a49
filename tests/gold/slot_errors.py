"""What kind of error a wrong slot of a found figure or project is."""

from __future__ import annotations

import bisect
import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import score
from tallies import TABLES, Row, is_filled

WORLD = "country:WLD"


def wrong_slots(table: str, gold: Row, told: Row) -> list[tuple[str, str]]:
    """The slots of a found row that are wrong, each with the kind of its error."""
    of = TABLES[table]
    assert of.is_slot_right is not None
    wrong = [slot for slot in of.slots if not of.is_slot_right(slot, gold, told)]
    ends = ("reporter", "partner")
    if set(ends) <= set(wrong) and gold["reporter"] == told["partner"] and gold["partner"] == told["reporter"]:
        wrong = [slot for slot in wrong if slot not in ends]
        return [("reporter and partner", "turned round"), *((slot, wrong_slot(slot, gold, told)) for slot in wrong)]
    return [(slot, wrong_slot(slot, gold, told)) for slot in wrong]


def wrong_slot(slot: str, gold: Row, told: Row) -> str:
    """The kind of error that a wrong slot is."""
    g: Any = gold.get(slot)
    p: Any = told.get(slot)
    if slot in ("parties", "places"):
        return _wrong_list(slot, gold, told)
    if slot == "commodity" and is_filled(slot, gold) and is_filled(slot, told):
        return _wrong_goods(g, p)
    if not is_filled(slot, told):
        return "none for some"
    if not is_filled(slot, gold):
        return "some for none"
    if slot in ("reporter", "partner"):
        one, other = _end(p), _end(g)
        return f"another {other}" if one == other else f"{one} for {other}"
    if slot == "period":
        return _wrong_period(g, p)
    if slot == "scope":
        return "another part"
    if slot in ("capacity", "cost"):
        unit = {"capacity": "capacity_unit", "cost": "cost_currency"}[slot]
        return f"{told[unit]} for {gold[unit]}" if score.same_number(g, p) else _wrong_number(g, p)
    if isinstance(g, (int, float)) and isinstance(p, (int, float)):
        return _wrong_number(g, p)
    return f"{p} for {g}"


def _end(entity_id: str) -> str:
    if entity_id == WORLD:
        return "world"
    return {"country": "state", "bloc": "bloc", "region": "region"}.get(entity_id.split(":")[0], "other")


def _wrong_period(gold: Sequence[str | None], told: Sequence[str | None]) -> str:
    a, b, c, d = (dt.date.fromisoformat(str(day)[:10]) if day else None for day in (*gold, *told))
    if a is None or b is None or c is None or d is None:
        return "one end for two" if a and b else "another end"
    if abs((b - a).days - (d - c).days) > 3:
        return f"{_length(c, d)} for {_length(a, b)}" if _length(a, b) != _length(c, d) else f"another {_length(a, b)}"
    if (a.month, a.year) != (c.month, c.year) and a.month == c.month:
        return "another year"
    return f"another {_length(a, b)}"


def _length(first: dt.date, last: dt.date) -> str:
    days = (last - first).days + 1
    names = ("day", "week or so", "month", "some months", "year", "some years")
    return names[bisect.bisect_right((2, 27, 32, 363, 368), days)]


def _wrong_goods(gold: Any, told: Any) -> str:
    one, other = (str(goods).removeprefix("commodity:").replace("-", " ") for goods in (told, gold))
    plain = ("total", "goods", "services")
    if one in plain or other in plain:
        return f"{one if one in plain else 'named goods'} for {other if other in plain else 'named goods'}"
    return "wider or narrower goods" if score.words(one) & score.words(other) else "other goods"


def _wrong_number(gold: float, told: float) -> str:
    if score.same_number(-gold, told):
        return "other sign"
    if gold and told:
        scale = math.log10(abs(told / gold))
        if abs(scale - round(scale)) < 0.003 and round(scale):
            return "other scale"
    return "another number"


def _wrong_list(slot: str, gold: Row, told: Row) -> str:
    ours, theirs = (
        [i for i in row.get(slot) or () if slot == "parties" or not i.startswith("country:")] for row in (gold, told)
    )
    missing = [a for a in ours if not any(score.same_id(a, b) for b in theirs)]
    extra = [b for b in theirs if not any(score.same_id(a, b) for a in ours)]
    if missing and extra:
        return "others for others"
    return "some are missing" if missing else "some too many"
