"""The page of one goal, with its plan lines and measures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.badges import Badge, standing_badge
from goals.models import Action, Benefit, Goal, MeasureLine, Succession, Theme
from goals.permissions import visible_goals, visible_plans
from goals.status import RollUp, goal_standing, roll_up, status_counts
from kemistrategy.charts import CountsBar, counts_bar
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator

from .actions import (
    ActionLine,
    PrintedLine,
    action_line,
    folded_participants,
    plan_lines,
    printed_line,
    with_participants,
)
from .attached import Attached, attached_to
from .chain import Step, chain
from .contacts import Contact, contacts
from .links import Link, capitalised, columns_of, distinct, joined_link, link_to
from .measure_lines import MeasureRow, measure_rows
from .published import PublishedRow, published_rows
from .successions import SuccessionRow, succession_rows
from .told import Review, Told, present_review


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
    status_code: str = ""  # for counting
    is_off_track: bool = False


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
    lines = list(with_participants(plan_lines(rights).filter(goal=pk)))
    actions = {line.action_id: line.action for line in lines}
    review = present_review(rights, goal=pk, action__in=actions)
    measures = measure_rows(MeasureLine.objects.filter(goal=pk, plan__in=visible_plans(rights)), rights)
    planned = planned_actions(_newest_lines(lines), measures, review)
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
        standing=_standing(review, pk, planned, actions.values()) if review else None,
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


def _standing(review, goal, planned, actions):
    return GoalStanding(
        review=review,
        as_of=review.as_of_of("goal", goal),
        badge=goal_badge(review, goal, actions),
        told=review.of("goal", goal),
        counts=_counts(review, actions),
        bar=actions_bar(review, actions),
        off_track=tuple(action for action in planned if action.is_off_track),
        roll_up=roll_up((action.weight, action.status_code) for action in planned),
    )


def goal_badge(review: Review, pk: int, actions: Collection[Action]) -> Badge:
    """How the goal stands by what is told of it and of its actions."""
    told, codes = review.of("goal", pk), [(action.pk, review.status_code(action)) for action in actions]
    standing = goal_standing(
        [(code, review.is_off_track("action", action, code)) for action, code in codes],
        told=[told.outlook_code] if told and told.outlook_code else (),
        is_heard=bool(told and (told.outlook_code or told.words)),
    )
    return standing_badge(standing)


def actions_bar(review: Review, actions: Collection[Action]) -> CountsBar | None:
    """The actions by their states; None for none."""
    counts = _counts(review, actions)
    return counts_bar(sentence=_sentence(counts), counts=counts) if counts else None


def _counts(review, actions):
    codes = status_counts(review.status_code(action) for action in actions)
    return tuple((review.badges.status(code), number) for code, number in codes.items())


def _sentence(counts):
    total = sum(number for _badge, number in counts)
    words = ", ".join(f"{badge.label.lower()} {number}" for badge, number in counts)
    return ngettext("%(total)d toimenpide: %(words)s.", "%(total)d toimenpidettä: %(words)s.", total) % {
        "total": total,
        "words": words or _("ei yhtään"),
    }


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


def planned_actions(rows, measures, review):
    """An action for each line of the plans, with what is told of it when there is something to tell."""
    participants = folded_participants(rows)
    lines = {row.pk: row for row in rows}
    return tuple(_planned_action(row, participants[row.action_id], measures, review) for row in lines.values())


def _planned_action(row, participants, measures, review):
    action = row.action
    code = review.status_code(action) if review else ""
    return PlannedAction(
        line=action_line(action, takes_part=participants, review=review),
        printed=printed_line(row),
        weight=row.weight,
        measures=tuple(measure for measure in measures if measure.action_id == action.pk),
        told=review.of("action", action.pk) if review else None,
        started_on=action.started_on,
        finished_on=action.finished_on,
        status_code=code,
        is_off_track=bool(review) and review.is_off_track("action", action.pk, code),
    )
