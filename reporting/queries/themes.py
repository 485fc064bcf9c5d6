"""The pages of a theme, a focus area and a benefit."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils.translation import get_language

from goals.badges import Badge
from goals.models import Action, Benefit, CardThemeLine, FocusArea, Goal, Project, RolloutStage, Theme
from goals.permissions import visible_goals, visible_plans, visible_projects, visible_strategies
from goals.queries.action_lineage import present_actions
from kemistrategy.charts import CountsBar
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .actions import present_lines
from .attached import tag_of, tag_rows
from .chain import Step, chain
from .counts import actions_bar, counted_states
from .figures import Figures, figures_of
from .gathering import gathered, rows_of
from .links import Link, capitalised, distinct, link_to, page_of
from .planned_goals import action_state, goal_state
from .sdg import TagRow
from .strategies import BenefitRow, Block, ThemeRow, benefit_rows, blocks, theme_rows
from .told import Review, Told, present_review


@dataclass(frozen=True)
class DepartmentLine:
    """What one department does for a theme; empty words: nothing is written yet."""

    unit: Link
    words: Text


@dataclass(frozen=True)
class ThemeGoal:
    """A goal of the theme: how it stands (None before any report) and how many actions it has."""

    link: Link
    badge: Badge | None
    actions: int
    binding: str


@dataclass(frozen=True)
class OffTrack:
    """An action that does not go as planned, and why."""

    link: Link
    status: Badge
    told: Told | None


@dataclass(frozen=True)
class ThemeProject:
    """Each department that has told of a shared project has its own state in `states`."""

    link: Link
    schedule: str
    states: tuple[Badge, ...]


@dataclass(frozen=True)
class ThemePage:
    """`actions` counts different ones; `rollout` are the stages that bring the theme to everyday work."""

    pk: int
    row: ThemeRow
    theme_word: Text
    goals_word: Text
    blocks: tuple[Block, ...]
    goals: tuple[ThemeGoal, ...]
    actions: int
    bar: CountsBar | None
    off_track: tuple[OffTrack, ...]
    projects: tuple[ThemeProject, ...]
    indicators: tuple[Link, ...]
    lines: tuple[DepartmentLine, ...]
    rollout: tuple[Text, ...]
    tags: tuple[TagRow, ...]
    review: Review | None
    strategy_slug: str


@dataclass(frozen=True)
class FocusAreaRow:
    link: Link
    theme: Link
    strategy: Link


@dataclass(frozen=True)
class FocusAreaPage:
    row: FocusAreaRow
    theme: ThemeRow
    projects: tuple[Link, ...]


@dataclass(frozen=True)
class MeasuredBy:
    indicator: Link
    figures: Figures
    doubt: Text


@dataclass(frozen=True)
class BenefitPage:
    row: BenefitRow
    measured_by: tuple[MeasuredBy, ...]
    projects: tuple[Link, ...]
    inherits: tuple[Link, ...]  # goals of the earlier strategy that go on as this benefit
    chain: tuple[Step, ...]


def theme_page(rights: Rights, pk: int) -> ThemePage:
    """Eight queries, whatever hangs on the theme."""
    theme = Theme.objects.filter(strategy__in=visible_strategies(rights), pk=pk).select_related("strategy").first()
    if theme is None:
        raise Http404
    row = next(row for row in theme_rows(rights, strategy=theme.strategy) if row.link == link_to(theme))
    lines = list(present_lines(rights).filter(goal__themes=pk))
    projects = list(visible_projects(rights).filter(themes=pk).order_by("position", "pk"))
    actions = {line.action_id: line.action for line in lines}
    found = _around(rights, theme)
    goals = [one.address for one in found["goal"]]
    review = present_review(
        rights, action__in=actions, goal__in=goals, project__in=[project.pk for project in projects]
    )
    states = {pk: action_state(review, action) for pk, action in actions.items()} if review else {}
    return ThemePage(
        pk=pk,
        row=row,
        theme_word=capitalised(text_of(theme.strategy, "theme_word")),
        goals_word=capitalised(text_of(theme.strategy, "goals_word")),
        blocks=blocks(theme=theme),
        goals=tuple(_theme_goal(one, lines, review, states) for one in found["goal"]),
        actions=len(actions),
        bar=actions_bar(counted_states(states.values())) if review else None,
        off_track=_off_track(review, actions, states),
        projects=tuple(_theme_project(project, review) for project in projects),
        indicators=distinct(Link(text_of(one, "title"), page_of(Indicator, one.address)) for one in found["indicator"]),
        lines=tuple(
            DepartmentLine(Link(text_of(one, "title"), page_of(OrgUnit, one.address)), text_of(one, "text"))
            for one in found["line"]
        ),
        rollout=distinct(text_of(one, "title") for one in found["stage"]),
        tags=tuple(map(tag_of, found["tag"])),
        review=review,
        strategy_slug=theme.strategy.slug,
    )


def _around(rights, theme):
    """Goals, department lines, indicators of its projects and benefits, stages and tags: one query."""
    goals = visible_goals(rights).filter(themes=theme)
    served = goals.order_by().values("pk")
    measured = Indicator.objects.filter(
        Q(projects__themes=theme) | Q(benefits__goals__in=served) & Q(is_key=True)
    ).distinct()
    return gathered(
        goal=rows_of(goals, title="title", code="binding_level", position="position"),
        line=rows_of(
            CardThemeLine.objects.filter(theme=theme),
            title="card__unit__name",
            text="text",
            address="card__unit",
            position="card__position",
        ),
        indicator=rows_of(measured, title="name", position="position"),
        stage=rows_of(RolloutStage.objects.filter(theme=theme), title="name", position="position"),
        tag=tag_rows({"theme": theme.pk}),
    )


def _theme_goal(row, lines, review, states):
    actions = {line.action_id for line in lines if line.goal_id == row.address}
    return ThemeGoal(
        link=Link(text_of(row, "title"), page_of(Goal, row.address)),
        badge=goal_state(review, row.address, map(states.get, actions)).badge if review else None,
        actions=len(actions),
        binding="" if row.code == Goal.Binding.NONE else str(Goal.Binding(row.code).label),
    )


def _off_track(review, actions, states):
    return tuple(
        OffTrack(link_to(actions[pk]), state.badge, review.of("action", pk))
        for pk, state in states.items()
        if state.deviates
    )


def _theme_project(project, review):
    told = review.told.get(("project", project.pk), ()) if review else ()
    return ThemeProject(
        link=link_to(project),
        schedule=schedule_words(project.schedule, get_language()),
        states=distinct(review.status_of_share(project, share) for share in told),
    )


def focus_area_rows(rights: Rights) -> tuple[FocusAreaRow, ...]:
    areas = FocusArea.objects.filter(theme__strategy__in=visible_strategies(rights)).select_related("theme__strategy")
    ordered = areas.order_by("theme__strategy__position", "theme__position", "position", "pk")
    return tuple(_focus_area_row(area) for area in ordered)


def _focus_area_row(area):
    return FocusAreaRow(link_to(area), link_to(area.theme), link_to(area.theme.strategy))


def focus_area_page(rights: Rights, pk: int) -> FocusAreaPage:
    areas = FocusArea.objects.filter(theme__strategy__in=visible_strategies(rights), pk=pk)
    area = areas.select_related("theme__strategy").first()
    if area is None:
        raise Http404
    row = _focus_area_row(area)
    themes = theme_rows(rights, strategy=area.theme.strategy)
    return FocusAreaPage(
        row,
        theme=next(theme for theme in themes if theme.link == row.theme),
        projects=tuple(map(link_to, visible_projects(rights).filter(themes=area.theme).order_by("position", "pk"))),
    )


def benefit_page(rights: Rights, pk: int) -> BenefitPage:
    """Six queries at most, whatever hangs on the benefit."""
    benefits = Benefit.objects.filter(strategy__in=visible_strategies(rights), pk=pk)
    benefit = benefits.select_related("strategy").first()
    if benefit is None:
        raise Http404
    indicators = list(Indicator.objects.filter(benefits=benefit))
    figures = figures_of(indicators, rights)
    row = next(row for row in benefit_rows(rights, strategy=benefit.strategy) if row.link == link_to(benefit))
    found = _around_benefit(rights, benefit)
    return BenefitPage(
        row=row,
        measured_by=tuple(
            MeasuredBy(link_to(indicator), figures[indicator.pk], text_of(indicator, "doubt"))
            for indicator in indicators
        ),
        projects=_links(found["project"], Project),
        inherits=_links(found["inherits"], Goal),
        chain=chain(
            "benefit",
            link_to(benefit),
            indicators=map(link_to, indicators),
            goals=row.goals,
            actions=_links(found["action"], Action),
            posts=_links(found["post"], Position),
        ),
    )


def _around_benefit(rights, benefit):
    """Its projects, its goals' actions, the posts of its indicators, where it comes from: one query."""
    actions = present_actions(rights).filter(
        plan_lines__goal__benefits=benefit, plan_lines__plan__in=visible_plans(rights)
    )
    return gathered(
        project=rows_of(visible_projects(rights).filter(benefits=benefit), title="name", position="position"),
        action=rows_of(actions.distinct(), title="title", position="position"),
        post=rows_of(
            Position.objects.filter(answers_for_indicators__benefits=benefit).distinct(),
            title="title",
            position="position",
        ),
        inherits=rows_of(
            visible_goals(rights).filter(successions__new_benefit=benefit).distinct(),
            title="title",
            position="position",
        ),
    )


def _links(rows, model) -> tuple[Link, ...]:
    return distinct(Link(text_of(row, "title"), page_of(model, row.address)) for row in rows)
