"""How things stand, from facts and one day: pure functions, no database, no clock, no language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kemistrategy.schedule import Schedule

# Codes of what is derived; the reported ones are those of `Progress`.
AWAITING = "awaiting"
NOT_REPORTED = "not_reported"
PAST_END = "past_end"
ONGOING = "ongoing"

ENDED = ("completed", "postponed", "discontinued")
SHOWN_ORDER = (
    "completed",
    "in_progress",
    ONGOING,
    "not_started",
    PAST_END,
    "postponed",
    "discontinued",
    AWAITING,
    NOT_REPORTED,
)


def action_status(*, progress: str, schedule: Schedule, as_of: date, round_is_open: bool) -> str:
    """The status shown: what was reported, unless the schedule says more.

    Nothing reported is "awaiting" while the round is open and "not_reported" after it, never "not started".
    Past its planned end and not ended: "past_end". Continuous work is "ongoing", counted apart, never completed.
    """
    if not progress:
        return AWAITING if round_is_open else NOT_REPORTED
    if progress not in ENDED and schedule.is_past_end(as_of):
        return PAST_END
    if progress == "in_progress" and schedule.is_continuous:
        return ONGOING
    return progress


def deviates(*, progress: str, forecast: str, is_past_end: bool) -> bool:
    """Something is not going as planned: cause and correction are asked, and it stands among the deviations.

    Put off or given up; expected to be reached in part or not at all; or past its planned end without being ended.
    """
    if progress in ("postponed", "discontinued") or forecast in ("partly", "will_not_be_met"):
        return True
    return is_past_end and bool(progress) and progress not in ENDED


def status_counts(codes: Iterable[str]) -> dict[str, int]:
    """How many of each status, in the order they are shown; only those that occur."""
    counted = Counter(codes)
    return {code: counted[code] for code in SHOWN_ORDER if counted[code]}


@dataclass(frozen=True)
class RollUp:
    """What the lines of a goal add up to. `share` is 0–1 and None when nothing was reported: a blank is never zero."""

    total: int
    reported: int
    completed: int
    share: Fraction | None


def roll_up(lines: Iterable[tuple[int, str]]) -> RollUp:
    """Lines are (weight, status code). Rule: the weights of completed lines ÷ the weights of all reported lines.

    Ongoing and discontinued lines have no end to reach and are left out of the share; the counts hold them.
    """
    lines = list(lines)
    reported = [(weight, code) for weight, code in lines if code not in (AWAITING, NOT_REPORTED)]
    countable = [(weight, code) for weight, code in reported if code not in (ONGOING, "discontinued")]
    weights = sum(weight for weight, _code in countable)
    completed = [weight for weight, code in countable if code == "completed"]
    return RollUp(
        total=len(lines),
        reported=len(reported),
        completed=len(completed),
        share=Fraction(sum(completed), weights) if weights else None,
    )
