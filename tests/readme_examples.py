"""The examples in README.md: found, run as a reader would run them, and their answers put under them.

An example is a fenced block of sh, python or sql. What it answers stands right below it: as a block of text, or, for
SQL, as a Markdown table. A block that starts a web server goes on in the background until the end.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"

_FENCE = re.compile(
    r"^```(?P<language>sh|python|sql)\n(?P<code>.*?)^```\n(?:\n*(?:```text\n(?P<text>.*?)^```\n|(?P<table>(?:\|[^\n]*\n)+)))?",
    re.MULTILINE | re.DOTALL,
)
# What no two runs have in common: times taken, and the port of the server.
_VARYING = ((re.compile(r"\b\d+\.\d s\b"), "0.1 s"), (re.compile(r"\(nothing changed\)|\(new\)"), "(nothing changed)"))
_PORT = "8000"


@dataclass(frozen=True)
class Example:
    """`answer` is what the README says that comes out, None if it says nothing."""

    language: str
    code: str
    answer: str | None
    start: int
    end: int

    @property
    def name(self) -> str:
        return f"{self.language}: {self.code.splitlines()[0][:60]}"

    @property
    def is_server(self) -> bool:
        return "http.server" in self.code


def examples(readme: str) -> list[Example]:
    found = []
    for match in _FENCE.finditer(readme):
        table = match["table"] if match["language"] == "sql" else None
        text = match["text"] if match["language"] != "sql" else None
        end = match.end() if table is not None or text is not None else match.end("code") + len("```\n")
        found.append(Example(match["language"], match["code"], table if text is None else text, match.start(), end))
    return found


class Reader:
    """A reader's working folder: this project's files and a copy of its datasets, in which examples run in turn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("Makefile", "pipeline", "pyproject.toml", "schemas", "seeds"):
            (folder / name).symlink_to(ROOT / name)
        (folder / ".venv").symlink_to(sys.prefix)
        shutil.copytree(ROOT / "datasets", folder / "datasets", symlinks=True)
        home = folder / "home"
        _give_httpfs(home)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("XDG_CACHE_HOME", "MAKEFLAGS", "MAKELEVEL")
        }
        self.environment = kept | {
            "HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }
        self._servers: list[subprocess.Popen[bytes]] = []
        self._remember_build()

    def _remember_build(self) -> None:
        """Lets `make dataset` find that the newest release is of this code: the README tells of that release."""
        from pipeline.build import hash_seeds
        from pipeline.engine import code_version
        from pipeline.release.catalogue import newest
        from pipeline.release.publishing import inputs_sha256

        release = newest(self.folder / "datasets")
        if release is None:
            raise FileNotFoundError("there is no release in datasets/: the README tells of one")
        inputs = inputs_sha256(hash_seeds(ROOT / "seeds"), code_version())
        built = {"version": release.version, "inputs_sha256": inputs}
        (self.folder / "datasets" / ".built.json").write_text(json.dumps(built))

    def run(self, example: Example) -> str:
        """What the example prints. Raises AssertionError with its errors if it fails."""
        code = example.code.replace(_PORT, self.port)
        if example.is_server:
            self._serve(code)
            return ""
        if example.language == "sql":
            command = [sys.executable, "-m", "pipeline.cli", "sql", "--format", "markdown", code]
        elif example.language == "python":
            command = [sys.executable, "-c", code]
        else:
            # The packages are there already: `make` is not to install them for this folder.
            command = ["bash", "-euo", "pipefail", "-c", code.replace("make ", "make -s -o setup ")]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{example.code}\n{done.stdout}{done.stderr}"
        return plain(done.stdout.replace(self.port, _PORT))

    def _serve(self, code: str) -> None:
        server = subprocess.Popen(
            ["bash", "-c", f"exec {code}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._servers.append(server)
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/versions.json"):
                return
            assert server.poll() is None, f"{code} has ended"
            time.sleep(0.1)
        raise AssertionError(f"{code} does not answer")

    def close(self) -> None:
        for server in self._servers:
            server.terminate()
            server.wait(10)


@contextlib.contextmanager
def reader(folder: Path) -> Iterator[Reader]:
    one = Reader(folder)
    try:
        yield one
    finally:
        one.close()


def plain(text: str) -> str:
    """The text without what differs from run to run, and without blanks at the ends of lines."""
    for varying, same in _VARYING:
        text = varying.sub(same, text)
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip("\n").splitlines())


def _give_httpfs(home: Path) -> None:
    """Put DuckDB's extension where DuckDB would put it, had it fetched it."""
    import duckdb

    (platform,) = duckdb.sql("PRAGMA platform").fetchone() or ("",)
    package = importlib.util.find_spec("duckdb_extension_httpfs")
    assert package and package.submodule_search_locations, "duckdb-extension-httpfs is not installed"
    version = f"v{duckdb.__version__}"
    source = Path(package.submodule_search_locations[0], "extensions", version, "httpfs.duckdb_extension")
    target = home / ".duckdb" / "extensions" / version / platform
    target.mkdir(parents=True)
    shutil.copy(source, target)
