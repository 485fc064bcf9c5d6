"""A new year: what goes along from last year's plan, the goals' rules, and the adoption."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.models import AttainmentRule, Entry, MeasureLine, Plan, PlanLine
from goals.operations.plans import add_line, adopt_plan, draft_next_year, leave_out, set_attainment_rule
from goals.queries.new_year import actions_to_add, plan_checklist
from kemistrategy.refusals import NotAllowed
from tests import factories as make

from .pages import main_words


@pytest.fixture
def plan(db):
    """Last year's plan in force, with one line per way of ending."""
    plan = make.PlanFactory(year=2023, title="Toimintasuunnitelma 2023", title_sv="Verksamhetsplan 2023")
    round = make.RoundFactory(kind="year_end", year=2023, closed=True)
    for name, reported in REPORTED.items():
        goal = make.GoalFactory(strategy=plan.strategy, title=f"Tavoite {name}")
        line = make.PlanLineFactory(plan=plan, goal=goal, action=make.ActionFactory(unit=plan.unit, title=name))
        make.MeasureLineFactory(plan=plan, goal=goal, action=line.action, target=None)
        if reported:
            make.EntryFactory(round=round, action=line.action, approved=True, **reported)
    return plan


REPORTED = {
    "jatkuu": {"progress": "in_progress", "fate": "continues"},
    "muuttuu": {"progress": "in_progress", "fate": "changes", "fate_note": "Laajennetaan."},
    "valmis": {"progress": "completed", "fate": "completed"},
    "siirtyy": {"progress": "in_progress", "fate": "moves"},
    "luovutaan": {"progress": "discontinued", "fate": "ends"},
    "valmis ilman vastausta": {"progress": "completed"},
    "kesken ilman vastausta": {"progress": "in_progress"},
    "ei raportoitu": None,
}


def titles(plan):
    return [line.action.title for line in plan.lines.select_related("action").order_by("position")]


def test_open_actions_go_along_and_ended_ones_do_not(plan, coordinator):
    draft = draft_next_year(plan.pk, by=coordinator)
    assert titles(draft) == ["jatkuu", "muuttuu", "kesken ilman vastausta", "ei raportoitu"]
    assert (draft.year, draft.state, draft.predecessor) == (2024, Plan.State.DRAFT, plan)
    assert len(titles(plan)) == len(REPORTED)


def test_measures_go_along_without_their_targets(plan, coordinator):
    MeasureLine.objects.filter(plan=plan).update(target=make.TargetFactory())
    draft = draft_next_year(plan.pk, by=coordinator)
    measures = MeasureLine.objects.filter(plan=draft)
    assert (measures.count(), measures.exclude(target=None).count()) == (4, 0)


def test_the_draft_has_its_year_in_its_name_in_every_language(plan, coordinator):
    draft = draft_next_year(plan.pk, by=coordinator)
    draft.refresh_from_db()
    assert (draft.title_fi, draft.title_sv) == ("Toimintasuunnitelma 2024", "Verksamhetsplan 2024")


def test_words_are_copied_language_by_language(plan, coordinator):
    line = plan.measure_lines.order_by("position").first()
    line.words_fi, line.words_sv = "Suomeksi", "På svenska"
    line.save()
    copied = draft_next_year(plan.pk, by=coordinator).measure_lines.order_by("position").first()
    assert (copied.words_fi, copied.words_sv) == ("Suomeksi", "På svenska")


def test_a_second_draft_of_the_year_is_refused(plan, coordinator):
    draft = draft_next_year(plan.pk, by=coordinator)
    with pytest.raises(NotAllowed):
        draft_next_year(plan.pk, by=coordinator)
    with pytest.raises(NotAllowed):
        draft_next_year(draft.pk, by=coordinator)


def test_the_draft_is_nobody_elses(plan, coordinator, client):
    draft = draft_next_year(plan.pk, by=coordinator)
    assert client.get(reverse("reporting:plan-detail", args=[draft.pk])).status_code == 404


def test_the_checklist_says_what_is_missing(plan, coordinator):
    draft = draft_next_year(plan.pk, by=coordinator)
    action = draft.lines.first().action
    action.answering_post = None
    action.save()
    measured = MeasureLine.objects.filter(plan=draft).first().indicator
    make.TargetFactory(indicator=measured, year=2024)
    set_attainment_rule(draft.lines.first().goal_id, year=2024, kind="all", number=None, by=coordinator)
    checklist = plan_checklist(draft, "fi")
    assert (checklist.without_post, checklist.without_target, checklist.without_rule) == (1, 3, 3)


def test_last_years_result_stands_beside_each_line(plan, coordinator, signed_in):
    draft = draft_next_year(plan.pk, by=coordinator)
    page = main_words(signed_in(coordinator).get(reverse("goals:plan-checklist", args=[draft.pk])))
    assert "Jatkuu muutettuna: Laajennetaan." in page
    assert "Ei raportoitu" in page


