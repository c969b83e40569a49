from __future__ import annotations

import pytest

from pipeline.knowledge import capital_of, capital_places, entities, names, places

CURATED = """
Nizhneleninskoye Tongjiang Heihe Blagoveshchensk Suifenhe Grodekovo Zabaikalsk Manzhouli Zarubino Khorgos Dostyk
Alashankou Kozmino Skovorodino Mohe Daqing Taishet Novorossiysk Ust-Luga Primorsk Sabetta Gwadar Hambantota
Chabahar Chancay Piraeus
"""

FIRST = {
    "Moscow": ("moscow", "RUS"), "Paris": ("paris", "FRA"), "London": ("london", "GBR"), "Peking": ("beijing", "CHN"),
    "Beijing": ("beijing", "CHN"), "Leningrad": ("st-petersburg", "RUS"), "St. Petersburg": ("st-petersburg", "RUS"),
    "Canton": ("guangzhou", "CHN"), "Bombay": ("mumbai", "IND"), "Saigon": ("ho-chi-minh-city", "VNM"),
    "Rangoon": ("yangon", "MMR"), "Kiev": ("kyiv", "UKR"), "Odessa": ("odesa", "UKR"), "Danzig": ("gdansk", "POL"),
    "Xi'an": ("xian", "CHN"), "Xi’an": ("xian", "CHN"), "ZÜRICH": ("zurich", "CHE"), "zurich": ("zurich", "CHE"),
    "Springfield": ("springfield", "USA"), "Cambridge": ("cambridge", "GBR"), "New York": ("new-york", "USA"),
    "The Hague": ("the-hague", "NLD"), "Pusan": ("busan", "KOR"), "Alma-Ata": ("almaty", "KAZ"),
    "Lubbock": ("lubbock", "USA"), "Kitwe": ("kitwe", "ZMB"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), FIRST.items())
def test_the_first_candidate(name: str, expected: tuple[str, str]) -> None:
    first = places(name)[0]
    assert (first.entity_id, first.country) == (f"place:{expected[0]}", expected[1])


@pytest.mark.parametrize("name", CURATED.split())
def test_curated_places_are_entities_and_names(name: str) -> None:
    candidate = places(name)[0]
    assert entities()[candidate.entity_id] is candidate
    assert any(known.text == name and known.entity_id == candidate.entity_id for known in names())


def test_there_are_enough_curated_places() -> None:
    assert sum(entity.type == "place" for entity in entities().values()) >= 120


def test_coordinates_are_where_the_places_are() -> None:
    for name, latitude, longitude in (
        ("Tongjiang", 47.6, 132.5),
        ("Nizhneleninskoye", 48.0, 132.6),
        ("Lagos", 6.5, 3.4),
    ):
        found = places(name)[0]
        assert found.latitude == pytest.approx(latitude, abs=0.5) and found.longitude == pytest.approx(
            longitude, abs=0.5
        )


def test_homonyms_follow_the_most_populous_and_carry_their_country() -> None:
    ids = [place.entity_id for place in places("Moscow")]
    assert ids[:2] == ["place:moscow", "place:moscow-usa"]
    populations = [place.population or 0 for place in places("Cambridge")]
    assert populations == sorted(populations, reverse=True)
    assert len({place.country for place in places("Springfield")}) == len(places("Springfield"))


def test_small_towns_with_ordinary_names_are_left_out_and_large_ones_marked() -> None:
    for name in ("Of", "Same", "Most", "Police"):
        assert places(name) == ()
    for name in ("Nice", "Reading", "Mobile", "Cork"):
        assert places(name)[0].is_common_word
    assert not places("Rotterdam")[0].is_common_word


def test_an_unknown_name_has_no_candidates() -> None:
    assert places("Qwertyville") == () and places("") == ()


def test_a_code_of_geonames_stands_for_one_place() -> None:
    codes = [entity.code for entity in entities().values() if entity.type == "place" and entity.code]
    assert len(codes) == len(set(codes)) and all(code.isdigit() for code in codes)


def test_every_capital_is_a_place_and_its_state_known() -> None:
    for state_id, place_ids in capital_places().items():
        assert state_id in entities()
        for place_id in place_ids:
            assert place_id in entities()
    assert capital_of("place:brussels") == "bloc:eu"
