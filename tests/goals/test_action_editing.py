"""Editing actions and the lines of a plan in the browser: who may, on what basis, and what two people do at once."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Action, PlanLine
from goals.operations.plan_lines import print_existing, remove_line
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis
from tests.factories import (
    ActionFactory,
    ActionLineageFactory,
    EntryFactory,
    GoalFactory,
    MeasureLineFactory,
    MilestoneFactory,
    PlanFactory,
    PositionFactory,
    RoundFactory,
)

from .pages import by_id, form_values, main_words, said, words

WHY = "Lautakunta tarkensi suunnitelmaa."


@pytest.fixture
def goal(db):
    return GoalFactory(title="Kaunis kaupunki")


@pytest.fixture
def action(goal):
    return ActionFactory(title="Puita istutetaan", title_sv="Träd planteras", goals=[goal])


@pytest.fixture
def plan(action):
    return action.plan_lines.get().plan


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


def draft(plan):
    plan.state = "draft"
    plan.save()
    return plan


# --- one action
def test_a_plan_in_force_changes_with_a_reason_and_facts_without(client, action):
    url = reverse("goals:action-edit", args=[action.pk])
    typed = form_values(client.get(url), "action")
    facts = typed | {"started_on": "1.3.2023", "doubt": "Kuka maksaa?"}
    assert said(client.post(url, facts, follow=True)) == ["Toimenpide on tallennettu."]
    action.refresh_from_db()
    assert (action.started_on, action.doubt_fi) == (date(2023, 3, 1), "Kuka maksaa?")

    typed = form_values(client.get(url), "action") | {
        "schedule": "syksyllä 2023",
        "title_fi": "Puita ja <b>pensaita</b>",
    }
    refused = client.post(url, typed)
    assert (refused.status_code, "päätös tai kirjoita syy" in main_words(refused)) == (422, True)
    assert "Luetaan näin: syksy 2023 (1.9.2023–30.11.2023)" in main_words(refused)
    client.post(url, typed | {"reason": WHY})
    action.refresh_from_db()
    assert (action.title_fi, action.title_sv) == ("Puita ja <b>pensaita</b>", "Träd planteras")
    assert (action.starts_on, action.ends_on, action.precision) == (date(2023, 9, 1), date(2023, 11, 30), "season")
    assert WHY in action.history.latest().history_change_reason
    assert "<b>pensaita" not in client.get(url).content.decode()


def test_nothing_touched_changes_nothing(client, action):
    """A schedule whose words leave something unsaid stays as it is."""
    Action.objects.filter(pk=action.pk).update(starts_on=date(2023, 2, 1), ends_on=None, precision="year")
    url, before = reverse("goals:action-edit", args=[action.pk]), Action.history.count()
    assert said(client.post(url, form_values(client.get(url), "action"), follow=True)) == ["Mikään ei muuttunut."]
    action.refresh_from_db()
    assert (Action.history.count(), action.starts_on, action.is_open_ended) == (before, date(2023, 2, 1), False)


def test_who_answers_and_who_takes_part(client, action):
    former, new, other = action.answering_post, PositionFactory(), PositionFactory()
    entry = EntryFactory(round=RoundFactory(year=2023), action=action)
    action.participants.add(other)
    url = reverse("goals:action-edit", args=[action.pk])
    typed = form_values(client.get(url), "action") | {"post": new.pk, "participants": [], "reason": WHY}
    client.post(url, typed)
    action.refresh_from_db()
    entry.refresh_from_db()
    assert (action.answering_post, list(action.participants.all()), entry.post) == (new, [former], new)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"schedule": "joskus"}, "Aikataulua ei ymmärretty"),
        ({"started_on": "11.8.2023"}, "tulevaisuudessa"),
        ({"started_on": "1.5.2023", "finished_on": "1.4.2023"}, "ennen aloituspäivää"),
        ({"title_fi": " "}, "Tämä kenttä"),
        ({"title_fi": "x" * 200_000}, "enintään"),
        ({"unit": "999999"}, "Valitse"),
    ],
)
def test_what_can_not_be_is_asked_again_with_everything_kept(client, action, typed, sentence):
    url = reverse("goals:action-edit", args=[action.pk])
    page = client.post(url, form_values(client.get(url), "action") | {"reason": WHY, "title_en": "Trees"} | typed)
    assert page.status_code == 422
    assert sentence in main_words(page)
    assert form_values(page, "action")["title_en"] == "Trees"


def test_the_second_of_two_sees_what_the_first_wrote(client, action):
    url = reverse("goals:action-edit", args=[action.pk])
    mine, theirs = (form_values(client.get(url), "action") for _person in (1, 2))
    client.post(url, theirs | {"title_fi": "Toisen sanat", "reason": WHY})
    page = client.post(url, mine | {"title_fi": "Omat sanat", "reason": WHY})
    assert page.status_code == 409
    assert "Toisen sanat" in words(by_id(page, "conflict"))
    client.post(url, form_values(page, "action"))
    action.refresh_from_db()
    assert action.title_fi == "Omat sanat"


def test_only_what_was_made_by_mistake_is_deleted(client, action):
    mistake = ActionFactory()
    client.post(reverse("goals:action-delete", args=[mistake.pk]))
    kept = client.post(reverse("goals:action-delete", args=[action.pk]), follow=True)
    assert "ei voi poistaa" in said(kept)[-1]
    assert set(Action.objects.all()) == {action}


def test_a_schedule_is_read_while_it_is_typed(client):
    def read(typed):
        return words(by_id(client.get(reverse("goals:schedule-read"), {"schedule": typed}), "schedule-read"))

    assert [read(typed) for typed in ("2023–", "syksyllä 2023", "joskus", "")] == [
        "Luetaan näin: 2023– (1.1.2023–)",
        "Luetaan näin: syksy 2023 (1.9.2023–30.11.2023)",
        "Tätä ei ymmärretä aikatauluksi.",
        "",
    ]


def test_milestones_are_added_edited_ordered_done_and_removed(client, action):
    url = reverse("goals:action-milestones", args=[action.pk])
    for title in ("Suunnitelma", "Istutus"):
        client.post(url, form_values(client.get(url), "milestone") | {"title_fi": title, "due_on": "1.6.2023"})
    first, second = action.milestones.order_by("position")
    page = client.get(url, {"vaihe": second.pk})
    client.post(url, form_values(page, "milestone") | {"title_fi": "Istutustalkoot"})
    client.post(reverse("goals:milestone-move", args=[second.pk]), {"to": "up"})
    client.post(reverse("goals:milestone-done", args=[first.pk]))
    assert [(step.title, step.done_on) for step in action.milestones.order_by("position")] == [
        ("Istutustalkoot", None),
        ("Suunnitelma", date(2023, 8, 10)),
    ]
    client.post(reverse("goals:milestone-remove", args=[first.pk]))
    assert action.milestones.count() == 2  # what is done has been told of
    client.post(reverse("goals:milestone-remove", args=[second.pk]))
    assert action.milestones.get() == first
    assert client.post(reverse("goals:stage-remove", args=[first.pk])).status_code == 404
    foreign = client.get(url, {"vaihe": MilestoneFactory().pk})
    assert foreign.status_code == 404


# --- the lines of a plan
def test_a_new_action_comes_under_a_goal_and_its_page_opens(client, plan, goal):
    url = reverse("goals:plan-action-add", args=[plan.pk])
    typed = form_values(client.get(url, {"tavoite": goal.pk}), "action-add") | {
        "title": "Uusi puisto",
        "schedule": "2024",
    }
    assert client.post(url, typed).status_code == 422
    done = client.post(url, typed | {"reason": WHY})
    made = Action.objects.get(title_fi="Uusi puisto")
    assert done.url == reverse("goals:action-edit", args=[made.pk])
    line = made.plan_lines.get()
    assert (line.goal, line.schedule_text, made.ends_on) == (goal, "2024", date(2024, 12, 31))


def test_an_action_is_printed_under_another_goal_and_a_draft_gets_its_measures(plan, goal, action, coordinator):
    other = GoalFactory(strategy=plan.strategy)
    with pytest.raises(NotAllowed, match="päätös tai kirjoita syy"):
        print_existing(plan.pk, goal_pk=other.pk, action_pk=action.pk, by=coordinator)
    line = print_existing(plan.pk, goal_pk=other.pk, action_pk=action.pk, basis=Basis(reason=WHY), by=coordinator)
    assert (line.goal, line.words) == (other, "Puita istutetaan")
    MeasureLineFactory(plan=plan, goal=goal, action=action)
    following = PlanFactory(strategy=plan.strategy, unit=plan.unit, year=2024, state="draft")
    print_existing(following.pk, goal_pk=goal.pk, action_pk=action.pk, by=coordinator)
    assert following.measure_lines.get().action == action
    ActionLineageFactory(old=action)
    with pytest.raises(NotAllowed, match="jo yhdistetty"):
        print_existing(following.pk, goal_pk=other.pk, action_pk=action.pk, by=coordinator)


def test_a_line_goes_from_a_draft_and_from_a_plan_in_force_with_a_reason(client, plan, action, coordinator):
    line = action.plan_lines.get()
    MeasureLineFactory(plan=plan, goal=line.goal, action=action)
    entry = EntryFactory(round=RoundFactory(year=2023), action=action)
    with pytest.raises(NotAllowed, match="kerrotaan parhaillaan"):
        remove_line(line.pk, basis=Basis(reason=WHY), by=coordinator)
    entry.round.state, entry.round.closed_at = "closed", entry.round.opened_at
    entry.round.save()
    url = reverse("goals:plan-line-remove", args=[line.pk])
    assert client.post(url).status_code == 422
    client.post(url, {"reason": WHY})
    assert (plan.lines.count(), plan.measure_lines.count(), action.entries.count()) == (0, 0, 1)
    assert WHY in PlanLine.history.filter(history_type="-").get().history_change_reason

    other = ActionFactory(goals=[GoalFactory(strategy=plan.strategy)], unit=plan.unit)
    draft(plan)
    client.post(reverse("goals:plan-line-remove", args=[other.plan_lines.get().pk]))
    assert not plan.lines.exists()


def test_lines_are_ordered_and_weighed(client, plan, goal):
    ActionFactory(title="Toinen", unit=plan.unit, goals=[goal])
    first, second = plan.lines.order_by("position")
    client.post(reverse("goals:plan-line-move", args=[second.pk]), {"to": "up"})
    assert list(plan.lines.order_by("position")) == [second, first]
    url = reverse("goals:plan-weights", args=[plan.pk])
    typed = form_values(client.get(url), "weights") | {f"weight_{first.pk}": "3"}
    assert client.post(url, typed).status_code == 422
    assert client.post(url, typed | {"reason": WHY, f"weight_{second.pk}": "-1"}).status_code == 422
    client.post(url, typed | {"reason": WHY})
    assert dict(plan.lines.values_list("pk", "weight")) == {first.pk: 3, second.pk: 1}
    page = main_words(client.get(reverse("goals:plan-editing", args=[plan.pk])))
    assert page.index("Toinen") < page.index("Puita istutetaan")
    assert "paino 3" in page


def test_two_who_weigh_the_same_lines_see_each_other(client, plan, goal):
    """The second writes only what she touched, and what the first wrote on the same line stands beside it."""
    ActionFactory(title="Toinen", unit=plan.unit, goals=[goal])
    first, second = plan.lines.order_by("position")
    url = reverse("goals:plan-weights", args=[plan.pk])
    opened = form_values(client.get(url), "weights") | {"reason": WHY}
    client.post(url, opened | {f"weight_{first.pk}": "3"})
    client.post(url, opened | {f"weight_{second.pk}": "4"})
    assert dict(plan.lines.values_list("pk", "weight")) == {first.pk: 3, second.pk: 4}
    page = client.post(url, opened | {f"weight_{first.pk}": "5"})
    assert page.status_code == 409
    assert "Joku muu ehti tallentaa" in main_words(page)
    client.post(url, form_values(page, "weights"))
    assert dict(plan.lines.values_list("pk", "weight")) == {first.pk: 5, second.pk: 4}
    third = ActionFactory(title="Sillä välin", unit=plan.unit, goals=[goal]).plan_lines.get()
    assert client.post(url, opened).status_code == 302
    assert PlanLine.objects.get(pk=third.pk).weight == 1


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many_rows(client, plan, goal, django_assert_max_num_queries, number):
    post = PositionFactory()
    for action in ActionFactory.create_batch(number, unit=plan.unit, goals=[goal], participants=[post]):
        MeasureLineFactory(plan=plan, goal=goal, action=action)
    action = Action.objects.last()
    MilestoneFactory.create_batch(number, action=action)
    for name, pk in (
        ("plan-editing", plan.pk),
        ("plan-weights", plan.pk),
        ("action-edit", action.pk),
        ("action-milestones", action.pk),
        ("action-lineage", action.pk),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"goals:{name}", args=[pk])).status_code == 200
