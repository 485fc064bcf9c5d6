"""Figures in words: the baseline, the target level and the latest observation of indicators."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from kemistrategy.periods import Period, day_words, period_words
from kemistrategy.text import Text, text_of
from measures.ledger import latest_observation, target_in_force
from measures.models import Indicator, Observation, Target
from measures.words import amount_words, target_words
from reporting.permissions import visible_observations

from .links import Link, link_to


@dataclass(frozen=True)
class Level:
    """A figure as words with its unit, and when or whence it is."""

    words: Text
    note: str = ""

    def __str__(self):
        return str(self.words)


@dataclass(frozen=True)
class TargetRow:
    level: Level
    origin: str
    decision: Link | None
    reason: str
    is_replaced: bool


@dataclass(frozen=True)
class ObservationRow:
    period: str
    level: Level
    is_baseline: bool
    is_provisional: bool
    source: str
    note: str


@dataclass(frozen=True)
class Figures:
    """Everything that is known of one indicator; `baseline`, `target` and `latest` are None where nothing is."""

    baseline: Level | None = None
    target: Level | None = None
    latest: Level | None = None
    targets: tuple[TargetRow, ...] = ()
    observations: tuple[ObservationRow, ...] = ()


def figures_of(indicators: Iterable[Indicator], rights: Rights = NO_RIGHTS) -> dict[int, Figures]:
    """Two queries for any number of indicators; every indicator asked for is in the answer.

    Without `rights` what the public sees.
    """
    by_id = {indicator.pk: indicator for indicator in indicators}
    targets, observations = ({pk: [] for pk in by_id} for _kind in range(2))
    for target in Target.objects.filter(indicator__in=by_id).select_related("decision", "replaced_by"):
        targets[target.indicator_id].append(target)
    for observation in visible_observations(rights).filter(indicator__in=by_id):
        observations[observation.indicator_id].append(observation)
    return {pk: _figures(indicator, targets[pk], observations[pk]) for pk, indicator in by_id.items()}


def _figures(indicator, targets, observations):
    present = [target for target in targets if getattr(target, "replaced_by", None) is None]
    target = target_in_force(present, year=clock.today().year)
    return Figures(
        baseline=next((observed_level(row, indicator) for row in observations if row.is_baseline), None),
        target=target_level(target, indicator) if target else None,
        latest=latest_level(observations, indicator),
        targets=tuple(_target_row(row, indicator) for row in targets),
        observations=tuple(_observation_row(row, indicator) for row in observations),
    )


def latest_level(observations: Iterable[Observation], indicator: Indicator) -> Level | None:
    """The newest observation that is not the baseline."""
    latest = latest_observation(observations)
    return observed_level(latest, indicator) if latest else None


def target_level(target: Target, indicator: Indicator) -> Level:
    note = day_words(target.due_on) if target.due_on else str(target.year or "")
    return Level(target_words(indicator, text_of(indicator, "unit"), target), note)


def observed_level(observation: Observation, indicator: Indicator) -> Level:
    words = amount_words(indicator, text_of(indicator, "unit"), observation.value, observation.words)
    return Level(words, _period(observation))


def _period(observation):
    if observation.period_start is None:
        return _("ajankohta ei tiedossa")
    words = period_words(Period(observation.period_start, observation.period_end))
    return _("%(period)s, ennakkotieto") % {"period": words} if observation.is_provisional else words


def _target_row(target, indicator):
    decision: Decision | None = target.decision
    return TargetRow(
        level=target_level(target, indicator),
        origin=target.get_origin_display(),
        decision=link_to(decision),
        reason=target.reason,
        is_replaced=getattr(target, "replaced_by", None) is not None,
    )


def _observation_row(observation, indicator):
    return ObservationRow(
        period=_period(observation),
        level=observed_level(observation, indicator),
        is_baseline=observation.is_baseline,
        is_provisional=observation.is_provisional,
        source=observation.source,
        note=observation.note,
    )
