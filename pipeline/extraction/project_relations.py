"""What is said of projects: their ends (`connects`), where they lie, and the phrases by which a clause means them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction import modality
from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base, verb_slots
from pipeline.extraction.document import Document
from pipeline.extraction.project_groups import LINES, Group, find_groups
from pipeline.extraction.refs import Ref
from pipeline.extraction.rows import Mention, Project, ProjectMention, Relation
from pipeline.extraction.whereabouts import is_water
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_END_ROLES = frozenset(("from", "to", "between", "link", "with", "towards", "into", "toward"))
_SITE_ROLES = frozenset(("in", "at", "of", "own", "owner", "on", "off", "inside", "near", "apposition", "outside"))
_UNBUILT = frozenset(("proposed", "agreed", "planned"))
_BUILT = frozenset(("under_construction", "operational"))
_ENDS = ("place", "region", "country")


@dataclass(frozen=True, slots=True)
class Told:
    """A project and the text's phrases for it."""

    project: Project
    group: Group

    @property
    def refs(self) -> list[Ref]:
        """Where the text names it, article left out."""
        singular = [s for s in self.group.sightings if not s.is_plural or s.known]
        return [Ref(self.project.project_id, s.start, s.end) for s in singular or self.group.sightings]


def told_projects(doc: Document, projects: Sequence[Project], mentions: Sequence[ProjectMention]) -> list[Told]:
    """Each project with the phrases that stand for it, found again by sentence, kind, name and places."""
    if not projects:
        return []
    groups = find_groups(doc)
    scores = []
    for p_index, project in enumerate(projects):
        own = [m for m in mentions if m.project_id == project.project_id]
        for g_index, group in enumerate(groups):
            score = _likeness(project, own, group)
            if score > 0:
                scores.append((-score, p_index, g_index))
    out: dict[int, int] = {}
    for _, p_index, g_index in sorted(scores):
        if p_index not in out and g_index not in out.values():
            out[p_index] = g_index
    return [Told(projects[p], groups[g]) for p, g in sorted(out.items())]


def _likeness(project: Project, own: Sequence[ProjectMention], group: Group) -> float:
    inside = sum(any(m.start <= s.start < m.end for m in own) for s in group.sightings)
    if not inside:
        return 0.0
    name = set(re.findall(r"[a-z0-9]+", project.name.lower()))
    said = {w for s in group.sightings for w in re.findall(r"[a-z0-9]+", f"{s.words} {s.name or ''}".lower())}
    shared = len(set(project.places) & set(group.places))
    kind = (
        group.kind == project.kind
        or bool(group.kind)
        and group.kind == "pipeline"
        and project.kind.endswith("_pipeline")
    )
    return 0.1 * inside + 2.0 * len(name & said) / max(1, len(name)) + shared + (1.5 if kind else 0.0)


def project_refs(doc: Document, told: Sequence[Told]) -> list[Ref]:
    """The stretches that stand for projects, those of pronouns too, in text order."""
    refs = [r for t in told for r in t.refs]
    for one in told:
        refs += [
            Ref(one.project.project_id, doc.nlp[i].idx, doc.nlp[i].idx + len(doc.nlp[i])) for i in one.group.pronouns
        ]
    return sorted(refs, key=lambda r: (r.start, r.end))


def relations_of_projects(
    doc: Document, actors: Actors, told: Sequence[Told], located: Sequence[Relation]
) -> Iterator[Relation]:
    """`connects` rows of lines, and `located_in` rows of works at a place, from what ties each to places."""
    for one in told:
        project = one.project
        if project.kind in LINES or project.kind in ("lng", "other"):
            yield from _ends(doc, one)
        yield from _movement(doc, actors, one)
        if project.kind not in LINES:
            yield from _sites(doc, one, located)
        elif project.kind != "shipping_route":
            yield from _owner_sites(doc, one)


