"""When work really began and ended: what its newest sent entry says, and how much of it everybody may know."""

from dataclasses import dataclass
from datetime import date

from goals.permissions import told_entries
from kemistrategy.organisation.permissions import Rights

from .told_review import Review


@dataclass(frozen=True)
class DaysTold:
    """When work really began and ended, as its newest sent entry says."""

    started_on: date | None
    finished_on: date | None


def known_until(rights: Rights, review: Review | None, subject: str, pk: int) -> date:
    """The day up to which a reader knows what has happened to a thing: everybody as of the newest report of it.

    What was marked as done since then is a draft, as words are; what no report tells of has not happened yet.
    """
    if rights.is_signed_in:
        return date.max
    told = review.of(subject, pk) if review else None
    return (told.as_of if told else None) or date.min


def known_day(day: date | None, until: date) -> date | None:
    """An actual day, or nothing where it is later than what the reader knows."""
    return day if day and day <= until else None


def days_told(rights: Rights, **subject) -> DaysTold | None:
    """`days_told(rights, action=pk)`: from the newest sent entry of any round, whose days stay a draft; one query.

    None for the public, at no cost.
    """
    newest = told_entries(rights).present().filter(**subject).order_by("-round__as_of", "-pk")
    days = newest.values_list("started_on", "finished_on").first()
    return days and DaysTold(*days)
