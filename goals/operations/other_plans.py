"""The city's other plans and programmes: that they are there, and whether each agrees with the strategy."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import OtherPlan, Strategy
from goals.permissions import steered
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Decision, OrgUnit
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed

from .edit_conflicts import refuse_stale
from .new_rows import last_position, refuse_empty
from .references import remove

FIELDS = (
    *get_translation_fields("name"),
    *("strategy_id", "unit_id", "address", "starts_on", "ends_on", "compatible", "note", "decision_id"),
)


@transaction.atomic
def save_other_plan(
    plan_pk: int | None, *, values: Mapping[str, object], version: int | None = None, rights: Rights
) -> OtherPlan:
    """A new one, last of its strategy's, or other values for one that is there; `values` has keys of FIELDS."""
    strategy = steered(Strategy, rights).select_for_update(of=("self",)).filter(pk=values["strategy_id"]).first()
    if strategy is None:
        raise NotAllowed(_("Valitse strategia."))
    if plan_pk is None:
        plan = OtherPlan(position=last_position(strategy.other_plans) + 1)
    else:
        plan = steered(OtherPlan, rights).select_for_update(of=("self",)).get(pk=plan_pk)
        refuse_stale(plan, version)
    for name, value in values.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not edited here")
        setattr(plan, name, value)
    refuse_empty(plan.name_fi)
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise NotAllowed(_("Päättymispäivä on ennen alkamispäivää. Tarkista päivät."))
    for model, pk in ((OrgUnit, plan.unit_id), (Decision, plan.decision_id)):
        if pk and not model.objects.filter(pk=pk).exists():
            raise NotAllowed(_("Jokin valinnoista ei ole enää käytössä. Lataa sivu uudelleen."))
    return save_with_history(plan, by=rights.user, reason="other plan edited" if plan_pk else "other plan added")


@transaction.atomic
def remove_other_plan(plan_pk: int, *, rights: Rights) -> None:
    """The history keeps it."""
    plan = steered(OtherPlan, rights).select_for_update(of=("self",)).get(pk=plan_pk)
    remove(plan, by=rights.user, reason="other plan removed")
