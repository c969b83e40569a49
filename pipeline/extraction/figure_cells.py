"""Which numbers of a sentence belong together, and what each is: level, change, level before, share.

A cell is one figure in the making: a word of flow and the numbers that are told of it.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.figure_linker import Linker
from pipeline.extraction.figure_roles import CHANGES_OF, SILENT, Role, direction, roles_of
from pipeline.extraction.quantities import find_unit_headers
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity


_COMPARED = re.compile(r"\b(?:compared (?:with|to)|against|vs\.?|versus)\s+(?:the |an? |its )?[a-z -]{3,40}$")
_VOLUME = re.compile(r"\b(?:volumes?|weight|tonnage|quantit(?:y|ies)|barrels|tonnes|cargo|crop)\b")
_VALUE = re.compile(
    r"\b(?:values?|worth|money|earn\w*|paid|pays?|spen[dt]\w*|cost\w*|revenues?|bill|receipts|dollars|euros)\b"
)
_LEAST_MONEY = 1000.0
_SHARE = re.compile(
    r"^\W*of (?:all |its |their |the |those |these |his |her )"
    r"|\b(?:weight|part|share|proportion|portion|fraction|slice|remains?|left with) (?:\w+ ){0,6}$"
)
_SHARE_AT = re.compile(r"\b(?:share|proportion|weight|part)\b.*\b(?:at|to|was|is|reached|reaches)\s+(?:\w+ ){0,2}$")
_OTHERS = re.compile(r"\b(?:those|that|the ones?)\s+(?:with|of|to|from)\b")
_BALANCE_BY = re.compile(r"\bshort by\b|\bexceed\w* [\w ]+ by\b")


@dataclass
class Units:
    """The units that a text counted in last: money, goods, and either."""

    money: str | None = None
    goods: str | None = None
    last: str | None = None

    def see(self, quantity: Quantity) -> None:
        """Remember a number's unit."""
        if quantity.kind == "money" and quantity.unit:
            self.money = self.last = quantity.unit
        elif quantity.kind == "physical":
            self.goods = self.last = quantity.unit_with_rate


