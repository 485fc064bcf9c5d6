"""Editing what a plan is made of: who may be in it, its codes, and what a change of a plan in force rests on."""

from datetime import date
from decimal import Decimal

import pytest

from goals.models import Action, Goal, Plan, PlanLine
from goals.operations.measure_editing import add_benefit, add_indicator, print_baseline, print_measure, put_target
from goals.operations.new_measure_rows import NewBenefits, NewIndicators
from goals.operations.new_plan_rows import decisions_named
from goals.operations.new_rows import Codes
from goals.operations.plan_editing import (
    Owners,
    Printed,
    add_action,
    add_goal,
    add_post,
    draft_plan,
    edit_action,
    edit_goal,
    print_action,
)
from kemistrategy.organisation.models import Decision, Position
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.levels import Level
from measures.measure_words import MeasureReading
from measures.models import Indicator, Target
from measures.operations.targets import Basis
from tests.factories import (
    DecisionFactory,
    GoalFactory,
    OrgUnitFactory,
    PlanFactory,
    PositionFactory,
    StrategyFactory,
    ThemeFactory,
    UserFactory,
)

REASON = Basis(reason="Lautakunta tarkensi suunnitelmaa.")


@pytest.fixture
def plan(db):
    return PlanFactory(state="draft", year=2023)


@pytest.fixture
def goal(plan):
    return GoalFactory(strategy=plan.strategy, code="e7")


@pytest.fixture
def by(db):
    return UserFactory()


def in_force(plan):
    Plan.objects.filter(pk=plan.pk).update(state="adopted")
    return plan


# --- goals
def test_a_goals_code_goes_on_from_its_themes(by):
    theme = ThemeFactory()
    GoalFactory(strategy=theme.strategy, code="e1", themes=[theme])
    GoalFactory(strategy=theme.strategy, code="e2", themes=[theme])
    codes = [add_goal(theme.strategy_id, title=f"Uusi {n}", themes=[theme.pk], by=by).code for n in (1, 2)]
    assert codes == ["e3", "e4"]
    assert add_goal(theme.strategy_id, title="Aivan uusi asia kaupungille", by=by).code == "aivan-uusi-asia-kaup"
    other = ThemeFactory(strategy=theme.strategy, code="sujuva")
    assert add_goal(theme.strategy_id, title="Sujuva", themes=[other.pk], by=by).code == "s1"


def test_a_goal_belongs_to_themes_of_its_strategy_and_has_words(by):
    strategy = StrategyFactory()
    with pytest.raises(NotAllowed, match="teema"):
        add_goal(strategy.pk, title="Tavoite", themes=[ThemeFactory().pk], by=by)
    with pytest.raises(NotAllowed, match="teksti"):
        add_goal(strategy.pk, title="  ", by=by)
    assert not Goal.objects.exists()


def test_a_goal_of_a_strategy_in_force_changes_by_a_decision_or_with_a_reason(by):
    goal = GoalFactory(title="Vanhat sanat")
    with pytest.raises(NotAllowed, match="päätös tai kirjoita syy"):
        edit_goal(goal.pk, changes={"title_fi": "Uudet sanat"}, by=by)
    edit_goal(goal.pk, changes={"title_fi": "Uudet sanat"}, basis=REASON, by=by)
    record = Goal.objects.get().history.latest()
    assert (record.title_fi, record.history_user) == ("Uudet sanat", by)
    assert REASON.reason in record.history_change_reason


# --- actions
def test_an_action_with_its_line_owners_and_schedule(plan, goal, by):
    first, second, group = PositionFactory(), PositionFactory(), PositionFactory(kind="group")
    action = add_action(
        plan.pk,
        goal_pk=goal.pk,
        title="Sertifioidaan päiväkodit",
        printed=Printed("Sertifioidaan", "Serti-\nfioidaan", "Johtaja", "2023"),
        owners=Owners(first.pk, (first.pk, second.pk, group.pk)),
        schedule=Schedule(end=date(2023, 12, 31)),
        by=by,
    )
    assert (action.code, action.unit, action.answering_post, action.ends_on) == (
        "e7a",
        plan.unit,
        first,
        date(2023, 12, 31),
    )
    assert set(action.participants.all()) == {second, group}
    line = PlanLine.objects.get()
    assert (line.words, line.source_text, line.owners_text, line.schedule_text) == (
        "Sertifioidaan",
        "Serti-\nfioidaan",
        "Johtaja",
        "2023",
    )
    assert add_action(plan.pk, goal_pk=goal.pk, title="Toinen", by=by).code == "e7b"


