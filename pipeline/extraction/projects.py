"""Projects: what a text says is built, laid, dug, opened or run, and each statement about it.

What counts follows the guide (rules 10, 11): a work that has a name or is tied to a named place, or that somebody builds;
no vague plurals, no markets or treaties, no port that only says where something is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.extraction.document import Document
from pipeline.extraction.project_amounts import Amount, capacity, cost, dates
from pipeline.extraction.project_grammar import governor
from pipeline.extraction.project_groups import find_groups
from pipeline.extraction.project_implied import add_implied_ties
from pipeline.extraction.project_matching import LINES, Group
from pipeline.extraction.project_names import project_name
from pipeline.extraction.project_nouns import BARE, DEFINITE, INDEFINITE
from pipeline.extraction.project_parties import backers, participants, parties
from pipeline.extraction.project_sightings import Sighting
from pipeline.extraction.project_slots import commodity, places, resolved_kind
from pipeline.extraction.project_status import Statement, resolve, statements, told_of_work
from pipeline.extraction.project_ties import mention_starts
from pipeline.extraction.rows import Project, ProjectMention
from pipeline.extraction.slugs import slug
from pipeline.knowledge.words import words

_REACH = 6
_LOCATING = frozenset(
    "from to at in off through via near with between into by on around towards toward of outside".split()
)


def find_projects(doc: Document) -> tuple[list[Project], list[ProjectMention]]:
    """The document's projects in text order, each with its statements (one a sentence, also in text order).

    Needs `doc.mentions`; capacity and cost need `doc.quantities`. A project's `status` is that of its last statement
    that has one.
    """
    groups = find_groups(doc)
    add_implied_ties(doc, groups, mention_starts(doc))
    kept = []
    for group in groups:
        told = statements(doc, group, groups)
        kind = resolved_kind(doc, group, groups)
        if kind is not None and _counts(doc, group, kind, told):
            kept.append((group, kind, told))
    kept = _with_inherited(doc, kept)
    topics = _topics(doc, [g for g, _, _ in kept])
    projects: dict[str, Project] = {}
    mentions: list[ProjectMention] = []
    for group, kind, told in kept:
        told = _with_work(doc, group, told, topics, {s.sentence for g in groups for s in g.sightings})
        project, amount, price = _project(doc, group, kind, told, [g for g, _, _ in kept if g is not group], topics)
        if project.project_id == "project:":
            continue
        is_new = project.project_id not in projects
        projects.setdefault(project.project_id, project)
        held = {m.start for m in mentions if m.project_id == project.project_id}
        # Of two works of one name the first gives the row; what is said of the other is told without a status.
        more = _mentions(doc, project, told, amount, price)
        mentions += more if is_new else [replace(m, status=None) for m in more if m.start not in held]
    return list(projects.values()), sorted(mentions, key=lambda m: (m.start, m.project_id))


def _with_inherited(
    doc: Document, kept: list[tuple[Group, str, list[Statement]]]
) -> list[tuple[Group, str, list[Statement]]]:
    """ "The project consists of a pipeline …": what a whole is made of has its stage and its parties."""
    out = []
    for group, kind, told in kept:
        whole = next((w for w in kept if w[0] is not group and _takes_in(doc, w[0], group)), None)
        if whole is not None:
            status = resolve(doc, list(whole[2]), whole[0])
            told = [replace(s, status=status, is_weak=False, is_by_noun=False) for s in told[:1]] + told[1:]
            group.takers += [s for s in whole[0].sightings]
        elif (
            any(_takes_in(doc, group, g) for g, _, _ in kept if g is not group)
            and all(s.is_light or s.name for s in group.sightings)
            and kind in ("field", "mine", "plant")
        ):
            kind = "other"
        out.append((group, kind, told))
    return out


def _with_work(
    doc: Document, group: Group, told: list[Statement], topics: Mapping[int, Group], named: set[int]
) -> list[Statement]:
    """The statements, those counted in that only name the work on it or what it puts out."""
    own = {s.sentence for s in told} | named
    more = [told_of_work(doc, index) for index, topic in topics.items() if topic is group and index not in own]
    return sorted([*told, *(s for s in more if s is not None)], key=lambda s: s.sentence)


def _takes_in(doc: Document, whole: Group, part: Group) -> bool:
    """Is the whole the subject, and the part an object, of "consists of", "includes"?"""
    includes = words("projects")["includes"]
    for sighting in whole.sightings:
        head = doc.nlp[sighting.head]
        if head.dep_ == "nsubj" and head.head.lemma_.lower() in includes:
            reach = {t.i for t in head.head.subtree if t.i > head.head.i}
            if any(s.head in reach for s in part.sightings[:1]):
                return True
    return False


def _project(
    doc: Document,
    group: Group,
    kind: str,
    told: Sequence[Statement],
    others: Sequence[Group],
    topics: Mapping[int, Group],
) -> tuple[Project, Amount | None, Amount | None]:
    """The project's row, and its capacity and cost with the sentences that tell them."""
    other_starts = {s.start for g in others for s in g.sightings} | {doc.nlp[i].idx for g in others for i in g.pronouns}
    own = [s.sentence for s in told]
    near = sorted({*own, *(index for index, topic in topics.items() if topic is group)})
    aside = [index for index in near if index not in own and index - max(i for i in own if i < index) <= 3]
    takers = participants(doc, group, group.takers) + backers(doc, aside)
    amount = capacity(doc, group, kind, near, other_starts)
    price = cost(doc, group, near, other_starts)
    starts_on, completes_on = dates(doc, group, near, other_starts)
    states = parties(doc, group, kind, takers, own)
    name = project_name(doc, group, kind, states)
    project = Project(
        project_id=f"project:{slug(name)}",
        name=name,
        kind=kind,
        status=resolve(doc, list(told), group),
        parties=tuple(states),
        organisations=tuple(dict.fromkeys(m.entity_id for m in takers if m.type == "organisation")),
        places=tuple(places(doc, group, kind)),
        commodity_id=commodity(doc, group, kind),
        capacity=amount.value if amount else None,
        capacity_unit=amount.unit if amount else None,
        cost=price.value if price else None,
        cost_currency=price.unit if price else None,
        starts_on=starts_on,
        completes_on=completes_on,
    )
    return project, amount, price


