"""What a review asks, and what of it lacks an answerer, a holder or a target level before it is opened."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from goals.answering import post_for_unit
from goals.models import Action, ActionLineage, Benefit, MeasureLine, Omission, Plan, PlanLine, ProjectUnit, Round
from kemistrategy.organisation.models import OrgUnit, PositionHolder
from kemistrategy.text import Text, finnish_order, text_of
from measures.models import Indicator, Target
from measures.readings import KINDS_IN_WORDS

ANSWERER, HOLDER, TARGET = "answerer", "holder", "target"


class UnitTree:
    """The city's units with the post that leads each; one query, which tells a review's own departments too."""

    def __init__(self, round: Round):
        own = Round.units.through.objects.filter(round=round, orgunit=OuterRef("pk"))
        self.units = {unit.pk: unit for unit in OrgUnit.objects.annotate(is_own=Exists(own))}

    @cached_property
    def in_scope(self) -> frozenset[int] | None:
        """The review's departments with everything under them; None when all of the city is asked."""
        if not any(unit.is_own for unit in self.units.values()):
            return None
        return frozenset(pk for pk in self.units if any(self.units[above].is_own for above in self.above(pk)))

    def above(self, unit_pk: int | None) -> list[int]:
        """The unit itself and everything above it."""
        found = []
        while unit_pk and unit_pk not in found:
            found.append(unit_pk)
            unit_pk = self.units[unit_pk].parent_id
        return found

    def head_of(self, unit_pk: int | None) -> int | None:
        """The post that leads the unit, or the nearest one above that has such a post."""
        return next((self.units[pk].head_id for pk in self.above(unit_pk) if self.units[pk].head_id), None)


class Scope:
    """Everything a review asks, as querysets; what was left out is not among it."""

    def __init__(self, round: Round):
        self.round = round
        self.tree = UnitTree(round)
        self._units = self.tree.in_scope

    def _in_units(self, path) -> Q:
        return Q() if self._units is None else Q(**{f"{path}__in": self._units})

    def _left_out(self, kind):
        return Omission.objects.filter(**{"round": self.round, f"{kind}__isnull": False}).values(kind)

    @cached_property
    def _superseded(self):
        """Actions in whose place others had come by the day that the review tells of; the others are asked."""
        return ActionLineage.objects.filter(happened_on__lte=self.round.as_of).order_by().values("old")

    @cached_property
    def plans(self) -> QuerySet[Plan]:
        """Adopted plans of the year; a project's own report asks nothing of them."""
        if self.round.project_id:
            return Plan.objects.none()
        strategies = self.round.strategies.values("pk")
        return Plan.objects.filter(strategy__in=strategies, year=self.round.year, state=Plan.State.ADOPTED)

    @cached_property
    def actions(self) -> QuerySet[Action]:
        planned = PlanLine.objects.filter(plan__in=self.plans)
        actions = Action.objects.filter(self._in_units("unit"), pk__in=planned.values("action"))
        return actions.exclude(pk__in=self._left_out("action")).exclude(pk__in=self._superseded)

    @cached_property
    def project_lines(self) -> QuerySet[ProjectUnit]:
        """Every department's share of every project."""
        if self.round.project_id:
            return ProjectUnit.objects.filter(project=self.round.project_id)
        lines = ProjectUnit.objects.filter(
            self._in_units("unit"), project__strategy__in=self.round.strategies.values("pk")
        )
        return lines.exclude(project__in=self._left_out("project"))

    @cached_property
    def _measure_lines(self):
        lines = MeasureLine.objects.filter(plan__in=self.plans).exclude(action__in=self._left_out("action"))
        lines = lines.exclude(action__in=self._superseded)
        if self._units is None:
            return lines
        here = Q(action__in=self.actions.values("pk")) | self._in_units("plan__unit")
        return lines.filter(here | self._in_units("indicator__answering_post__unit"))

    @cached_property
    def indicators(self) -> QuerySet[Indicator]:
        """Measures of the year's plans, and the key indicators of the strategies with their sub-indicators."""
        if self.round.project_id:
            return Indicator.objects.none()
        benefits = Benefit.objects.filter(strategy__in=self.round.strategies.values("pk"))
        key = benefits.filter(indicators__isnull=False).values("indicators")
        is_key = (Q(pk__in=key) | Q(parent__in=key)) & self._in_units("answering_post__unit")
        asked = Indicator.objects.filter(Q(pk__in=self._measure_lines.values("indicator")) | is_key)
        return asked.exclude(pk__in=self._left_out("indicator"))

    @cached_property
    def indicators_alone(self) -> QuerySet[Indicator]:
        """Those that are asked by themselves, and not with an action; at year-end each is judged by itself."""
        if self.round.is_year_end:
            return self.indicators
        return self.indicators.exclude(pk__in=self.lines_of_actions.values("indicator"))

    @property
    def lines_of_actions(self) -> QuerySet[MeasureLine]:
        """The measures of the actions that are asked."""
        return self._measure_lines.filter(action__in=self.actions.values("pk"))

    def goals(self) -> list[tuple[int, int]]:
        """(goal, unit) of every goal of the plans, at year-end only; of many units the one with the most lines."""
        if self.round.kind != Round.Kind.YEAR_END:
            return []
        plans = self.plans.filter(self._in_units("unit"))
        lines = [
            *PlanLine.objects.filter(plan__in=plans).order_by("plan", "position").values_list("goal", "plan__unit"),
            *MeasureLine.objects.filter(plan__in=plans).order_by("plan", "position").values_list("goal", "plan__unit"),
        ]
        units = defaultdict(list)
        for goal, unit in lines:
            units[goal].append(unit)
        return [(goal, max(found, key=found.count)) for goal, found in units.items()]


