"""Which project a sighting belongs to: by name, by shared ends, as "the bridge" that was told before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pipeline.extraction.document import Document
from pipeline.extraction.project_nouns import BARE, DEFINITE, INDEFINITE
from pipeline.extraction.project_sightings import Sighting
from pipeline.extraction.project_ties import Tie
from pipeline.knowledge.words import words

LINES = frozenset(
    "oil_pipeline gas_pipeline pipeline railway road bridge corridor power_line shipping_route canal".split()
)
_OWN_ROLES = frozenset(("own", "of", "at", "in", "near", "apposition"))


@dataclass
class Group:
    """One project of a text: its sightings in text order and what ties each to places."""

    sightings: list[Sighting] = field(default_factory=list)
    ties: list[tuple[Sighting, Tie]] = field(default_factory=list)
    pronouns: list[int] = field(default_factory=list)
    """Token indices of pronouns that stand for it."""
    takers: list[Sighting] = field(default_factory=list)
    """Sightings of a whole that it is a part of: who takes part in that, takes part in it."""

    def add(self, sighting: Sighting, ties: list[Tie]) -> None:
        self.sightings.append(sighting)
        self.ties += [(sighting, t) for t in ties if t.mention not in [x.mention for _, x in self.ties]]

    @property
    def kinds(self) -> Counter[str]:
        return Counter(s.kind for s in self.sightings if s.kind)

    @property
    def kind(self) -> str | None:
        """The kind told most often, a named or first one before others; None if only "the project" stands for it."""
        for sighting in self.sightings:
            if sighting.known:
                return sighting.kind
        kinds = self.kinds
        best = max(kinds.values(), default=0)
        return next((s.kind for s in self.sightings if s.kind and kinds[s.kind] == best), None)

    @property
    def name_words(self) -> set[str]:
        return {w for s in self.sightings for w in name_words(s)}

    @property
    def places(self) -> list[str]:
        """Ids of the towns, regions and countries that it is tied to, in text order, each once."""
        return list(dict.fromkeys(t.mention.entity_id for _, t in self.ties))

    @property
    def towns(self) -> set[str]:
        return {p for p in self.places if p.startswith(("place:", "facility:"))}

    @property
    def ordinals(self) -> set[int]:
        return {s.ordinal for s in self.sightings if s.ordinal and s.ordinal > 0}

    @property
    def known(self) -> Sighting | None:
        return next((s for s in self.sightings if s.known), None)

    @property
    def last(self) -> int:
        return max([s.head for s in self.sightings] + self.pronouns)


def name_words(sighting: Sighting) -> set[str]:
    """The words of the proper part of a name, digits counted in: {"power", "siberia", "2"}."""
    return set(re.findall(r"[a-z0-9]+", (sighting.name or "").lower())) - {
        "of",
        "the",
        "and",
        "pipeline",
        "railway",
        "port",
    }


def is_length(doc: Document, sighting: Sighting) -> bool:
    """ "260 kilometres of mountain railway", "a 25 mile stretch of pipeline"."""
    head = doc.nlp[sighting.head]
    return (
        head.dep_ == "pobj"
        and head.head.text.lower() == "of"
        and head.head.head.lemma_.lower() in words("projects")["lengths"]
    )


def apposed(doc: Document, sighting: Sighting, previous: Sighting | None, groups: list[Group]) -> Group | None:
    """The group of the sighting right before, of which this one is an apposition: "Primorye-2, a planned corridor"."""
    if previous is None or previous.sentence != sighting.sentence:
        return None
    between = doc.nlp[previous.last + 1 : sighting.first].text.strip()
    group = next((g for g in groups if previous in g.sightings), None)
    if group is None or not _may_be(sighting, group):
        return None
    head = doc.nlp[sighting.head]
    if head.dep_ == "attr" and head.head == doc.nlp[previous.head].head and doc.nlp[previous.head].dep_ == "nsubj":
        return group  # "Its next venture is a complex"
    if (
        head.dep_ == "appos"
        and previous.first <= head.head.i <= previous.last
        and (sighting.known or previous.known or sighting.name)
    ):
        return group
    if (
        between in ("of", "at", "in")
        and sighting.known
        and sighting.kind == previous.kind
        and sighting.kind not in LINES
    ):
        return group
    if between in (",", "(", "<", ", or", ", the so-called", "or", ", called", ", known as") and (
        previous.known or sighting.known or previous.name or sighting.name
    ):
        return group
    return None


def _may_be(sighting: Sighting, group: Group) -> bool:
    """Can this sighting's kind stand for the group's?"""
    kind = group.kind
    if all(s.is_plural for s in group.sightings) and not sighting.is_plural:
        return False
    if _states_differ(sighting, group):
        return False
    if kind is None and sighting.kind is not None and not sighting.is_light:
        lights = words("projects")["light"]
        allowed = [lights[s.noun] for s in group.sightings if s.noun in lights]
        if (
            allowed
            and not any(a == "all" or sighting.kind in a for a in allowed)
            or any(s.is_part for s in group.sightings)
            and sighting.kind not in LINES
        ):
            return False
    if sighting.is_plural and not sighting.is_light and all(not s.is_plural for s in group.sightings):
        return False
    if kind is None or sighting.kind == kind:
        return True
    if sighting.is_light and not sighting.is_part:
        allowed = words("projects")["light"].get(
            sighting.noun, words("projects")["light"].get(re.sub(r"s$", "", sighting.noun))
        )
        return allowed == "all" or allowed is not None and kind in allowed
    if sighting.is_part or sighting.is_light:
        return True
    if {sighting.kind, kind} <= {"pipeline", "oil_pipeline", "gas_pipeline"}:
        return "pipeline" in (sighting.kind, kind)
    if sighting.kind in ("plant", "terminal", "port"):
        noun = sighting.noun
        allowed = words("projects")["light"].get(noun)
        return allowed is not None and allowed != "all" and kind in allowed
    return (
        {sighting.kind, kind} in ({"port", "terminal"}, {"railway", "bridge"})
        and bool(name_words(sighting) & group.name_words)
        or {sighting.kind, kind} == {"field", "lng"}
        and bool(sighting.known)
    )


def _leads_elsewhere(sighting: Sighting, ties: list[Tie], group: Group) -> bool:
    """ "the pipeline to Supsa" is not the one from Baku to Ceyhan."""
    towns = {t.mention.entity_id for t in ties if t.role in ("from", "to") and t.mention.type == "place"}
    return (
        group.kind in LINES
        and sighting.noun not in words("projects")["whole_nouns"]
        and bool(towns)
        and len(group.towns) >= 2
        and not towns & set(group.places)
    )


def _states_differ(sighting: Sighting, group: Group) -> bool:
    """ "the Russian plant" is no plant in China."""
    own = {m.entity_id for m in sighting.premods + sighting.owners if m.type == "country"}
    theirs = {t.mention.entity_id for _, t in group.ties if t.mention.type == "country"} | {
        c for s in group.sightings if s.known for c in s.known.countries
    }
    theirs |= {m.entity_id for s in group.sightings for m in s.owners if m.type == "country"}
    return bool(own and theirs) and not own & theirs and not sighting.is_part


def home_of(doc: Document, sighting: Sighting, ties: list[Tie], groups: list[Group]) -> Group | None:
    """The group that the sighting belongs to, or None for a new one."""
    if sighting.known:
        same = [g for g in groups if g.known is not None and g.known.name == sighting.name]
        if same:
            return same[-1]
        named = name_words(sighting)
        for group in reversed(groups):
            if (
                group.known is None
                and group.kind == sighting.kind
                and named & group.name_words
                and not _digits_differ(named, group.name_words)
            ):
                return group
        return _unnamed_before(sighting, groups)
    if sighting.ordinal == -1 or sighting.is_plural and sighting.article != DEFINITE:
        return None
    anchors = {
        t.mention.entity_id for t in ties if t.role in _OWN_ROLES and t.mention.type in ("place", "facility", "region")
    }
    ends = {
        t.mention.entity_id
        for t in ties
        if t.role in ("from", "to", "between", "link") and t.mention.type in ("place", "facility", "region")
    }
    owned = (
        bool(sighting.premods)
        and all(m.type in ("region", "organisation") for m in sighting.premods)
        and " ".join(m.text for m in sighting.premods if m.kind == "name") == sighting.name
    )
    named = set() if owned and not any(name_words(sighting) & g.name_words for g in groups) else name_words(sighting)
    candidates = [
        g
        for g in sorted(groups, key=lambda g: g.last, reverse=True)
        if _may_be(sighting, g) and not _leads_elsewhere(sighting, ties, g)
    ]
    if sighting.ordinal and sighting.ordinal > 0:
        candidates = [g for g in candidates if not g.ordinals or sighting.ordinal in g.ordinals]
        if sighting.article == INDEFINITE:
            return None
    if sighting.is_part and any(m.type == "country" for m in sighting.premods + sighting.owners):
        return next((g for g in candidates if g.kind in LINES), None)  # "the Afghan leg" is a piece of the whole
    if len(ends) >= 2:
        if sighting.article == INDEFINITE:
            return None
        for group in candidates:
            if ends <= set(group.places) or group.towns and group.towns <= ends:
                return group
        recent = candidates[0] if candidates else None
        if (
            (sighting.article == DEFINITE and not sighting.is_part or sighting.article == BARE)
            and recent is not None
            and not recent.towns
        ):
            return recent
        return None
    if named or anchors:
        for group in candidates:
            if sighting.article == INDEFINITE and not named and anchors and _is_told_again(sighting, group):
                return group
            if (
                (named & group.name_words and not _digits_differ(named, group.name_words))
                or anchors & set(group.places)
                and group.kind not in LINES
            ):
                return group
        recent = candidates[0] if candidates else None
        if recent is not None and sighting.article == DEFINITE and not named:
            loose = all(
                t.role in ("in", "near", "on", "off", "owner") or t.mention.type in ("country", "region") for t in ties
            )
            if loose and sighting.noun in words("projects")["whole_nouns"]:
                return _most_told(candidates)
            if (
                not recent.towns
                and not recent.name_words
                and recent.kind in (sighting.kind, None)
                or loose
                and sighting.sentence - recent.sightings[-1].sentence <= 2
                and recent.kind not in LINES
            ):
                return recent
        return _unnamed_before(sighting, groups) if sighting.article == DEFINITE else None
    if (
        sighting.article == INDEFINITE
        and candidates
        and candidates[0].sightings[-1].noun.endswith(sighting.noun)
        and _is_told_again(sighting, candidates[0], reach=1)
    ):
        return candidates[0]
    if sighting.article == DEFINITE or is_length(doc, sighting):
        in_scope = [g for g in candidates if sighting.head - g.last < 400]
        exact = [g for g in in_scope if g.kind == sighting.kind or sighting.noun in {s.noun for s in g.sightings}]
        if sighting.noun in words("projects")["whole_nouns"] and in_scope:
            return _most_told(in_scope)
        near = [g for g in exact if doc.sentence_at(doc.nlp[g.last].idx).index >= sighting.sentence - 3]
        return (near or in_scope or [None])[0] if sighting.is_light else (exact or in_scope or [None])[0]
    return None


def _is_told_again(sighting: Sighting, group: Group, reach: int = 3) -> bool:
    """ "… a plant in Finland. … will build a plant at Anjalankoski": the same to-be-built work with its town."""
    first = group.sightings[0]
    return (
        first.article == INDEFINITE and group.kind == sighting.kind and (not group.towns or reach == 1) and not group.name_words and sighting.kind not in LINES
        and not sighting.is_plural and 0 < sighting.sentence - group.sightings[-1].sentence <= reach and sighting.ordinal is None
    )  # fmt: skip


def _unnamed_before(sighting: Sighting, groups: list[Group]) -> Group | None:
    """ "A railway … is being built. … the China-Kyrgyzstan-Uzbekistan line": the name follows the first telling."""
    last = groups[-1] if groups else None
    if (
        last is None
        or last.towns
        or last.name_words
        or last.known
        or sighting.kind is not None
        and last.kind not in (sighting.kind, "pipeline")
        or any(s.is_plural for s in last.sightings)
    ):
        return None
    is_near = sighting.sentence - last.sightings[-1].sentence <= (4 if len(groups) == 1 else 1)
    return last if is_near and last.sightings[0].ordinal != -1 and _may_be(sighting, last) else None


def _most_told(groups: list[Group]) -> Group:
    return max(groups, key=lambda g: (len(g.sightings) + len(g.pronouns), -g.sightings[0].head))


def _digits_differ(a: set[str], b: set[str]) -> bool:
    """ "Primorye-1" is not "Primorye-2"."""
    return {w for w in a if w.isdigit()} != {w for w in b if w.isdigit()}
