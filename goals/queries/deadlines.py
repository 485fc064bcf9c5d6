"""The days of a review: by when it is written, approved and published."""

from dataclasses import dataclass
from datetime import date

from goals.models import Round
from kemistrategy import working_days


@dataclass(frozen=True)
class Deadlines:
    """`published_by` is an estimate, or None."""

    due_on: date
    grace_ends_on: date
    approve_by: date
    published_by: date | None


def deadlines(round: Round) -> Deadlines:
    """Counted in working days from the day by which entries are due; nobody approves before the grace has ended."""
    grace_ends_on = working_days.after(round.due_on, round.grace_days)
    return Deadlines(
        due_on=round.due_on,
        grace_ends_on=grace_ends_on,
        approve_by=max(grace_ends_on, working_days.after(round.due_on, round.approval_days)),
        published_by=round.published_by,
    )
