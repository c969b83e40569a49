from __future__ import annotations

import pytest

from pipeline.knowledge import entities, names, slug

ORGANISATIONS = {
    "CNPC": ("china-national-petroleum-corporation", "CHN"), "Gazprom": ("gazprom", "RUS"),
    "Gazprom Neft": ("gazprom-neft", "RUS"), "Pemex": ("petroleos-mexicanos", "MEX"),
    "Petróleos Mexicanos": ("petroleos-mexicanos", "MEX"), "PDVSA": ("petroleos-de-venezuela", "VEN"),
    "Petrobras": ("petrobras", "BRA"), "RZD": ("russian-railways", "RUS"), "Russian Railways": ("russian-railways", "RUS"),
    "COFCO": ("cofco", "CHN"), "VEB": ("vnesheconombank", "RUS"), "IMF": ("international-monetary-fund", None),
    "WTO": ("world-trade-organization", None), "GATT": ("general-agreement-on-tariffs-and-trade", None),
    "World Bank": ("world-bank", None), "IEA": ("international-energy-agency", None),
    "EIA": ("energy-information-administration", "USA"), "UN": ("united-nations", None),
    "U.N.": ("united-nations", None), "European Commission": ("european-commission", None),
    "General Administration of Customs": ("general-administration-of-customs", "CHN"),
    "Federal Customs Service": ("federal-customs-service", "RUS"), "Rosselkhoznadzor": ("rosselkhoznadzor", "RUS"),
    "NDRC": ("national-development-and-reform-commission", "CHN"), "PBOC": ("peoples-bank-of-china", "CHN"),
    "Bank of Japan": ("bank-of-japan", "JPN"), "Cargill": ("cargill", "USA"), "Rosatom": ("rosatom", "RUS"),
    "BP": ("british-petroleum", "GBR"), "Statoil": ("den-norske-stats-oljeselskap", "NOR"),
    "Equinor": ("equinor", "NOR"), "TSMC": ("taiwan-semiconductor-manufacturing", "TWN"),
    "COSCO": ("cosco-shipping", "CHN"), "Maersk": ("maersk", "DNK"), "Statistics Canada": ("statistics-canada", "CAN"),
}  # fmt: skip

PERSONS = {
    "Putin": ("vladimir-putin", "RUS"), "Vladimir Putin": ("vladimir-putin", "RUS"), "Xi": ("xi-jinping", "CHN"),
    "Xi Jinping": ("xi-jinping", "CHN"), "Trump": ("donald-trump", "USA"), "Reagan": ("ronald-reagan", "USA"),
    "Nakasone": ("yasuhiro-nakasone", "JPN"), "Gorbachev": ("mikhail-gorbachev", "SUN"), "Wang Yi": ("wang-yi", "CHN"),
    "Lavrov": ("sergei-lavrov", "RUS"), "Sergey Lavrov": ("sergei-lavrov", "RUS"), "Modi": ("narendra-modi", "IND"),
    "Erdoğan": ("recep-tayyip-erdogan", "TUR"), "Tokayev": ("kassym-jomart-tokayev", "KAZ"),
    "Yeutter": ("clayton-yeutter", "USA"), "von der Leyen": ("ursula-von-der-leyen", None),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "key", "country"), [
    *(("organisation", text, *expected) for text, expected in ORGANISATIONS.items()),
    *(("person", text, *expected) for text, expected in PERSONS.items()),
])  # fmt: skip
def test_a_name_is_one_entity_with_its_country(kind: str, text: str, key: str, country: str | None) -> None:
    found = {name.entity_id for name in names() if name.text == text}
    assert found == {f"{kind}:{key}"}
    assert entities()[f"{kind}:{key}"].country == country


def test_there_are_enough_of_them() -> None:
    kinds = [entity.type for entity in entities().values()]
    assert kinds.count("organisation") >= 300 and kinds.count("person") >= 150


def test_keys_are_slugs() -> None:
    for entity in entities().values():
        if entity.type in {"organisation", "person", "facility", "place"}:
            key = entity.entity_id.partition(":")[2]
            assert key == slug(key) and key


def test_countries_of_entities_are_countries() -> None:
    for entity in entities().values():
        assert entity.country is None or f"country:{entity.country}" in entities()


def test_names_that_are_words_need_a_cue() -> None:
    marked = {name.text for name in names() if name.needs_cue}
    assert {"Total", "Shell", "Apple", "Mosaic", "Abe"} <= marked
    assert not {"Gazprom", "Rosneft", "Putin", "Reagan"} & marked
