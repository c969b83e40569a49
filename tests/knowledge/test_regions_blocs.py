from __future__ import annotations

import re

import pytest

from pipeline.knowledge import entities, names

REGIONS = {
    "Primorye": "RU-PRI", "Primorsky": "RU-PRI", "Primorsky Krai": "RU-PRI", "Maritime province": "RU-PRI",
    "Amur region": "RU-AMU", "Amur Oblast": "RU-AMU", "Amur": "amur-river", "Amur River": "amur-river",
    "Yakutia": "RU-SA", "Sakha Republic": "RU-SA", "Sakhalin": "RU-SAK", "Yamal": "RU-YAN", "Tula region": "RU-TUL",
    "Jewish Autonomous Oblast": "RU-YEV", "Zabaikalsky Krai": "RU-ZAB", "Kamchatka": "kamchatka",
    "Kamchatka Krai": "RU-KAM", "Heilongjiang": "CN-HL", "Heilongjiang province": "CN-HL", "Heilongjiang Province": "CN-HL",
    "Inner Mongolia": "CN-NM", "Xinjiang": "CN-XJ", "Sinkiang": "CN-XJ", "Uyghur": "CN-XJ", "Tibet": "CN-XZ",
    "Guangdong": "CN-GD", "Yunnan": "CN-YN", "Shaanxi": "CN-SN", "Shanxi": "CN-SX", "Texas": "US-TX", "Ohio": "US-OH",
    "State of Georgia": "US-GA", "New York state": "US-NY", "Alberta": "CA-AB", "Quebec": "CA-QC", "Scotland": "GB-SCT",
    "English": "GB-ENG", "Northern Ireland": "GB-NIR", "Sumatra": "ID-SM", "Zulia": "VE-V", "Rakhine": "MM-16",
    "Sistan and Baluchestan": "IR-11", "Mato Grosso": "BR-MT", "Bavaria": "DE-BY", "Gujarat": "IN-GJ",
    "Pavlodar region": "KZ-55", "Donetsk region": "UA-14", "Queensland": "AU-QLD", "Hokkaido": "JP-01",
    "Siberia": "siberia", "Siberian": "siberia", "Russian Far East": "russian-far-east", "Soviet Far East": "russian-far-east",
    "Far East": "far-east", "Western Europe": "western-europe", "West European": "western-europe", "Europe": "europe",
    "European": "europe", "Asian": "asia", "African": "africa", "Latin American": "latin-america",
    "Middle East": "middle-east", "the Gulf": "persian-gulf", "Persian Gulf": "persian-gulf", "Black Sea": "black-sea",
    "Caspian": "caspian-sea", "North Sea": "north-sea", "Arctic": "arctic", "Southeast Asia": "south-east-asia",
    "Southeast Asian": "south-east-asia", "Asia-Pacific": "asia-pacific", "Balkans": "the-balkans", "Crimea": "crimea",
    "Gulf of Mexico": "gulf-of-mexico", "Strait of Hormuz": "strait-of-hormuz", "Scandinavia": "scandinavia",
}  # fmt: skip

BLOCS = {
    "EU": "eu", "EC": "eu", "EEC": "eu", "European Community": "eu", "European Union": "eu", "Common Market": "eu",
    "the West": "west", "Western": "west", "ASEAN": "asean", "OPEC": "opec", "Opec": "opec", "OPEC+": "opec-plus",
    "G7": "g7", "Group of Seven": "g7", "G-20": "g20", "SCO": "sco", "EAEU": "eaeu", "Eurasian Economic Union": "eaeu",
    "BRICS": "brics", "NATO": "nato", "GCC": "gcc", "CIS": "cis", "Mercosur": "mercosur", "EFTA": "efta",
    "Comecon": "comecon", "African Union": "african-union", "Arab League": "arab-league", "Benelux": "benelux",
    "ECOWAS": "ecowas", "USMCA": "usmca", "NAFTA": "nafta", "APEC": "apec", "OECD": "oecd", "eurozone": "euro-zone",
}  # fmt: skip


def usual(text: str) -> set[str]:
    return {name.entity_id for name in names() if name.text == text and name.priority == 0}


@pytest.mark.parametrize(("text", "key"), REGIONS.items())
def test_the_usual_reading_of_a_region_name(text: str, key: str) -> None:
    assert usual(text) == {f"region:{key}"}


@pytest.mark.parametrize(("text", "key"), BLOCS.items())
def test_the_usual_reading_of_a_bloc_name(text: str, key: str) -> None:
    assert usual(text) == {f"bloc:{key}"}


def test_the_american_georgia_is_the_rarer_reading() -> None:
    readings = {name.entity_id: name.priority for name in names() if name.text == "Georgia"}
    assert readings == {"country:GEO": 0, "region:US-GA": 1}


def test_a_code_of_iso_3166_2_begins_with_its_country() -> None:
    prefixes: dict[str, set[str | None]] = {}
    for entity in entities().values():
        if entity.type == "region" and entity.code:
            assert re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", entity.code) and entity.scheme == "ISO 3166-2"
            prefixes.setdefault(entity.code[:2], set()).add(entity.country)
    assert {prefix: countries for prefix, countries in prefixes.items() if len(countries) != 1} == {}


def test_all_subdivisions_of_the_main_countries_are_there() -> None:
    keys = {entity.code for entity in entities().values() if entity.type == "region"}
    counts = {prefix: sum(str(key).startswith(f"{prefix}-") for key in keys) for prefix in ("RU", "CN", "US", "CA")}
    # cities (Moscow, Beijing, Washington …) are places, Hong Kong, Macau and Taiwan are countries
    assert counts == {"RU": 81, "CN": 27, "US": 50, "CA": 13}


def test_cities_with_a_code_of_their_own_are_no_regions() -> None:
    assert not any(
        name.text in {"Beijing", "Moscow", "Shanghai", "Brussels"}
        for name in names()
        if name.entity_id.startswith("region:")
    )
