"""How likely a row is right, as a careful reader of its document would judge it.

A mention is right if the text speaks of that entity; a relation, if the text states it of both ends in that modality; a
figure or a project, if the text tells it and every slot is right; a project's mention, if a project of that kind and
name is told there. The likelihood is a logistic sum of weights of what can be seen of the row and around it. Weights
stand in knowledge/confidence.json, learnt from labelled documents by tests/gold/train_confidence.py; its head says how
well they hold on documents that they were not learnt from.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction.rows import Extraction, Figure, Mention, Project, ProjectMention, Relation
from pipeline.knowledge.weights import weights

if TYPE_CHECKING:
    from pipeline.extraction.document import Document

TABLES = ("mentions", "relations", "figures", "projects", "project_mentions")
_ALWAYS = "always"
_LIKELIHOODS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
_COARSE = (0.2, 0.4, 0.6, 0.8)
_PLAINEST = ("name", "demonym", "nominal", "pronoun")
_TOLD = (2, 3, 5)  # mentions of one entity
_UNNAMED = ("country:WLD", "bloc:other", "commodity:total")


def with_confidence(
    doc: Document, rows: Extraction, learnt: Mapping[str, Mapping[str, float]] | None = None
) -> Extraction:
    """The same rows, each with its `confidence`: from 0 to 1, rounded to three places.

    `learnt` has the weights of each table's features, those of knowledge/confidence.json by default.
    """
    judged = {
        table: [
            dataclasses.replace(
                row, confidence=likelihood(names, learnt[table] if learnt else weights("confidence", table))
            )
            for row, names in zip(getattr(rows, table), features, strict=True)
        ]
        for table, features in features_of(doc, rows).items()
    }
    return Extraction(**judged)


def likelihood(features: Sequence[str], learnt: Mapping[str, float]) -> float:
    """How likely a row of these features is right."""
    total = sum(learnt.get(name, 0.0) for name in features)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 3)


def features_of(doc: Document, rows: Extraction) -> dict[str, list[list[str]]]:
    """The features of every row, by table, in the order of the rows."""
    seen = _Seen(doc, rows)
    return {
        "mentions": [[_ALWAYS, *_of_mention(seen, row)] for row in rows.mentions],
        "relations": [[_ALWAYS, *_of_relation(seen, row)] for row in rows.relations],
        "figures": [[_ALWAYS, *_of_figure(seen, row)] for row in rows.figures],
        "projects": [[_ALWAYS, *_of_project(seen, row)] for row in rows.projects],
        "project_mentions": [[_ALWAYS, *_of_project_mention(seen, row)] for row in rows.project_mentions],
    }


class _Seen:
    """A document and its rows, counted once for all features."""

    def __init__(self, doc: Document, rows: Extraction) -> None:
        self.doc = doc
        self.known = knowledge.entities()
        self.told = Counter(m.entity_id for m in rows.mentions)
        self.named = {m.entity_id for m in rows.mentions if m.kind == "name"}
        self.share_known = sum(i in self.known for i in self.named) / max(1, len(self.named))
        self.states = sum(i.startswith("country:") for i in self.told)
        self.used = {i for r in rows.relations for i in (r.subject_id, r.object_id, r.commodity_id)}
        self.used |= {i for f in rows.figures for i in (f.reporter_id, f.partner_id, f.scope_id, f.commodity_id)}
        self.used |= {i for p in rows.projects for i in (*p.parties, *p.organisations, *p.places, p.commodity_id)}
        self.project = {p.project_id: p for p in rows.projects}
        self.statements: dict[str, list[ProjectMention]] = defaultdict(list)
        for statement in rows.project_mentions:
            self.statements[statement.project_id].append(statement)
        self.figures: dict[tuple[int, int], float] = {}
        for f in rows.figures:
            self.figures[f.start, f.end] = max(self.figures.get((f.start, f.end), 0.0), f.likelihood or 0.0)
        self._mentions = sorted(rows.mentions, key=lambda m: (m.start, m.end, m.entity_id))
        self._starts = [m.start for m in self._mentions]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie wholly within text[start:end], in text order."""
        first, last = bisect.bisect_left(self._starts, start), bisect.bisect_left(self._starts, end)
        return [m for m in self._mentions[first:last] if m.end <= end]


