"""All indicators: the key ones with their figures, the plans' by goal, narrowed by filters that live in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, F, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import Goal, Strategy, Theme
from goals.permissions import visible_plans, visible_strategies
from goals.status import gravity
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator
from reporting.permissions import visible_indicators

from .action_lists import is_state
from .filters import (
    Filters,
    Offer,
    filters_of,
    outlook_offer,
    post_offer,
    reviewed,
    sdg_offer,
    sdg_tags,
    strategy_offer,
    theme_offer,
    unit_offer,
)
from .indicators import KeyRow, key_rows
from .links import Link, columns_of, distinct, joined_link, page_of
from .planned_goals import State
from .told import Review

PAGE = "reporting:indicator-list"
KEY = "key"  # the field that leaves the key indicators alone


@dataclass(frozen=True)
class PlanMeasure:
    """An indicator under a goal in the plans' words; `state` is None when nothing is told of it."""

    pk: int
    link: Link
    words: tuple[Text, ...]
    unit: Text
    state: State | None


@dataclass(frozen=True)
class GoalMeasures:
    goal: Link
    measures: tuple[PlanMeasure, ...]


@dataclass(frozen=True)
class IndicatorList:
    """`indicators` are different ones: the same one may measure many goals."""

    key: tuple[KeyRow, ...]
    by_goal: tuple[GoalMeasures, ...]
    others: tuple[Link, ...]
    indicators: int
    filters: Filters
    review: Review | None
    states: Mapping[int, State]

    @property
    def found(self) -> str:
        words = ngettext("%(number)s mittari", "%(number)s mittaria", self.indicators)
        return f"{words % {'number': self.indicators}}."

    @property
    def rows(self) -> tuple[tuple[int, Link, Text | None, Link | None], ...]:
        """(number, indicator, the plan's words, goal) of everything shown, as a file shows it."""
        return (
            *((row.pk, row.link, None, None) for row in self.key),
            *(
                (measure.pk, measure.link, next(iter(measure.words), None), group.goal)
                for group in self.by_goal
                for measure in group.measures
            ),
            *((0, link, None, None) for link in self.others),
        )


def indicator_list(rights: Rights, typed: Mapping[str, str], *, as_charts: bool = False) -> IndicatorList:
    """Nine queries at most. Charts come with their sentences; `typed` is what the address asks."""
    key = key_rows(rights, are_told=as_charts)
    rows = list(_rows(rights))
    lines, places = _lines(rows), _places(rows)
    review, rounds = reviewed(rights, typed, indicator__isnull=False)
    states = {pk: indicator_state(review, pk) for pk in places} if review else {}
    tags = sdg_tags()
    numbers = {
        pk: tags.of(("indicator", pk), *(("goal", goal) for goal in place.goals)) for pk, place in places.items()
    }
    met = {state.badge.code: state.badge.label for state in states.values() if state.badge}
    offers = [
        *_offers(places),
        outlook_offer(review, met),
        sdg_offer(tags.names, set().union(*numbers.values())),
        Offer(KEY, _("Keskeiset mittarit"), {"1": _("Vain keskeiset")}),
        rounds,
    ]
    kept = {"nakyma": "kaaviot"} if as_charts else {}
    filters = filters_of(typed, offers, page=PAGE, kept=kept)
    wanted = {pk for pk, place in places.items() if _is_wanted(place, filters, states.get(pk), numbers[pk])}
    if filters.of(KEY):
        wanted &= {row.pk for row in key}
    return _list(key, lines, places, wanted, filters, review, states)


def _list(key, lines, places, wanted, filters, review, states):
    """A line of another theme or strategy than the chosen one is left out with it."""
    shown_lines = [
        line
        for line in lines
        if line.pk in wanted
        and filters.of("strategy") in ("", line.home_address)
        and filters.of("theme") in ("", str(line.theme_address))
    ]
    shown = {row.pk for row in key} | {line.pk for line in lines}
    return IndicatorList(
        key=tuple(row for row in key if row.pk in wanted),
        by_goal=_by_goal(shown_lines, states),
        others=tuple(place.link for pk, place in places.items() if pk in wanted - shown),
        indicators=len(wanted),
        filters=filters,
        review=review,
        states=states,
    )


def indicator_state(review: Review, pk: int) -> State:
    """What was forecast or judged of it; its badge is None when nothing was."""
    told = review.of("indicator", pk)
    badge = told and ((told.judged and told.judged.badge) or told.forecast)
    return State(badge or None, bool(badge or (told and told.words)), gravity(told.codes if told else ()))


