"""The trainer of the figure linker: what it learns from, and that it learns the same twice."""

import json

import evaluate
import pytest
import train_linker


@pytest.fixture(scope="module")
def some_briefs():
    lines = evaluate.SETS["briefs"][0].read_text(encoding="utf-8").splitlines()[1:7]
    records = evaluate.read(evaluate.SETS["briefs"][1])
    return [train_linker.labelled(json.loads(line), records) for line in lines]


def test_each_part_of_a_labelled_figure_is_found_in_the_text(some_briefs):
    by_source = {item.source: item for item in some_briefs}
    item = by_source["002-slump-2009.md"]
    told = {q.text: item.flows[q.start] for q in item.doc.quantities if q.start in item.flows}
    assert told["38.8 billion dollars"] == ["trade"]
    assert told["21.3 billion dollars"] == told["11 per cent"] == ["export"]
    assert told["3.8 billion dollars"] == ["balance"]


def test_the_same_examples_give_the_same_weights(some_briefs):
    first, second = ([train_linker.examples_of(item) for item in some_briefs] for _ in range(2))
    assert sum(map(len, first)) > 40
    weights = train_linker.fit(first)
    assert weights == train_linker.fit(second)
    assert weights["rule"] > 0 and all(weight == round(weight, 3) for weight in weights.values())


def test_a_model_learnt_from_documents_knows_them(some_briefs):
    examples = [train_linker.examples_of(item) for item in some_briefs]
    decide = train_linker.decide_by(train_linker.fit(examples, penalty=0.5))
    right = [decide(None, features) == label for found in examples for features, label in found]
    assert sum(right) / len(right) > 0.9


def test_the_file_says_what_it_was_learnt_from():
    content = json.loads(train_linker.TARGET.read_text(encoding="utf-8"))
    assert content["licence"] == "CC0-1.0"
    assert content["learnt_from"]["documents"] == len(evaluate.SETS["briefs"][0].read_text().splitlines())
    assert 0.5 < content["held_out"]["f1"] < 1
    assert list(content["weights"]) == sorted(content["weights"])
