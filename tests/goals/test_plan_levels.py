"""The new year's plan: many target levels on one page, one rule for all goals that lack one, and missing fates."""

from decimal import Decimal

import pytest
from django.urls import reverse

from goals.models import AttainmentRule, Goal, MeasureLine
from goals.operations.plans import draft_next_year, set_attainment_rule, set_missing_rules
from goals.queries.new_year import actions_without_fate, plan_checklist
from kemistrategy.refusals import NotAllowed
from measures.levels import Level
from measures.models import Target
from measures.operations.many_targets import NotSet, set_targets
from measures.operations.targets import Basis
from tests import factories as make

from .pages import by_id, form_values, list_of, main_words, said

REASON = {"reason": "Talousarvion valmistelu."}


@pytest.fixture
def draft(db, coordinator):
    plan = make.PlanFactory(year=2023, title="Toimintasuunnitelma 2023")
    for name in ("Kävijät", "Sairauspoissaolot", "Kysely"):
        goal = make.GoalFactory(strategy=plan.strategy, title=f"Tavoite {name}")
        line = make.PlanLineFactory(plan=plan, goal=goal, action=make.ActionFactory(unit=plan.unit, title=name))
        indicator = make.IndicatorFactory(
            name=name,
            direction={"Kävijät": "up", "Sairauspoissaolot": "down"}.get(name, "unset"),
            kind="yes_no" if name == "Kysely" else "number",
        )
        make.MeasureLineFactory(plan=plan, goal=goal, action=line.action, indicator=indicator, words=name, target=None)
    return draft_next_year(plan.pk, by=coordinator)


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


def levels(draft):
    return reverse("goals:plan-levels", args=[draft.pk])


def checklist(draft):
    return reverse("goals:plan-checklist", args=[draft.pk])


def field(draft, name):
    return f"level_{MeasureLine.objects.get(plan=draft, words=name).indicator_id}"


def test_many_levels_are_set_at_once(client, draft):
    typed = {field(draft, "Kävijät"): "18,9", field(draft, "Sairauspoissaolot"): "enintään 12", **REASON}
    answer = client.post(levels(draft), typed, follow=True)
    assert said(answer) == ["2 tavoitetasoa asetettu."]
    assert answer.redirect_chain == [(levels(draft), 302)]  # one is still without
    rows = Target.objects.order_by("pk").values_list("indicator__name", "year", "comparison", "low", "reason")
    assert set(rows) == {
        ("Kävijät", 2024, "at_least", Decimal("18.9"), REASON["reason"]),
        ("Sairauspoissaolot", 2024, "at_most", Decimal(12), REASON["reason"]),
    }
    assert list_of(answer, ".//form[@id='levels']//tbody/tr/th") == ["Kysely"]
    answer = client.post(levels(draft), {field(draft, "Kysely"): "Kyllä"}, follow=True)
    assert answer.redirect_chain == [(checklist(draft), 302)]
    assert Target.objects.get(indicator__name="Kysely").words == "Kyllä"
    assert Target.history.filter(history_change_reason="target level set").count() == 3
    assert "Jokaisella mittarilla on tavoitetaso" in main_words(client.get(levels(draft)))


def test_one_wrong_level_saves_none_and_keeps_what_was_typed(client, draft):
    typed = {field(draft, "Kävijät"): "80", field(draft, "Sairauspoissaolot"): "paljon", **REASON}
    page = client.post(levels(draft), typed)
    assert (page.status_code, Target.objects.count()) == (422, 0)
    assert form_values(page, "levels")[field(draft, "Sairauspoissaolot")] == "paljon"
    assert b"<title>Virhe:" in page.content


def test_nothing_typed_is_said(client, draft):
    page = client.post(levels(draft), {})
    assert page.status_code == 422
    assert list_of(page, ".//*[@id='error-summary']//li") == ["Kirjoita ainakin yksi tavoitetaso."]


def test_a_level_that_changes_another_years_rests_on_something(client, draft):
    line = MeasureLine.objects.get(plan=draft, words="Kävijät")
    make.TargetFactory(indicator=line.indicator, year=2023, low=10)
    page = client.post(levels(draft), {field(draft, "Kävijät"): "12"})
    assert list_of(page, ".//*[@id='error-summary']//li") == [
        "Kerro, mihin tavoitetasot perustuvat: valitse päätös tai kirjoita syy."
    ]
    client.post(levels(draft), {field(draft, "Kävijät"): "12"} | REASON)
    assert Target.objects.present().get(indicator=line.indicator, year=2024).low == 12


