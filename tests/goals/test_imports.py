"""The life of an import: a file is received, questions are answered, it is adopted once, and then changes nothing."""

import io
from dataclasses import dataclass, replace
from functools import lru_cache

import pytest
from django.db import transaction
from openpyxl import load_workbook

from goals.models import Action, Benefit, Goal, ImportedPlace, MeasureLine, Plan, PlanImport, PlanLine, Project, SdgTag
from goals.operations import imports
from goals.operations.adoption import adopt_proposal
from goals.operations.imports import adopt, answer, discard, receive, receive_pasted
from goals.plan_workbook import imported
from goals.plan_workbook.imported import proposal_of
from kemistrategy.organisation.models import Decision, OrgUnit, Position, User
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.workbook_reading import Unreadable
from measures.models import Indicator, Observation, Target
from measures.operations.targets import Basis
from tests.factories import (
    DecisionFactory,
    GoalFactory,
    OrgUnitFactory,
    PositionFactory,
    SdgGoalFactory,
    SdgTargetFactory,
    StrategyFactory,
    ThemeFactory,
    UserFactory,
)

from .import_books import TWO_GOALS, workbook
from .threads import Together

MODELS = (
    Goal,
    Plan,
    Action,
    PlanLine,
    MeasureLine,
    Indicator,
    Target,
    Observation,
    Position,
    Project,
    Benefit,
    Decision,
)


@dataclass
class City:
    strategy: object
    theme: object
    unit: OrgUnit
    director: Position
    coordinator: User
    place: dict


def city_to_plan(settings, tmp_path) -> City:
    """A strategy with one theme and no plan, a department with two posts, a coordinator."""
    settings.MEDIA_ROOT = tmp_path / "media"
    strategy = StrategyFactory(name="Strategia")
    theme = ThemeFactory(strategy=strategy, name="Elinvoimainen kaupunki")
    unit = OrgUnitFactory(name="Hyvinvointitoimiala")
    director = PositionFactory(title="Hyvinvointijohtaja", unit=unit)
    PositionFactory(title="Hyte-koordinaattori", unit=unit)
    for number in (4, 13):
        SdgGoalFactory(number=number)
    SdgTargetFactory(goal=SdgGoalFactory(number=4), code="4.7")
    coordinator = UserFactory(role=User.Role.COORDINATOR)
    return City(strategy, theme, unit, director, coordinator, {"strategy": strategy, "unit": unit, "year": 2023})


@pytest.fixture
def city(db, settings, tmp_path):
    return city_to_plan(settings, tmp_path)


@pytest.fixture(autouse=True)
def read_once(monkeypatch):
    """Many tests bring the same file; opening it in a process of its own takes longest."""
    monkeypatch.setattr(imports, "read_book", READ_ONCE)


READ_ONCE = lru_cache(maxsize=50)(imports.read_book)


def bring(city, data=None, name="suunnitelma.xlsx", **place):
    return receive(data or workbook(*TWO_GOALS), name, **(city.place | place), by=city.coordinator)


def take(city, row, **basis):
    row.refresh_from_db()
    return adopt(row.pk, version=row.version, by=city.coordinator, **basis)


def counted():
    return {model.__name__: model.objects.count() for model in MODELS}


def line_of(row, words):
    proposal, _existing = proposal_of(row)
    return next(line for line in proposal.items if line.words == words)


# --- receiving ----------------------------------------------------------------------------------------------------
def test_nothing_is_a_plan_before_it_is_adopted(city):
    before = counted()
    row = bring(city)
    assert counted() == before
    proposal, _existing = proposal_of(row)
    assert (proposal.is_ready, proposal.summary.goals.new, proposal.summary.lines) == (True, 2, 2)
    assert workbook_of(row) == workbook(*TWO_GOALS)


def workbook_of(row):
    with row.file.open("rb") as file:
        return file.read()


def test_the_same_file_for_the_same_place_is_one_import(city):
    data = workbook(*TWO_GOALS)
    row = bring(city, data)
    assert bring(city, data, name="kopio.xlsx") == row
    assert bring(city, data, year=2024) != row
    assert PlanImport.objects.values("file").distinct().count() == 1, "the bytes are kept once"


