"""From the slots of a word to pairs of entities: both ends, the parties of a symmetric statement, ends left unsaid."""

from __future__ import annotations

import re
from itertools import combinations, product
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base, governor, is_verb
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.statement_rules import Rule, development_lender, objects_of
from pipeline.extraction.statement_slots import Frame, fits, refs
from pipeline.knowledge.statecraft import under_sanctions
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

Pairs = list[tuple[Ref, Ref]]

# Slots that hold the other party; all others hold who acts.
_PARTNERS = frozenset(
    ("with", "against", "on", "object", "owner", "of", "to", "owner_on", "xcomp_with", "from", "offered")
)


_MOST_PARTIES = 3


def directed(rule: Rule, frame: Frame) -> Pairs:
    """Subject and object of a rule that names both."""
    left = refs(frame, rule["subject"], "subject")
    if rule.get("lending") and not left:
        lender = development_lender(frame.actors, frame.trigger.idx)
        left = [lender] if lender else []
    right = refs(frame, rule["object"], "object", all_slots=bool(rule.get("every")))
    if rule.get("bodies_only"):
        right = [r for r in right if r.type == "bloc"]
    if rule.get("works_only"):
        right = [r for r in right if r.type == "project"]
    if rule.get("topic") and left and not right:
        right = _topic(frame)
    if rule.get("of_topic") and left and not right:
        right = _financed(frame)
    if rule.get("completed"):
        left, right = _filled(frame, left, right)
    pairs = [(a, b) for a, b in product(left, right) if a.entity_id != b.entity_id]
    if rule.get("on_the_spot"):
        pairs = [(a, b) for a, b in pairs if not _is_at_home(a, b, frame.actors)]
    return pairs


def parties(rule: Rule, frame: Frame) -> Pairs:
    """The parties of a symmetric statement, each with each of the other side, or among themselves."""
    trigger, slots, predicate = frame.trigger, frame.slots, frame.predicate
    others = [] if is_verb(trigger) else [r for r in frame.actors.hyphen_pair(trigger) if fits(predicate, "subject", r)]
    partners: list[Ref] = []
    for slot in rule["parties"]:
        side = partners if slot in _PARTNERS else others
        side += [r for r in refs(frame, [slot], "subject") if r.entity_id not in {x.entity_id for x in side}]
    pairs = [(a, b) for a, b in product(others, partners) if a.entity_id != b.entity_id]
    if pairs:
        return _sound(rule, pairs, frame.actors)
    pairs = [(a, b) for a, b in combinations(others, 2) if a.entity_id != b.entity_id]
    if predicate == "agrees_with" and len(others) > _MOST_PARTIES:
        pairs = []  # what many sign may be with somebody else
    if slots["with"] and not partners and "with" in rule["parties"]:
        pairs = []  # with somebody whom we do not know
    if not pairs and "between" in rule["parties"] and not is_verb(trigger):
        pairs = _far_between(frame)
    if not pairs and rule.get("completed"):
        named = any(slots[n] for n in ("doer", "by", "with", "between"))
        is_unread = not is_verb(trigger) and not others and not partners and named
        pairs = [] if is_unread else _completed(frame, others or partners)
    return _sound(rule, pairs, frame.actors)


def host_states(person: Ref, place: Ref, actors: Actors) -> list[Ref]:
    """The state that a visitor meets where a visit is for talks; none in his own country."""
    known = knowledge.entities().get(place.entity_id)
    lies_in = [Ref(f"country:{known.country}", place.start, place.end)] if known and known.country else []
    own = actors.states_of_persons.get(person.entity_id)
    return [r for r in actors.as_state(place) or lies_in if r.entity_id != own]


def _topic(frame: Frame) -> list[Ref]:
    """ "built it", "lays 213 kilometres", "planned the section": the work that the paragraph is about."""
    light, trigger = words("relations")["light_works"], frame.trigger
    for thing in frame.slots["object"] + frame.slots["for"] + frame.slots["on"] + frame.slots["in"]:
        if thing.lower_ in ("it", "them", "this") or noun(thing) in light:
            if any(r.type not in ("country", "bloc") for r in frame.actors.of(thing)):
                return []
            topic = frame.actors.topic(trigger.idx)
            return [Ref(topic.entity_id, trigger.idx, trigger.idx + len(trigger))] if topic else []
    return []


def _financed(frame: Frame) -> list[Ref]:
    """What a loan is for where it does not say: a work named after it in its sentence, or the paragraph's own."""
    start, actors = frame.trigger.idx, frame.actors
    end = actors.doc.sentence_at(start).end
    work = next((r for r in actors.projects if start < r.start < min(end, start + 120)), None) or actors.topic(
        start, back=1
    )
    return [Ref(work.entity_id, start, start + len(frame.trigger))] if work else []


def _is_at_home(person: Ref, place: Ref, actors: Actors) -> bool:
    """A minister who speaks in his own capital visits nothing."""
    state = actors.states_of_persons.get(person.entity_id)
    if place.type == "country":
        return place.entity_id == state
    return place.type == "place" and bool(state) and [r.entity_id for r in actors.as_state(place)] == [state]


