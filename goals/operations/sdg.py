"""SDG tags: the coordinator confirms what was suggested or turns it down, and says herself what serves a goal."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, Goal, Project, SdgTag
from goals.permissions import steered
from goals.queries.sdg import SHOWN_ORIGINS
from kemistrategy import clock
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator, SdgGoal, SdgTarget

ORIGIN_FIELDS = ["origin", "confirmed_at", "confirmed_by"]
TAGGED_MODELS = {"goal": Goal, "action": Action, "project": Project, "indicator": Indicator}


@transaction.atomic
def confirm_tags(tag_pks: Iterable[int], *, rights: Rights) -> int:
    """Confirms the suggested tags among these; gives the number confirmed. A confirmed one stays as it is."""
    tags = _locked(tag_pks, rights, origin=SdgTag.Origin.SUGGESTED)
    for tag in tags:
        _decide(tag, SdgTag.Origin.CONFIRMED, rights)
    update_many_with_history(tags, ORIGIN_FIELDS, by=rights.user, reason="SDG tag confirmed")
    return len(tags)


@transaction.atomic
def decline_tags(tag_pks: Iterable[int], *, reason: str, rights: Rights) -> int:
    """Turns down suggestions and takes back confirmed tags among these; gives the number of them.

    They stay with who and when, and the reason in the history, but are shown nowhere. Raises NotAllowed without a
    reason.
    """
    if not reason.strip():
        raise NotAllowed(_("Kerro, miksi merkintä hylätään."))
    tags = _locked(tag_pks, rights, origin__in=SHOWN_ORIGINS)
    for tag in tags:
        _decide(tag, SdgTag.Origin.DECLINED, rights)
    update_many_with_history(tags, ORIGIN_FIELDS, by=rights.user, reason=f"SDG tag declined: {reason.strip()}")
    return len(tags)


@transaction.atomic
def take_up_tags(tag_pks: Iterable[int], *, rights: Rights) -> int:
    """Makes declined tags suggestions again; gives the number of them."""
    tags = _locked(tag_pks, rights, origin=SdgTag.Origin.DECLINED)
    for tag in tags:
        tag.origin, tag.confirmed_at, tag.confirmed_by = SdgTag.Origin.SUGGESTED, None, None
    update_many_with_history(tags, ORIGIN_FIELDS, by=rights.user, reason="SDG tag taken up again")
    return len(tags)


def _locked(tag_pks, rights, **states) -> list[SdgTag]:
    chosen = steered(SdgTag, rights).filter(pk__in=list(tag_pks), **states)
    return list(chosen.select_for_update(of=("self",)).order_by("pk"))


def _decide(tag, origin, rights):
    tag.origin, tag.confirmed_at, tag.confirmed_by = origin, clock.now(), rights.user


@transaction.atomic
def add_tag(subject: str, pk: int, *, sdg_number: int | None = None, target_code: str = "", rights: Rights) -> SdgTag:
    """Tags a goal, an action, a project or an indicator with one of the 17 or with a target; confirmed at once.

    One that was declined earlier is the same tag, taken up again.
    Raises the model's DoesNotExist when this person may not tag it, NotAllowed when the tag is there already.
    """
    thing = steered(TAGGED_MODELS[subject], rights).select_for_update(of=("self",)).get(pk=pk)
    target = SdgTarget.objects.select_related("goal").filter(code=target_code).first() if target_code else None
    goal = target.goal if target else SdgGoal.objects.filter(number=sdg_number).first()
    if goal is None or (target_code and target is None):
        raise NotAllowed(_("Valitse kestävän kehityksen tavoite tai sen alatavoite."))
    tag = SdgTag.objects.filter(**{subject: thing}, sdg_goal=goal, sdg_target=target).order_by("pk").first()
    if tag and tag.origin != SdgTag.Origin.DECLINED:
        raise NotAllowed(_("Kohteella on jo tämä merkintä. Jos se on ehdotus, vahvista se luettelosta."))
    reason = "SDG tag taken up again" if tag else "SDG tag added"
    tag = tag or SdgTag(**{subject: thing}, sdg_goal=goal, sdg_target=target)
    _decide(tag, SdgTag.Origin.CONFIRMED, rights)
    return save_with_history(tag, by=rights.user, reason=reason)
