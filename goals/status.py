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
VACANT = "vacant"
OMITTED = "omitted"  # left out of a published report with a reason: not reported either
PAST_END = "past_end"
ONGOING = "ongoing"

SILENT = (AWAITING, NOT_REPORTED, VACANT, OMITTED)
ENDED = ("completed", "postponed", "discontinued")
GOING_ON = ("continues", "changes")
FAILED = ("partly_attained", "not_attained")
# How grave each word is for a reader who asks what does not go as planned; words that are not here go as planned.
GRAVITY = {
    "will_not_be_met": 5,
    "not_attained": 5,
    PAST_END: 4,
    "partly": 3,
    "partly_attained": 3,
    "discontinued": 2,
    "postponed": 1,
}
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
    VACANT,
)
PLACES = {code: place for place, code in enumerate((*SHOWN_ORDER, OMITTED))}


def shown_place(code: str) -> int:
    """Where a state stands among others, for `sorted`; what an older report called otherwise comes last."""
    return PLACES.get(code, len(PLACES))


def action_status(
    *, progress: str, schedule: Schedule, as_of: date, round_is_open: bool, is_vacant: bool = False
) -> str:
    """The status shown: what was reported, unless the schedule says more.

    Nothing reported is `silence`, never "not started". Past its planned end and not ended: "past_end". Continuous work
    is "ongoing", counted apart, never completed.
    """
    if not progress:
        return silence(round_is_open=round_is_open, is_vacant=is_vacant)
    if progress not in ENDED and schedule.is_past_end(as_of):
        return PAST_END
    if progress == "in_progress" and schedule.is_continuous:
        return ONGOING
    return progress


def silence(*, round_is_open: bool, is_vacant: bool = False) -> str:
    """Nothing was heard: "awaiting" while the round is open; after it "vacant" when nobody held the answering post,
    which is not silence, and "not_reported" otherwise.
    """
    if round_is_open:
        return AWAITING
    return VACANT if is_vacant else NOT_REPORTED


def deviates(*, progress: str, forecast: str, is_past_end: bool, attainment: str = "") -> bool:
    """Something is not going as planned: cause and correction are asked, and it stands among the deviations.

    Put off or given up; expected to be reached, or at year-end judged as reached, in part or not at all; or past its
    planned end without being ended.
    """
    if progress in ("postponed", "discontinued") or forecast in ("partly", "will_not_be_met"):
        return True
    if attainment in FAILED:
        return True
    return is_past_end and bool(progress) and progress not in ENDED


def gravity(codes: Iterable[str]) -> int:
    """Of the words that were told of one thing the gravest; 0 when all of it goes as planned."""
    return max((GRAVITY.get(code, 0) for code in codes), default=0)


def is_failed_binding(*, is_binding: bool, attainment: str) -> bool:
    """A binding goal that was reached in part or not at all: the body that it binds is told why and what next."""
    return is_binding and attainment in FAILED


def goes_on(progress: str, fate: str) -> bool:
    """It stays with us next year: as its answerer said, or while she has said nothing, unless it has come to its end.

    What moves to somebody else does not; what was put off does.
    """
    return fate in GOING_ON if fate else progress not in ("completed", "discontinued")


def status_counts(codes: Iterable[str]) -> dict[str, int]:
    """How many of each status, in the order they are shown; only those that occur."""
    counted = Counter(codes)
    return {code: counted[code] for code in sorted(counted, key=shown_place)}


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
    reported = [(weight, code) for weight, code in lines if code not in SILENT]
    countable = [(weight, code) for weight, code in reported if code not in (ONGOING, "discontinued")]
    weights = sum(weight for weight, _code in countable)
    completed = [weight for weight, code in countable if code == "completed"]
    return RollUp(
        total=len(lines),
        reported=len(reported),
        completed=len(completed),
        share=Fraction(sum(completed), weights) if weights else None,
    )


# --- a goal, by its lines ---------------------------------------------------------------------------------------------
DEVIATING = "deviating"
ON_TRACK = "on_track"
LINES_COMPLETED = "lines_completed"
NOT_BEGUN = "not_begun"
ATTAINED = "attained"
UNJUDGED = "unjudged"
UNHEARD = "unheard"
NO_LINES = "no_lines"
STANDINGS = (DEVIATING, ON_TRACK, LINES_COMPLETED, ATTAINED, NOT_BEGUN, UNJUDGED, UNHEARD, NO_LINES)


def goal_standing(lines: Iterable[tuple[str, bool]], *, told: Iterable[str] = (), is_heard: bool = False) -> str:
    """How a goal stands by what was told of its lines: (status code, whether it deviates), and of the goal itself.

    `told` are the codes of the goal's own forecast or judgement, `is_heard` that anything was told of it. What a person
    judged comes first, then anything that deviates. What was not reported counts for nothing: a goal with one line on
    its way and one silent is on track as far as is known, and a goal without lines has nothing to be late with. Where
    no line was heard, only a forecast that it will be met says that it goes as planned: words alone, or that it was too
    early or impossible to say, do not.
    """
    lines, told = list(lines), list(told)
    heard = [(code, line_deviates) for code, line_deviates in lines if code not in SILENT]
    if gravity(told):
        return DEVIATING
    if "attained" in told:
        return ATTAINED
    if not heard and not is_heard:
        return UNHEARD if lines else NO_LINES
    if any(line_deviates for _code, line_deviates in heard):
        return DEVIATING
    if not heard:
        return ON_TRACK if "will_be_met" in told else UNJUDGED
    if all(code == "completed" for code, _deviates in lines):
        return LINES_COMPLETED
    if all(code == "not_started" for code, _deviates in heard):
        return NOT_BEGUN
    return ON_TRACK


def standing_counts(codes: Iterable[str]) -> dict[str, int]:
    """How many goals stand in each way, in the order they are shown; only those that occur."""
    counted = Counter(codes)
    return {code: counted[code] for code in STANDINGS if counted[code]}
