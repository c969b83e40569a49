"""project_mentions: one row a statement about a project, its history."""

from __future__ import annotations

from schemas.fields import CONFIDENCE, DOCUMENT_ID, END, PROJECT_ID, QUOTE, START, Field
from schemas.projects import PROJECTS
from schemas.table import ForeignKey, Rule, Table
from schemas.vocabulary import PROJECT_STATUSES

PROJECT_MENTIONS = Table(
    name="project_mentions",
    description="One row a statement about a project in a document. In the order of `stated_on` they are the project's "
    "history.",
    fields=(
        PROJECT_ID,
        DOCUMENT_ID,
        Field(
            "status",
            "string",
            "The status that this statement gives, if any.",
            "agreed",
            is_nullable=True,
            vocabulary=PROJECT_STATUSES,
        ),
        PROJECTS.field("capacity").but(description="The capacity that this statement gives, if any, in whole units."),
        PROJECTS.field("capacity_unit"),
        PROJECTS.field("cost").but(description="The cost that this statement gives, if any, in whole units."),
        PROJECTS.field("cost_currency"),
        Field("stated_on", "date32", "The document's date.", "2023-11-07", is_nullable=True),
        START,
        END,
        QUOTE,
        CONFIDENCE.but(
            description="How likely it is that a project of that kind and name is told here, from 0 to 1, "
            "to three places; calibrated on labelled documents that it was not learnt from."
        ),
    ),
    key=("project_id", "document_id", "start", "end"),
    order=("project_id", "document_id", "start", "end"),
    foreign_keys=(ForeignKey("project_id", ("projects",)), ForeignKey("document_id", ("documents",))),
    rules=(
        Rule("start is before end", '"start" < "end"'),
        Rule("capacity and capacity_unit come together", "(capacity IS NULL) = (capacity_unit IS NULL)"),
        Rule("cost and cost_currency come together", "(cost IS NULL) = (cost_currency IS NULL)"),
    ),
    evidence="quote",
)
