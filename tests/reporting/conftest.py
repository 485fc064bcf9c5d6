"""The cast of the reading pages."""

import pytest
from django.test import Client

from kemistrategy import clock
from tests import factories as make


@pytest.fixture
def reader(db):
    """A signed-in reader who holds a post that directs a unit: the dearest rights to read."""
    user = make.UserFactory(name="Testilukija", last_seen_on=clock.today())
    unit = make.OrgUnitFactory(name="Johdettu yksikkö")
    post = make.PositionFactory(title="Yksikön johtaja", unit=unit)
    unit.head = post
    unit.save()
    make.PositionHolderFactory(post=post, user=user)
    client = Client()
    client.force_login(user)
    client.user = user
    return client
