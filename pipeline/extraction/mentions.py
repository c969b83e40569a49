"""Mentions: every stretch of text that stands for an entity, with the entity's id.

Names of the gazetteer come first (longest match), then names that only this text makes known (see names), then
commodities, then definite nouns and pronouns (see coreference). A capital is the town or its government by what its
clause does with it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import defaultdict
from collections.abc import Mapping

from pipeline import knowledge
from pipeline.extraction.commodities import find_commodities
from pipeline.extraction.document import Document
from pipeline.extraction.gazetteer import Match, cased_matches, is_of_currency_or_work
from pipeline.extraction.metonymy import is_government
from pipeline.extraction.names import NameChunk, classify, given_names, name_chunks
from pipeline.extraction.rows import Mention
from pipeline.extraction.slugs import slug
from pipeline.knowledge.words import words

_DATELINE = re.compile(
    r"(?:\A|\n\n)\s*([A-Z][A-Z'’ .-]+?[A-Z])(?=(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)*)?,? ?(?:\(|-{1,2} |– |— |, ?(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)))"
)
_ACRONYM = re.compile(r",? ?\(?\b([A-Z][A-Za-z&-]{1,9})\b\)?,?")


def find_mentions(doc: Document) -> list[Mention]:
    """All mentions in text order, none overlapping another but for coreferent nouns inside longer ones."""
    lists = words("name_words")
    known = [
        m for m in cased_matches(doc.text) if not _is_named_after(doc, m) and (not m.needs_cue or _has_cue(doc, m))
    ]
    chunks = [
        c
        for c in name_chunks(doc)
        if not all(p.rstrip(".") in lists["not_names"] for p in re.split(r"[\s-]+", c.text.lower()))
    ]
    chunks = [c for c in chunks if not _is_nobody(c.text.lower().removeprefix("the "), lists)]
    goods = knowledge.commodities(with_cue=True)
    chunks = [c for c in chunks if " " not in c.text or c.text.lower() not in goods]
    chunks = [c for c in chunks if not is_of_currency_or_work(doc.text, c.start, c.end)]
    chunks = _without_known(chunks, known, doc)
    types = classify(chunks, doc, _is_town)
    known = [m for m in known if not _is_inside_longer_name(m, chunks, types)]
    continents = words("name_words")["continents"]
    named = {m.entity_id for m in known if m.kind == "name"}
    known = _by_context(doc, known)
    found = [
        _known_mention(doc, m)
        for m in known
        if m.kind == "name" or m.entity_id not in continents or m.entity_id in named  # "the two Asian countries"
    ]
    found += _datelines(doc)
    ids = _ids_of_names(chunks, types, doc, {m.text: m.entity_id for m in found})
    taken = _Taken(found)
    for chunk in chunks:
        entity_id = ids.get(chunk.text)
        if entity_id and taken.add(chunk.start, chunk.end):
            found.append(Mention(chunk.start, chunk.end, chunk.text, entity_id, "name"))
    for mention in find_commodities(doc):
        if taken.add(mention.start, mention.end):
            found.append(mention)
    found = [_as_state(doc, m) for m in found]
    return sorted(found, key=lambda m: (m.start, -m.end, m.entity_id))


_NAMED_AFTER = re.compile(
    r" (?:[A-Z][a-z]+ )?(?:Accords?|Agreements?|Convention|Declaration|Index|Pact|Protocol|Round|Treaty)\b|"
    r"(?: and [A-Z][a-z]+)? news agenc"
)


def _is_named_after(doc: Document, match: Match) -> bool:
    """ "the Berne Agreement", "the Anatolian news agency": no mention of the place."""
    if match.entity_id.startswith(("country:", "bloc:")) and match.kind == "name":
        return False
    return bool(_NAMED_AFTER.match(doc.text, match.end))


def _is_nobody(name: str, lists: Mapping[str, frozenset[str]]) -> bool:
    """News media, and offices without a name of their own: "Senate Agriculture Committee", "Executive Directors"."""
    parts = name.split()
    last = parts[-1].removesuffix("s")
    return (
        name in lists["news_media"]
        or parts[0] in lists["chambers"]
        or len(parts) > 1
        and last in lists["person_titles"]
        and all(p in lists["title_words"] or p.isupper() for p in parts[:-1])
    )


def _is_town(name: str) -> bool:
    """Does the table of towns know the name, and is it no acronym and no ordinary word?"""
    candidates = knowledge.places(name) if len(name) > 2 and not (name.isupper() and len(name) < 6) else ()
    return bool(candidates) and not candidates[0].is_common_word


def _has_cue(doc: Document, match: Match) -> bool:
    """Is an ambiguous form ("Chad", "Turkey", "Sino") the state here? By its hyphen, or by the model's label."""
    if match.kind == "demonym" and doc.text[match.end : match.end + 1] in "-–":
        return True
    labels = {"organisation": ("ORG",), "person": ("PERSON",)}.get(
        match.entity_id.partition(":")[0], ("GPE", "NORP", "LOC")
    )
    return all(t.ent_type_ in labels for t in doc.tokens(match.start, match.end))


