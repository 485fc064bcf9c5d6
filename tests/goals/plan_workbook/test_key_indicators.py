"""The table HYÖTY | MITTARIT | NYT | TAVOITE | TOTEUMA as the strategy has it: 23 indicators and what is in doubt."""

from collections import Counter
from decimal import Decimal

import pytest

from goals.plan_workbook.reading.interpret import interpret
from goals.plan_workbook.reading.key_indicators import figure_of
from measures.measure_words import MeasureReading

from .sheets import book

HEADING = ["HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA"]
TITLE = ["KESKEISET MITTARIT"]
# As the source gives it: a cell's lines have run together.
ON_ONE_LINE = [
    TITLE,
    [],
    HEADING,
    [
        "Asukkaiden, yritysten ja matkailijoiden määrä kasvaa",
        "Asukkaiden määrä Yritysten määrä Yöpymisten määrä",
        "19400 927 100 000",
        "19400 930 100 000",
    ],
    [
        "Talous paranee",
        "Ylijäämä/alijäämä",
        "Kertynyt alijäämä 18,9 milj. €",
        "Vuosittainen ylijäämä yli 2 milj. €",
    ],
    [
        "Asiakaskokemus paranee Yrittäjien kokemus paranee",
        "Asiakastyytyväisyys Yrittäjien kokemus",
        "3/5",
        "5/5",
    ],
    [
        "Työntekijäkokemus paranee Poissaolot pienenevät",
        "Työtyytyväisyys Poissaolo-% Koulutuksiin osallistumisten määrä Pv/henkilö",
        "1,91 6% 2,5",
        "1,85 4% 3",
    ],
    [
        "Työllisyys paranee",
        "Rakennetyöttömien määrä Työttömyys-% Työllisyysaste Aktivointiaste",
        "666 13,5 64 34",
        "599 13,0 66 37",
    ],
    [
        "Hyvinvointimittariston keskeiset mittarit paranevat",
        "Tea-viisari Hyvinvointi-indikaattori • Having (elintaso) • Loving (yhteisyyssuhteet) • Being (itsensä "
        "toteuttaminen) Laaja hyvinvointimittaristo, hyte-kerroin € Kouluterveyskysely Move!-mittaristo, "
        "Oppimistulokset, lukion yo-tutkinnon ka",
        "69 78 84 75 94 18,9 4,1",
        "75 80 20 4,3",
    ],
]
WELLBEING = """Tea-viisari
Hyvinvointi-indikaattori
• Having (elintaso)
• Loving (yhteisyyssuhteet)
• Being (itsensä toteuttaminen)
Laaja hyvinvointimittaristo,
hyte-kerroin €
Kouluterveyskysely
Move!-mittaristo,
Oppimistulokset,
lukion yo-tutkinnon ka"""
# As it stands on the page: one line for each indicator and figure.
ON_LINES = [
    TITLE,
    [],
    HEADING,
    [
        ON_ONE_LINE[3][0],
        "Asukkaiden määrä\nYritysten määrä\nYöpymisten määrä",
        "19400\n927\n100 000",
        "19400\n930\n100 000",
    ],
    ON_ONE_LINE[4],
    ["Asiakaskokemus paranee\nYrittäjien kokemus paranee", "Asiakastyytyväisyys\nYrittäjien kokemus", "3/5", "5/5"],
    [
        "Työntekijäkokemus paranee\nPoissaolot pienenevät",
        "Työtyytyväisyys\nPoissaolo-%\nKoulutuksiin osallistumisten määrä\nPv/henkilö",
        "1,91\n6%\n2,5",
        "1,85\n4%\n3",
    ],
    [
        "Työllisyys paranee",
        "Rakennetyöttömien määrä\nTyöttömyys-%\nTyöllisyysaste\nAktivointiaste",
        "666\n13,5\n64\n34",
        "599\n13,0\n66\n37",
    ],
    [ON_ONE_LINE[8][0], WELLBEING, "69\n78\n84\n75\n94\n18,9\n4,1", "75\n80\n20\n4,3"],
]
# DOMAIN 6.2: name, NYT, TAVOITE, kind, unit, direction, comparison
KEY_INDICATORS = [
    ("Asukkaiden määrä", "19400", "19400", "number", "hlö", "maintain", "at_least"),
    ("Yritysten määrä", "927", "930", "number", "kpl", "up", "at_least"),
    ("Yöpymisten määrä", "100 000", "100 000", "number", "kpl", "maintain", "at_least"),
    ("Kertynyt ylijäämä/alijäämä", "Kertynyt alijäämä 18,9 milj. €", "", "number", "milj. €", "unset", ""),
    (
        "Vuosittainen ylijäämä/alijäämä",
        "",
        "Vuosittainen ylijäämä yli 2 milj. €",
        "number",
        "milj. €",
        "up",
        "more_than",
    ),
    ("Asiakastyytyväisyys", "3/5", "5/5", "scale", "", "up", "at_least"),
    ("Yrittäjien kokemus", "3/5", "5/5", "scale", "", "up", "at_least"),
    ("Työtyytyväisyys", "1,91", "1,85", "number", "", "unset", "words"),
    ("Poissaolo-%", "6%", "4%", "percent", "%", "down", "at_most"),
    ("Koulutuksiin osallistumisten määrä, pv/henkilö", "2,5", "3", "number", "pv/henkilö", "up", "at_least"),
    ("Rakennetyöttömien määrä", "666", "599", "number", "hlö", "down", "at_most"),
    ("Työttömyys-%", "13,5", "13,0", "percent", "%", "down", "at_most"),
    ("Työllisyysaste", "64", "66", "percent", "%", "up", "at_least"),
    ("Aktivointiaste", "34", "37", "percent", "%", "up", "at_least"),
    ("Tea-viisari", "69", "75", "number", "", "up", "at_least"),
    ("Hyvinvointi-indikaattori", "78", "80", "number", "", "up", "at_least"),
    ("Having (elintaso)", "84", "", "number", "", "unset", ""),
    ("Loving (yhteisyyssuhteet)", "75", "", "number", "", "unset", ""),
    ("Being (itsensä toteuttaminen)", "94", "", "number", "", "unset", ""),
    ("Laaja hyvinvointimittaristo, hyte-kerroin €", "18,9", "20", "number", "€", "up", "at_least"),
    ("Kouluterveyskysely", "", "", "link", "", "unset", ""),
    ("Move!-mittaristo", "", "", "link", "", "unset", ""),
    ("Oppimistulokset, lukion yo-tutkinnon ka", "4,1", "4,3", "number", "", "up", "at_least"),
]
ALWAYS_ASKED = {
    "target_equals_baseline": 2,  # residents and nights: "kasvaa", but the target is as now
    "stock_and_flow": 2,  # the accumulated deficit and the surplus of a year
    "one_figure_for_several": 4,  # 3/5 and 5/5 for two indicators
    "target_on_worse_side": 1,  # 1,91 → 1,85
    "no_direction": 4,  # the accumulated deficit, Having, Loving, Being: no target
    "source_without_figure": 2,  # Kouluterveyskysely, Move!
}


