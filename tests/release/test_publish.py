"""publish(): what a release holds, when there is a new one, and that a fault or a crash leaves the folder as it was."""

from __future__ import annotations

import json
import os
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

import schemas
from pipeline.release import DatasetError, Release, ValidationFailed, publish, publishing, unchanged, verify
from pipeline.release.catalogue import locate

Tables = dict[str, pl.DataFrame]
Seeds = list[tuple[str, str]]
CODE = "f" * 64


def put(table: str, column: str, value: Any, row: int = 0) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        values = tables[table][column].to_list()
        values[row] = value
        dtype = tables[table].schema[column]
        tables[table] = tables[table].with_columns(pl.Series(column, values, dtype=dtype))

    return change


def repeat(table: str) -> Callable[[Tables], None]:
    return lambda tables: tables.update({table: pl.concat([tables[table], tables[table][:1]])})


def snapshot(folder: Path) -> dict[str, bytes | str]:
    """Everything in a folder: the bytes of files, the targets of links."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_a_release_holds_every_file(release: Release) -> None:
    names = {path.relative_to(release.path).as_posix() for path in release.path.rglob("*") if path.is_file()}
    assert names == {
        *(f"{name}.parquet" for name in schemas.TABLES),
        *(f"csv/{name}.csv" for name in schemas.TABLES),
        "manifest.json", "schema.json", "quality.json", "DICTIONARY.md", "QUALITY.md", "README.md", "CITATION.cff",
        "amur.duckdb", "amur-1.0.0.zip",
    }  # fmt: skip
    assert (release.version, release.is_new, release.path.name) == ("1.0.0", True, "v1.0.0")
    assert release.rows["mentions"] == 6


def test_the_manifest_tells_what_is_there(release: Release, seeds: Seeds) -> None:
    manifest = json.loads((release.path / "manifest.json").read_bytes())
    assert manifest["version"] == "1.0.0"
    assert manifest["seeds"] == dict(seeds)
    assert manifest["code_version"] == CODE
    for name, told in manifest["tables"].items():
        parquet = pq.ParquetFile(release.path / told["path"])
        assert (parquet.metadata.num_rows, (release.path / told["path"]).stat().st_size) == (
            told["rows"],
            told["bytes"],
        )
        assert parquet.schema_arrow.equals(schemas.TABLES[name].arrow_schema(), check_metadata=True)


def test_versions_and_latest(release: Release) -> None:
    out = release.path.parent
    versions = json.loads((out / "versions.json").read_bytes())
    assert versions["latest"] == "1.0.0"
    assert [(v["version"], v["path"], v["rows"]["documents"]) for v in versions["versions"]] == [("1.0.0", "v1.0.0", 2)]
    assert os.readlink(out / "latest") == "v1.0.0"
    assert sorted(p.name for p in out.iterdir()) == [".built.json", "latest", "v1.0.0", "versions.json"]


def test_a_text_without_a_licence_is_not_in_any_file(release: Release) -> None:
    texts = pl.read_parquet(release.path / "documents.parquet").sort("source")["text"].to_list()
    assert texts[0] is None
    assert texts[1].startswith("HEIHE 🚢")
    for name in ("documents.parquet", "csv/documents.csv"):
        assert b"sold China about" not in (release.path / name).read_bytes()
    with duckdb.connect(str(release.path / "amur.duckdb"), read_only=True) as db:
        assert db.execute("SELECT count(text), count(*) FROM documents").fetchall() == [(1, 2)]
        assert db.execute("SELECT count(*) FROM relations WHERE quote LIKE 'Russia sold China%'").fetchall() == [(1,)]


def test_two_folders_two_builds_the_same_parquet(tables: Tables, seeds: Seeds, tmp_path: Path) -> None:
    mixed = {name: frame.reverse() for name, frame in tables.items()}  # rows come in any order
    one = publish(tables, tmp_path / "one", seeds=seeds, code_version=CODE).path
    other = publish(mixed, tmp_path / "other", seeds=seeds[::-1], code_version=CODE).path
    first, second = snapshot(one), snapshot(other)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] in ([], ["amur.duckdb"])


FAULTS = {
    "range": (put("entities", "latitude", 91.0, 2), "entities.latitude", "latitude=91.0"),
    "enum": (put("trade_figures", "flow", "smuggling"), "trade_figures.flow", "flow='smuggling'"),
    "null": (put("relations", "quote", None), "relations.quote", "predicate='agrees_with'"),
    "duplicate key": (repeat("mentions"), "mentions breaks 'the key (mention_id) is unique'", "mention_id="),
    "dangling key": (put("mentions", "entity_id", "place:atlantis"), "mentions.entity_id", "'place:atlantis'"),
    "wrong evidence span": (put("trade_figures", "start", 11), "trade_figures.quote", "found='hinese exports"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_stops_the_release_and_leaves_the_folder(
    name: str, release: Release, tables: Tables, seeds: Seeds, tmp_path: Path
) -> None:
    fault, where, shown = FAULTS[name]
    before = snapshot(release.path.parent)
    fault(tables)
    for out in (release.path.parent, tmp_path / "empty"):
        with pytest.raises(ValidationFailed) as raised:
            publish(tables, out, seeds=seeds, code_version=CODE)
        assert where in str(raised.value)
        assert shown in str(raised.value)
        assert all(failure.rows.height for failure in raised.value.failures)
    assert snapshot(release.path.parent) == before
    assert not (tmp_path / "empty").exists()


def test_nothing_changed_is_no_new_version(release: Release, tables: Tables, seeds: Seeds) -> None:
    out = release.path.parent
    before = snapshot(out)
    again = publish(tables, out, seeds=seeds, code_version=CODE)
    assert (again.version, again.path, again.is_new, again.rows) == ("1.0.0", release.path, False, release.rows)
    assert snapshot(out) == before


def test_a_change_is_told_by_its_number(release: Release, tables: Tables, seeds: Seeds) -> None:
    out = release.path.parent
    first = snapshot(release.path)
    put("projects", "status", "planned")(tables)
    assert publish(tables, out, seeds=seeds, code_version=CODE).version == "1.0.1"
    tables["documents"] = tables["documents"].filter(pl.col("source") == "open.txt")
    for name in ("mentions", "relations", "trade_figures"):
        tables[name] = tables[name].join(tables["documents"], on="document_id", how="semi")
    assert publish(tables, out, seeds=seeds, code_version=CODE).version == "1.1.0"
    assert [v["version"] for v in json.loads((out / "versions.json").read_bytes())["versions"]] == [
        "1.0.0",
        "1.0.1",
        "1.1.0",
    ]
    assert os.readlink(out / "latest") == "v1.1.0"
    assert snapshot(release.path) == first


def test_a_crash_leaves_no_half_version(
    release: Release, tables: Tables, seeds: Seeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = release.path.parent
    before = snapshot(out)
    put("projects", "status", "planned")(tables)
    left = out / ".tmp-0123456789abcdef"  # as of a process that was killed
    left.mkdir()
    (left / "documents.parquet").write_bytes(b"half")

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_flush", full)
        with pytest.raises(OSError, match="No space"):
            publish(tables, out, seeds=seeds, code_version=CODE)
    assert snapshot(out) == before
    assert publish(tables, out, seeds=seeds, code_version=CODE).version == "1.0.1"
    assert not list(out.glob(".tmp-*"))


def test_a_release_that_was_put_in_place_and_not_listed_is_listed_at_the_next_run(
    release: Release, tables: Tables, seeds: Seeds
) -> None:
    out = release.path.parent
    (out / "latest").unlink()
    (out / "versions.json").unlink()
    assert publish(tables, out, seeds=seeds, code_version=CODE).is_new is False
    assert os.readlink(out / "latest") == "v1.0.0"
    assert json.loads((out / "versions.json").read_bytes())["latest"] == "1.0.0"


def test_a_folder_in_the_way_is_not_overwritten(tables: Tables, seeds: Seeds, tmp_path: Path) -> None:
    (tmp_path / "v1.0.0").mkdir()
    with pytest.raises(DatasetError, match="is there already"):
        publish(tables, tmp_path, seeds=seeds, code_version=CODE)
    assert [path.name for path in tmp_path.iterdir()] == ["v1.0.0"]


def test_two_publishers_at_once_make_one_version(tables: Tables, seeds: Seeds, tmp_path: Path) -> None:
    made: list[Release] = []
    runs = [
        threading.Thread(target=lambda: made.append(publish(tables, tmp_path, seeds=seeds, code_version=CODE)))
        for _ in range(3)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(release.is_new for release in made) == [False, False, True]
    assert [path.name for path in tmp_path.glob("v*.*")] in (["v1.0.0", "versions.json"], ["versions.json", "v1.0.0"])


def test_unchanged_knows_the_inputs(release: Release, tables: Tables, seeds: Seeds) -> None:
    out = release.path.parent
    assert unchanged(out, seeds=seeds[::-1], code_version=CODE) is not None
    assert unchanged(out, seeds=seeds[1:], code_version=CODE) is None
    assert unchanged(out, seeds=seeds, code_version="0" * 64) is None
    assert unchanged(out / "nowhere", seeds=seeds, code_version=CODE) is None
    # Other code that gives the same rows makes no version, and is known from then on.
    assert publish(tables, out, seeds=seeds, code_version="0" * 64).is_new is False
    assert unchanged(out, seeds=seeds, code_version="0" * 64) is not None
    (out / ".built.json").unlink()
    assert unchanged(out, seeds=seeds, code_version=CODE) is not None


def test_csv_is_safe_in_a_spreadsheet(tables: Tables, seeds: Seeds, tmp_path: Path) -> None:
    put("projects", "name", "=1+1")(tables)
    put("entities", "longitude", -127.5, 2)(tables)
    path = publish(tables, tmp_path, seeds=seeds, code_version=CODE).path / "csv"
    projects = (path / "projects.csv").read_bytes()
    assert projects.startswith(b"\xef\xbb\xbfproject_id,name,")
    assert b",'=1+1," in projects
    assert b',"[""country:CHN"", ""country:RUS""]",[],"[""place:heihe""]",' in projects
    assert b",50.2,-127.5\n" in (path / "entities.csv").read_bytes()
    figures = pl.read_csv(path / "trade_figures.csv")
    assert figures["value"].sort().to_list() == [2e6, 1.5e9]
    assert figures["period_start"].sort().to_list() == ["2023-08-01", "2023-09-01"]


def test_the_zip_holds_all_but_the_database(release: Release) -> None:
    with zipfile.ZipFile(release.path / "amur-1.0.0.zip") as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            inside = entry.filename.removeprefix("amur-1.0.0/")
            assert archive.read(entry) == (release.path / inside).read_bytes()
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert len(archive.namelist()) == 8 + 8 + 7


def test_the_database_works_from_anywhere_and_is_described(release: Release, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.duckdb"
    moved.write_bytes((release.path / "amur.duckdb").read_bytes())
    with duckdb.connect(str(moved), read_only=True) as db:
        assert db.execute("SELECT reporter, partner, commodity, value FROM figures ORDER BY value").fetchall() == [
            ("Russia", "China", "crude oil", 2e6),
            ("China", "Russia", "all goods and services", 1.5e9),
        ]
        assert db.execute("SELECT subject, predicate, object FROM statements ORDER BY ALL").fetchall() == [
            ("China", "agrees_with", "Russia"),
            ("Russia", "exports_to", "China"),
            ("bridge at Heihe", "located_in", "China"),
        ]
        assert db.execute("SELECT name, status, source FROM project_history").fetchall() == [
            ("bridge at Heihe", "agreed", "open.txt")
        ]
        bare = "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        assert db.execute(bare).fetchall() == []
        bare = "SELECT count(*) FROM (FROM duckdb_tables() UNION ALL BY NAME FROM duckdb_views()) WHERE comment IS NULL AND NOT internal"
        assert db.execute(bare).fetchall() == [(0,)]
        right = 'SELECT bool_and(substr(d.text, f.start + 1, f."end" - f.start) = f.quote) FROM figures f JOIN documents d USING (document_id)'
        assert db.execute(right).fetchall() == [(True,)]


def test_the_examples_of_the_readme_run(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (release.path / "README.md").read_text("utf-8")
    blocks = [part.split("```")[0] for part in text.split("```sql\n")[1:]]
    monkeypatch.chdir(release.path)
    with duckdb.connect("amur.duckdb", read_only=True) as db:
        answers = [db.execute(block).fetchall() for block in blocks]
    assert [len(rows) for rows in answers] == [1, 0, 1]
    assert answers[2] == [(1, 1)]
    assert "| `mentions` | 6 |" in text


SHIPPED = Path(__file__).parents[2] / "datasets"


@pytest.mark.parametrize("shipped", sorted(path.name for path in SHIPPED.glob("v*.*.*")))
def test_each_shipped_version_is_whole_also_one_from_before_a_column_came(shipped: str, tmp_path: Path) -> None:
    assert verify(locate(SHIPPED, shipped)) == []
    shutil.copytree(SHIPPED / shipped, tmp_path / shipped)
    file = tmp_path / shipped / "relations.parquet"
    table = pq.read_table(file)
    pq.write_table(table.slice(1), file)
    problems = verify(locate(tmp_path / shipped))
    assert any("its rows are not those" in problem for problem in problems)
