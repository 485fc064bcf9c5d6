"""The cast of this room: a coordinator at the keyboard, and the clock of Kemi's summer."""

from datetime import date

import pytest
from django.utils import translation

from kemistrategy.organisation.models import User
from tests.factories import UserFactory

TODAY = date(2023, 8, 10)


@pytest.fixture(autouse=True)
def kemis_summer(settings):
    translation.activate("fi")  # a request in another language leaves it active
    settings.TODAY = TODAY
    settings.SITE_URL = "https://strategia.example"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a second less for each person


@pytest.fixture
def coordinator(db):
    return UserFactory(name="Testikoordinaattori", email="koordinaattori@kemi.example", role=User.Role.COORDINATOR)


@pytest.fixture
def coordinator_client(client, coordinator):
    client.force_login(coordinator)
    return client
