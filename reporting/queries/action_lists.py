"""All actions under their goals, narrowed by filters that live in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext

from goals.models import Theme
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import text_of

from .actions import ActionLine, action_line, folded_participants, present_lines, with_participants
from .filters import (
    DEVIATES,
    REPORTED,
    Filters,
    action_status_offer,
    filters_of,
    post_offer,
    reviewed,
    sdg_offer,
    sdg_tags,
    strategy_offer,
    theme_offer,
    unit_offer,
)
from .links import Link, columns_of, distinct, joined_link, link_to
from .planned_goals import State, action_state
from .told import Review

PAGE = "reporting:action-list"


@dataclass(frozen=True)
class ActionGroup:
    goal: Link
    themes: tuple[Link, ...]
    lines: tuple[ActionLine, ...]


@dataclass(frozen=True)
class ActionList:
    """`actions` are different ones; the same action may be a line under many goals."""

    groups: tuple[ActionGroup, ...]
    actions: int
    lines: int
    filters: Filters
    review: Review | None

    @property
    def found(self) -> str:
        """How many, in words; lines too where they are more."""
        words = ngettext("%(number)s toimenpide", "%(number)s toimenpidettä", self.actions) % {"number": self.actions}
        if self.lines == self.actions:
            return f"{words}."
        lines = ngettext(
            "%(number)s rivi: sama toimenpide voi olla usean tavoitteen alla",
            "%(number)s riviä: sama toimenpide voi olla usean tavoitteen alla",
            self.lines,
        )
        return f"{words}, {lines % {'number': self.lines}}."

    @property
    def rows(self) -> tuple[tuple[ActionGroup, ActionLine], ...]:
        """Each line with its group, as a file shows them."""
        return tuple((group, line) for group in self.groups for line in group.lines)


def action_list(rights: Rights, typed: Mapping[str, str]) -> ActionList:
    """In the order of the plans; `typed` is what the address asks. Five queries."""
    lines = present_lines(rights).select_related("goal__strategy")
    rows = list(with_participants(lines.annotate(**columns_of("goal__themes", Theme, name="theme"))))
    actions = {row.action_id: row.action for row in rows}
    review, rounds = reviewed(rights, typed, action__isnull=False)
    states = {pk: action_state(review, action) for pk, action in actions.items()} if review else {}
    tags = sdg_tags()
    numbers = {(row.goal_id, row.action_id): _numbers(tags, row) for row in rows}
    met = {state.badge.code: state.badge.label for state in states.values()}
    offers = [
        *_offers(rows),
        action_status_offer(review, met),
        sdg_offer(tags.names, set().union(*numbers.values())),
        rounds,
    ]
    filters = filters_of(typed, offers, page=PAGE)
    wanted = [row for row in rows if _is_wanted(row, filters, states, numbers)]
    participants = folded_participants(rows)
    shown = {
        pk: action_line(actions[pk], takes_part=participants[pk], review=review)
        for pk in dict.fromkeys(row.action_id for row in wanted)
    }
    groups = _groups(wanted, shown)
    return ActionList(groups, len(shown), sum(len(group.lines) for group in groups), filters, review)


def _offers(rows):
    """What can be chosen: only what occurs."""
    strategies, themes, units, posts = {}, {}, {}, {}
    for row in rows:
        strategy, action = row.goal.strategy, row.action
        if strategy.slug not in strategies:
            strategies[strategy.slug] = str(text_of(strategy, "name"))
        if row.theme_address and row.theme_address not in themes:
            themes[row.theme_address] = str(text_of(row, "theme"))
        if action.unit_id not in units:
            units[action.unit_id] = str(text_of(action.unit, "name"))
        if action.answering_post and action.answering_post_id not in posts:
            posts[action.answering_post_id] = str(text_of(action.answering_post, "title"))
    return strategy_offer(strategies), theme_offer(themes), unit_offer(units), post_offer(posts)


def _numbers(tags, row):
    return tags.of(("action", row.action_id), ("goal", row.goal_id))


def _is_wanted(row, filters, states, numbers) -> bool:
    action = row.action
    return (
        filters.of("strategy") in ("", row.goal.strategy.slug)
        and filters.of("theme") in ("", str(row.theme_address))
        and filters.of("unit") in ("", str(action.unit_id))
        and filters.of("post") in ("", str(action.answering_post_id))
        and is_state(states.get(row.action_id), filters.of("status"))
        and (not filters.of("sdg") or int(filters.of("sdg")) in numbers[row.goal_id, row.action_id])
        and (not filters.words or filters.says(_titles(action)))
    )


def is_state(state: State | None, asked: str) -> bool:
    """Whether a thing stands as the filter asks; nothing asked fits everything."""
    if not asked:
        return True
    if state is None:
        return False
    return asked == state.badge.code or (asked == REPORTED and state.is_heard) or (asked == DEVIATES and state.deviates)


def _titles(action) -> str:
    return " ".join(str(getattr(action, f"title_{language}") or "") for language in {"fi", get_language()})


def _groups(rows, lines):
    goals, themes, members = {}, {}, {}
    for row in rows:
        if row.goal_id not in goals:
            goals[row.goal_id] = link_to(row.goal)
        themes.setdefault(row.goal_id, []).append(joined_link(row, Theme, name="theme"))
        members.setdefault(row.goal_id, []).append(lines[row.action_id])
    return tuple(ActionGroup(goals[pk], distinct(themes[pk]), distinct(members[pk])) for pk in goals)
