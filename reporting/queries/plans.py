"""Plans as they were printed: goal, actions, owners and schedule, measures, SDGs, in the city's own words."""

from dataclasses import dataclass

from django.http import Http404

from goals.models import MeasureLine, Plan, PlanLine, Theme
from goals.permissions import visible_plans
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .actions import plan_lines, with_participants
from .counting import number_of
from .goals import PlannedAction, planned_actions
from .links import Link, columns_of, distinct, joined_link, link_to
from .measure_lines import MeasureRow, measure_rows
from .sdg import TagRow, tags_of


@dataclass(frozen=True)
class PlanRow:
    link: Link
    strategy: Link
    unit: Link
    year: int
    is_draft: bool
    goals: int
    actions: int
    lines: int
    measures: int


@dataclass(frozen=True)
class PlanGoal:
    """A printed row of the plan: a goal with its actions, their owners, measures and SDGs."""

    goal: Link
    source_text: str
    actions: tuple[PlannedAction, ...]
    measures: tuple[MeasureRow, ...]
    owners: tuple[str, ...]
    schedules: tuple[str, ...]
    tags: tuple[TagRow, ...]


@dataclass(frozen=True)
class PlanTheme:
    theme: Link | None
    goals: tuple[PlanGoal, ...]


@dataclass(frozen=True)
class PlanPage:
    pk: int
    row: PlanRow
    decision: Link | None
    doubt: Text
    themes: tuple[PlanTheme, ...]


def plan_rows(rights: Rights) -> tuple[PlanRow, ...]:
    return tuple(plan_row(plan) for plan in counted_plans(visible_plans(rights)))


def counted_plans(plans):
    lines = PlanLine.objects.all()
    return plans.select_related("strategy", "unit", "decision").annotate(
        number_of_goals=number_of(lines, per="plan", what="goal"),
        number_of_actions=number_of(lines, per="plan", what="action"),
        number_of_lines=number_of(lines, per="plan"),
        number_of_measures=number_of(MeasureLine.objects.all(), per="plan"),
    )


def plan_row(plan) -> PlanRow:
    return PlanRow(
        link=link_to(plan),
        strategy=link_to(plan.strategy),
        unit=link_to(plan.unit),
        year=plan.year,
        is_draft=plan.state == Plan.State.DRAFT,
        goals=plan.number_of_goals,
        actions=plan.number_of_actions,
        lines=plan.number_of_lines,
        measures=plan.number_of_measures,
    )


def plan_page(rights: Rights, pk: int) -> PlanPage:
    plan = counted_plans(visible_plans(rights).filter(pk=pk)).first()
    if plan is None:
        raise Http404
    rows = list(
        with_participants(
            plan_lines(rights).filter(plan=pk).annotate(**columns_of("goal__themes", Theme, name="theme"))
        )
    )
    measures = measure_rows(MeasureLine.objects.filter(plan=pk), rights)
    tags = tags_of(goal={row.goal_id for row in rows})
    return PlanPage(
        pk=pk,
        row=plan_row(plan),
        decision=link_to(plan.decision),
        doubt=text_of(plan, "doubt"),
        themes=_plan_themes(rights, rows, measures, tags),
    )


def _plan_themes(rights, rows, measures, tags):
    """Goals under their first theme, in the order of the plan."""
    themes, by_goal = {}, {}
    for row in rows:
        by_goal.setdefault(row.goal_id, []).append(row)
    for goal_id, goal_rows in sorted(by_goal.items(), key=lambda item: min(row.position for row in item[1])):
        goal = _plan_goal(rights, goal_rows, measures, tags.get(("goal", goal_id), ()))
        themes.setdefault(joined_link(goal_rows[0], Theme, name="theme"), []).append(goal)
    return tuple(PlanTheme(theme, tuple(goals)) for theme, goals in themes.items())


def _plan_goal(rights, rows, measures, tags):
    goal = link_to(rows[0].goal)
    return PlanGoal(
        goal=goal,
        source_text=rows[0].goal.source_text,
        actions=planned_actions(rights, rows, (), None),
        measures=tuple(row for row in measures if row.goal == goal),
        owners=distinct(row.owners_text or None for row in rows),
        schedules=distinct(row.schedule_text or None for row in rows),
        tags=tags,
    )
