"""The measurability check: every rule in one table, what each kind may leave out, and the words of every remark."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from kemistrategy.periods import Period, half_year, year
from measures.fitness import RULES, Beside, Measured, Rule, goal_remarks, remarks
from measures.fitness_words import WORDS, remark_sentence, rule_name
from measures.models import Indicator


def baseline(value, words=""):
    return SimpleNamespace(value=None if value is None else Decimal(value), words=words)


def target(low=None, high=None, *, comparison="at_least", words="", year=2023, due_on=None):
    levels = {name: None if level is None else Decimal(level) for name, level in (("low", low), ("high", high))}
    return SimpleNamespace(comparison=comparison, words=words, year=year, due_on=due_on, **levels)


# 927 → 930 companies by 2023: nothing to remark on.
SOUND = Measured(
    kind="number",
    unit="kpl",
    direction="up",
    baseline=baseline("927"),
    target=target("930"),
    observed=(date(2023, 6, 30),),
)
STOCK = replace(SOUND, unit="milj. €", baseline=baseline("-18.9"), target=None)
FLOW = replace(SOUND, unit="milj. €", accumulates=True, baseline=None, target=target("2", comparison="more_than"))
BESIDE_FLOW = Beside("number", "milj. €", accumulates=True, has_baseline=False, has_target=True)
BESIDE_STOCK = Beside("number", "milj. €", accumulates=False, has_baseline=True, has_target=False)

CASES = {  # name: (what is known, the rules that are not met)
    "sound": (SOUND, []),
    # --- baseline
    "no baseline": (replace(SOUND, baseline=None), ["no_baseline"]),
    "percent without a baseline": (replace(SOUND, kind="percent", unit="%", baseline=None), ["no_baseline"]),
    "trend without a baseline": (replace(SOUND, kind="trend", baseline=None, target=None), ["no_baseline"]),
    "rate begins at zero": (replace(SOUND, kind="rate", unit="krt/v", baseline=None), []),
    "count of the period begins at zero": (replace(SOUND, kind="count", accumulates=True, baseline=None), []),
    "count at the end of the period does not": (replace(SOUND, kind="count", baseline=None), ["no_baseline"]),
    # --- target level
    "no target": (replace(SOUND, target=None), ["no_target"]),
    "part has the target of its whole": (replace(SOUND, target=None, is_part=True), []),
    "trend's direction is its target": (replace(SOUND, kind="trend", target=None), []),
    "bare count": (replace(SOUND, kind="count", accumulates=True, baseline=None, target=None), ["bare_count"]),
    # --- unit
    "no unit": (replace(SOUND, unit=""), ["no_unit"]),
    "percent needs no unit": (replace(SOUND, kind="percent", unit=""), []),
    "scale has its end": (
        replace(SOUND, kind="scale", unit="", scale_maximum=Decimal(5), baseline=baseline(3), target=target(5)),
        [],
    ),
    "scale without an end": (replace(SOUND, kind="scale", unit=""), ["no_unit"]),
    # --- direction
    "no direction": (replace(SOUND, direction="unset"), ["no_direction"]),
    "range says what is good": (
        replace(SOUND, kind="range", direction="unset", target=target(70, 100, comparison="between")),
        [],
    ),
    # --- date
    "no date": (replace(SOUND, target=target("930", year=None)), ["no_date"]),
    "day instead of a year": (replace(SOUND, target=target("930", year=None, due_on=date(2023, 12, 31))), []),
    "milestone without a day": (Measured(kind="milestone"), ["no_date"]),
    "milestone with one": (Measured(kind="milestone", target=target(words="Suunnitelma valmistuu 2023")), []),
    "yes or no by some time": (Measured(kind="yes_no", target=target(words="Kyllä", year=None)), ["no_date"]),
    # --- target against baseline
    "target equals baseline": (replace(SOUND, target=target("927.0")), ["target_equals_baseline"]),
    "maintained too": (replace(SOUND, direction="maintain", target=target(927)), ["target_equals_baseline"]),
    "more than the baseline": (replace(SOUND, target=target(927, comparison="more_than")), []),
    "at most, written as an upper end": (
        replace(SOUND, direction="down", target=target(high=927, comparison="at_most")),
        ["target_equals_baseline"],
    ),
    "target below when up is better": (replace(SOUND, target=target(900)), ["target_on_worse_side"]),
    "target above when down is better": (replace(SOUND, direction="down"), ["target_on_worse_side"]),
    "no side while the direction is unset": (
        replace(SOUND, direction="unset", target=target(900)),
        ["no_direction"],
    ),
    "no side of what is maintained": (replace(SOUND, direction="maintain", target=target(900)), []),
    "a range has no one level": (
        replace(SOUND, kind="range", target=target(70, 927, comparison="between")),
        [],
    ),
    # --- not comparable
    "words against a number": (
        replace(SOUND, target=target(words="selvästi enemmän", comparison="words")),
        ["target_not_comparable"],
    ),
    "number against words": (
        replace(SOUND, baseline=baseline(None, "melko hyvä")),
        ["target_not_comparable"],
    ),
    "two units": (
        replace(SOUND, unit="", kind="percent", baseline=baseline(6, "6 %"), target=target(40, words="40 €")),
        ["target_not_comparable"],
    ),
    "two scales": (
        replace(SOUND, baseline=baseline(3, "3/5"), target=target(81, words="81/100")),
        ["target_not_comparable"],
    ),
    "a multiplier is no unit": (
        replace(SOUND, unit="milj. €", baseline=baseline("1.5", "1,5 milj. €"), target=target(2, words="2 M€")),
        [],
    ),
    "beyond the scale": (
        replace(SOUND, kind="scale", unit="", scale_maximum=Decimal(5), baseline=baseline(3), target=target(81)),
        ["target_not_comparable"],
    ),
    "stock beside a flow": (replace(STOCK, beside=(BESIDE_FLOW,)), ["no_target", "target_not_comparable"]),
    "flow beside a stock": (replace(FLOW, beside=(BESIDE_STOCK,)), ["no_baseline", "target_not_comparable"]),
    "stock beside a flow of another unit": (
        replace(STOCK, beside=(replace(BESIDE_FLOW, unit="hlö"),)),
        ["no_target"],
    ),
    "two stocks": (replace(STOCK, beside=(replace(BESIDE_FLOW, accumulates=False),)), ["no_target"]),
    "stock beside a complete flow": (replace(STOCK, beside=(replace(BESIDE_FLOW, has_baseline=True),)), ["no_target"]),
    # --- what is told in words needs no figures
    "text": (Measured(kind="text"), ["in_words_only"]),
    "link": (Measured(kind="link"), ["in_words_only"]),
    # --- several at once, in the order of the rules
    "nothing is known": (
        Measured(kind="number"),
        ["no_direction", "no_unit", "no_baseline", "no_target"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_remarks_by_rule(name):
    measured, expected = CASES[name]
    assert remarks(measured) == tuple(Rule(code) for code in expected)


def test_every_rule_of_an_indicator_has_a_case():
    assert {code for _measured, codes in CASES.values() for code in codes} == set(RULES)
    assert set(RULES) | {Rule.GOAL_WITHOUT_MEASURE, Rule.NO_OBSERVATION_IN_TWO_ROUNDS} == set(Rule)


@pytest.mark.parametrize("kind", Indicator.Kind.values)
def test_every_kind_can_be_checked(kind):
    assert set(remarks(Measured(kind=kind))) <= set(Rule)


# --- two reviews without a figure
H1, YEAR = half_year(2023, 1), year(2023)
ROUNDS = {  # name: (kind, frequency, ends of the measured periods, reviews that have ended, is remarked on)
    "none ended": ("number", "unknown", [], [], False),
    "one ended": ("number", "unknown", [], [H1], False),
    "nothing in either": ("number", "unknown", [], [H1, YEAR], True),
    "told in the first": ("number", "unknown", [date(2023, 6, 30)], [H1, YEAR], False),
    "told in the second": ("number", "unknown", [date(2023, 12, 31)], [H1, YEAR], False),
    "only before them": ("number", "unknown", [date(2022, 12, 31)], [H1, YEAR], True),
    "only after them": ("number", "unknown", [date(2024, 1, 31)], [H1, YEAR], True),
    "last year's yearly figure in the half-year review": ("number", "yearly", [date(2022, 12, 31)], [H1, YEAR], False),
    "an older yearly figure": ("number", "yearly", [date(2021, 12, 31)], [H1, YEAR], True),
    "the third last does not help": (
        "number",
        "unknown",
        [date(2023, 6, 30)],
        [H1, Period(date(2024, 1, 1), date(2024, 6, 30)), year(2024)],
        True,
    ),
    "in any order": ("number", "unknown", [date(2023, 6, 30)], [YEAR, half_year(2022, 1), H1], False),
    "yes or no is told too": ("yes_no", "unknown", [], [H1, YEAR], True),
    "text is not measured": ("text", "unknown", [], [H1, YEAR], False),
    "link is not measured": ("link", "unknown", [], [H1, YEAR], False),
}


@pytest.mark.parametrize("name", ROUNDS)
def test_two_reviews_without_a_figure(name):
    kind, frequency, observed, rounds, expected = ROUNDS[name]
    measured = Measured(kind=kind, frequency=frequency, observed=tuple(observed))
    assert (Rule.NO_OBSERVATION_IN_TWO_ROUNDS in remarks(measured, rounds=rounds)) == expected


@pytest.mark.parametrize(("indicators", "expected"), [(0, (Rule.GOAL_WITHOUT_MEASURE,)), (1, ()), (3, ())])
def test_a_goal_without_any_measure(indicators, expected):
    assert goal_remarks(indicators=indicators) == expected


# --- the words
def test_every_rule_has_a_name_and_a_sentence_that_says_what_to_do():
    assert set(WORDS) == set(Rule)
    assert len({rule_name(rule) for rule in Rule}) == len(Rule)
    assert [rule for rule in Rule if not remark_sentence(rule).endswith(".")] == []


def test_the_words_of_one_rule():
    assert rule_name(Rule.NO_BASELINE) == "Lähtötaso puuttuu"
    assert remark_sentence(Rule.NO_BASELINE) == (
        "Lähtötaso puuttuu, joten muutosta ei voi todeta. Selvitä arvo, josta lähdettiin."
    )
