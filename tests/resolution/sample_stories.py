"""Documents with rows as extraction gives them, in few words: each is told at the first place where its text stands."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import polars as pl

from pipeline.engine.rows import Job, document_rows, frames
from pipeline.extraction.rows import Extraction, Figure, Mention, Project, ProjectMention, Relation
from pipeline.resolution import Judgements, judgements


class Story:
    """A document of one text and one day. Methods add rows and return the story."""

    def __init__(self, text: str, day: str | None = "2020-05-04"):
        self.text = text
        self.day = dt.date.fromisoformat(day) if day else None
        self.rows = Extraction()

    @property
    def id(self) -> str:
        return "doc:" + hashlib.sha256(self.text.encode()).hexdigest()[:20]

    def names(self, text: str, entity_id: str, kind: str = "name") -> Story:
        start = self.text.index(text)
        self.rows.mentions.append(Mention(start, start + len(text), text, entity_id, kind, 0.9))
        return self

    def states(
        self, subject: str, predicate: str, obj: str, modality: str = "asserted", quote: str = "", **rest: Any
    ) -> Story:
        start = self.text.index(quote)
        end = start + len(quote or self.text)
        self.rows.relations.append(
            Relation(subject, predicate, obj, modality, start, end, **{"confidence": 0.8, **rest})
        )
        return self

    def counts(self, flow: str, reporter: str, partner: str, value: float, unit: str = "USD", **rest: Any) -> Story:
        rest = {"measure": "value", "value": value, "unit": unit, "confidence": 0.7, **rest}
        self.rows.figures.append(Figure(flow, reporter, partner, 0, len(self.text), **rest))
        return self

    def builds(self, name: str, kind: str, status: str, project_id: str | None = None, **rest: Any) -> Story:
        key = project_id or "project:" + name.lower().replace(" ", "-")
        self.rows.projects.append(Project(key, name, kind, status, **{"confidence": 0.6, **rest}))
        self.rows.project_mentions.append(ProjectMention(key, status, 0, len(self.text), confidence=0.9))
        return self


def corpus(*stories: Story) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The document-level tables of these stories, and their documents."""
    jobs = [Job(s.id, s.id.partition(":")[2], f"{n}.txt", s.day, s.text) for n, s in enumerate(stories)]
    tables = frames(document_rows(job, story.rows) for job, story in zip(jobs, stories, strict=True))
    documents = pl.DataFrame(
        {
            "document_id": [job.document_id for job in jobs],
            "source": [job.source for job in jobs],
            "published_on": pl.Series([job.published_on for job in jobs], dtype=pl.Date),
            "text": [job.text for job in jobs],
        }
    )
    return tables, documents


def judged_as(rows: list[tuple[str, str, str, str]]) -> Judgements:
    """Judgements from (entity_id, judgement, other_id, reason)."""
    columns = ("entity_id", "judgement", "other_id", "reason")
    return judgements(dict(zip(columns, row, strict=True)) for row in rows)
