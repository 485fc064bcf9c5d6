"""Deadlines in working days, as a Finnish municipality counts them. Pure: no clock, no database."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=300)
def _days_off(year: int) -> frozenset[date]:
    """Holidays of one year; juhannusaatto and jouluaatto are among them (laki 150/1930 5 § counts them alike)."""
    return frozenset(holidays.country_holidays("FI", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def after(day: date, working_days: int) -> date:
    """The day that is so many working days after; with 0 the day itself, whatever it is."""
    return _moved(day, working_days, timedelta(days=1))


def before(day: date, working_days: int) -> date:
    """The day that is so many working days before; with 0 the day itself, whatever it is."""
    return _moved(day, working_days, timedelta(days=-1))


def _moved(day, working_days, step):
    while working_days > 0:
        day += step
        working_days -= is_working_day(day)
    return day


def between(start: date, end: date) -> int:
    """How many working days come after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -between(end, start)
    return sum(is_working_day(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))
