"""The cast of this room: a post with its people, and the coordinator."""

import pytest
from django.test import Client

from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import rights_of
from tests.factories import PositionFactory, PositionHolderFactory, UserFactory


@pytest.fixture
def post(db):
    return PositionFactory(title="Vapaa-aikapäällikkö")


@pytest.fixture
def holder(post):
    user = UserFactory(name="Testihaltija")
    PositionHolderFactory(post=post, user=user)
    return user


@pytest.fixture
def rights(holder):
    return rights_of(holder)


@pytest.fixture
def coordinator(db):
    return UserFactory(name="Testikoordinaattori", role=User.Role.COORDINATOR)


@pytest.fixture
def signed_in():
    """A browser of its own for each person, who has been here today."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        client.get("/tili/")
        return client

    return sign_in


@pytest.fixture
def holder_client(holder, signed_in):
    return signed_in(holder)


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)
