"""A project's numbers and days: its capacity, its cost, when it is begun and when complete."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.project_grammar import governor
from pipeline.extraction.project_matching import Group
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    import datetime as dt

    from spacy.tokens import Token

    from pipeline.extraction.quantities import Quantity


_PHYSICAL = frozenset("t m3 bbl MW GW kW TEU kWh unit bu oz kg dwt MWh Mcf cf ft3".split())
_AROUND = 60
_AFTER = 80


class Amount(NamedTuple):
    """A number of the work, its unit or currency, and the sentence that tells it."""

    value: float
    unit: str
    sentence: int


def capacity(doc: Document, group: Group, kind: str, sentences: Iterable[int], others: set[int]) -> Amount | None:
    """What it can carry, hold or make, in whole units (`t/a`, `bbl/d`, `MW`)."""
    lexicon = words("projects")
    best: tuple[int, Amount] | None = None
    for index in sentences:
        sentence = doc.sentences[index]
        for quantity in _quantities(doc, sentence):
            unit = quantity.unit_with_rate or _unit_before(doc, quantity)
            if (
                quantity.kind not in ("physical", "count", "number")
                or unit is None
                or not _is_nearest(doc, quantity, group, others)
            ):
                continue
            if (
                quantity.kind == "physical"
                and quantity.unit not in _PHYSICAL
                or quantity.kind == "number"
                and not quantity.has_scale
            ):
                continue
            if (quantity.kind == "count" or quantity.unit == "unit") and not (
                quantity.unit == "unit"
                and kind == "plant"
                or _PASSENGERS.match(unit)
                or kind == "plant"
                and _MADE.match(unit)
            ):
                continue
            unit = _MADE.sub("unit", _PASSENGERS.sub("passengers", unit)) + _hyphenated_rate(doc, quantity)
            before, after = _around(doc, sentence, quantity)
            weight = 40 if _is_within(quantity, group) else _capacity_weight(before, after, lexicon, quantity)
            if not weight and kind == "power_plant" and _is_its_power(doc, sentence, quantity, group, before):
                weight = 2
            if not weight and quantity.kind == "physical" and _follows_at_once(doc, quantity, group):
                weight = 10
            if weight and (best is None or weight > best[0]):
                value = quantity.value_high if quantity.value_high is not None else quantity.value
                best = (weight, Amount(value, _capacity_unit(unit, before, after, kind), index))
    return best[1] if best else None


def _is_its_power(doc: Document, sentence: Sentence, quantity: Quantity, group: Group, before: str) -> bool:
    """ "The dam reached its full 12,600 megawatts": a power told with a station is its own, unless it is sold."""
    return (
        quantity.unit in ("MW", "GW")
        and any(s.sentence == sentence.index for s in group.sightings)
        and not re.search(r"\b(?:export|import|suppl|s[eo]ll|sold|deliver|buy|bought|take)\w*\b", before)
    )


_RATE = re.compile(r"[- ](?:per|a)[- ](day|year)\b")


def _hyphenated_rate(doc: Document, quantity: Quantity) -> str:
    """ "a 100,000-barrel-per-day refinery"."""
    rate = _RATE.match(doc.text, quantity.end)
    return "" if rate is None or "/" in (quantity.unit_with_rate or "") else {"day": "/d", "year": "/a"}[rate.group(1)]


_PASSENGERS = re.compile(r"^(?:tourist|passenger|people|person|traveller|visitor)s?(?=/|$)")
_MADE = re.compile(r"^(?:car|vehicle|truck|lorry|tractor|aircraft|locomotive|wagon|television|set)s?(?=/|$)")


def _unit_before(doc: Document, quantity: Quantity) -> str | None:
    """The unit that "can carry up to 30 million" takes over from the amount before it."""
    if quantity.kind != "number" or not quantity.has_scale:
        return None
    before = next(
        (q for q in reversed(doc.quantities) if q.end <= quantity.start and (q.kind != "number" or q.unit)), None
    )
    return (
        before.unit_with_rate if before is not None and before.kind == "physical" and before.unit in _PHYSICAL else None
    )


def _around(doc: Document, sentence: Sentence, quantity: Quantity) -> tuple[str, str]:
    """The words before and after a number, lower case, the latter to the end of its clause."""
    before = re.sub(r"\s+", " ", doc.text[max(sentence.start, quantity.start - _AROUND) : quantity.start].lower())
    after = re.sub(r"\s+", " ", doc.text[quantity.end : min(sentence.end, quantity.end + _AFTER)].lower())
    return re.split(r"; ", before)[-1], re.split(r"[,;]|\bwhile\b|\band [a-z]+ (?:will|is|are|was)\b", after)[0]


def _capacity_unit(unit: str, before: str, after: str, kind: str) -> str:
    yearly = re.search(r"\b(?:annual|yearly)\b[^,.;]*$", before) or re.search(
        r"\b(?:a year|annually|per year|every year|yearly|last year|per annum|each year)\b", after
    )
    if re.search(r"\bdaily\b[^,.;]*$", before) and "/" not in unit:
        return f"{unit}/d"
    is_flow = unit == "m3" and kind in ("gas_pipeline", "plant") or unit == "t" and kind == "oil_pipeline"
    return f"{unit}/a" if (yearly or is_flow) and "/" not in unit and unit not in ("MW", "GW", "kW") else unit


@functools.cache
def _able() -> re.Pattern[str]:
    """ "can carry", "designed to handle"."""
    verbs = "|".join(sorted(words("projects")["capacity_verbs"]))
    return re.compile(rf"\b(?:can|could|designed to|meant to|built to|enough to) (?:{verbs})\b")


_LEAST_COST = 100_000
"""Less is a fare or the price of a piece."""
_COSTS = re.compile(r"\bcost(?:s|ing)? (?:about |some |an estimated |nearly |over |around |up to |more than )?$")
_ENLARGED = re.compile(
    r"\b(?:expand|enlarg|rais|increas|boost|lift)\w*\b(?:(?!\b(?:exports?|imports?|shipments?|sales|deliveries|price|supplies)\b)[^.;])*\bto (?:about |some |nearly |over |almost )?$"
)
_OF_WORK = re.compile(
    r"[-\s]*(?:(?:per|a|an) (?:day|year))?(?:[- ]+(?!(?:from|to|at|of|in|for|through|into|on|by|was|were|will|went|that|as|once|when)\b)[\w']+){0,4}?"
    r"[- ]+(?:plant|project|refinery|unit|line|smelter|mill)\b"
)
_AT_SITE = r"(?: (?:under|in|at|on|near|from|to|off) [^,.;:]{1,50})?"
_ABOUT = r"(?:(?:about|around|some|nearly|almost|up to|at least|more than|over) )*"
_RIGHT_AFTER = re.compile(rf"{_AT_SITE},? (?:of|for|with) {_ABOUT}")
_SIZE_AFTER = re.compile(rf"{_AT_SITE}(?:,|,? (?:of|for|with)) {_ABOUT}")


def _follows_at_once(doc: Document, quantity: Quantity, group: Group) -> bool:
    """ "the dam, of 6,000 megawatts"."""
    pattern = _SIZE_AFTER if quantity.unit in ("MW", "GW") else _RIGHT_AFTER
    return any(
        s.end <= quantity.start and pattern.fullmatch(doc.text[s.end : quantity.start]) is not None
        for s in group.sightings
    )


def _capacity_weight(before: str, after: str, lexicon, quantity: Quantity) -> int:  # noqa: ANN001
    """How surely the number is the work's capacity: 0 is not at all."""
    weight = 0
    if re.match(r"-? ?capacity [a-z]+", after):
        return 0  # "a 100-tonne capacity arc furnace" is of the furnace
    if re.search(r"\bcapacity\b[^.;]*$", before) or re.match(r"[^.;,]{0,30}\bcapacity\b", after):
        weight = 8
    elif _able().search(before) or any(
        re.search(rf"\b{re.escape(cue)}\b", before) for cue in lexicon["strong_capacity_cues"]
    ):
        weight = 6
    elif _ENLARGED.search(before) or any(
        re.search(rf"\b{re.escape(cue)}\b", before) for cue in lexicon["capacity_cues"]
    ):
        weight = 3
    elif re.search(
        r"\b(?:can|could|are to|may) be (?:carried|let through|moved|handled|processed|pumped|shipped)\b", after
    ):
        weight = 5
    elif _OF_WORK.match(after):
        weight = 4
    return weight * 2 + (weight > 0 and quantity.kind == "physical")


