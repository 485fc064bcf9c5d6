"""Promised corrections and whether they were kept."""

from dataclasses import dataclass
from datetime import date, datetime

from goals.badges import Badge, Badges
from goals.models import Correction, Entry
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .entries import subject_title


@dataclass(frozen=True)
class CorrectionRow:
    pk: int
    subject: Text
    cause: Text
    correction: Text
    post: Text
    due_on: date | None
    is_past_due: bool
    status: Badge | None
    promised_at: datetime
    closed_on: date | None
    closing_note: str
    may_close: bool


def correction_rows(rights: Rights, today: date, language: str) -> list[CorrectionRow]:
    """Promised corrections of sent entries, open ones first; visible to everybody signed in."""
    badges = Badges()
    promised = Correction.objects.filter(entry__state__in=Entry.SENT_STATES)
    corrections = promised.exclude(entry__correction="").select_related(
        "entry__action", "entry__project", "entry__indicator", "entry__goal", "entry__correction_post"
    )
    rows = [_correction_row(correction, rights, today, badges, language) for correction in corrections]
    return sorted(rows, key=lambda row: (row.closed_on is not None, row.due_on or date.max))


def _correction_row(correction, rights, today, badges, language):
    entry = correction.entry
    is_open = correction.closed_on is None
    return CorrectionRow(
        pk=correction.pk,
        subject=subject_title(entry, language),
        cause=Text(entry.cause, entry.language),
        correction=Text(entry.correction, entry.language),
        post=text_of(entry.correction_post, "title", language) if entry.correction_post else Text(""),
        due_on=entry.correction_due_on,
        is_past_due=bool(is_open and entry.correction_due_on and entry.correction_due_on < today),
        status=badges.status(entry.progress) if entry.progress else None,
        promised_at=correction.promised_at,
        closed_on=correction.closed_on,
        closing_note=correction.closing_note,
        may_close=is_open
        and (rights.coordinates or entry.correction_post_id in rights.writes_for or entry.unit_id in rights.directs),
    )