def _rows(rights):
    """One query: a row per indicator, strategy of its benefits, line of a plan, and theme of the line's goal."""
    plan_words = {f"line_words_{language}": F(f"measure_lines__words_{language}") for language in ("fi", "sv", "en")}
    return (
        visible_indicators(rights)
        .annotate(
            **columns_of("answering_post", Position, name="post"),
            **columns_of("answering_post__unit", OrgUnit, name="department"),
            **columns_of("benefits__strategy", Strategy, name="strategy"),
            is_seen=Case(When(benefits__strategy__in=visible_strategies(rights), then=True), default=False),
            **columns_of("measure_lines__goal", Goal, name="goal"),
            **columns_of("measure_lines__goal__themes", Theme, name="theme"),
            **columns_of("measure_lines__goal__strategy", Strategy, name="home"),
            is_line_seen=Case(When(measure_lines__plan__in=visible_plans(rights), then=True), default=False),
            **plan_words,
            home_position=F("measure_lines__goal__strategy__position"),
            goal_position=F("measure_lines__goal__position"),
            theme_position=F("measure_lines__goal__themes__position"),
            line_position=F("measure_lines__position"),
            line=F("measure_lines__pk"),
        )
        .order_by("position", "pk", "benefits__strategy__position")
    )


def _lines(rows) -> list[Indicator]:
    """The rows of the plans' lines, one per line and theme, in the order of the plans."""
    seen = {(row.line, row.theme_address): row for row in rows if row.is_line_seen}
    return sorted(
        seen.values(),
        key=lambda row: (
            row.home_position, row.goal_position, row.goal_address, row.line_position, row.line,
            row.theme_position or 0,
        ),
    )  # fmt: skip


@dataclass
class _Place:
    """What an indicator can be chosen by: value → link; the goals whose lines it measures."""

    link: Link
    post: dict
    unit: dict
    strategy: dict
    theme: dict
    goals: set


def _places(rows) -> dict[int, _Place]:
    """Indicator → whose it is, in the order of the indicators."""
    places = {}
    for row in rows:
        place = places.get(row.pk)
        if place is None:
            link = Link(text_of(row, "name"), page_of(Indicator, row.pk))
            post = {row.post_address: joined_link(row, Position, name="post")} if row.post_address else {}
            unit = {row.department_address: joined_link(row, OrgUnit, name="department")} if post else {}
            place = places[row.pk] = _Place(link, post, unit, {}, {}, set())
        if row.is_seen:
            place.strategy.setdefault(row.strategy_address, joined_link(row, Strategy, name="strategy"))
        if row.is_line_seen:
            place.goals.add(row.goal_address)
            place.strategy.setdefault(row.home_address, joined_link(row, Strategy, name="home"))
            if row.theme_address:
                place.theme.setdefault(row.theme_address, joined_link(row, Theme, name="theme"))
    return places


def _offers(places):
    met = {"strategy": {}, "theme": {}, "unit": {}, "post": {}}
    for place in places.values():
        for field, choices in met.items():
            for value, link in getattr(place, field).items():
                choices.setdefault(value, str(link.text))
    return (
        strategy_offer(met["strategy"]),
        theme_offer(met["theme"]),
        unit_offer(met["unit"]),
        post_offer(met["post"]),
    )


def _is_wanted(place, filters, state, numbers) -> bool:
    numbered = all(
        not filters.of(field) or int(filters.of(field)) in getattr(place, field) for field in ("theme", "unit", "post")
    )
    return (
        numbered
        and (not filters.of("strategy") or filters.of("strategy") in place.strategy)
        and _is_state(state, filters.of("status"))
        and (not filters.of("sdg") or int(filters.of("sdg")) in numbers)
        and filters.says(str(place.link.text))
    )


def _is_state(state, asked):
    if asked and state and state.badge is None:
        return asked == "reported" and state.is_heard
    return is_state(state, asked)


def _by_goal(lines, states):
    goals = {}
    for line in lines:
        measures = goals.setdefault(line.goal_address, (joined_link(line, Goal, name="goal"), {}))[1]
        measures.setdefault(line.pk, []).append(line)
    return tuple(
        GoalMeasures(goal, tuple(_measure(found, states) for found in measures.values()))
        for goal, measures in goals.values()
    )


def _measure(lines, states):
    row = lines[0]
    return PlanMeasure(
        pk=row.pk,
        link=Link(text_of(row, "name"), page_of(Indicator, row.pk)),
        words=distinct(text_of(line, "line_words") for line in lines),
        unit=text_of(row, "unit"),
        state=states.get(row.pk),
    )
