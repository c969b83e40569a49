"""The command `amur` as a user runs it: in a process of its own, on a small release, with and without a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from pipeline.release import Release
from schemas import TABLES

ROOT = Path(__file__).resolve().parent.parent


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", *arguments]


def amur(*arguments: str, cwd: Path, code: int = 0, stdin: str = "") -> tuple[str, str]:
    """What it prints on standard output and on standard error; it must exit with this code, and never with a traceback."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command(*arguments), cwd=cwd, env=environment, input=stdin, capture_output=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def on_terminal(*arguments: str, cwd: Path) -> str:
    """What it prints where standard output is a terminal of 80 columns."""
    primary, secondary = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(command(*arguments), cwd=cwd, env=environment, stdout=secondary, stdin=secondary) as process:
        os.close(secondary)
        parts = []
        while True:
            try:
                part = os.read(primary, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            parts.append(part)
        assert process.wait() == 0
    os.close(primary)
    return b"".join(parts).decode()


@pytest.fixture
def cwd(release: Release) -> Path:
    """A folder with `datasets` in it, as a user's."""
    return release.path.parent.parent


def test_tables(cwd: Path, release: Release) -> None:
    lines = amur("tables", cwd=cwd)[0].splitlines()
    assert {line.split()[0]: int(line.split()[1]) for line in lines[2:-1]} == release.rows
    lines = amur("tables", "relations", cwd=cwd)[0].splitlines()
    assert [line.split()[0] for line in lines[2:-1]] == list(TABLES["relations"].columns)


def test_tables_loads_neither_duckdb_nor_polars(cwd: Path) -> None:
    code = (
        "import sys; from pipeline.cli import main; main(['tables']);"
        "print([m for m in ('duckdb', 'polars', 'pyarrow', 'spacy', 'dagster') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


QUERY = "SELECT reporter, value, period_start, [flow, unit] AS both FROM figures ORDER BY value"


def test_sql_in_each_format(cwd: Path) -> None:
    output = amur("sql", QUERY, "--format", "csv", cwd=cwd)[0]
    assert list(csv.reader(io.StringIO(output))) == [
        ["reporter", "value", "period_start", "both"],
        ["Russia", "2000000.0", "2023-09-01", '["export", "t"]'],
        ["China", "1500000000.0", "2023-08-01", '["export", "USD"]'],
    ]
    assert amur("sql", QUERY, cwd=cwd)[0] == output  # where there is no terminal
    assert json.loads(amur("sql", QUERY, "--format", "json", cwd=cwd)[0])[1] == {
        "reporter": "China", "value": 1.5e9, "period_start": "2023-08-01", "both": ["export", "USD"],
    }  # fmt: skip
    assert amur("sql", QUERY, "--format", "markdown", cwd=cwd)[0].splitlines()[:3] == [
        "| reporter | value | period_start | both |",
        "| --- | --- | --- | --- |",
        '| Russia | 2000000.0 | 2023-09-01 | ["export", "t"] |',
    ]
    lines = amur("sql", QUERY, "--format", "table", cwd=cwd)[0].splitlines()
    assert lines[2].split()[:3] == ["Russia", "2,000,000", "2023-09-01"]
    assert lines[-1] == "2 rows"


def test_sql_on_a_terminal_is_a_table(cwd: Path) -> None:
    output = on_terminal("sql", "SELECT quote FROM statements", cwd=cwd)
    assert "─────" in output
    assert "3 rows" in output
    assert max(len(line) for line in output.splitlines()) <= 80


def test_sql_from_standard_input_and_of_several_statements(cwd: Path) -> None:
    assert amur("sql", "-", cwd=cwd, stdin="SET VARIABLE n = 3; SELECT getvariable('n') + 1 AS n;")[0] == "n\n4\n"
    assert amur("sql", "PIVOT mentions ON kind USING count(*)", cwd=cwd)[0].splitlines()[0].endswith("demonym,name")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT nothing FROM documents", 'amur: Binder Error: Referenced column "nothing" not found in FROM clause!'),
        ("SELEC 1", "amur: Parser Error: syntax error at or near"),
        ("", "amur: there is no query"),
        ("DELETE FROM documents", "amur: only reading is allowed, not DELETE"),
        ("COPY documents TO 'out.csv'", "amur: only reading is allowed, not COPY"),
        ("EXPLAIN ANALYZE COPY documents TO 'out.csv'", "amur: Permission Error"),
        ("SELECT * FROM read_csv('secret.csv')", "amur: Permission Error"),
        ("SET enable_external_access = true", "amur: Invalid Input Error"),
    ],
)
def test_sql_that_cannot_be_is_one_line(query: str, told: str, cwd: Path) -> None:
    (cwd / "secret.csv").write_text("a\n1\n")
    output, error = amur("sql", query, cwd=cwd, code=2)
    assert output == ""
    assert error.startswith(told)
    assert error.count("\n") == 1
    assert not (cwd / "out.csv").exists()


