"""A strategy at one look: what was decided, how it stands by theme and department, key indicators, what deviates."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, When
from django.http import Http404
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import FocusArea, Project, Strategy, Theme
from goals.permissions import visible_strategies
from goals.status import gravity
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of

from .counting import number_of
from .counts import (
    PROJECTS,
    ActionCounts,
    Counting,
    DepartmentCounts,
    GoalCounts,
    Number,
    ThemeCounts,
    number,
)
from .indicators import KeyRow, key_rows
from .links import Link, capitalised, columns_of, distinct, joined_link, link_to
from .measure_counts import MeasureCounts, measure_counts, measured
from .newest import Newest, newest_review
from .planned_goals import planned_goals
from .strategies import years
from .told import Review, Told, present_review


@dataclass(frozen=True)
class DeviationRow:
    """What does not go as planned: the gravest word of it, why, and what was promised."""

    link: Link
    kind: str
    badge: Badge
    told: Told | None
    goals: tuple[Link, ...] = ()  # of an action: the goals that it serves


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its focus areas; `counts` hold its goals and lines."""

    link: Link
    focus_areas: tuple[Link, ...]
    counts: ThemeCounts


@dataclass(frozen=True)
class Dashboard:
    pk: int
    slug: str
    name: Text
    mission: Text
    vision: Text
    years: str
    state: str
    doubt: Text
    theme_word: Text
    themes_word: Text
    predecessor: Link | None
    successors: tuple[Link, ...]
    goals: GoalCounts
    actions: ActionCounts
    measures: MeasureCounts
    projects: Number
    themes: tuple[ThemeRow, ...]
    goals_without_theme: tuple[tuple[Link, Badge | None], ...]
    lines: int
    themed_actions: int
    departments: tuple[DepartmentCounts, ...]
    key: tuple[KeyRow, ...]
    deviations: tuple[DeviationRow, ...]
    review: Review | None
    newest: Newest

    @property
    def is_draft(self) -> bool:
        """What is shown is a working copy."""
        return self.review is not None and not self.review.is_published

    @property
    def is_planned(self) -> bool:
        return bool(self.actions.total.count)

    @property
    def has_charts(self) -> bool:
        return any(row.is_drawn for row in self.key)

    @property
    def lines_differ(self) -> bool:
        """The themes' rows add up to more than the actions under them: the table says why."""
        return self.lines != self.themed_actions


def dashboard(rights: Rights, slug: str) -> Dashboard:
    """Nine queries of everybody; signed-in readers' working copy takes no more."""
    review = present_review(rights)
    rows = list(_strategy_rows(rights, slug, review))
    if not rows:
        raise Http404
    strategy = rows[0]
    goals = planned_goals(rights, strategy=strategy)
    counting = Counting(goals, review, strategy=slug)
    themes = {row.theme_address: joined_link(row, Theme, name="theme") for row in rows if row.theme_address}
    return Dashboard(
        pk=strategy.pk,
        slug=slug,
        name=text_of(strategy, "name"),
        mission=text_of(strategy, "mission"),
        vision=text_of(strategy, "vision"),
        years=years(strategy),
        state=strategy.get_state_display(),
        doubt=text_of(strategy, "doubt"),
        theme_word=capitalised(text_of(strategy, "theme_word")),
        themes_word=capitalised(text_of(strategy, "themes_word")),
        predecessor=_predecessor(rights, strategy),
        successors=distinct(joined_link(row, Strategy, name="successor") for row in rows if row.is_successor_told),
        goals=counting.goal_counts(),
        actions=counting.action_counts(),
        measures=measure_counts(strategy, review, slug=slug),
        projects=number(strategy.number_of_projects, PROJECTS, strategy=slug),
        themes=tuple(
            ThemeRow(counts.link, _areas(rows, counts.pk), counts) for counts in counting.theme_counts(themes.items())
        ),
        goals_without_theme=tuple(
            (goal.link, counting.standings[goal.pk].badge if review and goal.lines else None)
            for goal in goals
            if not goal.themes
        ),
        lines=counting.lines,
        themed_actions=counting.themed_actions,
        departments=counting.department_counts(_projects(strategy)),
        key=key_rows(rights, strategy=slug, with_adopted=False),
        deviations=deviation_rows(counting),
        review=review,
        newest=newest_review(slug),
    )


# --- the strategy in one query ---------------------------------------------------------------------------------------
def _strategy_rows(rights, slug, review) -> QuerySet[Strategy]:
    """A row per theme, focus area and successor."""
    return (
        measured(visible_strategies(rights).filter(slug=slug), rights, review)
        .select_related("predecessor")
        .annotate(
            **columns_of("themes", Theme, name="theme"),
            **columns_of("themes__focus_areas", FocusArea, name="area"),
            **columns_of("successors", Strategy, name="successor"),
            is_successor_told=Case(When(_is_told(rights), then=True), default=False),
            number_of_projects=number_of(Project.objects.all(), per="strategy"),
        )
        .order_by("themes__position", "themes", "themes__focus_areas__position", "themes__focus_areas")
    )


def _is_told(rights):
    told = Strategy.State.values if rights.coordinates else (Strategy.State.IN_FORCE, Strategy.State.ENDED)
    return Q(successors__state__in=told)


def _predecessor(rights, strategy) -> Link | None:
    before = strategy.predecessor
    is_told = before and (rights.coordinates or before.state != Strategy.State.DRAFT)
    return link_to(before) if is_told else None


def _areas(rows, theme) -> tuple[Link, ...]:
    return distinct(joined_link(row, FocusArea, name="area") for row in rows if row.theme_address == theme)


def _projects(strategy) -> dict[int, tuple[Link, int]]:
    """Department → its link and how many projects of the strategy it has."""
    units = OrgUnit.objects.filter(project_lines__project__strategy=strategy)
    counted = units.annotate(number=Count("project_lines__project", distinct=True)).order_by("position", "pk")
    return {unit.pk: (link_to(unit), unit.number) for unit in counted}


# --- what does not go as planned --------------------------------------------------------------------------------------
def deviation_rows(counting: Counting) -> tuple[DeviationRow, ...]:
    """Actions and goals, the gravest first and then in the plan's order."""
    review, found = counting.review, []
    for pk, state in counting.states.items():
        if state.deviates:
            link, told = counting.actions[pk].link, review.of("action", pk)
            goals = tuple(goal.link for goal in counting.goals if pk in goal.lines)
            found.append(_deviation(link, _("Toimenpide"), told, state.badge, goals=goals))
    for goal in counting.goals:
        brief = review.brief("goal", goal.pk) if review else None
        if brief and gravity(brief.codes):
            found.append(_deviation(goal.link, _("Tavoite"), review.of("goal", goal.pk)))
    return tuple(row for _weight, row in sorted(found, key=lambda one: -one[0]))


def _deviation(link, kind, told, status=None, *, goals=()) -> tuple[int, DeviationRow]:
    """With its weight; the badge is the gravest of what was told."""
    badges = [status, told and told.forecast, told and told.judged and told.judged.badge]
    weight, _place, badge = max(
        (gravity([badge.code]), -place, badge) for place, badge in enumerate(badges) if badge
    )  # fmt: skip
    return weight, DeviationRow(link, kind, badge, told, goals)
