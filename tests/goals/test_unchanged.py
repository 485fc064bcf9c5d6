""" "Tilanne ennallaan": heard twice in a row, words of its own the third time."""

import pytest
from django.urls import reverse

from goals.operations.unchanged import confirm_unchanged
from kemistrategy.organisation.permissions import rights_of

from .pages import main_words, said
from .situations import address, as_it_is, record, save, told_last_year

KIND_WORDS = "Tilanne on ollut ennallaan jo kahdessa raportissa peräkkäin."


def press(client, entry, **more):
    return client.post(reverse("goals:entries-unchanged"), {"entry": [entry.pk], **more}, follow=True)


@pytest.mark.parametrize(("before", "state", "times"), [(0, "sent", 1), (1, "sent", 2), (2, "empty", 0)])
def test_twice_in_a_row_it_is_heard_the_third_time_it_is_not(holder, entry, before, state, times):
    told_last_year(entry, unchanged_times=before)
    outcome = confirm_unchanged([entry.pk], rights=rights_of(holder))
    entry.refresh_from_db()
    assert (entry.state, entry.unchanged_times, entry.is_unchanged) == (state, times, state == "sent")
    assert [KIND_WORDS in left for left in outcome.left] == ([True] if state == "empty" else [])


def test_the_form_opens_for_words(holder_client, entry):
    told_last_year(entry, unchanged_times=2)
    page = press(holder_client, entry, from_form=1)
    assert page.redirect_chain[-1][0] == address(entry)
    assert any(KIND_WORDS in sentence for sentence in said(page))


def test_many_at_once_say_it_once(holder_client, entry):
    told_last_year(entry, unchanged_times=2)
    page = holder_client.post(reverse("goals:entries-unchanged"), {"all": 1}, follow=True)
    assert sum(KIND_WORDS in sentence for sentence in said(page)) == 1


def test_the_third_time_the_form_has_no_such_button(holder_client, entry):
    told_last_year(entry, unchanged_times=2)
    page = holder_client.get(address(entry))
    assert f'form="unchanged-{entry.pk}"' not in page.content.decode()
    assert "kerro tällä kertaa omin sanoin" in main_words(page)


def test_words_of_its_own_begin_the_count_anew(holder_client, entry):
    told_last_year(entry, unchanged_times=2)
    save(
        holder_client,
        entry,
        deed="send",
        figure="1",
        progress="in_progress",
        forecast="too_early",
        public_text="Uutta.",
    )
    entry.refresh_from_db()
    assert (entry.state, entry.unchanged_times) == ("sent", 0)


@pytest.mark.parametrize("htmx", [True, False])
def test_last_times_words_pasted_are_no_words_of_its_own(holder_client, entry, htmx):
    earlier = told_last_year(entry, unchanged_times=2)
    typed = {"progress": earlier.progress, "forecast": "will_be_met", "public_text": earlier.public_text, "figure": "1"}
    answer = save(holder_client, entry, deed="send", htmx=htmx, **typed)
    page = answer if htmx else holder_client.get(answer.url)
    assert KIND_WORDS in page.content.decode()
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_the_same_words_sent_are_counted_too(holder, entry):
    earlier = told_last_year(entry, unchanged_times=1)
    told = {"progress": earlier.progress, "forecast": "will_be_met", "public_text": earlier.public_text}
    record(entry, holder, as_it_is(entry, "1", **told), send=True)
    entry.refresh_from_db()
    assert (entry.unchanged_times, entry.is_unchanged) == (2, False)


def test_the_language_checked_words_are_taken_over(holder, entry):
    earlier = told_last_year(entry)
    earlier.edited = {"public_text": "Sujuvasti sanottu."}
    earlier.save()
    confirm_unchanged([entry.pk], rights=rights_of(holder))
    entry.refresh_from_db()
    assert entry.public_text == "Sujuvasti sanottu."
