"""The entry forms: what is asked, what was said last time, and the figures beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.completeness import EDITED_WORDS, asks_correction
from goals.models import Entry, Figure, MeasureLine, Round
from kemistrategy import clock
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import day_words
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of

from .deadlines import deadlines
from .figure_lines import NOTHING_TYPED, FigureLine, figure_lines
from .goal_judgement import GoalSide, goal_side, with_rules
from .promises import Promise, open_promises
from .subjects import SUBJECT_RELATIONS, earlier_entries, says_the_same, subject_key

# After so many reports in a row in which nothing changed, the next one asks for words of its own.
MOST_TIMES_UNCHANGED = 2


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


@dataclass(frozen=True)
class Previous:
    """What was said last time, as the report told it."""

    round_title: str
    status: Badge | None
    forecast: Badge | None
    words: Text
    attainment: Badge | None
    fate: Badge | None
    fate_note: str
    times_unchanged: int
    language: str


@dataclass(frozen=True)
class EditedWords:
    """A text whose language the coordinator has mended: what the answerer wrote, and what the report tells."""

    label: str
    written: Text
    told: Text


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
    attainment: Badge | None
    not_assessed: Badge | None
    fate: Badge | None
    asks_correction: bool
    promises: tuple[Promise, ...]
    side: GoalSide | None  # of a goal
    edited: tuple[EditedWords, ...]
    due_words: str
    repeats: bool  # last time's words again
    corrector: Text  # the post that answers for the promised correction

    @property
    def pk(self) -> int:
        return self.entry.pk

    @property
    def asks_a_judgement(self) -> bool:
        """A forecast or an attainment; at year-end an action only tells how far it is."""
        return not (self.entry.round.is_year_end and self.kind == "action")

    @property
    def is_judged_by_figures(self) -> bool:
        """At year-end an indicator's figure comes first: it is what is judged."""
        return self.entry.round.is_year_end and self.kind == "indicator"

    @property
    def proposals(self):
        """(indicator's name, proposed judgement) of each figure that suggests one, where a judgement is asked."""
        if not self.asks_a_judgement:
            return []
        return [(figure.reading, figure.proposal) for figure in self.figures if figure.proposal]

    @property
    def may_stay_unchanged(self) -> bool:
        """ "Tilanne ennallaan" can be said: last time's words hold. A judgement is given anew each year."""
        if self.previous is None or self.needs_own_words:
            return False
        return not (self.entry.round.is_year_end and self.kind in ("indicator", "goal"))

    @property
    def needs_own_words(self) -> bool:
        """Nothing has changed in two reports already."""
        return self.previous is not None and self.previous.times_unchanged >= MOST_TIMES_UNCHANGED

    @property
    def awaits_a_figure(self) -> bool:
        """A figure with a target level would suggest a judgement, once it is there."""
        return self.asks_a_judgement and any(
            figure.target and not figure.is_told_in_words and not figure.given for figure in self.figures
        )

    @property
    def may_take_back(self) -> bool:
        return self.may_send and self.entry.state == Entry.State.SENT and self.entry.round.is_open


ENTRY_RELATIONS = ("round", "post", "saved_by", "correction_post", *SUBJECT_RELATIONS)


