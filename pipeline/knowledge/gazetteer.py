"""The curated entities, the names that news gives them, and the candidates for a town's name.

Ids, types and schemes are the contract's. Every file read here names its source and licence in its first lines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from pipeline.knowledge.tables import read_table, slug

_ISO_3166_2 = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


class Entity(NamedTuple):
    """Something that news names. Degrees are WGS 84; `country` is the alpha-3 code of the country it is in or of.

    `is_common_word` is said of places named like an English word, a given name or a surname: they want a cue.
    """

    entity_id: str
    type: str
    name: str
    scheme: str | None = None
    code: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    is_common_word: bool = False


class Name(NamedTuple):
    """A surface form, `kind` name or demonym.

    Of forms that several entities share, `priority` 0 is the usual reading, 1 a rarer one. `needs_cue` marks those that
    are also an ordinary word, a given name or a surname (hazards.csv), and combining forms ("Sino", "Russo"): demonyms
    whose cue is their hyphen.
    """

    text: str
    entity_id: str
    kind: str
    is_cased: bool = True
    priority: int = 0
    needs_cue: bool = False


# type -> data file, scheme of a code that the file gives, in the order in which entities and names are listed
_FILES = (
    ("country", "countries.csv", "ISO 3166-1"),
    ("country", "historic_states.csv", "ISO 3166-3"),
    ("bloc", "blocs.csv", None),
    ("region", "regions.csv", "ISO 3166-2"),
    ("place", "curated_places.csv", "GeoNames"),
    ("facility", "facilities.csv", None),
    ("organisation", "organisations.csv", None),
    ("person", "persons.csv", None),
    ("commodity", "commodities.csv", "HS 2022"),
)

_NAME_COLUMNS = (("names", "name", 0), ("demonyms", "demonym", 0), ("also", "name", 1), ("also_demonyms", "demonym", 1))


@cache
def entities() -> Mapping[str, Entity]:
    """Everything curated, by entity id: countries, blocs, regions, places, facilities, organisations, persons, goods.

    The contract's stand-ins (`country:WLD`, `bloc:other`, `commodity:total` …) are here too, without names.
    """
    found = {entity.entity_id: entity for entity, _ in _curated()}
    for row in read_table("stand_ins.csv"):
        found[row["entity_id"]] = Entity(row["entity_id"], row["entity_id"].partition(":")[0], row["name"])
    return MappingProxyType(found)


@cache
def names() -> tuple[Name, ...]:
    """All surface forms of `entities()` as they stand in text, with ' also as ’; unsorted, longest match is the user's.

    Proper names must match case as written; names of goods may not. A form may stand for several entities.
    """
    hazards = _hazards()
    found: dict[tuple[str, str], Name] = {}
    for entity, row in _curated():
        is_cased = entity.type != "commodity"
        for text, kind, priority in _forms(entity, row):
            form = text if is_cased else text.lower()
            key = (form, entity.entity_id)
            if key not in found:
                found[key] = Name(form, entity.entity_id, kind, is_cased, priority, form in hazards)
            if "'" in form:
                form = form.replace("'", "’")
                found.setdefault((form, entity.entity_id), found[key]._replace(text=form))
    return tuple(found.values())


@cache
def commodities(with_cue: bool = False) -> Mapping[str, str]:
    """Lower-case singular, mass and plural names of goods -> commodity id.

    Words that are goods only where a text says that they are traded ("lead", "ships", "chips") are left out unless
    `with_cue` is set.
    """
    found = {name.text: name.entity_id for name in names() if not name.is_cased and (with_cue or not name.needs_cue)}
    return MappingProxyType(found)


def same_goods(commodity_id: str) -> str:
    """The id under which the same goods are best known: `commodity:maize` is `commodity:corn`; else the id itself."""
    return _same_goods().get(commodity_id, commodity_id)


@cache
def masks() -> tuple[str, ...]:
    """Fixed phrases that hold a name without standing for it ("China Daily", "Brussels sprouts", "Dutch auction")."""
    return tuple(row["text"] for row in read_table("masks.csv"))


def capital_of(place_id: str, on: dt.date | None = None) -> str | None:
    """The state whose government `place_id` is the seat of on day `on` (today's where no day is given), or None.

    `capital_of("place:moscow")` is `country:RUS`, on a day of 1987 `country:SUN`; that of Brussels is `bloc:eu`.
    """
    for until, state_id in _capitals().get(place_id, ()):
        if until is None or (on is not None and on <= until):
            return state_id
    return None


@cache
def capital_places() -> Mapping[str, tuple[str, ...]]:
    """State id -> the ids of the places that are or were its seat of government."""
    found: dict[str, list[str]] = {}
    for place_id, states in _capitals().items():
        for _, state_id in states:
            found.setdefault(state_id, []).append(place_id)
    return MappingProxyType({state: tuple(places) for state, places in found.items()})


def state_on(country_id: str, on: dt.date | None) -> str:
    """The state that a modern state's name stands for in a text of day `on`: Russia in 1987 is the Soviet Union."""
    then = named_on(country_id, on)
    return f"country:{entities()[then].country}" if then.startswith("region:") else then


def named_on(country_id: str, on: dt.date | None) -> str:
    """As `state_on`, but the region that a later state was then: Slovenia in 1987 is `region:slovenia`."""
    historic = _historic().get(country_id)
    if historic and on is not None and on <= historic[1]:
        return historic[0]
    return country_id


@cache
def _capitals() -> Mapping[str, tuple[tuple[dt.date | None, str], ...]]:
    found: dict[str, list[tuple[dt.date | None, str]]] = {}
    for row in read_table("capitals.csv"):
        until = dt.date.fromisoformat(row["until"]) if row["until"] else None
        found.setdefault(f"place:{row['place']}", []).append((until, row["state"]))
    return {place: tuple(sorted(states, key=lambda s: s[0] or dt.date.max)) for place, states in found.items()}


@cache
def _historic() -> Mapping[str, tuple[str, dt.date]]:
    return {
        f"country:{row['modern']}": (
            row["historic"] if ":" in row["historic"] else f"country:{row['historic']}",
            dt.date.fromisoformat(row["until"]),
        )
        for row in read_table("states_over_time.csv")
    }


@cache
def _same_goods() -> Mapping[str, str]:
    rows = read_table("commodities.csv")
    return {f"commodity:{row['key']}": f"commodity:{row['same_as']}" for row in rows if row["same_as"]}


@cache
def _hazards() -> frozenset[str]:
    return frozenset(row["text"] for row in read_table("hazards.csv"))


@cache
def _region_words() -> Mapping[str, tuple[str, ...]]:
    return {row["words"]: tuple(row["patterns"].split("|")) for row in read_table("region_words.csv")}


@cache
def _curated() -> tuple[tuple[Entity, dict[str, str]], ...]:
    rows = ((kind, scheme, row) for kind, file, scheme in _FILES for row in read_table(file))
    return tuple((_entity(kind, scheme, row), row) for kind, scheme, row in rows)


def _entity(kind: str, scheme: str | None, row: dict[str, str]) -> Entity:
    key = row.get("key") or slug(row["name"])
    code = row.get("code") or None
    if scheme == "ISO 3166-1" or (scheme == "ISO 3166-2" and _ISO_3166_2.fullmatch(key)):
        code = key
    return Entity(
        entity_id=f"{kind}:{key}",
        type=kind,
        name=row["name"],
        scheme=scheme if code else None,
        code=code,
        country=key if kind == "country" else row.get("country") or None,
        latitude=_number(row.get("latitude")),
        longitude=_number(row.get("longitude")),
        population=int(row["population"]) if row.get("population") else None,
        is_common_word=kind == "place" and row["name"] in _hazards(),
    )


def _forms(entity: Entity, row: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    yield entity.name, "name", 0
    for column, kind, priority in _NAME_COLUMNS:
        if cell := row.get(column):
            for text in cell.split("|"):
                yield text, kind, priority
    if stems := row.get("stems"):
        for stem in stems.split("|"):
            for pattern in _region_words()[row["words"]]:
                yield pattern.format(stem), "name", 0


def _number(text: str | None) -> float | None:
    return float(text) if text else None
