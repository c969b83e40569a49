"""How sure a row is: a likelihood for each, the same each time, higher where the text is plain."""

import dataclasses
import datetime as dt

from pipeline.extraction import extract
from pipeline.extraction.confidence import TABLES, likelihood

DAY = dt.date(2023, 11, 7)
PLAIN = (
    "Chilean exports to Japan rose 12 per cent to 3.4 billion dollars in the first half of 2023. Chile's foreign minister "
    "Alberto van Klaveren met Japan's foreign minister Yoshimasa Hayashi in Tokyo. Codelco, which owns the El Teniente "
    "copper mine, said that it would build a port at Antofagasta for 900 million dollars."
)


def rows_of(text):
    found = extract(text, DAY)
    return [row for table in TABLES for row in getattr(found, table)]


def test_every_row_has_one_from_nought_to_one_in_three_places():
    found = extract(PLAIN, DAY)
    for table in TABLES:
        rows = getattr(found, table)
        assert rows, table
        assert all(0 <= row.confidence <= 1 and row.confidence == round(row.confidence, 3) for row in rows), table
    assert len({row.confidence for row in rows_of(PLAIN)}) > 5


def test_the_same_text_gives_the_same():
    assert extract(PLAIN, DAY) == extract(PLAIN, DAY)


def test_an_empty_text_has_nothing_to_be_sure_of():
    assert rows_of("") == []


def test_a_figure_that_says_all_is_surer_than_one_that_leaves_it_to_the_reader():
    (plain,) = extract("Chile's exports to Japan rose 12 per cent to 3.4 billion dollars in May.", DAY).figures
    vague = extract(
        "Peru and Chile sell what Japan and China want. Of that last year, it is thought, some 40 per cent may have gone "
        "there by other ways, 2 billion dollars perhaps, or less.",
        DAY,
    ).figures
    assert plain.confidence > 0.5
    assert all(figure.confidence < plain.confidence - 0.1 for figure in vague)


def test_a_name_that_is_known_is_surer_than_one_that_is_not():
    found = extract("Japan trades with the Zorvath Basin. Japan sells cars.", DAY).mentions
    japan = min(m.confidence for m in found if m.entity_id == "country:JPN")
    assert japan > 0.95
    assert all(m.confidence < japan for m in found if m.type == "region")


def test_an_office_with_a_name_is_surer_than_trade_with_one_side_understood():
    plain = extract("Japan's foreign minister Yoshimasa Hayashi spoke.", DAY).relations
    vague = extract("Japan and China talked. It ships more there than it did, officials of its neighbour said.", DAY)
    (office,) = [r for r in plain if r.predicate == "holds_office"]
    assert office.confidence > 0.85
    assert all(r.confidence < office.confidence for r in vague.relations)


def test_the_likelihood_is_the_logistic_of_the_weights_that_a_row_has():
    learnt = {"always": 1.0, "named": 1.0, "vague": -4.0}
    assert likelihood(["always"], learnt) == 0.731
    assert likelihood(["always", "named", "unheard of"], learnt) == 0.881
    assert likelihood(["always", "named", "vague"], learnt) == 0.119
    assert likelihood([], {}) == 0.5
    assert likelihood(["always"], {"always": 900.0}) == 1.0


def test_only_the_confidence_is_added():
    from pipeline.extraction import found, layered

    doc = layered(PLAIN, DAY)
    bare = found(doc, PLAIN)
    for table in TABLES:
        judged = [dataclasses.replace(row, confidence=None) for row in getattr(extract(PLAIN, DAY), table)]
        assert judged == getattr(bare, table), table
