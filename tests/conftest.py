"""A dataset small enough to read, made by hand from two invented documents; and a release of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from pipeline.release import Release

# The ship is outside the basic plane: an offset in UTF-16 or in bytes would miss every span after it.
OPEN_TEXT = (
    "HEIHE 🚢 - Chinese exports to Russia rose 12 percent to 1.5 billion dollars in August.\n\n"
    "China and Russia agreed to build a bridge at Heihe."
)
CLOSED_TEXT = "Russia sold China about 2 million tonnes of crude oil in September."


def make_document(source: str, text: str, *, is_text_published: bool = True) -> dict[str, Any]:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {
        "document_id": f"doc:{sha256[:20]}",
        "source": source,
        "published_on": dt.date(2023, 10, 2),
        "title": None,
        "source_url": None,
        "licence": "CC0-1.0" if is_text_published else None,
        "language": "en",
        "text": text,
        "sha256": sha256,
        "is_text_published": is_text_published,
    }


def evidence(document: dict[str, Any], quote: str, column: str = "quote") -> dict[str, Any]:
    start = document["text"].index(quote)
    return {
        "document_id": document["document_id"],
        "start": start,
        "end": start + len(quote),
        column: quote,
        "confidence": 0.9,
    }


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    """The eight tables as they are before publication: all valid."""
    import schemas

    first = make_document("open.txt", OPEN_TEXT)
    second = make_document("closed.txt", CLOSED_TEXT, is_text_published=False)
    china, russia, heihe, oil = "country:CHN", "country:RUS", "place:heihe", "commodity:crude-oil"
    entities = [
        {"entity_id": china, "name": "China", "aliases": ["China", "Chinese"], "country": "CHN"},
        {"entity_id": russia, "name": "Russia", "aliases": ["Russia"], "country": "RUS"},
        {
            "entity_id": heihe,
            "name": "Heihe",
            "aliases": ["Heihe"],
            "country": "CHN",
            "latitude": 50.2,
            "longitude": 127.5,
        },
        {"entity_id": oil, "name": "crude oil", "aliases": ["crude oil"]},
        {"entity_id": "commodity:total", "name": "all goods and services", "aliases": []},
    ]
    mentions = [
        (first, "Chinese", china, "demonym"),
        (first, "Russia", russia, "name"),
        (first, "Heihe", heihe, "name"),
        (second, "Russia", russia, "name"),
        (second, "China", china, "name"),
        (second, "crude oil", oil, "name"),
    ]
    bridge = "project:bridge-at-heihe"
    agreed = evidence(first, "China and Russia agreed to build a bridge at Heihe")
    sold = evidence(second, CLOSED_TEXT)
    relations = [
        {"subject_id": china, "predicate": "agrees_with", "object_id": russia, "modality": "asserted"} | agreed,
        {"subject_id": bridge, "predicate": "located_in", "object_id": china, "modality": "asserted"} | agreed,
        {
            "subject_id": russia,
            "predicate": "exports_to",
            "object_id": china,
            "commodity_id": oil,
            "modality": "asserted",
        }
        | sold,
    ]
    figures = [
        {
            "flow": "export", "reporter_id": china, "partner_id": russia, "commodity_id": "commodity:total",
            "measure": "value", "value": 1.5e9, "unit": "USD", "value_usd": 1.5e9, "period_start": dt.date(2023, 8, 1),
            "period_end": dt.date(2023, 8, 31), "change_pct": 12.0, "change_basis": "yoy", "modality": "actual",
            **evidence(first, "Chinese exports to Russia rose 12 percent to 1.5 billion dollars in August"),
        },
        {
            "flow": "export", "reporter_id": russia, "partner_id": china, "commodity_id": oil, "measure": "volume",
            "value": 2e6, "unit": "t", "approximation": "about", "period_start": dt.date(2023, 9, 1),
            "period_end": dt.date(2023, 9, 30), "modality": "actual", **sold,
        },
    ]  # fmt: skip
    project = {
        "project_id": bridge, "name": "bridge at Heihe", "kind": "bridge", "status": "agreed",
        "parties": [china, russia], "organisations": [], "places": [heihe], "confidence": 0.6,
    }  # fmt: skip
    return {
        "documents": schemas.frame("documents", [first, second]),
        "entities": schemas.frame("entities", [{"type": e["entity_id"].split(":")[0]} | e for e in entities]),
        "mentions": schemas.identify(
            "mentions",
            schemas.frame(
                "mentions",
                [
                    {"entity_id": e, "kind": kind} | evidence(document, text, "text")
                    for document, text, e, kind in mentions
                ],
            ),
        ),
        "relations": schemas.identify("relations", schemas.frame("relations", relations)),
        "trade_figures": schemas.identify("trade_figures", schemas.frame("trade_figures", figures)),
        "projects": schemas.frame("projects", [project]),
        "project_mentions": schemas.frame(
            "project_mentions",
            [{"project_id": bridge, "status": "agreed", "stated_on": first["published_on"]} | agreed],
        ),
        "rejected": schemas.frame("rejected", [{"source": "empty.txt", "reason": "empty"}]),
    }


@pytest.fixture
def seeds() -> list[tuple[str, str]]:
    """What the release says that it was made of."""
    return [("closed.txt", "c" * 64), ("empty.txt", "e" * 64), ("open.txt", "0" * 64)]


@pytest.fixture
def release(tables: dict[str, pl.DataFrame], seeds: list[tuple[str, str]], tmp_path: Path) -> Release:
    """Version 1.0.0 of the small dataset, in tmp_path/datasets."""
    from pipeline.release import publish

    return publish(tables, tmp_path / "datasets", seeds=seeds, code_version="f" * 64)
