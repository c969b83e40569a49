"""Who takes part in a project: the firms and the states that build, own, run, pay for or agree on it, and its places' states."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.project_grammar import clauses_of, governor, has_subject
from pipeline.extraction.project_matching import LINES, Group
from pipeline.extraction.project_nouns import noun_index
from pipeline.extraction.project_sightings import Sighting
from pipeline.extraction.project_states import country_of, host_country, is_namesake, main_countries, told_states
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_PARTY_ROLES = frozenset(
    "own owner of at in near apposition from to between link across over into through via off on along under for with towards outside opposite subject".split()
)
_PARTNERS = frozenset(("by", "with", "between", "among"))
_A_LIFETIME = 70
_SPEAKERS = frozenset(("it", "they", "we"))


def participants(doc: Document, group: Group, wholes: Iterable[Sighting] = ()) -> list[Mention]:
    """The firms and states in the clauses about the work that do something about it (or about a whole that it is
    part of), in text order, each entity once."""
    found: list[Mention] = []
    for sighting in [*group.sightings, *wholes]:
        found += [m for m in sighting.owners + sighting.premods if m.type in ("organisation", "country", "bloc")]
        found += _in_clause(doc, doc.nlp[sighting.head], sighting)
    for index in group.pronouns:
        found += _in_clause(doc, doc.nlp[index], None)
    unique = {m.entity_id: m for m in sorted(found, key=lambda m: -m.start)}
    return sorted(unique.values(), key=lambda m: m.start)


def backers(doc: Document, sentences: Iterable[int]) -> list[Mention]:
    """Who, in sentences that go on about the work, puts money into it or shares in it."""
    lexicon = words("projects")
    found: list[Mention] = []
    for index in sentences:
        sentence = doc.sentences[index]
        inside = [
            m for m in doc.mentions_in(sentence.start, sentence.end) if m.type in ("organisation", "country", "bloc")
        ]
        if any(
            re.search(rf"\b{re.escape(w)}\b", doc.text[sentence.start : sentence.end].lower())
            for w in lexicon["sharing"]
        ):
            found += [m for m in inside if m.type == "organisation"]
        if any(sentence.start <= q.start < sentence.end and q.kind == "money" for q in doc.quantities):
            for verb in sentence.span:
                if verb.pos_ == "VERB" and verb.lemma_.lower() in lexicon["financing"]:
                    held = {t.i for t in _actors(verb, lexicon["financing"])}
                    found += [m for m in inside if doc.token_at(m.start).i in held]
    return found


def _in_clause(doc: Document, token: Token, sighting: Sighting | None) -> list[Mention]:
    lexicon = words("projects")
    acting = frozenset().union(
        *(
            lexicon["verbs"][c]
            for c in ("build", "improve", "finish", "open", "agree", "plan", "propose", "pay", "bring_about", "own")
        )
    )
    sentence = doc.sentence_at(token.idx)
    if _violence().search(doc.text[sentence.start : sentence.end].lower()):
        return []
    verb, role, over = governor(token)
    if any(noun_index().get(noun.lower_, (None,))[0] for noun in over):
        return []  # "a loan for a power line from the site" is for the line
    tokens: list[Token] = []
    for noun in over:  # "X, a partner in the scheme"
        if noun.dep_ == "appos" and noun.lemma_.lower() in lexicon["sharing"]:
            own = {t.i for t in noun.subtree}
            tokens += [t for t in _reach(noun.head) if t.i not in own]
    for noun in over:  # "a contract with X for the plant"
        for child in noun.children:
            if child.dep_ == "prep" and child.text.lower() in (*_PARTNERS, "of", "from") and token not in child.subtree:
                tokens += _reach(child)
            elif child.dep_ in ("poss", "amod", "compound") and noun.lemma_.lower() in (
                "owner",
                "operator",
                "contract",
                "order",
                "loan",
                "unit",
                "half",
                "stake",
                "interest",
            ):
                tokens += list(child.subtree)
    if verb is not None and any(
        noun.lemma_.lower() in {"charge", "control", "builder"} | lexicon["sharing"] for noun in over
    ):
        acting |= {"be", "remain"}
    tells = frozenset().union(*lexicon["over_nouns"].values()) | {
        "charge",
        "control",
        "builder",
        "owner",
        "partner",
        "shareholder",
    }
    if verb is not None and (
        any(noun.lemma_.lower() in tells for noun in over)
        or not _only_there(token, role)
        or verb.lemma_.lower() == "invest"
    ):
        tokens += _actors(verb, acting)
        for planned in (c for c in verb.children if c.dep_ == "xcomp" and verb.lemma_ == "be"):  # "is to be built by …"
            tokens += _actors(planned, acting)
    for clause in clauses_of(token):
        if not _is_long_past(doc, clause):
            tokens += _actors(clause, acting)
    for clause in token.children:
        if clause.dep_ == "prep" and clause.text.lower() == "of" and sighting is not None:
            tokens += [
                t
                for t in _reach(clause)
                if any(m.type == "organisation" and m.start <= t.idx < m.end for m in doc.mentions)
            ]
    held = {t.i for t in tokens}
    found = [
        m for m in doc.mentions if m.type in ("organisation", "country", "bloc") and doc.token_at(m.start).i in held
    ]
    if verb is not None and verb.lemma_.lower() in lexicon["verbs"]["build"] and not found and role == "dobj":
        found += _opener(doc, verb)
    pair = next(
        (
            t
            for t in tokens
            if t.text.lower() in lexicon["pair_nouns"]
            and re.search(r"\b(?:two|both|three)\b", t.doc[t.left_edge.i : t.i].text.lower())
        ),
        None,
    )
    if pair is not None:
        number = 3 if "three" in pair.doc[pair.left_edge.i : pair.i].text.lower() else 2
        main = main_countries(doc)[:number]
        found += [
            next(m for m in doc.mentions if m.entity_id == c) for c in main if c not in [m.entity_id for m in found]
        ]
    return found


def _opener(doc: Document, verb: Token) -> list[Mention]:
    """The firm that opens the sentence of a verb that has no subject: "X Construction, the winner, planned and built the section"."""
    sentence = doc.sentence_at(verb.idx)
    return [
        m
        for m in doc.mentions_in(sentence.start, verb.idx)
        if m.type == "organisation" and m.start == sentence.start and not has_subject(verb)
    ]


def _is_long_past(doc: Document, clause: Token) -> bool:
    """ "which a Frenchman opened in 1869": who built it then is in it no more."""
    years = [int(t.text) for t in clause.subtree if re.fullmatch(r"1[5-9]\d\d", t.text)]
    return bool(years) and doc.published_on is not None and doc.published_on.year - max(years) > _A_LIFETIME


@functools.cache
def _violence() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in sorted(words("projects")["violence"])) + r")\b")


def _only_there(token: Token, role: str) -> bool:
    """The work only says where: "in the region", "near the bridge"."""
    return (
        role
        in (
            "prep near",
            "prep beside",
            "prep from",
            "prep through",
            "prep via",
            "prep to",
            "prep in",
            "prep at",
            "prep off",
        )
        and token.head.i != token.head.sent.start
    )


def _actors(verb: Token, acting: frozenset[str]) -> list[Token]:
    """The tokens of those who act in the verb's clause and in the clauses over it ("agreed to build")."""
    tokens: list[Token] = []
    node, is_acting = verb, False
    for _ in range(6):
        is_acting = is_acting or node.lemma_.lower() in acting
        if is_acting:
            for child in node.children:
                if child.dep_ in ("nsubj", "nsubjpass", "agent", "dative") and child.text.lower() not in _SPEAKERS:
                    tokens += _reach(child)
                elif child.dep_ == "prep" and child.text.lower() in _PARTNERS:
                    tokens += _reach(child)
        tokens += _lenders(node)
        subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if (
            node.dep_ == "ccomp"
            and subject is not None
            and subject.text.lower() in _SPEAKERS
            and node.head.pos_ == "VERB"
        ):
            for child in node.head.children:  # "X said it will build the plant"
                if child.dep_ == "nsubj":
                    tokens += _reach(child)
            break
        if subject is not None and subject.text.lower() in ("which", "that", "who") and node.dep_ == "relcl":
            tokens += _reach(node.head) if is_acting else []
            break
        is_open = (
            node.dep_ in ("xcomp", "ccomp", "advcl", "pcomp")
            and not has_subject(node)
            or node.dep_ == "conj"
            and not has_subject(node)
        )
        if is_open and node.head != node:
            node = node.head
            while (
                node.pos_ in ("ADP", "ADJ", "NOUN")
                and node.head != node
                and node.dep_ in ("prep", "acomp", "amod", "dobj", "pobj")
            ):
                node = node.head
        elif node.dep_ in ("acl", "relcl") and not has_subject(node):
            noun = node.head
            sides = (
                (*_PARTNERS, "of", "from")
                if noun.lemma_.lower() in words("projects")["over_nouns"]["agreed"]
                else (*_PARTNERS, "of")
            )
            tokens += [t for c in noun.children if c.dep_ == "prep" and c.text.lower() in sides for t in _reach(c)]
            above, _, _ = governor(noun)
            if above is None or above == node:
                break
            is_acting = True
            node = above
        else:
            break
        if node.pos_ not in ("VERB", "AUX"):
            break
    return tokens


