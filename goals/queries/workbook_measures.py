"""What the workbook of indicators tells: every indicator a person sees, its levels and its observations in force."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from goals.models import Benefit, MeasureLine
from goals.permissions import visible_plans, visible_strategies
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import Rights
from measures.models import Indicator, Observation, Target
from measures.permissions import indicators_to_measure, indicators_to_target

from .workbooks import last_change


@dataclass(frozen=True)
class MeasuredThings:
    """`measured`: indicators whose figures this person enters; `may_target`: she sets target levels."""

    indicators: list[Indicator]
    targets: list[Target]
    observations: list[Observation]
    decisions: list[Decision]
    measured: frozenset[int]
    may_target: bool


def measured_things(rights: Rights) -> MeasuredThings:
    """Five statements however many there are."""
    indicators = list(_seen_indicators(rights).select_related("answering_post"))
    pks = _seen_indicators(rights).values("pk")
    place = ("indicator__position", "indicator")
    return MeasuredThings(
        indicators=indicators,
        targets=list(
            Target.objects.present()
            .filter(indicator__in=pks)
            .select_related("decision")
            .order_by(*place, F("year").asc(nulls_first=True))
        ),
        observations=list(
            Observation.objects.present()
            .filter(indicator__in=pks)
            .order_by(*place, F("period_end").asc(nulls_first=True), "period_start")
        ),
        decisions=list(Decision.objects.order_by("-decided_on", "section", "pk")) if rights.coordinates else [],
        measured=frozenset(indicators_to_measure(rights).values_list("pk", flat=True)),
        may_target=rights.coordinates and indicators_to_target(rights).exists(),
    )


def _seen_indicators(rights):
    """Those of plans and strategies that she sees, and those she answers for."""
    lines = MeasureLine.objects.filter(indicator=OuterRef("pk"), plan__in=visible_plans(rights))
    benefits = Benefit.indicators.through.objects.filter(
        indicator=OuterRef("pk"), benefit__strategy__in=visible_strategies(rights)
    )
    own = Q(pk__in=indicators_to_measure(rights))
    return Indicator.objects.filter(Exists(lines) | Exists(benefits) | own).order_by("position", "pk")


def measures_changed_at() -> datetime:
    return last_change(*(model.history.all() for model in (Indicator, Target, Observation)))
