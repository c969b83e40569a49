"""Relations stated by a verb or a noun of action and its arguments, by the rules in knowledge/relations.yaml.

"Rosneft will supply PetroChina", "China's ban on seafood imports from Japan", "a pact with Mongolia": the word gives
the predicate, its slots (see clauses) give the ends, the clause around it gives the modality.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from pipeline.extraction import modality
from pipeline.extraction.actors import Actors, Ref, noun
from pipeline.extraction.clauses import Slots, governor, is_verb, noun_slots, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.rows import Relation
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

Rule = Mapping[str, Any]


def stated_relations(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The relations that verbs and nouns of action state, in text order."""
    verbs, nouns = _rules("verbs"), _rules("nouns")
    for token in doc.nlp:
        if is_verb(token):
            for rule in verbs.get(token.lemma_.lower(), ()):
                yield from _by_verb(rule, token, actors)
        elif token.pos_ in ("NOUN", "PROPN"):
            for rule in nouns.get(noun(token), ()):
                yield from _by_noun(rule, token, actors)


@functools.cache
def _rules(kind: str) -> dict[str, list[Rule]]:
    """Rules by the lemma of their word; for a phrase, of its head: "letter of intent" by letter, "price cap" by cap."""
    index: dict[str, list[Rule]] = defaultdict(list)
    for rule in words("relations")[kind]:
        for entry in sorted(rule["words"]):
            head = entry.split(" of ")[0].split()[-1]
            sets = {key: frozenset(rule[key]) for key in ("not_of", "needs") if key in rule}
            index[head].append({**rule, **sets, "phrase": entry if " " in entry else None})
    return dict(index)


def _by_verb(rule: Rule, verb: Token, actors: Actors) -> Iterator[Relation]:
    slots = verb_slots(verb)
    things = slots["object"]
    if rule.get("goods") and any(_is_finance(t) for t in things):
        return
    if rule.get("needs_goods") and not any(is_goods(t, actors) for t in things + slots["subject"]):
        return
    if rule.get("money") and not any(_is_money(t) for t in things + slots["dative"]):
        return
    if rule.get("plain") and things and not any(is_agreement(t) for t in things):
        return
    how = modality.of_verb(verb)
    yield from _relations(rule, verb, slots, actors, how, things)


def _by_noun(rule: Rule, token: Token, actors: Actors) -> Iterator[Relation]:
    if rule["phrase"] and rule["phrase"] not in actors.doc.text[token.left_edge.idx : token.idx + len(token) + 12].lower():
        return
    left = {c.lower_ for c in token.children if c.dep_ in ("amod", "compound", "nmod")}
    if left & rule.get("not_of", frozenset()) or _is_modifier(token):
        return
    slots = noun_slots(token)
    if rule.get("goods") and any(_is_finance(t) for t in slots["of"]):
        return
    if rule.get("money") and not any(_is_money(t) for t in [token, *slots["of"]]) and noun(token) != "loan":
        return
    if rule.get("needs"):
        sentence = actors.doc.sentence_at(token.idx)
        if not any(w in rule["needs"] for w in (t.lemma_.lower() for t in sentence.span)):
            return
    how = modality.of_noun(token, is_state=bool(rule.get("state")))
    yield from _relations(rule, token, slots, actors, how, slots["of"])


def _relations(rule: Rule, trigger: Token, slots: Slots, actors: Actors, how: str, things: list[Token]) -> Iterator[Relation]:
    predicate = rule["predicate"]
    if "parties" in rule:
        pairs = _party_pairs(rule, trigger, slots, actors)
    else:
        left = _refs(rule["subject"], trigger, slots, actors, things, predicate, "subject")
        right = _refs(rule["object"], trigger, slots, actors, things, predicate, "object")
        pairs = [(a, b) for a, b in product(left, right) if a.entity_id != b.entity_id]
    for a, b in pairs:
        yield relation(actors, predicate, a, b, how, trigger)


def relation(actors: Actors, predicate: str, a: Ref, b: Ref, how: str, trigger: Token) -> Relation:
    """The row, its evidence the shortest stretch of the sentence that holds both ends and the word that ties them."""
    sentence = actors.doc.sentence_at(trigger.idx)
    starts = [r.start for r in (a, b) if sentence.start <= r.start < sentence.end] + [trigger.idx]
    ends = [r.end for r in (a, b) if sentence.start < r.end <= sentence.end] + [trigger.idx + len(trigger)]
    first, second = a.entity_id, b.entity_id
    if predicate in words("relations")["symmetric"] and second < first:
        first, second = second, first
    return Relation(first, predicate, second, how, min(starts), max(ends))


