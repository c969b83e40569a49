"""How far a work has come, by what each sentence says of it: the verb that governs it, nouns over it, fixed phrases."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.project_grammar import governor, has_subject, is_conditional, mood_of, role_in_relative
from pipeline.extraction.project_groups import Group
from pipeline.extraction.project_sightings import DEFINITE, INDEFINITE, Sighting, noun_index
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

# A later stage outweighs an earlier one told of the same work; a standstill outweighs all but an end.
_RANK = {"cancelled": 7, "suspended": 6, "operational": 5, "under_construction": 4, "agreed": 3, "planned": 2, "proposed": 1}
_PHRASE_ORDER = ("cancelled", "suspended", "under_construction", "operational", "agreed", "planned", "proposed")
_CONSTRUCTION = frozenset(("construction", "building", "completion"))
_LOCATIVE = frozenset("near beside from to at in into off through via with along around towards outside under over out".split())
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_NOT_YET = re.compile(r"\b(?:will|would|should|may|could|might|not|never|if|once|until|to (?:be|go|come|have|enter|start|get))\b(?: \w+){0,2} ?$")
_REOPENED = re.compile(r"\b(?:has|have|had|was|were|been|now|is|are) (?:now |since |been )*(?:reopened|resumed|restarted|back in (?:use|service|operation))\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence says of a work. A weak one hints ("can carry"); a background one tells of a former state."""

    sentence: int
    status: str | None
    is_weak: bool = False
    is_background: bool = False
    is_by_noun: bool = False
    """Only "the construction of …" says it, which a statement by a verb outweighs."""
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
        best = max(strong, key=lambda f: _RANK[f.status or "proposed"]) if strong else None
        out.append(best if best else Statement(sentence, None))
    return out


def told_of_work(doc: Document, sentence: int) -> Statement | None:
    """What a sentence without the work's name says of it: "Construction will begin in 1988", "Production started in May"."""
    lexicon = words("projects")
    span = doc.sentences[sentence].span
    for token in span:
        is_work, is_output = token.lemma_.lower() in lexicon["work_nouns"], token.lemma_.lower() in lexicon["output_nouns"]
        if not (is_work or is_output) or token.dep_ not in ("nsubj", "nsubjpass") or token.head.lemma_.lower() not in lexicon["verbs"]["open"] | lexicon["verbs"]["finish"]:
            continue
        if any(c.dep_ in ("compound", "amod", "poss") for c in token.children) and not is_work:
            continue
        mood = mood_of(token.head, lexicon)
        if mood in ("future", "planned"):
            return Statement(sentence, "planned")
        if mood in ("past", "present") and token.head.lemma_.lower() in lexicon["verbs"]["open"]:
            is_past = _is_past(doc, span.text.lower(), token.head, "under_construction")
            return Statement(sentence, "under_construction" if is_work else "operational", is_background=is_past and is_work)
    return None


def resolve(doc: Document, found: list[Statement], group: Group) -> str:
    """The latest status known, from all statements; a work that the text takes for granted is operational."""
    strong = [s for s in found if s.status and not s.is_weak]
    by_verb = [s for s in strong if not s.is_by_noun and not s.is_background]
    current = by_verb or [s for s in strong if not s.is_background] or [s for s in strong if s.status == "operational"]
    if current:
        best = max(current, key=lambda s: _RANK[s.status or "proposed"]).status or "operational"
        if best == "operational" and all(s.is_built for s in current if s.status == best) and any(s.status == "planned" for s in current):
            return "under_construction"  # built, and to be opened
        if best == "suspended" and any(_REOPENED.search(doc.text[doc.sentences[s.sentence].start : doc.sentences[s.sentence].end]) for s in found):
            return "operational"
        return best
    weak = [s for s in found if s.status and s.is_weak]
    if weak and all(s.status == "planned" for s in weak) and group.sightings[0].article == DEFINITE:
        return "operational"
    if weak:
        return max(weak, key=lambda s: _RANK[s.status or "proposed"]).status or "operational"
    background = [s for s in strong if s.is_background]
    if background and group.sightings[0].article != DEFINITE:
        return max(background, key=lambda s: _RANK[s.status or "proposed"]).status or "operational"
    return "operational"


