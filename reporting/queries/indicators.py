"""Indicators: the key ones in a table or as charts, the plans' by goal, and the page of one with everything known."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404
from django.utils.translation import get_language

from goals.models import Benefit, Goal, MeasureLine, Strategy
from goals.permissions import visible_plans, visible_strategies
from kemistrategy import clock
from kemistrategy.numbers import number_words
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.charts import IndicatorChart
from measures.models import ComparisonValue, Indicator
from measures.permissions import indicators_to_measure, indicators_to_propose_for, indicators_to_target
from reporting.permissions import visible_indicators

from .actions import Responsible
from .charts import bounds_of, indicator_drawing
from .figures import Figures, Known, figures_of, measure_of
from .links import Link, columns_of, distinct, joined_link, link_to, page_of
from .measurability import Remark, remarks_of
from .measured import (
    ComparedRow,
    ObservationRow,
    Progress,
    ProposedLevel,
    TargetRow,
    compared_rows,
    in_force,
    observation_rows,
    observations_of,
    progress_of,
    proposed_columns,
    proposed_levels,
    target_rows,
    targets_of,
)
from .sdg import TagRow, tags_of

# direction: (arrow, the indicator's get_direction_display() says it in words)
ARROWS = {
    Indicator.Direction.UP: "↑",
    Indicator.Direction.DOWN: "↓",
    Indicator.Direction.MAINTAIN: "→",
    Indicator.Direction.UNSET: "",
}


class IndicatorRow(NamedTuple):
    """As much of an indicator as a list shows, once for each of its benefits."""

    pk: int
    kind: str
    direction: str
    decimals: int
    scale_maximum: Decimal | None
    accumulates: bool
    frequency: str
    parent_id: int | None
    name_fi: str
    name_sv: str | None
    name_en: str | None
    unit_fi: str
    unit_sv: str | None
    unit_en: str | None
    source_fi: str
    source_sv: str | None
    source_en: str | None
    doubt_fi: str
    doubt_sv: str | None
    doubt_en: str | None
    benefit_fi: str
    benefit_sv: str | None
    benefit_en: str | None
    benefit_address: int


@dataclass(frozen=True)
class KeyRow:
    """A line of the table of key indicators; `is_part` marks a part of the indicator above it."""

    pk: int
    link: Link
    benefits: tuple[Link, ...]
    figures: Figures
    arrow: str
    direction: str
    source: Text
    doubt: Text
    is_part: bool


@dataclass(frozen=True)
class PlanMeasure:
    link: Link
    words: tuple[Text, ...]
    unit: Text


@dataclass(frozen=True)
class GoalMeasures:
    goal: Link
    measures: tuple[PlanMeasure, ...]


@dataclass(frozen=True)
class IndicatorList:
    key: tuple[KeyRow, ...]
    by_goal: tuple[GoalMeasures, ...]
    others: tuple[Link, ...]
    indicators: int


@dataclass(frozen=True)
class MeasuredIn:
    """A line of a plan that this indicator measures, in the city's sentence."""

    words: Text
    goal: Link
    action: Link | None
    plan: Link


@dataclass(frozen=True)
class Deeds:
    """What this reader may do with the indicator's figures and levels."""

    may_measure: bool
    may_target: bool
    may_propose: bool


@dataclass(frozen=True)
class Ratio:
    """What the indicator is calculated from; a part that this reader does not see is None."""

    numerator: Link | None
    denominator: Link | None
    scale: str


@dataclass(frozen=True)
class IndicatorPage:
    pk: int
    name: Text
    kind: str
    unit: Text
    is_key: bool
    arrow: str
    direction: str
    frequency: str
    accumulates: bool
    definition: Text
    source: Text
    licence: str
    doubt: Text
    figures: Figures
    chart: IndicatorChart | None
    progress: Progress
    observations: tuple[ObservationRow, ...]
    targets: tuple[TargetRow, ...]
    proposals: tuple[ProposedLevel, ...]
    compared: tuple[ComparedRow, ...]
    remarks: tuple[Remark, ...]
    deeds: Deeds
    ratio: Ratio | None
    parent: Link | None
    children: tuple[tuple[Link, Figures], ...]
    benefits: tuple[Link, ...]
    strategic_goals: tuple[Link, ...]
    lines: tuple[MeasuredIn, ...]
    responsible: Responsible
    tags: tuple[TagRow, ...]


