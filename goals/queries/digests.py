"""What a digest says of each thing, in the receiver's language: rows for the mail's template."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.models import Round
from goals.reminders import Kind
from kemistrategy.organisation.mail import address_of
from kemistrategy.text import text_of

from .deadlines import Deadlines
from .entries import subject_key, subject_title
from .reminders import CORRECTION, VACANT, Part

LONGEST = 200  # letters of a title in a mail


@dataclass(frozen=True)
class Line:
    words: str
    detail: str = ""
    address: str = ""


@dataclass(frozen=True)
class Group:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ToldPart:
    """`kind` chooses the sentences of the template; `is_late`: the day by which entries are due has gone."""

    kind: str
    groups: tuple[Group, ...]
    address: str
    round: Round | None
    deadlines: Deadlines | None
    is_late: bool

    @property
    def number(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def told(part: Part, language: str, day: date) -> ToldPart:
    """The language must be the active one too: the words of states come from it."""
    if part.kind == CORRECTION:
        groups, page = (Group("", tuple(_correction_line(row, language) for row in part.rows)),), "correction-list"
    elif part.kind in (Kind.SUPERIOR, VACANT):
        groups, page = (Group("", tuple(_post_lines(part, language))),), "readiness"
    elif part.kind == Kind.APPROVE:
        groups, page = tuple(_groups(part.rows, language, with_address=False)), "approvals"
    else:
        groups, page = tuple(_groups(part.rows, language, with_address=True)), "my-entries"
    return ToldPart(
        kind=str(part.kind),
        groups=groups,
        address=address_of(f"goals:{page}", language),
        round=part.round,
        deadlines=part.deadlines,
        is_late=bool(part.deadlines and day > part.deadlines.due_on),
    )


def _groups(entries, language, *, with_address):
    headings = {
        "action": _("Toimenpiteet"),
        "project": _("Projektit"),
        "indicator": _("Mittarit"),
        "goal": _("Tavoitteet"),
    }
    badges = Badges()
    for kind, heading in headings.items():
        lines = tuple(
            Line(
                words=_one_line(subject_title(entry, language)),
                detail=badges.entry_state(entry.state).label if with_address else _title_of(entry.post, language),
                address=address_of("goals:entry-progress", language, pk=entry.pk) if with_address else "",
            )
            for entry in entries
            if subject_key(entry)[0] == kind
        )
        if lines:
            yield Group(heading, lines)


def _correction_line(correction, language):
    entry = correction.entry
    day = entry.correction_due_on
    return Line(_one_line(subject_title(entry, language)), f"{day.day}.{day.month}.{day.year}")


def _post_lines(part, language):
    """Posts and never people: how many things of each have not been heard."""
    counts = {}
    for entry in part.rows:
        title, number = counts.get(entry.post_id, (_title_of(entry.post, language), 0))
        counts[entry.post_id] = (title, number + 1)
    for post_pk, (title, number) in counts.items():
        address = ""
        if part.kind == VACANT:
            address = (
                address_of("organisation:post-holders", language, pk=post_pk)
                if post_pk
                else address_of("goals:answerers", language)
            )
        yield Line(title, str(number), address)


def _title_of(post: Model | None, language) -> str:
    return _one_line(text_of(post, "title", language)) if post else _("Vastaaja puuttuu")


def _one_line(text) -> str:
    """Titles have one line in a mail, whatever was typed."""
    words = " ".join(str(text).split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
