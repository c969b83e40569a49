"""trade_figures: one row a reported quantity of cross-border trade."""

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
from schemas.vocabulary import APPROXIMATIONS, CHANGE_BASES, FIGURE_MODALITIES, FLOWS, MEASURES

TRADE_FIGURES = Table(
    name="trade_figures",
    description="One row a reported quantity of cross-border trade; a level and its change are one row. For flow "
    "`trade` reporter and partner are in code-point order, `country:WLD` always second.",
    fields=(
        row_id("figure_id", "The figure, by its content."),
        DOCUMENT_ID,
        Field("flow", "string", "Which way the goods go, seen from the reporter.", "import", vocabulary=FLOWS),
        ENTITY_ID.but(name="reporter_id", description="Whose trade it is."),
        ENTITY_ID.but(
            name="partner_id",
            description="With whom; `country:WLD` where the text names nobody, `bloc:other` where it names a group that "
            "has no id.",
            example="country:RUS",
        ),
        ENTITY_ID.but(
            name="scope_id",
            description="Null where it is the whole trade of the reporter with the partner; else the firm, port, "
            "crossing, region, pipeline or carrier whose trade is counted. A figure with a scope says nothing of the "
            "country's total.",
            example="place:heihe",
            is_nullable=True,
            pattern=ENTITY_OR_PROJECT_PATTERN,
        ),
        COMMODITY_ID.but(
            description="What is traded: `commodity:total` where the text names no goods; `commodity:goods` and "
            "`commodity:services` where it does.",
            example="commodity:total",
            is_nullable=False,
        ),
        Field("measure", "string", "What the number measures.", "value", vocabulary=MEASURES),
        Field(
            "value",
            "double",
            "The level, in whole units (11.5 billion is 1.15e10); a deficit is negative. Null where only a change is "
            "reported.",
            11500000000.0,
            unit="see `unit`",
            is_nullable=True,
        ),
        Field(
            "value_high",
            "double",
            "The upper end, where a range is reported.",
            12000000000.0,
            unit="see `unit`",
            is_nullable=True,
        ),
        Field(
            "unit",
            "string",
            "ISO 4217 for money; else t, bbl, bbl/d, m3, head, unit, TEU, kWh, percent and others.",
            "USD",
            is_nullable=True,
            pattern=r"^[A-Za-z0-9]+(?:[-/ ][A-Za-z0-9]+)*$",
        ),
        Field(
            "value_usd",
            "double",
            "`value` by the exchange rate of the period, where a rate is to be had.",
            11500000000.0,
            unit="USD",
            is_nullable=True,
        ),
        Field(
            "approximation",
            "string",
            "How the text blurs the value.",
            "about",
            is_nullable=True,
            vocabulary=APPROXIMATIONS,
        ),
        Field(
            "period_start",
            "date32",
            "The first day of the period that the figure is for, resolved against the document's date.",
            "2023-08-01",
            is_nullable=True,
        ),
        Field("period_end", "date32", "The last day of that period, inclusive.", "2023-08-31", is_nullable=True),
        Field("change_pct", "double", "The reported change, signed.", 3.0, unit="percent", is_nullable=True),
        Field(
            "change_value",
            "double",
            "The reported change as an amount, signed.",
            400000000.0,
            unit="see `unit`",
            is_nullable=True,
        ),
        Field(
            "change_basis", "string", "What the change is against.", "yoy", is_nullable=True, vocabulary=CHANGE_BASES
        ),
        Field(
            "previous_value",
            "double",
            "The level that it changed from, as reported.",
            11100000000.0,
            unit="see `unit`",
            is_nullable=True,
        ),
        Field("modality", "string", "What kind of statement it is.", "actual", vocabulary=FIGURE_MODALITIES),
        START,
        END,
        QUOTE,
        CONFIDENCE.but(
            description="How likely it is that the text tells this figure and every slot is right, from 0 to 1, "
            "to three places; calibrated on labelled documents that it was not learnt from."
        ),
    ),
    key=("figure_id",),
    order=("document_id", "start", "end", "figure_id"),
    identity=(
        "document_id",
        "flow",
        "reporter_id",
        "partner_id",
        "scope_id",
        "commodity_id",
        "measure",
        "value",
        "value_high",
        "unit",
        "period_start",
        "period_end",
        "change_pct",
        "change_value",
        "modality",
        "start",
        "end",
    ),
    foreign_keys=(
        ForeignKey("document_id", ("documents",)),
        ForeignKey("reporter_id", ("entities",)),
        ForeignKey("partner_id", ("entities",)),
        ForeignKey("scope_id", ("entities", "projects")),
        ForeignKey("commodity_id", ("entities",)),
    ),
    rules=(
        Rule("start is before end", '"start" < "end"'),
        Rule("value is not above value_high", "value <= value_high"),
        Rule("value_high has a value", "value_high IS NULL OR value IS NOT NULL"),
        Rule("period_start is not after period_end", "period_start <= period_end"),
        Rule("period_start and period_end come together", "(period_start IS NULL) = (period_end IS NULL)"),
        Rule(
            "there is a number",
            "value IS NOT NULL OR change_pct IS NOT NULL OR change_value IS NOT NULL OR previous_value IS NOT NULL",
        ),
        Rule(
            "reporter and partner of a `trade` are in code-point order, country:WLD second",
            "flow <> 'trade' OR partner_id = 'country:WLD' "
            "OR (reporter_id <= partner_id AND reporter_id <> 'country:WLD')",
        ),
    ),
    evidence="quote",
)
