"""Every review, with how far it is; one review's days, words and versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models import Entry, Round
from kemistrategy import working_days
from kemistrategy.periods import day_words
from kemistrategy.text import Text, finnish_order, text_of

from .deadlines import deadlines
from .entries import subject_title
from .subjects import SUBJECT_RELATIONS, subject_key


@dataclass(frozen=True)
class RoundRow:
    """Counts are of the newest version of each entry."""

    round: Round
    project: Text
    total: int
    sent: int
    approved: int
    without_post: int

    @property
    def unsent(self) -> int:
        return self.total - self.sent

    @property
    def waiting(self) -> int:
        """Sent, and nobody has approved them yet."""
        return self.sent - self.approved


def round_rows(slug: str | None = None) -> list[RoundRow]:
    """Every round, or the one of that address, with how far it is; one query."""
    present = Q(entries__isnull=False, entries__replaced_by=None)
    rounds = Round.objects.select_related("project").annotate(
        number_of_entries=Count("entries", filter=present),
        number_sent=Count("entries", filter=present & Q(entries__state__in=Entry.SENT_STATES)),
        number_approved=Count("entries", filter=present & Q(entries__state=Entry.State.APPROVED)),
        number_without_post=Count("entries", filter=present & Q(entries__post=None)),
    )
    return [
        RoundRow(
            round,
            project=text_of(round.project, "name") if round.project else Text(""),
            total=round.number_of_entries,
            sent=round.number_sent,
            approved=round.number_approved,
            without_post=round.number_without_post,
        )
        for round in (rounds.filter(slug=slug) if slug else rounds).order_by("-as_of", "pk")  # counting drops the order
    ]


@dataclass(frozen=True)
class DayRow:
    """One day of a review; `note` says what to look at, "" when nothing."""

    label: str
    day: date
    note: str


def day_rows(round: Round, today: date) -> list[DayRow]:
    """The review's days in their order, each with what is remarkable about it."""
    days = deadlines(round)
    found = [
        (_("Tilanne"), round.as_of),
        (_("Kirjaukset viimeistään"), days.due_on),
        (_("Lisäaika päättyy"), days.grace_ends_on if round.grace_days else None),
        (_("Hyväksynnät viimeistään"), days.approve_by),
        (_("Julkaistaan arviolta"), days.published_by),
    ]
    return [
        DayRow(label, day, _note(day, today, counts=number > 0)) for number, (label, day) in enumerate(found) if day
    ]


def _note(day, today, *, counts):
    if day == today:
        return _("tänään")
    if counts and not working_days.is_working_day(day):
        return _("ei ole arkipäivä")
    return ""


# --- the entries of a review, and their versions -------------------------------------------------------------------
@dataclass(frozen=True)
class EntryRow:
    """An entry in its newest version; `is_late`: it was changed after closing."""

    pk: int
    kind: str  # action, project, indicator or goal
    title: Text
    unit_pk: int | None
    unit: Text
    state_code: str
    state: Badge
    is_late: bool

    def fits(self, *, department: str, state: str, kind: str) -> bool:
        """Each as it stands in the address: "" narrows nothing, and the department "-" is what has none."""
        in_department = department in ("", str(self.unit_pk or WITHOUT_UNIT))
        return in_department and state in ("", self.state_code) and kind in ("", self.kind)


WITHOUT_UNIT = "-"


def departments_of(rows: Iterable[EntryRow]) -> list[tuple[str, str]]:
    """The units of these rows, each once, as choices of a filter."""
    return list(
        dict.fromkeys((str(row.unit_pk or WITHOUT_UNIT), str(row.unit) or _("Ilman toimialaa")) for row in rows)
    )


def entry_rows(round: Round, badges: Badges, language: str) -> list[EntryRow]:
    """Every entry of the review by department; one query."""
    entries = Entry.objects.present().filter(round=round).select_related("unit", *SUBJECT_RELATIONS)
    rows = [
        EntryRow(
            pk=entry.pk,
            kind=subject_key(entry)[0],
            title=subject_title(entry, language),
            unit_pk=entry.unit_id,
            unit=text_of(entry.unit, "name", language) if entry.unit else Text(""),
            state_code=entry.state,
            state=badges.entry_state(entry.state),
            is_late=entry.replaces_id is not None,
        )
        for entry in entries
    ]
    return sorted(rows, key=lambda row: (not row.unit, finnish_order(str(row.unit)), finnish_order(str(row.title))))


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionRow:
    """A version that was made after closing, with what it changed; as components/history_table.html takes it."""

    at: str
    by: str
    reason: str
    changes: tuple[Change, ...]


NOT_TOLD = frozenset(
    "id revision state replaces late_reason version saved_at saved_by sent_at sent_by approved_at approved_by"
    " return_note edited edited_at edited_by language is_unchanged unchanged_times".split()
)


def version_rows(entry: Entry, badges: Badges) -> list[VersionRow]:
    """What was changed in this entry after closing, the newest first; one query."""
    same = {name: getattr(entry, f"{name}_id") for name in (*SUBJECT_RELATIONS, "unit")}
    versions = Entry.objects.filter(
        round=entry.round_id, **{f"{name}_id": pk for name, pk in same.items() if pk is not None}
    )
    rows = list(versions.select_related("saved_by", "correction_post", "post", "unit").order_by("revision"))
    return [
        VersionRow(
            at=date_format(timezone.localtime(row.saved_at), "DATETIME_FORMAT"),
            by=str(row.saved_by or ""),
            reason=row.late_reason,
            changes=tuple(_changes(before, row, badges)),
        )
        for before, row in reversed(list(pairwise(rows)))
    ]


def _changes(before, after, badges):
    for field in Entry._meta.concrete_fields:
        if field.name in NOT_TOLD:
            continue
        if getattr(before, field.attname) != getattr(after, field.attname):
            yield Change(str(field.verbose_name), _words(before, field, badges), _words(after, field, badges))


def _words(entry, field, badges):
    value = getattr(entry, field.name)
    if value in ("", None):
        return ""
    spoken = {"progress": badges.status, "forecast": badges.forecast, "attainment": badges.attainment}.get(field.name)
    if spoken:
        return spoken(value).label
    if field.choices:
        return str(getattr(entry, f"get_{field.name}_display")())
    return day_words(value) if isinstance(value, date) else str(value)