def test_last_years_target_level_value_and_judgement_stand_beside_each_measure(plan, coordinator, signed_in):
    indicator = MeasureLine.objects.filter(plan=plan, action__title="jatkuu").get().indicator
    make.TargetFactory(indicator=indicator, year=2023, low=Decimal(80))
    make.ObservationFactory(
        indicator=indicator, value=Decimal(61), period_start=date(2023, 1, 1), period_end=date(2023, 12, 31)
    )
    make.EntryFactory(
        round=plan.lines.first().action.entries.get().round, indicator=indicator, approved=True, forecast="",
        attainment="partly_attained",
    )  # fmt: skip
    draft = draft_next_year(plan.pk, by=coordinator)
    (measure,) = (row for row in measures_of(plan_checklist(draft, "fi")) if row.indicator_id == indicator.pk)
    assert (measure.has_target, "80" in measure.target_before.words, "61" in measure.actual_before.words) == (
        False, True, True,
    )  # fmt: skip
    page = main_words(signed_in(coordinator).get(reverse("goals:plan-checklist", args=[draft.pk])))
    told = f"Viime vuoden tavoitetaso: {measure.target_before} · Toteuma: {measure.actual_before}"
    assert " ".join(told.split()) in page
    assert "Toteutui osittain" in page
    assert "Viime vuoden tavoitetaso: ei asetettu · Toteuma: ei tietoa" in page


def measures_of(checklist):
    return [measure for line in checklist.lines for measure in line.measures]


def test_a_goal_whose_last_action_ended_stays_in_sight(plan, coordinator, signed_in):
    draft = draft_next_year(plan.pk, by=coordinator)
    (goal,) = (goal for goal in plan_checklist(draft, "fi").goals if goal.title.words == "Tavoite valmis")
    assert (goal.lines, goal.measures, goal.actions_ended, goal.has_ended) == ((), (), True, True)
    page = main_words(signed_in(coordinator).get(reverse("goals:plan-checklist", args=[draft.pk])))
    assert "Tavoite valmis Tavoitteelta päättyivät kaikki toimenpiteet." in page
    leave_out(draft.lines.get(action__title="jatkuu").pk, by=coordinator)
    assert "Tavoite jatkuu" in [goal.title.words for goal in plan_checklist(draft, "fi").goals if goal.has_ended]


def test_a_goals_own_measures_go_along_whatever_its_actions_do(plan, coordinator, signed_in):
    ended = plan.lines.get(action__title="valmis").goal
    measured = make.GoalFactory(strategy=plan.strategy, title="Vain mitattu")
    for goal in (ended, measured):
        make.MeasureLineFactory(plan=plan, goal=goal, action=None)
    draft = draft_next_year(plan.pk, by=coordinator)
    goals = {goal.title.words: goal for goal in plan_checklist(draft, "fi").goals}
    assert [(len(goals[name].measures), goals[name].actions_ended, goals[name].has_ended)
            for name in ("Tavoite valmis", "Vain mitattu")] == [(1, True, False), (1, False, False)]  # fmt: skip
    answer = signed_in(coordinator).post(
        reverse("goals:plan-rule", args=[draft.pk, measured.pk]), {"kind": "all", "number": ""}
    )
    assert (answer.status_code, AttainmentRule.objects.get().goal) == (302, measured)


def test_the_checklist_of_a_first_plan_has_nothing_before_it(plan, coordinator, signed_in):
    page = main_words(signed_in(coordinator).get(reverse("goals:plan-checklist", args=[plan.pk])))
    assert "Tavoite siirtyy" in page and "päättyivät" not in page


def test_an_action_of_the_strategys_plans_is_added_with_its_measures(plan, coordinator, signed_in):
    draft = draft_next_year(plan.pk, by=coordinator)
    printed = plan.lines.get(action__title="valmis")
    address = reverse("goals:plan-line-add", args=[draft.pk])
    client = signed_in(coordinator)
    assert client.get(address, {"tavoite": printed.goal_id}).context["form"].initial == {"goal": str(printed.goal_id)}
    assert [action.title for action in actions_to_add(draft)] == [
        "valmis", "siirtyy", "luovutaan", "valmis ilman vastausta",
    ]  # fmt: skip
    refused = client.post(address, {"action": "", "goal": printed.goal_id})
    assert refused.status_code == 422
    answer = client.post(address, {"action": printed.action_id, "goal": printed.goal_id})
    assert answer.url.endswith(f"#tavoite-{printed.goal_id}")
    line = draft.lines.get(action=printed.action)
    assert (line.goal, line.words, line.history.get().history_user) == (printed.goal, printed.words, coordinator)
    assert MeasureLine.objects.get(plan=draft, action=printed.action).target is None


