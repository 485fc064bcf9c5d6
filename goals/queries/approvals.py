"""What waits for a director's approval, what has been approved, and what has not come yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from goals.badges import Badge, Badges
from goals.models import Entry
from goals.permissions import followed_entries
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .entries import ENTRY_RELATIONS, EntryLine, entry_lines, subject_title
from .reminders import open_rounds


@dataclass(frozen=True)
class Readiness:
    """How far a post of the units one directs is in the open reviews."""

    post: Text
    total: int
    sent: int
    approved: int


@dataclass(frozen=True)
class Standing:
    """An entry by its title alone: one that was approved, or one that is still being written."""

    pk: int
    title: Text
    post: Text
    review: str
    state: Badge
    approved_at: datetime | None
    approved_by: str


@dataclass(frozen=True)
class Approvals:
    titles: tuple[str, ...]  # of the open reviews
    lines: list[EntryLine]
    approved: tuple[Standing, ...]
    unsent: tuple[Standing, ...]
    readiness: tuple[Readiness, ...]


def approvals(rights: Rights, language: str) -> Approvals | None:
    """What waits for the director's approval, and who has reported; None when no review is open."""
    rounds = open_rounds()
    if not rounds:
        return None
    asked = followed_entries(rights).filter(unit__in=rights.directs)
    entries = list(asked.select_related("approved_by", *ENTRY_RELATIONS).order_by("post__position", "pk"))
    in_state = defaultdict(list)
    for entry in entries:
        in_state[entry.state if entry.is_sent else ""].append(entry)
    badges = Badges()
    return Approvals(
        titles=tuple(round.title for round in rounds),
        lines=entry_lines(in_state[Entry.State.SENT], rights=rights, badges=badges, language=language),
        approved=tuple(_standing(entry, badges, language) for entry in in_state[Entry.State.APPROVED]),
        unsent=tuple(_standing(entry, badges, language) for entry in in_state[""]),
        readiness=tuple(_readiness(entries, language)),
    )


def _standing(entry, badges, language):
    return Standing(
        pk=entry.pk,
        title=subject_title(entry, language),
        post=text_of(entry.post, "title", language) if entry.post else Text(""),
        review=entry.round.title,
        state=badges.entry_state(entry.state),
        approved_at=entry.approved_at,
        approved_by=str(entry.approved_by or ""),
    )


def _readiness(entries, language):
    rows = {}
    for entry in entries:
        counts = rows.setdefault(entry.post_id, [entry.post, 0, 0, 0])
        counts[1] += 1
        counts[2] += entry.is_sent
        counts[3] += entry.state == Entry.State.APPROVED
    for post, total, sent, approved in rows.values():
        yield Readiness(text_of(post, "title", language) if post else Text(""), total, sent, approved)
