"""The year-end forms: goals and indicators are judged, apart from each other; actions tell what becomes of them."""

from datetime import date

import pytest
from django.urls import reverse

from goals.badges import Badges
from goals.completeness import asked_fields, completeness, what_is_missing
from goals.models import AttainmentRule, Entry, Goal
from kemistrategy import clock
from tests.factories import (
    EntryFactory,
    FigureFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureLineFactory,
    PlanFactory,
    ProjectFactory,
    RoundFactory,
    ScaleWordFactory,
    TargetFactory,
)

from .pages import by_id, form_values, main_words, words
from .situations import address, as_it_is, entry_of_action, entry_of_indicator, post_form, record, save, told_last_year

DONE = {"progress": "completed", "public_text": "Valmistui syksyllä.", "fate": "continues"}
JUDGED = {"attainment": "attained", "attainment_reason": "Luku ylittää tavoitetason."}
DECIDED = {"cause": "Rahaa puuttui.", "correction": "Haetaan lisää.", "correction_due_on": date(2024, 5, 1)}


@pytest.fixture
def round(db):
    return RoundFactory(kind="year_end", year=2023)


@pytest.fixture
def goal(db):
    return GoalFactory(title="Palvelut ovat saavutettavia.", binding_level=Goal.Binding.COUNCIL)


@pytest.fixture
def goal_entry(round, goal, unit, post):
    return EntryFactory(round=round, goal=goal, unit=unit, post=post)


def measure_of(round, goal, post, *, value=None, target=10):
    indicator = IndicatorFactory(answering_post=post, direction="up")
    line = MeasureLineFactory(goal=goal, plan=PlanFactory(year=round.year), indicator=indicator)
    TargetFactory(indicator=indicator, year=round.year, low=target)
    FigureFactory(
        round=round,
        indicator=indicator,
        value=value,
        text="" if value is None else str(value),
        sent_at=None if value is None else clock.now(),
    )
    return line


def missing(entry, **reported):
    for name, value in reported.items():
        setattr(entry, name, value)
    return set(what_is_missing(entry, []))


# --- what is asked ------------------------------------------------------------------------------------------------
def test_each_kind_is_asked_only_its_own(round, post, goal_entry):
    action = entry_of_action(round, post)
    indicator = entry_of_indicator(round, post)
    project = EntryFactory(round=round, project=ProjectFactory(), post=post, unit=post.unit)
    final = EntryFactory(
        round=RoundFactory(kind="project_final", project=project.project, year=2023, slug="p-loppu"),
        project=project.project,
        post=post,
        unit=post.unit,
    )
    half = entry_of_action(RoundFactory(year=2024, closed=True), post)
    entries = {"action": action, "indicator": indicator, "project": project, "final": final}
    judged = {"progress", "forecast", "attainment", "fate", "proposal"}
    asked = {
        name: judged & set(asked_fields(entry))
        for name, entry in (entries | {"goal": goal_entry, "half": half}).items()
    }
    assert asked == {
        "action": {"progress", "fate"},
        "indicator": {"attainment"},
        "project": {"progress", "fate"},
        "final": {"progress", "fate", "attainment"},
        "goal": {"attainment", "proposal"},
        "half": {"progress", "forecast"},
    }


def test_a_goal_that_binds_nobody_asks_no_proposal(goal_entry):
    goal_entry.goal.binding_level = Goal.Binding.NONE
    assert "proposal" not in asked_fields(goal_entry)


def test_what_a_year_end_entry_misses(round, post, goal_entry):
    action = entry_of_action(round, post, figures=0)
    assert missing(action) == {"progress", "public_text", "fate"}
    assert missing(action, **DONE) == set()
    assert missing(action, fate="moves") == {"fate_note"}
    assert missing(goal_entry) == {"attainment", "attainment_reason"}
    assert completeness(goal_entry, []) == 0
    assert missing(goal_entry, **JUDGED) == set()
    assert completeness(goal_entry, []) == 100
    assert missing(goal_entry, attainment="not_assessed") == {"not_assessed"}
    assert missing(goal_entry, not_assessed="no_data_yet") == set()
    correction = {"cause", "correction", "correction_post_id", "correction_due_on"}
    for failed in ("partly_attained", "not_attained"):
        assert missing(goal_entry, attainment=failed) == correction | {"proposal"}


