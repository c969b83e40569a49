"""Relations stated by verbs and nouns: trade, bans, tariffs, sanctions, agreements, talks, visits, protest, war."""

from __future__ import annotations

import pytest
from relation_cases import stated

# marked text, the rows that it states: all of them, and no other
CASES = [
    # exports_to
    (
        "{Angola=country:AGO} sold 2 million tonnes of crude to {China=country:CHN} in May.",
        {("AGO", "exports_to", "CHN", "asserted")},
    ),
    (
        "{Japan=country:JPN} bought more coal from {Australia=country:AUS} last year.",
        {("AUS", "exports_to", "JPN", "asserted")},
    ),
    (
        "{Turkey=country:TUR} imported {Russian=country:RUS~d} wheat for its mills.",
        {("RUS", "exports_to", "TUR", "asserted")},
    ),
    (
        "{Brazil=country:BRA} will ship soybeans to {Vietnam=country:VNM} from June.",
        {("BRA", "exports_to", "VNM", "planned")},
    ),
    ("{Iran=country:IRN} plans to sell gas to {Pakistan=country:PAK}.", {("IRN", "exports_to", "PAK", "planned")}),
    ("{Norway=country:NOR} no longer exports fish to {Russia=country:RUS}.", {("NOR", "exports_to", "RUS", "denied")}),
    (
        "{Poland=country:POL} has stopped selling coal to {Ukraine=country:UKR}.",
        {("POL", "exports_to", "UKR", "denied")},
    ),
    (
        "{Kazakhstan=country:KAZ}'s exports to {Italy=country:ITA} fell by a tenth.",
        {("KAZ", "exports_to", "ITA", "asserted")},
    ),
    (
        "{Indian=country:IND~d} imports from {Iraq=country:IRQ} rose sharply.",
        {("IRQ", "exports_to", "IND", "asserted")},
    ),
    (
        "{Chinese=country:CHN~d} purchases of {Chilean=country:CHL~d} {copper=commodity:copper} reached a record.",
        {("CHL", "exports_to", "CHN", "asserted")},
    ),
    (
        "{Canada=country:CAN} wants to boost exports to {Mexico=country:MEX}.",
        {("CAN", "exports_to", "MEX", "asserted")},
    ),
    (
        "{Qatar=country:QAT} is {Belgium=country:BEL}'s largest supplier of liquefied gas.",
        {("QAT", "exports_to", "BEL", "asserted")},
    ),
    (
        "{Egypt=country:EGY} is the biggest buyer of {Romanian=country:ROU~d} wheat.",
        {("ROU", "exports_to", "EGY", "asserted")},
    ),
    ("{Hungary=country:HUN} depends on {Russian=country:RUS~d} gas.", {("RUS", "exports_to", "HUN", "asserted")}),
    (
        "{Rosneft=organisation:rosneft} will supply {PetroChina=organisation:petrochina} with crude for ten years.",
        {("organisation:rosneft", "exports_to", "organisation:petrochina", "planned")},
    ),
    (
        "{Peru=country:PER} agreed to sell {Japan=country:JPN} more {copper=commodity:copper}.",
        {("PER", "exports_to", "JPN", "planned"), ("JPN", "agrees_with", "PER", "asserted")},
    ),
    ("{Spain=country:ESP} sold its stake in the bank to {France=country:FRA}.", set()),
    # trades
    (
        "Trade between {Chile=country:CHL} and {Peru=country:PER} grew by a third.",
        {("CHL", "trades_with", "PER", "asserted")},
    ),
    ("{Germany=country:DEU}'s trade with {China=country:CHN} shrank.", {("CHN", "trades_with", "DEU", "asserted")}),
    ("{Sino=country:CHN~d}-{Russian=country:RUS~d} trade hit a record.", {("CHN", "trades_with", "RUS", "asserted")}),
    (
        "{India=country:IND}'s trade deficit with {China=country:CHN} widened.",
        {("CHN", "trades_with", "IND", "asserted")},
    ),
    ("{Ghana=country:GHA} and {Togo=country:TGO} want to expand trade.", {("GHA", "trades_with", "TGO", "asserted")}),
    # bans
    (
        "{China=country:CHN} imposed a ban on seafood imports from {Japan=country:JPN}.",
        {("CHN", "bans_imports_from", "JPN", "asserted")},
    ),
    (
        "{Russia=country:RUS} stopped all imports of fish from {Norway=country:NOR} on Monday.",
        {("RUS", "bans_imports_from", "NOR", "asserted")},
    ),
    (
        "{Mexico=country:MEX} lifted its ban on beef imports from {Brazil=country:BRA}.",
        {("MEX", "bans_imports_from", "BRA", "denied")},
    ),
    (
        "{Poland=country:POL} will ban imports of grain from {Ukraine=country:UKR}.",
        {("POL", "bans_imports_from", "UKR", "planned")},
    ),
    (
        "The {European Union=bloc:eu} will stop buying gas from {Russia=country:RUS} next year.",
        {("bloc:eu", "bans_imports_from", "RUS", "planned")},
    ),
    # tariffs
    (
        "{Turkey=country:TUR} imposed tariffs on {Chinese=country:CHN~d} cars.",
        {("TUR", "imposes_tariff_on", "CHN", "asserted")},
    ),
    (
        "{Canada=country:CAN} plans to impose duties on {American=country:USA~d} steel.",
        {("CAN", "imposes_tariff_on", "USA", "planned")},
    ),
    (
        "{India=country:IND} lifted its duties on {Australian=country:AUS~d} wool.",
        {("IND", "imposes_tariff_on", "AUS", "denied")},
    ),
    (
        "{Washington=country:USA}'s tariffs on {Brazilian=country:BRA~d} coffee remain in force.",
        {("USA", "imposes_tariff_on", "BRA", "asserted")},
    ),
    # sanctions
    ("{Japan=country:JPN} imposed sanctions on {Myanmar=country:MMR}.", {("JPN", "sanctions", "MMR", "asserted")}),
    (
        "{Western=bloc:west~d} sanctions against {Belarus=country:BLR} remain.",
        {("bloc:west", "sanctions", "BLR", "asserted")},
    ),
    (
        "{Russia=country:RUS} lives with {Western=bloc:west~d} sanctions.",
        {("bloc:west", "sanctions", "RUS", "asserted")},
    ),
    (
        "The {European Union=bloc:eu} is considering sanctions on {Georgia=country:GEO}.",
        {("bloc:eu", "sanctions", "GEO", "planned")},
    ),
    ("{Canada=country:CAN} lifted its sanctions on {Cuba=country:CUB}.", {("CAN", "sanctions", "CUB", "denied")}),
    (
        "{London=country:GBR} blacklisted {Sovcomflot=organisation:sovcomflot}.",
        {("GBR", "sanctions", "organisation:sovcomflot", "asserted")},
    ),
    # agrees
    (
        "{Chile=country:CHL} signed a free trade agreement with {Vietnam=country:VNM}.",
        {("CHL", "agrees_with", "VNM", "asserted")},
    ),
    (
        "{Russia=country:RUS} and {Mongolia=country:MNG} have agreed to widen the crossing.",
        {("MNG", "agrees_with", "RUS", "asserted")},
    ),
    (
        "{Iran=country:IRN} and {Oman=country:OMN} will sign a treaty in May.",
        {("IRN", "agrees_with", "OMN", "planned")},
    ),
    (
        "A contract between {Gazprom=organisation:gazprom} and {MOL=organisation:mol} runs until 2036.",
        {("organisation:gazprom", "agrees_with", "organisation:mol", "asserted")},
    ),
    (
        "{Kenya=country:KEN} cancelled its agreement with {Adani Group=organisation:adani-group}.",
        {("KEN", "agrees_with", "organisation:adani-group", "denied")},
    ),
    (
        "{Serbia=country:SRB} hopes to conclude a pact with {Japan=country:JPN}.",
        {("JPN", "agrees_with", "SRB", "planned")},
    ),
    # cooperates
    (
        "{Laos=country:LAO} deepened its cooperation with {Thailand=country:THA}.",
        {("LAO", "cooperates_with", "THA", "asserted")},
    ),
    (
        "{Brazil=country:BRA} and {India=country:IND} cooperate closely.",
        {("BRA", "cooperates_with", "IND", "asserted")},
    ),
    (
        "{Total=organisation:total} will form a joint venture with {Adnoc=organisation:adnoc}.",
        {("organisation:adnoc", "cooperates_with", "organisation:total", "planned")},
    ),
    # opposes
    ("{Japan=country:JPN} criticised {Russia=country:RUS} for the move.", {("JPN", "opposes", "RUS", "asserted")}),
    ("{China=country:CHN} rejects {Western=bloc:west~d} demands.", {("CHN", "opposes", "bloc:west", "asserted")}),
    (
        "Despite criticism from the {European Union=bloc:eu}, {Hungary=country:HUN} kept the plan.",
        {("bloc:eu", "opposes", "HUN", "asserted")},
    ),
    (
        "{Turkey=country:TUR} accused {Greece=country:GRC} of arming the islands.",
        {("TUR", "opposes", "GRC", "asserted")},
    ),
    ("{Poland=country:POL} did not criticise {Ukraine=country:UKR}.", {("POL", "opposes", "UKR", "denied")}),
    ("{Washington=country:USA} is putting pressure on {India=country:IND}.", set()),
    ("{Brazil=country:BRA} asked {Argentina=country:ARG} for more power.", set()),
    ("There is friction between {Japan=country:JPN} and the {United States=country:USA}.", set()),
    # conflict
    ("{Iraq=country:IRQ} invaded {Kuwait=country:KWT}.", {("IRQ", "in_conflict_with", "KWT", "asserted")}),
    (
        "{Russia=country:RUS} says the war in {Ukraine=country:UKR} will go on.",
        {("RUS", "in_conflict_with", "UKR", "asserted")},
    ),
    ("The trade war between the {United States=country:USA} and {China=country:CHN} goes on.", set()),
    # meets
    (
        "{Narendra Modi=person:narendra-modi} met {Shigeru Ishiba=person:shigeru-ishiba} on Friday.",
        {("narendra-modi", "meets", "shigeru-ishiba", "asserted")},
    ),
    (
        "{Wang Yi=person:wang-yi} will meet {Sergei Lavrov=person:sergei-lavrov} in June.",
        {("sergei-lavrov", "meets", "wang-yi", "planned")},
    ),
    ("{Egypt=country:EGY} and {Sudan=country:SDN} held talks on the dam.", {("EGY", "meets", "SDN", "asserted")}),
    (
        "{Lula=person:lula} received {Xi Jinping=person:xi-jinping} at the palace.",
        {("lula", "meets", "xi-jinping", "asserted")},
    ),
    # visits
    (
        "{Olaf Scholz=person:olaf-scholz} visited {Tashkent=place:tashkent}.",
        {("olaf-scholz", "visits", "place:tashkent", "asserted")},
    ),
    (
        "{Wang Yi=person:wang-yi} will travel to {Ottawa=place:ottawa} next week.",
        {("wang-yi", "visits", "place:ottawa", "planned")},
    ),
    (
        "{Putin=person:vladimir-putin}'s visit to {Hanoi=place:hanoi} lasted two days.",
        {("vladimir-putin", "visits", "place:hanoi", "asserted")},
    ),
    (
        "{Putin=person:vladimir-putin} cancelled his visit to {Hanoi=place:hanoi}.",
        {("vladimir-putin", "visits", "place:hanoi", "denied")},
    ),
    (
        "{Wang Yi=person:wang-yi} arrived in {Lima=place:lima} on Sunday.",
        {("wang-yi", "visits", "place:lima", "asserted")},
    ),
    # what else states them
    (
        "{Belarus=country:BLR}, an ally of {Russia=country:RUS}, agreed.",
        {("BLR", "cooperates_with", "RUS", "asserted")},
    ),
    (
        "{Krupp=organisation:krupp} has won an order from {Posco=organisation:posco}.",
        {("organisation:krupp", "agrees_with", "organisation:posco", "asserted")},
    ),
    (
        "{Turkey=country:TUR} has refused to join {Western=bloc:west~d} sanctions against {Russia=country:RUS}.",
        {("TUR", "sanctions", "RUS", "denied"), ("bloc:west", "sanctions", "RUS", "asserted")},
    ),
    ("{China=country:CHN} denies that it supplies weapons to {Russia=country:RUS}.", set()),
    (
        "{China=country:CHN} denies that {China=country:CHN} supplies weapons to {Russia=country:RUS}.",
        {("CHN", "exports_to", "RUS", "denied")},
    ),
    (
        "{Pakistan=country:PAK} is considering buying {Russian=country:RUS~d} oil.",
        {("RUS", "exports_to", "PAK", "planned")},
    ),
    ("{South Korea=country:KOR} used to buy coal from {Russia=country:RUS}.", {("RUS", "exports_to", "KOR", "denied")}),
    (
        "The {Kremlin=country:RUS} called the {American=country:USA~d} move illegal.",
        {("RUS", "opposes", "USA", "asserted")},
    ),
    ("{Iran=country:IRN} has severed ties with {Sudan=country:SDN}.", {("IRN", "cooperates_with", "SDN", "denied")}),
    (
        "{Anwar Ibrahim=person:anwar-ibrahim} flew to {Lima=place:lima} for talks with {Xi Jinping=person:xi-jinping}.",
        {
            ("anwar-ibrahim", "visits", "place:lima", "asserted"),
            ("anwar-ibrahim", "meets", "xi-jinping", "asserted"),
        },
    ),
    (
        "{Russia=country:RUS} supplies {Uzbekistan=country:UZB}. Both countries signed papers.",
        {("RUS", "exports_to", "UZB", "asserted"), ("RUS", "agrees_with", "UZB", "asserted")},
    ),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_states_exactly_these_relations(marked, expected):
    assert stated(marked) == expected
