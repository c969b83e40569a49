"""quality.json of a release: copied in with its page, and held against that of the release before."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from test_publish import put, snapshot

from pipeline.engine import extraction_code
from pipeline.release import DatasetError, QualityFell, Release, publish, verify
from pipeline.release.catalogue import locate
from pipeline.release.quality import Fall, falls, held_against, measured, quality_of
from pipeline.release.quality_page import page, summary

Quality = dict[str, Any]
Publish = Callable[..., Release]


@pytest.fixture
def quality() -> Quality:
    return measured(extraction_code())


@pytest.fixture
def release_of(tables: dict[str, pl.DataFrame], tmp_path: Path) -> Publish:
    """Publishes the small dataset, whose bridge has the status that is said, in tmp_path/datasets."""

    def released(status: str, **options: Any) -> Release:
        put("projects", "status", status)(tables)
        return publish(tables, tmp_path / "datasets", seeds=[], code_version="f" * 64, **options)

    return released


def lowered(quality: Quality, by: float, texts: str = "wires", table: str = "relations", name: str = "f1") -> Quality:
    lower = copy.deepcopy(quality)
    numbers = lower["sets"][texts]["tables"][table]
    numbers[name] = round(numbers[name] - by, 3)
    return lower


def test_a_release_tells_its_quality(release_of: Publish, quality: Quality) -> None:
    release = release_of("planned", quality=quality)
    told = json.loads((release.path / "quality.json").read_bytes())
    assert told == quality
    assert "measured_with_this_code" in told
    text = (release.path / "QUALITY.md").read_text("utf-8")
    assert text == page(told, "1.0.0")
    readme = (release.path / "README.md").read_text("utf-8")
    assert summary(told) in readme
    assert "(QUALITY.md)" in readme
    manifest = json.loads((release.path / "manifest.json").read_bytes())
    assert {"quality.json", "QUALITY.md"} <= manifest["files"].keys()
    assert verify(locate(release.path)) == []


def test_verify_sees_a_quality_that_was_made_better(release_of: Publish) -> None:
    release = release_of("planned")
    path = release.path / "quality.json"
    told = json.loads(path.read_bytes())
    told["sets"]["wires"]["tables"]["trade_figures"]["f1"] = 0.999
    path.write_text(json.dumps(told))
    assert "quality.json: its bytes are not those that manifest.json tells" in verify(locate(release.path))
    path.unlink()
    assert any(problem.startswith("quality.json: No such file") for problem in verify(locate(release.path)))


@pytest.mark.parametrize(
    ("table", "name", "called"),
    [("relations", "f1", "F1"), ("trade_figures", "strict_f1", "strict F1"), ("projects", "f1", "F1")],
)
def test_a_release_that_is_less_right_is_refused(
    release_of: Publish, quality: Quality, table: str, name: str, called: str
) -> None:
    first = release_of("planned", quality=quality)
    out = first.path.parent
    before = snapshot(out)
    lower = lowered(quality, 0.034, table=table, name=name)
    was = quality["sets"]["wires"]["tables"][table][name]
    for reason in (None, "", " \n"):
        with pytest.raises(QualityFell) as raised:
            release_of("agreed", quality=lower, accept_lower_quality=reason)
        message = str(raised.value)
        assert f"{table} of the wires, {called} {was:.3f} -> {was - 0.034:.3f}." in message
        assert "since version 1.0.0" in message
        assert "--accept-lower-quality" in message
        assert "\n" not in message
        assert "labels" not in message
    assert snapshot(out) == before
    assert isinstance(raised.value, DatasetError)


def test_with_a_reason_it_is_published_and_the_reason_stands_in_it(release_of: Publish, quality: Quality) -> None:
    first = release_of("planned", quality=quality)
    lower = lowered(lowered(quality, 0.05), 0.021, "briefs", "trade_figures")
    second = release_of("agreed", quality=lower, accept_lower_quality=" Harder labels\nthan before. ")
    assert (second.version, second.is_new) == ("1.0.1", True)
    told = json.loads((second.path / "quality.json").read_bytes())
    assert told["lower_than"]["reason"] == "Harder labels\nthan before."
    assert told["lower_than"]["version"] == "1.0.0"
    assert [(f["texts"], f["table"], f["number"]) for f in told["lower_than"]["falls"]] == [
        ("briefs", "trade_figures", "f1"),
        ("wires", "relations", "f1"),
    ]
    text = (second.path / "QUALITY.md").read_text("utf-8")
    assert "for this reason: Harder labels than before." in text
    assert "- relations of the wires, F1" in text
    assert verify(locate(second.path)) == []
    # The next one is held against this one, and has nothing to own up to.
    third = release_of("planned", quality=lower)
    assert "lower_than" not in json.loads((third.path / "quality.json").read_bytes())
    assert json.loads((first.path / "quality.json").read_bytes()) == quality


def test_two_points_are_let_pass_and_a_reason_without_need_is_not_told(release_of: Publish, quality: Quality) -> None:
    release_of("planned", quality=quality)
    second = release_of("agreed", quality=lowered(quality, 0.02), accept_lower_quality="just in case")
    assert second.version == "1.0.1"
    assert "lower_than" not in json.loads((second.path / "quality.json").read_bytes())


def test_where_no_row_has_changed_nothing_is_refused(release_of: Publish, quality: Quality) -> None:
    release_of("planned", quality=quality)
    assert release_of("planned", quality=lowered(quality, 0.3)).is_new is False


def test_a_release_from_before_there_was_a_quality_is_no_measure(
    release_of: Publish, quality: Quality, tmp_path: Path
) -> None:
    first = release_of("planned", quality=quality)
    manifest = json.loads((first.path / "manifest.json").read_bytes())
    del manifest["files"]["quality.json"]
    (first.path / "manifest.json").write_text(json.dumps(manifest))
    (first.path / "quality.json").unlink()
    assert quality_of(locate(first.path)) is None
    assert held_against(locate(first.path), lowered(quality, 0.3), None) == lowered(quality, 0.3)
    assert held_against(None, quality, None) == quality


@pytest.mark.parametrize("content", [None, b"{"])
def test_a_quality_that_cannot_be_read_stops_the_next_release(
    content: bytes | None, release_of: Publish, quality: Quality
) -> None:
    path = release_of("planned", quality=quality).path / "quality.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match="so it is unknown whether quality fell"):
        release_of("agreed", quality=quality)


def test_what_is_not_measured_any_more_has_fallen(quality: Quality) -> None:
    less = copy.deepcopy(quality)
    del less["sets"]["wires"]
    del less["sets"]["briefs"]["tables"]["projects"]
    found = falls(quality, less)
    assert {(f.texts, f.table) for f in found} == {
        ("briefs", "projects"),
        *(("wires", table) for table in ("trade_figures", "projects", "relations", "entities")),
    }
    assert all(f.now is None for f in found)
    assert str(Fall("wires", "entities", "f1", 0.9, None)) == "entities of the wires, F1 0.900 -> not measured"
    assert falls(less, quality) == []


def test_other_labels_are_told_of(release_of: Publish, quality: Quality) -> None:
    release_of("planned", quality=quality)
    with pytest.raises(QualityFell, match="the labels, or how they are scored, have changed since"):
        release_of("agreed", quality=lowered(quality, 0.1) | {"labels_sha256": "0" * 64})


def test_rows_of_other_code_than_was_measured_are_owned_up_to(quality: Quality) -> None:
    told = json.loads(json.dumps(quality))
    assert measured(told["extraction_code"])["measured_with_this_code"] is True
    assert measured(None)["measured_with_this_code"] is False
    assert measured("0" * 16)["measured_with_this_code"] is False
    assert "made by other code" in page(measured("0" * 16), "1.0.0")
    assert "made by other code" not in page(measured(told["extraction_code"]), "1.0.0")


def test_the_page_has_every_number(quality: Quality) -> None:
    text = page(quality, "1.2.3")
    assert text.startswith("# How right the rows are, version 1.2.3\n")
    for name, told in quality["sets"].items():
        assert told["about"] in text
        for table, numbers in told["tables"].items():
            part = text.split(f"### `{table}` of the {name}\n")[1].split("\n#")[0]
            three = " | ".join(f"{numbers[n]:.3f}" for n in ("precision", "recall", "f1"))
            assert f"| found | {three} |" in part
            for slot, s in numbers.get("slots", {}).items():
                assert f"| `{slot}` | {s['labelled']} | {s['precision']:.3f} | {s['recall']:.3f} |" in part
            for kind, k in numbers.get("kinds", {}).items():
                assert f"| {kind} | {k['labelled']} | {k['precision']:.3f} |" in part
    widths = {line.count("|") for line in summary(quality).splitlines()}
    assert widths == {8}
