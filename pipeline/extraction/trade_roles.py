"""Who sells to whom, in nouns of role: "Iraq is Brazil's main supplier", "the biggest market for Chinese cars"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extraction import modality
from pipeline.extraction.actors import Actors
from pipeline.extraction.document import Document
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.rows import Relation
from pipeline.extraction.statement_slots import fits
from pipeline.extraction.statements import relation
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def trade_roles(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The `exports_to` rows of suppliers and buyers: who is one, by copula or apposition, and whose."""
    lists = words("relations")
    for token in doc.nlp:
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "nmod"):
            continue
        lemma = noun(token)
        is_seller = lemma in lists["sellers"]
        if not is_seller and lemma not in lists["buyers"]:
            continue
        who = [r for r in _bearers(token, actors) if fits("exports_to", "subject", r)]
        whose = [r for r in _counterparts(token, actors, is_seller) if fits("exports_to", "object", r)]
        if who and not whose:
            whose = _understood(token, actors, is_seller)
        how = _modality(token)
        for a in who:
            for b in whose:
                if a.entity_id != b.entity_id:
                    seller, buyer = (a, b) if is_seller else (b, a)
                    yield relation(actors, "exports_to", seller, buyer, how, token)


def _bearers(token: Token, actors: Actors) -> list[Ref]:
    """Who is the supplier: the subject of "is", what it stands in apposition to, or the name after it."""
    head = token.head
    if token.dep_ == "attr" and head.lemma_ in ("be", "become", "remain"):
        return [r for c in head.children if c.dep_ in ("nsubj",) for r in actors.of(c)]
    if token.dep_ == "appos":
        return actors.of(head) if head.pos_ == "PROPN" else []
    if token.dep_ == "pobj" and head.lower_ == "among" and head.head.lemma_ == "be":
        return [r for c in head.head.children if c.dep_ == "nsubj" for r in actors.of(c)]
    if token.dep_ == "pobj" and head.lower_ == "as":
        verb = head.head
        return [r for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") for r in actors.of(c)]
    return [r for c in token.children if c.dep_ == "appos" for r in actors.of(c)]


def _counterparts(token: Token, actors: Actors, is_seller: bool) -> list[Ref]:
    """Whose supplier or customer: "China's", "to China", "of Chinese cars", "for Russian gas"."""
    lists = words("relations")
    owners = [r for r in actors.owner(token)]
    names = ("to",) if is_seller else ("for", "of")
    found = []
    for child in token.children:
        if child.dep_ != "prep" or child.lower_ not in (*names, "of"):
            continue
        for inner in child.children:
            if inner.dep_ != "pobj":
                continue
            if not is_seller:
                found += actors.origin(inner) or ([] if noun(inner) in lists["goods"] else actors.of(inner))
            elif child.lower_ == "to":
                found += actors.of(inner)
    return found or owners


def _understood(token: Token, actors: Actors, is_seller: bool) -> list[Ref]:
    """ "Malaysia and Senegal were the main takers": the state whose trade the text tells of."""
    main = actors.traders.get("import" if is_seller else "export")
    is_bare = not any(c.dep_ in ("poss", "prep") and c.lower_ != "after" for c in token.children)
    return [Ref(main, token.idx, token.idx + len(token))] if main and is_bare else []


def _modality(token: Token) -> str:
    if any(c.lower_ in ("potential", "future", "possible", "prospective", "new") for c in token.children):
        return modality.PLANNED if not any(c.lower_ == "new" for c in token.children) else modality.ASSERTED
    if any(c.lower_ in ("former", "traditional", "one-time") for c in token.children) and any(
        c.lower_ == "former" for c in token.children
    ):
        return modality.DENIED
    return modality.of_verb(token.head) if token.dep_ == "attr" else modality.ASSERTED