# --- the forms ----------------------------------------------------------------------------------------------------
def test_an_action_tells_how_far_it_is_and_what_becomes_of_it(holder_client, round, post):
    entry = entry_of_action(round, post)
    values = form_values(holder_client.get(address(entry)), f"entry-form-{entry.pk}")
    assert {"forecast", "attainment"}.isdisjoint(name.removeprefix(f"e{entry.pk}-") for name in values)
    save(holder_client, entry, deed="send", figure="12", **(DONE | {"fate": "changes", "fate_note": "Laajenee."}))
    entry.refresh_from_db()
    assert (entry.state, entry.fate, entry.fate_note) == ("sent", "changes", "Laajenee.")
    assert "Jatkuu muutettuna Laajenee." in main_words(holder_client.get(address(entry)))


def test_the_note_of_another_fate_is_no_part_of_the_report(holder, round, post):
    entry = entry_of_action(round, post, figures=0)
    record(entry, holder, as_it_is(entry, **DONE, fate_note="Tästä luovuttiin."), send=True)
    entry.refresh_from_db()
    assert (entry.state, entry.fate_note) == ("sent", "")


def test_what_is_not_asked_is_not_written(holder_client, holder, round, post):
    entry = entry_of_action(round, post, figures=0)
    record(entry, holder, as_it_is(entry, **DONE, attainment="attained", forecast="will_be_met", proposal="X"))
    entry.refresh_from_db()
    assert (entry.attainment, entry.forecast, entry.proposal, entry.fate) == ("", "", "", "continues")


@pytest.mark.parametrize("htmx", [True, False])
def test_an_indicators_judgement_needs_a_reason(holder_client, round, post, htmx):
    entry = entry_of_indicator(round, post)
    values = form_values(holder_client.get(address(entry)), f"entry-form-{entry.pk}")
    values |= {f"e{entry.pk}-attainment": "attained", f"e{entry.pk}-figure_{entry.indicator_id}": "12"}
    answer = post_form(holder_client, entry, values, deed="send", htmx=htmx)
    page = answer if htmx else holder_client.get(answer.url)
    assert "Perustele arvio: mistä se näkyy?" in page.content.decode()
    entry.refresh_from_db()
    assert (entry.state, entry.attainment) == ("draft", "attained")


def test_the_figure_proposes_an_attainment_and_nothing_is_chosen(holder_client, round, post):
    entry = entry_of_indicator(round, post, indicator={"direction": "up"})
    TargetFactory(indicator=entry.indicator, year=2023, low=10)
    shown = holder_client.get(
        reverse("goals:entry-proposals", args=[entry.pk]), {f"e{entry.pk}-figure_{entry.indicator_id}": "12"}
    )
    assert "Toteutui" in words(by_id(shown, f"entry-proposals-{entry.pk}"))
    assert f"e{entry.pk}-attainment" not in form_values(holder_client.get(address(entry)), f"entry-form-{entry.pk}")


def test_an_indicator_that_failed_asks_cause_and_correction_and_the_promise_is_followed(holder, round, post):
    entry = entry_of_indicator(round, post)
    failed = JUDGED | {"attainment": "not_attained"}
    assert set(record(entry, holder, as_it_is(entry, "12", **failed), send=True).problems) >= {"cause", "correction"}
    record(entry, holder, as_it_is(entry, "12", **failed, **DECIDED, correction_post_id=post.pk), send=True)
    entry.refresh_from_db()
    assert (entry.state, entry.followed_correction.continues) == ("sent", None)


# --- the goal -----------------------------------------------------------------------------------------------------
def test_a_goal_is_judged_beside_its_measures_and_apart_from_them(holder_client, round, goal, goal_entry, post):
    line = measure_of(round, goal, post)
    judged = EntryFactory(round=round, indicator=line.indicator, sent=True, attainment="partly_attained")
    page = main_words(holder_client.get(address(goal_entry)))
    assert f"{line.words} Toteutui osittain" in page
    save(holder_client, goal_entry, deed="send", **JUDGED)
    goal_entry.refresh_from_db()
    judged.refresh_from_db()
    assert (goal_entry.state, goal_entry.attainment, judged.attainment) == ("sent", "attained", "partly_attained")


def test_a_measures_unsent_judgement_waits(holder_client, holder, round, goal, goal_entry, post):
    line = measure_of(round, goal, post)
    EntryFactory(round=round, indicator=line.indicator, attainment="attained", state=Entry.State.DRAFT)
    AttainmentRule.objects.create(goal=goal, year=2023, kind="all", set_at=clock.now(), set_by=holder)
    page = main_words(holder_client.get(address(goal_entry)))
    assert "Mittaria ei ole vielä arvioitu." in page
    assert "Sääntö ehdottaa arviota, kun mittarit on arvioitu." in page


