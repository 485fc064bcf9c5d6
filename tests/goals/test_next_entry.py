"""After sending: what is to be written next, and that all is sent."""

from django.urls import reverse

from tests.factories import ActionFactory, EntryFactory, GoalFactory, RoundFactory

from .pages import main_words
from .situations import TOLD, entry_of_action, save, send


def after(client, entry) -> str:
    """What the page asks for when an entry has been sent."""
    return client.get(reverse("goals:entry-next", args=[entry.pk])).content.decode()


def test_the_next_unfinished_one_is_offered_until_all_is_sent(holder_client, holder, round, post):
    first, second = (
        entry_of_action(round, post, goal=GoalFactory(title=f"Tavoite {place}", position=place), figures=0)
        for place in (1, 2)
    )
    answer = save(holder_client, second, deed="send", htmx=True, **TOLD)
    assert reverse("goals:entry-next", args=[second.pk]) in answer.content.decode()
    shown = after(holder_client, second)
    assert f"Seuraava kirjaus: {first.action.title}" in shown
    assert "Jäljellä 1." in shown
    assert reverse("goals:entry-progress", args=[first.pk]) in shown
    save(holder_client, first, deed="send", htmx=True, **TOLD)
    assert "Kaikki lähetetty." in after(holder_client, first)
    assert "Seuraava kirjaus" not in after(holder_client, first)


def test_the_next_one_follows_the_one_that_was_sent(holder_client, round, post):
    entries = [entry_of_action(round, post, goal=GoalFactory(position=place), figures=0) for place in (1, 2, 3)]
    save(holder_client, entries[1], deed="send", htmx=True, **TOLD)
    assert f"Seuraava kirjaus: {entries[2].action.title}" in after(holder_client, entries[1])
    assert "Jäljellä 2." in after(holder_client, entries[1])


def test_without_scripts_the_list_leads_on(holder_client, holder, round, post):
    first, second = (entry_of_action(round, post, figures=0) for _number in range(2))
    send(first, holder)
    page = main_words(holder_client.get(reverse("goals:my-entries")))
    assert f"Seuraava kirjaus: {second.action.title}" in page
    assert "Kaikki lähetetty." not in page
    send(second, holder)
    page = main_words(holder_client.get(reverse("goals:my-entries")))
    assert "Kaikki lähetetty." in page
    assert "Seuraava kirjaus" not in page


def test_what_is_closed_or_another_persons_is_not_next(holder_client, round, post):
    entry = entry_of_action(round, post, figures=0)
    EntryFactory(round=RoundFactory(year=2022, closed=True), action=ActionFactory(answering_post=post), post=post)
    EntryFactory(round=round, action=ActionFactory())
    save(holder_client, entry, deed="send", htmx=True, **TOLD)
    assert "Kaikki lähetetty." in after(holder_client, entry)
