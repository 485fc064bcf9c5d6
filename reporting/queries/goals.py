"""The page of one goal, with its plan lines and measures."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404

from goals.badges import Badge
from goals.models import Benefit, Goal, MeasureLine, Succession, Theme
from goals.permissions import visible_goals, visible_plans
from goals.status import RollUp, roll_up
from kemistrategy.charts import CountsBar
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .actions import (
    ActionLine,
    PrintedLine,
    action_line,
    folded_participants,
    present_lines,
    printed_line,
    with_participants,
)
from .attached import Attached, attached_to
from .chain import Step, chain
from .contacts import Contact, contacts
from .counts import actions_bar, counted_states
from .links import Link, capitalised, columns_of, distinct, joined_link, link_to
from .measure_lines import MeasureRow, measure_rows
from .planned_goals import State, action_state, goal_state
from .published import PublishedRow, published_rows
from .successions import SuccessionRow, succession_rows
from .told import Review, Told, present_review
from .told_days import known_day, known_until


@dataclass(frozen=True)
class PlannedAction:
    """An action under a goal: the plan's own words, what is told of it, and what measures it."""

    line: ActionLine
    printed: PrintedLine
    weight: int
    measures: tuple[MeasureRow, ...]
    told: Told | None = None
    started_on: date | None = None
    finished_on: date | None = None
    state: State | None = None  # for counting


@dataclass(frozen=True)
class GoalStanding:
    """How the goal stands: what is told of itself (a year-end judgement), and its actions by their states.

    `as_of` is the day that the goal is told of; `bar` is None for a goal without actions.
    """

    review: Review
    as_of: date
    badge: Badge
    told: Told | None
    counts: tuple[tuple[Badge, int], ...]
    bar: CountsBar | None
    off_track: tuple[PlannedAction, ...]
    roll_up: RollUp

    @property
    def is_silent(self) -> bool:
        """No published report tells of the goal nor of its actions."""
        return self.review.is_published and not self.review.told

    @property
    def percent(self) -> int | None:
        """The roll-up's share in percent, 0–100."""
        return None if self.roll_up.share is None else round(self.roll_up.share * 100)


@dataclass(frozen=True)
class GoalPage:
    pk: int
    title: Text
    goal_word: Text
    actions_word: Text
    strategy: Link
    themes: tuple[Link, ...]
    binding: str
    is_binding: bool
    sponsor: Link | None
    decision: Link | None
    doubt: Text
    source_text: str
    actions: tuple[PlannedAction, ...]
    measures_without_action: tuple[MeasureRow, ...]
    benefits: tuple[Link, ...]
    key_indicators: tuple[Link, ...]  # of the benefits it serves
    successions: tuple[SuccessionRow, ...]
    standing: GoalStanding | None
    published: tuple[PublishedRow, ...]
    chain: tuple[Step, ...]
    contacts: tuple[Contact, ...]
    attached: Attached

    @property
    def weights_differ(self) -> bool:
        return len({action.weight for action in self.actions}) > 1

    @property
    def becomes(self) -> tuple[SuccessionRow, ...]:
        """What goes on with it, or that nothing does."""
        return tuple(row for row in self.successions if row.old.url == self.chain_link.url)

    @property
    def comes_from(self) -> tuple[SuccessionRow, ...]:
        return tuple(row for row in self.successions if row.old.url != self.chain_link.url)

    @property
    def chain_link(self) -> Link:
        return next(step.links[0] for step in self.chain if step.is_here)


