"""Many actions changed at once: all of them, or none with a sentence for each that refused."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, PlanLine
from goals.operations.sdg import add_tag
from goals.queries.action_editing import Changed, differences, told_of
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import OrgUnit, Position, is_valid_on
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.operations.targets import Basis

from .answering import give_answering_post
from .new_rows import schedule_columns
from .plan_basis import NO_BASIS, NoBasis, basis_of_action, lock_plans_of, plan_for_editing
from .plan_lines import refuse_given_way, refuse_weight

MOST_ACTIONS = 500


@dataclass(frozen=True)
class BulkChange:
    """What becomes of every chosen action; None stays as it is. `weight` is of its lines in the plan of `year`."""

    post_pk: int | None = None
    unit_pk: int | None = None
    schedule: Schedule | None = None
    participant_pk: int | None = None
    sdg_number: int | None = None
    weight: int | None = None
    year: int | None = None

    @property
    def is_empty(self) -> bool:
        deeds = (self.post_pk, self.unit_pk, self.schedule, self.participant_pk, self.sdg_number, self.weight)
        return all(deed is None for deed in deeds)


class NotChanged(NotAllowed):
    """Nothing was changed; `problems`: action pk → the sentence that tells why."""

    def __init__(self, message: str, problems: dict[int, str]):
        super().__init__(message)
        self.problems = problems


@dataclass
class Outcome:
    """Which of the chosen actions change, and which are so already."""

    changed: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    differences: dict[int, list[Changed]] = field(default_factory=dict)  # only of what was tried


class _TryOut(Exception):
    """Takes back what was only tried."""


def try_out(
    action_pks: Collection[int], change: BulkChange, *, basis: Basis = NO_BASIS, language: str = "fi", rights: Rights
) -> Outcome:
    """What `change_many` would do, refusals included, and how each action would read; nothing stays of it."""
    outcome = Outcome()
    before = told_of(action_pks, year=change.year, language=language)
    try:
        with transaction.atomic():
            outcome = change_many(action_pks, change, basis=basis, rights=rights)
            after = told_of(outcome.changed, year=change.year, language=language)
            outcome.differences = {pk: differences(before[pk], told) for pk, told in after.items()}
            raise _TryOut
    except _TryOut:
        return outcome


@transaction.atomic
def change_many(action_pks: Collection[int], change: BulkChange, *, basis: Basis = NO_BASIS, rights: Rights) -> Outcome:
    """Raises NotChanged when anything refuses, NoBasis when a plan in force asks why; then all stays as it was."""
    pks = sorted(set(action_pks))
    if not pks:
        raise NotAllowed(_("Valitse ensin toimenpiteet."))
    if change.is_empty:
        raise NotAllowed(_("Valitse, mitä muutetaan."))
    if len(pks) > MOST_ACTIONS:
        raise NotAllowed(_("Muuta kerralla enintään %(n)s toimenpidettä.") % {"n": MOST_ACTIONS})
    _refuse_choice(change)
    lock_plans_of(pks)
    actions = list(Action.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    if len(actions) != len(pks):
        raise NotAllowed(_("Jokin valituista toimenpiteistä on poistettu. Lataa sivu uudelleen."))
    outcome, problems = Outcome(), {}
    for action in actions:
        try:
            with transaction.atomic():
                is_changed = _change(action, change, basis, rights)
                (outcome.changed if is_changed else outcome.same).append(action.pk)
        except NoBasis:  # the same of every action: said once
            raise
        except NotAllowed as refusal:
            problems[action.pk] = str(refusal)
    if problems:
        raise NotChanged(_("Mitään ei muutettu. Korjaa syy tai jätä nämä toimenpiteet pois."), problems)
    return outcome


def _refuse_choice(change):
    """What can't be given to anybody is said once, not of every action."""
    if change.weight is not None:
        refuse_weight(change.weight)
    if change.unit_pk and not OrgUnit.objects.filter(is_valid_on(clock.today()), pk=change.unit_pk).exists():
        raise NotAllowed(_("Valitse voimassa oleva yksikkö."))
    valid = Position.objects.valid_on(clock.today())
    if change.participant_pk and not valid.filter(pk=change.participant_pk).exists():
        raise NotAllowed(_("Valitse voimassa oleva tehtävä."))
    if change.post_pk and not valid.answerable().filter(pk=change.post_pk).exists():
        raise NotAllowed(_("Vastaajaksi käy vain voimassa oleva tehtävä, ei ryhmä."))


def _change(action, change, basis, rights) -> bool:
    refuse_given_way([action.pk])
    deeds = (
        _give_columns(action, change, basis, rights),
        _give_post(action, change, rights),
        _give_participant(action, change, basis, rights),
        _give_weight(action, change, basis, rights),
        _give_tag(action, change, rights),
    )
    return any(deeds)


def _give_columns(action, change, basis, rights) -> bool:
    columns = schedule_columns(change.schedule) if change.schedule else {}
    if change.unit_pk:
        columns["unit_id"] = change.unit_pk
    columns = {name: value for name, value in columns.items() if getattr(action, name) != value}
    if not columns:
        return False
    tail = basis_of_action(action.pk, basis, by=rights.user)
    for name, value in columns.items():
        setattr(action, name, value)
    save_with_history(action, by=rights.user, reason=f"many edited together{tail}")
    return True


def _give_post(action, change, rights) -> bool:
    if not change.post_pk or action.answering_post_id == change.post_pk:
        return False
    give_answering_post("action", action.pk, post_pk=change.post_pk, rights=rights)
    action.refresh_from_db()
    return True


def _give_participant(action, change, basis, rights) -> bool:
    """Who answers takes part as it is."""
    pk = change.participant_pk
    if not pk or pk == action.answering_post_id or action.participants.filter(pk=pk).exists():
        return False
    action._history_user = rights.user
    action._change_reason = f"participant added{basis_of_action(action.pk, basis, by=rights.user)}"
    action.participants.add(pk)
    return True


def _give_weight(action, change, basis, rights) -> bool:
    if change.weight is None:
        return False
    lines = PlanLine.objects.filter(action=action.pk, plan__year=change.year).exclude(weight=change.weight)
    found = list(lines.select_for_update(of=("self",)).order_by("pk"))
    for line in found:
        _plan, tail = plan_for_editing(line.plan_id, basis, by=rights.user)
        line.weight = change.weight
        save_with_history(line, by=rights.user, reason=f"weight changed{tail}")
    return bool(found)


def _give_tag(action, change, rights) -> bool:
    number = change.sdg_number
    if not number or action.sdg_tags.filter(sdg_goal__number=number, sdg_target=None, origin="confirmed").exists():
        return False
    add_tag("action", action.pk, sdg_number=number, rights=rights)
    return True
