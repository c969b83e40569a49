"""entities: one row an entity, over the whole dataset."""

from __future__ import annotations

from schemas.fields import ENTITY_ID, Field
from schemas.table import Rule, Table
from schemas.vocabulary import ENTITY_TYPES

ENTITIES = Table(
    name="entities",
    description="One row a country, bloc, region, place, facility, person, organisation or commodity that a row of the "
    "dataset names, over all documents.",
    fields=(
        ENTITY_ID,
        Field("type", "string", "What the entity is.", "country", vocabulary=ENTITY_TYPES),
        Field("name", "string", "The canonical English name.", "China"),
        Field("aliases", "list<string>", "The names that the documents use.", ["China", "Beijing", "Chinese"]),
        Field(
            "scheme",
            "string",
            "The standard that `code` is from: ISO 3166-1 alpha-3, ISO 3166-2, GeoNames, HS 2022 and others.",
            "ISO 3166-1 alpha-3",
            is_nullable=True,
        ),
        Field("code", "string", "The entity's code in `scheme`.", "CHN", is_nullable=True),
        Field(
            "country",
            "string",
            "The country that the entity is in or of, in ISO 3166-1 alpha-3 (a historic one in its code of the time).",
            "CHN",
            is_nullable=True,
            pattern="^[A-Z]{3}$",
        ),
        Field(
            "latitude",
            "double",
            "Latitude in WGS 84, north positive.",
            35.0,
            unit="degrees",
            is_nullable=True,
            minimum=-90,
            maximum=90,
        ),
        Field(
            "longitude",
            "double",
            "Longitude in WGS 84, east positive.",
            105.0,
            unit="degrees",
            is_nullable=True,
            minimum=-180,
            maximum=180,
        ),
    ),
    key=("entity_id",),
    order=("entity_id",),
    rules=(
        Rule("entity_id starts with type", "STARTS_WITH(entity_id, CONCAT(type, ':'))"),
        Rule("scheme and code come together", "(scheme IS NULL) = (code IS NULL)"),
        Rule("latitude and longitude come together", "(latitude IS NULL) = (longitude IS NULL)"),
    ),
)
