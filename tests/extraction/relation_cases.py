"""Marked sentences for the tests of relations: "{China=country:CHN} sold oil to {Japan=country:JPN}".

`{text=id}` is a name, `{text=id~d}` a demonym, `{text=id~n}` a noun and `{text=id~p}` a pronoun that stands for it, so
that the relation step is tested by itself, whatever the mention step finds.
"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.extraction.analysis import analyse
from pipeline.extraction.document import Document
from pipeline.extraction.projects import find_projects
from pipeline.extraction.relations import find_relations
from pipeline.extraction.rows import Mention, Relation

_MARK = re.compile(r"\{([^=}]+)=([^}~]+)(?:~([dnp]))?\}")
_KINDS = {None: "name", "d": "demonym", "n": "nominal", "p": "pronoun"}
Row = tuple[str, str, str, str]


def document(marked: str, published_on: dt.date | None = dt.date(2024, 3, 1)) -> Document:
    """The document of a marked text, with its mentions."""
    text, mentions, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        start = len(text)
        text += match.group(1)
        mentions.append(Mention(start, len(text), match.group(1), match.group(2), _KINDS[match.group(3)]))
        last = match.end()
    doc = analyse(text + marked[last:], published_on)
    doc.mentions = mentions
    return doc


def relations(marked: str, published_on: dt.date | None = dt.date(2024, 3, 1)) -> list[Relation]:
    """The relation rows of a marked text; projects are those that the project step finds."""
    doc = document(marked, published_on)
    return find_relations(doc, *find_projects(doc))


def stated(marked: str, published_on: dt.date | None = dt.date(2024, 3, 1)) -> set[Row]:
    """(subject, predicate, object, modality) of each row, country and person ids without their type."""
    return {
        (_short(r.subject_id), r.predicate, _short(r.object_id), r.modality) for r in relations(marked, published_on)
    }


def _short(entity_id: str) -> str:
    kind, _, key = entity_id.partition(":")
    return key if kind in ("country", "person") else entity_id
