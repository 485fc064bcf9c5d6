"""Indicators: the key ones in a table, the plans' by goal, and the page of one with everything known of it."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.http import Http404

from goals.models import Benefit, Goal, MeasureLine, Strategy
from goals.permissions import visible_plans, visible_strategies
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator
from reporting.permissions import visible_indicators

from .actions import Responsible
from .figures import Figures, figures_of
from .links import Link, columns_of, distinct, joined_link, link_to
from .sdg import TagRow, tags_of

# direction: (arrow, the indicator's get_direction_display() says it in words)
ARROWS = {
    Indicator.Direction.UP: "↑",
    Indicator.Direction.DOWN: "↓",
    Indicator.Direction.MAINTAIN: "→",
    Indicator.Direction.UNSET: "",
}


@dataclass(frozen=True)
class KeyRow:
    """A line of the table of key indicators; `is_part` marks a part of the indicator above it."""

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
    doubt: Text
    figures: Figures
    parent: Link | None
    children: tuple[tuple[Link, Figures], ...]
    benefits: tuple[Link, ...]
    strategic_goals: tuple[Link, ...]
    lines: tuple[MeasuredIn, ...]
    responsible: Responsible
    tags: tuple[TagRow, ...]


def key_rows(rights: Rights) -> tuple[KeyRow, ...]:
    """Three queries: indicators with their benefits, targets, observations."""
    strategies = visible_strategies(rights)
    rows = (
        Indicator.objects.key()
        .filter(benefits__strategy__in=strategies)
        .annotate(**columns_of("benefits", Benefit, name="benefit"))
        .order_by("benefits__strategy__position", "benefits__position", "position", "pk")
    )
    by_indicator = {}
    for row in rows:
        by_indicator.setdefault(row.pk, []).append(row)
    figures = figures_of((rows[0] for rows in by_indicator.values()), rights)
    return tuple(_key_row(rows, figures[pk]) for pk, rows in by_indicator.items())


def _key_row(rows, figures):
    indicator = rows[0]
    return KeyRow(
        link=link_to(indicator),
        benefits=distinct(joined_link(row, Benefit, name="benefit") for row in rows),
        figures=figures,
        arrow=ARROWS[indicator.direction],
        direction=indicator.get_direction_display(),
        source=text_of(indicator, "source"),
        doubt=text_of(indicator, "doubt"),
        is_part=indicator.parent_id is not None,
    )


def indicator_list(rights: Rights) -> IndicatorList:
    key = key_rows(rights)
    lines = list(
        MeasureLine.objects.filter(plan__in=visible_plans(rights))
        .select_related("goal", "indicator")
        .order_by("goal__strategy__position", "goal__position", "position", "pk")
    )
    shown = {row.link for row in key} | {link_to(line.indicator) for line in lines}
    everything = [link_to(indicator) for indicator in visible_indicators(rights)]
    return IndicatorList(
        key=key,
        by_goal=_by_goal(lines),
        others=tuple(link for link in everything if link not in shown),
        indicators=len(everything),
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
    visible = visible_indicators(rights)
    indicator = (
        visible.filter(pk=pk)
        .select_related("parent", "answering_post")
        .annotate(shows_parent=Exists(visible.filter(pk=OuterRef("parent"))))
        .first()
    )
    if indicator is None:
        raise Http404
    children = list(visible.filter(parent=pk))
    figures = figures_of([indicator, *children], rights)
    lines = MeasureLine.objects.filter(indicator=pk, plan__in=visible_plans(rights))
    takes_part, benefits, goals = _surroundings(rights, pk)
    return IndicatorPage(
        pk=pk,
        name=text_of(indicator, "name"),
        kind=indicator.get_kind_display(),
        unit=text_of(indicator, "unit"),
        is_key=indicator.is_key,
        arrow=ARROWS[indicator.direction],
        direction=indicator.get_direction_display(),
        frequency=indicator.get_frequency_display(),
        accumulates=indicator.accumulates,
        definition=text_of(indicator, "definition"),
        source=text_of(indicator, "source"),
        doubt=text_of(indicator, "doubt"),
        figures=figures[pk],
        parent=link_to(indicator.parent) if indicator.shows_parent else None,
        children=tuple((link_to(child), figures[child.pk]) for child in children),
        benefits=benefits,
        strategic_goals=goals,
        lines=tuple(_measured_in(line) for line in lines.select_related("goal", "action", "plan")),
        responsible=Responsible(link_to(indicator.answering_post), takes_part),
        tags=tags_of(indicator=[pk]).get(("indicator", pk), ()),
    )


def _surroundings(rights, pk):
    """Who takes part, which benefits it shows and which strategic goals those serve: one query, folded."""
    rows = list(
        Indicator.objects.filter(pk=pk)
        .annotate(
            **columns_of("participants", Position, name="participant"),
            **columns_of("benefits", Benefit, name="benefit"),
            **columns_of("benefits__goals", Goal, name="goal"),
            strategy_state=F("benefits__strategy__state"),
        )
        .order_by("participants__position", "benefits__position", "benefits__goals__position")
    )
    shown = rows if rights.coordinates else [row for row in rows if row.strategy_state != Strategy.State.DRAFT]
    return (
        distinct(joined_link(row, Position, name="participant") for row in rows),
        distinct(joined_link(row, Benefit, name="benefit") for row in shown),
        distinct(joined_link(row, Goal, name="goal") for row in shown),
    )


def _measured_in(line):
    return MeasuredIn(text_of(line, "words"), link_to(line.goal), link_to(line.action), link_to(line.plan))
