"""The trainer of the figure model: what it learns from, and that it learns the same twice."""

import json

import evaluate
import pytest
import train_figures


@pytest.fixture(scope="module")
def some_briefs():
    lines = evaluate.SETS["briefs"][0].read_text(encoding="utf-8").splitlines()[1:7]
    records = evaluate.read(evaluate.SETS["briefs"][1])
    return [train_figures.labelled(json.loads(line), records) for line in lines]


@pytest.fixture(scope="module")
def examples(some_briefs):
    return [train_figures.examples_of(item) for item in some_briefs]


def test_each_part_of_a_labelled_figure_is_found_in_the_text(some_briefs):
    by_source = {item.source: item for item in some_briefs}
    item = by_source["002-slump-2009.md"]
    told = {q.text: item.flows[q.start] for q in item.doc.quantities if q.start in item.flows}
    assert told["38.8 billion dollars"] == ["trade"]
    assert told["21.3 billion dollars"] == told["11 per cent"] == ["export"]
    assert told["3.8 billion dollars"] == ["balance"]


def test_the_same_examples_give_the_same_weights(some_briefs, examples):
    again = [train_figures.examples_of(item) for item in some_briefs]
    assert sum(len(found["flow"]) for found in examples) > 40
    weights = train_figures.fit(examples)
    assert weights == train_figures.fit(again)
    assert weights["flow"]["rule"] > 0
    assert all(weight == round(weight, 3) for weight in weights["flow"].values())


def test_a_model_learnt_from_documents_knows_them(some_briefs, examples, monkeypatch):
    number = some_briefs[0].doc.quantities[0]
    monkeypatch.setattr(train_figures, "PENALTY", dict.fromkeys(train_figures.PENALTY, 0.5))
    monkeypatch.setattr(train_figures, "CAUTION", 0.0)
    weights = train_figures.fit(examples)
    for slot in ("flow", "ends"):
        right = []
        for features, answers in (example for found in examples for example in found[slot]):
            question = train_figures.Question(slot, number, answers, features)
            right.append(answers[train_figures.likeliest(question, weights[slot])[0]])
        assert sum(right) / len(right) > 0.9, slot


def test_an_extraction_with_the_right_answers_is_nearly_right(some_briefs):
    """What stays wrong is what no answer was put up for."""
    rows = []
    for item in some_briefs:
        teacher = train_figures.Teacher(item)

        def answer(question, teacher=teacher):
            right = teacher.right(question)
            return (right.index(True) if right and any(right) else question.rule), 1.0

        rows.append([evaluate.figure_row(f, item.doc.text) for f in train_figures.find_figures(item.doc, answer)])
    judged = train_figures.judged(some_briefs, rows)
    assert judged["f1"] > 0.9
    assert min(judged["slots"][name] for name in ("reporter", "partner", "commodity", "scope", "period")) > 0.9


def test_the_file_says_what_it_was_learnt_from():
    content = json.loads(train_figures.TARGET.read_text(encoding="utf-8"))
    assert content["licence"] == "CC0-1.0"
    documents = sum(len(evaluate.SETS[name][0].read_text().splitlines()) for name in train_figures.LEARNT_FROM)
    assert content["learnt_from"]["documents"] == documents
    assert all(0.5 < found["f1"] < 1 for found in content["held_out"].values())
