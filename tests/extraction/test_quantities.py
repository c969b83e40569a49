"""Quantities: each case is a sentence of our own and what stands in it."""

from __future__ import annotations

import time

import pytest

from pipeline.extraction.quantities import Quantity, find_quantities, find_unit_headers


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


MONEY = [
    ("Exports were worth $11.5 billion.", "$11.5 billion", 11.5e9, "USD"),
    ("Exports were worth 11.5 billion dollars.", "11.5 billion dollars", 11.5e9, "USD"),
    ("They paid US$3 mln.", "US$3 mln", 3e6, "USD"),
    ("They paid USD 5 bn.", "USD 5 bn", 5e9, "USD"),
    ("They paid 40 million EUR.", "40 million EUR", 4e7, "EUR"),
    ("The bill was €1.6bn.", "€1.6bn", 1.6e9, "EUR"),
    ("The bill was £45m.", "£45m", 4.5e7, "GBP"),
    ("Sales came to ¥3 trn.", "¥3 trn", 3e12, "JPY"),
    ("Sales came to RMB500m.", "RMB500m", 5e8, "CNY"),
    ("Sales came to 3 billion yuan.", "3 billion yuan", 3e9, "CNY"),
    ("A gap of 3.9 mln dlrs was left.", "3.9 mln dlrs", 3.9e6, "USD"),
    ("A 500 mln-dlr credit was granted.", "500 mln-dlr", 5e8, "USD"),
    ("A 27-billion-dollar venture began.", "27-billion-dollar", 27e9, "USD"),
    ("It has a 105 billion peseta plan.", "105 billion peseta", 105e9, "ESP"),
    ("The deficit hit C$40m.", "C$40m", 4e7, "CAD"),
    ("The deficit hit A$2.1 billion.", "A$2.1 billion", 2.1e9, "AUD"),
    ("The deficit hit HK$3.51bn.", "HK$3.51bn", 3.51e9, "HKD"),
    ("The deficit hit NZ$119 million.", "NZ$119 million", 119e6, "NZD"),
    ("The deficit hit S$2 billion.", "S$2 billion", 2e9, "SGD"),
    ("Trade fell to 6.35 billion H.K. Dlrs last year.", "6.35 billion H.K. Dlrs", 6.35e9, "HKD"),
    ("Trade fell to 128.4 mln N.Z. Dlrs.", "128.4 mln N.Z. Dlrs", 128.4e6, "NZD"),
    ("Trade fell to 428 mln Australian dlrs.", "428 mln Australian dlrs", 428e6, "AUD"),
    ("Trade fell to 25 million Canadian dollars.", "25 million Canadian dollars", 25e6, "CAD"),
    ("It sold 9 billion Zimbabwean dollars of gold.", "9 billion Zimbabwean dollars", 9e9, "ZWD"),
    ("Imports were 7.16 billion stg.", "7.16 billion stg", 7.16e9, "GBP"),
    ("The order was worth 130 mln marks.", "130 mln marks", 130e6, "DEM"),
    ("The order was worth 641 mln markka.", "641 mln markka", 641e6, "FIM"),
    ("It cost 6 billion francs.", "6 billion francs", 6e9, "FRF"),
    ("It cost 6 billion Swiss francs.", "6 billion Swiss francs", 6e9, "CHF"),
    ("It cost 6 billion Belgian francs.", "6 billion Belgian francs", 6e9, "BEF"),
    ("It cost 3.6 billion crowns.", "3.6 billion crowns", 3.6e9, "SEK"),
    ("It cost 3.6 billion Danish crowns.", "3.6 billion Danish crowns", 3.6e9, "DKK"),
    ("It cost 3.6 billion Norwegian crowns.", "3.6 billion Norwegian crowns", 3.6e9, "NOK"),
    ("It cost 80 million guilders.", "80 million guilders", 80e6, "NLG"),
    ("It cost 80 billion lire.", "80 billion lire", 80e9, "ITL"),
    ("It cost 4.7 billion baht.", "4.7 billion baht", 4.7e9, "THB"),
    ("It cost 19 billion roubles.", "19 billion roubles", 19e9, "RUB"),
    ("It cost 30 billion tenge.", "30 billion tenge", 30e9, "KZT"),
    ("It cost 40 billion hryvnias.", "40 billion hryvnias", 40e9, "UAH"),
    ("It cost 60 billion Egyptian pounds.", "60 billion Egyptian pounds", 60e9, "EGP"),
    ("It cost 6 trillion rials.", "6 trillion rials", 6e12, "IRR"),
    ("It cost 5 billion Saudi riyals.", "5 billion Saudi riyals", 5e9, "SAR"),
    ("It cost 3 billion UAE dirhams.", "3 billion UAE dirhams", 3e9, "AED"),
    ("It cost Rs 500 crore.", "Rs 500 crore", 5e9, "INR"),
    ("It cost 2 trillion won.", "2 trillion won", 2e12, "KRW"),
    ("It cost 90 billion Argentine pesos.", "90 billion Argentine pesos", 90e9, "ARS"),
    ("It cost half a billion dollars.", "half a billion dollars", 5e8, "USD"),
    ("It cost ten billion dollars.", "ten billion dollars", 1e10, "USD"),
    ("It cost a trillion roubles.", "a trillion roubles", 1e12, "RUB"),
    ("It cost seventy-seven billion dollars.", "seventy-seven billion dollars", 77e9, "USD"),
    ("It cost two thirds of a billion euros.", "two thirds of a billion euros", 2e9 / 3, "EUR"),
    ("It cost three and a half million dollars.", "three and a half million dollars", 3.5e6, "USD"),
    ("It cost 40\nbillion dollars.", "40\nbillion dollars", 4e10, "USD"),
]


