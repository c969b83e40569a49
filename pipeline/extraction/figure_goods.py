"""Which goods a figure counts: those its clause or its sentence names, those told before, or all goods."""

from __future__ import annotations

import functools
import re
from collections import Counter

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import Cell
from pipeline.extraction.figure_choices import Question
from pipeline.extraction.figure_frame import binned
from pipeline.extraction.figure_view import View, climbed
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

TOTAL = "commodity:total"
GOODS = "commodity:goods"
_BACK = 3  # sentences looked back for goods
_OFTEN = 3  # goods that the text names most
_GOODS = re.compile(
    r"\b(?:goods|merchandise|visible)[ -](?:trade|deficit|surplus|gap|shortfall|balance|exports?|imports?|shipments?|account)\b"
    r"|\b(?:exports|imports|trade|deficit|surplus|gap|account) (?:of|in|on) (?:goods|merchandise)\b|\bin goods\b"
)


def goods_question(view: View) -> Question:
    """The question of the commodity."""
    rule = _by_rule(view)
    doc, sentence, context = view.doc, view.cell.sentence, view.context
    seen: dict[str, set[str]] = {TOTAL: set(), rule: set()}
    here = [m for m in doc.mentions_in(sentence.start, sentence.end) if m.type == "commodity"]
    for mention in here:
        seen.setdefault(mention.entity_id, set()).update(_mention_features(view, mention, here))
    for back in range(1, min(_BACK, sentence.index) + 1):
        before = doc.sentences[sentence.index - back]
        near = "paragraph" if before.paragraph == sentence.paragraph else "far"
        for mention in doc.mentions_in(before.start, before.end):
            if mention.type == "commodity" and mention.entity_id not in {m.entity_id for m in here}:
                seen.setdefault(mention.entity_id, set()).add(f"back{back}.{near}")
    if context.commodity:
        seen.setdefault(context.commodity, set())
    counts = Counter(m.entity_id for m in doc.mentions if m.type == "commodity")
    ranked = sorted(counts, key=lambda goods: (-counts[goods], goods))
    for place, goods in enumerate(ranked[:_OFTEN]):
        seen.setdefault(goods, set()).add(f"often{place}.{view.nearness}")
    for goods, names in _statistical(view).items():
        seen.setdefault(goods, set()).update(names)
    flow, measure = view.cell.cue.flow, view.cell.measure
    inside = {m.entity_id for m in here if view.place(m.start, m.end) == "in"}
    answers, features = list(seen), []
    for goods in answers:
        names: list[str] = sorted(seen[goods])
        if goods == TOTAL:
            names += ["total", f"total.{flow}.{measure}", f"total.{view.cue_state}.inside{binned(len(inside), 1, 2)}"]
            names += [f"total.unit.{_unit_kind(view)}", f"total.here{binned(len(here), 1, 2)}"]
            names.append(f"total.known{binned(len(counts), 1, 3)}")
        else:
            names += ["some", f"some.{flow}.{measure}", f"some.{view.cue_state}", f"some.unit.{_unit_kind(view)}"]
            names.append(f"rank{binned(ranked.index(goods), 1, 2) if goods in ranked else 'none'}")
            names.append(f"often{binned(counts[goods], 2, 4)}")
            if not any(m.entity_id == goods for m in here):
                names.append(f"unseen.{view.cue_state}")
        if goods == rule:
            names += ["rule", f"rule.{'total' if rule == TOTAL else 'some'}.{view.cue_state}"]
        if goods == context.commodity:
            kind = "total" if goods == TOTAL else "some"
            same = "same" if context.flow == flow else "new"
            names += [f"last.{kind}.{view.nearness}.{same}", f"last.{kind}.{view.nearness}.{view.cue_state}"]
        features.append(names)
    return Question("commodity", view.cell, answers, features, answers.index(rule))


def _statistical(view: View) -> dict[str, list[str]]:
    """Goods in the sense of statistics, and all goods but some: where the text speaks of them."""
    doc, sentence = view.doc, view.cell.sentence
    here = doc.text[sentence.start : sentence.end].lower()
    out: dict[str, list[str]] = {}
    if _GOODS.search(here):
        out[GOODS] = [f"statistical.here.{view.cell.cue.flow}"]
    elif _GOODS.search(doc.text[: sentence.start].lower()):
        out[GOODS] = [f"statistical.before.{view.nearness}", f"statistical.before.{view.cue_state}"]
    for found in _exclusions().finditer(here):
        names = [name for name in re.split(r" and |, ", found["but"] or found["non"]) if _is_left_out(name)]
        if names:
            start = sentence.start + found.start()
            place = view.place(start, sentence.start + found.end())
            goods = f"{GOODS}-excluding-{'-and-'.join(names)}"
            way = "non" if found["non"] else "but"
            out[goods] = ["all.but", f"all.but.{way}", f"all.but.{place}", f"all.but.{place}.{view.cell.cue.flow}"]
    return out


