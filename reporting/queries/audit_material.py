"""What the committee reads: frozen reports, entries of closed reviews, and by its own decision internal notes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models import Entry, Round
from goals.permissions import frozen_entries, visible_rounds
from goals.queries.entries import subject_title
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.models import AuditAccess, Publication
from reporting.permissions import noted_entries, valid_audit_access

ROWS_ON_A_PAGE = 100


@dataclass(frozen=True)
class PublicationRow:
    version: int
    published_at: datetime


@dataclass(frozen=True)
class RoundRow:
    pk: int
    slug: str
    title: str
    state: str
    is_closed: bool
    closed_at: datetime | None
    reopened_at: datetime | None
    reopening_reason: str
    entries: int
    publications: tuple[PublicationRow, ...]


@dataclass(frozen=True)
class FrozenEntry:
    """`revision` above 1 was made after its review had closed."""

    pk: int
    subject: Text
    unit: Text
    post: Text
    state: Badge
    told: Badge | None
    words: Text
    revision: int
    late_reason: str


@dataclass(frozen=True)
class NoteRow:
    subject: Text
    unit: Text
    post: Text
    round: str
    note: Text
    entry_pk: int


@dataclass(frozen=True)
class Reading:
    at: datetime
    by: str
    what: str  # the year whose internal notes, or the name of the evidence


@dataclass(frozen=True)
class AccessRow:
    decided_on: date
    section: str
    purpose: str
    ends_on: date | None
    is_valid: bool
    readings: tuple[Reading, ...]


# --- the material of a year ----------------------------------------------------------------------------------------
def material(rights: Rights, year: int) -> tuple[RoundRow, ...]:
    """The year's reviews, project reports too, with their published versions; two queries."""
    published = Publication.objects.visible().order_by("version")
    rounds = visible_rounds(rights).filter(year=year).exclude(opened_at=None).order_by("as_of", "pk")
    rows = rounds.annotate(number=Count("entries")).prefetch_related(Prefetch("publications", published))
    return tuple(
        RoundRow(
            pk=row.pk,
            slug=row.slug,
            title=row.title,
            state=row.get_state_display(),
            is_closed=row.state == Round.State.CLOSED,
            closed_at=row.closed_at,
            reopened_at=row.reopened_at,
            reopening_reason=row.reopening_reason,
            entries=row.number,
            publications=tuple(PublicationRow(one.version, one.published_at) for one in row.publications.all()),
        )
        for row in rows
    )


def frozen_entry_rows(rights: Rights, round: Round, number: int, language: str):
    """A page of the closed review's entries, every revision, without internal notes; gives (rows, page)."""
    rows = frozen_entries(rights).filter(round=round).select_related("unit", "post", *Entry.SUBJECTS)
    page = Paginator(rows.order_by("unit__position", "unit", "pk"), ROWS_ON_A_PAGE).get_page(number)
    badges = Badges(round)
    return tuple(_frozen_entry(row, badges, language) for row in page), page


def _frozen_entry(row, badges, language):
    told = badges.attainment(row.attainment) or badges.forecast(row.forecast)
    return FrozenEntry(
        pk=row.pk,
        subject=subject_title(row, language),
        unit=text_of(row.unit, "name", language) if row.unit else Text(""),
        post=text_of(row.post, "title", language) if row.post else Text(""),
        state=badges.entry_state(row.state),
        told=told or (badges.status(row.progress) if row.progress else None),
        words=Text(row.told("public_text"), row.language) if row.is_sent else Text(""),
        revision=row.revision,
        late_reason=row.late_reason,
    )


# --- by the committee's decision -----------------------------------------------------------------------------------
def access_in_force() -> AuditAccess | None:
    return valid_audit_access().first()


def access_rows() -> tuple[AccessRow, ...]:
    """The recorded decisions with who has read by them; two queries."""
    rows = list(AuditAccess.objects.annotate(is_valid=Exists(valid_audit_access().filter(pk=OuterRef("pk")))))
    readings = {row.pk: [] for row in rows}
    history = AuditAccess.history.filter(history_change_reason__startswith="read ").select_related("history_user")
    for record in history.order_by("-history_date", "-history_id"):
        what = _what_was_read(record.history_change_reason.removeprefix("read "))
        readings[record.id].append(Reading(record.history_date, str(record.history_user or ""), what))
    return tuple(
        AccessRow(row.decided_on, row.section, row.purpose, row.ends_on, row.is_valid, tuple(readings[row.pk]))
        for row in rows
    )


def _what_was_read(reason):
    """ "2023", or of "evidence 12: Liite" what is said of it."""
    if not reason.startswith("evidence "):
        return reason
    return _("näyttö %(number)s") % {"number": reason.removeprefix("evidence ")}


def note_rows(rights: Rights, year: int, language: str) -> tuple[NoteRow, ...]:
    rows = noted_entries(rights).filter(round__year=year).select_related("round", "unit", "post", *Entry.SUBJECTS)
    return tuple(
        NoteRow(
            subject=subject_title(row, language),
            unit=text_of(row.unit, "name", language) if row.unit else Text(""),
            post=text_of(row.post, "title", language) if row.post else Text(""),
            round=row.round.title,
            note=Text(row.internal_note, row.language),
            entry_pk=row.pk,
        )
        for row in rows.order_by("round__as_of", "unit__position", "unit", "pk")
    )