@pytest.mark.parametrize(("text", "span", "value", "unit"), MONEY)
def test_money(text: str, span: str, value: float, unit: str) -> None:
    found = only(text)
    assert (found.text, found.kind, found.unit) == (span, "money", unit)
    assert found.value == pytest.approx(value)


PHYSICAL = [
    ("It shipped 449,253 tonnes.", 449_253, "t", None),
    ("It shipped 30,000 long tons of barley.", 30_000, "long ton", None),
    ("It shipped 500,000 mt annually.", 500_000, "t", "a"),
    ("It shipped 12 Mt.", 12e6, "t", None),
    ("It shipped 450 kilos of gold.", 0.45, "t", None),
    ("It shipped 45m tonnes.", 45e6, "t", None),
    ("It shipped 300,000 barrels a day from the new port.", 300_000, "bbl", "d"),
    ("It shipped 3.44 mln bpd.", 3.44e6, "bbl", "d"),
    ("It shipped 500,000 b/d.", 500_000, "bbl", "d"),
    ("It shipped 220,000 barrels per day before the war.", 220_000, "bbl", "d"),
    ("The 7,500 barrel per day project was shelved.", 7_500, "bbl", "d"),
    ("It can carry 15 million tonnes of Russian crude a year.", 15e6, "t", "a"),
    ("It can carry 38 billion cubic metres of methane a year.", 38e9, "m3", "a"),
    ("It can carry 38 bcm annually.", 38e9, "m3", "a"),
    ("It can carry 12 mtpa.", 12e6, "t", "a"),
    ("It sold 410,000 bags of 70 kilos per month.", 410_000, "bag", "month"),
    ("It sold 1.2 million 60-kilo bags.", 1.2e6, "bag", None),
    ("It sold 16.5 mln bushels of corn.", 16.5e6, "bu", None),
    ("It sold 3 million bales of cotton.", 3e6, "bale", None),
    ("It sold 310,000 cubic metres of timber.", 310_000, "m3", None),
    ("It sold 100 billion cubic feet of gas.", 100e9, "ft3", None),
    ("It sold 3.1 billion kilowatt-hours.", 3.1e9, "kWh", None),
    ("It sold 4.5 TWh.", 4.5e9, "kWh", None),
    ("It needs 600 megawatts.", 600, "MW", None),
    ("It needs 2 GW.", 2000, "MW", None),
    ("The terminal handled 80,000 TEU.", 80_000, "TEU", None),
    ("The terminal handled a million and a half containers a year.", 1.5e6, "TEU", "a"),
    ("The ranch exported 40,000 head of cattle.", 40_000, "head", None),
    ("It exported 357,700 vehicles.", 357_700, "unit", None),
    ("It exported 30,000 passenger cars.", 30_000, "unit", None),
    ("It imported two passenger aircraft.", 2, "unit", None),
    ("The line is 925 kilometres long.", 925, "km", None),
    ("The field lies 55 miles off the coast.", 55, "mi", None),
    ("The bridge is 7,194 metres long.", 7_194, "m", None),
    ("The zone covers 129.8 hectares.", 129.8, "ha", None),
    ("The island covers 335 square kilometres.", 335, "km2", None),
    ("A 3,000-tonne cargo was loaded.", 3_000, "t", None),
    ("Fifty-four tonnes were landed.", 54, "t", None),
    ("Half a million tonnes were landed.", 500_000, "t", None),
]


