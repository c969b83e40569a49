"""The same entity or project in many documents → one id.

Works on the document-level rows of `pipeline.engine` alone and never on texts, so it is redone in full at each build.
Row ids are those of the document-level rows: a merge that another document brings about does not change them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.resolution.judgements import Judgements, judgements, read_judgements

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Judgements", "judgements", "read_judgements", "resolve"]


def resolve(
    extracted: Mapping[str, pl.DataFrame], documents: pl.DataFrame, judged: Judgements | None = None
) -> dict[str, pl.DataFrame]:
    """The contract's entities, mentions, relations, trade_figures, projects and project_mentions, sorted.

    `extracted` are document-level tables as `extract_all` gives them, `documents` their documents (columns document_id,
    published_on); rows of other documents are left out. `judged` are reviewed decisions on identity, those of
    knowledge/judgements.csv by default. The order of the input changes nothing. Raises ValueError for judgements that
    contradict each other.
    """
    import polars as pl

    from pipeline.resolution.attributes import describe_entities
    from pipeline.resolution.identity import same_everywhere
    from pipeline.resolution.persons import Office, persons_by_document
    from pipeline.resolution.projects import merge_projects
    from pipeline.resolution.references import references, replace
    from pipeline.resolution.statements import tidy_figures, tidy_mentions, tidy_relations
    from schemas import TABLES

    judged = read_judgements() if judged is None else judged
    days = dict(documents.select("document_id", "published_on").iter_rows())
    tables = {name: rows.filter(pl.col("document_id").is_in(list(days))) for name, rows in extracted.items()}

    pairs = [(str(document), str(entity_id)) for document, entity_id in references(tables).iter_rows()]
    names = tables["mentions"].filter(pl.col("kind") == "name").select("entity_id", "text").unique().rows()
    same = same_everywhere(pairs, names, judged)
    tables = replace(tables, {(document, old): same[old] for document, old in pairs if old in same})

    held = tables["relations"].filter(pl.col("predicate") == "holds_office", pl.col("modality") != "denied")
    offices = [Office(*row) for row in held.select("document_id", "subject_id", "object_id", "role").iter_rows()]
    pairs = [(document, same.get(old, old)) for document, old in pairs]
    tables = replace(tables, persons_by_document(pairs, offices, days, judged))

    project_ids, projects = merge_projects(tables, days, judged)
    tables = replace(tables, project_ids)

    resolved = {
        "mentions": tidy_mentions(tables["mentions"]),
        "relations": tidy_relations(tables["relations"]),
        "trade_figures": tidy_figures(tables["trade_figures"]),
        "project_mentions": tables["project_mentions"],
    }
    named = references({**resolved, "projects": projects.with_columns(pl.lit("").alias("document_id"))})
    ids = named.filter(~pl.col("entity_id").str.starts_with("project:"))["entity_id"].unique().sort().to_list()
    resolved |= {"projects": projects, "entities": describe_entities(ids, resolved["mentions"], resolved["relations"])}
    return {
        name: rows.select(TABLES[name].polars_schema().keys())
        .unique(list(TABLES[name].key), keep="first", maintain_order=True)
        .sort(TABLES[name].order)
        for name, rows in sorted(resolved.items())
    }
