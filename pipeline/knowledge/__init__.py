"""What amur knows before it reads: countries, blocs, regions, places, organisations, persons, goods and their names.

Data files stand beside the code, each with its source and licence; the modules here load them once per process.
"""

from __future__ import annotations

from pipeline.knowledge.gazetteer import (
    Entity,
    Name,
    capital_of,
    capital_places,
    commodities,
    entities,
    masks,
    named_on,
    names,
    same_goods,
    state_on,
)
from pipeline.knowledge.tables import fold, read_table, slug
from pipeline.knowledge.towns import places

__all__ = [
    "Entity",
    "Name",
    "capital_of",
    "capital_places",
    "commodities",
    "entities",
    "fold",
    "masks",
    "named_on",
    "names",
    "places",
    "read_table",
    "same_goods",
    "slug",
    "state_on",
]
