"""Pronouns of persons and pairs: "he", "his", "they", "each other", "there".

The mentions hold "it", "the country" and "the company" (see coreference); what stands here ties statements only, and is
no mention of its own. Persons: the last subject, else the last one named. Plurals: the last two states set side by side,
else the two that the text is about. "There": the last state or place that was not the subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.rows import Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = frozenset(("he", "his", "him", "she", "her"))
_PLURAL = frozenset(("they", "their", "them", "each"))
_STATES = ("country", "bloc")


def pronouns(doc: Document, main_pair: tuple[str, ...], here: str | None = None) -> dict[int, tuple[str, ...]]:
    """Token index → the ids that a pronoun stands for; only where there is an antecedent. `here`: the dateline's town."""
    by_token = _named(doc)
    covered = {t.i for m in doc.mentions if m.kind == "pronoun" for t in doc.tokens(m.start, m.end)}
    found: dict[int, tuple[str, ...]] = {}
    person: str | None = None
    subject_person: str | None = None
    pair: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    people_at = -9
    state: str | None = None
    other: str | None = None
    for sentence in doc.sentences:
        beside: str | None = None  # the last state of this sentence that is no subject
        for token in sentence.span:
            mention = by_token.get(token.i)
            if mention is not None and mention.type == "person":
                person = mention.entity_id
                if token.dep_ in ("nsubj", "nsubjpass"):
                    subject_person = mention.entity_id
                    others = [
                        by_token[c.i].entity_id
                        for c in token.conjuncts
                        if c.i in by_token and by_token[c.i].type == "person"
                    ]
                    if len(others) == 1 and others[0] != mention.entity_id:
                        people, people_at = (mention.entity_id, others[0]), sentence.index
            elif mention is not None and mention.type in (*_STATES, "place", "region"):
                if mention.kind == "demonym":
                    continue
                if mention.type in _STATES:
                    siblings = (
                        []
                        if token.dep_ in ("dobj", "attr")
                        else [
                            by_token[c.i].entity_id
                            for c in token.conjuncts
                            if c.i in by_token and by_token[c.i].type in _STATES
                        ]
                    )
                    if len(siblings) == 1 and siblings[0] != mention.entity_id:
                        pair = (mention.entity_id, siblings[0])
                if (
                    token.dep_ in ("nsubj", "nsubjpass")
                    or token.dep_ == "poss"
                    and token.head.dep_ in ("nsubj", "nsubjpass")
                    or token.dep_ == "conj"
                    and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.conjuncts)
                ):
                    state = mention.entity_id
                else:
                    other = mention.entity_id
                    beside = mention.entity_id if mention.type in _STATES else beside
            if token.i in covered or mention is not None:
                continue
            if token.lower_ in _PERSONAL:
                antecedent = subject_person or person
                if antecedent:
                    found[token.i] = (antecedent,)
            elif token.lower_ in _PLURAL and (
                token.lower_ != "each" or token.i + 1 < len(doc.nlp) and doc.nlp[token.i + 1].lower_ == "other"
            ):
                near_people = people if sentence.index - people_at <= 1 else ()
                antecedents = _ahead(token, by_token) or near_people or pair or main_pair
                if antecedents:
                    found[token.i] = antecedents
            elif token.lower_ == "it" and token.dep_ in ("pobj", "dobj", "dative") and beside:
                found[token.i] = (beside,)
            elif token.lower_ == "here" and token.dep_ == "advmod" and here:
                found[token.i] = (here,)
            elif token.lower_ == "there" and token.dep_ == "advmod":
                antecedent = other if other and other != state else None
                if antecedent:
                    found[token.i] = (antecedent,)
        if person:
            subject_person = person if subject_person is None else subject_person
    return found


def _ahead(token: Token, by_token: dict[int, Mention]) -> tuple[str, ...]:
    """ "To enhance their ties, Russia and China have agreed": the subject that is still to come."""
    clause = token
    while clause.head != clause and not (clause.dep_ in ("advcl", "prep") and clause.head.dep_ in ("ROOT", "ccomp")):
        clause = clause.head
    subject = next((c for c in clause.head.children if c.dep_ == "nsubj" and c.i > token.i), None)
    if clause.head == clause or subject is None:
        return ()
    named = [
        by_token[t.i].entity_id
        for t in (subject, *subject.conjuncts)
        if t.i in by_token and by_token[t.i].type in _STATES
    ]
    return tuple(named) if len(named) == 2 else ()


def _named(doc: Document) -> dict[int, Mention]:
    """The root token of each mention by a name or noun → the mention."""
    found: dict[int, Mention] = {}
    for mention in doc.mentions:
        if mention.kind in ("name", "demonym", "nominal") and mention.type != "commodity":
            found.setdefault(doc.tokens(mention.start, mention.end).root.i, mention)
    return found
