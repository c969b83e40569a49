"""Entities over documents: what is one, what must stay two, and what the entities table says of each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample_stories import Story, corpus, judged_as

from pipeline.resolution import Judgements, resolve

NONE = Judgements()


def resolved(*stories: Story, judged: Judgements = NONE):
    return resolve(*corpus(*stories), judged)


def ids(tables, story: Story) -> set[str]:
    """The persons and bodies that a story names after resolution."""
    rows = tables["mentions"].select("document_id", "entity_id").iter_rows()
    return {e for d, e in rows if d == story.id and e.partition(":")[0] in ("person", "organisation", "facility")}


def entity(tables, entity_id: str) -> dict:
    (row,) = tables["entities"].filter(entity_id=entity_id).iter_rows(named=True)
    return row


def official(
    name: str, key: str, role: str | None, of: str = "country:CHN", day: str = "2020-05-04", body: str = ""
) -> Story:
    """A story on a person with an office, who meets somebody of a body."""
    story = Story(f"{role or 'Somebody'} {name} spoke on {day} before {body or 'the press'}.", day)
    story.names(name, f"person:{key}")
    if role:
        story.states(f"person:{key}", "holds_office", of, role=role)
    if body:
        story.names(body, "organisation:" + body.lower().replace(" ", "-"))
    return story


def test_a_short_name_is_the_one_fuller_name_of_the_same_office():
    full = official("Orest Belkov", "orest-belkov", "energy minister", "country:RUS")
    short = official("Belkov", "belkov", "energy minister", "country:RUS", day="2021-01-01")
    tables = resolved(full, short)
    assert ids(tables, short) == ids(tables, full) == {"person:orest-belkov"}
    assert set(tables["relations"]["subject_id"]) == {"person:orest-belkov"}
    row = entity(tables, "person:orest-belkov")
    assert row["name"] == "Orest Belkov"
    assert row["aliases"] == ["Belkov", "Orest Belkov"]
    assert row["country"] == "RUS"


def test_a_short_name_is_merged_by_a_shared_body_where_no_office_is_told():
    full = official("Orest Belkov", "orest-belkov", None, body="Quint Steel")
    short = official("Belkov", "belkov", None, body="Quint Steel", day="2020-06-01")
    elsewhere = official("Belkov", "belkov", None, body="Tarn Mining", day="2020-06-02")
    tables = resolved(full, short, elsewhere)
    assert "person:orest-belkov" in ids(tables, short)
    assert "person:belkov" in ids(tables, elsewhere)


def test_two_wangs_stay_two_and_a_bare_wang_is_neither():
    one = official("Wang Aiguo", "wang-aiguo", "farm minister")
    two = official("Wang Bolin", "wang-bolin", "rail minister")
    bare = official("Wang", "wang", None, body="Quint Steel")
    tables = resolved(one, two, bare)
    assert ids(tables, one) == {"person:wang-aiguo"}
    assert ids(tables, two) == {"person:wang-bolin"}
    assert "person:wang" in ids(tables, bare)


@pytest.mark.parametrize(
    ("role", "of", "day", "becomes"),
    [
        ("farm minister", "country:CHN", "2020-09-01", "person:wang-aiguo"),
        ("minister", "country:CHN", "2020-09-01", "person:wang-aiguo"),
        ("rail minister", "country:CHN", "2020-09-01", "person:wang"),
        ("farm minister", "country:SGP", "2020-09-01", "person:wang"),
        ("farm minister", "country:CHN", "2031-09-01", "person:wang"),
    ],
)
def test_a_family_name_alone_needs_the_same_office_and_time(role, of, day, becomes):
    full = official("Wang Aiguo", "wang-aiguo", "farm minister")
    short = official("Wang", "wang", role, of, day=day)
    assert ids(resolved(full, short), short) == {becomes}


def test_a_first_name_is_no_family_name_in_the_west():
    full = official("Boris Belkov", "boris-belkov", "energy minister", "country:RUS")
    short = official("Boris", "boris", "energy minister", "country:RUS", day="2020-06-01")
    assert ids(resolved(full, short), short) == {"person:boris"}


def test_initials_and_left_out_parts():
    full = official("Orest Ilyich Belkov", "orest-ilyich-belkov", "energy minister", "country:RUS")
    shorter = [
        official(
            name,
            name.lower().replace(". ", "-").replace(" ", "-"),
            "energy minister",
            "country:RUS",
            day=f"2020-06-0{n}",
        )
        for n, name in enumerate(["O. Belkov", "Orest Belkov", "Ilyich Belkov", "Anton Belkov"], start=1)
    ]
    tables = resolved(full, *shorter)
    assert [ids(tables, story).pop() for story in shorter] == [
        *["person:orest-ilyich-belkov"] * 2,
        "person:ilyich-belkov",
        "person:anton-belkov",
    ]


def test_names_that_one_document_tells_apart_stay_apart():
    full = official("Orest Belkov", "orest-belkov", "energy minister", "country:RUS")
    both = Story("Energy minister Orest Belkov met Belkov, his brother.", "2020-06-01")
    both.names("Orest Belkov", "person:orest-belkov").names("Belkov,", "person:belkov")
    both.states("person:belkov", "holds_office", "country:RUS", role="energy minister")
    assert ids(resolved(full, both), both) == {"person:orest-belkov", "person:belkov"}


def test_curated_names_win():
    short = Story("Putin spoke.").names("Putin", "person:putin")
    long = Story("Vladimir Vladimirovich Putin spoke.").names(
        "Vladimir Vladimirovich Putin", "person:vladimir-vladimirovich-putin"
    )
    tables = resolved(short, long)
    assert ids(tables, short) == ids(tables, long) == {"person:vladimir-putin"}
    assert entity(tables, "person:vladimir-putin")["country"] == "RUS"


def test_a_short_name_that_a_text_introduces_holds_in_other_texts():
    full = Story("The Bureau of River Quay Freight (BRQF) spoke.")
    full.names("Bureau of River Quay Freight", "organisation:bureau-of-river-quay-freight")
    full.names("BRQF", "organisation:bureau-of-river-quay-freight")
    short = Story("BRQF spoke.").names("BRQF", "organisation:brqf")
    tables = resolved(full, short)
    assert ids(tables, short) == {"organisation:bureau-of-river-quay-freight"}
    assert entity(tables, "organisation:bureau-of-river-quay-freight")["aliases"] == [
        "BRQF",
        "Bureau of River Quay Freight",
    ]


def test_a_short_name_of_two_bodies_is_neither():
    bodies = [
        Story(f"{name} (BRQF) spoke.").names(name, f"organisation:{key}").names("BRQF", f"organisation:{key}")
        for name, key in (
            ("Bureau of River Quay Freight", "bureau-of-river-quay-freight"),
            ("Bank for Rural Quince Farms", "bank-for-rural-quince-farms"),
        )
    ]
    short = Story("BRQF spoke.").names("BRQF", "organisation:brqf")
    assert ids(resolved(*bodies, short), short) == {"organisation:brqf"}


def test_a_longer_name_is_not_the_same_body_by_its_beginning():
    one = Story("Tarn Railway spoke.").names("Tarn Railway", "organisation:tarn-railway")
    two = Story("Tarn Railway Group spoke.").names("Tarn Railway Group", "organisation:tarn-railway-group")
    tables = resolved(one, two)
    assert ids(tables, one) == {"organisation:tarn-railway"}
    assert ids(tables, two) == {"organisation:tarn-railway-group"}


def test_judgements_decide():
    one = Story("Tarn spoke.").names("Tarn", "organisation:tarn")
    two = Story("Tarn Railway Group, or Tarn, spoke.").names("Tarn Railway Group", "organisation:tarn-railway-group")
    two.names("Tarn,", "organisation:tarn-railway-group")
    three = Story("Tarnrail spoke.").names("Tarnrail", "organisation:tarnrail")
    assert ids(resolved(one, two), one) == {"organisation:tarn-railway-group"}
    judged = judged_as(
        [
            ("organisation:tarn", "different", "organisation:tarn-railway-group", "a town's and a state's"),
            ("organisation:tarnrail", "same", "organisation:tarn", "renamed"),
        ]
    )
    tables = resolved(one, two, three, judged=judged)
    assert ids(tables, one) == ids(tables, three) == {"organisation:tarn"}
    assert ids(tables, two) == {"organisation:tarn-railway-group"}


@pytest.mark.parametrize(
    "rows",
    [
        [("person:a", "alike", "person:b", "x")],
        [("person:a", "same", "person:b", "")],
        [("person:a", "same", "organisation:b", "x")],
        [("person:a", "same", "person:b", "x"), ("person:b", "same", "person:a", "x")],
        [("person:a", "same", "person:b", "x"), ("person:a", "same", "person:c", "x")],
        [("person:a", "same", "person:b", "x"), ("person:a", "different", "person:b", "x")],
    ],
)
def test_judgements_that_make_no_sense_are_refused(rows):
    with pytest.raises(ValueError, match=r"judge|identities"):
        judged_as(rows)


def test_every_id_that_a_row_names_is_an_entity():
    story = Story("China sold spelt to nobody in particular.").names("China", "country:CHN")
    story.counts(
        "export", "country:CHN", "country:WLD", 5.0, commodity_id="commodity:spelt-flour", scope_id="facility:quay-nine"
    )
    story.counts("export", "country:CHN", "bloc:other", 6.0)
    story.states("country:CHN", "exports_to", "region:inner-lakes", commodity_id="commodity:goods")
    story.builds(
        "Quay Nine",
        "port",
        "planned",
        parties=("country:MNG",),
        places=("place:tarnby",),
        organisations=("organisation:quint",),
    )
    tables = resolved(story)
    entities = tables["entities"]
    assert set(entities["entity_id"]) == {
        "bloc:other", "commodity:goods", "commodity:spelt-flour", "commodity:total", "country:CHN", "country:MNG",
        "country:WLD", "facility:quay-nine", "organisation:quint", "place:tarnby", "region:inner-lakes",
    }  # fmt: skip
    assert dict(entities.select("entity_id", "name").iter_rows())["commodity:spelt-flour"] == "spelt flour"
    assert dict(entities.select("entity_id", "name").iter_rows())["facility:quay-nine"] == "Quay Nine"
    china = entity(tables, "country:CHN")
    assert (china["scheme"], china["code"], china["country"]) == ("ISO 3166-1", "CHN", "CHN")
    assert china["latitude"] is not None and china["longitude"] is not None


def test_the_name_is_the_longest_that_makes_the_key_in_its_usual_case():
    story = Story("QUINT STEEL CO, Quint Steel Co, Quint Steel Co and Quint\nSteel or quint.")
    for text in ("QUINT STEEL CO", "Quint\nSteel", "quint."):
        story.names(text, "organisation:quint-steel")
    for start in (story.text.index("Quint Steel Co"), story.text.rindex("Quint Steel Co")):
        story.rows.mentions.append(
            type(story.rows.mentions[0])(start, start + 14, "Quint Steel Co", "organisation:quint-steel", "name")
        )
    story.names("Steel or", "organisation:quint-steel", kind="nominal")
    (entity,) = resolved(story)["entities"].iter_rows(named=True)
    assert entity["name"] == "Quint Steel Co"
    assert entity["aliases"] == ["QUINT STEEL CO", "Quint Steel", "Quint Steel Co", "quint."]


def lies_in(town: str, country: str) -> Story:
    story = Story(f"{town} lies in {country}.").names(town, f"place:{town.lower()}")
    return story.states(f"place:{town.lower()}", "located_in", country)


def test_countries_by_what_the_texts_say_and_only_where_they_agree():
    stories = (
        lies_in("Quibberby", "country:MNG"),
        lies_in("Quibberby", "country:PER"),
        lies_in("Quobberby", "country:PER"),
    )
    tables = resolved(*stories)
    assert entity(tables, "place:quibberby")["country"] is None
    assert entity(tables, "place:quobberby")["country"] == "PER"


def test_towns_are_where_knowledge_has_them_unless_the_texts_say_otherwise():
    town = entity(resolved(Story("Tarnby.").names("Tarnby", "place:tarnby")), "place:tarnby")
    assert (town["scheme"], town["country"]) == ("GeoNames", "DNK")
    assert (round(town["latitude"]), round(town["longitude"])) == (56, 13)
    other = entity(resolved(lies_in("Tarnby", "country:PER")), "place:tarnby")
    assert (other["scheme"], other["code"], other["country"], other["latitude"]) == (None, None, "PER", None)
