"""Calculated figures: a ratio whose both parts are measured becomes a proposal that a person accepts."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import product

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.history import create_many_with_history, update_many_with_history
from kemistrategy.numbers import number_words
from kemistrategy.periods import Period
from measures.models import Indicator, Observation, ProposedObservation
from measures.ratio import ratio

State, Origin = ProposedObservation.State, ProposedObservation.Origin


def uses(part_pks: Iterable[int]) -> Q:
    """That an indicator is calculated of one of these."""
    return Q(numerator__in=part_pks) | Q(denominator__in=part_pks)


@transaction.atomic
def propose_ratios(part_pks: Iterable[int], *, by) -> int:
    """Proposes the ratios in which these indicators are a part, for every period in which both parts are measured.

    Gives the number of new proposals. To be called where observations of many periods are added at once; recording
    one period's figures does the same for that period by itself.
    """
    ratios = list(
        Indicator.objects.filter(uses(list(part_pks)))
        .select_related("numerator", "denominator")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not ratios:
        return 0
    measured = {pk for row in ratios for pk in (row.pk, row.numerator_id, row.denominator_id)}
    observations = Observation.objects.present().filter(indicator__in=measured, period_start__isnull=False)
    return propose_from(ratios, observations, by=by)


def propose_from(ratios: list[Indicator], observations: Iterable[Observation], *, by) -> int:
    """Proposals of what can be calculated from these observations in force; `ratios` are locked, with both parts.

    A waiting proposal of another value is superseded; one that a person turned down is not proposed again.
    """
    known = {(row.indicator_id, Period(row.period_start, row.period_end)): row for row in observations}
    periods = sorted({period for _indicator, period in known})
    if not periods:
        return 0
    waiting, dismissed = _earlier_proposals(ratios, periods)
    outdated, new = [], []
    for row, period in product(ratios, periods):
        key, value = (row.pk, period), _value(row, period, known)
        is_told = _has_value(known.get(key), value) or _has_value(dismissed.get(key), value)
        is_wanted = value is not None and not is_told
        earlier = waiting.get(key)
        if earlier and (earlier.origin != Origin.RATIO or (is_wanted and earlier.value == value)):
            continue
        if earlier:
            earlier.state = State.SUPERSEDED
            outdated.append(earlier)
        if is_wanted:
            new.append(_proposal(row, period, value, known))
    update_many_with_history(outdated, ["state"], by=by, reason="calculated anew")
    create_many_with_history(new, by=by, reason="calculated")
    return len(new)


def _value(row, period, known) -> Decimal | None:
    parts = [known.get((pk, period)) for pk in (row.numerator_id, row.denominator_id)]
    numerator, denominator = (part.value if part else None for part in parts)
    return ratio(numerator, denominator, row.ratio_scale, decimals=row.decimals)


def _has_value(row, value) -> bool:
    return row is not None and row.value == value


def _earlier_proposals(ratios, periods):
    """(indicator, period) → what waits, and → what was turned down last; one query."""
    proposals = (
        ProposedObservation.objects.select_for_update()
        .filter(
            indicator__in=ratios,
            state__in=[State.WAITING, State.DISMISSED],
            period_end__gte=periods[0].start,
            period_start__lte=max(period.end for period in periods),
        )
        .order_by("pk")
    )
    found = {State.WAITING: {}, State.DISMISSED: {}}
    for row in proposals:
        found[row.state][row.indicator_id, Period(row.period_start, row.period_end)] = row
    return found[State.WAITING], found[State.DISMISSED]


def _proposal(row, period, value, known):
    parts = [known[pk, period] for pk in (row.numerator_id, row.denominator_id)]
    return ProposedObservation(
        indicator=row,
        origin=Origin.RATIO,
        period_start=period.start,
        period_end=period.end,
        value=value,
        is_provisional=any(part.is_provisional for part in parts),
        source=_source(row),
        retrieved_at=clock.now(),
        revises=known.get((row.pk, period)),
    )


def _source(row) -> str:
    """Kept with the figure, so in the language of the reports' own texts."""
    with translation.override("fi"):
        words = _("Laskettu: %(numerator)s ÷ %(denominator)s") % {
            "numerator": row.numerator.name_fi[:130],
            "denominator": row.denominator.name_fi[:130],
        }
    return words if row.ratio_scale == 1 else f"{words} × {number_words(row.ratio_scale)}"
