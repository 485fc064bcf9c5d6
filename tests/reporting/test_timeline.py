"""Where schedules stand on a line of years: places only for what has a day."""

from datetime import date

import pytest

from reporting.timeline import Axis, Span, actual_span, axis_of

pytestmark = pytest.mark.once
TODAY = date(2023, 8, 10)
NEW_YEAR, LAST_DAY = date(2024, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    "spans, first, last",
    [
        ([Span(NEW_YEAR, LAST_DAY)], 2023, 2026),  # today lies beside it
        ([Span(date(2030, 1, 1), date(2031, 5, 1))], 2030, 2031),  # today is far away
        ([Span(NEW_YEAR, None)], 2023, 2025),  # goes on: a year more
        ([Span(NEW_YEAR, date(2024, 6, 1), is_open_ended=True)], 2023, 2025),
        ([Span(None, date(2030, 12, 31)), Span(date(2022, 3, 1), date(2022, 4, 1))], 2022, 2030),
        ([Span(date(9999, 1, 1), None)], 9999, 9999),
    ],
)
def test_the_years_are_those_of_the_known_days(spans, first, last):
    assert axis_of([*spans, Span()], today=TODAY) == Axis(first, last)


@pytest.mark.parametrize("spans", [[], [Span()], [Span(is_open_ended=True)]])
def test_without_a_day_there_is_no_line_of_years(spans):
    assert axis_of(spans, today=TODAY) is None


@pytest.mark.parametrize(
    "span, left, right, goes_on, is_mark",
    [
        (Span(NEW_YEAR, LAST_DAY), 25.0, 100.0, False, False),
        (Span(date(2023, 1, 1), date(2023, 12, 31)), 0.0, 25.0, False, False),
        (Span(NEW_YEAR, None), 25.0, 100.0, True, False),
        (Span(NEW_YEAR, date(2024, 12, 31), is_open_ended=True), 25.0, 100.0, True, False),
        (Span(None, date(2024, 12, 31)), 50.0, 50.0, False, True),  # only its end is known: a mark, no invented bar
        (Span(date(1990, 1, 1), date(2050, 1, 1)), 0.0, 100.0, False, False),  # outside the years: cut
    ],
)
def test_a_span_becomes_a_bar_or_a_mark(span, left, right, goes_on, is_mark):
    bar = Axis(2023, 2026).bar(span)
    assert (round(bar.left), round(bar.right)) == (left, right)
    assert (bar.goes_on, bar.is_mark) == (goes_on, is_mark)


def test_what_has_no_day_has_no_bar():
    assert Axis(2023, 2026).bar(Span()) is None


def test_a_day_outside_the_years_has_no_place():
    axis = Axis(2023, 2024)
    assert (axis.day(date(2023, 1, 1)), axis.day(date(2022, 12, 31))) == ("0.00%", None)


def test_many_years_are_named_sparsely():
    axis = Axis(1900, 2100)
    assert len(axis.labels) <= 8 and axis.labels[0].words == "1900"
    assert Axis(2023, 2026).words == "2023–2026" and Axis(2023, 2023).words == "2023"


@pytest.mark.parametrize(
    "started_on, finished_on, span",
    [
        (None, None, Span()),
        (date(2023, 2, 1), None, Span(date(2023, 2, 1), TODAY)),  # still going on
        (date(2023, 2, 1), date(2023, 5, 1), Span(date(2023, 2, 1), date(2023, 5, 1))),
        (None, date(2023, 5, 1), Span(None, date(2023, 5, 1))),
        (date(2023, 6, 1), date(2023, 5, 1), Span(None, date(2023, 5, 1))),  # days the wrong way round draw no bar
    ],
)
def test_what_has_happened_lasts_until_it_is_finished(started_on, finished_on, span):
    assert actual_span(started_on=started_on, finished_on=finished_on, today=TODAY) == span
