"""What a row's label tells: its flow, sides and period as a heading does, and the goods that its words name."""

from __future__ import annotations

import functools
import re

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.quantities import find_unit_headers
from pipeline.extraction.slugs import slug
from pipeline.extraction.table_headings import Told, flow_words, read_heading, singular
from pipeline.extraction.table_rows import Stretch, mentions_in, periods_in
from pipeline.extraction.table_units import pattern, plain
from pipeline.knowledge.words import words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def read_label(doc: Document, start: int, end: int) -> Told:
    """Read text[start:end] as a row's label: as a heading, and what remains of it as the name of goods."""
    told = read_heading(doc, start, end)
    told.name = doc.text[start:end].strip()
    said = plain(told.name)
    told.is_total = said in words("table_words")["total"] or bool(re.match(r"(?:grand )?totals?\b", said))
    told.is_world = said in words("table_words")["world"]
    state = _states().get(told.name)
    if state:
        told.bare, told.goods = told.bare or [state], None
    elif told.bare and re.search(
        r"(?<!^)\b[A-Z]", _without(doc, (start, end), ("country", "bloc", "region", "commodity"))
    ):
        told.bare, told.goods = [], f"commodity:{slug(told.name)}"  # "Caspian Pipeline"
    else:
        is_part = told.scope and not told.owner or re.match(r"(?:by|via|through) ", told.name.lower())
        told.goods = None if is_part else _goods(doc, start, end)
    return told


def is_label(doc: Document, start: int, end: int) -> bool:
    """Whether text[start:end] can be a row's label: short, and no clause."""
    found = [w.lower() for w in _WORD.findall(doc.text, start, end)]
    if len(found) > 9 or re.search(r"[.!?;]\s|\d", _without(doc, (start, end), ())):
        return False
    is_state = any((m.start, m.end) == (start, end) for m in mentions_in(doc, start, end))
    return is_state or not words("table_words")["not_label"] & set(found)


@functools.cache
def _states() -> dict[str, str]:
    """The names of states and blocs as written, for labels that are nothing else ("Turkey")."""
    found: dict[str, str] = {}
    for name in knowledge.names():
        if (
            name.kind == "name"
            and name.is_cased
            and name.entity_id.startswith(("country:", "bloc:"))
            and name.priority == 0
        ):
            found.setdefault(name.text, name.entity_id)
    return found


def _without(doc: Document, span: Stretch, types: tuple[str, ...]) -> str:
    """A label with its periods, brackets and mentions of these types blanked out."""
    start, end = span
    text = doc.text[start:end]
    blanks = [(p.start, p.end) for p in periods_in(doc, start, end)]
    blanks += [(m.start, m.end) for m in mentions_in(doc, start, end) if m.type in types]
    for a, b in blanks:
        text = text[: a - start] + " " * (b - a) + text[b - start :]
    return re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), text)


# --- goods

_PARTS = ("country", "bloc", "region", "place", "organisation", "facility", "person")
_TIED = re.compile(r"\b(?:to|from|with|of|by|for|in)\s+(?:the\s+)?(?=\s{2,}|\s*$)")
_OF_WHICH = re.compile(r"\bof (?:which|that|this|them|these)\b:?", re.IGNORECASE)
_GOODS = frozenset(("goods", "products"))


def _goods(doc: Document, start: int, end: int) -> str | None:
    """The goods that a label names: what is left of its words when those for all else are dropped; None for nothing."""
    lists = words("table_words")
    label = _without(doc, (start, end), _PARTS)
    for header in reversed(find_unit_headers(label)):
        label = label[: header.start] + " " * (header.end - header.start) + label[header.end :]
    label = _OF_WHICH.sub(" ", label).replace("'s ", "   ").replace("’s ", "   ")
    detail = pattern(*sorted(lists["details"], key=len, reverse=True)).search(label.lower())
    label = label[: detail.start()] if detail else label
    if plain(label) in lists["rest"]:
        return "commodity:other-goods"
    kept = re.findall(r"[^\W_]+(?:[-'’/][^\W_]+)*|[,&]", _TIED.sub(" ", label))
    kept = [w for w in kept if not _names_other(w)]
    while kept and _is_empty(kept[-1]) and (kept[-1].lower() not in _GOODS or len(kept) == 1):
        kept.pop()
    while kept and _is_empty(kept[0]):
        kept.pop(0)
    if not any(len(w) > 2 and w.lower() not in _GOODS for w in kept) or len(kept) > 10:
        return None
    return goods_id(re.sub(r"\s+,", ",", " ".join(kept)).lower().replace("&", "and"))


def goods_id(name: str) -> str:
    """The id of goods named in lower case: known goods by their own id, others by the singular of their words."""
    known = knowledge.commodities()
    single = " ".join(singular(w) if w.isalpha() else w for w in name.split())
    return known.get(name) or known.get(single) or f"commodity:{slug(single)}"


def _is_empty(word: str) -> bool:
    return (
        word.lower() in words("table_words")["generic"] or not word.strip(",&") or word.isdigit() or _names_other(word)
    )


def _names_other(word: str) -> bool:
    """Whether a word of a label is one of flow, of the whole, or of plans and results."""
    lower = word.lower()
    return lower in flow_words() or lower in words("table_words")["total"] or lower in _modalities()


@functools.cache
def _modalities() -> frozenset[str]:
    return frozenset(w for listed in words("table_words")["modality"].values() for w in listed)
