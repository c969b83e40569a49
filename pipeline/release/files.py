"""The bytes of a release's files: the same rows give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING

import schemas

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

# What a spreadsheet takes for the start of a formula.
_FORMULA = r"^[=+\-@\t\r]"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def published(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows as they are published: in the order of the table, without the texts that may not be published."""
    import polars as pl

    table = schemas.TABLES[name]
    if name == "documents":
        frame = frame.with_columns(pl.when("is_text_published").then("text").alias("text"))
    return frame.select(table.columns).sort(table.order)


def parquet(name: str, frame: pl.DataFrame) -> bytes:
    """A table as Parquet in its declared Arrow schema, whose field metadata polars itself would drop."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(
        frame.to_arrow().cast(schemas.TABLES[name].arrow_schema()).combine_chunks(),
        sink,
        compression="zstd",
        compression_level=9,
        row_group_size=65536,
        version="2.6",
        write_page_index=True,
    )
    return sink.getvalue()


def read_parquet(data: bytes) -> pa.Table:
    """The table in these bytes, in one chunk."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.read_table(pa.BufferReader(data)).combine_chunks()


def logical_sha256(table: pa.Table) -> str:
    """The hash of the rows, whatever version of which library wrote them: of the Arrow IPC stream without metadata.

    `table` comes from `read_parquet`, so that nulls hide no left-over bytes.
    """
    import pyarrow as pa

    plain = pa.schema([field.remove_metadata() for field in table.schema])
    digest = _Digest()
    with pa.ipc.new_stream(pa.PythonFile(digest, "w"), plain) as stream:
        stream.write_table(table.cast(plain))
    return digest.hash.hexdigest()


class _Digest(io.RawIOBase):
    """A file that only keeps the hash of what is written to it."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.hash.update(data)
        return len(data)


def keys_sha256(name: str, frame: pl.DataFrame) -> str:
    """The hash of a table's keys, for telling whether rows came or went."""
    digest = hashlib.sha256()
    for key in frame.select(schemas.TABLES[name].key).sort(schemas.TABLES[name].key).iter_rows():
        digest.update(json.dumps(key, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def csv(name: str, frame: pl.DataFrame) -> bytes:
    """A table for spreadsheets: UTF-8 with a byte order mark, lists as JSON.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    import polars as pl

    columns = []
    for field in schemas.TABLES[name].fields:
        column = pl.col(field.name)
        if field.type == "string":
            safe = pl.when(column.str.contains(_FORMULA)).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)
            columns.append(safe.alias(field.name))
        elif field.type == "list<string>":
            values = [
                None if items is None else json.dumps(items, ensure_ascii=False)
                for items in frame[field.name].to_list()
            ]
            columns.append(pl.Series(field.name, values, dtype=pl.String))
        elif field.is_published:
            columns.append(column)
    return frame.select(columns).write_csv(include_bom=True).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files, in the order of their names and dated at the start of the zip calendar."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = 3  # Unix, on every machine
            entry.external_attr = 0o644 << 16
            # Parquet is compressed already.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return sink.getvalue()
