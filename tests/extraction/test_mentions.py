"""Who and what a text names: ids, kinds and spans, from sentences of our own."""

import datetime as dt

import pytest

from pipeline.extraction import extract


def mentions(text, day=dt.date(2023, 11, 7)):
    return extract(text, day).mentions


def ids(text, day=dt.date(2023, 11, 7)):
    return {m.entity_id for m in mentions(text, day)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Moscow rejects the claims.", "country:RUS"),
        ("Talks between Tokyo and Beijing failed.", "country:JPN"),
        ("The minister flew to Moscow.", "place:moscow"),
        ("He spoke in Beijing on Monday.", "place:beijing"),
        ("A summit was held at Tashkent.", "place:tashkent"),
        ("Sino-Russian trade grew.", "country:CHN"),
        ("Dutch exports rose.", "country:NLD"),
        ("British importers complained.", "country:GBR"),
        ("The Kremlin agreed.", "country:RUS"),
        ("The Republic of Korea signed the accord.", "country:KOR"),
        ("Niger sells uranium to France.", "country:NER"),
        ("Nigeria sells oil to India.", "country:NGA"),
        ("Heilongjiang borders Russia.", "region:CN-HL"),
        ("The Russian Far East sells fish.", "region:russian-far-east"),
        ("Western sanctions hit the bank.", "bloc:west"),
        ("The European Community imposed duties on Japan.", "bloc:eu"),
        ("Ships left the port of Nizhneleninskoye.", "place:nizhneleninskoye"),
        ("Gazprom will supply the gas.", "organisation:gazprom"),
        ("The China Development Bank lent the money.", "organisation:china-development-bank"),
        ("Volga Timber Corp won the order.", "organisation:volga-timber"),
        ("President Vladimir Putin spoke.", "person:vladimir-putin"),
        ("Energy Minister Ludo Grastonov spoke on Monday.", "person:ludo-grastonov"),
        ("It was an answer to Brussels, the envoy said.", "bloc:eu"),
        ("Criticism of Beijing has not slowed the exchange.", "country:CHN"),
        ("For Bishkek the attraction is obvious.", "country:KGZ"),
        ("The outcome is not in Cairo's hands.", "country:EGY"),
        ("The West German company will supply the ladles.", "country:DEU"),
        ("The six monarchies of the Gulf Cooperation Council met.", "bloc:gcc"),
        ("Trade Secretary Paul Hargrove spoke in London.", "person:paul-hargrove"),
        ("Venezuelan Energy and Mines Minister Aurelio Bracho said so.", "person:aurelio-bracho"),
        ("Secretary of State Martin Ellery will visit Tokyo.", "person:martin-ellery"),
        ("He met his Japanese colleague Shintaro Abe.", "person:shintaro-abe"),
        ("Milan Krajnak, the finance minister, resigned.", "person:milan-krajnak"),
        ("The cable came from Tollen Wick of Britain.", "organisation:tollen-wick"),
        ("The tool makers Sandvik and Orla Tekno have factories there.", "organisation:orla-tekno"),
        ("Tarn Brook, owned by a bank in Leeds, makes tubes.", "organisation:tarn-brook"),
        ("Ziad Haddad, an analyst at Gorbelin in Beirut, said so.", "organisation:gorbelin"),
        ("Alastair Morton, the chairman, was there. Morton attacked the builders.", "person:alastair-morton"),
        ("DJIBOUTI - Work on the new port has begun.", "place:djibouti"),
        ("Congo says that rebels hold the port of Kalemie and Moba in the east.", "place:kalemie"),
        ("The Paris Club agreed to forgive half of the debt.", "organisation:paris-club"),
        ("Corvane of India got the permit.", "organisation:corvane"),
        ("Traders from Kashmir and Silesia met.", "region:kashmir"),
        ("Fishermen of Lake Victoria complained.", "region:lake-victoria"),
        (
            "The Aluminium Works of Lemuria (Alwole) are growing. Alwole said so.",
            "organisation:aluminium-works-of-lemuria",
        ),
        ("Prices will stay low, said Marcus Weil at Brandt Tovell in New York.", "organisation:brandt-tovell"),
        ("Royal Dutch Shell sold the field, which Shell had bought.", "organisation:shell"),
        ("American Airlines flies to Lima.", "organisation:american-airlines"),
        ("Weglokoks sold the coal and Mumtalakat paid.", "organisation:mumtalakat"),
        ("The U.S. Secretary of State, James Baker, left.", "person:james-baker"),
        ("It put duties on power tools and portable computers.", "commodity:power-tool"),
        ("Exports of roses and lathes earned more.", "commodity:lathe"),
        ("A road leads over Kapikule to Kapitan Andreevo.", "place:kapitan-andreevo"),
        ("Exports of soybeans rose.", "commodity:soybean"),
        ("Exports of concrete blocks rose to Libya.", "commodity:concrete-block"),
        ("China bought refined copper from Chile.", "commodity:refined-copper"),
    ],
)
def test_names_have_their_ids(text, wanted):
    assert wanted in ids(text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("He flew to Moscow.", "country:RUS"),
        ("Moscow rejects the claims.", "place:moscow"),
        ("China Daily reported it.", "country:CHN"),
        ("Reuters reported it.", "organisation:reuters"),
        ("The Finance Ministry said so.", "organisation:finance-ministry"),
        ("Power of Siberia carries gas.", "region:siberia"),
        ("The mine got a loan of 520 mln U.S. dlrs.", "country:USA"),
        ("The West German company will supply the ladles.", "bloc:west"),
        ("Trade and Industry Secretary Paul Hargrove spoke.", "organisation:trade-and-industry-secretary"),
        ("He met his Japanese colleague Shintaro Abe.", "person:shinzo-abe"),
        ("Milan Krajnak, the finance minister, resigned.", "place:milan"),
        ("On Friday the tanker Boreal Wind put to sea.", "organisation:boreal-wind"),
        ("The Senate Agriculture Committee urged him to act.", "organisation:senate-agriculture-committee"),
        ("London's December contract was eight dlrs lower.", "country:GBR"),
        ("Greece accused it of breaching the Berne Agreement.", "place:bern"),
        ("ANALYSIS - Exports to Russia are falling.", "place:analysis"),
        ("The two Asian countries had concluded a contract.", "region:asia"),
        ("Cargoes of Bonny Light were late.", "place:bonny"),
        ("The price is $4.80 per million British thermal units.", "country:GBR"),
        ("The state oil company will decide.", "commodity:oil"),
        ("China bought more copper from Russia. Why the metal moves east is no secret.", "commodity:metal"),
        ("They also mean to work together in research on new aircraft.", "commodity:aircraft"),
        ("He accused them of using gas as a weapon.", "commodity:weapon"),
        ("Loadings of grain fell in May.", "organisation:loadings"),
        ("Royal Dutch Shell sold the field, which Shell had bought.", "organisation:royal-dutch-shell"),
        ("Crops withered because of El Nino.", "place:el-nino"),
        ("They aim to ship the coal.", "commodity:ship"),
        ("Food security is at stake.", "commodity:food"),
    ],
)
def test_what_only_looks_like_a_name_is_none(text, unwanted):
    assert unwanted not in ids(text)


