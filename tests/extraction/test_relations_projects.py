"""What is said of works and firms: their ends, builders, operators, owners and investors."""

from __future__ import annotations

import pytest
from relation_cases import stated

# marked text, the rows that it states: all of them, and no other
CASES = [
    # projects
    (
        "A pipeline from {Mohe=place:mohe} to {Daqing=place:daqing} is planned.",
        {("project:*", "connects", "place:mohe", "planned"), ("project:*", "connects", "place:daqing", "planned")},
    ),
    (
        "{Fluor=organisation:fluor} will build a refinery at {Kochi=place:kochi}.",
        {("organisation:fluor", "builds", "project:*", "planned")},
    ),
    (
        "{Fluor=organisation:fluor} is building a refinery at {Kochi=place:kochi}.",
        {("organisation:fluor", "builds", "project:*", "asserted")},
    ),
    (
        "{Fluor=organisation:fluor} operates the refinery at {Kochi=place:kochi}.",
        {("organisation:fluor", "operates", "project:*", "asserted")},
    ),
    (
        "{Fluor=organisation:fluor} owns the refinery at {Kochi=place:kochi}.",
        {("organisation:fluor", "owns", "project:*", "asserted")},
    ),
    ("{Fluor=organisation:fluor}'s refinery at {Kochi=place:kochi} is old.", set()),
    (
        "{Qatar=country:QAT} will invest 2 billion dollars in the refinery at {Kochi=place:kochi}.",
        {("QAT", "invests_in", "project:*", "planned")},
    ),
    ("{Qatar=country:QAT} invests in {Egypt=country:EGY}.", {("QAT", "invests_in", "EGY", "asserted")}),
    ("{Qatar=country:QAT} gave {Egypt=country:EGY} a grant.", set()),
    (
        "The {World Bank=organisation:world-bank} approved a loan to {Malawi=country:MWI}.",
        {("organisation:world-bank", "invests_in", "MWI", "asserted")},
    ),
    # owns
    (
        "{Sibur=organisation:sibur} is a unit of {Novatek=organisation:novatek}.",
        {("organisation:novatek", "owns", "organisation:sibur", "asserted")},
    ),
    (
        "{Novatek=organisation:novatek}'s subsidiary {Sibur=organisation:sibur} grew.",
        {("organisation:novatek", "owns", "organisation:sibur", "asserted")},
    ),
    (
        "{Mexican=country:MEX~d} state oil firm {Pemex=organisation:pemex} gained.",
        {("MEX", "owns", "organisation:pemex", "asserted")},
    ),
    (
        "{Sibur=organisation:sibur}, wholly owned by {Novatek=organisation:novatek}, grew.",
        {("organisation:novatek", "owns", "organisation:sibur", "asserted")},
    ),
    (
        "{Shell=organisation:shell} holds 30 per cent of {Sibur=organisation:sibur}.",
        {("organisation:shell", "owns", "organisation:sibur", "asserted")},
    ),
    (
        "{Shell=organisation:shell} plans to buy a stake in {Sibur=organisation:sibur}.",
        {("organisation:shell", "owns", "organisation:sibur", "planned")},
    ),
    ("{Shell=organisation:shell}'s plans for {Sibur=organisation:sibur} are unclear.", set()),
    (
        "The owners of the refinery at {Kochi=place:kochi} are {Shell=organisation:shell} with 40 per cent and"
        " {Fluor=organisation:fluor} with 60 per cent.",
        {
            ("organisation:shell", "owns", "project:*", "asserted"),
            ("organisation:fluor", "owns", "project:*", "asserted"),
        },
    ),
    (
        "The refinery at {Kochi=place:kochi} is old. {Fluor=organisation:fluor}, its operator, closed it.",
        {("organisation:fluor", "operates", "project:*", "asserted")},
    ),
    (
        "A refinery at {Kochi=place:kochi} is planned. {Fluor=organisation:fluor}, the future operator, is pleased.",
        {("organisation:fluor", "operates", "project:*", "planned")},
    ),
    (
        "{Suralco=organisation:suralco} is jointly owned by the {U.S.=country:USA} company {Alcoa=organisation:alcoa}"
        " and the {Dutch=country:NLD~d} company {Billiton=organisation:billiton}.",
        {
            ("organisation:alcoa", "owns", "organisation:suralco", "asserted"),
            ("organisation:billiton", "owns", "organisation:suralco", "asserted"),
        },
    ),
    (
        "The {Asian Development Bank=organisation:asian-development-bank} approved loans of 15 million dollars each for"
        " {Nepal=country:NPL} and {Bhutan=country:BTN}.",
        {
            ("organisation:asian-development-bank", "invests_in", "NPL", "asserted"),
            ("organisation:asian-development-bank", "invests_in", "BTN", "asserted"),
        },
    ),
    ("{BankAmerica=organisation:bankamerica}'s loans to {Brazil=country:BRA} are overdue.", set()),
    (
        "{Fluor=organisation:fluor} used to own {Sibur=organisation:sibur}.",
        {("organisation:fluor", "owns", "organisation:sibur", "denied")},
    ),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_states_exactly_these_relations(marked, expected):
    assert {_anonymous(row) for row in stated(marked)} == expected


def _anonymous(row):
    """Projects are named by the project step; here only that it is one."""
    return tuple("project:*" if part.startswith("project:") else part for part in row)