@dataclass
class Cell:
    """One figure in the making. `cue` may come from an earlier sentence; `start`/`end` hold all its parts."""

    cue: Cue
    sentence: Sentence
    is_cue_here: bool
    level: Quantity | None = None
    unit: str | None = None
    measure: str = "change"
    change_pct: float | None = None
    change_value: float | None = None
    previous: Quantity | None = None
    previous_sign: int | None = None
    is_reference: bool = False
    change_at: tuple[int, int] | None = None
    likelihood: float = 1.0
    parts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the first part begins."""
        return min(p[0] for p in self.parts)

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return max(p[1] for p in self.parts)


def units_of(doc: Document, main_currency: str | None) -> Units:
    """The units before the first sentence: the currency that the text names most, else the one that it names over numbers."""
    if main_currency is None and any(q.kind == "number" and q.has_scale for q in doc.quantities):
        headers = find_unit_headers(doc.text)
        main_currency = next((header.unit for header in headers if header.kind == "money" and header.unit), None)
    return Units(money=main_currency, last=main_currency)


def cells_of(doc: Document, sentence: Sentence, quantities: list[Quantity], linker: Linker, units: Units) -> list[Cell]:
    """The figures in the making of one sentence; `units` is what the text counted in before, and is kept up to date."""
    roles = roles_of(doc, sentence.start, quantities)
    links = linker.link(sentence.index, quantities, roles)
    maker = _Maker(doc, sentence, quantities, units)
    for place, (role, found) in enumerate(zip(roles, links, strict=True)):
        maker.take(place, role, found)
    return [c for c in maker.cells if c.level is not None or c.change_pct is not None or c.change_value is not None]


def may_be_traded(quantity: Quantity) -> bool:
    """Whether the number may count trade at all: no price, no count of people, no length, no area, no pocket money."""
    if quantity.kind == "count" or quantity.is_price:
        return False
    if quantity.unit == "t" and abs(quantity.value_high or quantity.value) < 1:
        return False
    if quantity.kind == "money" and abs(quantity.value_high or quantity.value) < _LEAST_MONEY:
        return False
    return quantity.kind != "physical" or quantity.unit in words("trade_words")["trade_units"]


class _Maker:
    """Puts the numbers of one sentence together, in order."""

    def __init__(self, doc: Document, sentence: Sentence, quantities: list[Quantity], units: Units) -> None:
        self.doc, self.sentence, self.quantities, self.units = doc, sentence, quantities, units
        self.cells: list[Cell] = []
        self.last_relative: Role | None = None  # the role of the last percentage
        self.is_comparing = False
        self.here: str | None = None  # the unit of this sentence's last number
        self.last_end = sentence.start  # where the last number of a cell ends

    def take(self, place: int, role: Role, found: tuple[str, Cue, float] | None) -> None:
        """Put one number where it belongs; `found` is what the linker says of it, None for no trade."""
        quantity = self.quantities[place]
        before = self.quantities[place - 1].end if place else self.sentence.start
        stretch = self.doc.text[before : quantity.start].lower()
        if role.name in SILENT:
            if self.cells and role.name != "restated":
                self.cells[-1].parts.append((quantity.start, quantity.end))
            return
        if found is None:
            return
        flow, cue, likelihood = found
        measured, unit = self._measured(place, role, flow, stretch)
        if measured is None:
            return
        self.units.see(quantity)
        if quantity.kind in ("money", "physical"):
            self.here = unit
        if flow == "balance" and re.match(r"\s+behind\b", self._after(quantity)):
            cue = dataclasses.replace(cue, sign=-1)
        settled = self._settled(measured, flow, cue, quantity, stretch)
        self._attach(settled, flow, cue, self._scaled(place, quantity, unit), unit, stretch)
        if self.cells:
            self.cells[-1].likelihood = min(self.cells[-1].likelihood, likelihood)
        self.last_end = quantity.end
        if unit == "percent":
            self.last_relative = settled

    # role and unit

    def _measured(self, place: int, role: Role, flow: str, stretch: str) -> tuple[Role | None, str | None]:
        """The role and unit of a number that may say neither: "imports 34.6" after "exports rose 12.8 per cent"."""
        quantity = self.quantities[place]
        if quantity.kind == "multiple":
            return role, "percent"
        if quantity.kind == "percent":
            return self._relative(role, stretch), "percent"
        if quantity.kind in ("money", "physical"):
            return role, quantity.unit if quantity.kind == "money" else quantity.unit_with_rate
        if quantity.kind != "number":
            return None, None
        if quantity.has_scale or quantity.value >= 1000:
            return role, self._unit(place, flow, stretch)
        before = self.quantities[place - 1] if place else None
        if before is not None and before.kind in ("money", "physical") and re.fullmatch(r"\s*to\s+(?:\w+ )?", stretch):
            return role, before.unit if before.kind == "money" else before.unit_with_rate
        return self._bare(role, quantity)

    def _relative(self, role: Role, stretch: str) -> Role:
        """A percentage is a change or a share: by its words, else as the one before it."""
        last = self.last_relative
        if last is not None and last.name in ("change", "change before"):
            if role.name == "previous":
                return Role("change before", direction(stretch) or last.sign)  # "after 40 per cent in March"
            if stretch.rstrip().endswith("(") and role.name in ("percent", "change", "share"):
                is_before = re.search(r"\b(?:than|after|against)\b", stretch)
                return Role(
                    "change before" if is_before else "change", last.sign
                )  # "slower than in March (8.1 per cent)"
        if role.name == "change" and _SHARE_AT.search(stretch):
            return Role("share")
        if role.name != "percent":
            return role
        if _SHARE.search(stretch) and not direction(stretch):
            return Role("share")
        if last is not None and last.name in ("change", "change before", "share"):
            return Role(last.name, last.sign)
        return Role("change", direction(stretch) or 1)

    def _unit(self, place: int, flow: str, stretch: str) -> str | None:
        """The unit of a number that has a scale but no unit: the next one's, the sentence's, or what the text counts in."""
        quantity = self.quantities[place]
        later = [q for q in self.quantities[place + 1 :] if q.kind in ("money", "physical")]
        is_near = bool(later) and later[0].start - quantity.end < 30
        if is_near and "(" not in self.doc.text[quantity.end : later[0].start]:
            return later[0].unit if later[0].kind == "money" else later[0].unit_with_rate
        if flow == "balance" and self.units.money:
            return self.units.money
        clause = re.split(r"[;:]|\bwhile\b", self.doc.text[self.sentence.start : quantity.start].lower())[-1]
        if _VALUE.search(clause) and self.units.money and not _VOLUME.search(stretch):
            return self.units.money
        if _VOLUME.search(clause) and self.units.goods:
            return self.units.goods
        return self.here or self.units.last

    def _bare(self, role: Role, quantity: Quantity) -> tuple[Role | None, str | None]:
        """A small number with neither scale nor unit goes on with the percentages or the levels before it."""
        if not self.cells:
            return None, None
        last, relative = self.cells[-1], self.last_relative
        text = self.doc.text
        sign = direction(text[max(0, quantity.start - 40) : quantity.start])
        if (
            relative is not None
            and relative.name in ("change", "share")
            and (last.level is None or relative.name == "share")
        ):
            return Role(role.name if role.name == "previous" else relative.name, sign or relative.sign), "percent"
        if (
            relative is not None
            and relative.name == "change"
            and last.change_pct is not None
            and text[max(0, quantity.start - 4) : quantity.start].endswith("by ")
        ):
            return Role("change", sign or relative.sign), "percent"
        if (
            relative is not None
            and relative.name == "change"
            and last.level is not None
            and last.change_pct is None
            and sign
        ):
            return Role("change", sign), "percent"
        is_told = re.search(r"[a-z\d] $|\($", text[quantity.start - 2 : quantity.start]) and quantity.value >= 1
        if (
            last.level is not None
            and last.unit != "percent"
            and is_told
            and abs(last.level.value) >= 1e6
            and role.name == "previous"
        ):
            return role, last.unit
        return None, None

    def _settled(self, role: Role, flow: str, cue: Cue, quantity: Quantity, stretch: str) -> Role:
        """The role, seen with the cells before it."""
        last = self.cells[-1] if self.cells else None
        if flow == "balance" and role.name == "change_value":
            around = self.doc.text[self.sentence.start : self.sentence.end].lower()
            if _BALANCE_BY.search(around) or re.match(r"\s+(?:ahead|behind)\b", self._after(quantity)):
                return Role("level")
        told = [c for c in self.cells if c.cue.flow == flow and c.level is not None]
        if role.name == "previous" and (last is None or last.cue.flow != flow and last.cue != cue):
            if _COMPARED.search(stretch) and told:
                self.is_comparing = True
                return role
            return Role("reference")  # a level before with no level beside it is one of its own
        if role.name in ("level", "previous"):
            if _COMPARED.search(stretch):
                self.is_comparing = True
            elif role.name == "level" and self.is_comparing and re.search(r"[;:]|\bwhile\b|\bto $", stretch):
                self.is_comparing = False
            if self.is_comparing and role.name == "level" and told:
                return Role("previous")
        return role

    # cells

    def _after(self, quantity: Quantity) -> str:
        return self.doc.text[quantity.end : min(self.sentence.end, quantity.end + 25)].lower()

    def _open(self, cue: Cue) -> Cell:
        is_here = self.sentence.start <= cue.start < self.sentence.end
        cell = Cell(cue, self.sentence, is_here)
        if is_here and not any(c.cue == cue for c in self.cells):
            cell.parts.append((cue.start, cue.end))
        self.cells.append(cell)
        return cell

    def _last_of(self, flow: str, cue: Cue, quantity: Quantity) -> Cell | None:
        """The last cell, if the number goes on with it: of the same flow, and no word of flow begins anew between."""
        if not self.cells or self.cells[-1].cue.flow != flow:
            return None
        last = self.cells[-1]
        is_between = self.last_end <= cue.start < quantity.start and (last.cue != cue or last.measure == "share")
        is_new = is_between or cue.start >= quantity.end and last.cue != cue
        return None if is_new else self.cells[-1]

    def _attach(self, role: Role, flow: str, cue: Cue, quantity: Quantity, unit: str | None, stretch: str) -> None:
        last = self._last_of(flow, cue, quantity)
        if role.name in ("level", "share", "reference"):
            if (
                last is not None
                and last.is_reference
                and last.level is not None
                and role.name == "level"
                and self._is_from_to(last, quantity, unit)
            ):
                last.previous, last.is_reference, last.level = last.level, False, None
            elif last is None or last.level is not None:
                last = self._open(cue)
            last.level, last.unit, last.is_reference = quantity, unit, role.name == "reference"
            is_money = quantity.kind == "money" or quantity.kind == "number" and _is_money(unit)
            last.measure = "share" if role.name == "share" else "value" if is_money else "volume"
        elif role.name == "change before":
            last = self._open(cue)
            last.change_pct, last.is_reference = (role.sign or 1) * abs(quantity.value), True
            last.change_at = (quantity.start, quantity.end)
        elif role.name == "change":
            if last is None or last.change_pct is not None:
                last = self._respective(flow) or last
            is_full = last is not None and last.level is not None and last.change_pct is not None
            if (
                last is not None
                and is_full
                and not self._has_own_period(last.end, quantity.end)
                and not _OTHERS.search(stretch)
            ):
                return  # of two changes of one level the first told counts
            if last is None or last.change_pct is not None:
                last = self._open(cue)
            last.change_pct = quantity.value if quantity.kind == "multiple" else (role.sign or 1) * abs(quantity.value)
            last.change_at = (quantity.start, quantity.end)
        elif role.name == "change_value":
            if last is None or last.change_value is not None:
                last = self._open(cue)
            last.change_value = (role.sign or 1) * quantity.value
            last.change_at = last.change_at or (quantity.start, quantity.end)
            last.unit = last.unit or unit
        elif role.name == "previous":
            with_flow = [c for c in self.cells if c.cue.flow == flow]
            last = last or (with_flow or self.cells)[-1]
            if last.previous is not None:
                return
            last.previous = quantity
            around = (
                self.doc.text[max(0, quantity.start - 25) : quantity.start].lower()
                + "|"
                + self.doc.text[quantity.end : quantity.end + 22].lower()
            )
            last.previous_sign = (
                -1
                if re.search(r"\b(?:deficits?|shortfall)\b", around)
                else 1
                if re.search(r"\bsurplus(?:es)?\b", around)
                else None
            )
        if last is not None:
            last.parts.append((quantity.start, quantity.end))

    def _respective(self, flow: str) -> Cell | None:
        """The level that a change belongs to by its order: "exports of 5 and imports of 4 billion, 7 and 9 per cent more"."""
        told = self.doc.text[self.last_end : self.sentence.end]
        if "respectively" not in told and not CHANGES_OF.search(self.doc.text, self.sentence.start, self.sentence.end):
            return None
        return next(
            (c for c in self.cells if c.cue.flow == flow and c.level is not None and c.change_pct is None), None
        )

    def _scaled(self, place: int, quantity: Quantity, unit: str | None) -> Quantity:
        """A small number after "from 38 billion cubic metres to" takes over the scale before it."""
        before = self.quantities[place - 1] if place else None
        if before is None or not quantity.is_bare_number or unit == "percent" or not quantity.value or not before.value:
            return quantity
        best = min(
            (1.0, 1e3, 1e6, 1e9, 1e12), key=lambda scale: abs(math.log(abs(quantity.value * scale / before.value)))
        )
        return dataclasses.replace(quantity, value=quantity.value * best)

    def _is_from_to(self, last: Cell, quantity: Quantity, unit: str | None) -> bool:
        """ "from 2.6 million in November to 3.7 million in December"."""
        gap = self.doc.text[last.end : quantity.start].lower()
        return (
            unit == last.unit
            and len(gap) < 60
            and bool(re.search(r"\bto\b", gap))
            and not re.search(r"[;:]|\bwhile\b", gap)
        )

    def _has_own_period(self, start: int, end: int) -> bool:
        return any(start <= p.start and p.end <= end and not p.is_comparison for p in self.doc.periods)


def _is_money(unit: str | None) -> bool:
    return bool(unit) and bool(re.fullmatch(r"[A-Z]{3}", unit or "")) and unit != "TEU"
