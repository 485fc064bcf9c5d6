"""What directors and the coordinator steer: approvals, answering posts, rounds and promised corrections."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from goals.badges import Badge, Badges
from goals.models import Action, Correction, Entry, Project, Round
from goals.permissions import entries_to_approve
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .entries import ENTRY_RELATIONS, EntryLine, entry_lines, subject_title
from .my_entries import open_round


@dataclass(frozen=True)
class Readiness:
    """How far the units one directs are in the open round, by post."""

    post: Text
    total: int
    sent: int
    approved: int


@dataclass(frozen=True)
class Approvals:
    round: Round
    lines: list[EntryLine]
    readiness: tuple[Readiness, ...]


def approvals(rights: Rights, language: str) -> Approvals | None:
    """What waits for the director's approval, and who has reported; None when no round is open."""
    round = open_round()
    if round is None:
        return None
    waiting = list(entries_to_approve(rights).filter(round=round).select_related(*ENTRY_RELATIONS))
    return Approvals(
        round=round,
        lines=entry_lines(waiting, rights=rights, badges=Badges(), language=language),
        readiness=tuple(_readiness(Entry.objects.filter(round=round, unit__in=rights.directs), language)),
    )


def _readiness(entries, language):
    rows = {}
    for entry in entries.select_related("post"):
        counts = rows.setdefault(entry.post_id, [entry.post, 0, 0, 0])
        counts[1] += 1
        counts[2] += entry.is_sent
        counts[3] += entry.state == Entry.State.APPROVED
    for post, total, sent, approved in rows.values():
        yield Readiness(text_of(post, "title", language) if post else Text(""), total, sent, approved)


@dataclass(frozen=True)
class AnsweredThing:
    """An action, project or indicator with its answering post, proposed or confirmed."""

    kind: str
    pk: int
    title: Text
    post_id: int | None
    post: Text
    is_confirmed: bool
    participants: tuple[Text, ...]
    doubt: Text

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"


ANSWERED = {"action": (Action, "title"), "project": (Project, "name"), "indicator": (Indicator, "name")}


def answered_things(kind: str, language: str) -> list[AnsweredThing]:
    """Everything of a kind that somebody answers for; two queries."""
    model, name = ANSWERED[kind]
    rows = model.objects.select_related("answering_post").prefetch_related("participants")
    return [
        AnsweredThing(
            kind=kind,
            pk=row.pk,
            title=text_of(row, name, language),
            post_id=row.answering_post_id,
            post=text_of(row.answering_post, "title", language) if row.answering_post else Text(""),
            is_confirmed=row.answering_confirmed_at is not None,
            participants=tuple(text_of(post, "title", language) for post in row.participants.all()),
            doubt=text_of(row, "doubt", language),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RoundRow:
    round: Round
    total: int
    sent: int
    approved: int
    without_post: int


def round_rows() -> list[RoundRow]:
    """Every round with how far it is; one query."""
    sent = Q(entries__state__in=Entry.SENT_STATES)
    rounds = Round.objects.annotate(
        number_of_entries=Count("entries"),
        number_sent=Count("entries", filter=sent),
        number_approved=Count("entries", filter=Q(entries__state=Entry.State.APPROVED)),
        number_without_post=Count("entries", filter=Q(entries__post=None)),
    ).order_by("-as_of")  # counting drops the model's own order
    return [
        RoundRow(
            round,
            total=round.number_of_entries,
            sent=round.number_sent,
            approved=round.number_approved,
            without_post=round.number_without_post,
        )
        for round in rounds
    ]


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