def cost(doc: Document, group: Group, sentences: Iterable[int], others: set[int]) -> Amount | None:
    """Its price in a currency's whole units, the first told with a word of cost and none of another payment."""
    lexicon = words("projects")
    best: tuple[int, Amount] | None = None
    for index in sentences:
        sentence = doc.sentences[index]
        for quantity in _quantities(doc, sentence):
            currency = quantity.unit if quantity.kind == "money" else _currency_before(doc, quantity)
            if (
                currency is None
                or quantity.is_price
                or quantity.value < _LEAST_COST
                or not _is_nearest(doc, quantity, group, others)
            ):
                continue
            before, after = _around(doc, sentence, quantity)
            around = f"{before} | {after}"
            if _is_within(quantity, group):
                return Amount(quantity.value, currency, index)  # "the 27-billion-dollar venture"
            if any(re.search(rf"\b{re.escape(w)}\b", around) for w in lexicon["not_cost"]):
                continue
            if re.match(r"[- ]*(?:\w+ )?(?:venture|project|undertaking|scheme|megaproject|plan)\b", after):
                return Amount(quantity.value, currency, index)
            told = [w for w in lexicon["cost_cues"] if re.search(rf"\b{re.escape(w)}\b", around)]
            if not told and _is_paid_for_building(doc, quantity, group):
                told = ["for"]
            if told and (best is None or len(told) > best[0] + 1):
                best = (len(told), Amount(quantity.value, currency, index))
    return best[1] if best else None