def entries_for_forms(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Everything that a form takes of the entry itself, in one query."""
    return with_rules(entries.select_related(*ENTRY_RELATIONS))


def entry_lines(
    entries: list[Entry], *, rights: Rights, badges: Badges, language: str, typed: Mapping[int, str] = NOTHING_TYPED
) -> list[EntryLine]:
    """Lines of these entries, fetched by `entries_for_forms`, or with ENTRY_RELATIONS to be read only: six queries
    however many they are.
    """
    today = clock.today()
    gathered = _Gathered(
        badges=badges,
        rights=rights,
        language=language,
        earlier=earlier_entries(entries),
        figures=figure_lines(entries, rights=rights, badges=badges, language=language, typed=typed),
        today=today,
        due_words={entry.round_id: due_words(entry.round, today) for entry in entries},
    )
    return [_entry_line(entry, gathered) for entry in entries]


@dataclass(frozen=True)
class _Gathered:
    """Everything that lines are made of, by the entry's number; the words of the day by the round's."""

    badges: Badges
    rights: Rights
    language: str
    earlier: dict[int, list[Entry]]
    figures: dict[int, list[FigureLine]]
    today: date
    due_words: dict[int, str]


def _entry_line(entry, gathered):
    badges, rights, language = gathered.badges.of(entry.round), gathered.rights, gathered.language
    kind = subject_key(entry)[0]
    earlier = gathered.earlier[entry.pk]
    last = earlier[-1] if earlier else None
    is_work = kind in ("action", "project")
    return EntryLine(
        entry=entry,
        title=subject_title(entry, language),
        kind=kind,
        post=text_of(entry.post, "title", language) if entry.post else Text(""),
        schedule=schedule_words(entry.subject.schedule, language) if is_work else "",
        state=badges.entry_state(entry.state),
        status=badges.status(entry.progress) if entry.progress else None,
        forecast=badges.forecast(entry.forecast),
        previous=previous_words(last, badges),
        figures=() if kind == "goal" else tuple(gathered.figures.get(entry.pk, ())),
        may_send=entry.post_id in rights.sends_for,
        is_editable=entry.round.is_open and not entry.is_sent,
        saved_by=str(entry.saved_by or ""),
        attainment=badges.attainment(entry.attainment),
        not_assessed=badges.not_assessed(entry.not_assessed),
        fate=badges.fate(entry.fate),
        asks_correction=asks_correction(entry),
        promises=open_promises(entry, earlier, rights=rights, today=gathered.today, language=language),
        side=goal_side(entry, gathered.figures.get(entry.pk, ()), badges),
        edited=edited_words(entry),
        due_words=gathered.due_words[entry.round_id],
        repeats=bool(last and says_the_same(entry, last)),
        corrector=text_of(entry.correction_post, "title", language) if entry.correction_post else Text(""),
    )


def edited_words(entry: Entry) -> tuple[EditedWords, ...]:
    """The texts whose language has been mended, in the order in which they are read."""
    return tuple(
        EditedWords(
            label=str(EDITED_WORDS[name]),
            written=Text(getattr(entry, name), entry.language),
            told=Text(entry.told(name), entry.language),
        )
        for name in EDITED_WORDS
        if entry.edited.get(name)
    )


def due_words(round: Round, today: date) -> str:
    """By when an entry is written: before the day, in the days of grace, and after them."""
    days = deadlines(round)
    words = {"due": day_words(days.due_on), "grace": day_words(days.grace_ends_on)}
    if today <= days.due_on:
        return _("Kirjaa tilanne viimeistään %(due)s.") % words
    if today <= days.grace_ends_on:
        return _("Määräpäivä oli %(due)s; kirjauksen ehtii vielä %(grace)s asti.") % words
    return _("Määräpäivä oli %(due)s ja lisäaika päättyi %(grace)s. Kirjaa heti, niin se ehtii vielä mukaan.") % words


def subject_title(entry: Entry, language: str) -> Text:
    return text_of(entry.subject, "title" if entry.action_id or entry.goal_id else "name", language)


def previous_words(earlier: Entry | None, badges: Badges) -> Previous | None:
    if earlier is None:
        return None
    return Previous(
        round_title=earlier.round.title,
        status=badges.status(earlier.progress) if earlier.progress else None,
        forecast=badges.forecast(earlier.forecast),
        words=Text(earlier.told("public_text") or earlier.told("attainment_reason"), earlier.language),
        attainment=badges.attainment(earlier.attainment),
        fate=badges.fate(earlier.fate),
        fate_note=earlier.told("fate_note"),
        times_unchanged=earlier.unchanged_times,
        language=earlier.language,
    )


def posts_to_choose(language: str, day: date) -> list[tuple[int, str]]:
    """Posts that may answer for something, as choices of a form; one query."""
    posts = Position.objects.answerable().valid_on(day)
    return [(post.pk, str(text_of(post, "title", language))) for post in posts]