@functools.cache
def _exclusions() -> re.Pattern[str]:
    leads = "|".join(sorted(words("trade_words")["exclusions"], key=lambda w: (-len(w), w)))
    return re.compile(rf"\bnon-(?P<non>[a-z]+)\b|\b(?:{leads}) (?:the )?(?P<but>[a-z]+(?: and [a-z]+)?)\b")


def _is_left_out(name: str) -> bool:
    return name in words("trade_words")["left_out"]


def _unit_kind(view: View) -> str:
    unit = view.cell.unit or "none"
    return "money" if len(unit) == 3 and unit.isupper() else "percent" if unit == "percent" else unit


def _mention_features(view: View, mention: Mention, here: list[Mention]) -> set[str]:
    place = view.place(mention.start, mention.end)
    names = {place, f"{place}.{view.cue_state}", f"prep.{view.preposition(mention.start)}.{place}"}
    names.add(f"{place}.order{binned([m.entity_id for m in here].index(mention.entity_id), 1, 2)}")
    start, end = view.number
    gap = start - mention.end if mention.end <= start else mention.start - end
    side = "left" if mention.end <= start else "right"
    between = [
        m
        for m in here
        if min(mention.end, end) <= m.start < max(mention.start, start) and m.entity_id != mention.entity_id
    ]
    names.add(f"number.{side}.{binned(gap, 4, 15, 40, 80)}")
    names.add(f"number.{side}.between{binned(len(between), 1, 2)}")
    *before, token = climbed(view.doc.token_at(mention.end - 1))
    for word in before:
        names.add(word.dep_)
        if view.cell.is_cue_here and word.head.i == view.cell.cue.token.i:
            names.add(f"cue.{word.dep_}")
    names.add(f"{place}.dep.{token.dep_}")
    cue = view.cell.cue
    if view.cell.is_cue_here:
        if cue.token.i in (token.head.i, token.head.head.i):
            names.add(f"cue.{token.dep_}.{token.head.lower_ if token.dep_ == 'pobj' else ''}")
        if 0 <= cue.start - mention.end <= 2:
            names.add("cue.next")
    if token.dep_ == "pobj" and token.head.lower_ == "of":
        above = token.head.head
        if start <= above.idx < end or above.head.idx >= start and above.head.idx < end:
            names.add("number.of")
    span = view.subject_span
    if span is not None and span[0] <= mention.start < span[1]:
        names.add(f"{place}.subject.{'head' if token.dep_.startswith('nsubj') else 'part'}")
    if any(
        t.lower_ in ("except", "excluding", "without", "including", "other")
        for t in view.doc.nlp[max(0, token.i - 3) : token.i]
    ):
        names.add("excepted")
    return names


def _by_rule(view: View) -> str:
    """The goods of a figure: named in its stretch nearest to its cue or number; else those that the text goes on with."""
    doc, cell, context, start, end = view.doc, view.cell, view.context, view.start, view.end
    goods = [m for m in doc.mentions if m.type == "commodity" and m.start >= start and m.end <= end]
    named = [m for m in goods if _is_named_by(doc, cell, m)]
    if named:
        return named[0].entity_id
    is_total = (
        cell.is_cue_here and not cell.cue.is_verb and cell.cue.flow in ("trade", "balance") and cell.measure == "value"
    )
    if goods and not is_total:
        anchor = cell.cue.start if cell.is_cue_here else cell.start
        return min(goods, key=lambda m: (min(abs(m.end - anchor), abs(m.start - cell.end)), m.start)).entity_id
    stretch = f" {doc.text[start:end].lower()} "
    for goods_id, names in words("trade_words")["statistical_goods"].items():
        if any(re.search(rf"\b{name}\b", stretch) for name in sorted(names)):
            return f"commodity:{goods_id}"
    if (
        not cell.is_cue_here or cell.measure == "share" and cell.sentence.paragraph == context.paragraph
    ) and context.commodity:
        return context.commodity
    is_physical = cell.measure == "volume" and cell.unit not in (None, "index")
    if is_physical or (cell.cue.is_weak and not cell.cue.is_verb and context.commodity):
        earlier = [m for m in doc.mentions if m.type == "commodity" and m.end <= start]
        if context.commodity not in (None, "commodity:total", "commodity:goods"):
            return context.commodity or ""
        if is_physical and earlier:
            return earlier[-1].entity_id
    return "commodity:total"


def _is_named_by(doc: Document, cell: Cell, goods: Mention) -> bool:
    """Is the good tied to the word of flow or to the number: "coal exports", "exports of coal", "3 tonnes of coal"?"""
    text = doc.text
    if cell.is_cue_here and 0 <= cell.cue.start - goods.end <= 2:
        return True
    if cell.is_cue_here and re.fullmatch(r" (?:of|in) (?:[\w'’-]+ ){0,3}", text[cell.cue.end : goods.start]):
        return True
    return cell.level is not None and bool(
        re.fullmatch(r" (?:(?:worth )?of|in) (?:[\w'’-]+ ){0,3}", text[cell.level.end : goods.start])
    )
