"""Editing what is measured: the measures of a plan, the key indicators of a strategy, its projects; as plan_editing."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, Benefit, MeasureLine, Project, ProjectUnit
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.levels import Level
from measures.measure_words import MeasureReading
from measures.models import Indicator, Observation, Target
from measures.operations.targets import Basis, change_target, set_target

from .new_measure_rows import NewBenefits, NewIndicators, NewMeasureLines, NewProjects
from .new_plan_rows import NO_OWNERS, NO_SCHEDULE, Owners, PlansForEditing
from .new_rows import schedule_columns
from .plan_basis import NO_BASIS


# --- indicators ---------------------------------------------------------------------------------------------------
@transaction.atomic
def add_indicator(
    reading: MeasureReading,
    *,
    code: str,
    name: str,
    owners: Owners = NO_OWNERS,
    is_key: bool = False,
    parent: Indicator | None = None,
    doubts: Mapping[str, str] | None = None,
    by,
    reason: str,
) -> Indicator:
    """A new indicator as its words were read; a direction that they do not tell stays unset, so nothing is judged."""
    new = NewIndicators()
    about = {"owners": owners, "is_key": is_key, "parent": parent, "doubts": doubts}
    indicator = new.add(reading, code=code, name=name, **about, reason=reason)
    new.write(by=by)
    return indicator


@transaction.atomic
def print_target(indicator: Indicator, *, year: int | None, level: Level, by, reason: str) -> Target:
    """The first level of an indicator, from a printed plan or strategy."""
    new = NewIndicators()
    target = new.add_target(indicator, year=year, level=level, by=by, reason=reason)
    new.write(by=by)
    return target


@transaction.atomic
def put_target(indicator_pk: int, *, year: int | None, level: Level, basis: Basis, by, reason: str) -> Target:
    """The level of a year: printed where the indicator has none at all, else set or changed by `basis`."""
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator_pk)
    present = list(Target.objects.present().filter(indicator=indicator))
    if not present:
        return print_target(indicator, year=year, level=level, by=by, reason=reason)
    of_year = [target for target in present if target.year == year]
    if of_year:
        return change_target(of_year[0].pk, level=level, basis=basis, by=by).target
    return set_target(indicator_pk, year=year, level=level, basis=basis, by=by).target


@transaction.atomic
def print_baseline(indicator: Indicator, *, value: Decimal | None, words: str, source: str, by, reason: str) -> None:
    """NYT: a printed plan or strategy does not say when it was measured. One that is there is never overwritten."""
    if Observation.objects.present().filter(indicator=indicator, is_baseline=True).exists():
        raise NotAllowed(
            _("Mittarilla %(name)s on jo lähtötaso. Oikaise sitä mittarin sivulla.") % {"name": indicator.name_fi}
        )
    new = NewIndicators()
    new.add_baseline(indicator, value=value, words=words, source=source, reason=reason)
    new.write(by=by)


# --- measures of a plan -------------------------------------------------------------------------------------------
@transaction.atomic
def print_measure(
    plan_pk: int,
    *,
    goal_pk: int,
    action_pk: int | None,
    indicator: Indicator,
    target: Target | None,
    words: str,
    source_text: str = "",
    doubts: Mapping[str, str] | None = None,
    basis: Basis = NO_BASIS,
    by,
    reason: str,
) -> MeasureLine:
    """A line of the cell *Mittarit* for an indicator, in the words of the plan."""
    new = NewMeasureLines(PlansForEditing(basis, by=by))
    line = new.add(
        plan_pk,
        goal_pk=goal_pk,
        action=Action.objects.get(pk=action_pk) if action_pk else None,
        indicator=indicator,
        target=target,
        words=words,
        source_text=source_text,
        doubts=doubts,
        reason=reason,
    )
    new.write(by=by)
    return line


# --- benefits -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_benefit(strategy_pk: int, *, name: str, by, reason: str) -> Benefit:
    new = NewBenefits(strategy_pk)
    benefit = new.add(name=name, reason=reason)
    new.write(by=by)
    return benefit


# --- projects -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_project(
    strategy_pk: int,
    *,
    name: str,
    outcome: str = "",
    themes: Collection[int] = (),
    stages: Iterable[str] = (),
    owners: Owners = NO_OWNERS,
    schedule: Schedule = NO_SCHEDULE,
    doubts: Mapping[str, str] | None = None,
    by,
    reason: str = "project added",
) -> Project:
    """A project with its stages; the departments that share it get their lines by `print_project`."""
    new = NewProjects(strategy_pk)
    project = new.add(
        name=name,
        outcome=outcome,
        themes=themes,
        stages=stages,
        owners=owners,
        schedule=schedule,
        doubts=doubts,
        reason=reason,
    )
    new.write(by=by)
    return project


@transaction.atomic
def print_project(project_pk: int, *, unit_pk: int, words: str, source_text: str = "", by, reason: str) -> ProjectUnit:
    """The project's line in the card of a department."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_pk)
    new = NewProjects(project.strategy_id)
    line = new.print(project, unit_pk=unit_pk, words=words, source_text=source_text, reason=reason)
    new.write(by=by)
    return line


@transaction.atomic
def edit_project(
    project_pk: int, *, changes: Mapping[str, object], schedule: Schedule | None = None, by, reason: str
) -> Project:
    """`changes`: name_… and outcome_… in the three languages."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_pk)
    for name, value in changes.items():
        if name.rpartition("_")[0] not in ("name", "outcome"):
            raise ValueError(f"{name} is not edited here")
        setattr(project, name, value)
    for name, value in schedule_columns(schedule).items() if schedule else ():
        setattr(project, name, value)
    return save_with_history(project, by=by, reason=reason)
