"""Grammar over spaCy's parse: who does what to whom in a clause, by slots.

The slots of a word: `subject`, `object`, `dative` of a verb (the logical ones: a passive is turned round); `possessor`,
`doer` (whose verb has the noun as its object) and `by` of a noun; and every preposition by its own word. Each slot holds
tokens, coordination not yet unfolded. The parse is a small model's: callers check the kinds of what stands in a slot.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

Slots = dict[str, list["Token"]]

_RELATIVE = frozenset(("who", "which", "that", "whom"))
_NOUNS = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"))
_LOOP_LIMIT = 8
# "is in talks", "agreed on a plan", "left for talks": who does the verb does the noun.
_DOING = frozenset(("in", "into", "on", "to", "for", "of", "through", "under"))


def base(token: Token) -> str:
    """The lemma in lower case, the model's slips put right ("hopes" is no form of hop)."""
    lemma = token.lemma_.lower()
    return words("relations")["lemmas"].get(lemma, lemma)


def is_verb(token: Token) -> bool:
    """A verb, an auxiliary that stands as one, or a verb that the model took for a plural: "Qatar invests in Egypt"."""
    return token.pos_ in ("VERB", "AUX") or bool(_subject_of_noun(token))


def _subject_of_noun(token: Token) -> list[Token]:
    if token.tag_ != "NNS" or token.dep_ not in ("ROOT", "ccomp", "conj"):
        return []
    own = [c for c in token.children if c.dep_ == "nsubj"]
    if own:
        return own
    if token.i <= token.sent.start:
        return []
    name = token.nbor(-1)
    is_subject = name.pos_ == "PROPN" and name.dep_ == "compound" and name.head == token
    return [name] if is_subject and any(c.dep_ in ("prep", "npadvmod") for c in token.children) else []


def is_passive(verb: Token) -> bool:
    """ "was signed", "is to be sold", "signed by", "the line built in 2019"."""
    if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children):
        return True
    return (
        verb.tag_ == "VBN"
        and not any(c.dep_ in ("aux", "dobj") for c in verb.children)
        and verb.dep_ in ("acl", "amod", "advcl", "xcomp", "pcomp")
    )


def verb_slots(verb: Token) -> Slots:
    """The logical subject, object, dative and prepositional arguments of a verb, its coordinate verbs' subject shared."""
    slots: Slots = defaultdict(list)
    passive = is_passive(verb)
    for child in verb.children:
        if child.dep_ in ("dobj", "attr", "oprd") or child.dep_ == "ccomp" and child.pos_ in ("NOUN", "PROPN"):
            is_relative = verb.dep_ in ("relcl", "acl") and child.lower_ in _RELATIVE and child.i < verb.i
            slots["object"].append(verb.head if is_relative else child)
            slots["to"] += [
                c for d in child.children if d.dep_ == "npadvmod" for c in d.children if c.lower_ == "there"
            ]
        elif child.dep_ == "dative":
            slots["dative"] += [p for p in child.children if p.dep_ == "pobj"] if child.pos_ == "ADP" else [child]
        elif child.dep_ == "advmod" and child.lower_ == "there":
            slots["to"].append(child)
        elif child.dep_ == "advmod" and child.lower_ == "here":
            slots["in"].append(child)
        elif child.dep_ in ("npadvmod", "dobj"):
            slots["to"] += [c for c in child.children if c.lower_ == "there" and c.dep_ == "advmod"]
        elif child.dep_ == "agent":
            slots["subject"] += [p for p in child.children if p.dep_ == "pobj"]
    grammatical = subjects(verb)
    slots["object" if passive else "subject"] += grammatical
    if (
        verb.dep_ == "relcl"
        and not passive
        and not slots["object"]
        and verb.head not in grammatical
        and verb.head.pos_ in _NOUNS
    ):
        slots["object"].append(verb.head)  # "the line that Gazprom builds"
    _add_prepositions(slots, verb)
    _rejoin(slots, verb)
    for phrase in list(slots["object"]):
        if phrase != verb.head and phrase not in grammatical:
            _add_prepositions(slots, phrase)
    for child in verb.children:
        if child.dep_ in ("acomp", "prt", "advmod"):
            _add_prepositions(slots, child)
    if verb.dep_ == "relcl":  # "a plant in which X holds a third"
        for name, tokens in slots.items():
            if name not in ("subject", "object"):
                slots[name] = [verb.head if t.lower_ in ("which", "whom") else t for t in tokens]
    return slots


