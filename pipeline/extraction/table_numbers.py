"""A row's numbers as levels, changes and shares in whole units, by what the headings say that the numbers are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.extraction.quantities import Quantity
from pipeline.extraction.table_cells import Number
from pipeline.extraction.table_units import Note


@dataclass
class Level:
    """One figure in the making: a level, or only a change, and what belongs to it."""

    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    measure: str = "change"
    approximation: str | None = None
    change_pct: float | None = None
    change_value: float | None = None
    previous: float | None = None


@dataclass
class Measures:
    """How the numbers of one block are read; keeps what its rows said first.

    notes: the units of its headings. money: the currency of numbers with a scale and no unit. counted_in: the unit of
    the text before, for numbers of thousands and more that have none. is_change, is_balance: what
    the block tells. is_counted: its goods are counted one by one. unit, factor: of the first number that said them.
    """

    notes: list[Note]
    money: str | None
    counted_in: str | None
    is_change: bool
    is_balance: bool
    is_counted: bool
    unit: str | None = None
    factor: float = 1.0
    percent_role: str | None = None
    bracket_role: str | None = None

    def levels(self, numbers: list[Number], own: list[Note]) -> list[Level]:
        """The figures that a row's numbers make; `own` are the units of its column or label. Empty for no unit."""
        out: list[Level] = []
        notes = own or self.notes
        for number in numbers:
            role, quantity = self._role(number, bool(out), notes), number.quantity
            sign = (number.sign or 1) if not quantity.sign else 1
            if role in ("level", "share"):
                level = self._level(quantity, role, notes)
                if level is None:
                    return []
                if role == "share" and level.value == 100:
                    continue
                if len(out) == 1 and out[0].value is None and out[0].change_value is None:
                    level.change_pct = out.pop().change_pct  # "down 3 per cent to 5.6 billion"
                out.append(level)
            elif role == "change":
                target = next((level for level in out if level.measure != "share"), out[0] if out else None)
                if target is None:
                    out.append(target := Level())
                if target.change_pct is None:
                    target.change_pct = quantity.value * sign
            elif role == "change_value":
                value, _, unit = self._valued(replace(quantity, value=abs(quantity.value)), notes)
                if not out:
                    out.append(Level(unit="percent" if quantity.kind == "percent" else unit))
                out[0].change_value = value * (quantity.sign or number.sign or 1)
            elif role == "previous" and out:
                out[0].previous = self._valued(quantity, notes)[0] * sign
        return out

    def _role(self, number: Number, has_level: bool, notes: list[Note]) -> str:
        """The role of a number, those settled that only the headings can tell."""
        role, quantity = number.role, number.quantity
        bracketed = next((n.meaning for n in notes if n.is_bracketed and n.meaning), None)
        second = bracketed or next((n.meaning for n in notes[1:] if n.meaning in ("change", "share", "previous")), None)
        first = next((n for n in notes if not n.is_bracketed), None)
        is_change = self.is_change or first is not None and first.meaning == "change"
        if role == "percent":
            role = self.percent_role or (second if has_level and second in ("change", "share") else None) or ""
            role = role or ("change" if is_change and not has_level else "share")
        elif role == "bracket":
            role = second or self.bracket_role or ("previous" if quantity.unit is None else "skip")
        elif role == "signed":
            is_pct = self.percent_role == "change" or is_change
            role = "change" if has_level or is_pct and not (self.is_balance and not is_change) else "level"
        elif role == "level" and quantity.is_bare_number:
            if first is not None and first.meaning == "change" and first.unit == "percent":
                role = "change"
            elif first is None and self.unit is None and self.percent_role:
                role = self.percent_role
        if quantity.unit == "percent" and role in ("change", "share"):
            self.percent_role = role
        if number.role == "bracket":
            self.bracket_role = role
        return role

    def _level(self, quantity: Quantity, role: str, notes: list[Note]) -> Level | None:
        if role == "share" and quantity.unit is None:
            return Level(quantity.value, quantity.value_high, "percent", "share", quantity.approximation)
        value, high, unit = self._valued(quantity, notes)
        if unit is None:
            return None
        measure = "share" if unit == "percent" else "value" if is_money(unit) else "volume"
        return Level(value, high, unit, measure, quantity.approximation)

    def _valued(self, quantity: Quantity, notes: list[Note]) -> tuple[float, float | None, str | None]:
        """A number in whole units: by its own unit, else that of its column or caption, else the one said before."""
        said = quantity.unit if quantity.kind == "money" else quantity.unit_with_rate
        if said is not None:
            if self.unit is None and said != "percent" and quantity.kind != "percent":
                self.unit, self.factor = said, _scale(quantity)
            return quantity.value, quantity.value_high, said
        note = next((n for n in (*notes, *self.notes) if n.unit and n.meaning in (None, "share")), None)
        unit, factor = (note.unit, note.factor) if note else (self.unit, self.factor)
        if quantity.has_scale:
            factor = 1.0
            unit = self.money if unit in (None, "percent") else unit
        elif note is None and quantity.value >= 1000:
            factor = 1.0
        if unit is None and self.is_counted and quantity.value == int(quantity.value):
            unit, factor = "unit", 1.0  # cars, tractors
        if unit is None and quantity.value >= 1000:
            unit, factor = self.counted_in, 1.0
        if unit is not None and note is None and self.unit is None:
            self.unit, self.factor = unit, _scale(quantity)
        high = round(quantity.value_high * factor, 3) if quantity.value_high is not None else None
        return round(quantity.value * factor, 3), high, unit


def is_money(unit: str) -> bool:
    """Whether a unit is a currency."""
    return unit != "TEU" and re.fullmatch(r"[A-Z]{3}", unit) is not None


_DIGITS = re.compile(r"[-+−–]?[^\d]{0,4}([\d,.]*\d)")


def _scale(quantity: Quantity) -> float:
    """What a number without its scale would have to be multiplied by: 1e6 for "7.7 million tonnes"."""
    found = _DIGITS.match(quantity.text)
    told = float(found[1].replace(",", "")) if found else 0.0
    return round(quantity.value / told, 6) if told else 1.0
