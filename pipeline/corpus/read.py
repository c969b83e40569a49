"""The station itself: a folder of seeds to documents and rejections."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.fields import parse_address, parse_date, parse_language, parse_string, split_header
from pipeline.corpus.forms import read_html_file, read_json_file, read_text_file
from pipeline.corpus.language import check_language
from pipeline.corpus.licences import Statement, licence_of, read_statements
from pipeline.corpus.normal import normalise
from pipeline.corpus.records import Draft, Found, Record, Refused, Rejection, Step
from pipeline.corpus.settings import Settings
from pipeline.corpus.streams import COMPRESSIONS, Stream, opened
from pipeline.corpus.tables import read_jsonl, read_parquet
from pipeline.corpus.walk import find_files
from pipeline.corpus.warc import read_warc

if TYPE_CHECKING:
    import polars as pl

Reader = Callable[[Stream, str, Settings], Iterator[Step]]

# By the end of the name, behind which .gz or .zst may stand. Any other name is one of a text.
READERS: dict[str, Reader] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json_file,
    ".parquet": read_parquet,
    ".html": read_html_file,
    ".htm": read_html_file,
    ".xhtml": read_html_file,
    ".warc": read_warc,
}
_ROWS_A_CHUNK = 4096
_DEFAULT = Settings()


@dataclass(frozen=True)
class Corpus:
    """All that a seeds folder holds. Each of its `inputs` is a row of `documents` or of `rejected`, never of both.

    documents: document_id, source, published_on (date), title, source_url, licence, language, text, sha256,
    is_text_published (bool). rejected: source, reason (a key of REASONS), detail, sha256. Both in source order.
    """

    documents: pl.DataFrame
    rejected: pl.DataFrame
    inputs: int


def iter_records(seeds: Path, settings: Settings = _DEFAULT) -> Iterator[Record | Rejection]:
    """Every input of a seeds folder, in the order of its files' sources and then of the records in them.

    Streams: no file of records is in memory as a whole. A text that an earlier record has is a `duplicate_of` it.
    Raises as `find_files` does for the folder, and as `read_statements` does for its `licences.csv`.
    """
    statements = read_statements(seeds)
    first_source: dict[bytes, str] = {}
    for file in find_files(seeds):
        if isinstance(file, Rejection):
            yield file
            continue
        for source, step in _read_file(file, settings):
            try:
                if isinstance(step, Refused):
                    raise step
                record = _finish(source, step, statements, settings)
                earlier = first_source.setdefault(bytes.fromhex(record.sha256), source)
                if earlier != source:
                    raise Refused("duplicate_of", earlier, record.sha256)
            except Refused as refused:
                yield Rejection(source, refused.reason, refused.detail, refused.sha256)
            else:
                yield record


def _read_file(file: Found, settings: Settings) -> Iterator[Step]:
    """The steps of one file; what stops its reader is the last one, under the file's own name."""
    name = file.path.name.lower()
    for ending in COMPRESSIONS:
        name = name.removesuffix(ending) if name.endswith(ending) else name
    reader = READERS.get(Path(name).suffix, read_text_file)
    try:
        with opened(file.path, settings) as stream:
            yield from reader(stream, file.source, settings)
    except Refused as refused:
        yield file.source, refused


def _finish(source: str, draft: Draft, statements: tuple[Statement, ...], settings: Settings) -> Record:
    """A draft's fields checked and its text normalised. Raises Refused for all that can be wrong with one record."""
    published_on = parse_date(draft.published_on)
    stated_licence = parse_string("licence", draft.licence)
    declared = parse_language(draft.language)
    if len(draft.text) > settings.max_text_bytes:  # so that nothing below works on it for long
        raise Refused("too_long", f"{len(draft.text)} characters")
    headed_on, text = split_header(draft.text.removeprefix("\ufeff"))
    if headed_on and published_on and headed_on != published_on:
        raise Refused("malformed_record", f"two dates: {published_on} and, in its header, {headed_on}")
    text = normalise(text)
    if not text:
        raise Refused("empty")
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    published_on = published_on or headed_on
    try:
        if len(text) > settings.max_characters:
            raise Refused("too_long", f"{len(text)} characters")
        if published_on is None and settings.is_date_required:
            raise Refused("undated")
        language = check_language(text, declared, settings.languages)
        title, source_url = parse_string("title", draft.title), parse_address(draft.source_url)
    except Refused as refused:
        raise Refused(refused.reason, refused.detail, sha256) from None
    licence, is_published = licence_of(source, stated_licence, statements, settings)
    return Record(source, text, sha256, language, is_published, published_on, title, source_url, licence)


def read_corpus(seeds: Path, settings: Settings = _DEFAULT) -> Corpus:
    """A seeds folder as two tables (see `Corpus`). The same folder gives the same tables. Raises as `iter_records`."""
    import polars as pl

    text = pl.String
    documents = _Table({
        "document_id": text, "source": text, "published_on": pl.Date, "title": text, "source_url": text,
        "licence": text, "language": text, "text": text, "sha256": text, "is_text_published": pl.Boolean,
    })  # fmt: skip
    rejected = _Table({"source": text, "reason": text, "detail": text, "sha256": text})
    inputs = 0
    for record in iter_records(seeds, settings):
        inputs += 1
        (rejected if isinstance(record, Rejection) else documents).add(record)
    return Corpus(documents.frame(), rejected.frame(), inputs)


class _Table:
    """Rows gathered into a frame, a chunk at a time, so that few of them are Python objects at once."""

    def __init__(self, schema: dict[str, type[pl.DataType]]) -> None:
        self._schema = schema
        self._chunks: list[pl.DataFrame] = []
        self._rows: list[tuple[object, ...]] = []

    def add(self, record: Record | Rejection) -> None:
        self._rows.append(tuple(getattr(record, name) for name in self._schema))
        if len(self._rows) >= _ROWS_A_CHUNK:
            self._close_chunk()

    def _close_chunk(self) -> None:
        import polars as pl

        self._chunks.append(pl.DataFrame(self._rows, schema=self._schema, orient="row"))
        self._rows = []

    def frame(self) -> pl.DataFrame:
        import polars as pl

        self._close_chunk()
        return pl.concat(self._chunks)
