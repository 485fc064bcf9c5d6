"""Editing one action in the browser: its words, who takes part, its schedule and its days."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import Action
from kemistrategy import clock
from kemistrategy.history import save_with_links
from kemistrategy.organisation.models import Decision, OrgUnit, Position, is_valid_on
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.operations.targets import Basis

from .actual_days import refuse_days
from .answering import give_answering_post
from .edit_conflicts import refuse_stale
from .new_rows import refuse_empty, schedule_columns
from .plan_basis import NO_BASIS, basis_of_action, lock_plans_of

TEXTS = (*get_translation_fields("title"), *get_translation_fields("doubt"))
DETAILS = (*TEXTS, "unit_id", "decision_id", "started_on", "finished_on")
FACTS = {"started_on", "finished_on", *get_translation_fields("doubt")}  # no part of what a plan says


@transaction.atomic
def save_action(
    action_pk: int,
    *,
    values: Mapping[str, object],
    schedule: Schedule,
    partner_units: Collection[int],
    participants: Collection[int],
    post_pk: int | None = None,
    version: int | None = None,
    basis: Basis = NO_BASIS,
    rights: Rights,
) -> bool:
    """`values` has keys of DETAILS; who takes part is exactly `participants`. False when nothing changed.

    What a plan in force says changes by a decision or with a reason; actual days and open questions without.
    Another answering post moves what is being written too, and the former one stays a participant; None: as it is.
    """
    by = rights.user
    lock_plans_of([action_pk])
    action = Action.objects.select_for_update(of=("self",)).get(pk=action_pk)
    refuse_stale(action, version)
    links = {"partner_units": set(partner_units) - {values.get("unit_id", action.unit_id)}}
    links["participants"] = set(participants) - {action.answering_post_id}
    columns = {**_checked(action, values), **schedule_columns(schedule)}
    changed = [name for name, value in columns.items() if (getattr(action, name) or None) != (value or None)]
    moved = [name for name, pks in links.items() if pks != set(getattr(action, name).values_list("pk", flat=True))]
    is_given = post_pk is not None and post_pk != action.answering_post_id
    if changed or moved:
        tail = basis_of_action(action_pk, basis, by=by) if moved or set(changed) - FACTS else ""
        _refuse_strangers(action, links, moved)
        for name in changed:
            setattr(action, name, columns[name])
        save_with_links(action, {name: links[name] for name in moved}, by=by, reason=f"action edited{tail}")
    if is_given:
        give_answering_post("action", action_pk, post_pk=post_pk, rights=rights)
    return bool(changed or moved or is_given)


def _checked(action, values):
    unknown = set(values) - set(DETAILS)
    if unknown:
        raise ValueError(f"{unknown} is not edited here")
    refuse_empty(values.get("title_fi", action.title_fi))
    unit_pk = values.get("unit_id", action.unit_id)
    if unit_pk != action.unit_id and not OrgUnit.objects.filter(is_valid_on(clock.today()), pk=unit_pk).exists():
        raise NotAllowed(_("Valitse voimassa oleva yksikkö."))
    decision_pk = values.get("decision_id")
    if decision_pk and not Decision.objects.filter(pk=decision_pk).exists():
        raise NotAllowed(_("Valittua päätöstä ei ole. Valitse toinen."))
    refuse_days(values.get("started_on", action.started_on), values.get("finished_on", action.finished_on))
    return values


def _refuse_strangers(action, links, moved):
    """Posts and units that are not there any more can stay, but nobody is given a new one of them."""
    for name, model in (("participants", Position), ("partner_units", OrgUnit)):
        if name not in moved:
            continue
        new = links[name] - set(getattr(action, name).values_list("pk", flat=True))
        if model.objects.filter(is_valid_on(clock.today()), pk__in=new).count() != len(new):
            raise NotAllowed(_("Valittu tehtävä tai yksikkö ei ole enää voimassa. Lataa sivu uudelleen."))


@transaction.atomic
def delete_action(action_pk: int, *, by) -> None:
    """An action that was made by mistake: nothing prints it, nobody has reported of it, nothing hangs on it."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action_pk)
    action._history_user, action._change_reason = by, "deleted: made by mistake"
    try:
        with transaction.atomic():
            action.delete()
    except ProtectedError as used:
        raise NotAllowed(
            _("Toimenpidettä ei voi poistaa: se on suunnitelmassa tai siihen liittyy kirjauksia tai muita tietoja.")
        ) from used
