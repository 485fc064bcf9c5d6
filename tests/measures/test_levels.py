"""A target level as it is typed: the cases, and what is refused."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.levels import Level, NotALevel, changes_nothing, check_level, read_level

D = Decimal


def indicator(**fields):
    plain = {"kind": "percent", "unit_fi": "%", "direction": "up", "scale_maximum": None}
    return SimpleNamespace(**plain | {"lowest": None, "highest": None} | fields)


PERCENT = indicator()
FALLING = indicator(direction="down")
UNSET = indicator(direction="unset")
KEPT = indicator(kind="number", unit_fi="hlö", direction="maintain")
SCALE = indicator(kind="scale", unit_fi="", scale_maximum=D(5))
EUROS = indicator(kind="number", unit_fi="€")
MILLIONS = indicator(kind="number", unit_fi="milj. €")
BOUND = indicator(lowest=D(0), highest=D(100))
MILESTONE = indicator(kind="milestone", unit_fi="")


@pytest.mark.parametrize(
    ("of", "typed", "level"),
    [
        (PERCENT, {"figure": "80"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "80 %"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "12,5%"}, Level("at_least", D("12.5"))),
        (FALLING, {"figure": "80 %"}, Level("at_most", D(80))),
        (FALLING, {"figure": "vähintään 80 %"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "Vähintään 80 %"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "väh. 80"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "≥ 80"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "yli 80 %"}, Level("more_than", D(80))),
        (PERCENT, {"figure": "enintään 5 %"}, Level("at_most", D(5))),
        (PERCENT, {"figure": "korkeintaan 5"}, Level("at_most", D(5))),
        (PERCENT, {"figure": "tasan 5"}, Level("equal", D(5))),
        (PERCENT, {"figure": "minst 80 %"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "at least 80 %"}, Level("at_least", D(80))),
        (PERCENT, {"figure": "80", "comparison": "more_than"}, Level("more_than", D(80))),
        (PERCENT, {"figure": "yli 80", "comparison": "more_than"}, Level("more_than", D(80))),
        (UNSET, {"figure": "80", "comparison": "equal"}, Level("equal", D(80))),
        (KEPT, {"figure": "vähintään 19 400 hlö"}, Level("at_least", D(19400))),
        (PERCENT, {"figure": "70–100 %"}, Level("between", D(70), D(100))),
        (UNSET, {"figure": "70-100"}, Level("between", D(70), D(100))),
        (PERCENT, {"figure": "70 % – 100 %", "comparison": "between"}, Level("between", D(70), D(100))),
        (PERCENT, {"figure": "−5–10"}, Level("between", D(-5), D(10))),
        (PERCENT, {"figure": "-10--5"}, Level("between", D(-10), D(-5))),
        (EUROS, {"figure": "18–20 milj. €"}, Level("between", D(18_000_000), D(20_000_000))),
        (MILLIONS, {"figure": "18–20 milj. €"}, Level("between", D(18), D(20))),
        (MILLIONS, {"figure": "−1,2"}, Level("at_least", D("-1.2"))),
        (SCALE, {"figure": "5/5"}, Level("at_least", D(5))),
        (SCALE, {"figure": "3,4"}, Level("at_least", D("3.4"))),
        (BOUND, {"figure": "100"}, Level("at_least", D(100))),
        (PERCENT, {"figure": "100", "words": "Kaikki koulut"}, Level("at_least", D(100), words="Kaikki koulut")),
        (PERCENT, {"figure": "80", "words": "vähintään 80 %"}, Level("at_least", D(80), words="vähintään 80 %")),
        (UNSET, {"figure": "1,85", "comparison": "words"}, Level("words", D("1.85"))),
        (PERCENT, {"figure": "", "words": "Laskeva suunta"}, Level("words", words="Laskeva suunta")),
        (MILESTONE, {"figure": "", "words": "Selvitys valmis"}, Level("words", words="Selvitys valmis")),
        (MILESTONE, {"figure": "5", "words": "5 selvitystä"}, Level("words", words="5 selvitystä")),
    ],
)
def test_a_level_is_read_as_a_finn_means_it(of, typed, level):
    assert read_level(of, **typed) == level


@pytest.mark.parametrize(
    ("of", "typed", "problem"),
    [
        (PERCENT, {"figure": ""}, ("empty", "figure")),
        (PERCENT, {"figure": "vähintään"}, ("empty", "figure")),
        (PERCENT, {"figure": "paljon"}, ("words", "figure")),
        (PERCENT, {"figure": "NaN"}, ("words", "figure")),
        (PERCENT, {"figure": "inf"}, ("words", "figure")),
        (PERCENT, {"figure": "1e400"}, ("words", "figure")),
        (PERCENT, {"figure": "٨٠"}, ("foreign_digits", "figure")),
        (PERCENT, {"figure": "٧٠–١٠٠"}, ("foreign_digits", "figure")),
        (PERCENT, {"figure": "9" * 40}, ("too_large", "figure")),
        (PERCENT, {"figure": "0,1234567"}, ("too_precise", "figure")),
        (PERCENT, {"figure": "1.234"}, ("ambiguous", "figure")),
        (PERCENT, {"figure": "80 kpl"}, ("other_unit", "figure")),
        (PERCENT, {"figure": "70–100 kpl"}, ("other_unit", "figure")),
        (SCALE, {"figure": "6"}, ("beyond_scale", "figure")),
        (SCALE, {"figure": "3/4"}, ("other_scale", "figure")),
        (BOUND, {"figure": "101"}, ("above_highest", "figure")),
        (BOUND, {"figure": "-1"}, ("below_lowest", "figure")),
        (BOUND, {"figure": "70–120"}, ("above_highest", "figure")),
        (PERCENT, {"figure": "100–70"}, ("backwards", "figure")),
        (PERCENT, {"figure": "70–70"}, ("backwards", "figure")),
        (PERCENT, {"figure": "70", "comparison": "between"}, ("not_a_range", "figure")),
        (PERCENT, {"figure": "70–100", "comparison": "at_least"}, ("words", "figure")),
        (PERCENT, {"figure": "yli 70", "comparison": "at_most"}, ("other_comparison", "comparison")),
        (UNSET, {"figure": "70"}, ("no_comparison", "comparison")),
        (KEPT, {"figure": "70"}, ("no_comparison", "comparison")),
        (PERCENT, {"figure": "80", "words": "90"}, ("words_differ", "words")),
        (PERCENT, {"figure": "80", "words": "vähintään 90 %"}, ("words_differ", "words")),
        (PERCENT, {"figure": "80", "words": "a" * 301}, ("words_too_long", "words")),
        (MILESTONE, {"figure": "5"}, ("words_needed", "words")),
    ],
)
def test_what_is_no_level_is_refused(of, typed, problem):
    with pytest.raises(NotALevel) as refused:
        read_level(of, **typed)
    assert (refused.value.kind, refused.value.field) == problem


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (Level("at_least"), "empty"),
        (Level("at_least", D("NaN")), "words"),
        (Level("at_least", D("Infinity")), "words"),
        (Level("at_least", D("1e400")), "too_large"),
        (Level("at_least", D(10**14)), "too_large"),
        (Level("at_least", D("0.0000001")), "too_precise"),
        (Level("between", D(100), D(70)), "backwards"),
        (Level("between", D(100)), "not_a_range"),
        (Level("at_least", D(1), D(2)), "not_a_range"),
        (Level("about", D(1)), "no_comparison"),
        (Level("words"), "words_needed"),
    ],
)
def test_a_level_that_came_by_another_door_is_checked_too(level, kind):
    with pytest.raises(NotALevel) as refused:
        check_level(PERCENT, level)
    assert refused.value.kind == kind


def test_a_level_told_in_words_takes_no_figure():
    for level, kind in [(Level("words", D(1), words="Yksi"), "not_in_words"), (Level("equal"), "other_comparison")]:
        with pytest.raises(NotALevel) as refused:
            check_level(MILESTONE, level)
        assert refused.value.kind == kind


PRINTED = Level("at_least", D("80.000000"), words="80 %", due_on=date(2023, 12, 31))


@pytest.mark.parametrize(
    ("changes", "nothing"),
    [
        ({}, True),
        ({"low": D(80)}, True),
        ({"words": ""}, True),
        ({"words": "80 % kouluista"}, False),
        ({"low": D(81), "words": ""}, False),
        ({"comparison": "more_than"}, False),
        ({"due_on": None}, False),
    ],
)
def test_what_changes_nothing(changes, nothing):
    level = Level(**vars(PRINTED) | changes)
    assert changes_nothing(level, PRINTED) is nothing


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_level_or_refused(typed):
    try:
        level = read_level(UNSET, figure=typed)
    except NotALevel:
        return
    check_level(UNSET, level)