def test_a_pasted_table_is_an_import_too(city):
    pasted = "Tavoite\tToimenpiteet\tVastuu ja aikataulu\nPuhdas vesi\tPuhdistetaan vesi\tHyvinvointijohtaja 2023\n"
    row = receive_pasted(pasted, "", **city.place, by=city.coordinator)
    proposal, _existing = proposal_of(row)
    assert [line.words for line in proposal.items] == ["Puhdas vesi", "Puhdistetaan vesi"]
    assert workbook_of(row) == pasted.encode()


def test_only_a_coordinator_brings_plans(city):
    with pytest.raises(NotAllowed, match="koordinaattori"):
        receive(workbook(*TWO_GOALS), "a.xlsx", by=UserFactory())


def test_a_file_that_is_none_is_refused(city):
    with pytest.raises(Unreadable):
        bring(city, b"PK\x03\x04 nothing of the kind")
    assert not PlanImport.objects.exists()


# --- adopting -----------------------------------------------------------------------------------------------------
def test_what_is_adopted(city):
    row = bring(city)
    done = take(city, row)
    plan = Plan.objects.get()
    assert (plan.unit, plan.year, plan.state, done.plan_import.plan) == (city.unit, 2023, "draft", plan)
    goals = list(Goal.objects.all())
    assert [goal.title_fi for goal in goals] == [row_of[0] for row_of in TWO_GOALS]
    assert [list(goal.themes.all()) for goal in goals] == [[city.theme]] * 2
    tags = SdgTag.objects.order_by("pk")
    assert [(tag.sdg_goal.number, getattr(tag.sdg_target, "code", "")) for tag in tags] == [(13, ""), (4, "4.7")]
    actions = list(Action.objects.order_by("pk"))
    assert [action.answering_post for action in actions] == [city.director] * 2
    assert actions[0].answering_confirmed_at is None, "a proposal until a coordinator confirms it"
    assert [post.title for post in actions[0].participants.all()] == ["Hyte-koordinaattori"]
    assert (actions[0].ends_on.year, actions[1].ends_on) == (2023, None)
    lines = list(plan.lines.all())
    assert [(line.goal, line.action, line.words) for line in lines] == [
        (goals[0], actions[0], TWO_GOALS[0][1]),
        (goals[1], actions[1], TWO_GOALS[1][1]),
    ]
    assert "hyte-koordinaattori" in lines[0].owners_text
    share, rate = plan.measure_lines.all()
    assert (share.action, share.target.low, share.target.year, share.target.origin) == (actions[0], 80, 2023, "printed")
    assert (rate.target.low, rate.target.year, rate.indicator.answering_post) == (4, 2023, city.director)


def test_every_row_says_which_file_and_cell_it_comes_from(city):
    row = bring(city)
    take(city, row)
    assert {(place.sheet, place.cell) for place in row.places.all()} == {
        ("Suunnitelma", f"{column}{number}") for column in "ABD" for number in (3, 4)
    }
    action = Action.objects.order_by("pk").first()
    record = action.history.latest()
    assert (record.history_user, record.history_change_reason) == (
        city.coordinator,
        "import suunnitelma.xlsx Suunnitelma!B3",
    )
    for model in (Goal, PlanLine, MeasureLine, Indicator, Target):
        reasons = model.history.values_list("history_change_reason", flat=True)
        assert all(reason.startswith("import suunnitelma.xlsx Suunnitelma!") for reason in reasons), model


def test_the_first_line_of_history_holds_what_a_new_thing_is_linked_with(city):
    take(city, bring(city))
    action = Action.objects.order_by("pk").first()
    record = action.history.get()
    assert (record.history_type, record.history_user) == ("+", city.coordinator)
    assert [link.position for link in record.participants.all()] == list(action.participants.all())
    goal = Goal.objects.order_by("pk").first()
    assert [link.theme for link in goal.history.get().themes.all()] == [city.theme]


def test_a_refused_line_is_named_by_its_cell_and_nothing_is_adopted(city):
    row = bring(city)
    before = counted()
    proposal, existing = proposal_of(row)
    goal = proposal.goals[1]
    asked = replace(goal, actions=tuple(replace(one, words="  ") for one in goal.actions))
    with pytest.raises(NotAllowed, match=r"^Suunnitelma!B4: "), transaction.atomic():
        adopt_proposal(
            row, replace(proposal, goals=(proposal.goals[0], asked)), existing, basis=Basis(), by=city.coordinator
        )
    assert counted() == before


