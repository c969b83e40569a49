"""The state that a firm, a town or a text speaks for: by the gazetteer, by the text's own words, by where it is dated."""

from __future__ import annotations

import functools
import re
from collections import Counter

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

_BIG_TOWN = 200_000
_DATELINE = 3
"""So many tellings of a state is the place worth that a story is dated from."""


def country_of(doc: Document, mention: Mention) -> str | None:
    """The country that an entity is, lies in or belongs to, as an id; None for what lies in several or is unknown."""
    if mention.type == "country":
        return mention.entity_id
    entity = knowledge.entities().get(mention.entity_id)
    if entity is None and mention.type in ("place", "facility", "region"):
        entity = next((e for e in knowledge.places(mention.text) if e.entity_id == mention.entity_id), None)
    if entity is not None and entity.country == "HKG" and mention.type == "organisation":
        return "country:CHN"
    if entity is not None and entity.country in words("projects")["soviet_republics"]:
        union = knowledge.state_on("country:RUS", doc.published_on)
        return union if union != "country:RUS" else f"country:{entity.country}"
    if entity is not None and entity.country:
        return knowledge.state_on(f"country:{entity.country}", doc.published_on)
    return _told_country(doc, mention) if mention.type == "organisation" else None


def _told_country(doc: Document, mention: Mention) -> str | None:
    """The state of a firm by the text's own words: "India's ONGC Videsh", "Dutch metals company Billiton", "X, of Finland"."""
    for name in (m for m in doc.mentions if m.entity_id == mention.entity_id):
        for state in (m for m in doc.mentions if m.type == "country" and m.kind in ("name", "demonym")):
            between = doc.text[state.end : name.start]
            if state.end <= name.start and (
                re.fullmatch(r"['’]s (?:[a-z-]+ ){0,3}", between)
                or state.kind == "demonym"
                and re.fullmatch(r" (?:[\w-]+ ){0,4}<?", between)
            ):
                return state.entity_id
            after = doc.text[name.end : state.start]
            if name.end <= state.start and re.fullmatch(r">?,? (?:of|from) ", after):
                return state.entity_id
    parts = re.findall(r"[A-Z][a-z]+", mention.text)
    return next(
        (
            _state_names()[w]
            for w in (*(" ".join(p) for p in zip(parts, parts[1:], strict=False)), *parts)
            if w in _state_names()
        ),
        None,
    )


@functools.cache
def _state_names() -> dict[str, str]:
    """Names and demonyms of one word or two → country id: "Canada Development Corp" is of Canada."""
    return {
        n.text: n.entity_id
        for n in knowledge.names()
        if n.entity_id.startswith("country:")
        and n.text.replace(" ", "").isalpha()
        and n.priority == 0
        and not n.needs_cue
        and len(n.text) > 3
    }


def main_countries(doc: Document) -> list[str]:
    """The countries of the text, the one told most often first."""
    counts = Counter(m.entity_id for m in doc.mentions if m.type == "country")
    return [c for c, _ in sorted(counts.items(), key=lambda x: (-x[1], x[0]))]


def host_country(doc: Document) -> list[str]:
    """The country that the text is about, where it is from counted in; none or one."""
    counts = Counter(m.entity_id for m in doc.mentions if m.type == "country")
    if not counts or max(counts.values()) == 1:  # told by its towns and firms
        told = Counter(m.entity_id for m in doc.mentions if m.type in ("place", "region", "organisation"))
        for entity_id, mention in {m.entity_id: m for m in doc.mentions if m.entity_id in told}.items():
            state = country_of(doc, mention)
            counts.update({state: told[entity_id]} if state else {})
    front = next((m for m in doc.mentions if m.type == "place" and m.start < 3), None)
    if front is not None and re.match(r"(?:, [^\n]{1,40}?)? [-–—] ", doc.text[front.end : front.end + 50]):
        state = country_of(doc, front)
        counts.update({state: _DATELINE} if state else {})
    return [c for c, _ in sorted(counts.items(), key=lambda x: (-x[1], x[0]))][:1]


def told_states(doc: Document) -> Counter[str]:
    """Country id → in how many ways the text tells it: by itself, by each of its towns and regions."""
    unique = {m.entity_id: m for m in doc.mentions if m.type in ("country", "region", "place")}
    ways = {(country_of(doc, m), entity_id) for entity_id, m in unique.items()}
    return Counter(c for c, _ in ways if c)


def is_namesake(doc: Document, place: Mention, told: Counter[str]) -> bool:
    """A small town in a state that the text does not speak of: the work's name, or another town, is meant."""
    state = country_of(doc, place) if place.type == "place" else None
    if state is None or told[state] > 1 or not main_countries(doc):
        return False
    towns = [p for p in knowledge.places(place.text) if p.entity_id == place.entity_id]
    return bool(towns) and (towns[0].population or 0) < _BIG_TOWN and place.entity_id not in knowledge.capital_places()
