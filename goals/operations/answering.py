"""The one answering post of everything: confirmed by the coordinator, or given to another post."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goals.answering import post_for_unit
from goals.models import Action, Entry, Project, Round
from goals.permissions import steered
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator

ANSWERED_MODELS = {"action": Action, "project": Project, "indicator": Indicator}


@transaction.atomic
def confirm_answering_posts(things: Iterable[tuple[str, int]], *, rights: Rights) -> int:
    """Confirms the proposed answering post of each (kind, pk) that has one; gives the number confirmed."""
    confirmed = 0
    for kind, pk in things:
        thing = steered(ANSWERED_MODELS[kind], rights).select_for_update(of=("self",)).filter(pk=pk).first()
        if thing and thing.answering_post_id and not thing.answering_confirmed_at:
            _confirm(thing, rights, "answering post confirmed")
            confirmed += 1
    return confirmed


def _confirm(thing, rights, reason):
    thing.answering_confirmed_at, thing.answering_confirmed_by = clock.now(), rights.user
    save_with_history(thing, by=rights.user, reason=reason)


@transaction.atomic
def give_answering_post(kind: str, pk: int, *, post_pk: int, rights: Rights) -> None:
    """Gives the thing its one answering post, confirmed; the former one stays a participant.

    What has not been sent in an open round moves to the new post at once.
    """
    thing = steered(ANSWERED_MODELS[kind], rights).select_for_update(of=("self",)).get(pk=pk)
    post = Position.objects.answerable().valid_on(clock.today()).filter(pk=post_pk).first()
    if post is None:
        raise NotAllowed(_("Vastaajaksi käy vain voimassa oleva tehtävä, ei ryhmä."))
    former = thing.answering_post
    thing.answering_post = post
    _confirm(thing, rights, f"answering post: {post.title_fi}")
    if former and former != post:
        thing.participants.add(former)
    thing.participants.remove(post)
    open_entries = Entry.objects.filter(**{f"{kind}_id": pk}, round__state=Round.State.OPEN).not_sent()
    posts = posts_of_units(thing) if kind == "project" else {}
    for entry in open_entries.select_for_update(of=("self",)).order_by("pk"):
        entry.post_id = posts.get(entry.unit_id, post.pk)
        entry.unit_id = entry.unit_id or post.unit_id
        save_with_history(entry, by=rights.user, reason=f"answering post: {post.title_fi}")


def posts_of_units(project: Project) -> dict[int, int | None]:
    """Unit pk → pk of the post that answers for that department's part of the project; two queries."""
    units = list(project.units.all())
    above = dict(OrgUnit.objects.values_list("pk", "parent_id"))
    own, unit_pk = set(), project.answering_post.unit_id if project.answering_post else None
    while unit_pk:
        own.add(unit_pk)
        unit_pk = above[unit_pk]
    return {
        unit.pk: post_for_unit(
            answering_post=project.answering_post_id,
            units_of_post=own,
            unit=unit.pk,
            head=unit.head_id,
            is_shared=len(units) > 1,
        )
        for unit in units
    }
