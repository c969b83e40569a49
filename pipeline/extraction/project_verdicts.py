"""What a verb, a noun over the work or a fixed phrase states of how far it has come."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extraction.project_grammar import clauses_of, governor, has_subject, inner_clause, mood_of
from pipeline.extraction.project_nouns import noun_index
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


# A later stage outweighs an earlier one told of the same work; a standstill outweighs all but an end.
RANK = {
    "cancelled": 7,
    "suspended": 6,
    "operational": 5,
    "under_construction": 4,
    "agreed": 3,
    "planned": 2,
    "proposed": 1,
}
PHRASE_ORDER = ("cancelled", "suspended", "under_construction", "operational", "agreed", "planned", "proposed")
_NOT_YET = re.compile(
    r"\b(?:will|would|should|may|could|might|not|never|if|once|until|to (?:be|go|come|have|enter|start|get))\b(?: \w+){0,2} ?$|\bto $"
)


def tells(over: Sequence[Token], lexicon) -> bool:  # noqa: ANN001
    """Is one of the nouns over the work such that what is said of it is said of the work ("construction of", "part of")?"""
    nouns = (
        frozenset().union(*lexicon["over_nouns"].values())
        | lexicon["parts"]
        | lexicon["lengths"]
        | lexicon["work_nouns"]
    )
    return any(n.lemma_.lower() in nouns or n.text.lower() in nouns for n in over)


@functools.cache
def _phrase_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists = words("projects")["phrases"]
    return tuple(
        (
            status,
            re.compile(
                r"\b(?:" + "|".join(re.escape(p) for p in sorted(lists[status], key=lambda p: (-len(p), p))) + r")\b"
            ),
        )
        for status in PHRASE_ORDER
    )


def by_phrase(window: str, allowed: frozenset[str]) -> str | None:
    for status, pattern in _phrase_patterns():
        if status not in allowed:
            continue
        for match in pattern.finditer(window):
            is_open = status in ("operational", "suspended", "under_construction") and _NOT_YET.search(
                window[max(0, match.start() - 30) : match.start()]
            )
            if not is_open:
                return status
    return None


Verdict = tuple["str | None", bool]
"""A status or None, and whether it is only hinted."""


def by_verb(token: Token, lexicon) -> tuple[str | None, bool, Token | None]:  # noqa: ANN001
    """The status that the governing verb and the nouns between state, whether only hinted, and that verb."""
    verb, role, over = governor(token)
    clause = next(iter(clauses_of(token)), None)
    clause, inner_role = inner_clause(clause) if clause is not None else (None, "")
    own: Verdict = _judge(clause, inner_role, lexicon) if clause is not None else (None, False)
    if own[0] and not own[1]:
        return own[0], own[1], clause
    dropped = _plan_dropped(verb, lexicon)
    if dropped:
        return dropped, False, verb
    status, is_weak = _by_nouns(token, verb, role, over, lexicon) or _by_clause(verb, role, over, lexicon)
    if status is None and own[0]:
        return own[0], own[1], verb
    return status, is_weak, verb


def _plan_dropped(verb: Token | None, lexicon) -> str | None:  # noqa: ANN001
    """ "Plans to build a canal have been shelved"."""
    if verb is None or verb.dep_ != "acl" or verb.head.dep_ not in ("nsubjpass", "dobj", "nsubj"):
        return None
    nouns = lexicon["over_nouns"]["planned"] | lexicon["over_nouns"]["proposed"] | lexicon["over_nouns"]["agreed"]
    if verb.head.lemma_.lower() not in nouns:
        return None
    told, _ = _judge(verb.head.head, verb.head.dep_, lexicon)
    return told if told in ("cancelled", "suspended") else None


def _by_clause(verb: Token | None, role: str, over: Sequence[Token], lexicon) -> Verdict:  # noqa: ANN001
    """What the verb states, or one that shares its subject ("was completed and has been running")."""
    if verb is None or over and not tells(over, lexicon):  # "Workers at the mine ended …" says nothing of the mine
        return None, False
    told = [_judge(verb, role, lexicon)]
    if role in ("nsubj", "nsubjpass"):
        others = (c for c in verb.conjuncts if c.pos_ in ("VERB", "AUX") and c.i > verb.i and not has_subject(c))
        told += [_judge(other, role, lexicon) for other in others]
    strong = [t for t in told if t[0] and not t[1]]
    return max(strong, key=lambda t: RANK[t[0] or "proposed"]) if strong else told[0]


def _by_nouns(token: Token, verb: Token | None, role: str, over: Sequence[Token], lexicon) -> Verdict | None:  # noqa: ANN001
    """What the nouns over the work state ("construction of", "a contract for"), or None to leave it to the verb."""
    over_status = _status_of_nouns(over, lexicon)
    if verb is None:
        return over_status, False
    verbs, lemma, mood = lexicon["verbs"], verb.lemma_.lower(), mood_of(verb, lexicon)
    nouns = {noun.lemma_.lower() for noun in over}
    if nouns & lexicon["output_nouns"]:
        is_start = lemma in verbs["open"] | verbs["finish"] | {"make"}
        return ("planned", False) if is_start and mood in ("future", "planned") else ("operational", True)
    if any(noun_index().get(noun.text.lower(), (None,))[0] for noun in over):
        return None, False  # "a plant at the refinery": what is said is said of the plant
    is_money = any(noun.ent_type_ == "MONEY" for noun in over) or bool(nouns & lexicon["money_nouns"])
    if is_money and lemma in verbs["pay"] | verbs["agree"]:
        return "agreed", False  # "is to get 12 million euros for a plant"
    if nouns & lexicon["lengths"] and lemma in verbs["build"] and mood == "past":
        return "under_construction", False  # "Fourteen kilometres of it have been laid"
    if over and lemma in verbs["cancel"] | verbs["stop"]:
        told = _judge(verb, role, lexicon)
        if told[0]:
            return told
    if nouns & lexicon["work_nouns"] and lemma in verbs["open"] and token.head.text.lower() in ("on", "of"):
        return ("planned" if mood in ("future", "planned") else "under_construction"), False
    if over_status == "under_construction":
        return _of_construction(verb, role, mood, lexicon), False
    if over_status is not None:
        return over_status, over_status == "operational"
    return None


def _status_of_nouns(over: Sequence[Token], lexicon) -> str | None:  # noqa: ANN001
    for noun in over:
        for status, nouns in lexicon["over_nouns"].items():
            if noun.lemma_.lower() in nouns or noun.text.lower() in nouns:
                return status
    return None


def _of_construction(verb: Token, role: str, mood: str, lexicon) -> str:  # noqa: ANN001
    """ "will begin construction of", "agreed on the construction of": the verb may put it off to another stage."""
    verbs, lemma = lexicon["verbs"], verb.lemma_.lower()
    if mood in ("agreed", "proposed", "planned"):
        return mood
    if mood == "future" and (role in ("dobj", "prep in") or lemma in verbs["open"] | {"take", "follow"}):
        return "planned"
    if role in ("dobj", "nsubjpass") or role.startswith("prep"):
        for group, status in (("agree", "agreed"), ("propose", "proposed"), ("plan", "planned")):
            if lemma in verbs[group]:
                return status
    return "under_construction"


def _is_reached(verb: Token) -> bool:
    """ "The presidents met here to open the line": the aim of a journey that was made."""
    over = verb.head
    return (
        verb.dep_ in ("advcl", "xcomp")
        and over.tag_ == "VBD"
        and over.lemma_.lower()
        in ("meet", "gather", "travel", "come", "fly", "arrive", "go", "visit", "join", "assemble")
    )


def _judge(verb: Token, role: str, lexicon) -> tuple[str | None, bool]:  # noqa: ANN001
    """The status that a verb states of its subject (nsubj) or object (dobj, nsubjpass), and whether it only hints."""
    lemma, verbs = verb.lemma_.lower(), lexicon["verbs"]
    mood = mood_of(verb, lexicon)
    is_object = role in ("dobj", "nsubjpass")
    particles = {c.text.lower() for c in verb.children if c.dep_ in ("prt", "advmod")}
    if lemma == "put" and "up" in particles:
        lemma = "build"
    if lemma == "invest" and role == "prep in" and mood in ("future", "planned", "infinitive"):
        return "planned", True
    if (
        lemma == "go"
        and role == "nsubj"
        and "up" in particles
        or lemma in ("push", "press", "go")
        and role == "prep with"
        and "ahead" in particles
    ):
        return ("under_construction" if mood in ("progressive", "present") else None), False
    if lemma in ("talk", "speak", "think") and role in ("prep of", "prep about"):
        return "proposed", False
    negated = any(c.dep_ == "neg" for c in verb.children)
    if lemma in verbs["stop"] and (is_object or role == "nsubj" and lemma in ("close", "shut", "halt", "stop")):
        return (
            (None, False)
            if negated or mood in ("future", "planned", "proposed", "agreed", "progressive", "can", "infinitive")
            else ("suspended", False)
        )
    if lemma in verbs["cancel"] and is_object:
        return (None, False) if negated or mood in ("future", "can", "infinitive") else ("cancelled", False)
    if lemma in verbs["build"] and is_object:
        by_mood = {
            "past": "operational",
            "present": "under_construction",
            "progressive": "under_construction",
            "begun": "under_construction",
            "future": "planned",
            "infinitive": "planned",
        }
        return by_mood.get(mood, mood if mood in RANK else None), False
    if lemma in verbs["improve"] and is_object:
        return {"progressive": "under_construction", "begun": "under_construction"}.get(
            mood, mood if mood in ("agreed", "planned") else None
        ), True
    if lemma == "end" and role == "nsubj" and mood in ("present", "future", "planned", "infinitive"):
        return None, False  # where it ends, not when
    if lemma in verbs["finish"] and (is_object or role == "nsubj"):
        if any(c.text.lower() == "had" for c in verb.children if c.dep_ == "aux"):
            return "operational", False
        return ("planned", True) if mood in ("future", "planned", "infinitive") else ("under_construction", False)
    if lemma in verbs["propose"] and is_object:
        return "proposed", False
    if lemma in verbs["agree"] and is_object:
        return ("planned" if mood in ("planned", "future") and lemma not in verbs["pay"] else "agreed", False)
    if lemma in ("open", "inaugurate", "launch") and role == "dobj" and _is_reached(verb):
        return "operational", False
    if lemma in verbs["open"] and (is_object or role == "nsubj"):
        if mood in ("future", "planned", "agreed", "proposed", "infinitive"):
            return ("planned", lemma not in ("open", "begin", "start", "commission", "inaugurate", "reopen"))
        return (
            (None, False)
            if negated
            else (
                "operational",
                lemma in ("work", "go", "run", "start", "begin", "roll", "enter", "declare", "launch")
                and verb.tag_ != "VBG",
            )
        )
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
        return (
            (None, False)
            if mood in ("future", "planned", "agreed", "proposed", "infinitive")
            else ("operational", True)
        )
    if lemma in verbs["use"] and not role.startswith("prep"):
        if mood in ("future", "planned", "agreed", "proposed", "infinitive"):
            return "planned", True
        return ("operational", True) if not negated else (None, False)
    return None, False
