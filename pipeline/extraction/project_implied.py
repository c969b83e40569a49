"""Places that a text only implies for a work: "there", "the two cities", "near a bridge", "Moscow-Kazan line", trains on it."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.extraction.document import Document
from pipeline.extraction.project_grammar import governor
from pipeline.extraction.project_matching import LINES, Group
from pipeline.extraction.project_sightings import Sighting
from pipeline.extraction.project_ties import Tie, place_named, scan
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

_THERE = frozenset(("there", "here", "nearby"))
_SITES = ("port", "railway", "terminal", "logistics_hub", "other")


def add_implied_ties(doc: Document, groups: list[Group], starts: dict[int, Mention]) -> None:
    """Add to each group the ties that follow from words around its sightings; groups are changed in place."""
    for group in groups:
        for sighting in list(group.sightings):
            ties = _by_name(doc, sighting)
            if not group.towns and group.kind is not None and not sighting.is_plural:
                ties += (
                    _there(doc, sighting, groups)
                    + _between_the_two(doc, sighting, groups)
                    + _of_its_town(doc, sighting)
                )
            group.ties += [(sighting, t) for t in ties if t.mention.entity_id not in group.places]
    _by_traffic(doc, groups, starts)
    for group in groups:
        for sighting in list(group.sightings):
            if not group.towns:
                group.ties += [(sighting, t) for t in _near_work(doc, sighting, group, groups)]
        if not any(t.mention.type in ("place", "region") for _, t in group.ties) and group.known is None:
            group.ties += [(s, t) for s in group.sightings[:1] for t in _of_subject(doc, s)]


def _by_name(doc: Document, sighting: Sighting) -> list[Tie]:
    """The towns in a name of ends ("Baku-Tbilisi-Kars railway"), or in a port's name of more words."""
    if not sighting.name:
        return []
    text = doc.text[doc.nlp[sighting.first].idx : sighting.end]
    start = doc.nlp[sighting.first].idx
    parts = (
        [m for m in re.finditer(r"[A-Z][\w'’]+(?: [A-Z][\w'’]+)*", text)]
        if re.search(r"[A-Z]\w+[-–][A-Z]\w+", text)
        else []
    )
    if not parts and sighting.kind not in LINES:
        return _by_single_name(doc, sighting)
    ties = []
    for part in parts:
        if re.search(r"[-–]", text[max(0, part.start() - 1) : part.start()] + text[part.end() : part.end() + 1]):
            mention = place_named(doc, start + part.start(), start + part.end())
            if mention is not None:
                ties.append(Tie(mention, "between"))
    if sighting.known and not all(t.mention.type in ("place", "country") for t in ties):
        return []
    return ties if len(ties) >= 2 else []


def _by_single_name(doc: Document, sighting: Sighting) -> list[Tie]:
    """ "Piraeus Port", "the Commercial Port of Vladivostok" where that is told as a firm."""
    after = re.match(r" of ([A-Z][\w'’-]+)", doc.text[sighting.end : sighting.end + 40])
    if after:
        mention = place_named(doc, sighting.end + after.start(1), sighting.end + after.end(1))
        return [Tie(mention, "of")] if mention is not None and mention.type == "place" else []
    if not sighting.name or any(m.type in ("place", "region") for m in sighting.premods):
        return []
    if sighting.known and sighting.kind not in ("power_plant", "economic_zone", "mine"):
        return []
    parts = re.match(r"(?:[A-Z][\w'’]+ ?)+", sighting.name)
    names = parts.group().split()[:3] if parts else []
    for size in range(len(names), 0, -1):
        name = " ".join(names[:size])
        start = doc.text.find(name, doc.nlp[sighting.first].idx)
        mention = place_named(doc, start, start + len(name)) if start >= 0 else None
        if mention is not None and mention.type == "place":
            return [Tie(mention, "own")]
    return []


def _last_place(doc: Document, offset: int, sentences: int) -> Mention | None:
    """The town told last before `offset`, not farther back than so many sentences."""
    floor = doc.sentences[max(0, doc.sentence_at(offset).index - sentences)].start
    return next((m for m in reversed(doc.mentions) if m.type == "place" and floor <= m.start and m.end <= offset), None)


def _there(doc: Document, sighting: Sighting, groups: list[Group]) -> list[Tie]:
    """ "operates a terminal there", "a refinery that is planned nearby", "Next door 15,000 acres are to become …"."""
    sentence = doc.sentences[sighting.sentence]
    following = [t.text.lower() for t in doc.nlp[sighting.last + 1 : sighting.last + 6]]
    opening = doc.text[sentence.start : sentence.start + 10].lower()
    reach = next((i for i, word in enumerate(following) if word in (",", ".", ";", "and")), len(following))
    if not _THERE & set(following[:reach]) and not opening.startswith(("next door", "nearby", "there ", "here ")):
        return []
    if "here" in following[:reach]:
        place = next((m for m in doc.mentions if m.type == "place"), None)
    else:
        before = [
            t.mention
            for g in groups
            for _, t in g.ties
            if t.mention.type == "place"
            and any(sighting.sentence - 6 <= s.sentence and s.head < sighting.head for s in g.sightings)
        ]
        place = (
            _last_place(doc, sighting.start, 0)
            or (max(before, key=lambda m: m.start) if before else None)
            or _last_place(doc, sighting.start, 6)
        )
    return [Tie(place, "in")] if place is not None else []


