"""What the coordinator reads through before the report: the words of the open reviews that will be told."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from goals.badges import Badge, Badges
from goals.completeness import EDITED_WORDS
from goals.models import Entry, Round
from goals.permissions import entries_to_edit
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text

from .entries import subject_title
from .subjects import SUBJECT_RELATIONS

ROWS_ON_A_PAGE = 50


@dataclass(frozen=True)
class EditingRow:
    pk: int
    title: Text
    round_title: str
    unit: str
    state: Badge
    words: Text  # the first of the texts, as it is told
    edited_on: date | None


@dataclass(frozen=True)
class EditingPage:
    rows: tuple[EditingRow, ...]
    total: int
    edited: int
    number: int
    pages: int


def is_to_be_edited(entry: Entry, today: date) -> bool:
    """Approved, or sent and the day has passed: the answerer is not writing it any more. `entry.round` is loaded."""
    if entry.state == Entry.State.APPROVED:
        return True
    return entry.state == Entry.State.SENT and entry.round.due_on < today


def editing_page(rights: Rights, today: date, language: str, *, number: int = 1) -> EditingPage | None:
    """The entries of the open reviews that have words to read, or None when none is open; three queries."""
    if not Round.objects.filter(state=Round.State.OPEN).exists():
        return None
    entries = _to_be_edited(rights, today)
    total, edited = entries.count(), entries.filter(edited_at__isnull=False).count()
    pages = max(1, -(-total // ROWS_ON_A_PAGE))
    number = min(max(number, 1), pages)
    rows = entries.select_related("round", "unit", *SUBJECT_RELATIONS).order_by("round__due_on", "unit__name", "pk")[
        (number - 1) * ROWS_ON_A_PAGE : number * ROWS_ON_A_PAGE
    ]
    badges = Badges()
    return EditingPage(
        rows=tuple(_editing_row(entry, badges, language) for entry in rows),
        total=total,
        edited=edited,
        number=number,
        pages=pages,
    )


def newest_closed_round() -> Round | None:
    """The review whose words are mended elsewhere now, by a late edit or by correcting what was published."""
    return Round.objects.filter(state=Round.State.CLOSED).order_by("-closed_at", "-pk").first()


def _to_be_edited(rights, today):
    has_words = Q()
    for name in EDITED_WORDS:
        has_words |= ~Q(**{name: ""})
    stage = Q(state=Entry.State.APPROVED) | Q(state=Entry.State.SENT, round__due_on__lt=today)
    return entries_to_edit(rights).filter(has_words, stage, round__state=Round.State.OPEN)


def _editing_row(entry, badges, language):
    words = next((entry.told(name) for name in EDITED_WORDS if entry.told(name)), "")
    return EditingRow(
        pk=entry.pk,
        title=subject_title(entry, language),
        round_title=entry.round.title,
        unit=str(entry.unit or ""),
        state=badges.entry_state(entry.state),
        words=Text(words, entry.language),
        edited_on=entry.edited_at,
    )
