"""WARC archives of web pages (ISO 28500), record by record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.corpus.fields import shown
from pipeline.corpus.forms import parse_text
from pipeline.corpus.normal import decode
from pipeline.corpus.pages import read_html
from pipeline.corpus.records import Draft, Refused, Step
from pipeline.corpus.settings import Settings

_MAX_HEADER_LINES = 500
_CHUNK = 2**16


def read_warc(stream: BinaryIO, source: str, settings: Settings) -> Iterator[Step]:
    """One document a `response`, `resource` or `conversion` record; `#record` counts all records, from 1.

    Requests, metadata and the like are no inputs. The day of crawling is not taken for a day of publication.
    Raises Refused for the file: `empty`, `unreadable` from a record on that breaks off, `too_long`.
    """
    number = 0
    is_anything = False
    while line := stream.readline(_CHUNK):
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            raise Refused("unreadable", f"no WARC record after record {number}")
        number += 1
        headers = _read_headers(stream)
        try:
            length = int(headers.get("content-length", ""))
        except ValueError:
            length = -1
        if length < 0:
            raise Refused("unreadable", f"record {number} states no length")
        kind = headers.get("warc-type", "").lower()
        is_input = kind in ("response", "resource", "conversion")
        is_too_long = length > settings.max_whole_bytes
        payload = stream.read(0 if is_too_long or not is_input else length)
        left = length - len(payload)
        while left and (chunk := stream.read(min(left, _CHUNK))):
            left -= len(chunk)
        if left:
            raise Refused("unreadable", f"cut off in record {number}")
        if not is_input:
            continue
        if number > settings.max_records:
            raise Refused("too_long", f"more than {settings.max_records} records")
        is_anything = True
        if is_too_long:
            yield f"{source}#{number}", Refused("too_long", f"more than {settings.max_whole_bytes} bytes")
        else:
            yield f"{source}#{number}", _draft(kind, headers, payload, settings)
    if not is_anything:
        raise Refused("empty", "a file without records")


def _read_headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_MAX_HEADER_LINES):
        line = stream.readline(_CHUNK)
        if not line.strip():
            return headers
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    raise Refused("unreadable", f"a header of more than {_MAX_HEADER_LINES} lines")


def _draft(kind: str, headers: dict[str, str], payload: bytes, settings: Settings) -> Draft | Refused:
    try:
        if kind == "response":
            http, payload = _http(payload, settings)
            content_type = http.get("content-type", "")
        else:
            content_type = headers.get("content-type", "")
        media = content_type.partition(";")[0].strip().lower()
        charset = re.search(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", content_type, re.I)
        if not payload:
            raise Refused("empty", None)
        address = headers.get("warc-target-uri", "").strip("<>")
        if media in ("text/html", "application/xhtml+xml"):
            draft = read_html(payload, charset[1] if charset else None)
            return draft if draft.source_url else _at(draft, address)
        if media == "text/plain":
            return _at(parse_text(decode(payload, charset[1] if charset else None)), address)
        raise Refused("not_text", f"of type {shown(media)}")
    except Refused as refused:
        return refused


def _at(draft: Draft, address: str) -> Draft:
    return Draft(draft.text, draft.published_on, draft.title, address, draft.licence, draft.language)


def _http(payload: bytes, settings: Settings) -> tuple[dict[str, str], bytes]:
    """Header and body of an HTTP response, its transfer and content encodings undone."""
    import io

    from pipeline.corpus.streams import bounded

    head, _, body = payload.partition(b"\r\n\r\n")
    status, _, lines = head.partition(b"\r\n")
    if not re.match(rb"HTTP/\S+ 200\b", status):
        raise Refused("not_text", f"not served: {shown(status.decode('ascii', 'replace'))}")
    headers = _read_headers(io.BytesIO(lines + b"\r\n\r\n"))
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    encoding = headers.get("content-encoding", "").lower()
    if encoding in ("gzip", "x-gzip", "zstd"):
        stream = bounded(io.BytesIO(body), encoding.removeprefix("x-"), settings)
        body = stream.read(settings.max_whole_bytes + 1)
        if len(body) > settings.max_whole_bytes:
            raise Refused("too_long", f"more than {settings.max_whole_bytes} bytes")
    elif encoding not in ("", "identity"):
        raise Refused("unreadable", f"content encoding {shown(encoding)}")
    return headers, body


def _dechunked(body: bytes) -> bytes:
    parts, position = [], 0
    while match := re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n").match(body, position):
        size = int(match[1], 16)
        parts.append(body[match.end() : match.end() + size])
        position = match.end() + size + 2
        if not size:
            break
    # Crawlers undo the transfer encoding and leave the header as it was: then there are no chunks.
    return b"".join(parts) if parts else body
