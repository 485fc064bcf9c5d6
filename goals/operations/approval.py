"""What a director does with sent entries: approves them, sends them back, takes an approval back."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Entry
from goals.permissions import approvals_to_withdraw, entries_to_approve
from goals.queries.subjects import SUBJECT_RELATIONS
from kemistrategy import clock, jobs
from kemistrategy.history import save_with_history, update_many_with_history
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed

from .entries import Outcome, figures_for_writing, refuse_locked, save_figures


@transaction.atomic
def approve_entries(entry_pks: Iterable[int], *, rights: Rights, versions: Mapping[int, int] | None = None) -> Outcome:
    """The unit's director approves what she has read: `versions` tells which of each; without it, as they stand.

    Those of other units are as if they were not there.
    """
    waiting = entries_to_approve(rights).filter(pk__in=list(entry_pks)).order_by("pk")
    found = list(waiting.select_for_update(of=("self",)).select_related(*SUBJECT_RELATIONS))
    for entry in {entry.round_id: entry for entry in found}.values():
        refuse_locked(entry)
    entries = [entry for entry in found if versions is None or versions.get(entry.pk) == entry.version]
    for entry in entries:
        entry.state, entry.approved_at, entry.approved_by = Entry.State.APPROVED, clock.now(), rights.user
        entry.version += 1
    fields = ["state", "approved_at", "approved_by", "version"]
    update_many_with_history(entries, fields, by=rights.user, reason="approved")
    changed = _("Muuttunut sillä välin, lue uudelleen.")
    return Outcome(len(entries), [f"{entry.subject}: {changed}" for entry in found if entry not in entries])


@transaction.atomic
def return_entry(entry_pk: int, *, note: str, rights: Rights) -> Entry:
    """Sends an entry back for completion, with words that say why; its writers are told by mail.

    Its figures are no longer sent either: closing posts only what was sent.
    """
    entry = entries_to_approve(rights).select_for_update(of=("self",)).select_related("round").get(pk=entry_pk)
    refuse_locked(entry)
    if not note:
        raise NotAllowed(_("Kirjoita, mitä pitäisi täydentää."))
    return _send_back(entry, note, rights, reason=f"returned: {note}")


@transaction.atomic
def withdraw_approval(entry_pk: int, *, note: str, rights: Rights) -> Entry:
    """Takes an approval back while the review is open, with words that say why: the entry is its writers' again."""
    entry = approvals_to_withdraw(rights).select_for_update(of=("self",)).select_related("round").get(pk=entry_pk)
    refuse_locked(entry)
    if not note:
        raise NotAllowed(_("Kirjoita, miksi hyväksyntä perutaan."))
    entry.approved_at = entry.approved_by = None
    return _send_back(entry, note, rights, reason=f"approval withdrawn: {note}")


def _send_back(entry, note, rights, *, reason):
    entry.state, entry.return_note, entry.sent_at, entry.sent_by = Entry.State.RETURNED, note, None, None
    entry.version += 1
    save_with_history(entry, by=rights.user, reason=reason)
    rows = figures_for_writing(entry)
    for row in rows:
        row.sent_at = None
    save_figures(rows, by=rights.user, reason="returned")
    jobs.start("goals.tasks.mail_returned_entry", entry.pk, entry.version)
    return entry
