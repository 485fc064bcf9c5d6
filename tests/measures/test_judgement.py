"""What the figures would propose: the rule that fired and the figures it used, never the judgement itself."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goals.models.rounds import Forecast
from measures.attainment import attainment
from measures.judgement import (
    FORECAST_OF_CODE,
    RULE_CODES,
    Figures,
    Limits,
    Proposal,
    propose,
)
from measures.models import JudgementLimits
from measures.pace import pace
from tests.measures.test_attainment import given_that

# The middle of two years of the same length.
START, MIDDLE, END = date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31)
MIDYEAR = date(2023, 6, 30)


def number(text):
    return None if text is None else Decimal(text)


def proposed(code, rule, *, reason="", **figures):
    return Proposal(
        code=code, rule=rule, reason=reason, figures=Figures(**{name: number(text) for name, text in figures.items()})
    )


UNEMPLOYMENT = given_that("percent", "down", "at_most 13.0", "13.5", "17.1")
POPULATION = given_that("number", "maintain", "at_least 19400", "19400", "19339")
AUDITED = given_that("percent", "up", "at_least 80", None, "66")
FOUR_A_YEAR = given_that("rate", "up", "at_least 4", None, "2", accumulates=True)
SURPLUS = given_that("number", "up", "more_than 2.0", None, "2.0", accumulates=True)
LIMIT = given_that("number", "down", "at_most 1000", None, "400", accumulates=True)
FEWER = given_that("trend", "down", "", "12", "11")
STEPS = given_that("number", "up", "at_least 20", "10", "15")
RANGE = given_that("range", "up", "between 70 100", "40", "55")

AT_YEAR_END = {
    "reached": (STEPS | {"latest": Decimal(20)}, proposed("met", "target_reached", baseline=10, target=20, latest=20)),
    "passed": (STEPS | {"latest": Decimal(23)}, proposed("met", "target_reached", baseline=10, target=20, latest=23)),
    "half-way": (STEPS, proposed("partly", "share_of_way", baseline=10, target=20, latest=15, share="0.5")),
    "less-than-half-way": (
        STEPS | {"latest": Decimal("14.9")},
        proposed("not_met", "share_of_way", baseline=10, target=20, latest="14.9", share="0.49"),
    ),
    "almost": (
        STEPS | {"latest": Decimal("19.9")},
        proposed("partly", "share_of_way", baseline=10, target=20, latest="19.9", share="0.99"),
    ),
    "worse-than-baseline": (
        UNEMPLOYMENT,
        proposed("not_met", "share_of_way", baseline="13.5", target="13.0", latest="17.1", share="-7.2"),
    ),
    "slipped": (POPULATION, proposed("not_met", "level_not_kept", baseline=19400, target=19400, latest=19339)),
    "kept": (
        POPULATION | {"latest": Decimal(19400)},
        proposed("met", "target_reached", baseline=19400, target=19400, latest=19400),
    ),
    "short-without-baseline": (AUDITED, proposed("not_met", "target_not_reached", target=80, latest=66)),
    "rate": (FOUR_A_YEAR, proposed("partly", "share_of_way", target=4, latest=2, share="0.5")),
    "not-more-than": (SURPLUS, proposed("partly", "share_of_way", target="2.0", latest="2.0", share=1)),
    "limit-kept": (LIMIT, proposed("met", "target_reached", target=1000, latest=400)),
    "limit-passed": (
        LIMIT | {"latest": Decimal(1001)},
        proposed("not_met", "limit_passed", target=1000, latest=1001),
    ),
    "range": (
        RANGE,
        proposed("partly", "share_of_way", baseline=40, target=70, target_high=100, latest=55, share="0.5"),
    ),
    "trend-right": (FEWER, proposed("met", "moved_as_wanted", baseline=12, latest=11)),
    "trend-same": (FEWER | {"latest": Decimal(12)}, proposed("not_met", "not_moved", baseline=12, latest=12)),
    "trend-wrong": (FEWER | {"latest": Decimal(13)}, proposed("not_met", "moved_wrong_way", baseline=12, latest=13)),
    "direction-unset": (
        given_that("number", "unset", "words 1.85", "1.91", "1.88"),
        proposed(
            "cannot_assess", "cannot_be_said", reason="direction_unset", baseline="1.91", target="1.85", latest="1.88"
        ),
    ),
    "nothing-measured": (
        given_that("number", "up", "at_least 20", "18.9"),
        proposed("cannot_assess", "cannot_be_said", reason="nothing_measured", baseline="18.9", target=20),
    ),
    "in-words": (given_that("yes_no", "up", "words"), proposed("cannot_assess", "cannot_be_said", reason="in_words")),
    "no-target": (
        given_that("number", "up", "", "84", "86"),
        proposed("cannot_assess", "cannot_be_said", reason="no_target", baseline=84, latest=86),
    ),
}


@pytest.mark.parametrize(("inputs", "expected"), AT_YEAR_END.values(), ids=AT_YEAR_END)
def test_at_year_end_against_the_target(inputs, expected):
    assert propose(attainment=attainment(**inputs), is_half_year=False) == expected


ON_LINE = {"on": MIDDLE, "start": START, "end": END}
SO_FAR = {"on": MIDYEAR}
AT_HALF_YEAR = {
    "reached-early": (
        STEPS | {"latest": Decimal(20)},
        ON_LINE,
        proposed("met", "target_reached", baseline=10, target=20, latest=20),
    ),
    "on-the-line": (STEPS, ON_LINE, proposed("met", "pace", baseline=10, target=20, latest=15, expected=15, share=1)),
    "a-twentieth-short": (
        STEPS | {"latest": Decimal("14.75")},
        ON_LINE,
        proposed("met", "pace", baseline=10, target=20, latest="14.75", expected=15, share="0.95"),
    ),
    "behind": (
        STEPS | {"latest": Decimal("12.5")},
        ON_LINE,
        proposed("partly", "pace", baseline=10, target=20, latest="12.5", expected=15, share="0.5"),
    ),
    "far-behind": (
        STEPS | {"latest": Decimal(12)},
        ON_LINE,
        proposed("not_met", "pace", baseline=10, target=20, latest=12, expected=15, share="0.4"),
    ),
    "two-of-four": (FOUR_A_YEAR, SO_FAR, proposed("met", "pace", target=4, latest=2, expected=2, share=1)),
    "one-of-four": (
        FOUR_A_YEAR | {"latest": Decimal(1)},
        SO_FAR,
        proposed("partly", "pace", target=4, latest=1, expected=2, share="0.5"),
    ),
    "none-of-four": (
        FOUR_A_YEAR | {"latest": Decimal(0)},
        SO_FAR,
        proposed("not_met", "pace", target=4, latest=0, expected=2, share=0),
    ),
    "none-of-one-is-too-early": (
        given_that("rate", "up", "at_least 1", None, "0", accumulates=True),
        SO_FAR,
        proposed(
            "cannot_assess", "nothing_expected_yet", reason="nothing_expected_yet", target=1, latest=0, expected=0
        ),
    ),
    "on-the-day-of-the-baseline": (
        STEPS | {"latest": Decimal(10)},
        ON_LINE | {"on": START},
        proposed(
            "cannot_assess",
            "nothing_expected_yet",
            reason="nothing_expected_yet",
            baseline=10,
            target=20,
            latest=10,
            expected=10,
        ),
    ),
    "better-before-anything-was-expected": (
        given_that("rate", "up", "at_least 2", None, "1", accumulates=True),
        {"on": date(2023, 1, 31)},
        proposed("met", "pace", target=2, latest=1, expected=0),
    ),
    "worse-before-anything-was-expected": (
        STEPS | {"latest": Decimal(9)},
        ON_LINE | {"on": START},
        proposed("not_met", "pace", baseline=10, target=20, latest=9, expected=10),
    ),
    "limit-safe-so-far": (
        LIMIT | {"latest": Decimal(0)},
        SO_FAR,
        proposed("met", "pace", target=1000, latest=0, expected=Decimal(181) / 365 * 1000),
    ),
    "limit-passed-already": (
        LIMIT | {"latest": Decimal(1001)},
        SO_FAR,
        proposed("not_met", "limit_passed", target=1000, latest=1001),
    ),
    "slipped": (POPULATION, ON_LINE, proposed("not_met", "level_not_kept", baseline=19400, target=19400, latest=19339)),
    "undated-and-worse-than-baseline": (
        UNEMPLOYMENT,
        {"on": MIDYEAR, "end": END},
        proposed("not_met", "worse_than_at_start", baseline="13.5", target="13.0", latest="17.1", share="-7.2"),
    ),
    "undated-and-on-its-way": (
        STEPS,
        {"on": MIDYEAR, "end": END},
        proposed("cannot_assess", "no_pace", reason="baseline_undated", baseline=10, target=20, latest=15),
    ),
    "undated-and-unchanged": (
        STEPS | {"latest": Decimal(10)},
        {"on": MIDYEAR},
        proposed("cannot_assess", "no_pace", reason="baseline_undated", baseline=10, target=20, latest=10),
    ),
    "without-baseline": (
        AUDITED,
        ON_LINE,
        proposed("cannot_assess", "no_pace", reason="no_baseline", target=80, latest=66),
    ),
    "trend-right": (FEWER, ON_LINE, proposed("met", "moved_as_wanted", baseline=12, latest=11)),
    "trend-same": (
        FEWER | {"latest": Decimal(12)},
        ON_LINE,
        proposed("cannot_assess", "not_moved", reason="not_moved", baseline=12, latest=12),
    ),
    "trend-wrong": (
        FEWER | {"latest": Decimal(13)},
        ON_LINE,
        proposed("not_met", "moved_wrong_way", baseline=12, latest=13),
    ),
    "direction-unset": (
        STEPS | {"direction": "unset"},
        ON_LINE,
        proposed("cannot_assess", "cannot_be_said", reason="direction_unset", baseline=10, target=20, latest=15),
    ),
}


@pytest.mark.parametrize(("inputs", "days", "expected"), AT_HALF_YEAR.values(), ids=AT_HALF_YEAR)
def test_at_half_year_against_the_pace(inputs, days, expected):
    found = attainment(**inputs)
    assert propose(attainment=found, pace=pace(found, **days), is_half_year=True) == expected


def test_every_rule_has_a_case():
    fired = {row[-1].rule for row in (*AT_YEAR_END.values(), *AT_HALF_YEAR.values())}
    assert fired == set(RULE_CODES)


def test_without_a_pace_a_half_year_is_too_early():
    found = propose(attainment=attainment(**STEPS), is_half_year=True)
    assert found == proposed("cannot_assess", "no_pace", reason="no_pace", baseline=10, target=20, latest=15)


@pytest.mark.parametrize(
    ("latest", "met_from", "partly_from", "code"),
    [
        ("19", "0.9", "0.5", "met"),
        ("18.9", "0.9", "0.5", "partly"),
        ("15", "0.9", "0.6", "not_met"),
        ("16", "0.9", "0.6", "partly"),
        ("19.9", "1", "0.6", "partly"),
        ("20", "1", "0.6", "met"),
    ],
)
def test_limits_of_the_city_or_of_one_indicator(latest, met_from, partly_from, code):
    found = attainment(**(STEPS | {"latest": Decimal(latest)}))
    limits = {"met_from": Decimal(met_from), "partly_from": Decimal(partly_from)}
    assert propose(attainment=found, is_half_year=False, limits=Limits(**limits)).code == code
    assert propose(attainment=found, is_half_year=False, limits=JudgementLimits(**limits)).code == code


def test_more_than_is_met_at_the_level_only_by_a_lower_limit():
    found = attainment(**SURPLUS)
    lower = Limits(met_from=Decimal("0.9"))
    assert [propose(attainment=found, is_half_year=False, limits=limits).code for limits in (Limits(), lower)] == [
        "partly",
        "met",
    ]


def test_at_half_year_a_lower_limit_counts_against_the_pace():
    found = attainment(**(STEPS | {"latest": Decimal("14.5")}))
    on_line = pace(found, **ON_LINE)
    codes = [
        propose(attainment=found, pace=on_line, is_half_year=True, limits=limits).code
        for limits in (Limits(), Limits(met_from=Decimal("0.9")))
    ]
    assert codes == ["partly", "met"]


def test_the_proposal_as_a_forecast():
    codes = {expected.code for _, expected in AT_YEAR_END.values()}
    assert set(FORECAST_OF_CODE) == codes
    assert set(FORECAST_OF_CODE.values()) == set(Forecast.values)
    assert [proposed(code, "pace").forecast for code in ("met", "partly", "not_met", "cannot_assess")] == [
        "will_be_met",
        "partly",
        "will_not_be_met",
        "too_early",
    ]


figures = some.decimals(-10_000, 10_000, places=2)
RANK = {"not_met": 0, "partly": 1, "met": 2}


@given(
    comparison=some.sampled_from(["at_least", "more_than", "at_most"]),
    maintained=some.booleans(),
    level=figures,
    baseline=some.none() | figures,
    latest=figures,
    more=some.decimals(0, 10_000, places=2),
    kind=some.sampled_from(["number", "count", "scale"]),
    accumulates=some.booleans(),
    day=some.dates(START, END),
    is_dated=some.booleans(),
    is_half_year=some.booleans(),
    met_from=some.sampled_from(["1", "0.9"]),
)
def test_a_better_observation_never_gives_a_worse_proposal(
    comparison, maintained, level, baseline, latest, more, kind, accumulates, day, is_dated, is_half_year, met_from
):
    better_is_more = comparison != "at_most"
    of = {
        "kind": kind,
        "direction": "maintain" if maintained else "up" if better_is_more else "down",
        "comparison": comparison,
        "low": level,
        "baseline": baseline,
        "accumulates": accumulates,
    }
    codes = []
    for value in (latest, latest + (more if better_is_more else -more)):
        found = attainment(**of, latest=value)
        paced = pace(found, on=day, start=START, end=END if is_dated else None)
        proposal = propose(
            attainment=found, pace=paced, is_half_year=is_half_year, limits=Limits(met_from=Decimal(met_from))
        )
        codes.append(proposal.code)
    ranks = [RANK[code] for code in codes if code in RANK]
    assert ranks == sorted(ranks)
