"""Kielentarkistus: the coordinator mends words; the answerer's own stay, and nothing else can be changed."""

from datetime import date

import pytest
from django.urls import reverse

from goals.operations.editing import edit_language
from goals.operations.entries import take_back
from goals.operations.rounds import close_round
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from tests.factories import EntryFactory

from .pages import form_values, main_words, parsed, with_class
from .situations import address, as_it_is, record, send

LIST = reverse("goals:editing-list")
AFTER_THE_DAY = date(2023, 9, 2)


@pytest.fixture
def approved(round, post, unit):
    return EntryFactory(round=round, unit=unit, post=post, approved=True, public_text="Työ etene hyvin.")


@pytest.fixture
def editor(coordinator, signed_in):
    return signed_in(coordinator)


def page_of(entry):
    return reverse("goals:editing-entry", args=[entry.pk])


def mend(client, entry, **typed):
    return client.post(page_of(entry), form_values(client.get(page_of(entry)), "editing") | typed)


def test_words_are_mended_and_the_original_stays(editor, coordinator, approved):
    assert mend(editor, approved, public_text="Työ etenee hyvin.").url == LIST
    approved.refresh_from_db()
    assert (approved.public_text, approved.told("public_text")) == ("Työ etene hyvin.", "Työ etenee hyvin.")
    assert (approved.edited_by, approved.state, approved.version) == (coordinator, "approved", 1)
    assert approved.history.first().history_change_reason == "language edited"


def test_the_answerer_sees_the_change(editor, approved, holder_client):
    mend(editor, approved, public_text="Työ etenee hyvin.")
    page = main_words(holder_client.get(address(approved)))
    assert "Kieli tarkistettu" in page
    assert "Kirjoitit Työ etene hyvin. Raportissa Työ etenee hyvin." in page


def test_status_and_figures_are_not_changed_so(editor, approved):
    mend(editor, approved, progress="completed", forecast="partly", public_text="Työ etenee.")
    approved.refresh_from_db()
    assert (approved.progress, approved.forecast) == ("in_progress", "will_be_met")


def test_only_texts_that_were_written_are_asked(editor, approved):
    assert set(form_values(editor.get(page_of(approved)), "editing")) >= {"version", "public_text"}
    assert "proposal" not in form_values(editor.get(page_of(approved)), "editing")


@pytest.mark.parametrize("again", ["Työ etene hyvin.", ""])
def test_the_answerers_words_come_back(editor, approved, again):
    mend(editor, approved, public_text="Työ etenee hyvin.")
    mend(editor, approved, public_text=again)
    approved.refresh_from_db()
    assert (approved.edited, approved.edited_at, approved.edited_by) == ({}, None, None)


def test_two_editors_at_once_both_see_both(editor, coordinator, approved):
    stale = form_values(editor.get(page_of(approved)), "editing")
    mend(editor, approved, public_text="Ensimmäinen.")
    answer = editor.post(page_of(approved), stale | {"public_text": "Toinen."})
    assert answer.status_code == 409
    assert "Toinen. Ensimmäinen." in main_words(answer)
    assert editor.post(page_of(approved), form_values(answer, "editing")).url == LIST
    approved.refresh_from_db()
    assert approved.told("public_text") == "Toinen."


def test_the_operation_refuses_an_old_version(coordinator, approved):
    edit_language(approved.pk, version=0, words={"public_text": "A"}, rights=rights_of(coordinator))
    with pytest.raises(Conflict):
        edit_language(approved.pk, version=0, words={"public_text": "B"}, rights=rights_of(coordinator))


def test_a_sent_one_waits_for_the_day(editor, holder, entry, settings):
    send(entry, holder)
    assert "Tarkistettavaa ei ole vielä." in main_words(editor.get(LIST))
    assert "Kirjaus on nyt vastaajalla." in main_words(editor.get(page_of(entry)))
    settings.TODAY = AFTER_THE_DAY
    assert str(entry.action.title) in main_words(editor.get(LIST))
    assert mend(editor, entry, public_text="Sujuvasti.").status_code == 302