def posts_of_lines(lines: Iterable[ProjectUnit], tree: UnitTree) -> dict[int, int | None]:
    """Project line pk → the post that answers for that share; `is_shared` and the project are on the rows."""
    return {
        line.pk: post_for_unit(
            answering_post=line.project.answering_post_id,
            units_of_post=tree.above(line.project.answering_post.unit_id) if line.project.answering_post else (),
            unit=line.unit_id,
            head=tree.units[line.unit_id].head_id,
            is_shared=line.is_shared,
        )
        for line in lines
    }


def with_sharing(lines: QuerySet[ProjectUnit]) -> QuerySet[ProjectUnit]:
    """Each line with its project, and whether another department has a share of the same project."""
    others = ProjectUnit.objects.filter(project=OuterRef("project")).exclude(unit=OuterRef("unit"))
    return lines.select_related("project__answering_post").annotate(is_shared=Exists(others))


# --- what is lacking ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Gap:
    """Something in scope that lacks something; `lacks` are codes, `unit_id` is None where no unit is known.

    `is_of_action`: an indicator that measures an action of the review; without it the action's figure is not asked.
    """

    kind: str
    pk: int
    title: Text
    unit_id: int | None
    unit: Text
    post_id: int | None
    post: Text
    lacks: tuple[str, ...]
    is_of_action: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"

    @property
    def lacks_somebody(self) -> bool:
        return ANSWERER in self.lacks or HOLDER in self.lacks

    @property
    def lacks_target(self) -> bool:
        return TARGET in self.lacks


@dataclass(frozen=True)
class LeftOut:
    """What the review leaves out, and why."""

    pk: int
    title: Text
    reason: str


@dataclass(frozen=True)
class BeforeOpening:
    """Everything that lacks something by kind, and what was left out; `headless` are units whose goals wait."""

    gaps: dict[str, list[Gap]]
    left_out: list[LeftOut]
    headless: list[Text]
    tree: UnitTree

    @property
    def number(self) -> int:
        return sum(map(len, self.gaps.values())) + len(self.headless)

    def all(self) -> list[Gap]:
        return [gap for gaps in self.gaps.values() for gap in gaps]

    def units_to_choose(self, language: str, day: date) -> list[tuple[int, str]]:
        """Departments in force that have a leading post, as choices of a form."""
        found = [
            (unit.pk, str(text_of(unit, "name", language)))
            for unit in self.tree.units.values()
            if unit.head_id
            and unit.kind in (OrgUnit.Kind.CITY, OrgUnit.Kind.DEPARTMENT)
            and (unit.valid_from is None or unit.valid_from <= day)
            and (unit.valid_to is None or unit.valid_to >= day)
        ]
        return sorted(found, key=lambda choice: finnish_order(choice[1]))


