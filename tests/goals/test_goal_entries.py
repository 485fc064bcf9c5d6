"""All lines of one goal under each other on one page, each form saved by itself."""

import pytest
from django.urls import reverse

from tests.factories import (
    EntryFactory,
    GoalFactory,
    MeasureLineFactory,
    PlanLineFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
)

from .pages import list_of, parsed, with_class, words
from .situations import entry_of_action, entry_of_indicator, post_form, send, told_last_year


def goal_entries(client, group):
    return client.get(reverse("goals:goal-entries", args=[getattr(group, "pk", group)]))


def titles(page):
    return [words(title) for title in with_class(parsed(page), "entry__title")]


@pytest.fixture
def goal(db):
    return GoalFactory(title="Vihreä ja kestävä Kemi")


def test_all_forms_of_a_goal_stand_under_each_other(holder_client, round, post, goal):
    entries = [entry_of_action(round, post, goal=goal) for _number in range(3)]
    entry_of_action(round, post)
    page = goal_entries(holder_client, goal)
    assert list_of(page, ".//h1") == ["Vihreä ja kestävä Kemi"]
    assert sorted(titles(page)) == sorted(entry.action.title for entry in entries)
    assert {form.get("id") for form in with_class(parsed(page), "entry__form")} == {
        f"entry-form-{entry.pk}" for entry in entries
    }
    eyebrow = words(with_class(parsed(page), "eyebrow")[0])
    assert eyebrow == "Puolivuotiskatsaus 2023 · Kirjaa tilanne viimeistään 31.8.2023."


def test_thirty_lines_fit_on_one_page_at_the_price_of_one(
    holder_client, round, post, goal, django_assert_max_num_queries
):
    told_last_year(entry_of_action(round, post, goal=goal))
    goal_entries(holder_client, goal)
    with django_assert_max_num_queries(12) as with_one:
        goal_entries(holder_client, goal)
    for _number in range(29):
        told_last_year(entry_of_action(round, post, goal=goal, figures=2))
    with django_assert_max_num_queries(12) as with_thirty:
        page = goal_entries(holder_client, goal)
    assert len(titles(page)) == 30
    assert len(with_thirty) == len(with_one)


def test_a_form_on_the_goals_page_is_saved_in_place(holder_client, round, post, goal):
    entry = entry_of_action(round, post, goal=goal)
    page = parsed(goal_entries(holder_client, goal))
    form = page.find(f".//*[@id='entry-form-{entry.pk}']")
    assert form.get("hx-post") == form.get("action") == reverse("goals:entry-progress", args=[entry.pk])
    assert page.find(f".//*[@id='{form.get('hx-target').removeprefix('#')}']") is not None
    values = {f"e{entry.pk}-version": "0", f"e{entry.pk}-public_text": "Paikallaan"}
    assert post_form(holder_client, entry, values, htmx=True).status_code == 200


def test_a_sent_one_is_told_among_the_others(holder_client, holder, round, post, goal):
    sent, left = entry_of_action(round, post, goal=goal), entry_of_action(round, post, goal=goal)
    send(sent, holder, public_text="Tämä on jo lähetetty.")
    page = parsed(goal_entries(holder_client, goal))
    assert [form.get("id") for form in with_class(page, "entry__form")] == [f"entry-form-{left.pk}"]
    assert "Tämä on jo lähetetty." in words(page)


def test_an_action_printed_twice_appears_under_both_goals_as_one_entry(holder_client, round, post, goal):
    entry = entry_of_action(round, post, goal=goal)
    line = entry.action.plan_lines.get()
    other = GoalFactory(strategy=goal.strategy, title="Sujuva arki")
    PlanLineFactory(plan=line.plan, goal=other, action=entry.action)
    for page in (goal_entries(holder_client, goal), goal_entries(holder_client, other)):
        assert titles(page) == [entry.action.title]
        assert [form.get("id") for form in with_class(parsed(page), "entry__form")] == [f"entry-form-{entry.pk}"]
    listed = holder_client.get(reverse("goals:my-entries"))
    assert len(with_class(parsed(listed), "entry-row")) == 1


def test_a_measure_without_an_action_line_stands_under_its_goal(holder_client, round, post, goal):
    entry = entry_of_indicator(round, post, indicator={"name": "Kävijämäärä"})
    MeasureLineFactory(goal=goal, indicator=entry.indicator, words="Kirjaston kävijämäärä kasvaa")
    page = goal_entries(holder_client, goal)
    assert titles(page) == ["Kävijämäärä"]
    assert "Kirjaston kävijämäärä kasvaa" in words(parsed(page))


def test_a_key_figure_measured_with_an_action_of_another_plan_is_under_the_goal_that_the_list_says(
    holder_client, round, post
):
    entry = entry_of_indicator(round, post)
    elsewhere = entry_of_action(RoundFactory(year=2022, closed=True), PositionFactory(), figures=0)
    goal = elsewhere.action.plan_lines.get().goal
    MeasureLineFactory(goal=goal, action=elsewhere.action, indicator=entry.indicator)
    listed = parsed(holder_client.get(reverse("goals:my-entries")))
    (address,) = [link.get("href") for link in listed.iterfind(".//h2/a")]
    page = holder_client.get(address)
    assert titles(page) == [entry.indicator.name]


@pytest.mark.parametrize("group", ["projects", "indicators"])
def test_projects_and_key_figures_have_pages_of_their_own(holder_client, round, post, unit, group):
    project = ProjectFactory(name="Oulu 2026", answering_post=post, units=[unit])
    EntryFactory(round=round, project=project, unit=unit, post=post)
    entry_of_indicator(round, post, indicator={"name": "Työttömyysaste"})
    heading, title = {
        "projects": ("Projektit", "Oulu 2026"),
        "indicators": ("Keskeiset mittarit", "Työttömyysaste"),
    }[group]
    page = goal_entries(holder_client, group)
    assert (list_of(page, ".//h1"), titles(page)) == ([heading], [title])


def test_every_group_of_the_list_has_its_page(holder_client, round, post, unit, goal):
    entry_of_action(round, post, goal=goal)
    entry_of_indicator(round, post)
    EntryFactory(round=round, project=ProjectFactory(units=[unit]), unit=unit, post=post)
    listed = parsed(holder_client.get(reverse("goals:my-entries")))
    addresses = [link.get("href") for link in listed.iterfind(".//h2/a")]
    assert len(addresses) == 3
    assert [holder_client.get(address).status_code for address in addresses] == [200, 200, 200]


@pytest.mark.parametrize("group", ["projects", "indicators", "999999", "9" * 18, "kaikki"])
def test_a_group_without_own_entries_is_not_there(holder_client, round, group):
    assert holder_client.get(f"/omat-kirjaukset/{group}/").status_code == 404


def test_anothers_goal_page_is_not_there(holder_client, round, goal):
    entry_of_action(round, PositionFactory(), goal=goal)
    assert goal_entries(holder_client, goal).status_code == 404


def test_a_closed_round_has_no_forms_to_fill(holder_client, post, goal):
    entry_of_action(RoundFactory(year=2023, closed=True), post, goal=goal)
    assert goal_entries(holder_client, goal).status_code == 404
