"""How far a work has come, by what each sentence says of it: the verb that governs it, nouns over it, fixed phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.project_grammar import clauses_of, governor, is_conditional, mood_of, role_in_relative
from pipeline.extraction.project_matching import Group
from pipeline.extraction.project_nouns import DEFINITE, INDEFINITE
from pipeline.extraction.project_sightings import Sighting
from pipeline.extraction.project_verdicts import PHRASE_ORDER, RANK, by_phrase, by_verb, tells
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_LOCATIVE = frozenset(
    "near beside from to at in into off through via with along around towards outside under over out".split()
)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_REOPENED = re.compile(
    r"\b(?:has|have|had|was|were|been|now|is|are) (?:now |since |been )*(?:reopened|resumed|restarted|back in (?:use|service|operation))\b|"
    r"\b(?:pumping|production|output|operations?|work|service|shipments|loading|traffic|flows?) (?:later |since |then )?(?:resumed|restarted)\b"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence says of a work. A weak one hints ("can carry"); a background one tells of a former state."""

    sentence: int
    status: str | None
    is_weak: bool = False
    is_background: bool = False
    is_by_noun: bool = False
    """Only "the construction of …" says it, which a statement by a verb outweighs."""
    is_own: bool = False
    """The work itself is the subject: "the tunnel will link …", not "the firm will run the port"."""
    is_built: bool = False
    """That it "was built" says it, which leaves open whether it is in use."""


def statements(doc: Document, group: Group, groups: Sequence[Group] = ()) -> list[Statement]:
    """One statement for each sentence that speaks of the work, in text order; `groups` are all works of the text."""
    others = sorted(s.head for g in groups if g is not group for s in g.sightings)
    anchors: dict[int, list[tuple[Token, Sighting | None]]] = {}
    for sighting in group.sightings:
        anchors.setdefault(sighting.sentence, []).append((doc.nlp[sighting.head], sighting))
    for index in group.pronouns:
        anchors.setdefault(doc.sentence_at(doc.nlp[index].idx).index, []).append((doc.nlp[index], None))
    out = []
    for sentence in sorted(anchors):
        found = [_state(doc, token, sighting, others) for token, sighting in anchors[sentence]]
        told = [f for f in found if f.status]
        strong = [f for f in told if not f.is_weak] or told
        best = max(strong, key=lambda f: RANK[f.status or "proposed"]) if strong else None
        out.append(best if best else Statement(sentence, None))
    return out


def told_of_work(doc: Document, sentence: int) -> Statement | None:
    """What a sentence without the work's name says of it: "Construction will begin in 1988", "Production started in May"."""
    lexicon = words("projects")
    span = doc.sentences[sentence].span
    for token in span:
        is_work, is_output = (
            token.lemma_.lower() in lexicon["work_nouns"],
            token.lemma_.lower() in lexicon["output_nouns"],
        )
        if (
            not (is_work or is_output)
            or token.dep_ not in ("nsubj", "nsubjpass")
            or token.head.lemma_.lower() not in lexicon["verbs"]["open"] | lexicon["verbs"]["finish"]
        ):
            continue
        if any(c.dep_ in ("compound", "amod", "poss") for c in token.children) and not is_work:
            continue
        mood = mood_of(token.head, lexicon)
        if mood in ("future", "planned"):
            return Statement(sentence, "planned")
        if mood in ("past", "present") and token.head.lemma_.lower() in lexicon["verbs"]["open"]:
            is_past = _is_past(doc, span.text.lower(), token.head, "under_construction")
            return Statement(
                sentence, "under_construction" if is_work else "operational", is_background=is_past and is_work
            )
    return None


