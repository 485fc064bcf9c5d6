"""Half-years, years and months as periods. Pure: no clock, no database."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 1900  # a year before it is a slip of the fingers


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


class NotAPeriod(ValueError):
    """The text names no period, or one that has no days."""


def month(number: int, month_number: int) -> Period:
    return Period(date(number, month_number, 1), date(number, month_number, monthrange(number, month_number)[1]))


def months(first: Period, last: Period) -> Period:
    """From the first day of one month or longer period to the last day of another."""
    return Period(first.start, last.end)


_DAY = r"(\d{1,2})\.(\d{1,2})\."
_FORMS = (
    (r"(\d{4})", lambda y: year(int(y))),
    (r"(\d{4})H([12])", lambda y, half: half_year(int(y), int(half))),
    (r"(\d{4})M(\d{2})", lambda y, m: month(int(y), int(m))),
    (r"(\d{1,2})/(\d{4})", lambda m, y: month(int(y), int(m))),
    (r"(\d{1,2})-(\d{1,2})/(\d{4})", lambda a, b, y: months(month(int(y), int(a)), month(int(y), int(b)))),
    (
        rf"{_DAY}(?:(\d{{4}}))?-{_DAY}(\d{{4}})",
        lambda d, m, y, to_d, to_m, to_y: Period(_day(y or to_y, m, d), _day(to_y, to_m, to_d)),
    ),
)


def period_of(text: str) -> Period:
    """Reads "2023", "2023H1", "2023M06", "6/2023", "1–6/2023" and "1.1.–30.6.2023"; raises NotAPeriod."""
    typed = re.sub(r"\s", "", text).replace("\u2013", "-").replace("\u2212", "-").upper()
    for form, made in _FORMS:
        if typed.isascii() and (match := re.fullmatch(form, typed)):
            try:
                period = made(*match.groups())
            except ValueError as no_such_day:
                raise NotAPeriod(text) from no_such_day
            if period.start.year >= FIRST_YEAR and period.end >= period.start:
                return period
    raise NotAPeriod(text)


def period_code(period: Period) -> str:
    """A short form for addresses, which `period_of` reads: "2023", "2023H1", "2023M06", else the days."""
    number = period.start.year
    if period == year(number):
        return str(number)
    for half in (1, 2):
        if period == half_year(number, half):
            return f"{number}H{half}"
    if period == month(number, period.start.month):
        return f"{number}M{period.start.month:02}"
    return f"{day_words(period.start)}-{day_words(period.end)}"


def whole_months(period: Period) -> int | None:
    """How many calendar months it is made of; None when it begins or ends within one."""
    start, end = period.start, period.end
    if start.day != 1 or end != month(end.year, end.month).end:
        return None
    return (end.year - start.year) * 12 + end.month - start.month + 1


def overlap(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end


def are_equally_long(one: Period, other: Period) -> bool:
    """In calendar months, or in days when either is not made of whole months: both halves of a year are as long."""
    in_months = whole_months(one), whole_months(other)
    if None in in_months:
        return one.end - one.start == other.end - other.start
    return in_months[0] == in_months[1]


def ended_periods(today: date, *, length: int, number: int) -> list[Period]:
    """The newest calendar months (length 1), half-years (6) or years (12) that have ended, the newest first."""
    index = (today.year * 12 + today.month - 1) // length
    if month(today.year, today.month).end == today and (today.month % length == 0):
        index += 1
    return [_block(index - back, length) for back in range(1, number + 1)]


def _block(index, length):
    """The index-th block of so many months since the year 0."""
    first, last = index * length, index * length + length - 1
    return months(month(first // 12, first % 12 + 1), month(last // 12, last % 12 + 1))


def _day(year_words, month_words, day):
    return date(int(year_words), int(month_words), int(day))
