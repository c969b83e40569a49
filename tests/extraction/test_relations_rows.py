"""The rows of relations: symmetry, uniqueness, evidence, roles, goods, and what figures imply."""

from __future__ import annotations

import datetime as dt

import pytest
from relation_cases import document, relations

from pipeline.extraction.relations import find_relations, merged, relations_of_figures, unique
from pipeline.extraction.rows import Figure, Relation
from pipeline.knowledge.statecraft import are_neighbours, under_sanctions
from pipeline.knowledge.words import words

SYMMETRIC = sorted(words("relations")["symmetric"])


def _figure(
    flow: str,
    reporter: str,
    partner: str,
    modality: str = "actual",
    scope: str | None = None,
    goods: str = "commodity:total",
) -> Figure:
    return Figure(
        flow,
        reporter,
        partner,
        10,
        20,
        "value",
        commodity_id=goods,
        scope_id=scope,
        value=1e9,
        unit="USD",
        modality=modality,
    )


@pytest.mark.parametrize(
    "text",
    [
        "{Zambia=country:ZMB} signed a pact with {Angola=country:AGO}.",
        "{Angola=country:AGO} signed a pact with {Zambia=country:ZMB}.",
    ],
)
def test_symmetric_statements_have_their_ids_in_code_point_order(text):
    (row,) = relations(text)
    assert (row.subject_id, row.object_id) == ("country:AGO", "country:ZMB")


def test_the_first_evidence_of_a_statement_is_kept():
    rows = relations(
        "{Chile=country:CHL} sold {copper=commodity:copper} to {Japan=country:JPN}. Later {Chile=country:CHL} sold {ore=commodity:ore} to {Japan=country:JPN}."
    )
    assert [(r.predicate, r.start) for r in rows] == [("exports_to", 0)]


def test_evidence_holds_both_ends_and_lies_in_one_sentence():
    marked = "Prices fell. On Monday {Chile=country:CHL} sold {copper=commodity:copper} to {Japan=country:JPN}, traders said. Rain came."
    doc = document(marked)
    (row,) = find_relations(doc, [], [])
    assert doc.text[row.start : row.end] == "Chile sold copper to Japan"


@pytest.mark.parametrize(
    ("marked", "quote"),
    [
        (
            "{Turkey=country:TUR} imported {Russian=country:RUS~d} {wheat=commodity:wheat} in May.",
            "Turkey imported Russian wheat",
        ),
        (
            "{China=country:CHN} imposed a ban on {seafood=commodity:seafood} imports from {Japan=country:JPN}.",
            "China imposed a ban on seafood imports from Japan",
        ),
        (
            "{India=country:IND} has duties on {Australian=country:AUS~d} {wool=commodity:wool}.",
            "India has duties on Australian wool",
        ),
    ],
)
def test_the_goods_of_a_statement_are_its_commodity_and_in_its_evidence(marked, quote):
    doc = document(marked)
    (row,) = find_relations(doc, [], [])
    assert row.commodity_id in {m.entity_id for m in doc.mentions}
    assert doc.text[row.start : row.end] == quote


def test_the_same_relation_may_be_asserted_and_denied():
    rows = relations(
        "{Niger=country:NER} signed a pact with {Mali=country:MLI}. {Niger=country:NER} cancelled its pact with {Mali=country:MLI}."
    )
    assert sorted(r.modality for r in rows if r.predicate == "agrees_with") == ["asserted", "denied"]


def test_an_office_has_its_role_without_state_and_article():
    (row,) = relations("The {Kenyan=country:KEN~d} energy minister, {Opiyo Wandayi=person:opiyo-wandayi}, resigned.")
    assert row.role == "energy minister"


def test_an_unnamed_office_stands_for_the_person_that_the_text_names():
    rows = relations(
        "{Finnish=country:FIN~d} Trade Minister {Ville Tavio=person:ville-tavio} spoke. The {Finnish=country:FIN~d} trade minister met {Jane Doe=person:jane-doe}."
    )
    assert ("person:jane-doe", "meets", "person:ville-tavio") in {
        (r.subject_id, r.predicate, r.object_id) for r in rows
    }


def test_an_unnamed_official_stands_for_the_state():
    rows = relations("The {Finnish=country:FIN~d} trade minister met {Jane Doe=person:jane-doe}.")
    assert {(r.subject_id, r.predicate, r.object_id) for r in rows} == {("country:FIN", "meets", "person:jane-doe")}


