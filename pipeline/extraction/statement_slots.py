"""The entities that stand in the slots of a word, as the rules of knowledge/relations.yaml name them.

Besides the slots of clauses.py (subject, object, possessor, doer, by, and every preposition) a rule may name one that is
read out of them: `origin` ("Russian" in "imports of Russian timber"), `owner` ("Chinese" in "rejects the Chinese ban"),
`stake` ("Y" in "owns a third of Y") and the others below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import Slots, base, governor, verb_slots
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.statement_rules import objects_after, objects_of
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Frame:
    """A word that states something, with its slots; `things` are its goods: a verb's objects, a noun's "of"."""

    trigger: Token
    slots: Slots
    things: list[Token]
    actors: Actors
    predicate: str


def fits(predicate: str, side: str, ref: Ref) -> bool:
    """May an entity of this type stand at this end of the predicate?"""
    return ref.type in words("relations")["signatures"][predicate][side]


def refs(frame: Frame, names: Iterable[str], side: str, *, all_slots: bool = False) -> list[Ref]:
    """What stands in the first of the named slots that holds a fitting entity, or in all of them; each entity once."""
    every: list[Ref] = []
    for name in names:
        found = [s for ref in _slot(frame, name) for s in _fitting(frame, side, ref)]
        if not found and name == "subject":
            standing = _before_apposition(frame) or _right_before(frame)
            found = [s for ref in standing for s in _fitting(frame, side, ref)]
        every += found
        if found and not all_slots:
            break
    return list({r.entity_id: r for r in reversed(every)}.values())[::-1]


def _before_apposition(frame: Frame) -> list[Ref]:
    """ "X, the winner of a tender, built it": the parse may take the apposition's last noun for the subject."""
    verb = frame.trigger
    while verb.dep_ == "conj" and verb.head.pos_ == "VERB" and verb.head.i < verb.i:
        verb = verb.head
    first = min(
        [verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "advmod") and c.i < verb.i)]
    )
    if verb.pos_ != "VERB" or first <= verb.sent.start or verb.nbor(first - 1 - verb.i).text != ",":
        return []
    doc = frame.actors.doc
    start = doc.sentence_at(verb.idx).start
    for mention in doc.mentions:
        opens = mention.start == start or doc.text[max(0, mention.start - 4) : mention.start] in ("The ", "and ")
        if start <= mention.start < verb.idx and mention.kind == "name" and opens:
            return [Ref(mention.entity_id, mention.start, mention.end)] if doc.text[mention.end] == "," else []
    return []


_AND = re.compile(r"(?:,|,? and|,? or)(?: the)? (?:[A-Z][a-z]+['’]s )?")


def _right_before(frame: Frame) -> list[Ref]:
    """ "On Friday X and Y signed": where the parse finds no subject, the names that end right before the verb."""
    verb = frame.trigger
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN") or frame.slots["subject"] or verb.i <= verb.sent.start:
        return []
    first = min([verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "neg", "advmod") and c.i < verb.i)])
    if verb.tag_ == "VBN" and first == verb.i:
        return []
    doc, end = frame.actors.doc, verb.doc[first].idx - 1
    start = doc.sentence_at(verb.idx).start
    names = [m for m in doc.mentions_in(start, end) if m.kind == "name" and m.type != "commodity"]
    found: list[Ref] = []
    for mention in reversed(names):
        gap = doc.text[mention.end : end]
        if gap == "" if not found else _AND.fullmatch(gap):
            found.append(Ref(mention.entity_id, mention.start, mention.end))
            end = mention.start
    return found[::-1]


def _fitting(frame: Frame, side: str, ref: Ref) -> list[Ref]:
    """The entity, or the state or bloc that it acts for where the predicate wants one."""
    if ref.entity_id in words("offices")["bodies_of"]:
        return frame.actors.as_state(ref)
    if fits(frame.predicate, side, ref):
        return [ref]
    return [s for s in frame.actors.as_state(ref) if fits(frame.predicate, side, s)]


