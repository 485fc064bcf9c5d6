"""The workbench of successions: every goal, action and indicator of an older strategy with its fate and its heirs."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Max, Q, Subquery
from django.utils.translation import gettext as _

from goals.badges import SHAPES, Badge
from goals.models import Action, Benefit, Goal, MeasureLine, Plan, PlanLine, Strategy, Succession, Theme
from kemistrategy.text import Text, text_of
from measures.models import Indicator

Thing = tuple[str, int]  # ("goal", 5)

# What goes on with what, in the order in which it is offered.
HEIRS_OF = {
    "goal": ("theme", "benefit", "goal"),
    "action": ("action", "goal", "theme", "benefit"),
    "indicator": ("benefit", "goal", "indicator"),
}
HEIRS = ("theme", "benefit", "goal", "action", "indicator")
NAMES = {"theme": "name", "benefit": "name", "goal": "title", "action": "title", "indicator": "name"}
LEFT, PROPOSED, CONFIRMED = "left", "proposed", "confirmed"
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class FateRow:
    """`heir_kind` is "" when nothing goes on with it."""

    pk: int
    badge: Badge
    heir_kind: str
    heir_pk: int | None
    heir: Text
    decision: str
    note: Text
    note_fi: str
    is_proposal: bool


@dataclass(frozen=True)
class ThingRow:
    """A goal, an action or an indicator of the old strategy; `is_measured_on`: the new strategy has the indicator."""

    kind: str
    pk: int
    title: Text
    fates: tuple[FateRow, ...]
    is_measured_on: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"

    @property
    def state(self) -> str:
        """Settled when nothing of it waits for confirmation."""
        if not self.fates:
            return LEFT
        return PROPOSED if any(fate.is_proposal for fate in self.fates) else CONFIRMED


@dataclass(frozen=True)
class GoalGroup:
    """A goal with its actions and indicators, each of them once; `title` is of those that hang on no goal."""

    title: str
    rows: tuple[ThingRow, ...]


@dataclass(frozen=True)
class ThemeGroup:
    name: Text
    colour: str
    goals: tuple[GoalGroup, ...]


@dataclass(frozen=True)
class Workbench:
    old: Strategy | None
    new: Strategy | None
    strategies: tuple[Strategy, ...]
    themes: tuple[ThemeGroup, ...]
    states: dict[str, int]
    heirs: dict[str, tuple[tuple[int, Text], ...]]
    seen: int

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is said of all of them only."""
        return self.states.get(CONFIRMED, 0) * 100 // self.total if self.total else 0

    @property
    def is_ready(self) -> bool:
        return bool(self.total) and self.states.get(CONFIRMED, 0) == self.total

    @property
    def rows(self) -> list[ThingRow]:
        return [row for theme in self.themes for goal in theme.goals for row in goal.rows]


def fate_badge(code: str) -> Badge:
    return Badge(code, str(Succession.Fate(code).label), SHAPES[code])


# --- what a strategy holds -------------------------------------------------------------------------------------------
def _lines_of(strategies):
    """Lines of adopted plans; an action that has given way to another is told of by its lineage."""
    adopted = PlanLine.objects.filter(plan__strategy__in=strategies, plan__state=Plan.State.ADOPTED)
    return adopted.filter(action__became=None)


def _other_indicators(strategies):
    """Those of benefits and projects."""
    return Indicator.objects.filter(Q(benefits__strategy__in=strategies) | Q(projects__strategy__in=strategies))


def old_things(strategy_pk: int) -> dict[str, set[int]]:
    """What a fate is asked for: four queries."""
    measured = MeasureLine.objects.filter(plan__strategy=strategy_pk, plan__state=Plan.State.ADOPTED)
    return {
        "goal": set(Goal.objects.filter(strategy=strategy_pk).values_list("pk", flat=True)),
        "action": set(_lines_of([strategy_pk]).values_list("action", flat=True)),
        "indicator": {
            *measured.values_list("indicator", flat=True),
            *_other_indicators([strategy_pk]).values_list("pk", flat=True),
        },
    }


def heirs_in(strategy_pk: int) -> dict[str, set[int]]:
    """What can go on with something, in the newer strategy, drafts of its plans included."""
    measured = MeasureLine.objects.filter(plan__strategy=strategy_pk).values_list("indicator", flat=True)
    lines = PlanLine.objects.filter(plan__strategy=strategy_pk, action__became=None)
    return {
        **{
            kind: set(model.objects.filter(strategy=strategy_pk).values_list("pk", flat=True))
            for kind, model in (("theme", Theme), ("benefit", Benefit), ("goal", Goal))
        },
        "action": set(lines.values_list("action", flat=True)),
        "indicator": {*measured, *_other_indicators([strategy_pk]).values_list("pk", flat=True)},
    }


