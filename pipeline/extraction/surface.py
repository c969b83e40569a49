"""Statements read from words side by side, where the small model's parse is often wrong.

"China rejects claims that …" answers whoever criticised China before; "Tokayev and his host Xi" have met.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pipeline.extraction.actors import Actors
from pipeline.extraction.borders import listed_after
from pipeline.extraction.clauses import base, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.rows import Relation
from pipeline.extraction.statement_rules import objects_after
from pipeline.extraction.statement_slots import fits
from pipeline.extraction.statements import relation
from pipeline.knowledge.words import words


@functools.cache
def _rejection() -> re.Pattern[str]:
    lists = words("relations")
    verbs, nouns = ("|".join(sorted(lists[name])) for name in ("rejecting", "reproaches"))
    office = r"(?:[’']s (?:[a-z]+ )?(?:ministry|government|[a-z]+ minister))?"
    return re.compile(rf"^{office} (?:[a-z]+ ){{0,3}}?(?:{verbs}) (?:[a-z]+ ){{0,3}}?(?:{nouns})\b", re.I)


_SOURCE = re.compile(r"^ (?:from|by|made by|of) (?:the )?")


def rebuttals(doc: Document, found: Sequence[Relation]) -> Iterator[Relation]:
    """`opposes` rows of who rejects criticism: against its source, or against the last critic that the text named."""
    for mention in doc.mentions:
        if mention.type not in ("country", "bloc", "person", "organisation") or mention.kind == "demonym":
            continue
        match = _rejection().match(doc.text[mention.end : mention.end + 120])
        if not match:
            continue
        end = mention.end + match.end()
        source = _SOURCE.match(doc.text[end : end + 30])
        named = next((m for m in doc.mentions if source and m.start == end + source.end()), None)
        critic = named.entity_id if named else _last_critic(mention.entity_id, mention.start, found)
        if critic and critic != mention.entity_id and fits("opposes", "object", Ref(critic, 0, 0)):
            yield Relation(mention.entity_id, "opposes", critic, "asserted", mention.start, end)


def _last_critic(subject: str, offset: int, found: Sequence[Relation]) -> str | None:
    critics = [
        r
        for r in found
        if r.predicate == "opposes" and r.object_id == subject and r.start < offset and r.modality == "asserted"
    ]
    return max(critics, key=lambda r: r.start).subject_id if critics else None


def hosts(doc: Document, actors: Actors) -> Iterator[Relation]:
    """ "Tokayev and his host Xi Jinping": guest and host meet."""
    for token in doc.nlp:
        if token.lower_ not in ("host", "hostess", "guest", "guests"):
            continue
        one = [r for c in token.children if c.dep_ == "poss" for r in actors.of(c) if r.type == "person"]
        other = [r for c in token.children if c.dep_ == "appos" for r in actors.of(c) if r.type == "person"]
        if token.dep_ == "appos":
            other += [r for r in actors.of(token.head) if r.type == "person"]
        for a in one[:1]:
            for b in other[:1]:
                if a.entity_id != b.entity_id:
                    yield relation(actors, "meets", a, b, "asserted", token)


def allies(doc: Document, actors: Actors) -> Iterator[Relation]:
    """ "The United States and its allies Japan and Canada", "Belarus, an ally of Russia": who cooperates with whom."""
    for token in doc.nlp:
        lists = words("relations")
        if noun(token) not in lists["allies"]:
            continue
        if noun(token) == "partner" and any(c.lower_ in lists["no_allies"] for c in token.children):
            continue
        whose = [r for c in token.children if c.dep_ == "poss" for r in actors.of(c)]
        whose += [r for p in objects_after(token, "of", "to") for r in actors.of(p)]
        named = listed_after(token, actors, token.idx + len(token)) or actors.of(token)
        if token.dep_ == "appos":
            named = actors.of(token.head)
        elif not whose:
            leaders = [t for t in token.sent if t.i < token.i and token in t.conjuncts or t == token.head.head]
            whose = [r for t in leaders[:1] for r in actors.one(t)]
        for a in [r for r in whose if fits("cooperates_with", "subject", r)][:1]:
            for b in [r for r in named if fits("cooperates_with", "object", r) and r.entity_id != a.entity_id]:
                yield relation(actors, "cooperates_with", a, b, "asserted", token)


def export_bonuses(doc: Document, actors: Actors, found: Sequence[Relation]) -> Iterator[Relation]:
    """ "The bonus was made to Cargill": the firm agrees with the payer and is the seller of the sale told beside it."""
    lists = words("relations")
    sales = [r for r in found if r.predicate == "exports_to" and r.subject_id == actors.main_state]
    for token in doc.nlp:
        if base(token) not in lists["bonus_verbs"]:
            continue
        things = verb_slots(token)
        if not any(noun(t) in lists["bonuses"] for t in things["object"]):
            continue
        firms = [r for t in things["to"] + things["dative"] for r in actors.of(t) if r.type == "organisation"]
        payers = [m for m in doc.mentions if m.entity_id in lists["bonus_payers"]]
        payer = payers[0].entity_id if payers else actors.main_state
        for firm in firms[:1]:
            here = Ref(payer or "", token.idx, token.idx + len(token))
            if payer and payer != firm.entity_id:
                yield relation(actors, "agrees_with", firm, here, "asserted", token)
            for sale in sales[:1]:
                yield relation(
                    actors, "exports_to", firm, Ref(sale.object_id, here.start, here.end), sale.modality, token
                )
