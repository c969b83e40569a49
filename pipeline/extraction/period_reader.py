"""Wordings of time → calendar days, read against the document's date and the periods told before.

An unqualified month, quarter or half is the latest one that has begun (or, after words of the future, the next one);
"a year earlier", "that year", "those four months" point at what was told last.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.extraction import period_named as named
from pipeline.extraction import period_pointing as pointing
from pipeline.extraction.period_context import Context, Reading
from pipeline.extraction.period_grammar import Atom

_READERS: dict[str, Callable[[Atom, Context], Reading | None]] = {
    "date": named.read_date,
    "days": named.read_date,
    "month": named.read_month,
    "monthquarter": named.read_monthquarter,
    "monthpart": named.read_monthpart,
    "quarter": named.read_quarter,
    "quarters": named.read_quarters,
    "half": named.read_half,
    "span": named.read_span,
    "splityear": named.read_splityear,
    "fiscal": named.read_fiscal,
    "decade": named.read_decade,
    "wholeyear": named.read_wholeyear,
    "year": named.read_year,
    "weekday": named.read_weekday,
    "day": named.read_day,
    "ago": pointing.read_ago,
    "same": pointing.read_same,
    "todate": pointing.read_todate,
    "part": pointing.read_part,
    "ending": pointing.read_ending,
    "opening": pointing.read_opening,
    "tilend": pointing.read_tilend,
    "relative": pointing.read_relative,
    "basis": pointing.read_basis,
    "onthe": pointing.read_basis,
    "anaphor": pointing.read_anaphor,
}


def read(atom: Atom, context: Context) -> Reading | None:
    """What `atom` means in `context`; None if it is no period by itself ("the year" of "the year ended March 31")."""
    reader = _READERS.get(atom.rule)
    if reader is None:
        return None
    try:
        return reader(atom, context)
    except (ValueError, OverflowError):  # 30 February, the year 12000
        return Reading(None, "vague")
