"""What a project's name tells of which project it is, apart from what kind of thing it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline import knowledge
from pipeline.extraction.slugs import slug
from pipeline.knowledge.words import words

_TOWN = 50_000


@dataclass(frozen=True)
class ProjectName:
    """The parts of a name by what they do.

    `own` sets the project apart from others of its kind (names of towns, of a field, of two or more states that it
    links); empty for "oil pipeline" or "Russian refinery". `numbers` are those in the name, without a 1. `carriers` is
    what goes over it, by its name.
    """

    own: frozenset[str]
    numbers: frozenset[str]
    carriers: frozenset[str]
    is_wide: bool
    """The name's own part is a region alone: it says where, and many may be there."""


@cache
def parse_name(name: str) -> ProjectName:
    """The parts of a project's name: "second Mohe-Daqing pipeline" is {mohe, daqing}, {2}."""
    lists = words("resolution")
    whole = slug(name)
    known = _known().get(whole)
    if known:
        return ProjectName(frozenset({known}), frozenset(), frozenset(), is_wide=False)
    parts = whole.split("-")
    numbers = {lists["ordinals"].get(p, p) for p in parts if p.isdigit() or p in lists["ordinals"]} - {"1"}
    carriers = {lists["carriers"][p] for p in parts if p in lists["carriers"]}
    states = {_states()[p] for p in parts if p in _states()}
    own = {p for p in parts if p and not p.isdigit() and p not in lists["ordinals"] and p not in _generic()} - set(
        _states()
    )
    is_wide = own <= _wide() and not any(_is_town(part) for part in own)
    if not own and len(states) > 1:
        own, is_wide = states, False
    return ProjectName(frozenset(own), frozenset(numbers), frozenset(carriers), is_wide)


def _is_town(part: str) -> bool:
    """Many regions are named after a town, and then the town is meant: "Volgograd refinery"."""
    return any((place.population or 0) >= _TOWN for place in knowledge.places(part.capitalize())[:1])


@cache
def _known() -> Mapping[str, str]:
    """Key of a form of a known work's name → key of the name itself."""
    found = {}
    for row in knowledge.read_table("known_projects.csv"):
        for form in (row["name"], *filter(None, row["names"].split("|"))):
            found.setdefault(slug(form), slug(row["name"]))
    return found


@cache
def _generic() -> frozenset[str]:
    nouns = words("projects")["nouns"]
    found = {part for group in nouns.values() for noun in group for part in slug(noun).split("-")}
    found |= {part for noun in words("projects")["light"] for part in slug(noun).split("-")}
    found |= {f"{word}s" for word in found}
    found |= {word for word in map(slug, knowledge.commodities(with_cue=True)) if "-" not in word}
    return frozenset(found | words("resolution")["project_words"])


@cache
def _states() -> Mapping[str, str]:
    """Name of a country in one word, or its demonym or combining form → the country."""
    names = (n for n in knowledge.names() if n.entity_id.startswith("country:") and n.priority == 0)
    return {slug(n.text): n.entity_id for n in names if "-" not in slug(n.text)}


@cache
def _wide() -> frozenset[str]:
    names = (n for n in knowledge.names() if n.entity_id.partition(":")[0] in ("region", "bloc"))
    return frozenset(part for name in names for part in slug(name.text).split("-"))
