"""Persons under a shorter name: "Wang" in one document is Wang Yi of another, or nobody's business.

A short name is taken for a fuller one only where a single fuller name fits within some years, where both are tied to
the same state or body, and where nothing speaks against it: another office, or a document that has both.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline import knowledge
from pipeline.knowledge.words import words
from pipeline.resolution.judgements import Judgements

# Officials come and go: a name of ten years ago is no evidence for whom a text of today means.
_WITHIN = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Office:
    """A statement that a person holds an office of `of_id`; `role` as the text words it, if it does."""

    document_id: str
    person_id: str
    of_id: str
    role: str | None


@dataclass(frozen=True)
class _Sighting:
    document_id: str
    day: dt.date | None
    offices: frozenset[str]
    roles: frozenset[str]
    bodies: frozenset[str]


def is_short_of(short: Sequence[str], full: Sequence[str], *, family_name_first: bool = False) -> bool:
    """Is `short` the name `full` with parts left out or cut to initials? Both are parts of keys, the family name kept.

    "putin" and "v-putin" are short of "vladimir-putin", "al-sisi" of "abdel-fattah-al-sisi", "wang" of "wang-yi" only
    with `family_name_first`.
    """
    if list(short) == list(full) or len(short) > len(full):
        return False
    if len(short) == 1 and family_name_first:
        return short[0] == full[0]
    if short[-1] != full[-1] or len("".join(short)) >= len("".join(full)):
        return False
    if len(short) > 1 and short[0] not in (full[0], full[0][:1], *words("resolution")["name_particles"]):
        return False
    rest = iter(full)
    return all(any(part in (other, other[:1]) for other in rest) for part in short)


def persons_by_document(
    references: Iterable[tuple[str, str]],
    offices: Iterable[Office],
    days: Mapping[str, dt.date | None],
    judgements: Judgements,
) -> dict[tuple[str, str], str]:
    """(document_id, person id) → the id of the fuller name that it stands for there.

    `references` are pairs of document_id and entity_id, all ids as they are after `identity.same_everywhere`; `days`
    are the documents' dates.
    """
    sightings = _sightings(references, offices, days)
    present: dict[str, set[str]] = defaultdict(set)
    for entity_id, seen in sightings.items():
        for sighting in seen:
            present[sighting.document_id].add(entity_id)
    index: dict[str, set[str]] = defaultdict(set)
    known: dict[str, list[_Sighting]] = defaultdict(list)
    changes: dict[tuple[str, str], str] = {}
    # The fullest names first, so that what a shorter one is compared with is final.
    for entity_id in sorted(sightings, key=lambda i: (-i.count("-"), -len(i), i)):
        parts = _parts(entity_id)
        fuller = sorted(f for f in index[parts[-1]] if _fits(parts, f, known[f]))
        for sighting in sightings[entity_id]:
            target = None
            if entity_id not in knowledge.entities():
                target = _same_person(sighting, fuller, known, present[sighting.document_id])
            if target is not None and not judgements.are_different(entity_id, target):
                changes[sighting.document_id, entity_id] = target
            final = changes.get((sighting.document_id, entity_id), entity_id)
            known[final].append(sighting)
            for part in {_parts(final)[0], _parts(final)[-1]}:
                index[part].add(final)
    return changes


def _parts(entity_id: str) -> list[str]:
    return entity_id.partition(":")[2].split("-")


def _fits(short: list[str], full_id: str, seen: list[_Sighting]) -> bool:
    country = knowledge.entities()[full_id].country if full_id in knowledge.entities() else None
    states = {country} if country else {o.partition(":")[2] for s in seen for o in s.offices}
    first = bool(states & words("resolution")["family_name_first"])
    return is_short_of(short, _parts(full_id), family_name_first=first)


def _same_person(
    short: _Sighting, fuller: Sequence[str], known: Mapping[str, list[_Sighting]], present: set[str]
) -> str | None:
    near = {full: [s for s in known[full] if _is_near(short.day, s.day)] for full in fuller}
    candidates = [full for full, seen in near.items() if seen]
    if len(candidates) != 1 or candidates[0] in present:
        return None
    seen = near[candidates[0]]
    offices = frozenset().union(*(s.offices for s in seen))
    roles = frozenset().union(*(s.roles for s in seen))
    bodies = frozenset().union(*(s.bodies for s in seen))
    if (short.offices and offices and not short.offices & offices) or (
        short.roles and roles and not short.roles & roles
    ):
        return None
    return candidates[0] if (short.offices | short.bodies) & (offices | bodies) else None


def _is_near(one: dt.date | None, two: dt.date | None) -> bool:
    return one is None or two is None or abs(one - two) <= _WITHIN


def _sightings(
    references: Iterable[tuple[str, str]], offices: Iterable[Office], days: Mapping[str, dt.date | None]
) -> dict[str, list[_Sighting]]:
    """Person id → where it is seen, in order of day and document."""
    people: set[tuple[str, str]] = set()
    bodies: dict[str, set[str]] = defaultdict(set)
    for document, entity_id in references:
        if entity_id.startswith("person:"):
            people.add((document, entity_id))
        elif entity_id.startswith("organisation:"):
            bodies[document].add(entity_id)
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for office in offices:
        held[office.document_id, office.person_id].add(office.of_id)
        said = set((office.role or "").lower().replace("-", " ").split())
        roles[office.document_id, office.person_id] |= said - words("resolution")["office_words"]
    found: dict[str, list[_Sighting]] = defaultdict(list)
    for document, entity_id in sorted(people, key=lambda p: (days.get(p[0]) or dt.date.min, p)):
        at = (document, entity_id)
        found[entity_id].append(
            _Sighting(
                document,
                days.get(document),
                frozenset(held[at]),
                frozenset(roles[at]),
                frozenset(bodies[document]),
            )
        )
    return found
