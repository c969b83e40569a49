"""Figures told in tables and lists. All texts and numbers here are invented."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
import yaml

from pipeline.extraction.analysis import analyse
from pipeline.extraction.coreference import coreferent_mentions
from pipeline.extraction.document import Document
from pipeline.extraction.figure_context import document_context
from pipeline.extraction.figure_tables import block_figures, blocks_of, remember
from pipeline.extraction.figures import find_figures
from pipeline.extraction.mentions import find_mentions
from pipeline.extraction.periods import find_periods
from pipeline.extraction.quantities import find_quantities
from pipeline.extraction.rows import Figure
from pipeline.extraction.table_headings import period_of, singular
from pipeline.extraction.table_labels import goods_id
from pipeline.extraction.table_units import read_notes


def read(text: str, published_on: str) -> Document:
    doc = analyse(text, dt.date.fromisoformat(published_on))
    doc.quantities = find_quantities(text)
    doc.periods = find_periods(text, doc.published_on)
    doc.mentions = find_mentions(doc)
    doc.mentions = sorted([*doc.mentions, *coreferent_mentions(doc)], key=lambda m: (m.start, -m.end, m.entity_id))
    return doc


def number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def told(figure: Figure) -> str:
    """A figure in words: flow, reporter>partner, goods, value, unit, period, change, level before, basis, scope."""
    ends = (figure.reporter_id, figure.partner_id, figure.commodity_id)
    reporter, partner, goods = (entity.partition(":")[2] for entity in ends)
    parts = [figure.flow, f"{reporter}>{partner}", goods]
    parts += [number(figure.value)] if figure.value is not None else []
    parts += [figure.unit] if figure.unit else []
    parts += [f"{figure.period_start}/{figure.period_end}"] if figure.period_start else []
    parts += [f"{figure.change_pct:+g}%"] if figure.change_pct is not None else []
    parts += [f"by {number(figure.change_value)}"] if figure.change_value is not None else []
    parts += [f"from {number(figure.previous_value)}"] if figure.previous_value is not None else []
    parts += [figure.change_basis] if figure.change_basis else []
    parts += [f"in {figure.scope_id}"] if figure.scope_id else []
    parts += [figure.modality] if figure.modality != "actual" else []
    return " ".join(parts)


def told_by_rows(text: str, published_on: str) -> list[str]:
    """The figures whose evidence is a row of a table or an item of a list."""
    doc = read(text, published_on)
    rows = {(row.start, row.end) for block in blocks_of(doc) for row in block.rows}
    return [told(f) for f in find_figures(doc) if (f.start, f.end) in rows]


CASES = yaml.safe_load(Path(__file__).with_name("figure_tables.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_rows_of_tables_and_lists(case: dict) -> None:
    assert told_by_rows(case["text"], str(case["published_on"])) == case["figures"]


def test_a_list_of_other_things_is_not_read_as_sentences_on_trade() -> None:
    text = (
        "China's trade with Russia grew to 240 billion dollars in 2023. How the economy did:\n\n"
        "- growth: 5.2 per cent\n- inflation: 0.2 per cent\n- unemployment: 5.2 per cent"
    )
    assert [told(f) for f in find_figures(read(text, "2024-03-20"))] == [
        "trade CHN>RUS total 240,000,000,000 USD 2023-01-01/2023-12-31"
    ]


def test_evidence_is_the_row() -> None:
    text = "Trade of Peru with Chile in 2023, million dollars\n\nExports      1,820\nImports      1,240\n\nNo more is known."
    doc = read(text, "2024-03-01")
    assert [text[f.start : f.end] for f in find_figures(doc)] == ["Exports      1,820", "Imports      1,240"]


def test_marker_is_no_part_of_the_evidence() -> None:
    text = "Peru's exports in 2023:\n- copper: 5.1 million tonnes\n- zinc: 1.2 million tonnes"
    assert [text[f.start : f.end] for f in find_figures(read(text, "2024-03-01"))] == [
        "copper: 5.1 million tonnes",
        "zinc: 1.2 million tonnes",
    ]


def test_approximation_and_range() -> None:
    text = "Peru's exports to China in 2023:\n- copper: about 5.1 million tonnes\n- zinc: 1.2 to 1.4 million tonnes"
    copper, zinc = find_figures(read(text, "2024-03-01"))
    assert copper.approximation == "about"
    assert (zinc.value, zinc.value_high) == (1_200_000, 1_400_000)


def test_text_goes_on_with_what_all_rows_share() -> None:
    text = "Trade of Peru with Chile in 2023, million dollars\n\nCopper exports      1,820\nCoal imports      1,240"
    doc = read(text, "2024-03-01")
    context = document_context(doc)
    (block,) = blocks_of(doc)
    figures, covered = block_figures(doc, block, context, [])
    assert covered == [(row.start, row.end) for row in block.rows]
    remember(doc, figures, context)
    assert (context.reporter, context.partner, context.unit) == ("country:PER", "country:CHL", "USD")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("(mln dlrs)", [(None, "USD", 1e6)]),
        ("in billions of dollars", [(None, "USD", 1e9)]),
        ("USD million", [(None, "USD", 1e6)]),
        ("€ bn", [(None, "EUR", 1e9)]),
        ("dollars, bn", [(None, "USD", 1e9)]),
        ("'000 tonnes", [(None, "t", 1e3)]),
        ("in 1,000 tonnes", [(None, "t", 1e3)]),
        ("exports, tonnes", [(None, "t", 1.0)]),
        ("thousand barrels a day", [(None, "bbl/d", 1e3)]),
        ("(billion yen; change in per cent)", [(None, "JPY", 1e9), ("change", "percent", 1.0)]),
        ("million tonnes (share in per cent)", [(None, "t", 1e6), ("share", "percent", 1.0)]),
        ("Structure in 2008 (per cent)", [("share", "percent", 1.0)]),
        ("mln dlrs, year earlier in brackets", [(None, "USD", 1e6), ("previous", None, 1.0)]),
        ("310,000 tonnes in all", []),
        ("Exports by country", []),
    ],
)
def test_units_of_a_heading(heading: str, expected: list[tuple[str | None, str | None, float]]) -> None:
    assert [(note.meaning, note.unit, note.factor) for note in read_notes(heading)] == expected


@pytest.mark.parametrize(
    ("head", "first", "last"),
    [
        ("FEB 87", "1987-02-01", "1987-02-28"),
        ("Jan '86", "1986-01-01", "1986-01-31"),
        ("Jan-Mar 1986", "1986-01-01", "1986-03-31"),
        ("1985", "1985-01-01", "1985-12-31"),
    ],
)
def test_period_of_a_column(head: str, first: str, last: str) -> None:
    day = dt.date.fromisoformat
    assert period_of(head, day("1987-03-20")) == (day(first), day(last))


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("lorries", "lorry"),
        ("buses", "bus"),
        ("goods", "goods"),
        ("gas", "gas"),
        ("textiles", "textile"),
        ("boxes", "box"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_goods_are_named_by_their_singular() -> None:
    assert goods_id("organo-inorganic compounds") == "commodity:organo-inorganic-compound"
    assert goods_id("textiles and footwear") == "commodity:textile-and-footwear"


@pytest.mark.parametrize(
    "part",
    [
        "China exports: ",
        "China: 5.1, ",
        "China 5 (3); ",
        "China (5 million), ",
        "- China: 5.1\n",
        "China   5.1   6.2\n",
        "(",
        " ",
    ],
)
def test_time_grows_with_the_text_only(part: str) -> None:
    """Twice the text takes far less than four times as long; each is short enough to be no matter of the machine."""

    def seconds(count: int) -> float:
        doc = Document("Exports: " + part * count, dt.date(2024, 1, 1), None, [])  # type: ignore[arg-type]
        doc.quantities = find_quantities(doc.text)
        doc.periods = find_periods(doc.text, doc.published_on)
        started = time.process_time()
        blocks_of(doc)
        return time.process_time() - started

    assert seconds(2000) < 4 * seconds(1000) + 0.5
