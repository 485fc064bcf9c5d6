"""A ratio of two figures, and the proposal that it becomes."""

from datetime import date
from decimal import Decimal

import pytest

from kemistrategy.periods import half_year
from measures.models import ProposedObservation
from measures.operations.observations import TypedValue, correct_observation, record_observation, record_observations
from measures.operations.ratios import propose_ratios
from measures.ratio import ratio, why_no_ratio
from tests.factories import IndicatorFactory, ObservationFactory, UserFactory

FIRST_HALF = half_year(2023, 1)


@pytest.mark.parametrize(
    "numerator, denominator, scale, decimals, result, reason",
    [
        ("2", "3", "100", 1, "66.7", ""),
        ("1", "8", "100", 1, "12.5", ""),
        ("1", "8", "1", 2, "0.13", ""),  # a half is rounded away from zero
        ("-1", "8", "1", 2, "-0.13", ""),
        ("17", "19339", "1000", 6, "0.879053", ""),
        ("0", "5", "100", 0, "0", ""),
        ("5", "5", "100", 0, "100", ""),
        ("5", "0", "100", 0, None, "zero_denominator"),
        ("0", "0", "100", 0, None, "zero_denominator"),
        (None, "5", "100", 0, None, "not_measured"),
        ("5", None, "100", 0, None, "not_measured"),
        ("99999999999999", "0.000001", "100", 0, None, "too_large"),
    ],
)
def test_ratio(numerator, denominator, scale, decimals, result, reason):
    numerator, denominator = (part and Decimal(part) for part in (numerator, denominator))
    value = ratio(numerator, denominator, Decimal(scale), decimals=decimals)
    assert value == (result and Decimal(result))
    assert why_no_ratio(numerator, denominator, Decimal(scale)) == reason


# --- proposals ----------------------------------------------------------------------------------------------------
@pytest.fixture
def part(post):
    return IndicatorFactory(answering_post=post, name_fi="Auditoidut päiväkodit")


@pytest.fixture
def whole(post):
    return IndicatorFactory(answering_post=post, name_fi="Päiväkodit")


@pytest.fixture
def share(part, whole):
    return IndicatorFactory(kind="percent", unit="%", decimals=1, numerator=part, denominator=whole)


def told(indicator):
    """(value, state, source, provisional, what it revises) of each proposal, the oldest first."""
    rows = ProposedObservation.objects.filter(indicator=indicator).order_by("pk")
    return [(row.value, row.state, row.source, row.is_provisional, row.revises_id) for row in rows]


SOURCE = "Laskettu: Auditoidut päiväkodit ÷ Päiväkodit × 100"


def record(indicator, text, rights, **more):
    return record_observation(indicator.pk, period=FIRST_HALF, text=text, rights=rights, **more)


def test_the_second_part_makes_a_proposal(part, whole, share, rights):
    record(part, "2", rights)
    assert told(share) == []
    record(whole, "3", rights)
    assert told(share) == [(Decimal("66.7"), "waiting", SOURCE, False, None)]
    row = ProposedObservation.objects.get()
    assert (row.origin, row.period_start, row.period_end) == ("ratio", date(2023, 1, 1), date(2023, 6, 30))
    assert row.history.get().history_user == rights.user


def test_parts_of_different_periods_make_none(part, whole, share, rights):
    record(part, "2", rights)
    record_observation(whole.pk, period=half_year(2022, 2), text="3", rights=rights)
    assert told(share) == []


def test_both_parts_at_once_make_one_proposal(part, whole, share, rights):
    record_observations([TypedValue(part.pk, "2"), TypedValue(whole.pk, "3")], period=FIRST_HALF, rights=rights)
    assert told(share) == [(Decimal("66.7"), "waiting", SOURCE, False, None)]


def test_a_provisional_part_makes_a_provisional_ratio(part, whole, share, rights):
    record(part, "2", rights, is_provisional=True)
    record(whole, "3", rights)
    assert told(share) == [(Decimal("66.7"), "waiting", SOURCE, True, None)]


def test_a_corrected_part_supersedes_the_proposal(part, whole, share, rights):
    record(part, "2", rights)
    row = record(whole, "3", rights)
    correct(row, "4", rights)
    assert told(share) == [
        (Decimal("66.7"), "superseded", SOURCE, False, None),
        (Decimal("50"), "waiting", SOURCE, False, None),
    ]


def correct(row, text, rights):
    return correct_observation(
        row.pk, text=text, note="", source="", is_provisional=False, reason="Näppäilyvirhe", rights=rights
    )


def test_nothing_to_divide_by_takes_the_proposal_back(part, whole, share, rights):
    record(part, "2", rights)
    row = record(whole, "3", rights)
    correct(row, "0", rights)
    assert told(share) == [(Decimal("66.7"), "superseded", SOURCE, False, None)]


def test_an_accepted_ratio_is_told_to_be_revised_and_never_overwritten(part, whole, share, rights):
    accepted = ObservationFactory(indicator=share, value=Decimal("60"))
    record(part, "2", rights)
    record(whole, "3", rights)
    assert told(share) == [(Decimal("66.7"), "waiting", SOURCE, False, accepted.pk)]
    accepted.refresh_from_db()
    assert accepted.value == 60


def test_a_ratio_that_is_known_already_is_not_proposed(part, whole, share, rights):
    ObservationFactory(indicator=share, value=Decimal("66.7"))
    record(part, "2", rights)
    record(whole, "3", rights)
    assert told(share) == []


def test_what_was_turned_down_is_not_proposed_again(part, whole, share, rights):
    record(part, "2", rights)
    record(whole, "3", rights)
    row = ProposedObservation.objects.get()
    row.state, row.decided_at, row.decided_by = "dismissed", row.retrieved_at, UserFactory()
    row.save()
    assert propose_ratios([part.pk], by=rights.user) == 0
    assert [state for _value, state, *_rest in told(share)] == ["dismissed"]


def test_every_period_is_proposed_once_however_often_it_is_asked(part, whole, share, rights):
    for period in (FIRST_HALF, half_year(2022, 2)):
        for indicator, value in ((part, 1), (whole, 4)):
            ObservationFactory(indicator=indicator, period_start=period.start, period_end=period.end, value=value)
    assert [propose_ratios([whole.pk], by=rights.user), propose_ratios([part.pk], by=rights.user)] == [2, 0]
    assert [value for value, *_rest in told(share)] == [25, 25]


@pytest.mark.parametrize("number", [1, 3])
def test_proposing_costs_the_same_for_one_and_three(part, whole, rights, django_assert_num_queries, number):
    for _number in range(number):
        IndicatorFactory(kind="percent", numerator=part, denominator=whole)
    record(part, "2", rights)
    with django_assert_num_queries(7 + 2):  # the two are the test's own savepoint
        record(whole, "3", rights)
    assert ProposedObservation.objects.count() == number
