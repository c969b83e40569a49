"""Which mentions are one project, what is inherited, and the rows for each statement."""

from __future__ import annotations

import datetime as dt

from pipeline.extraction import extract
from pipeline.extraction.rows import Extraction, Project

DAY = dt.date(2023, 6, 20)


def read(text: str) -> Extraction:
    return extract(text, DAY)


def only(text: str) -> Project:
    rows = read(text)
    assert len(rows.projects) == 1, [p.name for p in rows.projects]
    return rows.projects[0]


def by_kind(text: str) -> dict[str, Project]:
    return {p.kind: p for p in read(text).projects}


def test_the_bridge_and_it_are_the_bridge_told_before():
    project = only(
        "Hungary opened a road bridge over the Danube on Friday. It joins Komarom to the Slovak town of Komarno. "
        "The structure is 600 metres long. The bridge cost 100 million euros."
    )
    assert project.kind == "bridge"
    assert {"place:komarom", "place:komarno"} <= set(project.places)
    assert (project.cost, project.cost_currency) == (1e8, "EUR")


def test_a_name_follows_the_first_telling():
    project = only(
        "A railway that was talked about for years is at last being built. Georgia and Turkey launched the Baku-Tbilisi-Kars line in March."
    )
    assert project.name == "Baku-Tbilisi-Kars railway"
    assert project.status == "under_construction"


def test_an_apposition_is_the_same_work():
    assert only("Gazprom sends gas through TurkStream, a pipeline under the Black Sea.").name == "TurkStream"


def test_a_second_pipeline_is_another_one():
    rows = read("Oman has an oil pipeline from Fahud to Muscat. A second pipeline from Marmul to Duqm is to be built.")
    assert [(p.kind, p.status) for p in rows.projects] == [("oil_pipeline", "operational"), ("oil_pipeline", "planned")]


def test_numbered_works_are_two():
    names = [
        p.name for p in read("Leaks were found in Nord Stream 1 and 2, the pipes from Russia to Germany.").projects
    ]
    assert names == ["Nord Stream 1", "Nord Stream 2"]


def test_numbers_in_names_keep_works_apart():
    found = {
        p.name: p.status
        for p in read(
            "Power of Siberia carries gas to China. Russia hopes that Power of Siberia 2 will be built."
        ).projects
    }
    assert found["Power of Siberia"] == "operational"
    assert found["Power of Siberia 2"] == "planned"


def test_a_piece_with_a_nationality_belongs_to_the_whole():
    project = only(
        "The railway from Boten to Vientiane is being built. The Lao section, 400 kilometres long, was begun in 2016."
    )
    assert {"place:boten", "place:vientiane"} <= set(project.places)


def test_works_in_a_list_are_one_each():
    rows = read("Iraqi planes struck Iran's oilfields at Nowruz, Cyrus and Ardeshir.")
    assert [p.name for p in rows.projects] == ["Nowruz oilfield", "Cyrus oilfield", "Ardeshir oilfield"]
    assert all("country:IRQ" not in p.parties for p in rows.projects)


def test_what_stands_near_another_work_is_where_that_is():
    found = by_kind(
        "Russia and China agreed to build an oil transshipment complex near a railway bridge linking Nizhneleninskoye to Tongjiang."
    )
    assert found["terminal"].status == "agreed"
    assert found["bridge"].status == "operational"
    assert {"place:nizhneleninskoye", "place:tongjiang"} <= set(found["terminal"].places)


def test_the_two_cities_are_those_of_the_text():
    found = by_kind(
        "A ferry line links Vladivostok with Donghae. A cable between the two cities was laid. A road bridge between the two cities is planned."
    )
    assert {"place:vladivostok", "place:donghae"} <= set(found["bridge"].places)


def test_there_is_the_place_told_before():
    found = by_kind(
        "India has run the port of Chabahar in Iran since 2018. It will also build a container terminal there."
    )
    assert "place:chabahar" in found["terminal"].places