def test_writing_anew_clears_only_that_fields_edit(editor, holder, entry, settings):
    send(entry, holder, forecast="partly", cause="Syy", correction="Korjaus", correction_post_id=entry.post_id,
         correction_due_on="2023-12-01")  # fmt: skip
    settings.TODAY = AFTER_THE_DAY
    mend(editor, entry, public_text="Sujuvasti.", cause="Sujuva syy")
    take_back(entry.pk, rights=rights_of(holder))
    entry.refresh_from_db()
    assert set(entry.edited) == {"public_text", "cause"}
    record(entry, holder, as_it_is(entry, "12", cause="Aivan uusi syy"), send=True)
    entry.refresh_from_db()
    assert entry.edited == {"public_text": "Sujuvasti."}


def test_a_closed_review_is_locked_and_the_words_stay_on_the_page(editor, coordinator, approved, round):
    values = form_values(editor.get(page_of(approved)), "editing")
    type(round).objects.filter(pk=round.pk).update(state="closed", closed_at="2023-09-05T09:00Z")
    answer = editor.post(page_of(approved), values | {"public_text": "Liian myöhään."})
    assert answer.status_code == 422
    assert "Katsaus on päättynyt, eikä kirjausta voi enää muuttaa." in main_words(answer)
    assert "Liian myöhään." in answer.content.decode()
    with pytest.raises(NotAllowed):
        edit_language(approved.pk, version=0, words={"public_text": "X"}, rights=rights_of(coordinator))


def test_too_long_a_text_is_refused_and_kept(editor, approved):
    answer = mend(editor, approved, public_text="ä" * 200_000)
    assert answer.status_code == 422
    assert "<title>Virhe:" in answer.content.decode()


def test_html_is_text(editor, approved, holder_client):
    mend(editor, approved, public_text="<script>alert(1)</script>")
    for page in (editor.get(LIST), editor.get(page_of(approved)), holder_client.get(address(approved))):
        assert "<script>alert(1)" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_rows_cost_the_same_queries(editor, round, unit, post, number, django_assert_max_num_queries):
    EntryFactory.create_batch(number, round=round, unit=unit, post=post, approved=True)
    with django_assert_max_num_queries(12):
        page = editor.get(LIST)
    assert len(with_class(parsed(page), "link-list__title")) == number


@pytest.mark.parametrize("number", ["x", "0", "999", "-1"])
def test_a_page_number_that_is_not_there(editor, approved, number):
    assert editor.get(LIST, {"sivu": number}).status_code == 200


def test_after_closing_the_list_leads_to_where_words_are_mended_now(editor, coordinator, approved, round):
    close_round(round.pk, by=coordinator)
    page = editor.get(LIST)
    assert "Puolivuotiskatsaus 2023 on päättynyt. Sen tekstejä korjataan nyt näin:" in main_words(page)
    links = {link.get("href") for link in parsed(page).find(".//main").iter("a")}
    assert links >= {
        reverse("goals:round-entries", args=[round.slug]), reverse("reporting:publication", args=[round.slug]),
    }  # fmt: skip
    late = reverse("goals:entry-late-edit", args=[approved.pk])
    assert late in {link.get("href") for link in parsed(editor.get(page_of(approved))).iter("a")}


def test_nothing_open_is_said(editor):
    assert "Yhtään katsausta ei ole avoinna." in main_words(editor.get(LIST))


def test_a_late_save_of_an_answerer_does_not_reach_an_approved_one(holder_client, editor, approved):
    mend(editor, approved, public_text="Työ etenee hyvin.")
    assert holder_client.post(address(approved), {f"e{approved.pk}-version": 0}).status_code == 422
    approved.refresh_from_db()
    assert approved.told("public_text") == "Työ etenee hyvin."
