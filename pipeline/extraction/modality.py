"""Is a thing so, planned, or no more so? Read from the auxiliaries, governors and negations around a verb or a noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extraction.clauses import base, governor, is_verb
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

ASSERTED, PLANNED, DENIED = "asserted", "planned", "denied"
_LOOP_LIMIT = 6


def of_verb(verb: Token, depth: int = 0) -> str:
    """The modality of what a verb says: "will sell" is planned, "has ceased to sell" denied.

    A verb of saying governs nothing: "said that it sold" is asserted.
    """
    lists = words("relations")
    if _is_negated(verb):
        return DENIED
    own = (
        PLANNED
        if _is_future(verb)
        or verb.lemma_ == "be"
        and any(c.dep_ == "acomp" and c.lower_ in lists["plan_adjectives"] for c in verb.children)
        or _is_scheduled(verb)
        or verb.dep_ == "xcomp"
        and verb.head.lower_ == "going"
        and any(c.lower_ == "to" for c in verb.lefts)
        else ASSERTED
    )
    if verb.lemma_ in ("expect", "await") and verb.tag_ == "VBN" and own == ASSERTED:
        own = PLANNED
    if depth > _LOOP_LIMIT or verb.head == verb:
        return own
    head = verb.head
    if (
        verb.dep_ in ("xcomp", "pcomp", "ccomp", "acl", "advcl", "dobj")
        or verb.dep_ == "conj"
        and not _has_own_time(verb)
    ):
        is_infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        governing = head.head if head.pos_ == "ADP" and verb.dep_ == "pcomp" else head
        lemma = base(governing)
        if verb.dep_ == "conj":
            return of_verb(head, depth + 1) if is_verb(head) and own == ASSERTED else own
        if verb.dep_ == "xcomp" and is_infinitive and lemma == "use" and governing.tag_ == "VBD":
            return DENIED  # "used to buy"
        if verb.dep_ in ("xcomp", "pcomp", "dobj") or verb.dep_ == "ccomp" and is_infinitive:
            if is_verb(governing):
                if lemma in lists["end_verbs"]:
                    return (
                        PLANNED
                        if of_verb(governing, depth + 1) == DENIED and lemma in ("rule", "exclude")
                        else DENIED
                        if of_verb(governing, depth + 1) == ASSERTED
                        else own
                    )
                if lemma in lists["plan_verbs"] and (is_infinitive or verb.dep_ == "pcomp" or verb.tag_ == "VBG"):
                    return DENIED if _is_negated(governing) else PLANNED
                outer = of_verb(governing, depth + 1)
                return outer if outer != ASSERTED and verb.dep_ != "dobj" else own
            if governing.pos_ == "ADJ" and lemma in lists["plan_adjectives"]:
                return PLANNED
            if governing.pos_ == "NOUN" and lemma in lists["plan_nouns"]:
                return PLANNED
        if verb.dep_ == "ccomp" and is_verb(governing) and lemma == "deny" and not _is_negated(governing):
            return DENIED
        if (
            verb.dep_ == "ccomp"
            and is_verb(governing)
            and lemma in ("expect", "hope", "want", "propose", "suggest", "demand", "think", "predict", "forecast")
            and own == ASSERTED
            and _is_future(verb)
        ):
            return PLANNED
        if verb.dep_ == "advcl" and is_infinitive:
            return PLANNED  # of purpose: "a venture to build"
        if verb.dep_ == "acl" and is_infinitive:
            if base(head) in lists["plan_nouns"]:
                return DENIED if base(head) == "refusal" else PLANNED
            if base(head) in lists["end_nouns"]:
                return DENIED
            return own
    return own


def of_noun(noun: Token, *, is_state: bool = False) -> str:
    """The modality of what a noun names: "planned visit", "will sign a deal", "an end to imports".

    A state ("trade", "exports") is not undone by the change of it: "will boost exports" has exports.
    """
    lists = words("relations")
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "advmod", "det", "nmod", "neg"):
            lemma = base(child)
            if lemma in lists["end_adjectives"] or child.lower_ in lists["end_adjectives"] or child.lower_ == "no":
                return DENIED
            if lemma in lists["plan_adjectives"] or child.lower_ in lists["plan_adjectives"]:
                return PLANNED
        if (
            child.dep_ == "acl"
            and base(child) in ("plan", "propose", "envisage", "threaten", "expect")
            and child.tag_ == "VBN"
        ):
            return PLANNED
    head = noun.head
    if noun.dep_ == "pobj" and head.lower_ in ("of", "to", "on", "for", "in"):
        outer = head.head
        if outer.pos_ == "NOUN" and outer != noun:
            if base(outer) in lists["end_nouns"]:
                return DENIED
            if (
                base(outer)
                in (
                    "plan",
                    "proposal",
                    "prospect",
                    "possibility",
                    "hope",
                    "threat",
                    "offer",
                    "request",
                    "idea",
                    "preparation",
                    "goal",
                    "target",
                    "signing",
                )
                and not is_state
            ):
                return PLANNED if base(outer) != "signing" else of_noun(outer)
    verb = governor(noun)
    if verb is None:
        return ASSERTED
    lemma = base(verb)
    is_subject = noun.dep_ in ("nsubj", "nsubjpass") or any(c.dep_ in ("nsubj", "nsubjpass") for c in noun.conjuncts)
    if lemma in lists["end_verbs"] and (
        noun.dep_ in ("dobj", "nsubjpass")
        or lemma in ("lapse", "expire", "end", "cease", "stop", "fail", "collapse")
        and is_subject
    ):
        return DENIED if of_verb(verb) == ASSERTED else ASSERTED
    if noun.dep_ == "pobj" and head.lower_ == "for" and of_verb(verb) == PLANNED:
        return PLANNED  # "flies to Lima for talks"
    if lemma in ("let",):
        return ASSERTED
    if is_state and lemma not in lists["starting_verbs"]:
        return DENIED if _is_negated(verb) and lemma in ("be", "exist", "have") else ASSERTED
    if noun.dep_ == "pobj" and head.lower_ not in ("on", "into", "to", "of", "in", "by", "for"):
        return ASSERTED
    if lemma in lists["making_verbs"]:
        outer = of_verb(verb)
        if (
            outer == ASSERTED
            and lemma
            in (
                "expect",
                "plan",
                "propose",
                "consider",
                "seek",
                "want",
                "hope",
                "schedule",
                "prepare",
                "threaten",
                "negotiate",
                "discuss",
                "request",
                "demand",
                "pledge",
                "promise",
                "offer",
            )
            and noun.dep_ != "nsubj"
        ):
            return PLANNED
        return outer
    return ASSERTED


def _is_negated(verb: Token) -> bool:
    lists = words("relations")
    for child in verb.children:
        if child.dep_ == "neg" and child.lower_ in lists["denial_words"] or child.lower_ in ("never", "nor", "neither"):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and (
            child.lower_ in ("nobody", "none", "nothing") or any(c.lower_ == "no" for c in child.children)
        ):
            return True
        if child.dep_ == "advmod" and child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
    return False


def _is_future(verb: Token) -> bool:
    lists = words("relations")
    now = any(c.dep_ == "advmod" and c.lower_ == "now" for c in verb.children)
    for child in verb.children:
        if (
            child.dep_ in ("aux", "auxpass")
            and child.lower_ in lists["plan_auxiliaries"]
            and not (now and child.lower_ in ("may", "can"))
        ):
            return True
        if child.dep_ == "advmod" and child.lower_ in lists["plan_adverbs"]:
            return True
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    if (
        infinitive
        and verb.dep_ in ("xcomp", "ccomp", "ROOT", "relcl", "conj")
        and verb.head.lemma_ == "be"
        and verb.dep_ != "ROOT"
    ):
        return True  # "is to be built"
    if infinitive and any(
        c.dep_ in ("aux", "auxpass") and c.lower_ in ("is", "are", "was", "were") for c in verb.children
    ):
        return True
    if infinitive and verb.dep_ in ("relcl", "acl") and base(verb.head) not in words("relations")["plan_nouns"]:
        return any(c.dep_ == "auxpass" for c in verb.children)  # "a line to be built"
    return False


def _is_scheduled(verb: Token) -> bool:
    """ "flies to Jakarta on Monday": the present tense of a journey or a meeting with a day beside it is to come."""
    lists = words("relations")
    if verb.tag_ not in ("VBZ", "VBP") or base(verb) not in lists["scheduled_verbs"]:
        return False
    inside = [
        t for t in verb.subtree if not any(a.dep_ in ("relcl", "ccomp") for a in t.ancestors if verb in a.ancestors)
    ]
    return any(t.lower_ in lists["days"] or t.lower_ in lists["coming"] for t in inside) and not any(
        t.lower_ in ("every", "each", "since", "last") for t in inside
    )


def _has_own_time(verb: Token) -> bool:
    return any(c.dep_ in ("aux", "auxpass") for c in verb.children) or verb.tag_ in ("VBD", "VBZ")
