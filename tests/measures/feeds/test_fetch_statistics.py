"""The command, the worker's daily start, the feeds of the administrators and those of Kemi."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from kemistrategy import clock
from kemistrategy.organisation.models import User
from measures.models import Feed, ProposedObservation
from measures.operations.statistics import start_due_fetch
from tests import factories as make
from tests.goals.threads import Together

from .service import Reply, population, unemployment

pytestmark = pytest.mark.django_db


def feed_of(code, table, content, **changes):
    indicator = make.IndicatorFactory(code=code)
    return Feed.objects.create(
        indicator=indicator, provider="statfin", table=table, content=content, since=date(2023, 1, 1), **changes
    )


@pytest.fixture
def feeds():
    return [
        feed_of("asukkaiden-maara", "vaerak/11ra", "vaerak-vaesto"),
        feed_of("tyottomyysprosentti", "tyonv/12r5", "TYOTOSUUS"),
    ]


@pytest.fixture
def statfin(service):
    service.put(population(), "/StatFin/vaerak/11ra.px")
    service.put(unemployment(), "/StatFin/tyonv/12r5.px")
    return service


def run(**options):
    """What the command prints, and how it ends."""
    out = StringIO()
    try:
        call_command("fetch_statistics", stdout=out, **options)
    except CommandError as end:
        return out.getvalue(), str(end), end.returncode
    return out.getvalue(), "", 0


# --- the command --------------------------------------------------------------------------------------------------
def test_the_command_tells_what_came(statfin, feeds):
    came = "uusia ehdotuksia 1, korvautuneita 0, vertailulukuja 0"
    assert run() == (
        f"asukkaiden-maara (Tilastokeskus, StatFin vaerak/11ra): {came}\n"
        f"tyottomyysprosentti (Tilastokeskus, StatFin tyonv/12r5): {came}\n",
        "",
        0,
    )


def test_one_failure_ends_the_command_with_1_after_the_others(statfin, feeds):
    statfin.answers["GET", "/StatFin/vaerak/11ra.px"] = Reply(b"", 500)
    printed, end, code = run(json=True)
    assert [(line["indicator"], line["new"], line["problem"]) for line in json.loads(printed)["feeds"]] == [
        ("asukkaiden-maara", 0, "Palvelussa 127.0.0.1 on häiriö (500). Haku yrittää myöhemmin uudelleen."),
        ("tyottomyysprosentti", 1, ""),
    ]
    assert (end, code) == ("Haku epäonnistui: 1/2 lähdettä.", 1)


def test_one_indicator_is_fetched_alone(statfin, feeds):
    printed, _end, code = run(indicator="tyottomyysprosentti", json=True)
    assert json.loads(printed) == {
        "feeds": [
            {
                "indicator": "tyottomyysprosentti",
                "provider": "statfin",
                "table": "tyonv/12r5",
                "new": 1,
                "superseded": 0,
                "compared": 0,
                "problem": "",
            }
        ]
    }
    assert code == 0
    assert list(ProposedObservation.objects.values_list("indicator__code", flat=True)) == ["tyottomyysprosentti"]


def test_an_unknown_or_inactive_feed_is_named(statfin, feeds):
    Feed.objects.filter(pk=feeds[0].pk).update(is_active=False)
    sentence = "Mittarilla asukkaiden-maara ei ole haettavaa lähdettä. Lähde on: tyottomyysprosentti."
    assert run(indicator="asukkaiden-maara") == ("", sentence, 1)


def test_without_feeds_the_command_says_so():
    assert run() == ("Haettavia tilastolähteitä ei ole.\n", "", 0)
    assert run(json=True) == ('{\n "feeds": []\n}\n', "", 0)


# --- once a day ---------------------------------------------------------------------------------------------------
def start_and_run(capture):
    """Starts what is due, and does the queued jobs as the worker does."""
    with capture(execute=True):
        started = start_due_fetch()
    for job in DBTaskResult.objects.filter(status="READY"):
        job.task.func(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.delete()
    return started


def test_the_worker_fetches_once_a_day(statfin, feeds, django_capture_on_commit_callbacks):
    assert start_and_run(django_capture_on_commit_callbacks) == 2
    assert ProposedObservation.objects.count() == 2
    assert start_and_run(django_capture_on_commit_callbacks) == 0
    a_day_ago = clock.now() - timedelta(hours=24, seconds=1)
    Feed.objects.filter(pk=feeds[0].pk).update(fetched_at=a_day_ago, claimed_at=a_day_ago)
    assert start_and_run(django_capture_on_commit_callbacks) == 1
    assert ProposedObservation.objects.count() == 2


def test_a_feed_that_failed_rests_for_a_day_too(service, feeds, django_capture_on_commit_callbacks):
    assert start_and_run(django_capture_on_commit_callbacks) == 2
    assert start_and_run(django_capture_on_commit_callbacks) == 0
    assert {feed.problem for feed in Feed.objects.all()} == {
        "Palvelussa 127.0.0.1 ei ole tätä taulua (404). Tarkista taulun tunnus."
    }


def test_what_is_queued_is_not_told_to_be_fetched(feeds):
    assert start_due_fetch() == 2
    assert {(feed.fetched_at, feed.claimed_at is None) for feed in Feed.objects.all()} == {(None, False)}
    assert start_due_fetch() == 0


def test_a_fetch_that_was_lost_is_queued_again_when_its_claim_has_run_out(feeds):
    lost, waiting = [clock.now() - timedelta(minutes=minutes) for minutes in (61, 59)]
    Feed.objects.filter(pk=feeds[0].pk).update(claimed_at=lost)
    Feed.objects.filter(pk=feeds[1].pk).update(claimed_at=waiting)
    assert start_due_fetch() == 1
    claims = list(Feed.objects.order_by("pk").values_list("claimed_at", flat=True))
    assert (claims[0] > waiting, claims[1]) == (True, waiting)
    assert start_due_fetch() == 0


def test_an_inactive_feed_is_left_alone(statfin, feeds, django_capture_on_commit_callbacks):
    Feed.objects.update(is_active=False)
    assert start_and_run(django_capture_on_commit_callbacks) == 0
    assert statfin.calls == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_start_one_fetch(feeds, tmp_path):
    together = Together(tmp_path)
    assert sorted(together.run(*[start_due_fetch] * 4)) == [0, 0, 0, 2]
    assert together.run(lambda: DBTaskResult.objects.count()) == [1]


class OneRound:
    """In place of the library's worker, which takes over the process's signals: goes round once and does no job."""

    def __init__(self, **_options):
        self.running = True

    def configure_signals(self):
        pass

    def run(self):
        self.running = False


@pytest.mark.parametrize(("options", "queued"), [([], 1), (["--once"], 0)])
def test_the_worker_starts_what_is_due_unless_told_to_empty_the_queue(
    feeds, monkeypatch, django_capture_on_commit_callbacks, options, queued
):
    monkeypatch.setattr("reporting.management.commands.run_jobs.Worker", OneRound)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("run_jobs", *options, stdout=StringIO())
    fetches = DBTaskResult.objects.filter(task_path="measures.tasks.fetch_statistics")
    assert fetches.count() == queued


# --- the administrators' feeds ------------------------------------------------------------------------------------
@pytest.fixture
def administrator():
    client = Client()
    client.force_login(make.UserFactory(role=User.Role.ADMINISTRATOR))
    return client


def add(client, **changes):
    given = {
        "indicator": make.IndicatorFactory().pk,
        "provider": "statfin",
        "table": "vaerak/11ra",
        "content": "vaerak-vaesto",
        "area": "KU240",
        "compared_areas": "SSS, MK19 SSS",
        "since": "1.1.2023",
        "licence": "",
        "is_active": "on",
    }
    return client.post(reverse("admin:measures_feed_add"), given | changes)


def test_an_administrator_adds_a_feed(administrator):
    assert add(administrator).status_code == 302
    feed = Feed.objects.get()
    assert (feed.area, feed.compared_areas, feed.since) == ("KU240", ["SSS", "MK19"], date(2023, 1, 1))
    shown = administrator.get(reverse("admin:measures_feed_change", args=[feed.pk])).content.decode()
    assert 'value="SSS, MK19"' in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"table": "https://example.com/x"}, "Kirjoita taulu tietokannan ja taulun nimellä, esimerkiksi vaerak/11ra."),
        ({"provider": "sotkanet"}, "Kirjoita tunnusluvun numero, esimerkiksi 181."),
        ({"area": "Kemi"}, "Alueen tunnus on esimerkiksi KU240, MK19 tai SSS."),
        ({"compared_areas": "SSS; MK19"}, "Alueen tunnus on esimerkiksi KU240, MK19 tai SSS."),
    ],
)
def test_what_cannot_be_fetched_is_refused(administrator, changes, sentence):
    response = add(administrator, **changes)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Feed.objects.exists()


# --- Kemi's -------------------------------------------------------------------------------------------------------
def test_kemis_population_and_unemployment_are_fetched_with_the_country_and_lapland(statfin):
    call_command("load_kemi", stdout=StringIO())
    assert list(Feed.objects.values_list("indicator__code", "table", "content", "area", "compared_areas", "since")) == [
        ("asukkaiden-maara", "vaerak/11ra", "vaerak-vaesto", "KU240", ["SSS", "MK19"], date(2023, 1, 1)),
        ("tyottomyysprosentti", "tyonv/12r5", "TYOTOSUUS", "KU240", ["SSS", "MK19"], date(2023, 1, 1)),
    ]
    assert set(Feed.history.values_list("history_change_reason", flat=True)) == {"load_kemi: fixtures/feeds.json"}
    printed, _end, _code = run(json=True)
    assert [(line["new"], line["compared"]) for line in json.loads(printed)["feeds"]] == [(1, 2), (1, 2)]
    again = StringIO()
    call_command("load_kemi", stdout=again)
    assert again.getvalue().startswith("Kemin strategiat: ei muutoksia.\n")
