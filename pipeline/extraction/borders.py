"""Who borders on whom and who is a member of what, where the text says so in nouns: "their border", "a neighbour".

"The Chinese border" in a piece on Kazakhstan is the border of the two: the second side is a state that the text names
and that does lie beside the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.extraction import modality
from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base, is_verb, subjects
from pipeline.extraction.document import Document
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.rows import Relation
from pipeline.extraction.statements import relation
from pipeline.knowledge.statecraft import are_neighbours
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_BORDERING = ("country", "region")


def borders(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The `borders` rows that nouns state: border, frontier, neighbour, neighbouring."""
    lists = words("whereabouts")
    for token in doc.nlp:
        lemma = noun(token)
        if lemma in lists["border_nouns"] and token.pos_ in ("NOUN", "PROPN") and not _is_loose(doc, token):
            yield from _of_border(token, actors)
        elif lemma in lists["neighbours"] and token.pos_ in ("NOUN", "PROPN"):
            yield from _of_neighbour(token, actors)
        elif token.lower_ in lists["neighbouring"]:
            yield from _of_neighbouring(token, actors)


def _is_loose(doc: Document, token: Token) -> bool:
    """ "cross-border trade", "border trade", "a border city" tell of no pair."""
    before = doc.text[max(0, token.idx - 6) : token.idx].lower()
    if before.endswith(("cross-", "cross ", "trans-")):
        return True
    return token.dep_ in ("compound", "amod", "nmod") and base(token.head) not in words("whereabouts")["border_works"]


def _of_border(token: Token, actors: Actors) -> Iterator[Relation]:
    pair = actors.hyphen_pair(token)
    between = [
        r
        for c in token.children
        if c.dep_ == "prep" and c.lower_ == "between"
        for p in c.children
        if p.dep_ == "pobj"
        for r in actors.of(p)
    ]
    if len(between) >= 2 or len(pair) == 2:
        a, b = (between or pair)[:2]
        if a.type in _BORDERING and b.type in _BORDERING:
            yield relation(actors, "borders", a, b, "asserted", token)
        return
    owners = _owners(token, actors)
    partners = [
        r
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("with", "to")
        for p in c.children
        if p.dep_ == "pobj"
        for r in actors.of(p)
        if r.type in _BORDERING
    ]
    if owners and partners:
        for a in owners:
            for b in partners:
                if a.entity_id != b.entity_id and _may_border(a, b):
                    yield relation(actors, "borders", a, b, "asserted", token)
        return
    if len(owners) >= 2:
        yield relation(actors, "borders", owners[0], owners[1], "asserted", token)
        return
    yield from _completed(token, (owners or partners)[:1], actors)


def _owners(token: Token, actors: Actors) -> list[Ref]:
    """Whose border: "the Chinese border", "China's border", "the border of Turkey", "the Chinese side of the border"."""
    out = [
        r
        for child in token.children
        if child.dep_ in ("amod", "compound", "nmod", "poss")
        for r in actors.of(child)
        if r.type in _BORDERING
    ]
    out += [
        r
        for c in token.children
        if c.dep_ == "prep" and c.lower_ == "of"
        for p in c.children
        if p.dep_ == "pobj"
        for r in actors.of(p)
        if r.type in _BORDERING
    ]
    if not out and token.dep_ == "pobj" and token.head.lower_ == "of" and base(token.head.head) in ("side", "bank"):
        out = [r for r in actors.owner(token.head.head) if r.type in _BORDERING]
    return out