def row_id(release: Release, table: str, quote: str) -> str:
    frame = pl.read_parquet(release.path / f"{table}.parquet")
    column = TABLES[table].evidence or ""
    return frame.filter(pl.col(column).str.starts_with(quote))[TABLES[table].key[0]][0]


def test_show_marks_the_evidence(cwd: Path, release: Release) -> None:
    output = amur("show", row_id(release, "trade_figures", "Chinese"), cwd=cwd)[0]
    assert output.startswith(
        "2023-10-02 · open.txt\n"
        "HEIHE 🚢 - «Chinese exports to Russia rose 12 percent to 1.5 billion dollars in August».\n"
    )
    assert "value         1,500,000,000 USD\n" in output
    assert "change_pct    12 percent\n" in output
    output = amur("show", row_id(release, "mentions", "Heihe"), cwd=cwd)[0]
    assert "China and Russia agreed to build a bridge at «Heihe».\n" in output
    output = amur("show", row_id(release, "relations", "China and"), cwd=cwd)[0]
    assert "modality     asserted\n" in output


def test_show_a_project_with_its_history(cwd: Path) -> None:
    output = amur("show", "project:bridge-at-heihe", cwd=cwd)[0]
    assert "«China and Russia agreed to build a bridge at Heihe»." in output
    assert 'parties     ["country:CHN", "country:RUS"]\n' in output


def test_show_what_stands_in_a_text_that_is_not_published(cwd: Path, release: Release) -> None:
    output = amur("show", row_id(release, "relations", "Russia sold"), cwd=cwd)[0]
    assert output.startswith(
        "2023-10-02 · closed.txt\n«Russia sold China about 2 million tonnes of crude oil in September.»\n"
    )


def test_show_on_a_terminal_that_lacks_characters(cwd: Path, release: Release) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    arguments = command("show", row_id(release, "trade_figures", "Chinese"))
    done = subprocess.run(arguments, cwd=cwd, env=environment, capture_output=True, text=True, check=True)
    assert "HEIHE \\U0001f6a2 - \\xabChinese exports" in done.stdout


