"""Relations, figures and mentions after their ids are merged: one row a statement, pairs in the contract's order.

Of what is told twice the first evidence stands, with the greatest confidence of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.vocabulary import SYMMETRIC_PREDICATES

if TYPE_CHECKING:
    import polars as pl

_EVIDENCE = ["document_id", "start", "end"]
_OWN = ("figure_id", "start", "end", "quote", "confidence")  # of one telling, not of the figure


def tidy_mentions(mentions: pl.DataFrame) -> pl.DataFrame:
    """Mentions, of two on one span with one entity the first."""
    return _once(mentions.sort(*_EVIDENCE, "mention_id"), [*_EVIDENCE, "entity_id"])


def _once(ordered: pl.DataFrame, content: list[str]) -> pl.DataFrame:
    """The first row of each content, with the greatest confidence of those that have it."""
    import polars as pl

    return ordered.with_columns(pl.col("confidence").max().over(content)).unique(
        content, keep="first", maintain_order=True
    )


def tidy_relations(relations: pl.DataFrame) -> pl.DataFrame:
    """Relations between two; the ids of symmetric ones in order; of a statement made twice the first evidence."""
    import polars as pl

    is_turned = pl.col("predicate").is_in(SYMMETRIC_PREDICATES) & (pl.col("subject_id") > pl.col("object_id"))
    ordered = relations.filter(pl.col("subject_id") != pl.col("object_id")).with_columns(
        pl.when(is_turned).then("object_id").otherwise("subject_id").alias("subject_id"),
        pl.when(is_turned).then("subject_id").otherwise("object_id").alias("object_id"),
    )
    statement = ["document_id", "subject_id", "predicate", "object_id", "role", "commodity_id", "modality"]
    return _once(ordered.sort(*_EVIDENCE, "relation_id"), statement).sort(*_EVIDENCE, "relation_id")


def tidy_figures(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures between two, those of trade both ways in order of the pair, `value_usd` where the value is in dollars.

    A figure of a country with itself is no cross-border trade and is left out.
    """
    import polars as pl

    is_turned = (
        (pl.col("flow") == "trade")
        & (pl.col("partner_id") != "country:WLD")
        & ((pl.col("reporter_id") > pl.col("partner_id")) | (pl.col("reporter_id") == "country:WLD"))
    )
    ordered = figures.filter(pl.col("reporter_id") != pl.col("partner_id")).with_columns(
        pl.when(is_turned).then("partner_id").otherwise("reporter_id").alias("reporter_id"),
        pl.when(is_turned).then("reporter_id").otherwise("partner_id").alias("partner_id"),
        pl.when(pl.col("unit") == "USD").then("value").alias("value_usd"),
    )
    content = [column for column in figures.columns if column not in _OWN]
    return _once(ordered.sort(*_EVIDENCE, "figure_id"), content).sort(*_EVIDENCE, "figure_id")
