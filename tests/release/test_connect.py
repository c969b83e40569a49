"""pipeline.connect and verify: a release in a folder, and over HTTP from loopback."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

import pipeline
import schemas
from pipeline.release import DatasetError, Release, files, publish, verify
from pipeline.release.catalogue import locate
from pipeline.release.database import connect


class Handler(http.server.SimpleHTTPRequestHandler):
    """`python -m http.server`, without its lines on the terminal, and with a list of what was asked for."""

    asked: list[str]

    def log_message(self, format: str, *args: object) -> None:
        self.asked.append(self.path)


@pytest.fixture
def served(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    """The datasets folder over HTTP, and the paths that are asked for; with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    handler = type("Listed", (Handler,), {"asked": []})
    folder = str(release.path.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.asked
        server.shutdown()


def count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    row = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_release_from_before_a_column_came_is_read_without_it(is_sealed: bool, release: Release) -> None:
    for name in ("mentions", "trade_figures"):
        path = release.path / f"{name}.parquet"
        older = pl.read_parquet(path).drop("confidence")
        path.chmod(0o644)
        older.write_parquet(path)
    with connect(release.path, is_sealed=is_sealed) as db:
        assert "confidence" not in [column for column, *_ in db.execute("DESCRIBE figures").fetchall()]
        assert count(db, "figures") == 2
        said = "SELECT comment FROM duckdb_columns() WHERE table_name = 'figures' AND column_name = 'reporter'"
        assert db.execute(said).fetchall() == [("The name of reporter_id.",)]
        with pytest.raises(duckdb.BinderException):
            db.execute("SELECT confidence FROM mentions")


@pytest.mark.parametrize("where", ["", "latest", "v1.0.0"])
def test_a_folder(where: str, release: Release) -> None:
    with pipeline.connect(release.path.parent / where) as db:
        assert {name: count(db, name) for name in schemas.TABLES} == release.rows
        assert count(db, "figures") == 2
        db.execute("CREATE TABLE mine AS FROM statements")  # something of the user's own beside them
        comment = db.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'documents' AND column_name = 'text'"
        )
        assert comment.fetchall() == [(schemas.TABLES["documents"].field("text").description,)]


def test_over_http(release: Release, served: tuple[str, list[str]]) -> None:
    address, asked = served
    for place in (address, f"{address}/", f"{address}/latest", f"{address}/v1.0.0"):
        with pipeline.connect(place) as db:
            assert {name: count(db, name) for name in schemas.TABLES} == release.rows
    assert len([path for path in asked if path.endswith(".parquet")]) == 8  # and from the cache from then on


def test_what_was_damaged_on_the_way_is_not_taken(release: Release, served: tuple[str, list[str]]) -> None:
    address, _ = served
    path = release.path / "entities.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DatasetError, match=r"entities\.parquet is damaged"):
        pipeline.connect(address)


