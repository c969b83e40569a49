"""Which numbers of a sentence belong together, and what each is: level, change, level before, share.

A cell is one figure in the making: a word of flow and the numbers that are told of it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_cues import Cue
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity


@dataclass
class Cell:
    """One figure in the making. `cue` may come from an earlier sentence; `start`/`end` hold all its parts."""

    cue: Cue
    sentence: Sentence
    is_cue_here: bool
    level: Quantity | None = None
    unit: str | None = None
    measure: str = "change"
    change_pct: float | None = None
    change_value: float | None = None
    previous: Quantity | None = None
    previous_sign: int | None = None
    is_reference: bool = False
    parts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the first part begins."""
        return min(p[0] for p in self.parts)

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return max(p[1] for p in self.parts)


@dataclass(frozen=True, slots=True)
class Role:
    """What a number is in its sentence; `sign` is the direction of a change (0: none said)."""

    name: str
    sign: int = 0


_CHANGE_AFTER = re.compile(
    r"[\s-]*(?:per cent |pct |percent )?(?:year-on-year |annual |real |yearly )?(?P<word>more|less|higher|lower|above|below|up|down|ahead|smaller|larger|fewer|bigger|greater|better|worse|slimmer|"
    r"rise|increase|drop|fall|decline|gain|growth|decrease|jump|leap|cut|reduction|surge|slump|behind|short)\b"
)
_FILLER = re.compile(r"(?:\b(?:a|an|the|some|about|around|only|just|almost|nearly|roughly|over|under|more than|less than|at least|up to|below|above|close to|upwards of|record|further|mere|revised|estimated|provisional|seasonally|"
                     r"adjusted|total of|level of|peak of|high of|low of|approximately|as much as|as little as|well|even|another|real|average|surplus of|deficit of|surpluses of|deficits of|exports of|imports of)\s+|[\"'(“]\s*)+$")
