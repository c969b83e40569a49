"""One document → its rows. Pure functions: no files, no Dagster, no tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.extraction.document import Document
    from pipeline.extraction.rows import Extraction, Figure, Project, ProjectMention, Relation


def extract(text: str, published_on: dt.date | None) -> Extraction:
    """The rows that a normalised text states.

    Relative dates ("in August") are resolved against `published_on`; without it they stay unresolved.
    """
    from pipeline.extraction.goods_told import told_mentions
    from pipeline.extraction.rows import Extraction
    from pipeline.extraction.wording import in_words_of_text

    doc, figures, projects, relations, project_mentions = read_document(text, published_on)
    told = told_mentions(doc, figures, projects, relations)
    mentions = [dataclasses.replace(m, text=text[m.start : m.end]) for m in told]
    return in_words_of_text(Extraction(mentions, relations, figures, projects, project_mentions))


def read_document(
    text: str, published_on: dt.date | None
) -> tuple[Document, list[Figure], list[Project], list[Relation], list[ProjectMention]]:
    """The analysed document, with all its layers, and the rows that are made from them."""
    from pipeline.extraction.analysis import analyse
    from pipeline.extraction.casing import recased
    from pipeline.extraction.coreference import coreferent_mentions
    from pipeline.extraction.figures import find_figures
    from pipeline.extraction.mentions import find_mentions
    from pipeline.extraction.periods import find_periods
    from pipeline.extraction.projects import find_projects
    from pipeline.extraction.quantities import find_quantities
    from pipeline.extraction.relations import find_relations, merged, relations_of_figures

    read = recased(text)
    doc = analyse(read, published_on)
    doc.quantities = find_quantities(read, published_on)
    doc.periods = find_periods(read, published_on)
    doc.mentions = find_mentions(doc)
    doc.mentions = sorted([*doc.mentions, *coreferent_mentions(doc)], key=lambda m: (m.start, -m.end, m.entity_id))
    figures = find_figures(doc)
    projects, project_mentions = find_projects(doc)
    relations = merged(find_relations(doc, projects, project_mentions, figures), relations_of_figures(figures))
    return doc, figures, projects, relations, project_mentions
