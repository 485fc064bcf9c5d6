"""The entry forms: what is asked, what was said last time, and the figures beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from goals.badges import Badge, Badges
from goals.models import Entry, Figure, MeasureLine, Round
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of

from .figure_lines import NOTHING_TYPED, FigureLine, figure_lines

SUBJECT_RELATIONS = ("action", "project", "indicator", "goal")


def figures_of(entry: Entry) -> QuerySet[Figure]:
    """The figures an entry's form asks: those of the action's own measures, or of the indicator itself.

    The rows are made when the round is opened; `entry.round` must be loaded.
    """
    figures = Figure.objects.filter(round=entry.round_id).select_related("indicator")
    if entry.indicator_id:
        return figures.filter(indicator=entry.indicator_id)
    if entry.action_id:
        lines = MeasureLine.objects.filter(action=entry.action_id, plan__year=entry.round.year)
        return figures.filter(indicator__in=lines.values("indicator"))
    return figures.none()


def figures_of_entries(entries: list[Entry], *, among: QuerySet[Figure] | None = None) -> dict[int, list[Figure]]:
    """Entry pk → the figures its form asks, for many entries of any rounds; one query.

    A figure that many entries ask is in the list of each. `among` narrows, orders or locks the figures.
    """
    of_action, of_indicator = defaultdict(list), defaultdict(list)
    for entry in entries:
        if entry.action_id:
            of_action[entry.round_id, entry.action_id].append(entry.pk)
        if entry.indicator_id:
            of_indicator[entry.round_id, entry.indicator_id].append(entry.pk)
    measured = Q(
        indicator__measure_lines__action__in={action for _round, action in of_action},
        indicator__measure_lines__plan__year=F("round__year"),
    )
    figures = Figure.objects.all() if among is None else among
    figures = (
        figures.filter(round__in={entry.round_id for entry in entries})
        .filter(measured | Q(indicator__in={indicator for _round, indicator in of_indicator}))
        .select_related("indicator")
        .annotate(
            action_id=F("indicator__measure_lines__action"),
            is_of_year=Q(indicator__measure_lines__plan__year=F("round__year")),
        )
    )
    found = {entry.pk: [] for entry in entries}
    for figure in figures:  # a row for each measure line of its indicator
        asked_by_actions = of_action.get((figure.round_id, figure.action_id), ()) if figure.is_of_year else ()
        for entry_pk in (*asked_by_actions, *of_indicator.get((figure.round_id, figure.indicator_id), ())):
            if figure not in found[entry_pk]:
                found[entry_pk].append(figure)
    return found


def subject_key(entry: Entry) -> tuple:
    """What an entry is about, the same from round to round; a shared project counts by department."""
    if entry.project_id:
        return ("project", entry.project_id, entry.unit_id)
    kind = next(kind for kind in Entry.SUBJECTS if getattr(entry, f"{kind}_id"))
    return (kind, getattr(entry, f"{kind}_id"), None)


def previous_entries(entries: list[Entry]) -> dict[int, Entry]:
    """Entry pk → the newest entry of a closed round that was sent of the same subject; one query."""
    subjects = [subject_key(entry) for entry in entries]
    wanted = {kind: [pk for of_kind, pk, _unit in subjects if of_kind == kind] for kind in Entry.SUBJECTS}
    told = (
        Entry.objects.sent()
        .filter(round__state=Round.State.CLOSED)
        .filter(
            Q(action__in=wanted["action"]) | Q(project__in=wanted["project"]) | Q(indicator__in=wanted["indicator"])
        )
        .select_related("round")
        .order_by("round__as_of", "revision")
    )
    newest = {subject_key(entry): entry for entry in told}
    return {entry.pk: newest[key] for entry, key in zip(entries, subjects, strict=True) if key in newest}


@dataclass(frozen=True)
class Previous:
    """What was said last time."""

    round_title: str
    status: Badge | None
    forecast: Badge | None
    words: Text


@dataclass(frozen=True)
class EntryLine:
    """One entry as its form shows it. `entry` is the row itself for the form's first values; nothing is asked of it."""

    entry: Entry
    title: Text
    kind: str
    post: Text
    schedule: str
    state: Badge
    status: Badge | None
    forecast: Badge | None
    previous: Previous | None
    figures: tuple[FigureLine, ...]
    may_send: bool
    is_editable: bool
    saved_by: str

    @property
    def pk(self) -> int:
        return self.entry.pk

    @property
    def proposals(self):
        """(indicator's name, proposed forecast) of each figure that suggests one."""
        return [(figure.reading, figure.proposal) for figure in self.figures if figure.proposal]

    @property
    def awaits_a_figure(self) -> bool:
        """A figure with a target level would suggest a forecast, once it is there."""
        return any(figure.target and not figure.is_told_in_words and not figure.given for figure in self.figures)

    @property
    def may_take_back(self) -> bool:
        return self.may_send and self.entry.state == Entry.State.SENT and self.entry.round.is_open


ENTRY_RELATIONS = ("round", "post", "saved_by", *SUBJECT_RELATIONS)


def entry_lines(
    entries: list[Entry], *, rights: Rights, badges: Badges, language: str, typed: Mapping[int, str] = NOTHING_TYPED
) -> list[EntryLine]:
    """Lines for the forms of these entries (fetched with ENTRY_RELATIONS): six queries however many they are."""
    previous = previous_entries(entries)
    figures = figure_lines(entries, rights=rights, badges=badges, language=language, typed=typed)
    return [
        EntryLine(
            entry=entry,
            title=subject_title(entry, language),
            kind=subject_key(entry)[0],
            post=text_of(entry.post, "title", language) if entry.post else Text(""),
            schedule=schedule_words(entry.subject.schedule, language) if not entry.indicator_id else "",
            state=badges.entry_state(entry.state),
            status=badges.status(entry.progress) if entry.progress else None,
            forecast=badges.forecast(entry.forecast),
            previous=previous_words(previous.get(entry.pk), badges),
            figures=tuple(figures.get(entry.pk, ())),
            may_send=entry.post_id in rights.sends_for,
            is_editable=entry.round.is_open and not entry.is_sent,
            saved_by=str(entry.saved_by or ""),
        )
        for entry in entries
    ]


def subject_title(entry: Entry, language: str) -> Text:
    return text_of(entry.subject, "title" if entry.action_id or entry.goal_id else "name", language)


def previous_words(earlier: Entry | None, badges: Badges) -> Previous | None:
    if earlier is None:
        return None
    return Previous(
        round_title=earlier.round.title,
        status=badges.status(earlier.progress) if earlier.progress else None,
        forecast=badges.forecast(earlier.forecast),
        words=Text(earlier.public_text, earlier.language),
    )


def posts_to_choose(language: str, day: date) -> list[tuple[int, str]]:
    """Posts that may answer for something, as choices of a form; one query."""
    posts = Position.objects.answerable().valid_on(day)
    return [(post.pk, str(text_of(post, "title", language))) for post in posts]
