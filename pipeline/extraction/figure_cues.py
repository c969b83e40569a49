"""Words of flow in a sentence: where a text speaks of exports, imports, trade or a balance, and whose they are."""

from __future__ import annotations

import dataclasses
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


_BALANCE_ON = re.compile(r"\b(?:surplus|deficit|balance|gap|shortfall) (?:on|in|of) (?:its |the |their )?(?:[\w-]+ )?$")
_SPELLED_BALANCE = re.compile(r"(?:excess|surplus|shortfall) of (?:exports|imports) over (?:exports|imports)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of flow. `is_weak`: it may also speak of business at home; `sign` is -1 for a deficit.

    `is_turned`: told from the other side, as in "Mexico took 410,700" of China's exports.
    """

    start: int
    end: int
    flow: str
    is_verb: bool
    is_weak: bool
    sign: int
    token: Token
    is_motion: bool = False
    is_turned: bool = False


@functools.cache
def _nouns() -> dict[str, str]:
    return {lemma: flow for flow, lemmas in words("trade_words")["flow_nouns"].items() for lemma in sorted(lemmas)}


@functools.cache
def _verbs() -> dict[str, str]:
    return {lemma: flow for flow, lemmas in words("trade_words")["flow_verbs"].items() for lemma in sorted(lemmas)}


def find_cues(doc: Document, sentence: Sentence) -> list[Cue]:
    """The cues of a sentence in text order."""
    lists = words("trade_words")
    cues = []
    for token in sentence.span:
        lemma = _lemma(token)
        if token.tag_ in ("NN", "NNS", "NNP", "NNPS") or token.text.lower() in ("exports", "imports"):
            flow = _nouns().get(lemma)
            if not flow or not _is_flow_noun(token, lemma):
                continue
            sign = -1 if lemma in lists["deficit_words"] else 1
            cues.append(Cue(token.idx, token.idx + len(token), flow, False, lemma in lists["weak_nouns"], sign, token))
        elif token.pos_ in ("VERB", "AUX") and token.dep_ not in ("amod", "compound"):
            particle = next((c for c in token.rights if c.dep_ == "prt"), None)
            lemma = (
                f"{lemma} {particle.lower_}"
                if particle is not None and f"{lemma} {particle.lower_}" in _verbs()
                else lemma
            )
            flow = _verbs().get(lemma) or ("export" if lemma in lists["motion_verbs"] else None)
            if flow == "import" and lemma in ("receive", "obtain", "acquire", "get") and _is_of_money(token):
                flow = None  # who receives money has sold, or has been lent it
            if flow:
                cues.append(
                    Cue(
                        token.idx,
                        token.idx + len(token),
                        flow,
                        True,
                        lemma in lists["weak_verbs"],
                        1,
                        token,
                        lemma in lists["motion_verbs"],
                    )
                )
    return _without_parts(doc, cues, sentence)


def _is_of_money(verb: Token) -> bool:
    return any(child.dep_ == "dobj" and any(t.ent_type_ == "MONEY" for t in child.subtree) for child in verb.rights)


def _without_parts(doc: Document, cues: list[Cue], sentence: Sentence) -> list[Cue]:
    """Drop what only spells out a balance ("an excess of exports over imports") and balances that are not of trade."""
    text = doc.text
    lowered = text[sentence.start : sentence.end].lower()
    spelled = [(sentence.start + m.start(), sentence.start + m.end()) for m in _SPELLED_BALANCE.finditer(lowered)]
    other = [
        sentence.start + lowered.find(p) for p in sorted(words("trade_words")["not_trade_phrases"]) if p in lowered
    ]
    kept = []
    for cue in cues:
        if cue.flow != "balance" and any(start < cue.start < end for start, end in spelled):
            continue
        if cue.flow == "trade" and _BALANCE_ON.search(text[max(sentence.start, cue.start - 45) : cue.start].lower()):
            continue  # "the surplus on merchandise trade", "a deficit in goods trade": the balance is told
        if cue.flow == "balance" and any(start <= cue.start < end for start, end in spelled):
            cue = dataclasses.replace(cue, is_weak=False)
        if cue.flow == "balance" and other and "trade" not in text[max(0, cue.start - 12) : cue.start].lower():
            continue
        kept.append(cue)
    return kept


def _lemma(token: Token) -> str:
    text = token.text.lower()
    if text in ("exports", "imports"):
        return text[:-1]
    if text in ("re-exports", "reexports"):
        return "re-export"
    return token.lemma_.lower()


def _is_flow_noun(token: Token, lemma: str) -> bool:
    """ "exports", "trade with Russia", "export volume", but not "trade representative" nor "export quotas"."""
    lists = words("trade_words")
    if lemma == "total" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "of":
        return False
    if lemma == "balance" and token.doc[token.i : token.i + 3].text.lower() in ("balance of payments", "balance-of"):
        return False
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN") and token.tag_ in ("NN", "NNP"):
        next_lemma = following.lemma_.lower()
        if next_lemma in lists["not_flow_heads"]:
            return False
        if next_lemma in _nouns() or (following.i + 1 < len(token.doc) and following.nbor().lemma_.lower() in _nouns()):
            return False  # the noun after it is the cue: "trade surplus", "export shipments"
        if next_lemma not in lists["flow_heads"] and lemma in ("trade", "export", "import", "business"):
            return False
    if lemma in ("export", "import") and token.tag_ == "NN" and following is not None and following.pos_ == "VERB":
        return False
    return True
