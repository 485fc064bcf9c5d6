"""What is known of an indicator where its figures are entered: target level, earlier figures, the period's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from kemistrategy.numbers import NotANumber, number_words
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, ended_periods, period_words
from kemistrategy.text import Text, finnish_order, text_of
from measures.ledger import latest_observation, target_in_force
from measures.models import Indicator, Observation, Target
from measures.permissions import indicators_to_measure
from measures.readings import read_figure
from measures.words import amount_words, target_words

from .remarks import sentences_of

PAGE_LENGTH = 100  # rows: three fields each, well under what a form may hold
OFFERED = {
    Indicator.Frequency.MONTHLY: ((1, 12),),
    Indicator.Frequency.HALF_YEARLY: ((6, 4),),
    Indicator.Frequency.YEARLY: ((12, 4),),
    Indicator.Frequency.UNKNOWN: ((6, 4), (12, 3)),
}


def offered_periods(frequency: str, today: date) -> list[Period]:
    """The newest ended periods of an indicator measured so often; the first is the likeliest."""
    return [
        period
        for length, number in OFFERED[Indicator.Frequency(frequency)]
        for period in ended_periods(today, length=length, number=number)
    ]


# --- one observation ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ObservationLine:
    """One observation in force, as it is read beside a form."""

    pk: int
    period: str  # "" for a baseline whose date is not known
    words: Text
    note: str
    source: str
    is_baseline: bool
    is_provisional: bool
    entered_at: date | None = None
    entered_by: str = ""


def observation_line(observation: Observation, language: str) -> ObservationLine:
    """`observation.indicator` and `.entered_by` must be loaded."""
    indicator = observation.indicator
    return ObservationLine(
        pk=observation.pk,
        period=_period_words(observation),
        words=amount_words(indicator, text_of(indicator, "unit", language), observation.value, observation.words),
        note=observation.note,
        source=observation.source,
        is_baseline=observation.is_baseline,
        is_provisional=observation.is_provisional,
        entered_at=observation.entered_at,
        entered_by=str(observation.entered_by or ""),
    )


def as_typed(observation: Observation) -> str:
    """What stands in the field when the observation is corrected: its own words, or the number when they say more.

    The printed "Kertynyt alijäämä 18,9 milj. €" can't be read back; its −18,9 can. `indicator` must be loaded.
    """
    indicator, value = observation.indicator, observation.value
    if value is None:
        return observation.words
    try:
        unit, scale = indicator.unit_fi or "", indicator.scale_maximum
        is_read = read_figure(observation.words, kind=indicator.kind, unit=unit, scale_maximum=scale) == value
    except NotANumber:
        is_read = False
    return observation.words if is_read else number_words(value)


def _period_words(observation) -> str:
    if observation.period_start is None:
        return ""
    return period_words(Period(observation.period_start, observation.period_end))


@dataclass(frozen=True)
class MeasuredIndicator:
    """One indicator as its own form shows it."""

    pk: int
    name: Text
    unit: Text
    definition: Text
    doubt: Text
    frequency: str
    source: str
    is_told_in_words: bool
    baseline: ObservationLine | None
    target: Text
    observations: tuple[ObservationLine, ...]  # the newest first, without the baseline
    remarks: tuple[str, ...]


def measured_indicator(indicator: Indicator, year: int, language: str) -> MeasuredIndicator:
    """`year`: that of the target level to show. Two queries."""
    unit = text_of(indicator, "unit", language)
    rows = list(indicator.observations.present().select_related("entered_by"))
    for row in rows:
        row.indicator = indicator
    lines = [observation_line(row, language) for row in rows]
    targets = list(indicator.targets.present())
    target = target_in_force(targets, year=year)
    return MeasuredIndicator(
        pk=indicator.pk,
        name=text_of(indicator, "name", language),
        unit=unit,
        definition=text_of(indicator, "definition", language),
        doubt=text_of(indicator, "doubt", language),
        frequency=indicator.get_frequency_display(),
        source=indicator.source_fi or "",
        is_told_in_words=indicator.is_told_in_words,
        baseline=next((line for line in lines if line.is_baseline), None),
        target=target_words(indicator, unit, target) if target else Text(""),
        observations=tuple(line for line in reversed(lines) if not line.is_baseline),
        remarks=sentences_of(indicator, targets=targets, observations=rows, year=year),
    )


# --- many at once -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FigureRow:
    """One indicator of the page on which many are entered; `recorded` is the period's figure when it has one."""

    pk: int
    name: Text
    unit: Text
    is_told_in_words: bool
    target: Text
    last: ObservationLine | None
    recorded: ObservationLine | None


