"""What was, what is reckoned, expected or agreed: sentences of our own, the number in question in brackets."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.extraction.analysis import analyse
from pipeline.extraction.figure_modality import modality_of
from pipeline.extraction.periods import find_periods
from pipeline.extraction.quantities import find_quantities

DAY = dt.date(1994, 3, 12)
PAST, AHEAD = dt.date(1993, 12, 31), dt.date(1994, 12, 31)


def told(marked: str, last: dt.date | None = None) -> str:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    doc = analyse(text, DAY)
    doc.quantities, doc.periods = find_quantities(text), find_periods(text, DAY)
    sentence = doc.sentence_at(start)
    return modality_of(doc, (start, end), (sentence.start, sentence.end), None, last)


ACTUAL = [
    "Exports rose to [5.2 billion dollars] last year.",
    "The ministry said that imports fell by [three pct].",
    "Exports, which rose to [5.2 billion dollars], are expected to help the budget.",
    "Exports rose to [5.2 billion dollars], above the target of 4.8 billion.",
    "Exports rose to [5.2 billion dollars] while imports should reach 6 billion.",
    "The forecast was wrong; exports fell to [5.2 billion dollars].",
    "The office believes that exports fell to [5.2 billion dollars].",
    "Kenya also wants to make up for [50,000 tonnes] that it shipped to Sudan.",
    "Exports contracted [five pct] in February.",
    "The port has loaded [410,000 tonnes] since it was opened.",
    "Invisibles were provisionally put at a [750 mln] surplus.",
    "On May 3 the office said exports rose [six pct].",
]
ESTIMATE = [
    "Peru exported an estimated [5.2 million tonnes] last year.",
    "Traders estimate that exports fell to [5.2 million tonnes].",
    "According to an estimate by the bureau, Peru exported [5.2 million tonnes].",
    "Exports in the season are put at [5.2 million tonnes].",
    "Analysts put the country's share at [nine per cent].",
    "Shippers reckoned that Chile sold [40,000 tonnes] abroad.",
    "Imports dropped to an estimated [879 mln dlrs].",
]
FORECAST = [
    "Exports are expected to reach [5.2 billion dollars].",
    "Exports will rise to [5.2 billion dollars].",
    "The bank forecasts that exports will climb [five pct].",
    "Shipments could reach [300,000 tonnes].",
    "Exports are likely to grow by [four pct].",
    "The bank expects imports of [5.2 billion dollars].",
    "The bank raised its forecast for imports to [26 mln tonnes].",
    "Wheat imports are forecast at [15 mln tonnes].",
    "Economists polled had predicted a surplus of [400 mln dollars].",
    "It was short of the [5 per cent] that had been forecast.",
    "It was below the [400 mln dollars] that economists had pencilled in.",
    "Imports were forecast to grow 10 pct and exports [four pct].",
    "Guesses ranged from [22 mln tonnes] to 26 mln.",
    "The bank estimated that shipments should rise to [85 mln dlrs].",
    "The firm hopes to sell [10 million bottles] abroad.",
    "Egypt may buy [30,000 tonnes] of wheat.",
    "The minister hopes for exports of [50 billion dollars].",
    "Czech brokers think that [35 billion] is within reach.",
]
TARGET = [
    "Both sides agreed to raise trade to [5.2 billion dollars].",
    "Iraq is to buy [30,000 tonnes] of wheat.",
    "The programme calls for raising exports by [five pct].",
    "The goal is to lift exports to [25 pct] of output.",
    "They signed a contract for [70 million tonnes] over 12 years.",
    "Brussels granted an export quota of [40,000 tonnes].",
    "Venezuela would lend Ecuador [50,000 barrels] a day.",
    "Under the agreement Iran will supply [30,000 tonnes] to Turkey.",
    "The two governments have set their sights on [60 billion dollars].",
    "The presidents would like to see [15 billion dollars] of trade.",
    "A further [71,500 tonnes] of barley are available to Nigeria.",
    "The accord limits the growth of exports to [1.5 pct] a year.",
    "Ecuador will ask the cartel to raise its export quota by 100,000 barrels to [310,000].",
    "Exporters were allowed [350,000 bags] a month.",
    "Peru had aimed at exports of [5 billion dollars].",
    "The agency accepted one offer for [26,000 tonnes] of durum wheat.",
    "The firm cancelled a [40 mln dlr] oil purchase from Libya.",
    "The premier named [250 billion dollars] as the goal for trade.",
    "Fiji may ship [64,500 tonnes] of sugar to Britain under the protocol.",
    "French houses won [31,000 tonnes] and German ones 22,000.",
    "Japan had offered [260,000 tonnes].",
    "Libya has ordered [200,000 tonnes].",
    "The state firm has scheduled exports of [1.8 million barrels].",
    "The first [250,000 tonnes] are to leave by the end of July.",
    "Houses reported the sale of [320,000 tonnes] of corn to Cuba for delivery next season.",
    "The mill contracted with the exporter for [8 mln tonnes].",
]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (marked, expected)
        for expected, sentences in (
            ("actual", ACTUAL),
            ("estimate", ESTIMATE),
            ("forecast", FORECAST),
            ("target", TARGET),
        )
        for marked in sentences
    ],
)
def test_words_that_govern_the_number(marked: str, expected: str) -> None:
    assert told(marked) == expected


@pytest.mark.parametrize(
    ("marked", "last", "expected"),
    [
        ("Exports: [5.2 billion dollars].", AHEAD, "forecast"),
        ("Exports were [5.2 billion dollars].", PAST, "actual"),
        ("Imports are put at [15 mln tonnes].", AHEAD, "forecast"),
        ("Imports are put at [15 mln tonnes].", PAST, "estimate"),
        ("Cairo bought [180,000 tonnes] of wheat for shipment in August.", dt.date(1994, 8, 31), "target"),
        ("Sales for delivery in the season were [8,800 bales].", AHEAD, "target"),
        ("In a tender the office took [200,000 tonnes] for delivery by the end of April.", AHEAD, "target"),
        ("Exports are expected to rise after a [7.4 pct] decline.", PAST, "actual"),
        ("Exports should grow from [320,000 tonnes].", PAST, "actual"),
        ("Without ships, exports would have risen [12.8 percent].", PAST, "actual"),
        ("Dealers expect exports to be about [330,000 tonnes].", PAST, "estimate"),
        ("Dealers had expected exports of [330,000 tonnes].", PAST, "forecast"),
    ],
)
def test_the_time_of_the_figure_counts(marked: str, last: dt.date, expected: str) -> None:
    assert told(marked, last) == expected


@pytest.mark.parametrize(("season", "expected"), [("1993/94", "forecast"), ("1992/93", "estimate")])
def test_an_estimate_of_a_season_that_goes_on_is_a_forecast(season: str, expected: str) -> None:
    assert told(f"The department estimated {season} wheat imports at [10 mln tonnes].") == expected
