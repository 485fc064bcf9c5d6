"""How many measures a strategy has, and what is told of them: columns of the query that fetches the strategies."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from goals.models import Strategy
from goals.models.rounds import Attained
from goals.permissions import visible_plans
from kemistrategy.organisation.permissions import Rights
from measures.models import Indicator

from .counts import INDICATORS, Counted, Number, number
from .filters import REPORTED
from .told import Review


@dataclass(frozen=True)
class MeasureCounts:
    """Measures are indicators, whatever number of goals they measure."""

    total: Number
    reported: Number
    states: tuple[Counted, ...]


def measured(strategies: QuerySet[Strategy], rights: Rights, review: Review | None) -> QuerySet[Strategy]:
    """With how many indicators each strategy has, and of how many the review tells what: columns, no query more."""
    told = _told_indicators(review)
    columns = {"measures": _indicators(rights)}
    columns |= {f"measures_{code}": _indicators(rights, pk__in=pks) for code, pks in told.items() if pks}
    return strategies.annotate(**columns)


def _told_indicators(review) -> dict[str, list[int]]:
    """What was told → of which indicators."""
    found = {REPORTED: [], **{code: [] for code in Attained.values}}
    for pk in [pk for subject, pk in review.told if subject == "indicator"] if review else ():
        brief = review.brief("indicator", pk)
        if brief.codes or brief.has_words:
            found[REPORTED].append(pk)
        for code in found.keys() & set(brief.codes):
            found[code].append(pk)
    return found


def _indicators(rights, **chosen):
    """How many indicators the benefits and the plans of the outer strategy have."""
    from_plans = Q(measure_lines__goal__strategy=OuterRef("pk"), measure_lines__plan__in=visible_plans(rights))
    rows = Indicator.objects.filter(Q(benefits__strategy=OuterRef("pk")) | from_plans, **chosen)
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def measure_counts(strategy, review: Review | None, *, slug: str) -> MeasureCounts:
    """Of a strategy that `measured` has counted."""
    states = []
    for code in Attained.values if review else ():
        if count := getattr(strategy, f"measures_{code}", 0):
            asked = number(count, INDICATORS, strategy=slug, status=code)
            states.append(Counted(review.badges.attainment(code), asked))
    return MeasureCounts(
        total=number(strategy.measures, INDICATORS, strategy=slug),
        reported=number(getattr(strategy, f"measures_{REPORTED}", 0), INDICATORS, strategy=slug, status=REPORTED),
        states=tuple(states),
    )
