"""The front page: how each strategy stands, what deviates, key indicators with small charts, and of which day."""

from dataclasses import dataclass

from kemistrategy.organisation.permissions import Rights

from .counts import PROJECTS, ActionCounts, Counting, GoalCounts, Number, number
from .dashboard import DeviationRow, deviation_rows
from .indicators import KeyRow, key_rows
from .newest import Newest, newest_review
from .planned_goals import planned_goals
from .strategies import StrategyCard, strategy_cards
from .told import Review, present_review

KEY_FIGURES_SHOWN = 6
DEVIATIONS_SHOWN = 5


@dataclass(frozen=True)
class StrategyState:
    """A strategy's card, and its goals and actions as the review tells of them."""

    card: StrategyCard
    goals: GoalCounts
    actions: ActionCounts

    @property
    def projects(self) -> Number:
        return number(self.card.projects, PROJECTS, strategy=self.card.slug)


@dataclass(frozen=True)
class FrontPage:
    strategies: tuple[StrategyState, ...]
    leading: StrategyCard | None
    key_figures: tuple[KeyRow, ...]
    deviations: tuple[DeviationRow, ...]
    more_deviations: int
    review: Review | None
    newest: Newest

    @property
    def is_draft(self) -> bool:
        """What is shown is a working copy."""
        return self.review is not None and not self.review.is_published

    @property
    def has_charts(self) -> bool:
        return any(row.is_drawn for row in self.key_figures)

    @property
    def cards(self) -> tuple[StrategyCard, ...]:
        return tuple(state.card for state in self.strategies)

    @property
    def actions(self) -> int:
        return sum(card.actions for card in self.cards)

    @property
    def goals(self) -> int:
        return sum(card.goals for card in self.cards)

    @property
    def projects(self) -> int:
        return sum(card.projects for card in self.cards)

    @property
    def key_indicators(self) -> int:
        return sum(card.key_indicators for card in self.cards)


def front_page(rights: Rights) -> FrontPage:
    """Eight queries of everybody; signed-in readers' working copy takes no more."""
    review = present_review(rights)
    cards = strategy_cards(rights, review)
    goals = planned_goals(rights)
    countings = {
        card.slug: Counting((goal for goal in goals if goal.strategy == card.slug), review, strategy=card.slug)
        for card in cards
    }
    deviations = [row for counting in countings.values() for row in deviation_rows(counting)]
    told = [card for card in cards if card.vision or card.mission]
    return FrontPage(
        strategies=_states(cards, countings),
        leading=next((card for card in reversed(told) if card.is_in_force), None),
        key_figures=_one_per_benefit(key_rows(rights, with_adopted=False)),
        deviations=tuple(deviations[:DEVIATIONS_SHOWN]),
        more_deviations=max(0, len(deviations) - DEVIATIONS_SHOWN),
        review=review,
        newest=newest_review(),
    )


def _states(cards, countings) -> tuple[StrategyState, ...]:
    """Those whose work has begun first: they have something to tell."""
    states = [
        StrategyState(card, countings[card.slug].goal_counts(), countings[card.slug].action_counts()) for card in cards
    ]
    return tuple(sorted(states, key=lambda state: not state.actions.total.count))


def _one_per_benefit(rows):
    """Of each benefit the indicator of which most is known: a target and a figure first, then the fewest doubts."""
    by_benefit = {}
    for row in rows:
        by_benefit.setdefault(row.benefits[0], []).append(row)
    return tuple(min(rows, key=_unknowns) for rows in by_benefit.values())[:KEY_FIGURES_SHOWN]


def _unknowns(row):
    return (row.figures.target is None) + (row.figures.baseline is None), bool(row.doubt), row.is_part
