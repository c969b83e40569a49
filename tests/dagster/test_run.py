"""The graph makes what the plain calls make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dagster as dg

import schemas
from pipeline.build import build
from pipeline.definitions import defs
from pipeline.storage import Folders, ParquetFiles

TEXTS = {
    "trade.txt": " date 2023-11-07 China's exports to Russia rose 12 percent to 11.5 billion dollars in August.",
    "bridge.txt": " date 2023-10-02 China and Russia agreed to build a bridge at Heihe.",
    "empty.txt": "",
}


def manifest(datasets: Path) -> dict[str, Any]:
    return json.loads((datasets / "latest" / "manifest.json").read_bytes())


def test_the_same_bytes_as_a_build(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name, text in TEXTS.items():
        (seeds / name).write_text(text)
    folders = Folders(seeds=str(seeds), datasets=str(tmp_path / "page"), cache=str(tmp_path / "cache"))
    resources = {"folders": folders, "io_manager": ParquetFiles(folder=str(tmp_path / "between"))}
    result = defs.resolve_job_def("dataset").execute_in_process(resources=resources)
    built = build(seeds, tmp_path / "plain", workers=0)

    (made,) = result.asset_materializations_for_node("release")
    assert made.metadata["version"].value == built.version
    for name in schemas.TABLES:
        page = (tmp_path / "page" / f"v{built.version}" / f"{name}.parquet").read_bytes()
        assert page == (built.path / f"{name}.parquet").read_bytes(), name
    # And the plain calls take it for their own: the same seeds, the same code.
    assert not build(seeds, tmp_path / "page", workers=0).is_new
    assert manifest(tmp_path / "page") == manifest(tmp_path / "plain")

    counts = {
        e.asset_key.to_user_string(): e.step_materialization_data.materialization.metadata["dagster/row_count"].value
        for e in result.get_asset_materialization_events()
        if e.asset_key.to_user_string() in schemas.TABLES
    }
    assert counts == built.rows
    assert counts["documents"] == 2
    assert counts["rejected"] == 1
    assert {e.asset_key for e in result.get_asset_check_evaluations() if e.passed} == {
        dg.AssetKey(name) for name in schemas.TABLES
    }


def test_a_run_may_give_the_reason_for_lower_quality(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "trade.txt").write_text(TEXTS["trade.txt"])
    folders = Folders(seeds=str(seeds), datasets=str(tmp_path / "out"), cache=str(tmp_path / "cache"))
    resources = {"folders": folders, "io_manager": ParquetFiles(folder=str(tmp_path / "between"))}
    job = defs.resolve_job_def("dataset")
    assert job.execute_in_process(resources=resources).success
    better = tmp_path / "out" / "v1.0.0" / "quality.json"
    quality = json.loads(better.read_bytes())
    quality["sets"]["briefs"]["tables"]["projects"]["strict_f1"] = 1.0
    better.write_text(json.dumps(quality))
    (seeds / "bridge.txt").write_text(TEXTS["bridge.txt"])

    refused = job.execute_in_process(resources=resources, raise_on_error=False)
    assert not refused.success
    assert [p.name for p in (tmp_path / "out").glob("v*.*.*")] == ["v1.0.0"]
    config = {"ops": {"release": {"config": {"accept_lower_quality": "new rules for bridges"}}}}
    assert job.execute_in_process(resources=resources, run_config=config).success
    told = json.loads((tmp_path / "out" / "latest" / "quality.json").read_bytes())
    assert told["lower_than"]["reason"] == "new rules for bridges"
    assert manifest(tmp_path / "out")["version"] == "1.1.0"
