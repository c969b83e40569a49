"""The measured quality: that what is committed is of what is committed, and that no text is read with its own lessons."""

import json

import evaluate
import measure
import pytest
import train_figures

from pipeline.release.quality import MEASURED, falls


@pytest.fixture(scope="module")
def committed():
    return json.loads(MEASURED.read_text(encoding="utf-8"))


def test_the_committed_numbers_are_of_the_committed_code(committed):
    assert measure.is_of_this_code(committed), (
        f"{MEASURED.name} was measured with other code or other labels than are here: run `make score`, commit the file"
    )


@pytest.mark.parametrize("name", ["extraction_code", "labels_sha256"])
def test_other_code_or_labels_are_noticed(committed, name):
    now = {"extraction_code": measure.extraction_code(), "labels_sha256": measure.labels_sha256()}
    assert measure.is_of_this_code(now)
    assert not measure.is_of_this_code(now | {name: "0" * 16})


def test_the_file_has_every_table_slot_and_kind_of_our_own_texts_alone(committed):
    assert list(committed["sets"]) == ["briefs", "wires"]
    for name, told in committed["sets"].items():
        assert told["documents"] == len(evaluate.labels(name))
        assert list(told["tables"]) == ["trade_figures", "projects", "relations", "entities"]
        for table in told["tables"].values():
            assert {"labelled", "predicted", "precision", "recall", "f1"} <= set(table)
        figures = told["tables"]["trade_figures"]
        assert {"reporter", "partner", "period", "commodity", "scope", "modality"} <= set(figures["slots"])
        assert all({"precision", "recall", "f1"} <= set(slot) for slot in figures["slots"].values())
        assert "exports_to" in told["tables"]["relations"]["kinds"]
    assert committed["licence"] == "CC0-1.0"
    assert falls(committed, committed) == []


def test_each_text_is_read_with_what_the_others_teach(monkeypatch):
    records = evaluate.read(evaluate.SETS["briefs"][1])
    items = [train_figures.labelled(gold, records) for gold in evaluate.labels("briefs")[1:5]]
    used = []

    def choose_by(weights):
        used.append(weights)
        return lambda question: (question.rule, 1.0)

    monkeypatch.setattr(train_figures, "read_set", lambda name: items)
    monkeypatch.setattr(train_figures, "learn", lambda found, report: ("of all", [f"fold {n}" for n in range(5)], 0))
    monkeypatch.setattr(train_figures, "choose_by", choose_by)
    predicted = measure.held_out(["briefs"], with_layers=True)["briefs"]
    assert used == [f"fold {item.fold}" for item in items]
    assert list(predicted) == [item.source for item in items]
    assert all(rows["entities"] and rows["layers"].numbers for rows in predicted.values())


def test_the_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "quality.json"
    measure.written(path, "{}\n")
    assert path.read_text() == "{}\n"
    assert [p.name for p in tmp_path.iterdir()] == ["quality.json"]
