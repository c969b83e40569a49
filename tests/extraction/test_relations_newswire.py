"""Relations as newswire tells them: sides left unsaid, journeys to come, shares in a list, offices of a story's own state."""

import datetime as dt

import pytest
from relation_cases import document, relations, stated

from pipeline.extraction import extract
from pipeline.extraction.projects import find_projects
from pipeline.extraction.relations import find_relations, traders
from pipeline.extraction.rows import Figure

DAY = dt.date(1988, 6, 2)


def sold_by(seller: str, marked: str) -> set[tuple[str, str, str]]:
    """(seller, buyer, modality) of the `exports_to` rows of a text whose figures are of this state's exports."""
    doc = document(marked)
    figures = [Figure("export", seller, "country:WLD", 0, 1, "volume")]
    rows = find_relations(doc, *find_projects(doc), figures)
    return {(r.subject_id[8:], r.object_id[8:], r.modality) for r in rows if r.predicate == "exports_to"}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "{Chile=country:CHL} shipped 900,000 tonnes. {Japan=country:JPN} took 31 per cent and {Italy=country:ITA} 12.",
            {("CHL", "JPN", "asserted"), ("CHL", "ITA", "asserted")},
        ),
        (
            "{Chile=country:CHL} shipped grapes. {Spain=country:ESP} bought 40,000 tonnes, the {Netherlands=country:NLD} 22,000.",
            {("CHL", "ESP", "asserted"), ("CHL", "NLD", "asserted")},
        ),
        (
            "{Chile=country:CHL} shipped grapes. {Egypt=country:EGY} agreed to buy 10,000 tonnes in May.",
            {("CHL", "EGY", "planned")},
        ),
        (
            "{Chile=country:CHL} shipped grapes. {Spain=country:ESP} and {Kenya=country:KEN} were the main buyers last year.",
            {("CHL", "ESP", "asserted"), ("CHL", "KEN", "asserted")},
        ),
        (
            "{Chile=country:CHL} shipped grapes. {Spain=country:ESP} received 8.2 million dollars in aid.",
            set(),
        ),
    ],
)
def test_a_buyer_without_a_seller_buys_from_the_state_whose_exports_are_told(marked, expected):
    assert sold_by("country:CHL", marked) == expected


def test_no_seller_is_understood_where_two_states_report_as_often():
    both = [Figure("export", s, "country:WLD", 0, 1, "value") for s in ("country:CHL", "country:PER")]
    assert traders(both) == {}
    assert traders([*both, both[1]]) == {"export": "country:PER"}


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        (
            "{Ana Ruiz=person:ana-ruiz} flies to {Vienna=place:vienna} on Monday.",
            ("ana-ruiz", "visits", "place:vienna", "planned"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} meets {Jan Novak=person:jan-novak} next week.",
            ("ana-ruiz", "meets", "jan-novak", "planned"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} flew to {Vienna=place:vienna} on Monday.",
            ("ana-ruiz", "visits", "place:vienna", "asserted"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} flies to {Vienna=place:vienna} every Monday.",
            ("ana-ruiz", "visits", "place:vienna", "asserted"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} left {Peru=country:PER} on Sunday after talks with {Jan Novak=person:jan-novak}.",
            ("ana-ruiz", "visits", "PER", "asserted"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} left {Peru=country:PER} on Sunday after talks with {Jan Novak=person:jan-novak}.",
            ("ana-ruiz", "meets", "jan-novak", "asserted"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} will raise the quarrel in {Geneva=place:geneva}.",
            ("ana-ruiz", "visits", "place:geneva", "planned"),
        ),
    ],
)
def test_journeys_and_talks_and_their_time(marked, row):
    assert row in stated(marked)


