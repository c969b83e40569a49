"""The views that join names and dates to the rows, so that most questions need no join."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.documents import DOCUMENTS
from schemas.project_mentions import PROJECT_MENTIONS
from schemas.projects import PROJECTS
from schemas.relations import RELATIONS
from schemas.table import Table
from schemas.trade_figures import TRADE_FIGURES


@dataclass(frozen=True, eq=False)
class View:
    """A view over the tables: what it shows, its select statement, and what each of its columns means."""

    name: str
    description: str
    sql: str
    columns: dict[str, str]


def _of(table: Table, *names: str) -> dict[str, str]:
    return {name: table.field(name).description for name in names}


def _all_of(table: Table) -> dict[str, str]:
    return _of(table, *table.columns)


_WHEN_AND_WHERE = _of(DOCUMENTS, "published_on", "source")

FIGURES = View(
    "figures",
    "trade_figures with the names of who trades what, and the date and source of the document.",
    """
    SELECT document.published_on, document.source, reporter.name AS reporter, partner.name AS partner,
           coalesce(scope.name, scope_project.name) AS scope, commodity.name AS commodity, figure.*
    FROM trade_figures AS figure
    JOIN documents AS document USING (document_id)
    JOIN entities AS reporter ON reporter.entity_id = figure.reporter_id
    JOIN entities AS partner ON partner.entity_id = figure.partner_id
    JOIN entities AS commodity ON commodity.entity_id = figure.commodity_id
    LEFT JOIN entities AS scope ON scope.entity_id = figure.scope_id
    LEFT JOIN projects AS scope_project ON scope_project.project_id = figure.scope_id
    """,
    {
        **_WHEN_AND_WHERE,
        "reporter": "The name of reporter_id.",
        "partner": "The name of partner_id.",
        "scope": "The name of scope_id.",
        "commodity": "The name of commodity_id.",
        **_all_of(TRADE_FIGURES),
    },
)
STATEMENTS = View(
    "statements",
    "relations with the names of both sides, and the date and source of the document.",
    """
    SELECT document.published_on, document.source, coalesce(subject.name, subject_project.name) AS subject,
           coalesce(object.name, object_project.name) AS object, commodity.name AS commodity, relation.*
    FROM relations AS relation
    JOIN documents AS document USING (document_id)
    LEFT JOIN entities AS subject ON subject.entity_id = relation.subject_id
    LEFT JOIN projects AS subject_project ON subject_project.project_id = relation.subject_id
    LEFT JOIN entities AS object ON object.entity_id = relation.object_id
    LEFT JOIN projects AS object_project ON object_project.project_id = relation.object_id
    LEFT JOIN entities AS commodity ON commodity.entity_id = relation.commodity_id
    """,
    {
        **_WHEN_AND_WHERE,
        "subject": "The name of subject_id.",
        "object": "The name of object_id.",
        "commodity": "The name of commodity_id.",
        **_all_of(RELATIONS),
    },
)
PROJECT_HISTORY = View(
    "project_history",
    "project_mentions with the project's name and kind and the source of the document: what was said of it, and when.",
    """
    SELECT document.source, project.name, project.kind, mention.*
    FROM project_mentions AS mention
    JOIN projects AS project USING (project_id)
    JOIN documents AS document USING (document_id)
    """,
    {**_of(DOCUMENTS, "source"), **_of(PROJECTS, "name", "kind"), **_all_of(PROJECT_MENTIONS)},
)

VIEWS = (FIGURES, STATEMENTS, PROJECT_HISTORY)