def _ends(doc: Document, one: Told) -> Iterator[Relation]:
    project = one.project
    ends = [
        (s, t)
        for s, t in one.group.ties
        if t.mention.type in _ENDS
        and (t.role in _END_ROLES or t.role in ("at", "in") and _ways()[0].search(_before(doc, t.mention)))
    ]
    ends = [(s, t) for s, t in ends if not _is_passed(doc, project, t.mention)]
    named = _ends_in_name(doc, project)
    if {t.mention.type for _, t in ends} - {"country"}:
        named = [i for i in named if not i.startswith("country:")]
    for sighting, tie in ends:
        if sighting.is_part and any(m.kind == "demonym" for m in sighting.premods):
            continue  # "the Afghan leg, from Serhetabat to Herat" has ends of its own
        if (
            tie.mention.kind == "demonym"
            and tie.role != "own"
            or doc.text[tie.mention.end : tie.mention.end + 2] in ("'s", "’s")
        ):
            continue
        how = _end_modality(project, doc.nlp[sighting.head])
        start, end = min(sighting.start, tie.mention.start), max(sighting.end, tie.mention.end)
        yield Relation(project.project_id, "connects", tie.mention.entity_id, how, start, end)
    first = one.group.sightings[0]
    for entity_id in named:
        yield Relation(
            project.project_id,
            "connects",
            entity_id,
            _end_modality(project, doc.nlp[first.head]),
            first.start,
            first.end,
        )
    known = one.group.known
    if known is not None and known.known is not None and len(known.known.countries) == 2 and not _has_towns(one):
        sentence = doc.sentence_at(known.start)
        inside = {m.entity_id for m in doc.mentions if m.kind == "name" and sentence.start <= m.start < sentence.end}
        if set(known.known.countries) <= inside:
            for state in known.known.countries:
                yield Relation(
                    project.project_id,
                    "connects",
                    state,
                    _end_modality(project, doc.nlp[known.head]),
                    sentence.start,
                    sentence.end,
                )


_HYPHENED = re.compile(
    r"^(?:the )?([A-Z][\w'’ .]*?)[-–]([A-Z][\w'’ .]*?)(?:[-–]([A-Z][\w'’ .]*?))?"
    r"(?: (?:[a-z][a-z -]*|Railway|Pipeline|Line|Bridge|Corridor))*$"
)