def _state(doc: Document, token: Token, sighting: Sighting | None, others: Sequence[int]) -> Statement:
    sentence = doc.sentence_at(token.idx)
    lexicon = words("projects")
    if sighting is not None:
        before = doc.nlp[sighting.first : sighting.head].text.lower()
        for status, modifiers in lexicon["modifiers"].items():
            if any(re.search(rf"\b{re.escape(m)}\b", before) for m in modifiers):
                return Statement(sentence.index, status)
    status, is_weak, verb = _by_verb(token, lexicon)
    window = _clause(doc, token, verb, others)
    if status is None or is_weak:
        phrase = _by_phrase(window, _told_fully(token, verb)) or (_by_phrase(_what_follows(doc, token), frozenset(("suspended",))) if token.dep_ != "pobj" else None)
        if phrase:
            status, is_weak = phrase, False
    background = status is not None and _is_past(doc, window, verb, status)
    if status is None and sighting is not None and sighting.article == INDEFINITE:
        is_aim = token.dep_ == "pobj" and token.head.text.lower() == "for"
        is_ahead = verb is not None and (token.dep_ in ("nsubj", "nsubjpass") or governor(token)[1] in ("prep through", "prep via")) and mood_of(verb, lexicon) in ("future", "planned")
        status, is_weak = ("planned", True) if is_aim or is_ahead else (None, False)
    by_noun = status == "under_construction" and bool(_CONSTRUCTION & {n.lemma_.lower() for n in governor(token)[2]})
    is_built = status == "operational" and _is_built(token, verb)
    return Statement(sentence.index, status, is_weak, background, by_noun, is_built)


def _is_built(token: Token, verb: Token | None) -> bool:
    """ "the line, built by an Italian group": that it was built is all that is said."""
    verbs = words("projects")["verbs"]
    participle = next((c for c in token.children if c.dep_ == "acl" and c.tag_ == "VBN"), None)
    return any(v is not None and v.lemma_.lower() in verbs["build"] for v in (verb, participle))


def _what_follows(doc: Document, token: Token) -> str:
    """The text from the work on, to the next comma or clause: "the pipeline … was damaged last week"."""
    sentence = doc.sentence_at(token.idx)
    return re.split(r"[;,]| (?:and|but|while|when|who) ", doc.text[token.idx : sentence.end].lower().replace("\n", " "))[0]


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
    sentence = doc.sentence_at(token.idx)
    if verb is None:
        low, high = _bounds(doc, token, others)
        return doc.nlp[low:high].text.lower()
    node = verb
    while node.dep_ in ("xcomp", "conj", "advcl", "ccomp", "acl", "aux", "auxpass") and node.head.pos_ in ("VERB", "AUX", "NOUN", "ADJ") and node.head != node:
        if node.dep_ in ("conj", "ccomp", "advcl") and any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children):
            break
        node = node.head
    apart = {t.i for c in node.subtree if c.dep_ in ("conj", "relcl", "ccomp", "advcl") and c != verb and c.pos_ in ("VERB", "AUX") and any(k.dep_ in ("nsubj", "nsubjpass") for k in c.children) for t in c.subtree}
    own = {t.i for t in verb.subtree}
    low, high = _bounds(doc, token, others)
    kept = [t for t in node.subtree if low <= t.i < high and (t.i not in apart or t.i in own and not _is_relative_of_other(t, token, verb))]
    return re.sub(r"\s+", " ", "".join(t.text_with_ws for t in sorted(kept, key=lambda t: t.i))).lower()


def _bounds(doc: Document, token: Token, others: Sequence[int]) -> tuple[int, int]:
    """The tokens of the sentence up to an "and", "while" or ";" behind which another work is told of."""
    low, high = token.sent.start, token.sent.end
    for other in others:
        between = range(other, token.i) if low <= other < token.i else range(token.i, other) if token.i < other < high else range(0)
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
    if over and not _tells(over, words("projects")):
        return frozenset(("suspended", "cancelled"))
    if role.startswith("prep") and not over:
        locates = token.dep_ == "pobj" and token.head.text.lower() in _LOCATIVE and token.head.i != token.head.sent.start
        if locates:
            return frozenset(("suspended",))
        return frozenset(_PHRASE_ORDER) if role in ("prep on", "prep for", "prep about") else frozenset(("suspended", "under_construction"))
    return frozenset(_PHRASE_ORDER)


