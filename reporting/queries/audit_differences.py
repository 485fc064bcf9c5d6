"""Where the committee and the management judge differently, with the counts of both (as Helsinki 2014: 86 and 83 %)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goals.models.rounds import Attained
from reporting.models import AuditJudgement

from .audit import AuditedGoal, AuditYear

COLUMNS = ("attained", "partly_attained", "not_attained", "unknown", "")


@dataclass(frozen=True)
class CountRow:
    """`counts` in the order of `COLUMNS`: unknown is "not assessed" of the one and "not verified" of the other, "" is
    not judged at all. `percent` (0–100) of the judged ones were attained; None when nothing is judged.
    """

    label: str
    counts: tuple[int, ...]
    judged: int
    percent: int | None


@dataclass(frozen=True)
class Counted:
    """Both judgements of one group of goals; `measured` of them have measures, all attained in `all_attained`."""

    label: str
    total: int
    rows: tuple[CountRow, ...]
    measured: int
    all_attained: int

    @property
    def percent(self) -> int | None:
        return _percent(self.all_attained, self.measured)


@dataclass(frozen=True)
class Differences:
    counted: tuple[Counted, ...]
    goals: tuple[AuditedGoal, ...]  # judged differently
    against_rule: tuple[AuditedGoal, ...]  # the management judged against the goal's rule


def differences(page: AuditYear) -> Differences:
    groups = [(_("Kaikki tavoitteet"), page.goals)]
    binding = [goal for goal in page.goals if goal.is_binding]
    if binding and len(binding) < len(page.goals):
        groups.append((_("Sitovat tavoitteet"), binding))
    return Differences(
        counted=tuple(_counted(label, goals) for label, goals in groups),
        goals=tuple(goal for goal in page.goals if goal.differs),
        against_rule=tuple(goal for goal in page.goals if goal.is_against_the_rule),
    )


def _counted(label, goals):
    measured = [goal for goal in goals if goal.measures]
    return Counted(
        label=label,
        total=len(goals),
        rows=(
            count_row(_("Johto, tilinpäätös"), goals, lambda goal: goal.management.code),
            count_row(_("Tarkastuslautakunta"), goals, lambda goal: goal.own.code if goal.own else ""),
        ),
        measured=len(measured),
        all_attained=sum(goal.all_measures_attained for goal in measured),
    )


def count_row(label: str, goals: Iterable, code_of: Callable) -> CountRow:
    unknown = (Attained.NOT_ASSESSED, AuditJudgement.Code.NOT_VERIFIED)
    codes = Counter("unknown" if code_of(goal) in unknown else code_of(goal) for goal in goals)
    judged = codes.total() - codes[""]
    return CountRow(
        label=label,
        counts=tuple(codes[column] for column in COLUMNS),
        judged=judged,
        percent=_percent(codes["attained"], judged),
    )


def _percent(part, whole):
    return round(100 * part / whole) if whole else None
