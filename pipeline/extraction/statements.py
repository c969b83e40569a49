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

from pipeline import knowledge
from pipeline.extraction import modality
from pipeline.extraction.actors import Actors, Ref, noun
from pipeline.extraction.clauses import Slots, base, governor, is_passive, is_verb, noun_slots, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.rows import Mention, Relation
from pipeline.knowledge.statecraft import under_sanctions
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

Rule = Mapping[str, Any]
_GOODS_OF = frozenset(("exports_to", "bans_imports_from", "imposes_tariff_on"))


def stated_relations(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The relations that verbs and nouns of action state, in text order."""
    verbs, nouns = _rules("verbs"), _rules("nouns")
    for token in doc.nlp:
        if is_verb(token):
            for rule in verbs.get(base(token), ()):
                yield from _by_verb(rule, token, actors)
        if token.pos_ in ("NOUN", "PROPN") and not any(c.dep_ == "nsubj" for c in token.children) and not _is_in_name(token, actors):
            for rule in nouns.get(noun(token), ()):
                yield from _by_noun(rule, token, actors)


def _is_in_name(token: Token, actors: Actors) -> bool:
    """"General Agreement on Tariffs and Trade": a word inside a name states nothing."""
    return any(m.end - m.start > len(token) and getattr(m, "kind", "name") == "name" for m in actors.mentions_at(token))


@functools.cache
def _rules(kind: str) -> dict[str, list[Rule]]:
    """Rules by the lemma of their word; for a phrase, of its head: "letter of intent" by letter, "price cap" by cap."""
    index: dict[str, list[Rule]] = defaultdict(list)
    for rule in words("relations")[kind]:
        for entry in sorted(rule["words"]):
            head = entry.split(" of ")[0].split()[-1]
            sets = {key: frozenset(rule[key]) for key in ("not_of", "needs", "doer_verbs") if key in rule}
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
    if rule.get("of_things") and not any(noun(t) in rule["of_things"] for t in things):
        return
    if rule.get("personal_object") and not any(r.type == "person" or noun(t) in words("relations")["officials"] and actors.country_of_phrase(t) for t in things for r in actors.of(t)):
        return
    if rule.get("all_persons") and not _is_ceremony(verb, things):
        return
    if rule.get("needs_named") and things and not slots["with"] and not any(actors.of(t) for t in things):
        return
    if rule.get("lent") and any(base(t) in ("loan", "credit") for t in verb.head.subtree if t.i < verb.i):
        return
    if rule.get("adverb") and not any(c.lower_ in rule["adverb"] for c in verb.children):
        return
    if rule.get("own_object") and not any(c.dep_ == "poss" for t in things for c in t.children):
        return
    if rule.get("verdict") and not any(t.lower_ in rule["verdict"] for c in verb.children if c.dep_ in ("oprd", "attr", "acomp", "ccomp", "dobj") for t in (c, *c.children)):
        return
    if rule.get("complement") and not any(c.dep_ == "acomp" and c.lower_ in rule["complement"] for c in verb.children):
        return
    how = rule.get("always") or modality.of_verb(verb)
    if rule.get("past") and verb.tag_ == "VBD" and how == modality.ASSERTED:
        how = rule["past"]
    stopper = _stopper(verb)
    if rule.get("buying") and stopper is not None:
        how = modality.of_verb(stopper)
        rule = {**rule, "predicate": "bans_imports_from", "subject": rule["object"], "object": rule["subject"]}
    yield from _relations(rule, verb, slots, actors, how, things)


def _stopper(verb: Token) -> Token | None:
    """The verb of a state's ban that governs another: "will stop buying"."""
    head = verb.head
    if verb.dep_ in ("xcomp", "pcomp") and base(head) in words("relations")["ban_verbs"]:
        return head
    return None


def _is_ceremony(verb: Token, things: list[Token]) -> bool:
    """Do people stand together there: "opened the bridge", "watched", "gave the sign"?"""
    lists = words("relations")
    if base(verb) in ("watch", "attend", "witness", "look", "inaugurate", "celebrate", "unveil"):
        return True
    return any(base(t) in lists["ceremonies"] or t.ent_type_ == "FAC" for thing in things for t in thing.subtree)


def _by_noun(rule: Rule, token: Token, actors: Actors) -> Iterator[Relation]:
    if rule["phrase"] and rule["phrase"] not in actors.doc.text[token.left_edge.idx : token.idx + len(token) + 12].lower():
        return
    left = {c.lower_ for c in token.children if c.dep_ in ("amod", "compound", "nmod", "poss")}
    if left & rule.get("not_of", frozenset()):
        return
    head = token
    if _is_modifier(token):
        head = token.head
        if noun(head) not in rule.get("before", ()):
            return
    slots = noun_slots(head)
    if rule.get("goods") and any(_is_finance(t) for t in slots["of"]):
        return
    if rule.get("no_doer") and governor(head) is not None and base(governor(head)) in rule["no_doer"]:  # type: ignore[union-attr]
        slots["doer"] = []
    if rule.get("trading_doer"):
        verb = governor(head)
        lists = words("relations")
        if verb is None or base(verb) not in lists["change_verbs"] | lists["starting_verbs"] | lists["ban_verbs"] | lists["trading_verbs"]:
            slots["doer"] = []
    if rule.get("suffered"):
        verb = governor(head)
        if verb is not None and base(verb) in rule["suffered"]:
            rule = {**rule, "subject": ["possessor", "by"], "object": ["doer"]}
    if rule.get("lending") and not _is_development(slots, actors):
        return
    if rule.get("doer_verbs"):
        verb = governor(token)
        if verb is None or base(verb) not in rule["doer_verbs"]:
            slots["doer"] = []
    if rule.get("needs"):
        sentence = actors.doc.sentence_at(token.idx)
        if not any(w in rule["needs"] for w in (base(t) for t in sentence.span)):
            return
    how = modality.of_noun(token, is_state=bool(rule.get("state")))
    verb = governor(token)
    if rule.get("buying") and verb is not None and base(verb) in words("relations")["ban_verbs"] and (token.dep_ in ("dobj", "nsubjpass") or is_passive(verb)):
        rule = {**rule, "predicate": "bans_imports_from", "subject": ["doer", "by", "possessor"], "object": rule["subject"]}
        how = modality.of_verb(verb)
    if rule["predicate"] == "trades_with":
        how = modality.ASSERTED
    if rule["predicate"] == "sanctions" and how != modality.ASSERTED and verb is not None and slots["doer"] and _owned_by_other(slots, actors):
        if base(verb) == "join":  # who refuses to join sanctions has none of his own
            yield from _relations({**rule, "subject": ["doer"]}, token, slots, actors, how, slots["of"])
        how = modality.ASSERTED
    yield from _relations(rule, token, slots, actors, how, slots["of"])


def _owned_by_other(slots: Slots, actors: Actors) -> bool:
    """"has refused to join Western sanctions": they are another's, whatever the doer does."""
    owners = {m.entity_id for t in slots["possessor"] for m in actors.mentions_at(t)}
    return bool(owners - {r.entity_id for t in slots["doer"] for r in actors.of(t)})


def _relations(rule: Rule, trigger: Token, slots: Slots, actors: Actors, how: str, things: list[Token]) -> Iterator[Relation]:
    predicate = rule["predicate"]
    if predicate == "trades_with":
        how = modality.ASSERTED
    if "parties" in rule:
        pairs = _party_pairs(rule, trigger, slots, actors)
    else:
        left = _refs(rule["subject"], trigger, slots, actors, things, predicate, "subject")
        right = _refs(rule["object"], trigger, slots, actors, things, predicate, "object", all_slots=bool(rule.get("every")))
        if rule.get("bodies_only"):
            right = [r for r in right if r.type == "bloc"]
        if rule.get("works_only"):
            right = [r for r in right if r.type == "project"]
        if rule.get("topic") and left and not right:
            right = _topic(slots["object"] + slots["for"] + slots["on"] + slots["in"], trigger, actors)
        if rule.get("completed"):
            left, right = _filled(predicate, left, right, trigger, actors)
        pairs = [(a, b) for a, b in product(left, right) if a.entity_id != b.entity_id]
        if rule.get("on_the_spot"):
            pairs = [(a, b) for a, b in pairs if not _is_at_home(a, b, actors)]
    goods = _goods(trigger, things, actors) if predicate in _GOODS_OF else None
    for a, b in pairs:
        yield relation(actors, predicate, a, b, how, trigger, goods)
        if predicate == "visits" and how != modality.DENIED and _is_for_talks(slots):
            for host in [r for r in (actors.as_state(b) or _lies_in(b)) if r.entity_id != actors.states_of_persons.get(a.entity_id)]:
                yield relation(actors, "meets", a, host, how, trigger)


def _is_development(slots: Slots, actors: Actors) -> bool:
    """Loans invest where a development bank gives them, or for a work."""
    lenders = [r for n in ("doer", "from", "possessor", "by") for t in slots[n] for r in actors.of(t)]
    named = [actors.doc.text[r.start : r.end].lower() + " " + r.entity_id for r in lenders]
    if any(w in name for name in named for w in words("relations")["development_lenders"]):
        return True
    return any(r.type == "project" for n in ("for", "to") for t in slots[n] for r in actors.of(t))


def _is_for_talks(slots: Slots) -> bool:
    return any(noun(t) in words("relations")["talks"] for t in slots["for"])


def _lies_in(place: Ref) -> list[Ref]:
    known = knowledge.entities().get(place.entity_id)
    return [Ref(f"country:{known.country}", place.start, place.end)] if known and known.country else []


def _topic(things: list[Token], trigger: Token, actors: Actors) -> list[Ref]:
    """"built it", "lays 213 kilometres", "planned the section": the work that the paragraph is about."""
    lists = words("relations")
    for thing in things:
        if thing.lower_ in ("it", "them", "this") or noun(thing) in lists["light_works"] or noun(thing) == "most":
            if any(r.type not in ("country", "bloc") for r in actors.of(thing)):
                return []
            topic = actors.topic(trigger.idx)
            return [Ref(topic.entity_id, trigger.idx, trigger.idx + len(trigger))] if topic else []
    return []


def _is_at_home(person: Ref, place: Ref, actors: Actors) -> bool:
    """A minister who speaks in his own capital visits nothing."""
    state = actors.states_of_persons.get(person.entity_id)
    return place.type == "country" and place.entity_id == state or place.type == "place" and bool(state) and [r.entity_id for r in actors.as_state(place)] == [state]


def _filled(predicate: str, left: list[Ref], right: list[Ref], trigger: Token, actors: Actors) -> tuple[list[Ref], list[Ref]]:
    """The end that a text leaves out: whom "Western sanctions" are on, whose goods "the duty" is on."""
    here = (trigger.idx, trigger.idx + len(trigger))
    if right and not left and right[0].type == "country" and predicate == "imposes_tariff_on":
        other = actors.partner_of(right[0].entity_id)
        return ([Ref(other, *here)] if other and other.startswith("country:") else []), right
    if left and not right:
        by = left[0].entity_id
        if predicate == "sanctions":
            targets = under_sanctions(by, actors.doc.published_on)
            sentence = actors.doc.sentence_at(trigger.idx)
            near = [m.entity_id for m in actors.states if sentence.start <= m.start < sentence.end]
            target = next((i for i in [*near, *actors.ranked] if i in targets), None)
        else:
            target = actors.partner_of(by, strict=False)
        if target and actors.first_mention(target) <= actors.doc.sentence_at(trigger.idx).end:
            right = [Ref(target, *here)]
    return left, right


def _goods(trigger: Token, things: list[Token], actors: Actors) -> Mention | None:
    """The goods that a trade statement names: its object, or what stands before or after its noun; one kind only."""
    tokens = [t for thing in things for t in thing.subtree if t.i < thing.i + 12] + [c for c in trigger.children if c.dep_ in ("compound", "amod", "nmod")]
    tokens += [t for c in trigger.children if c.dep_ == "prep" and c.lower_ in ("on", "of") for t in c.subtree]
    named = [actors.commodity_at[t.i] for t in tokens if t.i in actors.commodity_at]
    return named[0] if len({m.entity_id for m in named}) == 1 else None


def relation(actors: Actors, predicate: str, a: Ref, b: Ref, how: str, trigger: Token, goods: Mention | None = None) -> Relation:
    """The row, its evidence the shortest stretch of the sentence that holds both ends and the word that ties them."""
    sentence = actors.doc.sentence_at(trigger.idx)
    starts = [r.start for r in (a, b) if sentence.start <= r.start < sentence.end] + [trigger.idx]
    ends = [r.end for r in (a, b) if sentence.start < r.end <= sentence.end] + [trigger.idx + len(trigger)]
    if goods is not None and sentence.start <= goods.start < sentence.end:
        starts.append(goods.start)
        ends.append(goods.end)
    first, second = a.entity_id, b.entity_id
    if predicate in words("relations")["symmetric"] and second < first:
        first, second = second, first
    return Relation(first, predicate, second, how, min(starts), max(ends), commodity_id=goods.entity_id if goods else None)


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
        if slot in ("with", "against", "on", "object", "owner", "of", "to", "owner_on", "xcomp_with"):
            partners += [r for r in refs if r.entity_id not in {x.entity_id for x in partners}]
        else:
            others += [r for r in refs if r.entity_id not in {x.entity_id for x in others}]
    if partners and others:
        pairs = [(a, b) for a, b in product(others, partners) if a.entity_id != b.entity_id]
        if pairs:
            return _sound(rule, pairs, actors)
    pairs = [(a, b) for a, b in combinations(others, 2) if a.entity_id != b.entity_id]
    if slots["with"] and not partners and "with" in rule["parties"]:
        pairs = []  # with somebody whom we do not know
    if not pairs and "between" in rule["parties"] and not is_verb(trigger):
        pairs = _far_between(trigger, predicate, actors)
    if not pairs and rule.get("completed"):
        unread = not is_verb(trigger) and not others and not partners and (slots["doer"] or slots["by"] or slots["with"] or slots["between"])
        pairs = [] if unread else _completed(trigger, others or partners, actors)
    return _sound(rule, pairs, actors)


def _far_between(trigger: Token, predicate: str, actors: Actors) -> list[tuple[Ref, Ref]]:
    """"The contract followed in March between X and Y": the parties are hung on another word of the clause."""
    for token in trigger.sent:
        if token.i > trigger.i and token.lower_ == "between" and token.i - trigger.i < 20:
            refs = [r for p in token.children if p.dep_ == "pobj" for r in actors.of(p) if fits(predicate, "subject", r)]
            return [(refs[0], refs[1])] if len(refs) == 2 and refs[0].entity_id != refs[1].entity_id else []
        if token.i > trigger.i and token.text in (";", ":"):
            return []
    return []


def _sound(rule: Rule, pairs: list[tuple[Ref, Ref]], actors: Actors) -> list[tuple[Ref, Ref]]:
    """Without a person beside the person's own state, and where the rule is of persons, without pairs of states."""
    kept = [(a, b) for a, b in pairs if actors.states_of_persons.get(a.entity_id) != b.entity_id and actors.states_of_persons.get(b.entity_id) != a.entity_id]
    if rule.get("firms_only"):
        kept = [(a, b) for a, b in kept if a.type == b.type == "organisation"]
    if rule.get("all_persons"):
        kept = [(a, b) for a, b in kept if a.type == b.type == "person"]
    if rule.get("persons"):
        kept = [(a, b) for a, b in kept if "person" in (a.type, b.type)]
    if rule.get("lifted"):  # what two heads of state sign binds their states
        for a, b in list(kept):
            if a.type == b.type == "person":
                x, y = actors.states_of_persons.get(a.entity_id, ""), actors.states_of_persons.get(b.entity_id, "")
                if x.startswith("country:") and y.startswith("country:") and x != y:
                    kept.append((Ref(x, a.start, a.end), Ref(y, b.start, b.end)))
    return kept


def _completed(trigger: Token, known: list[Ref], actors: Actors) -> list[tuple[Ref, Ref]]:
    """A signed agreement of one named side, or of none, is between the two states that the text is about."""
    verb = governor(trigger) if not is_verb(trigger) else trigger
    lemmas = {base(v) for v in [verb, *[c for c in trigger.subtree if c.dep_ in ("acl", "relcl")]] if v is not None}
    if not lemmas & words("relations")["sealing_verbs"]:
        return []
    here = Ref("", trigger.idx, trigger.idx + len(trigger))
    states = [r for r in known if r.type in ("country", "bloc")]
    if known and not states:
        return []
    if states:
        other = actors.partner_of(states[0].entity_id)
        return [(states[0], Ref(other, here.start, here.end))] if other else []
    pair = actors.main_pair
    if len(pair) == 2 and all(actors.first_mention(i) < trigger.idx for i in pair):
        return [(Ref(pair[0], here.start, here.end), Ref(pair[1], here.start, here.end))]
    return []


def _refs(names: Any, trigger: Token, slots: Slots, actors: Actors, things: list[Token], predicate: str, side: str, *, all_slots: bool = False) -> list[Ref]:
    """What stands in the first of the named slots that holds a fitting entity, or in all of them."""
    every: list[Ref] = []
    for name in names:
        found = [s for r in _slot(name, trigger, slots, actors, things, predicate) for s in (actors.as_state(r) if r.entity_id in words("offices")["bodies_of"] else [r] if fits(predicate, side, r) else [x for x in actors.as_state(r) if fits(predicate, side, x)])]
        if found and not all_slots:
            return list({r.entity_id: r for r in reversed(found)}.values())[::-1]
        every += found
    return list({r.entity_id: r for r in reversed(every)}.values())[::-1]


def _slot(name: str, trigger: Token, slots: Slots, actors: Actors, things: list[Token], predicate: str) -> list[Ref]:
    if name == "origin":
        return [r for t in things for r in actors.origin(t)]
    if name == "owner":
        return [r for t in slots["object"] for r in actors.owner(t)]
    if name == "xcomp_with":
        inner = [c for c in trigger.children if c.dep_ == "xcomp"]
        return [r for c in inner for t in verb_slots(c)["with"] for r in actors.of(t)]
    if name == "deep_on":
        verb = governor(trigger)
        preps = [t for t in (verb.subtree if verb is not None else trigger.subtree) if t.lower_ == "on" and t.i > trigger.i and t.dep_ == "prep"]
        return [r for t in preps[:1] for p in t.children if p.dep_ == "pobj" for r in (actors.origin(p) or actors.owner(p) or actors.of(p))]
    if name == "origin_for":
        return [r for t in slots["for"] for r in actors.origin(t)]
    if name == "charge":
        return [r for t in slots["in"] if noun(t) == "charge" for c in t.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj" for r in actors.of(p)]
    if name == "markets":
        return [r for t in slots["on"] if noun(t) in ("market", "buyer", "customer") for r in actors.place_of_market(t)]
    if name == "supplies":
        return [r for t in slots["on"] if noun(t) not in ("market", "buyer", "customer") for r in (actors.origin(t) or [x for c in t.children if c.dep_ == "prep" and c.lower_ == "from" for p in c.children if p.dep_ == "pobj" for x in actors.of(p)])]
    if name == "object_place":
        return [r for t in slots["object"] for c in t.children if c.dep_ == "prep" and c.lower_ in ("in", "at") for p in c.children if p.dep_ == "pobj" for r in actors.of(p)]
    if name == "together with":
        return [r for t in slots["with"] for r in actors.of(t) if any(c.lower_ == "together" for c in [*t.head.children, t.head.head])]
    if name == "under":
        return [r for t in ([trigger] if trigger.dep_ == "pobj" and trigger.head.lower_ in ("under", "on") else []) if governor(t) is not None for o in verb_slots(governor(t))["object"] for r in actors.of(o) + actors.country_of_phrase(o)]  # type: ignore[arg-type]
    if name == "owner_on":
        return [r for n in ("on", "for", "against") for t in slots[n] for r in actors.origin(t) or actors.owner(t)]
    if name == "stake":
        return [r for t in slots["object"] if noun(t) in words("relations")["stakes"] for c in t.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj" for r in actors.of(p)]
    if name == "faced":
        return _faced(trigger, actors)
    if name == "possessor":
        return [r for t in slots["possessor"] for r in (actors.of(t) if t.dep_ == "poss" else [Ref(m.entity_id, m.start, m.end) for m in actors.mentions_at(t) if not m.entity_id.startswith("place:")])]
    found = []
    for token in slots[name]:
        refs = (actors.capital(token) if predicate == "visits" else []) or actors.of(token)
        if any(r.type == "project" for r in refs) and "project" not in words("relations")["signatures"][predicate]["object"]:
            refs = actors.country_of_phrase(token)
        found += refs
    return found


def _faced(trigger: Token, actors: Actors) -> list[Ref]:
    """Whom criticism meets: the subject of "faces criticism", and of what it does "despite criticism"."""
    verb = governor(trigger)
    if verb is None:
        return []
    if trigger.dep_ == "pobj" and trigger.head.lower_ in ("despite", "amid", "to"):
        verb_subjects = verb_slots(verb)["subject"]
    elif base(verb) in words("relations")["facing_verbs"] and trigger.dep_ in ("dobj", "pobj"):
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
    return any(base(t) in lists["money"] or t.tag_ == "$" for t in token.subtree)


def _is_modifier(token: Token) -> bool:
    """"trade minister", "export quota": the noun only narrows another."""
    return token.dep_ in ("compound", "nmod", "amod") and token.head.pos_ in ("NOUN", "PROPN") and token.head.i > token.i