@pytest.mark.parametrize(("text", "value", "unit", "rate"), PHYSICAL)
def test_physical(text: str, value: float, unit: str, rate: str | None) -> None:
    found = only(text)
    assert (found.kind, found.unit, found.rate) == ("physical", unit, rate)
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300,000 barrels a day", "bbl/d"),
        ("38 bcm a year", "m3/a"),
        ("350,000 bags per month", "bag/month"),
        ("449 tonnes", "t"),
        ("800 dollars a tonne", "USD"),
    ],
)
def test_unit_with_rate(text: str, expected: str) -> None:
    assert only(text).unit_with_rate == expected


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("Oil cost 17 dlrs a barrel.", "bbl"),
        ("Wheat cost 42.44 dlrs per tonne.", "t"),
        ("Coffee cost 1.10 dlr per lb.", "lb"),
        ("It earned 23 cts a share.", "share"),
        ("Sugar cost 10 cents a pound.", "lb"),
    ],
)
def test_price_is_told_apart(text: str, rate: str) -> None:
    found = only(text)
    assert found.is_price
    assert found.rate == rate


@pytest.mark.parametrize(
    "text", ["It earned 3 billion dollars a year ago.", "It was 3 billion dollars a year earlier."]
)
def test_a_year_ago_is_no_rate(text: str) -> None:
    assert only(text).rate is None


RELATIVE = [
    ("Trade rose 3%.", "percent", 3),
    ("Trade rose 7.5 per cent.", "percent", 7.5),
    ("Trade rose 47 pct.", "percent", 47),
    ("Trade rose one per cent.", "percent", 1),
    ("Trade rose 6-1/2 pct.", "percent", 6.5),
    ("Trade rose by a third.", "percent", 33.33),
    ("Two thirds of it went north.", "percent", 66.67),
    ("Two-fifths of it went north.", "percent", 40),
    ("Three quarters of it went north.", "percent", 75),
    ("Half of it went north.", "percent", 50),
    ("It sold almost a quarter more.", "percent", 25),
    ("It sold half of one per cent.", "percent", 0.5),
    ("Exports doubled.", "multiple", 100),
    ("Exports tripled.", "multiple", 200),
    ("Exports trebled.", "multiple", 200),
    ("Exports quadrupled.", "multiple", 300),
    ("Exports halved.", "multiple", -50),
    ("Exports grew fivefold.", "multiple", 400),
    ("Exports grew ten-fold.", "multiple", 900),
    ("Exports fell threefold.", "multiple", -66.67),
    ("Exports rose 1.5 times.", "multiple", 50),
    ("Exports decreased by 2 times.", "multiple", -50),
    ("Exports were one and a half times as much as before.", "multiple", 50),
    ("Exports were 4.2 times the earlier amount, four times what they were.", "multiple", 320),
    ("Exports multiplied by 2.2.", "multiple", 120),
    ("Exports will be half as much again.", "multiple", 50),
    ("Exports were half as large again.", "multiple", 50),
    ("A rouble buys half as much.", "multiple", -50),
    ("It can refine twice its present capacity.", "multiple", 100),
    ("Ships were three times as many.", "multiple", 200),
]


@pytest.mark.parametrize(("text", "kind", "value"), RELATIVE)
def test_relative(text: str, kind: str, value: float) -> None:
    found = find_quantities(text)[0]
    assert (found.kind, found.unit) == (kind, "percent")
    assert found.value == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize(
    ("text", "value"),
    [("It gained 0.6 of a point.", 0.6), ("It gained 2 percentage points.", 2), ("It rose 25 basis points.", 0.25)],
)
def test_percentage_points_have_their_own_unit(text: str, value: float) -> None:
    found = only(text)
    assert (found.value, found.unit) == (value, "percentage point")