def resolve(doc: Document, found: list[Statement], group: Group) -> str:
    """The latest status known, from all statements; a work that the text takes for granted is operational."""
    strong = [s for s in found if s.status and not s.is_weak]
    by_verb = [s for s in strong if not s.is_by_noun and not s.is_background]
    current = by_verb or [s for s in strong if not s.is_background] or [s for s in strong if s.status == "operational"]
    if current:
        best = max(current, key=lambda s: RANK[s.status or "proposed"]).status or "operational"
        if (
            best == "operational"
            and all(s.is_built for s in current if s.status == best)
            and any(s.status == "planned" for s in current)
        ):
            return "under_construction"  # built, and to be opened
        if best == "suspended" and any(
            _REOPENED.search(doc.text[doc.sentences[s.sentence].start : doc.sentences[s.sentence].end]) for s in found
        ):
            return "operational"
        return best
    weak = [s for s in found if s.status and s.is_weak]
    aims = [s for s in weak if s.status == "planned"]
    if aims and len(aims) == len(weak) and group.sightings[0].article == DEFINITE and not all(s.is_own for s in aims):
        return "operational"
    if weak:
        return max(weak, key=lambda s: RANK[s.status or "proposed"]).status or "operational"
    background = [s for s in strong if s.is_background]
    if background and group.sightings[0].article != DEFINITE:
        return max(background, key=lambda s: RANK[s.status or "proposed"]).status or "operational"
    return "operational"


def _state(doc: Document, token: Token, sighting: Sighting | None, others: Sequence[int]) -> Statement:
    sentence = doc.sentence_at(token.idx)
    lexicon = words("projects")
    if sighting is not None:
        before = doc.nlp[sighting.first : sighting.head].text.lower()
        for status, modifiers in lexicon["modifiers"].items():
            if any(re.search(rf"\b{re.escape(m)}\b", before) for m in modifiers):
                return Statement(sentence.index, status)
    status, is_weak, verb = by_verb(token, lexicon)
    window = _clause(doc, token, verb, others)
    if status is None or is_weak:
        aside = " ".join(doc.nlp[c.left_edge.i : c.right_edge.i + 1].text.lower() for c in clauses_of(token))
        phrase = (
            by_phrase(aside, frozenset(("suspended", "cancelled")))
            or by_phrase(window, _told_fully(token, verb))
            or (by_phrase(_what_follows(doc, token), frozenset(("suspended",))) if token.dep_ != "pobj" else None)
        )
        if phrase:
            status, is_weak = phrase, False
    background = status is not None and _is_past(doc, window, verb, status)
    if status is None and sighting is not None and sighting.article == INDEFINITE:
        is_aim = token.dep_ == "pobj" and token.head.text.lower() == "for"
        is_ahead = (
            verb is not None
            and governor(token)[1] in ("nsubj", "nsubjpass", "prep through", "prep via")
            and (mood_of(verb, lexicon) in ("future", "planned") or _is_to(verb))
        )
        status, is_weak = (
            ("planned", True) if is_aim or is_ahead or _is_to_be_new(token, verb, sighting) else (None, False)
        )
    if status is None and verb is not None and _is_awaited(token, verb):
        status, is_weak = "planned", True
    by_noun = status == "under_construction" and bool(
        words("projects")["construction_nouns"] & {n.lemma_.lower() for n in governor(token)[2]}
    )
    is_built = status == "operational" and _is_built(token, verb)
    is_own = token.dep_ == "nsubj" or any(c.dep_ == "relcl" and role_in_relative(c) == "nsubj" for c in token.children)
    return Statement(sentence.index, status, is_weak, background, by_noun, is_own, is_built)


def _is_to(verb: Token) -> bool:
    """ "are to follow"."""
    return verb.lemma_ == "be" and any(
        c.dep_ == "xcomp" and any(k.lower_ == "to" and k.dep_ == "aux" for k in c.children) for c in verb.children
    )


def _is_to_be_new(token: Token, verb: Token | None, sighting: Sighting) -> bool:
    """ "wants to build them in a new factory"."""
    return (
        verb is not None
        and sighting.ordinal == 0
        and governor(token)[1] in ("prep in", "prep at", "prep to")
        and mood_of(verb, words("projects")) in ("future", "planned", "proposed")
    )


def _is_awaited(token: Token, verb: Token) -> bool:
    """ "once the field comes on stream"."""
    verbs = words("projects")["verbs"]
    return (
        token.dep_ in ("nsubj", "nsubjpass")
        and token.head == verb
        and verb.lemma_.lower() in verbs["open"] | verbs["finish"] | verbs["build"] | {"come", "be"}
        and any(c.dep_ in ("mark", "advmod") and c.text.lower() in ("once", "until", "before") for c in verb.children)
        and verb.tag_ in ("VBZ", "VBP")
    )


def _is_built(token: Token, verb: Token | None) -> bool:
    """ "the line, built by an Italian group": that it was built is all that is said."""
    verbs = words("projects")["verbs"]
    participle = next((c for c in token.children if c.dep_ == "acl" and c.tag_ == "VBN"), None)
    return any(v is not None and v.lemma_.lower() in verbs["build"] for v in (verb, participle))


