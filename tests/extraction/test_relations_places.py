"""What lies where, what borders on what, who is a member of what."""

from __future__ import annotations

import pytest
from relation_cases import stated

# marked text, the rows that it states: all of them, and no other
CASES = [
    # located
    (
        "{Hunchun=place:hunchun}, a town in {Jilin=region:CN-JL} province, is busy.",
        {("place:hunchun", "located_in", "region:CN-JL", "asserted")},
    ),
    (
        "The {Russian=country:RUS~d} town of {Zabaikalsk=place:zabaikalsk} is busy.",
        {("place:zabaikalsk", "located_in", "RUS", "asserted")},
    ),
    ("{China=country:CHN}'s {Heihe=place:heihe} is busy.", {("place:heihe", "located_in", "CHN", "asserted")}),
    (
        "{ADANA=place:adana}, {Turkey=country:TUR}, May 3 - Ships came.",
        {("place:adana", "located_in", "TUR", "asserted")},
    ),
    (
        "{Kozmino=place:kozmino}, a port in the {Far East=region:far-east}, is busy.",
        {("place:kozmino", "located_in", "region:far-east", "asserted")},
    ),
    ("{Kashgar=place:kashgar} in {China=country:CHN} is old.", {("place:kashgar", "located_in", "CHN", "asserted")}),
    ("He flew from {Paris=place:paris} to {Spain=country:ESP}.", set()),
    ("Ships go to {Rotterdam=place:rotterdam}, {China=country:CHN} and {India=country:IND}.", set()),
    # borders
    ("{Laos=country:LAO} borders {China=country:CHN}.", {("CHN", "borders", "LAO", "asserted")}),
    ("The border between {Peru=country:PER} and {Chile=country:CHL} is shut.", {("CHL", "borders", "PER", "asserted")}),
    (
        "{Mongolia=country:MNG} lies near. Trains wait at the {Chinese=country:CHN~d} border.",
        {("CHN", "borders", "MNG", "asserted")},
    ),
    (
        "{Niger=country:NER} sells {onions=commodity:onion} to its neighbour {Nigeria=country:NGA}.",
        {("NER", "borders", "NGA", "asserted"), ("NER", "exports_to", "NGA", "asserted")},
    ),
    ("Cross-border trade of {Kenya=country:KEN} grew.", set()),
    # members
    (
        "{Armenia=country:ARM}, a member of the {Eurasian Economic Union=bloc:eaeu}, abstained.",
        {("ARM", "member_of", "bloc:eaeu", "asserted")},
    ),
    (
        "The five members of the {Union=bloc:eaeu}, {Armenia=country:ARM}, {Belarus=country:BLR} and {Russia=country:RUS}, signed.",
        {
            ("ARM", "member_of", "bloc:eaeu", "asserted"),
            ("BLR", "member_of", "bloc:eaeu", "asserted"),
            ("RUS", "member_of", "bloc:eaeu", "asserted"),
        },
    ),
    ("{EU=bloc:eu} member {Hungary=country:HUN} objected.", {("HUN", "member_of", "bloc:eu", "asserted")}),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_states_exactly_these_relations(marked, expected):
    assert stated(marked) == expected
