from __future__ import annotations

import datetime as dt

import pytest

from pipeline.knowledge import capital_of, entities, names, state_on

USUAL = {
    "U.S.": "USA", "US": "USA", "USA": "USA", "United States": "USA", "America": "USA", "American": "USA",
    "Americans": "USA", "White House": "USA", "U.K.": "GBR", "UK": "GBR", "Britain": "GBR", "Briton": "GBR",
    "Britons": "GBR", "British": "GBR", "Downing Street": "GBR", "Whitehall": "GBR", "UAE": "ARE", "Emirati": "ARE",
    "DPRK": "PRK", "North Korea": "PRK", "North Korean": "PRK", "ROK": "KOR", "Republic of Korea": "KOR",
    "South Koreans": "KOR", "Korean": "KOR", "PRC": "CHN", "Chinese": "CHN", "Sino": "CHN", "mainland China": "CHN",
    "USSR": "SUN", "U.S.S.R.": "SUN", "Soviet": "SUN", "Soviets": "SUN", "Soviet Union": "SUN", "Russian": "RUS",
    "Russians": "RUS", "Russo": "RUS", "Kremlin": "RUS", "Russian Federation": "RUS", "East German": "DDR",
    "GDR": "DDR", "West Germany": "DEU", "West Germans": "DEU", "Germany": "DEU", "Dutch": "NLD", "Holland": "NLD",
    "Netherlands": "NLD", "Turkish": "TUR", "Turks": "TUR", "Türkiye": "TUR", "Turkiye": "TUR", "Élysée": "FRA",
    "French": "FRA", "Franco": "FRA", "Anglo": "GBR", "Indo": "IND", "Burma": "MMR", "Myanmar": "MMR",
    "Zaire": "ZAR", "Zairean": "ZAR", "DR Congo": "COD", "Congo": "COD", "Congo-Brazzaville": "COG",
    "Ivory Coast": "CIV", "Cote d'Ivoire": "CIV", "Côte d’Ivoire": "CIV", "Cape Verde": "CPV", "Swaziland": "SWZ",
    "Persia": "IRN", "Ceylon": "LKA", "Kosovo": "XKX", "Taiwan": "TWN", "Taiwanese": "TWN", "Republic of China": "TWN",
    "Hong Kong": "HKG", "Macau": "MAC", "Macao": "MAC", "Palestinian": "PSE", "Niger": "NER", "Nigerien": "NER",
    "Nigeria": "NGA", "Nigerian": "NGA", "Guinea": "GIN", "Guinea-Bissau": "GNB", "Equatorial Guinea": "GNQ",
    "Papua New Guinea": "PNG", "Georgia": "GEO", "Jordan": "JOR", "Chad": "TCD", "Yugoslav": "YUG",
    "Czechoslovakia": "CSK", "Czech Republic": "CZE", "Czechia": "CZE", "South Yemen": "YMD", "North Yemen": "YEM",
    "Danish": "DNK", "Danes": "DNK", "Swiss": "CHE", "Poles": "POL", "Swedes": "SWE", "Finnish": "FIN", "Thai": "THA",
    "Malagasy": "MDG", "Filipino": "PHL", "Philippine": "PHL", "Ecuadorean": "ECU", "Venezuelan": "VEN",
    "Kyrgyz": "KGZ", "Kazakh": "KAZ", "Uzbek": "UZB", "Turkmen": "TKM", "Azeri": "AZE", "Viet Nam": "VNM",
    "Byelorussia": "BLR", "Belarusian": "BLR", "East Timor": "TLS", "North Macedonia": "MKD", "Vatican": "VAT",
}  # fmt: skip


def usual(text: str) -> set[str]:
    return {name.entity_id for name in names() if name.text == text and name.priority == 0 and name.is_cased}


@pytest.mark.parametrize(("text", "code"), USUAL.items())
def test_the_usual_reading_of_a_country_name(text: str, code: str) -> None:
    assert f"country:{code}" in usual(text)


def test_a_country_name_has_one_usual_country() -> None:
    readings: dict[str, set[str]] = {}
    for name in names():
        if name.entity_id.startswith("country:") and name.priority == 0:
            readings.setdefault(name.text, set()).add(name.entity_id)
    assert {text: ids for text, ids in readings.items() if len(ids) > 1} == {}


def test_words_that_look_like_a_country_are_marked() -> None:
    marked = {name.text for name in names() if name.needs_cue}
    assert {"Turkey", "Chad", "Jordan", "Georgia", "Polish", "Sino", "Franco", "Indo"} <= marked
    assert not {"Germany", "Brazil", "Russian"} & marked


def test_demonyms_are_told_from_names() -> None:
    kinds = {(name.text, name.entity_id): name.kind for name in names()}
    assert (
        kinds["Chinese", "country:CHN"] == kinds["Turks", "country:TUR"] == kinds["Soviet", "country:SUN"] == "demonym"
    )
    assert kinds["China", "country:CHN"] == kinds["Kremlin", "country:RUS"] == "name"


def test_countries_carry_their_standard_code_and_coordinates() -> None:
    china, soviet_union = entities()["country:CHN"], entities()["country:SUN"]
    assert (china.scheme, china.code, china.country) == ("ISO 3166-1", "CHN", "CHN")
    assert (soviet_union.scheme, soviet_union.code) == ("ISO 3166-3", "SUHH")
    for entity in entities().values():
        if entity.type == "country" and entity.entity_id != "country:WLD":
            assert entity.latitude is not None and -90 <= entity.latitude <= 90
            assert entity.longitude is not None and -180 <= entity.longitude <= 180


def test_a_capital_stands_for_the_government_of_its_time() -> None:
    assert capital_of("place:moscow") == "country:RUS"
    assert capital_of("place:moscow", dt.date(1987, 3, 2)) == "country:SUN"
    assert capital_of("place:prague", dt.date(1987, 3, 2)) == "country:CSK"
    assert capital_of("place:bonn", dt.date(1987, 3, 2)) == "country:DEU"
    assert capital_of("place:bonn") is None
    assert capital_of("place:kinshasa", dt.date(2020, 1, 1)) == "country:COD"
    assert capital_of("place:shanghai") is None


def test_a_modern_name_in_an_old_text_is_the_historic_state() -> None:
    assert state_on("country:RUS", dt.date(1987, 3, 2)) == "country:SUN"
    assert state_on("country:RUS", dt.date(2023, 11, 7)) == "country:RUS"
    assert state_on("country:MMR", dt.date(1987, 3, 2)) == "country:BUR"
    assert state_on("country:CHN", dt.date(1987, 3, 2)) == "country:CHN"
    assert state_on("country:CZE", dt.date(1987, 3, 2)) == "country:CSK"
    assert state_on("country:RUS", None) == "country:RUS"
