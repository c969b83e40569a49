from __future__ import annotations

import gzip
from importlib.resources import files

import pytest

import pipeline.knowledge
from pipeline.knowledge import entities, masks, names, read_table

FOLDER = files(pipeline.knowledge)
FILES = sorted(item.name for item in FOLDER.iterdir() if item.name.endswith((".csv", ".csv.gz", ".yaml")))
TABLES = [name for name in FILES if not name.endswith(".yaml")]


@pytest.mark.parametrize("name", FILES)
def test_every_data_file_names_its_source_and_licence(name: str) -> None:
    data = FOLDER.joinpath(name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    mark = "" if name.endswith(".yaml") else "# "
    for word in ("source", "licence"):
        lines = [line for line in text.splitlines() if line.startswith(f"{mark}{word}: ")]
        assert len(lines) == 1 and len(lines[0]) > len(f"{mark}{word}: ")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_whole(name: str) -> None:
    assert read_table(name)


def test_a_table_without_source_or_licence_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        read_table("no_such_table.csv")


def test_the_packed_table_holds_no_time_of_its_making() -> None:
    head = FOLDER.joinpath("cities.csv.gz").read_bytes()[:10]
    assert head[:2] == b"\x1f\x8b" and head[4:8] == b"\0\0\0\0"
    assert len(FOLDER.joinpath("cities.csv.gz").read_bytes()) < 2_500_000


def test_names_are_clean_and_belong_to_entities() -> None:
    for name in names():
        assert name.text and name.text == name.text.strip() and "|" not in name.text and "  " not in name.text
        assert name.entity_id in entities()
        assert name.kind in {"name", "demonym"}


def test_a_cased_name_begins_like_a_name() -> None:
    small = {name.text for name in names() if name.is_cased and not any(letter.isupper() for letter in name.text)}
    allowed = {
        "euro zone",
        "eurozone",
        "euro area",
        "euroland",
        "western countries",
        "western nations",
        "franc zone",
        "the subcontinent",
        "western hemisphere",
        "worldsteel",
        "newly industrialised countries",
        "newly industrialized countries",
    }
    assert small <= allowed


def test_masks_hold_a_name_that_they_do_not_stand_for() -> None:
    texts = {name.text for name in names()}
    assert {"China Daily", "Brussels sprouts", "Uruguay Round", "Swiss francs"} <= set(masks())
    assert not any(mask in text for mask in masks() for text in texts)


def test_codes_of_goods_have_a_description() -> None:
    described = {row["code"] for row in read_table("hs_2022.csv")}
    used = {entity.code for entity in entities().values() if entity.type == "commodity" and entity.code}
    assert used == described


def test_hazards_are_names_of_the_gazetteer() -> None:
    texts = {name.text for name in names()}
    assert {row["text"] for row in read_table("hazards.csv")} - texts == set()