def test_a_list_of_shares_goes_on_without_its_verb_and_names_states():
    rows = stated(
        "The {Lindi=place:lindi} refinery opened in May. {Alfa=organisation:alfa} of {Japan=country:JPN} owns 47 per cent "
        "of the plant, {Beta=organisation:beta} of {Italy=country:ITA} 25 and the {Kenyan=country:KEN~d} state the rest."
    )
    owners = {(a, m) for a, p, b, m in rows if p == "owns"}
    assert owners == {("organisation:alfa", "asserted"), ("organisation:beta", "asserted"), ("KEN", "asserted")}


def test_the_owners_of_a_firm_that_is_only_called_the_company():
    rows = stated(
        "{Lobito Rail=organisation:lobito-rail} runs trains. The {company=organisation:lobito-rail~n}, owned by "
        "{Alfa=organisation:alfa} of {Japan=country:JPN} and {Beta=organisation:beta}, made a profit."
    )
    assert ("organisation:alfa", "owns", "organisation:lobito-rail", "asserted") in rows
    assert ("organisation:beta", "owns", "organisation:lobito-rail", "asserted") in rows


@pytest.mark.parametrize(
    ("text", "person", "employer"),
    [
        (  # filed from a capital of which the story does not speak
            "WASHINGTON, June 2 - The Philippines asked its creditors for time. Finance Secretary Mario Reyes said so.",
            "mario-reyes",
            "country:PHL",
        ),
        (
            "Greece wants more buyers for its wine. Russia closed its market, and Russia is where Russian shops sold it."
            " Stavros Abadis, the agriculture minister, said so.",
            "stavros-abadis",
            "country:GRC",
        ),
        (
            "The United States and the European Community quarrel over pasta. External relations commissioner Karl Maas"
            " said so.",
            "karl-maas",
            "bloc:eu",
        ),
    ],
)
def test_an_office_that_names_no_state_is_of_the_one_that_the_story_is_of(text, person, employer):
    rows = [r for r in extract(text, DAY).relations if r.predicate == "holds_office"]
    assert [r.object_id for r in rows if r.subject_id == f"person:{person}"] == [employer]


@pytest.mark.parametrize(
    ("marked", "predicate", "modality"),
    [
        ("{Alfa=organisation:alfa} called the {Lindi=place:lindi} coal mine a disgrace.", "opposes", "asserted"),
        ("{Alfa=organisation:alfa} had fought the {Lindi=place:lindi} coal mine.", "opposes", "asserted"),
        ("The {Lindi=place:lindi} pipeline is being extended by {Alfa=organisation:alfa}.", "builds", "asserted"),
        ("{Alfa=organisation:alfa} has begun work on the {Lindi=place:lindi} refinery.", "builds", "asserted"),
        ("{Alfa=organisation:alfa} has put the {Lindi=place:lindi} pipeline into service.", "operates", "asserted"),
        ("{Japan=country:JPN} has pledged a loan for the {Lindi=place:lindi} power station.", "invests_in", "planned"),
    ],
)
def test_what_is_said_of_works(marked, predicate, modality):
    rows = [r for r in relations(marked) if r.object_id.startswith("project:")]
    assert [(r.predicate, r.modality) for r in rows if r.predicate != "located_in"] == [(predicate, modality)]


