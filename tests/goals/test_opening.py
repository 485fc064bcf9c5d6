"""Valmis avattavaksi? What a review asks, what of it lacks something, and what is done about that."""

from datetime import date

import pytest
from django.urls import reverse

from goals.models import Entry, Omission
from goals.operations.opening import leave_out, take_in
from goals.operations.rounds import open_round
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from tests.factories import (
    ActionFactory,
    BenefitFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureLineFactory,
    OrgUnitFactory,
    PlanFactory,
    PositionFactory,
    ProjectFactory,
    RoundFactory,
    StrategyFactory,
    TargetFactory,
)

from .pages import form_values, list_of, main_words, said


@pytest.fixture
def strategy(db):
    return StrategyFactory()


@pytest.fixture
def goal(strategy):
    return GoalFactory(strategy=strategy)


@pytest.fixture
def planned(strategy):
    return RoundFactory(year=2023, planned=True, strategies=[strategy])


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


def page_of(client, round):
    return client.get(reverse("goals:round-before-opening", args=[round.slug]))


def press(client, round, deed, *things, **typed):
    address = reverse("goals:round-before-opening", args=[round.slug])
    return client.post(address, {"deed": deed, "thing": things, **typed}, follow=True)


def problems(page):
    return list_of(page, ".//*[@id='error-summary']//li")


def gaps_of(client, round):
    return list_of(page_of(client, round), ".//form[@id='gaps']//tbody/tr")


def opened(round, by):
    open_round(round.pk, by=by)
    return {str(entry.subject) for entry in round.entries.all()}


# --- the scope ----------------------------------------------------------------------------------------------------
def test_departments_narrow_everything_that_is_asked(planned, goal, strategy, unit, post, coordinator):
    below = OrgUnitFactory(parent=unit)
    elsewhere = OrgUnitFactory()
    own, deeper = ActionFactory(goals=[goal], unit=unit), ActionFactory(goals=[goal], unit=below)
    other = ActionFactory(goals=[goal], unit=elsewhere)
    project = ProjectFactory(strategy=strategy, units=[unit, elsewhere])
    ProjectFactory(strategy=strategy, units=[elsewhere])
    answered = IndicatorFactory(is_key=True, answering_post=post)
    BenefitFactory(strategy=strategy, indicators=[answered, IndicatorFactory(is_key=True)])
    planned_here = MeasureLineFactory(plan=deeper.plan_lines.get().plan, goal=goal, action=None).indicator
    with_other = MeasureLineFactory(plan=other.plan_lines.get().plan, goal=goal, action=other).indicator
    planned.units.add(unit)
    assert opened(planned, coordinator) == {
        own.title,
        deeper.title,
        project.name,
        answered.name,
        planned_here.name,
    }
    assert list(planned.entries.filter(project=project).values_list("unit", flat=True)) == [unit.pk]
    assert with_other.pk not in planned.figures.values_list("indicator", flat=True)


def test_at_year_end_the_goals_of_the_plans_are_judged_by_their_department(strategy, goal, unit, director, coordinator):
    round = RoundFactory(year=2023, kind="year_end", planned=True, strategies=[strategy])
    plan = PlanFactory(strategy=strategy, unit=unit, year=2023)
    other_plan = PlanFactory(strategy=strategy, year=2023)
    for position in (1, 2):
        plan.lines.create(goal=goal, action=ActionFactory(), words="Toimi", position=position)
    other_plan.lines.create(goal=goal, action=ActionFactory(), words="Toimi", position=1)
    measured_only = GoalFactory(strategy=strategy)
    MeasureLineFactory(plan=plan, goal=measured_only, action=None)
    GoalFactory(strategy=strategy)
    open_round(round.pk, by=coordinator)
    judged = round.entries.filter(goal__isnull=False).values_list("goal", "unit", "post")
    assert set(judged) == {(goal.pk, unit.pk, unit.head_id), (measured_only.pk, unit.pk, unit.head_id)}


def test_at_half_year_no_goal_is_judged(planned, goal, coordinator):
    ActionFactory(goals=[goal])
    open_round(planned.pk, by=coordinator)
    assert not planned.entries.filter(goal__isnull=False).exists()


