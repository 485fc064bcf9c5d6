"""Feedback on the service: anybody gives it, programs are kept out, the coordinator answers, addresses go."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client

from kemistrategy import clock
from kemistrategy.refusals import NotAllowed
from reporting.models import Feedback
from reporting.operations.feedback import MOST_IN_AN_HOUR, MOST_OF_ALL, answer_feedback, give_feedback
from tests import factories as make
from tests.goals.threads import Together
from tests.reporting.pages import links, main_words, url

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
GIVEN = {"kind": "general", "text": "Haku ei löydä mittaria.", "page": "/mittarit/", "email": "", "website": ""}


def give(text="Palaute", **more):
    return give_feedback(**{"kind": "general", "text": text, "address": "192.0.2.1", "language": "fi"} | more)


@pytest.fixture
def coordinator():
    client = Client()
    client.user = make.UserFactory(role="coordinator", name="Koordinaattori")
    client.force_login(client.user)
    return client


# --- giving
def test_every_page_leads_to_the_form_that_knows_where_one_came_from(client):
    address = f"{url('feedback')}?sivu={url('goal-list')}"
    assert address in client.get(url("goal-list")).content.decode()
    assert f'value="{url("goal-list")}"' in client.get(address).content.decode()
    statement = links(client.get(url("accessibility-statement")))
    assert f"{url('feedback')}?aihe=accessibility" in statement
    chosen = client.get(url("feedback"), {"aihe": "accessibility"}).content.decode()
    assert 'value="accessibility"' in chosen and "checked" in chosen.split('value="accessibility"')[1][:120]


def test_feedback_is_taken_and_thanked_for_with_the_day_of_the_answer(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.post(url("feedback"), GIVEN | {"email": "lukija@posti.example"}, follow=True)
    assert "viimeistään 24.8.2023" in main_words(response) and "sähköpostilla 14 päivän" in main_words(response)
    kept = Feedback.objects.get()
    assert (kept.text, kept.page, kept.email) == ("Haku ei löydä mittaria.", "/mittarit/", "lukija@posti.example")
    assert kept.due_on == date(2023, 8, 24)
    assert "127.0.0.1" not in kept.sender and len(kept.sender) == 64
    assert "emme voi vastata" in main_words(client.post(url("feedback"), GIVEN | {"text": "Toinen"}, follow=True))


def test_the_language_of_the_page_is_that_of_the_feedback(client):
    response = client.post("/sv" + url("feedback"), GIVEN, follow=True)
    assert response.redirect_chain[0][0].startswith("/sv/")
    assert Feedback.objects.get().language == "sv"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "  "}, "Kirjoita palaute."),
        ({"text": "a" * 5001}, "5000"),
        ({"email": "ei osoite"}, "Tarkista sähköpostiosoite"),
        ({"kind": "muu"}, "Mistä palaute on?"),
        ({"page": "/" + "a" * 400}, "300"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, wrong, said):
    response = client.post(url("feedback"), GIVEN | {"email": "lukija@posti.example"} | wrong)
    page = response.content.decode()
    assert response.status_code == 422 and "<title>Virhe:" in page and said in page
    assert "error-summary" in page and f'value="{({**GIVEN, **wrong})["page"]}"' in page
    assert not Feedback.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client):
    response = client.post(url("feedback"), GIVEN | {"website": "https://spam.example"}, follow=True)
    assert "Kiitos" in main_words(response) and not Feedback.objects.exists()


def test_one_sender_gives_so_many_in_an_hour_and_the_refusal_keeps_the_words(client):
    for number in range(MOST_IN_AN_HOUR):
        assert client.post(url("feedback"), GIVEN | {"text": f"Palaute {number}"}).status_code == 302
    refused = client.post(url("feedback"), GIVEN | {"text": "Vielä yksi"})
    assert refused.status_code == 422 and "Odota tunti" in refused.content.decode()
    assert "Vielä yksi" in refused.content.decode()
    assert client.post(url("feedback"), GIVEN | {"text": "Muualta"}, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_the_senders_own_header_counts_only_behind_our_proxies(client, settings):
    def senders():
        Feedback.objects.all().delete()
        for number in (1, 2):
            client.post(
                url("feedback"), GIVEN | {"text": f"Palaute {number}"}, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"
            )
        return len(set(Feedback.objects.values_list("sender", flat=True)))

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert senders() == 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert senders() == 2


def test_all_senders_together_give_so_many_a_day():
    first = give()
    Feedback.objects.bulk_create(
        Feedback(text=f"{n}", sent_at=first.sent_at, due_on=first.due_on) for n in range(MOST_OF_ALL - 1)
    )
    with pytest.raises(NotAllowed, match="huomenna"):
        give("Liikaa", address="192.0.2.77")
    Feedback.objects.update(sent_at=clock.now() - timedelta(days=2))
    assert give("Taas sopii").pk


def test_the_same_words_twice_are_one_feedback():
    assert give("Kahdesti painettu").pk == give("Kahdesti painettu").pk


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_feedback(tmp_path):
    first, second = Together(tmp_path).run(lambda: give("Kahdesti").pk, lambda: give("Kahdesti").pk)
    assert first == second


def test_only_our_own_pages_are_named():
    assert give("a", page="https://muu.example/").page == ""
    assert give("b", page="//muu.example/").page == ""
    assert give("c", page="/tavoitteet/").page == "/tavoitteet/"


# --- answering
def test_the_list_is_the_coordinators_with_what_is_late_first(
    coordinator, reader, client, django_assert_max_num_queries
):
    counts = []
    coordinator.get(url("feedback-list"))  # the day's first visit writes that she was here
    give("Vastattu jo", address="192.0.2.5")
    answer_feedback(Feedback.objects.get().pk, answer="Korjattu", by=coordinator.user)
    for number in range(2):
        give(f"Tuore {number}", address=f"192.0.2.{number + 10}")
        late = give(f"Myöhäinen <b>{number}</b>", address=f"192.0.2.{number + 20}")
        Feedback.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=3))
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            page = coordinator.get(url("feedback-list"))
        counts.append(len(asked))
    shown = main_words(page)
    assert counts[0] == counts[1]
    assert shown.index("Myöhäinen") < shown.index("Tuore") < shown.index("Vastattu jo")
    assert "Myöhässä 3 päivää" in shown and "14 päivää aikaa vastata" in shown
    assert "<b>0</b>" not in page.content.decode()
    assert "Palautteet" in coordinator.get(url("front-page")).content.decode()
    assert reader.get(url("feedback-list")).status_code == 404
    assert client.get(url("feedback-list")).status_code == 302
    assert coordinator.get(url("feedback-list"), {"sivu": "999"}).status_code == 200


def test_an_answer_is_mailed_once_and_the_address_is_forgotten_everywhere(coordinator, run_jobs):
    feedback = give("Miksi?", email="lukija@posti.example", language="sv", kind="accessibility")
    address = url("feedback-detail", feedback.pk)
    assert "osoite poistetaan" in main_words(coordinator.get(address))
    response = run_jobs(coordinator.post, address, {"answer": "Siksi."})
    assert response.status_code == 302
    [message] = mail.outbox
    assert message.to == ["lukija@posti.example"] and "Siksi." in message.body and "Miksi?" in message.body
    assert "/sv/saavutettavuus/" in message.body
    feedback.refresh_from_db()
    assert (feedback.answer, feedback.email, feedback.sender, feedback.answered_by) == (
        "Siksi.", "", "", coordinator.user
    )  # fmt: skip
    assert set(Feedback.history.filter(id=feedback.pk).values_list("email", "sender")) == {("", "")}
    again = coordinator.post(address, {"answer": "Toinen vastaus"})
    assert again.status_code == 422 and "on jo vastattu" in again.content.decode()
    assert "Siksi." in again.content.decode()
    assert len(mail.outbox) == 1


def test_an_answer_without_an_address_is_recorded_and_an_empty_one_refused(coordinator, run_jobs):
    feedback = give()
    empty = coordinator.post(url("feedback-detail", feedback.pk), {"answer": " "})
    assert empty.status_code == 422 and "Kirjoita vastaus" in empty.content.decode()
    run_jobs(coordinator.post, url("feedback-detail", feedback.pk), {"answer": "Otettu huomioon"})
    assert set(Feedback.history.filter(id=feedback.pk).values_list("sender", flat=True)) == {""}
    assert mail.outbox == [] and "Otettu huomioon" in main_words(coordinator.get(url("feedback-detail", feedback.pk)))


def test_a_mail_server_that_refuses_leaves_the_address_for_the_next_try(coordinator, run_jobs, monkeypatch):
    feedback = give(email="lukija@posti.example")

    def refuse(message):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(OSError):
        run_jobs(answer_feedback, feedback.pk, answer="Vastaus", by=coordinator.user)
    feedback.refresh_from_db()
    assert feedback.email == "lukija@posti.example" and feedback.answer == "Vastaus"
