"""Entities of many documents → one id each: what holds of an id wherever it stands.

Curated entities win: an id whose key is one of their names becomes theirs. A body that one document introduces in full
and then names shortly ("National Development and Reform Commission (NDRC)") has that short name in other documents too,
if no other body has it. Short names of persons hang on the document: see persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from pipeline import knowledge
from pipeline.extraction.slugs import slug
from pipeline.resolution.judgements import Judgements, follow
from pipeline.resolution.persons import is_short_of

# Ids of these types are made of names; those of the others are codes or common nouns.
_NAMED = frozenset({"bloc", "region", "place", "facility", "person", "organisation"})
_INTRODUCED = frozenset({"facility", "organisation"})


def same_everywhere(
    references: Iterable[tuple[str, str]], names: Iterable[tuple[str, str]], judgements: Judgements
) -> dict[str, str]:
    """Id → the id that it becomes in every document.

    `references` are pairs of document_id and entity_id; `names` pairs of entity_id and a name that some text gives it.
    """
    documents: dict[str, set[str]] = defaultdict(set)
    for document, entity_id in references:
        documents[entity_id].add(document)
    becomes = dict(judgements.same)
    for entity_id in sorted(documents):
        curated = _curated(entity_id)
        if entity_id not in becomes and curated and not judgements.are_different(entity_id, curated):
            becomes[entity_id] = curated
    for short, full in _introduced(names, becomes).items():
        together = documents.get(short, set()) & documents.get(full, set())
        if short not in becomes and not together and not judgements.are_different(short, full):
            becomes[short] = full
    return {entity_id: follow(entity_id, becomes) for entity_id in becomes}


def key(name: str, entity_type: str) -> str:
    """The key that a name gives to an id of this type."""
    return slug(name, drop_legal_form=entity_type == "organisation")


def _introduced(names: Iterable[tuple[str, str]], becomes: Mapping[str, str]) -> dict[str, str]:
    """The id that a body's short name would make by itself → the one body that some text calls so."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for entity_id, name in names:
        kind, _, own = entity_id.partition(":")
        if kind in _INTRODUCED:
            short = key(name, kind)
            if short and len(short) < len(own):
                bodies[f"{kind}:{short}"].add(follow(entity_id, becomes))
    curated = knowledge.entities()
    return {
        short: next(iter(full)) for short, full in sorted(bodies.items()) if len(full) == 1 and short not in curated
    }


def _curated(entity_id: str) -> str | None:
    """The one curated entity that an id that is not curated stands for by its key."""
    kind, _, own = entity_id.partition(":")
    if kind not in _NAMED or entity_id in knowledge.entities():
        return None
    found = _forms().get((kind, own), frozenset())
    if not found and kind == "person":
        parts = own.split("-")
        found = {p for p in _persons().get(parts[-1], ()) if is_short_of(p.partition(":")[2].split("-"), parts)}
    return next(iter(found)) if len(found) == 1 else None


@cache
def _forms() -> Mapping[tuple[str, str], frozenset[str]]:
    """(type, key of a curated name) → the curated entities that have it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in knowledge.names():
        kind = name.entity_id.partition(":")[0]
        if kind in _NAMED and name.kind == "name" and name.priority == 0:
            found[kind, key(name.text, kind)].add(name.entity_id)
    return {form: frozenset(ids) for form, ids in found.items()}


@cache
def _persons() -> Mapping[str, tuple[str, ...]]:
    """Last part of a name → the curated persons of that name, of more parts than one."""
    found: dict[str, list[str]] = defaultdict(list)
    for entity_id in knowledge.entities():
        parts = entity_id.partition(":")[2].split("-")
        if entity_id.startswith("person:") and len(parts) > 1:
            found[parts[-1]].append(entity_id)
    return {last: tuple(ids) for last, ids in found.items()}