def newest_change() -> int:
    """The number of the newest line in the history of all successions."""
    return Succession.history.aggregate(newest=Max("history_id"))["newest"] or 0


def strategies_to_choose(old_slug: str, new_slug: str) -> tuple[list[Strategy], Strategy | None, Strategy | None]:
    """All strategies, the old one and the new one; first of all a strategy and its successor. One query.

    Each says the number of the newest change as `seen`.
    """
    newest = Succession.history.order_by("-history_id").values("history_id")[:1]
    strategies = list(Strategy.objects.annotate(seen=Subquery(newest)).order_by("position", "pk"))
    by_slug, by_pk = {row.slug: row for row in strategies}, {row.pk: row for row in strategies}
    new = by_slug.get(new_slug)
    old = by_slug.get(old_slug) or (by_pk.get(new.predecessor_id) if new else None)
    if old is None:
        with_successor = [by_pk[row.predecessor_id] for row in strategies if row.predecessor_id in by_pk]
        old = next(iter(with_successor or strategies), None)
    if old and (new is None or new == old):
        new = next((row for row in strategies if row.predecessor_id == old.pk), None)
    return strategies, old, new


# --- the page --------------------------------------------------------------------------------------------------------
def workbench(old_slug: str, new_slug: str, language: str) -> Workbench:
    """Eight queries, whatever there is; a ninth for the decisions that the form offers."""
    strategies, old, new = strategies_to_choose(old_slug, new_slug)
    if old is None:
        return Workbench(None, None, (), (), {}, {}, 0)
    held = _Held([old, *([new] if new else [])], language)
    fates = _fates_of(held.old_pks(old), language)
    themes = _theme_groups(held, old, new, fates)
    bench = Workbench(old, new, tuple(strategies), themes, {}, held.heirs(new), old.seen or 0)
    bench.states.update(Counter(row.state for row in bench.rows))
    return bench


class _Held:
    """What the two strategies hold, in six queries."""

    def __init__(self, strategies: Collection[Strategy], language: str):
        self.language = language
        pks = [strategy.pk for strategy in strategies]
        self.themes = list(Theme.objects.filter(strategy__in=pks).order_by("position", "pk"))
        self.benefits = list(Benefit.objects.filter(strategy__in=pks).order_by("position", "pk"))
        self.goals = list(
            Goal.objects.filter(strategy__in=pks)
            .annotate(theme=F("themes"))
            .order_by("position", "pk", "themes__position")
            .only("pk", "strategy", *_columns("title"))
        )
        self.lines = list(
            PlanLine.objects.filter(plan__strategy__in=pks, action__became=None)
            .select_related("action", "plan")
            .order_by("plan__year", "position", "pk")
            .only("goal", "plan__strategy", "plan__state", *_columns("action__title"))
        )
        self.measures = list(
            MeasureLine.objects.filter(plan__strategy__in=pks)
            .select_related("indicator", "plan")
            .order_by("plan__year", "position", "pk")
            .only("goal", "plan__strategy", "plan__state", *_columns("indicator__name"))
        )
        self.others = list(
            _other_indicators(pks)
            .annotate(of_benefit=F("benefits__strategy"), of_project=F("projects__strategy"))
            .order_by("position", "pk")
        )

    def text(self, kind, row) -> Text:
        return text_of(row, NAMES[kind], self.language)

    def old_actions(self, old) -> dict[int, tuple[Action, int]]:
        """Each action once, with the goal of its first line."""
        adopted = [line for line in self.lines if _is_adopted_of(line, old)]
        return {line.action_id: (line.action, line.goal_id) for line in reversed(adopted)}

    def old_indicators(self, old) -> dict[int, tuple[Indicator, int | None]]:
        adopted = [line for line in self.measures if _is_adopted_of(line, old)]
        found = {row.pk: (row, None) for row in self.others if old.pk in (row.of_benefit, row.of_project)}
        return found | {line.indicator_id: (line.indicator, line.goal_id) for line in reversed(adopted)}

    def old_pks(self, old) -> dict[str, list[int]]:
        return {
            "goal": [goal.pk for goal in self.goals if goal.strategy_id == old.pk],
            "action": list(self.old_actions(old)),
            "indicator": list(self.old_indicators(old)),
        }

    def heirs(self, new) -> dict[str, tuple[tuple[int, Text], ...]]:
        """What the newer strategy offers, by kind, each once."""
        if new is None:
            return {kind: () for kind in HEIRS}
        rows = {
            "theme": [row for row in self.themes if row.strategy_id == new.pk],
            "benefit": [row for row in self.benefits if row.strategy_id == new.pk],
            "goal": [row for row in self.goals if row.strategy_id == new.pk],
            "action": [line.action for line in self.lines if line.plan.strategy_id == new.pk],
            "indicator": [
                *(row for row in self.others if new.pk in (row.of_benefit, row.of_project)),
                *(line.indicator for line in self.measures if line.plan.strategy_id == new.pk),
            ],
        }
        return {kind: tuple({row.pk: self.text(kind, row) for row in found}.items()) for kind, found in rows.items()}