def test_a_projects_report_asks_its_departments_and_may_be_open_beside(round, unit, coordinator, strategy, goal):
    project = ProjectFactory(strategy=strategy, units=[unit, OrgUnitFactory()])
    ActionFactory(goals=[goal])
    own = RoundFactory(
        year=2023, kind="project_final", slug="loppu", project=project, planned=True, strategies=[strategy]
    )
    assert open_round(own.pk, by=coordinator) == 2
    assert {entry.project for entry in own.entries.all()} == {project}
    assert own.figures.count() == 0
    round.refresh_from_db()
    assert round.is_open


def test_a_review_that_would_ask_nobody_is_not_opened(planned, coordinator):
    with pytest.raises(NotAllowed, match="ei ole mitään kirjattavaa"):
        open_round(planned.pk, by=coordinator)
    planned.refresh_from_db()
    assert planned.state == "planned"


# --- what is lacking ----------------------------------------------------------------------------------------------
def test_each_lack_is_told_with_the_place_where_it_is_mended(coordinator_client, planned, goal, strategy, unit, post):
    ActionFactory(title="Kerhot", goals=[goal], unit=unit, answering_post=None)
    ActionFactory(title="Leirit", goals=[goal], unit=unit, answering_post=post)
    ProjectFactory(name="Uimahalli", strategy=strategy, answering_post=None, units=[unit])
    key = IndicatorFactory(name="Asukasluku", is_key=True, answering_post=None)
    BenefitFactory(strategy=strategy, indicators=[key])
    page = page_of(coordinator_client, planned)
    assert gaps_of(coordinator_client, planned) == [
        "Kerhot Hyvinvointitoimiala Vastaaja Valitse vastaaja: Kerhot",
        "Leirit Hyvinvointitoimiala Haltija: Vapaa-aikapäällikkö Valitse vastaaja: Leirit Nimeä haltija: Leirit",
        "Uimahalli Hyvinvointitoimiala Vastaaja Valitse vastaaja: Uimahalli",
        "Asukasluku – Vastaaja Tavoitetaso Valitse vastaaja: Asukasluku Aseta tavoitetaso: Asukasluku",
    ]
    assert "4 kohtaa auki" in main_words(page)
    links = page.content.decode()
    for address in (
        reverse("goals:answerer-change", args=["project", ProjectFactory._meta.model.objects.get().pk]),
        reverse("organisation:post-holders", args=[post.pk]),
        reverse("measures:target-change", args=[key.pk]),
    ):
        assert f'href="{address}"' in links


def test_what_has_all_it_needs_is_not_on_the_list(coordinator_client, planned, goal, post, holder):
    action = ActionFactory(goals=[goal], answering_post=post)
    line = action.plan_lines.get()
    measured = MeasureLineFactory(plan=line.plan, goal=goal, action=action).indicator
    TargetFactory(indicator=measured, year=2025)
    in_words = MeasureLineFactory(plan=line.plan, goal=goal, action=action).indicator
    in_words.kind = "yes_no"
    in_words.save()
    assert "Kaikki on valmiina" in main_words(page_of(coordinator_client, planned))
    outdated = MeasureLineFactory(plan=line.plan, goal=goal, action=action).indicator
    TargetFactory(indicator=outdated, year=2022)
    assert len(gaps_of(coordinator_client, planned)) == 1


def test_an_ended_post_and_a_post_of_preparers_only_are_without_a_holder(
    coordinator_client, planned, goal, preparer, post
):
    ActionFactory(goals=[goal], answering_post=post)
    ended = PositionFactory(valid_to=date(2022, 12, 31))
    ActionFactory(goals=[goal], answering_post=ended)
    assert len(gaps_of(coordinator_client, planned)) == 2


def test_at_year_end_a_department_without_a_head_is_told(coordinator_client, strategy, goal, unit, post, holder):
    round = RoundFactory(year=2023, kind="year_end", planned=True, strategies=[strategy])
    plan = PlanFactory(strategy=strategy, unit=unit, year=2023)
    plan.lines.create(goal=goal, action=ActionFactory(answering_post=post), words="Toimi", position=1)
    assert "Toimialat ilman johtavaa tehtävää" in main_words(page_of(coordinator_client, round))