@functools.cache
def _ways() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before an end of a line ("starts at the port of"), and before a place on its way ("crosses the")."""
    lists = words("whereabouts")
    ends, passed = ("|".join(sorted(lists[name])) for name in ("ends_at", "passed"))
    return (
        re.compile(rf"\b(?:{ends}) (?:at|in) (?:the )?(?:[a-z-]+ ){{0,2}}(?:of )?(?:the )?$"),
        re.compile(rf"\b(?:{passed}) (?:the )?(?:[a-z]+ )?$"),
    )


def _before(doc: Document, mention: Mention) -> str:
    return doc.text[max(0, mention.start - 45) : mention.start]


def _is_passed(doc: Document, project: Project, mention: Mention) -> bool:
    """What a line crosses is no end of it, nor is a sea, but for a canal."""
    if _ways()[1].search(_before(doc, mention)):
        return True
    return is_water(mention.entity_id) and project.kind != "canal"


def _ends_in_name(doc: Document, project: Project) -> list[str]:
    """The towns, or two countries, that a hyphenated name is made of: "Baku-Tbilisi-Kars railway"."""
    match = _HYPHENED.match(project.name)
    if not match:
        return []
    found = []
    for part in (p.strip() for p in match.groups() if p):
        mention = next((m for m in doc.mentions if m.text == part and m.type in _ENDS and m.kind == "name"), None)
        places = knowledge.places(part)
        if mention is not None:
            found.append(mention.entity_id)
        elif places:
            found.append(places[0].entity_id)
    return found if len(found) >= 2 and (len(found) == 2 or not all(i.startswith("country:") for i in found)) else []


def _end_modality(project: Project, head: Token) -> str:
    if project.status in _UNBUILT:
        return modality.PLANNED
    if project.status == "cancelled":
        return modality.DENIED
    if project.status == "under_construction":
        verbs = (
            [c for c in head.children if c.dep_ in ("relcl", "acl")]
            + [head.sent.root]
            + ([head.head] if head.dep_ in ("nsubj", "nsubjpass") else [])
        )
        if any(c.dep_ == "acl" and c.tag_ == "VBG" for c in head.children):
            return modality.ASSERTED
        if any(modality.of_verb(v) == modality.PLANNED for v in verbs if v.pos_ in ("VERB", "AUX")):
            return modality.PLANNED
    return modality.ASSERTED


def _movement(doc: Document, actors: Actors, one: Told) -> Iterator[Relation]:
    """ "Gazprom pumps gas to Europe through TurkStream": who runs it, and the known states that it links."""

    verbs = words("relations")["moving_verbs"]
    known = one.group.known
    for sighting in one.group.sightings:
        head = doc.nlp[sighting.head]
        if head.dep_ != "pobj" or head.head.lower_ not in ("through", "via", "along", "over"):
            continue
        verb = head.head.head
        while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
        if base(verb) not in verbs or modality.of_verb(verb) == modality.DENIED:
            continue
        slots = verb_slots(verb)
        how = modality.of_verb(verb)
        for ref in [r for t in slots["subject"] for r in actors.of(t)]:
            if ref.type == "organisation" and one.project.kind.endswith(("pipeline", "line")):
                yield Relation(
                    ref.entity_id,
                    "operates",
                    one.project.project_id,
                    how,
                    min(ref.start, sighting.start),
                    max(ref.end, sighting.end),
                )
        states = known.known.countries if known is not None and known.known is not None else ()
        text = doc.sentence_at(sighting.start)
        named = {m.entity_id for m in doc.mentions if m.type == "country" and text.start <= m.start < text.end}
        if (
            len(states) == 2
            and set(states) & named
            and not _has_towns(one)
            and one.project.kind.endswith(("pipeline", "line"))
        ):
            for state in states:
                yield Relation(one.project.project_id, "connects", state, how, text.start, text.end)


def _has_towns(one: Told) -> bool:
    """Does the text itself say where the line ends?"""
    return any(t.role in _END_ROLES and t.mention.type in ("place", "region") for _, t in one.group.ties)


def _sites(doc: Document, one: Told, located: Sequence[Relation]) -> Iterator[Relation]:
    """Works that stand at one place lie where the phrase puts them, and where it says that the place lies."""
    project = one.project
    apposed = {s.start for s, t in one.group.ties if t.role == "apposition"}  # "Kozmino, a port in X" is the town
    for sighting, tie in one.group.ties:
        if tie.role not in _SITE_ROLES or sighting.start in apposed:
            continue
        target = tie.mention
        if (
            tie.role in ("near", "apposition")
            or target.kind == "demonym"
            and tie.role not in ("own", "owner")
            and not _is_side(doc, target)
        ):
            continue
        if tie.role in ("own", "owner") and target.kind not in ("name", "demonym"):
            continue
        if re.search(r"\b(?:brings?|brought|takes?) in (?:the )?$", _before(doc, target)):
            continue
        how = _site_modality(project, doc.nlp[sighting.head])
        start, end = min(sighting.start, target.start), max(sighting.end, target.end)
        if target.type in ("region", "country") and not (
            tie.role in ("of", "own")
            and target.type == "country"
            and target.kind == "demonym"
            and sighting.article == "indefinite"
        ):
            yield Relation(project.project_id, "located_in", target.entity_id, how, start, end)
        elif target.type in ("place", "facility"):
            sentence = doc.sentence_at(sighting.start)
            for row in located:
                if row.subject_id == target.entity_id and sentence.start <= row.start < sentence.end:
                    yield Relation(
                        project.project_id, "located_in", row.object_id, how, min(start, row.start), max(end, row.end)
                    )


def _is_side(doc: Document, mention: Mention) -> bool:
    """ "on the Turkish Mediterranean coast": a side of the country, which is in it."""
    following = doc.text[mention.end : mention.end + 30].split()[:3]
    return any(word.strip(".,") in words("whereabouts")["sides"] for word in following)


def _owner_sites(doc: Document, one: Told) -> Iterator[Relation]:
    """A line that is called a country's lies in it: "Russia's first railway"."""
    for sighting, tie in one.group.ties:
        if (
            tie.role == "owner"
            and not sighting.is_part
            and tie.mention.type == "country"
            and tie.mention.kind == "name"
        ):
            how = _end_modality(one.project, doc.nlp[sighting.head])
            yield Relation(
                one.project.project_id,
                "located_in",
                tie.mention.entity_id,
                how,
                min(sighting.start, tie.mention.start),
                sighting.end,
            )


def built_as_told(rows: Sequence[Relation], projects: Sequence[Project]) -> list[Relation]:
    """The rows, the time of `builds` being the stage of the work: what is only planned is not being built yet."""
    stages = {p.project_id: p.status for p in projects}
    return [_staged(row, stages.get(row.object_id, "")) for row in rows]


def _staged(row: Relation, stage: str) -> Relation:
    if row.predicate != "builds" or row.modality == modality.DENIED:
        return row
    if stage in _UNBUILT:
        return replace(row, modality=modality.PLANNED)
    return replace(row, modality=modality.ASSERTED) if stage in _BUILT else row


def _site_modality(project: Project, head: Token) -> str:
    """Planned only where the phrase is what will be built there: "the plant will be constructed at Jose"."""
    if project.status in _UNBUILT and head.dep_ == "nsubjpass":
        return modality.of_verb(head.head)
    return modality.ASSERTED
