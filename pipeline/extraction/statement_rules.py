"""The rules of knowledge/relations.yaml by their word, and the conditions that a rule may set."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import Slots, base, governor
from pipeline.extraction.refs import Ref, noun
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

Rule = Mapping[str, Any]
Condition = Callable[[Any, "Token", Slots, Actors], bool]

_SETS = (
    "not_of",
    "needs",
    "doer_verbs",
    "of_things",
    "adverb",
    "verdict",
    "complement",
    "into",
    "not_about",
    "suffered",
    "no_doer",
    "before",
)
_VERDICTS = ("oprd", "attr", "acomp", "ccomp", "dobj")


@functools.cache
def rules_by_word(kind: str) -> Mapping[str, list[Rule]]:
    """The `verbs` or `nouns` rules by lemma; a phrase stands under its head: "letter of intent" under letter."""
    index: dict[str, list[Rule]] = defaultdict(list)
    for rule in words("relations")[kind]:
        sets = {key: frozenset(rule[key]) for key in _SETS if key in rule}
        for entry in sorted(rule["words"]):
            head = entry.split(" of ")[0].split()[-1]
            index[head].append({**rule, **sets, "phrase": entry if " " in entry else None})
    return dict(index)


def holds(rule: Rule, trigger: Token, slots: Slots, actors: Actors, conditions: Mapping[str, Condition]) -> bool:
    """Are all conditions met that the rule sets?"""
    return all(test(rule[key], trigger, slots, actors) for key, test in conditions.items() if rule.get(key))


def is_goods(token: Token, actors: Actors, depth: int = 0) -> bool:
    """Does the phrase name goods: "oil", "tonnes of grain", "goods worth five billion dollars"?"""
    if token.i in actors.commodity_at or noun(token) in words("relations")["goods"]:
        return True
    if depth > 3:
        return False
    return any(
        child.dep_ in ("compound", "conj", "nmod") and is_goods(child, actors, depth + 1)
        or child.lower_ == "of" and any(is_goods(p, actors, depth + 1) for p in objects_of(child))
        for child in token.children
    )  # fmt: skip


def objects_of(preposition: Token) -> list[Token]:
    """What a preposition governs."""
    return [c for c in preposition.children if c.dep_ == "pobj"]


def objects_after(token: Token, *prepositions: str) -> list[Token]:
    """What stands after one of these prepositions that hang on the word."""
    return [p for c in token.children if c.dep_ == "prep" and c.lower_ in prepositions for p in objects_of(c)]


def is_agreement(token: Token) -> bool:
    """Is it a thing that two sides sign?"""
    return noun(token) in words("relations")["agreements"] or any(is_agreement(p) for p in objects_after(token, "of"))


def _is_finance(token: Token) -> bool:
    finance = words("relations")["finance"]
    return noun(token) in finance or any(noun(p) in finance for p in objects_after(token, "of", "in"))


def _is_money(token: Token) -> bool:
    if any(base(t) in words("relations")["measures"] for t in token.subtree):
        return False
    return any(base(t) in words("relations")["money"] or t.tag_ == "$" for t in token.subtree)


def _is_amount(token: Token) -> bool:
    """ "22 percent", "8.2 billion cubic metres": a number of no money and of nothing else that is named."""
    lists = words("relations")
    if not any(t.like_num for t in token.subtree) or _is_money(token) and not _is_measured(token):
        return False
    return token.pos_ == "NUM" or noun(token) in lists["measures"] | lists["amounts"]


def _is_measured(token: Token) -> bool:
    return any(base(t) in words("relations")["measures"] for t in token.subtree)


def _is_person_or_official(token: Token, actors: Actors) -> bool:
    if any(r.type == "person" for r in actors.of(token)):
        return True
    return noun(token) in words("relations")["officials"] and bool(actors.country_of_phrase(token))


def _is_ceremony(verb: Token, slots: Slots) -> bool:
    """Do people stand together there: "opened the bridge", "watched", "gave the sign"?"""
    lists = words("relations")
    if base(verb) in lists["ceremonial_verbs"] | lists["sealing_verbs"]:
        return True
    return any(
        base(t) in lists["ceremonies"] or t.ent_type_ == "FAC" for thing in slots["object"] for t in thing.subtree
    )


def _is_development(slots: Slots, actors: Actors) -> bool:
    """Loans invest where a development bank gives them, or for a work."""
    lenders = [r for n in ("doer", "from", "possessor", "by") for t in slots[n] for r in actors.of(t)]
    if not lenders:
        idle = [t for t in slots["doer"] + slots["by"] if noun(t) in words("relations")["boards"]]
        return bool(idle) and development_lender(actors, idle[0].idx) is not None
    if any(is_development_bank(actors, r) for r in lenders):
        return True
    return any(r.type == "project" for n in ("for", "to") for t in slots[n] for r in actors.of(t))


def is_development_bank(actors: Actors, ref: Ref) -> bool:
    """Does its name say that it lends for development?"""
    name = f"{actors.doc.text[ref.start : ref.end].lower()} {ref.entity_id}"
    return any(w in name for w in words("relations")["development_lenders"])


def development_lender(actors: Actors, offset: int) -> Ref | None:
    """The development bank that the text named last before `offset`, for "the board" and "the directors"."""
    bodies = [
        Ref(m.entity_id, m.start, m.end) for m in actors.doc.mentions if m.type == "organisation" and m.start < offset
    ]
    return next((r for r in reversed(bodies) if is_development_bank(actors, r)), None)


def _is_of_others(_: Any, verb: Token, slots: Slots, actors: Actors) -> bool:
    return not slots["object"] or bool(slots["with"]) or any(actors.of(t) for t in slots["object"])


VERB_CONDITIONS: Mapping[str, Condition] = {
    "goods": lambda _, v, s, a: not any(_is_finance(t) for t in s["object"]),
    "needs_goods": lambda _, v, s, a: any(is_goods(t, a) or _is_amount(t) for t in s["object"] + s["subject"]),
    "money_subject": lambda _, v, s, a: any(_is_money(t) for t in s["subject"]),
    "share": lambda _, v, s, a: any(_is_amount(t) for t in s["for"]),
    "money": lambda _, v, s, a: any(_is_money(t) for t in s["object"] + s["dative"]),
    "plain": lambda _, v, s, a: not s["object"] or any(is_agreement(t) for t in s["object"]),
    "of_things": lambda wanted, v, s, a: any(noun(t) in wanted for t in s["object"]),
    "personal_object": lambda _, v, s, a: any(_is_person_or_official(t, a) for t in s["object"]),
    "all_persons": lambda _, v, s, a: _is_ceremony(v, s),
    "on_a_spot": lambda _, v, s, a: any(r.type == "place" for n in ("in", "at") for t in s[n] for r in a.of(t)),
    "needs_named": _is_of_others,
    "lent": lambda _, v, s, a: not any(base(t) in ("loan", "credit") for t in v.head.subtree if t.i < v.i),
    "adverb": lambda wanted, v, s, a: any(c.lower_ in wanted for c in v.children),
    "into": lambda wanted, v, s, a: any(noun(t) in wanted for t in s["into"]),
    "own_object": lambda _, v, s, a: any(c.dep_ == "poss" for t in s["object"] for c in t.children),
    "complement": lambda wanted, v, s, a: any(c.dep_ == "acomp" and c.lower_ in wanted for c in v.children),
    "verdict": lambda wanted, v, s, a: any(
        t.lower_ in wanted for c in v.children if c.dep_ in _VERDICTS for t in (c, *c.children)
    ),
}
NOUN_CONDITIONS: Mapping[str, Condition] = {
    "goods": lambda _, n, s, a: not any(_is_finance(t) for t in s["of"]),
    "not_about": lambda unwanted, n, s, a: unwanted.isdisjoint(a.ranked),
    "lending": lambda _, n, s, a: _is_development(s, a),
    "needs": lambda wanted, n, s, a: any(base(t) in wanted for t in a.doc.sentence_at(n.idx).span),
}


def without_idle_doer(rule: Rule, head: Token, slots: Slots) -> None:
    """Empty the slot `doer` where the governing verb does not do what the noun names: "reported exports"."""
    verb = governor(head)
    lemma = base(verb) if verb is not None else ""
    lists = words("relations")
    trading = lists["change_verbs"] | lists["starting_verbs"] | lists["ban_verbs"] | lists["trading_verbs"]
    if (
        lemma in rule.get("no_doer", ())
        or rule.get("trading_doer") and lemma not in trading
        or rule.get("doer_verbs") and lemma not in rule["doer_verbs"]
    ):  # fmt: skip
        slots["doer"] = []
