"""A plan's and the projects' workbooks: what a person changed comes in by the same operations as the forms."""

import io

import openpyxl
import pytest

from goals.models import Plan
from goals.operations.workbook_edits import NotApplied, apply
from goals.plan_workbook.own.plan import plan_workbook
from goals.plan_workbook.own.projects import projects_workbook
from kemistrategy.organisation.permissions import rights_of
from tests.factories import (
    ActionFactory,
    DecisionFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureLineFactory,
    MilestoneFactory,
    PositionFactory,
    ProjectFactory,
    SdgGoalFactory,
    SdgTagFactory,
    StrategyFactory,
)

from .files import found, put, read_quickly, saved_again, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(db):
    return GoalFactory(strategy=StrategyFactory(), title="Kemi kasvaa")


@pytest.fixture
def action(goal, post):
    return ActionFactory(answering_post=post, unit=post.unit, goals=[goal], title="Rakennetaan silta")


@pytest.fixture
def line(action):
    line = action.plan_lines.get()
    line.owners_text, line.schedule_text = "tekninen johtaja", "2023-"
    line.save()
    MeasureLineFactory(plan=line.plan, goal=line.goal, action=action, indicator=IndicatorFactory(), words="3 siltaa")
    SdgTagFactory(goal=line.goal, sdg_goal=SdgGoalFactory(number=9))
    return line


@pytest.fixture
def bring_in(line, coordinator):
    """The plan's file with this edit, brought in."""

    def bring(edit, user=None, **answers):
        file = saved_again(written(plan_workbook(line.plan, rights_of(coordinator), "fi")), edit)
        return apply(read_quickly(file), rights=rights_of(user or coordinator), file_name="suunnitelma.xlsx", **answers)

    return bring


def test_the_first_sheet_reads_as_plans_are_laid_out(line, coordinator):
    book = openpyxl.load_workbook(io.BytesIO(written(plan_workbook(line.plan, rights_of(coordinator), "fi"))))
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()] == [
        ["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG"],
        ["Kemi kasvaa", "Rakennetaan silta", "tekninen johtaja\n2023-", "3 siltaa", "9"],
    ]
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [
        "Suunnitelma", "Tavoitteet", "Toimenpiteet", "Mittarit",
    ]  # fmt: skip


def test_an_adopted_plan_changes_only_with_a_reason(line, bring_in):
    def edit(book):
        put(book, "Toimenpiteet", f"R{line.pk}", "Teksti kuten suunnitelmassa", "Rakennetaan kaksi siltaa")

    with pytest.raises(NotApplied) as refused:
        bring_in(edit)
    ((place, words),) = refused.value.problems
    assert (place.sheet, place.cell) == ("Toimenpiteet", "H2")
    assert words == "Suunnitelma on hyväksytty. Kerro, mihin muutos perustuu: valitse päätös tai kirjoita syy."

    def with_reason(book):
        edit(book)
        put(book, "Toimenpiteet", f"R{line.pk}", "Muutoksen syy", "Toinen silta sovittiin")

    assert bring_in(with_reason).edits == 1
    line.refresh_from_db()
    assert line.words == "Rakennetaan kaksi siltaa"
    assert line.history.first().history_change_reason == (
        "plan line edited · import suunnitelma.xlsx Toimenpiteet!H2 · Toinen silta sovittiin"
    )


def test_a_draft_needs_no_reason(line, bring_in):
    Plan.objects.filter(pk=line.plan_id).update(state=Plan.State.DRAFT)
    assert bring_in(lambda book: put(book, "Toimenpiteet", f"R{line.pk}", "Aikataulu", "2024–2026")).edits == 1
    line.action.refresh_from_db()
    assert (line.action.starts_on.year, line.action.ends_on.year) == (2024, 2026)


def test_a_decision_is_a_reason_too(line, bring_in):
    decision, post = DecisionFactory(), PositionFactory(title="Siltapäällikkö")

    def edit(book):
        put(book, "Toimenpiteet", f"R{line.pk}", "Vastaa", post.title)
        put(book, "Toimenpiteet", f"R{line.pk}", "Toimenpide", "Rakennetaan iso silta")
        put(book, "Toimenpiteet", f"R{line.pk}", "Muutos perustuu päätökseen", str(decision))

    assert bring_in(edit).edits == 2
    line.action.refresh_from_db()
    assert (line.action.answering_post, line.action.title) == (post, "Rakennetaan iso silta")


