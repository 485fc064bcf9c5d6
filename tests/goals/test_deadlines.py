"""By when a review is written, approved and published: counted in working days."""

from datetime import date

import pytest

from goals.queries.deadlines import Deadlines, deadlines
from tests.factories import RoundFactory


@pytest.mark.parametrize(
    ("due_on", "grace", "approval", "grace_ends_on", "approve_by"),
    [
        (date(2023, 8, 18), 3, 5, date(2023, 8, 23), date(2023, 8, 25)),
        (date(2023, 6, 22), 0, 1, date(2023, 6, 22), date(2023, 6, 26)),
        (date(2023, 8, 18), 4, 1, date(2023, 8, 24), date(2023, 8, 24)),  # approving waits until the grace has ended
    ],
)
def test_days_follow_from_the_due_day(due_on, grace, approval, grace_ends_on, approve_by):
    round = RoundFactory.build(due_on=due_on, grace_days=grace, approval_days=approval, published_by=date(2023, 10, 2))
    assert deadlines(round) == Deadlines(due_on, grace_ends_on, approve_by, date(2023, 10, 2))
