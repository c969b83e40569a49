"""The particulars of a project: its kind and goods, the states and firms in it, its places, capacity and cost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.project_matching import LINES, Group
from pipeline.extraction.project_ties import Tie
from pipeline.knowledge.words import words

_PLACE_ROLES = frozenset(
    "own of at in near apposition from to between link across over into through via off on along under with towards "
    "outside opposite subject".split()
)
_LIQUEFIED = re.compile(r"\blng\b|\bliquefied natural gas\b|\bliquefaction\b")
_SHIPPED_GAS = re.compile(r"\bcargo(?:es)?\b|\bgas\b|\btrains?\b|\btankers?\b")
_LINE_ROLES = frozenset(("to", "between", "with", "through", "via", "towards"))


def resolved_kind(doc: Document, group: Group, groups: Iterable[Group] = ()) -> str | None:
    """The kind in the contract's vocabulary, "pipeline" and light nouns told apart by the words around; None if unclear."""
    kind = group.kind
    text = " ".join(_text(doc, doc.sentences[i]) for i in sorted({s.sentence for s in group.sightings})).lower()
    lexicon = words("projects")
    if (
        kind == "lng"
        and group.known is not None
        and group.known.name == "Sakhalin-2"
        and not re.search(r"\b(?:lng|liquefied|gas comes)\b", text)
    ):
        return "field"
    if (
        kind == "plant"
        and {s.noun for s in group.sightings} == {"plant"}
        and not any(s.words.islower() and s.words != "plant" for s in group.sightings)
        and re.search(r"\brefin(?:e|es|ing|er|ers)\b", text)
    ):
        return "refinery"
    if (
        kind == "plant"
        and {s.noun for s in group.sightings} == {"plant"}
        and not any(s.words.islower() and s.words != "plant" for s in group.sightings)
        and (_LIQUEFIED.search(text) or _LIQUEFIED.search(doc.text.lower()) and _SHIPPED_GAS.search(text))
    ):
        return "lng"
    if (
        kind == "terminal"
        and any(
            s.noun.endswith("terminal") and lexicon["gas_terminals"] & set(s.words.lower().split())
            for s in group.sightings
        )
        and _LIQUEFIED.search(doc.text.lower())
    ):
        return "lng"  # "a receiving terminal" in a text on liquefied gas
    if kind not in (None, "pipeline"):
        return kind
    cues: Counter[str] = Counter()
    for candidate, listed in lexicon["line_cues"].items():
        if kind == "pipeline" and not candidate.endswith("_pipeline"):
            continue
        cues[candidate] = sum(len(re.findall(rf"\b{re.escape(w)}\b", text)) for w in listed)
    if not any(cues.values()):
        whole = doc.text.lower()
        for candidate, listed in lexicon["line_cues"].items():
            if kind != "pipeline" or candidate.endswith("_pipeline"):
                cues[candidate] = sum(len(re.findall(rf"\b{re.escape(w)}\b", whole)) for w in listed)
    if kind == "pipeline" and not any(cues.values()):
        return "oil_pipeline"
    only = {lexicon["light"].get(s.noun) for s in group.sightings if s.noun not in lexicon["whole_nouns"]}
    if kind is None and len(only) == 1 and (allowed := next(iter(only))) not in (None, "all") and len(allowed) == 1:
        return next(iter(allowed))  # "the track between X and Y" is a railway's
    order = ("railway", "power_line", "gas_pipeline", "oil_pipeline")
    best = max(order, key=lambda k: (cues[k], -order.index(k)))
    if kind is None:
        nouns = {s.noun for s in group.sightings}
        if not nouns & {
            "line",
            "link",
            "route",
            "section",
            "stretch",
            "leg",
            "spur",
            "branch",
            "segment",
            "pipe",
            "piece",
            "extension",
        }:
            return _kind_of_facility(nouns, groups) or _kind_of_venture(text)
    return best


