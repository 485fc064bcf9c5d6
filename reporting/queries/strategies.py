"""Strategies with their themes, focus areas, strategic goals, benefits and texts."""

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q
from django.http import Http404

from goals.models import (
    Action,
    Benefit,
    ChangeChallenge,
    DepartmentCard,
    FocusArea,
    Goal,
    Project,
    Strategy,
    SwotItem,
    TextBlock,
    Theme,
)
from goals.permissions import visible_goals, visible_plans, visible_strategies
from goals.queries.action_lineage import gave_way
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .counting import number_of
from .links import Link, capitalised, columns_of, distinct, joined_link, link_to, links_to
from .measure_counts import MeasureCounts, measure_counts, measured
from .told import Review


@dataclass(frozen=True)
class StrategyCard:
    """A strategy as a card: its themes as chips and what it holds as counts."""

    link: Link
    slug: str
    mission: Text
    vision: Text
    years: str
    state: str
    is_in_force: bool
    is_draft: bool
    themes_word: Text
    themes: tuple[Link, ...]
    goals: int
    goals_word: Text
    actions: int
    key_indicators: int
    projects: int
    measures: MeasureCounts


@dataclass(frozen=True)
class Block:
    """A text of the strategy: the adopted words, and a summary that is not adopted."""

    heading: Text
    adopted: Text
    summary: Text


@dataclass(frozen=True)
class ThemeRow:
    link: Link
    strategy: Link
    focus_areas: tuple[Link, ...]
    goals: tuple[Link, ...]
    doubt: Text


@dataclass(frozen=True)
class BenefitRow:
    link: Link
    strategy: Link
    indicators: tuple[Link, ...]
    goals: tuple[Link, ...]
    doubt: Text


@dataclass(frozen=True)
class StrategyPage:
    pk: int
    card: StrategyCard
    theme_word: Text
    blocks: tuple[Block, ...]
    themes: tuple[ThemeRow, ...]
    goals_without_theme: tuple[Link, ...]
    benefits: tuple[BenefitRow, ...]
    departments: tuple[Link, ...]
    plans: tuple[Link, ...]
    predecessor: Link | None
    successors: tuple[Link, ...]
    decision: Link | None
    doubt: Text
    challenges: int
    swot_lines: int


def strategy_cards(rights: Rights, review: Review | None = None) -> tuple[StrategyCard, ...]:
    """One query: a row per theme. Of their measures is counted what the review tells."""
    rows = _counted(visible_strategies(rights), rights, review).annotate(**columns_of("themes", Theme, name="theme"))
    return _cards(rows.order_by("position", "pk", "themes__position"), review)


def _cards(rows, review) -> tuple[StrategyCard, ...]:
    by_strategy = {}
    for row in rows:
        by_strategy.setdefault(row.pk, []).append(row)
    return tuple(
        _card(rows[0], distinct(joined_link(row, Theme, name="theme") for row in rows), review)
        for rows in by_strategy.values()
    )


def _counted(strategies, rights, review=None):
    return measured(strategies, rights, review).annotate(
        number_of_goals=number_of(Goal.objects.all(), per="strategy"),
        number_of_actions=number_of(
            Action.objects.filter(plan_lines__plan__in=visible_plans(rights)).exclude(gave_way(rights)),
            per="plan_lines__plan__strategy",
        ),
        number_of_key_indicators=number_of(Indicator.objects.key(), per="benefits__strategy"),
        number_of_projects=number_of(Project.objects.all(), per="strategy"),
        number_of_challenges=number_of(ChangeChallenge.objects.all(), per="strategy"),
        number_of_swot_lines=number_of(SwotItem.objects.all(), per="strategy"),
    )


def _card(strategy, themes, review=None):
    return StrategyCard(
        link=link_to(strategy),
        slug=strategy.slug,
        mission=text_of(strategy, "mission"),
        vision=text_of(strategy, "vision"),
        years=years(strategy),
        state=strategy.get_state_display(),
        is_in_force=strategy.state == Strategy.State.IN_FORCE,
        is_draft=strategy.state == Strategy.State.DRAFT,
        themes_word=capitalised(text_of(strategy, "themes_word")),
        themes=themes,
        goals=strategy.number_of_goals,
        goals_word=text_of(strategy, "goals_word"),
        actions=strategy.number_of_actions,
        key_indicators=strategy.number_of_key_indicators,
        projects=strategy.number_of_projects,
        measures=measure_counts(strategy, review, slug=strategy.slug),
    )


def years(strategy) -> str:
    """ "2022–2025", "2024–" or nothing."""
    start, end = (str(day.year) if day else "" for day in (strategy.valid_from, strategy.valid_to))
    return f"{start}–{end}" if start or end else ""


