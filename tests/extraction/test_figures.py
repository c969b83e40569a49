"""What a reader would note down as trade figures, from sentences of our own."""

import datetime as dt

import pytest

from pipeline.extraction import extract

DAY = dt.date(2023, 11, 7)


def figures(text, day=DAY):
    return extract(text, day).figures


def the_figure(text, **wanted):
    """The one figure of `text` that has these slots."""
    found = [f for f in figures(text) if all(getattr(f, slot) == value for slot, value in wanted.items())]
    assert len(found) == 1, [(f.flow, f.value, f.change_pct, f.reporter_id, f.partner_id) for f in figures(text)]
    return found[0]


def test_a_level_and_its_change_are_one_row_with_all_slots():
    text = "In August, Chinese imports of Russian goods increased by 3% compared to the previous year, reaching $11.5 billion."
    figure = the_figure(text)
    assert (figure.flow, figure.reporter_id, figure.partner_id) == ("import", "country:CHN", "country:RUS")
    assert (figure.measure, figure.value, figure.unit) == ("value", 11.5e9, "USD")
    assert (figure.period_start, figure.period_end) == (dt.date(2023, 8, 1), dt.date(2023, 8, 31))
    assert (figure.change_pct, figure.change_basis, figure.modality) == (3, "yoy", "actual")
    assert text[figure.start : figure.end].endswith("$11.5 billion")


def test_a_level_before_is_no_row_of_its_own():
    figure = the_figure("Brazil's exports rose to 5 billion dollars in 2022 from 4 billion in 2021.")
    assert (figure.value, figure.previous_value, figure.change_pct, figure.change_basis) == (5e9, 4e9, None, "yoy")


def test_a_deficit_is_negative_and_so_is_the_one_before():
    figure = the_figure(
        "Japan's trade deficit with China widened to 424 billion yen in July 2022 from 58.3 billion a year earlier."
    )
    assert (figure.flow, figure.reporter_id, figure.partner_id) == ("balance", "country:JPN", "country:CHN")
    assert (figure.value, figure.previous_value) == (-424e9, -58.3e9)


def test_a_surplus_after_a_deficit_keeps_both_signs():
    figure = the_figure(
        "Peru posted a trade surplus of 40 million dollars in May, compared with a deficit of 16 million in April."
    )
    assert (figure.value, figure.previous_value) == (40e6, -16e6)


@pytest.mark.parametrize(
    ("text", "flow", "pct"),
    [
        ("China's exports to Russia dropped 47 per cent to 17.5 billion dollars in 2009.", "export", -47),
        ("China's exports to Russia were up 72.6 per cent at 23.8 billion dollars in 2010.", "export", 72.6),
        ("Indian imports from Russia rose by a third in 2022.", "import", 100 / 3),
        ("Vietnam doubled its coffee exports to Germany in 2021.", "export", 100),
        ("German imports from Norway were 8 pct lower in March.", "import", -8),
        (
            "Turnover between Russia and China passed 29 billion dollars in 2005, a rise of 37.1 per cent.",
            "trade",
            37.1,
        ),
        ("Trade between India and Russia shrank by 5.5 per cent in 2019.", "trade", -5.5),
    ],
)
def test_changes_are_signed(text, flow, pct):
    assert the_figure(text, flow=flow).change_pct == pytest.approx(pct, rel=1e-3)


def test_both_directions_in_one_sentence_are_two_rows():
    text = "Japan's imports from Russia soared 34.8 per cent to 1.5 trillion yen in 2021 and its exports 37.4 per cent to 862.4 billion."
    bought, sold = the_figure(text, flow="import"), the_figure(text, flow="export")
    assert (bought.value, bought.change_pct, bought.unit) == (1.5e12, 34.8, "JPY")
    assert (sold.value, sold.change_pct, sold.unit) == (862.4e9, 37.4, "JPY")
    assert sold.partner_id == bought.partner_id == "country:RUS"


def test_the_reporter_may_stand_outside_the_sentence():
    text = "Thailand's central bank gave new numbers on Monday.\n\nExports fell to 18.9 billion baht in February."
    figure = the_figure(text, flow="export")
    assert (figure.reporter_id, figure.partner_id, figure.unit) == ("country:THA", "country:WLD", "THB")


def test_dollars_of_another_country_stay_so():
    text = "New Zealand had a trade surplus of 46 mln N.Z. dlrs in January. Exports were 905 mln dlrs."
    assert the_figure(text, flow="export").unit == "NZD"


def test_a_number_without_unit_takes_over_the_one_before():
    text = "Russia sold China 9 billion dollars' worth of goods in May and bought goods for 7.1 billion."
    assert the_figure(text, flow="import").unit == "USD"