RANGES = [
    ("between 60 and 80 billion dollars", 60e9, 80e9, "USD"),
    ("55 billion to 57 billion dollars", 55e9, 57e9, "USD"),
    ("$3-4 billion", 3e9, 4e9, "USD"),
    ("$300m to $400m", 3e8, 4e8, "USD"),
    ("150,000 to 160,000", 150e3, 160e3, None),
    ("4-5 mln bags", 4e6, 5e6, "bag"),
    ("five to six pct", 5, 6, "percent"),
    ("10 or 15 pct", 10, 15, "percent"),
    ("estimates ranged from 21 mln to 25 mln bushels", 21e6, 25e6, "bu"),
    ("30 million to 50 million tonnes of coal a year", 30e6, 50e6, "t"),
    ("100-150,000 metric tons", 100e3, 150e3, "t"),
    ("sums of 8 to 8.5 billion dollars", 8e9, 8.5e9, "USD"),
    ("between 5 mln tonnes and 6 mln tonnes", 5e6, 6e6, "t"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), RANGES)
def test_range(text: str, low: float, high: float, unit: str | None) -> None:
    found = only(text)
    assert (found.value, found.value_high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rose from 4 to 5 billion dollars", [(4e9, "USD"), (5e9, "USD")]),
        ("cut from 20 to 10 per cent", [(20, "percent"), (10, "percent")]),
        ("grew 17.5 and 27.5 per cent", [(17.5, "percent"), (27.5, "percent")]),
        ("rose 37 to 440 mln", [(37, None), (440e6, None)]),
        ("rose to 8.43 billion from 7 billion", [(8.43e9, None), (7e9, None)]),
        ("23.35 billion and 42 per cent", [(23.35e9, None), (42, "percent")]),
        ("of 2,000 and 20,000 Australian dlrs", [(2e3, "AUD"), (2e4, "AUD")]),
    ],
)
def test_two_amounts_are_no_range(text: str, expected: list[tuple[float, str | None]]) -> None:
    found = find_quantities(text)
    assert [(q.value, q.unit) for q in found] == expected
    assert all(q.value_high is None for q in found)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("some", "about"),
        ("about", "about"),
        ("around", "about"),
        ("roughly", "about"),
        ("nearly", "about"),
        ("almost", "about"),
        ("close to", "about"),
        ("more than", "over"),
        ("over", "over"),
        ("at least", "over"),
        ("upwards of", "over"),
        ("in excess of", "over"),
        ("exceeding", "over"),
        ("a little over", "over"),
        ("no less than", "over"),
        ("less than", "under"),
        ("under", "under"),
        ("below", "under"),
        ("just under", "under"),
        ("fewer than", "under"),
        ("up to", "up_to"),
        ("as much as", "up_to"),
        ("no more than", "up_to"),
        ("at most", "up_to"),
        ("a maximum of", "up_to"),
        ("only", None),
        ("just", None),
    ],
)
def test_approximation_before(words: str, expected: str | None) -> None:
    assert only(f"It shipped {words} 5 mln tonnes.").approximation == expected


@pytest.mark.parametrize(("words", "expected"), [("or so", "about"), ("or more", "over"), ("or less", "under")])
def test_approximation_after(words: str, expected: str) -> None:
    assert only(f"It shipped 5 mln tonnes {words}.").approximation == expected


def test_comparison_is_no_approximation() -> None:
    assert find_quantities("It was 10 per cent more than the 50.6 million of last May.")[1].approximation is None


def test_bare_scale_and_bare_number() -> None:
    scale, bare = find_quantities("China sold 23.8 billion, and imports grew 34.6.")
    assert (scale.kind, scale.unit, scale.has_scale, scale.is_bare_number) == ("number", None, True, False)
    assert (bare.kind, bare.unit, bare.has_scale, bare.is_bare_number) == ("number", None, False, True)


@pytest.mark.parametrize(
    ("text", "value", "sign"),
    [
        ("+41 per cent", 41, 1),
        ("-13.3 pct", -13.3, -1),
        ("(-15.1)", -15.1, -1),
        ("a minus of 30 per cent", -30, -1),
        ("plus 8.2 per cent", 8.2, 1),
    ],
)
def test_sign(text: str, value: float, sign: int) -> None:
    found = only(text)
    assert (found.value, found.sign) == (value, sign)


def test_dash_after_a_year_is_no_sign() -> None:
    assert only("2020 - 4.1 bcm").value == 4.1e9