def test_show_in_colours_on_a_terminal(cwd: Path, release: Release) -> None:
    output = on_terminal("show", row_id(release, "mentions", "Heihe"), cwd=cwd)
    assert "bridge at \x1b[30;43mHeihe\x1b[0m." in output
    assert "«" not in output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "figure:" + "0" * 20], f"amur: no figure:{'0' * 20} in trade_figures\n"),
        (
            ["show", "country:CHN"],
            "amur: country:CHN is not the id of a row with evidence: those are figure:…, relation:…",
        ),
        (["tables", "prices"], "amur: no table prices: there are documents, entities"),
        (
            ["tables", "--dataset", "nowhere"],
            "amur: no dataset at nowhere: it holds neither versions.json nor manifest.json\n",
        ),
        (["sql", "SELECT 1", "--version", "7.0.0"], "amur: no version 7.0.0 at datasets: there is 1.0.0\n"),
        (["verify", "nowhere"], "amur: no dataset at nowhere"),
        (["verify", "http://127.0.0.1:1"], "amur: http://127.0.0.1:1/versions.json cannot be read"),
        (["build", "--seeds", "nowhere"], "amur: nowhere: No such file or directory\n"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(arguments: list[str], told: str, cwd: Path) -> None:
    output, error = amur(*arguments, cwd=cwd, code=2)
    assert output == ""
    assert error.startswith(told)
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--help"], *([name, "--help"] for name in ("build", "sql", "show", "tables", "verify"))]
)
def test_each_command_has_help(arguments: list[str], tmp_path: Path) -> None:
    output = amur(*arguments, cwd=tmp_path)[0]
    assert output.startswith("usage: amur")
    assert len(output.splitlines()) > 5


def test_wrong_arguments_exit_with_2(tmp_path: Path) -> None:
    assert "'two' is not a whole number from 0" in amur("build", "--workers", "two", cwd=tmp_path, code=2)[1]
    amur("fly", cwd=tmp_path, code=2)
    amur(cwd=tmp_path, code=2)


def test_verify(cwd: Path, release: Release) -> None:
    assert amur("verify", cwd=cwd)[0] == "datasets/v1.0.0: version 1.0.0 is whole, 21 rows in 8 tables\n"
    assert "is whole" in amur("verify", str(release.path), cwd=cwd)[0]
    (release.path / "DICTIONARY.md").write_text("lies")
    assert amur("verify", cwd=cwd, code=1)[0].startswith(
        "DICTIONARY.md: its bytes are not those that manifest.json tells\n"
    )


def test_a_build_that_is_less_right_wants_a_reason(tmp_path: Path) -> None:
    """From seeds to release; the release before is made to have been better than what is measured."""
    (tmp_path / "seeds").mkdir()
    seed = tmp_path / "seeds" / "one.txt"
    seed.write_text(" date 2023-10-02 China exports goods to Russia.\n")
    first = amur("build", "--workers", "0", cwd=tmp_path)
    assert "lower quality" not in first[1]
    path = tmp_path / "datasets" / "v1.0.0" / "quality.json"
    quality = json.loads(path.read_bytes())
    assert ("make score" in first[1]) is not quality["measured_with_this_code"]
    quality["sets"]["wires"]["tables"]["entities"]["f1"] = 0.999
    path.write_text(json.dumps(quality))

    seed.write_text(" date 2023-10-02 China exports goods to Russia, and Russia sells oil to China.\n")
    output, error = amur("build", "--workers", "0", cwd=tmp_path, code=2)
    assert output == ""
    last = error.splitlines()[-1]
    assert last.startswith(
        "amur: no release: quality fell by more than 0.02 since version 1.0.0: entities of the wires, F1"
    )
    assert sorted(p.name for p in (tmp_path / "datasets").iterdir()) == [
        ".built.json", "latest", "v1.0.0", "versions.json",
    ]  # fmt: skip
    assert "a reason in words" in amur("build", "--accept-lower-quality", " ", cwd=tmp_path, code=2)[1]

    output, error = amur("build", "--workers", "0", "--accept-lower-quality", "it was luck", cwd=tmp_path)
    assert output.startswith("version 1.1.0 (new)")
    assert "amur: lower quality than version 1.0.0, as accepted: entities of the wires, F1 0.999 -> " in error
    told = json.loads((tmp_path / "datasets" / "latest" / "quality.json").read_bytes())
    assert told["lower_than"]["reason"] == "it was luck"
    assert "is whole" in amur("verify", cwd=tmp_path)[0]


def test_a_reader_that_goes_away_is_no_error(cwd: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    many = "SELECT * FROM range(1000000)"
    with subprocess.Popen(
        command("sql", many), cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"range\n"
        process.stdout.close()
        assert process.stderr.read() == b""
