"""Projects as newswire tells them: clauses behind a place, capacity and cost in passing, beginnings that lie ahead."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.extraction import extract
from pipeline.extraction.rows import Project

DAY = dt.date(1994, 5, 17)


def projects(text: str) -> dict[str, Project]:
    return {p.name: p for p in extract(text, DAY).projects}


def only(text: str) -> Project:
    (project,) = extract(text, DAY).projects
    return project


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (
            "The refinery at Mersin, which Kuwait's KNPC and Technip of France are building for 700 mln dlrs, is ahead of plan.",
            "under_construction",
        ),
        ("Work on the bridge at Rosario starts in October.", "planned"),
        ("The dam is going up near Aswan in Egypt.", "under_construction"),
        ("Slovakia is pushing ahead with the power station at Mochovce.", "under_construction"),
        ("Sinking of the coal mine near Ostrava is behind schedule.", "under_construction"),
        ("The railway from Tabora to Kigoma in Tanzania has stood still since March.", "suspended"),
        ("The bridge at Osijek in Croatia is impassable after shelling.", "suspended"),
        (
            "The presidents of Chile and Argentina met on Monday to open a railway from Salta to Antofagasta.",
            "operational",
        ),
        ("Hungary has talked to Austria about an oil pipeline from Schwechat to Gyor.", "proposed"),
        ("Statoil has asked for permission to lay a gas pipeline from Bergen to Emden.", "proposed"),
        ("Norway will earn more once the Troll field comes on stream in 1996.", "planned"),
        ("Volvo wants to assemble the lorries in a new factory at Wroclaw in Poland.", "planned"),
    ],
)
def test_status(text: str, status: str):
    assert only(text).status == status


@pytest.mark.parametrize(
    ("text", "capacity", "unit"),
    [
        ("Ethiopia is building a dam of 6,000 megawatts on the Blue Nile.", 6000, "MW"),
        ("The pipe from Izmir to Ankara, for 8 billion cubic metres a year, was opened in May.", 8e9, "m3/a"),
        ("The line from Banias to Homs was laid out for 12 mln tonnes of crude a year.", 12e6, "t/a"),
        ("The mine at Kolwezi in Zaire is meant to raise 400,000 tonnes of copper a year.", 400_000, "t/a"),
        (
            "Agip is developing the Bouri field off Libya. It should yield 150,000 barrels a day from 1996.",
            150_000,
            "bbl/d",
        ),
        ("Tankers load at the oil terminal of Ceyhan. It has berths for 1.5 mln bpd.", 1.5e6, "bbl/d"),
    ],
)
def test_capacity(text: str, capacity: float, unit: str):
    project = only(text)
    assert (project.capacity, project.capacity_unit) == (capacity, unit)


def test_what_leaves_a_plant_is_not_its_capacity():
    assert only("Cargoes of 250,000 tonnes will go from the Skikda plant to Spain.").capacity is None


@pytest.mark.parametrize(
    ("text", "cost", "currency"),
    [
        ("Portugal is building a bridge at Lisbon for 900 mln dlrs.", 9e8, "USD"),
        ("A gas line from Thessaloniki to Sofia, costed at 90 mln dlrs, was proposed.", 9e7, "USD"),
    ],
)
def test_cost(text: str, cost: float, currency: str):
    project = only(text)
    assert (project.cost, project.cost_currency) == (cost, currency)


def test_a_countrys_debt_is_no_cost():
    text = "Crude went to the refinery at Kaduna in Nigeria. The country's debts are put at five bln dlrs."
    assert only(text).cost is None


def test_who_builds_it_is_told_behind_its_place():
    text = "The refinery at Mersin, which Saipem of Italy and Technip of France are building, will open soon."
    assert set(only(text).parties) == {"country:TUR", "country:ITA", "country:FRA"}


def test_partners_take_part():
    text = (
        "A power line from Poti in Georgia to Burgas in Bulgaria is planned. "
        "Azerbaijan and Hungary, partners in the scheme, said nothing."
    )
    assert {"country:AZE", "country:HUN"} <= set(only(text).parties)


def test_a_work_without_a_place_stands_in_the_country_of_the_text():
    text = "LAGOS, May 3 - The Ebok terminal has been shut, Nigeria said. Nigeria lost 200,000 barrels a day."
    assert only(text).parties == ("country:NGA",)


def test_a_front_names_the_place():
    text = "At Wilhelmshaven, by contrast, builders are finishing a floating terminal."
    assert only(text).places == ("place:wilhelmshaven",)


def test_where_names_the_place():
    text = "The ships sail from Richards Bay, where Anglo American owns the coal terminal."
    assert only(text).places == ("place:richards-bay",)


def test_a_line_to_another_town_is_another_one():
    text = (
        "Azerbaijan and Turkey signed for an oil pipeline from Baku to Ceyhan. "
        "Crude goes out through the pipeline to Supsa, which opened in April."
    )
    assert {p.status for p in projects(text).values()} == {"agreed", "operational"}


def test_twin_lines_with_two_ends_are_a_work():
    project = only("Turkey shut the twin oil pipelines from Kirkuk in Iraq to Yumurtalik.")
    assert (project.kind, project.status) == ("oil_pipeline", "suspended")
    assert {"place:kirkuk", "place:yumurtalik"} <= set(project.places)


def test_a_named_field_counts_though_it_ends_a_line():
    text = "Norway will lay Zeepipe, 800 km from the Sleipner field to Zeebrugge in Belgium."
    assert {p.kind for p in projects(text).values()} == {"field", "gas_pipeline"}


def test_a_plant_of_liquefied_gas_is_lng():
    assert only("Liquefied natural gas from the Skikda plant goes to Spain.").kind == "lng"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gabon plans a liquefied natural gas terminal at Libreville.", "lng"),
        ("A coal pier at Qinhuangdao in China was opened on Monday.", "port"),
        ("Two tankers will load at the Skikda plant. Spain buys liquefied natural gas in Algeria.", "lng"),
    ],
)
def test_kind(text: str, kind: str):
    assert only(text).kind == kind


def test_reopening_a_closed_line_is_agreed_of_a_suspended_one():
    text = "Iraq agreed with Syria to reopen the oil pipeline from Kirkuk to Banias, which has been closed since 1982."
    assert only(text).status == "suspended"


def test_where_a_line_ends_is_not_its_end():
    text = "China is going to build a gas pipeline to Nawabshah in Pakistan that ends 80 kilometres short of Iran."
    assert only(text).status == "planned"


def test_a_loan_in_ecus_is_agreed():
    text = "The fund has granted 32 mln Ecus for a cocoa terminal at Tema in Ghana."
    assert only(text).status == "agreed"


@pytest.mark.parametrize(
    ("text", "capacity", "unit"),
    [
        ("A terminal at Supsa in Georgia holds 160,000 cubic metres.", 160_000, "m3"),
        ("Korea is building a reactor at Kori, 650 megawatts in size.", 650, "MW"),
    ],
)
def test_size(text: str, capacity: float, unit: str):
    project = only(text)
    assert (project.capacity, project.capacity_unit) == (capacity, unit)


def test_a_cost_takes_over_the_currency_told_before():
    text = "The bid is worth 3.5 billion francs. A steel mill at Lipetsk would cost 1.9 billion."
    assert (only(text).cost, only(text).cost_currency) == (1.9e9, "FRF")


def test_the_works_of_a_town_are_a_noun():
    found = projects("Corus runs the Port Talbot works in Wales and the IJmuiden plant in the Netherlands.")
    assert {p.places[0] for p in found.values()} == {"place:port-talbot", "place:ijmuiden"}


def test_the_sea_only_says_where_the_town_is():
    project = only("Mexico will lay a pipeline from Nueva Teapa on the Gulf of Mexico to Salina Cruz.")
    assert not any(place.startswith("region:") for place in project.places)


def test_beside_the_capital_is_not_in_it():
    text = "Japan will lend 500 mln dlrs for a power station at Calaca, south of the capital, in the Philippines."
    assert "place:manila" not in only(text).places


def test_a_namesake_abroad_is_no_party():
    text = "Adani of India will dig the Carmichael mine in Queensland. Australia has approved it."
    assert "country:USA" not in only(text).parties


def test_who_gets_goods_through_a_line_takes_part():
    text = "Hungary gets its crude through the Druzhba pipeline from Russia."
    assert set(only(text).parties) >= {"country:HUN", "country:RUS"}


def test_between_two_towns_one_told_more_closely():
    text = "The railway between Sebeta, near Addis Ababa, and Doraleh is 756 km long."
    assert {"place:sebeta", "place:doraleh"} <= set(only(text).places)


def test_it_as_what_is_built():
    text = "A dam near Aswan is going up in Egypt. Salini of Italy is building it for 4.8 billion dollars."
    project = only(text)
    assert "country:ITA" in project.parties
    assert (project.cost, project.cost_currency) == (4.8e9, "USD")


def test_a_crossing_on_their_border_is_of_both():
    text = "Erenhot, the biggest land crossing on their border, was shut. China and Mongolia did not say why."
    assert set(only(text).parties) == {"country:CHN", "country:MNG"}


@pytest.mark.parametrize(
    "text",
    [
        "The Office of the Iraq Programme in New York counts the oil.",
        "Offers must qualify under the bonus scheme. Stocks at the port of Aqaba in Jordan are low.",
        "Vessels bound for the Jordanian port of Aqaba are searched.",
    ],
)
def test_what_is_no_work(text: str):
    assert not extract(text, DAY).projects


def test_a_smelter_by_its_name_counts():
    assert only("Nippon Mining of Japan said its Saganoseki smelter would close in October.").kind == "plant"


@pytest.mark.parametrize(
    ("text", "capacity", "unit"),
    [
        ("The 100,000-barrel-per-day refinery at Izmir will be closed in June.", 100_000, "bbl/d"),
        ("Kuwait will expand its Mina Abdulla refinery to 200,000 barrels per day from 120,000.", 200_000, "bbl/d"),
        ("The refinery at Ras Tanura processes 530,000 bpd.", 530_000, "bbl/d"),
        ("The Itaipu dam, owned by Brazil and Paraguay, reached its full 12,600 megawatts.", 12_600, "MW"),
    ],
)
def test_rates(text: str, capacity: float, unit: str):
    project = only(text)
    assert (project.capacity, project.capacity_unit) == (capacity, unit)
    assert "day" not in project.name


def test_sales_of_a_line_are_no_capacity():
    text = "The gas pipeline from Baku to Tbilisi was opened, and Azerbaijan raised exports to 3 mln tonnes."
    assert only(text).capacity is None


def test_a_town_and_its_state_before_the_noun():
    project = only("Exxon will shut its Baytown, Texas, refinery for repairs.")
    assert project.places == ("place:baytown", "region:US-TX")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("An explosion shut the Trans-Alaska pipeline on Monday but pumping resumed on Tuesday.", "operational"),
        ("Plans to build a canal across Thailand have been scrapped.", "cancelled"),
        ("Plans to build a canal across Thailand have been shelved.", "suspended"),
        ("Norsk Hydro will invest one bln crowns in a magnesium plant at Becancour in Quebec.", "planned"),
        ("Daewoo is to put up a shipyard at Constanta in Romania.", "planned"),
        ("Iran will sell oil through a pipeline that Turkey is to build to Ceyhan.", "planned"),
    ],
)
def test_status_of_plans(text: str, status: str):
    assert only(text).status == status


def test_who_invests_in_it_takes_part():
    text = "Norsk Hydro of Norway will invest one bln crowns in a magnesium plant at Becancour in Quebec."
    assert "country:NOR" in only(text).parties


def test_who_signs_a_contract_worth_so_much_takes_part():
    text = "Italy's Snamprogetti signed a contract worth 300 mln dlrs to build a fertilizer plant in Bangladesh."
    assert set(only(text).parties) == {"country:BGD", "country:ITA"}


def test_a_pipeline_of_untold_goods_is_no_railway():
    assert only("Ecuador may use the pipeline to Tumaco.").kind == "oil_pipeline"


def test_tracks_are_a_railway():
    assert only("Greece will double the track between Athens and Salonika.").kind == "railway"


def test_towns_of_soviet_republics():
    text = "The gas pipeline from Siberia to Uzhgorod was opened in Kiev."
    (project,) = extract(text, dt.date(1984, 1, 5)).projects
    assert project.parties == ("country:SUN",)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Work on the gas pipeline from Anapa to Edirne has been put on ice.", "suspended"),
        ("Jobs were lost at the steel mill in Sheffield, which has stood idle since.", "suspended"),
        ("The gas line from Bulgaria to Austria is dead.", "cancelled"),
        ("The gas line from Baku to Brindisi is 95 pct complete.", "under_construction"),
        ("A pipeline from Juba and a refinery at Lamu in Kenya are to follow.", "planned"),
        ("Fiat has no plan to shut the factory at Cordoba in Argentina.", "operational"),
        ("Nanjing will move the lines to a new factory at Pukou in China.", "planned"),
    ],
)
def test_status_in_passing(text: str, status: str):
    assert {p.status for p in extract(text, DAY).projects} == {status}


def test_where_behind_a_town_and_its_province():
    text = (
        "He spoke at Soyo, in Zaire province, where Chevron is building an LNG plant for 9 billion dollars in Angola."
    )
    project = only(text)
    assert "place:soyo" in project.places
    assert project.cost == 9e9


def test_a_fare_is_no_cost():
    text = "The railway from Mombasa to Nairobi was opened. Moving a container by it will cost 50,000 shillings."
    assert only(text).cost is None


def test_it_should_make_so_much():
    text = "Chevron is building an LNG plant at Soyo. It should make 5.2 million tonnes a year."
    assert (only(text).capacity, only(text).capacity_unit) == (5.2e6, "t/a")


def test_what_a_venture_is_is_the_same_work():
    text = "OCP's next venture is a fertiliser complex at Jorf Lasfar in Morocco. The mine has been idle since 1976."
    assert {p.kind for p in projects(text).values()} == {"plant"}


def test_a_floating_terminal_in_a_text_on_liquefied_gas():
    text = "Germany buys liquefied natural gas. At Wilhelmshaven, builders are finishing a floating terminal."
    assert only(text).kind == "lng"


def test_who_built_it_long_ago_is_no_party():
    text = "Goods go through the canal between the Mediterranean and the Red Sea, which Ferdinand de Lesseps of France opened in 1869. Egypt runs it."
    assert "country:FRA" not in only(text).parties


def test_a_state_told_by_its_towns_and_firms_is_the_host():
    text = "PDVSA spoke in Maracaibo. Agip of Italy may join it in the Paso Diablo mine. PDVSA will decide in Caracas."
    assert "country:VEN" in only(text).parties


def test_a_measured_direction_is_no_place():
    text = "The mine in Unsan county, 94 miles north of Pyongyang, is idle, North Korea said."
    assert "place:pyongyang" not in only(text).places


def test_the_statement_that_gives_a_number_has_it():
    text = "Kenya will build a railway from Mombasa to Nairobi. The line is to cost 3.2 billion dollars. It can carry 22 mln tonnes a year."
    told = extract(text, DAY).project_mentions
    assert [(m.cost, m.cost_currency) for m in told] == [(None, None), (3.2e9, "USD"), (None, None)]
    assert [(m.capacity, m.capacity_unit) for m in told] == [(None, None), (None, None), (22e6, "t/a")]


def test_a_sentence_that_only_gives_its_cost_is_a_statement():
    text = "Kenya will build a railway from Mombasa to Nairobi. The costs are put at 3.2 billion dollars."
    (_, last) = extract(text, DAY).project_mentions
    assert (last.status, last.cost) == (None, 3.2e9)