def test_blame_opposes():
    rows = stated("Governor {Ana Ruiz=person:ana-ruiz} of {Parana=region:BR-PR} blames {Brazil=country:BRA}.")
    assert ("ana-ruiz", "opposes", "BRA", "asserted") in rows


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        (  # the parse hangs the second name on the first one's country
            "Trade ministers {Ana Ruiz=person:ana-ruiz} of {Chile=country:CHL} and {Jan Novak=person:jan-novak} of"
            " {Norway=country:NOR} on Thursday signed a protocol.",
            ("ana-ruiz", "agrees_with", "jan-novak", "asserted"),
        ),
        (
            "LIMA, Dec 18 - Trade ministers {Ana Ruiz=person:ana-ruiz} of {Chile=country:CHL} and"
            " {Jan Novak=person:jan-novak} of {Norway=country:NOR} on Thursday signed a protocol.",
            ("ana-ruiz", "agrees_with", "jan-novak", "asserted"),
        ),
        (  # the parse finds no subject
            "In its place {Alfa=organisation:alfa} and {Turkey=country:TUR}'s {Beta=organisation:beta} signed a memorandum.",
            ("organisation:alfa", "agrees_with", "organisation:beta", "asserted"),
        ),
        (
            "The presidents of {Peru=country:PER}, {Chile=country:CHL} and {Brazil=country:BRA} signed an agreement.",
            ("BRA", "agrees_with", "CHL", "asserted"),
        ),
        (
            "{Indian=country:IND~d} and {Kenyan=country:KEN~d} businessmen signed a memorandum.",
            ("IND", "agrees_with", "KEN", "asserted"),
        ),
        (
            "The presidents of {Peru=country:PER} and {Chile=country:CHL}, {Ana Ruiz=person:ana-ruiz} and"
            " {Jan Novak=person:jan-novak}, met on Tuesday.",
            ("ana-ruiz", "meets", "jan-novak", "asserted"),
        ),
        (
            "{French=country:FRA~d} Transport Minister {Jean Morel=person:jean-morel} will meet his {British=country:GBR~d} counterpart"
            " {Paul Lane=person:paul-lane} in {London=place:london} on October 18.",
            ("jean-morel", "visits", "place:london", "planned"),
        ),
        (
            "{Peru=country:PER} banned grain and coal from {Chile=country:CHL} in August.",
            ("PER", "bans_imports_from", "CHL", "asserted"),
        ),
        (
            "{Peru=country:PER} denies that {it=country:PER~p} has banned {Chilean=country:CHL~d} coal.",
            ("PER", "bans_imports_from", "CHL", "denied"),
        ),
        (
            "{Kenya=country:KEN} obeys {OPEC=bloc:opec}, of which {Peru=country:PER} is a member.",
            ("PER", "member_of", "bloc:opec", "asserted"),
        ),
        (
            "{Kenya=country:KEN} quarrels with {OPEC=bloc:opec}. {Kenya=country:KEN} is not a member.",
            ("KEN", "member_of", "bloc:opec", "denied"),
        ),
        (
            "{Peru=country:PER} has grown since leaving {OPEC=bloc:opec}.",
            ("PER", "member_of", "bloc:opec", "denied"),
        ),
        (
            "The {Lindi Bank=organisation:lindi-bank} granted {Peru=country:PER} a credit of two million dollars.",
            ("PER", "agrees_with", "organisation:lindi-bank", "asserted"),
        ),
    ],
)
def test_who_is_meant_where_the_parse_is_weak(marked, row):
    assert row in stated(marked)


def test_what_many_states_sign_ties_no_two_of_them():
    rows = stated(
        "The premiers of {Peru=country:PER}, {Chile=country:CHL}, {Brazil=country:BRA} and {Kenya=country:KEN} signed"
        " an agreement."
    )
    assert not any(p == "agrees_with" for _, p, _, _ in rows)


