"""The units that a caption, a column's head or a label names: "in billion dollars (change on the year in per cent)"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from pipeline.extraction.quantities import UnitHeader, find_quantities, find_unit_headers
from pipeline.knowledge.words import words


@dataclass(frozen=True, slots=True)
class Note:
    """A unit that a heading names, and what is counted in it: level, change, share or previous; None: not said."""

    meaning: str | None
    unit: str | None
    kind: str | None = None
    factor: float = 1.0
    is_bracketed: bool = False


_CURRENCY = {"US$": "dollars", "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_IN_BRACKETS = re.compile(r"([^,;()]*)\b(?:in|within) (?:brackets|parentheses)")
_THOUSANDS = re.compile(r"(?<![\d,.])(?:['‘’]?\b000s?|\b1[,.]?000)(?=\s+[a-z])", re.IGNORECASE)
_UNIT_FIRST = re.compile(
    r"(?P<unit>US\$|[$€£¥]|\b[A-Z]{3}\b|\b(?:dollars|dlrs|euros|yen|yuan|roubles|tonnes|tons|barrels)\b),?\s?"
    r"(?P<scale>bn|billions?|bln|mn|mln|millions?|m|trillions?|trn|thousands?)\b"
)


def read_notes(text: str) -> list[Note]:
    """The units that a heading names, in its order."""
    text = _THOUSANDS.sub("thousand", text)
    text = _UNIT_FIRST.sub(lambda m: f"{m['scale']} {_CURRENCY.get(m['unit'], m['unit'])}", text)
    told = [(header.start, _note(text, header)) for header in find_unit_headers(text)] or _whole_chunks(text)
    brackets = [_bracket(text, at) for at, _ in told]
    # A bracket that holds all the units is not that of what stands in brackets.
    notes = [
        replace(note, is_bracketed=note.is_bracketed and brackets.count(b) == 1)
        for (_, note), b in zip(told, brackets, strict=True)
    ]
    in_brackets = _IN_BRACKETS.search(text.lower())
    if in_brackets:
        said = plain(in_brackets[1])
        meaning = "change" if has(said, "change") else "share" if has(said, "share") else "previous"
        unit = "percent" if meaning != "previous" else None
        notes = [n for n in notes if n.meaning != meaning] + [Note(meaning, unit, is_bracketed=True)]
    return notes


def _bracket(text: str, at: int) -> int:
    """Where the bracket that holds an offset opens; -1 if none does."""
    opening = text.rfind("(", 0, at)
    return opening if opening > text.rfind(")", 0, at) else -1


def _whole_chunks(text: str) -> list[tuple[int, Note]]:
    """Parts of a heading that are a unit and nothing else: "bcm", "tonnes", "million barrels a day"."""
    out = []
    for chunk in re.finditer(r"[^,;:()]+", text):
        unit = re.sub(r"^(?:value|volume|amount|quantity)?s?\s*\bin\s+", "", chunk.group().strip(), flags=re.IGNORECASE)
        read = find_quantities(f"1 {unit}") if unit and len(unit) < 40 else []
        is_unit = read and read[0].end == len(unit) + 2 and read[0].unit not in (None, "unit", "head")
        if is_unit and read[0].kind in ("money", "physical", "percent"):
            unit_code = read[0].unit if read[0].kind == "money" else read[0].unit_with_rate
            out.append((chunk.start(), Note(None, unit_code, read[0].kind, read[0].value)))
    return out


def _note(text: str, header: UnitHeader) -> Note:
    left = max(text.rfind(mark, 0, header.start) for mark in ",;(:") + 1
    right = min((p for p in (text.find(m, header.end) for m in ",;():") if p >= 0), default=len(text))
    clause = plain(text[left:right])
    meaning = None
    if header.unit == "percent":
        meaning = (
            "change"
            if has(clause, "change")
            else "share"
            if has(clause, "share") or has(plain(text), "share")
            else None
        )
    elif has(clause, "change"):
        meaning = "change_value"
    is_bracketed = _bracket(text, header.start) >= 0 and meaning is not None
    unit = (
        header.unit
        if header.kind == "money" or not header.rate or header.unit == "percent"
        else f"{header.unit}/{header.rate}"
    )
    return Note(meaning, unit, header.kind, header.factor, is_bracketed)


def plain(text: str) -> str:
    """Text in lower case, its digits and all marks but those within words dropped."""
    return re.sub(r"[^a-z/+'-]+", " ", text.lower().replace("’", "'")).strip(" -'")


def has(said: str, key: str) -> bool:
    """Whether plain text has one of the words of table_words.yaml that are listed under `key`."""
    return bool(pattern(*sorted(words("table_words")[key])).search(said))


@functools.cache
def pattern(*listed: str) -> re.Pattern[str]:
    """A pattern for any of the words, each whole."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(w) for w in listed)})(?![\w-])")