def test_the_soviet_union_had_a_capital_too():
    assert "country:SUN" in ids("Moscow rejects the claims of the West.", dt.date(1987, 3, 1))
    assert "country:DEU" in ids("West German exports rose.", dt.date(1987, 3, 1))


def test_a_surname_is_the_person_named_in_full():
    text = "Energy Minister Ludo Grastonov signed the deal. Grastonov said that work would begin soon."
    people = [m for m in mentions(text) if m.type == "person"]
    assert {m.entity_id for m in people} == {"person:ludo-grastonov"}
    assert [m.text for m in people] == ["Ludo Grastonov", "Grastonov"]


def test_an_acronym_is_the_body_that_it_shortens():
    text = "The Volga Grain Export Corporation (VGEC) sold the wheat. VGEC said so."
    assert {m.entity_id for m in mentions(text) if m.text == "VGEC"} == {"organisation:volga-grain-export"}


def test_ids_are_in_the_words_of_the_text():
    assert "organisation:bp" in ids("BP will run the plant.")
    assert "organisation:british-petroleum" in ids("British Petroleum (BP) will run the plant. BP has 30 pct.")
    assert "place:bombay" in ids("The ship left Bombay on Monday.")
    assert "person:vladimir-putin" in ids("Putin spoke.")


def test_a_surname_of_two_words_is_the_person_named_in_full():
    text = "Director Apolonio Ruiz Lijero spoke. Ruiz Lijero said that exports would double."
    assert {m.entity_id for m in mentions(text) if m.type == "person"} == {"person:apolonio-ruiz-lijero"}


def test_its_neighbour_is_the_other_of_two():
    text = "Russia trades with China. Russia sells its neighbour oil, and China pays Russia in yuan."
    assert ("neighbour", "country:CHN", "nominal") in {(m.text, m.entity_id, m.kind) for m in mentions(text)}


def test_both_sides_are_two_mentions():
    text = "Russia and China met. The two sides agreed on a bridge."
    assert {m.entity_id for m in mentions(text) if m.text == "sides"} == {"country:RUS", "country:CHN"}


def test_every_mention_is_what_the_text_says_there():
    text = "Türkiye’s exports to “Côte d’Ivoire” — 😀 — rose; Ankara was glad, and 東京 too."
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text


def test_demonyms_are_told_from_names():
    kinds = {m.text: m.kind for m in mentions("Chinese buyers like Russia's coal.")}
    assert (kinds["Chinese"], kinds["Russia"]) == ("demonym", "name")
