"""Definite nouns and pronouns that stand for a state, a bloc, a region or a firm named before.

Only where a reader would not hesitate: "the country", "its neighbour", "the two sides", "the company", "its".
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEFINITE = frozenset(("the", "this", "that", "these", "both", "its", "their"))
_PRONOUNS = frozenset(("it", "its"))
_PAIR_NOUNS = frozenset(
    (
        "sides",
        "countries",
        "states",
        "nations",
        "neighbours",
        "neighbors",
        "governments",
        "partners",
        "capitals",
        "powers",
    )
)
_ACTORS = ("country", "bloc", "organisation")


@functools.cache
def _types() -> dict[str, str]:
    return {noun: kind for kind, nouns in words("name_words")["nominals"].items() for noun in sorted(nouns)}


class _Salience:
    """Who was spoken of last: by type, and as the subject of the last clause."""

    def __init__(self) -> None:
        self.last: dict[str, str] = {}
        self.subject: str | None = None
        self.earlier_subject: str | None = None
        self.states: list[str] = []

    def see(self, mention: Mention, token: Token) -> None:
        if mention.type in ("country", "bloc"):
            self.states.append(mention.entity_id)
        if mention.type in (*_ACTORS, "region"):
            self.last[mention.type] = mention.entity_id
        if mention.type in (*_ACTORS, "region") and (
            token.dep_ in ("nsubj", "nsubjpass")
            or token.dep_ in ("poss", "amod", "compound")
            and token.head.dep_ in ("nsubj", "nsubjpass")
        ):
            self.subject = mention.entity_id


def coreferent_mentions(doc: Document) -> list[Mention]:
    """Mentions of kind nominal and pronoun for `doc`, whose named mentions are there already."""
    out: list[Mention] = []
    salience = _Salience()
    by_start = {m.start: m for m in doc.mentions}
    covered = {o for m in doc.mentions for o in range(m.start, m.end)}
    states = [m.entity_id for m in doc.mentions if m.type in ("country", "bloc")]
    main_pair = _main_pair(states)
    for sentence in doc.sentences:
        in_sentence: list[str] = []
        salience.earlier_subject = salience.subject
        for token in sentence.span:
            mention = by_start.get(token.idx)
            if mention is not None:
                salience.see(mention, doc.tokens(mention.start, mention.end).root)
                if mention.type in ("country", "bloc") and mention.entity_id not in in_sentence:
                    in_sentence.append(mention.entity_id)
            if token.idx in covered:
                continue
            for entity_id, kind in _referents(token, salience, main_pair, in_sentence, sentence):
                start = token.idx
                out.append(Mention(start, start + len(token), token.text, entity_id, kind))
    return out


def _main_pair(states: list[str]) -> tuple[str, str] | None:
    """The two states that a document speaks of most, if two stand out."""
    counts = {s: states.count(s) for s in sorted(set(states))}
    ranked = sorted(counts, key=lambda s: (-counts[s], states.index(s)))
    if len(ranked) >= 2 and (len(ranked) == 2 or counts[ranked[1]] > counts[ranked[2]]):
        return tuple(sorted(ranked[:2]))  # type: ignore[return-value]
    return None


def _is_part_of_whole(token: Token) -> bool:
    """ "Russia bought 48 per cent of its exports": the whole is not the buyer's."""
    before = [t.lower_ for t in token.doc[max(0, token.i - 5) : token.i]]
    return (
        bool(before)
        and before[-1] == "of"
        and any(word in ("cent", "pct", "percent", "%", "half", "third", "quarter", "most") for word in before)
    )


def _is_traded_with(token: Token) -> bool:
    """ "sold it goods", "bought goods from it": the partner of a trade, not its subject."""
    head = token.head
    verb = head if head.pos_ == "VERB" else head.head if head.lower_ in ("from", "to", "with") else None
    while verb is not None and verb.pos_ != "VERB" and verb.head.i != verb.i:
        verb = verb.head
    return verb is not None and verb.lemma_.lower() in words("commodity_words")["trade_verbs"] | {"send", "trade"}


def _referents(
    token: Token, salience: _Salience, pair: tuple[str, str] | None, in_sentence: list[str], sentence: Sentence
) -> list[tuple[str, str]]:
    text = token.text.lower()
    if text == "its" and salience.earlier_subject and _is_part_of_whole(token):
        return [(salience.earlier_subject, "pronoun")]
    if text == "it" and token.dep_ in ("pobj", "dobj", "dative") and _is_traded_with(token):
        other = next((s for s in reversed(salience.states) if s != salience.subject), None)
        return [(other, "pronoun")] if other else []
    if text in _PRONOUNS and salience.subject and token.dep_ in ("poss", "nsubj", "nsubjpass"):
        return [(salience.subject, "pronoun")]
    if token.pos_ not in ("NOUN", "ADJ"):  # the small model takes "its neighbour" before a noun for an adjective
        return []
    determiners = {c.text.lower() for c in token.lefts}
    if token.i > 0:
        determiners.add(token.nbor(-1).lower_)
    if (
        text in _PAIR_NOUNS
        and determiners & {"two", "both"}
        and not any(c.dep_ == "amod" and c.text.lower() not in ("two", "both") for c in token.lefts)
    ):
        both = tuple(sorted(in_sentence[:2])) if len(in_sentence) == 2 else pair
        return [(state, "nominal") for state in both or ()]
    lemma = token.lemma_.lower()
    kind = _types().get(lemma)
    if kind is None or token.tag_ == "NNS" or not determiners & _DEFINITE:
        return []
    if lemma in ("neighbour", "neighbor", "ally"):
        other = salience.subject or salience.last.get("country")
        if pair and other in pair:
            return [(pair[1] if pair[0] == other else pair[0], "nominal")]
        return []
    if determiners & {"its", "their"}:
        return []
    antecedent = salience.last.get(kind)
    if kind == "country" and salience.subject and salience.subject.startswith("country:"):
        antecedent = salience.subject
    return [(antecedent, "nominal")] if antecedent else []
