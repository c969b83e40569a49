"""Extractions that workers can import: real rows for country names, and documents that misbehave when told to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import time
from pathlib import Path

from pipeline.extraction.rows import Extraction, Figure, Mention, Project, ProjectMention, Relation

_COUNTRIES = {"China": "country:CHN", "Russia": "country:RUS", "Japan": "country:JPN"}


def countries(text: str, published_on: dt.date | None) -> Extraction:
    """Mentions of three countries, a relation and a figure between the first two, a project where a bridge is told."""
    mentions = [
        Mention(m.start(), m.end(), m.group(), _COUNTRIES[m.group()], "name", 0.9)
        for m in re.finditer("China|Russia|Japan", text)
    ]
    found = Extraction(mentions=mentions)
    if len(mentions) > 1:
        one, two = mentions[:2]
        found.relations.append(
            Relation(
                one.entity_id,
                "exports_to",
                two.entity_id,
                "asserted",
                one.start,
                two.end,
                commodity_id="commodity:grain",
                confidence=0.8,
            )
        )
        found.figures.append(
            Figure(
                "export",
                one.entity_id,
                two.entity_id,
                one.start,
                two.end,
                "value",
                value=1e9,
                unit="USD",
                period_start=published_on,
                period_end=published_on,
                confidence=0.7,
            )
        )
    bridge = re.search(r"\w+ bridge", text)
    if bridge:
        key = f"project:{bridge.group().lower().replace(' ', '-')}"
        parties = ("country:CHN", "country:RUS")
        found.projects.append(Project(key, bridge.group(), "bridge", "planned", parties, confidence=0.6))
        found.project_mentions.append(ProjectMention(key, "planned", bridge.start(), bridge.end(), confidence=0.9))
    return found


def misbehaving(text: str, published_on: dt.date | None) -> Extraction:
    """`countries`, but RAISE, HANG, SPIN, EXIT and `EXIT-ONCE PATH` in a text do what they say."""
    if "RAISE" in text:
        raise ValueError(f"no sense in {text!r} at {object()!r}")
    if "HANG" in text:
        time.sleep(600)
    if "SPIN" in text:
        re.match(r"(a+)+$", "a" * 64 + "b")  # takes longer than anyone waits
    once = re.search(r"EXIT-ONCE (\S+)", text)
    if once:
        flag = Path(once.group(1))
        if not flag.exists():
            flag.touch()
            os._exit(9)
    elif "EXIT" in text:
        os._exit(7)
    return countries(text, published_on)


def beyond_the_text(text: str, published_on: dt.date | None) -> Extraction:
    """Rows that no release could hold, of the kind that the text names; else `countries`."""
    if "LONG" in text:
        return Extraction(mentions=[Mention(0, len(text) + 1, text, "country:CHN", "name", 0.9)])
    if "NAMELESS" in text:
        return Extraction(mentions=[Mention(0, 4, text[:4], "person:", "name", 0.9)])
    if "INFINITE" in text or "HALF" in text:
        half = published_on if "HALF" in text else None
        value = 1.0 if "HALF" in text else float("inf")
        figure = Figure("export", "country:CHN", "country:RUS", 0, 4, "value", value=value, period_end=half)
        return Extraction(figures=[dataclasses.replace(figure, confidence=0.7)])
    if "DANGLING" in text:
        return Extraction(relations=[Relation("country:CHN", "builds", "project:nothing", "asserted", 0, 4)])
    return countries(text, published_on)
