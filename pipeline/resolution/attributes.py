"""The entities that the rows refer to, with names, codes and places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline import knowledge
from pipeline.resolution.identity import key

if TYPE_CHECKING:
    import polars as pl

    from pipeline.knowledge import Entity

_LIES_IN = ("located_in", "holds_office")


def describe_entities(entity_ids: Sequence[str], mentions: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """The entities table for these ids, from knowledge first and from what the texts say where it has nothing."""
    from schemas import frame

    texts = _texts(mentions)
    countries = _countries(relations)
    rows = [
        _entity(entity_id, texts.get(entity_id, Counter()), countries.get(entity_id, set())) for entity_id in entity_ids
    ]
    return frame("entities", rows).sort("entity_id")


def _entity(entity_id: str, texts: Counter[str], countries: set[str]) -> dict[str, Any]:
    kind = entity_id.partition(":")[0]
    known = knowledge.entities().get(entity_id)
    if known is None and kind == "place":
        known = _town(entity_id, texts, countries)
    country = next(iter(countries)) if len(countries) == 1 else None
    row: dict[str, Any] = {"entity_id": entity_id, "type": kind, "aliases": sorted(texts), "country": country}
    if known is None:
        return row | {"name": _name(entity_id, texts)}
    return row | {
        "name": known.name,
        "scheme": known.scheme,
        "code": known.code,
        "country": known.country or country,
        "latitude": known.latitude,
        "longitude": known.longitude,
    }


def _town(entity_id: str, texts: Counter[str], countries: set[str]) -> Entity | None:
    """The town of that id, unless the texts put it in another country: then it is one that knowledge has not."""
    own = entity_id.partition(":")[2].replace("-", " ")
    towns = (town for name in (own, *sorted(texts)) for town in knowledge.places(name))
    town = next((town for town in towns if town.entity_id == entity_id), None)
    return town if town and (not countries or town.country in countries) else None


def _name(entity_id: str, texts: Counter[str]) -> str:
    """The longest name in the texts that makes the id's key, in its most frequent case; else the key in words."""
    kind, _, own = entity_id.partition(":")
    words = own.replace("-", " ")
    if kind == "commodity":
        return words
    fitting = [text for text in texts if key(text, kind) == own]
    if not fitting:
        return words if kind == "country" else words.title()
    longest = max(len(text) for text in fitting)
    return min((t for t in fitting if len(t) == longest), key=lambda t: (-texts[t], t))


def _texts(mentions: pl.DataFrame) -> dict[str, Counter[str]]:
    """Entity id → the names and demonyms that texts use for it, white space made plain, with their numbers."""
    import polars as pl

    named = mentions.filter(pl.col("kind").is_in(["name", "demonym"]))
    plain = named.with_columns(pl.col("text").str.replace_all(r"\s+", " ").str.strip_chars())
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for entity_id, text, count in plain.group_by("entity_id", "text").len().iter_rows():
        found[entity_id][text] = count
    return found


def _countries(relations: pl.DataFrame) -> dict[str, set[str]]:
    """Entity id → the countries that texts say it lies in or holds office of."""
    import polars as pl

    known = knowledge.entities()
    stated = relations.filter(pl.col("predicate").is_in(_LIES_IN), pl.col("modality") != "denied")
    found: dict[str, set[str]] = defaultdict(set)
    for subject, whole in stated.select("subject_id", "object_id").unique().iter_rows():
        country = known[whole].country if whole in known else None
        if whole.startswith("country:"):
            country = whole.partition(":")[2]
        if country:
            found[subject].add(country)
    return found
