"""One number and what surrounds it: its stretch, the words that claim it, the verb above it, who stands by."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from pipeline.extraction.figure_claims import link
from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.figure_frame import Frame
from pipeline.extraction.figure_roles import Role
from pipeline.extraction.figure_sides import state_of
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extraction.quantities import Quantity

STATES = ("country", "bloc", "region")
_PHRASES = ("sums", "reverse")
_STRONG_BREAK = re.compile(r";|\b(?:while|whereas|but|although|though)\b|\. ")
_WEAK_BREAK = re.compile(r", (?:and|which|of which|with)\b")


@functools.cache
def _phrases(name: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(w) for w in sorted(words("link_words")[name], key=lambda w: (-len(w), w)))
    return re.compile(rf"\b(?:{forms})(?:s|es|d|ed|ing)?\b")


@functools.cache
def _carriers() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words('trade_words')['carriers'])))})\b")


def is_relative(quantity: Quantity) -> bool:
    """Whether it is a percentage or a multiple."""
    return quantity.unit == "percent" or quantity.kind in ("percent", "multiple")


def stop_in(gap: str) -> str:
    """The strongest break in a stretch of lower-case text."""
    if _STRONG_BREAK.search(gap):
        return "strong"
    if _WEAK_BREAK.search(gap):
        return "weak"
    if "," in gap or "(" in gap:
        return "comma"
    return "and" if re.search(r"\band\b", gap) else "no"


def _of_money(cue: Cue) -> Cue | bool:
    """A verb of goods as it is read of money: what is lent is no trade, what is brought in is earned."""
    if cue.is_verb and cue.token.lemma_ == "lend":
        return False
    return dataclasses.replace(cue, flow="export") if cue.is_verb and cue.token.lemma_ == "bring" else cue


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, or of the one that it is joined to: "China sold 5 and bought 4"."""
    for _ in range(3):
        subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass", "csubj")), None)
        if subject is not None or verb.dep_ not in ("conj", "xcomp", "advcl", "acl") or verb.head == verb:
            return subject
        verb = verb.head
    return None


