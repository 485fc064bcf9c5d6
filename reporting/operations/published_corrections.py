"""Correcting what a published report tells: the late edit, and the list of what was wrong, what is right and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from goals.completeness import asked_fields
from goals.models import Entry, Round
from goals.operations.entries import TypedFigure
from goals.operations.late_edits import record_late_edit
from goals.queries.subjects import SUBJECT_RELATIONS
from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from reporting.models import Publication, PublishedCorrection
from reporting.queries.late_changes import key_of, late_changes
from reporting.queries.publications import under_way

NOT_TOLD = ("internal_note",)  # a report never tells it


@dataclass(frozen=True)
class Corrected:
    """What was corrected; nothing when `problems` (field name → sentence) say that something is missing."""

    rows: list[PublishedCorrection]
    problems: dict[str, str] = field(default_factory=dict)


def told_fields(entry: Entry) -> tuple[str, ...]:
    """The fields of an entry that a report tells and that may be corrected."""
    return tuple(name for name in asked_fields(entry) if name not in NOT_TOLD)


@transaction.atomic
def correct_published(
    entry_pk: int, *, reported: dict, figures: Iterable[TypedFigure], cause: str, language: str, rights: Rights
) -> Corrected:
    """Puts the right value beside what was published, and lists it for the next version.

    `reported` has the keys of `told_fields`. Raises Entry.DoesNotExist, Conflict and NotAllowed as a late edit does,
    and NotAllowed when the report has not been published or a version of it is being made.
    """
    old = Entry.objects.select_related("round", "correction_post", *SUBJECT_RELATIONS).get(pk=entry_pk)
    round = Round.objects.select_for_update().get(pk=old.round_id)
    newest = newest_to_correct(round)
    recorded = record_late_edit(
        entry_pk, reported=reported, figures=figures, language=language, reason=cause, rights=rights
    )
    if recorded.problems:
        return Corrected([], recorded.problems)
    return Corrected(list_late_edits(newest, by=rights.user))


def list_late_edits(publication: Publication, *, by) -> list[PublishedCorrection]:
    """Lists what was changed after closing since the version was frozen, here or past this page.

    What waits for the next version is told once: from what was published to what is right now, and not at all when it
    was changed back.
    """
    waiting = publication.corrected_by.filter(published_in=None).select_related("entry", "observation")
    listed = {key_of(row): row for row in waiting.select_for_update(of=("self",))}
    new = []
    for change in late_changes(publication.round, since=publication.frozen_at):
        row = listed.get(key_of(change))
        if row:
            _list_again(row, change, by=by)
        elif not change.is_undone:
            new.append(_correction_of(change, publication, by))
    return create_many_with_history(new, by=by, reason="corrected")


def _list_again(row, change, *, by):
    if change.is_undone:
        row._history_user, row._change_reason = by, "changed back"
        row.delete()
        return
    told = {name: getattr(change, name) for name in ("subject", "before", "now", "cause", "entry", "observation")}
    if any(getattr(row, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(row, name, value)
        row.corrected_at, row.corrected_by = clock.now(), by
        save_with_history(row, by=by, reason="corrected again")


def _correction_of(change, publication, by):
    return PublishedCorrection(
        publication=publication,
        entry=change.entry,
        observation=change.observation,
        subject=change.subject,
        before=change.before,
        now=change.now,
        cause=change.cause,
        corrected_at=clock.now(),
        corrected_by=by,
    )


def newest_to_correct(round) -> Publication:
    """The version that is seen; refuses while another is being made, and before the first one. The round is locked."""
    if under_way(round):
        raise NotAllowed(_("Raporttia julkaistaan parhaillaan. Odota, että tiedostot valmistuvat."))
    newest = Publication.objects.visible().filter(round=round).order_by("-version").first()
    if newest is None:
        raise NotAllowed(_("Raporttia ei ole vielä julkaistu."))
    return newest
