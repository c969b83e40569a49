"""Ids in the words of the document: the slug of the fullest name that the text itself uses.

Within a document an entity of the gazetteer is found under its best known name. Where the text has another name for it
throughout ("BP", "Bombay", "Yury …"), its rows take that one; resolution knows both for one entity.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline import knowledge
from pipeline.extraction.rows import Extraction, Mention
from pipeline.extraction.slugs import slug

_NAMED = frozenset(("place", "facility", "person", "organisation"))


def in_words_of_text(rows: Extraction) -> Extraction:
    """The same rows, ids of places, facilities, persons and organisations put in the words of their mentions."""
    becomes = _ids(rows.mentions)
    if not becomes:
        return rows

    def new(entity_id: str) -> str:
        return becomes.get(entity_id, entity_id)

    def of(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(new(i) for i in ids)

    return Extraction(
        [dataclasses.replace(m, entity_id=new(m.entity_id)) for m in rows.mentions],
        [dataclasses.replace(r, subject_id=new(r.subject_id), object_id=new(r.object_id)) for r in rows.relations],
        [dataclasses.replace(f, scope_id=f.scope_id and new(f.scope_id)) for f in rows.figures],
        [dataclasses.replace(p, organisations=of(p.organisations), places=of(p.places)) for p in rows.projects],
        rows.project_mentions,
    )


def _ids(mentions: Iterable[Mention]) -> Mapping[str, str]:
    """Id in the gazetteer → id by the text's fullest name, where the two have different words."""
    names: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.type in _NAMED and mention.kind == "name" and mention.entity_id in knowledge.entities():
            names[mention.entity_id].add(slug(mention.text, drop_legal_form=mention.type == "organisation"))
    found = {}
    for entity_id, keys in names.items():
        kind, _, own = entity_id.partition(":")
        fullest = max(sorted(keys), key=len)
        if fullest and not any(_is_part(key, own) for key in keys) and _curated().get((kind, fullest)) == {entity_id}:
            found[entity_id] = f"{kind}:{fullest}"
    return found


def _is_part(one: str, two: str) -> bool:
    a, b = set(one.split("-")), set(two.split("-"))
    return a <= b or b <= a


@functools.cache
def _curated() -> Mapping[tuple[str, str], set[str]]:
    """(type, key of a name) → the entities of the gazetteer that have the name, so that resolution finds the way back."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in knowledge.names():
        kind = name.entity_id.partition(":")[0]
        if kind in _NAMED and name.kind == "name" and name.priority == 0:
            found[kind, slug(name.text, drop_legal_form=kind == "organisation")].add(name.entity_id)
    return found