def test_a_new_row_is_a_new_action_once(line, bring_in):
    def edit(book):
        sheet = book["Toimenpiteet"]
        sheet.append(
            [None, "Kemi kasvaa", "Puretaan silta", None, None, "2025", None, None, None, None, None, None, "Sovittu"]
        )

    assert bring_in(edit).added == 1
    added = line.goal.actions.get(title="Puretaan silta")
    assert (added.ends_on.year, added.plan_lines.get().plan) == (2025, line.plan)
    assert bring_in(edit).changes_nothing


def test_a_new_row_under_no_goal_is_refused_by_cell(line, bring_in):
    with pytest.raises(NotApplied) as refused:
        bring_in(lambda book: book["Toimenpiteet"].append([None, "Tuntematon tavoite", "Puretaan silta"]))
    ((place, words),) = refused.value.problems
    assert (place.cell, words) == (
        "B3", "Kohdetta ”Tuntematon tavoite” ei ole tässä työkirjassa. Valitse luettelosta.",
    )  # fmt: skip


def test_only_the_coordinator_edits(line, coordinator, holder, bring_in):
    assert all(not row.open for sheet in plan_workbook(line.plan, rights_of(holder), "fi").sheets for row in sheet.rows)
    with pytest.raises(NotApplied):
        bring_in(lambda book: put(book, "Tavoitteet", f"T{line.goal_id}", "Tavoite", "Muu"), user=holder)


def test_a_swedish_workbook_writes_swedish(line, coordinator):
    def edit(book):
        put(
            book,
            "Mål" if "Mål" in book.sheetnames else book.sheetnames[1],
            f"T{line.goal_id}",
            _heading(book, 3),
            "Kemi växer",
        )
        put(book, book.sheetnames[1], f"T{line.goal_id}", _heading(book, 7), "Översättning")

    def _heading(book, column):
        return book.worksheets[1].cell(row=1, column=column).value

    file = saved_again(written(plan_workbook(line.plan, rights_of(coordinator), "sv")), edit)
    assert apply(read_quickly(file), rights=rights_of(coordinator)).edits == 1
    line.goal.refresh_from_db()
    assert (line.goal.title_fi, line.goal.title_sv) == ("Kemi kasvaa", "Kemi växer")


def test_projects_and_their_stages(post, coordinator):
    project = ProjectFactory(answering_post=post, units=[post.unit])
    stage = MilestoneFactory(project=project)
    rights = rights_of(coordinator)

    def edit(book):
        put(book, "Projektit", f"P{project.pk}", "Lopputulema", "Silta on valmis.\nJa kaunis.")
        put(book, "Vaiheet", f"V{stage.pk}", "Määräpäivä", "30.6.2024")
        book["Vaiheet"].append([None, project.name, "Avajaiset", "1.7.2024"])

    file = saved_again(written(projects_workbook(project.strategy, rights, "fi")), edit)
    applied = apply(read_quickly(file), rights=rights, file_name="projektit.xlsx")
    project.refresh_from_db()
    stage.refresh_from_db()
    assert (applied.edits, applied.added, project.outcome, stage.due_on.isoformat()) == (
        2, 1, "Silta on valmis.\nJa kaunis.", "2024-06-30",
    )  # fmt: skip
    assert project.milestones.get(title="Avajaiset").due_on.isoformat() == "2024-07-01"
    assert apply(read_quickly(file), rights=rights).changes_nothing
    assert found(file, projects_workbook(project.strategy, rights, "fi")) == []


def test_what_does_not_fit_in_a_cell_goes_on_below_and_is_not_read_back(line, coordinator):
    line.words, line.owners_text = "<b>" + "a" * 200_000, "=tekninen johtaja"
    line.save()

    def edit(book):
        put(book, "Toimenpiteet", f"R{line.pk}", "Vastuu kuten kirjoitettu", "siltapäällikkö")

    def make():
        return plan_workbook(line.plan, rights_of(coordinator), "fi")

    assert found(saved_again(written(make())), make()) == []
    (only,) = found(saved_again(written(make()), edit), make())
    assert (only.column, only.value, only.present) == ("owners_text", "siltapäällikkö", "=tekninen johtaja")


def test_a_renamed_heading_and_a_missing_column_are_said(line, coordinator):
    def edit(book):
        book["Tavoitteet"].delete_cols(3)
        book["Mittarit"]["A1"].value = "Oma"

    make = plan_workbook(line.plan, rights_of(coordinator), "fi")
    said = found(saved_again(written(make), edit), make)
    assert [(one.what, one.sheet, one.column) for one in said] == [
        ("missing", "goals", "title"),
        ("refused", "measures", ""),
    ]
