"""What has changed in a strategy since the newest published review: levels, figures, and what is reported anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.http import Http404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.permissions import visible_plans, visible_strategies
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from measures.models import Indicator, Target
from measures.words import target_words
from reporting.permissions import visible_observations

from .counts import Counting
from .figures import Level, observed_level, target_period
from .links import Link, link_to
from .newest import Newest, newest_review
from .planned_goals import planned_goals
from .told import Review, present_review
from .told_published import published_review

MOST_SHOWN = 100


@dataclass(frozen=True)
class MovedTarget:
    """A target level that another replaced: on what basis, and the day it was entered."""

    indicator: Link
    period: str
    before: Text
    now: Text
    decision: Link | None
    reason: str
    entered_on: date
    is_new: bool


@dataclass(frozen=True)
class NewFigure:
    indicator: Link
    level: Level


@dataclass(frozen=True)
class DraftChange:
    """What the working copy tells otherwise than the newest published review."""

    link: Link
    kind: str
    before: Badge
    now: Badge


@dataclass(frozen=True)
class ChangesPage:
    """`draft` is for signed-in readers; the changes between two published reviews are in the frozen content."""

    slug: str
    name: Text
    newest: Newest
    targets: tuple[MovedTarget, ...]
    figures: tuple[NewFigure, ...]
    draft: tuple[DraftChange, ...]
    review: Review | None

    @property
    def is_draft(self) -> bool:
        return self.review is not None and not self.review.is_published


def changes_page(rights: Rights, slug: str) -> ChangesPage:
    """Four queries of everybody, five more for the working copy."""
    strategy = visible_strategies(rights).filter(slug=slug).first()
    if strategy is None:
        raise Http404
    newest = newest_review(slug)
    mine = Indicator.objects.filter(
        Q(benefits__strategy=strategy)
        | Q(measure_lines__goal__strategy=strategy, measure_lines__plan__in=visible_plans(rights))
    )
    return ChangesPage(
        slug=slug,
        name=text_of(strategy, "name"),
        newest=newest,
        targets=_moved_targets(mine, newest.published_at),
        figures=_new_figures(rights, mine, newest.published_at),
        **_draft(rights, strategy),
    )


def _moved_targets(indicators, published_at) -> tuple[MovedTarget, ...]:
    """The newest first."""
    rows = (
        Target.objects.filter(replaces__isnull=False, indicator__in=indicators.order_by().values("pk"))
        .select_related("replaces", "indicator", "decision")
        .order_by("-entered_at", "-pk")[:MOST_SHOWN]
    )
    return tuple(_moved(row, published_at) for row in rows)


def _moved(row, published_at):
    unit, entered_on = text_of(row.indicator, "unit"), localtime(row.entered_at).date()
    return MovedTarget(
        indicator=link_to(row.indicator),
        period=target_period(row),
        before=target_words(row.indicator, unit, row.replaces),
        now=target_words(row.indicator, unit, row),
        decision=link_to(row.decision),
        reason=row.reason,
        entered_on=entered_on,
        is_new=published_at is None or row.entered_at > published_at,
    )


def _new_figures(rights, indicators, published_at) -> tuple[NewFigure, ...]:
    """Figures accepted since the publication; before the first one there is nothing that they would be new to."""
    if published_at is None:
        return ()
    rows = (
        visible_observations(rights)
        .filter(indicator__in=indicators.order_by().values("pk"), entered_at__gt=published_at, is_baseline=False)
        .select_related("indicator")
        .order_by("indicator__position", "indicator", F("period_end").desc(nulls_last=True), "-pk")[:MOST_SHOWN]
    )
    return tuple(NewFigure(link_to(row.indicator), observed_level(row, row.indicator)) for row in rows)


def _draft(rights, strategy) -> dict:
    if not rights.is_signed_in:
        return {"draft": (), "review": None}
    now, before = present_review(rights), published_review()
    if now is None or now.is_published or before is None:
        return {"draft": (), "review": now}
    goals = planned_goals(rights, strategy=strategy)
    return {"draft": tuple(_differences(goals, before, now)), "review": now}


def _differences(goals, before: Review, now: Review) -> Iterable[DraftChange]:
    """Of what the working copy has heard: silence is no change yet."""
    earlier, present = (Counting(goals, review, strategy="") for review in (before, now))
    for goal in goals:
        old, new = earlier.standings[goal.pk], present.standings[goal.pk]
        if new.is_heard and old.badge.code != new.badge.code:
            yield DraftChange(goal.link, _("Tavoite"), old.badge, new.badge)
    for pk, line in present.actions.items():
        old, new = earlier.states[pk], present.states[pk]
        if new.is_heard and old.badge.code != new.badge.code:
            yield DraftChange(line.link, _("Toimenpide"), old.badge, new.badge)
