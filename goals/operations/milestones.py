"""The steps of an action and the stages of a project, which are milestones alike."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import Action, Milestone, Project
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed

from .actual_days import refuse_days
from .edit_conflicts import refuse_stale
from .new_rows import last_position, refuse_empty

STEP_FIELDS = (*get_translation_fields("title"), "starts_on", "due_on", "done_on")


@transaction.atomic
def save_milestone(
    subject: Action | Project,
    milestone_pk: int | None,
    *,
    values: Mapping[str, object],
    version: int | None = None,
    by,
) -> Milestone:
    """A new milestone, last of its subject's, or another text or other days for one of them.

    Raises DoesNotExist for another's, and Conflict when somebody else has saved it since `version`.
    """
    subject = _locked(subject)
    if milestone_pk is None:
        step = Milestone(position=last_position(subject.milestones) + 1, **_home(subject))
    else:
        step = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone_pk, **_home(subject))
        refuse_stale(step, version)
    for name, value in values.items():
        if name not in STEP_FIELDS:
            raise ValueError(f"{name} is not edited here")
        setattr(step, name, value)
    refuse_empty(step.title_fi)
    if step.starts_on and step.due_on and step.due_on < step.starts_on:
        raise NotAllowed(_("Määräpäivä on ennen alkamispäivää. Tarkista päivät."))
    refuse_days(None, step.done_on)
    return save_with_history(step, by=by, reason="milestone edited" if milestone_pk else "milestone added")


@transaction.atomic
def remove_milestone(subject: Action | Project, milestone_pk: int, *, by) -> None:
    """What is done stays: it has been told of. The history keeps what is removed."""
    subject = _locked(subject)
    step = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone_pk, **_home(subject))
    if step.done_on:
        raise NotAllowed(_("Valmista vaihetta ei voi poistaa. Tyhjennä ensin valmistumispäivä, jos se on väärin."))
    step._history_user, step._change_reason = by, "milestone removed"
    step.delete()


def _locked(subject):
    return type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)


def _home(subject):
    return {subject._meta.model_name: subject}
