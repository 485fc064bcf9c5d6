"""The preview: public pages as they will be when a draft is in force, seen by its editor only, and nothing is kept."""

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import Plan, Strategy
from reporting.views.preview import SHOWN
from tests import factories as make


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def goal(db):
    """A goal of a draft, with an action in a plan that is a draft too."""
    strategy = make.StrategyFactory(name="Kemi 2030", slug="kemi-2030", state=Strategy.State.DRAFT)
    goal = make.GoalFactory(strategy=strategy, title="Kemi oppii", themes=[make.ThemeFactory(strategy=strategy)])
    plan = make.PlanFactory(strategy=strategy, state=Plan.State.DRAFT)
    make.PlanLineFactory(plan=plan, goal=goal, action=make.ActionFactory(title="Avataan oppimispaikka"))
    return goal


def preview(address):
    return reverse("reporting:strategy-preview", args=["kemi-2030", address])


def test_the_page_is_the_publics_with_a_ribbon(client, goal):
    html = client.get(preview(f"tavoitteet/{goal.pk}/")).content.decode()
    assert "Esikatselu: näin kaikki näkevät tämän sivun" in html and "Kemi oppii" in html
    assert "Avataan oppimispaikka" in html  # of the plan that is a draft
    assert "Kirjaudu ulos" not in html and "Suunnitelman muokkaus" not in html  # as somebody who has not signed in
    # links stay in the preview, in every language; the style sheet is the usual one
    assert (
        f'href="{preview("strategiat/kemi-2030/")}"' in html
        and f'href="{preview(f"sv/tavoitteet/{goal.pk}/")}"' in html
    )
    assert 'href="/static/' in html
    swedish = client.get(preview(f"sv/tavoitteet/{goal.pk}/")).content.decode()
    assert '<html lang="sv">' in swedish


def test_a_strategy_begins_at_its_own_page_and_is_not_called_a_draft(client, goal):
    page = client.get(reverse("reporting:strategy-preview", args=["kemi-2030"]), follow=True)
    assert page.redirect_chain == [(preview("strategiat/kemi-2030/"), 302)]
    assert "Luonnos" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_nothing_is_kept_and_nobody_else_sees_it(client, goal):
    address = reverse("reporting:goal-detail", args=[goal.pk])
    for _time in range(2):
        assert client.get(preview(address[1:])).status_code == 200
        assert Client().get(address).status_code == 404
    assert Client().get(preview(address[1:])).status_code in (302, 404)
    assert (Strategy.objects.get(pk=goal.strategy_id).state, Plan.objects.get().state) == ("draft", "draft")
    assert not goal.strategy.history.exclude(history_type="+").exists()
    assert reverse("reporting:goal-list") == "/tavoitteet/"  # addresses are the usual ones again


def test_its_addresses_never_come_on_everybodys_pages(client, goal):
    make.PlanLineFactory(action=make.ActionFactory())  # so that the public has something to read
    make.IndicatorFactory(), make.ProjectFactory(strategy=goal.strategy)
    for name in sorted(SHOWN):
        if name.endswith(("-list", "page")):
            address = reverse(f"reporting:{name}")
            assert (
                "/esikatselu/"
                in client.get(preview(address[1:]) if address != "/" else preview("tavoitteet/")).content.decode()
            )
            assert "/esikatselu/" not in Client().get(address).content.decode(), name


def test_a_preview_costs_the_public_page_and_its_frame(client, goal, django_assert_max_num_queries):
    """The session, the person and her visit, her rights, the strategy; two updates within the three of a savepoint."""
    address = f"/teemat/{goal.themes.get().pk}/"
    Strategy.objects.update(state=Strategy.State.IN_FORCE)
    Plan.objects.update(state=Plan.State.ADOPTED)
    with django_assert_max_num_queries(12) as public:
        Client().get(address)
    with django_assert_max_num_queries(12 + 10) as previewed:
        client.get(preview(address[1:]))
    assert len(previewed) <= len(public) + 10


def test_what_is_no_page_of_the_plan_leads_out_or_nowhere(client, goal):
    assert client.get(preview("haku/") + "?q=oppii").url == "/haku/?q=oppii"
    assert client.get(preview("raportoinnin-ohjaus/")).url == "/raportoinnin-ohjaus/"
    for nowhere in ("ei-ole/", "tavoitteet/999999/", "//evil.example/"):
        assert client.get(preview(nowhere)).status_code == 404
