"""What an error is taken for: of figures, slots, projects, relations and entities."""

import evaluate
import phenomena
import pytest
import tallies
from phenomena import Layers, Number
from slot_errors import wrong_slots
from test_tallies import document, figure

TEXT = "China's exports rose to 5 billion dollars in May. Sales to Peru were 300 million. Output was 12 tonnes.\nCopper  40\n"


def at(words, text=TEXT):
    start = text.index(words)
    return start, start + len(words)


def number(words, value, unit=None):
    return Number(*at(words), value, unit)


SENTENCES = [(0, 49), (50, 81), (82, 103), (104, len(TEXT))]
LAYERS = Layers(
    text=TEXT,
    sentences=SENTENCES,
    clauses=[(0, 0), (50, 1), (82, 2), (104, 3)],
    mentions=[("country:CHN", *at("China's"), "name"), ("country:PER", *at("Peru"), "name")],
    numbers=[number("5 billion dollars", 5e9, "USD"), number("300 million", 3e8), number("12 tonnes", 12, "t"), number("40", 40)],
    cues=[(at("exports")[0], "export")],
    tables=[(104, len(TEXT))],
)  # fmt: skip


def figures(gold, told):
    rows = tallies.matched("trade_figures", document(*gold), document(*told))
    return {
        (e.kind, e.phenomenon): e.circumstances for e in phenomena.errors_of("trade_figures", rows, LAYERS, "text.md")
    }


RISE = figure(value=5e9, quote="exports rose to 5 billion dollars")
SALES = figure(value=3e8, partner="country:PER", quote="Sales to Peru were 300 million")


def found(row, words, **slots):
    start, end = at(words)
    return row | {"start": start, "end": end, "quote": words} | slots


@pytest.mark.parametrize(
    ("gold", "told", "error"),
    [
        (SALES, None, ("missed", "number found but linked to nothing")),
        (figure(value=7e8, quote="Sales to Peru"), None, ("missed", "no number found")),
        (SALES, found(SALES, "300 million", flow="import"), ("missed", "wrong flow")),
        (SALES, found(SALES, "300 million", unit="t"), ("missed", "wrong unit")),
        (
            SALES,
            found(RISE, "5 billion dollars", previous_value=3e8),
            ("missed", "number found but told as previous_value of another figure"),
        ),
        (SALES, found(SALES, "300 million", flow="import"), ("spurious", "wrong flow")),
        (RISE, found(figure(value=12.0, unit="t"), "12 tonnes"), ("spurious", "not trade")),
        (
            RISE | {"change_pct": 12.0},
            found(figure(value=12.0), "12 tonnes"),
            ("spurious", "is change_pct of another figure"),
        ),
    ],
)
def test_why_a_figure_is_missed_or_spurious(gold, told, error):
    assert error in figures([gold], [told] if told else [])


def test_a_figure_told_twice_is_a_duplicate():
    once = found(RISE, "5 billion dollars")
    assert list(figures([RISE], [once, once])) == [("spurious", "duplicate")]


def test_under_what_circumstances_figures_usually_stand():
    rows = tallies.matched("trade_figures", document(RISE, SALES), document())
    assert len(phenomena.usual("trade_figures", rows, LAYERS)) == 3
    assert phenomena.usual("relations", rows, LAYERS) == []


def test_under_what_circumstances_a_figure_is_missed():
    assert figures([RISE], []) == {("missed", "number found but linked to nothing"): ()}
    assert figures([SALES], [])["missed", "number found but linked to nothing"] == (
        "no word of its flow in the sentence", "sentence does not name the reporter", "number without unit",
    )  # fmt: skip
    copper = figure(value=4e10, quote="Copper 40")  # with a scale that stands elsewhere, and other white space
    assert "in a table" in figures([copper], [])["missed", "number found but linked to nothing"]


