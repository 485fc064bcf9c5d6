"""Promised corrections and whether they were kept; what deviates with nothing promised."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from goals.badges import Badge, Badges
from goals.models import Correction, Entry, Round
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .entries import SUBJECT_RELATIONS, subject_key, subject_title

WHOSE = ("mine", "unit")
OPEN, CLOSED = "open", "closed"
REOPENED = "reopened: "  # with this begins the reason of history when a closed one is opened again


def promised_corrections() -> QuerySet[Correction]:
    """Promises of entries that have been sent: a draft promises nothing, and a late edit may have taken it back."""
    stands = Q(entry__replaced_by=None) | Q(closed_on__isnull=False) | Q(continued_by__isnull=False)
    return Correction.objects.filter(stands, entry__state__in=Entry.SENT_STATES).exclude(entry__correction="")


def open_corrections() -> QuerySet[Correction]:
    """Not closed, and not carried on by a newer promise that has been sent."""
    carried_on = promised_corrections().filter(continues__isnull=False).values("continues")
    return promised_corrections().filter(closed_on=None).exclude(pk__in=carried_on)


@dataclass(frozen=True)
class EarlierPromise:
    """What was promised of the same thing before."""

    review: str
    correction: Text
    due_on: date | None


@dataclass(frozen=True)
class CorrectionRow:
    """`reviews`: in how many reviews it has been open, its first one counted."""

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
    reopening_note: str
    reviews: int
    earlier: tuple[EarlierPromise, ...]
    is_mine: bool
    is_of_unit: bool
    may_close: bool
    may_reopen: bool


@dataclass(frozen=True)
class Uncorrected:
    """A sent entry that deviates, with nobody promising to correct it."""

    subject: Text
    cause: Text
    review: str
    post: Text
    status: Badge | None
    forecast: Badge | None
    attainment: Badge | None
    is_mine: bool
    is_of_unit: bool


RELATIONS = (*(f"entry__{name}" for name in SUBJECT_RELATIONS), "entry__correction_post", "entry__round")


def correction_rows(
    rights: Rights, today: date, language: str, *, whose: str = "", state: str = ""
) -> list[CorrectionRow]:
    """The newest promise of each thing, open ones first; visible to everybody signed in. Three queries."""
    badges, found = Badges(), {row.pk: row for row in promised_corrections().select_related(*RELATIONS)}
    carried_on = {row.continues_id for row in found.values()}
    reviews = list(Round.objects.filter(kind__in=Round.CITY_KINDS).exclude(state=Round.State.PLANNED))
    notes = _reopening_notes(found)
    rows = [
        _correction_row(row, _chain(row, found), reviews, notes.get(pk, ""), rights, today, badges, language)
        for pk, row in found.items()
        if pk not in carried_on
    ]
    return sorted(
        narrowed_to(rows, whose, state), key=lambda row: (row.closed_on is not None, row.due_on or date.max, row.pk)
    )


def narrowed_to(rows, whose: str, state: str = "") -> list:
    """Those of one's own posts or of one's units, open or closed; an unknown word narrows nothing."""
    chosen = {"mine": lambda row: row.is_mine, "unit": lambda row: row.is_of_unit}.get(whose, lambda row: True)
    in_state = {OPEN: lambda row: not row.closed_on, CLOSED: lambda row: bool(row.closed_on)}
    return [row for row in rows if chosen(row) and in_state.get(state, lambda row: True)(row)]


def _chain(correction, found) -> list[Correction]:
    """The earlier promises that this one continues, the first one first."""
    chain, seen = [], {correction.pk}
    while (earlier := found.get(correction.continues_id)) and earlier.pk not in seen:
        chain.insert(0, earlier)
        seen.add(earlier.pk)
        correction = earlier
    return chain


def _reopening_notes(found) -> dict[int, str]:
    """The note with which each was last opened again; a correction closed since is told by its closing."""
    history = Correction.history.filter(id__in=list(found), history_change_reason__startswith=REOPENED)
    newest = history.order_by("history_date", "history_id").values_list("id", "history_change_reason")
    return {pk: reason.removeprefix(REOPENED) for pk, reason in newest if not found[pk].closed_on}


def _correction_row(correction, chain, reviews, note, rights, today, badges, language):
    entry = correction.entry
    is_open = correction.closed_on is None
    first = (chain[0] if chain else correction).entry.round
    is_mine, is_of_unit = _whose(entry.correction_post_id, entry.unit_id, rights)
    return CorrectionRow(
        pk=correction.pk,
        subject=subject_title(entry, language),
        cause=Text(entry.told("cause"), entry.language),
        correction=Text(entry.told("correction"), entry.language),
        post=text_of(entry.correction_post, "title", language) if entry.correction_post else Text(""),
        due_on=entry.correction_due_on,
        is_past_due=bool(is_open and entry.correction_due_on and entry.correction_due_on < today),
        status=badges.of(entry.round).status(entry.progress) if entry.progress else None,
        promised_at=correction.promised_at,
        closed_on=correction.closed_on,
        closing_note=correction.closing_note,
        reopening_note=note,
        reviews=sum(first.as_of <= round.as_of for round in reviews) if is_open else 0,
        earlier=tuple(
            EarlierPromise(
                row.entry.round.title,
                Text(row.entry.told("correction"), row.entry.language),
                row.entry.correction_due_on,
            )
            for row in chain
        ),
        is_mine=is_mine,
        is_of_unit=is_of_unit,
        may_close=is_open and (rights.coordinates or is_mine or is_of_unit),
        may_reopen=not is_open and rights.coordinates,
    )


def _whose(post_pk, unit_pk, rights) -> tuple[bool, bool]:
    return post_pk in rights.writes_for, unit_pk in rights.directs


# --- nothing promised ---------------------------------------------------------------------------------------------
def uncorrected_deviations(rights: Rights, language: str, *, whose: str = "") -> list[Uncorrected]:
    """What was last told to deviate, in the open reviews or the newest closed one, without a promise; three queries."""
    newest_closed = Round.objects.filter(state=Round.State.CLOSED, kind__in=Round.CITY_KINDS).order_by("-as_of")
    told = (
        Entry.objects.present()
        .sent()
        .filter(Q(round__state=Round.State.OPEN) | Q(round__in=newest_closed.values("pk")[:1]))
    )
    entries = told.select_related("round", "post", *SUBJECT_RELATIONS).order_by("round__as_of", "pk")
    newest = {subject_key(entry): entry for entry in entries}
    promised = (
        {subject_key(correction.entry) for correction in open_corrections().select_related("entry")}
        if newest
        else set()
    )
    badges, rows = Badges(), []
    for key, entry in newest.items():
        if not entry.has_deviation or key in promised or _was_promised(entry):
            continue
        is_mine, is_of_unit = _whose(entry.post_id, entry.unit_id, rights)
        words = badges.of(entry.round)
        rows.append(
            Uncorrected(
                subject=subject_title(entry, language),
                cause=Text(entry.told("cause"), entry.language),
                review=entry.round.title,
                post=text_of(entry.post, "title", language) if entry.post else Text(""),
                status=words.status(entry.progress) if entry.progress else None,
                forecast=words.forecast(entry.forecast),
                attainment=words.attainment(entry.attainment),
                is_mine=is_mine,
                is_of_unit=is_of_unit,
            )
        )
    return narrowed_to(rows, whose)


def _was_promised(entry) -> bool:
    """Its own promise has been kept and closed, or it stands among the open ones."""
    return bool(entry.correction)
