from datetime import date

import pytest

from kemistrategy.periods import (
    NotAPeriod,
    Period,
    are_equally_long,
    day_words,
    ended_periods,
    half_year,
    month,
    overlap,
    period_code,
    period_of,
    period_words,
    year,
)


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


@pytest.mark.parametrize(
    "text, period",
    [
        ("2023", year(2023)),
        (" 2023H1 ", half_year(2023, 1)),
        ("2023h2", half_year(2023, 2)),
        ("2023M06", month(2023, 6)),
        ("6/2023", month(2023, 6)),
        ("2/2024", Period(date(2024, 2, 1), date(2024, 2, 29))),
        ("1–6/2023", half_year(2023, 1)),
        ("1 - 6 / 2023", half_year(2023, 1)),
        ("1.1.–30.6.2023", half_year(2023, 1)),
        ("1.1.2023 – 30.6.2023", half_year(2023, 1)),
        ("1.8.2022–31.7.2023", Period(date(2022, 8, 1), date(2023, 7, 31))),
    ],
)
def test_a_period_is_read_as_people_write_it(text, period):
    assert period_of(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kesä",
        "23",
        "2023H3",
        "13/2023",
        "0/2023",
        "6–1/2023",
        "31.6.–30.7.2023",
        "30.6.–1.1.2023",
        "1.1.2023",
        "0023",
        "0000",
        "٢٠٢٣",
        "2023²",
        "1e3",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(NotAPeriod):
        period_of(text)


@pytest.mark.parametrize(
    "period, code",
    [
        (year(2023), "2023"),
        (half_year(2023, 1), "2023H1"),
        (half_year(2023, 2), "2023H2"),
        (month(2023, 6), "2023M06"),
        (Period(date(2022, 8, 1), date(2023, 7, 31)), "1.8.2022-31.7.2023"),
    ],
)
def test_a_periods_code_reads_back(period, code):
    assert (period_code(period), period_of(code)) == (code, period)


SCHOOL_YEAR = Period(date(2022, 8, 1), date(2023, 7, 31))


@pytest.mark.parametrize(
    "one, other, overlaps, as_long",
    [
        (year(2023), year(2023), True, True),
        (year(2023), half_year(2023, 1), True, False),
        (half_year(2023, 1), half_year(2023, 2), False, True),
        (year(2022), SCHOOL_YEAR, True, True),
        (month(2023, 2), month(2023, 3), False, True),
        (Period(date(2023, 1, 10), date(2023, 1, 20)), month(2023, 1), True, False),
        (
            Period(date(2023, 1, 10), date(2023, 1, 20)),
            Period(date(2023, 1, 20), date(2023, 1, 30)),
            True,
            True,
        ),
    ],
)
def test_overlap_and_equal_length(one, other, overlaps, as_long):
    assert (overlap(one, other), overlap(other, one)) == (overlaps, overlaps)
    assert (are_equally_long(one, other), are_equally_long(other, one)) == (as_long, as_long)


@pytest.mark.parametrize(
    "today, length, periods",
    [
        (date(2023, 8, 10), 6, [half_year(2023, 1), half_year(2022, 2)]),
        (date(2023, 6, 30), 6, [half_year(2023, 1), half_year(2022, 2)]),
        (date(2023, 6, 29), 6, [half_year(2022, 2), half_year(2022, 1)]),
        (date(2023, 12, 31), 12, [year(2023), year(2022)]),
        (date(2023, 8, 10), 12, [year(2022), year(2021)]),
        (date(2023, 1, 15), 1, [month(2022, 12), month(2022, 11)]),
        (date(2023, 1, 31), 1, [month(2023, 1), month(2022, 12)]),
    ],
)
def test_periods_that_have_ended(today, length, periods):
    assert ended_periods(today, length=length, number=2) == periods