@pytest.mark.parametrize(
    ("gold", "told", "wrong"),
    [
        ({"partner": "country:PER"}, {}, [("partner", "world for state")]),
        ({}, {"partner": "country:PER"}, [("partner", "state for world")]),
        ({"partner": "country:PER"}, {"partner": "country:CHL"}, [("partner", "another state")]),
        ({"partner": "bloc:eu"}, {"partner": "country:CHL"}, [("partner", "state for bloc")]),
        (
            {"partner": "country:PER"},
            {"reporter": "country:PER", "partner": "country:CHN"},
            [("reporter and partner", "turned round")],
        ),
        ({"period": ["2020-05-01", "2020-05-31"]}, {}, [("period", "none for some")]),
        ({}, {"period": ["2020-05-01", "2020-05-31"]}, [("period", "some for none")]),
        (
            {"period": ["2020-05-01", "2020-05-31"]},
            {"period": ["2019-05-01", "2019-05-31"]},
            [("period", "another year")],
        ),
        (
            {"period": ["2020-05-01", "2020-05-31"]},
            {"period": ["2020-04-01", "2020-04-30"]},
            [("period", "another month")],
        ),
        (
            {"period": ["2020-01-01", "2020-12-31"]},
            {"period": ["2020-01-01", "2020-05-31"]},
            [("period", "some months for year")],
        ),
        ({"scope": "place:heihe"}, {}, [("scope", "none for some")]),
        ({"commodity": "copper"}, {}, [("commodity", "total for named goods")]),
        ({"commodity": "refined copper"}, {"commodity": "copper ore"}, [("commodity", "wider or narrower goods")]),
        ({"change_pct": 4.0}, {"change_pct": -4.0}, [("change_pct", "other sign")]),
        ({"previous_value": 4e9}, {"previous_value": 4e6}, [("previous_value", "other scale")]),
        ({"previous_value": 4e9}, {"previous_value": 7e9}, [("previous_value", "another number")]),
        ({"modality": "target"}, {}, [("modality", "actual for target")]),
    ],
)
def test_the_kind_of_a_wrong_slot(gold, told, wrong):
    assert wrong_slots("trade_figures", figure(value=5e9) | gold, figure(value=5e9) | told) == wrong


def project(**slots):
    return {
        "name": "Heihe bridge", "kind": "bridge", "status": "agreed", "parties": ["country:CHN"], "places": ["place:heihe"],
        "capacity": None, "capacity_unit": None, "cost": None, "cost_currency": None, "quote": "the bridge",
    } | slots  # fmt: skip


def test_errors_of_projects():
    dam = project(name="Tumen dam", kind="other", places=["place:tumen"])
    gold = document(projects=[project(capacity=4e6, capacity_unit="t/a", status="planned"), dam])
    told = document(projects=[project(parties=[]), project(), project(name="Tumen", kind="power_plant", places=[])])
    rows = tallies.matched("projects", gold, told)
    errors = {(e.kind, e.phenomenon): e.circumstances for e in phenomena.errors_of("projects", rows, LAYERS, "text.md")}
    assert errors == {
        ("missed", "kind: power_plant for other"): ("other",),
        ("spurious", "kind: power_plant for other"): ("power_plant",),
        ("spurious", "duplicate"): ("bridge",),
        ("status", "agreed for planned"): (),
        ("capacity", "none for some"): (),
    }
    assert wrong_slots("projects", project(), project(parties=[])) == [("parties", "some are missing")]


def test_how_far_apart_the_ends_of_a_statement_stand():
    text = "China built a bridge and Russia a road. Then Peru came."
    sentences = [at("China built a bridge and Russia a road.", text), at("Then Peru came.", text)]
    mentions = [
        (f"country:{c}", *at(n, text), "name") for c, n in (("CHN", "China"), ("RUS", "Russia"), ("PER", "Peru"))
    ]
    mentions += [
        ("project:bridge", *at("China built a bridge", text), "project"),
        ("region:x", *at("road", text), "name"),
    ]
    layers = Layers(text, sentences, [(0, 0), (at("Russia", text)[0], 1), (at("Then", text)[0], 2)], mentions)

    def distance(one, other, span=None):
        return phenomena.distance((one, "builds", other, "asserted"), span or at("built a", text), layers)

    assert distance("country:RUS", "region:x") == "same clause"
    assert distance("country:CHN", "country:RUS") == "same sentence"
    assert distance("country:CHN", "project:bridge") == "same sentence"
    assert distance("country:CHN", "country:PER") == "across sentences"
    assert distance("country:CHN", "country:PER", (0, len(text))) == "across sentences"
    assert distance("country:CHN", "country:USA") == "an end is not mentioned"


