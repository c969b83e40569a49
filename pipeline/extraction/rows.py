"""What one document yields: plain rows, in the columns of the contract, before ids are merged across documents.

Offsets are code points in the document's normalised text, start inclusive, end exclusive. `confidence` is how likely the
row is right, None until it is judged (see `confidence`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that stands for an entity; `kind` is name, demonym, nominal or pronoun."""

    start: int
    end: int
    text: str
    entity_id: str
    kind: str
    confidence: float | None = None

    @property
    def type(self) -> str:
        """The entity's type: country, bloc, region, place, facility, person, organisation or commodity."""
        return self.entity_id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Relation:
    """A statement that ties two entities, or an entity and a project; `start`/`end` is its evidence."""

    subject_id: str
    predicate: str
    object_id: str
    modality: str
    start: int
    end: int
    role: str | None = None
    commodity_id: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported quantity of cross-border trade. Values are in whole units, percentages signed.

    `likelihood` is the product of the likelihoods of the answers that it was made of; None for one read from a table.
    """

    flow: str
    reporter_id: str
    partner_id: str
    start: int
    end: int
    measure: str
    commodity_id: str = "commodity:total"
    scope_id: str | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    approximation: str | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    change_pct: float | None = None
    change_value: float | None = None
    change_basis: str | None = None
    previous_value: float | None = None
    modality: str = "actual"
    likelihood: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Something built, laid, dug, opened or run, as one document tells it. `project_id` is `project:` and a slug."""

    project_id: str
    name: str
    kind: str
    status: str
    parties: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    commodity_id: str | None = None
    capacity: float | None = None
    capacity_unit: str | None = None
    cost: float | None = None
    cost_currency: str | None = None
    starts_on: dt.date | None = None
    completes_on: dt.date | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ProjectMention:
    """One statement about a project: the status, capacity and cost that this statement gives, if any."""

    project_id: str
    status: str | None
    start: int
    end: int
    capacity: float | None = None
    capacity_unit: str | None = None
    cost: float | None = None
    cost_currency: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All rows of one document, each list in text order."""

    mentions: list[Mention] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    project_mentions: list[ProjectMention] = field(default_factory=list)
