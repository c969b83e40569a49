"""relations: one row a statement in a document that ties two entities, or an entity and a project."""

from __future__ import annotations

from schemas.fields import (
    COMMODITY_ID,
    CONFIDENCE,
    DOCUMENT_ID,
    END,
    ENTITY_ID,
    ENTITY_OR_PROJECT_PATTERN,
    QUOTE,
    START,
    Field,
    row_id,
)
from schemas.table import ForeignKey, Rule, Table
from schemas.vocabulary import PREDICATES, RELATION_MODALITIES, SYMMETRIC_PREDICATES

_SYMMETRIC = ", ".join(f"'{name}'" for name in SYMMETRIC_PREDICATES)

RELATIONS = Table(
    name="relations",
    description="One row a statement in a document that ties two entities, or an entity and a project. A symmetric "
    "statement is one row, its two ids in code-point order.",
    fields=(
        row_id("relation_id", "The statement, by its content."),
        DOCUMENT_ID,
        ENTITY_ID.but(
            name="subject_id",
            description="Who or what the statement is about: an entity, or a project.",
            pattern=ENTITY_OR_PROJECT_PATTERN,
        ),
        Field("predicate", "string", "What is stated of the two.", "exports_to", vocabulary=PREDICATES),
        ENTITY_ID.but(
            name="object_id",
            description="The other side of the statement: an entity, or a project.",
            example="country:RUS",
            pattern=ENTITY_OR_PROJECT_PATTERN,
        ),
        Field(
            "role",
            "string",
            "The office of `holds_office`, as the document words it.",
            "commerce minister",
            is_nullable=True,
        ),
        COMMODITY_ID.but(description="What is exported, banned or taxed."),
        Field(
            "modality",
            "string",
            "Whether it is so, is to be so, or is not so.",
            "asserted",
            vocabulary=RELATION_MODALITIES,
        ),
        START,
        END,
        QUOTE,
        CONFIDENCE.but(
            description="How likely it is that the text states this of both ends in this modality, from 0 to 1, "
            "to three places; calibrated on labelled documents that it was not learnt from."
        ),
    ),
    key=("relation_id",),
    order=("document_id", "start", "end", "relation_id"),
    identity=(
        "document_id",
        "subject_id",
        "predicate",
        "object_id",
        "role",
        "commodity_id",
        "modality",
        "start",
        "end",
    ),
    foreign_keys=(
        ForeignKey("document_id", ("documents",)),
        ForeignKey("subject_id", ("entities", "projects")),
        ForeignKey("object_id", ("entities", "projects")),
        ForeignKey("commodity_id", ("entities",)),
    ),
    rules=(
        Rule("start is before end", '"start" < "end"'),
        Rule("subject and object differ", "subject_id <> object_id"),
        Rule(
            "the ids of a symmetric statement are in code-point order",
            f"predicate NOT IN ({_SYMMETRIC}) OR subject_id < object_id",
        ),
        Rule("role is for holds_office", "role IS NULL OR predicate = 'holds_office'"),
    ),
    evidence="quote",
)
