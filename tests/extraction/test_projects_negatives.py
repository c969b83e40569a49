"""What is no project: vague plurals, words with another sense, ports and plants that are only mentioned."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.extraction import extract

NONE = [
    "Chinese refineries bought less crude from Iran in March.",
    "Japanese firms may set up plants in the United States.",
    "The ministry wants more roads and railways in the region.",
    "A cargo of soybeans left from the port of Santos on Monday.",
    "Coffee shipped through the port of Mombasa fell by 4 per cent.",
    "Fish is tested for radioactive water from the Fukushima plant.",
    "The two countries opened a credit line of 500 million dollars.",
    "The Treasury provided a bridge loan to Argentina.",
    "A free trade agreement with Vietnam took effect in May.",
    "The port authority said exports rose 9 per cent.",
    "Moscow has drawn on its swap line with Beijing.",
    "China's pipeline imports of gas rose by 12 per cent in April.",
    "The central bank reported refinery runs of 12 million barrels a day.",
    "Farmers will plant 20,000 hectares with coffee in Uganda.",
    "Brazil has made room for talks in the field of energy.",
    "The fund will invest in projects worth 10 billion dollars.",
    "Exports through Manzhouli rose, customs data show.",
    "The plan works well, the minister said in Jakarta.",
    "Trade between Germany and Poland was in line with forecasts.",
    "The bank granted Kenya a loan to buy wheat.",
    "Supplies of ESPO crude rose to a record in May.",
    "The leaders spoke at the Central Asia-China summit in Xi'an.",
]


@pytest.mark.parametrize("text", NONE)
def test_no_project(text: str):
    rows = extract(text, dt.date(2024, 5, 14))
    assert rows.projects == []
    assert rows.project_mentions == []