@dataclass(frozen=True)
class FigureGroup:
    """Rows under one heading: the key indicators, then those of one answering post."""

    title: Text
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class FigurePage:
    groups: tuple[FigureGroup, ...]
    number: int  # of this page, from 1
    total: int  # pages
    rows: tuple[FigureRow, ...] = field(default=())


def figure_page(rights: Rights, period: Period, *, number: int, language: str) -> FigurePage:
    """The indicators whose figures this person enters: key ones first, then by answering post and name.

    Three queries however many there are.
    """
    indicators = sorted(indicators_to_measure(rights).select_related("answering_post"), key=_place(language))
    total = max(1, -(-len(indicators) // PAGE_LENGTH))
    number = min(max(number, 1), total)
    shown = indicators[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
    known = _known(shown, period)
    targets = {}
    for target in Target.objects.present().filter(indicator__in=shown):
        targets.setdefault(target.indicator_id, []).append(target)
    rows = {row.pk: _figure_row(row, known.get(row.pk, ()), targets.get(row.pk, ()), period, language) for row in shown}
    groups = [
        FigureGroup(title, tuple(rows[indicator.pk] for indicator in members))
        for title, members in groupby(shown, key=lambda indicator: _group(indicator, language))
    ]
    return FigurePage(tuple(groups), number, total, tuple(rows.values()))


def _place(language):
    def place(indicator):
        if indicator.is_key:
            return (0, (), (), indicator.position, indicator.pk)
        name = finnish_order(str(text_of(indicator, "name", language)))
        return (1, finnish_order(str(_group(indicator, language))), name, indicator.position, indicator.pk)

    return place


def _group(indicator, language) -> Text:
    if indicator.is_key:
        return Text(_("Keskeiset mittarit"), language)
    if indicator.answering_post is None:
        return Text(_("Vastaaja puuttuu"), language)
    return text_of(indicator.answering_post, "title", language)


def _known(indicators: Iterable[Indicator], period: Period) -> dict[int, list[Observation]]:
    """Of each indicator the period's figure, the last one that ended before, and the baseline; one query."""
    in_force: QuerySet[Observation] = Observation.objects.present()
    before = in_force.filter(indicator=OuterRef("indicator"), is_baseline=False, period_end__lt=period.end)
    wanted = (
        Q(period_start=period.start, period_end=period.end)
        | Q(is_baseline=True)
        | Q(pk=Subquery(before.order_by("-period_end", "-pk").values("pk")[:1]))
    )
    known = {}
    for row in in_force.filter(wanted, indicator__in=indicators).select_related("entered_by"):
        known.setdefault(row.indicator_id, []).append(row)
    return known


def _figure_row(indicator, known, targets, period, language):
    for row in known:
        row.indicator = indicator
    recorded = next((row for row in known if (row.period_start, row.period_end) == (period.start, period.end)), None)
    others = [row for row in known if row is not recorded]
    last = latest_observation(others) or next((row for row in others if row.is_baseline), None)
    target, unit = target_in_force(targets, year=period.end.year), text_of(indicator, "unit", language)
    return FigureRow(
        pk=indicator.pk,
        name=text_of(indicator, "name", language),
        unit=unit,
        is_told_in_words=indicator.is_told_in_words,
        target=target_words(indicator, unit, target) if target else Text(""),
        last=observation_line(last, language) if last else None,
        recorded=observation_line(recorded, language) if recorded else None,
    )
