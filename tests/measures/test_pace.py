"""The straight line to the target, and where the trend of the observations leads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from measures.attainment import attainment
from measures.pace import PACE_REASONS, Pace, Trend, expected_on, outlook, pace, student_t, trend

NEW_YEAR, MIDYEAR, YEAR_END = date(2022, 12, 31), date(2023, 6, 30), date(2023, 12, 31)
# Two whole years of the same length: their middle is the end of the first.
START, MIDDLE, END = date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31)


def towards(comparison="at_least", low="20", baseline="10", latest="15", *, kind="number", direction="up", **more):
    figures = {"low": low, "high": more.pop("high", None), "baseline": baseline, "latest": latest}
    return attainment(
        kind=kind,
        direction=direction,
        comparison=comparison,
        accumulates=more.pop("accumulates", False),
        **{name: None if value is None else Decimal(value) for name, value in figures.items()},
    )


def so_far(latest, *, low="100", kind="number", comparison="at_least", direction="up"):
    return towards(comparison, low, None, latest, kind=kind, direction=direction, accumulates=True)


def on_line(expected, code, difference, share, share_of_time="0.5"):
    figures = {"expected": expected, "difference": difference, "share": share, "share_of_time": share_of_time}
    return Pace(code=code, **{name: None if value is None else Decimal(value) for name, value in figures.items()})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 1, 1), "10"),
        (START, "10"),
        (START + timedelta(days=73), "11"),
        (MIDDLE, "15"),
        (END, "20"),
        (date(2030, 1, 1), "20"),
    ],
)
def test_expected_on(day, expected):
    line = {"start": START, "end": END, "baseline": Decimal(10), "target": Decimal(20)}
    assert expected_on(day, **line) == Decimal(expected)
    falling = line | {"baseline": Decimal(-10), "target": Decimal(-20)}
    assert expected_on(day, **falling) == -Decimal(expected)


@pytest.mark.parametrize("end", [START, START - timedelta(days=1)])
def test_a_line_needs_time_between_its_ends(end):
    with pytest.raises(ValueError, match="before"):
        expected_on(MIDDLE, start=START, end=end, baseline=Decimal(10), target=Decimal(20))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(towards(latest="15"), on_line("15", "on", "0", "1"), id="exactly on the line"),
        pytest.param(towards(latest="18"), on_line("15", "ahead", "3", "1.6"), id="ahead"),
        pytest.param(towards(latest="12"), on_line("15", "behind", "-3", "0.4"), id="behind"),
        pytest.param(towards(latest="8"), on_line("15", "behind", "-7", "-0.4"), id="worse than at the start"),
        pytest.param(towards(latest="14.75"), on_line("15", "on", "-0.25", "0.95"), id="a twentieth short is on"),
        pytest.param(towards(latest="14.7"), on_line("15", "behind", "-0.3", "0.94"), id="more than a twentieth short"),
        pytest.param(
            towards("at_most", "13.0", "13.5", "17.1", direction="down"),
            on_line("13.25", "behind", "-3.85", "-14.4"),
            id="unemployment",
        ),
        pytest.param(
            towards("at_most", "4", "6", "4.5", direction="down"),
            on_line("5", "ahead", "0.5", "1.5"),
            id="falling and ahead",
        ),
        pytest.param(towards(low="0", baseline="-18.9", latest="-9.45"), on_line("-9.45", "on", "0", "1"), id="debt"),
        pytest.param(
            towards("between", "70", "40", "55", high="100"), on_line("55", "on", "0", "1"), id="to the nearer edge"
        ),
        pytest.param(
            towards("between", "70", "140", "130", high="100", direction="down"),
            on_line("120", "behind", "-10", "0.5"),
            id="to a range from above",
        ),
        pytest.param(towards("equal", "20", "10", "18"), on_line("15", "ahead", "3", "1.6"), id="exact"),
        pytest.param(
            towards(kind="count", low="15", baseline="10", latest="12"),
            on_line("13", "behind", "-1", Decimal(2) / 3),
            id="a count in whole ones",
        ),
    ],
)
def test_pace_on_the_middle_day(of, expected):
    assert pace(of, on=MIDDLE, start=START, end=END) == expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(so_far("36.2", low="73"), on_line("36.2", "on", "0", "1"), id="on the line"),
        pytest.param(so_far("2", low="4", kind="rate"), on_line("2", "on", "0", "1"), id="2 of 4 a year"),
        pytest.param(so_far("1", low="4", kind="rate"), on_line("2", "behind", "-1", "0.5"), id="1 of 4 a year"),
        pytest.param(so_far("0", low="1", kind="rate"), on_line("0", "on", "0", None), id="once a year, not yet"),
        pytest.param(so_far("1", low="1", kind="rate"), on_line("0", "ahead", "1", None), id="once a year, done"),
        pytest.param(
            so_far("-7.3", low="7.3", comparison="more_than"),
            on_line("3.62", "behind", "-10.92", Decimal("-7.3") / Decimal("3.62")),
            id="a loss",
        ),
        pytest.param(
            so_far("18.1", low="73", comparison="at_most", direction="down"),
            on_line("36.2", "ahead", "18.1", "2"),
            id="a limit half used of what was due",
        ),
        pytest.param(
            so_far("72.4", low="73", comparison="at_most", direction="down"),
            on_line("36.2", "behind", "-36.2", "0.5"),
            id="a limit used too fast",
        ),
        pytest.param(
            so_far("0", low="73", comparison="at_most", direction="down"),
            on_line("36.2", "ahead", "36.2", None),
            id="a limit not used at all",
        ),
        pytest.param(
            so_far("1", low="0", comparison="equal", direction="down", kind="count"),
            on_line("0", "behind", "-1", "0"),
            id="no accidents, but one",
        ),
    ],
)
def test_what_comes_together_is_expected_as_the_elapsed_part_of_the_year(of, expected):
    found = pace(of, on=MIDYEAR, end=YEAR_END)
    assert found == Pace(
        expected=expected.expected,
        share_of_time=Decimal(181) / 365,
        code=expected.code,
        difference=expected.difference,
        share=expected.share,
    )
    assert pace(of, on=MIDYEAR, start=date(2019, 12, 31)) == found


@pytest.mark.parametrize(
    ("of", "expected", "code", "difference"),
    [
        (towards(direction="maintain", low="19400", baseline="19400", latest="19339"), "19400", "behind", "-61"),
        (towards(direction="maintain", low="19400", baseline="19400", latest="19400"), "19400", "on", "0"),
        (towards(direction="maintain", low="19400", baseline="19400", latest="19450"), "19400", "ahead", "50"),
        (towards(direction="maintain", low="19400", baseline=None, latest="19450"), "19400", "ahead", "50"),
        (towards(low="10", baseline="10", latest="9"), "10", "behind", "-1"),
        (towards("between", "70", "80", "75", high="100"), "80", "on", "0"),
        (towards("between", "70", "80", "60", high="100"), "80", "behind", "-10"),
        (towards("between", "70", None, "60", high="100", direction="maintain"), "70", "behind", "-10"),
        (towards("between", "70", "120", "110", high="100", direction="maintain"), "100", "behind", "-10"),
    ],
)
def test_a_level_to_be_kept_is_expected_on_every_day(of, expected, code, difference):
    assert pace(of, on=MIDDLE) == Pace(expected=Decimal(expected), code=code, difference=Decimal(difference))


@pytest.mark.parametrize(
    ("of", "days", "reason"),
    [
        (towards(latest=None), {}, "nothing_measured"),
        (towards(direction="unset"), {}, "direction_unset"),
        (towards("at_most"), {}, "contradiction"),
        (towards("", None), {}, "no_target"),
        (towards("words"), {}, "in_words"),
        (towards("", None, "12", "11", kind="trend", direction="down"), {}, "no_target"),
        (towards(baseline=None), {}, "no_baseline"),
        (towards(kind="count", baseline=None), {}, "no_baseline"),
        (towards(), {"start": None}, "baseline_undated"),
        (towards(), {"end": None}, "target_undated"),
        (towards(), {"start": None, "end": None}, "baseline_undated"),
        (towards(), {"end": START}, "target_before_baseline"),
        (towards(), {"end": date(2020, 12, 31)}, "target_before_baseline"),
        (towards(), {"on": date(2021, 6, 30)}, "measured_before_baseline"),
        (so_far("50"), {"end": date(2025, 12, 31)}, "other_year"),
        (so_far("50"), {"end": date(2021, 12, 31)}, "other_year"),
    ],
)
def test_without_a_line_there_is_a_reason(of, days, reason):
    assert pace(of, **({"on": MIDDLE, "start": START, "end": END} | days)) == Pace(reason=reason)


def test_every_reason_of_the_pace_has_a_case():
    named = {row[2] for row in test_without_a_line_there_is_a_reason.pytestmark[0].args[1]}
    assert set(PACE_REASONS) <= named


def test_a_yearly_level_may_be_due_before_the_year_ends():
    of = so_far("50")
    assert pace(of, on=MIDYEAR, end=date(2023, 6, 30)) == on_line("100", "behind", "-50", "0.5", share_of_time="1")


def test_after_the_target_day_the_target_is_expected():
    assert pace(towards(latest="19"), on=date(2025, 6, 30), start=START, end=END) == on_line(
        "20", "behind", "-1", "0.9", share_of_time="1"
    )


def test_on_the_day_of_the_baseline_nothing_is_expected_yet():
    assert pace(towards(latest="10"), on=START, start=START, end=END) == on_line(
        "10", "on", "0", None, share_of_time="0"
    )


values = some.decimals(-1_000_000, 1_000_000, places=2)
ORDER = ["behind", "on", "ahead"]


@given(values, values, values, values, some.integers(0, 730), some.booleans())
def test_a_better_value_is_never_further_behind(baseline, low, latest, better, days, accumulates):
    low, baseline = max(low, baseline), min(low, baseline)
    latest, better = min(latest, better), max(latest, better)
    days = {"on": START + timedelta(days=days), "start": START, "end": None if accumulates else END}
    before, after = (
        pace(towards(low=low, baseline=baseline, latest=value, accumulates=accumulates), **days)
        for value in (latest, better)
    )
    assert after.expected == before.expected
    assert ORDER.index(after.code) >= ORDER.index(before.code)
    assert after.difference >= before.difference


# --- Trend


def days_from(first, *values):
    return [(first + timedelta(days=number), Decimal(value)) for number, value in enumerate(values)]


FIRST = date(2023, 1, 1)


def test_trend_by_hand():
    """x = 0…4, y = 1 2 2 4 5: slope 1, s² = 0,8 / 3; at x = 6 the interval is 1,6377 · √(s² · (1 + 1/5 + 16/10))."""
    found = trend(days_from(FIRST, 1, 2, 2, 4, 5), on=FIRST + timedelta(days=6))
    assert found == Trend(
        expected=Decimal("6.8"),
        low=Decimal("5.384827"),
        high=Decimal("8.215173"),
        per_year=Decimal("365.25"),
        confidence=0.8,
    )


def test_points_on_a_line_leave_no_uncertainty_and_their_order_does_not_matter():
    points = [(date(year, 12, 31), Decimal(value)) for year, value in ((2021, 30), (2019, 50), (2022, 20), (2020, 40))]
    found = trend(points, on=date(2023, 12, 31))
    assert (round(found.expected), round(found.low), round(found.high), round(found.per_year)) == (10, 10, 10, -10)


@pytest.mark.parametrize(
    "points",
    [
        [],
        days_from(FIRST, 1, 2, 3),
        [*days_from(FIRST, 1, 2, 3), (FIRST, Decimal(4))],
        [(FIRST, Decimal(value)) for value in range(9)],
    ],
)
def test_fewer_than_four_days_draw_no_line(points):
    assert trend(points, on=FIRST) is None


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 80])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        trend(days_from(FIRST, 1, 2, 3, 4), on=FIRST, confidence=confidence)


def test_close_values_of_great_size_keep_their_digits():
    found = trend(days_from(FIRST, *[f"99999999999990.{digit}" for digit in "1234"]), on=FIRST + timedelta(days=4))
    assert (found.expected, found.low, found.high) == (Decimal("99999999999990.5"),) * 3


def test_the_greatest_figures_far_ahead_are_still_a_trend():
    points = days_from(FIRST, "-99999999999999.5", "99999999999999.5", "-99999999999999.5", "99999999999999.5")
    assert trend(points, on=date(9999, 12, 31), confidence=0.99).low < 0


@given(some.lists(values, min_size=4, max_size=12), some.integers(0, 5000))
def test_the_interval_holds_the_line_and_grows_with_confidence(observed, days):
    points, on = days_from(FIRST, *observed), FIRST + timedelta(days=days)
    narrow, wide = trend(points, on=on), trend(points, on=on, confidence=0.95)
    assert wide.low <= narrow.low <= narrow.expected <= narrow.high <= wide.high


@given(some.lists(values, min_size=4, max_size=12), some.integers(0, 5000))
def test_the_trend_of_the_mirrored_points_is_the_mirrored_trend(observed, days):
    on = FIRST + timedelta(days=days)
    here = trend(days_from(FIRST, *observed), on=on)
    there = trend(days_from(FIRST, *[-value for value in observed]), on=on)
    assert (there.expected, there.low, there.high, there.per_year) == (
        -here.expected,
        -here.high,
        -here.low,
        -here.per_year,
    )


@pytest.mark.parametrize(
    ("degrees", "at_80", "at_90", "at_95", "at_99"),
    [
        (1, 3.078, 6.314, 12.706, 63.657),
        (2, 1.886, 2.920, 4.303, 9.925),
        (3, 1.638, 2.353, 3.182, 5.841),
        (4, 1.533, 2.132, 2.776, 4.604),
        (5, 1.476, 2.015, 2.571, 4.032),
        (10, 1.372, 1.812, 2.228, 3.169),
        (25, 1.316, 1.708, 2.060, 2.787),
        (30, 1.310, 1.697, 2.042, 2.750),
        (100, 1.290, 1.660, 1.984, 2.626),
    ],
)
def test_student_t_agrees_with_the_printed_table(degrees, at_80, at_90, at_95, at_99):
    found = [round(student_t(confidence, degrees), 3) for confidence in (0.8, 0.9, 0.95, 0.99)]
    assert found == [at_80, at_90, at_95, at_99]


@pytest.mark.parametrize(
    ("of", "ends", "code"),
    [
        (towards("at_least", "20"), (20, 24), "reaches"),
        (towards("at_least", "20"), (18, 24), "undecided"),
        (towards("at_least", "20"), (18, 20), "undecided"),
        (towards("at_least", "20"), (15, 19), "misses"),
        (towards("more_than", "20"), (20, 24), "undecided"),
        (towards("more_than", "20"), (18, 20), "misses"),
        (towards("at_most", "5", direction="down"), (3, 5), "reaches"),
        (towards("at_most", "5", direction="down"), (3, 6), "undecided"),
        (towards("at_most", "5", direction="down"), (6, 7), "misses"),
        (towards("between", "70", "40", "55", high="100"), (75, 90), "reaches"),
        (towards("between", "70", "40", "55", high="100"), (60, 110), "undecided"),
        (towards("between", "70", "40", "55", high="100"), (60, 90), "undecided"),
        (towards("between", "70", "40", "55", high="100"), (101, 110), "misses"),
        (towards("equal", "20"), (18, 24), "undecided"),
        (towards("equal", "20"), (20, 20), "reaches"),
        (towards("equal", "20"), (21, 24), "misses"),
        (towards("at_least", "20", latest=None), (20, 24), "reaches"),
        (towards("at_least", "20", direction="unset"), (20, 24), ""),
        (towards("at_most", "20"), (20, 24), ""),
        (towards("words", "20"), (20, 24), ""),
        (towards("", None), (20, 24), ""),
        (towards("", None, "12", "11", kind="trend", direction="down"), (8, 9), ""),
    ],
)
def test_outlook(of, ends, code):
    low, high = map(Decimal, ends)
    leads_to = Trend(expected=(low + high) / 2, low=low, high=high, per_year=Decimal(1), confidence=0.8)
    assert outlook(leads_to, of) == code
