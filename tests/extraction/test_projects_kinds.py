"""Projects of every kind from single statements: kind, status, places, parties, capacity and cost."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.extraction import extract

DAY = dt.date(2024, 5, 14)

# text, kind, status, place ids that must be among the places, parties
CASES = [
    (
        "Kazakhstan and China have agreed to build an oil pipeline from Atyrau to Alashankou.",
        "oil_pipeline",
        "agreed",
        {"place:atyrau", "place:alashankou"},
        {"country:KAZ", "country:CHN"},
    ),
    (
        "Bulgaria will lay a gas pipeline from Sofia to Belgrade in Serbia.",
        "gas_pipeline",
        "planned",
        {"place:sofia", "place:belgrade"},
        {"country:BGR", "country:SRB"},
    ),
    (
        "A gas pipeline linking Turkmenistan with Uzbekistan was opened on Monday.",
        "gas_pipeline",
        "operational",
        set(),
        {"country:TKM", "country:UZB"},
    ),
    ("The Druzhba pipeline was shut on Friday after a leak in Belarus.", "oil_pipeline", "suspended", set(), None),
    (
        "A road bridge between Nizhneleninskoye and Tongjiang is being built by Russia and China.",
        "bridge",
        "under_construction",
        {"place:nizhneleninskoye", "place:tongjiang"},
        {"country:RUS", "country:CHN"},
    ),
    (
        "Romania and Bulgaria are considering a second bridge across the Danube near Ruse.",
        "bridge",
        "proposed",
        {"place:ruse"},
        {"country:BGR", "country:ROU"},
    ),
    (
        "The railway from Addis Ababa to Djibouti was opened in 2016.",
        "railway",
        "operational",
        {"place:addis-ababa", "country:DJI"},
        {"country:DJI", "country:ETH"},
    ),
    (
        "Ethiopia plans to build a railway from Awash to Asmara.",
        "railway",
        "planned",
        {"place:awash", "place:asmara"},
        {"country:ERI", "country:ETH"},
    ),
    ("Work on the Rail Baltica line has begun, Estonia said.", "railway", "under_construction", set(), None),
    (
        "A highway from Almaty to Khorgos was completed and opened in 2017.",
        "road",
        "operational",
        {"place:almaty", "place:khorgos"},
        None,
    ),
    (
        "The motorway from Multan to Sukkur is under construction.",
        "road",
        "under_construction",
        {"place:multan", "place:sukkur"},
        {"country:PAK"},
    ),
    (
        "China will build a deep-water port at Gwadar in Pakistan.",
        "port",
        "planned",
        {"place:gwadar"},
        {"country:CHN", "country:PAK"},
    ),
    ("The port of Odessa was closed by a strike on Tuesday.", "port", "suspended", {"place:odessa"}, None),
    (
        "Iran opened a grain terminal at Astrakhan in Russia last week.",
        "terminal",
        "operational",
        {"place:astrakhan"},
        {"country:IRN", "country:RUS"},
    ),
    (
        "Construction of a coal terminal in Vanino is under way, the company said.",
        "terminal",
        "under_construction",
        {"place:vanino"},
        None,
    ),
    (
        "The two governments signed an agreement on a transport corridor connecting Afghanistan to Turkey.",
        "corridor",
        "agreed",
        set(),
        {"country:AFG", "country:TUR"},
    ),
    (
        "A grain corridor from Ukraine to Romania has been suspended, officials said.",
        "corridor",
        "suspended",
        set(),
        {"country:UKR", "country:ROU"},
    ),
    ("A dry port in Kashgar is to be built next year.", "logistics_hub", "planned", {"place:kashgar"}, {"country:CHN"}),
    (
        "Uzbekistan is building a logistics centre in Termez.",
        "logistics_hub",
        "under_construction",
        {"place:termez"},
        {"country:UZB"},
    ),
    (
        "Belarus and China run the Great Stone industrial park near Minsk.",
        "economic_zone",
        "operational",
        {"place:minsk"},
        {"country:BLR", "country:CHN"},
    ),
    ("Georgia has proposed a free trade zone at Poti.", "economic_zone", "proposed", {"place:poti"}, {"country:GEO"}),
    (
        "Russia is building a nuclear power plant at El Dabaa in Egypt.",
        "power_plant",
        "under_construction",
        set(),
        {"country:EGY", "country:RUS"},
    ),
    (
        "A wind farm near Tarfaya in Morocco began operations in 2014.",
        "power_plant",
        "operational",
        {"place:tarfaya"},
        {"country:MAR"},
    ),
    (
        "Tajikistan wants to build a hydroelectric plant at Rogun.",
        "power_plant",
        "planned",
        {"place:rogun"},
        {"country:TJK"},
    ),
    (
        "The power line from Daugavpils in Latvia to Grodno was switched off in February.",
        "power_line",
        "suspended",
        {"place:daugavpils"},
        None,
    ),
    (
        "India will lay a power cable between Madurai and Anuradhapura in Sri Lanka.",
        "power_line",
        "planned",
        {"place:madurai", "place:anuradhapura"},
        {"country:IND", "country:LKA"},
    ),
    ("Mozambique has approved an LNG plant at Pemba.", "lng", "agreed", {"place:pemba"}, {"country:MOZ"}),
    ("Arctic LNG 2 was completed in December and has been running since April.", "lng", "operational", set(), None),
    (
        "The refinery at Abadan was damaged by shells last night.",
        "refinery",
        "suspended",
        {"place:abadan"},
        {"country:IRN"},
    ),
    ("Saudi Aramco has cancelled the refinery at Panjin.", "refinery", "cancelled", {"place:panjin"}, None),
    (
        "Kuwait signed a contract for a refinery at Rotterdam.",
        "refinery",
        "agreed",
        {"place:rotterdam"},
        {"country:KWT", "country:NLD"},
    ),
    (
        "A fertiliser plant at Kaduna in Nigeria is to be built by a Japanese consortium.",
        "plant",
        "planned",
        {"place:kaduna"},
        {"country:NGA", "country:JPN"},
    ),
    ("Alba's aluminium smelter in Manama resumed work in March.", "plant", "operational", {"place:manama"}, None),
    ("The car factory at Kaluga was mothballed in 2022.", "plant", "suspended", {"place:kaluga"}, {"country:RUS"}),
    ("The copper mine at Aynak in Afghanistan will be opened in 2026.", "mine", "planned", set(), {"country:AFG"}),
    ("A strike halted the Escondida mine in Chile on Wednesday.", "mine", "suspended", set(), {"country:CHL"}),
    ("Guinea's Simandou mine shipped its first ore in November.", "mine", "operational", set(), {"country:GIN"}),
    (
        "Oil began to flow from the Kashagan field in Kazakhstan in 2016.",
        "field",
        "operational",
        set(),
        {"country:KAZ"},
    ),
    ("The Ekofisk oilfield has been closed for repairs.", "field", "suspended", set(), None),
    (
        "Cambodia broke ground on a canal from Phnom Penh to Kampot on Monday.",
        "canal",
        "under_construction",
        {"place:phnom-penh", "place:kampot"},
        {"country:KHM"},
    ),
    ("Ships again pass through the Suez Canal, Egypt said.", "canal", "operational", set(), {"country:EGY"}),
    (
        "A ferry line between Vladivostok and Donghae was opened in 2009.",
        "shipping_route",
        "operational",
        {"place:vladivostok", "place:donghae"},
        {"country:RUS", "country:KOR"},
    ),
    ("An airport at Gwadar is under construction.", "other", "under_construction", {"place:gwadar"}, None),
    (
        "Oil storage tanks at Fujairah in the Emirates are to be built next year.",
        "other",
        "planned",
        {"place:fujairah"},
        {"country:ARE"},
    ),
    (
        "Feasibility studies are being done on a railway bridge linking Khabarovsk with Fuyuan.",
        "bridge",
        "proposed",
        {"place:khabarovsk", "place:fuyuan"},
        {"country:RUS", "country:CHN"},
    ),
    (
        "Moscow and Minsk signed a contract to build a nuclear power station at Ostrovets.",
        "power_plant",
        "agreed",
        {"place:ostrovets"},
        None,
    ),
    (
        "Plans for a pipeline carrying gas from Bovanenkovo to Ukhta were scrapped.",
        "gas_pipeline",
        "cancelled",
        set(),
        None,
    ),
    (
        "An American company is to drill the Zarubezh oil field off Vietnam.",
        "field",
        "planned",
        set(),
        {"country:USA", "country:VNM"},
    ),
    (
        "The World Bank approved a 120 mln dlr loan to Ghana for the construction of the Tema port.",
        "port",
        "agreed",
        {"place:tema"},
        {"country:GHA"},
    ),
    (
        "Turkey's Yumurtalik oil terminal was closed after the quake.",
        "terminal",
        "suspended",
        {"place:yumurtalik"},
        {"country:TUR"},
    ),
]


@pytest.mark.parametrize(("text", "kind", "status", "places", "parties"), CASES, ids=[c[0][:48] for c in CASES])
def test_kind_status_places_and_parties(text: str, kind: str, status: str, places: set[str], parties: set[str] | None):
    rows = extract(text, DAY)
    assert [p.kind for p in rows.projects] == [kind]
    project = rows.projects[0]
    assert project.status == status
    assert places <= set(project.places)
    if parties is not None:
        assert set(project.parties) == parties


@pytest.mark.parametrize(
    ("text", "capacity", "unit"),
    [
        ("The oil pipeline from Baku to Ceyhan has a capacity of 1.2 million barrels a day.", 1.2e6, "bbl/d"),
        ("The port of Taman can handle 60 million tonnes a year.", 6e7, "t/a"),
        (
            "A gas pipeline linking Algeria with Spain, designed for 8 billion cubic metres a year, was opened on Monday.",
            8e9,
            "m3/a",
        ),
        ("Russia is building a 1,200-megawatt nuclear power plant at Akkuyu in Turkey.", 1200, "MW"),
        ("The 160,000 barrel per day refinery at Isfahan was damaged.", 160000, "bbl/d"),
        ("The bauxite refinery at Friguia in Guinea has an annual capacity of 600,000 tonnes.", 600000, "t/a"),
        ("The container terminal at Poti can handle 500,000 TEU a year.", 500000, "TEU/a"),
        ("The railway from Khorgos to Almaty was opened; it can carry up to 20 million tonnes a year.", 2e7, "t/a"),
        ("The coal terminal at Taman should be able to handle 20 million to 25 million tonnes a year.", 2.5e7, "t/a"),
        ("The LNG plant at Sabetta will turn out 17.4 million tonnes a year.", 1.74e7, "t/a"),
    ],
)
def test_capacity(text: str, capacity: float, unit: str):
    project = extract(text, DAY).projects[0]
    assert (project.capacity, project.capacity_unit) == (pytest.approx(capacity), unit)


@pytest.mark.parametrize(
    ("text", "cost", "currency"),
    [
        ("Poland will build a 400 million euro bridge from Szczecin to Swinoujscie.", 4e8, "EUR"),
        ("The railway from Mombasa to Nairobi was opened in 2017. It cost 3.8 billion dollars.", 3.8e9, "USD"),
        ("The 27-billion-dollar LNG plant at Sabetta was opened on Friday.", 2.7e10, "USD"),
        ("China is building a port at Chancay in Peru. The bill is put at 3.5 billion dollars.", 3.5e9, "USD"),
        (
            "A steel works in Karachi, to be built at a cost of 500 mln dlrs, was agreed on by Pakistan and Moscow.",
            5e8,
            "USD",
        ),
    ],
)
def test_cost(text: str, cost: float, currency: str):
    project = extract(text, DAY).projects[0]
    assert (project.cost, project.cost_currency) == (pytest.approx(cost), currency)


def test_a_loan_is_not_the_cost():
    rows = extract(
        "Hungary signed for a one billion euro loan from China to build a railway from Budapest to Kelebia.", DAY
    )
    assert rows.projects[0].cost is None
    assert rows.projects[0].status == "agreed"