_PERIOD_OWNER = re.compile(r"\s+(?:the )?(?:year-ago |last )?(?:\w+ )?(?:\d{4}|january|february|march|april|may|june|july|august|september|october|november|december|year|month|quarter)['’]s?$")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@functools.cache
def _directions() -> dict[str, int]:
    """Surface forms of words of change → +1 or -1."""
    lists, forms = words("trade_words"), {}
    for sign, key in ((1, "up"), (-1, "down")):
        for lemma in sorted(lists[key]):
            stem = lemma[:-1] if lemma.endswith("e") else lemma
            endings = [lemma, lemma + "s", stem + "ed", stem + "ing", lemma + "es"]
            if lemma[-1] in "pt" and " " not in lemma:
                endings += [lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"]
            for form in endings:
                forms.setdefault(form, sign)
    irregular = {"rose": 1, "risen": 1, "grew": 1, "grown": 1, "shot": 1, "swollen": 1, "leapt": 1, "fell": -1, "fallen": -1, "slid": -1, "shrank": -1, "shrunk": -1, "sank": -1, "sunk": -1, "lost": -1, "went": 0, "crept": 1, "picked": 1}
    return forms | {word: sign for word, sign in irregular.items() if sign}


def direction(text: str) -> int:
    """The direction that the last word of change in `text` gives: 1, -1, or 0 for none."""
    for word in reversed(_WORD.findall(text.lower())):
        sign = _directions().get(word)
        if sign:
            return sign
    return 0


def role_of(doc: Document, quantity: Quantity, previous: Quantity | None, floor: int, is_inherited: bool = False) -> Role:
    """What `quantity` is, from the words around it. `floor` is where its sentence begins."""
    text = doc.text
    left_bound = max(floor, quantity.start - 90, previous.end if previous else 0)
    left = text[left_bound : quantity.start].lower()
    right = text[quantity.end : quantity.end + 40].lower()
    bare_left = _FILLER.sub("", left).rstrip()
    after = _CHANGE_AFTER.match(right)
    if quantity.kind == "multiple":
        return Role("change", 1 if quantity.value >= 0 else -1)
    is_percent = quantity.unit == "percent" or quantity.kind == "percent"
    before = _previous_cue(_PERIOD_OWNER.sub("", bare_left))
    if is_percent:
        if after:
            return Role("change", _directions().get(after["word"], 0) or direction(after["word"]))
        if re.match(r"\s*(?:\)\s*)?(?:of|share)\b", right) and not re.search(r"\bby (?:\w+ )?$", left):
            return Role("share")
        if before and previous is not None and previous.unit == "percent":
            return Role("previous")
        if re.search(r"\b(?:share|proportion|accounted|accounts|made up|makes up|represent\w*|constitut\w*)\b", left) and not direction(bare_left):
            return Role("share")
        sign = direction(bare_left)
        if sign or bare_left.endswith(("plus", "minus")):
            return Role("change", sign or (-1 if bare_left.endswith("minus") else 1))
        return Role("percent")
    if after and after["word"] not in ("up", "down", "above", "below"):
        return Role("change_value", _directions().get(after["word"], 0) or direction(after["word"]))
    if text[quantity.start - 1 : quantity.start] == "(" and previous is not None and quantity.start - previous.end <= 2:
        return Role("conversion" if quantity.unit and quantity.unit != previous.unit else "previous")
    if re.search(r"(?:\bor|=)$", bare_left) and previous is not None and quantity.kind == "money" and previous.kind == "money" and quantity.unit != previous.unit:
        return Role("conversion")
    if previous is not None and previous.unit == "percent" and re.fullmatch(r"[\s\w'’]*\b(?:above|below|over|under|on|than)\b[\s\w'’]*", left) and len(left) < 60 and not re.search(r"\b(?:to|at|reach\w*|and|is|was|were)\b", left):
        return Role("second previous")  # "42 pct above the 16.98 billion of February 1986"
    if before and not re.search(r"\bfrom$", bare_left) or (before and _is_numeric_from(doc, quantity, previous)):
        return Role("previous")
    if re.search(r"\bby$", bare_left) and direction(left):
        return Role("change_value", direction(left))
    if re.search(r"\b(?:rise|increase|drop|fall|decline|gain|growth|decrease|jump|leap|cut|reduction|widening|narrowing) of$", bare_left):
        return Role("change_value", direction(left))
    if re.search(r"\b(?:up|down)$", bare_left) and re.match(r"\s*(?:from|on|over|more|in)\b", right):
        return Role("change_value", direction(left))
    return Role("level")


def _previous_cue(left: str) -> str | None:
    for cue in sorted(words("trade_words")["previous_cues"], key=lambda c: (-len(c), c)):
        if left.endswith(cue) and not left[: -len(cue)][-1:].isalpha():
            return cue
    return None


def _is_numeric_from(doc: Document, quantity: Quantity, previous: Quantity | None) -> bool:
    """"from 4.1 billion" is a level before only where a change or a new level is told with it."""
    sentence = doc.sentence_at(quantity.start)
    left = doc.text[sentence.start : quantity.start].lower()
    right = doc.text[quantity.end : quantity.end + 25].lower()
    return previous is not None and previous.start >= sentence.start or bool(direction(left)) or bool(re.match(r"\s*\S{0,12}\s*to\b", right))


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
        if re.fullmatch(r"[\s-]*(?:(?:worth |value )?(?:of|in) )?(?:[\w'’.-]+ ){0,4}", gap) and not re.search(r"\b(?:to|from|with|and|or|by|at|for|against|after|on|while|but|than|was|were|is|are|had|has)\b", gap):
            if cue is not None and cue.is_motion and quantity.kind in ("money", "physical", "number"):
                return cue
            if cue is not None and cue.is_verb and not re.search(r"\b(?:was|were|been|be)\b", gap):
                break
            return cue if cue is not None else False
        if cue is not None and cue.is_verb and re.fullmatch(r"\s*(?:(?:of|in) (?:[\w'’-]+ ){1,5})?(?:(?:was|were|has been|have been|had been|is|are|will be|to be|being) )(?:\w+ )?", gap):
            return cue
        break
    before = [c for c in claims if c[1] <= quantity.start and not (c[2] is not None and c[2].is_motion)]
    if not before:
        return None
    start, end, cue = max(before, key=lambda c: c[0])
    return cue if cue is not None else False