def _reached(name: str, number: float, bounds: Sequence[float]) -> str:
    """`name` and how many of these bounds the number reaches."""
    return f"{name}.{sum(number >= bound for bound in bounds)}"


def _type(entity_id: str) -> str:
    return entity_id.partition(":")[0]


def _of_mention(seen: _Seen, row: Mention) -> Iterator[str]:
    kind = row.type
    yield f"{kind}.{row.kind}"
    yield f"{kind}.{'known' if row.entity_id in seen.known else 'new'}"
    yield _reached(f"{kind}.words", len(row.text.split()), (2, 3))
    yield _reached(f"{kind}.told", seen.told[row.entity_id], _TOLD)
    yield f"parsed.{seen.doc.tokens(row.start, row.end).root.pos_}"
    if row.entity_id in seen.used:
        yield "used"
    if row.entity_id not in seen.named:
        yield f"{kind}.nameless"


def _of_relation(seen: _Seen, row: Relation) -> Iterator[str]:
    types = f"{_type(row.subject_id)}>{_type(row.object_id)}"
    yield row.predicate
    yield f"{row.predicate}.{row.modality}"
    yield types
    yield f"{row.predicate}.{types}"
    inside = seen.mentions_in(row.start, row.end)
    first = []
    for side, entity_id in (("subject", row.subject_id), ("object", row.object_id)):
        here = [m for m in inside if m.entity_id == entity_id]
        first += [m.start for m in here[:1]]
        kinds = {m.kind for m in here}
        yield f"{side}.{next((kind for kind in _PLAINEST if kind in kinds), 'away')}"
        yield _reached(f"{side}.told", seen.told[entity_id], _TOLD)
        if entity_id in seen.known:
            yield f"{side}.known"
            yield f"{side}.known.{_type(entity_id)}"
    if len(first) == 2:
        yield f"{row.predicate}.{'turned' if first[0] > first[1] else 'straight'}"
    sure = seen.figures.get((row.start, row.end))
    if sure is not None and row.predicate in ("exports_to", "trades_with"):
        yield "figure"
        yield from (f"figure.{bound}" for bound in _COARSE if sure >= bound)


def _of_figure(seen: _Seen, row: Figure) -> Iterator[str]:
    yield f"{row.flow}.{row.measure}"
    yield row.modality
    if row.likelihood is None:
        yield "table"
    else:
        yield from (f"likelihood.{bound}" for bound in _LIKELIHOODS if row.likelihood >= bound)
    sentence = seen.doc.sentence_at(row.start)
    here = {m.entity_id for m in seen.mentions_in(sentence.start, sentence.end)}
    for slot in ("reporter_id", "partner_id", "scope_id", "commodity_id"):
        entity_id = getattr(row, slot)
        if entity_id and entity_id not in _UNNAMED and entity_id not in here:
            yield f"{slot}.away"
    if row.partner_id == "country:WLD":
        yield "world"
    if row.change_basis:
        yield f"basis.{row.change_basis}"


def _of_project(seen: _Seen, row: Project) -> Iterator[str]:
    yield row.status
    yield "named" if any(c.isupper() for c in row.name) else "generic"
    yield _reached("statuses", len({m.status for m in seen.statements[row.project_id]}), (2, 3))
    yield _reached("projects", len(seen.project), (2, 4))
    yield _reached("states", seen.states, (2, 3, 4, 6))
    yield _reached("known", seen.share_known, (0.5, 0.6, 0.7, 0.8, 0.9))
    if row.capacity is not None:
        yield "capacity"
    if row.cost is not None:
        yield "cost"
    if row.project_id in seen.used:
        yield "used"


def _of_project_mention(seen: _Seen, row: ProjectMention) -> Iterator[str]:
    project = seen.project[row.project_id]
    yield project.kind
    yield _reached("told", len(seen.statements[row.project_id]), _TOLD)
    yield _reached("places", len(project.places), (1, 2, 3))
    yield _reached("projects", len(seen.project), (2, 4))
    yield _reached("known", seen.share_known, (0.5, 0.6, 0.7, 0.8, 0.9))
    for slot in ("commodity_id", "capacity", "cost"):
        if getattr(project, slot) is not None:
            yield slot
