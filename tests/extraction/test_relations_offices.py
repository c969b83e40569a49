"""Who holds which office, and who does not."""

from __future__ import annotations

import pytest
from relation_cases import stated

# marked text, the rows that it states: all of them, and no other
CASES = [
    # holds_office
    (
        "{Finnish=country:FIN~d} Trade Minister {Ville Tavio=person:ville-tavio} spoke.",
        {("ville-tavio", "holds_office", "FIN", "asserted")},
    ),
    (
        "{Mark Rutte=person:mark-rutte}, the {Dutch=country:NLD~d} prime minister, left early.",
        {("mark-rutte", "holds_office", "NLD", "asserted")},
    ),
    (
        "{Statoil=organisation:statoil}'s chief executive, {Anders Opedal=person:anders-opedal}, agreed.",
        {("anders-opedal", "holds_office", "organisation:statoil", "asserted")},
    ),
    (
        "{Amin Nasser=person:amin-nasser}, who heads {Saudi Aramco=organisation:saudi-aramco}, disagreed.",
        {("amin-nasser", "holds_office", "organisation:saudi-aramco", "asserted")},
    ),
    (
        "The foreign minister of {Chad=country:TCD}, {Abderaman Koulamallah=person:abderaman-koulamallah}, was absent.",
        {("abderaman-koulamallah", "holds_office", "TCD", "asserted")},
    ),
    (
        "Former president {Horacio Cartes=person:horacio-cartes} of {Paraguay=country:PRY} was there.",
        {("horacio-cartes", "holds_office", "PRY", "denied")},
    ),
    (
        "{Olof Gill=person:olof-gill}, a spokesman of the {European Commission=organisation:european-commission}, declined.",
        {("olof-gill", "holds_office", "bloc:eu", "asserted")},
    ),
    (
        "The fund is headed by {Wang Yanzhi=person:wang-yanzhi}. {Jane Doe=person:jane-doe}, an analyst at {Kpler=organisation:kpler}, noted it.",
        set(),
    ),
    (
        "The presidents of {Peru=country:PER} and {Chile=country:CHL}, {Ana Ruiz=person:ana-ruiz} and {Juan Soto=person:juan-soto}, waved.",
        {("ana-ruiz", "holds_office", "PER", "asserted"), ("juan-soto", "holds_office", "CHL", "asserted")},
    ),
    (
        "{Ana Ruiz=person:ana-ruiz}, the president-elect of {Peru=country:PER}, waved.",
        {("ana-ruiz", "holds_office", "PER", "planned")},
    ),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_states_exactly_these_relations(marked, expected):
    assert stated(marked) == expected
