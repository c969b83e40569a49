"""The values of a record's fields: dates, addresses, languages and plain strings."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from pipeline.corpus.normal import one_line
from pipeline.corpus.records import Refused

_TIME = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_DATE = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?:{_TIME})?", re.I | re.A)
# RFC 5322, as in feeds and HTTP: "Tue, 07 Nov 2023 10:00:00 +0800".
_MAIL_DATE = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})?(?: \S+)?", re.A)
# The header of the text form: ` date 2023-11-07 `, on the text's own line or on one of its own.
_HEADER = re.compile(r"\s*date[ \t]*:?[ \t]*(\d{4}-\d{1,2}-\d{1,2})(?=\s|$)", re.I | re.A)
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]{1,2000}", re.I)
_LANGUAGES = {"eng": "en", "english": "en"}


def parse_date(value: object) -> dt.date | None:
    """The calendar day that a field states, as written: a time of day and its zone don't shift it. None if empty.

    Takes a date or a datetime, ISO 8601 and RFC 5322. Raises Refused (`malformed_record`, with the value) for all
    else, an impossible day and a bare year too: a wrong date must not pass for none.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        try:
            if match := _DATE.fullmatch(text):
                return dt.date(int(match[1]), int(match[2]), int(match[3]))
            if _MAIL_DATE.fullmatch(text):
                return parsedate_to_datetime(text).date()
        except ValueError:
            pass
    raise Refused("malformed_record", f"no date: {shown(value)}")


def split_header(text: str) -> tuple[dt.date | None, str]:
    """The date of a ` date 2023-11-07 ` header and the text behind it; (None, text) where there is no header.

    Raises Refused: `malformed_record`, for a header with a day that isn't in the calendar.
    """
    if (match := _HEADER.match(text)) is None:
        return None, text
    return parse_date(match[1]), text[match.end() :]


def parse_string(name: str, value: object) -> str | None:
    """A field of one line; a whole number is taken too. Raises Refused: `malformed_record`, for any other type."""
    if value is None:
        return None
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return one_line(str(value))
    raise Refused("malformed_record", f"{name} is no string: {shown(value)}")


def parse_address(value: object) -> str | None:
    """An http(s) address; None for other words in its place, which name a source but are no address to follow."""
    address = parse_string("source_url", value)
    return address if address and _ADDRESS.fullmatch(address) else None


def parse_language(value: object) -> str | None:
    """ISO 639 code of a language as records state it (`en`, `en-GB`, `eng`, `English`), or None."""
    name = (parse_string("language", value) or "").lower()
    code = _LANGUAGES.get(name) or re.split("[-_]", name)[0]
    code = _LANGUAGES.get(code, code)
    return code if re.fullmatch("[a-z]{2,3}", code) and code not in ("und", "mul", "zxx") else None


def shown(value: object) -> str:
    """A value as a detail quotes it: on one line, printable, and short."""
    text = repr(value[:200]) if isinstance(value, str | bytes | list) else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
