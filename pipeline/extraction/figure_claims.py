"""Which word of flow claims a number, and which word takes it for something else: by rule, within a sentence."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_cues import Cue, find_cues
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extraction.quantities import Quantity


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
    kinds = {
        c.start: "motion" if c.is_motion else ("weak" if c.is_weak else "strong") + (".verb" if c.is_verb else ".noun")
        for c in cues
    }
    for phrase, sign in sorted(lists["balance_phrases"].items()):
        if phrase in text:
            for start, end in _spans(phrase, text, sentence.start):
                cues.append(Cue(start, end, "balance", False, False, sign, doc.token_at(start)))
                kinds[start] = "phrase"
    for token in sentence.span:
        flow, kind = _more_flows().get(token.lemma_.lower()) if token.pos_ == "NOUN" else None, "agent"
        if flow is None and token.tag_ == "VBN" and token.dep_ in ("amod", "compound"):
            flow, kind = _participles().get(token.lower_), "participle"
        if flow is not None and token.idx not in kinds:
            cues.append(Cue(token.idx, token.idx + len(token), flow, False, True, 1, token))
            kinds[token.idx] = kind
    cues = [c for c in cues if not (c.flow == "trade" and not c.is_verb and _is_under_balance(c.token, cues))]
    return sorted(cues, key=lambda c: c.start), kinds


def _spans(phrase: str, text: str, offset: int) -> list[tuple[int, int]]:
    return [(offset + m.start(), offset + m.end()) for m in re.finditer(re.escape(phrase), text)]


@functools.cache
def _more_flows() -> dict[str, str]:
    return {lemma: flow for flow, lemmas in words("link_words")["more_flow_nouns"].items() for lemma in sorted(lemmas)}


@functools.cache
def _participles() -> dict[str, str]:
    return {form: flow for flow, forms in words("link_words")["flow_participles"].items() for form in sorted(forms)}


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