def test_rows_cost_the_same_queries_with_1_and_9(
    coordinator_client, strategy, goal, unit, django_assert_max_num_queries
):
    round = RoundFactory(year=2023, kind="year_end", planned=True, strategies=[strategy])

    def three(number):
        for _number in range(number):
            ActionFactory(goals=[goal], unit=unit, answering_post=None)
            ProjectFactory(strategy=strategy, answering_post=PositionFactory(), units=[unit])
            BenefitFactory(strategy=strategy, indicators=[IndicatorFactory(is_key=True)])

    three(1)
    page_of(coordinator_client, round)
    with django_assert_max_num_queries(12) as with_one:
        page_of(coordinator_client, round)
    three(2)
    with django_assert_max_num_queries(12) as with_three:
        assert len(gaps_of(coordinator_client, round)) == 9
    assert len(with_three) == len(with_one)


# --- what is done about it ----------------------------------------------------------------------------------------
def test_many_are_left_out_with_one_reason_and_get_no_entry(
    coordinator_client, planned, goal, strategy, unit, coordinator
):
    kept = ActionFactory(goals=[goal], unit=unit, answering_post=None)
    ProjectFactory.create_batch(2, strategy=strategy, answering_post=None, units=[unit])
    key = IndicatorFactory(is_key=True)
    BenefitFactory(strategy=strategy, indicators=[key])
    page = press(
        coordinator_client, planned, "leave", "all-project", f"indicator-{key.pk}", reason="Vastuuta ei ole sovittu."
    )
    assert said(page) == ["3 jätettiin pois."]
    assert {(row.reason, row.decided_by) for row in Omission.objects.all()} == {
        ("Vastuuta ei ole sovittu.", coordinator)
    }
    assert opened(planned, coordinator) == {kept.title}
    assert planned.figures.count() == 0


def test_leaving_out_every_indicator_does_not_silence_the_actions_own_figures(
    coordinator_client, planned, goal, strategy, post, holder
):
    action = ActionFactory(goals=[goal], answering_post=post, unit=post.unit)
    line = action.plan_lines.get()
    measure = MeasureLineFactory(plan=line.plan, goal=goal, action=action, indicator=IndicatorFactory(name="Kävijät"))
    key = IndicatorFactory(name="Asukasluku", is_key=True)
    BenefitFactory(strategy=strategy, indicators=[key])
    page = press(coordinator_client, planned, "leave", "all-indicator", reason="Ei mitata.")
    assert said(page) == [
        "1 jätettiin pois.",
        "1 toimenpiteen mittari jäi mukaan: se valitaan erikseen, jos sen luku jätetään kysymättä.",
    ]
    assert [row.indicator for row in Omission.objects.all()] == [key]
    again = press(coordinator_client, planned, "leave", "all-indicator", reason="Ei mitata.")
    assert problems(again) == ["Toimenpiteiden mittarit valitaan yksitellen, jotta toimenpiteiden luvut kysytään."]
    press(coordinator_client, planned, "leave", f"indicator-{measure.indicator_id}", reason="Ei mitata.")
    assert Omission.objects.count() == 2


def test_those_without_a_head_are_told_in_one_sentence(coordinator_client, planned, goal, strategy):
    for name in ("Satama", "Silta", "Laituri"):
        unit = OrgUnitFactory(name="Elinvoima" if name != "Laituri" else "Tekniikka")
        ProjectFactory(name=name, strategy=strategy, units=[unit], answering_post=None)
    (sentence,) = said(press(coordinator_client, planned, "give", "all-project"))
    assert sentence.startswith(
        "3 riviä jäi antamatta, koska toimialalla ei ole johtavaa tehtävää: Elinvoima, Tekniikka. Valitse alta toimiala"
    )


def test_the_measures_of_an_action_that_is_left_out_are_not_asked(planned, goal, coordinator):
    kept, left = ActionFactory(goals=[goal]), ActionFactory(goals=[goal])
    plan = kept.plan_lines.get().plan
    MeasureLineFactory(plan=plan, goal=goal, action=left)
    asked = MeasureLineFactory(plan=plan, goal=goal, action=None).indicator
    leave_out(planned.pk, things=[("action", left.pk)], reason="Ei kuulu.", rights=rights_of(coordinator))
    assert opened(planned, coordinator) == {kept.title, asked.name}
    assert list(planned.figures.values_list("indicator", flat=True)) == [asked.pk]


