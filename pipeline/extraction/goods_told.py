"""Goods that a text only mentions: words that stand for others ("the metal"), parts of names, fields of talk.

Entities are goods that are traded, carried or made. What a figure, a project or a relation is told of always is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.rows import Figure, Mention, Project, Relation
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    pass

_AROUND = 6
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "its", "their"))


def told_mentions(
    doc: Document, figures: Iterable[Figure], projects: Iterable[Project], relations: Iterable[Relation]
) -> list[Mention]:
    """The document's mentions but those of goods that it only mentions."""
    used = {row.commodity_id for rows in (figures, projects, relations) for row in rows}
    of_goods: dict[str, list[Mention]] = defaultdict(list)
    for mention in doc.mentions:
        if mention.type == "commodity":
            of_goods[mention.entity_id].append(mention)
    parts = {goods: frozenset(goods.partition(":")[2].split("-")) for goods in {*of_goods, *(u for u in used if u)}}
    untold = {
        goods
        for goods, mentions in of_goods.items()
        if goods not in used
        and all(_is_by_the_way(doc, m, parts[goods], [parts[u] for u in used if u]) for m in mentions)
    }
    return [m for m in doc.mentions if m.entity_id not in untold]


def _is_by_the_way(doc: Document, mention: Mention, parts: frozenset[str], told: list[frozenset[str]]) -> bool:
    lists = words("goods_words")
    span = doc.tokens(mention.start, mention.end)
    root = span.root
    is_kind = mention.entity_id.partition(":")[2] in lists["kinds"]
    if is_kind and span[0].i and span[0].nbor(-1).lower_ in _DEFINITE:
        return True  # "the metal" of a text on copper
    is_listed = root.dep_ == "conj" or any(child.dep_ == "conj" for child in root.children)
    if len(parts) == 1 and any(parts < other for other in told) and not is_listed:
        return True  # "ore" of a text that tells figures of iron ore
    near = {t.lemma_.lower() for t in doc.sentence_at(mention.start).span if abs(t.i - root.i) <= _AROUND}
    if near & lists["cues"]:
        return False
    return is_kind and not is_listed or bool(near & lists["fields"])
