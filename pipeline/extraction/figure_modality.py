"""Whether a number is of what was, of what somebody reckons it was, of what is expected, or of what is agreed or aimed at.

Read from the words that govern the number in the parse: the noun that it measures ("a quota of"), that noun's modifiers
("an estimated"), the verb over it with its auxiliaries and subject ("Venezuela would lend"), and the verbs over that one
("is expected to"), up to the clause that it is told in. A period that ends after the document's date makes a forecast of
what is told as a fact and of an estimate.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.extraction.clauses import base, is_passive, subjects, verb_slots
from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

ACTUAL, ESTIMATE, FORECAST, TARGET = "actual", "estimate", "forecast", "target"
Span = tuple[int, int]

_REACH = 80  # tokens between a word and its head
_STEPS = 14  # heads between a number and the verb of its sentence
_PAST = frozenset(("has", "have", "had", "was", "were", "been"))
_BE = frozenset(("is", "are", "was", "were"))
_COMPLEMENTS = frozenset(
    (
        "xcomp",
        "ccomp",
        "dobj",
        "prep",
        "pcomp",
        "dative",
        "nsubjpass",
        "oprd",
        "attr",
        "acomp",
        "advcl",
        "agent",
        "npadvmod",
    )
)
_BREAK = re.compile(r";|\bwhile\b|\bbut\b|, (?:and|which|who|where) |\bafter\b|\bcompared\b|\bagainst\b")
_SEASON = re.compile(r"\b\d{4}[/-](?:\d\d)?(\d\d)\b")
_GAP = re.compile(r"^[\s,]*(?:and|while|or|but)?[\s,]*[^.;:]*$")


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


T = TypeVar("T", bound=_Placed)


def begun_in(items: Sequence[T], start: int, end: int) -> Sequence[T]:
    """Those of `items`, which are sorted by start, that begin in [start, end)."""
    return items[bisect.bisect_left(items, start, key=_start) : bisect.bisect_left(items, end, key=_start)]


def _start(item: _Placed) -> int:
    return item.start


def modality_of(
    doc: Document, number: Span, clause: Span, flow: Span | None = None, period_last: dt.date | None = None
) -> str:
    """actual, estimate, forecast or target, for the number at `number` told in the stretch `clause`.

    `flow` is the word of flow that the number is told of, where it stands in the same sentence; `period_last` the last
    day of the figure's period.
    """
    published = doc.published_on
    is_over = period_last is not None and published is not None and period_last < published
    is_future = period_last is not None and published is not None and period_last > published
    said = _governed(doc, number, clause, flow, is_over)
    if said in (ACTUAL, None) and _is_bargain(doc, number, clause, is_future, is_over):
        return TARGET
    is_open = is_future or said == ESTIMATE and not is_over and _is_open(doc, number, clause)
    return FORECAST if is_open and said != TARGET else said or ACTUAL


def _is_open(doc: Document, number: Span, clause: Span) -> bool:
    """Whether an estimate is of what is yet to come: with "will", or of a season that is not over ("1986/87")."""
    text = doc.text[max(clause[0], number[0] - 60) : min(clause[1], number[1] + 40)].lower()
    if any(re.search(rf"\b{re.escape(word)}\b", text) for word in sorted(words("figure_modality")["auxiliaries"])):
        return True
    seasons = [p for p in begun_in(doc.periods, *clause) if p.first is None and _SEASON.search(p.text)]
    if not seasons or doc.published_on is None:
        return False
    nearest = min(seasons, key=lambda p: min(abs(p.end - number[0]), abs(p.start - number[1])))
    end = int(_SEASON.findall(nearest.text)[0])
    return (end - doc.published_on.year) % 100 < 50


def _is_bargain(doc: Document, number: Span, clause: Span, is_future: bool, is_over: bool) -> bool:
    """Whether what was struck is delivered later: "bought 180,000 tonnes for shipment in August"."""
    lists = words("figure_modality")
    text = doc.text[clause[0] : clause[1]].lower()
    is_forward = any(form in text for form in sorted(lists["deliveries"]))
    if is_future and is_forward:
        return True
    if not is_future and (is_over or not is_forward):
        return False
    for node in _path(doc.tokens(*number).root):
        sold = [node, *(child for child in node.children if child.dep_ == "nsubj")]
        if any(base(token) in lists["bargains"] for token in sold):
            return True
    return False


def _governed(doc: Document, number: Span, clause: Span, flow: Span | None, is_over: bool) -> str | None:
    """What the words that govern the number say of it; ACTUAL where a verb of the past tells it, None where none does."""
    said = _said_over(doc.tokens(*number).root, is_over)
    if said is None and flow is not None and doc.sentence_at(flow[0]) is doc.sentence_at(number[0]):
        said = _said_over(doc.tokens(*flow).root, is_over)
    if said is None:
        said = _phrase_before(doc, number, clause)
    return said or _told_before(doc, number)


def _told_before(doc: Document, number: Span, depth: int = 0) -> str | None:
    """What holds of the number before in its sentence, where no verb stands between: "… to grow 10 pct, exports four"."""
    start = doc.sentence_at(number[0]).start
    earlier = begun_in(doc.quantities, start, number[0])
    if not earlier:
        return None
    before = earlier[-1]
    between = doc.text[before.end : number[0]]
    if not _GAP.match(between) or any(token.pos_ in ("VERB", "AUX") for token in doc.tokens(before.end, number[0])):
        return None
    said = _said_over(doc.tokens(before.start, before.end).root, False, is_noun_told=False)
    return said or (_told_before(doc, (before.start, before.end), depth + 1) if depth < _STEPS else None)


def _phrase_before(doc: Document, number: Span, clause: Span) -> str | None:
    left = doc.text[max(clause[0], doc.sentence_at(number[0]).start, number[0] - 90) : number[0]]
    found = [
        (match.start(), kind)
        for kind, pattern in _phrases()
        for match in pattern.finditer(_BREAK.split(left)[-1].lower())
    ]
    return max(found)[1] if found else None


@functools.cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists = words("figure_modality")["phrases"]
    return tuple(
        (kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(lists[kind])))})\b"))
        for kind in (TARGET, FORECAST, ESTIMATE)
    )


def _said_over(token: Token, is_over: bool, is_noun_told: bool = True) -> str | None:
    """What the governors of `token` say, nearest first; ACTUAL at a verb of the past, None where the path ends.

    A governing verb outranks the auxiliary under it: "expects that Russia will buy" is a forecast, "agreed that trade
    would rise" a target.
    """
    own, is_past, below = None, False, token
    for node in _path(token):
        if node.pos_ in ("VERB", "AUX"):
            said = _governing(node, below, is_over)
            if is_over and _is_unreal(node):
                return ACTUAL
            if said is not None and not (is_past and said != ESTIMATE):
                return own or said if said == ESTIMATE else said
            own = own or (None if is_past else _modal(node, below))
            is_past = is_past or own is None and _is_past(node)
            if _is_edge(node):
                break
        elif is_over and node.pos_ in ("ADP", "SCONJ") and node.lower_ in words("figure_modality")["bases"]:
            return own or ACTUAL
        elif is_noun_told and not is_past and (said := _noun(node, below)):
            return own or said
        below = node
    return own or (ACTUAL if is_past else None)


def _path(token: Token) -> Iterator[Token]:
    for _ in range(_STEPS):
        yield token
        low, high = sorted((token.i, token.head.i))
        if token.head == token or high - low > _REACH or any(t.text == ";" for t in token.doc[low:high]):
            return
        token = token.head


def _is_edge(verb: Token) -> bool:
    """Whether the verb's clause is told apart from the one over it: "exports, which rose to 5, …"."""
    if verb.dep_ in ("relcl", "ROOT"):
        return True
    has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
    return verb.dep_ in ("advcl", "conj", "parataxis") and has_subject


