"""Goods: known trade words with their HS codes, and whatever else a text says is shipped, bought or sold."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.rows import Mention
from pipeline.extraction.slugs import slug
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORD_START = re.compile(r"(?<![\w])[A-Za-z]")


@functools.cache
def _index() -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for alias, entity_id in knowledge.commodities().items():
        index.setdefault(alias[:2], []).append((alias, entity_id))
    for aliases in index.values():
        aliases.sort(key=lambda a: (-len(a[0]), a[0]))
    return index


def find_commodities(doc: Document) -> list[Mention]:
    """Mentions of goods, in text order: `oil`, `refined copper`, `concrete blocks` (in "exports of concrete blocks")."""
    found = _known(doc)
    held = {offset for m in found for offset in range(m.start, m.end)}
    for mention in _told_by_trade(doc):
        if held.isdisjoint(range(mention.start, mention.end)):
            found.append(mention)
            held.update(range(mention.start, mention.end))
    generic = words("commodity_words")["generic"]
    found = [m for m in found if m.entity_id.partition(":")[2] not in generic]
    farm = "commodity:agricultural-product"
    found = [dataclasses.replace(m, entity_id=farm) if knowledge.same_goods(m.entity_id) == farm else m for m in found]
    if _is_about_crude(doc):
        found = [
            dataclasses.replace(m, entity_id="commodity:crude-oil") if m.entity_id == "commodity:oil" else m
            for m in found
        ]
    return sorted(found, key=lambda m: m.start)


def _is_about_crude(doc: Document) -> bool:
    """Plain "oil" is crude where a text speaks of crude, barrels, oilfields or oil pipelines."""
    lowered = doc.text.lower()
    return any(re.search(rf"\b{cue}\b", lowered) for cue in sorted(words("commodity_words")["crude_cues"]))


def _known(doc: Document) -> list[Mention]:
    text, lower, index, out, last = doc.text, doc.text.lower(), _index(), [], 0
    if len(lower) != len(text):  # a letter whose lower case is longer would shift the offsets
        lower = text
    for start in (m.start() for m in _WORD_START.finditer(lower)):
        if start < last:
            continue
        for alias, entity_id in index.get(lower[start : start + 2], ()):
            end = start + len(alias)
            if (
                lower.startswith(alias, start)
                and not lower[end : end + 1].isalnum()
                and _is_common_noun(doc, start, end)
            ):
                if (
                    doc.tokens(start, end)[-1].i + 1 < len(doc.nlp)
                    and doc.tokens(start, end)[-1].nbor().lower_ in words("commodity_words")["not_trade_after"]
                ):
                    break
                begin = _with_modifiers(doc, start)
                if begin != start:
                    entity_id = _extended_id(text[begin:start], entity_id)
                out.append(Mention(begin, end, text[begin:end], entity_id, "name"))
                last = end
                break
    return out


def _is_common_noun(doc: Document, start: int, end: int) -> bool:
    """Not "to ship coal" for a ship, not "Gold Coast" for gold."""
    word = doc.text[start:end]
    token = doc.tokens(start, end)[-1]
    if token.pos_ == "VERB" and " " not in word:
        return False
    if word[0].isupper() and not word.isupper():
        return (
            token.is_sent_start
            or doc.tokens(start, end)[0].is_sent_start
            or doc.text[max(0, start - 2) : start] in ("- ", "* ")
        )
    return True


def _with_modifiers(doc: Document, start: int) -> int:
    """Where the name of the good begins, its modifiers counted in."""
    modifiers = words("commodity_words")["modifiers"]
    token = doc.token_at(start)
    while token.i > 0:
        before = doc.nlp[token.i - 1]
        if before.text.lower() not in modifiers or before.idx + len(before) + 1 != token.idx:
            break
        token = before
    return min(start, token.idx)


def _extended_id(modifier: str, entity_id: str) -> str:
    key = slug(modifier)
    base = entity_id.partition(":")[2]
    extended = f"commodity:{key}-{base}"
    return knowledge.commodities().get(f"{modifier.lower().strip()} {base.replace('-', ' ')}", extended)


def _told_by_trade(doc: Document) -> list[Mention]:
    """Nouns that a text says are traded: "exports of X", "X exports", "tonnes of X"."""
    lists = words("commodity_words")
    out = []
    for token in doc.nlp:
        if token.pos_ != "NOUN" or token.ent_type_ in ("MONEY", "DATE", "PERCENT", "CARDINAL"):
            continue
        head = token.head
        is_told = (
            (
                token.dep_ == "pobj"
                and head.text.lower() == "of"
                and head.head.lemma_.lower() in lists["flow_nouns"] | lists["measure_nouns"]
            )
            or (token.dep_ == "compound" and head.lemma_.lower() in lists["flow_nouns"] and head.tag_ == "NNS")
            or (token.dep_ == "dobj" and head.lemma_.lower() in ("export", "import") and head.pos_ == "VERB")
            or (token.dep_ == "conj" and any(m.start <= token.head.idx < m.end for m in out[-1:]))
        )
        if not is_told or token.lemma_.lower() in lists["not_goods"] | lists["flow_nouns"] | lists["measure_nouns"]:
            continue
        mention = _noun_phrase(doc, token)
        if mention:
            out.append(mention)
    return out


def _noun_phrase(doc: Document, head: Token) -> Mention | None:
    first = head
    for child in head.lefts:
        is_part = child.dep_ == "compound" or (
            child.dep_ == "amod" and child.text.lower() in words("commodity_words")["modifiers"]
        )
        if is_part and not child.ent_type_ and child.text.islower():
            first = child if child.i < first.i else first
        else:
            first = head
    start, end = first.idx, head.idx + len(head)
    name = doc.text[start : head.idx] + singular(head)
    key = slug(name)
    if len(key) < 3 or not doc.text[start:end].replace("-", " ").replace(" ", "").isalpha():
        return None
    return Mention(
        start, end, doc.text[start:end], knowledge.commodities().get(name.lower(), f"commodity:{key}"), "name"
    )


def singular(token: Token) -> str:
    """The noun's singular, lower case; "goods" keeps its s."""
    if token.text.lower() == "goods":
        return "goods"
    return token.lemma_.lower() if token.tag_ == "NNS" else token.text.lower()
