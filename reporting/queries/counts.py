"""Numbers that lead to what they counted: goals, actions and measures of a strategy, by theme and by department."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext

from goals.badges import Badge, standing_badge
from goals.status import shown_place, standing_counts
from kemistrategy.charts import CountsBar, counts_bar

from .filters import DEVIATES, REPORTED, address
from .links import Link
from .planned_goals import PlannedGoal, State, states_of
from .told import Review

ACTIONS, GOALS, INDICATORS = "reporting:action-list", "reporting:goal-list", "reporting:indicator-list"
PROJECTS = "reporting:project-list"


@dataclass(frozen=True)
class Number:
    """How many, and the address of the list of them; nothing to look at leads nowhere."""

    count: int
    url: str = ""


@dataclass(frozen=True)
class Counted:
    badge: Badge
    number: Number


@dataclass(frozen=True)
class GoalCounts:
    total: Number
    reported: Number
    states: tuple[Counted, ...]
    bar: CountsBar | None


@dataclass(frozen=True)
class ActionCounts:
    """`lines` of a theme: the same action may serve many goals. Of the whole strategy each action is counted once."""

    total: Number
    reported: Number
    deviating: Number
    states: tuple[Counted, ...]
    bar: CountsBar | None


@dataclass(frozen=True)
class ThemeCounts:
    """`actions` counts lines: what a theme's plans print under its goals."""

    pk: int
    link: Link
    goals: GoalCounts
    actions: ActionCounts

    @property
    def is_planned(self) -> bool:
        return bool(self.actions.total.count)


@dataclass(frozen=True)
class DepartmentCounts:
    link: Link
    actions: ActionCounts
    projects: Number


def number(count: int, page: str, **asked) -> Number:
    return Number(count, address(page, **asked) if count else "")


class Counting:
    """Counts the goals of one strategy as one review tells of them; without a review only how many there are."""

    def __init__(self, goals: Iterable[PlannedGoal], review: Review | None, *, strategy: str):
        self.goals, self.review, self.strategy = list(goals), review, strategy
        self.actions = {pk: line for goal in self.goals for pk, line in goal.lines.items()}
        self.states, self.standings = states_of(self.goals, review)

    def goal_counts(self, goals: Iterable[PlannedGoal] | None = None, **asked) -> GoalCounts:
        goals = self.goals if goals is None else list(goals)
        asked = {"strategy": self.strategy, **asked}
        told = [self.standings[goal.pk] for goal in goals if goal.pk in self.standings]
        states = tuple(
            Counted(standing_badge(code), number(count, GOALS, **asked, status=code))
            for code, count in standing_counts(state.badge.code for state in told).items()
        )
        return GoalCounts(
            total=number(len(goals), GOALS, **asked),
            reported=number(sum(state.is_heard for state in told), GOALS, **asked, status=REPORTED),
            states=states,
            bar=_goals_bar(_pairs(states)),
        )

    def action_counts(self, actions: Iterable[int] | None = None, **asked) -> ActionCounts:
        """`actions` are numbers of actions, one as many times as it is a line."""
        actions = list(self.actions if actions is None else actions)
        asked = {"strategy": self.strategy, **asked}
        told = [self.states[pk] for pk in actions if pk in self.states]
        states = _counted(told, asked)
        return ActionCounts(
            total=number(len(actions), ACTIONS, **asked),
            reported=number(sum(state.is_heard for state in told), ACTIONS, **asked, status=REPORTED),
            deviating=number(sum(state.deviates for state in told), ACTIONS, **asked, status=DEVIATES),
            states=states,
            bar=actions_bar(_pairs(states)),
        )

    def theme_counts(self, themes: Iterable[tuple[int, Link]]) -> tuple[ThemeCounts, ...]:
        return tuple(self._theme(pk, link) for pk, link in themes)

    def _theme(self, pk, link):
        goals = [goal for goal in self.goals if pk in goal.themes]
        lines = [line for goal in goals for line in goal.lines]
        return ThemeCounts(pk, link, self.goal_counts(goals, theme=pk), self.action_counts(lines, theme=pk))

    def department_counts(self, projects: dict[int, tuple[Link, int]]) -> tuple[DepartmentCounts, ...]:
        """`projects`: department → (link, how many projects it has a line of)."""
        links, actions = {}, {}
        for pk, line in self.actions.items():
            links[line.unit.pk] = line.unit.link
            actions.setdefault(line.unit.pk, []).append(pk)
        links |= {pk: link for pk, (link, _count) in projects.items()}
        found = []
        for pk, link in links.items():
            of_projects = number(projects.get(pk, (link, 0))[1], PROJECTS, strategy=self.strategy, unit=pk)
            found.append(DepartmentCounts(link, self.action_counts(actions.get(pk, ()), unit=pk), of_projects))
        return tuple(found)

    @property
    def lines(self) -> int:
        """How many lines the themes add up to."""
        return sum(len(goal.lines) * len(goal.themes) for goal in self.goals)

    @property
    def themed_actions(self) -> int:
        """How many different actions the themes have."""
        return len({pk for goal in self.goals if goal.themes for pk in goal.lines})


def counted_states(states: Iterable[State]) -> tuple[tuple[Badge, int], ...]:
    """How many stand in each way, in the order states are shown; only those that occur."""
    badges, counts = {}, Counter()
    for state in states:
        badges[state.badge.code] = state.badge
        counts[state.badge.code] += 1
    return tuple((badges[code], counts[code]) for code in sorted(counts, key=shown_place))


def _counted(told: list[State], asked) -> tuple[Counted, ...]:
    return tuple(
        Counted(badge, number(count, ACTIONS, **asked, status=badge.code)) for badge, count in counted_states(told)
    )


def actions_bar(counts: Iterable[tuple[Badge, int]]) -> CountsBar | None:
    """Actions by their states; None for none."""
    counts = tuple(counts)
    total = sum(count for _badge, count in counts)
    words = ngettext("%(total)d toimenpide: %(words)s.", "%(total)d toimenpidettä: %(words)s.", total)
    return counts_bar(sentence=words % {"total": total, "words": _in_words(counts)}, counts=counts) if counts else None


def _goals_bar(counts) -> CountsBar | None:
    total = sum(count for _badge, count in counts)
    words = ngettext("%(total)d tavoite: %(words)s.", "%(total)d tavoitetta: %(words)s.", total)
    return counts_bar(sentence=words % {"total": total, "words": _in_words(counts)}, counts=counts) if counts else None


def _in_words(counts) -> str:
    return ", ".join(f"{badge.label.lower()} {count}" for badge, count in counts)


def _pairs(states: Iterable[Counted]) -> tuple[tuple[Badge, int], ...]:
    return tuple((state.badge, state.number.count) for state in states)
