"""Texts in one case throughout: their names are found as in any other text, and no offset moves."""

import datetime as dt

import pytest

from pipeline.extraction import extract
from pipeline.extraction.casing import recased

DAY = dt.date(1987, 4, 2)


def ids(text):
    return {m.entity_id for m in extract(text, DAY).mentions}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "brazil sold more coffee to west germany in march, minister joao figueira said in brasilia, and less to japan.",
            {"country:BRA", "country:DEU", "country:JPN", "person:joao-figueira", "place:brasilia", "commodity:coffee"},
        ),
        (
            "the ministry said volga timber corp, a unit of gazprom, will ship logs from the port of archangel to sweden.",
            {"organisation:volga-timber", "organisation:gazprom", "country:SWE"},
        ),
        ("FRANCE BUYS SOVIET GAS, PARIS SAYS\n\nThe contract runs for 20 years.", {"country:FRA", "country:SUN"}),
        ("TURKEY RAISES CHROME ORE EXPORTS TO U.S. IN MAY", {"country:TUR", "country:USA"}),
    ],
)
def test_names_are_found_in_one_case(text, wanted):
    assert wanted <= ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brazil sold more coffee to West Germany, and the minister flew to Bonn on Tuesday with two bankers.",
        "EXPORTS   IMPORTS   BALANCE   TOTAL TRADE",
        "MOSCOW, June 3 - Russia sold more gas.",
        "",
    ],
)
def test_other_texts_stay_as_they_are(text):
    assert recased(text) == text


def test_words_of_english_stay_small():
    assert "shell" in recased(
        "the hens lay eggs with a thin shell, and we polish them for us in a nice bath, they said again."
    )


def test_mentions_quote_the_text_as_it_is():
    text = "FRANCE BUYS MORE SOVIET GAS THAN BEFORE"
    mentions = extract(text, DAY).mentions
    assert mentions and all(text[m.start : m.end] == m.text for m in mentions)
    assert len(recased(text)) == len(text)


def test_months_have_their_capitals():
    assert "in May and June" in recased(
        "sales to norway and sweden rose in may and june, as they may again in the autumn."
    )
