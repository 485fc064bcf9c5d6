"""Working days of Finland: the days off of Kemi's calendar 2023 and 2024, and how deadlines are counted over them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kemistrategy.working_days import after, before, between, is_working_day

DAYS_OFF = {
    2023: "1.1. 6.1. 7.4. 9.4. 10.4. 1.5. 18.5. 28.5. 23.6. 24.6. 4.11. 6.12. 24.12. 25.12. 26.12.",
    2024: "1.1. 6.1. 29.3. 31.3. 1.4. 1.5. 9.5. 19.5. 21.6. 22.6. 2.11. 6.12. 24.12. 25.12. 26.12.",
}


@pytest.mark.parametrize("year", DAYS_OFF)
def test_weekdays_are_working_days_but_for_the_days_off(year):
    days_off = {date(year, *map(int, reversed(day.split(".")[:2]))) for day in DAYS_OFF[year].split()}
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day for day in days if is_working_day(day)] == [
        day for day in days if day.weekday() < 5 and day not in days_off
    ]


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (date(2023, 8, 18), 0, date(2023, 8, 18)),
        (date(2023, 8, 18), 1, date(2023, 8, 21)),  # over a weekend
        (date(2023, 8, 18), 5, date(2023, 8, 25)),
        (date(2023, 6, 22), 1, date(2023, 6, 26)),  # over midsummer, its eve included
        (date(2024, 12, 23), 1, date(2024, 12, 27)),  # over Christmas, a weekday eve included
        (date(2023, 4, 6), 2, date(2023, 4, 12)),  # over Easter
        (date(2023, 12, 29), 1, date(2024, 1, 2)),  # over the new year
        (date(2023, 8, 19), 0, date(2023, 8, 19)),  # a Saturday: the day itself, whatever it is
    ],
)
def test_so_many_working_days_after(start, number, end):
    assert after(start, number) == end


def test_before_counts_the_other_way():
    assert before(date(2023, 6, 26), 1) == date(2023, 6, 22)
    assert before(date(2024, 1, 2), 5) == date(2023, 12, 21)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_between_undoes_after_and_before(day, number):
    assert between(day, after(day, number)) == number
    assert is_working_day(after(day, number))
    assert is_working_day(before(day, number))
    assert between(after(day, number), day) == -number
