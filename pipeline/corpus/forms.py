"""The forms that a whole file can have: the text form with its date header, front matter, plain text, HTML, JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.corpus.nesting import parse_json
from pipeline.corpus.normal import decode, is_binary
from pipeline.corpus.pages import read_html
from pipeline.corpus.records import Draft, Refused, Step
from pipeline.corpus.settings import Settings

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?(?:\n|\Z)", re.S | re.M)
_FRONT_MATTER_BYTES = 64 * 1024
_FRONT_MATTER_DEPTH = 8
_HTML_START = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S)

# The names that a field goes by, the first one that is there holds. The same in front matter, JSON and Parquet.
TEXT_FIELDS = ("text", "content", "body")
FIELDS: dict[str, tuple[str, ...]] = {
    "published_on": ("date", "published_on"),
    "title": ("title",),
    "source_url": ("url", "source_url", "sources"),
    "licence": ("licence", "license"),
    "language": ("language", "lang"),
}


def read_text_file(stream: BinaryIO, source: str, settings: Settings) -> Iterator[Step]:
    """One document: HTML if it begins as such, else front matter and text, else text."""
    head = stream.read(65536)
    if not head:
        raise Refused("empty", "a file of no bytes")
    if is_binary(head):
        raise Refused("not_text", None)
    if _HTML_START.match(head):
        yield source, read_html(_rest(stream, head, settings.max_whole_bytes))
    else:
        yield source, parse_text(decode(_rest(stream, head, settings.max_text_bytes)))


def read_html_file(stream: BinaryIO, source: str, settings: Settings) -> Iterator[Step]:
    """One document: the main text of a web page."""
    yield source, read_html(read_whole(stream, settings))


def read_json_file(stream: BinaryIO, source: str, settings: Settings) -> Iterator[Step]:
    """An object is one document; a list has one in each of its items, numbered from 1."""
    value = parse_json(decode(read_whole(stream, settings)).removeprefix("\ufeff"))
    if not isinstance(value, list):
        yield source, draft_of(value)
        return
    for number, item in enumerate(value, 1):
        yield f"{source}#{number}", draft_or_refused(item)


def read_whole(stream: BinaryIO, settings: Settings) -> bytes:
    """All bytes of a file that cannot be read in parts. Raises Refused: `empty`, `not_text`, `too_long`."""
    data = _rest(stream, b"", settings.max_whole_bytes)
    if not data:
        raise Refused("empty", "a file of no bytes")
    if is_binary(data):
        raise Refused("not_text", None)
    return data


def _rest(stream: BinaryIO, head: bytes, limit: int) -> bytes:
    data = head + stream.read(max(0, limit + 1 - len(head)))
    if len(data) > limit:
        raise Refused("too_long", f"more than {limit} bytes")
    return data


def parse_text(text: str) -> Draft:
    """A draft of a text with or without front matter: YAML between two lines of `---`, at the very beginning.

    Raises Refused: `malformed_record`, for front matter that is no plain mapping, or uses anchors, or is too large.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Draft(text)
    return draft_of({**_parse_yaml(match[1]), "text": text[match.end() :]})


def _parse_yaml(text: str) -> dict[str, object]:
    """A YAML mapping with all its scalars as strings: a date stays as it was written, and no tag makes an object."""
    import yaml

    if len(text.encode("utf-8", "surrogatepass")) > _FRONT_MATTER_BYTES:
        raise Refused("malformed_record", f"front matter of more than {_FRONT_MATTER_BYTES} bytes")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Refused("malformed_record", "an anchor or alias in the front matter")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _FRONT_MATTER_DEPTH:
                raise Refused("malformed_record", f"front matter nested deeper than {_FRONT_MATTER_DEPTH} levels")
        value = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise Refused("malformed_record", f"broken YAML{where}") from None
    if not isinstance(value, dict):
        raise Refused("malformed_record", "front matter that is no mapping")
    return {key: None if item in ("", "~", "null") else item for key, item in value.items() if isinstance(key, str)}


def draft_or_refused(value: object) -> Draft | Refused:
    """`draft_of`, for one record among many: what it raises is returned."""
    try:
        return draft_of(value)
    except Refused as refused:
        return refused


def draft_of(value: object) -> Draft:
    """A draft of a mapping of fields. Of a list of sources the first one is the address.

    Raises Refused: `malformed_record`, where it is no mapping or its text is missing or no string.
    """
    if not isinstance(value, dict):
        raise Refused("malformed_record", f"no object, but a {type(value).__name__}")
    text = _first(value, TEXT_FIELDS)
    if isinstance(text, bytes):
        text = decode(text)
    if text is None:
        raise Refused("malformed_record", f"no field {', '.join(TEXT_FIELDS[:-1])} or {TEXT_FIELDS[-1]}")
    if not isinstance(text, str):
        raise Refused("malformed_record", f"its text is no string, but a {type(text).__name__}")
    fields = {name: _first(value, names) for name, names in FIELDS.items()}
    if isinstance(sources := fields["source_url"], list):
        fields["source_url"] = sources[0] if sources else None
    return Draft(text, **fields)


def _first(record: dict[object, object], names: tuple[str, ...]) -> object:
    return next((record[name] for name in names if record.get(name) is not None), None)
