"""Run every example in README.md anew and write what it answers under it; so too the tables and the score.

.venv/bin/python tests/update_readme.py

It tells of the newest release in datasets/ and of what was measured last: make and keep the one, and `make score`, first.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from readme_examples import README, ROOT, Reader, examples, reader

import schemas
from pipeline.release.catalogue import newest
from pipeline.release.quality import measured
from pipeline.release.quality_page import summary


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


def between(readme: str, marker: str, content: str) -> str:
    start, end = f"<!-- {marker} -->\n", f"<!-- /{marker} -->"
    head, rest = readme.split(start)
    _, tail = rest.split(end)
    return f"{head}{start}\n{content}\n\n{end}{tail}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, reader(Path(folder)) as one:
        readme = answered(README.read_text(encoding="utf-8"), one)
    readme = between(readme, "tables", tables())
    readme = between(readme, "score", summary(measured(None)))
    README.write_text(readme, encoding="utf-8")


if __name__ == "__main__":
    main()
