"""What answers the change challenges and the lines of the SWOT: suggested by our reading, confirmed by a person."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Action, ChangeChallenge, EnvironmentLink, Goal, Project, SwotItem
from goals.permissions import steered
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed

ORIGINS = {"challenge": ChangeChallenge, "swot_item": SwotItem}
ANSWERS = {"goal": Goal, "action": Action, "project": Project}
State = EnvironmentLink.State


@transaction.atomic
def add_environment_link(
    origin: tuple[str, int], answer: tuple[str, int], *, note: str = "", rights: Rights
) -> EnvironmentLink:
    """That ("goal", 5) answers ("challenge", 3); confirmed at once, and a suggestion of the same becomes confirmed.

    Raises the model's DoesNotExist for what is not there, NotAllowed when the link is confirmed already.
    """
    (origin_kind, origin_pk), (answer_kind, answer_pk) = origin, answer
    challenge = steered(ORIGINS[origin_kind], rights).select_for_update(of=("self",)).get(pk=origin_pk)
    thing = steered(ANSWERS[answer_kind], rights).get(pk=answer_pk)
    link = EnvironmentLink.objects.filter(**{origin_kind: challenge, answer_kind: thing}).first()
    if link and link.state == State.CONFIRMED:
        raise NotAllowed(_("Tämä vastaus on jo kirjattu."))
    link = link or EnvironmentLink(**{origin_kind: challenge, answer_kind: thing})
    link.state, link.note = State.CONFIRMED, note.strip() or link.note
    return save_with_history(link, by=rights.user, reason="answer added and confirmed")


@transaction.atomic
def confirm_environment_links(link_pks: Iterable[int], *, rights: Rights) -> int:
    """Confirms the suggestions among these; gives the number confirmed."""
    links = _locked(link_pks, rights, state=State.SUGGESTED)
    for link in links:
        link.state = State.CONFIRMED
    update_many_with_history(links, ["state"], by=rights.user, reason="answer confirmed")
    return len(links)


@transaction.atomic
def remove_environment_links(link_pks: Iterable[int], *, rights: Rights) -> int:
    """Takes these away, suggested or confirmed; the history keeps them. Gives the number removed."""
    links = _locked(link_pks, rights)
    for link in links:
        link._history_user, link._change_reason = rights.user, "answer removed"
        link.delete()
    return len(links)


def _locked(link_pks, rights, **states) -> list[EnvironmentLink]:
    chosen = steered(EnvironmentLink, rights).filter(pk__in=list(link_pks), **states)
    return list(chosen.select_for_update(of=("self",)).order_by("pk"))
