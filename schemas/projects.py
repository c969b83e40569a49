"""projects: one row a project, over the whole dataset."""

from __future__ import annotations

from schemas.fields import COMMODITY_ID, CONFIDENCE, ENTITY_PATTERN, PROJECT_ID, Field
from schemas.table import ForeignKey, Rule, Table
from schemas.vocabulary import PROJECT_KINDS, PROJECT_STATUSES

PROJECTS = Table(
    name="projects",
    description="One row something that is built, laid, dug, opened or run across borders or for trade, over all "
    "documents. Existing infrastructure that a text names or describes counts, as `operational`.",
    fields=(
        PROJECT_ID,
        Field(
            "name",
            "string",
            "Its name, or its shortest full description.",
            "oil transshipment complex at Nizhneleninskoye",
        ),
        Field("kind", "string", "What is built or run.", "gas_pipeline", vocabulary=PROJECT_KINDS),
        Field("status", "string", "The latest status known.", "under_construction", vocabulary=PROJECT_STATUSES),
        Field(
            "parties",
            "list<string>",
            "The countries or blocs whose states or firms take part.",
            ["country:CHN", "country:RUS"],
            pattern="^(?:country|bloc):",
        ),
        Field(
            "organisations",
            "list<string>",
            "The organisations that take part.",
            ["organisation:gazprom"],
            pattern="^organisation:",
        ),
        Field(
            "places",
            "list<string>",
            "The places, regions, facilities and countries where it is or that it links.",
            ["place:tongjiang", "region:CN-HL"],
            pattern=ENTITY_PATTERN,
        ),
        COMMODITY_ID.but(description="What it carries or makes.", example="commodity:natural-gas"),
        Field(
            "capacity",
            "double",
            "How much it carries, makes or holds, in whole units.",
            38000000000.0,
            unit="see `capacity_unit`",
            is_nullable=True,
            minimum=0,
        ),
        Field(
            "capacity_unit",
            "string",
            "The unit of `capacity`: t/a, m3/a, bbl/d, MW, t and others.",
            "m3/a",
            is_nullable=True,
            pattern=r"^[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*$",
        ),
        Field(
            "cost",
            "double",
            "What it costs, in whole units.",
            55000000000.0,
            unit="see `cost_currency`",
            is_nullable=True,
            minimum=0,
        ),
        Field(
            "cost_currency",
            "string",
            "The currency of `cost`, in ISO 4217.",
            "USD",
            is_nullable=True,
            pattern="^[A-Z]{3}$",
        ),
        Field(
            "starts_on",
            "date32",
            "The first day of the work or of the operation, as told.",
            "2014-09-01",
            is_nullable=True,
        ),
        Field(
            "completes_on",
            "date32",
            "The day when it is or was to be complete, as told.",
            "2019-12-02",
            is_nullable=True,
        ),
        CONFIDENCE.but(
            description="How likely it is that a document tells this project and every slot that it gives is right, "
            "from 0 to 1, to three places; calibrated on labelled documents that it was not learnt from. Of a project of "
            "several documents, the greatest of theirs."
        ),
    ),
    key=("project_id",),
    order=("project_id",),
    foreign_keys=(
        ForeignKey("parties", ("entities",)),
        ForeignKey("organisations", ("entities",)),
        ForeignKey("places", ("entities",)),
        ForeignKey("commodity_id", ("entities",)),
    ),
    rules=(
        Rule("starts_on is not after completes_on", "starts_on <= completes_on"),
        Rule("capacity and capacity_unit come together", "(capacity IS NULL) = (capacity_unit IS NULL)"),
        Rule("cost and cost_currency come together", "(cost IS NULL) = (cost_currency IS NULL)"),
    ),
)