def strategy_page(rights: Rights, slug: str) -> StrategyPage:
    strategies = visible_strategies(rights).filter(slug=slug)
    rows = list(_with_successors(_counted(strategies, rights), rights).select_related("decision", "predecessor"))
    if not rows:
        raise Http404
    strategy = rows[0]
    themes, goals = theme_rows(rights, strategy=strategy), list(_goals_with_themes(rights, strategy))
    shows_predecessor = rights.coordinates or (
        strategy.predecessor and strategy.predecessor.state != Strategy.State.DRAFT
    )
    return StrategyPage(
        pk=strategy.pk,
        card=_card(strategy, tuple(row.link for row in themes)),
        theme_word=text_of(strategy, "theme_word"),
        blocks=blocks(strategy=strategy),
        themes=themes,
        goals_without_theme=distinct(link_to(goal) for goal in goals if goal.theme_address is None),
        benefits=benefit_rows(rights, strategy=strategy),
        departments=_departments(strategy),
        plans=links_to(visible_plans(rights).filter(strategy=strategy)),
        predecessor=link_to(strategy.predecessor) if shows_predecessor else None,
        successors=distinct(joined_link(row, Strategy, name="successor") for row in rows),
        decision=link_to(strategy.decision),
        doubt=text_of(strategy, "doubt"),
        challenges=strategy.number_of_challenges,
        swot_lines=strategy.number_of_swot_lines,
    )


def _with_successors(strategies, rights):
    told = Strategy.State.values if rights.coordinates else (Strategy.State.IN_FORCE, Strategy.State.ENDED)
    following = FilteredRelation("successors", condition=Q(successors__state__in=told))
    return strategies.annotate(following=following).annotate(**columns_of("following", Strategy, name="successor"))


def _goals_with_themes(rights, strategy):
    return (
        visible_goals(rights)
        .filter(strategy=strategy)
        .annotate(**columns_of("themes", Theme, name="theme"))
        .order_by("position", "pk")
    )


def _departments(strategy):
    return links_to(card.unit for card in DepartmentCard.objects.filter(strategy=strategy).select_related("unit"))


def blocks(**home) -> tuple[Block, ...]:
    """`blocks(theme=theme)`: the texts of one home in their order."""
    return tuple(block_of(row) for row in TextBlock.objects.filter(**home))


def block_of(row: TextBlock) -> Block:
    return Block(text_of(row, "heading"), text_of(row, "adopted_text"), text_of(row, "summary"))


def theme_rows(rights: Rights, *, strategy: Strategy | None = None) -> tuple[ThemeRow, ...]:
    """One query: a row per focus area and goal."""
    rows = (
        _themes(rights, strategy)
        .annotate(**columns_of("focus_areas", FocusArea, name="area"), **columns_of("goals", Goal, name="goal"))
        .order_by("strategy__position", "strategy", "position", "pk", "focus_areas__position", "goals__position")
    )
    by_theme = {}
    for row in rows:
        by_theme.setdefault(row.pk, []).append(row)
    return tuple(_theme_row(rows) for rows in by_theme.values())


def _themes(rights, strategy=None):
    themes = Theme.objects.filter(strategy__in=visible_strategies(rights)).select_related("strategy")
    return themes.filter(strategy=strategy) if strategy else themes


def _theme_row(rows):
    return ThemeRow(
        link=link_to(rows[0]),
        strategy=link_to(rows[0].strategy),
        focus_areas=distinct(joined_link(row, FocusArea, name="area") for row in rows),
        goals=distinct(joined_link(row, Goal, name="goal") for row in rows),
        doubt=text_of(rows[0], "doubt"),
    )


def benefit_rows(rights: Rights, *, strategy: Strategy | None = None) -> tuple[BenefitRow, ...]:
    """One query: a row per indicator and strategic goal."""
    benefits = Benefit.objects.filter(strategy__in=visible_strategies(rights))
    rows = (
        (benefits.filter(strategy=strategy) if strategy else benefits)
        .select_related("strategy")
        .annotate(**columns_of("indicators", Indicator, name="indicator"), **columns_of("goals", Goal, name="goal"))
        .order_by("strategy__position", "strategy", "position", "pk", "indicators__position", "goals__position")
    )
    by_benefit = {}
    for row in rows:
        by_benefit.setdefault(row.pk, []).append(row)
    return tuple(_benefit_row(rows) for rows in by_benefit.values())


def _benefit_row(rows):
    return BenefitRow(
        link=link_to(rows[0]),
        strategy=link_to(rows[0].strategy),
        indicators=distinct(joined_link(row, Indicator, name="indicator") for row in rows),
        goals=distinct(joined_link(row, Goal, name="goal") for row in rows),
        doubt=text_of(rows[0], "doubt"),
    )