class Scene:
    """A number among its neighbours: `place` is its index in the sentence's `quantities`, `index` the sentence's."""

    def __init__(self, frame: Frame, index: int, quantities: list[Quantity], roles: list[Role], place: int) -> None:
        self.frame, self.doc, self.index = frame, frame.doc, index
        self.quantities, self.quantity, self.role = quantities, quantities[place], roles[place].name
        self.here = frame.clauses[index]
        self.sentence = self.here.sentence
        self.before = quantities[place - 1] if place else None
        self.after = quantities[place + 1] if place + 1 < len(quantities) else None
        self.text = self.doc.text
        quantity = self.quantity
        self.left = self.text[self.sentence.start : quantity.start].lower()
        self.stretch = (
            self.before.end if self.before else self.sentence.start,
            self.after.start if self.after else self.sentence.end,
        )
        self.claims = sorted(
            [(c.start, c.end, c) for c in self.here.cues] + [(s, e, None) for s, e in self.here.blocked],
            key=lambda c: c[:2],
        )
        self.token: Token = self.doc.tokens(quantity.start, quantity.end).root
        self.is_percent = is_relative(quantity)
        self.rule = link(self.doc, quantity, self.here.cues, self.here.blocked)
        if isinstance(self.rule, Cue) and quantity.kind == "money":
            self.rule = _of_money(self.rule)
        self.cue_state = self._cue_state()
        near_left, near_right = (
            self.text[self.stretch[0] : quantity.start].lower(),
            self.text[quantity.end : self.stretch[1]].lower(),
        )
        self.classes = [f"{name}.left" for name in _PHRASES if _phrases(name).search(near_left)]
        self.classes += [f"{name}.right" for name in _PHRASES if _phrases(name).search(near_right)]
        low, high = self.stretch
        near = {(n, "left" if at < quantity.start else "right") for at, n in self.here.classes if low <= at < high}
        self.classes += sorted(f"{name}.{side}" for name, side in near)
        self.opening_kind = self._opening_kind()
        self._path()

    def _cue_state(self) -> str:
        """How the number's sentence speaks of flows: surely, weakly, surely but later on, or not at all."""
        strong = [c for c in self.here.cues if not c.is_weak]
        claimant = self.rule if isinstance(self.rule, Cue) else None
        if claimant and not claimant.is_weak or any(c.end <= self.quantity.start for c in strong):
            return "cue"
        return "weak" if claimant else "late" if strong else "nocue"

    def _path(self) -> None:
        """The verb that governs the number, its subject, the nouns above the number and its preposition."""
        self.verb: Token | None = None
        self.nouns: list[Token] = []
        self.preposition = ""
        token = self.token
        for _ in range(7):
            if token.dep_ == "pobj" and not self.preposition:
                self.preposition = token.head.lower_
            if token.head == token:
                if token.pos_ in ("VERB", "AUX"):
                    self.verb = token
                break
            token = token.head
            if token.pos_ in ("VERB", "AUX"):
                self.verb = token
                break
            if token.pos_ in ("NOUN", "PROPN"):
                self.nouns.append(token)
        self.subject: Token | None = None
        if self.verb is not None:
            self.subject = subject_of(self.verb)
        self.subject_ids = {t.i for t in self.subject.subtree} if self.subject is not None else set()

    def _opening_kind(self) -> str:
        opening = self.text[self.sentence.start : self.quantities[0].start].lower()
        if re.match(r"\s*[-*•–—]|\s*\d{1,2}[.)] ", opening):
            return "item"
        if re.match(
            r"\W*(?:it|they|these|this|those|that|the (?:former|latter|two|figure|total|sum|number|value|volume|amount)s?|together|added up|altogether|of (?:these|that|this|it|them|which))\b",
            opening,
        ):
            return "carrier"
        if _carriers().search(opening):
            return "carrying"
        if re.match(
            r"\W*(?:in|for|during|between|from|a|one|over|by|last|this) (?:the |a )?(?:\w+ ){0,4}?(?:january|february|march|april|may|june|july|august|september|october|november|december|year|month|quarter|half|\d{4})",
            opening,
        ):
            return "time"
        return "plain"

    def owner(self, cue: Cue) -> str:
        """Whose side the word of flow takes: the main state's, another's, or nobody's that stands by it."""
        if cue.is_verb:
            subject = subject_of(cue.token)
            if subject is None:
                return "no"
            start, end = min(t.idx for t in subject.subtree), subject.idx + len(subject)
        else:
            start, end = max(self.sentence.start, cue.start - 30), cue.start
        states = [
            m
            for m in self.here.mentions
            if m.start >= start and m.end <= end and m.type in (*STATES, "place", "organisation")
        ]
        if not states:
            return "no"
        if state_of(states[-1])[0] == self.frame.main:
            return "main"
        return "state" if states[-1].type in ("country", "bloc") else "part"

    def subject_kind(self, subject: Token) -> str:
        start, end = subject.idx, subject.idx + len(subject)
        for m in self.here.mentions:
            if m.start <= start < m.end or start <= m.start < end:
                return m.type
        if subject.pos_ == "PRON":
            return "pronoun"
        return "carrier" if subject.lemma_.lower() in words("trade_words")["carriers"] else "noun"

    def same_unit(self, other: Quantity) -> bool:
        if self.is_percent or self.quantity.kind == "number":
            return True
        return other.kind == self.quantity.kind and (other.unit == self.quantity.unit or other.unit is None)

    def cues_before(self) -> list[str]:
        """The flows named in the last sentence before this one that names any strongly, in order."""
        for back in range(1, min(3, self.index) + 1):
            flows = [c.flow for c in self.frame.clauses[self.index - back].cues if not c.is_weak]
            if flows:
                return list(dict.fromkeys(flows))
        return []
