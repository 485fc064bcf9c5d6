"""Saving with history: every change has a person and a reason."""

from collections.abc import Collection, Mapping

from simple_history.utils import bulk_create_with_history, bulk_update_with_history


def save_with_history(row, *, by, reason: str):
    """Saves the row and records who changed it and why."""
    row._history_user = by
    row._change_reason = reason
    row.save()
    return row


def save_with_links(row, links: Mapping[str, Collection], *, by, reason: str):
    """The same of a row that exists, with its many-to-many `links` (name → keys): one line of history for all of it."""
    row.skip_history_when_saving = True
    try:
        for name, keys in links.items():
            getattr(row, name).set(keys)
    finally:
        del row.skip_history_when_saving
    return save_with_history(row, by=by, reason=reason)


def create_many_with_history(rows, *, by, reason: str):
    """Creates many rows of one model in two statements, history included."""
    if not rows:
        return []
    return bulk_create_with_history(rows, type(rows[0]), default_user=by, default_change_reason=reason)


def update_many_with_history(rows, fields, *, by, reason: str) -> None:
    """Updates the named fields of many rows of one model in two statements, history included."""
    if rows:
        bulk_update_with_history(rows, type(rows[0]), fields, default_user=by, default_change_reason=reason)
