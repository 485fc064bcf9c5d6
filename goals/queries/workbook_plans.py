"""What the workbooks of a plan and of a strategy's projects tell, gathered in bulk."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Q

from goals.models import Action, Goal, MeasureLine, Milestone, Plan, PlanLine, Project, ProjectUnit, SdgTag, Strategy
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import Rights

from .sdg import SHOWN_ORIGINS
from .workbooks import last_change


@dataclass(frozen=True)
class PlanThings:
    """A plan with what is printed in it; `goals` are those it prints, `all_goals` those of its strategy."""

    plan: Plan
    lines: list[PlanLine]
    measures: list[MeasureLine]
    goals: list[Goal]
    all_goals: list[Goal]
    sdg: dict[int, tuple[str, ...]]  # goal pk → "3", "4.7"
    decisions: list[Decision]
    may_edit: bool


@dataclass(frozen=True)
class ProjectThings:
    strategy: Strategy
    projects: list[Project]
    stages: list[Milestone]
    units: dict[int, list[ProjectUnit]]  # project pk → its lines in the cards of departments
    may_edit: bool


def plan_things(plan: Plan, rights: Rights) -> PlanThings:
    """Eight statements however long the plan is."""
    lines = list(
        plan.lines.select_related("goal", "action__answering_post", "action__decision")
        .prefetch_related("action__participants")
        .order_by("position")
    )
    measures = list(plan.measure_lines.select_related("goal", "action", "indicator", "target").order_by("position"))
    all_goals = list(Goal.objects.filter(strategy=plan.strategy_id).prefetch_related("themes").order_by("position"))
    printed = {row.goal_id for row in (*lines, *measures)}
    return PlanThings(
        plan=plan,
        lines=lines,
        measures=measures,
        goals=[goal for goal in all_goals if goal.pk in printed],
        all_goals=all_goals,
        sdg=_sdg_of(printed),
        decisions=list(Decision.objects.order_by("-decided_on", "section", "pk")),
        may_edit=rights.coordinates,
    )


def _sdg_of(goal_pks) -> dict[int, tuple[str, ...]]:
    found = defaultdict(dict)
    tags = SdgTag.objects.filter(goal__in=goal_pks, origin__in=SHOWN_ORIGINS).select_related("sdg_goal", "sdg_target")
    for tag in tags:
        found[tag.goal_id][tag.sdg_target.code if tag.sdg_target else str(tag.sdg_goal.number)] = None
    return {pk: tuple(codes) for pk, codes in found.items()}


def plan_changed_at(plan: Plan) -> datetime:
    """The plan itself, its lines, and the goals and actions of its strategy."""
    printed = PlanLine.objects.filter(plan=plan)
    return last_change(
        Plan.history.filter(id=plan.pk),
        PlanLine.history.filter(plan=plan.pk),
        MeasureLine.history.filter(plan=plan.pk),
        Goal.history.filter(strategy=plan.strategy_id),
        Action.history.filter(id__in=printed.values("action")),
    )


def project_things(strategy: Strategy, rights: Rights) -> ProjectThings:
    """Four statements however many there are."""
    projects = list(
        Project.objects.filter(strategy=strategy)
        .select_related("answering_post")
        .prefetch_related("themes")
        .order_by("position", "pk")
    )
    units = defaultdict(list)
    for line in ProjectUnit.objects.filter(project__strategy=strategy).select_related("unit").order_by("pk"):
        units[line.project_id].append(line)
    stages = Milestone.objects.filter(project__strategy=strategy).order_by(
        "project__position", "project", "position", "pk"
    )
    return ProjectThings(strategy, projects, list(stages), dict(units), rights.coordinates)


def projects_changed_at(strategy: Strategy) -> datetime:
    projects = Project.objects.filter(strategy=strategy)
    own: list[tuple[type[Model], Q]] = [
        (Project, Q(strategy=strategy.pk)),
        (Milestone, Q(project__in=projects.values("pk"))),
        (ProjectUnit, Q(project__in=projects.values("pk"))),
    ]
    return last_change(*(model.history.filter(which) for model, which in own))
