"""The graph that Dagster loads: what is in it, what hangs on what, and that loading it is cheap."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import dagster as dg
import pytest

import schemas
from pipeline.definitions import defs

# Asset → what it is made of. A change here is a change of the pipeline's shape: make it on purpose.
RESOLVED = {"documents", "extractions"}
GRAPH = {
    "corpus": set(),
    "extractions": {"corpus"},
    "documents": {"corpus", "extractions"},
    "rejected": {"corpus", "extractions"},
    "entities": RESOLVED,
    "mentions": RESOLVED,
    "relations": RESOLVED,
    "trade_figures": RESOLVED,
    "projects": RESOLVED,
    "project_mentions": RESOLVED,
    "release": {"corpus", *schemas.TABLES},
}
GROUPS = {"corpus": "corpus", "extractions": "extraction", "release": "release"}


@pytest.fixture(scope="module")
def graph() -> Any:
    return defs.resolve_asset_graph()


def test_assets_and_what_they_are_made_of(graph: Any) -> None:
    nodes = {key.to_user_string(): graph.get(key) for key in graph.get_all_asset_keys()}
    assert {name: {key.to_user_string() for key in node.parent_keys} for name, node in nodes.items()} == GRAPH
    assert {name: node.group_name for name, node in nodes.items()} == {
        name: GROUPS.get(name, "tables") for name in GRAPH
    }


def test_each_table_has_one_blocking_check(graph: Any) -> None:
    checks = {key.asset_key.to_user_string(): graph.get(key).blocking for key in graph.asset_check_keys}
    assert checks == dict.fromkeys(schemas.TABLES, True)


def test_every_asset_says_what_it_is(graph: Any) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners == ["team:amur"]
        assert {"parquet"} <= {tag.removeprefix("dagster/kind/") for tag in node.tags}
        assert "dagster/code_references" in node.metadata


@pytest.mark.parametrize("name", schemas.TABLES)
def test_tables_are_described_by_their_schemas(graph: Any, name: str) -> None:
    node, table = graph.get(dg.AssetKey(name)), schemas.TABLES[name]
    assert node.description == table.description
    shown = {column.name: column for column in node.metadata["dagster/column_schema"].columns}
    assert list(shown) == [field.name for field in table.fields]
    for field in table.fields:
        assert shown[field.name].type == field.type
        assert shown[field.name].description.startswith(field.description)
        assert shown[field.name].constraints.nullable == field.is_nullable


def test_jobs_sensors_and_schedule() -> None:
    repository = defs.get_repository_def()
    job = repository.get_job("dataset")
    assert {key.to_user_string() for key in job.asset_layer.executable_asset_keys} == set(GRAPH)
    assert len(job.asset_layer.asset_graph.asset_check_keys) == len(schemas.TABLES)
    assert {sensor.name for sensor in repository.sensor_defs} == {"new_seeds", "failed_run"}
    assert all(sensor.default_status == dg.DefaultSensorStatus.STOPPED for sensor in repository.sensor_defs)
    (schedule,) = repository.schedule_defs
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    assert job.executor_def.name == "in_process"


def test_loading_the_graph_loads_nothing_heavy() -> None:
    code = "import json, sys, pipeline.definitions; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))
    assert "dagster" in loaded
    assert not loaded & {"polars", "pandera", "pandas", "numpy", "pyarrow", "duckdb", "spacy", "trafilatura"}
