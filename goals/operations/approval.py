"""What a director does with sent entries, and how a promised correction is closed."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Correction, Entry
from goals.permissions import corrections_to_close, entries_to_approve
from kemistrategy import clock, jobs
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed

from .entries import figures_for_writing, refuse_locked, save_figures


@transaction.atomic
def approve_entries(entry_pks: Iterable[int], *, rights: Rights) -> int:
    """The unit's director approves; gives the number approved. Those of other units are as if they were not there."""
    waiting = entries_to_approve(rights).filter(pk__in=list(entry_pks)).order_by("pk")
    entries = list(waiting.select_for_update(of=("self",)))
    for entry in {entry.round_id: entry for entry in entries}.values():
        refuse_locked(entry)
    for entry in entries:
        entry.state, entry.approved_at, entry.approved_by = Entry.State.APPROVED, clock.now(), rights.user
        entry.version += 1
    fields = ["state", "approved_at", "approved_by", "version"]
    update_many_with_history(entries, fields, by=rights.user, reason="approved")
    return len(entries)


@transaction.atomic
def return_entry(entry_pk: int, *, note: str, rights: Rights) -> Entry:
    """Sends an entry back for completion, with words that say why; its writers are told by mail.

    Its figures are no longer sent either: closing posts only what was sent.
    """
    entry = entries_to_approve(rights).select_for_update(of=("self",)).select_related("round").get(pk=entry_pk)
    refuse_locked(entry)
    if not note:
        raise NotAllowed(_("Kirjoita, mitä pitäisi täydentää."))
    entry.state, entry.return_note, entry.sent_at, entry.sent_by = Entry.State.RETURNED, note, None, None
    entry.version += 1
    save_with_history(entry, by=rights.user, reason=f"returned: {note}")
    rows = figures_for_writing(entry)
    for row in rows:
        row.sent_at = None
    save_figures(rows, by=rights.user, reason="returned")
    jobs.start("goals.tasks.mail_returned_entry", entry.pk, entry.version)
    return entry


@transaction.atomic
def close_correction(correction_pk: int, *, note: str, rights: Rights) -> Correction:
    """The promise is kept: closed, with words that say how, by whoever answers for it, directs or coordinates."""
    correction = corrections_to_close(rights).select_for_update(of=("self",)).get(pk=correction_pk)
    if correction.closed_on:
        raise NotAllowed(_("Korjaava toimi on jo kuitattu."))
    if not note:
        raise NotAllowed(_("Kerro, miten asia korjattiin."))
    correction.closed_on, correction.closed_by, correction.closing_note = clock.today(), rights.user, note
    return save_with_history(correction, by=rights.user, reason="closed")