def key_rows(rights: Rights, *, are_told: bool = True) -> tuple[KeyRow, ...]:
    """Indicators with their benefits, targets, observations: three queries, a fourth where a target level has moved.

    `are_told`: each with the sentence that says what its figures show.
    """
    rows = (
        Indicator.objects.key()
        .filter(benefits__strategy__in=visible_strategies(rights))
        .annotate(**columns_of("benefits", Benefit, name="benefit"))
        .order_by("benefits__strategy__position", "benefits__position", "position", "pk")
    )
    by_indicator = {}
    for row in map(IndicatorRow._make, rows.values_list(*IndicatorRow._fields)):
        by_indicator.setdefault(row.pk, []).append(row)
    figures = figures_of((rows[0] for rows in by_indicator.values()), rights, are_told=are_told)
    language = get_language()
    directions = {code: str(words) for code, words in Indicator.Direction.choices}
    return tuple(_key_row(rows, figures[pk], directions, language) for pk, rows in by_indicator.items())


def _key_row(rows, figures, directions, language):
    indicator = rows[0]
    return KeyRow(
        pk=indicator.pk,
        link=Link(text_of(indicator, "name", language), page_of(Indicator, indicator.pk)),
        benefits=distinct(
            Link(text_of(row, "benefit", language), page_of(Benefit, row.benefit_address)) for row in rows
        ),
        figures=figures,
        arrow=ARROWS[indicator.direction],
        direction=directions[indicator.direction],
        source=text_of(indicator, "source", language),
        doubt=text_of(indicator, "doubt", language),
        is_part=indicator.parent_id is not None,
    )


def indicator_list(rights: Rights, *, as_charts: bool = False) -> IndicatorList:
    """Six queries at most: the key indicators', the plans' lines and the others. Charts come with their sentences."""
    key = key_rows(rights, are_told=as_charts)
    lines = list(
        MeasureLine.objects.filter(plan__in=visible_plans(rights))
        .select_related("goal", "indicator")
        .order_by("goal__strategy__position", "goal__position", "position", "pk")
    )
    shown = {row.pk for row in key} | {line.indicator_id for line in lines}
    names = list(visible_indicators(rights).values_list("pk", "name_fi", "name_sv", "name_en", named=True))
    return IndicatorList(
        key=key,
        by_goal=_by_goal(lines),
        others=tuple(Link(text_of(row, "name"), page_of(Indicator, row.pk)) for row in names if row.pk not in shown),
        indicators=len(names),
    )


def _by_goal(lines):
    goals = {}
    for line in lines:
        goals.setdefault(link_to(line.goal), {}).setdefault(line.indicator, []).append(text_of(line, "words"))
    return tuple(
        GoalMeasures(
            goal,
            tuple(
                PlanMeasure(link_to(indicator), distinct(words), text_of(indicator, "unit"))
                for indicator, words in indicators.items()
            ),
        )
        for goal, indicators in goals.items()
    )


