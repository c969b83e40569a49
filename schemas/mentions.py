"""mentions: one row a mention of an entity in a document."""

from __future__ import annotations

from schemas.fields import CONFIDENCE, DOCUMENT_ID, END, ENTITY_ID, START, Field, row_id
from schemas.table import ForeignKey, Rule, Table
from schemas.vocabulary import MENTION_KINDS

MENTIONS = Table(
    name="mentions",
    description="One row a stretch of a document's text that stands for an entity.",
    fields=(
        row_id("mention_id", "The mention, by its content."),
        DOCUMENT_ID,
        ENTITY_ID,
        START.but(description="Where the mention starts in the document's normalised text, counted from 0, inclusive."),
        END.but(
            description="Where the mention ends in the document's normalised text, exclusive. `end` is a reserved word "
            "of SQL: write it in double quotes."
        ),
        Field(
            "text",
            "string",
            'The mention itself: `substr(text, start + 1, "end" - start)` of the document\'s text.',
            "Chinese",
        ),
        Field("kind", "string", "How the text names the entity.", "demonym", vocabulary=MENTION_KINDS),
        CONFIDENCE.but(
            description="How likely it is that the text speaks of that entity here, from 0 to 1, "
            "to three places; calibrated on labelled documents that it was not learnt from."
        ),
    ),
    key=("mention_id",),
    order=("document_id", "start", "end", "mention_id"),
    identity=("document_id", "entity_id", "start", "end"),
    foreign_keys=(ForeignKey("document_id", ("documents",)), ForeignKey("entity_id", ("entities",))),
    rules=(Rule("start is before end", '"start" < "end"'),),
    evidence="text",
)