def test_neither_a_group_nor_an_ended_post_answers(plan, goal, by):
    for post in (PositionFactory(kind="group"), PositionFactory(valid_to=date(2022, 12, 31))):
        with pytest.raises(NotAllowed, match="Vastaajaksi"):
            add_action(plan.pk, goal_pk=goal.pk, title="Työ", owners=Owners(post.pk), by=by)
    assert not Action.objects.exists()


def test_a_plan_in_force_takes_nothing_without_a_basis(plan, goal, by):
    action = add_action(plan.pk, goal_pk=goal.pk, title="Työ", by=by)
    in_force(plan)
    other = GoalFactory(strategy=plan.strategy)
    deeds = (
        lambda basis: add_action(plan.pk, goal_pk=goal.pk, title="Uusi", basis=basis, by=by),
        lambda basis: print_action(
            plan.pk, goal_pk=other.pk, action_pk=action.pk, printed=Printed("x"), basis=basis, by=by, reason="r"
        ),
        lambda basis: edit_action(action.pk, changes={"title_fi": "Muu"}, basis=basis, by=by),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed, match="päätös tai kirjoita syy"):
            deed(Basis())
        deed(REASON)
    assert REASON.reason in Action.objects.get(pk=action.pk).history.latest().history_change_reason
    assert PlanLine.objects.filter(plan=plan).count() == 3


def test_the_decision_a_change_rests_on_may_be_entered_with_it(plan, goal, by):
    in_force(plan)
    basis = Basis(body="KH", decided_on=date(2023, 6, 12), section="§ 201")
    add_action(plan.pk, goal_pk=goal.pk, title="Uusi", basis=basis, by=by)
    assert str(Decision.objects.get()) in PlanLine.history.latest().history_change_reason


def test_an_action_is_printed_once_under_a_goal_and_never_under_a_foreign_one(plan, goal, by):
    action = add_action(plan.pk, goal_pk=goal.pk, title="Työ", by=by)
    about = {"action_pk": action.pk, "printed": Printed("Työ"), "by": by, "reason": "r"}
    with pytest.raises(NotAllowed, match="jo suunnitelmassa"):
        print_action(plan.pk, goal_pk=goal.pk, **about)
    with pytest.raises(NotAllowed, match="toisesta strategiasta"):
        print_action(plan.pk, goal_pk=GoalFactory().pk, **about)


def test_owners_are_added_and_who_answers_stays(plan, goal, by):
    first, second = PositionFactory(), PositionFactory()
    action = add_action(plan.pk, goal_pk=goal.pk, title="Työ", owners=Owners(first.pk), by=by)
    edit_action(action.pk, owners=Owners(second.pk, (first.pk, second.pk)), by=by)
    action.refresh_from_db()
    assert (action.answering_post, list(action.participants.all())) == (first, [second])


# --- plans, posts, codes
def test_a_departments_plan_of_a_year_is_made_once(by):
    strategy, unit = StrategyFactory(), OrgUnitFactory(name="Elinvoimatoimiala")
    plan = draft_plan(strategy_pk=strategy.pk, unit_pk=unit.pk, year=2024, by=by)
    assert (plan.state, plan.title_fi) == ("draft", "Toimenpidesuunnitelma 2024, Elinvoimatoimiala")
    assert draft_plan(strategy_pk=strategy.pk, unit_pk=unit.pk, year=2024, by=by) == plan


def test_a_new_post_is_unconfirmed_and_made_once(by):
    unit = OrgUnitFactory()
    post = add_post(title="Liikuntaneuvoja", kind="single", unit_pk=unit.pk, by=by)
    assert post.doubt_fi
    assert add_post(title="LIIKUNTANEUVOJA", kind="single", unit_pk=unit.pk, by=by) == post
    assert Position.objects.count() == 1


def test_codes_are_free_and_short():
    codes = Codes(["x" * 60])
    assert [codes.free("x" * 200, longest=60) for _time in range(2)] == ["x" * 58 + "-2", "x" * 58 + "-3"]
    assert [codes.free("。。。", longest=60) for _time in range(2)] == ["x", "x-2"]