def _columns(name):
    return [f"{name}_{language}" for language in LANGUAGES]


def _is_adopted_of(line, strategy):
    return line.plan.strategy_id == strategy.pk and line.plan.state == Plan.State.ADOPTED


def _fates_of(pks: dict[str, Iterable[int]], language) -> dict[Thing, tuple[FateRow, ...]]:
    """One query."""
    mine = Q(pk__in=[])
    for kind, numbers in pks.items():
        mine |= Q(**{f"old_{kind}__in": list(numbers)})
    rows = Succession.objects.filter(mine).select_related(*(f"new_{kind}" for kind in HEIRS), "decision").order_by("pk")
    fates = defaultdict(list)
    for row in rows:
        kind = next(kind for kind in HEIRS_OF if getattr(row, f"old_{kind}_id"))
        fates[kind, getattr(row, f"old_{kind}_id")].append(_fate_row(row, language))
    return {thing: tuple(found) for thing, found in fates.items()}


def _fate_row(row, language) -> FateRow:
    kind = next((kind for kind in HEIRS if getattr(row, f"new_{kind}_id")), "")
    heir = getattr(row, f"new_{kind}") if kind else None
    return FateRow(
        pk=row.pk,
        badge=fate_badge(row.fate),
        heir_kind=kind,
        heir_pk=heir.pk if heir else None,
        heir=text_of(heir, NAMES[kind], language) if heir else Text(""),
        decision=str(row.decision or ""),
        note=text_of(row, "note", language),
        note_fi=row.note_fi or "",
        is_proposal=row.state == Succession.State.PROPOSED,
    )


def _theme_groups(held, old, new, fates) -> tuple[ThemeGroup, ...]:
    under = _things_by_goal(held, old, new, fates)
    goals, homes = {}, defaultdict(list)
    for goal in held.goals:
        if goal.strategy_id == old.pk and goal.pk not in goals:  # of a goal with several themes the first is its home
            goals[goal.pk] = goal
            homes[goal.theme].append(goal)

    def group(goal):
        row = ThingRow("goal", goal.pk, held.text("goal", goal), fates.get(("goal", goal.pk), ()))
        return GoalGroup("", (row, *under.pop(goal.pk, ())))

    groups = [
        ThemeGroup(text_of(theme, "name", held.language), theme.colour, tuple(map(group, homes.pop(theme.pk, ()))))
        for theme in held.themes
        if theme.strategy_id == old.pk
    ]
    rest = [group(goal) for rows in homes.values() for goal in rows]
    if loose := [row for rows in under.values() for row in rows]:
        rest.append(GoalGroup(_("Mittarit, joilla ei ole tavoitetta"), tuple(loose)))
    if rest:
        groups.append(ThemeGroup(Text(""), "", tuple(rest)))
    return tuple(found for found in groups if found.goals)


def _things_by_goal(held, old, new, fates) -> dict[int | None, list[ThingRow]]:
    """Actions first, then indicators."""
    newer = {pk for pk, _text in held.heirs(new)["indicator"]}
    under = defaultdict(list)
    for pk, (action, goal) in sorted(held.old_actions(old).items(), key=lambda found: found[0]):
        under[goal].append(ThingRow("action", pk, held.text("action", action), fates.get(("action", pk), ())))
    for pk, (indicator, goal) in sorted(held.old_indicators(old).items(), key=lambda found: found[0]):
        title = held.text("indicator", indicator)
        under[goal].append(ThingRow("indicator", pk, title, fates.get(("indicator", pk), ()), pk in newer))
    return under
