"""The programmes in the departments: stages of bringing the strategy into everyday work, and of communication.

A department's director records her own department's, the coordinator everybody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import CommunicationLine, CommunicationStep, DepartmentCard, RolloutStage
from goals.models.plans import Progress
from goals.permissions import kept_cards
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed

from .edit_conflicts import refuse_stale

STAGE_FIELDS = ("progress", "starts_on", "ends_on", "done_on", "note")
STEP_FIELDS = ("progress", "done_on", "note")


@dataclass(frozen=True)
class Recorded:
    """What somebody typed of one stage; `version` is the state of the row that she saw."""

    values: Mapping[str, object]
    version: int | None = None


@transaction.atomic
def record_rollout(card_pk: int, recorded: Mapping[int, Recorded], *, rights: Rights) -> int:
    """`recorded`: stage → what was typed; gives the number of stages that changed.

    Raises DoesNotExist for a card or a stage that is not this person's, Conflict (`theirs`: the rows) when somebody
    else has changed one of them since.
    """
    card = _kept(card_pk, rights)
    stages = {row.pk: row for row in card.rollout_stages.select_for_update(of=("self",))}
    if recorded.keys() - stages.keys():
        raise RolloutStage.DoesNotExist
    rows = [(stages[pk], typed) for pk, typed in recorded.items()]
    return _record(rows, STAGE_FIELDS, by=rights.user, reason="roll-out recorded")


@transaction.atomic
def record_communication(card_pk: int, recorded: Mapping[int, Recorded], *, rights: Rights) -> int:
    """`recorded`: line → what was typed of it in this department; as `record_rollout`."""
    card = _kept(card_pk, rights)
    lines = {line.pk: line for line in CommunicationLine.objects.filter(strategy=card.strategy_id)}
    if recorded.keys() - lines.keys():
        raise CommunicationLine.DoesNotExist
    steps = {row.line_id: row for row in card.communication_steps.select_for_update(of=("self",))}
    rows = [(steps.get(pk) or CommunicationStep(card=card, line=lines[pk]), typed) for pk, typed in recorded.items()]
    return _record(rows, STEP_FIELDS, by=rights.user, reason="communication recorded")


def _kept(card_pk, rights) -> DepartmentCard:
    """Locked, so that two who record the same department queue here."""
    return kept_cards(rights).select_for_update(of=("self",)).get(pk=card_pk)


def _record(rows, fields, *, by, reason) -> int:
    changed = [(row, typed) for row, typed in rows if _differs(row, typed.values, fields)]
    _refuse_stale(changed)
    for row, typed in changed:
        for name, value in typed.values.items():
            setattr(row, name, value)
        _refuse_odd_days(row)
        save_with_history(row, by=by, reason=reason)
    return len(changed)


def _differs(row, values, fields):
    if unknown := set(values) - set(fields):
        raise ValueError(f"{unknown} is not recorded here")
    return any((getattr(row, name) or None) != (value or None) for name, value in values.items())


def _refuse_stale(changed):
    theirs, words = [], ""
    for row, typed in changed:
        try:
            refuse_stale(row, typed.version)
        except Conflict as conflict:
            theirs.append(row)
            words = str(conflict)
    if theirs:
        raise Conflict(words, theirs=theirs)


def _refuse_odd_days(row):
    starts_on, ends_on = (getattr(row, name, None) for name in ("starts_on", "ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        raise NotAllowed(_("%(stage)s: päättymispäivä on ennen alkamispäivää.") % {"stage": _name(row)})
    if row.done_on and row.done_on > clock.today():
        raise NotAllowed(_("%(stage)s: valmistumispäivä ei voi olla tulevaisuudessa.") % {"stage": _name(row)})
    if row.done_on and row.progress != Progress.COMPLETED:
        raise NotAllowed(
            _("%(stage)s: valmistumispäivä kuuluu vain valmiille. Valitse Valmis tai tyhjennä päivä.")
            % {"stage": _name(row)}
        )


def _name(row):
    return row.name if isinstance(row, RolloutStage) else row.line.name
