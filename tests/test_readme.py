"""Every example in README.md, run as a reader would: what it prints is what the README says. To renew what it says:

python tests/update_readme.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from readme_examples import README, ROOT, Example, Reader, examples, plain, reader

import schemas
from pipeline.cli import _parser

TEXT = README.read_text(encoding="utf-8")
EXAMPLES = examples(TEXT)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with reader(tmp_path_factory.mktemp("reader")) as made:
        yield made


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_example_answers_what_the_readme_says(one: Reader, example: Example) -> None:
    answer = one.run(example)
    assert example.answer is not None or example.is_server, "the README does not say what comes out"
    assert answer == plain(example.answer or "")


def test_all_kinds_of_examples_are_there() -> None:
    codes = [example.code for example in EXAMPLES]
    assert {example.language for example in EXAMPLES} == {"sh", "python", "sql"}
    assert sum(example.language == "sql" for example in EXAMPLES) >= 5
    for needed in (
        "make dataset",
        "pipeline.connect",
        "latest/amur.duckdb",
        "'datasets/latest/trade_figures.parquet'",
        "http://127.0.0.1",
    ):
        assert any(needed in code for code in codes), needed


def test_every_command_and_option_is_documented() -> None:
    commands = next(action for action in _parser()._actions if hasattr(action, "choices") and action.choices)
    assert commands.choices
    for name, command in commands.choices.items():
        assert f"`amur {name}" in TEXT, name
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}" in TEXT, f"amur {name} {option}"


def test_every_table_and_view_is_documented() -> None:
    for name in schemas.TABLES:
        assert f"| [`{name}`]" in TEXT, name
    for name in ("figures", "statements", "project_history"):
        assert f"`{name}` over" in TEXT, name


def test_every_target_of_make_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    explained = set(re.findall(r"@echo 'make ([a-z]+) ", makefile))
    assert set(phony[1].split()) - {"help", "setup", "setup-test"} == explained
    assert set(re.findall(r"`make ([a-z]+)`", TEXT)) <= explained


def test_every_link_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TEXT.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("https://"):
            path, _, anchor = target.partition("#")
            assert (ROOT / path).exists(), target
            assert not anchor or f"## {anchor}" in Path(ROOT, path).read_text(encoding="utf-8"), target