def _rejoin(slots: Slots, verb: Token) -> None:
    """Nouns that the parse sets beside the verb ("signed by X and his colleague Y") go to the argument before them."""
    strays = [c for c in verb.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN")]
    for stray in strays:
        before = [
            (t.right_edge.i, name, t)
            for name, tokens in slots.items()
            for t in tokens
            if t.right_edge.i < stray.left_edge.i and t.i > verb.i
        ]
        if before:
            slots[max(before)[1]].append(stray)


def noun_slots(noun: Token) -> Slots:
    """What a noun of action governs: whose it is, who does it, and its prepositional arguments, also across its verb."""
    slots: Slots = defaultdict(list)
    for child in noun.children:
        if child.dep_ in ("poss", "amod", "compound", "nmod", "nummod"):
            slots["possessor"].append(child)
            if child.dep_ in ("amod", "compound", "nmod"):
                slots["possessor"] += [c for c in child.children if c.dep_ in ("amod", "compound", "nmod", "poss")]
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            slots["by"] += [
                p
                for a in child.children
                if a.dep_ in ("agent", "prep") and a.lower_ == "by"
                for p in a.children
                if p.dep_ == "pobj"
            ]
            _add_prepositions(slots, child)
        elif child.dep_ == "relcl" or child.dep_ == "acl" and any(c.lower_ in _RELATIVE for c in child.lefts):
            inner = verb_slots(child)
            if noun in inner["object"]:
                slots["by"] += inner["subject"]
                for name, tokens in inner.items():
                    if name not in ("subject", "object", "dative", "of"):
                        slots[name] += tokens
    _add_prepositions(slots, noun)
    if noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        shared = noun_slots(noun.head)
        for name in ("possessor", "doer", "by", "between"):
            slots[name] += [t for t in shared[name] if t != noun and t not in slots[name]]
    for other in noun.children:
        if other.dep_ == "conj" and other.pos_ == "NOUN":
            _add_prepositions(slots, other)
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "of"
        and base(noun.head.head) in words("relations")["transparent_nouns"]
        and noun.head.head.pos_ == "NOUN"
    ):
        for name, tokens in noun_slots(noun.head.head).items():  # "a package of sanctions that the EU agreed"
            if name not in ("of", "nummod"):
                slots[name] += [t for t in tokens if t not in slots[name] and t != noun]
        return slots
    verb = governor(noun)
    if verb is not None:
        inner = verb_slots(verb)
        role = next(
            (name for name in ("object", "dative") if any(noun == t or noun in t.conjuncts for t in inner[name])), None
        )
        if role or noun.dep_ == "pobj" and noun.head.lower_ in _DOING:
            slots["doer"] += [t for t in inner["subject"] if t != noun]
        goes = base(verb) in ("go", "head", "flow", "come", "move") and (noun in inner["subject"])
        if role or is_passive(verb) or goes:
            for name, tokens in inner.items():
                if name not in ("subject", "object", "dative", "of"):
                    slots[name] += [t for t in tokens if t not in slots[name] and t != noun]
    return slots