def _is_past(verb: Token) -> bool:
    return not _modals(verb) and (
        verb.tag_ == "VBD" or any(child.dep_ in ("aux", "auxpass") and child.lower_ in _PAST for child in verb.children)
    )


def _modals(verb: Token) -> set[str]:
    known = words("figure_modality")["auxiliaries"]
    return {
        child.lower_
        for child in verb.children
        if child.dep_ in ("aux", "auxpass") and child.lower_ in known and child.text != "May"
    }


def _kind_of(word: str, lists: Mapping[str, Any]) -> str | None:
    return next((kind for kind in (TARGET, FORECAST, ESTIMATE) if word in lists.get(kind, ())), None)


def _noun(noun: Token, below: Token) -> str | None:
    """What a noun over the number says: it is a quota, a forecast, or "planned", "likely"; or one of these qualifies it."""
    lists = words("figure_modality")
    if noun.pos_ == "ADJ" and noun.dep_ in ("acomp", "oprd"):
        return _kind_of(noun.lower_, lists["adjectives"])
    if noun is not below and noun.pos_ in ("NOUN", "PROPN") and (said := _kind_of(base(noun), lists["nouns"])):
        return said
    for child in noun.children:
        if child.i < noun.i and child.dep_ in ("amod", "compound", "nmod", "advmod", "quantmod", "det", "dep"):
            said = _kind_of(child.lower_, lists["modifiers"])
            if said is None and child.dep_ == "compound":
                said = _kind_of(base(child), lists["nouns"])
            if said is not None:
                return said
        if child.dep_ in ("relcl", "acl") and child.i > noun.i and (said := _told_of(child, noun)):
            return said
    return None


def _told_of(verb: Token, noun: Token) -> str | None:
    """What a clause on the noun says: "the 5 pct that had been forecast", "the 50,000 that it shipped"."""
    said = _particle(verb) or _kind_of(base(verb), words("figure_modality")["verbs"])
    if said is not None and (is_passive(verb) or noun in verb_slots(verb)["object"]):
        return said
    return ACTUAL if verb.dep_ == "relcl" and verb.tag_ == "VBD" and noun in verb_slots(verb)["object"] else None


