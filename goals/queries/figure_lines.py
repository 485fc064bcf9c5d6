"""The figures that an entry's form asks, each with what was known of it on the review's day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from types import MappingProxyType

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.models import Entry, Figure, MeasureLine, Round
from goals.proposals import ProposedForecast, proposed_forecast
from kemistrategy.numbers import NotANumber
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import day_words
from kemistrategy.text import Text, text_of
from measures.judgement import DEFAULT_LIMITS, Limits
from measures.ledger import adopted_target, in_force, latest_observation, target_in_force, was_known
from measures.models import JudgementLimits, Observation, Target
from measures.queries.remarks import sentences_of
from measures.readings import read_value
from measures.words import amount_words, target_words

NOTHING_TYPED: Mapping[int, str] = MappingProxyType({})


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
    adopted: str  # the level as adopted, when another one is in force now
    target_change: str  # a sentence, when the level changed after the review was opened
    latest: str
    latest_period: date | None
    given: str  # the typed figure as it is read
    doubts: tuple[Text, ...]
    proposal: ProposedForecast | None
    may_propose_target: bool
    remarks: tuple[str, ...]  # why the indicator can't be evaluated as it is
    judged_as: str | None  # in an entry of its own: "" while it has not been sent, None when there is no such entry


def figure_lines(
    entries: list[Entry], *, rights: Rights, badges: Badges, language: str, typed: Mapping[int, str] = NOTHING_TYPED
) -> dict[int, list[FigureLine]]:
    """Entry pk → its figure lines; four queries (measures with indicators, targets, observations, figures).

    A goal's are those of its measures, each once: they are read beside its form and asked elsewhere.

    `typed`: indicator pk → what stands in a form and has not been saved, to see what it would propose.
    """
    asked = _asked_indicators(entries)
    indicators = {indicator.pk for rows in asked.values() for indicator, _line in rows}
    if not indicators:
        return {}
    known = _known_figures(indicators)
    rounds = {entry.pk: entry.round for entry in entries}
    figures = _with_judgements(
        Figure.objects.filter(round__in={round.pk for round in rounds.values()}, indicator__in=indicators)
    ).select_related("indicator")
    rows_of = {(figure.round_id, figure.indicator_id): _typed_over(figure, typed) for figure in figures}
    lines = {}
    for entry_pk, rows in asked.items():
        round = rounds[entry_pk]
        lines[entry_pk] = [
            _figure_line(
                rows_of[round.pk, indicator.pk], line, known[indicator.pk], round, rights, badges.of(round), language
            )
            for indicator, line in rows
            if (round.pk, indicator.pk) in rows_of  # what joined the plan after the opening is asked next time
        ]
    return lines


def _typed_over(figure, typed):
    if figure.indicator_id in typed:
        figure.text = typed[figure.indicator_id]
        try:
            figure.value = read_value(figure.text, figure.indicator)
        except NotANumber:
            figure.value = None
    return figure


def _with_judgements(figures):
    """Each with the limits of a proposal, the indicator's own, else the city's, else None; and with how its indicator
    was judged in an entry of its own, if it has one.
    """
    judgements = Entry.objects.present().filter(round=OuterRef("round"), indicator=OuterRef("indicator"))
    limits = JudgementLimits.objects.filter(Q(indicator=OuterRef("indicator")) | Q(indicator=None)).order_by(
        F("indicator").asc(nulls_last=True)
    )
    return figures.annotate(
        met_from=Subquery(limits.values("met_from")[:1]),
        partly_from=Subquery(limits.values("partly_from")[:1]),
        is_judged_apart=Exists(judgements),
        judged_as=Subquery(judgements.sent().values("attainment")[:1]),
    )


def _limits(row):
    return DEFAULT_LIMITS if row.met_from is None else Limits(met_from=row.met_from, partly_from=row.partly_from)


def _asked_indicators(entries):
    """Entry pk → [(indicator, the measure line with the city's sentence, or None)]."""
    lines = (
        MeasureLine.objects.filter(
            Q(action__in=[entry.action_id for entry in entries if entry.action_id])
            | Q(indicator__in=[entry.indicator_id for entry in entries if entry.indicator_id])
            | Q(goal__in=[entry.goal_id for entry in entries if entry.goal_id]),
        )
        .select_related("indicator", "plan", "goal")
        .order_by("position")
    )
    by_action, by_indicator, by_goal = {}, {}, {}
    for line in lines:
        by_goal.setdefault((line.goal_id, line.plan.year), {}).setdefault(line.indicator_id, (line.indicator, line))
        by_action.setdefault((line.action_id, line.plan.year), []).append((line.indicator, line))
        by_indicator.setdefault(line.indicator_id, line)
    asked = {}
    for entry in entries:
        if entry.action_id:
            asked[entry.pk] = by_action.get((entry.action_id, entry.round.year), [])
        elif entry.indicator_id:
            asked[entry.pk] = [(entry.indicator, by_indicator.get(entry.indicator_id))]
        elif entry.goal_id:
            asked[entry.pk] = list(by_goal.get((entry.goal_id, entry.round.year), {}).values())
    return asked


@dataclass
class _Known:
    """Every target level and observation of one indicator, replaced ones too."""

    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    def targets_of(self, round: Round) -> list[Target]:
        """The levels that a review may know: of a closed one those set by its closing."""
        return [
            row
            for row in self.targets
            if was_known(recorded_at=row.entered_at, by=round.closed_at, is_printed=row.is_printed)
        ]

    def observed_of(self, round: Round) -> list[Observation]:
        """The figures in force that a review may know: none of a later period, and of a closed one none since."""
        known = [
            row
            for row in self.observations
            if (row.period_end is None or row.period_end <= round.as_of)
            and was_known(recorded_at=row.entered_at, by=round.closed_at, is_printed=row.is_printed)
        ]
        return in_force(known, before=attrgetter("corrects_id"))


def _known_figures(indicator_pks) -> dict[int, _Known]:
    """Indicator pk → what is known of it; two queries."""
    known = {pk: _Known() for pk in indicator_pks}
    for target in Target.objects.filter(indicator__in=known).select_related("decision"):
        known[target.indicator_id].targets.append(target)
    for observation in Observation.objects.filter(indicator__in=known):
        known[observation.indicator_id].observations.append(observation)
    return known


def _figure_line(row, line, known, round: Round, rights, badges, language):
    indicator, unit = row.indicator, text_of(row.indicator, "unit", language)
    targets, observations = known.targets_of(round), known.observed_of(round)
    present = in_force(targets, before=attrgetter("replaces_id"))
    target = target_in_force(present, year=round.year)
    bodies = {line.goal.binding_level} if line else ()
    adopted = adopted_target(targets, year=target.year, bodies=bodies) if target else None
    latest = latest_observation(observations, frequency=indicator.frequency, accumulates=indicator.accumulates)
    baseline = next((observation for observation in reversed(observations) if observation.is_baseline), None)
    measured = row if row.value is not None else latest  # what was typed counts before what was known
    doubts = [text_of(indicator, "doubt", language)] + ([text_of(line, "doubt", language)] if line else [])
    return FigureLine(
        row=row,
        words=text_of(line, "words", language) if line else text_of(indicator, "name", language),
        reading=text_of(indicator, "name", language),
        unit=unit,
        is_told_in_words=indicator.is_told_in_words,
        baseline=_observed(indicator, unit, baseline),
        target=_level(indicator, unit, target),
        adopted=_level(indicator, unit, adopted) if adopted != target else "",
        target_change=_target_change(indicator, unit, target, targets, round),
        latest=_observed(indicator, unit, latest),
        latest_period=latest.period_end if latest else None,
        given=str(amount_words(indicator, unit, row.value, row.text)),
        doubts=tuple(doubt for doubt in doubts if doubt),
        proposal=proposed_forecast(
            indicator=indicator,
            unit=unit,
            target=target,
            baseline=baseline,
            measured=measured,
            round=round,
            limits=_limits(row),
            badges=badges,
        ),
        may_propose_target=indicator.answering_post_id in rights.writes_for,
        remarks=sentences_of(indicator, targets=present, observations=observations, year=round.year),
        judged_as=(row.judged_as or "") if row.is_judged_apart else None,
    )


def _observed(indicator, unit, observation):
    return str(amount_words(indicator, unit, observation.value, observation.words)) if observation else ""


def _level(indicator, unit, target):
    return str(target_words(indicator, unit, target)) if target else ""


def _target_change(indicator, unit, target, targets, round):
    """Says that the level in force took the place of another after the review had been opened."""
    before = next((row for row in targets if target and row.pk == target.replaces_id), None)
    if before is None or round.opened_at is None or target.entered_at < round.opened_at:
        return ""
    return _("Tavoitetaso muuttui %(day)s (%(basis)s); aiemmin %(before)s.") % {
        "day": day_words(timezone.localdate(target.entered_at)),
        "basis": target.decision or target.reason,
        "before": _level(indicator, unit, before),
    }
