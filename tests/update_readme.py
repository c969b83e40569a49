"""Run every example in README.md anew and write what it answers under it; so too the tables and the score.

.venv/bin/python tests/update_readme.py [--no-score]

It tells of the newest release in datasets/: make and keep that one first.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from readme_examples import README, ROOT, Reader, examples, reader

import schemas
from pipeline.release.catalogue import newest

# What tests/gold/evaluate.py prints of a set, and of a table of it.
_SET = re.compile(r"(\w+): (\d+) documents")
_TABLE = re.compile(
    r"  (figures|projects|relations|entities) .* found P \S+ R \S+ F1 ([\d.]+)(?:  strict F1 ([\d.]+))?"
)
_SETS = {"seed": "the first seed", "briefs": "the briefs", "reuters": "newswire of 1987", "dev": "other news"}


def answered(readme: str, one: Reader) -> str:
    parts, done = [], 0
    for example in examples(readme):
        print(example.name, flush=True)
        answer = one.run(example)
        parts += [readme[done : example.start], f"```{example.language}\n{example.code}```\n"]
        if example.language == "sql":
            parts.append(f"\n{answer}")
        elif not example.is_server:
            parts.append(f"```text\n{answer}```\n")
        done = example.end
    return "".join([*parts, readme[done:]])


def tables() -> str:
    release = newest(ROOT / "datasets")
    assert release is not None
    lines = ["| table | rows | one row is |", "|---|---|---|"]
    dictionary = f"datasets/v{release.version}/DICTIONARY.md"
    for name, table in schemas.TABLES.items():
        rows = release.manifest["tables"][name]["rows"]
        lines.append(f"| [`{name}`]({dictionary}#{name}) | {rows:,} | {table.description.removeprefix('One row ')} |")
    return "\n".join(lines)


def score(readme: str) -> str:
    """F1 of every set as a table. A set whose labels are not here keeps the line that it has."""
    gold = ROOT.parent / "shared" / "gold"
    sets = [name for name in _SETS if name in ("seed", "briefs") or (gold / f"{name}.jsonl").exists()]
    command = [sys.executable, ROOT / "tests" / "gold" / "evaluate.py", *sets]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    lines = {label: line for label in _SETS.values() for line in readme.splitlines() if line.startswith(f"| {label} |")}
    for line in done.stdout.splitlines():
        if match := _SET.match(line):
            label = _SETS[match[1]]
            lines[label] = f"| {label} | {match[2]} |"
        elif match := _TABLE.match(line):
            found, strict = match[2], match[3]
            lines[label] += f" {found}, {strict} |" if strict else f" {found} |"
    head = [
        "| texts | number | figures found, right | projects found, right | relations | entities |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(lines[label] for label in _SETS.values() if label in lines)])


def between(readme: str, marker: str, content: str) -> str:
    start, end = f"<!-- {marker} -->\n", f"<!-- /{marker} -->"
    head, rest = readme.split(start)
    _, tail = rest.split(end)
    return f"{head}{start}\n{content}\n\n{end}{tail}"


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, reader(Path(folder)) as one:
        readme = answered(README.read_text(encoding="utf-8"), one)
    readme = between(readme, "tables", tables())
    if "--no-score" not in arguments:
        readme = between(readme, "score", score(readme))
    README.write_text(readme, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
