from datetime import date

import pytest

from kemistrategy.periods import Period, day_words, half_year, period_words, year


def test_half_years_make_a_year():
    first, second = half_year(2023, 1), half_year(2023, 2)
    assert (first, second) == (
        Period(date(2023, 1, 1), date(2023, 6, 30)),
        Period(date(2023, 7, 1), date(2023, 12, 31)),
    )
    assert (first.start, second.end) == (year(2023).start, year(2023).end)


@pytest.mark.parametrize(
    "period, words",
    [
        (year(2023), "2023"),
        (half_year(2023, 1), "1.1.–30.6.2023"),
        (Period(date(2022, 7, 1), date(2023, 6, 30)), "1.7.2022–30.6.2023"),
        (Period(date(2023, 6, 30), date(2023, 6, 30)), "30.6.2023"),
        (Period(date(2022, 1, 1), date(2023, 12, 31)), "1.1.2022–31.12.2023"),
    ],
)
def test_period_words(period, words):
    assert period_words(period) == words


def test_day_words():
    assert day_words(date(2023, 6, 5)) == "5.6.2023"
