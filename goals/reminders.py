"""When people are reminded: pure rules in working days, no clock and no database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kemistrategy import working_days

CATCH_UP = 2  # working days in which a reminder still goes, if nothing ran on its own day
CORRECTION_SOON = timedelta(days=14)
LONGEST_BEFORE = 60  # working days
LAST_HOUR = 23


class Kind(StrEnum):
    """What a mail is about. BEFORE, DUE and PAST follow each other, to who answers; ASKED is a press of a button."""

    BEFORE = "before"
    DUE = "due"
    PAST = "past"
    ASKED = "asked"
    SUPERIOR = "superior"
    APPROVE = "approve"


ANSWERERS_KINDS = (Kind.BEFORE, Kind.DUE, Kind.PAST)


@dataclass(frozen=True)
class Occasion:
    """A reminder and the day on which it goes; a deadline that moves makes new ones."""

    kind: Kind
    day: date

    @property
    def code(self) -> str:
        return f"{self.day}:{self.kind}"


def days_before(typed: str) -> tuple[int, ...]:
    """ "5, 1" → (5, 1), the longest first; what is no number, or out of reason, is left out."""
    numbers = {int(number) for number in re.findall(r"\d{1,3}", typed)}
    return tuple(sorted((number for number in numbers if 0 < number <= LONGEST_BEFORE), reverse=True))


def occasions(*, due_on: date, grace_ends_on: date, approve_by: date, before: Iterable[int]) -> tuple[Occasion, ...]:
    """Every reminder of a review. A due day that is no working day is reminded of on the one before it."""
    due_day = due_on if working_days.is_working_day(due_on) else working_days.before(due_on, 1)
    grace_is_over = working_days.after(grace_ends_on, 1)
    return (
        *(Occasion(Kind.BEFORE, working_days.before(due_on, number)) for number in before),
        Occasion(Kind.DUE, due_day),
        Occasion(Kind.PAST, grace_is_over),
        Occasion(Kind.SUPERIOR, grace_is_over),
        Occasion(Kind.APPROVE, due_day),
        Occasion(Kind.APPROVE, approve_by),
    )


def in_force(all_occasions: Iterable[Occasion], *, today: date, since: date) -> dict[Kind, Occasion]:
    """The reminders that go today, one for each kind and the newest one alone for who answers.

    Those of days up to `since`, when the review was opened, are told by the mail of opening.
    """
    due = [
        occasion
        for occasion in all_occasions
        if since < occasion.day <= today <= working_days.after(occasion.day, CATCH_UP)
    ]
    newest = {}
    for occasion in sorted(due, key=lambda one: (one.day, one.kind == Kind.DUE)):
        group = Kind.BEFORE if occasion.kind in ANSWERERS_KINDS else occasion.kind
        newest[group] = occasion
    return {occasion.kind: occasion for occasion in newest.values()}


def correction_occasion(*, due_on: date | None, promised_on: date, today: date) -> Occasion | None:
    """Of a promised correction: two weeks before its day, on the day, and once after it."""
    if due_on is None:
        return None
    if today > due_on:
        return Occasion(Kind.PAST, due_on + timedelta(days=1))
    if today == due_on:
        return Occasion(Kind.DUE, due_on)
    soon = due_on - CORRECTION_SOON
    return Occasion(Kind.BEFORE, soon) if promised_on < soon <= today else None
