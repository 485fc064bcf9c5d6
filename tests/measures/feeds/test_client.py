"""The client is patient with a busy service, and gives up with a sentence on a broken one."""

import tomllib
from decimal import Decimal

import pytest
from django.conf import settings

from measures.feeds import Client, FeedProblem, Manners
from measures.feeds.client import VERSION

from .service import HTML, Reply

HOST = "127.0.0.1"


def ask(service, **manners):
    manners = Manners(**({"pause": 0, "backoff": 0} | manners))
    with Client(contact="https://strategia.example", manners=manners) as client:
        return client.get_json(f"{service.address}/luvut", params={"years": [2023, 2024]})


def problem_of(service, **manners):
    with pytest.raises(FeedProblem) as problem:
        ask(service, **manners)
    return str(problem.value)


def test_numbers_come_as_decimals_and_the_service_learns_who_asks(service):
    service.answers["GET", "/luvut"] = Reply(b'\xef\xbb\xbf{"value": 17.10, "size": 3}')
    assert ask(service) == {"value": Decimal("17.10"), "size": Decimal(3)}
    asked = service.asked[0]
    assert asked.query == {"years": ["2023", "2024"]}
    assert asked.agent == f"kemi-strategy-tracker/{VERSION} (+https://strategia.example)"


def test_the_version_is_the_programs():
    content = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    assert content["project"]["version"] == VERSION


def test_busy_service_is_asked_again(service):
    busy = Reply(b"", 429, {"Retry-After": "0"})
    service.answers["GET", "/luvut"] = [busy, Reply(b"", 503), Reply({"ok": True})]
    assert ask(service) == {"ok": True}
    assert len(service.calls) == 3


def test_however_long_a_service_asks_to_wait_the_wait_is_capped(service):
    service.answers["GET", "/luvut"] = [Reply(b"", 429, {"Retry-After": "86400"}), Reply({"ok": True})]
    assert ask(service, longest_wait=0.01) == {"ok": True}


@pytest.mark.parametrize(
    ("reply", "sentence", "calls"),
    [
        (
            Reply(b"", 429),
            f"Palvelu {HOST} ei ota nyt lisää pyyntöjä vastaan (429). Haku yrittää myöhemmin uudelleen.",
            4,
        ),
        (Reply(b"", 500), f"Palvelussa {HOST} on häiriö (500). Haku yrittää myöhemmin uudelleen.", 4),
        (Reply(b"", 400), f"Palvelu {HOST} ei hyväksynyt pyyntöä (400).", 1),
        (Reply(b"", 404), f"Palvelussa {HOST} ei ole tätä taulua (404). Tarkista taulun tunnus.", 1),
        (
            Reply(b"", 302, {"Location": "http://169.254.169.254/"}),
            f"Palvelu {HOST} on siirtynyt toiseen osoitteeseen (302).",
            1,
        ),
        (HTML, f"Palvelu {HOST} vastasi verkkosivulla eikä tiedoilla.", 1),
        (Reply(b'{"value": [1, 2'), f"Palvelun {HOST} vastaus on viallinen tai katkennut.", 1),
        (Reply(b'{"value": [1, 2', cut=True), f"Palvelun {HOST} vastaus katkesi kesken.", 1),
        (Reply(b'{"value": NaN}'), f"Palvelun {HOST} vastaus on viallinen tai katkennut.", 1),
        (Reply(b'{"value": -Infinity}'), f"Palvelun {HOST} vastaus on viallinen tai katkennut.", 1),
        (Reply(b"[" * 100_000), f"Palvelun {HOST} vastaus on viallinen tai katkennut.", 1),
        (Reply(b"\xff\xfe\x00"), f"Palvelun {HOST} vastaus on viallinen tai katkennut.", 1),
        (Reply(b""), f"Palvelun {HOST} vastaus on viallinen tai katkennut.", 1),
        (Reply(b"[" + b"1," * 60_000 + b"1]"), f"Palvelun {HOST} vastaus on liian suuri.", 1),
        (Reply(b"{}", stall=5), f"Palvelu {HOST} ei vastannut ajoissa.", 2),
    ],
    ids=lambda value: f"{value.status} {value.bytes[:12]!r}" if isinstance(value, Reply) else "",
)
def test_each_fault_has_its_sentence(service, reply, sentence, calls):
    service.answers["GET", "/luvut"] = reply
    assert problem_of(service, largest_answer=100_001, answer_within=0.2 if reply.stall else 20) == sentence
    assert len(service.calls) == calls


def test_an_answer_that_trickles_is_given_up(service):
    service.answers["GET", "/luvut"] = Reply(b"[" + b"1," * 200_000 + b"1]")
    assert problem_of(service, finish_within=-1) == f"Palvelu {HOST} ei vastannut ajoissa."


def test_a_service_that_is_not_there(service):
    with Client(contact="", manners=Manners(pause=0, backoff=0)) as client, pytest.raises(FeedProblem) as problem:
        client.get_json("http://127.0.0.1:9/luvut")
    assert str(problem.value) == f"Palveluun {HOST} ei saatu yhteyttä."


def test_a_pause_stands_between_the_calls_and_before_each_repetition(service, monkeypatch):
    """What the client sleeps is what is tried here; the clock of the machine is not."""
    slept = []
    monkeypatch.setattr("measures.feeds.client.time.monotonic", lambda: 100.0 + sum(slept))
    monkeypatch.setattr("time.sleep", slept.append)
    service.answers["GET", "/luvut"] = [Reply([]), Reply(b"", 500), Reply(b"", 500), Reply([])]
    with Client(contact="", manners=Manners()) as client:
        client.get_json(f"{service.address}/luvut")
        client.get_json(f"{service.address}/luvut")
    assert slept == [1.0, 1.0, 2.0]


def test_never_more_than_thirty_calls_in_ten_seconds(service, monkeypatch):
    slept = []
    monkeypatch.setattr("measures.feeds.client.time.monotonic", lambda: 100.0 + sum(slept))
    monkeypatch.setattr("time.sleep", slept.append)
    service.answers["GET", "/luvut"] = Reply([])
    with Client(contact="", manners=Manners(pause=0)) as client:
        for _number in range(31):
            client.get_json(f"{service.address}/luvut")
    assert slept == [10.0]