def before_opening(round: Round, language: str, today: date) -> BeforeOpening:
    """Eight queries at most, however many there are."""
    scope = Scope(round)
    held = held_posts(today)
    return BeforeOpening(
        gaps={
            "action": _action_gaps(scope, held, language),
            "project": _project_gaps(scope, held, language),
            "indicator": _indicator_gaps(scope, held, language),
        },
        left_out=_left_out(round, language),
        headless=_headless(scope, language),
        tree=scope.tree,
    )


def held_posts(today: date) -> frozenset[int]:
    """Posts in force that somebody may send for: a holder, or a deputy in the holder's place."""
    return frozenset(PositionHolder.objects.able_to_send_on(today).values_list("post", flat=True))


def _somebody(post_pk, held: Container) -> tuple[str, ...]:
    if post_pk is None:
        return (ANSWERER,)
    return () if post_pk in held else (HOLDER,)


def _gap(scope, kind, thing, name, unit_pk, lacks, language):
    post, unit = thing.answering_post, scope.tree.units.get(unit_pk)
    return Gap(
        kind=kind,
        pk=thing.pk,
        title=text_of(thing, name, language),
        unit_id=unit_pk,
        unit=text_of(unit, "name", language) if unit else Text(""),
        post_id=thing.answering_post_id,
        post=text_of(post, "title", language) if post else Text(""),
        lacks=lacks,
    )


def _action_gaps(scope, held, language):
    return [
        _gap(scope, "action", action, "title", action.unit_id, lacks, language)
        for action in scope.actions.select_related("answering_post")
        if (lacks := _somebody(action.answering_post_id, held))
    ]


def _project_gaps(scope, held, language):
    """One for a project, however many of its shares lack somebody."""
    lines = list(with_sharing(scope.project_lines).order_by("project__strategy", "project__position", "position", "pk"))
    posts, found = posts_of_lines(lines, scope.tree), {}
    for line in lines:
        lacks = _somebody(posts[line.pk], held)
        if lacks and line.project_id not in found:
            found[line.project_id] = _gap(scope, "project", line.project, "name", line.unit_id, lacks, language)
    return list(found.values())


def _indicator_gaps(scope, held, language):
    """Whoever answers for a measure of an action is asked with the action; alone it needs somebody of its own."""
    levels = Target.objects.present().filter(Q(year=None) | Q(year__gte=scope.round.year), indicator=OuterRef("pk"))
    lines = MeasureLine.objects.filter(plan__in=scope.plans, indicator=OuterRef("pk")).order_by("pk")
    indicators = scope.indicators.select_related("answering_post").annotate(
        has_level=Exists(levels),
        is_alone=Exists(scope.indicators_alone.filter(pk=OuterRef("pk")).order_by()),
        planned_by=Subquery(lines.values("plan__unit")[:1]),
        is_of_action=Exists(scope.lines_of_actions.filter(indicator=OuterRef("pk")).order_by()),
    )
    found = []
    for row in indicators:
        somebody = _somebody(row.answering_post_id, held) if row.is_alone else ()
        level = () if row.has_level or row.kind in KINDS_IN_WORDS else (TARGET,)
        if somebody or level:
            unit_pk = row.answering_post.unit_id if row.answering_post else row.planned_by
            gap = _gap(scope, "indicator", row, "name", unit_pk, (*somebody, *level), language)
            found.append(replace(gap, is_of_action=row.is_of_action))
    return found


def _headless(scope, language):
    units = {unit_pk for _goal, unit_pk in scope.goals()}
    return [text_of(scope.tree.units[pk], "name", language) for pk in sorted(units) if not scope.tree.units[pk].head_id]


def _left_out(round, language):
    rows = Omission.objects.filter(round=round).select_related("action", "project", "indicator")
    return [
        LeftOut(
            pk=row.pk,
            title=text_of(row.action, "title", language)
            if row.action
            else text_of(row.project or row.indicator, "name", language),
            reason=row.reason,
        )
        for row in rows
    ]
