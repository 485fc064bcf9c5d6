"""Editing what a plan is made of: goals, actions and their lines; forms and imports do it through these.

A plan in force changes only by a decision or with a reason (`Basis`), which its history keeps. Each raises NotAllowed
with a sentence, and the model's DoesNotExist for what is not there.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.models import Model

from goals.models import Action, Goal, Plan, PlanLine, Project, Strategy
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Decision, OrgUnit, Position
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.operations.targets import Basis

from .new_plan_rows import (
    NO_OWNERS,
    NO_SCHEDULE,
    NewActions,
    NewGoals,
    NewPosts,
    Owners,
    PlansForEditing,
    Printed,
    answering_post,
    refuse_foreign_themes,
)
from .new_rows import refuse_empty, schedule_columns
from .plan_basis import NO_BASIS, basis_of_action, basis_words, change_needs_basis

GOAL_FIELDS = (
    *("title_fi", "title_sv", "title_en", "doubt_fi", "doubt_sv", "doubt_en"),
    *("binding_level", "sponsor_id", "decision_id"),
)
ACTION_FIELDS = ("title_fi", "title_sv", "title_en", "unit_id", "doubt_fi", "doubt_sv", "doubt_en")


# --- goals --------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_goal(
    strategy_pk: int,
    *,
    title: str,
    themes: Collection[int] = (),
    binding_level: str = Goal.Binding.NONE,
    doubts: Mapping[str, str] | None = None,
    source_text: str = "",
    by,
    reason: str = "goal added",
) -> Goal:
    """A new goal, last in its strategy. Its code goes on from its theme's: after e6 comes e7."""
    new = NewGoals(strategy_pk)
    about = {"binding_level": binding_level, "doubts": doubts, "source_text": source_text}
    goal = new.add(title=title, themes=themes, **about, reason=reason)
    new.write(by=by)
    return goal


@transaction.atomic
def edit_goal(
    goal_pk: int,
    *,
    changes: Mapping[str, object],
    themes: Collection[int] | None = None,
    basis: Basis = NO_BASIS,
    by,
    reason: str = "goal edited",
) -> Goal:
    """`changes` has keys of GOAL_FIELDS. A goal of a strategy in force changes by a decision or with a reason."""
    goal = Goal.objects.select_for_update(of=("self",)).select_related("strategy").get(pk=goal_pk)
    if goal.strategy.state != Strategy.State.DRAFT:
        if not basis.is_given:
            raise NotAllowed(change_needs_basis())
        reason += basis_words(basis, by=by)
    _put(goal, changes, GOAL_FIELDS)
    refuse_empty(goal.title_fi)
    save_with_history(goal, by=by, reason=reason)
    if themes is not None:
        refuse_foreign_themes(goal.strategy.themes.values_list("pk", flat=True), themes)
        goal.themes.set(themes)
    return goal


# --- actions ------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_action(
    plan_pk: int,
    *,
    goal_pk: int,
    title: str,
    printed: Printed | None = None,
    owners: Owners = NO_OWNERS,
    schedule: Schedule = NO_SCHEDULE,
    decision: Decision | None = None,
    doubts: Mapping[str, str] | None = None,
    basis: Basis = NO_BASIS,
    by,
    reason: str = "action added",
) -> Action:
    """A new action with its line in the plan. The answering post is a proposal until a coordinator confirms it."""
    new = NewActions(PlansForEditing(basis, by=by))
    action = new.add(
        plan_pk,
        goal=Goal.objects.get(pk=goal_pk),
        title=title,
        printed=printed,
        owners=owners,
        schedule=schedule,
        decision=decision,
        doubts=doubts,
        reason=reason,
    )
    new.write(by=by)
    return action


@transaction.atomic
def edit_action(
    action_pk: int,
    *,
    changes: Mapping[str, object] | None = None,
    owners: Owners | None = None,
    schedule: Schedule | None = None,
    decision: Decision | None = None,
    basis: Basis = NO_BASIS,
    by,
    reason: str = "action edited",
) -> Action:
    """`changes` has keys of ACTION_FIELDS; what is None stays. Owners who take part are added to, never taken away.

    Who answers is changed by `operations.answering.give_answering_post`, which moves what is being written too.
    """
    tail = basis_of_action(action_pk, basis, by=by)
    action = Action.objects.select_for_update(of=("self",)).get(pk=action_pk)
    _put(action, changes or {}, ACTION_FIELDS)
    refuse_empty(action.title_fi)
    for name, value in schedule_columns(schedule).items() if schedule else ():
        setattr(action, name, value)
    if decision:
        action.decision = decision
    if owners and owners.answering and action.answering_post_id is None:
        action.answering_post = answering_post(owners.answering)
    save_with_history(action, by=by, reason=reason + tail)
    if owners:
        take_part(action, owners)
    return action


@transaction.atomic
def print_action(
    plan_pk: int, *, goal_pk: int, action_pk: int, printed: Printed, basis: Basis = NO_BASIS, by, reason: str
) -> PlanLine:
    """A line for an action that exists, under a goal where the plan has not printed it yet."""
    new = NewActions(PlansForEditing(basis, by=by))
    goal, action = Goal.objects.get(pk=goal_pk), Action.objects.get(pk=action_pk)
    line = new.print(plan_pk, goal=goal, action=action, printed=printed, reason=reason)
    new.write(by=by)
    return line


# --- plans and posts ----------------------------------------------------------------------------------------------
@transaction.atomic
def draft_plan(*, strategy_pk: int, unit_pk: int, year: int, by, reason: str = "plan drafted") -> Plan:
    """The department's plan of the year: the one that is there, whatever its state, else a new draft."""
    strategy = Strategy.objects.select_for_update().get(pk=strategy_pk)
    plan = Plan.objects.filter(strategy=strategy, unit=unit_pk, year=year).first()
    if plan is not None:
        return plan
    unit = OrgUnit.objects.get(pk=unit_pk)
    titles = {
        "title_fi": f"Toimenpidesuunnitelma {year}, {unit.name_fi}",
        "title_sv": f"Åtgärdsplan {year}, {unit.name_sv or unit.name_fi}",
        "title_en": f"Action plan {year}, {unit.name_en or unit.name_fi}",
    }
    plan = Plan(strategy=strategy, unit=unit, year=year, **{name: words[:200] for name, words in titles.items()})
    return save_with_history(plan, by=by, reason=reason)


@transaction.atomic
def add_post(*, title: str, kind: str, unit_pk: int, by, reason: str = "post added") -> Position:
    """A post of the unit under this title: the one that is there, else a new one, whose title nobody has confirmed."""
    new = NewPosts(unit_pk)
    post = new.add(title=title, kind=kind, reason=reason)
    new.write(by=by)
    return post


# --- what they share ----------------------------------------------------------------------------------------------
def take_part(thing: Action | Project | Model, owners: Owners) -> None:
    """Adds those who take part; who answers is not among them."""
    if posts := owners.others_than(thing.answering_post_id):
        thing.participants.add(*posts)


def _put(row, changes: Mapping[str, object], fields: Sequence[str]) -> None:
    for name, value in changes.items():
        if name not in fields:
            raise ValueError(f"{name} is not edited here")
        setattr(row, name, value)
