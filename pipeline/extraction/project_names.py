"""What a project is called: its proper name, or its shortest full description."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.project_matching import LINES, Group
from pipeline.extraction.project_nouns import singular_noun
from pipeline.extraction.project_sightings import Sighting
from pipeline.extraction.rows import Mention

_FALLBACK_NOUN = {
    "oil_pipeline": "oil pipeline", "gas_pipeline": "gas pipeline", "power_line": "power line", "power_plant": "power plant", "economic_zone": "economic zone",
    "logistics_hub": "logistics hub", "shipping_route": "shipping route", "lng": "LNG plant", "other": "project",
}  # fmt: skip
_DROPPED = re.compile(
    r"^(?:(?:a|an|the|its|their|new|newly|completed|second|first|third|big|biggest|large|largest|huge|giant|main|major|planned|proposed|existing|wrecked|damaged|whole|joint|own|same|only|so-called|future|"
    r"(?:the )?\d[\d,.]*[- ](?:kilometre|kilometer|mile|km|metre|meter)s?|old|modern|nearby|current|present|additional|state-owned|long-awaited|possible)\s+)+",
    re.I,
)


def project_name(doc: Document, group: Group, kind: str, parties: Sequence[str]) -> str:
    """ "Power of Siberia", "Mohe-Daqing pipeline", "Zarubino deep-water port", "grain corridor"."""
    if group.known is not None:
        return group.known.name or group.known.words
    phrase = _phrase(doc, group, kind)
    named = next((s for s in group.sightings if s.name), None)
    ordinal = next((s.ordinal for s in group.sightings if s.ordinal and s.ordinal > 0), None)
    prefix = {1: "first ", 2: "second ", 3: "third "}.get(ordinal or 0, "")
    if named is not None:
        return _clean(doc, named)
    ends = _ends(group)
    if kind in LINES and len(ends) >= 2:
        return f"{prefix}{_bare(ends[0])}-{_bare(ends[-1])} {phrase}"
    sites = [
        t.mention
        for _, t in group.ties
        if t.role
        in (
            "apposition",
            "of",
            "at",
            "own",
            "in",
            "near",
            "owner",
            "to",
            "link",
            "from",
            "across",
            "over",
            "on",
            "between",
            "through",
            "via",
            "off",
            "subject",
        )
    ]
    town = (
        next((m for m in sites if m.type in ("place", "facility")), None)
        or next((m for m in sites if m.type == "region"), None)
        or next(iter(sites), None)
    )
    if town is not None and town.text.lower() not in phrase.lower():
        joint = {"country": "in", "region": "in"}.get(town.type, "at")
        role = next(t.role for _, t in group.ties if t.mention == town)
        if town.kind == "demonym" or role == "owner":
            return f"{prefix}{town.text} {phrase}"
        if kind in LINES:
            return f"{prefix}{phrase} {role if role in ('to', 'from', 'across', 'over') else 'to' if role == 'link' else joint} {town.text}"
        return (
            f"{phrase} of {town.text}"
            if kind == "port" and role in ("of", "apposition") and phrase in ("port", "harbour", "harbor")
            else f"{prefix}{town.text} {phrase}"
        )
    states = [knowledge.entities()[p].name for p in parties if p in knowledge.entities()][:3]
    return f"{prefix}{'-'.join(states)} {phrase}" if states else prefix + phrase


def _bare(mention: Mention) -> str:
    return re.sub(r"^[Tt]he ", "", mention.text)


def _ends(group: Group) -> list[Mention]:
    """The towns (else regions or countries) between which a line runs, in the order told."""
    linked = [t.mention for _, t in group.ties if t.role in ("from", "to", "between", "link", "with", "own")]
    for types in (("place", "facility"), ("place", "facility", "region"), ("place", "facility", "region", "country")):
        ends = [m for m in linked if m.type in types and m.kind == "name"]
        unique = list({m.entity_id: m for m in ends}.values())
        if len(unique) >= 2:
            return unique
    return []


def _phrase(doc: Document, group: Group, kind: str) -> str:
    """The fullest plain noun phrase of the kind: "railway bridge", "oil transshipment complex"."""
    told = [s for s in group.sightings if s.kind is not None and not s.is_plural] or [
        s for s in group.sightings if s.kind is not None
    ]
    if not told:
        return _FALLBACK_NOUN.get(kind, kind.replace("_", " "))
    best = max(told, key=lambda s: (not s.name, len(s.noun.split()), -s.head))
    return _clean(doc, best)


def _clean(doc: Document, sighting: Sighting) -> str:
    text = sighting.words
    states = [m for m in sighting.premods if m.kind == "demonym" or m.type == "country"]
    for mention in states:
        if not re.search(rf"{re.escape(mention.text)}[-–]|[-–]{re.escape(mention.text)}", text):
            text = re.sub(rf"\b{re.escape(mention.text)}\b\s*", "", text, count=1)
    for quantity in reversed([q for q in doc.quantities if sighting.start <= q.start and q.end <= sighting.end]):
        text = text.replace(quantity.text, " ")
    text = re.sub(r",(?= [a-z])", "", text)
    text = re.sub(r"\s+", " ", re.sub(r"(?:^|[- ]|\b)(?:per|a)[- ](?:day|year)\b", " ", text))
    text = re.sub(r"^\w+-built\s+", "", text)
    text = _DROPPED.sub("", text.strip(' ,-"“”<>'))
    noun = singular_noun(sighting.noun)
    if sighting.is_plural and text.lower().endswith(sighting.noun):
        text = text[: -len(sighting.noun)] + noun
    text = re.sub(r"\s+", " ", text).strip() or noun
    opens = doc.nlp[sighting.first].is_sent_start and not sighting.name and text[1:2].islower()
    return text[0].lower() + text[1:] if opens else text
