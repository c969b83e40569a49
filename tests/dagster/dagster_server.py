"""A Dagster server of a project, on a free port of this machine, as a person would start it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DAGSTER_DEV, DG_DEV = ("dagster", "dev"), ("dg", "dev")

_LOADED = """{ workspaceOrError { ... on Workspace { locationEntries {
    loadStatus locationOrLoadError { __typename ... on PythonError { message } } } } } }"""


@dataclass(frozen=True)
class Server:
    """`url` of the page, `seconds` from the start until it was ready, `output` what the command printed."""

    url: str
    seconds: float
    output: Path

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["data"]


def lay_project(folder: Path) -> Path:
    """A working folder whose runs and releases are its own, with this project's code and seeds in it."""
    folder.mkdir(parents=True)
    for name in ("pyproject.toml", "dagster.yaml", "pipeline", "schemas", "seeds"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@contextlib.contextmanager
def serve(project: Path, command: Sequence[str], limit: float = 180, **variables: str) -> Iterator[Server]:
    """Start it as `command` says, wait until the page is there and the code is loaded, and stop it in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DAGSTER_", "AMUR_"))}
    environment |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "DAGSTER_HOME": str(project), **variables}
    output = project / f"server-{port}.log"
    start = time.monotonic()
    with output.open("w") as log:
        process = subprocess.Popen(
            [BIN / command[0], *command[1:], "--host", "127.0.0.1", "--port", str(port)],
            cwd=project, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        while not _is_ready(Server(url, 0, output)):
            if process.poll() is not None or time.monotonic() - start > limit:
                raise RuntimeError(f"{' '.join(command)} is not ready:\n{output.read_text()}")
            time.sleep(0.1)
        yield Server(url, time.monotonic() - start, output)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _is_ready(server: Server) -> bool:
    try:
        entries = server.ask(_LOADED)["workspaceOrError"]["locationEntries"]
        with urllib.request.urlopen(server.url, timeout=30) as page:
            page.read()
    except OSError:
        return False
    for entry in entries:
        problem = entry["locationOrLoadError"]
        if problem and problem["__typename"] == "PythonError":
            raise RuntimeError(problem["message"])
    return bool(entries) and all(entry["loadStatus"] == "LOADED" for entry in entries)
