"""Which row of an indicator's chains counts. Pure: the rows are models or a report's own, the year is handed in."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from operator import attrgetter

from kemistrategy.periods import Period, are_equally_long, month, whole_months

MONTHS_OF_FREQUENCY = {"monthly": 1, "half_yearly": 6, "yearly": 12}
PERIOD = attrgetter("period_start", "period_end")


def target_in_force(rows: Iterable, *, year: int):
    """The target level a reader of that year measures against; None when there is none.

    `rows` are those of one indicator that nothing replaces, with `year` and `pk`. The first of these that is found:

    1. the target of the year itself,
    2. the nearest later one: what is being worked for,
    3. one that was set for no year: it holds until another is set,
    4. the latest earlier one: the last that was decided.

    Of two for the same year the newer row counts.
    """
    return min(rows, key=lambda row: (*_distance(row.year, year), -row.pk), default=None)


def _distance(target_year, year):
    if target_year is None:
        return 1, 0
    return (0, target_year - year) if target_year >= year else (2, year - target_year)


def measured_alike(rows: Iterable, *, frequency: str = "", period: Callable = PERIOD) -> list:
    """The measured rows whose periods are of one length, oldest first: what may stand on one line and be compared.

    The length is that of the indicator's `frequency`; while nothing was measured by it, or nobody has said how often
    it is measured, that of the newest row, of two that end on the same day the longer. `rows` and `period` as for
    `latest_observation`.
    """
    measured = sorted((row for row in rows if period(row)[1] and not row.is_baseline), key=_newness(period))
    if len({(of[1] - of[0]).days for of in map(period, measured)}) < 2:
        return measured
    lengths = [(row, Period(*period(row))) for row in measured]
    expected = MONTHS_OF_FREQUENCY.get(frequency)
    by_frequency = [row for row, of in lengths if expected and whole_months(of) == expected]
    return by_frequency or [row for row, of in lengths if are_equally_long(of, lengths[-1][1])]


def latest_observation(rows: Iterable, *, frequency: str = "", accumulates: bool = False, period: Callable = PERIOD):
    """The newest measured row: dated, no baseline and as long as the others (`measured_alike`); None without any.

    What has come so far in its year grows longer by nature: of what `accumulates` the newest counts whatever its
    length. Of two that end on the same day the longer counts, of two of the same period the one added later.

    `rows` are those of one indicator that nothing corrects, with `is_baseline` and `pk`; `period` gives the first and
    the last day of one, None without a period.
    """
    if accumulates:
        measured = [row for row in rows if period(row)[1] and not row.is_baseline]
        return max(measured, key=_newness(period), default=None)
    alike = measured_alike(rows, frequency=frequency, period=period)
    return alike[-1] if alike else None


def _newness(period):
    def key(row):
        start, end = period(row)
        return end, (end - start).days, row.pk

    return key


def is_outdated(measured: date, *, on: date, frequency: str) -> bool:
    """More than two of its frequency's periods have gone since the period of the newest figure ended.

    `measured` is that last day. What nobody has said how often it is measured never grows old.
    """
    months = MONTHS_OF_FREQUENCY.get(frequency)
    if months is None:
        return False
    index = measured.year * 12 + measured.month - 1 + 2 * months
    return on > month(index // 12, index % 12 + 1).end


def is_present(row) -> bool:
    """Nothing has replaced this target level; `replaced_by` must be loaded."""
    return getattr(row, "replaced_by", None) is None


def target_day(target) -> date | None:
    """The day by which a level is to be reached: its own, or the end of its year; None for one without either."""
    if target is None or (target.due_on is None and target.year is None):
        return None
    return target.due_on or date(target.year, 12, 31)


def adopted_target(rows: Iterable, *, year: int | None, bodies: Iterable[str] = ()):
    """The level the year's target was adopted at, whatever it is now; None when the year has none.

    `rows` are every target of one indicator, replaced ones too, with `year`, `pk`, `origin` and the `body` of their
    decision ("" without one). It is the first row that the printed strategy or one of `bodies`, those the goal binds,
    set: what the council printed it has adopted, and a later decision of its own moves it. Without such a row it is
    the first that any body decided; without that nothing was adopted.
    """
    of_year = sorted((row for row in rows if row.year == year), key=attrgetter("pk"))
    bodies = set(bodies)
    rules = (lambda row: row.origin == "printed" or (row.body and row.body in bodies), lambda row: row.body)
    return next((row for rule in rules for row in of_year if rule(row)), None)


def was_known(*, recorded_at: datetime, by: datetime | None, is_printed: bool = False) -> bool:
    """Could whoever read at that moment know the row? None is now.

    What the printed plan says was always known, whenever it was typed into this service.
    """
    return by is None or is_printed or recorded_at <= by


def in_force(rows: Iterable, *, before: Callable) -> list:
    """The rows that no other of these takes the place of; `before` gives the number of the row that one replaces."""
    rows = list(rows)
    replaced = {before(row) for row in rows}
    return [row for row in rows if row.pk not in replaced]
