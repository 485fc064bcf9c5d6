"""Which row of an indicator's chains counts. Pure: the rows are models or a report's own, the year is handed in."""

from collections.abc import Callable, Iterable
from datetime import date
from operator import attrgetter


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


def latest_observation(rows: Iterable, *, end: Callable[..., date | None] = attrgetter("period_end")):
    """The newest measured row: dated and no baseline, of two that end on the same day the newer; None without any.

    `rows` are those of one indicator that nothing corrects, with `is_baseline` and `pk`; `end` gives a period's end.
    """
    measured = [row for row in rows if end(row) and not row.is_baseline]
    return max(measured, key=lambda row: (end(row), row.pk), default=None)


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
