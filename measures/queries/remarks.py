"""What is remarked where an indicator, a level or a figure is entered: can it be evaluated? Never a refusal.

What lies beside it in the strategy and in the reviews is not known here; the indicator's own page tells that too.
"""

from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import F, OuterRef, QuerySet, Subquery

from kemistrategy import clock
from measures.fitness import Rule, measured_of, remarks
from measures.fitness_words import remark_sentence
from measures.levels import Level
from measures.models import Indicator, Observation, Target

ABOUT_A_LEVEL = (
    Rule.NO_DATE,
    Rule.TARGET_EQUALS_BASELINE,
    Rule.TARGET_ON_WORSE_SIDE,
    Rule.TARGET_NOT_COMPARABLE,
)


def sentences_of(
    indicator: Indicator, *, targets: Iterable, observations: Iterable, year: int, only: Iterable[Rule] = tuple(Rule)
) -> tuple[str, ...]:
    """Of what the caller has in hand, rows in force; `year` is the one that tells the target level."""
    found = remarks(measured_of(indicator, targets=targets, observations=observations, year=year))
    return tuple(remark_sentence(rule) for rule in found if rule in only)


def indicator_remarks(indicator: Indicator) -> tuple[str, ...]:
    """Of an indicator as it is now; two queries."""
    return sentences_of(
        indicator,
        targets=Target.objects.present().filter(indicator=indicator),
        observations=Observation.objects.present().filter(indicator=indicator),
        year=clock.today().year,
    )


def with_baseline(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Each with what `level_remarks` needs to know of its baseline."""
    baselines = Observation.objects.present().filter(is_baseline=True, indicator=OuterRef("pk"))
    first = baselines.order_by(F("period_end").asc(nulls_first=True), "pk")
    return indicators.annotate(
        baseline_pk=Subquery(first.values("pk")[:1]),
        baseline_value=Subquery(first.values("value")[:1]),
        baseline_words=Subquery(first.values("words")[:1]),
    )


def level_remarks(indicator: Indicator, level: Level, *, year: int | None) -> tuple[str, ...]:
    """Of a level that is typed, beside the baseline; the indicator is one of `with_baseline`."""
    target = Target(pk=0, year=year, **asdict(level))  # no row yet
    baseline = Observation(value=indicator.baseline_value, words=indicator.baseline_words or "", is_baseline=True)
    return sentences_of(
        indicator,
        targets=[target],
        observations=[baseline] if indicator.baseline_pk else [],
        year=year or clock.today().year,
        only=ABOUT_A_LEVEL,
    )