def test_adopted_twice_it_has_one_effect(city):
    row = bring(city)
    take(city, row)
    before = counted(), Goal.history.count(), row.places.count()
    again = take(city, row)
    assert again.is_done_before
    assert (counted(), Goal.history.count(), row.places.count()) == before


def test_the_same_file_again_changes_nothing(city):
    data = workbook(*TWO_GOALS)
    take(city, bring(city, data))
    before = counted()
    again = bring(city, data)
    proposal, _existing = proposal_of(again)
    assert proposal.summary.changes_nothing
    assert {line.choice for line in proposal.items} == {"same"}
    done = take(city, again)
    assert done.summary.changes_nothing
    assert (counted(), again.places.count()) == (before, 0)


def test_what_was_answered_is_remembered_when_the_same_file_comes_again(city):
    """A goal in other words, a line left out, an owner kept as words: none of it is asked or proposed anew."""
    there = GoalFactory(strategy=city.strategy, title="Vihreä Kemi lisää meidän vetovoimaamme", code="e1")
    rows = [list(row) for row in TWO_GOALS]
    rows[1][2] = "Vapaaehtoiset"
    data = workbook(*map(tuple, rows))
    row = bring(city, data)
    goal = line_of(row, rows[0][0])
    assert (goal.same, goal.blocks) == (there.pk, True)
    owner = next(one for one in proposal_of(row)[0].owners if one.words == "Vapaaehtoiset")
    for part, key, given in (
        ("items", goal.key, {"choice": "same", "same": there.pk}),
        ("owners", owner.key, {"choice": "words"}),
        ("items", line_of(row, rows[1][3]).key if line_exists(row, rows[1][3]) else measure_key(row), LEFT_OUT),
        ("items", line_of(row, rows[1][1]).key, {"words": "Palveluverkko muuttuu"}),
    ):
        row = answer(row.pk, version=row.version, part=part, key=key, answer=given, by=city.coordinator)
    take(city, row)
    before = counted()
    again = bring(city, data)
    proposal, _existing = proposal_of(again)
    assert (proposal.is_ready, proposal.summary.changes_nothing) == (True, True)
    take(city, again)
    assert counted() == before


LEFT_OUT = {"choice": "leave_out"}


def line_exists(row, words):
    return any(line.words == words for line in proposal_of(row)[0].items)


def measure_key(row):
    return proposal_of(row)[0].all_measures[-1].key


def test_next_years_file_carries_the_actions_on(city):
    take(city, bring(city))
    actions = Action.objects.count()
    rows = [list(row) for row in TWO_GOALS]
    rows[0][2] = "Hyvinvointijohtaja, hyte-koordinaattori"
    take(city, bring(city, workbook(*map(tuple, rows)), name="2024.xlsx", year=2024))
    assert (Action.objects.count(), Goal.objects.count(), Plan.objects.count()) == (actions, 2, 2)
    assert PlanLine.objects.filter(plan__year=2024).count() == 2
    assert Indicator.objects.count() == 2


def test_open_questions_stop_the_adoption_and_nothing_is_written(city):
    rows = [list(row) for row in TWO_GOALS]
    rows[0][2] = "Liikuntaneuvoja 2023"
    row = bring(city, workbook(*map(tuple, rows)))
    before = counted()
    with pytest.raises(NotAllowed, match="1 kysymys"):
        take(city, row)
    assert counted() == before
    owner = next(one for one in proposal_of(row)[0].owners if one.blocks)
    new_post = {"choice": "new", "kind": "single"}
    row = answer(row.pk, version=0, part="owners", key=owner.key, answer=new_post, by=city.coordinator)
    take(city, row)
    post = Position.objects.get(title_fi="Liikuntaneuvoja")
    assert (post.unit, post.doubt_fi != "", Action.objects.order_by("pk").first().answering_post) == (
        city.unit,
        True,
        post,
    )