def test_what_was_left_out_is_taken_in_again_until_it_is_opened(coordinator_client, planned, goal, coordinator, unit):
    action = ActionFactory(goals=[goal], unit=unit)
    ActionFactory(goals=[goal], unit=unit)
    press(coordinator_client, planned, "leave", f"action-{action.pk}", reason="Vahingossa")
    omission = Omission.objects.get()
    assert said(press(coordinator_client, planned, "take", omission=omission.pk)) == ["1 otettiin mukaan."]
    assert [row.history_type for row in Omission.history.order_by("history_id")] == ["+", "-"]
    press(coordinator_client, planned, "leave", f"action-{action.pk}", reason="Sittenkin")
    open_round(planned.pk, by=coordinator)
    with pytest.raises(NotAllowed, match="laajuutta ei voi enää muuttaa"):
        take_in(planned.pk, omissions=[Omission.objects.get().pk], rights=rights_of(coordinator))
    page = press(coordinator_client, planned, "leave", f"action-{action.pk}", reason="Myöhässä")
    assert (page.status_code, Omission.objects.count()) == (422, 1)
    assert "Sittenkin" in main_words(page_of(coordinator_client, planned))


@pytest.mark.parametrize(
    ("deed", "things", "typed", "problem"),
    [
        ("leave", [], {"reason": "Syy"}, "Valitse ensin rivit."),
        ("leave", ["action-999999", "x", "all-goal"], {"reason": "Syy"}, "Valitse ensin rivit."),
        ("leave", ["all-action"], {"reason": " "}, "Syy pois jättämiseen: Kirjoita syy. Se kerrotaan raportissa."),
        (
            "leave",
            ["all-action"],
            {"reason": "x" * 200_000},
            "Syy pois jättämiseen: Tämän arvon tulee olla enintään 2000 merkkiä",
        ),
        ("take", [], {"omission": "1e9"}, "Valitse ensin rivit."),
        ("give", ["all-action"], {"unit": "999"}, "Toimiala niille, joilla ei ole omaa: "),
        ("burn", ["all-action"], {}, "Deed: "),
    ],
)
def test_a_bad_press_changes_nothing(coordinator_client, planned, goal, deed, things, typed, problem):
    ActionFactory(goals=[goal], answering_post=None)
    page = press(coordinator_client, planned, deed, *things, **typed)
    assert page.status_code == 422
    assert problems(page)[0].startswith(problem)
    assert Omission.objects.count() == 0


def test_the_head_of_the_things_own_department_becomes_its_answerer(
    coordinator_client, planned, goal, strategy, unit, director
):
    action = ActionFactory(goals=[goal], unit=OrgUnitFactory(parent=unit), answering_post=None)
    key = IndicatorFactory(name="Asukasluku", is_key=True)
    BenefitFactory(strategy=strategy, indicators=[key])
    page = press(coordinator_client, planned, "give", f"action-{action.pk}", f"indicator-{key.pk}")
    given, left = said(page)
    assert given == "1 annettiin toimialan johdolle."
    assert left.startswith("1 rivi jäi antamatta, koska toimialalla ei ole johtavaa tehtävää: ")
    assert left.endswith("tai pyydä pääkäyttäjää merkitsemään yksikölle johtava tehtävä.")
    assert said(press(coordinator_client, planned, "give", "all-indicator", unit=unit.pk)) == [
        "1 annettiin toimialan johdolle."
    ]
    for thing in (action, key):
        thing.refresh_from_db()
        assert (thing.answering_post_id, thing.answering_confirmed_at is not None) == (unit.head_id, True)


def test_html_in_a_reason_is_shown_as_typed(coordinator_client, planned, goal):
    ActionFactory(goals=[goal])
    press(coordinator_client, planned, "leave", "all-action", reason="<script>alert(1)</script>")
    page = page_of(coordinator_client, planned)
    assert "<script>alert(1)" not in page.content.decode()
    assert "<script>alert(1)</script>" in main_words(page)


def test_others_do_not_find_the_page(holder_client, planned):
    assert page_of(holder_client, planned).status_code == 404
    assert press(holder_client, planned, "leave", "all-action", reason="Ei").status_code == 404
    assert Entry.objects.count() == 0


def test_what_was_ticked_stays_ticked_after_a_mistake(coordinator_client, planned, goal):
    action = ActionFactory(goals=[goal], answering_post=None)
    page = press(coordinator_client, planned, "leave", f"action-{action.pk}")
    assert form_values(page, "gaps")["thing"] == f"action-{action.pk}"
