"""What was promised last time comes first in the form, is closed there, and is continued by a new promise."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Correction
from goals.operations.entries import take_back
from kemistrategy.organisation.permissions import rights_of
from tests.factories import CorrectionFactory

from .pages import by_id, main_words, said, words
from .situations import TOLD, address, as_it_is, entry_of_action, record, save, send, told_last_year

LATE = TOLD | {"forecast": "partly"}
PROMISED = {
    "cause": "Rekrytointi viivästyi.",
    "correction": "Haku avataan uudelleen.",
    "correction_due_on": date(2023, 5, 31),
}


@pytest.fixture
def promise(entry, post):
    earlier = told_last_year(entry, forecast="partly", correction_post=post, **PROMISED)
    return CorrectionFactory(entry=earlier)


def close(client, entry, promise, note, **headers):
    data = {"correction": promise.pk, "note": note}
    return client.post(reverse("goals:entry-promise-close", args=[entry.pk]), data, headers=headers)


def test_the_form_begins_with_what_was_promised(holder_client, entry, promise):
    page = holder_client.get(address(entry))
    told = words(by_id(page, f"entry-promises-{entry.pk}"))
    assert "Rekrytointi viivästyi." in told
    assert "Vapaa-aikapäällikkö · 31.5.2023 · määräpäivä on mennyt" in told
    html = page.content.decode()
    assert html.index(f'id="entry-promises-{entry.pk}"') < html.index(f'id="entry-form-{entry.pk}"')


def test_it_is_closed_right_there(holder_client, entry, promise):
    answer = close(holder_client, entry, promise, "Uusi henkilö aloitti.")
    assert answer.url == address(entry)
    promise.refresh_from_db()
    assert promise.closing_note == "Uusi henkilö aloitti."
    assert "Mitä viimeksi luvattiin" not in main_words(holder_client.get(address(entry)))


def test_in_place_only_the_promise_changes(holder_client, entry, promise):
    answer = close(holder_client, entry, promise, "Tehty.", **{"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == f"#entry-promises-{entry.pk}"
    assert "entry-form" not in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_closing_needs_words(holder_client, entry, promise, headers):
    answer = close(holder_client, entry, promise, "", **headers)
    assert answer.status_code == 422
    assert "Kerro, miten asia korjattiin." in answer.content.decode()


def test_one_that_is_closed_already_is_said_kindly(holder_client, entry, promise):
    close(holder_client, entry, promise, "Tehty.")
    close(holder_client, entry, promise, "Uudelleen.")
    assert "Lupausta ei enää ole avoinna. Se on ehkä jo kuitattu." in said(holder_client.get(address(entry)))
    promise.refresh_from_db()
    assert promise.closing_note == "Tehty."


def test_another_subjects_promise_is_not_shown_nor_closed(holder_client, entry, round, post):
    other = CorrectionFactory(entry=told_last_year(entry_of_action(round, post), **PROMISED))
    close(holder_client, entry, other, "Tehty.")
    other.refresh_from_db()
    assert other.closed_on is None


def test_a_new_promise_continues_the_open_one(holder, entry, post, promise):
    send(entry, holder, **LATE, **(PROMISED | {"correction": "Palkataan sijainen."}), correction_post_id=post.pk)
    assert Correction.objects.get(entry=entry).continues == promise


def test_a_promise_taken_away_gives_the_earlier_one_back(holder, entry, post, promise):
    send(entry, holder, **LATE, **PROMISED, correction_post_id=post.pk)
    take_back(entry.pk, rights=rights_of(holder))
    record(entry, holder, as_it_is(entry, "12", **TOLD), send=True)
    assert Correction.objects.get(entry=entry).continues is None
    assert Correction.objects.filter(continued_by=None, closed_on=None, entry=promise.entry).exists()


def test_sent_twice_it_continues_once(holder, entry, post, promise):
    for _time in range(2):
        send(entry, holder, **LATE, **PROMISED, correction_post_id=post.pk)
        take_back(entry.pk, rights=rights_of(holder))
    assert Correction.objects.filter(continues=promise).count() == 1


def test_html_in_a_promise_is_text(holder_client, entry, promise):
    promise.entry.cause = "<script>alert(1)</script>"
    promise.entry.save()
    assert "<script>alert(1)" not in holder_client.get(address(entry)).content.decode()


def test_a_draft_and_its_promise_are_saved_apart(holder_client, entry, promise):
    save(holder_client, entry, public_text="Kesken")
    close(holder_client, entry, promise, "Tehty.")
    entry.refresh_from_db()
    assert (entry.state, entry.public_text) == ("draft", "Kesken")
