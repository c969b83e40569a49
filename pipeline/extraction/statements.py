"""Relations stated by a verb or a noun of action and its arguments, by the rules in knowledge/relations.yaml.

"Rosneft will supply PetroChina", "China's ban on seafood imports from Japan", "a pact with Mongolia": the word gives
the predicate, its slots (see clauses) give the ends, the clause around it gives the modality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extraction import modality
from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import Slots, base, governor, is_passive, is_verb, noun_slots, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.rows import Mention, Relation
from pipeline.extraction.statement_pairs import directed, host_states, parties
from pipeline.extraction.statement_rules import (
    NOUN_CONDITIONS,
    VERB_CONDITIONS,
    Rule,
    holds,
    objects_after,
    rules_by_word,
    without_idle_doer,
)
from pipeline.extraction.statement_slots import Frame
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_WITH_GOODS = frozenset(("exports_to", "bans_imports_from", "imposes_tariff_on"))


def stated_relations(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The relations that verbs and nouns of action state, in text order."""
    verbs, nouns = rules_by_word("verbs"), rules_by_word("nouns")
    for token in doc.nlp:
        if is_verb(token):
            for rule in verbs.get(base(token), ()):
                yield from _by_verb(rule, token, actors)
        if token.pos_ in ("NOUN", "PROPN") and not _has_subject(token) and not _is_in_name(token, actors):
            for rule in nouns.get(noun(token), ()):
                yield from _by_noun(rule, token, actors)


def _has_subject(token: Token) -> bool:
    return any(c.dep_ == "nsubj" for c in token.children)


def _is_in_name(token: Token, actors: Actors) -> bool:
    """ "General Agreement on Tariffs and Trade": a word inside a name states nothing."""
    named = [m for m in actors.mentions_at(token) if getattr(m, "kind", "name") == "name"]
    return any(m.end - m.start > len(token) for m in named)


def _by_verb(rule: Rule, verb: Token, actors: Actors) -> Iterator[Relation]:
    slots = verb_slots(verb)
    if not holds(rule, verb, slots, actors, VERB_CONDITIONS):
        return
    how = rule.get("always") or modality.of_verb(verb)
    if rule.get("past") and verb.tag_ == "VBD" and how == modality.ASSERTED:
        how = rule["past"]
    if rule.get("past_root") and verb.tag_ == "VBD" and verb.dep_ == "ROOT" and how == modality.ASSERTED:
        how = rule["past_root"]
    stops = verb.dep_ in ("xcomp", "pcomp") and base(verb.head) in words("relations")["ban_verbs"]
    if rule.get("buying") and stops:  # "will stop buying" is a ban
        rule = {**rule, "predicate": "bans_imports_from", "subject": rule["object"], "object": rule["subject"]}
        how = modality.of_verb(verb.head)
    yield from _relations(rule, Frame(verb, slots, slots["object"], actors, rule["predicate"]), how)


def _by_noun(rule: Rule, token: Token, actors: Actors) -> Iterator[Relation]:
    near = actors.doc.text[token.left_edge.idx : token.idx + len(token) + 12].lower()
    left = {c.lower_ for c in token.children if c.dep_ in ("amod", "compound", "nmod", "poss")}
    if rule["phrase"] and rule["phrase"] not in near or left & rule.get("not_of", frozenset()):
        return
    head = token
    if _is_modifier(token):
        head = token.head
        if noun(head) not in rule.get("before", ()):
            return
    slots, verb = noun_slots(head), governor(head)
    without_idle_doer(rule, head, slots)
    if not holds(rule, token, slots, actors, NOUN_CONDITIONS):
        return
    if verb is not None and base(verb) in rule.get("suffered", ()):  # "avoid duties": they are on who avoids them
        rule = {**rule, "subject": ["possessor", "by"], "object": ["doer"]}
    how = modality.of_noun(token, is_state=bool(rule.get("state")))
    if rule["predicate"] == "meets" and how == modality.ASSERTED and verb is not None and head.dep_ == "nsubj":
        how = modality.of_verb(verb)  # "the talks will cover aid" are to come
    frame = Frame(token, slots, slots["of"], actors, rule["predicate"])
    if rule.get("buying") and verb is not None and _is_banned(token, verb):
        rule = {
            **rule,
            "predicate": "bans_imports_from",
            "subject": ["doer", "by", "possessor"],
            "object": rule["subject"],
        }
        frame, how = replace(frame, predicate="bans_imports_from"), modality.of_verb(verb)
    if rule["predicate"] == "sanctions" and how != modality.ASSERTED and _owned_by_other(slots, actors):
        if verb is not None and base(verb) == "join":  # who refuses to join sanctions has none of his own
            yield from _relations({**rule, "subject": ["doer"]}, frame, how)
        how = modality.ASSERTED
    yield from _relations(rule, frame, how)


