"""How far it has come towards the target: the table of cases is the specification, the properties hold for all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from measures.attainment import REASON_CODES, RULE_CODES, Attainment, Facts, attainment
from measures.models import Indicator, Target


def figure(text):
    """A Decimal; "2/3" as its quotient, None as None."""
    if text is None:
        return None
    above, _, below = str(text).partition("/")
    return Decimal(above) / Decimal(below or 1)


def given_that(kind, direction, target="", baseline=None, latest=None, *, accumulates=False):
    """The inputs of a case; the target as "at_least 5", "between 70 100" or "between - 30"."""
    comparison, *ends = target.split() or [""]
    low, high = (None if end == "-" else end for end in [*ends, "-", "-"][:2])
    figures = {"low": low, "high": high, "baseline": baseline, "latest": latest}
    return {"kind": kind, "direction": direction, "comparison": comparison, "accumulates": accumulates} | {
        name: figure(value) for name, value in figures.items()
    }


def measured(rule, is_reached, share, distance, movement=""):
    return {
        "rule": rule,
        "is_reached": is_reached,
        "share": figure(share),
        "distance": figure(distance),
        "movement": movement,
    }


def cannot_be_said(reason, rule=None, movement=""):
    return {"rule": rule or reason, "reason": reason, "movement": movement}


KEY_INDICATORS = {
    "population-slipped": (
        given_that("number", "maintain", "at_least 19400", "19400", "19339"),
        measured("maintain", False, None, 61, "worse"),
    ),
    "population-kept": (
        given_that("number", "maintain", "at_least 19400", "19400", "19400"),
        measured("maintain", True, None, 0, "same"),
    ),
    "population-grown": (
        given_that("number", "maintain", "at_least 19400", "19400", "19450"),
        measured("maintain", True, None, -50, "better"),
    ),
    "companies-two-of-three": (
        given_that("number", "up", "at_least 930", "927", "929"),
        measured("rising", False, "2/3", 1, "better"),
    ),
    "overnight-stays-by-midyear": (
        given_that("number", "maintain", "at_least 100000", "100000", "52000", accumulates=True),
        measured("accumulating", False, "0.52", 48000),
    ),
    "overnight-stays-passed": (
        given_that("number", "maintain", "at_least 100000", "100000", "104000", accumulates=True),
        measured("accumulating", True, "1.04", -4000),
    ),
    "deficit-shrinks-without-target": (
        given_that("number", "up", "", "-18.9", "-16.4"),
        cannot_be_said("no_target", movement="better"),
    ),
    "deficit-deepens-without-target": (
        given_that("number", "up", "", "-18.9", "-20.1"),
        cannot_be_said("no_target", movement="worse"),
    ),
    "deficit-towards-zero": (
        given_that("number", "up", "at_least 0", "-18.9", "-9.45"),
        measured("rising", False, "0.5", "9.45", "better"),
    ),
    "surplus-more-than-two": (
        given_that("number", "up", "more_than 2.0", None, "2.4", accumulates=True),
        measured("accumulating", True, "1.2", "-0.4"),
    ),
    "surplus-exactly-two-is-not-more": (
        given_that("number", "up", "more_than 2.0", None, "2.0", accumulates=True),
        measured("accumulating", False, 1, 0),
    ),
    "a-loss-instead-of-a-surplus": (
        given_that("number", "up", "more_than 2.0", None, "-1.2", accumulates=True),
        measured("accumulating", False, "-0.6", "3.2"),
    ),
    "customers-4-of-5": (
        given_that("scale", "up", "at_least 5", "3", "4"),
        measured("scale", False, "0.5", 1, "better"),
    ),
    "customers-5-of-5": (
        given_that("scale", "up", "at_least 5", "3", "5"),
        measured("scale", True, 1, 0, "better"),
    ),
    "customers-worse-than-baseline": (
        given_that("scale", "up", "at_least 5", "3", "2.5"),
        measured("scale", False, "-0.25", "2.5", "worse"),
    ),
    "scale-without-baseline": (
        given_that("scale", "up", "at_least 5", None, "4"),
        measured("no_baseline", False, None, 1),
    ),
    "job-satisfaction-direction-unset": (
        given_that("number", "unset", "words 1.85", "1.91", "1.88"),
        cannot_be_said("direction_unset"),
    ),
    "job-satisfaction-if-more-is-better": (
        given_that("number", "up", "at_least 1.85", "1.91", "1.88"),
        cannot_be_said("contradiction", rule="target_behind_baseline"),
    ),
    "job-satisfaction-if-less-is-better": (
        given_that("number", "down", "at_most 1.85", "1.91", "1.88"),
        measured("falling", False, "0.5", "0.03", "better"),
    ),
    "sick-leave-half-way": (
        given_that("percent", "down", "at_most 4", "6", "5"),
        measured("falling", False, "0.5", 1, "better"),
    ),
    "training-days-by-midyear": (
        given_that("number", "up", "at_least 3", "2.5", "1.2", accumulates=True),
        measured("accumulating", False, "0.4", "1.8"),
    ),
    "structural-unemployment-reached": (
        given_that("number", "down", "at_most 599", "666", "599"),
        measured("falling", True, 1, 0, "better"),
    ),
    "unemployment-worse-than-baseline": (
        given_that("percent", "down", "at_most 13.0", "13.5", "17.1"),
        measured("falling", False, "-7.2", "4.1", "worse"),
    ),
    "unemployment-passed-target": (
        given_that("percent", "down", "at_most 13.0", "13.5", "12.8"),
        measured("falling", True, "1.4", "-0.2", "better"),
    ),
    "employment-half-way": (
        given_that("percent", "up", "at_least 66", "64", "65"),
        measured("rising", False, "0.5", 1, "better"),
    ),
    "activation-by-another-definition": (
        given_that("percent", "up", "at_least 37", "34", "17.1"),
        measured("rising", False, "-16.9/3", "19.9", "worse"),
    ),
    "tea-viisari-of-100": (
        given_that("scale", "up", "at_least 75", "69", "72"),
        measured("scale", False, "0.5", 3, "better"),
    ),
    "wellbeing-unchanged": (
        given_that("number", "up", "at_least 80", "78", "78"),
        measured("rising", False, 0, 2, "same"),
    ),
    "having-without-target": (
        given_that("number", "up", "", "84", "86"),
        cannot_be_said("no_target", movement="better"),
    ),
    "hyte-half-way": (
        given_that("number", "up", "at_least 20", "18.9", "19.45"),
        measured("rising", False, "0.5", "0.55", "better"),
    ),
    "school-health-survey-is-a-link": (given_that("link", "unset"), cannot_be_said("in_words")),
    "matriculation-passed-target": (
        given_that("number", "up", "at_least 4.3", "4.1", "4.4"),
        measured("rising", True, "1.5", "-0.1", "better"),
    ),
    "key-indicator-not-measured-yet": (
        given_that("number", "up", "at_least 20", "18.9"),
        cannot_be_said("nothing_measured"),
    ),
}

PLAN_MEASURES = {
    "audited-below-without-baseline": (
        given_that("percent", "up", "at_least 80", None, "45"),
        measured("no_baseline", False, None, 35),
    ),
    "audited-reached-without-baseline": (
        given_that("percent", "up", "at_least 80", None, "80"),
        measured("no_baseline", True, None, 0),
    ),
    "every-school": (
        given_that("percent", "up", "equal 100", None, "100"),
        measured("no_baseline", True, None, 0),
    ),
    "every-school-but-some": (
        given_that("percent", "up", "equal 100", None, "88"),
        measured("no_baseline", False, None, 12),
    ),
    "told-as-text": (given_that("text", "unset"), cannot_be_said("in_words")),
    "text-with-a-direction": (given_that("text", "up", "words"), cannot_be_said("in_words")),
    "milestone-in-autumn": (given_that("milestone", "up", "words"), cannot_be_said("in_words")),
    "system-in-use-yes-or-no": (given_that("yes_no", "up", "words"), cannot_be_said("in_words")),
    "number-with-a-target-in-words": (
        given_that("number", "up", "words", "3", "4"),
        cannot_be_said("in_words"),
    ),
    "units-fewer": (
        given_that("trend", "down", "", "12", "11"),
        measured("trend", True, None, None, "better"),
    ),
    "units-as-many": (
        given_that("trend", "down", "", "12", "12"),
        measured("trend", False, None, None, "same"),
    ),
    "units-more": (
        given_that("trend", "down", "", "12", "13"),
        measured("trend", False, None, None, "worse"),
    ),
    "trend-kept": (
        given_that("trend", "maintain", "", "12", "12"),
        measured("trend", True, None, None, "same"),
    ),
    "trend-not-kept": (
        given_that("trend", "maintain", "", "12", "13"),
        measured("trend", False, None, None, "worse"),
    ),
    "trend-without-baseline": (
        given_that("trend", "down", "", None, "11"),
        cannot_be_said("no_baseline_for_trend", rule="trend"),
    ),
    "trend-without-observation": (
        given_that("trend", "down", "", "12"),
        cannot_be_said("nothing_measured", rule="trend"),
    ),
    "trend-with-a-level": (
        given_that("trend", "down", "at_most 10", "12", "11"),
        measured("falling", False, "0.5", 1, "better"),
    ),
    "theses-counted-without-target": (
        given_that("count", "up", "", None, "12", accumulates=True),
        cannot_be_said("no_target"),
    ),
    "four-a-year-two-by-midyear": (
        given_that("rate", "up", "at_least 4", None, "2", accumulates=True),
        measured("accumulating", False, "0.5", 2),
    ),
    "four-a-year-five-held": (
        given_that("rate", "up", "at_least 4", None, "5", accumulates=True),
        measured("accumulating", True, "1.25", -1),
    ),
    "four-a-year-none-held": (
        given_that("rate", "up", "at_least 4", None, "0", accumulates=True),
        measured("accumulating", False, 0, 4),
    ),
    "four-a-year-nothing-told": (
        given_that("rate", "up", "at_least 4", accumulates=True),
        cannot_be_said("nothing_measured"),
    ),
    "four-a-year-no-matter-last-year": (
        given_that("rate", "up", "at_least 4", "3", "2", accumulates=True),
        measured("accumulating", False, "0.5", 2),
    ),
    "two-services-one-done": (
        given_that("count", "up", "at_least 2", None, "1", accumulates=True),
        measured("accumulating", False, "0.5", 1),
    ),
    "count-of-a-day-from-zero": (
        given_that("count", "up", "at_least 10", None, "4"),
        measured("from_zero", False, "0.4", 6),
    ),
    "count-of-a-day-from-its-baseline": (
        given_that("count", "up", "at_least 10", "2", "4"),
        measured("rising", False, "0.25", 6, "better"),
    ),
    "count-to-lower-without-baseline": (
        given_that("count", "down", "at_most 5", None, "7"),
        measured("no_distance", False, None, 2),
    ),
}

ELSEWHERE = {
    "seinajoki-6462-of-6500": (
        given_that("number", "up", "at_least 6500", None, "6462"),
        measured("no_baseline", False, None, 38),
    ),
    "seinajoki-955-of-1000": (
        given_that("count", "up", "at_least 1000", None, "955", accumulates=True),
        measured("accumulating", False, "0.955", 45),
    ),
    "seinajoki-66-of-80-percent": (
        given_that("percent", "up", "at_least 80", None, "66"),
        measured("no_baseline", False, None, 14),
    ),
    "seinajoki-50-of-70-to-100": (
        given_that("range", "up", "between 70 100", None, "50"),
        measured("no_baseline", False, None, 20),
    ),
}

RANGES = {
    "from-below": (
        given_that("range", "up", "between 70 100", "40", "55"),
        measured("range", False, "0.5", 15, "better"),
    ),
    "inside": (
        given_that("range", "up", "between 70 100", "40", "85"),
        measured("range", True, 1, 0, "better"),
    ),
    "at-the-edge": (
        given_that("range", "up", "between 70 100", "40", "70"),
        measured("range", True, 1, 0, "better"),
    ),
    "past-the-far-edge": (
        given_that("range", "up", "between 70 100", "40", "106"),
        measured("range", False, "0.8", 6, "better"),
    ),
    "from-above": (
        given_that("range", "down", "between 70 100", "130", "115"),
        measured("range", False, "0.5", 15, "better"),
    ),
    "baseline-inside": (
        given_that("range", "up", "between 70 100", "80", "90"),
        measured("no_distance", True, None, 0, "same"),
    ),
    "slipped-out": (
        given_that("range", "up", "between 70 100", "80", "60"),
        measured("no_distance", False, None, 10, "worse"),
    ),
    "kept-inside": (
        given_that("number", "maintain", "between 90 110", "100", "112"),
        measured("maintain", False, None, 2, "worse"),
    ),
    "of-what-comes-together": (
        given_that("number", "up", "between 40 60", None, "30", accumulates=True),
        measured("accumulating", False, "0.75", 10),
    ),
    "open-upwards": (
        given_that("range", "up", "between 70 -", "40", "85"),
        measured("rising", True, "1.5", -15, "better"),
    ),
    "open-downwards": (
        given_that("range", "down", "between - 30", "50", "40"),
        measured("falling", False, "0.5", 10, "better"),
    ),
    "both-ends-make-it-a-range": (
        given_that("range", "up", "at_least 70 100", "40", "55"),
        measured("range", False, "0.5", 15, "better"),
    ),
    "lies-below-though-more-is-better": (
        given_that("number", "up", "between 10 20", "30", "25"),
        cannot_be_said("contradiction", rule="target_behind_baseline"),
    ),
    "lies-above-though-less-is-better": (
        given_that("number", "down", "between 10 20", "5", "7"),
        cannot_be_said("contradiction", rule="target_behind_baseline"),
    ),
}

TRAPS = {
    "target-equals-baseline-and-risen": (
        given_that("number", "up", "at_least 100", "100", "101"),
        measured("no_distance", True, None, -1, "better"),
    ),
    "target-equals-baseline-and-fallen": (
        given_that("number", "up", "at_least 100", "100", "99"),
        measured("no_distance", False, None, 1, "worse"),
    ),
    "target-equals-baseline-less-is-better": (
        given_that("number", "down", "at_most 100", "100", "100"),
        measured("no_distance", True, None, 0, "same"),
    ),
    "more-than-the-baseline-and-unchanged": (
        given_that("number", "up", "more_than 5", "5", "5"),
        measured("no_distance", False, None, 0, "same"),
    ),
    "exactly-half-way": (
        given_that("percent", "up", "equal 100", "60", "80"),
        measured("exact", False, "0.5", 20, "better"),
    ),
    "exactly-there": (
        given_that("percent", "up", "equal 100", "60", "100"),
        measured("exact", True, 1, 0, "better"),
    ),
    "exactly-means-not-beyond": (
        given_that("number", "up", "equal 100", "60", "104"),
        measured("exact", False, "0.9", 4, "better"),
    ),
    "exactly-as-it-is": (
        given_that("number", "maintain", "equal 10", "10", "11"),
        measured("maintain", False, None, 1, "worse"),
    ),
    "more-than-strictly": (
        given_that("number", "up", "more_than 20", "10", "20"),
        measured("rising", False, 1, 0, "better"),
    ),
    "at-most-though-more-is-better": (
        given_that("number", "up", "at_most 20", "10", "15"),
        cannot_be_said("contradiction", rule="comparison_against_direction"),
    ),
    "at-least-though-less-is-better": (
        given_that("number", "down", "at_least 5", "10", "7"),
        cannot_be_said("contradiction", rule="comparison_against_direction"),
    ),
    "more-than-though-less-is-better": (
        given_that("number", "down", "more_than 5", "10", "7"),
        cannot_be_said("contradiction", rule="comparison_against_direction"),
    ),
    "target-worse-than-baseline-less-is-better": (
        given_that("percent", "down", "at_most 15", "13.5", "13.5"),
        cannot_be_said("contradiction", rule="target_behind_baseline"),
    ),
    "contradiction-before-anything-is-measured": (
        given_that("percent", "down", "at_most 15", "13.5"),
        cannot_be_said("contradiction", rule="target_behind_baseline"),
    ),
    "a-floor-below-the-baseline-is-kept": (
        given_that("number", "maintain", "at_least 19000", "19400", "19100"),
        measured("maintain", True, None, -100, "worse"),
    ),
    "kept-without-baseline": (
        given_that("number", "maintain", "at_least 19000", None, "18900"),
        measured("maintain", False, None, 100),
    ),
    "limit-of-the-year-so-far": (
        given_that("number", "down", "at_most 1000", "1200", "400", accumulates=True),
        measured("accumulating_limit", True, None, -600),
    ),
    "limit-of-the-year-passed": (
        given_that("number", "down", "at_most 1000", "1200", "1100", accumulates=True),
        measured("accumulating_limit", False, None, 100),
    ),
    "no-accidents": (
        given_that("count", "down", "equal 0", None, "1", accumulates=True),
        measured("accumulating_limit", False, None, 1),
    ),
    "limit-given-as-the-upper-end": (
        given_that("percent", "down", "at_most - 4", "6", "5"),
        measured("falling", False, "0.5", 1, "better"),
    ),
    "from-a-baseline-of-zero": (
        given_that("number", "up", "at_least 10", "0", "5"),
        measured("rising", False, "0.5", 5, "better"),
    ),
    "fourteen-digits": (
        given_that("number", "up", "at_least 99999999999999.5", "0.5", "25000000000000.25"),
        measured("rising", False, "24999999999999.75/99999999999999", "74999999999999.25", "better"),
    ),
    "nothing-known-at-all": (given_that("number", "unset"), cannot_be_said("direction_unset")),
    "direction-known-and-nothing-else": (given_that("number", "up"), cannot_be_said("no_target")),
}

CASES = {
    f"{name}: {case}": row
    for name, table in (
        ("key", KEY_INDICATORS),
        ("plan", PLAN_MEASURES),
        ("elsewhere", ELSEWHERE),
        ("range", RANGES),
        ("trap", TRAPS),
    )
    for case, row in table.items()
}


@pytest.mark.parametrize(("inputs", "expected"), CASES.values(), ids=CASES)
def test_attainment(inputs, expected):
    assert attainment(**inputs) == Attainment(facts=Facts(**inputs), **expected)


def test_the_table_is_a_specification():
    assert len(CASES) >= 60
    assert {expected["rule"] for _, expected in CASES.values()} == set(RULE_CODES)
    assert {expected.get("reason", "") for _, expected in CASES.values()} == {"", *REASON_CODES}
    assert {inputs["kind"] for inputs, _ in CASES.values()} == set(Indicator.Kind.values)
    assert {inputs["direction"] for inputs, _ in CASES.values()} == set(Indicator.Direction.values)
    assert {inputs["comparison"] for inputs, _ in CASES.values()} == {"", *Target.Comparison.values}


def test_a_comparison_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="nearly"):
        attainment(**given_that("number", "up", "nearly 5", "3", "4"))


# --- Properties. Quarters of a way are exact in Decimals of six places, so that shares can be compared as they are.

figures = some.decimals(-1_000_000, 1_000_000, places=2)
MEASURED_KINDS = ("number", "percent", "rate", "count", "scale", "range", "trend")


@some.composite
def inputs(draw, comparisons=("at_least", "more_than", "at_most", "equal", "between")):
    comparison = draw(some.sampled_from(comparisons))
    low, high = sorted(draw(some.tuples(figures, figures)))
    if comparison != "between":
        high = None
    return {
        "kind": draw(some.sampled_from(MEASURED_KINDS)),
        "direction": draw(some.sampled_from(("up", "down", "maintain"))),
        "comparison": comparison,
        "low": low,
        "high": high,
        "baseline": draw(some.none() | figures),
        "latest": draw(figures),
        "accumulates": draw(some.booleans()),
    }


def nearest_of_target(of):
    lower, upper = Facts(**of).edges
    return min(max(of["latest"], lower), upper)


@given(inputs(), some.integers(1, 4))
def test_moving_the_observation_towards_the_target_never_lowers_the_share(of, quarters):
    before = attainment(**of)
    moved = of["latest"] + (nearest_of_target(of) - of["latest"]) * quarters / 4
    after = attainment(**(of | {"latest": moved}))
    assert (after.rule, after.share is None) == (before.rule, before.share is None)
    # What had passed its target already moves back to it: from there on there is nothing to gain.
    if before.share is not None and before.distance > 0:
        assert after.share >= before.share
        assert after.distance <= before.distance


@given(inputs(comparisons=("at_least", "more_than", "at_most")), some.decimals(0, 1_000_000, places=2))
def test_a_better_observation_never_lowers_the_share_or_loses_the_target(of, more):
    better = of["latest"] + (-more if of["comparison"] == "at_most" else more)
    before, after = attainment(**of), attainment(**(of | {"latest": better}))
    assert (after.is_reached or 0) >= (before.is_reached or 0)
    assert (after.share is None) == (before.share is None)
    assert before.share is None or after.share >= before.share


MIRRORED = {
    **{"up": "down", "down": "up", "maintain": "maintain"},
    **{"at_least": "at_most", "at_most": "at_least", "equal": "equal", "between": "between"},
    **{"rising": "falling", "falling": "rising"},
}


def negated(value):
    return None if value is None else -value


@given(inputs(comparisons=("at_least", "at_most", "equal", "between")))
def test_swapping_the_direction_mirrors_it_exactly(of):
    mirrored = of | {
        "direction": MIRRORED[of["direction"]],
        "comparison": MIRRORED[of["comparison"]],
        "low": negated(of["high"]),
        "high": negated(of["low"]),
        "baseline": negated(of["baseline"]),
        "latest": negated(of["latest"]),
    }
    here, there = attainment(**of), attainment(**mirrored)
    assert there == Attainment(
        rule=MIRRORED.get(here.rule, here.rule),
        facts=Facts(**mirrored),
        is_reached=here.is_reached,
        share=here.share,
        distance=here.distance,
        movement=here.movement,
        reason=here.reason,
    )


@given(inputs())
def test_the_share_is_0_at_the_start_and_1_at_the_target(of):
    found = attainment(**of)
    if found.share is None:
        return
    at_start = attainment(**(of | {"latest": found.facts.start}))
    at_target = attainment(**(of | {"latest": found.facts.level}))
    assert (at_start.share, at_start.is_reached) == (0, False)
    assert (at_target.share, at_target.distance, at_target.is_reached) == (1, 0, of["comparison"] != "more_than")


@given(inputs())
def test_the_share_and_the_distance_agree_with_what_is_reached(of):
    found = attainment(**of)
    if found.is_reached is None:
        assert (found.share, found.distance, bool(found.reason)) == (None, None, True)
        return
    assert found.reason == ""
    if of["comparison"] == "more_than":
        assert found.is_reached == (found.distance < 0)
    else:
        assert found.is_reached == (found.distance <= 0)
    if found.share is not None and of["comparison"] != "more_than":
        assert found.is_reached == (found.share >= 1)


@given(inputs())
def test_an_unset_direction_says_nothing_whatever_the_figures(of):
    unset = of | {"direction": "unset"}
    assert attainment(**unset) == Attainment(rule="direction_unset", reason="direction_unset", facts=Facts(**unset))
