"""Files as streams of bytes: opened without following links, decompressed, and bounded."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.corpus.records import Refused
from pipeline.corpus.settings import Settings
from pipeline.corpus.walk import reason_of

COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
# A bomb is told by its ratio only once it has grown beyond what any machine takes without notice.
_HARMLESS_BYTES = 2**20


class Stream(io.BufferedReader):
    """Bytes to read forwards; `plain` is the seekable file where nothing was to be decompressed."""

    plain: BinaryIO | None = None


@contextmanager
def opened(path: Path, settings: Settings) -> Iterator[Stream]:
    """The file's bytes, decompressed where its name ends in .gz or .zst.

    Raises Refused from here or from a read: `unreadable` where the file cannot be opened or its archive is broken or
    cut off, `too_long` where more comes out of it than the settings allow.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        raw = os.fdopen(os.open(path, flags), "rb")
    except OSError as error:
        raise Refused("unreadable", reason_of(error)) from None
    with raw:
        # The walk saw a regular file; look again, at what was really opened.
        if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            raise Refused("unreadable", "no regular file")
        yield bounded(raw, COMPRESSIONS.get(path.suffix.lower()), settings)


def bounded(raw: BinaryIO, compression: str | None, settings: Settings) -> Stream:
    """`raw`, decompressed (gzip, zstd) and held to `max_file_bytes` and `max_ratio`."""
    stream = Stream(_Bounded(raw, compression, settings), 2**16)
    stream.plain = None if compression else raw
    return stream


class _Bounded(io.RawIOBase):
    def __init__(self, raw: BinaryIO, compression: str | None, settings: Settings) -> None:
        self._raw, self._settings, self._count = raw, settings, 0
        self._compression, self._source = compression, None if compression else raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            if self._source is None:
                # Arrow's reader, because the zstandard package's takes a stream that is cut off for a whole one.
                import pyarrow as pa

                self._source = pa.CompressedInputStream(pa.PythonFile(self._raw, mode="r"), self._compression)
            data = self._source.read(len(buffer))
        except OSError as error:
            what = reason_of(error) if error.errno else f"broken {self._compression} stream"
            raise Refused("unreadable", what) from None
        self._count += len(data)
        if self._count > self._settings.max_file_bytes:
            raise Refused("too_long", f"more than {self._settings.max_file_bytes} bytes")
        if self._compression and self._count > max(_HARMLESS_BYTES, self._settings.max_ratio * self._raw.tell()):
            raise Refused("too_long", f"unpacks to more than {self._settings.max_ratio} times its size")
        buffer[: len(data)] = data
        return len(data)