def test_a_doubt_that_nobody_looked_at_stays_with_the_thing(city):
    rows = [list(row) for row in TWO_GOALS]
    rows[0][3] = "Johtajuutta vahvistetaan tietojohtamisen suuntaan"
    row = bring(city, workbook(*map(tuple, rows)))
    doubtful = [line for line in proposal_of(row)[0].all_measures if line.open_questions]
    assert doubtful
    take(city, row)
    found = MeasureLine.objects.filter(words_fi__in=[line.words for line in doubtful])
    assert all(line.doubt_fi and line.doubt_sv and line.doubt_en for line in found)


def test_a_plan_in_force_changes_by_a_decision_or_with_a_reason(city):
    take(city, bring(city))
    Plan.objects.update(state="adopted")
    more = workbook(*TWO_GOALS, ("Kolmas tavoite kaupungille", "Uusi työ", "Hyvinvointijohtaja", "Uusi mittari", ""))
    row = bring(city, more, name="muutos.xlsx")
    with pytest.raises(NotAllowed, match="päätös tai kirjoita syy"):
        take(city, row)
    decision = DecisionFactory(section="201")
    done = take(city, row, decision=decision, reason="Lautakunnan esitys")
    assert (done.plan_import.decision, done.plan_import.reason) == (decision, "Lautakunnan esitys")
    record = Action.objects.get(title_fi="Uusi työ").history.latest()
    assert str(decision) in record.history_change_reason
    assert "Lautakunnan esitys" in record.history_change_reason


def test_the_same_plan_in_force_again_needs_no_reason(city):
    data = workbook(*TWO_GOALS)
    take(city, bring(city, data))
    Plan.objects.update(state="adopted")
    assert take(city, bring(city, data)).summary.changes_nothing


def test_a_chosen_change_of_a_known_action(city):
    take(city, bring(city))
    rows = [list(row) for row in TWO_GOALS]
    rows[1][2] = "Hyvinvointijohtaja, hyte-koordinaattori\n2024"
    row = bring(city, workbook(*map(tuple, rows)), name="uusi.xlsx")
    line = line_of(row, rows[1][1])
    assert [change.field for change in line.changes] == ["owners", "schedule"]
    row = answer(
        row.pk, version=row.version, part="items", key=line.key, answer={"change": ["schedule"]}, by=city.coordinator
    )
    take(city, row)
    action = Action.objects.get(title_fi=rows[1][1])
    assert (action.ends_on.year, action.participants.count()) == (2024, 0)
    assert row.places.get().action == action


def test_key_indicators_with_benefits_baselines_and_targets(city):
    data = workbook(
        ("Työllisyys paranee", "Rakennetyöttömien määrä", "666", "599", ""),
        ("Työllisyys paranee", "Työttömyys-%", "13,5", "13,0", ""),
        title="",
        headings=("HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA"),
    )
    row = bring(city, data, name="mittarit.xlsx")
    take(city, row)
    first, second = Indicator.objects.order_by("pk")
    assert (first.name_fi, first.is_key, second.is_key) == ("Rakennetyöttömien määrä", True, True)
    assert list(Benefit.objects.get().indicators.all()) == [first, second]
    baseline = Observation.objects.get(indicator=first)
    assert (baseline.value, baseline.words, baseline.is_printed) == (666, "666", True)
    assert Target.objects.get(indicator=first).low == 599
    before = counted()
    again = bring(city, data, name="mittarit.xlsx")
    assert proposal_of(again)[0].summary.changes_nothing
    take(city, again)
    assert counted() == before


def test_projects_with_their_departments_and_stages(city):
    data = workbook(
        ("Uimahalli", "Uusi halli on käytössä", "Suunnittelu\nRakentaminen", "", "", "", "", "Hyvinvointijohtaja"),
        title="Hyvinvointitoimiala",
        headings=("PROJEKTIT", "LOPPUTULEMA", "VAIHEET", "HYÖDYT", "MITTARI", "NYT", "TAVOITE", "VASTUU"),
    )
    row = bring(city, data, name="projektit.xlsx")
    take(city, row)
    project = Project.objects.get()
    assert (project.name_fi, project.outcome_fi) == ("Uimahalli", "Uusi halli on käytössä")
    assert [stage.title_fi for stage in project.milestones.all()] == ["Suunnittelu", "Rakentaminen"]
    assert (list(project.units.all()), project.answering_post) == ([city.unit], city.director)
    before = counted()
    take(city, bring(city, data, name="projektit.xlsx"))
    assert counted() == before