def indicators(rows):
    return interpret(book(rows)).indicators


@pytest.mark.parametrize("rows", [ON_ONE_LINE, ON_LINES], ids=["run together", "on lines"])
def test_the_strategys_table_gives_its_23_indicators(rows):
    found = [
        (
            one.words,
            one.baseline,
            one.target,
            one.reading.kind,
            one.reading.unit,
            one.reading.direction,
            one.reading.comparison,
        )
        for one in indicators(rows)
    ]
    assert found == KEY_INDICATORS


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (ON_ONE_LINE, {"names_run_together": 21, "joined_lines": 1, "aligned_by_order": 31}),
        (ON_LINES, {"joined_lines": 3, "aligned_by_order": 11}),
    ],
    ids=["run together", "on lines"],
)
def test_every_doubt_of_the_table_is_a_question(rows, asked):
    codes = Counter(question.code for one in indicators(rows) for question in one.questions)
    assert codes == ALWAYS_ASKED | asked


def one_row(now="", wanted="", actual=""):
    (one,) = indicators(
        [["HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA"], ["Väki viihtyy", "Kävijät", now, wanted, actual]]
    )
    return one, [(question.code, dict(question.values)) for question in one.questions]


def test_what_may_be_a_thousand_or_a_decimal_is_asked():
    for figure in ("1.234", "1,234", "1.234.567"):
        assert ("ambiguous_figure", {}) in one_row("900", figure)[1]
        assert ("ambiguous_figure", {}) in one_row(figure, "2 000")[1]
    assert ("ambiguous_figure", {}) not in one_row("900", "1 234")[1]


def test_about_is_asked_of_now_and_of_the_target():
    assert ("about_baseline", {"words": "n. 90"}) in one_row("n. 90", "100")[1]
    assert ("about", {}) in one_row("90", "n. 100")[1]


def test_the_unit_of_a_result_is_asked_and_not_taken():
    one, asked = one_row("90", "95", "92 %")
    assert (one.reading.unit, one.reading.kind) == ("", "number")
    assert asked == [("unit_of_result", {"unit": "%"})]
    assert one_row("90 %", "95 %", "92 %")[1] == []


