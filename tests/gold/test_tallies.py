"""Precision, recall and F1: those of score.py, and those of slots and kinds."""

import evaluate
import pytest
import score
import tallies


def figure(**slots):
    row = dict.fromkeys(score.FIGURE_SLOTS) | {
        "flow": "export", "reporter": "country:CHN", "partner": "country:WLD", "commodity": "total",
        "measure": "value", "unit": "USD", "modality": "actual",
    }  # fmt: skip
    return row | slots


def document(*figures, **tables):
    return {"figures": list(figures), "projects": [], "relations": [], "entities": []} | tables


def as_predicted(gold):
    """A labelled document as if it had been found so."""
    relations = {(r["subject"], r["predicate"], r["object"], r["modality"]) for r in gold["relations"]}
    return {**gold, "relations": relations, "entities": set(gold["entities"])}


def thinned(gold, step):
    """The same with something missing, something wrong and something too much, in every table."""
    told = as_predicted(gold)
    told["figures"] = [f | ({"partner": "country:WLD"} if i % 3 == 0 else {}) for i, f in enumerate(gold["figures"])]
    told["figures"] = told["figures"][step:] + [figure(value=77.0 + step)]
    told["projects"] = [p | ({"status": "proposed"} if i % 2 else {}) for i, p in enumerate(gold["projects"])][step:]
    told["relations"] = set(sorted(told["relations"])[step:]) | {("country:CHN", "opposes", "country:ISL", "denied")}
    told["entities"] = set(sorted(told["entities"])[step:]) | {"country:ISL"}
    return told


@pytest.mark.parametrize("name", ["briefs", "wires"])
def test_the_numbers_are_those_of_score(name):
    gold = evaluate.labels(name)[:40]
    predicted = {g["source"]: thinned(g, i % 3) for i, g in enumerate(gold)}
    reports = {short: tally.report() for short, tally in score.score(gold, predicted)[0].items()}
    for short, table in evaluate.TABLES.items():
        r = tallies.numbers(table, [tallies.matched(table, g, predicted[g["source"]]) for g in gold])
        theirs = reports[short]
        assert (r["labelled"], r["predicted"]) == (theirs["gold"], theirs["predicted"])
        assert [r[n] for n in ("precision", "recall", "f1")] == pytest.approx(
            list(theirs["found"].values()), abs=0.0011
        )
        if "slots" in theirs:
            assert r["strict_f1"] == pytest.approx(theirs["strict"]["f1"], abs=0.0011)
            assert {slot: s["right_where_found"] for slot, s in r["slots"].items()} == theirs["slots"]
        assert 0.5 < r["f1"] < 1


def test_a_slot_counts_what_is_filled():
    gold = document(
        figure(value=1e6, change_pct=3.0, change_basis="yoy"),
        figure(value=2e6, change_pct=4.0, change_basis="yoy"),
        figure(value=5e6),
    )
    told = document(
        figure(value=1e6, change_pct=3.0, change_basis="mom"), figure(value=2e6), figure(value=9e6, scope="x")
    )
    r = tallies.numbers("trade_figures", [tallies.matched("trade_figures", gold, told)])
    assert (r["precision"], r["recall"], r["strict_f1"]) == (0.667, 0.667, 0.0)
    slots = r["slots"]
    assert slots["change_pct"] == {
        "labelled": 2, "predicted": 1, "precision": 1.0, "recall": 0.5, "f1": 0.667, "right_where_found": 0.5,
    }  # fmt: skip
    assert [slots["change_basis"][n] for n in ("precision", "recall", "right_where_found")] == [0.0, 0.0, 0.0]
    # Nothing labelled and nothing found there: right, but it adds to no precision or recall.
    assert slots["scope"]["right_where_found"] == 1.0
    assert (slots["scope"]["labelled"], slots["scope"]["predicted"], slots["scope"]["f1"]) == (0, 1, 0.0)


def test_countries_in_places_are_not_judged():
    assert not tallies.is_filled("places", {"places": ["country:RUS"]})
    assert tallies.is_filled("places", {"places": ["country:RUS", "place:heihe"]})
    assert not tallies.is_filled("period", {"period": [None, None]})


def test_relations_are_counted_by_predicate_and_entities_by_type():
    gold = document(
        relations=[
            {"subject": "country:CHN", "predicate": "exports_to", "object": "country:RUS", "modality": "asserted"},
            {"subject": "country:CHN", "predicate": "meets", "object": "country:RUS", "modality": "asserted"},
        ],
        entities=["country:CHN", "country:RUS", "place:heihe"],
    )
    told = document(
        relations={
            ("country:CHN", "exports_to", "country:RUS", "asserted"),
            ("country:CHN", "borders", "country:RUS", "asserted"),
        },
        entities={"country:CHN", "place:mohe"},
    )
    kinds = tallies.numbers("relations", [tallies.matched("relations", gold, told)])["kinds"]
    assert {k: (v["labelled"], v["predicted"], v["f1"]) for k, v in kinds.items()} == {
        "borders": (0, 1, 0.0), "exports_to": (1, 1, 1.0), "meets": (1, 0, 0.0),
    }  # fmt: skip
    kinds = tallies.numbers("entities", [tallies.matched("entities", gold, told)])["kinds"]
    assert kinds["country"]["precision"] == 1.0
    assert kinds["country"]["recall"] == 0.5
    assert kinds["place"]["f1"] == 0.0