def indicator_page(rights: Rights, pk: int) -> IndicatorPage:
    """Everything known of one indicator; eight queries, two more for the remarks that signed-in readers see."""
    family, rows = _family(rights, pk)
    indicator = rows[0]
    children = [row for row in family.values() if row.parent_id == pk]
    observed = observations_of([pk, *(child.pk for child in children)], rights)
    targets = targets_of([pk, *(child.pk for child in children)])
    takes_part, benefits, goals, levels = _surroundings(rights, pk)
    lines = list(
        MeasureLine.objects.filter(indicator=pk, plan__in=visible_plans(rights)).select_related(
            "goal", "action", "plan"
        )
    )
    bodies = {*levels, *(line.goal.binding_level for line in lines)} - {Goal.Binding.NONE, None}
    known = _known(indicator, observed, targets, bodies)
    compared = list(ComparisonValue.objects.filter(indicator=pk).order_by("area_name", "period_end"))
    return IndicatorPage(
        pk=pk,
        name=text_of(indicator, "name"),
        kind=indicator.get_kind_display(),
        unit=known.unit,
        is_key=indicator.is_key,
        arrow=ARROWS[indicator.direction],
        direction=indicator.get_direction_display(),
        frequency=indicator.get_frequency_display(),
        accumulates=indicator.accumulates,
        definition=text_of(indicator, "definition"),
        source=text_of(indicator, "source"),
        licence=indicator.licence,
        doubt=text_of(indicator, "doubt"),
        figures=known.figures(),
        chart=indicator_drawing(known, compared, bounds_of(indicator)),
        progress=progress_of(known),
        observations=observation_rows(observed.get(pk, ()), indicator),
        targets=target_rows(known.targets, indicator),
        proposals=proposed_levels(rows) if rights.is_signed_in else (),
        compared=compared_rows(known, compared),
        remarks=_remarks(indicator, known, rights),
        deeds=Deeds(indicator.may_measure, indicator.may_target, indicator.may_propose),
        ratio=_ratio(indicator, family),
        parent=link_to(family.get(indicator.parent_id)),
        children=tuple((link_to(child), _known(child, observed, targets).figures()) for child in children),
        benefits=benefits,
        strategic_goals=goals,
        lines=tuple(_measured_in(line) for line in lines),
        responsible=Responsible(link_to(indicator.answering_post), takes_part),
        tags=tags_of(indicator=[pk]).get(("indicator", pk), ()),
    )


def _family(rights, pk):
    """The indicator, its parts, its whole and what it is calculated from, as far as this reader sees them: one query.

    Gives them by pk, and the rows of the indicator itself: one for each of its open proposals.
    """
    asked = OuterRef("pk")
    related = Q(pk=pk) | Q(parent=pk) | Q(children=pk) | Q(numerator_of=pk) | Q(denominator_of=pk)
    rows = (
        visible_indicators(rights)
        .filter(related)
        .select_related("answering_post")
        .annotate(
            may_measure=Exists(indicators_to_measure(rights).filter(pk=asked)),
            may_target=Exists(indicators_to_target(rights).filter(pk=asked)),
            may_propose=Exists(indicators_to_propose_for(rights).filter(pk=asked)),
            **proposed_columns(),
        )
    )
    family, own = {}, []
    for row in rows:
        family.setdefault(row.pk, row)
        if row.pk == pk:
            own.append(row)
    if not own:
        raise Http404
    return family, own


def _known(indicator, observed, targets, bodies=()):
    rows = in_force(observed.get(indicator.pk, ()))
    levels = tuple(targets.get(indicator.pk, ()))
    return Known(measure_of(indicator), rows, levels, frozenset(bodies), clock.today().year)


def _ratio(indicator, family):
    if indicator.denominator_id is None:
        return None
    parts = (link_to(family.get(part)) for part in (indicator.numerator_id, indicator.denominator_id))
    return Ratio(*parts, scale=number_words(indicator.ratio_scale))


def _remarks(indicator, known, rights):
    """What the measurability check says of it: for those who have signed in, as on the page of the check."""
    if not rights.is_signed_in:
        return ()
    found = remarks_of([indicator], rights, targets=known.present_targets, observations=known.observed)
    return found[indicator.pk]


def _surroundings(rights, pk):
    """Who takes part, which benefits it shows, which strategic goals those serve and whom they bind: one query."""
    rows = list(
        Indicator.objects.filter(pk=pk)
        .annotate(
            **columns_of("participants", Position, name="participant"),
            **columns_of("benefits", Benefit, name="benefit"),
            **columns_of("benefits__goals", Goal, name="goal"),
            strategy_state=F("benefits__strategy__state"),
            goal_binding=F("benefits__goals__binding_level"),
        )
        .order_by("participants__position", "benefits__position", "benefits__goals__position")
    )
    shown = rows if rights.coordinates else [row for row in rows if row.strategy_state != Strategy.State.DRAFT]
    return (
        distinct(joined_link(row, Position, name="participant") for row in rows),
        distinct(joined_link(row, Benefit, name="benefit") for row in shown),
        distinct(joined_link(row, Goal, name="goal") for row in shown),
        {row.goal_binding for row in rows},
    )


def _measured_in(line):
    return MeasuredIn(text_of(line, "words"), link_to(line.goal), link_to(line.action), link_to(line.plan))
