"""Half-years, years and months as periods. Pure: no clock, no database."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Period:
    """A closed interval of days."""

    start: date
    end: date


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def half_year(number: int, half: int) -> Period:
    """The first (1) or second (2) half of a year."""
    return (
        Period(date(number, 1, 1), date(number, 6, 30))
        if half == 1
        else Period(date(number, 7, 1), date(number, 12, 31))
    )


def day_words(day: date) -> str:
    """ "30.6.2023": the form of all three languages of this service."""
    return f"{day.day}.{day.month}.{day.year}"


def period_words(period: Period) -> str:
    """ "2023", "1.1.–30.6.2023" or one day; the year stands once when both ends share it."""
    if period == year(period.start.year):
        return str(period.start.year)
    start, end = period.start, period.end
    if start == end:
        return day_words(end)
    if start.year == end.year:
        return f"{start.day}.{start.month}.–{day_words(end)}"
    return f"{day_words(start)}–{day_words(end)}"
