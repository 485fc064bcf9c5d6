"""An action that has become another: adopted plans of past years keep its line; lists and counts tell of the heir."""

import pytest
from django.urls import reverse

from goals.models import Plan
from kemistrategy.organisation.permissions import NO_RIGHTS
from reporting.queries.planned_goals import planned_goals
from tests.factories import (
    ActionFactory,
    ActionLineageFactory,
    GoalFactory,
    PlanFactory,
    PlanLineFactory,
    PositionFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal():
    goal = GoalFactory()
    goal.themes.add(ThemeFactory(strategy=goal.strategy))
    return goal


def printed(plan, goal, title, **fields):
    action = ActionFactory(title=title, unit=plan.unit, **fields)
    PlanLineFactory(plan=plan, goal=goal, action=action, words=title)
    return action


def pages_of(old):
    """Everywhere that lists or counts actions."""
    [goal] = old.goals.distinct()
    theme, plan = goal.themes.get(), old.plan_lines.first().plan
    return {
        reverse("reporting:action-list"),
        reverse("reporting:goal-detail", args=[goal.pk]),
        reverse("reporting:theme-detail", args=[theme.pk]),
        reverse("reporting:department-detail", args=[plan.unit_id]),
        reverse("reporting:post-detail", args=[old.answering_post_id]),
    }


def test_the_heir_is_listed_and_counted_and_the_old_one_keeps_its_page_and_its_plan(goal, client):
    last_year = PlanFactory(strategy=goal.strategy, year=2022)
    this_year = PlanFactory(strategy=goal.strategy, unit=last_year.unit, year=2023)
    post = PositionFactory()
    old = printed(last_year, goal, "Vanha työ", answering_post=post)
    heir = printed(this_year, goal, "Uusi työ", answering_post=post)
    ActionLineageFactory(old=old, new=heir)
    for address in pages_of(old):
        said = client.get(address).content.decode()
        assert "Vanha työ" not in said, address
    assert "1 toimenpide." in client.get(reverse("reporting:action-list")).content.decode()
    [row] = planned_goals(NO_RIGHTS)
    assert list(row.lines) == [heir.pk]
    own = client.get(reverse("reporting:action-detail", args=[old.pk])).content.decode()
    assert "Uusi työ" in own
    assert "Vanha työ" in client.get(reverse("reporting:plan-detail", args=[last_year.pk])).content.decode()
    front, units = client.get("/").content.decode(), client.get(reverse("reporting:department-list")).content.decode()
    assert f'<a href="{reverse("reporting:action-list")}">1</a>' in front
    assert "1 toimenpide" in units and "2 toimenpidettä" not in units


def test_an_heir_that_only_a_draft_prints_does_not_hide_the_old_one_from_the_public(goal, client):
    adopted = PlanFactory(strategy=goal.strategy, year=2022)
    draft = PlanFactory(strategy=goal.strategy, unit=adopted.unit, year=2023, state=Plan.State.DRAFT)
    old, heir = printed(adopted, goal, "Vanha työ"), printed(draft, goal, "Uusi työ")
    ActionLineageFactory(old=old, new=heir)
    assert [list(row.lines) for row in planned_goals(NO_RIGHTS)] == [[old.pk]]


def test_an_heir_that_has_given_way_before_it_was_seen_leads_on(goal):
    adopted = PlanFactory(strategy=goal.strategy, year=2022)
    old, last = printed(adopted, goal, "Vanha työ"), printed(adopted, goal, "Viimeisin työ")
    between = ActionFactory()
    ActionLineageFactory(old=old, new=between)
    ActionLineageFactory(old=between, new=last)
    assert [list(row.lines) for row in planned_goals(NO_RIGHTS)] == [[last.pk]]
