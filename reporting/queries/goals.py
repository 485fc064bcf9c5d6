"""Goals: all of them by strategy and theme, and the page of one with its plan lines and measures."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404

from goals.models import Benefit, Goal, MeasureLine, Succession, Theme
from goals.permissions import visible_goals, visible_plans
from goals.status import RollUp, roll_up
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .actions import (
    ActionLine,
    PrintedLine,
    action_line,
    folded_participants,
    plan_lines,
    printed_line,
    with_participants,
)
from .links import Link, capitalised, columns_of, distinct, joined_link, link_to
from .measure_lines import MeasureRow, measure_rows
from .sdg import TagRow, tags_of
from .successions import SuccessionRow, succession_rows
from .told import Review, present_review


@dataclass(frozen=True)
class GoalRow:
    link: Link
    binding: str
    actions: int
    measures: int


@dataclass(frozen=True)
class ThemeGroup:
    """A theme's goals; `theme` is None for goals that belong to the whole strategy."""

    theme: Link | None
    goals: tuple[GoalRow, ...]


@dataclass(frozen=True)
class StrategyGroup:
    strategy: Link
    goals_word: Text
    goals: int
    themes: tuple[ThemeGroup, ...]


@dataclass(frozen=True)
class PlannedAction:
    """An action under a goal: the plan's own words, and what measures it."""

    line: ActionLine
    printed: PrintedLine
    weight: int
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True)
class GoalPage:
    pk: int
    title: Text
    goal_word: Text
    actions_word: Text
    strategy: Link
    themes: tuple[Link, ...]
    binding: str
    sponsor: Link | None
    decision: Link | None
    doubt: Text
    source_text: str
    tags: tuple[TagRow, ...]
    actions: tuple[PlannedAction, ...]
    measures_without_action: tuple[MeasureRow, ...]
    benefits: tuple[Link, ...]
    key_indicators: tuple[Link, ...]  # of the benefits it serves
    successions: tuple[SuccessionRow, ...]
    review: Review | None
    roll_up: RollUp | None

    @property
    def weights_differ(self) -> bool:
        return len({action.weight for action in self.actions}) > 1

    @property
    def percent(self) -> int | None:
        """The roll-up's share in percent, 0–100."""
        return None if self.roll_up is None or self.roll_up.share is None else round(self.roll_up.share * 100)


def goal_groups(rights: Rights) -> tuple[StrategyGroup, ...]:
    """One query: a row per goal and theme."""
    plans = visible_plans(rights)
    rows = (
        visible_goals(rights)
        .select_related("strategy")
        .annotate(
            **columns_of("themes", Theme, name="theme"),
            number_of_actions=Count("plan_lines__action", filter=Q(plan_lines__plan__in=plans), distinct=True),
            number_of_measures=Count("measure_lines", filter=Q(measure_lines__plan__in=plans), distinct=True),
        )
        .order_by("strategy__position", "strategy", "themes__position", "themes", "position", "pk")
    )
    by_strategy = {}
    for row in rows:
        by_strategy.setdefault(row.strategy, {}).setdefault(joined_link(row, Theme, name="theme"), []).append(row)
    return tuple(_strategy_group(strategy, themes) for strategy, themes in by_strategy.items())


def _strategy_group(strategy, themes):
    return StrategyGroup(
        strategy=link_to(strategy),
        goals_word=text_of(strategy, "goals_word"),
        goals=len({goal.pk for goals in themes.values() for goal in goals}),
        themes=tuple(ThemeGroup(theme, tuple(goal_row(goal) for goal in goals)) for theme, goals in themes.items()),
    )


def goal_row(goal) -> GoalRow:
    """Needs the counts annotated."""
    binding = goal.get_binding_level_display() if goal.binding_level != Goal.Binding.NONE else ""
    return GoalRow(link_to(goal), binding, goal.number_of_actions, goal.number_of_measures)


def goal_page(rights: Rights, pk: int) -> GoalPage:
    rows = list(_goal_with_themes(rights, pk))
    if not rows:
        raise Http404
    goal = rows[0]
    lines = list(with_participants(plan_lines(rights).filter(goal=pk)))
    actions = {line.action_id for line in lines}
    review = present_review(rights, action__in=actions)
    measures = measure_rows(MeasureLine.objects.filter(goal=pk, plan__in=visible_plans(rights)), rights)
    planned = planned_actions(lines, measures, review)
    return GoalPage(
        pk=pk,
        title=text_of(goal, "title"),
        goal_word=capitalised(text_of(goal.strategy, "goal_word")),
        actions_word=capitalised(text_of(goal.strategy, "actions_word")),
        strategy=link_to(goal.strategy),
        themes=distinct(joined_link(row, Theme, name="theme") for row in rows),
        binding=goal.get_binding_level_display(),
        sponsor=link_to(goal.sponsor),
        decision=link_to(goal.decision),
        doubt=text_of(goal, "doubt"),
        source_text=goal.source_text,
        tags=tags_of(goal=[pk]).get(("goal", pk), ()),
        actions=planned,
        measures_without_action=tuple(row for row in measures if row.action_id not in actions),
        benefits=distinct(joined_link(row, Benefit, name="benefit") for row in rows),
        key_indicators=distinct(joined_link(row, Indicator, name="indicator") for row in rows),
        successions=succession_rows(rights, Succession.objects.filter(Q(old_goal=pk) | Q(new_goal=pk))),
        review=review,
        roll_up=roll_up((action.weight, action.line.status.code) for action in planned) if review else None,
    )


def _goal_with_themes(rights, pk):
    """One row per theme, benefit and key indicator of the benefit."""
    return (
        visible_goals(rights)
        .filter(pk=pk)
        .select_related("strategy", "sponsor", "decision")
        .annotate(
            **columns_of("themes", Theme, name="theme"),
            **columns_of("benefits", Benefit, name="benefit"),
            **columns_of("benefits__indicators", Indicator, name="indicator"),
        )
        .order_by("themes__position", "benefits__position", "benefits__indicators__position")
    )


def planned_actions(rows, measures, review):
    participants = folded_participants(rows)
    lines = {row.pk: row for row in rows}
    return tuple(
        PlannedAction(
            line=action_line(row.action, takes_part=participants[row.action_id], review=review),
            printed=printed_line(row),
            weight=row.weight,
            measures=tuple(measure for measure in measures if measure.action_id == row.action_id),
        )
        for row in lines.values()
    )