def _is_modifier(token: Token) -> bool:
    """ "trade minister", "export quota": the noun only narrows another."""
    return (
        token.dep_ in ("compound", "nmod", "amod") and token.head.pos_ in ("NOUN", "PROPN") and token.head.i > token.i
    )


def _is_banned(token: Token, verb: Token) -> bool:
    """ "stopped all imports", "imports were banned"."""
    return base(verb) in words("relations")["ban_verbs"] and (token.dep_ in ("dobj", "nsubjpass") or is_passive(verb))


def _owned_by_other(slots: Slots, actors: Actors) -> bool:
    """ "has refused to join Western sanctions": they are another's, whatever the doer does."""
    owners = {m.entity_id for t in slots["possessor"] for m in actors.mentions_at(t)}
    doers = {r.entity_id for t in slots["doer"] for r in actors.of(t)}
    return bool(slots["doer"]) and bool(owners - doers)


def _relations(rule: Rule, frame: Frame, how: str) -> Iterator[Relation]:
    predicate, actors, trigger = frame.predicate, frame.actors, frame.trigger
    if predicate == "trades_with":
        how = modality.ASSERTED  # a plan for more trade has trade
    goods = _goods(frame) if predicate in _WITH_GOODS else None
    for a, b in parties(rule, frame) if "parties" in rule else directed(rule, frame):
        yield relation(actors, predicate, a, b, how, trigger, goods)
        if predicate == "visits" and how != modality.DENIED and _is_for_talks(frame.slots, actors):
            for host in host_states(a, b, actors):
                yield relation(actors, "meets", a, host, how, trigger)


def _is_for_talks(slots: Slots, actors: Actors) -> bool:
    """Is a visit for talks with whoever rules there, and not with somebody who is named?"""
    talks = [t for t in slots["for"] if noun(t) in words("relations")["talks"]]
    named = [r for t in talks for p in objects_after(t, "with") for r in actors.of(p) if r.type == "person"]
    return bool(talks) and not named


def _goods(frame: Frame) -> Mention | None:
    """The goods that a trade statement names: its object, or what stands before or after its noun; one kind only."""
    trigger = frame.trigger
    tokens = [t for thing in frame.things for t in thing.subtree if t.i < thing.i + 12]
    tokens += [c for c in trigger.children if c.dep_ in ("compound", "amod", "nmod")]
    tokens += [t for c in trigger.children if c.dep_ == "prep" and c.lower_ in ("on", "of") for t in c.subtree]
    named = [frame.actors.commodity_at[t.i] for t in tokens if t.i in frame.actors.commodity_at]
    return named[0] if len({m.entity_id for m in named}) == 1 else None


def relation(
    actors: Actors, predicate: str, a: Ref, b: Ref, how: str, trigger: Token, goods: Mention | None = None
) -> Relation:
    """The row; its evidence is the shortest stretch of the sentence with both ends, the goods and the word itself."""
    sentence = actors.doc.sentence_at(trigger.idx)
    spans = [(r.start, r.end) for r in (a, b, goods) if r is not None and sentence.start <= r.start < sentence.end]
    spans.append((trigger.idx, trigger.idx + len(trigger)))
    first, second = a.entity_id, b.entity_id
    if predicate in words("relations")["symmetric"] and second < first:
        first, second = second, first
    start, end = min(s for s, _ in spans), min(max(e for _, e in spans), sentence.end)
    return Relation(first, predicate, second, how, start, end, commodity_id=goods.entity_id if goods else None)