def test_new_stages_of_a_known_project_are_offered(city):
    headings = ("PROJEKTIT", "LOPPUTULEMA", "VAIHEET", "HYÖDYT", "MITTARI", "NYT", "TAVOITE", "VASTUU")
    for stages in ("Suunnittelu", "suunnittelu\nRakentaminen"):
        line = ("Uimahalli", "", stages, "", "", "", "", "")
        row = bring(city, workbook(line, title="Hyvinvointitoimiala", headings=headings), name="projektit.xlsx")
        if line := next((one for one in proposal_of(row)[0].projects if one.changes), None):
            assert [(change.field, change.read) for change in line.changes] == [("stages", "Rakentaminen")]
            given = {"change": ["stages"]}
            row = answer(row.pk, version=row.version, part="items", key=line.key, answer=given, by=city.coordinator)
        take(city, row)
    stages = Project.objects.get().milestones.values_list("title_fi", flat=True)
    assert list(stages) == ["Suunnittelu", "Rakentaminen"]


def test_markup_stays_words(city):
    rows = [list(row) for row in TWO_GOALS]
    rows[0][1] = '<script>alert("x")</script> & kehitetään'
    take(city, bring(city, workbook(*map(tuple, rows))))
    assert Action.objects.filter(title_fi=rows[0][1]).exists()


# --- answering ----------------------------------------------------------------------------------------------------
def test_two_who_answer_different_lines_do_not_disturb_each_other(city):
    row = bring(city)
    first, second = (line_of(row, row_of[0]).key for row_of in TWO_GOALS)
    answer(row.pk, version=0, part="items", key=first, answer={"checked": True}, by=city.coordinator)
    row = answer(row.pk, version=0, part="items", key=second, answer={"checked": True}, by=city.coordinator)
    assert row.version == 2


def test_two_who_answer_the_same_line_see_each_other(city):
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key
    answer(row.pk, version=0, part="items", key=key, answer={"words": "Minun sanani"}, by=city.coordinator)
    other = UserFactory(role=User.Role.COORDINATOR)
    with pytest.raises(Conflict) as conflict:
        answer(row.pk, version=0, part="items", key=key, answer={"words": "Toiset sanat"}, by=other)
    assert conflict.value.theirs["words"] == "Minun sanani"
    row.refresh_from_db()
    same = answer(row.pk, version=0, part="items", key=key, answer={"words": "Minun sanani"}, by=other)
    assert same.version == row.version, "the same answer is no conflict"


def test_history_keeps_each_answer_once(city):
    row = bring(city)
    first, second = (line_of(row, row_of[0]).key for row_of in TWO_GOALS)
    for key in (first, second):
        row = answer(row.pk, version=9, part="items", key=key, answer={"checked": True}, by=city.coordinator)
    row.refresh_from_db()
    assert {key for key in row.answers["items"]} == {first, second}
    record = row.history.latest()
    assert (record.history_user, record.history_change_reason) == (city.coordinator, f"answered items {second}")
    assert record.answers == {"items": {second: {"checked": True, "_version": 2}}}


def test_an_answer_is_taken_back_with_nothing(city):
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key
    row = answer(row.pk, version=0, part="items", key=key, answer={"words": "Muuten"}, by=city.coordinator)
    row = answer(row.pk, version=1, part="items", key=key, answer={"words": None}, by=city.coordinator)
    assert line_of(row, TWO_GOALS[0][0]).answer == {}


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("items", {"choice": "destroy"}),
        ("items", {"theme": 10**9}),
        ("items", {"theme": "x"}),
        ("items", {"owners": [10**9]}),
        ("items", {"direction": "sideways"}),
        ("items", {"words": "x" * 200_000}),
        ("tables", {"columns": ["B"]}),
        ("nowhere", {"checked": True}),
    ],
)
def test_what_is_no_answer_is_refused(city, part, given):
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key if part == "items" else proposal_of(row)[0].tables[0].key
    with pytest.raises(NotAllowed):
        answer(row.pk, version=0, part=part, key=key, answer=given, by=city.coordinator)
    row.refresh_from_db()
    assert row.answers == {}


