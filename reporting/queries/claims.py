"""What stands behind the SDG tags: what measures each tagged thing, and under which theme it belongs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, Subquery

from goals.claims import Behind, Claim, claim
from goals.models import Benefit, MeasureLine, PlanLine, SdgTag
from goals.permissions import (
    visible_actions,
    visible_goals,
    visible_plans,
    visible_projects,
    visible_strategies,
)
from goals.queries.sdg import SHOWN_ORIGINS
from kemistrategy.organisation.permissions import Rights
from measures.models import Indicator, Target
from reporting.permissions import visible_indicators, visible_observations

# The place of what belongs to no strategy.
NOWHERE = "muut"


@dataclass(frozen=True)
class Claimed:
    """One tag: its thing as (subject, pk), how much stands behind it, and the places it has in the matrix."""

    tag: SdgTag
    subject: str
    pk: int
    level: Claim
    places: frozenset[str]

    @property
    def thing(self) -> tuple[str, int]:
        return self.subject, self.pk

    @property
    def is_suggested(self) -> bool:
        return self.tag.origin == SdgTag.Origin.SUGGESTED


def theme_place(pk: int) -> str:
    return f"teema-{pk}"


def strategy_place(pk: int) -> str:
    """The place of what a strategy holds outside its themes: strategic goals, cards and some projects."""
    return f"strategia-{pk}"


def visible_tags(rights: Rights):
    """The tags of what the reader may see; a declined one is nobody's."""
    strategies = visible_strategies(rights)
    return SdgTag.objects.filter(origin__in=SHOWN_ORIGINS).filter(
        Q(goal__in=visible_goals(rights))
        | Q(action__in=visible_actions(rights))
        | Q(project__in=visible_projects(rights))
        | Q(theme__strategy__in=strategies)
        | Q(card__strategy__in=strategies)
        | Q(indicator__in=visible_indicators(rights))
    )


def claimed(tags, rights: Rights) -> tuple[Claimed, ...]:
    """The tags of a queryset, each with its level and places: five queries for any number."""
    rows = {}
    places_of_tag = {}
    related = ("goal", "action", "project", "theme", "card", "indicator")
    joined = {"goal_theme": F("goal__themes__pk"), "project_theme": F("project__themes__pk")}
    for row in tags.select_related("sdg_goal", "sdg_target", *related).annotate(**joined):
        rows.setdefault(row.pk, row)
        places_of_tag.setdefault(row.pk, set()).update(_own_places(row))
    surroundings = _surroundings(rows.values(), rights)
    facts = _facts(surroundings.all_indicators(), rights)
    return tuple(_claimed(row, places_of_tag[row.pk], surroundings, facts) for row in rows.values())


def _claimed(tag, own_places, surroundings, facts):
    subject = subject_of(tag)
    pk = getattr(tag, f"{subject}_id")
    indicators = surroundings.indicators.get((subject, pk), ())
    places = own_places | surroundings.places.get((subject, pk), set())
    return Claimed(
        tag=tag,
        subject=subject,
        pk=pk,
        level=claim(facts[indicator] for indicator in indicators if indicator in facts),
        places=frozenset(places or {NOWHERE}),
    )


def subject_of(tag: SdgTag) -> str:
    return next(name for name in SdgTag.SUBJECTS if getattr(tag, f"{name}_id") is not None)


def _place(theme, strategy):
    return theme_place(theme) if theme else strategy_place(strategy)


def _own_places(tag):
    """Of what lies in a strategy by itself; actions and indicators do through their goals."""
    if tag.goal_id:
        yield _place(tag.goal_theme, tag.goal.strategy_id)
    elif tag.project_id:
        yield _place(tag.project_theme, tag.project.strategy_id)
    elif tag.theme_id:
        yield theme_place(tag.theme_id)
    elif tag.card_id:
        yield strategy_place(tag.card.strategy_id)


@dataclass
class _Surroundings:
    """By (subject, pk): the indicators that measure a thing, and the places it has through its goals."""

    indicators: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)

    def measured_by(self, subject, pk, indicator):
        if indicator is not None:
            self.indicators.setdefault((subject, pk), set()).add(indicator)

    def lies_in(self, subject, pk, theme, strategy):
        self.places.setdefault((subject, pk), set()).add(_place(theme, strategy))

    def all_indicators(self) -> set[int]:
        return set().union(*self.indicators.values()) if self.indicators else set()


def _surroundings(tags: Iterable[SdgTag], rights: Rights) -> _Surroundings:
    """Three queries: the plans' lines of actions, their measure lines, and the benefits' indicators."""
    things = {name: {pk for tag in tags if (pk := getattr(tag, f"{name}_id"))} for name in SdgTag.SUBJECTS}
    plans, around = visible_plans(rights), _Surroundings()
    for pk in things["indicator"]:
        around.measured_by("indicator", pk, pk)
    lines = PlanLine.objects.filter(plan__in=plans, action__in=things["action"]).order_by()
    for pk, theme, strategy in lines.values_list("action", "goal__themes", "goal__strategy"):
        around.lies_in("action", pk, theme, strategy)
    measures = MeasureLine.objects.filter(plan__in=plans).filter(
        Q(goal__in=things["goal"]) | Q(action__in=things["action"]) | Q(indicator__in=things["indicator"])
    )
    columns = ("goal", "action", "indicator", "goal__themes", "goal__strategy")
    for goal, action, indicator, theme, strategy in measures.order_by().values_list(*columns):
        around.measured_by("goal", goal, indicator)
        around.measured_by("action", action, indicator)
        if indicator in things["indicator"]:
            around.lies_in("indicator", indicator, theme, strategy)
    _through_benefits(around, things, rights)
    return around


def _through_benefits(around, things, rights):
    """A strategic goal is measured by the indicators of its benefits, which belong to the strategy and no theme."""
    benefits = Benefit.objects.filter(strategy__in=visible_strategies(rights)).order_by()
    for strategy, goal, indicator in benefits.values_list("strategy", "goals", "indicators"):
        if goal in things["goal"]:
            around.measured_by("goal", goal, indicator)
        if indicator in things["indicator"]:
            around.lies_in("indicator", indicator, None, strategy)


def _facts(indicators, rights) -> dict[int, Behind]:
    """Pk → what is known of the indicator that a claim rests on: one query."""
    observations = visible_observations(rights).filter(indicator=OuterRef("pk"))
    newest = observations.filter(is_baseline=False).order_by("-period_end", "-pk")
    rows = Indicator.objects.filter(pk__in=indicators).annotate(
        has_target=Exists(Target.objects.present().filter(indicator=OuterRef("pk"))),
        baseline_to=Subquery(observations.filter(is_baseline=True).order_by("-pk").values("period_end")[:1]),
        observed_to=Subquery(newest.values("period_end")[:1]),
    )
    columns = ("pk", "has_target", "baseline_to", "observed_to")
    return {pk: Behind(*facts) for pk, *facts in rows.order_by().values_list(*columns)}
