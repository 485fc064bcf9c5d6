"""Raportoinnin ohjaus: the coordinator plans, opens and closes a review and sees how far it is."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Entry, Round
from tests.factories import (
    ActionFactory,
    EntryFactory,
    GoalFactory,
    ProjectFactory,
    RoundFactory,
    StrategyFactory,
)

from .pages import form_values, list_of, main_words, parsed, said, words
from .situations import entry_of_action, send


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


def round_list(client):
    return client.get(reverse("goals:round-list"))


def turn(client, round, name):
    return client.post(reverse(f"goals:round-{name}", args=[round.slug]), follow=True)


def plan(client, **typed):
    return client.post(reverse("goals:round-list"), typed)


def problems(page):
    return list_of(page, ".//*[@id='error-summary']//li")


def test_page_shows_how_far_each_review_is(coordinator_client, holder, round, post):
    sent = send(entry_of_action(round, post), holder)
    EntryFactory(round=round, approved=True)
    entry_of_action(round, post)
    EntryFactory(round=round, post=None)
    EntryFactory(round=round, action=sent.action, approved=True, revision=2, replaces=sent, late_reason="Korjattu.")
    RoundFactory(year=2023, kind="year_end", planned=True)
    assert list_of(round_list(coordinator_client), ".//table[1]/tbody/tr")[:2] == [
        "Tilinpäätösraportti 2023 Tulossa 31.8.2024 0 0 0 0",
        "Puolivuotiskatsaus 2023 Avoinna 31.8.2023 4 2 2 1",
    ]


def test_rows_cost_the_same_queries_with_1_and_3(coordinator_client, django_assert_max_num_queries):
    EntryFactory(round=RoundFactory(year=2021, closed=True))
    round_list(coordinator_client)
    with django_assert_max_num_queries(12) as with_one:
        round_list(coordinator_client)
    for year in (2022, 2023):
        EntryFactory(round=RoundFactory(year=year, closed=True))
    with django_assert_max_num_queries(12) as with_three:
        assert len(list_of(round_list(coordinator_client), ".//tbody/tr/th")) == 3
    assert len(with_three) == len(with_one)


@pytest.mark.parametrize("person", ["holder", "director"])
def test_only_the_coordinator_steers(request, signed_in, person):
    client = signed_in(request.getfixturevalue(person))
    planned, opened = RoundFactory(year=2024, planned=True), RoundFactory(year=2023)
    assert round_list(client).status_code == 404
    assert plan(client, kind="half_year", year="2025", due_on="31.8.2025").status_code == 404
    assert (turn(client, planned, "open").status_code, turn(client, opened, "close").status_code) == (404, 404)
    assert sorted(Round.objects.values_list("year", "state")) == [(2023, "open"), (2024, "planned")]


# --- planning -----------------------------------------------------------------------------------------------------
def test_a_new_review_gets_its_period_and_address(coordinator_client, coordinator):
    strategies = StrategyFactory.create_batch(2)
    answer = plan(
        coordinator_client, kind="half_year", year="2024", due_on="16.8.2024", strategies=[row.pk for row in strategies]
    )
    assert answer.url == reverse("goals:round-detail", args=["2024-h1"])
    planned = Round.objects.get()
    assert [planned.slug, planned.state, *map(str, (planned.starts_on, planned.as_of, planned.due_on))] == [
        "2024-h1",
        "planned",
        "2024-01-01",
        "2024-06-30",
        "2024-08-16",
    ]
    assert set(planned.strategies.all()) == set(strategies)
    assert {row.history_user for row in planned.history.all()} == {coordinator}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"due_on": "29.6.2024"}, "Kirjausten määräpäivän on oltava tarkastelujakson jälkeen."),
        ({"due_on": "huomenna"}, "Kirjaukset viimeistään: "),
        ({"year": "0"}, "Vuosi: Vuosi on väliltä 2000–2100."),
        ({"year": "20240"}, "Vuosi: Vuosi on väliltä 2000–2100."),
        ({"year": "kaksi"}, "Vuosi: "),
        ({"kind": "kuukausi"}, "Laji: "),
        ({"strategies": ["999999"]}, "Strategiat: "),
        ({"strategies": []}, "Strategiat: "),
    ],
)
def test_a_bad_plan_is_refused_with_what_was_typed_kept(coordinator_client, typed, problem):
    typed = {"kind": "half_year", "year": "2024", "due_on": "16.8.2024", "strategies": [StrategyFactory().pk]} | typed
    page = plan(coordinator_client, **typed)
    assert page.status_code == 422
    assert [sentence for sentence in problems(page) if sentence.startswith(problem)] != []
    kept = form_values(page, "new-round")
    assert (kept["year"], kept["due_on"]) == (typed["year"], typed["due_on"])
    assert Round.objects.count() == 0


def test_the_same_review_is_planned_once(coordinator_client):
    RoundFactory(year=2024, closed=True)
    page = plan(
        coordinator_client, kind="half_year", year="2024", due_on="16.8.2024", strategies=[StrategyFactory().pk]
    )
    assert page.status_code == 422
    assert len(problems(page)) == 1
    assert Round.objects.count() == 1


def test_without_a_due_day_one_is_proposed_in_working_days(coordinator_client, unit):
    strategy = StrategyFactory()
    plan(coordinator_client, kind="half_year", year="2023", strategies=[strategy.pk], units=[unit.pk])
    planned = Round.objects.get()
    assert (planned.due_on, list(planned.units.all())) == (date(2023, 8, 18), [unit])


def test_a_projects_own_report_has_its_day_in_its_address(coordinator_client):
    project = ProjectFactory(name="Uimahalli")
    answer = plan(coordinator_client, kind="project_interim", project=project.pk, as_of="30.6.2023")
    planned = Round.objects.get()
    assert answer.url == reverse("goals:round-detail", args=[f"2023-06-30-valiraportti-{project.pk}"])
    assert (planned.project, planned.year, planned.due_on) == (project, 2023, date(2023, 7, 14))
    assert list(planned.strategies.all()) == [project.strategy]
    assert "Projektin väliraportti 30.6.2023 Uimahalli" in main_words(round_list(coordinator_client))
    again = plan(coordinator_client, kind="project_interim", project=project.pk, as_of="30.6.2023")
    assert problems(again) == ["Tämä katsaus on jo olemassa."]
    plan(coordinator_client, kind="project_final", project=project.pk, as_of="31.12.2023")
    assert Round.objects.get(kind="project_final").starts_on == date(2023, 7, 1)


def test_a_projects_report_asks_its_project_and_day(coordinator_client):
    page = plan(coordinator_client, kind="project_final")
    assert problems(page) == [
        "Projekti: Valitse projekti, jonka raportti on kyseessä.",
        "Projektin tilanne: Kirjoita päivä, jonka tilanteesta projekti raportoi.",
    ]
    assert problems(plan(coordinator_client, kind="project_final", project="1", as_of="1.1.0001"))[-1].startswith(
        "Projektin tilanne: Vuosi on väliltä"
    )


# --- the calendar -------------------------------------------------------------------------------------------------
def test_the_calendar_begins_with_the_next_day_and_knows_the_law(coordinator_client, settings):
    settings.TODAY = date(2023, 8, 31)
    RoundFactory(year=2023, due_on=date(2023, 8, 31), grace_days=0, approval_days=5)
    tables = parsed(round_list(coordinator_client)).findall(".//main//table")
    coming, past = ([words(row) for row in table.findall("./tbody/tr")] for table in tables[1:])
    assert coming == [
        "to 31.8.2023 tänään Kirjaukset viimeistään Puolivuotiskatsaus 2023",
        "to 7.9.2023 Hyväksynnät viimeistään Puolivuotiskatsaus 2023",
        "su 31.3.2024 Kaupunginhallitus on laatinut tilinpäätöksen Tilinpäätös 2023 (kuntalaki 113 §)",
        "pe 31.5.2024 Tilintarkastajat ovat tarkastaneet tilinpäätöksen Tilinpäätös 2023 (kuntalaki 113 §)",
        "su 30.6.2024 Valtuusto on käsitellyt tilinpäätöksen Tilinpäätös 2023 (kuntalaki 113 §)",
    ]
    assert past[0] == "pe 30.6.2023 Valtuusto on käsitellyt tilinpäätöksen Tilinpäätös 2022 (kuntalaki 113 §)"
    assert len(past) == 4


# --- opening and closing ------------------------------------------------------------------------------------------
@pytest.fixture
def planned(post, holder):
    """A planned review of a strategy whose adopted plan of the year has one action."""
    goal = GoalFactory()
    ActionFactory(goals=[goal], answering_post=post)
    return RoundFactory(year=2023, planned=True, strategies=[goal.strategy])


def test_a_review_is_opened_by_a_press(coordinator_client, planned):
    assert said(turn(coordinator_client, planned, "open")) == ["Katsaus on avattu: 1 kirjaus pyydetty."]
    planned.refresh_from_db()
    assert (planned.state, Entry.objects.filter(round=planned).count()) == ("open", 1)


def test_what_lacks_something_is_shown_before_it_is_opened(coordinator_client, planned):
    ActionFactory(goals=[planned.strategies.get().goals.get()], answering_post=None)
    page = turn(coordinator_client, planned, "open")
    assert said(page) == ["1 kohta on vielä auki. Korjaa se, jätä se pois tai avaa katsaus silti."]
    assert "Avaa silti" in main_words(page)
    planned.refresh_from_db()
    assert planned.state == "planned"
    coordinator_client.post(reverse("goals:round-open", args=[planned.slug]), {"anyway": "1"})
    planned.refresh_from_db()
    assert (planned.state, planned.entries.count()) == ("open", 2)


def test_a_second_opening_is_refused(coordinator_client, planned):
    turn(coordinator_client, planned, "open")
    assert said(turn(coordinator_client, planned, "open")) == ["Katsaus on jo avattu."]
    later = RoundFactory(year=2024, planned=True)
    assert said(turn(coordinator_client, later, "open")) == ["Toinen katsaus on vielä avoinna. Päätä se ensin."]
    later.refresh_from_db()
    assert (later.state, Entry.objects.count()) == ("planned", 1)


def test_a_review_is_closed_by_a_press_and_only_once(coordinator_client, planned):
    assert said(turn(coordinator_client, planned, "close")) == ["Katsaus ei ole avoinna."]
    turn(coordinator_client, planned, "open")
    assert said(turn(coordinator_client, planned, "close")) == ["Katsaus on päätetty: 0 lukua siirtyi mittareihin."]
    assert said(turn(coordinator_client, planned, "close")) == ["Katsaus ei ole avoinna."]
    assert said(turn(coordinator_client, planned, "open")) == ["Katsaus on jo avattu."]
    planned.refresh_from_db()
    assert planned.state == "closed"


def test_nothing_is_opened_or_closed_by_looking(coordinator_client, planned):
    for name in ("open", "close"):
        assert coordinator_client.get(reverse(f"goals:round-{name}", args=[planned.slug])).status_code == 405


def test_a_review_that_is_not_there(coordinator_client, db):
    assert coordinator_client.post(reverse("goals:round-open", args=["2031-h1"])).status_code == 404


def test_owners_never_read_our_own_words(coordinator_client, holder_client, entry):
    for page in (round_list(coordinator_client), holder_client.get(reverse("goals:my-entries"))):
        assert "kierros" not in main_words(page).lower()