def test_what_is_there_already_elsewhere_or_adopted_is_not_added(plan, coordinator):
    draft = draft_next_year(plan.pk, by=coordinator)
    there, ended = draft.lines.first(), plan.lines.get(action__title="valmis")
    for target, goal, action in (
        (draft, there.goal, there.action),
        (draft, make.GoalFactory(), ended.action),
        (draft, ended.goal, make.ActionFactory()),
        (plan, ended.goal, ended.action),
    ):
        with pytest.raises(NotAllowed):
            add_line(target.pk, goal=goal, action=action, by=coordinator)


def test_a_line_goes_out_of_a_draft_only(plan, coordinator):
    draft = draft_next_year(plan.pk, by=coordinator)
    leave_out(draft.lines.order_by("position").first().pk, by=coordinator)
    assert titles(draft) == ["muuttuu", "kesken ilman vastausta", "ei raportoitu"]
    assert MeasureLine.objects.filter(plan=draft).count() == 3
    with pytest.raises(NotAllowed):
        leave_out(plan.lines.first().pk, by=coordinator)
    assert PlanLine.history.filter(history_type="-").count() == 1


def test_a_rule_is_moved_before_its_year_and_never_after(plan, coordinator, settings):
    goal = plan.lines.first().goal
    settings.TODAY = date(2023, 12, 31)
    set_attainment_rule(goal.pk, year=2024, kind="all", number=None, by=coordinator)
    set_attainment_rule(goal.pk, year=2024, kind="at_least", number=2, by=coordinator)
    settings.TODAY = date(2024, 1, 1)
    with pytest.raises(NotAllowed):
        set_attainment_rule(goal.pk, year=2024, kind="overall", number=None, by=coordinator)
    assert (AttainmentRule.objects.get().kind, AttainmentRule.objects.get().number) == ("at_least", 2)


def test_a_rule_with_a_number_needs_the_number(plan, coordinator, signed_in):
    goal = plan.lines.first().goal
    answer = signed_in(coordinator).post(
        reverse("goals:plan-rule", args=[plan.pk, goal.pk]), {"kind": "at_least", "number": ""}
    )
    assert answer.status_code == 422
    assert "Kirjoita, montako mittaria vähintään." in main_words(answer)


def test_adoption_needs_a_decision_and_knowing_what_is_missing(plan, coordinator, signed_in):
    draft = draft_next_year(plan.pk, by=coordinator)
    client, address = signed_in(coordinator), reverse("goals:plan-adopt", args=[draft.pk])
    assert client.post(address, {}).status_code == 422
    decision = make.DecisionFactory()
    refused = client.post(address, {"decision": decision.pk})
    assert "Tarkistuslistalla on vielä puutteita." in main_words(refused)
    assert client.post(address, {"decision": decision.pk, "accepts_gaps": "on"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.decision) == (Plan.State.ADOPTED, decision)
    with pytest.raises(NotAllowed):
        adopt_plan(draft.pk, decision=decision, by=coordinator)


def test_the_years_page_costs_the_same_for_one_line_and_for_many(
    plan, coordinator, signed_in, django_assert_max_num_queries
):
    draft = draft_next_year(plan.pk, by=coordinator)
    client = signed_in(coordinator)
    with django_assert_max_num_queries(12):
        client.get(reverse("goals:plan-checklist", args=[draft.pk]))
    with django_assert_max_num_queries(12):
        client.get(reverse("goals:new-year"))


def test_reports_of_later_years_do_not_end_an_action_of_this_one(plan, coordinator):
    later = make.RoundFactory(kind="year_end", year=2025, closed=True)
    action = plan.lines.order_by("position").first().action
    make.EntryFactory(round=later, action=action, approved=True, progress="completed")
    assert "jatkuu" in titles(draft_next_year(plan.pk, by=coordinator))
    assert Entry.objects.filter(action=action).count() == 2


def test_a_missing_level_is_set_for_the_new_year_and_leads_back(plan, coordinator, signed_in):
    draft = draft_next_year(plan.pk, by=coordinator)
    indicator = MeasureLine.objects.filter(plan=draft).first().indicator
    make.TargetFactory(indicator=indicator, year=2023, low=50)
    client, page = signed_in(coordinator), reverse("goals:plan-checklist", args=[draft.pk])
    address = f"{reverse('measures:target-change', args=[indicator.pk])}?plan={draft.pk}&level=new&year=2024"
    assert address.replace("&", "&amp;") in client.get(page).content.decode()
    assert 'name="year" value="2024"' in client.get(address).content.decode()
    answer = client.post(address, {"year": "2024", "figure": "väh. 60", "reason": "Uusi vuosi."})
    assert answer.status_code == 302, main_words(answer)
    assert answer.url == page
    assert {target.year for target in indicator.targets.all()} == {2023, 2024}
