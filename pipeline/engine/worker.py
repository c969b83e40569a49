"""A worker process: documents in through a pipe, rows out.

It is started with `python -c`, not by multiprocessing, so the program that builds is not imported a second time and
needs no main guard, and no lock or thread of Dagster's is copied by a fork.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection

# Before numpy loads: matrix products of several threads differ in their last bits, and workers would fight for cores.
SINGLE_THREAD = dict.fromkeys(
    (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "BLIS_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "POLARS_MAX_THREADS",
    ),
    "1",
)

_BOOT = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from pipeline.engine.worker import main
main(int(sys.argv[2]))
"""


@dataclass
class Worker:
    """The parent's view of a worker: its process and its end of the pipe."""

    process: subprocess.Popen[bytes]
    connection: Connection

    @classmethod
    def start(cls) -> Worker:
        """A new process that waits for its extract function (see `main`)."""
        here, there = Pipe()
        with there:
            process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, json.dumps(sys.path), str(there.fileno())],
                env={**os.environ, **SINGLE_THREAD},
                stdin=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
            )
        return cls(process, here)

    def stop(self) -> int:
        """End the process, whatever it does, and return its exit code."""
        self.connection.close()
        self.process.kill()
        return self.process.wait()


def main(descriptor: int) -> None:
    """Receive an extract function (None: the pipeline's own), then lists of jobs; answer each with its Shard.

    Before each document its position is sent, so that the parent knows which one is to blame, and after the last their
    number. "ready" is sent once the model is loaded. Ends when the parent closes the pipe or is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    connection = Connection(descriptor)
    try:
        extract = connection.recv()
        if extract is None:
            from pipeline.extraction import extract

            extract("Model and word lists are loaded by this.", None)
        from pipeline.engine.shard import extract_shard

        extract_shard([], extract)  # polars is loaded by this
        connection.send("ready")
        while True:
            jobs = connection.recv()
            connection.send(extract_shard(jobs, extract, before_each=connection.send))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
