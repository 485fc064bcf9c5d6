"""What answers the change challenges and the SWOT: suggested, confirmed, added and removed; and who answers nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import EnvironmentLink
from kemistrategy import clock
from tests import factories as make
from tests.reporting.pages import links, main_words, url

pytestmark = pytest.mark.django_db
EDIT = "/muokkaus/toimintaymparisto/"


@pytest.fixture
def reader():
    browser = Client()
    browser.force_login(make.UserFactory(last_seen_on=clock.today()))
    return browser


@pytest.fixture
def coordinator():
    browser = Client()
    browser.force_login(make.UserFactory(role="coordinator"))
    return browser


def test_the_page_says_which_challenge_nobody_answers_and_which_goal_answers_none(client):
    strategy = make.StrategyFactory()
    answered, lonely = make.ChangeChallengeFactory.create_batch(2, strategy=strategy)
    by_goal, by_action, idle = make.GoalFactory.create_batch(3, strategy=strategy)
    make.EnvironmentLinkFactory(challenge=answered, goal=by_goal)
    action = make.ActionFactory(goals=[by_action])
    make.EnvironmentLinkFactory(challenge=answered, action=action)
    page = client.get(url("challenge-list"))
    nobody, _cards, none = (
        main_words(page).partition("Näihin ei vastaa vielä mikään")[2].partition("Tavoitteet, jotka eivät vastaa")
    )
    assert lonely.title in nobody.split(answered.title)[0]
    assert idle.title in none and by_goal.title not in none and by_action.title not in none
    shown = client.get(url("challenge-detail", answered.pk))
    assert {url("goal-detail", by_goal.pk), url("action-detail", action.pk)} <= links(shown)
    assert "(Ehdotus)" in main_words(shown)
    assert "ei vastaa vielä mikään" in main_words(client.get(url("challenge-detail", lonely.pk)))


def test_answers_of_a_draft_are_the_coordinators(client, coordinator):
    challenge = make.ChangeChallengeFactory()
    secret = make.GoalFactory(title="Salainen tavoite", strategy=make.StrategyFactory(state="draft"))
    make.EnvironmentLinkFactory(challenge=challenge, goal=secret)
    page = url("challenge-detail", challenge.pk)
    assert "Salainen" not in main_words(client.get(page)) and "Salainen" in main_words(coordinator.get(page))


def test_a_suggestion_is_confirmed_and_an_answer_is_removed_with_a_trace(coordinator, client):
    link, other = make.EnvironmentLinkFactory(), make.EnvironmentLinkFactory()
    coordinator.post(EDIT, {"deed": "confirm", "link": [link.pk, "x", "²"]})
    link.refresh_from_db()
    assert link.state == "confirmed"
    assert "(Ehdotus)" not in main_words(client.get(url("challenge-detail", link.challenge_id)))
    asked = coordinator.post(EDIT, {"deed": "remove", "link": other.pk})
    assert "Poistetaanko nämä vastaukset?" in main_words(asked) and other.goal.title in main_words(asked)
    assert EnvironmentLink.objects.filter(pk=other.pk).exists(), "asked first"
    coordinator.post(EDIT, {"deed": "remove-asked", "link": other.pk})
    assert not EnvironmentLink.objects.filter(pk=other.pk).exists()
    assert EnvironmentLink.history.filter(id=other.pk, history_type="-").get().history_user
    assert "Valitse ensin rivit" in coordinator.post(EDIT, {"deed": "confirm"}, follow=True).content.decode()


def test_the_coordinator_adds_an_answer_once(coordinator):
    item, project = make.SwotItemFactory(), make.ProjectFactory()
    typed = {"origin": f"swot_item-{item.pk}", "answer": f"project-{project.pk}", "note": "Uusi halli"}
    assert coordinator.post(EDIT, typed).status_code == 302
    link = EnvironmentLink.objects.get()
    assert (link.swot_item, link.project, link.state, link.note) == (item, project, "confirmed", "Uusi halli")
    again = coordinator.post(EDIT, typed)
    assert again.status_code == 422 and "on jo kirjattu" in again.content.decode()
    assert "Uusi halli" in main_words(coordinator.get(url("swot-detail", item.quadrant)))


@pytest.mark.parametrize("answer", ["", "goal-999999", "goal-", "user-1", "-"])
def test_an_odd_answer_is_refused(coordinator, answer):
    challenge = make.ChangeChallengeFactory()
    sent = coordinator.post(EDIT, {"origin": f"challenge-{challenge.pk}", "answer": answer})
    assert sent.status_code == 422 and "<title>Virhe: " in sent.content.decode()
    assert not EnvironmentLink.objects.exists()


def test_only_the_coordinator_has_the_page(reader):
    assert reader.get(EDIT).status_code == 404 and reader.post(EDIT, {"deed": "remove", "link": 1}).status_code == 404
    assert reverse("goals:environment-links") == EDIT


@pytest.mark.parametrize("name, args", [("challenge-list", ()), ("swot-list", ())])
def test_lists_cost_the_same_with_one_and_three_answers(name, args, reader, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _each in range(number):
            make.EnvironmentLinkFactory()
            make.EnvironmentLinkFactory(swot_item=make.SwotItemFactory(), project=make.ProjectFactory(), goal=None)
        with django_assert_max_num_queries(12) as asked:
            reader.get(url(name, *args))
        counts.append(len(asked))
    assert counts[0] == counts[1]
