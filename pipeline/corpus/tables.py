"""Files of records: JSONL, line by line, and Parquet, batch by batch; never a file as a whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from pipeline.corpus.forms import FIELDS, TEXT_FIELDS, draft_or_refused
from pipeline.corpus.nesting import parse_json
from pipeline.corpus.normal import decode, is_binary
from pipeline.corpus.records import Draft, Refused, Step
from pipeline.corpus.settings import Settings
from pipeline.corpus.streams import Stream

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH_ROWS = 256
_CHUNK = 2**16
_IN_MEMORY = 16 * 2**20


def read_jsonl(stream: BinaryIO, source: str, settings: Settings) -> Iterator[Step]:
    """One document a line; `#record` is the number of the line. Blank lines are no records.

    Raises Refused for the file: `empty`, `not_text`, and `too_long` for more records than the settings allow.
    """
    count = number = 0
    while line := stream.readline(settings.max_record_bytes + 1):
        if number == 0 and is_binary(line):
            raise Refused("not_text", None)
        number += 1
        is_too_long = len(line) > settings.max_record_bytes and not line.endswith(b"\n")
        if not is_too_long and not line.strip():
            continue
        if count == settings.max_records:
            raise Refused("too_long", f"more than {settings.max_records} records")
        count += 1
        if is_too_long:
            while (more := stream.readline(_CHUNK)) and not more.endswith(b"\n"):
                pass
            yield f"{source}#{number}", Refused("too_long", f"a line of more than {settings.max_record_bytes} bytes")
        else:
            yield f"{source}#{number}", _parse_line(line)
    if not count:
        raise Refused("empty", "a file without records")


def _parse_line(line: bytes) -> Draft | Refused:
    try:
        return draft_or_refused(parse_json(decode(line).removeprefix("\ufeff")))
    except Refused as refused:
        return refused


def read_parquet(stream: Stream, source: str, settings: Settings) -> Iterator[Step]:
    """One document a row; `#record` counts from 1. Only the columns that are fields are read.

    Raises Refused for the file: `empty`, `unreadable`, `malformed_record` where no column holds text, `too_long`.
    """
    import pyarrow as pa

    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        # Parquet is read from its end. A plain file is, in place; what is decompressed needs a copy.
        if stream.plain is None:
            while chunk := stream.read(_CHUNK):
                spool.write(chunk)
        try:
            yield from _rows(stream.plain or spool, source, settings)
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:  # two columns of one name: KeyError
            raise Refused("unreadable", f"broken Parquet ({type(error).__name__})") from None


def _rows(file: BinaryIO | tempfile.SpooledTemporaryFile[bytes], source: str, settings: Settings) -> Iterator[Step]:
    import pyarrow.parquet as pq

    size = file.seek(0, 2)
    if not size:
        raise Refused("empty", "a file of no bytes")
    metadata = pq.read_metadata(file)
    names = {name for group in (TEXT_FIELDS, *FIELDS.values()) for name in group}
    columns = [name for name in metadata.schema.to_arrow_schema().names if name in names]
    texts = [name for name in metadata.schema.names if name in TEXT_FIELDS]
    # Kept as a dictionary, a text that is repeated a million times is in memory once.
    table = pq.ParquetFile(file, metadata=metadata, read_dictionary=texts)
    if not set(columns) & set(TEXT_FIELDS):
        raise Refused("malformed_record", f"no column {', '.join(TEXT_FIELDS[:-1])} or {TEXT_FIELDS[-1]}")
    number = 0
    for group in range(table.num_row_groups):
        _check_size(table, group, size, settings)
        for batch in table.iter_batches(_BATCH_ROWS, row_groups=[group], columns=columns):
            days = {name: _as_days(batch.column(name)) for name in FIELDS["published_on"] if name in columns}
            for row in range(batch.num_rows):
                if number == settings.max_records:
                    raise Refused("too_long", f"more than {settings.max_records} records")
                number += 1
                try:
                    record = {name: days.get(name, batch.column(name))[row].as_py() for name in columns}
                except (UnicodeDecodeError, ValueError, OverflowError):
                    yield f"{source}#{number}", Refused("unreadable", "a value that cannot be decoded")
                else:
                    yield f"{source}#{number}", draft_or_refused(record)
    if not number:
        raise Refused("empty", "a file without records")


def _check_size(table: pq.ParquetFile, group: int, packed: int, settings: Settings) -> None:
    """A row group's columns are unpacked as a whole: hold it to the bounds for any other file that unpacks.

    Its columns are not asked for their sizes: at a damaged one, Arrow would end the process.
    """
    size = table.metadata.row_group(group).total_byte_size
    if size > max(2**20, settings.max_ratio * packed) or size > settings.max_file_bytes:
        raise Refused("too_long", f"a row group that unpacks to {size} bytes")


def _as_days(column: pa.Array) -> pa.Array:
    """A column of timestamps as days, in their own zone; any other column as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_timestamp(column.type):
        return column
    local = column if column.type.tz is None else pc.call_function("local_timestamp", [column])
    return pc.cast(local, pa.date32(), safe=False)