def goal_page(rights: Rights, pk: int) -> GoalPage:
    """Eight queries, whatever hangs on the goal."""
    rows = list(_goal_with_themes(rights, pk))
    if not rows:
        raise Http404
    goal = rows[0]
    lines = list(with_participants(present_lines(rights).filter(goal=pk)))
    actions = {line.action_id: line.action for line in lines}
    review = present_review(rights, goal=pk, action__in=actions)
    measures = measure_rows(MeasureLine.objects.filter(goal=pk, plan__in=visible_plans(rights)), rights)
    planned = planned_actions(rights, _newest_lines(lines), measures, review)
    benefits = distinct(joined_link(row, Benefit, name="benefit") for row in rows)
    key_indicators = distinct(joined_link(row, Indicator, name="indicator") for row in rows)
    posts = distinct(action.answering_post for action in actions.values())
    attached = attached_to(rights, "goal", pk, posts=[post.pk for post in posts])
    goal_word = capitalised(text_of(goal.strategy, "goal_word"))
    return GoalPage(
        pk=pk,
        title=text_of(goal, "title"),
        goal_word=goal_word,
        actions_word=capitalised(text_of(goal.strategy, "actions_word")),
        strategy=link_to(goal.strategy),
        themes=distinct(joined_link(row, Theme, name="theme") for row in rows),
        binding=goal.get_binding_level_display(),
        is_binding=goal.binding_level != Goal.Binding.NONE,
        sponsor=link_to(goal.sponsor),
        decision=link_to(goal.decision),
        doubt=text_of(goal, "doubt"),
        source_text=goal.source_text,
        actions=planned,
        measures_without_action=tuple(row for row in measures if row.action_id not in actions),
        benefits=benefits,
        key_indicators=key_indicators,
        successions=succession_rows(rights, Succession.objects.filter(Q(old_goal=pk) | Q(new_goal=pk))),
        standing=_standing(review, pk, planned) if review else None,
        published=published_rows(of_actions=actions, goal=pk),
        chain=chain(
            "goal",
            link_to(goal),
            benefits=benefits,
            indicators=[*key_indicators, *(measure.indicator for measure in measures)],
            actions=(action.line.link for action in planned),
            posts=(link_to(post) for post in posts),
            names={"goal": goal_word.words},
        ),
        contacts=contacts(posts, attached.holders),
        attached=attached,
    )


def _newest_lines(lines):
    """Each action once, as the newest plan prints it; its rows, one for each participant, stay together."""
    newest = {}
    for line in sorted(lines, key=lambda line: line.plan.year):
        newest[line.action_id] = line.pk
    return [line for line in lines if newest[line.action_id] == line.pk]


def _standing(review, goal, planned):
    states = [action.state for action in planned]
    counts = counted_states(states)
    return GoalStanding(
        review=review,
        as_of=review.as_of_of("goal", goal),
        badge=goal_state(review, goal, states).badge,
        told=review.of("goal", goal),
        counts=counts,
        bar=actions_bar(counts),
        off_track=tuple(action for action in planned if action.state.deviates),
        roll_up=roll_up((action.weight, action.state.badge.code) for action in planned),
    )


def _goal_with_themes(rights, pk):
    """One row per theme, benefit and key indicator of the benefit."""
    return (
        visible_goals(rights)
        .filter(pk=pk)
        .select_related("strategy", "sponsor", "decision")
        .annotate(
            **columns_of("themes", Theme, name="theme"),
            **columns_of("benefits", Benefit, name="benefit"),
            **columns_of("benefits__indicators", Indicator, name="indicator"),
        )
        .order_by("themes__position", "benefits__position", "benefits__indicators__position")
    )


def planned_actions(rights: Rights, rows, measures, review):
    """An action for each line of the plans, with what is told of it when there is something to tell."""
    participants = folded_participants(rows)
    lines = {row.pk: row for row in rows}
    return tuple(_planned_action(rights, row, participants[row.action_id], measures, review) for row in lines.values())


def _planned_action(rights, row, participants, measures, review):
    action = row.action
    until = known_until(rights, review, "action", action.pk)
    return PlannedAction(
        line=action_line(action, takes_part=participants, review=review),
        printed=printed_line(row),
        weight=row.weight,
        measures=tuple(measure for measure in measures if measure.action_id == action.pk),
        told=review.of("action", action.pk) if review else None,
        started_on=known_day(action.started_on, until),
        finished_on=known_day(action.finished_on, until),
        state=action_state(review, action) if review else None,
    )
