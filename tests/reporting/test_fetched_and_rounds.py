"""What statistics say of 2025 and 2026 never gets into a review of 2023, whenever it was accepted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from goals.models import Round
from goals.operations.rounds import close_round
from kemistrategy import periods
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import rights_of
from measures.models import Indicator, Observation, ProposedObservation
from measures.operations.statistics import Decided, Tick, accept_values
from reporting.content import build_content
from tests import factories as make

SOURCE = "KEHA-keskus, Työnvälitystilasto, taulu 12r5, TYOTOSUUS, KU240"
pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    """The half-year review of 2023 with one key indicator, measured in time and told as a draft by nobody."""
    strategy = make.StrategyFactory(name="Kemin kaupungin strategia")
    indicator = make.IndicatorFactory(name="Työttömyys-%", kind="percent", unit="%", decimals=1, is_key=True)
    make.BenefitFactory(strategy=strategy, indicators=[indicator])
    make.BaselineFactory(indicator=indicator, value=Decimal("13.5"))
    return make.RoundFactory(year=2023, strategies=[strategy])


def accept(period, value):
    """Fetched and accepted on the program's today: 10.8.2023."""
    row = ProposedObservation.objects.create(
        indicator=Indicator.objects.get(),
        origin="statistics",
        period_start=period.start,
        period_end=period.end,
        value=Decimal(value),
        source=SOURCE,
        retrieved_at=datetime(2023, 8, 10, 6, 0, tzinfo=UTC),
    )
    rights = rights_of(make.UserFactory(role=User.Role.COORDINATOR))
    assert accept_values([Tick(row.pk)], rights=rights) == Decided(1, [])
    return row


def told(round):
    """Everything the report says, and the moment its files are dated by."""
    return repr(build_content(Round.objects.get(pk=round.pk), "fi"))


@pytest.mark.parametrize("period", [periods.year(2025), periods.month(2026, 6), periods.month(2023, 7)])
def test_a_later_value_is_in_no_review_of_2023(round, period):
    before = told(round)
    accept(period, "17.1")
    assert Observation.objects.present().filter(period_end=period.end).exists()
    assert told(round) == before
    assert "17,1" not in before


def test_it_stays_out_when_the_review_is_closed(round):
    accept(periods.month(2026, 6), "17.1")
    close_round(round.pk, by=make.UserFactory(role=User.Role.COORDINATOR))
    assert "17,1" not in told(round)


def test_a_value_of_the_reviews_own_time_is_there(round):
    accept(periods.month(2023, 6), "12.4")
    assert "12,4\\xa0%" in told(round)


def test_a_value_accepted_after_the_closing_changes_the_closed_review_no_more(round):
    round.state, round.closed_at = Round.State.CLOSED, datetime(2023, 8, 1, 9, 0, tzinfo=UTC)
    round.save()
    before = told(round)
    accept(periods.month(2023, 6), "12.4")
    assert told(round) == before


def test_the_review_of_its_own_year_has_it(round):
    accept(periods.year(2025), "17.1")
    round.state, round.closed_at = Round.State.CLOSED, datetime(2023, 9, 1, 9, 0, tzinfo=UTC)
    round.save()
    later = make.RoundFactory(year=2025, kind="year_end", as_of=date(2025, 12, 31), strategies=round.strategies.all())
    assert "17,1\\xa0%" in told(later)
    assert "17,1" not in told(round)
