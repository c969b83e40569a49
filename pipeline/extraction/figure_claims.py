"""Which word of flow claims a number, and which word takes it for something else: by rule, within a sentence."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_cues import Cue, find_cues
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extraction.quantities import Quantity


_SIGNS = {"export": 1, "import": -1}


def blockers(sentence: Sentence) -> list[tuple[int, int]]:
    """Where words stand that make a number near them something else than trade (prices, output, loans)."""
    lists = words("trade_words")
    out = []
    for token in sentence.span:
        if token.pos_ in ("NOUN", "VERB", "PROPN") and token.lemma_.lower() in lists["not_trade"]:
            out.append((token.idx, token.idx + len(token)))
    lowered = sentence.span.text.lower()
    offset = sentence.span.start_char
    for phrase in sorted(lists["not_trade_phrases"]):
        out += [(offset + m.start(), offset + m.end()) for m in re.finditer(re.escape(phrase), lowered)]
    return out


def link(doc: Document, quantity: Quantity, cues: list[Cue], blocked: list[tuple[int, int]]) -> Cue | None | bool:
    """The cue that a number belongs to; False where it belongs to something else; None where nothing in the sentence claims it."""
    claims = [(c.start, c.end, c) for c in cues] + [(s, e, None) for s, e in blocked]
    after = [c for c in claims if 0 <= c[0] - quantity.end <= 45]
    for start, _, cue in sorted(after, key=lambda c: c[0]):
        gap = doc.text[quantity.end : start]
        if re.fullmatch(r"[\s-]*(?:(?:worth |value )?(?:of|in) )?(?:[\w'’.-]+ ){0,4}", gap) and not re.search(
            r"\b(?:to|from|with|and|or|by|at|for|against|after|on|while|but|than|was|were|is|are|had|has)\b", gap
        ):
            if cue is not None and cue.is_motion and quantity.kind in ("money", "physical", "number"):
                return cue
            if cue is not None and cue.is_verb and not re.search(r"\b(?:was|were|been|be)\b", gap):
                break
            return cue if cue is not None else False
        if (
            cue is not None
            and cue.is_verb
            and re.fullmatch(
                r"\s*(?:(?:of|in) (?:[\w'’-]+ ){1,5})?(?:(?:was|were|has been|have been|had been|is|are|will be|to be|being) )(?:\w+ )?",
                gap,
            )
        ):
            return cue
        break
    before = [c for c in claims if c[1] <= quantity.start and not (c[2] is not None and c[2].is_motion)]
    if not before:
        return None
    start, end, cue = max(before, key=lambda c: c[0])
    return cue if cue is not None else False


def cues_of(doc: Document, sentence: Sentence) -> tuple[list[Cue], dict[int, str]]:
    """The words of flow of a sentence in order, and what kind each is, by its start: noun, verb, motion, agent, phrase …"""
    lists = words("link_words")
    text = doc.text[sentence.start : sentence.end].lower()
    phrases = [
        span
        for phrase in sorted(words("trade_words")["not_trade_phrases"])
        if phrase in text
        for span in _spans(phrase, text, sentence.start)
    ]
    cues = [c for c in find_cues(doc, sentence) if not any(start <= c.start < end for start, end in phrases)]
    cues = [
        dataclasses.replace(c, is_weak=False)
        if c.flow == "balance" and doc.text[max(0, c.start - 6) : c.start].lower() == "trade "
        else c
        for c in cues
    ]
    kinds = {c.start: _kind(c) for c in cues}
    for phrase, sign in sorted(lists["balance_phrases"].items()):
        if phrase in text:
            for start, end in _spans(phrase, text, sentence.start):
                cues.append(Cue(start, end, "balance", False, False, sign, doc.token_at(start)))
                kinds[start] = "phrase"
    for token in sentence.span:
        lemma = token.lemma_.lower()
        flow, kind = _more("more_flow_nouns").get(lemma) if token.pos_ in ("NOUN", "VERB") else None, "agent"
        if flow is None and token.pos_ == "VERB":
            flow = _more("more_flow_verbs").get(lemma)
        if flow is None and token.tag_ == "VBN" and token.dep_ in ("amod", "compound"):
            flow, kind = _more("flow_participles").get(token.lower_), "participle"
        if flow is None and lemma in ("export", "import") and _is_goal(token):
            flow, kind = lemma, "goal"
        if flow is not None and token.idx not in kinds:
            cues.append(Cue(token.idx, token.idx + len(token), flow, False, True, 1, token))
            kinds[token.idx] = kind
    cues = _with_exceeding(sorted(cues, key=lambda c: c.start), sentence, kinds)
    cues = [c for c in cues if not (c.flow == "trade" and not c.is_verb and _is_under_balance(c.token, cues))]
    return sorted(cues, key=lambda c: c.start), kinds


def _is_goal(token: Token) -> bool:
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    return following is not None and following.lemma_.lower() in words("link_words")["goal_heads"]


def _with_exceeding(cues: list[Cue], sentence: Sentence, kinds: dict[int, str]) -> list[Cue]:
    """ "Purchases exceeded sales by 165 million" tells a balance: its word takes the place of the second flow's."""
    verbs = [t for t in sentence.span if t.pos_ == "VERB" and t.lemma_.lower() in words("link_words")["exceeding"]]
    for verb in verbs:
        before = [c for c in cues if c.end <= verb.idx and c.flow in _SIGNS]
        after = [c for c in cues if c.start > verb.idx and c.flow in _SIGNS]
        if before and after and before[-1].flow != after[0].flow and after[0].start - verb.idx < 40:
            balance = Cue(verb.idx, after[0].end, "balance", False, False, _SIGNS[before[-1].flow], verb)
            kinds[verb.idx] = "phrase"
            cues = sorted(
                [c for c in cues if c is not after[0] and c.start != verb.idx] + [balance], key=lambda c: c.start
            )
    return cues


def _kind(cue: Cue) -> str:
    if cue.is_motion:
        return "motion"
    if cue.token.lemma_ == "total":
        return "total"
    return ("weak" if cue.is_weak else "strong") + (".verb" if cue.is_verb else ".noun")


def _spans(phrase: str, text: str, offset: int) -> list[tuple[int, int]]:
    return [(offset + m.start(), offset + m.end()) for m in re.finditer(re.escape(phrase), text)]


@functools.cache
def _more(key: str) -> dict[str, str]:
    return {word: flow for flow, found in words("link_words")[key].items() for word in sorted(found)}


def _is_under_balance(token: Token, cues: list[Cue]) -> bool:
    """ "a surplus on merchandise trade": it is the surplus that the numbers tell."""
    balances = {c.token.i for c in cues if c.flow == "balance"}
    if not balances or token.dep_ not in ("pobj", "conj"):
        return False
    for _ in range(4):
        token = token.head
        if token.i in balances:
            return True
        if token.pos_ in ("VERB", "AUX") or token.head == token:
            return False
    return False
