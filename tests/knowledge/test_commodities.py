from __future__ import annotations

import re

import pytest

from pipeline.knowledge import commodities, entities, names, same_goods

GOODS = {
    "crude oil": ("crude-oil", "2709"), "crude": ("crude-oil", "2709"), "natural gas": ("natural-gas", "2711"),
    "gas": ("natural-gas", "2711"), "oil": ("oil", "27"), "lng": ("liquefied-natural-gas", "2711"),
    "liquefied natural gas": ("liquefied-natural-gas", "2711"), "grain": ("grain", "10"), "grains": ("grain", "10"),
    "seafood": ("seafood", "03"), "timber": ("timber", "44"), "wood": ("wood", "44"), "coal": ("coal", "2701"),
    "coking coal": ("coking-coal", "270112"), "cars": ("car", "8703"), "vehicles": ("vehicle", "87"),
    "machinery": ("machinery", "84"), "wheat": ("wheat", "1001"), "soybeans": ("soybean", "1201"),
    "soyabeans": ("soyabean", "1201"), "soya beans": ("soya-bean", "1201"), "corn": ("corn", "1005"),
    "maize": ("maize", "1005"), "barley": ("barley", "1003"), "rapeseed oil": ("rapeseed-oil", "1514"),
    "rape oil": ("rape-oil", "1514"), "steel": ("steel", "72"), "iron ore": ("iron-ore", "2601"),
    "copper": ("copper", "7403"), "refined copper": ("refined-copper", "7403"), "aluminium": ("aluminium", "7601"),
    "gold": ("gold", "7108"), "fertilisers": ("fertiliser", "31"), "potash": ("potash", "310420"),
    "potassium chloride": ("potassium-chloride", "310420"), "coffee": ("coffee", "0901"), "cocoa": ("cocoa", "18"),
    "cocoa beans": ("cocoa-bean", "1801"), "sugar": ("sugar", "17"), "cotton": ("cotton", "5201"),
    "textiles": ("textile", None), "meat": ("meat", "02"), "beef": ("beef", "0202"), "pork": ("pork", "0203"),
    "poultry": ("poultry", "0207"), "fish": ("fish", "03"), "crabs": ("crab", "0306"),
    "petroleum products": ("petroleum-product", "2710"), "oil products": ("oil-product", "2710"), "petrol": ("petrol", "2710"),
    "diesel": ("diesel", "2710"), "chemicals": ("chemical", None), "electronics": ("electronics", "85"),
    "semiconductors": ("semiconductor", "8541"), "gallium": ("gallium", "811292"), "electricity": ("electricity", "2716"),
    "helium": ("helium", "2804"), "rare earths": ("rare-earth", "2805"), "anchovies": ("anchovy", "0303"),
}  # fmt: skip


@pytest.mark.parametrize(("alias", "expected"), GOODS.items())
def test_a_trade_word_has_its_id_and_code(alias: str, expected: tuple[str, str | None]) -> None:
    key, code = expected
    entity = entities()[commodities()[alias]]
    assert (entity.entity_id, entity.code) == (f"commodity:{key}", code)
    assert entity.scheme == ("HS 2022" if code else None)


def test_there_are_enough_goods() -> None:
    assert len({commodity for commodity in commodities().values()}) >= 350
    assert sum(entities()[commodity].code is not None for commodity in set(commodities().values())) >= 350


def test_aliases_are_lower_case_and_need_not_match_case() -> None:
    assert all(alias == alias.lower() for alias in commodities())
    assert not any(name.is_cased for name in names() if name.entity_id.startswith("commodity:"))


def test_everyday_words_are_goods_only_on_a_cue() -> None:
    for word in ("lead", "ships", "chips", "paper", "mop"):
        assert word not in commodities() and word in commodities(with_cue=True)


def test_codes_are_chapters_headings_or_subheadings() -> None:
    for entity in entities().values():
        if entity.type == "commodity" and entity.code:
            assert re.fullmatch(r"\d{2}|\d{4}|\d{6}", entity.code)


def test_the_same_goods_under_two_words_share_a_code() -> None:
    assert same_goods("commodity:maize") == "commodity:corn"
    assert same_goods("commodity:soyabean-oil") == "commodity:soybean-oil"
    assert same_goods("commodity:corn") == "commodity:corn"
    for entity in entities().values():
        if entity.type == "commodity":
            assert entities()[same_goods(entity.entity_id)].code == entity.code


def test_an_id_is_the_texts_own_word_and_keeps_its_qualifiers_out() -> None:
    assert commodities()["refined copper"] == "commodity:refined-copper"
    assert same_goods("commodity:refined-copper") == "commodity:copper"
    assert commodities()["frozen orange juice"] == "commodity:orange-juice"
    assert commodities()["oil products"] == "commodity:oil-product"
    assert same_goods("commodity:oil-product") == "commodity:petroleum-product"