def _tells(over: Sequence[Token], lexicon) -> bool:  # noqa: ANN001
    """Is one of the nouns over the work such that what is said of it is said of the work ("construction of", "part of")?"""
    nouns = frozenset().union(*lexicon["over_nouns"].values()) | lexicon["parts"] | lexicon["lengths"] | lexicon["work_nouns"]
    return any(n.lemma_.lower() in nouns or n.text.lower() in nouns for n in over)


def _is_relative_of_other(token: Token, anchor: Token, verb: Token) -> bool:
    node = token
    while node != verb and node.head != node:
        if node.dep_ == "relcl" and node.head != anchor:
            return True
        node = node.head
    return False


@functools.cache
def _phrase_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists = words("projects")["phrases"]
    return tuple((status, re.compile(r"\b(?:" + "|".join(re.escape(p) for p in sorted(lists[status], key=lambda p: (-len(p), p))) + r")\b")) for status in _PHRASE_ORDER)


def _by_phrase(window: str, allowed: frozenset[str]) -> str | None:
    for status, pattern in _phrase_patterns():
        if status not in allowed:
            continue
        for match in pattern.finditer(window):
            is_open = status in ("operational", "suspended", "under_construction") and _NOT_YET.search(window[max(0, match.start() - 30) : match.start()])
            if not is_open:
                return status
    return None


def _by_verb(token: Token, lexicon) -> tuple[str | None, bool, Token | None]:  # noqa: ANN001
    """The status that the governing verb and the nouns between state, whether only hinted, and that verb."""
    verb, role, over = governor(token)
    over_status = None
    for noun in over:
        for status, nouns in lexicon["over_nouns"].items():
            if noun.lemma_.lower() in nouns or noun.text.lower() in nouns:
                over_status = over_status or status
    own_clause = next((c for c in token.children if c.dep_ in ("relcl", "acl") and c.pos_ in ("VERB", "AUX")), None)
    if own_clause is not None:
        status, weak = _judge(own_clause, role_in_relative(own_clause), lexicon)
        if status and not weak:
            return status, weak, own_clause
    if verb is None:
        return over_status, False, None
    if any(noun.lemma_.lower() in lexicon["output_nouns"] for noun in over):
        is_start = verb.lemma_.lower() in lexicon["verbs"]["open"] | lexicon["verbs"]["finish"] | {"make"}
        return ("planned", False, verb) if is_start and mood_of(verb, lexicon) in ("future", "planned") else ("operational", True, verb)
    if any(noun_index().get(noun.text.lower(), (None,))[0] for noun in over):
        return None, False, verb  # "a plant at the refinery": what is said is said of the plant
    if any(noun.ent_type_ == "MONEY" or noun.lemma_.lower() in ("dlr", "dlrs", "dollar", "mln", "million") for noun in over) and verb.lemma_.lower() in lexicon["verbs"]["pay"] | lexicon["verbs"]["agree"]:
        return "agreed", False, verb  # "is to get 12 million euros for a plant"
    if any(noun.lemma_.lower() in lexicon["lengths"] for noun in over) and verb.lemma_.lower() in lexicon["verbs"]["build"] and mood_of(verb, lexicon) == "past":
        return "under_construction", False, verb  # "Fourteen kilometres of it have been laid"
    if over and verb.lemma_.lower() in lexicon["verbs"]["cancel"] | lexicon["verbs"]["stop"]:
        status, weak = _judge(verb, role, lexicon)
        if status:
            return status, weak, verb
    if any(noun.lemma_.lower() in lexicon["work_nouns"] for noun in over) and token.head.text.lower() in ("on", "of") and verb.lemma_.lower() in lexicon["verbs"]["open"]:
        mood = mood_of(verb, lexicon)
        return ("planned" if mood in ("future", "planned") else "under_construction"), False, verb
    if over_status:
        mood = mood_of(verb, lexicon)
        if over_status == "under_construction":
            if mood in ("agreed", "proposed", "planned"):
                return mood, False, verb
            if mood in ("future", "planned") and (role == "dobj" or role == "prep in" or verb.lemma_.lower() in lexicon["verbs"]["open"] | {"take", "follow"}):
                return "planned", False, verb
            if any(verb.lemma_.lower() in lexicon["verbs"][c] for c in ("agree", "propose", "plan")) and (role in ("dobj", "nsubjpass") or role.startswith("prep")):
                return next(s for c, s in (("agree", "agreed"), ("propose", "proposed"), ("plan", "planned")) if verb.lemma_.lower() in lexicon["verbs"][c]), False, verb
        if over_status == "operational":
            return "operational", True, verb
        return over_status, False, verb
    if over and not _tells(over, lexicon):
        return None, False, verb  # "Workers at the mine ended …"
    told = [_judge(v, role, lexicon) for v in (verb, *(c for c in verb.conjuncts if c.pos_ in ("VERB", "AUX") and not has_subject(c) and c.i > verb.i and role in ("nsubj", "nsubjpass")))]
    strong = [t for t in told if t[0] and not t[1]]
    status, weak = max(strong, key=lambda t: _RANK[t[0] or "proposed"]) if strong else told[0]
    return status, weak, verb


