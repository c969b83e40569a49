"""Of which flow a number is told, and what it is: sentences of our own."""

import datetime as dt

import pytest

from pipeline.extraction import extract
from pipeline.extraction.analysis import analyse
from pipeline.extraction.figure_cells import may_be_traded
from pipeline.extraction.figure_choices import choose_by_model
from pipeline.extraction.figure_linker import LABELS
from pipeline.extraction.figure_roles import roles_of
from pipeline.extraction.figures import find_figures
from pipeline.extraction.mentions import find_mentions
from pipeline.extraction.periods import find_periods
from pipeline.extraction.quantities import find_quantities
from pipeline.knowledge.weights import weights

DAY = dt.date(2023, 11, 7)


def told(text):
    """(flow, value, change in percent) of each figure, in order."""
    return [(f.flow, f.value, f.change_pct) for f in extract(text, DAY).figures]


def roles(text):
    return [r.name for r in roles_of(analyse(text, DAY), 0, find_quantities(text))]


def laid_out(text):
    doc = analyse(text, DAY)
    doc.quantities, doc.periods, doc.mentions = find_quantities(text), find_periods(text, DAY), find_mentions(doc)
    return doc


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Chile exported goods for 9 billion dollars and imported goods for 7 billion in May, "
            "4 and 6 per cent more than a year earlier respectively.",
            [("export", 9e9, 4), ("import", 7e9, 6)],
        ),
        (
            "Norway's exports and imports both grew in June. "
            "The former were 3 per cent above May at 12 billion dollars, the latter 5 per cent below it at 8 billion.",
            [("export", 12e9, 3), ("import", 8e9, -5)],
        ),
        (
            "Peru's exports to China came to 2 billion dollars in May and its imports from China to 1.5 billion. "
            "Added up, the two directions make 3.5 billion dollars.",
            [("export", 2e9, None), ("import", 1.5e9, None), ("trade", 3.5e9, None)],
        ),
        (
            "China's imports from Brazil rose 8 per cent to 10 billion dollars in May. "
            "In the other direction the growth was 2 per cent, to 5 billion.",
            [("import", 10e9, 8), ("export", 5e9, 2)],
        ),
    ],
)
def test_words_that_point_at_a_flow_told_before(text, wanted):
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Mongolia's coal exports to China were 28 million tonnes in 2020. In 2022 they amounted to 31 million tonnes.",
            [("export", 28e6, None), ("export", 31e6, None)],
        ),
        (
            "Trade between Japan and Vietnam was worth 40 billion dollars in 2021. "
            "In 2022 it shrank by 11 per cent, to 35.6 billion.",
            [("trade", 40e9, None), ("trade", 35.6e9, -11)],
        ),
    ],
)
def test_a_sentence_without_a_word_of_flow_goes_on_with_the_flow_before(text, wanted):
    assert told(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "China will lend Kenya 400 million dollars for a railway, at 2 per cent for 15 years.",
        "The company's profit rose 8 per cent to 300 million dollars, and it paid a dividend of 20 million.",
        "Crude oil rose by two dollars to 84 dollars a barrel, a gain of 2.4 per cent.",
        "The central bank raised its rate to 7 per cent after inflation had reached 9.1 per cent.",
        "Australia's terms of trade fell 3.5 per cent in the quarter.",
        "The refinery can process 12 million tonnes of crude a year, and its tanks hold 900,000 tonnes.",
    ],
)
def test_numbers_that_tell_of_no_trade(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Exports fell to 5.1 billion dollars from 6 billion.", ["level", "previous"]),
        (
            "Exports were 905 million dollars against 929 million, revised from 971 million.",
            ["level", "previous", "second previous"],
        ),
        (
            "Exports rose to 3.6 billion dollars from 1.5 billion in May and 3.4 billion a year ago.",
            ["level", "previous", "second previous"],
        ),
        ("Imports rose by a quarter, 25 per cent, to 4 billion dollars.", ["restated", "change", "level"]),
        ("Imports were 4 billion dollars (3.7 billion euros).", ["level", "conversion"]),
        ("Coal made up some 60 per cent and more of the freight.", ["share"]),
        ("Exports slid to 9.9 billion dollars from January's 14 billion.", ["level", "previous"]),
        ("Exports were 3 million tonnes more than in 2022.", ["change_value"]),
    ],
)
def test_roles_by_the_words_around(text, wanted):
    found = roles(text)
    assert [("change" if role == "percent" else role) for role in found] == wanted


def test_a_balance_said_otherwise_has_its_sign():
    (row,) = [f for f in extract("In May Brazil was 75.5 million dollars ahead in its trade with Peru.", DAY).figures]
    assert (row.flow, row.value) == ("balance", 75.5e6)
    text = "In the first half of 2019 the country fell short by 840 million dollars in its trade with Germany."
    values = [f.value for f in extract(f"Peru trades with Germany. {text}", DAY).figures if f.flow == "balance"]
    assert values == [-840e6]


def test_from_and_to_are_one_figure_and_a_bare_number_takes_the_scale_before():
    text = "Russia's gas deliveries to China are to be stepped up from 38 billion cubic metres to 44 in 2024."
    (row,) = extract(text, DAY).figures
    assert (row.value, row.previous_value, row.unit) == (44e9, 38e9, "m3")


def test_small_money_and_people_are_never_traded():
    kinds = {
        q.text: may_be_traded(q)
        for q in find_quantities("It cost 34 dollars; 8 million dollars; 600 people; 3 tonnes.")
    }
    assert kinds == {"34 dollars": False, "8 million dollars": True, "600 people": False, "3 tonnes": True}


def test_the_answers_are_the_callers_to_replace():
    doc = laid_out("Peru's exports to China came to 2 billion dollars in May, 3 per cent more than a year earlier.")
    assert find_figures(doc, lambda question: (0, 1.0)) == []  # the first label is "none"
    seen = []

    def watch(question):
        seen.append((question.slot, getattr(question.of, "text", "")))
        return choose_by_model(question)

    (row,) = find_figures(doc, watch)
    assert (row.flow, row.value, row.change_pct) == ("export", 2e9, 3)
    assert seen[:2] == [("flow", "2 billion dollars"), ("flow", "3 per cent")]
    assert [slot for slot, _ in seen[2:]] == ["ends", "scope", "commodity", "period"]


def test_features_of_flows_are_shared_and_the_model_knows_them():
    seen = {}

    def note(question):
        seen[question.of.text] = dict(zip(question.answers, question.features, strict=True))
        return 0, 1.0

    find_figures(laid_out("Peru's exports were 2 billion dollars in May."), note)
    find_figures(laid_out("Peru's imports were 3 billion dollars in May."), note)
    exports, imports = seen["2 billion dollars"], seen["3 billion dollars"]

    def shared(names):
        return [name for name in names if not name.startswith(("bias", "export.", "import."))]

    assert shared(exports["export"]) == shared(imports["import"])
    known = weights("figure_model", "flow")
    assert {"rule", "none", "prev.clear"} <= set(known)
    sums = {label: sum(known.get(name, 0.0) for name in names) for label, names in exports.items()}
    assert set(sums) == set(LABELS) and sums["export"] > sums["import"]


def test_a_figure_says_how_likely_it_is():
    sure = find_figures(laid_out("Peru's exports to China rose 3 per cent to 2 billion dollars in May 2023."))
    vague = find_figures(laid_out("It is said that in the end 2 billion dollars went there, Peru's exports apart."))
    assert 0.5 < sure[0].likelihood <= 1
    assert all(0 <= f.likelihood < sure[0].likelihood for f in vague)
