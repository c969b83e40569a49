"""What a verb, a noun over the work or a fixed phrase states of how far it has come."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extraction.project_grammar import governor, has_subject, mood_of, role_in_relative
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
    r"\b(?:will|would|should|may|could|might|not|never|if|once|until|to (?:be|go|come|have|enter|start|get))\b(?: \w+){0,2} ?$"
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


def by_verb(token: Token, lexicon) -> tuple[str | None, bool, Token | None]:  # noqa: ANN001
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
        return (
            ("planned", False, verb)
            if is_start and mood_of(verb, lexicon) in ("future", "planned")
            else ("operational", True, verb)
        )
    if any(noun_index().get(noun.text.lower(), (None,))[0] for noun in over):
        return None, False, verb  # "a plant at the refinery": what is said is said of the plant
    if (
        any(
            noun.ent_type_ == "MONEY" or noun.lemma_.lower() in ("dlr", "dlrs", "dollar", "mln", "million")
            for noun in over
        )
        and verb.lemma_.lower() in lexicon["verbs"]["pay"] | lexicon["verbs"]["agree"]
    ):
        return "agreed", False, verb  # "is to get 12 million euros for a plant"
    if (
        any(noun.lemma_.lower() in lexicon["lengths"] for noun in over)
        and verb.lemma_.lower() in lexicon["verbs"]["build"]
        and mood_of(verb, lexicon) == "past"
    ):
        return "under_construction", False, verb  # "Fourteen kilometres of it have been laid"
    if over and verb.lemma_.lower() in lexicon["verbs"]["cancel"] | lexicon["verbs"]["stop"]:
        status, weak = _judge(verb, role, lexicon)
        if status:
            return status, weak, verb
    if (
        any(noun.lemma_.lower() in lexicon["work_nouns"] for noun in over)
        and token.head.text.lower() in ("on", "of")
        and verb.lemma_.lower() in lexicon["verbs"]["open"]
    ):
        mood = mood_of(verb, lexicon)
        return ("planned" if mood in ("future", "planned") else "under_construction"), False, verb
    if over_status:
        mood = mood_of(verb, lexicon)
        if over_status == "under_construction":
            if mood in ("agreed", "proposed", "planned"):
                return mood, False, verb
            if mood in ("future", "planned") and (
                role == "dobj"
                or role == "prep in"
                or verb.lemma_.lower() in lexicon["verbs"]["open"] | {"take", "follow"}
            ):
                return "planned", False, verb
            if any(verb.lemma_.lower() in lexicon["verbs"][c] for c in ("agree", "propose", "plan")) and (
                role in ("dobj", "nsubjpass") or role.startswith("prep")
            ):
                return (
                    next(
                        s
                        for c, s in (("agree", "agreed"), ("propose", "proposed"), ("plan", "planned"))
                        if verb.lemma_.lower() in lexicon["verbs"][c]
                    ),
                    False,
                    verb,
                )
        if over_status == "operational":
            return "operational", True, verb
        return over_status, False, verb
    if over and not tells(over, lexicon):
        return None, False, verb  # "Workers at the mine ended …"
    told = [
        _judge(v, role, lexicon)
        for v in (
            verb,
            *(
                c
                for c in verb.conjuncts
                if c.pos_ in ("VERB", "AUX") and not has_subject(c) and c.i > verb.i and role in ("nsubj", "nsubjpass")
            ),
        )
    ]
    strong = [t for t in told if t[0] and not t[1]]
    status, weak = max(strong, key=lambda t: RANK[t[0] or "proposed"]) if strong else told[0]
    return status, weak, verb


def _judge(verb: Token, role: str, lexicon) -> tuple[str | None, bool]:  # noqa: ANN001
    """The status that a verb states of its subject (nsubj) or object (dobj, nsubjpass), and whether it only hints."""
    lemma, verbs = verb.lemma_.lower(), lexicon["verbs"]
    mood = mood_of(verb, lexicon)
    is_object = role in ("dobj", "nsubjpass")
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
