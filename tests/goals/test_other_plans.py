"""The city's other plans: whether each agrees with the strategy, for everybody; kept by the coordinator."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import OtherPlan
from kemistrategy import clock
from tests import factories as make
from tests.reporting.pages import main_words, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    browser = Client()
    browser.force_login(make.UserFactory(last_seen_on=clock.today()))
    return browser


@pytest.fixture
def coordinator():
    browser = Client()
    browser.user = make.UserFactory(role="coordinator")
    browser.force_login(browser.user)
    return browser


def address(name, *args):
    return reverse(f"goals:other-plan-{name}", args=args)


def test_everybody_reads_which_plans_agree_with_the_strategy(client):
    strategy = make.StrategyFactory()
    assert "Muita suunnitelmia ei ole vielä lisätty." in main_words(client.get(url("other-plan-list")))
    make.OtherPlanFactory(strategy=strategy, name="Talousarvio", compatible="yes", decision=make.DecisionFactory())
    make.OtherPlanFactory(strategy=strategy, name="Kouluverkko", compatible="no", note="Poikkeaa tavoitteesta 2")
    make.OtherPlanFactory(strategy=make.StrategyFactory(state="draft"), name="Salainen")
    shown = main_words(client.get(url("other-plan-list")))
    for told in ("Talousarvio", "Kyllä", "Kouluverkko", "Ei", "Poikkeaa tavoitteesta 2", "KV 3.5.2021"):
        assert told.casefold() in shown.casefold(), told
    assert "Salainen" not in shown and "Muokkaa" not in shown


def test_the_coordinator_adds_edits_and_removes_a_plan(coordinator):
    strategy, unit = make.StrategyFactory(), make.OrgUnitFactory()
    typed = {"strategy": strategy.pk, "name_fi": "Hyvinvointikertomus", "compatible": "checking", "unit": unit.pk,
             "starts_on": "1.1.2023", "ends_on": "31.12.2025", "address": "www.kemi.fi/suunnitelma"}  # fmt: skip
    assert coordinator.post(address("add"), typed).status_code == 302
    plan = OtherPlan.objects.get()
    assert (plan.name_fi, plan.unit, plan.ends_on) == ("Hyvinvointikertomus", unit, date(2025, 12, 31))
    assert plan.address == "https://www.kemi.fi/suunnitelma"
    page = address("edit", plan.pk)
    version = coordinator.get(page).context["form"]["version"].value()
    coordinator.post(page, typed | {"version": version, "compatible": "yes", "note": "Käsitelty"})
    plan.refresh_from_db()
    assert (plan.compatible, plan.note) == ("yes", "Käsitelty")
    second = coordinator.post(page, typed | {"version": version, "compatible": "no"})
    assert second.status_code == 409 and "Käsitelty" in second.content.decode()
    coordinator.post(address("remove", plan.pk))
    assert not OtherPlan.objects.exists()
    assert OtherPlan.history.filter(history_type="-").get().history_user == coordinator.user


@pytest.mark.parametrize(
    "odd",
    [
        {"name_fi": " "},
        {"name_fi": "x" * 200_000},
        {"starts_on": "1.1.2026", "ends_on": "1.1.2025"},
        {"compatible": "ehkä"},
        {"address": "javascript:alert(1)"},
        {"strategy": "999999"},
    ],
)
def test_odd_input_is_refused(coordinator, odd):
    typed = {"strategy": make.StrategyFactory().pk, "name_fi": "Ohjelma", "compatible": "yes"}
    answer = coordinator.post(address("add"), typed | odd)
    assert answer.status_code == 422 and "<title>Virhe: " in answer.content.decode()
    assert not OtherPlan.objects.exists()


def test_the_list_costs_the_same_with_one_and_three_plans(reader, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        make.OtherPlanFactory.create_batch(number, unit=make.OrgUnitFactory(), decision=make.DecisionFactory())
        with django_assert_max_num_queries(12) as asked:
            reader.get(url("other-plan-list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
