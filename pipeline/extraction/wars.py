"""Wars that a text calls by a name: "the war in Ukraine", "the Gulf war"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extraction.actors import Actors
from pipeline.extraction.document import Document
from pipeline.extraction.rows import Relation
from pipeline.knowledge.statecraft import conflicts


def named_wars(doc: Document, actors: Actors) -> Iterator[Relation]:
    """The `in_conflict_with` rows of wars that were on when the text was published, or that it calls by name."""
    lower = re.sub(r"\s", " ", doc.text.lower())
    day = doc.published_on
    for conflict in conflicts():
        if day is not None and (
            day < conflict.since or conflict.until is not None and (day - conflict.until).days > 366
        ):
            continue
        if not any(side in actors.ranked for side in conflict.sides):
            continue
        found = [(lower.find(name), name) for name in conflict.names if name in lower]
        if found:
            start, name = min(found)
            a, b = sorted(conflict.sides)
            yield Relation(a, "in_conflict_with", b, "asserted", start, start + len(name))
