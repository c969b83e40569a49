"""Worker processes for documents: one that hangs or kills its worker is rejected alone, the rest goes on."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait

from pipeline.engine.rows import Job, frames
from pipeline.engine.shard import Extract, Failure, Shard, timed_out
from pipeline.engine.worker import Worker

# Loading a model, taking in jobs, giving out rows: on a busy machine that takes a while, and is no document's fault.
_OWN_SECONDS = 300.0
# A worker may be killed from outside (memory, an operator), so a document gets a second, lone try before it is blamed.
_TRIES = 2


@dataclass
class _Post:
    """A worker, the jobs in its hands, the position of the one it is at, and when it must be through with that."""

    worker: Worker
    deadline: float
    is_ready: bool = False
    jobs: list[Job] = field(default_factory=list)
    position: int | None = None


def run_pool(
    batches: Iterable[list[Job]],
    workers: int,
    *,
    extract: Extract | None,
    timeout_seconds: float,
    on_document: Callable[[], None] = lambda: None,
) -> Iterator[Shard]:
    """The shards of these batches as they come, in no order, from `workers` processes.

    `extract` must be importable by name; None is the pipeline's own. `on_document` is called as documents are begun.
    Raises RuntimeError if workers cannot be started, for instance because the model is not installed.
    """
    queue = deque(batches)
    deaths: Counter[str] = Counter()
    posts = [_start(extract) for _ in range(min(workers, len(queue)))]
    start_failures = 0
    try:
        while queue or any(post.jobs for post in posts):
            for post in posts:
                if post.is_ready and not post.jobs and queue:
                    _give(post, queue.popleft())
            for post in _due(posts):
                answer = _receive(post)
                if answer == "ready":
                    post.is_ready = True
                elif isinstance(answer, int):
                    _note(post, answer, timeout_seconds)
                    if post.position is not None:
                        on_document()
                elif isinstance(answer, Shard):
                    post.jobs, post.position = [], None
                    yield answer
                else:
                    code = post.worker.stop()
                    failure = None
                    if post.position is not None:
                        failure = _blame(post, queue, deaths, code if answer == "died" else None, timeout_seconds)
                    else:
                        start_failures += 1
                        if post.jobs:
                            queue.appendleft(post.jobs)
                        if start_failures > workers:
                            raise RuntimeError(f"workers do not start: the last one ended with exit code {code}")
                    posts[posts.index(post)] = _start(extract)
                    if failure:
                        yield Shard([], frames([]), [failure])
    finally:
        for post in posts:
            post.worker.stop()


def _start(extract: Extract | None) -> _Post:
    post = _Post(Worker.start(), time.monotonic() + _OWN_SECONDS)
    try:
        post.worker.connection.send(extract)
    except (BrokenPipeError, ConnectionResetError):
        pass  # as in _give
    except Exception:
        post.worker.stop()
        raise
    return post


def _give(post: _Post, jobs: list[Job]) -> None:
    post.jobs, post.position, post.deadline = jobs, None, time.monotonic() + _OWN_SECONDS
    with suppress(BrokenPipeError, ConnectionResetError):  # it is dead, which the next look at it shows
        post.worker.connection.send(jobs)


def _note(post: _Post, position: int, timeout_seconds: float) -> None:
    """A worker has begun with the document at that position, or is through with all of them and puts rows together."""
    is_document = position < len(post.jobs)
    post.position = position if is_document else None
    post.deadline = time.monotonic() + (timeout_seconds if is_document else _OWN_SECONDS)


def _due(posts: list[_Post]) -> list[_Post]:
    """The posts that have said something, have died or are past their deadline; waits until there is one."""
    working = [post for post in posts if post.jobs or not post.is_ready]
    patience = min(post.deadline for post in working) - time.monotonic()
    heard = set(wait([post.worker.connection for post in posts], max(0.0, patience)))
    now = time.monotonic()
    return [
        post
        for post in posts
        if post.worker.connection in heard or ((post.jobs or not post.is_ready) and post.deadline <= now)
    ]


def _receive(post: _Post) -> object:
    """What the worker says: "ready", a position, a Shard; or "died", or "late"."""
    if not post.worker.connection.poll():
        return "late"
    try:
        return post.worker.connection.recv()
    except (EOFError, ConnectionResetError):
        return "died"


def _blame(
    post: _Post, queue: deque[list[Job]], deaths: Counter[str], code: int | None, limit: float
) -> Failure | None:
    """Put back the other jobs of a worker that died (with exit code `code`) or hung; the failure, if it is final."""
    assert post.position is not None
    job = post.jobs[post.position]
    others = post.jobs[: post.position] + post.jobs[post.position + 1 :]
    if others:
        queue.appendleft(others)
    if code is None:
        return timed_out(job, limit)
    deaths[job.document_id] += 1
    if deaths[job.document_id] < _TRIES:
        queue.append([job])
        return None
    return Failure(job, "extraction_failed", f"ended its worker with exit code {code}")
