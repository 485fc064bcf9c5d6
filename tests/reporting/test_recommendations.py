"""A recommendation is followed from the handing over to the board's statement and in each review until it is closed."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import Round
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import rights_of
from reporting.models import AuditReport, Finding, FollowUp
from reporting.operations.audit_follow_up import close_recommendation
from reporting.queries.audit_findings import open_recommendations
from tests import factories as make
from tests.reporting.pages import main_words

pytestmark = pytest.mark.django_db
HANDED_OVER = datetime(2023, 5, 29, 9, tzinfo=UTC)


@pytest.fixture
def people():
    return {role: make.UserFactory(role=role) for role in ("coordinator", "auditor", "reader", "administrator")}


@pytest.fixture
def clients(people):
    clients = {}
    for role, user in people.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return clients


@pytest.fixture
def recommendation(people):
    return recommended(people["auditor"])


def recommended(by, text="Varmistetaan näyttö.", year=2022, handed_over_at=HANDED_OVER):
    report, _made = AuditReport.objects.get_or_create(
        year=year, handed_over_at=handed_over_at, handed_over_by=by if handed_over_at else None
    )
    return Finding.objects.create(
        report=report, kind="recommendation", text=text, version=1, written_at=HANDED_OVER, written_by=by
    )


def post(client, name, row, **typed):
    return client.post(reverse(f"reporting:recommendation-{name}", args=[row.pk]), {"version": 1} | typed)


STATEMENT = {"statement": "Hallitus ohjeistaa.", "decided_on": "7.8.2023", "section": "12"}


def state_of(client):
    return main_words(client.get(reverse("reporting:recommendation-list")))


@pytest.mark.parametrize("today, words", [(date(2023, 8, 10), "syksyllä 2023"), (date(2024, 1, 1), "aika on mennyt")])
def test_the_boards_statement_is_awaited_from_the_handing_over(clients, recommendation, settings, today, words):
    settings.TODAY = today
    text = state_of(clients["reader"])
    assert "Lausunto odottaa" in text
    assert words in text


def test_the_coordinator_records_the_statement_with_its_decision(clients, recommendation):
    assert post(clients["coordinator"], "statement", recommendation, **STATEMENT).status_code == 302
    assert "Lausunto annettu" in state_of(clients["reader"])
    page = main_words(clients["reader"].get(reverse("reporting:recommendation-detail", args=[recommendation.pk])))
    assert "Hallitus ohjeistaa. kh 7.8.2023 § 12" in page
    assert Decision.objects.get().body == "KH"


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"decided_on": "1.5.2023"}, "ennen arviointikertomuksen luovuttamista"),
        ({"decided_on": "1.9.2023"}, "tulevaisuudessa"),
        ({"decided_on": ""}, "Kaupunginhallitus päätti"),
        ({"section": "§"}, "pykälä"),
        ({"statement": " "}, "lausunto"),
        ({"version": ""}, "Tarkista vielä"),
        ({"version": 9}, "ehti tallentaa"),
    ],
)
def test_a_statement_that_can_not_be_is_refused_and_stays_typed(clients, recommendation, typed, sentence):
    answer = post(clients["coordinator"], "statement", recommendation, **STATEMENT | typed)
    page = answer.content.decode()
    assert (answer.status_code in (409, 422), sentence in page, "<title>Virhe:" in page) == (True, True, True)
    assert Decision.objects.count() == 0
    assert Finding.objects.get().statement == ""


def test_each_review_tells_once_what_has_been_done(clients, recommendation):
    told = {"words": "Ohje on annettu."}
    assert post(clients["coordinator"], "follow-up", recommendation, **told).status_code == 422
    round = make.RoundFactory(year=2023)
    post(clients["coordinator"], "follow-up", recommendation, **told)
    post(clients["coordinator"], "follow-up", recommendation, version=2, words="Ohje on annettu ja luettu.")
    assert [(row.round, row.words) for row in FollowUp.objects.all()] == [(round, "Ohje on annettu ja luettu.")]
    assert FollowUp.history.count() == 2


def test_two_coordinators_at_once_do_not_write_over_each_other(clients, recommendation):
    make.RoundFactory(year=2023)
    post(clients["coordinator"], "follow-up", recommendation, words="Ensin.")
    answer = post(clients["coordinator"], "follow-up", recommendation, words="Sitten.")
    page = answer.content.decode()
    assert (answer.status_code, "Ensin." in page, "Sitten." in page) == (409, True, True)
    assert FollowUp.objects.get().words == "Ensin."


def test_only_the_committee_closes_and_then_nothing_is_added(clients, recommendation):
    assert post(clients["coordinator"], "close", recommendation, note="Kunnossa.").status_code == 404
    assert post(clients["auditor"], "statement", recommendation, **STATEMENT).status_code == 404
    assert post(clients["auditor"], "close", recommendation, note="").status_code == 422
    assert post(clients["auditor"], "close", recommendation, note="Kunnossa.").status_code == 302
    assert "Seuranta päätetty 10.8.2023" in state_of(clients["reader"])
    answer = post(clients["coordinator"], "statement", recommendation, version=2, **STATEMENT)
    assert (answer.status_code, "päätetty" in answer.content.decode()) == (422, True)


def test_a_draft_and_a_finding_are_not_followed(clients, people):
    draft = recommended(people["auditor"], "Luonnos", 2023, None)
    finding = recommended(people["auditor"])
    Finding.objects.filter(pk=finding.pk).update(kind="finding")
    for client in clients.values():
        for row in (draft, finding):
            assert client.get(reverse("reporting:recommendation-detail", args=[row.pk])).status_code == 404
        assert "Suosituksia ei ole" in state_of(client)


def test_a_review_tells_of_what_is_open_on_its_day(people, settings):
    recommended(people["auditor"], "Uusi", 2023, datetime(2024, 5, 29, 9, tzinfo=UTC))
    old = recommended(people["auditor"])
    rounds = [make.RoundFactory(year=2023, closed=True), make.RoundFactory(year=2024, kind="half_year", closed=True)]
    assert [[row.text for row in open_recommendations(round)] for round in rounds] == [
        ["Varmistetaan näyttö."],
        ["Varmistetaan näyttö.", "Uusi"],
    ]
    settings.TODAY = date(2024, 1, 15)
    close_recommendation(old.pk, note="Kunnossa.", version=1, rights=rights_of(people["auditor"]))
    assert [[row.text for row in open_recommendations(round)] for round in rounds] == [
        ["Varmistetaan näyttö."],
        ["Uusi"],
    ]
    assert Round.objects.count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_1_and_3(clients, people, number, django_assert_num_queries):
    for _number in range(number):
        recommended(people["auditor"])
    state_of(clients["reader"])
    with django_assert_num_queries(5):
        state_of(clients["reader"])