def test_a_colleague_holds_office_where_the_guest_goes():
    text = (
        "Egypt's foreign minister, Omar Said, flies to Addis Ababa on Sunday for talks with his colleague Abebe Bekele."
    )
    held = {(r.subject_id, r.object_id) for r in extract(text, DAY).relations if r.predicate == "holds_office"}
    assert ("person:abebe-bekele", "country:ETH") in held


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        (
            "{Alfa=organisation:alfa}, in which {Beta=organisation:beta} of {Peru=country:PER} has a stake of 26 per cent,"
            " is growing.",
            ("organisation:beta", "owns", "organisation:alfa", "asserted"),
        ),
        (
            "{Alfa=organisation:alfa} owns 17 per cent of {Beta=organisation:beta} and 9 per cent of {Gamma=organisation:gamma}.",
            ("organisation:alfa", "owns", "organisation:gamma", "asserted"),
        ),
        (
            "{Kenyan=country:KEN~d} Trade Minister {Ana Ruiz=person:ana-ruiz} will sign a textile accord with {Peru=country:PER}.",
            ("KEN", "agrees_with", "PER", "planned"),
        ),
        (
            "{Alfa=organisation:alfa} has ordered the turbines from {Beta=organisation:beta}.",
            ("organisation:alfa", "agrees_with", "organisation:beta", "asserted"),
        ),
        (
            "{Peru=country:PER} has agreed to sell its stake in the airline to {Beta=organisation:beta}.",
            ("PER", "agrees_with", "organisation:beta", "asserted"),
        ),
        (
            "{LIMA=place:lima}, Feb 8 - {Ana Ruiz=person:ana-ruiz} and {Jan Novak=person:jan-novak} met here on Tuesday.",
            ("ana-ruiz", "visits", "place:lima", "asserted"),
        ),
        (
            "{LIMA=place:lima}, Feb 8 - The presidents of {Chile=country:CHL} and {Kenya=country:KEN},"
            " {Ana Ruiz=person:ana-ruiz} and {Jan Novak=person:jan-novak}, met here on Tuesday.",
            ("ana-ruiz", "meets", "jan-novak", "asserted"),
        ),
        (
            "{Ana Ruiz=person:ana-ruiz} flies to {Lima=place:lima} on Sunday for talks with {Jan Novak=person:jan-novak}.",
            ("ana-ruiz", "meets", "jan-novak", "planned"),
        ),
    ],
)
def test_shares_contracts_and_meetings_across_clauses(marked, row):
    assert row in stated(marked)


def test_a_guest_of_somebody_named_does_not_meet_the_state():
    rows = stated(
        "{Ana Ruiz=person:ana-ruiz} flies to {Lima=place:lima} on Sunday for talks with {Jan Novak=person:jan-novak}."
        " {Peru=country:PER} is glad."
    )
    assert {(a, b) for a, p, b, _ in rows if p == "meets"} == {("ana-ruiz", "jan-novak")}


def test_what_stands_after_its_share_owns_nothing():
    rows = stated(
        "{Alfa=organisation:alfa} owns 17 per cent of {Beta=organisation:beta}, 9 per cent of {Gamma=organisation:gamma}."
    )
    assert {a for a, p, _, _ in rows if p == "owns"} == {"organisation:alfa"}


def test_money_that_comes_from_firms_is_theirs():
    rows = stated(
        "The {Lindi=place:lindi} gas pipeline is being built. Half of the money comes from {Alfa=organisation:alfa},"
        " {Beta=organisation:beta} and {Gamma=organisation:gamma}."
    )
    assert {a for a, p, _, _ in rows if p == "invests_in"} == {
        "organisation:alfa",
        "organisation:beta",
        "organisation:gamma",
    }


@pytest.mark.parametrize(
    ("marked", "modality"),
    [
        (
            "{China=country:CHN} is going to build a gas pipeline from {Gwadar=place:gwadar} to {Multan=place:multan}.",
            "planned",
        ),
        ("{Alfa=organisation:alfa} was selected to design and build a plant at {Lindi=place:lindi}.", "planned"),
        ("{Alfa=organisation:alfa} is building a plant at {Lindi=place:lindi}.", "asserted"),
    ],
)
def test_who_builds_builds_when_the_work_is_under_way(marked, modality):
    assert {m for _, p, _, m in stated(marked) if p == "builds"} == {modality}