def test_a_rebuttal_is_against_the_last_critic():
    rows = relations(
        "Despite criticism from the {West=bloc:west}, {China=country:CHN} held on. {China=country:CHN} rejects claims that it broke the rules."
    )
    assert {(r.subject_id, r.object_id) for r in rows if r.predicate == "opposes"} == {
        ("bloc:west", "country:CHN"),
        ("country:CHN", "bloc:west"),
    }


def test_visits_for_talks_are_meetings_with_the_host_state():
    rows = relations("{Wang Yi=person:wang-yi} visited {Moscow=place:moscow} for talks.")
    assert ("country:RUS", "meets", "person:wang-yi") in {(r.subject_id, r.predicate, r.object_id) for r in rows}


def test_wars_are_of_their_time():
    text = "{Iraq=country:IRQ} vowed to fight on until the Gulf war ends."
    assert {r.predicate for r in relations(text, dt.date(1987, 3, 1))} == {"in_conflict_with"}
    assert not relations(text, dt.date(2019, 3, 1))


def test_no_statement_no_row():
    assert relations("It rained in {Chile=country:CHL} and in {Japan=country:JPN}.") == []
    assert relations("") == []


@pytest.mark.parametrize(
    ("flow", "reporter", "partner", "expected"),
    [
        ("export", "country:RUS", "country:CHN", ("country:RUS", "exports_to", "country:CHN")),
        ("import", "country:RUS", "country:CHN", ("country:CHN", "exports_to", "country:RUS")),
        ("trade", "country:RUS", "country:CHN", ("country:CHN", "trades_with", "country:RUS")),
        ("balance", "country:CHN", "country:AUS", ("country:AUS", "trades_with", "country:CHN")),
    ],
)
def test_a_figure_between_two_states_implies_its_trade(flow, reporter, partner, expected):
    (row,) = relations_of_figures([_figure(flow, reporter, partner)])
    assert (row.subject_id, row.predicate, row.object_id) == expected
    assert (row.modality, row.start, row.end) == ("asserted", 10, 20)


@pytest.mark.parametrize("partner", ["country:WLD", "bloc:other"])
def test_a_figure_with_the_world_implies_nothing(partner):
    assert relations_of_figures([_figure("export", "country:RUS", partner)]) == []


def test_targets_and_forecasts_are_planned_unless_the_trade_is_a_fact():
    target = _figure("export", "country:RUS", "country:CHN", "target")
    fact = _figure("import", "country:CHN", "country:RUS")
    assert [r.modality for r in relations_of_figures([target])] == ["planned"]
    assert [r.modality for r in relations_of_figures([target, fact])] == ["asserted"]
    assert [r.modality for r in relations_of_figures([_figure("trade", "country:RUS", "country:CHN", "target")])] == [
        "asserted"
    ]


def test_a_firms_figure_is_the_firms_trade_too():
    rows = relations_of_figures(
        [_figure("export", "country:RUS", "country:CHN", scope="organisation:gazprom", goods="commodity:natural-gas")]
    )
    assert {(r.subject_id, r.object_id, r.commodity_id) for r in rows} == {
        ("country:RUS", "country:CHN", "commodity:natural-gas"),
        ("organisation:gazprom", "country:CHN", "commodity:natural-gas"),
    }


def test_merging_drops_plans_of_what_is_a_fact():
    plan = Relation("country:RUS", "exports_to", "country:CHN", "planned", 0, 5)
    fact = Relation("country:RUS", "exports_to", "country:CHN", "asserted", 9, 12)
    visit = Relation("person:x", "visits", "country:CHN", "planned", 0, 5)
    assert merged([plan, visit], [fact]) == [visit, fact]


def test_unique_keeps_the_earliest_row():
    early, late = (Relation("country:RUS", "exports_to", "country:CHN", "asserted", n, n + 2) for n in (3, 7))
    assert unique([late, early, late]) == [early]


def test_every_predicate_of_the_contract_has_a_signature():
    assert len(words("relations")["signatures"]) == 20
    assert set(SYMMETRIC) <= set(words("relations")["signatures"])


def test_land_borders_hold_both_ways():
    assert are_neighbours("country:CHN", "country:RUS") and are_neighbours("country:RUS", "country:CHN")
    assert not are_neighbours("country:JPN", "country:KOR")


def test_sanctions_are_of_their_day():
    assert "country:RUS" in under_sanctions("bloc:west", dt.date(2023, 11, 7))
    assert "country:RUS" not in under_sanctions("bloc:west", dt.date(2010, 1, 1))
