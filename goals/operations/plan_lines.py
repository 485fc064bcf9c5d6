"""The lines of a plan in the browser: printed under another goal, taken out, weighed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from goals.models import Action, Entry, MeasureLine, Plan, PlanLine, Round
from goals.operations import plans
from kemistrategy.history import update_many_with_history
from kemistrategy.refusals import Conflict, NotAllowed
from measures.operations.targets import Basis

from .edit_conflicts import stale_words
from .new_plan_rows import Printed
from .plan_basis import NO_BASIS, basis_of_plan, plan_for_editing
from .plan_editing import print_action

LARGEST_WEIGHT = 100


@transaction.atomic
def print_existing(plan_pk: int, *, goal_pk: int, action_pk: int, basis: Basis = NO_BASIS, by) -> PlanLine:
    """A line for an action that exists, in its newest printed words; to a draft it brings its measures along.

    The words of the same goal go before those of another. What has given way to another action is not printed again.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_pk)
    action = Action.objects.get(pk=action_pk)
    refuse_given_way([action_pk])
    if plan.state == Plan.State.DRAFT and _is_new_to(plan, action):
        goal = plan.strategy.goals.filter(pk=goal_pk).first()
        if goal is None:
            raise NotAllowed(_("Tavoite on toisesta strategiasta."))
        return plans.add_line(plan_pk, goal=goal, action=action, by=by)
    is_elsewhere = Case(When(goal=goal_pk, then=Value(0)), default=Value(1))
    found = PlanLine.objects.filter(action=action).order_by(is_elsewhere, "-plan__year", "-pk").first()
    printed = _printed(found) if found else Printed(action.title_fi)
    about = {"printed": printed, "basis": basis, "by": by, "reason": "printed under another goal"}
    return print_action(plan_pk, goal_pk=goal_pk, action_pk=action_pk, **about)


def _is_new_to(plan, action) -> bool:
    """Printed in the strategy's other plans, and not in this one."""
    lines = PlanLine.objects.filter(action=action)
    return lines.filter(plan__strategy=plan.strategy_id).exists() and not lines.filter(plan=plan).exists()


def _printed(line) -> Printed:
    return Printed(line.words, line.source_text, line.owners_text, line.schedule_text)


@transaction.atomic
def remove_line(line_pk: int, *, basis: Basis = NO_BASIS, by) -> None:
    """A line goes out of the plan, with the measures of its action under that goal; the action and its reports stay.

    From a plan in force it goes by a decision or with a reason, and not while a review asks about the action.
    """
    plan, tail = plan_for_editing(PlanLine.objects.get(pk=line_pk).plan_id, basis, by=by)
    line = PlanLine.objects.select_for_update(of=("self",)).get(pk=line_pk)
    if plan.state == Plan.State.DRAFT:
        plans.leave_out(line_pk, by=by)
        return
    if not plan.lines.filter(action=line.action_id).exclude(pk=line_pk).exists():
        refuse_while_asked([line.action_id], year=plan.year)
    delete_lines([line], by=by, reason=f"removed from the plan{tail}")


def delete_lines(lines: Iterable[PlanLine], *, by, reason: str) -> None:
    """The lines with the measures of their actions under those goals; the history keeps them."""
    for line in lines:
        for row in [*MeasureLine.objects.filter(plan=line.plan_id, goal=line.goal_id, action=line.action_id), line]:
            row._history_user, row._change_reason = by, reason
            row.delete()


def refuse_while_asked(action_pks: Iterable[int], **rounds) -> None:
    """Nobody's form disappears under her hands: the open review that asks about the action is closed first."""
    named = {f"round__{name}": value for name, value in rounds.items()}
    entries = Entry.objects.present().filter(action__in=list(action_pks), round__state=Round.State.OPEN, **named)
    if entry := entries.select_related("action", "round").order_by("pk").first():
        raise NotAllowed(
            _("Toimenpiteestä ”%(action)s” kerrotaan parhaillaan (%(round)s): päätä katsaus ensin.")
            % {"action": entry.action.title, "round": entry.round.title}
        )


def refuse_given_way(action_pks: Iterable[int]) -> None:
    """An action that was merged, split or replaced has its heirs in its place."""
    gone = Action.objects.filter(pk__in=list(action_pks), became__isnull=False).order_by("pk").first()
    if gone:
        raise NotAllowed(
            _("”%(action)s” on jo yhdistetty, jaettu tai korvattu. Valitse sen tilalle tullut toimenpide.")
            % {"action": gone.title}
        )


@dataclass(frozen=True)
class Weighed:
    """What somebody typed on a line, and what stood there when she began."""

    weight: int
    was: int


@transaction.atomic
def set_weights(plan_pk: int, *, weights: Mapping[int, Weighed], basis: Basis = NO_BASIS, by) -> int:
    """`weights`: line pk → its weight, of lines of this plan; gives how many changed. What nobody touched stays.

    Raises DoesNotExist for other lines, and Conflict (`theirs`: line pk → weight) when somebody else has weighed one
    of the lines otherwise since.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_pk)
    lines = {line.pk: line for line in plan.lines.select_for_update(of=("self",)).order_by("pk")}
    touched = {pk: typed for pk, typed in weights.items() if typed.weight != typed.was}
    if touched.keys() - lines.keys():
        raise PlanLine.DoesNotExist
    for typed in touched.values():
        refuse_weight(typed.weight)
    changed = [lines[pk] for pk, typed in touched.items() if lines[pk].weight != typed.weight]
    if any(line.weight != touched[line.pk].was for line in changed):
        raise Conflict(stale_words(), theirs={pk: line.weight for pk, line in lines.items()})
    if not changed:
        return 0
    tail = basis_of_plan(plan, basis, by=by)
    for line in changed:
        line.weight = touched[line.pk].weight
    update_many_with_history(changed, ["weight"], by=by, reason=f"weight changed{tail}")
    return len(changed)


def refuse_weight(weight: int) -> None:
    if not 0 <= weight <= LARGEST_WEIGHT:
        raise NotAllowed(_("Paino on kokonaisluku väliltä 0–100."))