def _between_the_two(doc: Document, sighting: Sighting, groups: list[Group]) -> list[Tie]:
    """ "a road bridge between the two cities": the two towns, or the two states, that the text is about."""
    follows = doc.text[sighting.end : sighting.end + 50]
    text = re.match(
        r"\W*(?:that )?(?:between|links|linking|joining|joins|connecting|connects) (?:the|both|these) (?:two )?([a-z]+)",
        follows,
    )
    if not text:
        text = re.match(r" on (?:the|their)(?: common)? (border|frontier)\b", follows)
    if not text:
        return []
    if text.group(1) in words("projects")["town_nouns"]:
        pair = next((g for g in reversed(groups) if len(g.towns) == 2 and g.sightings[0].head < sighting.head), None)
        if pair is not None:
            return [t for _, t in pair.ties if t.mention.type == "place"]
        towns = [m for m in doc.mentions if m.type == "place" and m.end <= sighting.start]
        unique = list({m.entity_id: m for m in reversed(towns)}.values())[:2]
        return [Tie(m, "between") for m in unique] if len(unique) == 2 else []
    if text.group(1) in words("projects")["state_nouns"]:
        counts = Counter(m.entity_id for m in doc.mentions if m.type == "country")
        main = [c for c, _ in sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:2]]
        return (
            [Tie(next(m for m in doc.mentions if m.entity_id == c), "between") for c in main] if len(main) == 2 else []
        )
    return []


def _of_its_town(doc: Document, sighting: Sighting) -> list[Tie]:
    """ "rolled through its railway port": a town's own, where the text speaks of that town."""
    if doc.nlp[sighting.first].text.lower() != "its" or sighting.kind not in _SITES or sighting.name:
        return []
    place = _last_place(doc, sighting.start, 1)
    return [Tie(place, "in")] if place is not None else []


def _by_traffic(doc: Document, groups: list[Group], starts: dict[int, Mention]) -> None:
    """ "trains have been able to go on from Nairobi to Naivasha": the traffic's ends are those of the line told last."""
    for token in doc.nlp:
        if token.text.lower() not in words("projects")["traffic_nouns"]:
            continue
        lines = [
            (s.head, g)
            for g in groups
            for s in g.sightings
            if (g.kind in ("railway", None)) and s.head < token.i and s.sentence >= doc.sentence_at(token.idx).index - 1
        ]
        if not lines:
            continue
        _, group = max(lines, key=lambda x: x[0])
        if (
            len(group.towns) >= 2
            or group.kind is None
            and group.sightings[0].noun not in ("line", "link", "section", "stretch", "piece", "route")
        ):
            continue
        verb = token
        while verb.head != verb and verb.pos_ not in ("VERB", "AUX"):
            verb = verb.head
        prepositions = [
            t
            for t in [*token.subtree, *verb.subtree]
            if t.text.lower() in ("from", "between") and t.dep_ == "prep" and t.i > token.i
        ]
        for prep in prepositions[:1]:
            ties = scan(doc, prep.i, starts)
            if len([t for t in ties if t.mention.type == "place"]) >= 2:
                group.ties += [(group.sightings[-1], t) for t in ties if t.mention.entity_id not in group.places]


def _near_work(doc: Document, sighting: Sighting, group: Group, groups: list[Group]) -> list[Tie]:
    """ "a complex near a railway bridge linking A to B": it stands where that other work is."""
    opening = doc.text[doc.sentences[sighting.sentence].start :][:20].lower()
    if re.match(r"(?:beside|next to|parallel to|alongside|along with) it\b", opening):
        before = [
            (s.head, g)
            for g in groups
            if g is not group
            for s in g.sightings
            if s.head < sighting.head and g.kind in LINES
        ]
        if before:
            return [Tie(t.mention, t.role) for _, t in max(before, key=lambda x: x[0])[1].ties]
    for other in groups:
        if other is group:
            continue
        for thing in other.sightings:
            between = (
                doc.nlp[sighting.last + 1 : thing.first].text.strip().lower()
                if sighting.last < thing.first and thing.sentence == sighting.sentence
                else ""
            )
            if re.fullmatch(
                r"(?:near|beside|next to|close to|not far from|alongside|at|inside)(?: \S+){0,3}", between
            ) and (not between.startswith("at") or other.kind not in LINES):
                return [
                    Tie(t.mention, "near") for _, t in other.ties if t.mention.type in ("place", "region", "country")
                ]
    return []


def _of_subject(doc: Document, sighting: Sighting) -> list[Tie]:
    """ "The province … would like to have a free trade zone": the region or state whose work it is to be."""
    head = doc.nlp[sighting.head]
    if head.dep_ != "dobj" and not (head.dep_ == "pobj" and head.head.text.lower() == "for"):
        return []
    verb, _, _ = governor(head)
    for _ in range(4):
        if verb is None:
            return []
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None:
            found = [m for m in doc.mentions if m.start <= subject.idx < m.end and m.type in ("region", "country")]
            return [Tie(found[0], "subject")] if found and found[0].kind != "demonym" else []
        verb = verb.head if verb.dep_ in ("xcomp", "conj", "ccomp") and verb.head != verb else None
    return []
