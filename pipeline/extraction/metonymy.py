"""A capital's name: the town, or the government that sits there?"""

from __future__ import annotations

from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

_STATE_CLAUSES = frozenset(("nsubj", "nsubjpass", "poss", "agent", "dobj", "dative", "iobj"))


def is_government(doc: Document, start: int, end: int) -> bool:
    """True where text[start:end], a capital's name, acts: "Moscow rejects", "between Moscow and Beijing", "Tehran's exports".

    After a preposition of place, in a dateline and after verbs of travel it is the town.
    """
    lists = words("name_words")
    tokens = doc.tokens(start, end)
    token = tokens.root
    before = doc.text[max(0, start - 60) : start].lower().replace("the ", "").split()
    last = before[-1].strip('"“(,') if before else ""
    if last in lists["locative_prepositions"] or last in lists["place_nouns"] or doc.text[start:end].isupper():
        return False
    if last == "of" and len(before) > 1 and before[-2] in lists["place_nouns"]:
        return False
    if token.dep_ == "conj" and token.head.ent_type_ in ("GPE", "NORP", "LOC"):
        first = token.head
        return is_government(doc, first.idx, first.idx + len(first))
    if last in ("between", "with", "by", "against"):
        return True
    if token.dep_ in _STATE_CLAUSES:
        return not (token.dep_ == "dobj" and token.head.lemma_.lower() in ("visit", "leave", "reach", "tour"))
    return False
