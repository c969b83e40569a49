"""Projects of many documents → one row each.

Two documents mean one project if they have the same name, or one of the same kind whose name has the same own part
("Zarubino port", "Zarubino deep-water port") or that links the same two places. A name without an own part ("oil
pipeline") is the same only at the same place. What one document tells apart stays apart.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.knowledge.words import words
from pipeline.resolution.judgements import Judgements
from pipeline.resolution.project_names import ProjectName, parse_name

if TYPE_CHECKING:
    import polars as pl

_SITES = ("place", "region", "facility")
_TOWNS = ("place", "facility")
_BUILT = "operational"


@dataclass(frozen=True)
class _Sighting:
    """A project as one document has it."""

    document_id: str
    project_id: str
    day: dt.date
    row: Mapping[str, Any]
    name: ProjectName
    ends: frozenset[str]

    @property
    def sites(self) -> list[str]:
        return [place for place in self.row["places"] or () if place.partition(":")[0] in _SITES]


@dataclass
class _Cluster:
    """Sightings of one project, with what they have between them."""

    sightings: list[_Sighting]
    documents: set[str]
    ids: set[str]
    carriers: set[str]

    @classmethod
    def of(cls, sighting: _Sighting) -> _Cluster:
        return cls([sighting], {sighting.document_id}, {sighting.project_id}, set(sighting.name.carriers))

    def may_take(self, other: _Cluster, judgements: Judgements) -> bool:
        """Does no document, no judgement and nothing that goes over them tell the two apart?"""
        return (
            self.documents.isdisjoint(other.documents)
            and not (self.carriers and other.carriers and self.carriers.isdisjoint(other.carriers))
            and not any(judgements.are_different(one, two) for one in self.ids for two in other.ids)
        )

    def take(self, other: _Cluster) -> None:
        self.sightings += other.sightings
        self.documents |= other.documents
        self.ids |= other.ids
        self.carriers |= other.carriers


def merge_projects(
    tables: Mapping[str, pl.DataFrame], days: Mapping[str, dt.date | None], judgements: Judgements
) -> tuple[dict[tuple[str, str], str], pl.DataFrame]:
    """(document_id, project_id) → the project's id over all documents; and the projects in the contract's columns.

    `tables` have entity ids as they are after the merge of entities; `days` are the documents' dates.
    """
    from schemas import frame

    sightings = _sightings(tables, days)
    changes: dict[tuple[str, str], str] = {}
    rows = []
    statuses = _statuses(tables["project_mentions"], days)
    taken: set[str] = set()
    for cluster in _clusters(sightings, judgements):
        best = _best_named(cluster)
        project_id = _free_id(best.project_id, cluster, taken)
        taken.add(project_id)
        for sighting in cluster:
            changes[sighting.document_id, sighting.project_id] = project_id
        told = [s for sighting in cluster for s in statuses.get((sighting.document_id, sighting.project_id), ())]
        rows.append(
            _merged(cluster, max(told)[-1] if told else None) | {"project_id": project_id, "name": best.row["name"]}
        )
    return changes, frame("projects", rows).sort("project_id")


def _sightings(tables: Mapping[str, pl.DataFrame], days: Mapping[str, dt.date | None]) -> list[_Sighting]:
    """In order of day, document and id, so that the order of the input does not matter."""
    import polars as pl

    ends: dict[tuple[str, str], set[str]] = defaultdict(set)
    connects = tables["relations"].filter(pl.col("predicate") == "connects", pl.col("modality") != "denied")
    for document, project, place in connects.select("document_id", "subject_id", "object_id").iter_rows():
        ends[document, project].add(place)
    found = []
    for row in (
        tables["projects"]
        .unique(["document_id", "project_id"], keep="first", maintain_order=True)
        .iter_rows(named=True)
    ):
        at = (row["document_id"], row["project_id"])
        linked = _linked(row, ends.get(at, set()))
        day = days.get(row["document_id"]) or dt.date.min
        found.append(_Sighting(*at, day, row, parse_name(row["name"]), linked))
    return sorted(found, key=lambda s: (s.day, s.document_id, s.project_id))


def _linked(row: Mapping[str, Any], ends: set[str]) -> frozenset[str]:
    """The two towns or sites that a project of a kind that links such links, or nothing."""
    if row["kind"] in words("resolution")["linking_kinds"]:
        for places in (ends, row["places"] or ()):
            towns = frozenset(place for place in places if place.partition(":")[0] in _TOWNS)
            if len(towns) == 2:
                return towns
    return frozenset()


def _keys(sighting: _Sighting, judgements: Judgements) -> Iterable[Hashable]:
    """What sightings of one project share, the surest first."""
    name, kind = sighting.name, sighting.row["kind"]
    if sighting.project_id in judgements.same.values():
        yield "judged", sighting.project_id
    if name.own:
        yield "id", sighting.project_id
        if not name.is_wide:
            yield "name", kind, name.own, name.numbers
    else:
        yield from (("at", sighting.project_id, site) for site in sorted(sighting.sites))
        if not sighting.sites and sighting.row["parties"]:
            yield "by", sighting.project_id, tuple(sorted(sighting.row["parties"]))
    if sighting.ends:
        yield "ends", kind, sighting.ends, name.numbers


def _clusters(sightings: Sequence[_Sighting], judgements: Judgements) -> list[list[_Sighting]]:
    """The sightings of each project, in order of their first."""
    of_key: dict[Hashable, _Cluster] = {}
    joined: dict[int, _Cluster] = {}

    def now(cluster: _Cluster) -> _Cluster:
        while id(cluster) in joined:
            cluster = joined[id(cluster)]
        return cluster

    clusters = []
    for sighting in sightings:
        cluster = _Cluster.of(sighting)
        clusters.append(cluster)
        for key in _keys(sighting, judgements):
            cluster = now(cluster)
            other = now(of_key.setdefault(key, cluster))
            if other is not cluster and other.may_take(cluster, judgements):
                other.take(cluster)
                joined[id(cluster)] = other
    return [cluster.sightings for cluster in clusters if id(cluster) not in joined]


def _best_named(cluster: Sequence[_Sighting]) -> _Sighting:
    """The sighting with the name that most documents use; a proper name before a description, a short one of those."""
    uses = Counter(s.row["name"] for s in cluster)

    def rank(sighting: _Sighting) -> tuple[Any, ...]:
        name = sighting.row["name"]
        is_proper = name[:1].isupper() or name[:1].isdigit()
        return (not is_proper, -uses[name], -len(name) if is_proper else len(name), name, sighting.project_id)

    return min(cluster, key=rank)


def _free_id(wanted: str, cluster: Sequence[_Sighting], taken: set[str]) -> str:
    """`wanted`, or if another project has it, with the place, the party or the document that tells the two apart."""
    sites = sorted({site.partition(":")[2].lower() for s in cluster for site in s.sites})
    parties = sorted({party.partition(":")[2].lower() for s in cluster for party in s.row["parties"] or ()})
    document = cluster[0].document_id.partition(":")[2][:8]
    choices = [wanted, *(f"{wanted}-{tail}" for tail in (*sites, "-".join(parties), document) if tail)]
    return next((choice for choice in choices if choice not in taken), f"{wanted}-{cluster[0].document_id[4:]}")


def _statuses(
    mentions: pl.DataFrame, days: Mapping[str, dt.date | None]
) -> dict[tuple[str, str], list[tuple[dt.date, str, int, str]]]:
    """(document_id, project_id) → the statuses that its statements give: day, document, start, status."""
    found: dict[tuple[str, str], list[tuple[dt.date, str, int, str]]] = defaultdict(list)
    columns = mentions.select("document_id", "project_id", "start", "status").drop_nulls("status")
    for document, project, start, status in columns.iter_rows():
        found[document, project].append((days.get(document) or dt.date.min, document, start, status))
    return found


def _merged(cluster: Sequence[_Sighting], status: str | None) -> dict[str, Any]:
    """One row of several: lists united, the greatest confidence, each other thing from the latest document that states it.

    What was told of a plan is not told of the finished work: once a project is operational, capacity, cost and dates
    are those that documents state of it as operational.
    """
    latest = sorted(cluster, key=lambda s: (s.day, s.document_id, s.project_id), reverse=True)
    status = status or latest[0].row["status"]
    facts = [s for s in latest if status != _BUILT or s.row["status"] == _BUILT]

    def stated(sightings: Sequence[_Sighting], *columns: str) -> dict[str, Any]:
        rows = (s.row for s in sightings if all(s.row[column] is not None for column in columns))
        row = next(rows, dict.fromkeys(columns))
        return {column: row[column] for column in columns}

    def united(column: str) -> list[str]:
        return sorted({item for s in cluster for item in s.row[column] or ()})

    kinds = Counter(s.row["kind"] for s in latest)
    merged = {
        "kind": kinds.most_common(1)[0][0],
        "status": status,
        **{column: united(column) for column in ("parties", "organisations", "places")},
        **stated(latest, "commodity_id"),
        **stated(facts, "capacity", "capacity_unit"),
        **stated(facts, "cost", "cost_currency"),
        **stated(facts, "completes_on"),
        "confidence": max((s.row["confidence"] for s in cluster if s.row["confidence"] is not None), default=None),
    }
    ends = merged["completes_on"]
    starts = (s.row["starts_on"] for s in facts if s.row["starts_on"] and (ends is None or s.row["starts_on"] <= ends))
    return merged | {"starts_on": next(starts, None)}
