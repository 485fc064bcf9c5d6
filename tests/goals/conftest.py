"""The cast of this room: an open half-year review and a post with its people."""

import pytest
from django.test import Client

from kemistrategy.organisation.models import User
from tests.factories import OrgUnitFactory, PositionFactory, PositionHolderFactory, RoundFactory, UserFactory

from .situations import entry_of_action, person_in


@pytest.fixture
def round(db):
    return RoundFactory(year=2023)


@pytest.fixture
def unit(db):
    return OrgUnitFactory(name="Hyvinvointitoimiala")


@pytest.fixture
def post(unit):
    return PositionFactory(title="Vapaa-aikapäällikkö", unit=unit)


@pytest.fixture
def holder(post):
    return person_in(post, name="Testihaltija")


@pytest.fixture
def deputy(post):
    return person_in(post, "deputy", name="Testisijainen")


@pytest.fixture
def preparer(post):
    return person_in(post, "preparer", name="Testivalmistelija")


@pytest.fixture
def director(unit):
    """Heads the unit in which the post is."""
    unit.head = PositionFactory(title="Hyvinvointijohtaja", unit=unit)
    unit.save()
    user = UserFactory(name="Testijohtaja")
    PositionHolderFactory(post=unit.head, user=user)
    return user


@pytest.fixture
def coordinator(db):
    return UserFactory(name="Testikoordinaattori", email="koordinaattori@kemi.example", role=User.Role.COORDINATOR)


@pytest.fixture
def entry(round, post):
    """An untouched entry of one action with one figure."""
    return entry_of_action(round, post)


@pytest.fixture
def signed_in():
    """A browser of its own for each person."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def holder_client(holder, signed_in):
    return signed_in(holder)
