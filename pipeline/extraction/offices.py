"""Who holds which office: "Chinese Commerce Minister Wang Wentao", "Alexei Miller, who heads Gazprom".

Read from the words beside a person's name, since titles are where a small model's parse is weakest. An office without
a state beside it is of the state that the person, the title, the dateline or the text as a whole points to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.employers import Employers, office_words
from pipeline.extraction.rows import Mention, Relation
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_ARTICLES = frozenset(("the", "a", "an", "his", "her", "its", "their", "whose", "our", "my", "this", "that"))
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_BREAKS = frozenset((",", ";", ":", ".", "(", ")", "–", "—", "--", '"', "“", "”", "\n"))
_REACH = 12


@dataclass(frozen=True, slots=True)
class Title:
    """An office as the text words it: token bounds of the whole phrase, and of its head word."""

    start: int
    end: int
    head: int
    is_plural: bool = False


def find_offices(doc: Document, actors: Actors) -> list[Relation]:
    """The `holds_office` rows of a document, with the role in lower case, in text order."""
    employers = Employers(doc, actors)
    persons = [m for m in doc.mentions if m.type == "person" and m.kind == "name"]
    rows: list[Relation] = []
    plural: Title | None = None
    position = 0
    for index, person in enumerate(persons):
        first, last = _bounds(doc, person)
        title = _before(doc, actors, first)
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
    """"the Russian president" where the text names the person elsewhere and says no more of the office there."""
    heads = words("offices")["heads"]
    held = {r.subject_id for r in rows}
    open_persons = [m for m in doc.mentions if m.type == "person" and m.entity_id not in held]
    employers = Employers(doc, actors)
    told = [(r.start, r.end) for r in rows]
    named = {i for m in doc.mentions if m.type == "person" for i in range(_bounds(doc, m)[0] - 2, _bounds(doc, m)[1])}
    for token in doc.nlp:
        if base(token) not in heads or token.lower_ != base(token) or token.i in named or token.dep_ == "compound" or any(a <= token.idx < b for a, b in told):
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
            yield Relation(fitting.pop(), "holds_office", states[0], "asserted", start, token.idx + len(token), role=_role(doc, Title(token.i - 1 if _is_inside(doc.nlp[token.i - 1]) else token.i, token.i + 1, token.i), actors))


def _stated(doc: Document, actors: Actors, employers: Employers, person: Mention, title: Title | None, first: int, last: int, position: int) -> Iterator[Relation]:
    options = [title] if title else []
    options += [t for t in (_after(doc, actors, last), _copula_before(doc, first)) if t]
    for option in options:
        if _is_no_office(doc, option):
            continue
        employer = employers.of(person, option.start, option.end, option.head, last, title is option, is_plural=option.is_plural, position=position)
        if employer is None:
            continue
        lower = [t.lower_ for t in doc.nlp[option.start : max(option.head, option.start) + 1]]
        near = doc.nlp[max(0, first - 1)].lower_
        lower += [t.lower_ for t in doc.nlp[option.head + 1 : option.head + 3] if t.lower_ in words("offices")["future"]]
        lists = words("offices")
        modality = "denied" if any(w in lists["former"] for w in lower) else "planned" if any(w in lists["future"] for w in lower) or near in lists["future"] else "asserted"
        start = min(person.start, doc.nlp[option.start].idx)
        end = max(person.end, doc.nlp[option.end - 1].idx + len(doc.nlp[option.end - 1]))
        yield Relation(person.entity_id, "holds_office", employer, modality, start, end, role=_role(doc, option, actors))
    yield from _speaks_for(doc, employers, person, last)


def _bounds(doc: Document, mention: Mention) -> tuple[int, int]:
    span = doc.tokens(mention.start, mention.end)
    return span.start, span.end


def _head_at(token: Token) -> bool:
    lists = words("offices")
    lemma = token.lower_ if token.lower_ in office_words() else base(token)
    return lemma in office_words() or lemma in lists["peers"] or token.lower_.rstrip("s") in office_words()


def _before(doc: Document, actors: Actors, first: int) -> Title | None:
    """The office that stands before a name: "Minister X", "the minister of Y, X", "its chairman, X"."""
    tokens, sentence = doc.nlp, doc.sentence_at(doc.nlp[first].idx).span
    index = first - 1
    if index >= sentence.start and tokens[index].text in (",", ":", "-", "is", "was"):
        index -= 1
    if index < sentence.start:
        return None
    if tokens[first - 1].text == ":":
        head = next((i for i in range(index, max(sentence.start - 1, index - _REACH), -1) if _is_plural(tokens[i]) and _head_at(tokens[i])), None)
        return Title(_left(doc, actors, head), index + 1, head, True) if head is not None else None
    if tokens[index].lower_ in words("offices")["future"] and index > sentence.start:
        index -= 1
    if _head_at(tokens[index]) and tokens[index].pos_ not in ("VERB", "AUX"):
        return Title(_left(doc, actors, index), index + 1, index, _is_plural(tokens[index]))
    for head in range(index, max(sentence.start - 1, index - _REACH), -1):
        token = tokens[head]
        if token.text in _BREAKS or token.pos_ in ("VERB", "AUX") or token.is_space or _is_person(actors, token):
            return None
        if _head_at(token) and head + 1 < first and tokens[head + 1].lower_ in ("of", "for", "at", "in", "as"):
            return Title(_left(doc, actors, head), index + 1, head, _is_plural(token))
    return None


def _after(doc: Document, actors: Actors, last: int) -> Title | None:
    """The office that stands after a name: "X, the Russian prime minister", "X, who heads Y", "X of the ministry"."""
    tokens = doc.nlp
    sentence = doc.sentence_at(tokens[last - 1].idx).span
    if last >= sentence.end or tokens[last].text not in (",", "("):
        return None
    start = last + 1
    for index in range(start, min(sentence.end, start + _REACH)):
        token = tokens[index]
        if token.lower_ in ("who", "whose", "which", "and") and index == start:
            if token.lower_ == "who":
                return _after_who(doc, index, sentence.end)
            return None
        if token.text in _BREAKS or token.pos_ == "AUX" or token.is_space or _is_person(actors, token) or token.pos_ == "VERB" and token.tag_ in ("VBD", "VBZ", "VBP"):
            return None
        if _head_at(token) and not (index + 1 < sentence.end and (_head_at(tokens[index + 1]) or tokens[index + 1].text in _POSSESSIVES or tokens[index + 1].pos_ in ("NOUN", "PROPN") and tokens[index + 1].text not in _BREAKS)):
            end = index + 1
            while end < sentence.end and tokens[end].text not in _BREAKS and end - index < 14 and not (tokens[end].pos_ in ("VERB", "AUX") and tokens[end].tag_ in ("VBD", "VBZ", "VBP")) and tokens[end].lower_ not in ("who", "which", "that"):
                end += 1
            return Title(start, end, index, _is_plural(token))
    return None


def _after_who(doc: Document, index: int, stop: int) -> Title | None:
    tokens = doc.nlp
    verb = next((i for i in range(index + 1, min(stop, index + 4)) if tokens[i].pos_ in ("VERB", "AUX") and tokens[i].tag_ != "VBN"), None)
    if verb is None:
        return None
    end = verb + 1
    while end < stop and tokens[end].text not in _BREAKS and end - verb < 14 and not (end > verb + 1 and tokens[end].tag_ in ("VBD", "VBZ", "VBP")):
        end += 1
    lemma, lists = base(tokens[verb]), words("offices")
    rest = doc.nlp[verb + 1 : end].text.lower()
    if lemma in lists["leading_verbs"] or lemma == "represent" or lemma == "speak" and rest.startswith("for ") or lemma == "be" and rest.startswith("in charge of"):
        return Title(verb, end, verb)
    if lemma == "be":
        head = next((i for i in range(verb + 1, end) if _head_at(tokens[i])), None)
        return Title(verb + 1, end, head) if head is not None else None
    return None


def _copula_before(doc: Document, first: int) -> Title | None:
    """"Novatek's chairman is Leonid Mikhelson"."""
    tokens = doc.nlp
    if first < 3 or tokens[first - 1].lower_ not in ("is", "was") or not _head_at(tokens[first - 2]):
        return None
    start = first - 2
    while start > 0 and tokens[start - 1].text not in _BREAKS and first - start < 9 and tokens[start - 1].pos_ not in ("VERB", "AUX"):
        start -= 1
    return Title(start, first - 1, first - 2)


def _speaks_for(doc: Document, employers: Employers, person: Mention, last: int) -> Iterator[Relation]:
    """"X of the external affairs ministry", "X, then speaking for the foreign ministry"."""
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
                    yield Relation(person.entity_id, "holds_office", state, "asserted", person.start, end, role="official")


def _led_bodies(doc: Document, actors: Actors) -> Iterator[Relation]:
    """"Rosatom, which Alexei Likhachev directs", "the fund is headed by Wang Yanzhi"."""


    employers = Employers(doc, actors)
    for token in doc.nlp:
        if token.pos_ != "VERB" or base(token) not in words("offices")["leading_verbs"]:
            continue
        slots = verb_slots(token)
        persons = [r for t in slots["subject"] for r in actors.of(t) if r.type == "person"]
        bodies = [r for t in slots["object"] for r in (actors.of(t) or (actors.of(t.head) if t.dep_ == "appos" else [])) if r.type == "organisation"]
        if persons and bodies and employers.is_state_body(doc.text[bodies[0].start : bodies[0].end]):
            continue
        if persons and bodies and token.dep_ != "xcomp":
            start, end = min(persons[0].start, bodies[0].start, token.idx), max(persons[0].end, bodies[0].end, token.idx + len(token))
            yield Relation(persons[0].entity_id, "holds_office", bodies[0].entity_id, "asserted", start, end, role="head")


def _appointed(doc: Document, actors: Actors) -> Iterator[Relation]:
    """"The bank has named X its president", "elected X chairman", "appointed X to the post of director"."""


    for token in doc.nlp:
        if token.pos_ != "VERB" or base(token) not in words("offices")["appointing"]:
            continue
        slots = verb_slots(token)
        bodies = [r for t in slots["subject"] for r in actors.of(t) if r.type in ("organisation", "bloc", "country")]
        persons = [r for n in ("object", "dative") for t in slots[n] for r in actors.of(t) if r.type == "person"]
        head = next((t for t in doc.nlp[token.i + 1 : token.sent.end] if _head_at(t) and (not persons or t.idx > persons[0].end)), None)
        if bodies and persons and head is not None:
            yield Relation(persons[0].entity_id, "holds_office", bodies[0].entity_id, "asserted", bodies[0].start, head.idx + len(head), role=_role(doc, Title(_left(doc, actors, head.i), head.i + 1, head.i), actors))


def _left(doc: Document, actors: Actors, head: int) -> int:
    """Where the office phrase that ends in `head` begins."""
    tokens, sentence = doc.nlp, doc.sentence_at(doc.nlp[head].idx).span
    index = head
    while index > sentence.start and head - index < _REACH:
        token = tokens[index - 1]
        if token.is_space or _is_person(actors, token):
            break
        if token.lower_ in _ARTICLES:
            return index - 1
        if token.lower_ == "and":
            if not (_is_inside(tokens[index - 2]) and (_is_inside(tokens[index]) or index == head)):
                break
        elif not (actors.mentions_at(token) or token.text in _POSSESSIVES or token.text == "-" or _is_inside(token) or token.pos_ in ("ADJ", "NOUN", "PROPN") and token.ent_type_ not in ("DATE", "TIME", "CARDINAL")):
            break
        index -= 1
    return index


def _is_inside(token: Token) -> bool:
    return token.lower_.rstrip(".") in words("offices")["inside"]


def _is_person(actors: Actors, token: Token) -> bool:
    return any(m.entity_id.startswith("person:") for m in actors.mentions_at(token) if getattr(m, "kind", "name") == "name")


def _is_plural(token: Token) -> bool:
    return token.tag_ in ("NNS", "NNPS") or token.lower_.endswith("s") and token.lower_.rstrip("s") in office_words()


def _continues(doc: Document, previous: Mention, person: Mention) -> bool:
    """"Presidents A of X and B of Y": does the list go on?"""
    between = doc.text[previous.end : person.start]
    return len(between) < 60 and (between.rstrip().endswith(("and", ",")) or between.strip() == ",") and not any(c in between for c in ".;\n")


def _is_no_office(doc: Document, title: Title) -> bool:
    lists = words("offices")
    head = doc.nlp[title.head]
    if base(head) in lists["not_offices"] or head.lower_ in lists["not_offices"]:
        return True
    phrase = doc.nlp[title.start : title.head + 1].text.lower()
    return any(phrase.endswith(w) for w in lists["not_offices"] if " " in w)


def _role(doc: Document, title: Title, actors: Actors) -> str:
    """The office's own words: "commerce minister", "minister of energy"."""
    kept = []
    for token in doc.nlp[title.start : title.end]:
        if token.lower_ in _ARTICLES or token.text in _POSSESSIVES or token.is_space or token.text in _BREAKS:
            continue
        if token.i < title.head and any(m.entity_id.partition(":")[0] != "commodity" for m in actors.mentions_at(token)):
            continue
        if token.i > title.head and any(m for m in actors.mentions_at(token)):
            break
        kept.append(token.lower_)
    while kept and kept[-1] in ("of", "for", "at", "in", "and", "the", "to", "as"):
        kept.pop()
    return " ".join(kept) or doc.nlp[title.head].lower_


def offices_held(rows: list[Relation]) -> dict[tuple[str, str], str]:
    """(state id, role) → person id, for "the Chinese commerce minister"."""
    return {(r.object_id, r.role): r.subject_id for r in reversed(rows) if r.role and r.modality == "asserted"}