def _judge(verb: Token, role: str, lexicon) -> tuple[str | None, bool]:  # noqa: ANN001
    """The status that a verb states of its subject (nsubj) or object (dobj, nsubjpass), and whether it only hints."""
    lemma, verbs = verb.lemma_.lower(), lexicon["verbs"]
    mood = mood_of(verb, lexicon)
    is_object = role in ("dobj", "nsubjpass")
    negated = any(c.dep_ == "neg" for c in verb.children)
    if lemma in verbs["stop"] and (is_object or role == "nsubj" and lemma in ("close", "shut", "halt", "stop")):
        return (None, False) if negated or mood in ("future", "planned", "proposed", "agreed", "progressive", "can", "infinitive") else ("suspended", False)
    if lemma in verbs["cancel"] and is_object:
        return (None, False) if negated or mood in ("future", "can", "infinitive") else ("cancelled", False)
    if lemma in verbs["build"] and is_object:
        by_mood = {"past": "operational", "present": "under_construction", "progressive": "under_construction", "begun": "under_construction", "future": "planned", "infinitive": "planned"}
        return by_mood.get(mood, mood if mood in _RANK else None), False
    if lemma in verbs["improve"] and is_object:
        return {"progressive": "under_construction", "begun": "under_construction"}.get(mood, mood if mood in ("agreed", "planned") else None), True
    if lemma in verbs["finish"] and (is_object or role == "nsubj"):
        if any(c.text.lower() == "had" for c in verb.children if c.dep_ == "aux"):
            return "operational", False
        return ("planned", True) if mood in ("future", "planned", "infinitive") else ("under_construction", False)
    if lemma in verbs["propose"] and is_object:
        return "proposed", False
    if lemma in verbs["agree"] and is_object:
        return ("planned" if mood in ("planned", "future") and lemma not in verbs["pay"] else "agreed", False)
    if lemma in verbs["open"] and (is_object or role == "nsubj"):
        if mood in ("future", "planned", "agreed", "proposed", "infinitive"):
            return ("planned", lemma not in ("open", "begin", "start", "commission", "inaugurate", "reopen"))
        return (None, False) if negated else ("operational", lemma in ("work", "go", "run", "start", "begin", "roll", "enter", "declare", "launch") and verb.tag_ != "VBG")
    if lemma in verbs["plan"] and is_object:
        return "planned", False
    if lemma in verbs["pay"] | verbs["agree"] and role in ("prep for", "prep on", "prep towards", "prep about"):
        return "agreed", False
    if lemma == "work" and role == "prep on":
        return (mood if mood in ("agreed", "planned", "proposed") else "under_construction"), False
    if lemma in verbs["bring_about"] and is_object and mood in ("agreed", "planned", "proposed"):
        return mood, False
    if lemma in verbs["use"] and is_object and mood == "agreed":
        return "agreed", False
    if lemma in verbs["use"] and role in ("prep through", "prep via", "prep along"):
        return (None, False) if mood in ("future", "planned", "agreed", "proposed", "infinitive") else ("operational", True)
    if lemma in verbs["use"] and not role.startswith("prep"):
        if mood in ("future", "planned", "agreed", "proposed", "infinitive"):
            return "planned", True
        return ("operational", True) if not negated else (None, False)
    return None, False