def _topics(doc: Document, groups: Sequence[Group]) -> dict[int, Group]:
    """For each sentence, the work that it goes on about: the one that is its subject, else its first, else the one before."""
    by_sentence: dict[int, list[tuple[bool, int, Group]]] = {}
    for group in groups:
        anchors = [(s.sentence, s.head) for s in group.sightings] + [
            (doc.sentence_at(doc.nlp[i].idx).index, i) for i in group.pronouns
        ]
        for sentence, index in anchors:
            token = doc.nlp[index]
            is_subject = token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("ROOT", "ccomp", "conj")
            by_sentence.setdefault(sentence, []).append((not is_subject, index, group))
    topics: dict[int, Group] = {}
    topic, since = None, 0
    for sentence in doc.sentences:
        told = by_sentence.get(sentence.index)
        if told:
            topic, since = min(told, key=lambda x: (x[0], x[1]))[2], sentence.index
        if topic is not None and sentence.index - since <= _REACH:
            topics[sentence.index] = topic
    return topics


def _mentions(
    doc: Document, project: Project, told: Sequence[Statement], amount: Amount | None, price: Amount | None
) -> list[ProjectMention]:
    """One a sentence, also of one that only tells its capacity or cost; a status that a later known one has overtaken
    is not repeated after it."""
    states = [None if s.is_background or s.is_weak else s.status for s in told]
    if project.status in states:
        last = max(i for i, status in enumerate(states) if status == project.status)
        states = [status if i <= last else None for i, status in enumerate(states)]
    else:
        states = [project.status if i == 0 else None for i in range(len(states))]
    of_sentence = {s.sentence: status for s, status in zip(told, states, strict=True)}
    for number in (amount, price):
        if number is not None:
            of_sentence.setdefault(number.sentence, None)
    out = []
    for index, status in sorted(of_sentence.items()):
        sentence = doc.sentences[index]
        mention = ProjectMention(project.project_id, status, sentence.start, sentence.end)
        if amount is not None and amount.sentence == index:
            mention = replace(mention, capacity=amount.value, capacity_unit=amount.unit)
        if price is not None and price.sentence == index:
            mention = replace(mention, cost=price.value, cost_currency=price.unit)
        out.append(mention)
    return out


