"""Statements after resolution, the order of rows, and the whole on the shipped seeds."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sample_stories import Story, corpus

import schemas
from pipeline.resolution import Judgements, resolve

ROOT = Path(__file__).parents[2]


def resolved(*stories: Story):
    return resolve(*corpus(*stories), Judgements())


def test_symmetric_statements_are_put_in_order_and_told_once():
    story = Story("Quint Steel met Abel Tarn, and Tarn met Quint Steel.")
    story.names("Abel Tarn", "person:abel-tarn").names("Quint Steel", "organisation:quint-steel")
    story.states("person:abel-tarn", "meets", "organisation:quint-steel", quote="Tarn met Quint Steel")
    story.states("organisation:quint-steel", "meets", "person:abel-tarn", quote="Quint Steel met Abel Tarn")
    story.states("person:abel-tarn", "opposes", "organisation:quint-steel", quote="met")
    relations = resolved(story)["relations"]
    assert relations.select("subject_id", "predicate", "object_id", "quote").rows() == [
        ("organisation:quint-steel", "meets", "person:abel-tarn", "Quint Steel met Abel Tarn"),
        ("person:abel-tarn", "opposes", "organisation:quint-steel", "met"),
    ]


def test_statements_that_differ_in_office_goods_or_modality_are_several():
    story = Story("A says much of B.")
    for commodity in ("commodity:grain", "commodity:coal", None):
        story.states("country:CHN", "exports_to", "country:RUS", commodity_id=commodity)
    story.states("country:CHN", "exports_to", "country:RUS", modality="denied")
    assert resolved(story)["relations"].height == 4


def test_a_merge_leaves_no_relation_of_one_with_itself():
    full = Story("The Bureau of Quay Freight (BOQF) spoke.").names(
        "Bureau of Quay Freight", "organisation:bureau-of-quay-freight"
    )
    full.names("BOQF", "organisation:bureau-of-quay-freight")
    short = Story("BOQF has a new branch.").names("BOQF", "organisation:boqf")
    short.states("organisation:boqf", "owns", "organisation:bureau-of-quay-freight-branch")
    tables, documents = corpus(full, short)
    judged = Judgements(same={"organisation:bureau-of-quay-freight-branch": "organisation:bureau-of-quay-freight"})
    assert resolve(tables, documents, Judgements())["relations"].height == 1
    assert resolve(tables, documents, judged)["relations"].height == 0


def test_what_is_told_twice_is_as_sure_as_the_surer_telling():
    story = Story("Quint Steel met Abel Tarn, and Tarn met Quint Steel.")
    story.names("Abel Tarn", "person:abel-tarn").names("Quint Steel", "organisation:quint-steel")
    ends = "organisation:quint-steel", "meets", "person:abel-tarn"
    story.states(*ends, quote="Quint Steel met Abel Tarn", confidence=0.6)
    story.states(*ends[::-1], quote="Tarn met Quint Steel", confidence=0.95)
    for confidence in (0.4, 0.3):
        story.counts("export", "country:CHN", "country:RUS", 1e9, confidence=confidence)
    tables = resolved(story)
    assert tables["relations"].select("quote", "confidence").rows() == [("Quint Steel met Abel Tarn", 0.95)]
    assert tables["trade_figures"]["confidence"].to_list() == [0.4]


def test_pairs_of_trade_stand_in_order_and_balances_keep_their_side():
    story = Story("Figures.")
    story.counts("trade", "country:RUS", "country:CHN", 1.0).counts("trade", "country:RUS", "country:WLD", 2.0)
    story.counts("trade", "country:WLD", "country:ZAF", 3.0).counts("balance", "country:RUS", "country:CHN", -4.0)
    story.counts("export", "country:RUS", "country:CHN", 5.0).counts("trade", "country:CHN", "country:CHN", 6.0)
    figures = resolved(story)["trade_figures"].sort("value")
    assert figures.select("reporter_id", "partner_id", "value").rows() == [
        ("country:RUS", "country:CHN", -4.0),
        ("country:CHN", "country:RUS", 1.0),
        ("country:RUS", "country:WLD", 2.0),
        ("country:ZAF", "country:WLD", 3.0),
        ("country:RUS", "country:CHN", 5.0),
    ]


def test_dollars_are_dollars_and_the_rest_has_no_rate():
    story = Story("Figures.").counts("export", "country:RUS", "country:CHN", 1.5e9)
    story.counts("export", "country:RUS", "country:CHN", 9e9, unit="CNY").counts(
        "export", "country:RUS", "country:CHN", 4e6, unit="t", measure="volume"
    )
    assert sorted(resolved(story)["trade_figures"].select("unit", "value_usd").rows()) == [
        ("CNY", None),
        ("USD", 1.5e9),
        ("t", None),
    ]


def test_a_merge_in_another_document_changes_no_row_id():
    short = (
        Story("BOQF spoke of BOQF.")
        .names("BOQF", "organisation:boqf")
        .states("organisation:boqf", "opposes", "country:CHN")
    )
    full = Story("The Bureau of Quay Freight (BOQF) spoke.").names("BOQF", "organisation:bureau-of-quay-freight")
    alone, together = resolved(short), resolved(full, short)
    assert together["relations"]["subject_id"].to_list() == ["organisation:bureau-of-quay-freight"]
    assert together["relations"]["relation_id"].to_list() == alone["relations"]["relation_id"].to_list()
    assert set(alone["mentions"]["mention_id"]) <= set(together["mentions"]["mention_id"])


def test_no_documents_give_empty_tables_in_the_contracts_columns():
    tables = resolved()
    for name in ("entities", "mentions", "relations", "trade_figures", "projects", "project_mentions"):
        assert tables[name].is_empty()
        assert dict(tables[name].schema) == schemas.TABLES[name].polars_schema()


def test_rows_of_a_document_that_is_no_longer_one_are_left_out():
    one, two = Story("China spoke.").names("China", "country:CHN"), Story("Peru spoke.").names("Peru", "country:PER")
    tables, documents = corpus(one, two)
    assert resolve(tables, documents.head(1), Judgements())["entities"]["entity_id"].to_list() == ["country:CHN"]


@pytest.fixture(scope="module")
def seeds():
    """Documents of the shipped seeds, with what was extracted from them."""
    from pipeline.corpus import read_corpus
    from pipeline.engine import extract_all

    corpus = read_corpus(ROOT / "seeds")
    extracted = extract_all(corpus.documents)
    assert extracted.failures.is_empty()
    return corpus, extracted.tables, resolve(extracted.tables, corpus.documents)


def test_the_seeds_give_a_dataset_without_a_fault(seeds):
    read, _, tables = seeds
    assert read.documents.height >= 97
    assert tables["mentions"].height > 1000
    dataset = {**tables, "documents": read.documents, "rejected": read.rejected}
    assert schemas.validate(dataset) == []


def test_a_shuffled_input_gives_the_same_tables(seeds):
    read, extracted, tables = seeds
    shuffled = {name: rows.sample(fraction=1, shuffle=True, seed=7) for name, rows in extracted.items()}
    again = resolve(shuffled, read.documents.sample(fraction=1, shuffle=True, seed=8))
    assert {name: again[name].equals(tables[name]) for name in tables} == dict.fromkeys(tables, True)


def test_shuffled_stories_give_the_same_tables():
    stories = []
    for n in range(30):
        story = Story(f"Story {n} on Tarn{n % 3} port and Abel Oxby.", f"20{10 + n % 9}-01-01")
        name, key = ("Abel Oxby", "abel-oxby") if n % 2 else ("Oxby", "oxby")
        story.names(name, f"person:{key}").states(f"person:{key}", "holds_office", "country:MNG", role="chief")
        story.builds(
            ["port at Tarn{}", "Tarn{} port", "Tarn{} sea port"][n % 4 % 3].format(n % 3),
            "port",
            ["planned", "agreed"][n % 2],
        )
        stories.append(story)
    first = resolved(*stories)
    assert first["projects"].height == 3
    assert first["entities"].filter(pl.col("type") == "person").height == 1
    for seed in range(5):
        random.Random(seed).shuffle(stories)
        assert all(table.equals(first[name]) for name, table in resolved(*stories).items())