def test_errors_of_relations_say_what_was_found_instead():
    def relation(subject, predicate, object_, modality="asserted"):
        return {
            "subject": subject,
            "predicate": predicate,
            "object": object_,
            "modality": modality,
            "quote": "Sales to Peru",
        }

    gold = document(
        relations=[
            relation("country:CHN", "exports_to", "country:PER"),
            relation("country:CHN", "invests_in", "country:PER"),
            relation("country:PER", "visits", "country:CHN", "planned"),
        ]
    )
    told = document(
        relations={
            ("country:PER", "exports_to", "country:CHN", "asserted"),
            ("country:CHN", "invests_in", "country:CHL", "asserted"),
            ("country:PER", "visits", "country:CHN", "asserted"),
        }
    )
    errors = phenomena.errors_of("relations", tallies.matched("relations", gold, told), LAYERS, "text.md")
    missed = {e.phenomenon: e.circumstances for e in errors if e.kind == "missed"}
    assert missed == {
        "exports_to": ("across sentences", "turned round"),
        "invests_in": ("across sentences", "another end"),
        "visits": ("across sentences", "other modality"),
    }


def test_errors_of_entities():
    gold = document(entities=["place:peru", "organisation:codelco"])
    told = document(entities={"region:peru", "country:CHN"})
    rows = tallies.matched("entities", gold, told)
    errors = {(e.kind, e.phenomenon): e.circumstances for e in phenomena.errors_of("entities", rows, LAYERS, "text.md")}
    assert errors == {
        ("missed", "place"): ("its words stand in the text", "told as region"),
        ("missed", "organisation"): ("not in its own words",),
        ("spurious", "region"): (),
        ("spurious", "country"): ("as a name",),
    }


def test_the_report_counts_first_and_then_shows():
    def error(phenomenon, told, *circumstances):
        return phenomena.Error("missed", phenomenon, circumstances, "text.md", told)

    errors = [error("wrong flow", "a", "in a table"), *(error("no number found", str(i)) for i in range(7))]
    errors.append(phenomena.Error("partner", "world for state", (), "text.md", "b"))
    lines = phenomena.report(errors)
    assert lines[:5] == [
        "missed: 8  (in a table 1)",
        "     7 no number found",
        "     1 wrong flow  (in a table 1)",
        "partner: 1",
        "     1 world for state",
    ]
    assert sum("text.md" in line for line in lines) == 5 + 1 + 1
    assert sum("text.md" in line for line in phenomena.report(errors, None)) == 9
    assert phenomena.report([]) == ["no errors"]
    usual = ["in a table", "number without unit", "in a table"]
    assert phenomena.report(errors, 0, usual)[0] == "all labelled rows: in a table 2, number without unit 1"


def test_errors_of_a_document_are_told_with_its_layers(capsys):
    """As `--errors` does it, on one brief with all that was read in it."""
    gold = evaluate.labels("briefs")[1:2]
    record = evaluate.read(evaluate.SETS["briefs"][1])[gold[0]["source"]]
    predicted = evaluate.predict(record, with_layers=True)
    layers = predicted["layers"]
    assert len(layers.numbers) > 10
    assert len({clause for _, clause in layers.clauses}) > len(layers.sentences)
    without = predicted | {"figures": [], "projects": [], "relations": set(), "entities": set()}
    lines = evaluate.told("one", gold, {gold[0]["source"]: without}, ["figures", "relations", "projects", "entities"])
    assert any("found but linked to nothing" in line for line in lines)
    assert not any("spurious" in line for line in lines)
    assert evaluate.told("one", gold, {gold[0]["source"]: predicted})[1].startswith("  figures    gold")
