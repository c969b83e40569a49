"""A capital's name: the town, or the government that sits there?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

_STATE_CLAUSES = frozenset(("nsubj", "nsubjpass", "poss", "agent", "dobj", "dative", "iobj"))


_ADDRESSING = frozenset(("to", "of", "for", "from", "on", "towards", "toward"))


def _is_addressed(doc: Document, start: int, before: list[str], lists: Mapping[str, Any]) -> bool:
    """ "a request to Washington", "criticism of Beijing", "a lifeline for Moscow": what is said or done to a government."""
    preposition = doc.token_at(start - 2)
    head = preposition.head
    nouns = lists["nouns_to_governments"]
    if len(before) > 1 and {before[-2], before[-2].removesuffix("s")} & nouns:
        return True
    if head.lemma_.lower() in nouns:
        return head.pos_ in ("NOUN", "PROPN", "ADJ") or head.tag_ == "VBN"
    # "For Bishkek the attraction is obvious": a sentence that begins so speaks of whose gain it is.
    return before[-1] == "for" and (preposition.is_sent_start or doc.text[preposition.idx].isupper())


def is_government(doc: Document, start: int, end: int) -> bool:
    """True where text[start:end], a capital's name, acts: "Moscow rejects", "between Moscow and Beijing", "Tehran's exports".

    After a preposition of place, in a dateline and after verbs of travel it is the town.
    """
    lists = words("name_words")
    tokens = doc.tokens(start, end)
    token = tokens.root
    before = doc.text[max(0, start - 60) : start].lower().replace("the ", "").split()
    last = before[-1].strip('"“(,') if before else ""
    if last in _ADDRESSING and _is_addressed(doc, start, before, lists):
        return True
    if last == "in" and len(before) > 1 and before[-2] in lists["offices_in_capitals"]:
        return True
    if token.dep_ == "poss" and doc.text[end : end + 1] in "'’":
        # "London's December contract", "Moscow's streets", but "not in Cairo's hands"
        return token.head.lemma_.lower() not in lists["market_nouns"] | lists["town_nouns"]
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