def _as_state(doc: Document, mention: Mention) -> Mention:
    """A capital's mention, as its country where the government is meant."""
    state = knowledge.capital_of(mention.entity_id, doc.published_on) if mention.type == "place" else None
    if state and is_government(doc, mention.start, mention.end):
        return dataclasses.replace(mention, entity_id=state)
    return mention


class _Taken:
    """The stretches of text that a mention already holds."""

    def __init__(self, mentions: list[Mention]):
        self._offsets: set[int] = set()
        for mention in mentions:
            self._offsets.update(range(mention.start, mention.end))

    def add(self, start: int, end: int) -> bool:
        """Take text[start:end]; False, and nothing taken, where some of it is held."""
        stretch = range(start, end)
        if not self._offsets.isdisjoint(stretch):
            return False
        self._offsets.update(stretch)
        return True


def _without_known(chunks: list[NameChunk], known: list[Match], doc: Document) -> list[NameChunk]:
    """Cut gazetteer names off a chunk's ends: "Russian Deputy" is no name, "Chinese Academy of Sciences" is one."""
    lists = words("name_words")
    out = []
    for chunk in chunks:
        inside = [m for m in known if m.start < chunk.end and m.end > chunk.start]
        if any(m.start <= chunk.start and m.end >= chunk.end for m in inside):
            continue
        if len(inside) > 1 and _is_made_of(doc, chunk, inside):
            continue  # "Central Asia-China": two names, no third
        parts = chunk.text.lower().split()
        if (
            parts[-1] in lists["common_bodies"]
            and len(inside) == 1
            and len(doc.text[inside[0].end : chunk.end].split()) == 1
        ):
            continue  # "U.S. Company"
        is_body = parts[-1] in lists["organisation_heads"] or any(
            p in lists["organisation_heads"] and q == "of" for p, q in zip(parts, parts[1:], strict=False)
        )
        if (
            parts[-1] in lists["government_heads"]
            or parts[0] in lists["government_heads"]
            and parts[1:2] in (["of"], ["for"])
        ):
            continue
        if any(_goes_on(doc, chunk, m, inside, lists) for m in inside):
            out.append(chunk)  # a longer name, if anything tells what it names; else what is left of it below
        start, end = chunk.start, chunk.end
        if not is_body:
            for match in inside:
                if match.start <= start < match.end:
                    start = match.end + len(doc.text[match.end : end]) - len(doc.text[match.end : end].lstrip(" ,'’s-"))
            for match in reversed(inside):
                if match.start < end <= match.end:
                    end = start + len(doc.text[start : match.start].rstrip(" ,'’-"))
        text = doc.text[start:end]
        if end - start >= 2 and text.lower().rstrip(".") not in lists["not_names"] and text[:1].isupper():
            out.append(NameChunk(start, end, text, chunk.title))
    return out