def _counts(doc: Document, group: Group, kind: str, told: Sequence[Statement]) -> bool:
    """Does the guide count it as a project?"""
    if _is_only_a_hazard(doc, group, told):
        return False
    if any(s.known for s in group.sightings):
        return True
    singular = [s for s in group.sightings if not s.is_plural]
    if not singular:
        return any(_is_counted_plural(doc, s, group) for s in group.sightings)
    if all(s.is_light and s.kind is None for s in singular) and not any(s.name for s in singular):
        ends = {t.mention.entity_id for _, t in group.ties if t.role in ("from", "to", "between", "link", "across")}
        return (
            len(ends) >= 2
            or any(s.ordinal == -1 for s in singular)
            and any(t.mention.type in ("place", "region") for _, t in group.ties)
        )
    if (
        kind == "economic_zone"
        and not any(s.name for s in singular)
        and not any(t.mention.type in ("place", "region") for _, t in group.ties)
    ):
        return False  # "an accord on a free trade zone" is a treaty
    if all(_marks_a_distance(doc, s) for s in singular):
        return False
    if all(s.noun in ("facility", "installation", "complex", "site", "station", "works") for s in singular) and not any(
        t.mention.type in ("place", "region") for _, t in group.ties
    ):
        return False
    if kind in ("port", "other") and all(_only_locates(doc, s) for s in singular):
        return False
    strong_build = any(
        s.status in ("under_construction", "planned", "agreed", "proposed", "suspended") and not s.is_weak for s in told
    )
    named = any(s.name and (s.premods or s.kind or s.owners) for s in singular)
    local = [
        t for _, t in group.ties if t.role not in ("owner", "own", "for", "by", "with") or t.mention.type != "country"
    ]
    if named and (
        group.towns
        or local
        or kind not in ("plant", "railway", "road", "other")
        or strong_build
        or any(s.name and s.noun in words("projects")["telling_plants"] for s in singular)
    ):
        return True
    if any(t.mention.type in ("place", "facility", "region") for t in local):
        return True
    if local and (kind in LINES or strong_build or any(s.article != BARE for s in singular)):
        return True
    if kind in LINES and any(s.article == INDEFINITE for s in singular) and len(participants(doc, group)) >= 2:
        strong_build = strong_build or any(s.status == "operational" and not s.is_weak for s in told)
    owned = any(s.owners for s in singular)
    return strong_build and (
        any(s.article == INDEFINITE for s in singular) or owned or any(s.premods for s in singular)
    )


def _is_long(doc: Document, sighting: Sighting) -> bool:
    """ "511 kilometres of Uzbek trunk pipelines"."""
    head = doc.nlp[sighting.head]
    return (
        head.dep_ == "pobj"
        and head.head.text.lower() == "of"
        and head.head.head.lemma_.lower() in words("projects")["lengths"]
    )


def _is_only_a_hazard(doc: Document, group: Group, told: Sequence[Statement]) -> bool:
    """ "radioactive water from the Fukushima plant": the text says nothing of the plant itself."""
    if any(s.status and not s.is_weak for s in told):
        return False
    hazards = words("projects")["hazard_words"]
    sentences = [doc.sentences[s.sentence] for s in told]
    return all(
        any(re.search(rf"\b{re.escape(h)}\b", doc.text[s.start : s.end].lower()) for h in hazards) for s in sentences
    )


def _is_counted_plural(doc: Document, sighting: Sighting, group: Group) -> bool:
    """ "refineries near Guayaquil", "its two Ohio coal mines": a plural counts if it stands right at a named place."""
    number = re.search(r"\b(?:two|three|four|five|both)\b", doc.nlp[sighting.first : sighting.head].text.lower())
    near = [
        t
        for s, t in group.ties
        if s is sighting and t.role in ("at", "in", "near", "own") and t.mention.type in ("place", "facility", "region")
    ]
    ends = {t.mention.entity_id for s, t in group.ties if s is sighting and t.role in ("from", "to", "between")}
    if (sighting.kind in LINES or sighting.noun.endswith("tunnels")) and len(ends) >= 2:
        return True
    head = doc.nlp[sighting.head]
    verb = governor(head)[0]
    if _is_long(doc, sighting) and any(m.type == "country" for m in sighting.premods) and verb is not None:
        return verb.lemma_.lower() in words("projects")["verbs"]["build"] | words("projects")["verbs"]["improve"]
    return (
        bool(near)
        and sighting.kind not in (None, "port")
        and (number is not None or near[0].mention.type in ("place", "facility") and sighting.article != DEFINITE)
    )


def _marks_a_distance(doc: Document, sighting: Sighting) -> bool:
    """ "55 miles northwest of the terminal": the work only tells how far something else is."""
    head = doc.nlp[sighting.head]
    if (
        sighting.name
        and sighting.kind not in ("port", "terminal")
        or head.dep_ != "pobj"
        or head.head.text.lower() not in ("of", "from")
    ):
        return False
    over = head.head.head.text.lower()
    return bool(
        re.fullmatch(r"(?:north|south|east|west)?-?(?:north|south|east|west)|miles?|km|kilomet(?:re|er)s?", over)
    )


def _only_locates(doc: Document, sighting: Sighting) -> bool:
    """ "at the port of X", "from the port of X": the port is where something else happens."""
    head = doc.nlp[sighting.head]
    told = (
        frozenset().union(*words("projects")["over_nouns"].values())
        | words("projects")["parts"]
        | {"infrastructure", "modernisation", "modernization", "upgrading"}
    )
    if any(n.lemma_.lower() in told for n in governor(head)[2]):
        return False
    if head.dep_ == "pobj" and head.head.lower_ == "for" and head.head.head.lower_ in ("bound", "left", "sailed"):
        return True
    if head.dep_ == "pobj" and head.head.text.lower() in _LOCATING:
        return head.head.i != head.sent.start
    if head.dep_ == "conj":
        return head.head.dep_ == "pobj"
    return head.dep_ == "appos" and head.head.dep_ == "pobj" and head.head.head.text.lower() in _LOCATING