def _currency_before(doc: Document, quantity: Quantity) -> str | None:
    """The currency that "would cost 1.9 billion" takes over from the money told before it."""
    if (
        quantity.kind != "number"
        or not quantity.has_scale
        or not _COSTS.search(doc.text[: quantity.start][-40:].lower())
    ):
        return None
    return next((q.unit for q in reversed(doc.quantities) if q.end <= quantity.start and q.kind == "money"), None)


def _is_paid_for_building(doc: Document, quantity: Quantity, group: Group) -> bool:
    """ "which X and Y are building for 850 mln dlrs"."""
    node = doc.token_at(quantity.start)
    while node.head != node and node.dep_ != "prep" and node.pos_ != "VERB":
        node = node.head
    verbs = words("projects")["verbs"]
    over = node.head
    if over.i in {s.head for s in group.sightings}:
        over = governor(over)[0] or over
    return (
        node.dep_ == "prep"
        and node.text.lower() in ("for", "at")
        and over.lemma_.lower() in verbs["build"] | verbs["improve"]
    )


def _is_within(quantity: Quantity, group: Group) -> bool:
    """The number stands in the noun phrase itself: "a 160 mln dlr plant"."""
    return any(s.start <= quantity.start and quantity.end <= s.end for s in group.sightings)


def _quantities(doc: Document, sentence: Sentence) -> list[Quantity]:
    return [q for q in doc.quantities if sentence.start <= q.start and q.end <= sentence.end]


def _is_nearest(doc: Document, quantity: Quantity, group: Group, others: set[int]) -> bool:
    """No other work's sighting stands nearer to the number, in the same sentence."""
    subject = _subject_of(doc, quantity)
    if subject is not None:
        if subject.i in group.pronouns or any(s.first <= subject.i <= s.last for s in group.sightings):
            return True
        if subject.idx in others:
            return False
    sentence = doc.sentence_at(quantity.start)
    own = [s.start for s in group.sightings if s.sentence == sentence.index] + [
        doc.nlp[i].idx for i in group.pronouns if sentence.start <= doc.nlp[i].idx < sentence.end
    ]
    other = [o for o in others if sentence.start <= o < sentence.end]
    if not other:
        return True
    if not own:
        return False
    before_own, before_other = [o for o in own if o < quantity.start], [o for o in other if o < quantity.start]
    if before_own and before_other:
        return max(before_own) > max(before_other)
    if before_own or before_other:
        return bool(before_own)
    return min(own) < min(other)


def _subject_of(doc: Document, quantity: Quantity) -> Token | None:
    """The subject of the clause that the number stands in; a second verb ("and can carry …") shares the first's."""
    node = doc.token_at(quantity.start)
    while node.head != node and node.pos_ not in ("VERB", "AUX"):
        node = node.head
    for _ in range(3):
        subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None or node.dep_ not in ("conj", "xcomp"):
            return subject
        node = node.head
    return None


_DONE = re.compile(
    r"\b(?:complet\w+|ready|open(?:s|ed|ing)?|inaugurat\w+|in(?:to)? (?:use|operation|service)|on stream|start(?:s|ed)? up|finish\w*|commission\w*|"
    r"(?:start|begin)s? (?:production|operations?|work)|(?:production|operations?|flows?|traffic|trains) (?:\w+ ){0,3}(?:start|begin|began)\w*|running since|at work)\b"
)
_BEGUN = re.compile(
    r"\b(?:(?:construction|building|work|works|laying|drilling) (?:\w+ ){0,6}?(?:start|begin|began|begun)\w*|begun|broke ground|ground (?:is|was) broken|foundation stone|first pile)\b"
)


def dates(
    doc: Document, group: Group, sentences: Iterable[int], others: set[int]
) -> tuple[dt.date | None, dt.date | None]:
    """When the building of it starts or started, and when it is or was to be complete: the first told day of the one, the last of the other."""
    starts_on: dt.date | None = None
    completes_on: dt.date | None = None
    for index in sentences:
        sentence = doc.sentences[index]
        for period in doc.periods:
            if (
                not sentence.start <= period.start < sentence.end
                or period.is_comparison
                or not period.first
                or not period.last
            ):
                continue
            if any(sentence.start <= o < sentence.end for o in others):
                continue
            before = doc.text[max(sentence.start, period.start - _AROUND) : period.start].lower()
            clause = re.split(r"[;,]", before)[-1]
            begun, done = (max((m.end() for m in p.finditer(clause)), default=-1) for p in (_BEGUN, _DONE))
            if begun > done:
                starts_on = starts_on or period.first
            elif done >= 0:
                completes_on = period.last
    return starts_on, completes_on