def _what_follows(doc: Document, token: Token) -> str:
    """The text from the work on, to the next comma or clause: "the pipeline … was damaged last week"."""
    sentence = doc.sentence_at(token.idx)
    return re.split(
        r"[;,]| (?:and|but|while|when|who) ", doc.text[token.idx : sentence.end].lower().replace("\n", " ")
    )[0]


def _is_past(doc: Document, window: str, verb: Token | None, status: str) -> bool:
    if status == "suspended":
        return False
    if verb is not None and any(t.text.lower() == "had" and t.dep_ == "aux" for t in verb.children):
        return True
    if status == "operational" or doc.published_on is None:
        return False
    years = [int(y) for y in _YEAR.findall(window)]
    return bool(years) and max(years) < doc.published_on.year


def _clause(doc: Document, token: Token, verb: Token | None, others: Sequence[int]) -> str:
    """The text of the clause around `token`, lower case: its verb's reach, without clauses that hang on it."""
    if verb is None:
        low, high = _bounds(doc, token, others)
        return doc.nlp[low:high].text.lower()
    node = verb
    while (
        node.dep_ in ("xcomp", "conj", "advcl", "ccomp", "acl", "aux", "auxpass")
        and node.head.pos_ in ("VERB", "AUX", "NOUN", "ADJ")
        and node.head != node
    ):
        if node.dep_ in ("conj", "ccomp", "advcl") and any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children):
            break
        node = node.head
    apart = {
        t.i
        for c in node.subtree
        if c.dep_ in ("conj", "relcl", "ccomp", "advcl")
        and c != verb
        and c.pos_ in ("VERB", "AUX")
        and any(k.dep_ in ("nsubj", "nsubjpass") for k in c.children)
        for t in c.subtree
    }
    own = {t.i for t in verb.subtree}
    low, high = _bounds(doc, token, others)
    kept = [
        t
        for t in node.subtree
        if low <= t.i < high and (t.i not in apart or t.i in own and not _is_relative_of_other(t, token, verb))
    ]
    return re.sub(r"\s+", " ", "".join(t.text_with_ws for t in sorted(kept, key=lambda t: t.i))).lower()


def _bounds(doc: Document, token: Token, others: Sequence[int]) -> tuple[int, int]:
    """The tokens of the sentence up to an "and", "while" or ";" behind which another work is told of."""
    low, high = token.sent.start, token.sent.end
    for other in others:
        between = (
            range(other, token.i)
            if low <= other < token.i
            else range(token.i, other)
            if token.i < other < high
            else range(0)
        )
        breaks = [i for i in between if _is_break(doc.nlp[i])]
        if breaks and other < token.i:
            low = max(low, breaks[-1] + 1)
        elif breaks:
            high = min(high, breaks[0])
    return low, high


def _is_break(token: Token) -> bool:
    if token.text == ";" or token.text.lower() in ("while", "whereas", "but"):
        return True
    return token.text.lower() == "and" and token.i > 0 and token.nbor(-1).text == ","


def _told_fully(token: Token, verb: Token | None) -> frozenset[str]:
    """The statuses that a phrase of the clause may state of the work: all if the clause is about it, fewer on its edge."""
    if verb is not None and is_conditional(verb):
        return frozenset(("suspended",))
    _, role, over = governor(token)
    if token.dep_ == "pobj" and token.head.text.lower() in ("near", "beside"):
        return frozenset()
    if over and not tells(over, words("projects")):
        return frozenset(("suspended", "cancelled"))
    if role.startswith("prep") and not over:
        locates = (
            token.dep_ == "pobj" and token.head.text.lower() in _LOCATIVE and token.head.i != token.head.sent.start
        )
        if locates:
            return frozenset(("suspended",))
        return (
            frozenset(PHRASE_ORDER)
            if role in ("prep on", "prep for", "prep about")
            else frozenset(("suspended", "under_construction"))
        )
    return frozenset(PHRASE_ORDER)


def _is_relative_of_other(token: Token, anchor: Token, verb: Token) -> bool:
    node = token
    while node != verb and node.head != node:
        if node.dep_ == "relcl" and node.head != anchor:
            return True
        node = node.head
    return False