def test_what_was_damaged_in_the_cache_is_fetched_again(
    release: Release, served: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = served
    pipeline.connect(address).close()
    for path in (tmp_path / "cache" / "amur").iterdir():
        path.write_bytes(b"")
    asked.clear()
    with pipeline.connect(address) as db:
        assert count(db, "mentions") == 6
    assert len([path for path in asked if path.endswith(".parquet")]) == 8


def test_a_version_of_several(release: Release, tables: dict[str, pl.DataFrame], served: tuple[str, list[str]]) -> None:
    tables["rejected"] = schemas.frame("rejected")
    publish(tables, release.path.parent, seeds=[], code_version="0" * 64)
    for place in (release.path.parent, served[0]):
        assert count(pipeline.connect(place), "rejected") == 0
        assert count(pipeline.connect(place, "1.0.0"), "rejected") == 1
        assert count(pipeline.connect(place, "v1.0.1"), "rejected") == 0
        with pytest.raises(DatasetError, match=r"no version 2\.0\.0 at .*: there are 1\.0\.0, 1\.0\.1"):
            pipeline.connect(place, "2.0.0")


def test_what_is_not_there_is_said_in_one_line(tmp_path: Path, release: Release, served: tuple[str, list[str]]) -> None:
    with pytest.raises(
        DatasetError, match=r"no dataset at .*nowhere: it holds neither versions\.json nor manifest\.json"
    ):
        pipeline.connect(tmp_path / "nowhere")
    with pytest.raises(DatasetError, match="no dataset at http://127.0.0.1:.*/nowhere"):
        pipeline.connect(f"{served[0]}/nowhere")
    with pytest.raises(DatasetError, match="cannot be read: "):
        pipeline.connect("http://127.0.0.1:1/datasets")
    with pytest.raises(DatasetError, match="'newest' is not a version of the form 1.0.0, nor 'latest'"):
        pipeline.connect(release.path.parent, "newest")
    with pytest.raises(DatasetError, match="is version 1.0.0, not 1.1.0"):
        pipeline.connect(release.path, "1.1.0")
    (release.path / "mentions.parquet").unlink()
    with pytest.raises(DatasetError, match="lacks mentions.parquet"):
        pipeline.connect(release.path.parent)
    (release.path.parent / "versions.json").write_text("<html>")
    with pytest.raises(DatasetError, match="is not JSON"):
        pipeline.connect(release.path.parent)


def test_a_sealed_connection_reaches_nothing(release: Release, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with connect(release.path.parent, is_sealed=True) as db:
        assert count(db, "figures") == 2
        for statement in (
            f"FROM read_csv('{tmp_path}/secret.csv')",
            f"COPY mentions TO '{tmp_path}/out.csv'",
            f"COPY mentions TO '{release.path}/mentions.parquet'",
            f"ATTACH '{tmp_path}/other.duckdb'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                db.execute(statement)
    assert not (tmp_path / "out.csv").exists()


def test_verify_finds_nothing_in_a_good_release(release: Release) -> None:
    assert verify(locate(release.path.parent)) == []


def test_verify_finds_what_was_done_to_a_release(release: Release) -> None:
    def problems() -> list[str]:
        return verify(locate(release.path.parent))

    good = {path: path.read_bytes() for path in release.path.rglob("*") if path.is_file()}

    def restore() -> None:
        for path, data in good.items():
            path.write_bytes(data)

    (release.path / "csv" / "entities.csv").write_bytes(b"nothing")
    assert problems() == [
        "csv/entities.csv: its bytes are not those that manifest.json tells",
        "amur-1.0.0.zip: amur-1.0.0/csv/entities.csv is not the file beside it",
    ]
    restore()

    (release.path / "README.md").unlink()
    assert problems()[0] == "README.md: No such file or directory"
    restore()

    (release.path / "notes.txt").write_text("mine")
    assert problems() == ["notes.txt: manifest.json does not name it"]
    (release.path / "notes.txt").unlink()

    with duckdb.connect(str(release.path / "amur.duckdb")) as db:
        db.execute("DELETE FROM mentions WHERE text = 'Chinese'")
    assert problems() == ["amur.duckdb: mentions differs from mentions.parquet in 1 rows"]
    restore()

    # A forger who knows of the hashes still has to make the evidence right.
    path = release.path / "mentions.parquet"
    forged = pl.read_parquet(path).with_columns(text=pl.col("text").str.replace("Chinese", "Korean"))
    forged.write_parquet(path)
    manifest = json.loads((release.path / "manifest.json").read_bytes())
    data = path.read_bytes()
    manifest["tables"]["mentions"] |= {
        "bytes": len(data),
        "sha256": files.sha256(data),
        "logical_sha256": files.logical_sha256(files.read_parquet(data)),
    }
    (release.path / "manifest.json").write_text(json.dumps(manifest))
    found = problems()
    assert "mentions.parquet: its schema is not the declared one" in found
    assert "mentions.text breaks 'is the document's text from start to end' in 1 row" in found