def _goes_on(
    doc: Document, chunk: NameChunk, match: Match, inside: list[Match], lists: Mapping[str, frozenset[str]]
) -> bool:
    """Is a known name part of a longer one: "Milan Duda", "Israel Chemicals", "Heydar" and a known surname?"""
    kind, name = match.entity_id.partition(":")[0], doc.text[match.start : match.end]
    before, after = doc.text[chunk.start : match.start], doc.text[match.end : chunk.end]
    others = [m for m in inside if m is not match]
    if match.kind == "demonym" or kind not in ("country", "place", "region", "person"):
        return False
    if not re.fullmatch(r"(?:(?:[A-Z][a-z'’-]+|[A-Z]\.|zu|von|van|de|al|el) )*", before):
        return False
    if not re.fullmatch(r"(?: (?:[A-Z][a-z'’-]+|al-[A-Z][a-z]+|and|of))*", after):
        return False
    if kind == "person":
        return " " not in name and before.endswith(" ") and not after and not others
    plain = (
        lists["person_titles"]
        | lists["government_heads"]
        | lists["portfolios"]
        | lists["not_names"]
        | lists["title_words"]
    )
    rest = {w.lower() for w in (before + after).split()}
    if chunk.title and rest and kind in ("place", "region"):
        return True
    if not rest or others or len(name) < 4 or not name[1:].islower() or rest & (plain - {"and", "of"}):
        return False
    whole = doc.tokens(chunk.start, chunk.end)
    labels = {"ORG"} if kind == "country" else {"ORG", "PERSON"}
    is_one = any(e.label_ in labels and e.start <= whole.start and e.end >= whole.end for e in doc.nlp.ents)
    return is_one or bool(before) and kind != "country" and before.split()[0] in given_names()


def _is_made_of(doc: Document, chunk: NameChunk, names: list[Match]) -> bool:
    """Is nothing left of a chunk between the names in it but hyphens and strokes?"""
    rest, end = "", chunk.start
    for match in names:
        rest += doc.text[end : match.start]
        end = match.end
    return not (rest + doc.text[end : chunk.end]).strip("-–/ ")


def _is_inside_longer_name(match: Match, chunks: list[NameChunk], types: dict[str, str]) -> bool:
    return any(
        c.start <= match.start and match.end <= c.end and c.end - c.start > match.end - match.start and c.text in types
        for c in chunks
    )


def _by_context(doc: Document, known: list[Match]) -> list[Match]:
    """Of several entities of one name ("Georgia", "Punjab") the one whose country the text speaks of."""
    spoken = {m.entity_id.partition(":")[2] for m in known if m.entity_id.startswith("country:")}
    out: list[Match] = []
    for match in known:
        before = out[-1] if out and doc.text[out[-1].end : match.start] == ", " else None
        near = {_country(before.entity_id)} if before is not None and before.entity_id.startswith("place:") else set()
        for other in _namesakes().get(doc.text[match.start : match.end], ()):
            is_told = (
                _country(other) in near or not match.entity_id.startswith("country:") and _country(other) in spoken
            )
            if is_told and _country(match.entity_id) not in (near or spoken):
                match = dataclasses.replace(match, entity_id=other)
                break
        out.append(match)
    return out


def _country(entity_id: str) -> str | None:
    entity = knowledge.entities().get(entity_id)
    return entity.country if entity else None