def _lenders(verb: Token) -> list[Token]:
    """ "signed for a loan from X": the other side of what the verb is about."""
    nouns = words("projects")["over_nouns"]["agreed"]
    sides = (t for t in verb.subtree if t.dep_ == "prep" and t.text.lower() in ("from", "with"))
    return [t for side in sides if side.head.lemma_.lower() in nouns for t in _reach(side)]


def _reach(node: Token) -> list[Token]:
    """The subtree without its relative and adverbial clauses."""
    apart = {t.i for c in node.subtree if c.dep_ in ("relcl", "advcl", "ccomp") and c != node for t in c.subtree}
    return [t for t in node.subtree if t.i not in apart]


def parties(doc: Document, group: Group, kind: str, takers: Iterable[Mention], sentences: Iterable[int]) -> list[str]:
    """Ids of the states (or blocs) that take part, sorted: of its places, of who takes part, of the goods it is laid for."""
    told = told_states(doc)
    found: list[str | None] = [
        country_of(doc, t.mention)
        for _, t in group.ties
        if t.role in _PARTY_ROLES and not (t.role == "own" and is_namesake(doc, t.mention, told))
    ]
    if not any(found) and group.known is None and kind not in LINES:
        found += host_country(doc)  # where a work stands that is told without a place
    for mention in takers:
        found.append(mention.entity_id if mention.type == "bloc" else country_of(doc, mention))
    told = {*told}
    if any(_ON_THE_BORDER.match(doc.text, s.end) for s in group.sightings):
        found += main_countries(doc)[:2]
    for sighting in group.sightings:
        if sighting.known:
            found += [
                c for c in (knowledge.state_on(k, doc.published_on) for k in sighting.known.countries) if c in told
            ]
    if kind in LINES:
        found += _of_its_goods(doc, group, sentences) + _served(doc, group)
        ends = {t.role for _, t in group.ties}
        if (
            kind not in ("canal", "corridor", "shipping_route", "road")
            and group.known is None
            and len({c for c in found if c}) == 1
            and "between" not in ends
            and not any(t.role == "own" and t.mention.type == "country" for _, t in group.ties)
            and not {"from", "to"} <= ends
        ):
            is_placed = any(t.mention.type in ("place", "region") for _, t in group.ties)
            main = main_countries(doc)[: 1 if is_placed else 2]  # "the power line to Heihe", in a text on Russia
            found += main if ends & {"from", "to"} or not is_placed else []
    if not any(found) and (group.known is None or not group.known.known or not group.known.known.countries):
        found += host_country(doc)
    return sorted({c for c in found if c})