def test_a_year_that_somebody_else_gave_a_level_meanwhile_is_not_overwritten(client, draft):
    line = MeasureLine.objects.get(plan=draft, words="Kävijät")
    make.TargetFactory(indicator=line.indicator, year=2024, low=10)
    with pytest.raises(NotSet) as refused:
        set_targets({line.indicator_id: Level("at_least", Decimal(12))}, year=2024, basis=Basis(reason="x"), by=None)
    assert list(refused.value.problems) == [line.indicator_id]
    assert Target.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_measures(client, draft, number, django_assert_max_num_queries):
    make.MeasureLineFactory.create_batch(number, plan=draft, goal=draft.lines.first().goal, target=None)
    with django_assert_max_num_queries(12):
        client.get(levels(draft))


def test_html_and_long_texts_are_text(client, draft):
    MeasureLine.objects.filter(plan=draft, words="Kävijät").update(words_fi="<b>Kävijät</b>")
    page = client.post(levels(draft), {field(draft, "Kysely"): "<script>" + "x" * 200_000})
    assert page.status_code == 422
    assert b"<script>xx" not in page.content
    assert "<b>Kävijät</b>" in main_words(page)


# --- the rule -----------------------------------------------------------------------------------------------------
def test_one_press_gives_the_same_rule_to_every_goal_that_lacks_one(client, draft, coordinator):
    own = Goal.objects.get(title="Tavoite Kysely")
    set_attainment_rule(own.pk, year=2024, kind="overall", number=None, by=coordinator)
    values = form_values(client.get(checklist(draft)), "same-rule") | {"kind": "at_least", "number": "1"}
    answer = client.post(reverse("goals:plan-rules", args=[draft.pk]), values, follow=True)
    assert said(answer) == ["Toteutumissääntö asetettiin 2 tavoitteelle."]
    rules = AttainmentRule.objects.filter(year=2024).values_list("goal__title", "kind", "number")
    assert set(rules) == {
        ("Tavoite Kävijät", "at_least", 1),
        ("Tavoite Sairauspoissaolot", "at_least", 1),
        ("Tavoite Kysely", "overall", None),
    }
    assert by_id(answer, "same-rule") is None
    set_attainment_rule(own.pk, year=2024, kind="all", number=None, by=coordinator)  # a single one is changed


def test_a_rule_without_its_number_and_a_second_press_are_refused(client, draft, coordinator):
    address = reverse("goals:plan-rules", args=[draft.pk])
    assert said(client.post(address, {"kind": "at_least"}, follow=True)) == ["Kirjoita, montako mittaria vähintään."]
    assert not AttainmentRule.objects.exists()
    set_missing_rules(draft.pk, kind="all", number=None, by=coordinator)
    with pytest.raises(NotAllowed):
        set_missing_rules(draft.pk, kind="all", number=None, by=coordinator)


# --- fates --------------------------------------------------------------------------------------------------------
def test_missing_fates_are_counted_where_a_draft_is_made_and_adopted(client, draft):
    plan = draft.predecessor
    assert actions_without_fate([plan.pk]) == {plan.pk: 3}
    round = make.RoundFactory(kind="year_end", year=2023, closed=True)
    kept, ended, _silent = (line.action for line in plan.lines.order_by("position"))
    make.EntryFactory(round=round, action=kept, approved=True, progress="in_progress", fate="continues")
    make.EntryFactory(round=round, action=ended, approved=True, progress="completed", fate="")
    assert plan_checklist(draft, "fi").without_fate == 1
    page = main_words(client.get(checklist(draft)))
    assert "1 edellisen vuoden toimenpiteestä ei ole kirjattu, miten se jatkuu" in page
    assert "1 edellisen vuoden toimenpiteen jatko on kirjaamatta." in page
    other = make.PlanFactory(year=2023)
    make.PlanLineFactory(plan=other)
    years = main_words(client.get(reverse("goals:new-year")))
    assert "1 toimenpiteestä ei ole kirjattu, miten se jatkuu vuoden 2023 jälkeen." in years