def test_zero_characters_are_dropped_and_other_lines_are_nobodys(city):
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key
    row = answer(row.pk, version=0, part="items", key=key, answer={"words": "Nolla\0merkki"}, by=city.coordinator)
    assert row.answers["items"][key]["words"] == "Nollamerkki"
    with pytest.raises(NotAllowed):
        answer(row.pk, version=1, part="items", key="Toinen!A1:goal:1", answer={"checked": True}, by=city.coordinator)


def test_where_it_goes_may_be_said_afterwards(city):
    row = receive(workbook(*TWO_GOALS), "a.xlsx", by=city.coordinator)
    assert not proposal_of(row)[0].is_ready
    given = {"strategy": city.strategy.pk, "unit": city.unit.pk, "year": 2025}
    row = answer(row.pk, version=0, part="place", key="", answer=given, by=city.coordinator)
    take(city, row)
    assert Plan.objects.get().year == 2025


def test_what_has_ended_takes_no_answer(city):
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key
    discard(row.pk, by=city.coordinator)
    with pytest.raises(NotAllowed, match="hylätty"):
        answer(row.pk, version=1, part="items", key=key, answer={"checked": True}, by=city.coordinator)
    with pytest.raises(NotAllowed, match="hylätty"):
        take(city, row)
    assert discard(row.pk, by=city.coordinator).state == "discarded"
    fresh = bring(city)
    assert fresh.pk != row.pk
    take(city, fresh)
    with pytest.raises(NotAllowed, match="käyttöön"):
        discard(fresh.pk, by=city.coordinator)


def test_another_persons_import_is_not_there(city):
    row = bring(city)
    for deed in (
        lambda by: answer(row.pk, version=0, part="items", key="x", answer={}, by=by),
        lambda by: adopt(row.pk, version=0, by=by),
        lambda by: discard(row.pk, by=by),
    ):
        with pytest.raises(PlanImport.DoesNotExist):
            deed(UserFactory())


def test_an_answer_after_the_page_was_shown_stops_the_adoption(city):
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key
    answer(row.pk, version=0, part="items", key=key, answer={"checked": True}, by=city.coordinator)
    with pytest.raises(Conflict):
        adopt(row.pk, version=0, by=city.coordinator)
    assert not Goal.objects.exists()


def test_the_same_workbook_comes_back_with_its_doubts_marked(city):
    rows = [list(row) for row in TWO_GOALS]
    rows[0][2] = "Liikuntaneuvoja 2023"
    data, name = imported.marked(bring(city, workbook(*map(tuple, rows))))
    sheet = load_workbook(io.BytesIO(data))["Suunnitelma"]
    assert name == "suunnitelma-tarkistettavat.xlsx"
    assert sheet["A3"].value == rows[0][0]
    assert "Liikuntaneuvoja" in " ".join(cell.comment.text for row in sheet for cell in row if cell.comment)


# --- two at once --------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_who_adopt_at_once_have_one_effect(settings, tmp_path):
    city = city_to_plan(settings, tmp_path)
    row = bring(city)
    together = Together(tmp_path)

    def deed():
        done = adopt(row.pk, version=row.version, by=city.coordinator)
        return done.is_done_before, Goal.objects.count(), ImportedPlace.objects.count()

    results = together.run(deed, deed)
    assert sorted(results) == [(False, 2, 6), (True, 2, 6)]


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_plan_at_once_make_its_goals_once(settings, tmp_path):
    city = city_to_plan(settings, tmp_path)
    one, other = bring(city), bring(city, workbook(*TWO_GOALS, sheet="Toinen"), name="toinen.xlsx")
    together = Together(tmp_path)

    def adopting(row):
        def deed():
            return adopt(row.pk, version=row.version, by=city.coordinator).summary.changes_nothing, Goal.objects.count()

        return deed

    assert sorted(together.run(adopting(one), adopting(other))) == [(False, 2), (True, 2)]


