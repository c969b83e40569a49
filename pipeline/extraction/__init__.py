"""One document → its rows. Pure functions: no files, no Dagster, no tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.extraction.document import Document
    from pipeline.extraction.figure_choices import Choose
    from pipeline.extraction.rows import Extraction


def extract(text: str, published_on: dt.date | None) -> Extraction:
    """The rows that a normalised text states, each with its confidence.

    Relative dates ("in August") are resolved against `published_on`; without it they stay unresolved.
    """
    from pipeline.extraction.confidence import with_confidence

    doc = layered(text, published_on)
    return with_confidence(doc, found(doc, text))


def found(doc: Document, text: str, choose: Choose | None = None) -> Extraction:
    """The rows of a text that is laid out, not yet judged; `choose` answers the questions that its numbers raise."""
    from pipeline.extraction.figure_choices import choose_by_model
    from pipeline.extraction.figures import find_figures
    from pipeline.extraction.goods_told import told_mentions
    from pipeline.extraction.relations import find_relations, merged, relations_of_figures
    from pipeline.extraction.rows import Extraction
    from pipeline.extraction.wording import in_words_of_text

    figures = find_figures(doc, choose or choose_by_model)
    relations = merged(find_relations(doc, doc.projects, doc.project_mentions, figures), relations_of_figures(figures))
    told = told_mentions(doc, figures, doc.projects, relations)
    mentions = [dataclasses.replace(m, text=text[m.start : m.end]) for m in told]
    return in_words_of_text(Extraction(mentions, relations, figures, doc.projects, doc.project_mentions))


def layered(text: str, published_on: dt.date | None) -> Document:
    """A text parsed, with all layers that figures and relations are made from."""
    from pipeline.extraction.analysis import analyse
    from pipeline.extraction.casing import recased
    from pipeline.extraction.coreference import coreferent_mentions
    from pipeline.extraction.mentions import find_mentions
    from pipeline.extraction.periods import find_periods
    from pipeline.extraction.projects import find_projects
    from pipeline.extraction.quantities import find_quantities

    read = recased(text)
    doc = analyse(read, published_on)
    doc.quantities = find_quantities(read, published_on)
    doc.periods = find_periods(read, published_on)
    doc.mentions = find_mentions(doc)
    doc.mentions = sorted([*doc.mentions, *coreferent_mentions(doc)], key=lambda m: (m.start, -m.end, m.entity_id))
    doc.projects, doc.project_mentions = find_projects(doc)
    return doc