def governor(noun: Token) -> Token | None:
    """The verb that a noun depends on, through prepositions, compounds of number and coordination."""
    token = noun
    for _ in range(_LOOP_LIMIT):
        head = token.head
        if head == token:
            return None
        if is_verb(head):
            return head if token.dep_ not in ("advcl", "relcl") else None
        if head.pos_ in ("ADP", "SCONJ") or token.dep_ in ("conj", "appos"):
            token = head
            continue
        if token.dep_ in ("pobj", "prep") and base(head) in words("relations")["transparent_nouns"]:
            token = head
            continue
        return None
    return None


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject of a verb: its own, its coordinate verb's, its governor's, or the noun it is said of."""
    own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")]
    if own:
        if verb.dep_ == "relcl" and own[0].lower_ in _RELATIVE:
            return [verb.head]
        return own
    if verb.pos_ == "NOUN":
        return _subject_of_noun(verb)
    if depth > _LOOP_LIMIT or verb.head == verb:
        return []
    apposed = _apposed_person(verb) or _after_date(verb)
    if apposed is not None:
        return [apposed]
    head = verb.head
    if verb.dep_ in ("acl", "relcl") and head.pos_ in _NOUNS:
        if verb.tag_ in ("VBG", "VBN"):
            return [head]
        return _owner_of_plan(head, depth)
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "conj", "pcomp", "dep", "aux"):
        if head.pos_ in ("ADP", "SCONJ"):
            head = head.head
        if is_verb(head):
            patient = [c for c in head.children if c.dep_ in ("dobj", "dative")]
            if verb.dep_ == "xcomp" and patient and base(head) in words("relations")["object_control"]:
                return patient
            return subjects(head, depth + 1)
        if head.pos_ in ("NOUN", "ADJ"):
            return _owner_of_plan(head, depth)
    return []


def _apposed_person(verb: Token) -> Token | None:
    """ "China's top diplomat, Wang Yi, visiting Moscow": a participle is of the person named right before it."""
    if verb.tag_ != "VBG" or verb.i < 2 or verb.nbor(-1).text != ",":
        return None
    name = verb.nbor(-2)
    return name if name.ent_type_ == "PERSON" and name.pos_ == "PROPN" else None


def _after_date(verb: Token) -> Token | None:
    """ "On Monday Chile sold": the parse hangs the subject on the day or the year before it."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.i <= verb.sent.start:
        return None
    name = verb.nbor(-1)
    if name.pos_ != "PROPN" or name.lower_ in words("relations")["days"]:
        return None
    if name.dep_ == "npadvmod" and name.head == verb:
        return name
    is_dated = any(
        c.dep_ == "compound" and (c.ent_type_ == "DATE" or c.lower_ in words("relations")["days"])
        for c in name.children
    )
    return name if name.dep_ == "pobj" and name.head.head == verb and is_dated else None


def _owner_of_plan(noun: Token, depth: int) -> list[Token]:
    """ "China's plan to buy", "has plans to buy", "is ready to buy": the owner of the plan is who buys."""
    owners = [c for c in noun.children if c.dep_ == "poss"] or [
        c for c in noun.children if c.dep_ in ("amod", "compound") and c.pos_ in ("PROPN", "ADJ")
    ]
    if noun.pos_ == "NOUN" and any(o.dep_ == "poss" for o in owners):
        return owners
    verb = governor(noun) if noun.pos_ == "NOUN" else (noun.head if is_verb(noun.head) else None)
    if verb is not None and noun not in subjects(verb, depth + 1):
        return subjects(verb, depth + 1) or owners
    return owners


def _add_prepositions(slots: Slots, token: Token) -> None:
    for child in token.children:
        if child.dep_ not in ("prep", "agent", "dative") or child.pos_ not in ("ADP", "SCONJ", "VERB"):
            continue
        name = child.lower_
        for inner in child.children:
            if inner.dep_ == "pobj" or inner.dep_ == "pcomp" and name != "with":
                if inner not in slots[name]:
                    slots[name].append(inner)
                if inner.pos_ in ("NOUN", "NUM"):
                    _nested(slots, inner)
            elif inner.dep_ == "prep":  # "out of X", "because of X"
                for nested in inner.children:
                    if nested.dep_ == "pobj":
                        slots[f"{name} {inner.lower_}"].append(nested)
    # "agreement on trade with China": the second preposition is often hung on the first one's noun


def _nested(slots: Slots, noun: Token) -> None:
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in ("with", "between", "to", "from", "against", "in", "at"):
            for inner in child.children:
                if inner.dep_ == "pobj" and inner not in slots[child.lower_]:
                    slots[child.lower_].append(inner)