def test_from_a_town_to_the_capital():
    project = only("Kenya opened a railway from Mombasa to the capital in May.")
    assert {"place:mombasa", "place:nairobi"} <= set(project.places)


def test_parts_of_a_whole_share_its_stage():
    rows = read(
        "Japan will finance Mexico's Pacific Petroleum Project. The project includes a pipeline linking Nueva Teapa with Salina Cruz and an ammonia complex at Lazaro Cardenas."
    )
    found = {p.kind: p for p in rows.projects}
    assert found["plant"].status == found["oil_pipeline"].status == "agreed"
    assert {"country:JPN", "country:MEX"} <= set(found["plant"].parties)


def test_a_facility_is_what_the_text_is_about():
    found = {
        p.name: p.kind
        for p in read(
            "Preem may shut its refinery in Lysekil because of competition from Finland's Porvoo facility."
        ).projects
    }
    assert found["Porvoo facility"] == "refinery"


def test_oil_and_gas_lines_are_told_apart_by_what_they_carry():
    found = [
        (p.kind, p.places)
        for p in read(
            "A pipeline from Basra to Aqaba will carry crude. A pipeline from Arish to Aqaba carries natural gas."
        ).projects
    ]
    assert [kind for kind, _ in found] == ["oil_pipeline", "gas_pipeline"]


def test_reopened_after_a_stop_is_operational():
    assert only("The alumina refinery at Paranam, which closed in January, has now reopened.").status == "operational"


def test_may_have_to_close_is_still_operational():
    assert only("Preem may be forced to shut its refinery in Lysekil.").status == "operational"


def test_once_it_is_in_use_says_nothing_of_today():
    project = only(
        "The railway bridge between Tongjiang and Nizhneleninskoye is under construction. Once the bridge is in use, trade will grow."
    )
    assert project.status == "under_construction"


def test_not_yet_in_operation_is_not_operational():
    assert only("The ethylene plant at Kaohsiung will go into operation in 2030.").status == "planned"


def test_the_construction_of_is_under_construction_unless_a_verb_says_otherwise():
    assert (
        only(
            "The construction of a grain corridor connecting Russia to Heilongjiang will strengthen food security."
        ).status
        == "under_construction"
    )
    assert (
        only(
            "China is to join the construction of a port at Zarubino. The port is planned to handle 60 million tonnes a year."
        ).status
        == "planned"
    )


def test_goods_of_a_work():
    assert only("A grain terminal at Zabaikalsk was opened.").commodity_id == "commodity:grain"
    assert only("An ammonia plant at Tolyatti was closed.").commodity_id == "commodity:ammonia"


def test_firms_that_build_or_run_it_are_its_organisations():
    project = only("Cosco and Gazprom have signed a contract to build a terminal at Vanino.")
    assert {o.split(":")[1].split("-")[0] for o in project.organisations} >= {"gazprom"}


def test_one_mention_a_sentence_and_the_last_status_is_the_projects():
    text = "Russia plans to build a bridge from Khabarovsk to Fuyuan. Grain is sent by ship today. The bridge is being built by a Chinese firm. The bridge will be 3 kilometres long."
    rows = read(text)
    project = rows.projects[0]
    assert [m.project_id for m in rows.project_mentions] == [project.project_id] * 3
    assert [m.status for m in rows.project_mentions] == ["planned", "under_construction", None]
    assert project.status == "under_construction"
    assert (
        text[rows.project_mentions[1].start : rows.project_mentions[1].end]
        == "The bridge is being built by a Chinese firm."
    )


def test_ids_are_slugs_of_names():
    project = only("Oman is building an oil refinery at Duqm.")
    assert project.project_id == "project:duqm-oil-refinery"
    assert project.name == "Duqm oil refinery"


def test_same_text_same_rows():
    text = "Kazakhstan opened a dry port at Khorgos. Russia and China will build a gas pipeline from Kovykta to Mohe."
    assert read(text).projects == read(text).projects
    assert read(text).project_mentions == read(text).project_mentions
