"""Extraction over many documents: the same rows whatever does the work, and no document that stops the others."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
import types
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sample_extractions as sample

import schemas
from pipeline.engine import ExtractionCache, extract_all

ROOT = Path(__file__).parents[2]


def documents(*texts: str, day: dt.date | None = dt.date(2020, 5, 4)) -> pl.DataFrame:
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return pl.DataFrame(
        {
            "document_id": [f"doc:{h[:20]}" for h in hashes],
            "source": [f"{n}.txt" for n in range(len(texts))],
            "published_on": pl.Series([day] * len(texts), dtype=pl.Date),
            "text": list(texts),
            "sha256": hashes,
        },
        schema_overrides={"document_id": pl.String, "source": pl.String, "text": pl.String, "sha256": pl.String},
    )


def story(number: int) -> str:
    one, two = [("China", "Russia"), ("Russia", "Japan"), ("Japan", "China")][number % 3]
    return f"{one} sold {number} tonnes to {two}. The Amur{number % 4} bridge is planned. {one} agrees."


def same(one, two) -> bool:
    return one.failures.equals(two.failures) and all(one.tables[t].equals(two.tables[t]) for t in one.tables)


def test_rows_stand_in_the_contracts_columns_with_their_quotes():
    texts = [story(n) for n in range(3)]
    extracted = extract_all(documents(*texts), workers=0, extract=sample.countries)
    assert list(extracted.tables) == ["mentions", "relations", "trade_figures", "projects", "project_mentions"]
    for name, table in extracted.tables.items():
        expected = schemas.TABLES[name].polars_schema()
        assert {c: t for c, t in table.schema.items() if c in expected} == expected, name
    relation = extracted.tables["relations"].row(0, named=True)
    assert relation["quote"] == "China sold 0 tonnes to Russia"
    assert relation["relation_id"].startswith("relation:")
    assert extracted.tables["project_mentions"]["stated_on"].to_list() == [dt.date(2020, 5, 4)] * 3
    assert extracted.tables["projects"].row(0, named=True)["parties"] == ["country:CHN", "country:RUS"]
    order = [f"doc:{hashlib.sha256(t.encode()).hexdigest()[:20]}" for t in texts]
    assert extracted.tables["mentions"]["document_id"].unique(maintain_order=True).to_list() == order


def test_no_documents_give_empty_tables_of_the_same_types():
    none = extract_all(documents(), workers=2, extract=sample.countries)
    some = extract_all(documents(story(1)), workers=0, extract=sample.countries)
    assert {n: t.schema for n, t in none.tables.items()} == {n: t.schema for n, t in some.tables.items()}
    assert all(t.is_empty() for t in none.tables.values())
    assert none.failures.schema == schemas.TABLES["rejected"].polars_schema()


def test_number_of_workers_changes_no_row_and_no_order():
    texts = [story(n) for n in range(150)]
    texts[70] += " RAISE"
    frame = documents(*texts)
    here = extract_all(frame, workers=0, extract=sample.misbehaving)
    assert here.tables["mentions"].height == 3 * 149
    for workers in (1, 3):
        assert same(here, extract_all(frame, workers=workers, extract=sample.misbehaving))


@pytest.mark.parametrize("workers", [0, 2])
def test_document_that_raises_is_rejected_alone(workers):
    frame = documents(story(1), "RAISE China", story(2))
    extracted = extract_all(frame, workers=workers, extract=sample.misbehaving)
    (row,) = extracted.failures.iter_rows(named=True)
    assert (row["source"], row["reason"], row["sha256"]) == ("1.txt", "extraction_failed", frame["sha256"][1])
    message, *places = row["detail"].splitlines()
    assert message == "ValueError: no sense in 'RAISE China' at <object object at 0x>"
    assert places[0].startswith("sample_extractions:") and places[0].endswith(" in misbehaving")
    assert str(ROOT) not in row["detail"]
    assert extracted.tables["mentions"]["document_id"].n_unique() == 2


@pytest.mark.parametrize(("workers", "word"), [(0, "HANG"), (0, "SPIN"), (2, "HANG"), (2, "SPIN")])
def test_document_that_hangs_is_rejected_alone(workers, word):
    texts = [story(n) for n in range(40)]
    texts[11] += f" {word}"
    extracted = extract_all(documents(*texts), workers=workers, timeout_seconds=2, extract=sample.misbehaving)
    assert extracted.failures.select("source", "reason", "detail").rows() == [
        ("11.txt", "timed_out", "longer than 2 s")
    ]
    rest = documents(*texts).filter(pl.col("source") != "11.txt")
    expected = extract_all(rest, workers=0, extract=sample.countries)
    assert all(extracted.tables[t].equals(expected.tables[t]) for t in expected.tables)


def test_documents_that_kill_their_worker_are_rejected_alone():
    texts = [story(n) for n in range(40)]
    texts[3] += " EXIT"
    texts[29] += " EXIT"
    extracted = extract_all(documents(*texts), workers=2, extract=sample.misbehaving)
    assert extracted.failures.select("source", "reason", "detail").rows() == [
        (source, "extraction_failed", "ended its worker with exit code 7") for source in ("3.txt", "29.txt")
    ]
    assert extracted.tables["mentions"]["document_id"].n_unique() == 38


def test_document_is_not_blamed_for_a_worker_that_died_once(tmp_path):
    texts = [story(n) for n in range(20)]
    texts[5] += f" EXIT-ONCE {tmp_path / 'flag'}"
    extracted = extract_all(documents(*texts), workers=2, extract=sample.misbehaving)
    assert (tmp_path / "flag").exists()
    assert extracted.failures.is_empty()
    assert extracted.tables["mentions"]["document_id"].n_unique() == 20


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("LONG", "evidence"),
        ("DANGLING", "no project"),
        ("NAMELESS", "entity_id has its form"),
        ("INFINITE", "value is finite"),
        ("HALF", "come together"),
    ],
)
def test_rows_that_no_release_could_hold_reject_their_document(word, said):
    extracted = extract_all(documents(f"{word} China", story(1)), workers=0, extract=sample.beyond_the_text)
    assert extracted.failures["reason"].to_list() == ["extraction_failed"]
    assert said in extracted.failures["detail"][0]
    assert extracted.tables["mentions"]["document_id"].n_unique() == 1


def test_workers_that_cannot_start_are_an_error_and_no_rejection(monkeypatch):
    module = types.ModuleType("only_in_this_process")
    exec("def extract(text, published_on): ...", module.__dict__)
    monkeypatch.setitem(sys.modules, "only_in_this_process", module)
    with pytest.raises(RuntimeError, match="workers do not start"):
        extract_all(documents(story(1)), workers=1, extract=module.extract)
    with pytest.raises(ValueError, match="workers"):
        extract_all(documents(story(1)), workers=-1)


def test_progress_rises_to_all():
    told: list[tuple[int, int]] = []
    frame = documents(*[story(n) for n in range(25)])
    extract_all(frame, workers=2, extract=sample.countries, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (25, 25)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) == 26


def test_a_plain_script_without_a_main_guard_may_use_workers(tmp_path):
    script = tmp_path / "plain.py"
    script.write_text(
        f"import sys\nsys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]\n"
        "import sample_extractions, test_extract_all as t\n"
        "from pipeline.engine import extract_all\n"
        "frame = t.documents(*[t.story(n) for n in range(9)])\n"
        "print(extract_all(frame, workers=2, extract=sample_extractions.countries).tables['mentions'].height)\n"
    )
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.returncode) == ("27\n", 0), ran.stderr


class Counting:
    """`countries` that notes the texts that it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text, published_on):
        self.texts.append(text)
        return sample.misbehaving(text, published_on)


