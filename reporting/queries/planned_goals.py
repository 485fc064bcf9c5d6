"""Goals with their themes and the actions that plans print under them, and how each stands: what counts are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import get_language

from goals.badges import Badge, standing_badge
from goals.models import Action, Goal, Strategy, Theme
from goals.permissions import visible_goals, visible_plans
from goals.queries.action_lineage import gave_way
from goals.status import SILENT, goal_standing, gravity
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import Schedule
from kemistrategy.text import FALLBACK_LANGUAGE, Text

from .links import Link, page_of
from .told import Review

SCHEDULE = ("starts_on", "ends_on", "precision", "is_open_ended", "is_continuous")
ACTION = "plan_lines__action"


class Named(NamedTuple):
    """A row's number and its link."""

    pk: int
    link: Link


class PlannedLine(NamedTuple):
    """An action under a goal: as much of it as its state needs. Its link and its schedule are made when asked."""

    pk: int
    unit: Named
    post: Named | None
    title: Text
    days: tuple

    @property
    def link(self) -> Link:
        return Link(self.title, page_of(Action, self.pk))

    @property
    def schedule(self) -> Schedule:
        return Schedule(*self.days)


@dataclass
class PlannedGoal:
    pk: int
    link: Link
    strategy: str  # its slug
    strategy_link: Link
    goals_word: Text
    binding_level: str
    themes: dict[int, Link] = field(default_factory=dict)
    lines: dict[int, PlannedLine] = field(default_factory=dict)

    @cached_property
    def binding(self) -> str:
        return "" if self.binding_level == Goal.Binding.NONE else str(Goal.Binding(self.binding_level).label)


def planned_goals(rights: Rights, **chosen) -> list[PlannedGoal]:
    """`planned_goals(rights, strategy=…)`: one query, a row per theme and line, in the order of the strategies."""
    is_seen = Q(plan_lines__plan__in=visible_plans(rights)) & ~gave_way(rights, "plan_lines__action")
    rows = (
        visible_goals(rights)
        .filter(**chosen)
        .annotate(is_seen=Case(When(is_seen, then=True), default=False))
        .order_by(
            "strategy__position", "strategy", "position", "pk", "themes__position", "themes", "plan_lines__position",
            "plan_lines__pk",
        )
    )  # fmt: skip
    read = _Reader(rows)
    goals, lines = {}, {}
    for row in read.rows():
        goal = goals.get(pk := read(row, "pk")) or goals.setdefault(pk, read.goal(row))
        if (theme := read(row, "themes__pk")) and theme not in goal.themes:
            goal.themes[theme] = read.link(row, Theme, "themes", "name")
        if read(row, "is_seen") and (action := read(row, ACTION)) not in goal.lines:
            goal.lines[action] = lines.get(action) or lines.setdefault(action, read.line(row))
    return list(goals.values())


class _Reader:
    """The columns of the joined rows by their names; each joined thing is made once, however many rows bring it along.

    Plain tuples with the words in two languages, the reader's and Finnish: a city has thousands of lines.
    """

    WORDS = (
        "title", "strategy__name", "strategy__goals_word", "themes__name", f"{ACTION}__unit__name",
        f"{ACTION}__answering_post__title", f"{ACTION}__title",
    )  # fmt: skip
    PLAIN = (
        "pk", "is_seen", "binding_level", "strategy__slug", "themes__pk", "themes__colour", ACTION, f"{ACTION}__unit",
        f"{ACTION}__answering_post", *(f"{ACTION}__{name}" for name in SCHEDULE),
    )  # fmt: skip

    def __init__(self, rows: QuerySet):
        self._language = get_language() or FALLBACK_LANGUAGE
        languages = dict.fromkeys((self._language, FALLBACK_LANGUAGE))
        columns = [*self.PLAIN, *(f"{name}_{language}" for name in self.WORDS for language in languages)]
        self._places = {name: place for place, name in enumerate(columns)}
        self._rows, self._made = rows.values_list(*columns), {}
        self._days = slice(self._places[f"{ACTION}__{SCHEDULE[0]}"], self._places[f"{ACTION}__{SCHEDULE[-1]}"] + 1)

    def rows(self) -> QuerySet:
        return self._rows

    def __call__(self, row, name):
        return row[self._places[name]]

    def words(self, row, name) -> Text:
        """As `text_of`."""
        if words := self(row, f"{name}_{self._language}"):
            return Text(words, self._language)
        return Text(self(row, f"{name}_{FALLBACK_LANGUAGE}") or "", FALLBACK_LANGUAGE)

    def link(self, row, model, path, name, *, key="__pk"):
        address = self(row, f"{path}{key}")
        if (model, address) not in self._made:
            colour = self(row, f"{path}__colour") if model is Theme else ""
            self._made[model, address] = Link(
                self.words(row, f"{path}__{name}"), page_of(model, address), colour=colour
            )  # fmt: skip
        return self._made[model, address]

    def goal(self, row):
        return PlannedGoal(
            pk=self(row, "pk"),
            link=Link(self.words(row, "title"), page_of(Goal, self(row, "pk"))),
            strategy=self(row, "strategy__slug"),
            strategy_link=self.link(row, Strategy, "strategy", "name", key="__slug"),
            goals_word=self.words(row, "strategy__goals_word"),
            binding_level=self(row, "binding_level"),
        )

    def line(self, row):
        return PlannedLine(
            pk=self(row, ACTION),
            unit=self._named(row, OrgUnit, f"{ACTION}__unit", "name"),
            post=self._named(row, Position, f"{ACTION}__answering_post", "title"),
            title=self.words(row, f"{ACTION}__title"),
            days=row[self._days],
        )

    def _named(self, row, model, path, name) -> Named | None:
        pk = self(row, path)
        if pk and (path, pk) not in self._made:
            self._made[path, pk] = Named(pk, self.link(row, model, path, name, key=""))
        return self._made[path, pk] if pk else None


# --- how they stand --------------------------------------------------------------------------------------------------
class State(NamedTuple):
    """How one thing stands as a list shows it: `deviates` when anything told of it does not go as planned."""

    badge: Badge
    is_heard: bool
    gravity: int

    @property
    def deviates(self) -> bool:
        return self.gravity > 0


def action_state(review: Review, action: Action | PlannedLine) -> State:
    badge = review.status(action)
    is_heard = badge.code not in SILENT
    brief = review.brief("action", action.pk) if is_heard else None
    return State(badge, is_heard, gravity((badge.code, *brief.codes) if brief else (badge.code,)))


def goal_state(review: Review, pk: int, actions: Iterable[State]) -> State:
    """By what is told of it, and of its actions."""
    actions = list(actions)
    brief = review.brief("goal", pk)
    codes = brief.codes if brief else ()
    is_told = bool(codes or (brief and brief.has_words))
    standing = goal_standing(
        [(state.badge.code, state.deviates) for state in actions], told=codes, is_heard=is_told
    )  # fmt: skip
    return State(
        standing_badge(standing),
        is_told or any(state.is_heard for state in actions),
        max([gravity(codes), *(state.gravity for state in actions)]),
    )


def states_of(goals: Iterable[PlannedGoal], review: Review | None) -> tuple[dict[int, State], dict[int, State]]:
    """Of each action and of each goal: (by action, by goal), both empty without a review."""
    if review is None:
        return {}, {}
    goals = list(goals)
    actions = {pk: line for goal in goals for pk, line in goal.lines.items()}
    states = {pk: action_state(review, line) for pk, line in actions.items()}
    return states, {goal.pk: goal_state(review, goal.pk, map(states.get, goal.lines)) for goal in goals}
