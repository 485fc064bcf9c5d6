"""Which target level is in force and which observation is the latest: the cases."""

from datetime import date
from types import SimpleNamespace

import pytest

from measures.ledger import adopted_target, is_outdated, latest_observation, measured_alike, target_day, target_in_force
from measures.models import Target
from tests import factories as make


@pytest.mark.parametrize(
    ("years", "year", "in_force"),
    [
        ([], 2023, None),
        ([2023], 2023, 2023),
        ([2022, 2023, 2024, None], 2023, 2023),
        ([2022, 2024, 2025, None], 2023, 2024),
        ([2025, 2024], 2023, 2024),
        ([2021, 2022, None], 2023, None),
        ([2021, 2022], 2023, 2022),
        ([2022, 2021], 2023, 2022),
        ([None], 2023, None),
    ],
)
def test_target_in_force(years, year, in_force):
    rows = [SimpleNamespace(pk=pk, year=of) for pk, of in enumerate(years, start=1)]
    found = target_in_force(rows, year=year)
    assert found is target_in_force(reversed(rows), year=year)
    assert (found in rows, found and found.year) == (bool(rows), in_force)


def test_of_two_targets_for_the_same_year_the_newer_is_in_force():
    older, newer = (SimpleNamespace(pk=pk, year=2023) for pk in (1, 2))
    assert target_in_force([newer, older], year=2023) is target_in_force([older, newer], year=2023) is newer


def observed(pk, end, *, months=6, is_baseline=False):
    start = end and date(end.year, end.month - months + 1, 1)
    return SimpleNamespace(pk=pk, period_start=start, period_end=end, is_baseline=is_baseline)


SPRING, YEAR, JUNE, MAY = date(2023, 6, 30), date(2023, 12, 31), date(2023, 6, 30), date(2023, 5, 31)


@pytest.mark.parametrize(
    ("rows", "latest"),
    [
        ([], None),
        ([observed(1, None, is_baseline=True)], None),
        ([observed(1, YEAR, is_baseline=True)], None),
        ([observed(1, YEAR, is_baseline=True), observed(2, SPRING)], 2),
        ([observed(1, YEAR), observed(2, SPRING)], 1),
        ([observed(2, SPRING), observed(1, SPRING)], 2),
        ([observed(1, None), observed(2, SPRING)], 2),
    ],
)
def test_latest_observation(rows, latest):
    found = latest_observation(rows)
    assert (found and found.pk) == latest


MIXED = [
    observed(1, date(2021, 12, 31), months=12),
    observed(2, date(2022, 12, 31), months=12),
    observed(3, MAY, months=1),
    observed(4, SPRING),
    observed(5, JUNE, months=1),
    observed(6, date(2022, 6, 30)),
    observed(7, date(2020, 12, 31), months=12, is_baseline=True),
]


@pytest.mark.parametrize(
    ("frequency", "alike", "of_accumulating"),
    [
        ("monthly", [3, 5], 4),
        ("half_yearly", [6, 4], 4),
        ("yearly", [1, 2], 4),
        ("unknown", [6, 4], 4),
        ("", [6, 4], 4),
    ],
)
def test_periods_of_one_length_stand_on_one_line_and_the_newest_of_them_is_the_latest(
    frequency, alike, of_accumulating
):
    for order in (MIXED, MIXED[::-1]):
        assert [row.pk for row in measured_alike(order, frequency=frequency)] == alike
        assert latest_observation(order, frequency=frequency).pk == alike[-1]
        assert latest_observation(order, frequency=frequency, accumulates=True).pk == of_accumulating


def test_a_frequency_that_nothing_was_measured_by_does_not_hide_what_was():
    assert latest_observation([observed(1, SPRING), observed(2, MAY, months=1)], frequency="yearly").pk == 1


def test_days_of_a_period_may_have_other_names():
    rows = [
        SimpleNamespace(pk=pk, days=(date(2023, 1, 1), end), is_baseline=False) for pk, end in ((1, YEAR), (2, MAY))
    ]
    assert latest_observation(rows, period=lambda row: row.days).pk == 1


@pytest.mark.parametrize(
    ("year", "due_on", "day"),
    [(2023, None, YEAR), (2023, MAY, MAY), (None, MAY, MAY), (None, None, None)],
)
def test_the_day_of_a_target(year, due_on, day):
    assert target_day(SimpleNamespace(year=year, due_on=due_on)) == day


def test_no_target_has_no_day():
    assert target_day(None) is None


@pytest.mark.django_db
def test_targets_without_a_year_come_first_in_every_database():
    indicator = make.IndicatorFactory()
    for year in (2024, None, 2023):
        make.TargetFactory(indicator=indicator, year=year)
    assert [target.year for target in Target.objects.filter(indicator=indicator)] == [None, 2023, 2024]


def set_in(pk, body="", *, year=2023, origin="entered"):
    return SimpleNamespace(pk=pk, year=year, body=body, origin=origin)


PRINTED = set_in(1, origin="printed")


@pytest.mark.parametrize(
    ("rows", "bodies", "adopted"),
    [
        ([], (), None),
        ([set_in(1)], (), None),
        ([PRINTED], (), 1),
        ([PRINTED, set_in(2, "KV")], (), 1),
        ([PRINTED, set_in(2, "KV")], ("KV",), 1),
        ([PRINTED, set_in(2, "KH")], ("KV",), 1),
        ([PRINTED, set_in(2, "KH"), set_in(3, "KV"), set_in(4, "KV")], ("KV",), 1),
        ([set_in(1), set_in(2, "LTK"), set_in(3, "KV")], (), 2),
        ([set_in(1), set_in(2, "LTK"), set_in(3, "KV")], ("KV", "KH"), 3),
        ([set_in(1, "KH"), set_in(2, "KV")], ("KV", "KH"), 1),
        ([set_in(1, "KV", year=2022), set_in(2, "KV", year=None)], ("KV",), None),
        ([set_in(2, ""), set_in(1, "")], ("KV", ""), None),
    ],
)
def test_the_adopted_level_is_the_first_that_binds(rows, bodies, adopted):
    for order in (rows, rows[::-1]):
        found = adopted_target(order, year=2023, bodies=bodies)
        assert (found and found.pk) == adopted


def test_a_level_without_a_year_is_adopted_for_no_year():
    assert adopted_target([set_in(1, "KV", year=None)], year=None).pk == 1


@pytest.mark.parametrize(
    ("measured", "on", "frequency", "outdated"),
    [
        (date(2021, 12, 31), date(2023, 12, 31), "yearly", False),  # exactly two years
        (date(2021, 12, 31), date(2024, 1, 1), "yearly", True),
        (date(2022, 12, 31), date(2023, 12, 31), "half_yearly", False),
        (date(2022, 6, 30), date(2023, 12, 31), "half_yearly", True),
        (date(2023, 4, 30), date(2023, 6, 30), "monthly", False),
        (date(2023, 3, 31), date(2023, 6, 30), "monthly", True),
        (date(2000, 12, 31), date(2023, 6, 30), "unknown", False),  # nobody has said how often it is measured
        (date(2024, 12, 31), date(2023, 6, 30), "yearly", False),
    ],
)
def test_a_figure_is_outdated_after_two_periods_of_its_frequency(measured, on, frequency, outdated):
    assert is_outdated(measured, on=on, frequency=frequency) is outdated
