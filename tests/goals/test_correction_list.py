"""Promised corrections, followed until they are closed."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Correction
from goals.operations.entries import take_back
from kemistrategy import clock
from kemistrategy.organisation.permissions import rights_of
from tests.factories import CorrectionFactory, EntryFactory, PositionFactory, ScaleWordFactory, UserFactory

from .pages import by_id, list_of, main_words, parsed, said, words
from .situations import TOLD, as_it_is, entry_of_action, person_in, record, send

DEVIATION = TOLD | {
    "forecast": "partly",
    "cause": "Auditoijia ei saatu.",
    "correction": "Sovitaan lisäajasta.",
    "correction_due_on": date(2023, 12, 1),
}


@pytest.fixture
def promised(entry, holder, post):
    send(entry, holder, **DEVIATION, correction_post_id=post.pk)
    return Correction.objects.get()


def correction_list(client):
    return client.get(reverse("goals:correction-list"))


def close(client, correction, note="Lisäaika on sovittu."):
    return client.post(reverse("goals:correction-close", args=[correction.pk]), {"note": note})


def titles(page):
    return list_of(page, ".//article//h2")


def test_page_tells_cause_correction_who_and_by_when(signed_in, promised, entry):
    page = correction_list(signed_in(UserFactory()))
    assert words(parsed(page).find(".//article")) == (
        f"{entry.action.title} Käynnissä Mikä ei etene ja miksi Auditoijia ei saatu. "
        "Miten korjataan Sovitaan lisäajasta. Vastaa Vapaa-aikapäällikkö Viimeistään 1.12.2023"
    )


def test_without_promises_the_page_says_so(signed_in, db):
    assert "Luvattuja korjaavia toimia ei ole." in main_words(correction_list(signed_in(UserFactory())))


def test_a_correction_whose_day_has_gone_by_says_so(signed_in, settings, promised):
    settings.TODAY = date(2023, 12, 2)
    assert "1.12.2023 · määräpäivä on mennyt" in main_words(correction_list(signed_in(UserFactory())))


def test_open_ones_come_first_by_their_day(signed_in, round):
    days = {"kolmas": date(2023, 12, 1), "toinen": date(2023, 10, 1), "ensin": date(2023, 9, 1), "päivätön": None}
    for name, day in days.items():
        entry = EntryFactory(round=round, sent=True, correction=name, correction_due_on=day)
        entry.action.title = name
        entry.action.save()
        correction = CorrectionFactory(entry=entry)
        if name == "ensin":
            correction.closed_on, correction.closed_by = clock.today(), UserFactory()
            correction.save()
    assert titles(correction_list(signed_in(UserFactory()))) == ["toinen", "kolmas", "päivätön", "ensin"]


def test_rows_cost_the_same_queries_with_1_and_3(signed_in, round, django_assert_max_num_queries):
    client = signed_in(UserFactory())
    CorrectionFactory(entry=EntryFactory(round=round, sent=True, correction="Korjataan"))
    correction_list(client)
    with django_assert_max_num_queries(12) as with_one:
        correction_list(client)
    for _number in range(2):
        CorrectionFactory(entry=EntryFactory(round=round, sent=True, correction="Korjataan"))
    with django_assert_max_num_queries(12) as with_three:
        assert len(titles(correction_list(client))) == 3
    assert len(with_three) == len(with_one)


def test_a_draft_promises_nothing(signed_in, entry, holder, post):
    record(entry, holder, as_it_is(entry, "12", **DEVIATION, correction_post_id=post.pk))
    assert titles(correction_list(signed_in(UserFactory()))) == []


def test_a_promise_taken_back_is_not_told_and_sent_again_is_one_promise(signed_in, promised, entry, holder, post):
    client = signed_in(UserFactory())
    take_back(entry.pk, rights=rights_of(holder))
    assert titles(correction_list(client)) == []
    send(entry, holder, **DEVIATION, correction_post_id=post.pk)
    assert titles(correction_list(client)) == [entry.action.title]


def test_a_promise_whose_words_were_taken_away_is_gone(signed_in, promised, entry, holder):
    take_back(entry.pk, rights=rights_of(holder))
    send(entry, holder, cause="", correction="", correction_post_id=None, correction_due_on=None)
    assert titles(correction_list(signed_in(UserFactory()))) == []


def test_the_public_sees_no_promises(client, promised):
    assert correction_list(client).url.startswith(reverse("account_login"))


# --- closing ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["holder", "deputy", "preparer", "director", "coordinator"])
def test_who_answers_directs_or_coordinates_closes_it_with_words(request, signed_in, promised, person):
    user = request.getfixturevalue(person)
    client = signed_in(user)
    assert "Kuittaa" in list_of(correction_list(client), ".//article//button")
    answer = close(client, promised)
    assert said(client.get(answer.url)) == ["Korjaava toimi on kuitattu tehdyksi."]
    promised.refresh_from_db()
    assert (promised.closed_on, promised.closed_by, promised.closing_note) == (
        clock.today(),
        user,
        "Lisäaika on sovittu.",
    )
    page = correction_list(client)
    assert "Kuitattu tehdyksi 10.8.2023 · Lisäaika on sovittu." in main_words(page)
    assert "Kuittaa" not in list_of(page, ".//article//button")


@pytest.mark.parametrize("person", ["reader", "another"])
def test_others_only_read(signed_in, promised, person):
    client = signed_in(UserFactory() if person == "reader" else person_in(PositionFactory()))
    assert list_of(correction_list(client), ".//article//button") == []
    assert close(client, promised).status_code == 404
    promised.refresh_from_db()
    assert promised.closed_on is None


def test_closing_needs_words(holder_client, promised):
    answer = close(holder_client, promised, " ")
    assert answer.status_code == 422
    assert list_of(answer, ".//*[@id='error-summary']//li") == ["Miten asia korjattiin?: Kerro, miten asia korjattiin."]
    promised.refresh_from_db()
    assert promised.closed_on is None


def test_too_long_words_are_refused_and_kept(holder_client, promised):
    answer = close(holder_client, promised, "pitkä " * 400)
    assert answer.status_code == 422
    assert by_id(answer, f"note-{promised.pk}").text.strip() == ("pitkä " * 400).strip()


def test_a_closed_one_is_not_closed_again(holder_client, promised):
    close(holder_client, promised)
    answer = close(holder_client, promised, "Toisin sanoin")
    assert answer.status_code == 422
    assert list_of(answer, ".//*[@id='error-summary']//li") == [
        "Miten asia korjattiin?: Korjaava toimi on jo kuitattu."
    ]
    promised.refresh_from_db()
    assert promised.closing_note == "Lisäaika on sovittu."


def test_a_promise_is_followed_after_the_review_has_closed(holder_client, round, promised):
    round.state, round.closed_at = "closed", clock.now()
    round.save()
    close(holder_client, promised)
    promised.refresh_from_db()
    assert promised.closed_on == clock.today()


def test_a_promise_that_is_not_there(holder_client, entry):
    assert holder_client.post(reverse("goals:correction-close", args=[999999]), {"note": "x"}).status_code == 404


def test_every_promise_has_its_own_entry(holder, round, post):
    for _number in range(2):
        send(entry_of_action(round, post), holder, **DEVIATION, correction_post_id=post.pk)
    assert Correction.objects.count() == 2


def test_a_state_is_told_in_the_words_of_its_own_review(signed_in, promised, entry):
    ScaleWordFactory(round=entry.round, label_fi="Tekeillä")
    assert "Tekeillä" in main_words(correction_list(signed_in(UserFactory())))