def _completed(token: Token, known: list[Ref], actors: Actors) -> Iterator[Relation]:
    """The pair of a border or neighbour of which one side, or none, is named beside the word."""
    place = Ref("", token.idx, token.idx + len(token))
    states = [i for i in actors.ranked if i.startswith("country:")]
    if known:
        first = known[0]
        if first.type == "region":
            return
        near = [
            r.entity_id
            for r in sorted(_in_sentence(token, actors), key=lambda r: (r.start > token.idx, abs(r.start - token.idx)))
        ]
        ordered = [i for i in near if i in states] + states
        other = next((i for i in ordered if i != first.entity_id and are_neighbours(first.entity_id, i)), None)
        if other:
            yield relation(actors, "borders", first, Ref(other, place.start, place.end), "asserted", token)
        return
    near = [i for i in dict.fromkeys(r.entity_id for r in _in_sentence(token, actors)) if i.startswith("country:")]
    for pool in (near, states[:2]):
        for a, b in combinations(pool, 2):
            if are_neighbours(a, b):
                yield relation(
                    actors, "borders", Ref(a, place.start, place.end), Ref(b, place.start, place.end), "asserted", token
                )
                return


def _in_sentence(token: Token, actors: Actors) -> list[Ref]:
    sentence = actors.doc.sentence_at(token.idx)
    return [Ref(m.entity_id, m.start, m.end) for m in actors.states if sentence.start <= m.start < sentence.end]


def _may_border(a: Ref, b: Ref) -> bool:
    return "region" in (a.type, b.type) or are_neighbours(a.entity_id, b.entity_id)


def _of_neighbour(token: Token, actors: Actors) -> Iterator[Relation]:
    """ "its neighbour", "the neighbours", "both of its neighbours, China and Russia", "a neighbour of X"."""
    named = [
        r
        for child in token.children
        if child.dep_ in ("appos", "conj")
        for r in actors.of(child)
        if r.type in _BORDERING
    ]
    meant = [
        Ref(m.entity_id, m.start, m.end)
        for m in actors.mentions_at(token)
        if m.entity_id.startswith(("country:", "region:"))
    ]
    owners = [r for child in token.children if child.dep_ == "poss" for r in actors.of(child) if r.type in _BORDERING]
    owners += [
        r
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("of", "to")
        for p in c.children
        if p.dep_ == "pobj"
        for r in actors.of(p)
        if r.type in _BORDERING
    ]
    if (
        named
        and not owners
        and actors.main_state
        and any(c.dep_ == "poss" and c.pos_ == "PRON" for c in token.children)
        or _parted(token)
    ):
        owners = owners or [Ref(actors.main_state or "", token.idx, token.idx + len(token))]
    ends = named or [m for m in meant if m.entity_id not in {o.entity_id for o in owners}]
    pairs = [(a, b) for a in owners for b in ends if a.entity_id != b.entity_id and _may_border(a, b)]
    if pairs:
        for a, b in pairs:
            yield relation(actors, "borders", a, b, "asserted", token)
        return
    group = actors.of(token)
    if len(group) == 2 and group[0].entity_id != group[1].entity_id and _may_border(*group):
        yield relation(actors, "borders", group[0], group[1], "asserted", token)
        return
    yield from _completed(token, [r for r in (ends or owners) if r.type == "country"][:1], actors)


def _parted(token: Token) -> bool:
    """ "both of its neighbours"."""
    return (
        token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lower_ in ("both", "each", "one", "all")
    )


def _of_neighbouring(token: Token, actors: Actors) -> Iterator[Relation]:
    """ "neighbouring Brazil": beside the state that the clause or the text speaks of."""
    head = token.head
    ends = [r for r in actors.of(head) if r.type == "country"]
    if not ends:
        return
    yield from _completed(token, ends[:1], actors)


