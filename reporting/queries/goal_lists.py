"""All goals by strategy and theme with how each stands, narrowed by filters that live in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import ngettext

from goals.models import MeasureLine
from goals.permissions import visible_plans
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text

from .filters import (
    REPORTED,
    Filters,
    filters_of,
    goal_status_offer,
    post_offer,
    reviewed,
    sdg_offer,
    sdg_tags,
    strategy_offer,
    theme_offer,
    unit_offer,
)
from .links import Link
from .planned_goals import PlannedGoal, State, planned_goals, states_of
from .told import Review

PAGE = "reporting:goal-list"


@dataclass(frozen=True)
class ListedGoal:
    """`state` is None when nothing has been told to this reader."""

    link: Link
    binding: str
    actions: int
    measures: int
    state: State | None


@dataclass(frozen=True)
class ThemeGroup:
    """A theme's goals; `theme` is None for goals that belong to the whole strategy."""

    theme: Link | None
    goals: tuple[ListedGoal, ...]


@dataclass(frozen=True)
class StrategyGroup:
    strategy: Link
    goals_word: Text
    goals: int
    themes: tuple[ThemeGroup, ...]


@dataclass(frozen=True)
class GoalList:
    """`lines` is more than `goals` when one goal belongs to several themes."""

    strategies: tuple[StrategyGroup, ...]
    goals: int
    lines: int
    filters: Filters
    review: Review | None

    @property
    def found(self) -> str:
        """How many, in words; lines too where they are more."""
        words = ngettext("%(number)s tavoite", "%(number)s tavoitetta", self.goals) % {"number": self.goals}
        if self.lines == self.goals:
            return f"{words}."
        lines = ngettext(
            "%(number)s rivi: sama tavoite voi olla usean teeman alla",
            "%(number)s riviä: sama tavoite voi olla usean teeman alla",
            self.lines,
        )
        return f"{words}, {lines % {'number': self.lines}}."

    @property
    def rows(self) -> tuple[tuple[StrategyGroup, ThemeGroup, ListedGoal], ...]:
        """Each line with its groups, as a file shows them."""
        return tuple(
            (group, theme, goal) for group in self.strategies for theme in group.themes for goal in theme.goals
        )


def goal_list(rights: Rights, typed: Mapping[str, str]) -> GoalList:
    """`typed` is what the address asks. Six queries."""
    goals = planned_goals(rights)
    review, rounds = reviewed(rights, typed)
    _actions, states = states_of(goals, review)
    tags = sdg_tags()
    numbers = {goal.pk: tags.of(("goal", goal.pk)) for goal in goals}
    offers = [
        *_offers(goals),
        goal_status_offer(review, {state.badge.code for state in states.values()}),
        sdg_offer(tags.names, set().union(*numbers.values())),
        rounds,
    ]
    filters = filters_of(typed, offers, page=PAGE)
    wanted = [goal for goal in goals if _is_wanted(goal, filters, states, numbers)]
    groups = _groups(wanted, states, _measures(rights), filters.of("theme"))
    lines = sum(len(theme.goals) for group in groups for theme in group.themes)
    return GoalList(groups, len(wanted), lines, filters, review)


def _offers(goals: list[PlannedGoal]):
    strategies, themes, units, posts = {}, {}, {}, {}
    for goal in goals:
        strategies[goal.strategy] = str(goal.strategy_link.text)
        themes |= {pk: str(link.text) for pk, link in goal.themes.items()}
        for line in goal.lines.values():
            units[line.unit.pk] = str(line.unit.link.text)
            if line.post:
                posts[line.post.pk] = str(line.post.link.text)
    return strategy_offer(strategies), theme_offer(themes), unit_offer(units), post_offer(posts)


def _is_wanted(goal: PlannedGoal, filters: Filters, states, numbers) -> bool:
    """A goal is of the departments and posts that its actions are of."""
    lines = goal.lines.values()
    return (
        filters.of("strategy") in ("", goal.strategy)
        and (not filters.of("theme") or int(filters.of("theme")) in goal.themes)
        and (not filters.of("unit") or any(str(line.unit.pk) == filters.of("unit") for line in lines))
        and (not filters.of("post") or any(line.post and str(line.post.pk) == filters.of("post") for line in lines))
        and _stands(states.get(goal.pk), filters.of("status"))
        and (not filters.of("sdg") or int(filters.of("sdg")) in numbers[goal.pk])
        and filters.says(str(goal.link.text))
    )


def _stands(state: State | None, asked: str) -> bool:
    """As the goals are counted: one that was judged as attained may have an action that does not go as planned."""
    if not asked:
        return True
    return state is not None and (state.is_heard if asked == REPORTED else state.badge.code == asked)


def _measures(rights) -> dict[int, int]:
    """Goal → how many measures its plans print."""
    lines = MeasureLine.objects.filter(plan__in=visible_plans(rights)).order_by()
    return dict(lines.values_list("goal").annotate(Count("pk")))


def _groups(goals, states, measures, theme):
    """Of a goal with many themes every theme shows it, or the one that was chosen."""
    by_strategy = {}
    for goal in goals:
        listed = ListedGoal(
            goal.link, goal.binding, len(goal.lines), measures.get(goal.pk, 0), states.get(goal.pk)
        )  # fmt: skip
        themes = by_strategy.setdefault(goal.strategy, (goal, {}))[1]
        for pk, link in goal.themes.items() or [(None, None)]:
            if theme in ("", str(pk)):
                themes.setdefault(link, []).append(listed)
    return tuple(
        StrategyGroup(
            strategy=first.strategy_link,
            goals_word=first.goals_word,
            goals=len({goal.link for listed in themes.values() for goal in listed}),
            themes=tuple(ThemeGroup(link, tuple(listed)) for link, listed in themes.items()),
        )
        for first, themes in by_strategy.values()
    )
