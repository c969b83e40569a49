"""What a number is in its sentence: a level, a change, a level before, a share. Read from the words around it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from pipeline.extraction.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Role:
    """What a number is in its sentence; `sign` is the direction of a change (0: none said)."""

    name: str
    sign: int = 0


_CHANGE_AFTER = re.compile(
    r"(?:\s*\)\s*|[\s-]*)(?:per cent |pct |percent )?(?:year-on-year |annual |real |yearly )?(?P<word>more|less|higher|lower|above|below|up|down|ahead|smaller|larger|fewer|bigger|greater|better|worse|slimmer|"
    r"rise|increase|drop|fall|decline|gain|growth|decrease|jump|leap|cut|reduction|surge|slump|behind|short)\b"
)
_FILLER = re.compile(
    r"(?:\b(?:a|an|the|some|about|around|only|just|almost|nearly|roughly|over|under|more than|less than|at least|up to|below|above|close to|upwards of|record|further|mere|revised|estimated|provisional|seasonally|"
    r"adjusted|total of|level of|peak of|high of|low of|approximately|as much as|as little as|well|even|another|real|average|surplus of|deficit of|surpluses of|deficits of|exports of|imports of)\s+|[\"'(“]\s*)+$"
)
_PERIOD_OWNER = re.compile(
    r"\s+(?:the )?(?:year-ago |last )?(?:(?!(?:from|in|on|over|than|above|below|against|with|after|to|vs) )\w+ )?(?:\d{4}|january|february|march|april|may|june|july|august|september|october|november|december|year|month|quarter)['’]s?$"
)
_MORE_THAN = re.compile(
    r"\b(?:more|less|higher|lower|fewer|larger|smaller|greater|bigger) than (?:the|that of|its|their)\s+(?:[\w-]+ ){0,2}$"
)
_OFF = re.compile(r"[\s\w'’]*\b(?:above|below|over|under|on|than|of|ahead of|behind)\b[\s\w'’]*")
_TIMES_OF = re.compile(
    r"\s+(?:the|that of|its|their|last [a-z]+['’]s)\s+(?:[\w-]+ ){0,3}?(?:of )?(?:about |some |around |nearly )?"
)
CHANGES_OF = re.compile(
    r"\b(?:increases|rises|gains|advances|falls|drops|declines|decreases|losses) of \S+(?: per ?cent| pct|%)? and \S+"
)
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
    irregular = {
        "rose": 1,
        "risen": 1,
        "grew": 1,
        "grown": 1,
        "shot": 1,
        "swollen": 1,
        "leapt": 1,
        "fell": -1,
        "fallen": -1,
        "slid": -1,
        "shrank": -1,
        "shrunk": -1,
        "sank": -1,
        "sunk": -1,
        "lost": -1,
        "went": 0,
        "crept": 1,
        "short": -1,
        "picked": 1,
    }
    return forms | {word: sign for word, sign in irregular.items() if sign}


def direction(text: str) -> int:
    """The direction that the last word of change in `text` gives: 1, -1, or 0 for none."""
    for word in reversed(_WORD.findall(text.lower())):
        sign = _directions().get(word)
        if sign:
            return sign
    return 0


def role_of(
    doc: Document, quantity: Quantity, previous: Quantity | None, floor: int, is_inherited: bool = False
) -> Role:
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
        if quantity.value < 0:
            return Role("change", -1)
        if after:
            return Role("change", _directions().get(after["word"], 0) or direction(after["word"]))
        if re.match(r"\s*(?:\)\s*)?(?:(?:and|or) (?:more|less|so) )?(?:of|share)\b", right) and not re.search(
            r"\bby (?:\w+ )?$", left
        ):
            return Role("share")
        if before and previous is not None and previous.unit == "percent":
            return Role("previous")
        if re.search(
            r"\b(?:share|proportion|accounted|accounts|made up|makes up|represent\w*|constitut\w*)\b", left
        ) and not direction(bare_left):
            return Role("share")
        sign = direction(bare_left)
        if sign or bare_left.endswith(("plus", "minus")):
            return Role("change", sign or (-1 if bare_left.endswith("minus") else 1))
        return Role("percent")
    if after and after["word"] not in ("up", "down", "above", "below"):
        return Role("change_value", _directions().get(after["word"], 0) or direction(after["word"]))
    if text[quantity.start - 1 : quantity.start] == "(" and previous is not None and quantity.start - previous.end <= 2:
        return Role("conversion" if quantity.unit and quantity.unit != previous.unit else "previous")
    if (
        re.search(r"(?:\bor|=)$", bare_left)
        and previous is not None
        and quantity.kind == "money"
        and previous.kind == "money"
        and quantity.unit != previous.unit
    ):
        return Role("conversion")
    if (
        previous is not None
        and previous.unit == "percent"
        and _OFF.fullmatch(left)
        and len(left) < 60
        and not re.search(r"\b(?:to|at|reach\w*|and|is|was|were)\b", left)
    ) or _MORE_THAN.search(left):
        return Role("compared")  # "42 pct above the 16.98 billion of February 1986"
    if before and not re.search(r"\bfrom$", bare_left) or (before and _is_numeric_from(doc, quantity, previous)):
        return Role("previous")
    if re.search(r"\ban extra$", left.rstrip()):
        return Role("change_value", 1)
    if re.search(r"\bby$", bare_left) and direction(left):
        return Role("change_value", direction(left))
    if re.search(
        r"\b(?:rise|increase|drop|fall|decline|gain|growth|decrease|jump|leap|cut|reduction|widening|narrowing) of$",
        bare_left,
    ):
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
    """ "from 4.1 billion" is a level before only where a change or a new level is told with it."""
    sentence = doc.sentence_at(quantity.start)
    left = doc.text[sentence.start : quantity.start].lower()
    right = doc.text[quantity.end : quantity.end + 25].lower()
    return (
        previous is not None
        and previous.start >= sentence.start
        or bool(direction(left))
        or bool(re.match(r"\s*\S{0,12}\s*to\b", right))
    )


# Numbers that tell again what the one before told, or a level of a still earlier time, are no figures.
SILENT = frozenset(("conversion", "restated", "second previous"))
_AGAIN = re.compile(
    r"\s*(?:\(|, or|,|or|, that is,?)\s*(?:(?:about|some|roughly|around|nearly|over|exactly|precisely)\s+)?"
)
_EXACTLY = re.compile(r"\s*,?\s*(?:to be (?:exact|precise)|exactly|precisely)\b")
_NEXT_IN_LIST = re.compile(r"\band\b|\bor\b|,")
_NEW_CLAUSE = re.compile(r"\b(?:ex|im)ports\b|\bwhile\b|\bto\b|;")


def roles_of(doc: Document, floor: int, quantities: list[Quantity]) -> list[Role]:
    """The role of each number of a sentence that begins at `floor`, in order; those told again are silent."""
    out: list[Role] = []
    previous: Quantity | None = None
    said: Role | None = None
    for i, quantity in enumerate(quantities):
        role = role_of(doc, quantity, previous, floor)
        following = quantities[i + 1] if i + 1 < len(quantities) else None
        has_level = any(r.name == "level" for r in out)
        if role.name == "compared":
            role = Role("previous" if has_level else "second previous")
        elif previous is not None and _is_times_of(doc, previous, quantity) and has_level:
            out[-1], role = Role("second previous"), Role("previous")  # "four times the 212 million of 2003"
        if following is not None and _is_said_again(doc, quantity, following):
            said, role = role, Role("restated")
        elif previous is not None and out[-1].name == "restated" and role.name in ("percent", "level"):
            role = said or role
        elif previous is not None and out[-1].name in ("previous", "second previous") and previous.kind != "multiple":
            is_alike = _is_percent(previous) == _is_percent(quantity)
            if role.name == "previous" or role.name == "level" and is_alike and _goes_on(doc, previous, quantity):
                role = Role("second previous")
        out.append(role)
        previous = quantity
    return out


def _is_times_of(doc: Document, multiple: Quantity, quantity: Quantity) -> bool:
    """ "nearly four times the 212 million of 2003": the second is what the first multiplies."""
    if multiple.kind != "multiple" or _is_percent(quantity):
        return False
    return bool(_TIMES_OF.fullmatch(doc.text[multiple.end : quantity.start].lower()))


def _is_percent(quantity: Quantity) -> bool:
    return quantity.unit == "percent" or quantity.kind in ("percent", "multiple")


def _is_said_again(doc: Document, quantity: Quantity, following: Quantity) -> bool:
    """ "two thirds (66 per cent)", "a quarter, 25 per cent": the second says it more exactly."""
    if not (_is_percent(quantity) and _is_percent(following)):
        return False
    one, two = abs(quantity.value), abs(following.value)
    if _EXACTLY.match(doc.text, following.end):
        return abs(one - two) <= 0.05 * max(one, two)
    return bool(_AGAIN.fullmatch(doc.text, quantity.end, following.start)) and abs(one - two) <= 0.12 * max(one, two)


def _goes_on(doc: Document, previous: Quantity, quantity: Quantity) -> bool:
    """ "from 2.1 billion in May and 2.8 billion in June 2019": a second level before."""
    text = doc.text[previous.end : quantity.start].lower()
    if len(text) < 2 or not _NEXT_IN_LIST.search(text) or _NEW_CLAUSE.search(text):
        return False
    return not any(t.pos_ in ("VERB", "AUX") for t in doc.tokens(previous.end, quantity.start))
