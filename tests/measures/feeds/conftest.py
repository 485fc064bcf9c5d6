"""The statistics service of these tests, and the client they try."""

import pytest

from measures.feeds import Client, Manners

from .service import Service, serving


@pytest.fixture
def service(settings, monkeypatch):
    """Serves both statistics; no pauses, and no proxy of the environment stands between."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(Service()) as running:
        settings.STATFIN_ADDRESS = f"{running.address}/StatFin/"
        settings.SOTKANET_ADDRESS = f"{running.address}/sotkanet"
        settings.STATISTICS_PAUSE = 0
        yield running


@pytest.fixture
def client(service):
    with Client(contact="https://strategia.example", manners=Manners(pause=0, backoff=0)) as client:
        yield client
