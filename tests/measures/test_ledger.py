"""Which target level is in force and which observation is the latest: the cases."""

from datetime import date
from types import SimpleNamespace

import pytest

from measures.ledger import latest_observation, target_in_force
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


def observed(pk, end, *, is_baseline=False):
    return SimpleNamespace(pk=pk, period_end=end, is_baseline=is_baseline)


SPRING, YEAR = date(2023, 6, 30), date(2023, 12, 31)


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


def test_the_end_of_a_period_may_have_another_name():
    rows = [SimpleNamespace(pk=pk, end=end, is_baseline=False) for pk, end in ((1, YEAR), (2, SPRING))]
    assert latest_observation(rows, end=lambda row: row.end).pk == 1


@pytest.mark.django_db
def test_targets_without_a_year_come_first_in_every_database():
    indicator = make.IndicatorFactory()
    for year in (2024, None, 2023):
        make.TargetFactory(indicator=indicator, year=year)
    assert [target.year for target in Target.objects.filter(indicator=indicator)] == [None, 2023, 2024]