def _particle(verb: Token) -> str | None:
    """What a verb with its particle, preposition or object says: "pencil in", "aim at", "set one's sights"."""
    particles = words("figure_modality")["particles"]
    for child in verb.children:
        if child.dep_ in ("prt", "prep", "advmod", "dobj") and (
            said := _kind_of(f"{base(verb)} {base(child)}", particles)
        ):
            return said
    return None


def _is_unreal(verb: Token) -> bool:
    """ "would have risen", of a time that is over: it tells what was, reckoned otherwise."""
    return bool(_modals(verb)) and any(child.lower_ == "have" for child in verb.children if child.dep_ == "aux")


def _governing(verb: Token, below: Token, is_over: bool) -> str | None:
    """What a verb of planning, expecting or estimating says of what it governs, or a noun or adjective told with it."""
    lists = words("figure_modality")
    if below is not verb and below.dep_ in _COMPLEMENTS or below is verb:
        lemma = base(verb)
        if said := _particle(verb):
            return said
        said = _kind_of(lemma, lists["verbs"])
        if said is not None and _is_meant(verb, below, lemma):
            is_reckoned = said == FORECAST and is_over and verb.tag_ in ("VBZ", "VBP")
            return ESTIMATE if is_reckoned else said  # "dealers expect last month's exports to be 5 mln"
    if verb.lemma_ == "put" and _estimates(verb):
        return ESTIMATE
    for child in verb.children:
        if child.dep_ in ("acomp", "oprd") and child is not below:
            said = _kind_of(child.lower_, lists["adjectives"])
            if said is not None and below.dep_ in ("nsubj", "nsubjpass"):
                return said
        if child.dep_ == "dobj" and below.dep_ == "prep" and (said := _kind_of(base(child), lists["nouns"])):
            return said  # "raised its forecast to 5"
        if child.dep_ == "prep" and child is not below and (said := _attributed(child)):
            return said
    is_open = bool(_modals(verb)) or verb.lemma_ == "be" or verb.tag_ in ("VBZ", "VBP")
    for subject in subjects(verb):
        if subject is below:
            continue
        said = _kind_of(base(subject), lists["nouns"])
        if said is not None and (is_open or said != TARGET):
            return said
    return None


def _is_meant(verb: Token, below: Token, lemma: str) -> bool:
    """Whether a verb of these is meant so here: no "means exports of 5", no "believes that exports fell"."""
    lists = words("figure_modality")
    if lemma in lists["modal_only"]:
        return bool(_modals(verb))
    if lemma in lists["infinitive_only"]:
        return below.dep_ in ("xcomp", "ccomp", "advcl") and below.pos_ in ("VERB", "AUX") or is_passive(verb)
    if lemma in lists["open_only"]:
        return below.dep_ in ("ccomp", "xcomp") and not _is_past(below)
    return True


def _estimates(verb: Token) -> bool:
    """ "is put at", "analysts put it at"."""
    told = {child.lower_ for child in verb.children}
    if "at" not in told or "provisionally" in told:
        return False
    return is_passive(verb) or any(
        base(subject) in words("figure_modality")["estimators"] for subject in subjects(verb)
    )


def _attributed(preposition: Token) -> str | None:
    """ "according to an estimate", "in a forecast"."""
    lists = words("figure_modality")["nouns"]
    for noun in preposition.subtree:
        if noun.i - preposition.i > 4:
            return None
        kind = _kind_of(base(noun), lists) if noun.pos_ == "NOUN" else None
        if kind is not None and (
            kind != TARGET or preposition.lower_ == "as" or preposition.lower_ == "under" and _modals(preposition.head)
        ):
            return kind if preposition.lower_ in ("according", "as", "by", "under", "per") else None
    return None


def _modal(verb: Token, below: Token) -> str | None:
    """What the verb's own auxiliaries say: "is to climb", "will buy", "could reach"."""
    lists, modals = words("figure_modality"), _modals(verb)
    is_infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if is_infinitive and verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ == "be":
        return TARGET
    if is_infinitive and any(child.dep_ in ("aux", "auxpass") and child.lower_ in _BE for child in verb.children):
        return TARGET
    if verb.lemma_ == "be" and below.dep_ in ("nsubj", "nsubjpass") and _is_to(verb):
        return TARGET
    if not modals:
        return None
    if modals <= lists["open_auxiliaries"] and not ("may" in modals and _is_allowed(verb)):
        return FORECAST
    if base(verb) in lists["committing"] and below.dep_ not in ("nsubj", "nsubjpass"):
        doers = subjects(verb)
        if doers and not any(base(doer) in lists["measured"] for doer in doers):
            return TARGET
    return FORECAST


def _is_to(verb: Token) -> bool:
    """ "the first 250,000 tonnes are to leave": a form of be with an infinitive right after it."""
    following = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    return following.lower_ == "to" and following.dep_ == "aux" and following.head.head == verb


def _is_allowed(verb: Token) -> bool:
    """ "may ship 64,500 tonnes under the proposal", "free of duty"."""
    allowing = words("figure_modality")["allowing"]
    return any(token.lower_ in allowing for token in verb.children) or any(
        inner.lower_ in allowing for child in verb.children if child.dep_ == "dobj" for inner in child.subtree
    )
