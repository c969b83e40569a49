"""Which towns a name may mean: the curated places first, then the table derived from GeoNames (make_cities.py)."""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.knowledge.gazetteer import Entity, entities, names
from pipeline.knowledge.tables import fold


@lru_cache(maxsize=16_384)
def places(name: str) -> tuple[Entity, ...]:
    """Candidates for the town called `name` (case and accents do not matter), () if none is known.

    Curated places come first, then the towns of that name, most populous first, then large cities of which it is
    another spelling. `is_common_word` marks names that are also English words, given names or surnames.
    """
    key = fold(name).lower().strip()
    found = {entity.entity_id: entity for entity in _curated().get(key, ())}
    for entity in _in_table(key):
        found.setdefault(entity.entity_id, entity)
    return tuple(found.values())


def _in_table(key: str) -> list[Entity]:
    lines, prefix = _lines(), f"{key},"
    start = end = bisect_left(lines, prefix)
    while end < len(lines) and lines[end].startswith(prefix):
        end += 1
    return [_town(row) for row in csv.reader(lines[start:end])]


def _town(row: list[str]) -> Entity:
    _, key, code, name, country, latitude, longitude, population, is_common_word, _ = row
    return Entity(
        entity_id=f"place:{key}",
        type="place",
        name=name,
        scheme="GeoNames",
        code=code,
        country=country,
        latitude=float(latitude),
        longitude=float(longitude),
        population=int(population),
        is_common_word=is_common_word == "1",
    )


@cache
def _curated() -> Mapping[str, tuple[Entity, ...]]:
    found: dict[str, list[Entity]] = {}
    for name in names():
        if name.entity_id.startswith("place:"):
            candidates = found.setdefault(fold(name.text).lower(), [])
            if (entity := entities()[name.entity_id]) not in candidates:
                candidates.append(entity)
    return {key: tuple(candidates) for key, candidates in found.items()}


@cache
def _lines() -> list[str]:
    """The table's lines, in the order of their first cell and its comma, so that a name is found by bisection."""
    packed = files("pipeline.knowledge").joinpath("cities.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    head = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return lines[head + 1 :]