@pytest.mark.django_db(transaction=True)
def test_adoption_beside_another_edit_of_the_plan(settings, tmp_path):
    """Both are in the plan afterwards, each line in a place of its own."""
    from goals.operations.plan_editing import add_action, add_goal, draft_plan

    city = city_to_plan(settings, tmp_path)
    by = city.coordinator
    goal = add_goal(city.strategy.pk, title="Oma tavoite", themes=[city.theme.pk], by=by)
    plan = draft_plan(strategy_pk=city.strategy.pk, unit_pk=city.unit.pk, year=2023, by=by)
    row = bring(city)

    def editing():
        for number in range(3):
            add_action(plan.pk, goal_pk=goal.pk, title=f"Oma työ {number}", by=by)
        return "edited"

    def adopting():
        adopt(row.pk, version=row.version, by=by)
        return "adopted"

    def found():
        return sorted(PlanLine.objects.filter(plan=plan).values_list("position", flat=True))

    together = Together(tmp_path)
    assert together.run(editing, adopting) == ["edited", "adopted"]
    assert together.run(found) == [[1, 2, 3, 4, 5]]


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_the_same_question_at_once(settings, tmp_path):
    city = city_to_plan(settings, tmp_path)
    row = bring(city)
    key = line_of(row, TWO_GOALS[0][0]).key
    together = Together(tmp_path)

    def answering(words):
        def deed():
            try:
                answer(row.pk, version=0, part="items", key=key, answer={"words": words}, by=city.coordinator)
            except Conflict:
                return "conflict"
            return "kept"

        return deed

    assert sorted(together.run(answering("Yksi"), answering("Kaksi"))) == ["conflict", "kept"]


@pytest.mark.parametrize("number", [2, 6])
def test_an_adoption_costs_the_same_statements_however_much_is_new(city, number, django_assert_num_queries):
    words = ("Vesi", "Liikenne", "Henkilöstö", "Kirjasto", "Satama", "Valokuitu")[:number]
    rows = [
        (f"{word} kuntoon", f"Parannetaan: {word}", TWO_GOALS[0][2], f"{word}: 80 % vuoden 2023 loppuun mennessä", "13")
        for word in words
    ]
    row = bring(city, workbook(*rows))
    with django_assert_num_queries(62):
        take(city, row)
    assert [model.objects.count() for model in (Goal, Action, PlanLine, MeasureLine, Target, SdgTag)] == [number] * 6


KEY_FIGURES = ("HYÖTY", "MITTARIT", "NYT", "TAVOITE", "TOTEUMA")
PROJECTS = ("PROJEKTIT", "LOPPUTULEMA", "VAIHEET", "HYÖDYT", "MITTARI", "NYT", "TAVOITE", "VASTUU")


@pytest.mark.parametrize("number", [2, 6])
def test_key_indicators_and_projects_cost_the_same_statements_too(city, number, django_assert_num_queries):
    words = ("Vesi", "Liikenne", "Henkilöstö", "Kirjasto", "Satama", "Valokuitu")[:number]
    figures = workbook(
        *((f"{word} paranee", f"{word}asiakkaiden määrä", "666", "599", "") for word in words),
        title="",
        headings=KEY_FIGURES,
    )
    row = bring(city, figures, name="mittarit.xlsx")
    with django_assert_num_queries(34):
        take(city, row)
    assert [model.objects.count() for model in (Indicator, Benefit, Observation, Target)] == [number] * 4
    projects = workbook(
        *((f"{word}hanke", "Valmis", "Suunnittelu\nRakentaminen", *[""] * 4, "Hyvinvointijohtaja") for word in words),
        title="Hyvinvointitoimiala",
        headings=PROJECTS,
    )
    row = bring(city, projects, name="projektit.xlsx")
    with django_assert_num_queries(27):
        take(city, row)
    assert Project.objects.count() == number


# --- what it costs ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("times", [1, 3])
def test_a_proposal_costs_the_same_statements_whatever_there_is(city, times, django_assert_num_queries):
    for goal in ("Puhdas vesi", "Turvallinen liikenne", "Osaava henkilöstö")[:times]:
        rows = (goal, f"Parannetaan: {goal}", "Hyvinvointijohtaja", f"{goal}, kpl", "")
        take(city, bring(city, workbook(rows), name=f"{goal}.xlsx"))
    row = PlanImport.objects.select_related("strategy").get(pk=bring(city).pk)
    with django_assert_num_queries(7):
        proposal_of(row)