def _filled(frame: Frame, left: list[Ref], right: list[Ref]) -> tuple[list[Ref], list[Ref]]:
    """The end that a text leaves out: whom "Western sanctions" are on, whose goods "the duty" is on."""
    trigger, actors = frame.trigger, frame.actors
    here = (trigger.idx, trigger.idx + len(trigger))
    if frame.predicate == "exports_to":
        return _traded(frame, left, right)
    if right and not left and right[0].type == "country" and frame.predicate == "imposes_tariff_on":
        other = actors.partner_of(right[0].entity_id)
        return ([Ref(other, *here)] if other and other.startswith("country:") else []), right
    if left and not right:
        sentence = actors.doc.sentence_at(trigger.idx)
        if frame.predicate == "sanctions":
            targets = under_sanctions(left[0].entity_id, actors.doc.published_on)
            near = [m.entity_id for m in actors.states if sentence.start <= m.start < sentence.end]
            target = next((i for i in [*near, *actors.ranked] if i in targets), None)
        else:
            target = actors.partner_of(left[0].entity_id, strict=False)
        if target and actors.first_mention(target) <= sentence.end:
            right = [Ref(target, *here)]
    return left, right


def _traded(frame: Frame, left: list[Ref], right: list[Ref]) -> tuple[list[Ref], list[Ref]]:
    """ "Britain took a third", "shipments to Poland": the side left out is the state whose trade the text tells of."""
    known, actors = left or right, frame.actors
    if bool(left) == bool(right) or any(r.type not in ("country", "bloc") for r in known):
        return left, right
    main = actors.traders.get("import" if left else "export")
    if main is None or main in {r.entity_id for r in known}:
        return left, right
    other = [Ref(main, frame.trigger.idx, frame.trigger.idx + len(frame.trigger))]
    more = known + _gapped(frame, known)
    return (more, other) if left else (other, more)


_SHARE = re.compile(r"(?: [a-z]+s)? (?:\d|(?:a|one) (?:third|quarter|fifth|tenth)\b|half\b|the (?:rest|remainder)\b)")
_NEXT = re.compile(r"(?:,|;|,? and|, while) (?:the )?$")


def _gapped(frame: Frame, known: list[Ref]) -> list[Ref]:
    """ "Britain took 22 per cent and Egypt 15": the states after the verb that have a number and no verb of their own."""
    doc, start = frame.actors.doc, frame.trigger.idx
    end = doc.sentence_at(start).end
    return [
        Ref(m.entity_id, m.start, m.end)
        for m in frame.actors.states
        if start < m.start < end
        and m.entity_id not in {r.entity_id for r in known}
        and _NEXT.search(doc.text[start : m.start])
        and _SHARE.match(doc.text, m.end, end)
    ]


def _far_between(frame: Frame) -> Pairs:
    """ "The contract followed in March between X and Y": the parties are hung on another word of the clause."""
    start = frame.trigger.i
    for token in frame.trigger.sent:
        if token.i <= start:
            continue
        if token.text in (";", ":") or token.i - start >= 20:
            return []
        if token.lower_ == "between":
            found = [r for p in objects_of(token) for r in frame.actors.of(p) if fits(frame.predicate, "subject", r)]
            return [(found[0], found[1])] if len(found) == 2 and found[0].entity_id != found[1].entity_id else []
    return []


def _sound(rule: Rule, pairs: Pairs, actors: Actors) -> Pairs:
    """Without a person beside the person's own state, and of the kinds that the rule wants."""
    state_of = actors.states_of_persons.get
    kept = [(a, b) for a, b in pairs if state_of(a.entity_id) != b.entity_id and state_of(b.entity_id) != a.entity_id]
    if rule["predicate"] == "agrees_with":
        kept = [p for a, b in kept for p in _bound(a, b, actors)]
    if rule.get("firms_only"):
        kept = [(a, b) for a, b in kept if a.type == b.type == "organisation"]
    if rule.get("all_persons"):
        kept = [(a, b) for a, b in kept if a.type == b.type == "person"]
    if rule.get("persons"):
        kept = [(a, b) for a, b in kept if "person" in (a.type, b.type)]
    if rule.get("lifted"):  # what two heads of state sign binds their states
        for a, b in list(kept):
            x, y = state_of(a.entity_id, ""), state_of(b.entity_id, "")
            if a.type == b.type == "person" and x.startswith("country:") and y.startswith("country:") and x != y:
                kept.append((Ref(x, a.start, a.end), Ref(y, b.start, b.end)))
    return kept


def _bound(a: Ref, b: Ref, actors: Actors) -> Pairs:
    """What a minister signs with a state or a firm binds the minister's state; two persons stay as they are."""
    if (a.type == "person") == (b.type == "person"):
        return [(a, b)]
    person, other = (a, b) if a.type == "person" else (b, a)
    state = actors.states_of_persons.get(person.entity_id)
    return [(Ref(state, person.start, person.end), other)] if state and state != other.entity_id else []


def _completed(frame: Frame, known: list[Ref]) -> Pairs:
    """A signed agreement of one named side, or of none, is between the two states that the text is about."""
    trigger, actors = frame.trigger, frame.actors
    states = [r for r in known if r.type in ("country", "bloc")]
    if not _is_sealed(trigger) or known and not states:
        return []
    here = (trigger.idx, trigger.idx + len(trigger))
    if states:
        other = actors.partner_of(states[0].entity_id)
        return [(states[0], Ref(other, *here))] if other else []
    pair = actors.main_pair
    if len(pair) == 2 and all(actors.first_mention(i) < trigger.idx for i in pair):
        return [(Ref(pair[0], *here), Ref(pair[1], *here))]
    return []


def _is_sealed(trigger: Token) -> bool:
    """Is it said to be signed, reached or in being?"""
    verb = trigger if is_verb(trigger) else governor(trigger)
    clauses = [c for c in trigger.subtree if c.dep_ in ("acl", "relcl")]
    return bool({base(v) for v in [verb, *clauses] if v is not None} & words("relations")["sealing_verbs"])
