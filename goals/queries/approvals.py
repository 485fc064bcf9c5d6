"""What waits for a director's approval, and who has reported."""

from dataclasses import dataclass

from goals.badges import Badges
from goals.models import Entry, Round
from goals.permissions import entries_to_approve
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .entries import ENTRY_RELATIONS, EntryLine, entry_lines
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