def test_a_volume_keeps_its_rate():
    figure = the_figure("Ecuador exported 140,000 barrels a day of crude oil in 1986.", flow="export")
    assert (figure.unit, figure.measure, figure.commodity_id) == ("bbl/d", "volume", "commodity:crude-oil")


def test_a_port_is_the_scope_and_its_country_the_reporter():
    text = "Imports of Russian timber through Manzhouli came to 1.56 million cubic metres in the first quarter of 2014."
    figure = the_figure(text)
    assert (figure.reporter_id, figure.partner_id, figure.scope_id) == ("country:CHN", "country:RUS", "place:manzhouli")
    assert (figure.period_start, figure.period_end) == (dt.date(2014, 1, 1), dt.date(2014, 3, 31))


def test_a_pair_of_trade_stands_in_code_point_order():
    figure = the_figure("Russia's trade with China reached 190 billion dollars in 2022.")
    assert (figure.flow, figure.reporter_id, figure.partner_id) == ("trade", "country:CHN", "country:RUS")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Russia and China want to lift their trade to 200 billion dollars by 2024.", "target"),
        ("Mongolia's coal exports are expected to reach 40 million tonnes in 2024.", "forecast"),
        ("Ghana's cocoa exports were an estimated 800,000 tonnes in 2021.", "estimate"),
        ("Ghana's cocoa exports were 800,000 tonnes in 2021.", "actual"),
    ],
)
def test_modality(text, modality):
    assert the_figure(text).modality == modality


@pytest.mark.parametrize(
    "text",
    [
        "Oil prices rose 3 per cent to 80 dollars a barrel on Monday.",
        "Brazil's coffee production fell to 28 million bags in 2021.",
        "The refinery has a capacity of 200,000 barrels a day.",
        "China Development Bank will lend Vnesheconombank 500 million dollars.",
        "Thailand's current account showed a surplus of 500 million baht in February.",
        "The government plans to spend 8 billion euros on roads next year.",
        "Gross domestic product grew by 2.5 per cent in 2019.",
        "The bridge is 1,080 metres long and cost 19 billion roubles.",
    ],
)
def test_what_is_no_trade_gives_no_row(text):
    assert figures(text) == []


def test_every_row_quotes_a_stretch_of_the_text():
    text = "China’s exports to Russia – 😀 – rose 47 per cent to 17.5 billion dollars in 2009. Imports fell 5 per cent."
    for figure in figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
    assert text[figures(text)[0].start : figures(text)[0].end].endswith("17.5 billion dollars")


def test_the_same_text_gives_the_same_rows():
    text = "China's exports to Russia dropped 47 per cent to 17.5 billion dollars in 2009."
    assert extract(text, DAY) == extract(text, DAY)


@pytest.mark.parametrize(
    ("sentence", "value", "change", "previous"),
    [
        ("Chile's exports came to 45 million dollars in May, 12 per cent more than the 40 million of May 2022.", 45e6, 12, 40e6),
        ("Chile's exports averaged 45 million dollars a month, slightly more than the 44 million of a year earlier.", 45e6, None, 44e6),
        ("In ten months Chile's exports reached 9.7 bln dlrs, three pct short of the 10.0 bln of January to October 2022.", 9.7e9, -3, 10e9),
        ("Chile's exports were 800 million dollars in May, nearly four times the 210 million of May 2022.", 800e6, None, 210e6),
        ("Chile's exports of coal were worth 182 million dollars (-11.4%) in May.", 182e6, -11.4, None),
        ("Chile's exports came to 12 million dollars in May, one tenth (10.2 per cent) less than a year ago.", 12e6, -10.2, None),
        ("In May Chile's exports of 11.0 billion dollars compare with 10.5 billion a month earlier.", 11e9, None, 10.5e9),
    ],
)  # fmt: skip
def test_what_a_level_is_compared_with(sentence, value, change, previous):
    (row,) = extract(sentence, dt.date(2023, 11, 7)).figures
    assert (row.value, row.change_pct, row.previous_value) == (value, change, previous)


def test_two_changes_belong_to_two_levels_in_their_order():
    text = (
        "Chile exported for 24.2 billion dollars in May and imported for 15.0 billion, increases of 36 and 33 per cent."
    )
    rows = extract(text, dt.date(2023, 11, 7)).figures
    assert [(r.flow, r.value, r.change_pct) for r in rows] == [("export", 24.2e9, 36), ("import", 15e9, 33)]


def test_a_line_that_names_a_time_sets_it_for_what_follows():
    text = (
        "Chile and Peru did 64.2 billion dollars of business in 2015, customs officials said on Wednesday.\n\n"
        "How different 2014 looks. Turnover was still rising then, by 6.8 per cent to 95.3 billion dollars."
    )
    rows = extract(text, dt.date(2016, 1, 13)).figures
    assert [(r.value, r.period_start.year) for r in rows] == [(64.2e9, 2015), (95.3e9, 2014)]
