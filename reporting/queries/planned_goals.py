"""Goals with their themes and the actions that plans print under them, and how each stands: what counts are made of."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, QuerySet, When

from goals.badges import Badge, standing_badge
from goals.models import Action, Goal, Strategy, Theme
from goals.permissions import visible_goals, visible_plans
from goals.status import SILENT, goal_standing, gravity
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .links import Link, page_of
from .told import OMITTED, Review, Told

LANGUAGES = ("fi", "sv", "en")
SCHEDULE = ("starts_on", "ends_on", "precision", "is_open_ended", "is_continuous")


@dataclass(frozen=True)
class Named:
    """A row's number and its link."""

    pk: int
    link: Link


@dataclass(frozen=True)
class PlannedLine:
    """An action under a goal: as much of it as its state needs."""

    pk: int
    action: Action = field(compare=False)
    unit: Named
    post: Named | None


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
    rows = (
        visible_goals(rights)
        .filter(**chosen)
        .annotate(is_seen=Case(When(plan_lines__plan__in=visible_plans(rights), then=True), default=False))
        .order_by(
            "strategy__position", "strategy", "position", "pk", "themes__position", "themes", "plan_lines__position",
            "plan_lines__pk",
        )
    )  # fmt: skip
    goals, cells = {}, _Cells()
    for row in _read(rows):
        goal = goals.get(row["pk"]) or goals.setdefault(row["pk"], cells.goal(row))
        if row["themes__pk"] and row["themes__pk"] not in goal.themes:
            goal.themes[row["themes__pk"]] = cells.link(row, Theme, "themes", "name")
        if row["is_seen"] and (pk := row["plan_lines__action"]) not in goal.lines:
            goal.lines[pk] = cells.line(row)
    return list(goals.values())


def _read(rows: QuerySet):
    names = {
        "": "title",
        "strategy__": "name",
        "themes__": "name",
        "plan_lines__action__unit__": "name",
        "plan_lines__action__answering_post__": "title",
        "plan_lines__action__": "title",
    }
    words = [f"{path}{name}_{language}" for path, name in names.items() for language in LANGUAGES]
    return rows.values(
        "pk",
        "is_seen",
        "binding_level",
        "strategy__slug",
        "themes__pk",
        "themes__colour",
        "plan_lines__action",
        "plan_lines__action__unit",
        "plan_lines__action__answering_post",
        *(f"strategy__goals_word_{language}" for language in LANGUAGES),
        *(f"plan_lines__action__{name}" for name in SCHEDULE),
        *words,
    )


class _Row:
    """The columns of one joined thing, as `text_of` reads them."""

    def __init__(self, row, path):
        self._row, self._path = row, path

    def __getattr__(self, name):
        return self._row[f"{self._path}{name}"]


class _Cells:
    """Makes each joined thing once, however many rows bring it along."""

    def __init__(self):
        self._made = {}

    def link(self, row, model, path, name, *, key="pk"):
        address = row[f"{path}__{key}" if key != "id" else path]
        if (model, address) not in self._made:
            joined = _Row(row, f"{path}__")
            colour = joined.colour if model is Theme else ""
            self._made[model, address] = Link(text_of(joined, name), page_of(model, address), colour=colour)
        return self._made[model, address]

    def goal(self, row):
        return PlannedGoal(
            pk=row["pk"],
            link=Link(text_of(_Row(row, ""), "title"), page_of(Goal, row["pk"])),
            strategy=row["strategy__slug"],
            strategy_link=self.link(row, Strategy, "strategy", "name", key="slug"),
            goals_word=text_of(_Row(row, "strategy__"), "goals_word"),
            binding_level=row["binding_level"],
        )

    def line(self, row):
        pk = row["plan_lines__action"]
        if ("line", pk) not in self._made:
            path = "plan_lines__action"
            titles = {f"title_{language}": row[f"{path}__title_{language}"] for language in LANGUAGES}
            action = Action(pk=pk, **titles, **{name: row[f"{path}__{name}"] for name in SCHEDULE})
            unit = self.link(row, OrgUnit, f"{path}__unit", "name", key="id")
            post = row[f"{path}__answering_post"]
            self._made["line", pk] = PlannedLine(
                pk=pk,
                action=action,
                unit=Named(row[f"{path}__unit"], unit),
                post=Named(post, self.link(row, Position, f"{path}__answering_post", "title", key="id"))
                if post
                else None,
            )
        return self._made["line", pk]


# --- how they stand --------------------------------------------------------------------------------------------------
class State(NamedTuple):
    """How one thing stands as a list shows it: `deviates` when anything told of it does not go as planned."""

    badge: Badge
    is_heard: bool
    gravity: int

    @property
    def deviates(self) -> bool:
        return self.gravity > 0


def told_codes(told: Told | None) -> tuple[str, ...]:
    """The codes of the forecast and of the judgement."""
    if told is None:
        return ()
    badges = (told.forecast, told.judged and told.judged.badge)
    return tuple(badge.code for badge in badges if badge)


def action_state(review: Review, action: Action) -> State:
    badge = review.status(action)
    is_heard = badge.code not in (*SILENT, OMITTED)
    told = told_codes(review.of("action", action.pk)) if is_heard else ()
    return State(badge, is_heard, gravity((badge.code, *told)))


def goal_state(review: Review, goal: PlannedGoal) -> State:
    states = [action_state(review, line.action) for line in goal.lines.values()]
    told = review.of("goal", goal.pk)
    codes = told_codes(told)
    is_told = bool(codes or (told and told.words))
    standing = goal_standing(
        [(state.badge.code if state.is_heard else SILENT[0], state.deviates) for state in states],
        told=codes,
        is_heard=is_told,
    )
    return State(
        standing_badge(standing),
        is_told or any(state.is_heard for state in states),
        max([gravity(codes), *(state.gravity for state in states)]),
    )
