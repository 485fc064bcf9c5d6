"""The map from an old strategy to a new one: where each thing goes, what the new one inherits, what is proposed."""

from types import SimpleNamespace

import pytest
from django.test import Client

from tests import factories as make

from .pages import links, main_words, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    old = make.StrategyFactory(name="Vanha strategia")
    new = make.StrategyFactory(name="Uusi strategia", predecessor=old)
    theme = make.ThemeFactory(strategy=old, name="Vanha teema")
    heir = make.ThemeFactory(strategy=new, name="Uusi teema")
    make.ThemeFactory(strategy=new, name="Perimätön teema")
    goal = make.GoalFactory(strategy=old, themes=[theme], title="Vanha tavoite")
    action = make.ActionFactory(goals=[goal], title="Vanha toimenpide")
    indicator = make.IndicatorFactory(name="Vanha mittari")
    make.MeasureLineFactory(goal=goal, plan=action.plan_lines.get().plan, indicator=indicator)
    return SimpleNamespace(old=old, new=new, theme=theme, heir=heir, goal=goal, action=action, indicator=indicator)


def test_the_map_tells_where_each_goal_goes_and_marks_proposals(city, client):
    make.SuccessionFactory(old_goal=city.goal, new_theme=city.heir, note="Sanat <b>")
    undecided = make.GoalFactory(strategy=city.old, themes=[city.theme], title="Ratkaisematon")
    page = client.get(url("succession-list"))
    words = main_words(page)
    assert {url("goal-detail", city.goal.pk), url("theme-detail", city.heir.pk)} <= links(page)
    assert "Ehdotus" in words and "1 Jatkuu muutettuna" in words and "Sanat <b>" in words
    assert "1 Ei vielä ratkaistu" in words and undecided.title in words
    assert url("strategy-summary", city.old.slug) in links(page)


def test_a_confirmed_fate_names_its_decision_and_is_no_proposal(city, client):
    decision = make.DecisionFactory()
    make.SuccessionFactory(old_goal=city.goal, fate="ends", state="confirmed", decision=decision)
    page = client.get(url("succession-list"))
    assert "Luovutaan" in main_words(page) and "Ehdotus" not in main_words(page)
    assert url("decision-detail", decision.pk) in links(page)


def test_actions_and_indicators_have_their_own_tabs(city, client):
    make.SuccessionFactory(old_action=city.action, fate="completed", state="confirmed")
    make.SuccessionFactory(old_goal=None, old_indicator=city.indicator, new_theme=None, fate="ends")
    actions = main_words(client.get(url("succession-list") + "?osa=toimenpiteet"))
    assert "Vanha toimenpide" in actions and "Valmis" in actions
    indicators = main_words(client.get(url("succession-list") + "?osa=mittarit"))
    assert "Vanha mittari" in indicators and "Luovutaan" in indicators
    assert "Vanha tavoite" in main_words(client.get(url("succession-list") + "?osa=x%00"))


def test_the_other_way_round_each_part_of_the_new_strategy_tells_what_it_inherits(city, client):
    make.SuccessionFactory(old_goal=city.goal, new_theme=city.heir)
    make.SuccessionFactory(old_action=city.action, new_theme=city.heir, state="confirmed")
    words = main_words(client.get(url("succession-list") + "?osa=uudesta"))
    inherits, _rest, nothing = words.partition("Perimätön teema")
    assert "Vanha tavoite" in inherits and "Vanha toimenpide" in inherits
    assert "Ei peri mitään" in nothing


def test_what_goes_on_in_a_draft_is_the_coordinators(city, client):
    draft = make.StrategyFactory(state="draft", predecessor=city.new)
    secret = make.ThemeFactory(strategy=draft, name="Salainen teema")
    make.SuccessionFactory(old_goal=city.goal, new_theme=secret)
    coordinator = Client()
    coordinator.force_login(make.UserFactory(role="coordinator"))
    for query in ("", "?osa=uudesta"):
        assert "Salainen" not in main_words(client.get(url("succession-list") + query))
        assert "Salainen" in main_words(coordinator.get(url("succession-list") + query))


@pytest.mark.parametrize("tab", ["", "?osa=toimenpiteet", "?osa=mittarit", "?osa=uudesta"])
def test_the_map_costs_the_same_with_one_and_three_of_everything(city, tab, client, django_assert_max_num_queries):
    counts = []
    for _each in range(2):
        goal = make.GoalFactory(strategy=city.old, themes=[city.theme])
        action, benefit = make.ActionFactory(goals=[goal]), make.BenefitFactory(strategy=city.new)
        make.SuccessionFactory(old_goal=goal, new_benefit=benefit, decision=make.DecisionFactory())
        make.SuccessionFactory(old_action=action, new_benefit=benefit)
        make.SuccessionFactory(old_goal=None, old_indicator=city.indicator, new_benefit=benefit)
        with django_assert_max_num_queries(12) as asked:
            client.get(url("succession-list") + tab)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_without_a_successor_there_is_nothing_to_tell(client):
    make.StrategyFactory()
    assert "Jatkumoita ei ole vielä kirjattu" in main_words(client.get(url("succession-list")))
    assert "ei ole vielä edeltäjää" in main_words(client.get(url("succession-list") + "?osa=uudesta"))
