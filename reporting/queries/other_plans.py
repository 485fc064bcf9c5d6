"""The city's other plans and programmes, and whether each agrees with the strategy (kuntalaki 37, 39 §)."""

from dataclasses import dataclass

from django.utils.translation import get_language

from goals.badges import Badge
from goals.models import OtherPlan
from goals.permissions import visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import Schedule, schedule_words
from kemistrategy.text import Text, text_of

from .links import Link, link_to

SHAPES = {
    OtherPlan.Compatible.YES: "check",
    OtherPlan.Compatible.NO: "stop",
    OtherPlan.Compatible.CHECKING: "question",
}


@dataclass(frozen=True)
class OtherPlanRow:
    pk: int
    name: Text
    address: str
    unit: Link | None
    years: str
    compatible: Badge
    note: str
    decision: Link | None


@dataclass(frozen=True)
class StrategyPlans:
    strategy: Link
    rows: tuple[OtherPlanRow, ...]
    counts: tuple[tuple[Badge, int], ...]


def other_plans(rights: Rights) -> tuple[StrategyPlans, ...]:
    """By strategy, the newest first; one query."""
    plans = OtherPlan.objects.filter(strategy__in=visible_strategies(rights))
    found = {}
    for plan in plans.select_related("strategy", "unit", "decision").order_by(
        "-strategy__position", "strategy", "position", "pk"
    ):
        found.setdefault(link_to(plan.strategy), []).append(_row(plan))
    return tuple(StrategyPlans(strategy, tuple(rows), _counts(rows)) for strategy, rows in found.items())


def _row(plan):
    schedule = Schedule(plan.starts_on, plan.ends_on)
    return OtherPlanRow(
        pk=plan.pk,
        name=text_of(plan, "name"),
        address=plan.address,
        unit=link_to(plan.unit),
        years=schedule_words(schedule, get_language()) if plan.starts_on or plan.ends_on else "",
        compatible=compatible_badge(plan.compatible),
        note=plan.note,
        decision=link_to(plan.decision),
    )


def compatible_badge(code: str) -> Badge:
    return Badge(code, str(OtherPlan.Compatible(code).label), SHAPES[code])


def _counts(rows):
    return tuple(
        (compatible_badge(code), number)
        for code in OtherPlan.Compatible.values
        if (number := sum(row.compatible.code == code for row in rows))
    )
