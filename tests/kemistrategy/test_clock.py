"""One clock, in Helsinki's time."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from kemistrategy import clock


@pytest.mark.parametrize(
    "moment, day",
    [
        (datetime(2023, 8, 10, 20, 59, tzinfo=UTC), date(2023, 8, 10)),
        (datetime(2023, 8, 10, 21, 0, tzinfo=UTC), date(2023, 8, 11)),  # midnight in summer
        (datetime(2023, 12, 31, 21, 59, tzinfo=UTC), date(2023, 12, 31)),
        (datetime(2023, 12, 31, 22, 0, tzinfo=UTC), date(2024, 1, 1)),  # midnight in winter
        (datetime(2023, 3, 25, 22, 30, tzinfo=UTC), date(2023, 3, 26)),  # the night summer time begins
        (datetime(2023, 10, 28, 21, 30, tzinfo=UTC), date(2023, 10, 29)),  # the night it ends
        (datetime(2023, 10, 29, 21, 59, tzinfo=UTC), date(2023, 10, 29)),
    ],
)
def test_today_is_helsinkis_day(settings, moment, day):
    settings.TODAY = None
    with time_machine.travel(moment, tick=False):
        assert (clock.today(), clock.now()) == (day, moment)


def test_the_environment_moves_the_day_and_keeps_the_time(settings):
    settings.TODAY = date(2023, 8, 10)
    with time_machine.travel(datetime(2026, 11, 22, 6, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2023, 8, 10)
        assert clock.now() == datetime(2023, 8, 10, 5, 30, tzinfo=UTC)  # 8.30 in Helsinki, summer time