def test_a_known_line_has_the_ends_that_the_text_gives_it():
    text = "Gas began to flow through the Langeled pipeline from Nyhamna in Norway to Easington in Britain on Sunday."
    ends = {r.object_id for r in extract(text, dt.date(2006, 10, 2)).relations if r.predicate == "connects"}
    assert not ends & {"country:NOR", "country:GBR"}


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        (
            "{Alfa=organisation:alfa} has bought the carmaker {Beta=organisation:beta}.",
            ("organisation:alfa", "owns", "organisation:beta", "asserted"),
        ),
        (
            "{Alfa=organisation:alfa}, a company owned by {Beta=organisation:beta} and {Gamma=organisation:gamma}, is growing.",
            ("organisation:gamma", "owns", "organisation:alfa", "asserted"),
        ),
        ("{Peru=country:PER} belongs to {OPEC=bloc:opec}.", ("PER", "member_of", "bloc:opec", "asserted")),
        (
            "{Peru=country:PER} denounced as unfair the duties that {Chile=country:CHL} put on its fish.",
            ("PER", "opposes", "CHL", "asserted"),
        ),
        (
            "{Peru=country:PER} rejected a ban by {Chile=country:CHL}.",
            ("PER", "opposes", "CHL", "asserted"),
        ),
        ("{Peru=country:PER} fought {Chile=country:CHL} in 1879.", ("CHL", "in_conflict_with", "PER", "denied")),
        (
            "{Ana Ruiz=person:ana-ruiz} will lead a delegation to {Lima=place:lima} in May.",
            ("ana-ruiz", "visits", "place:lima", "planned"),
        ),
        (
            "The {EU=bloc:eu} has frozen the assets of {Jan Novak=person:jan-novak}.",
            ("bloc:eu", "sanctions", "jan-novak", "asserted"),
        ),
        (
            "{Jan Novak=person:jan-novak} has been on {Peru=country:PER}'s blacklist since April.",
            ("PER", "sanctions", "jan-novak", "asserted"),
        ),
        (
            "The accord that Presidents {Ana Ruiz=person:ana-ruiz} and {Jan Novak=person:jan-novak} concluded in"
            " {Lima=place:lima} was read out.",
            ("ana-ruiz", "meets", "jan-novak", "asserted"),
        ),
        (
            "{Kenya=country:KEN} and {Peru=country:PER}, {Chile=country:CHL}'s partners in a new union, agreed.",
            ("CHL", "cooperates_with", "KEN", "asserted"),
        ),
        (
            "{Alfa=organisation:alfa} finished the work under {its=organisation:alfa~p} agreement with {Beta Limited=organisation:beta} <BET>."
            " {Alfa=organisation:alfa} said so.",
            ("organisation:alfa", "agrees_with", "organisation:beta", "asserted"),
        ),
        (
            "{Ruiz=person:ana-ruiz}'s discussions with {Jan Novak=person:jan-novak} will focus on aid.",
            ("ana-ruiz", "meets", "jan-novak", "planned"),
        ),
    ],
)
def test_owners_members_critics_and_guests(marked, row):
    assert row in stated(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{Peru=country:PER} exceeded the {OPEC=bloc:opec} quota for {Chile=country:CHL}.",
        "{Chile=country:CHL} is in {OPEC=bloc:opec}. {Peru=country:PER} imposed a quota.",
    ],
)
def test_a_quota_of_output_is_no_tariff(marked):
    assert not any(p == "imposes_tariff_on" for _, p, _, _ in stated(marked))


def test_a_trading_partner_is_no_ally():
    rows = stated("{Kenya=country:KEN}, {Chile=country:CHL}'s biggest trading partner, agreed.")
    assert not any(p == "cooperates_with" for _, p, _, _ in rows)


@pytest.mark.parametrize(
    ("marked", "modality"),
    [
        ("{Alfa=organisation:alfa} has abandoned the car plant at {Lindi=place:lindi}.", "denied"),
        ("{Alfa=organisation:alfa} is enlarging the nickel plant at {Lindi=place:lindi}.", "asserted"),
        ("{Alfa=organisation:alfa} is putting up a car plant at {Lindi=place:lindi}.", "asserted"),
    ],
)
def test_works_that_are_put_up_enlarged_or_given_up(marked, modality):
    assert {m for _, p, _, m in stated(marked) if p == "builds"} == {modality}