@pytest.mark.parametrize(
    "text",
    [
        "in 2009",
        "the 1990s",
        "in 1986/87",
        "in 2020-21",
        "the 1986-1990 plan",
        "on January 1, 2011",
        "on 17 March",
        "on June 20-30",
        "from April 6 to 8",
        "for twenty years",
        "a five-year plan",
        "a 12-month contract",
        "at 0600 GMT",
        "at 10:30",
        "No. 5",
        "Resolution 1973",
        "Sakhalin-2",
        "Q1 and H1",
        "Power of Siberia 2",
        "blocks 3 and 4",
        "aged 57",
        "a 57-year-old man",
        "the first half of the year",
        "in the third quarter",
        "half a year",
        "several hundred tonnes",
        "tens of millions of dollars",
        "a few thousand people",
        "one of them",
        "the two agreed",
        "two-way trade",
        "the 24-nation group",
        "they met three times",
        "twice a week",
        "double standards",
        "an hour and a half with him",
        "a year and a half before",
        "5G phones were shown",
        "the 21st year",
        "8-800-555-35-35",
    ],
)
def test_no_quantity(text: str) -> None:
    assert [q.text for q in find_quantities(text)] == []


def test_a_year_before_a_unit_is_an_amount() -> None:
    assert only("They shipped 2000 tonnes.").value == 2000


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("5 mln dlrs", "USD", "dollar"),
        ("$5m", "USD", "dollar"),
        ("US$5m", "USD", None),
        ("5 mln pounds", "GBP", "pound"),
        ("5 mln yen", "JPY", None),
    ],
)
def test_currency_hint(text: str, unit: str, hint: str | None) -> None:
    assert (only(text).unit, only(text).currency_hint) == (unit, hint)


@pytest.mark.parametrize(
    ("text", "value", "noun"),
    [
        ("320 people work there", 320, "people"),
        ("630 lorries cross", 630, "lorry"),
        ("in 14 countries", 14, "country"),
        ("Thirty Russian firms", 30, "firm"),
    ],
)
def test_count(text: str, value: float, noun: str) -> None:
    found = only(text)
    assert (found.kind, found.value, found.unit) == ("count", value, noun)


def test_table_cells_keep_their_offsets() -> None:
    table = (
        "Total              943.22    -8.4\n  exports          478.21   -13.3\nGermany  55.7 (+15.7)   47.0 (+11.2)\n"
    )
    found = find_quantities(table)
    assert [q.value for q in found] == [943.22, -8.4, 478.21, -13.3, 55.7, 15.7, 47.0, 11.2]
    assert all(q.is_bare_number and table[q.start : q.end] == q.text for q in found)


@pytest.mark.parametrize(
    ("text", "kind", "unit", "factor"),
    [
        ("Trade, billion dollars", "money", "USD", 1e9),
        ("By partner, in million euros:", "money", "EUR", 1e6),
        ("Oil by rail (million tonnes)", "physical", "t", 1e6),
        ("Structure (per cent)", "percent", "percent", 1.0),
    ],
)
def test_unit_header(text: str, kind: str, unit: str, factor: float) -> None:
    (header,) = find_unit_headers(text)
    assert (header.kind, header.unit, header.factor) == (kind, unit, factor)
    assert text[header.start : header.end] == header.text


def test_unit_of_a_number_is_no_header() -> None:
    assert find_unit_headers("It sold goods for 5 billion dollars and 3 per cent more.") == []


TEXT = (
    "Über 3,5 – “quoted” 🙂 exports of Côte d’Ivoire rose 12.8 per cent to $11.5 billion "
    "(10.3 billion euros) from 9 billion; "
    "volumes reached 300,000 barrels a day, or 15 million tonnes a year, half as much again as in 2019."
)


def test_offsets_are_code_points_sorted_and_apart() -> None:
    found = find_quantities(TEXT)
    assert len(found) >= 7
    assert all(TEXT[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_same_text_same_quantities() -> None:
    assert find_quantities(TEXT) == find_quantities(TEXT)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1,111",
        ",111",
        "11.5 billion ",
        "two and ",
        "a ",
        "1-",
        "1/2/",
        "a.",
        "5 tonnes of ",
        "more than ",
        "from 5 to ",
        "1 000 ",
        "Q1",
        "half a ",
        "million ",
        "twenty-",
        "$",
        "US$ ",
        "5 per ",
        "\n",
        "1\u2009111",
        "half of a ",
        "between 5 and ",
        "one in ",
        "five out of ",
        "every third ",
        "R5 ",
        "5m ",
        "5 dlrs a ",
        "5 dlrs per 5 ",
        "5+ ",
        "and a half ",
        "5 or so ",
        "1,00,",
        "5 - ",
        "5,000/",
        "a daily ",
        "5 mln pounds of ",
        "5 million cu. ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    start = time.process_time()
    find_quantities(text)
    find_unit_headers(text)
    assert time.process_time() - start < 15  # a fraction of a second; a quadratic pattern takes minutes