# --- measures
SHARE = MeasureReading(name="Osuus", kind="percent", unit="%", direction="up")


def test_a_measure_with_its_printed_target(plan, goal, by):
    indicator = add_indicator(SHARE, code="e7-m1", name="Osuus", by=by, reason="r")
    assert (indicator.lowest, indicator.highest) == (0, 100)
    target = put_target(indicator.pk, year=2023, level=Level("at_least", Decimal(80)), basis=Basis(), by=by, reason="r")
    line = print_measure(
        plan.pk,
        goal_pk=goal.pk,
        action_pk=None,
        indicator=indicator,
        target=target,
        words="Osuus 80 %",
        by=by,
        reason="r",
    )
    assert (line.target.origin, line.words_fi, line.position) == ("printed", "Osuus 80 %", 1)


def test_another_level_needs_a_decision_or_a_reason_and_keeps_the_old_one(by):
    indicator = add_indicator(SHARE, code="m", name="Osuus", by=by, reason="r")
    about = {"year": 2023, "by": by, "reason": "r"}
    put_target(indicator.pk, level=Level("at_least", Decimal(80)), basis=Basis(), **about)
    with pytest.raises(NotAllowed):
        put_target(indicator.pk, level=Level("at_least", Decimal(70)), basis=Basis(), **about)
    put_target(
        indicator.pk, level=Level("at_least", Decimal(70)), basis=Basis(decision_pk=DecisionFactory().pk), **about
    )
    assert [target.low for target in Target.objects.order_by("pk")] == [80, 70]


def test_a_baseline_is_never_overwritten(by):
    indicator = add_indicator(SHARE, code="m", name="Osuus", by=by, reason="r")
    about = {"source": "a.xlsx", "by": by, "reason": "r"}
    print_baseline(indicator, value=Decimal(6), words="6 %", **about)
    with pytest.raises(NotAllowed, match="lähtötaso"):
        print_baseline(indicator, value=Decimal(7), words="7 %", **about)
    assert Indicator.objects.get().observations.get().words == "6 %"


# --- many at once
def test_a_child_may_be_added_with_its_parent(by, django_assert_num_queries):
    new = NewIndicators()
    parent = new.add(SHARE, code="osuus", name="Osuus", reason="r")
    children = [new.add(SHARE, code="osuus", name=f"Osa {n}", parent=parent, reason="r") for n in range(3)]
    grandchild = new.add(SHARE, code="osuus", name="Osan osa", parent=children[1], reason="r")
    with django_assert_num_queries(6):  # two for each generation
        new.write(by=by)
    assert [one.code for one in Indicator.objects.all()] == ["osuus", *(f"osuus-{n}" for n in range(2, 6))]
    assert set(parent.children.all()) == set(children)
    assert Indicator.objects.get(pk=grandchild.pk).parent == children[1]


def test_what_hangs_on_a_benefit_is_in_its_history_with_who_and_why(by):
    strategy = StrategyFactory()
    there = add_benefit(strategy.pk, name="Työllisyys paranee", by=by, reason="r")
    indicators, new = NewIndicators(), NewBenefits(strategy.pk)
    figures = [indicators.add(SHARE, code="m", name=f"Mittari {n}", reason="r") for n in range(2)]
    made = new.add(name="Ostovoima kasvaa", reason="import a.xlsx B3")
    for figure in figures:
        new.hang(figure, [there, made], reason="import a.xlsx B3")
    indicators.write(by=by)
    new.write(by=by)
    for benefit, kind in ((there, "~"), (made, "+")):
        assert list(benefit.indicators.all()) == figures
        record = benefit.history.latest()
        assert (record.history_type, record.history_user, record.history_change_reason) == (
            kind,
            by,
            "import a.xlsx B3",
        )
        assert [link.indicator for link in record.indicators.all()] == figures


def test_a_decision_is_entered_once_for_all_that_name_it(by):
    known = DecisionFactory(body="KH", decided_on=date(2023, 6, 12), section="201")
    other = ("KV", date(2023, 6, 12), "45")
    for _time in range(2):
        found = decisions_named({("KH", date(2023, 6, 12), "201"): "r", other: "r"}, by=by)
        assert found["KH", date(2023, 6, 12), "201"] == known
        assert (found[other].body, Decision.objects.count()) == ("KV", 2)