_ON_THE_BORDER = re.compile(r" on (?:the|their)(?: common| joint)? (?:border|frontier)\b")


def _served(doc: Document, group: Group) -> list[str]:
    """ "Hungary gets its crude through the pipeline": the states that goods go to or come from by the line."""
    out: list[str] = []
    for sighting in group.sightings:
        verb, role, over = governor(doc.nlp[sighting.head])
        if verb is None or over or role not in ("prep through", "prep via"):
            continue
        ends = {
            t.i
            for c in verb.children
            if c.dep_ in ("nsubj", "dobj", "dative")
            for t in ([c] if c.dep_ != "dobj" else [c])
        }
        out += [
            m.entity_id
            for m in doc.mentions
            if m.type == "country"
            and m.kind == "name"
            and doc.token_at(m.end - 1).i in ends
            and doc.token_at(m.end - 1).left_edge.idx >= m.start - 4
        ]
    return out


def _of_its_goods(doc: Document, group: Group, sentences: Iterable[int]) -> list[str]:
    """ "a second pipeline for Russian oil": the state whose goods a line carries."""
    out = []
    own = {s.sentence for s in group.sightings} | {doc.sentence_at(doc.nlp[i].idx).index for i in group.pronouns}
    for index in sorted(own & set(sentences)):
        sentence = doc.sentences[index]
        for state in doc.mentions_in(sentence.start, sentence.end):
            if (
                state.type == "country"
                and state.kind == "demonym"
                and any(m.type == "commodity" and 0 <= m.start - state.end <= 1 for m in doc.mentions)
            ):
                out.append(state.entity_id)
    return out
