"""The entry forms: what is asked, what was said last time, and the figures beside it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from goals.badges import Badge, Badges
from goals.models import Entry, Figure, MeasureLine, Round
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of
from measures.ledger import latest_observation, target_in_force
from measures.models import Observation, Target
from measures.words import amount_words, target_words

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


def figures_of_entries(entries: list[Entry]) -> dict[int, list[Figure]]:
    """Entry pk → the figures its form asks, for many entries of one round; one query."""
    by_action = {entry.action_id: entry.pk for entry in entries if entry.action_id}
    by_indicator = {entry.indicator_id: entry.pk for entry in entries if entry.indicator_id}
    measured = Q(indicator__measure_lines__action__in=by_action, indicator__measure_lines__plan__year=F("round__year"))
    figures = (
        Figure.objects.filter(round__in={entry.round_id for entry in entries})
        .filter(measured | Q(indicator__in=by_indicator))
        .select_related("indicator")
        .annotate(action_id=F("indicator__measure_lines__action"))
        .distinct()
    )
    found = {}
    for figure in figures:
        entry_pk = by_action.get(figure.action_id) or by_indicator.get(figure.indicator_id)
        found.setdefault(entry_pk, []).append(figure)
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
class FigureLine:
    """One figure a form asks, with what is known of it."""

    row: Figure  # for the form's first values; nothing is asked of it
    words: Text  # the city's sentence
    reading: Text  # the indicator's name
    unit: Text
    is_told_in_words: bool
    baseline: str
    target: str
    latest: str
    latest_period: date | None
    given: str  # the typed figure as it is read
    doubts: tuple[Text, ...]


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
    def may_take_back(self) -> bool:
        return self.may_send and self.entry.state == Entry.State.SENT and self.entry.round.is_open


ENTRY_RELATIONS = ("round", "post", "saved_by", *SUBJECT_RELATIONS)


def entry_lines(entries: list[Entry], *, rights: Rights, badges: Badges, language: str) -> list[EntryLine]:
    """Lines for the forms of these entries (fetched with ENTRY_RELATIONS): five queries however many they are."""
    previous = previous_entries(entries)
    figures = _figure_lines(entries, language)
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


def _figure_lines(entries, language):
    """Entry pk → its figure lines; three queries (measures and indicators, ledger with targets, typed figures)."""
    asked = _asked_indicators(entries)
    indicators = {indicator.pk for rows in asked.values() for indicator, _line in rows}
    if not indicators:
        return {}
    known = _known_figures(indicators)
    years = {entry.pk: entry.round.year for entry in entries}
    rounds = {entry.round_id for entry in entries}
    typed = {
        figure.indicator_id: figure
        for figure in Figure.objects.filter(round__in=rounds, indicator__in=indicators).select_related("indicator")
    }
    return {
        entry_pk: [
            _figure_line(typed[indicator.pk], line, known[indicator.pk], years[entry_pk], language)
            for indicator, line in rows
            if indicator.pk in typed  # a measure that joined the plan after the opening is asked next time
        ]
        for entry_pk, rows in asked.items()
    }


def _asked_indicators(entries):
    """Entry pk → [(indicator, the measure line with the city's sentence, or None)]."""
    lines = (
        MeasureLine.objects.filter(
            Q(action__in=[entry.action_id for entry in entries if entry.action_id])
            | Q(indicator__in=[entry.indicator_id for entry in entries if entry.indicator_id]),
        )
        .select_related("indicator", "plan")
        .order_by("position")
    )
    by_action, by_indicator = {}, {}
    for line in lines:
        by_action.setdefault((line.action_id, line.plan.year), []).append((line.indicator, line))
        by_indicator.setdefault(line.indicator_id, line)
    asked = {}
    for entry in entries:
        if entry.action_id:
            asked[entry.pk] = by_action.get((entry.action_id, entry.round.year), [])
        elif entry.indicator_id:
            asked[entry.pk] = [(entry.indicator, by_indicator.get(entry.indicator_id))]
    return asked


@dataclass
class _Known:
    """What is in force of one indicator: target levels and observations, the baseline among them."""

    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


def _known_figures(indicator_pks) -> dict[int, _Known]:
    """Indicator pk → what is known of it; two queries."""
    known = {pk: _Known() for pk in indicator_pks}
    for target in Target.objects.present().filter(indicator__in=known):
        known[target.indicator_id].targets.append(target)
    for observation in Observation.objects.present().filter(indicator__in=known):
        known[observation.indicator_id].observations.append(observation)
    return known


def _figure_line(row, line, known, year, language):
    indicator, unit = row.indicator, text_of(row.indicator, "unit", language)
    target, latest = target_in_force(known.targets, year=year), latest_observation(known.observations)
    baselines = [observation for observation in known.observations if observation.is_baseline]
    doubts = [text_of(indicator, "doubt", language)] + ([text_of(line, "doubt", language)] if line else [])
    return FigureLine(
        row=row,
        words=text_of(line, "words", language) if line else text_of(indicator, "name", language),
        reading=text_of(indicator, "name", language),
        unit=unit,
        is_told_in_words=indicator.is_told_in_words,
        baseline=_observed(indicator, unit, baselines[-1] if baselines else None),
        target=str(target_words(indicator, unit, target)) if target else "",
        latest=_observed(indicator, unit, latest),
        latest_period=latest.period_end if latest else None,
        given=str(amount_words(indicator, unit, row.value, row.text)),
        doubts=tuple(doubt for doubt in doubts if doubt),
    )


def _observed(indicator, unit, observation):
    return str(amount_words(indicator, unit, observation.value, observation.words)) if observation else ""


def posts_to_choose(language: str, day: date) -> list[tuple[int, str]]:
    """Posts that may answer for something, as choices of a form; one query."""
    posts = Position.objects.answerable().valid_on(day)
    return [(post.pk, str(text_of(post, "title", language))) for post in posts]
