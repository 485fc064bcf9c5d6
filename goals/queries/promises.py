"""What was promised of the same subject in earlier reports and is still open: it comes first in the form."""

from dataclasses import dataclass
from datetime import date

from goals.models import Entry
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .subjects import open_corrections_of


@dataclass(frozen=True)
class Promise:
    """A correction that was promised in an earlier report and not closed yet."""

    pk: int
    round_title: str
    cause: Text
    correction: Text
    post: Text
    due_on: date | None
    is_past_due: bool
    may_close: bool


def open_promises(
    entry: Entry, earlier: list[Entry], *, rights: Rights, today: date, language: str
) -> tuple[Promise, ...]:
    """What was promised of its subject and is open, the newest first; `earlier` of `earlier_entries`, no query."""
    return tuple(_promise(correction, rights, today, language) for correction in open_corrections_of(entry, earlier))


def _promise(correction, rights, today, language):
    entry = correction.entry
    post = entry.correction_post
    return Promise(
        pk=correction.pk,
        round_title=entry.round.title,
        cause=Text(entry.told("cause"), entry.language),
        correction=Text(entry.told("correction"), entry.language),
        post=text_of(post, "title", language) if post else Text(""),
        due_on=entry.correction_due_on,
        is_past_due=bool(entry.correction_due_on and entry.correction_due_on < today),
        may_close=rights.coordinates
        or entry.correction_post_id in rights.writes_for
        or entry.unit_id in rights.directs,
    )