def fits(predicate: str, side: str, ref: Ref) -> bool:
    """May an entity of this type stand at this end of the predicate?"""
    return ref.type in words("relations")["signatures"][predicate][side]


def _party_pairs(rule: Rule, trigger: Token, slots: Slots, actors: Actors) -> list[tuple[Ref, Ref]]:
    predicate = rule["predicate"]
    others: list[Ref] = []
    partners: list[Ref] = []
    if not is_verb(trigger):
        others += [r for r in actors.hyphen_pair(trigger) if fits(predicate, "subject", r)]
    for slot in rule["parties"]:
        refs = _refs([slot], trigger, slots, actors, slots["object"], predicate, "subject")
        if slot in ("with", "against", "on", "object", "owner", "of", "to"):
            partners += [r for r in refs if r.entity_id not in {x.entity_id for x in partners}]
        else:
            others += [r for r in refs if r.entity_id not in {x.entity_id for x in others}]
    if partners and others:
        pairs = [(a, b) for a, b in product(others, partners) if a.entity_id != b.entity_id]
        if pairs:
            return pairs
    return [(a, b) for a, b in combinations(others, 2) if a.entity_id != b.entity_id]


def _refs(names: Any, trigger: Token, slots: Slots, actors: Actors, things: list[Token], predicate: str, side: str) -> list[Ref]:
    """What stands in the first of the named slots that holds a fitting entity."""
    for name in names:
        found = [r for r in _slot(name, trigger, slots, actors, things) if fits(predicate, side, r)]
        if found:
            return list({r.entity_id: r for r in reversed(found)}.values())[::-1]
    return []


def _slot(name: str, trigger: Token, slots: Slots, actors: Actors, things: list[Token]) -> list[Ref]:
    if name == "origin":
        return [r for t in things for r in actors.origin(t)]
    if name == "owner":
        return [r for t in slots["object"] for r in actors.owner(t)]
    if name == "owner_on":
        return [r for n in ("on", "for", "against") for t in slots[n] for r in actors.origin(t) or actors.owner(t)]
    if name == "stake":
        return [r for t in slots["object"] if noun(t) in words("relations")["stakes"] for c in t.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj" for r in actors.of(p)]
    if name == "faced":
        return _faced(trigger, actors)
    if name == "possessor":
        return [r for t in slots["possessor"] for r in (actors.of(t) if t.dep_ == "poss" else [Ref(m.entity_id, m.start, m.end) for m in actors.mentions_at(t)])]
    return [r for t in slots[name] for r in actors.of(t)]


def _faced(trigger: Token, actors: Actors) -> list[Ref]:
    """Whom criticism meets: the subject of "faces criticism", and of what it does "despite criticism"."""
    verb = governor(trigger)
    if verb is None:
        return []
    if trigger.dep_ == "pobj" and trigger.head.lower_ in ("despite", "amid", "to"):
        verb_subjects = verb_slots(verb)["subject"]
    elif verb.lemma_.lower() in words("relations")["facing_verbs"] and trigger.dep_ in ("dobj", "pobj"):
        verb_subjects = verb_slots(verb)["subject"]
    else:
        return []
    return [r for t in verb_subjects for r in actors.of(t)]


def is_goods(token: Token, actors: Actors, depth: int = 0) -> bool:
    """Does the phrase name goods: "oil", "tonnes of grain", "goods worth five billion dollars"?"""
    lists = words("relations")
    if token.i in actors.commodity_at or noun(token) in lists["goods"]:
        return True
    if depth > 3:
        return False
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of" and any(is_goods(p, actors, depth + 1) for p in child.children if p.dep_ == "pobj"):
            return True
        if child.dep_ in ("compound", "conj", "nmod") and is_goods(child, actors, depth + 1):
            return True
    return False


def is_agreement(token: Token) -> bool:
    """Is it a thing that two sides sign?"""
    lists = words("relations")
    return noun(token) in lists["agreements"] or any(is_agreement(p) for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj")


def _is_finance(token: Token) -> bool:
    lists = words("relations")
    return noun(token) in lists["finance"] or any(noun(p) in lists["finance"] for c in token.children if c.dep_ == "prep" and c.lower_ in ("of", "in") for p in c.children if p.dep_ == "pobj")


def _is_money(token: Token) -> bool:
    lists = words("relations")
    return any(t.lemma_.lower() in lists["money"] or t.tag_ == "$" for t in token.subtree)


def _is_modifier(token: Token) -> bool:
    """"trade minister", "export quota": the noun only narrows another."""
    return token.dep_ in ("compound", "nmod", "amod") and token.head.pos_ in ("NOUN", "PROPN") and token.head.i > token.i
