"""SDG tags: the coordinator confirms what was suggested, and says herself what serves a goal."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, Goal, Project, SdgTag
from goals.permissions import steered
from kemistrategy import clock
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, SdgGoal, SdgTarget

TAGGED_MODELS = {"goal": Goal, "action": Action, "project": Project, "indicator": Indicator}


@transaction.atomic
def confirm_tags(tag_pks: Iterable[int], *, rights: Rights) -> int:
    """Confirms the suggested tags among these; gives the number confirmed. A confirmed one stays as it is."""
    suggested = steered(SdgTag, rights).filter(pk__in=list(tag_pks), origin=SdgTag.Origin.SUGGESTED)
    tags = list(suggested.select_for_update(of=("self",)).order_by("pk"))
    for tag in tags:
        _confirm(tag, rights)
    fields = ["origin", "confirmed_at", "confirmed_by"]
    update_many_with_history(tags, fields, by=rights.user, reason="SDG tag confirmed")
    return len(tags)


def _confirm(tag, rights):
    tag.origin, tag.confirmed_at, tag.confirmed_by = SdgTag.Origin.CONFIRMED, clock.now(), rights.user


@transaction.atomic
def add_tag(subject: str, pk: int, *, sdg_number: int | None = None, target_code: str = "", rights: Rights) -> SdgTag:
    """Tags a goal, an action, a project or an indicator with one of the 17 or with a target; confirmed at once.

    Raises the model's DoesNotExist when this person may not tag it, NotAllowed when the tag is there already.
    """
    thing = steered(TAGGED_MODELS[subject], rights).select_for_update(of=("self",)).get(pk=pk)
    target = SdgTarget.objects.select_related("goal").filter(code=target_code).first() if target_code else None
    goal = target.goal if target else SdgGoal.objects.filter(number=sdg_number).first()
    if goal is None or (target_code and target is None):
        raise NotAllowed(_("Valitse kestävän kehityksen tavoite tai sen alatavoite."))
    if SdgTag.objects.filter(**{subject: thing}, sdg_goal=goal, sdg_target=target).exists():
        raise NotAllowed(_("Kohteella on jo tämä merkintä. Jos se on ehdotus, vahvista se luettelosta."))
    tag = SdgTag(**{subject: thing}, sdg_goal=goal, sdg_target=target)
    _confirm(tag, rights)
    return save_with_history(tag, by=rights.user, reason="SDG tag added")
