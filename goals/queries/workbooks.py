"""What the service's own workbooks tell: gathered in bulk, with who may change what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Max, Q, Value
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.completeness import asked_fields
from goals.models import Entry, Round
from goals.permissions import entries_on_behalf, readable_entries
from kemistrategy import clock
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import day_words
from kemistrategy.text import text_of

from .entries import EntryLine, entries_for_forms, entry_lines
from .figure_lines import FigureLine
from .my_entries import ENTRY_ORDER

WRITABLE = (Entry.State.EMPTY, Entry.State.DRAFT, Entry.State.RETURNED)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    pk: int
    title: str
    may_answer: bool  # in force, and no group


@dataclass(frozen=True)
class WorkbookEntry:
    """`why_closed` says why this person does not write it now; "" when she does, `on_behalf` of its post or not."""

    line: EntryLine
    asked: tuple[str, ...]
    on_behalf: bool
    why_closed: str

    @property
    def entry(self) -> Entry:
        return self.line.entry


@dataclass(frozen=True)
class AskedFigure:
    """A figure of the review once, with the entry through which it is written."""

    figure: FigureLine
    asked_by: WorkbookEntry


def all_posts(language: str) -> list[Post]:
    """Every post that answers or has answered for something, those in force first in their order; one query."""
    today = clock.today()
    posts = Position.objects.filter(kind=Position.Kind.SINGLE)
    return [
        Post(
            pk=post.pk,
            title=str(text_of(post, "title", language)),
            may_answer=_may_answer(post, today),
        )
        for post in posts
    ]


def _may_answer(post, today) -> bool:
    return (post.valid_from is None or post.valid_from <= today) and (post.valid_to is None or post.valid_to >= today)


def workbook_entries(
    round: Round, rights: Rights, language: str, *, unit: int | None = None, is_returned: bool = False
) -> list[WorkbookEntry]:
    """What this person may read of a review, in the order of the plan; nine statements however many they are.

    `unit` narrows to a department and what is under it. `is_returned`: sheets that the coordinator sent out come back,
    and what is still empty may be filled with them though its post's holder has signed in meanwhile.
    """
    mine = readable_entries(rights).present().filter(round=round).select_related("unit").order_by(*ENTRY_ORDER)
    if unit is not None:
        mine = mine.filter(_in_unit(unit))
    entries = list(entries_for_forms(mine))
    silent = set(entries_on_behalf(rights).filter(round=round).values_list("pk", flat=True))
    lines = entry_lines(entries, rights=rights, badges=Badges(round), language=language)
    why = _why_closed_to_sheets if is_returned else _why_closed
    return [
        WorkbookEntry(
            line=line,
            asked=asked_fields(line.entry),
            on_behalf=line.entry.post_id not in rights.writes_for,
            why_closed=why(line.entry, rights, is_writer=line.entry.post_id in rights.writes_for or line.pk in silent),
        )
        for line in lines
    ]


def _in_unit(unit):
    return Q(unit=unit) | Q(unit__parent=unit) | Q(unit__parent__parent=unit) | Q(unit__parent__parent__parent=unit)


def _why_closed(entry, _rights, *, is_writer) -> str:
    if not entry.round.is_open:
        return _("Katsaus on päättynyt, eikä kirjausta voi enää muuttaa.")
    if entry.state not in WRITABLE:
        return _("Kirjaus on jo lähetetty. Ota se takaisin, jos haluat muuttaa sitä.")
    if not is_writer:
        return _("Vastaaja kirjaa tämän itse palvelussa.")
    return ""


def _why_closed_to_sheets(entry, rights, *, is_writer) -> str:
    """Of a sheet that was sent out and comes back."""
    if is_writer or not entry.round.is_open or entry.state not in WRITABLE:
        return _why_closed(entry, rights, is_writer=is_writer)
    if not rights.coordinates:
        return _("Täyttöpohjan tuo takaisin koordinaattori.")
    if entry.state == Entry.State.EMPTY and entry.post and _may_answer(entry.post, clock.today()):
        return ""
    return _("Tehtävän haltija on sittemmin kirjautunut palveluun ja kirjaa tämän itse.")


def asked_figures(entries: Iterable[WorkbookEntry]) -> list[AskedFigure]:
    """Each figure once, through the first entry that this person writes, else the first that asks it."""
    found: dict[int, AskedFigure] = {}
    for entry in entries:
        for figure in entry.line.figures:
            known = found.get(figure.row.pk)
            if known is None or (known.asked_by.why_closed and not entry.why_closed):
                found[figure.row.pk] = AskedFigure(figure, entry)
    return list(found.values())


def told_before(line: EntryLine) -> str:
    """Last time's words, as a person reads them beside the empty cells."""
    previous = line.previous
    if previous is None:
        return ""
    states = [badge.label for badge in (previous.status, previous.forecast, previous.attainment) if badge]
    return "\n".join(filter(None, [f"{previous.round_title}: {', '.join(states)}".rstrip(": "), str(previous.words)]))


def figure_before(figure: FigureLine) -> str:
    """The latest value known, with its day."""
    if not figure.latest:
        return ""
    return f"{figure.latest} ({day_words(figure.latest_period)})" if figure.latest_period else figure.latest


def last_change(*histories) -> datetime:
    """The newest moment in these histories, in one statement; a moment long ago where there is none."""
    newest = [
        rows.order_by().annotate(same=Value(1)).values("same").annotate(at=Max("history_date")).values_list("at")
        for rows in histories
    ]
    return max((at for (at,) in newest[0].union(*newest[1:], all=True) if at), default=LONG_AGO)


def round_changed_at(round: Round, entries: Iterable[WorkbookEntry]) -> datetime:
    """When any of these was last written, sent or approved, and the review opened or closed."""
    moments = [round.opened_at, round.closed_at]
    for entry in entries:
        row = entry.entry
        moments += [row.saved_at, row.sent_at, row.approved_at, *(line.row.entered_at for line in entry.line.figures)]
    return max((at for at in moments if at), default=LONG_AGO)