@functools.cache
def _namesakes() -> Mapping[str, tuple[str, ...]]:
    """Name → the states, regions and towns that share it."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in knowledge.names():
        if name.kind == "name" and name.entity_id.startswith(("country:", "region:", "place:")):
            found[name.text].add(name.entity_id)
    return {text: tuple(sorted(ids)) for text, ids in found.items() if len(ids) > 1}


def _known_mention(doc: Document, match: Match) -> Mention:
    entity_id = knowledge.named_on(match.entity_id, doc.published_on)
    return Mention(match.start, match.end, doc.text[match.start : match.end], entity_id, match.kind)


def _datelines(doc: Document) -> list[Mention]:
    """`BEIJING, Sept 27 - …`: the place that a story is sent from."""
    out, states = [], words("name_words")["city_states"]
    for match in _DATELINE.finditer(doc.text):
        name = match.group(1).title().replace("'A", "'a").replace("’A", "’a")
        candidates = knowledge.places(name)
        if candidates or name not in states and not _is_heading(name):
            entity_id = candidates[0].entity_id if candidates else f"place:{slug(name)}"
            out.append(Mention(match.start(1), match.end(1), match.group(1), entity_id, "name"))
    return out


def _is_heading(name: str) -> bool:
    """ "ANALYSIS - …", "UNITED NATIONS, May 3": no town."""
    lists = words("name_words")
    return name.lower() in lists["not_names"] | lists["headings"] or name in ("United Nations",)


def _ids_of_names(
    chunks: list[NameChunk], types: dict[str, str], doc: Document, known: dict[str, str]
) -> dict[str, str]:
    """Each name's id: the fullest name in use gives the slug; shorter names and acronyms follow it."""
    ids: dict[str, str] = {}
    aliases: dict[str, str] = {}
    people: dict[str, set[str]] = defaultdict(set)
    bodies: dict[str, str] = {}
    for entity_id, name in sorted((i, t) for t, i in known.items()):
        if entity_id.startswith("person:") and " " in name:
            people[name.split()[-1]].add(entity_id)
    surnames: dict[str, set[str]] = defaultdict(set)
    for chunk in sorted(chunks, key=lambda c: (-len(c.text.split()), c.start)):
        name, kind = chunk.text, types.get(chunk.text)
        if name in ids:
            continue
        parts = name.split()
        if kind == "person" and len(surnames.get(name, ())) == 1:
            ids[name] = next(iter(surnames[name]))
        elif kind == "person" and len(parts) > 1:
            ids[name] = f"person:{slug(name)}"
            for n in range(1, len(parts)):
                surnames[" ".join(parts[n:])].add(ids[name])
            people[parts[-1]].add(ids[name])
            people[parts[0]].add(ids[name])
        elif kind in ("person", "place", None) and len(parts) == 1 and len(people.get(name, ())) == 1:
            ids[name] = next(iter(people[name]))
        elif kind == "person" and len(parts) == 1 and chunk.title:
            ids[name] = f"person:{slug(name)}"
        elif name in bodies or name in aliases:
            ids[name] = bodies.get(name) or aliases[name]
        elif kind == "organisation":
            ids[name] = f"organisation:{slug(name, drop_legal_form=True)}"
            for n in range(1, len(parts)):
                bodies.setdefault(" ".join(parts[:n]), ids[name])
        elif kind == "place":
            candidates = knowledge.places(name)
            ids[name] = candidates[0].entity_id if candidates else f"place:{slug(name)}"
        elif kind in ("region", "facility"):
            ids[name] = f"{kind}:{slug(name)}"
        if name in ids:
            acronym = _ACRONYM.match(doc.text, chunk.end)
            is_bracketed = bool(acronym) and "(" in acronym.group() and kind == "organisation"
            if acronym and (
                _stands_for(acronym.group(1), name) or is_bracketed and _is_drawn_from(acronym.group(1), name)
            ):
                aliases[acronym.group(1)] = ids[name]
    for name, entity_id in known.items():
        if entity_id.startswith("organisation:"):
            for found in re.finditer(re.escape(name) + r" \(([A-Z][A-Za-z&-]{1,9})\)", doc.text):
                aliases[found.group(1)] = entity_id
    for chunk in chunks:
        if chunk.text in aliases:
            ids[chunk.text] = aliases[chunk.text]
    return {name: entity_id for name, entity_id in ids.items() if not entity_id.endswith(":")}


def _is_drawn_from(short: str, name: str) -> bool:
    """ "Alba" of "Aluminium Bahrain": its letters in their order, the first one in common."""
    rest = iter(name.lower())
    return short[0] == name[0] and all(letter in rest for letter in short.lower())


def _stands_for(acronym: str, name: str) -> bool:
    initials = [p[0] for p in re.split(r"[\s-]+", name) if p[:1].isupper()]
    letters = [c for c in acronym if c.isupper()]
    return (
        len(letters) >= 2
        and len(initials) >= 2
        and letters[0] == initials[0]
        and sum(c in initials for c in letters) >= len(letters) - 1
    )
