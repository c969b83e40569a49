"""How a noun stands in its clause: the verb over it, the nouns between, and what the verb group makes of the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

CONDITIONS = frozenset("once when if until unless whether before".split())
_FUTURE = frozenset("will would shall may might should could".split())


def has_subject(verb: Token) -> bool:
    """Does the verb have a subject of its own?"""
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children)


def is_conditional(verb: Token) -> bool:
    """ "once the bridge is in use", "if heavy rain fills the reservoirs"."""
    return any(c.dep_ in ("mark", "advmod") and c.text.lower() in CONDITIONS and c.i < verb.i for c in verb.children)


def role_in_relative(verb: Token) -> str:
    """The role that a noun has in the clause that modifies it: "opened in 2011" makes it the object."""
    if verb.dep_ == "acl":
        return "nsubj" if verb.tag_ == "VBG" else "nsubjpass"
    for child in verb.children:
        if child.text.lower() in ("that", "which") and child.dep_ in ("nsubj", "nsubjpass", "dobj"):
            return child.dep_
    return "dobj"


def inner_clause(verb: Token) -> tuple[Token, str]:
    """The verb of a modifying clause that says what is done, and the modified noun's role in it: "that X is to build"."""
    role = role_in_relative(verb)
    inner = next((c for c in verb.children if c.dep_ == "xcomp" and c.pos_ == "VERB"), None)
    if verb.lemma_ != "be" or inner is None:
        return verb, role
    is_passive = any(c.dep_ == "auxpass" for c in inner.children)
    return inner, "nsubjpass" if role == "nsubj" and is_passive else role


def clauses_of(token: Token) -> list[Token]:
    """The verbs of the clauses that modify a noun, those told after its place counted in: "the works at Mobile, which X is building"."""
    own = [c for c in token.children if c.dep_ in ("relcl", "acl") and c.pos_ in ("VERB", "AUX")]
    for word in token.doc[token.i + 1 : token.sent.end]:
        if word.pos_ in ("VERB", "AUX") or word.text in (";", ":") or word.pos_ == "NOUN" and word.dep_ != "compound":
            break
        before = word.nbor(-1) if word.nbor(-1).pos_ != "ADP" else word.nbor(-2)  # ", which", ", for which"
        if word.text.lower() == "which" and before.text == "," and before.nbor(-1).pos_ == "PROPN":
            clause = word
            while clause.head != clause and clause.dep_ != "relcl":
                clause = clause.head
            if clause.dep_ == "relcl" and clause not in own:
                own.append(clause)
            break
    return own


def governor(token: Token) -> tuple[Token | None, str, list[Token]]:
    """The verb over a noun, the noun's role in its clause ("dobj", "prep for" …), and the nouns between ("construction of …")."""
    over: list[Token] = []
    node = token
    for _ in range(12):
        if node.head == node:
            return (node, "root", over) if node.pos_ in ("VERB", "AUX") else (None, "", over)
        parent, dep = node.head, node.dep_
        if parent.pos_ in ("VERB", "AUX") and not (dep == "prep" and parent.dep_ in ("nsubj", "nsubjpass")):
            return parent, (f"prep {node.text.lower()}" if dep in ("prep", "agent") else dep), over
        if parent.pos_ in ("NOUN", "PROPN", "VERB") and dep not in ("conj", "appos"):
            over.append(parent)
        node = parent
    return None, "", over


def _is_dated_start(verb: Token) -> bool:
    """ "Work on it starts in July": a beginning told in the present with its day is ahead."""
    return verb.lemma_.lower() in ("start", "begin", "open") and any(
        t.ent_type_ == "DATE" and t.i > verb.i
        for c in verb.children
        if c.dep_ in ("prep", "npadvmod") and c.text.lower() != "since"
        for t in c.subtree
    )


def mood_of(verb: Token, lexicon) -> str:  # noqa: ANN001
    """past, present, progressive, begun, can, future, infinitive, planned, agreed, proposed: what the verb group and those over it make of it."""
    node = verb
    if is_conditional(verb):
        return "future"
    for _ in range(5):
        auxiliaries = [c.text.lower() for c in node.children if c.dep_ in ("aux", "auxpass") and c.i < node.i]
        if "may" in auxiliaries and any(c.text.lower() == "now" for c in node.children):
            return "present"
        if any(a in _FUTURE or a in ("'ll", "wo") for a in auxiliaries):
            return "future"
        if any(a in ("can", "ca") for a in auxiliaries):
            return "can"
        if (
            node.tag_ == "VBG"
            and any(a in ("is", "are", "being", "be", "was", "were", "been") for a in auxiliaries)
            and node is verb
        ):
            return "progressive" if not {"was", "were"} & set(auxiliaries) else "progressive"
        if "being" in auxiliaries:
            return "progressive"
        if (
            node is verb
            and node.tag_ in ("VBD", "VBN")
            and "to" not in auxiliaries
            and (node.tag_ == "VBD" or auxiliaries or node.dep_ in ("acl", "relcl", "ROOT"))
        ):
            return "past"
        if node is verb and node.tag_ in ("VBZ", "VBP") and _is_dated_start(node):
            return "future"
        if node is verb and (node.tag_ in ("VBZ", "VBP") or node.tag_ == "VBG" and node.dep_ == "acl"):
            return "present"
        if node.dep_ == "conj" and node.head.pos_ in ("VERB", "AUX"):
            node = node.head
            continue
        if node.head == node:
            break
        parent = node.head
        lemma = parent.lemma_.lower()
        if parent.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
            if lemma in ("begin", "start") and node.dep_ in ("xcomp", "ccomp", "dobj", "pcomp"):
                inner = mood_of(parent, lexicon)
                return "begun" if inner in ("past", "present", "progressive") else inner
            if lemma == "be" and "to" in auxiliaries or lemma == "go" and parent.tag_ == "VBG":
                return "planned"
            if lemma in lexicon["verbs"]["agree"] or lemma in lexicon["over_nouns"]["agreed"]:
                return "agreed"
            if lemma in lexicon["verbs"]["propose"] or lemma in lexicon["over_nouns"]["proposed"] or lemma == "like":
                return "proposed"
            if lemma in lexicon["verbs"]["plan"] or lemma in lexicon["over_nouns"]["planned"]:
                return "planned"
            if lemma in ("able", "unable"):
                return "can"
            if lemma in ("force", "compel", "oblige"):
                return mood_of(parent, lexicon)
        node = parent
        if node.pos_ not in ("VERB", "AUX", "NOUN", "ADJ", "ADP"):
            break
    return "infinitive" if any(c.text.lower() == "to" and c.dep_ == "aux" for c in verb.children) else "present"
