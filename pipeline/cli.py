"""The command `amur`: build a dataset, ask it, see its evidence, check it."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.release.catalogue import DatasetError, locate

if TYPE_CHECKING:
    from pipeline.build import Progress

EXAMPLES = """examples:
  amur build --seeds seeds --out datasets
  amur tables
  amur sql "SELECT reporter, flow, partner, value, unit, quote FROM figures LIMIT 5"
  amur show figure:0123456789abcdef0123
  amur verify

exit codes: 0 done, 1 verify found something wrong, 2 an error, which is one line on standard error
"""
# Statements that cannot change the tables; CREATE is what PIVOT is made of, and makes only what ends with the query.
_READING = {"SELECT", "EXPLAIN", "CREATE", "SET", "CALL"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. What goes wrong for a reason that the user can mend is one line, no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character shows its code instead
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except DatasetError as error:
        return _fail(str(error))
    except BrokenPipeError:  # the reader has gone, as in `amur sql … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        return _fail("interrupted", 130)


def _fail(message: str, code: int = 2) -> int:
    print(f"amur: {message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amur",
        description="Dated news about cross-border trade as a versioned dataset: build it, ask it, see its evidence.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--dataset",
        default="datasets",
        metavar="PATH_OR_URL",
        help="a datasets folder or one release's folder, here or over HTTP (default: datasets)",
    )
    where.add_argument("--version", default="latest", metavar="VERSION", help="such as 1.0.0 (default: latest)")

    build = commands.add_parser(
        "build",
        help="make a release of a folder of seeds",
        description="Read every seed, extract, resolve, validate and publish. Nothing changed is no new version.",
    )
    build.add_argument("--seeds", type=Path, default=Path("seeds"), metavar="DIR", help="what to read (default: seeds)")
    build.add_argument(
        "--out", type=Path, default=Path("datasets"), metavar="DIR", help="where releases go (default: datasets)"
    )
    build.add_argument(
        "--workers",
        type=_workers,
        metavar="N",
        help="processes that extract, 0 for none beside this one (default: one a core, if the seeds are many)",
    )
    build.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep what is found in each document here, for the next build"
    )
    build.add_argument(
        "--accept-lower-quality",
        type=_reason,
        metavar="REASON",
        help="why the release may be less right than the one before (see QUALITY.md of a release); else it is refused",
    )
    build.set_defaults(run=_build)

    sql = commands.add_parser(
        "sql",
        parents=[where],
        help="ask the dataset in SQL",
        description="Answer a DuckDB query over the tables (see `amur tables`) and the views figures, statements and "
        "project_history. It reaches no file and no network, and the dataset cannot be changed by it.",
    )
    sql.add_argument("query", metavar="SQL", help="the query, or - to read it from standard input")
    sql.add_argument(
        "--format",
        choices=("table", "csv", "json", "markdown"),
        help="how to print the answer (default: table on a terminal, else csv)",
    )
    sql.set_defaults(run=_sql)

    show = commands.add_parser(
        "show",
        parents=[where],
        help="show a figure, relation, mention or project with its evidence marked in the sentence",
        description="Show a row with its evidence: the sentence, the quote marked in it, its document and date. A "
        "project is shown with everything that was said of it, oldest first.",
    )
    show.add_argument("id", metavar="FIGURE_ID", help="figure:…, relation:…, mention:… or project:…")
    show.set_defaults(run=_show)

    tables = commands.add_parser(
        "tables",
        parents=[where],
        help="list the tables, or the columns of one",
        description="List the tables with their rows, or the columns of one with their types and meanings.",
    )
    tables.add_argument("table", nargs="?", metavar="TABLE", help="list this table's columns")
    tables.set_defaults(run=_tables)

    verify = commands.add_parser(
        "verify",
        help="check a release: hashes, schemas, keys, evidence",
        description="Check that every file is what the manifest says, that schemas, keys and rules hold, and that every "
        "quote is its document's text from start to end. Exits with 1 if anything is wrong.",
    )
    verify.add_argument(
        "path", nargs="?", default="datasets", metavar="PATH", help="a datasets or release folder (default: datasets)"
    )
    verify.add_argument("--version", default="latest", metavar="VERSION", help="such as 1.0.0 (default: latest)")
    verify.set_defaults(run=_verify)
    return parser


def _workers(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _reason(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a reason in words is wanted")
    return text


def _build(arguments: argparse.Namespace) -> int:
    from pipeline.build import build
    from pipeline.release import ValidationFailed

    begun = time.monotonic()
    with _progress() as progress:
        try:
            release = build(
                arguments.seeds,
                arguments.out,
                workers=arguments.workers,
                cache=arguments.cache,
                progress=progress,
                accept_lower_quality=arguments.accept_lower_quality,
            )
        except ValidationFailed as error:
            return _fail(f"no release: the tables break their rules\n{error}")
    if release.is_new:
        _warn_of_quality(release.path)
    state = "new" if release.is_new else "nothing changed"
    print(f"version {release.version} ({state}) in {release.path}")
    for name, rows in release.rows.items():
        print(f"  {name:<17} {rows:>9,}")
    print(f"{time.monotonic() - begun:.1f} s")
    return 0


def _warn_of_quality(path: Path) -> None:
    """A line on standard error for each thing that a new release's quality.json owns up to."""
    from pipeline.release.quality import Fall, quality_of

    quality = quality_of(locate(path)) or {}
    if not quality.get("measured_with_this_code"):
        print("amur: quality.json was measured with other code than made these rows: `make score`", file=sys.stderr)
    if lower := quality.get("lower_than"):
        fallen = "; ".join(str(Fall(**fall)) for fall in lower["falls"])
        print(f"amur: lower quality than version {lower['version']}, as accepted: {fallen}", file=sys.stderr)


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """A bar a stage on a terminal; else a line when a stage begins. On standard error, so that the result stays clean."""
    from pipeline.build import STAGES

    if not sys.stderr.isatty():
        begun: set[str] = set()

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in begun:
                begun.add(stage)
                print(f"{STAGES[stage]} …", file=sys.stderr, flush=True)

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def draw(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES[stage], total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield draw


def _sql(arguments: argparse.Namespace) -> int:
    import duckdb

    from pipeline.display import write_rows
    from pipeline.release.database import connect

    query = sys.stdin.read() if arguments.query == "-" else arguments.query
    with connect(arguments.dataset, arguments.version, is_sealed=True) as db:
        try:
            statements = db.extract_statements(query)
            for statement in statements:
                if statement.type.name not in _READING:
                    return _fail(f"only reading is allowed, not {statement.type.name}")
            if not statements:
                return _fail("there is no query")
            result = db.execute(query)
            columns = [column[0] for column in result.description or ()]
            rows = result.fetchall() if columns else []
        except duckdb.Error as error:
            return _fail(_one_line(str(error)))
    write_rows(columns, rows, arguments.format or ("table" if sys.stdout.isatty() else "csv"), sys.stdout)
    return 0


def _one_line(message: str) -> str:
    """DuckDB's message without the drawing of where in the query it is."""
    return " ".join(message.split("\n\nLINE ")[0].split())


def _show(arguments: argparse.Namespace) -> int:
    from pipeline.display import show
    from pipeline.release.database import connect

    with connect(arguments.dataset, arguments.version) as db:
        show(db, arguments.id, sys.stdout)
    return 0


def _tables(arguments: argparse.Namespace) -> int:
    import schemas
    from pipeline.display import write_rows

    if arguments.table is None:
        rows = locate(arguments.dataset, arguments.version).manifest["tables"]
        lines = [
            (name, rows[name]["rows"], table.description) for name, table in schemas.TABLES.items() if name in rows
        ]
        write_rows(("table", "rows", "description"), lines, "table", sys.stdout)
        return 0
    if arguments.table not in schemas.TABLES:
        return _fail(f"no table {arguments.table}: there are {', '.join(schemas.TABLES)}")
    fields = [field for field in schemas.TABLES[arguments.table].fields if field.is_published]
    lines = [(f.name, f"{f.type}, nullable" if f.is_nullable else f.type, f.unit or "", f.description) for f in fields]
    write_rows(("column", "type", "unit", "description"), lines, "table", sys.stdout)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from pipeline.release import verify

    location = locate(arguments.path, arguments.version)
    if location.is_remote:
        return _fail("verify wants a folder: fetch the release first")
    problems = verify(location)
    for problem in problems:
        print(problem)
    if problems:
        return 1
    rows = sum(table["rows"] for table in location.manifest["tables"].values())
    print(
        f"{location.base}: version {location.version} is whole, {rows:,} rows in {len(location.manifest['tables'])} tables"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