def test_which_is_better_is_not_asked_of_yes_or_no():
    one, asked = one_row("", "Kyllä", "Kyllä")
    assert (one.reading.kind, one.reading.direction, asked) == ("yes_no", "up", [])


def test_figures_that_order_alone_pairs_keep_their_raw_cell():
    tea = next(one for one in indicators(ON_ONE_LINE) if one.words == "Tea-viisari")
    cells = [dict(question.values) for question in tea.questions if question.code == "aligned_by_order"]
    assert cells == [
        {"column": "NYT", "cell": "69 78 84 75 94 18,9 4,1"},
        {"column": "TAVOITE", "cell": "75 80 20 4,3"},
    ]


def test_having_loving_and_being_are_parts_of_the_wellbeing_indicator():
    found = indicators(ON_LINES)
    whole = next(one for one in found if one.words == "Hyvinvointi-indikaattori")
    parts = [one.words.split()[0] for one in found if one.parent == whole.key]
    assert parts == ["Having", "Loving", "Being"]
    assert [one.parent for one in found if one.words.split()[0] not in parts] == [""] * 20


def test_two_benefits_of_a_row_hold_for_both_indicators():
    found = [one.benefits for one in indicators(ON_ONE_LINE) if one.words in ("Asiakastyytyväisyys", "Poissaolo-%")]
    assert found == [
        ("Asiakaskokemus paranee", "Yrittäjien kokemus paranee"),
        ("Työntekijäkokemus paranee", "Poissaolot pienenevät"),
    ]


def test_what_gathers_over_a_year_is_told_from_what_stands_at_its_end():
    found = [one.words.split(",")[0] for one in indicators(ON_LINES) if one.reading.accumulates]
    assert found == ["Yöpymisten määrä", "Vuosittainen ylijäämä/alijäämä", "Koulutuksiin osallistumisten määrä"]


def test_the_keys_are_the_same_each_time():
    assert [one.key for one in indicators(ON_LINES)] == [one.key for one in indicators(ON_LINES)]
    assert len({one.key for one in indicators(ON_LINES)}) == 23


@pytest.mark.parametrize(
    ("baseline", "target", "code"),
    [("12 14 19", "1 2", "not_aligned"), ("noin kymmenen", "1 2", "not_aligned")],
)
def test_figures_that_do_not_fit_are_asked_with_the_raw_cell(baseline, target, code):
    rows = [HEADING, ["Talous paranee", "Tuotot\nKulut", baseline, target]]
    found = indicators(rows)
    assert [one.baseline for one in found] == ["", ""]
    questions = [question for question in found[0].questions if question.code == code]
    assert dict(questions[0].values) == {"column": "NYT", "cell": baseline}


def test_a_name_with_a_capital_inside_stays_whole():
    assert [one.words for one in indicators([HEADING, ["", "Lapin Kansan lukijoiden määrä", "12", "13"]])] == [
        "Lapin Kansan lukijoiden määrä"
    ]


def test_years_of_their_own_columns_are_shown_and_the_newest_result_taken():
    rows = [
        ["Konsernille asetetut tavoitteet", "TA2024", "TP2024", "TP2023", "TP2022"],
        ["Suhteellinen velkaantuneisuus", "yli 80", "142,8", "123,8", "133,5"],
    ]
    (one,) = indicators(rows)
    assert (one.target, one.actual, one.reading.comparison, one.reading.low) == ("yli 80", "142,8", "more_than", 80)
    assert [dict(question.values) for question in one.questions if question.code == "other_columns"] == [
        {"cells": "TP2023: 123,8; TP2022: 133,5"}
    ]


@pytest.mark.parametrize(
    ("words", "reading", "value"),
    [
        ("6%", {"kind": "percent", "unit": "%"}, "6"),
        ("3/5", {"kind": "scale", "scale_maximum": Decimal(5)}, "3"),
        ("100 000", {"kind": "number", "unit": "kpl"}, "100000"),
        ("Kertynyt alijäämä 18,9 milj. €", {"kind": "number", "unit": "milj. €"}, "-18.9"),
        ("Vuosittainen ylijäämä 2 milj. €", {"kind": "number", "unit": "milj. €"}, "2"),
        ("−1,2", {"kind": "number", "unit": "milj. €"}, "-1.2"),
        ("12 €", {"kind": "number", "unit": "kpl"}, None),
        ("ei mitattu", {"kind": "number"}, None),
        ("70–100 %", {"kind": "percent", "unit": "%"}, None),
    ],
)
def test_a_figure_as_written_is_a_value_of_the_indicator(words, reading, value):
    assert figure_of(words, MeasureReading(**reading)) == (None if value is None else Decimal(value))