def _slot(frame: Frame, name: str) -> list[Ref]:
    if name in _READERS:
        return _READERS[name](frame)
    actors, found = frame.actors, []
    takes_projects = "project" in words("relations")["signatures"][frame.predicate]["object"]
    for token in frame.slots[name]:
        standing = (actors.capital(token) if frame.predicate == "visits" else []) or actors.of(token)
        if not takes_projects and any(r.type == "project" for r in standing):
            standing = actors.country_of_phrase(token)
        found += standing
    return found


def _possessor(frame: Frame) -> list[Ref]:
    """ "Russia's", "Russian"; a town before a noun only names it: "the Berne agreement"."""
    found: list[Ref] = []
    for token in frame.slots["possessor"]:
        if token.dep_ == "poss":
            found += frame.actors.of(token)
        else:
            named = frame.actors.mentions_at(token)
            found += [Ref(m.entity_id, m.start, m.end) for m in named if not m.entity_id.startswith("place:")]
    return found


def _under(frame: Frame) -> list[Ref]:
    """ "put the plant under sanctions": the object of the verb."""
    trigger, verb = frame.trigger, governor(frame.trigger)
    if verb is None or trigger.dep_ != "pobj" or trigger.head.lower_ not in ("under", "on"):
        return []
    inner = verb_slots(verb)
    things = inner["subject"] if base(verb) == "be" else inner["object"]
    return [r for t in things for r in frame.actors.of(t) or frame.actors.country_of_phrase(t)]


def _deep_on(frame: Frame) -> list[Ref]:
    """ "tariffs worth 30 million dollars on Japanese goods": the first "on" of the clause."""
    verb = governor(frame.trigger)
    clause = verb.subtree if verb is not None else frame.trigger.subtree
    first = next((t for t in clause if t.lower_ == "on" and t.i > frame.trigger.i and t.dep_ == "prep"), None)
    actors = frame.actors
    if first is None:
        return []
    return [r for p in objects_of(first) for r in (actors.origin(p) or actors.owner(p) or actors.of(p))]


def _supplies(frame: Frame) -> list[Ref]:
    """ "depends on Russian gas", "on imports from Russia": whose goods."""
    found: list[Ref] = []
    for token in frame.slots["on"]:
        if noun(token) not in words("relations")["buyers"]:
            sources = [r for p in objects_after(token, "from") for r in frame.actors.of(p)]
            found += frame.actors.origin(token) or sources
    return found


def _faced(frame: Frame) -> list[Ref]:
    """Whom criticism meets: the subject of "faces criticism", and of what it does "despite criticism"."""
    trigger, verb = frame.trigger, governor(frame.trigger)
    if verb is None:
        return []
    is_despite = trigger.dep_ == "pobj" and trigger.head.lower_ in ("despite", "amid", "to")
    if not is_despite and not (base(verb) in words("relations")["facing_verbs"] and trigger.dep_ in ("dobj", "pobj")):
        return []
    return [r for t in verb_slots(verb)["subject"] for r in frame.actors.of(t)]


def _attendee(frame: Frame) -> list[Ref]:
    """ "left Seoul after talks with Roh": the person whom the clause is about was at the talks."""
    trigger, verb = frame.trigger, governor(frame.trigger)
    if verb is None or trigger.dep_ != "pobj" or trigger.head.lower_ not in ("after", "before", "following", "during"):
        return []
    return [r for t in verb_slots(verb)["subject"] for r in frame.actors.of(t) if r.type == "person"]


def _author(frame: Frame) -> list[Ref]:
    """ "denounced the duties that Peru put on it", "condemned blackmail by Peru": who does what is opposed."""
    found: list[Token] = []
    for thing in [t for n in ("object", "to", "about", "over", "against", "as") for t in frame.slots[n]]:
        for child in thing.children:
            if child.dep_ == "relcl":
                found += [t for t in verb_slots(child)["subject"] if t != thing]
        found += objects_after(thing, "by")
    return [r for t in found for r in frame.actors.of(t)]


