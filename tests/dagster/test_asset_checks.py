"""A fault in a table stops the release and is shown; without one there is a release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

import schemas
from pipeline.assets import ASSETS
from pipeline.checks import CHECKS
from pipeline.preview import facts
from pipeline.storage import Folders, ParquetFiles

Tables = dict[str, pl.DataFrame]


def changed(table: str, **values: pl.Expr) -> Callable[[Tables], None]:
    """Plants a fault in the first row of a table."""

    def plant(tables: Tables) -> None:
        is_first = pl.int_range(pl.len()) == 0
        tables[table] = tables[table].with_columns(
            **{name: pl.when(is_first).then(value).otherwise(pl.col(name)) for name, value in values.items()}
        )

    return plant


def doubled(tables: Tables) -> None:
    tables["entities"] = pl.concat([tables["entities"], tables["entities"].head(1)])


FAULTS = {
    "range": ("entities", changed("entities", latitude=pl.lit(95.0), longitude=pl.lit(0.0)), "at most 90"),
    "enum": ("relations", changed("relations", modality=pl.lit("maybe")), "one of asserted"),
    "null": ("trade_figures", changed("trade_figures", flow=pl.lit(None, pl.String)), "never null"),
    "duplicate key": ("entities", doubled, "unique"),
    "dangling key": ("mentions", changed("mentions", entity_id=pl.lit("place:atlantis")), "is a key of entities"),
    "wrong evidence": ("relations", changed("relations", quote=pl.lit("Atlantis")), "document's text"),
}


def run(tables: Tables, folder: Path) -> dg.ExecuteInProcessResult:
    """The checks and the release, over tables that an earlier run left."""
    store = ParquetFiles(folder=str(folder / "build"))
    corpus = {"files": pl.DataFrame({"source": ["open.txt"], "sha256": ["0" * 64]})}
    for name, value in (tables | {"corpus": corpus}).items():
        store.handle_output(dg.build_output_context(asset_key=dg.AssetKey(name)), value)
    return dg.materialize(
        [*ASSETS, *CHECKS],
        selection=dg.AssetSelection.assets("release") | dg.AssetSelection.checks_for_assets(*schemas.TABLES),
        resources={"io_manager": store, "folders": Folders(datasets=str(folder / "datasets"))},
        raise_on_error=False,
    )


def test_without_a_fault_there_is_a_release(tables: Tables, tmp_path: Path) -> None:
    result = run(tables, tmp_path)
    assert result.success
    assert {e.asset_key.to_user_string() for e in result.get_asset_check_evaluations() if e.passed} == set(
        schemas.TABLES
    )
    (made,) = result.asset_materializations_for_node("release")
    assert made.metadata["version"].value == "1.0.0"
    assert made.metadata["is_new"].value is True
    assert (tmp_path / "datasets" / "latest" / "manifest.json").is_file()
    # Tables of an earlier run may be of other code, and the manifest must not say otherwise.
    assert "+partial" in (tmp_path / "datasets" / "latest" / "manifest.json").read_text()


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_stops_the_release_and_its_rows_are_shown(tables: Tables, tmp_path: Path, kind: str) -> None:
    table, plant, words = FAULTS[kind]
    plant(tables)
    result = run(tables, tmp_path)
    assert not result.success
    assert not result.asset_materializations_for_node("release")
    assert not (tmp_path / "datasets").exists()
    evaluation = next(e for e in result.get_asset_check_evaluations() if e.asset_key == dg.AssetKey(table))
    assert not evaluation.passed
    assert evaluation.severity == dg.AssetCheckSeverity.ERROR
    shown = {name: value for name, value in evaluation.metadata.items() if words in name}
    assert shown, list(evaluation.metadata)
    for value in shown.values():
        assert isinstance(value, dg.TableMetadataValue)
        first = str(tables[table][schemas.TABLES[table].key[0]][0])
        assert first in {record.data[schemas.TABLES[table].key[0]] for record in value.records}
    assert evaluation.metadata["failing_rows"].value >= 1


def test_an_asset_that_was_never_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(dg.Failure, match="mentions is not there yet"):
        ParquetFiles(folder=str(tmp_path)).read("mentions")


def test_a_preview_is_ten_rows_on_a_line_each() -> None:
    frame = pl.DataFrame({"a|b": ["one\n\ntwo | three", *"x" * 11], "n": [None, *range(11)], "l": [["p", "q"]] * 12})
    said = facts(frame)
    lines = said["preview"].value.split("\n")
    assert said["dagster/row_count"] == 12
    assert len(lines) == 12
    assert lines[0] == "| a\\|b | n | l |"
    assert lines[2] == "| one two \\| three |  | p, q |"
