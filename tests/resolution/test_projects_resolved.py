"""Projects over documents: one row each, and none too few."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample_stories import Story, corpus, judged_as

from pipeline.resolution import Judgements, resolve


def resolved(*stories: Story, judged: Judgements | None = None):
    return resolve(*corpus(*stories), judged or Judgements())


def told(number: int, day: str | None = "2020-05-04") -> Story:
    return Story(f"Story {number} says what is built.", day)


def rows(tables) -> list[tuple[str, str]]:
    return tables["projects"].select("project_id", "status").rows()


TOWNS = ("place:tarnby", "place:oxby")


def test_the_same_name_is_one_project_with_the_latest_status():
    stories = [
        told(1, "2018-01-01").builds("Tarnby port", "port", "operational"),
        told(2, "2015-01-01").builds("Tarnby port", "port", "under_construction"),
        told(3, None).builds("Tarnby port", "port", "planned"),
    ]
    tables = resolved(*stories)
    assert rows(tables) == [("project:tarnby-port", "operational")]
    assert tables["project_mentions"].height == 3
    assert tables["project_mentions"].select("status", "stated_on").row(0)[1] in (
        dt.date(2018, 1, 1),
        dt.date(2015, 1, 1),
        None,
    )


def test_the_status_is_that_of_the_last_statement_with_one():
    old = told(1, "2018-01-01").builds("Tarnby port", "port", "operational")
    new = told(2, "2019-01-01").builds("Tarnby port", "port", "planned")
    mention = new.rows.project_mentions.pop()
    new.rows.project_mentions.append(type(mention)(mention.project_id, None, 0, 5))
    assert rows(resolved(old, new)) == [("project:tarnby-port", "operational")]


@pytest.mark.parametrize(
    ("one", "two", "kind"),
    [
        ("Tarnby port", "Tarnby deep-water port", "port"),
        ("Tarnby-Oxby railway bridge", "railway bridge from Oxby to Tarnby", "bridge"),
        ("Tarnby-Oxby pipeline", "first Oxby-Tarnby pipeline", "oil_pipeline"),
        ("China-Laos railway", "Laos-China railway", "railway"),
        ("Nord Stream", "Nord Stream 1", "gas_pipeline"),
    ],
)
def test_names_of_one_project(one, two, kind):
    tables = resolved(told(1).builds(one, kind, "planned"), told(2).builds(two, kind, "planned"))
    assert tables["projects"].height == 1
    assert tables["project_mentions"]["project_id"].n_unique() == 1


@pytest.mark.parametrize(
    ("one", "two", "kind"),
    [
        ("Tarnby-Oxby pipeline", "second Tarnby-Oxby pipeline", "oil_pipeline"),
        ("Tarn Stream", "Tarn Stream 2", "gas_pipeline"),
        ("Tarn Canal", "New Tarn Canal", "canal"),
        ("Tarnby-Oxby pipeline", "Oxby-Elmby pipeline", "oil_pipeline"),
        ("Tarnby 3 and 4", "Tarnby nuclear power station", "power_plant"),
        ("oil pipeline", "crude oil pipeline", "oil_pipeline"),
        ("Russian refinery", "Chinese refinery", "refinery"),
        ("gas pipeline from Siberia", "Siberia gas pipeline", "gas_pipeline"),
        ("Tarnby railway bridge", "Tarnby road bridge", "bridge"),
    ],
)
def test_names_of_two_projects(one, two, kind):
    tables = resolved(told(1).builds(one, kind, "planned"), told(2).builds(two, kind, "planned"))
    assert tables["projects"].height == 2


def test_a_name_shared_by_two_kinds_is_two_projects():
    tables = resolved(
        told(1).builds("Tarnby mine", "mine", "planned"), told(2).builds("Tarnby railway", "railway", "planned")
    )
    assert tables["projects"].height == 2


def test_what_links_the_same_two_towns_is_one_project():
    one = told(1).builds("bridge across the river", "bridge", "planned", places=(*TOWNS, "region:lakeland"))
    for town in TOWNS:
        one.states("project:bridge-across-the-river", "connects", town)
    two = told(2, "2021-01-01").builds("Tarnby bridge", "bridge", "operational", places=TOWNS)
    other = told(3).builds("bridge at the mill", "bridge", "planned", places=("place:tarnby", "place:elmby"))
    tables = resolved(one, two, other)
    assert rows(tables) == [("project:bridge-at-the-mill", "planned"), ("project:tarnby-bridge", "operational")]
    ends = tables["relations"].select("subject_id", "object_id").rows()
    assert sorted(ends) == [("project:tarnby-bridge", "place:oxby"), ("project:tarnby-bridge", "place:tarnby")]


def test_two_plants_in_the_same_two_places_are_two():
    places = ("place:tarnby", "region:lakeland")
    tables = resolved(
        told(1).builds("cement works", "plant", "planned", places=places),
        told(2).builds("tannery", "plant", "planned", places=places),
    )
    assert tables["projects"].height == 2


def test_a_name_without_a_name_in_it_is_one_project_at_one_place_only():
    tables = resolved(
        told(1, "2018-01-01").builds("oil refinery", "refinery", "planned", places=("place:tarnby",)),
        told(2, "2019-01-01").builds("oil refinery", "refinery", "operational", places=("place:oxby",)),
        told(3, "2020-01-01").builds("oil refinery", "refinery", "operational", places=("place:tarnby",)),
        told(4, "2021-01-01").builds("oil refinery", "refinery", "agreed", parties=("country:CHN", "country:RUS")),
    )
    assert rows(tables) == [
        ("project:oil-refinery", "operational"),
        ("project:oil-refinery-chn-rus", "agreed"),
        ("project:oil-refinery-oxby", "operational"),
    ]
    assert tables["project_mentions"].group_by("project_id").len().sort("project_id")["len"].to_list() == [2, 1, 1]


def test_what_one_document_tells_apart_stays_apart():
    both = told(1).builds("Tarnby port", "port", "planned").builds("Tarnby river port", "port", "operational")
    tables = resolved(both, told(2).builds("Tarnby port", "port", "under_construction"))
    assert [i for i, _ in rows(tables)] == ["project:tarnby-port", "project:tarnby-river-port"]


def test_fields_are_united_or_from_the_latest_document_that_states_them():
    one = told(1, "2018-01-01").builds(
        "Tarnby port", "port", "planned", parties=("country:RUS",), places=("place:tarnby",), capacity=5e6,
        capacity_unit="t/a", cost=2e9, cost_currency="USD", starts_on=dt.date(2018, 6, 1),
        completes_on=dt.date(2020, 1, 1), organisations=("organisation:quint",),
    )  # fmt: skip
    two = told(2, "2019-01-01").builds(
        "Tarnby port",
        "port",
        "planned",
        parties=("country:CHN",),
        capacity=8e6,
        capacity_unit="t/a",
        starts_on=dt.date(2020, 5, 1),
    )
    (row,) = resolved(two, one)["projects"].iter_rows(named=True)
    assert row["parties"] == ["country:CHN", "country:RUS"]
    assert (row["places"], row["organisations"]) == (["place:tarnby"], ["organisation:quint"])
    assert (row["capacity"], row["capacity_unit"], row["cost"], row["cost_currency"]) == (8e6, "t/a", 2e9, "USD")
    assert (row["starts_on"], row["completes_on"]) == (dt.date(2018, 6, 1), dt.date(2020, 1, 1))


def test_a_project_is_as_sure_as_its_surest_document():
    stories = [
        Story(f"{day}: Zarubino port.", day).builds("Zarubino port", "port", "planned", confidence=confidence)
        for day, confidence in (("2014-01-01", 0.4), ("2015-01-01", 0.7), ("2016-01-01", 0.5))
    ]
    projects = resolve(*corpus(*stories), Judgements())["projects"]
    assert projects.select("project_id", "confidence").rows() == [("project:zarubino-port", 0.7)]


def test_what_was_told_of_a_plan_is_not_told_of_the_finished_work():
    plan = told(1, "2018-01-01").builds(
        "Tarnby port", "port", "under_construction", capacity=5e6, capacity_unit="t/a", cost=2e9, cost_currency="USD"
    )
    done = told(2, "2021-01-01").builds("Tarnby port", "port", "operational", cost=3e9, cost_currency="USD")
    (row,) = resolved(plan, done)["projects"].iter_rows(named=True)
    assert (row["capacity"], row["capacity_unit"], row["cost"]) == (None, None, 3e9)
    (row,) = resolved(plan, told(3, "2019-01-01").builds("Tarnby port", "port", "suspended"))["projects"].iter_rows(
        named=True
    )
    assert (row["status"], row["capacity"], row["cost"]) == ("suspended", 5e6, 2e9)


def test_the_name_that_most_documents_use_names_the_project():
    stories = [
        told(n).builds(name, "port", "planned")
        for n, name in enumerate(["Tarnby port", "port at Tarnby", "Tarnby sea port", "Tarnby sea port"])
    ]
    tables = resolved(*stories)
    assert tables["projects"].select("project_id", "name").rows() == [("project:tarnby-sea-port", "Tarnby sea port")]


def test_relations_and_scopes_follow_the_merge():
    one = told(1).builds("Tarnby port", "port", "planned")
    two = told(2, "2021-01-01").builds("port of Tarnby", "port", "operational")
    two.states("country:CHN", "builds", "project:port-of-tarnby").counts(
        "export", "country:RUS", "country:CHN", 5.0, scope_id="project:port-of-tarnby"
    )
    tables = resolved(one, two)
    assert tables["relations"]["object_id"].to_list() == ["project:tarnby-port"]
    assert tables["trade_figures"]["scope_id"].to_list() == ["project:tarnby-port"]


def test_judgements_decide():
    stories = (
        told(1).builds("Tarnby port", "port", "planned"),
        told(2).builds("Oxby quay", "port", "planned"),
        told(3).builds("Tarnby sea port", "port", "agreed"),
    )
    judged = judged_as(
        [
            ("project:oxby-quay", "same", "project:tarnby-port", "renamed"),
            ("project:tarnby-sea-port", "different", "project:tarnby-port", "another"),
        ]
    )
    assert [i for i, _ in rows(resolved(*stories, judged=judged))] == ["project:tarnby-port", "project:tarnby-sea-port"]
