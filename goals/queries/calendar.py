"""The year's calendar (vuosikello): the days of every review, and those that kuntalaki 113 § sets for the accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from goals.models import Round

from .deadlines import deadlines


@dataclass(frozen=True)
class CalendarDay:
    """One day: `of` is the review or what the law sets it for, `slug` leads to the review's page, "" for the law's."""

    day: date
    what: str
    of: str
    slug: str = ""
    is_today: bool = False

    @property
    def is_statutory(self) -> bool:
        return not self.slug


@dataclass(frozen=True)
class Calendar:
    """`coming` begins with the next day, today included; `past` begins with the latest."""

    coming: tuple[CalendarDay, ...]
    past: tuple[CalendarDay, ...]


def calendar(rounds: Iterable[Round], today: date) -> Calendar:
    """The days of this year, and everything planned after it; no query."""
    days = [day for round in rounds for day in _days_of(round, today)]
    days += [day for year in (today.year - 1, today.year) for day in _statutory(year, today)]
    ordered = sorted(days, key=lambda row: (row.day, row.is_statutory, row.of))
    return Calendar(
        coming=tuple(row for row in ordered if row.day >= today),
        past=tuple(row for row in reversed(ordered) if date(today.year, 1, 1) <= row.day < today),
    )


def _days_of(round, today):
    found = deadlines(round)
    yield from (
        CalendarDay(day, what, round.title, round.slug, is_today=day == today)
        for day, what in (
            (round.as_of, _("Tilanne, josta raportoidaan")),
            (found.due_on, _("Kirjaukset viimeistään")),
            (found.approve_by, _("Hyväksynnät viimeistään")),
            (found.published_by, _("Julkaistaan arviolta")),
        )
        if day
    )


def _statutory(year, today):
    """Kuntalaki 113 §: the accounts of a year are drawn up by 31.3., audited by 31.5. and treated by 30.6. after it.

    Of a half-year review the law says nothing.
    """
    of = _("Tilinpäätös %(year)s (kuntalaki 113 §)") % {"year": year}
    yield from (
        CalendarDay(day, what, of, is_today=day == today)
        for day, what in (
            (date(year + 1, 3, 31), _("Kaupunginhallitus on laatinut tilinpäätöksen")),
            (date(year + 1, 5, 31), _("Tilintarkastajat ovat tarkastaneet tilinpäätöksen")),
            (date(year + 1, 6, 30), _("Valtuusto on käsitellyt tilinpäätöksen")),
        )
    )