def test_the_rule_proposes_and_a_judgement_against_it_is_said(holder_client, holder, round, goal, goal_entry, post):
    for value, code in ((12, "attained"), (3, "not_attained")):
        line = measure_of(round, goal, post, value=value)
        EntryFactory(round=round, indicator=line.indicator, sent=True, attainment=code)
    AttainmentRule.objects.create(goal=goal, year=2023, kind="at_least", number=1, set_at=clock.now(), set_by=holder)
    page = main_words(holder_client.get(address(goal_entry)))
    assert "Sääntö: tavoite toteutuu, kun vähintään 1 mittari toteutuu." in page
    assert "Arviosi poikkeaa" not in page
    save(holder_client, goal_entry, attainment="not_attained")
    assert "Arviosi poikkeaa säännön ehdotuksesta." in main_words(holder_client.get(address(goal_entry)))


def test_a_figure_alone_judges_no_measure_as_on_the_audit_committees_page(
    holder_client, holder, round, goal, goal_entry, post
):
    measure_of(round, goal, post, value=12)
    AttainmentRule.objects.create(goal=goal, year=2023, kind="all", set_at=clock.now(), set_by=holder)
    page = main_words(holder_client.get(address(goal_entry)))
    assert "Mittaria ei arvioida erikseen tässä raportissa" in page
    assert "luvuista laskettu" not in page
    assert "Vielä arvioimatta 1" in page
    save(holder_client, goal_entry, attainment="not_attained")
    assert "Arviosi poikkeaa" not in main_words(holder_client.get(address(goal_entry)))


def test_without_a_rule_the_form_says_so(holder_client, goal_entry):
    assert "Tavoitteelle ei ole asetettu toteutumissääntöä." in main_words(holder_client.get(address(goal_entry)))


@pytest.mark.parametrize("number", [1, 3])
def test_a_goals_form_costs_the_same_for_any_number_of_measures(
    holder_client, round, goal, goal_entry, post, number, django_assert_max_num_queries
):
    for _number in range(number):
        measure_of(round, goal, post, value=5)
    with django_assert_max_num_queries(12):
        holder_client.get(address(goal_entry))


def test_goals_stand_last_in_their_own_group(holder_client, round, goal, goal_entry, post):
    entry = entry_of_action(round, post, goal=goal)
    page = holder_client.get(reverse("goals:goal-entries", args=[goal.pk])).content.decode()
    assert page.index(f'id="entry-{entry.pk}"') < page.index(f'id="entry-{goal_entry.pk}"')


def test_nothing_can_stay_unchanged_that_is_judged_anew(holder_client, goal_entry, post, round):
    told_last_year(goal_entry, public_text="Kuten ennen.", attainment="attained")
    action = entry_of_action(round, post, figures=0)
    told_last_year(action)
    holder_client.post(reverse("goals:entries-unchanged"), {"entry": [goal_entry.pk, action.pk]})
    assert set(Entry.objects.filter(round=round).values_list("state", flat=True)) == {"empty"}
    save(holder_client, action, fate="completed")
    holder_client.post(reverse("goals:entries-unchanged"), {"entry": [action.pk]})
    action.refresh_from_db()
    assert (action.state, action.is_unchanged, action.fate) == ("sent", True, "completed")


# --- words --------------------------------------------------------------------------------------------------------
def test_a_reviews_own_words_go_before_the_citys_and_keep_their_place(round):
    ScaleWordFactory(scale="attainment", code="not_attained", label="Ei onnistunut")
    ScaleWordFactory(scale="attainment", code="attained", label="Onnistui")
    ScaleWordFactory(scale="attainment", code="attained", label="Saavutettiin", round=round, position=9)
    assert Badges().attainment("attained").label == "Onnistui"
    assert Badges(round).attainment("attained").label == "Saavutettiin"
    assert [badge.label for badge in Badges(round).scale("attainment")] == [
        "Toteutui osittain",
        "Ei onnistunut",
        "Ei voitu arvioida",
        "Saavutettiin",
    ]
    assert Badges().scale("attainment")[0].code == "attained"


@pytest.mark.parametrize("code", ["attained", "partly_attained", "not_attained", "not_assessed"])
def test_every_attainment_has_a_word_a_shape_and_a_line_of_explanation(db, code):
    badge = Badges().attainment(code)
    assert badge.label and badge.shape and badge.explanation


def test_an_unfilled_post_is_told_apart_from_silence(db):
    vacant, silent = Badges().status("vacant"), Badges().status("not_reported")
    assert vacant.label == "Tehtävä täyttämättä"
    assert vacant.shape != silent.shape