def test_cache_gives_the_same_rows_and_works_on_what_is_new(tmp_path):
    texts = [*(story(n) for n in range(60)), "no name in here"]
    cache = ExtractionCache(tmp_path, "one")
    plain = extract_all(documents(*texts), workers=0, extract=sample.countries)
    first = Counting()
    assert same(plain, extract_all(documents(*texts), workers=0, extract=first, cache=cache))
    assert len(first.texts) == 61

    second = Counting()
    assert same(plain, extract_all(documents(*texts), workers=0, extract=second, cache=cache))
    assert second.texts == []

    third = Counting()
    more = documents(story(99), *texts)
    assert same(
        extract_all(more, workers=0, extract=sample.countries), extract_all(more, workers=0, extract=third, cache=cache)
    )
    assert third.texts == [story(99)]


def test_cache_knows_results_by_version_and_date(tmp_path):
    frame = documents(story(1), story(2))
    extract_all(frame, workers=0, extract=sample.countries, cache=ExtractionCache(tmp_path, "one"))
    other = Counting()
    extract_all(frame, workers=0, extract=other, cache=ExtractionCache(tmp_path, "two"))
    assert len(other.texts) == 2
    for day in (dt.date(2021, 1, 1), None):
        redated = Counting()
        found = extract_all(
            documents(story(1), day=day), workers=0, extract=redated, cache=ExtractionCache(tmp_path, "one")
        )
        assert redated.texts == [story(1)]
        assert found.tables["trade_figures"]["period_end"].to_list() == [day]


def test_cache_keeps_no_failure(tmp_path):
    cache, frame = ExtractionCache(tmp_path, "one"), documents(story(1), "RAISE")
    assert extract_all(frame, workers=0, extract=sample.misbehaving, cache=cache).failures.height == 1
    again = Counting()
    assert extract_all(frame, workers=0, extract=again, cache=cache).failures.height == 1
    assert again.texts == ["RAISE"]


def test_an_interrupted_run_resumes(tmp_path):
    frame = documents(*[story(n) for n in range(300)])
    cache = ExtractionCache(tmp_path, "one")

    def interrupt(done: int, of: int) -> None:
        if done == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_all(frame, workers=0, extract=sample.countries, cache=cache, progress=interrupt)
    rest = Counting()
    resumed = extract_all(frame, workers=0, extract=rest, cache=cache)
    assert 100 <= len(rest.texts) < 250
    assert same(resumed, extract_all(frame, workers=0, extract=sample.countries))
