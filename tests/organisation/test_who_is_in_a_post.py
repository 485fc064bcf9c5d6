"""Who may write and send for a post on a day: one rule, also for a day that each row of a query has."""

from datetime import date, timedelta

import pytest
from django.db.models import Exists, OuterRef

from goals.models import Entry
from kemistrategy.organisation.models import PositionHolder
from tests.factories import EntryFactory, PositionFactory, PositionHolderFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2023, 8, 31)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("post", "holder", "writes", "sends"),
    [
        ({}, {}, True, True),
        ({}, {"capacity": "deputy"}, True, True),
        ({}, {"capacity": "preparer"}, True, False),
        ({}, {"starts_on": AFTER}, False, False),
        ({}, {"ends_on": BEFORE}, False, False),
        ({}, {"starts_on": DAY, "ends_on": DAY}, True, True),
        ({}, {"user": {"is_active": False}}, False, False),
        ({"kind": "group"}, {}, False, False),
        ({"kind": "body"}, {}, False, False),
        ({"valid_to": BEFORE}, {}, False, False),
        ({"valid_from": AFTER}, {}, False, False),
        ({"valid_from": DAY, "valid_to": DAY}, {}, True, True),
    ],
)
def test_who_writes_and_sends_on_a_day(post, holder, writes, sends):
    post, held = PositionFactory(**post), {"starts_on": date(2020, 1, 1)} | holder
    PositionHolderFactory(post=post, **(held | {"user": UserFactory(**held.get("user", {}))}))
    people = PositionHolder.objects
    assert (people.at_work_on(DAY).exists(), people.able_to_send_on(DAY).exists()) == (writes, sends)
    EntryFactory(round=RoundFactory(year=2023, due_on=DAY), post=post)
    of_each = people.able_to_send_on(OuterRef("round__due_on")).filter(post=OuterRef("post"))
    assert Entry.objects.filter(Exists(of_each)).exists() is sends
