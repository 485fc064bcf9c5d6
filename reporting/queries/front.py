"""The front page: both strategies, a few key figures, and for signed-in readers how the present review stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.badges import Badge
from goals.models import Action
from goals.permissions import visible_actions
from goals.status import status_counts
from kemistrategy.charts import CountsBar, counts_bar
from kemistrategy.organisation.permissions import Rights

from .indicators import KeyRow, key_rows
from .links import Link, link_to
from .strategies import StrategyCard, strategy_cards
from .told import Review, Told, present_review

KEY_FIGURES_SHOWN = 6
DEVIATIONS_SHOWN = 8


@dataclass(frozen=True)
class Deviation:
    action: Link
    status: Badge
    told: Told


@dataclass(frozen=True)
class Situation:
    """The working copy of the present review: counts of distinct actions, and what does not go as planned."""

    review: Review
    counts: tuple[tuple[Badge, int], ...]
    bar: CountsBar
    total: int
    reported: int
    deviations: tuple[Deviation, ...]
    more_deviations: int


@dataclass(frozen=True)
class FrontPage:
    strategies: tuple[StrategyCard, ...]
    leading: StrategyCard | None
    key_figures: tuple[KeyRow, ...]
    situation: Situation | None

    @property
    def actions(self) -> int:
        return sum(card.actions for card in self.strategies)

    @property
    def goals(self) -> int:
        return sum(card.goals for card in self.strategies)

    @property
    def projects(self) -> int:
        return sum(card.projects for card in self.strategies)

    @property
    def key_indicators(self) -> int:
        return sum(card.key_indicators for card in self.strategies)


def front_page(rights: Rights) -> FrontPage:
    cards = strategy_cards(rights)
    told = [card for card in cards if card.vision or card.mission]
    return FrontPage(
        strategies=cards,
        leading=next((card for card in reversed(told) if card.is_in_force), None),
        key_figures=_one_per_benefit(key_rows(rights)),
        situation=_situation(rights),
    )


def _one_per_benefit(rows):
    """Of each benefit the indicator of which most is known: a target and a figure first, then the fewest doubts."""
    by_benefit = {}
    for row in rows:
        by_benefit.setdefault(row.benefits[0], []).append(row)
    return tuple(min(rows, key=_unknowns) for rows in by_benefit.values())[:KEY_FIGURES_SHOWN]


def _unknowns(row):
    return (row.figures.target is None) + (row.figures.baseline is None), bool(row.doubt), row.is_part


def _situation(rights):
    if not rights.is_signed_in:
        return None
    actions = list(visible_actions(rights))
    review = present_review(rights, action__in=[action.pk for action in actions])
    if review is None:
        return None
    counts = tuple(
        (review.badges.status(code), number)
        for code, number in status_counts(review.status_code(action) for action in actions).items()
    )
    deviations = [_deviation(action, told, review) for action in actions if (told := _deviating(action, review))]
    return Situation(
        review=review,
        counts=counts,
        bar=counts_bar(sentence=_sentence(counts), counts=counts),
        total=len(actions),
        reported=sum(review.of("action", action.pk) is not None for action in actions),
        deviations=tuple(deviations[:DEVIATIONS_SHOWN]),
        more_deviations=max(0, len(deviations) - DEVIATIONS_SHOWN),
    )


def _deviating(action: Action, review: Review) -> Told | None:
    told = review.of("action", action.pk)
    return told if told and told.is_deviation else None


def _deviation(action, told, review):
    return Deviation(link_to(action), review.status(action), told)


def _sentence(counts):
    total = sum(number for _badge, number in counts)
    words = ", ".join(f"{badge.label.lower()} {number}" for badge, number in counts)
    return ngettext("%(total)d toimenpide: %(words)s.", "%(total)d toimenpidettä: %(words)s.", total) % {
        "total": total,
        "words": words or _("ei yhtään"),
    }
