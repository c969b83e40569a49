"""Some documents → their rows: the unit of work of every engine, here or on a cluster."""

from __future__ import annotations

import re
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.engine.rows import Job, document_rows, frames

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl

    from pipeline.extraction.rows import Extraction

Extract = Callable[[str, "dt.date | None"], "Extraction"]

_ADDRESS = re.compile(r"0x[0-9a-f]{4,}")
_FRAMES = 3
_LONGEST_DETAIL = 500


@dataclass(frozen=True)
class Failure:
    """A document without rows: a reason of `rejected` and its detail."""

    job: Job
    reason: str
    detail: str


@dataclass
class Shard:
    """The rows of some documents, and those that gave none because extraction failed."""

    done: list[Job]
    tables: dict[str, pl.DataFrame]
    failures: list[Failure]


def extract_shard(
    jobs: Sequence[Job],
    extract: Extract,
    *,
    before_each: Callable[[int], None] = lambda position: None,
    timeout_seconds: float | None = None,
) -> Shard:
    """The rows of these documents. `before_each` is told the position of each document before it is worked on, and then
    their number: what is left is no document's work.

    A document whose extraction raises becomes a failure, and the rest goes on. With `timeout_seconds` the same holds
    for one that takes longer, as far as this process can tell: in the main thread, where there are interval timers.
    """
    done: list[Job] = []
    rows: list[dict[str, list[dict[str, Any]]]] = []
    failures: list[Failure] = []
    for position, job in enumerate(jobs):
        before_each(position)
        try:
            with _time_limit(timeout_seconds):
                found = document_rows(job, extract(job.text, job.published_on))
        except _TimeLimit:
            failures.append(timed_out(job, timeout_seconds or 0.0))
        except Exception as error:  # whatever a document brings about must not stop the others
            failures.append(Failure(job, "extraction_failed", describe(error)))
        else:
            done.append(job)
            rows.append(found)
    before_each(len(jobs))
    return Shard(done, frames(rows), failures)


def timed_out(job: Job, seconds: float) -> Failure:
    """The failure of a document that took longer than the limit."""
    return Failure(job, "timed_out", f"longer than {seconds:g} s")


def describe(error: BaseException) -> str:
    """An error and where it arose, without what differs from run to run or from machine to machine."""
    message = _ADDRESS.sub("0x", "".join(traceback.format_exception_only(error)).strip())
    places = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "?")
        places.append(f"{module}:{line} in {frame.f_code.co_name}")
    return "\n".join([message[:_LONGEST_DETAIL], *reversed(places[-_FRAMES:])])


class _TimeLimit(BaseException):
    """Not an Exception, so that extraction's own handlers let it through."""


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: object) -> None:
        raise _TimeLimit

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