def _stake(frame: Frame) -> list[Ref]:
    named = [x for t in frame.slots["object"] for x in (t, *t.conjuncts)]
    stakes = [t for t in named if noun(t) in words("relations")["stakes"] | {"whole"}]
    return [
        r for t in stakes for c in t.children if c.dep_ == "prep" for p in objects_of(c) for r in frame.actors.of(p)
    ]


def _together_with(frame: Frame) -> list[Ref]:
    near = [t for t in frame.slots["with"] if any(c.lower_ == "together" for c in [*t.head.children, t.head.head])]
    return [r for t in near for r in frame.actors.of(t)]


def _charge(frame: Frame) -> list[Ref]:
    in_charge = [t for t in frame.slots["in"] if noun(t) == "charge"]
    return [r for t in in_charge for p in objects_after(t, "of") for r in frame.actors.of(p)]


def _xcomp_with(frame: Frame) -> list[Ref]:
    """ "agreed to form a venture with Y", "agreed to sell the plant to Y"."""
    inner = [c for c in frame.trigger.children if c.dep_ == "xcomp"]
    found = [t for c in inner for t in verb_slots(c)["with"]]
    for verb in inner:
        slots = verb_slots(verb)
        found += [t for name in words("relations")["dealing"].get(base(verb), ()) for t in slots[name]]
    return [r for t in found for r in frame.actors.of(t)]


def _offered(frame: Frame) -> list[Ref]:
    """ "accepted a bid from X", "X's offer": who made it."""
    return [
        r
        for t in frame.slots["object"]
        for r in [*frame.actors.owner(t), *(x for p in objects_after(t, "from", "by") for x in frame.actors.of(p))]
    ]


def _each_for(frame: Frame) -> list[Ref]:
    """ "loans of 15 million each for Nepal and Bhutan, 16 million for Laos": every state that the sentence gives some."""
    doc = frame.actors.doc
    sentence, found, last = doc.sentence_at(frame.trigger.idx), [], -1
    for mention in frame.actors.states:
        if not frame.trigger.idx < mention.start < sentence.end or mention.kind == "demonym":
            continue
        gap = doc.text[max(frame.trigger.idx, last, mention.start - 12) : mention.start]
        if re.search(r"\b(?:for|to)(?: the)? $", gap) or last > 0 and re.fullmatch(r",? (?:and )?", gap):
            found.append(Ref(mention.entity_id, mention.start, mention.end))
            last = mention.end
    return found


_READERS: Mapping[str, Callable[[Frame], list[Ref]]] = {
    "possessor": _possessor,
    "origin": lambda f: [r for t in f.things for r in f.actors.origin(t)],
    "origin_for": lambda f: [r for t in f.slots["for"] for r in f.actors.origin(t)],
    "owner": lambda f: [r for t in f.slots["object"] for r in f.actors.owner(t)],
    "owner_on": lambda f: [
        r for n in ("on", "for", "against") for t in f.slots[n] for r in f.actors.origin(t) or f.actors.owner(t)
    ],
    "work_on": lambda f: (
        [r for t in f.slots["object"] for p in objects_after(t, "on", "of") for r in f.actors.of(p)]
        + [r for t in f.slots["on"] for r in f.actors.of(t)]
    ),
    "whose": lambda f: [r for t in f.slots["object"] for p in objects_after(t, "of") for r in f.actors.of(p)],
    "object_work": lambda f: [r for t in f.slots["object"] for r in f.actors.of(t) if r.type == "project"],
    "deep_on": _deep_on,
    "under": _under,
    "stake": _stake,
    "attendee": _attendee,
    "author": _author,
    "faced": _faced,
    "charge": _charge,
    "each_for": _each_for,
    "offered": _offered,
    "supplies": _supplies,
    "markets": lambda f: [
        r for t in f.slots["on"] if noun(t) in words("relations")["buyers"] for r in f.actors.place_of_market(t)
    ],
    "object_place": lambda f: [
        r
        for t in f.slots["object"]
        for x in (t, *(c for c in t.children if c.dep_ in ("appos", "conj")))
        for p in objects_after(x, "in", "at")
        for r in f.actors.of(p)
    ],
    "together with": _together_with,
    "xcomp_with": _xcomp_with,
}