def members(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The `member_of` rows that the nouns member, membership and partner state."""
    lists = words("whereabouts")
    for token in doc.nlp:
        lemma = noun(token)
        if lemma == "membership":
            yield from _of_membership(token, actors)
        elif (
            lemma in ("member", "partner")
            and (token.dep_ != "compound" or actors.mentions_at(token.head))
            or lemma == "state"
            and any(c.lower_ == "member" for c in token.children)
        ):
            yield from _of_member(token, lemma, actors, lists)


def _of_membership(token: Token, actors: Actors) -> Iterator[Relation]:
    blocs = [r for r in _modifier_refs(token, actors) + _of_refs(token, actors) if r.type == "bloc"]
    states = [r for r in _modifier_refs(token, actors) if r.type == "country"]
    for bloc in blocs[:1]:
        for state in states[:1]:
            yield relation(actors, "member_of", state, bloc, "asserted", token)


def _of_member(token: Token, lemma: str, actors: Actors, lists) -> Iterator[Relation]:  # noqa: ANN001
    blocs = [r for r in _modifier_refs(token, actors) + _of_refs(token, actors) if r.type == "bloc"]
    if not blocs and lemma != "partner":
        sentence = actors.doc.sentence_at(token.idx)
        blocs = [
            Ref(m.entity_id, m.start, m.end)
            for m in actors.states
            if m.type == "bloc"
            and m.start < token.idx
            and (token.dep_ == "appos" or actors.doc.sentence_at(m.start).paragraph >= sentence.paragraph)
        ][-1:]
        if (
            token.dep_ not in ("attr", "appos")
            and not any(c.dep_ in ("nummod", "appos") for c in token.children)
            and not re.match(
                r"(?: states?)? ?[-,:(–] ?[A-Z]", actors.doc.text[token.idx + len(token) : token.idx + len(token) + 12]
            )
        ):
            return
    if not blocs:
        return
    bloc = blocs[0]
    found = listed_after(token, actors, max(token.idx + len(token), bloc.end if bloc.start > token.idx else 0))
    if not found:
        if token.dep_ == "compound":
            found = actors.of(token.head)
        elif token.dep_ == "attr":
            found = [r for c in token.head.children if c.dep_ in ("nsubj",) for r in actors.of(c)]
        elif token.dep_ == "appos":
            found = [r for r in actors.of(token.head)]
        elif token.dep_ == "pobj" and token.head.lower_ == "as":
            head = token.head.head
            found = actors.of(head) or _subject_of(head, actors) or actors.owner(head)
        elif lemma == "partner":
            found = [r for r in actors.of(token)]
    how = (
        "denied"
        if any(c.lower_ in ("former", "ex") for c in token.children)
        else "planned"
        if any(c.lower_ in ("future", "prospective", "aspiring") for c in token.children)
        else "asserted"
    )
    if token.dep_ == "attr" and how == "asserted":
        how = modality.of_verb(token.head)
    for ref in found:
        if ref.type == "country" and ref.entity_id != bloc.entity_id:
            yield relation(actors, "member_of", ref, bloc, how, token)


def _subject_of(token: Token, actors: Actors) -> list[Ref]:

    return [r for t in (subjects(token) if is_verb(token) else []) for r in actors.of(t)]


def listed_after(token: Token, actors: Actors, offset: int) -> list[Ref]:
    """The states of a list that stands after the word: "five members - A, B and C", "members A and B"."""
    text = actors.doc.text
    out: list[Ref] = []
    states = [m for m in actors.states if m.type == "country" and m.kind == "name" and m.start >= offset]
    for mention in states:
        gap = text[offset : mention.start]
        pattern = (
            r"(?: states?| countries| of the union)?(?: ?[-–,:(]{1,2} ?| )(?:the )?(?:including |such as |among them |namely )?"
            if not out
            else r"(?:, |,? and |,? or )(?:the )?"
        )
        if not re.fullmatch(pattern, gap):
            break
        out.append(Ref(mention.entity_id, mention.start, mention.end))
        offset = mention.end
    return out


def _modifier_refs(token: Token, actors: Actors) -> list[Ref]:
    out = []
    for child in token.children:
        if child.dep_ in ("compound", "nmod", "amod", "poss") and child.i < token.i:
            out += [Ref(m.entity_id, m.start, m.end) for m in actors.mentions_at(child)]
            out += [
                Ref(m.entity_id, m.start, m.end)
                for c in child.children
                if c.dep_ in ("compound", "nmod", "amod", "poss")
                for m in actors.mentions_at(c)
            ]
    return out


def _of_refs(token: Token, actors: Actors) -> list[Ref]:
    return [
        r
        for c in token.children
        if c.dep_ == "prep" and c.lower_ == "of"
        for p in c.children
        if p.dep_ == "pobj"
        for r in actors.of(p)
    ]
