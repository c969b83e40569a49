"""Who holds which office: "Chinese Commerce Minister Wang Wentao", "Alexei Miller, who heads Gazprom".

Read from the words beside a person's name, since titles are where a small model's parse is weakest. An office without
a state beside it is of the state that the person, the title, the dateline or the text as a whole points to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.employers import Employers
from pipeline.extraction.rows import Mention, Relation
from pipeline.extraction.titles import (
    Title,
    bounds,
    is_inside,
    is_no_office,
    is_office,
    phrase_start,
    role,
    title_after,
    title_before,
    title_before_copula,
)
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    pass


def find_offices(doc: Document, actors: Actors) -> list[Relation]:
    """The `holds_office` rows of a document, with the role in lower case, in text order."""
    employers = Employers(doc, actors)
    persons = [m for m in doc.mentions if m.type == "person" and m.kind == "name"]
    rows: list[Relation] = []
    plural: Title | None = None
    position = 0
    for index, person in enumerate(persons):
        first, last = bounds(doc, person)
        title = title_before(doc, actors, first)
        if title is None and index and plural and _continues(doc, persons[index - 1], person):
            title = plural
        position = position + 1 if title is not None and title is plural else 0
        plural = title if title and title.is_plural else None
        found = list(_stated(doc, actors, employers, person, title, first, last, position))
        rows += found
    rows += list(_led_bodies(doc, actors))
    rows += list(_appointed(doc, actors))
    return rows


def epithets(doc: Document, actors: Actors, rows: list[Relation]) -> Iterator[Relation]:
    """ "the Russian president" where the text names the person elsewhere and says no more of the office there."""
    heads = words("offices")["heads"]
    held = {r.subject_id for r in rows}
    open_persons = [m for m in doc.mentions if m.type == "person" and m.entity_id not in held]
    employers = Employers(doc, actors)
    told = [(r.start, r.end) for r in rows]
    named = {i for m in doc.mentions if m.type == "person" for i in range(bounds(doc, m)[0] - 2, bounds(doc, m)[1])}
    for token in doc.nlp:
        if (
            base(token) not in heads
            or token.lower_ != base(token)
            or token.i in named
            or token.dep_ == "compound"
            or any(a <= token.idx < b for a, b in told)
        ):
            continue
        states = [r.entity_id for r in actors.country_of_phrase(token) if r.type == "country"]
        if len(states) != 1:
            continue
        fitting = {m.entity_id for m in open_persons if employers.state_of_person(m) == states[0]}
        if not fitting:
            unknown = {m.entity_id for m in open_persons if employers.state_of_person(m) is None}
            fitting = unknown if len(unknown) == 1 and len(open_persons) >= 1 else set()
        if len(fitting) == 1:
            start = token.left_edge.idx if token.i - token.left_edge.i <= 6 else token.idx
            yield Relation(
                fitting.pop(),
                "holds_office",
                states[0],
                "asserted",
                start,
                token.idx + len(token),
                role=role(
                    doc,
                    Title(token.i - 1 if is_inside(doc.nlp[token.i - 1]) else token.i, token.i + 1, token.i),
                    actors,
                ),
            )


def _stated(
    doc: Document,
    actors: Actors,
    employers: Employers,
    person: Mention,
    title: Title | None,
    first: int,
    last: int,
    position: int,
) -> Iterator[Relation]:
    options = [title] if title else []
    options += [t for t in (title_after(doc, actors, last), title_before_copula(doc, first)) if t]
    for option in options:
        if is_no_office(doc, option):
            continue
        employer = employers.of(
            person,
            option.start,
            option.end,
            option.head,
            last,
            title is option,
            is_plural=option.is_plural,
            position=position,
        )
        if employer is None:
            continue
        lower = [t.lower_ for t in doc.nlp[option.start : max(option.head, option.start) + 1]]
        near = doc.nlp[max(0, first - 1)].lower_
        lower += [
            t.lower_ for t in doc.nlp[option.head + 1 : option.head + 3] if t.lower_ in words("offices")["future"]
        ]
        lists = words("offices")
        modality = (
            "denied"
            if any(w in lists["former"] for w in lower)
            else "planned"
            if any(w in lists["future"] for w in lower) or near in lists["future"]
            else "asserted"
        )
        start = min(person.start, doc.nlp[option.start].idx)
        end = max(person.end, doc.nlp[option.end - 1].idx + len(doc.nlp[option.end - 1]))
        yield Relation(person.entity_id, "holds_office", employer, modality, start, end, role=role(doc, option, actors))
    yield from _speaks_for(doc, employers, person, last)


def _speaks_for(doc: Document, employers: Employers, person: Mention, last: int) -> Iterator[Relation]:
    """ "X of the external affairs ministry", "X, then speaking for the foreign ministry"."""
    tokens = doc.nlp
    window = doc.text[person.end : person.end + 80]
    lower = window.lower()
    cut = min([i for i in (lower.find(c) for c in ".;\n") if i >= 0] + [80])
    lower = lower[:cut]
    for lead in (" of the ", ", then speaking for the ", ", speaking for the ", ", of the "):
        if lower.startswith(lead):
            segment = lower[len(lead) :].split(",")[0].split(" told ")[0].split(" said")[0]
            bodies = [w for w in segment.split() if w in ("ministry", "department", "cabinet", "government", "embassy")]
            if bodies and last < len(tokens):
                state = employers.implied_state(person, segment)
                if state:
                    end = person.end + len(lead) + segment.find(bodies[0]) + len(bodies[0])
                    yield Relation(
                        person.entity_id, "holds_office", state, "asserted", person.start, end, role="official"
                    )


def _led_bodies(doc: Document, actors: Actors) -> Iterator[Relation]:
    """ "Rosatom, which Alexei Likhachev directs", "the fund is headed by Wang Yanzhi"."""

    employers = Employers(doc, actors)
    for token in doc.nlp:
        if token.pos_ != "VERB" or base(token) not in words("offices")["leading_verbs"]:
            continue
        slots = verb_slots(token)
        persons = [r for t in slots["subject"] for r in actors.of(t) if r.type == "person"]
        bodies = [
            r
            for t in slots["object"]
            for r in (actors.of(t) or (actors.of(t.head) if t.dep_ == "appos" else []))
            if r.type == "organisation"
        ]
        if persons and bodies and employers.is_state_body(doc.text[bodies[0].start : bodies[0].end]):
            continue
        if persons and bodies and token.dep_ != "xcomp":
            start, end = (
                min(persons[0].start, bodies[0].start, token.idx),
                max(persons[0].end, bodies[0].end, token.idx + len(token)),
            )
            yield Relation(
                persons[0].entity_id, "holds_office", bodies[0].entity_id, "asserted", start, end, role="head"
            )


def _appointed(doc: Document, actors: Actors) -> Iterator[Relation]:
    """ "The bank has named X its president", "elected X chairman", "appointed X to the post of director"."""

    for token in doc.nlp:
        if token.pos_ != "VERB" or base(token) not in words("offices")["appointing"]:
            continue
        slots = verb_slots(token)
        bodies = [r for t in slots["subject"] for r in actors.of(t) if r.type in ("organisation", "bloc", "country")]
        persons = [r for n in ("object", "dative") for t in slots[n] for r in actors.of(t) if r.type == "person"]
        head = next(
            (
                t
                for t in doc.nlp[token.i + 1 : token.sent.end]
                if is_office(t) and (not persons or t.idx > persons[0].end)
            ),
            None,
        )
        if bodies and persons and head is not None:
            yield Relation(
                persons[0].entity_id,
                "holds_office",
                bodies[0].entity_id,
                "asserted",
                bodies[0].start,
                head.idx + len(head),
                role=role(doc, Title(phrase_start(doc, actors, head.i), head.i + 1, head.i), actors),
            )


def _continues(doc: Document, previous: Mention, person: Mention) -> bool:
    """ "Presidents A of X and B of Y": does the list go on?"""
    between = doc.text[previous.end : person.start]
    return (
        len(between) < 60
        and (between.rstrip().endswith(("and", ",")) or between.strip() == ",")
        and not any(c in between for c in ".;\n")
    )


def offices_held(rows: list[Relation]) -> dict[tuple[str, str], str]:
    """(state id, role) → person id, for "the Chinese commerce minister"."""
    return {(r.object_id, r.role): r.subject_id for r in reversed(rows) if r.role and r.modality == "asserted"}