def _kind_of_facility(nouns: set[str], groups: Iterable[Group]) -> str | None:
    """ "the Mongstad facility" in a text on refineries is one: the kind told most often that such a noun may stand for."""
    lights = words("projects")["light"]
    allowed = {k for n in nouns for k in (lights.get(n) or ()) if lights.get(n) != "all"}
    told = Counter(s.kind for g in groups for s in g.sightings if s.kind in allowed)
    return max(sorted(told, key=lambda k: (k == "plant", k)), key=lambda k: told[k]) if told else None


def _kind_of_venture(text: str) -> str | None:
    """What a named "project" is, by the goods that it is told with."""
    for kind, pattern in (
        ("lng", r"\blng\b|liquefied"),
        ("mine", r"\bcoal|\bgold\b|\bcopper\b|\biron ore\b|\bbauxite\b|\bmin(?:e|ing)\b|\buranium\b"),
        ("field", r"\boil\b|\bgas\b|\bcrude\b|barrels|\bfields?\b"),
    ):
        if re.search(pattern, text):
            return kind
    return "other"


def _text(doc: Document, sentence: Sentence) -> str:
    return doc.text[sentence.start : sentence.end]


_DIRECTION = re.compile(r"(?:north|south|east|west)\w* of (?:the )?$")


def _only_measures(doc: Document, tie: Tie) -> bool:
    """ "94 miles north of the capital": from where, not where."""
    before = doc.text[max(0, tie.mention.start - 20) : tie.mention.start]
    return tie.role in ("of", "in", "at", "near") and _DIRECTION.search(before) is not None


def places(doc: Document, group: Group, kind: str) -> list[str]:
    """Where it is or, of a line, what it links: ids of places, regions and countries."""
    roles = _PLACE_ROLES if kind in LINES or kind == "other" else _PLACE_ROLES - _LINE_ROLES
    near = [t for _, t in group.ties if t.role in roles and t.mention.type != "facility"]
    told = [t for t in near if not _only_measures(doc, t)]
    found = [t.mention.entity_id for t in told or near if not (group.towns and _is_waters_of_a_town(t))]
    return list(dict.fromkeys(found))


def _is_waters_of_a_town(tie: Tie) -> bool:
    """ "at Salina Cruz on the Pacific coast": the sea only says where the town is."""
    name = f"{tie.mention.text} {tie.mention.entity_id.partition(':')[2]}".lower()
    return (
        tie.mention.type == "region"
        and tie.role in ("on", "off")
        and bool(words("projects")["waters"] & set(re.findall(r"[a-z]+", name)))
    )


def commodity(doc: Document, group: Group, kind: str) -> str | None:
    """The id of the good that it carries or makes: named before the noun, after "for", or the pipeline's own."""
    if group.known is not None and group.known.known is not None and group.known.known.commodity_id:
        return group.known.known.commodity_id
    for sighting in group.sightings:
        inside = [
            m
            for m in doc.mentions
            if m.type == "commodity"
            and m.entity_id.partition(":")[2] not in words("projects")["general_goods"]
            and doc.nlp[sighting.first].idx <= m.start
            and m.end <= sighting.end
        ]
        if inside:
            return inside[-1].entity_id
    for sighting in group.sightings:
        sentence = doc.sentences[sighting.sentence]
        after = [
            m
            for m in doc.mentions
            if m.type == "commodity"
            and m.entity_id.partition(":")[2] not in words("projects")["general_goods"]
            and sighting.end <= m.start < sentence.end
        ]
        if after and re.search(
            r"\b(?:for|carry|carries|carrying|carried|take|produce|producing|process|transport|make|handle|bring)\b",
            doc.text[sighting.end : after[0].start],
        ):
            return after[0].entity_id
    return {
        "gas_pipeline": "commodity:natural-gas",
        "oil_pipeline": "commodity:crude-oil",
        "lng": "commodity:liquefied-natural-gas",
        "power_line": "commodity:electricity",
    }.get(kind)
