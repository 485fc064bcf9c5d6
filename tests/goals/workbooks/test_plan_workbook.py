"""A plan's and the projects' workbooks: what a person changed comes in by the same operations as the forms."""

import io

import openpyxl
import pytest

from goals.models import Plan, Project
from goals.operations.workbook_edits import NotApplied, apply, try_out
from goals.plan_workbook.own.plan import plan_workbook
from goals.plan_workbook.own.projects import projects_workbook
from kemistrategy.organisation.permissions import rights_of
from measures.operations.targets import Basis
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
        [
            "Tämä taulukko on luettavaksi, eikä sitä lueta takaisin. "
            "Muuta tietoja täällä: Tavoitteet, Toimenpiteet, Mittarit.",
            None, None, None, None,
        ],
        ["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG"],
        ["Kemi kasvaa", "Rakennetaan silta", "tekninen johtaja\n2023-", "3 siltaa", "9"],
    ]  # fmt: skip
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
        "B3",
        "Kohdetta ”Tuntematon tavoite” ei ole tässä työkirjassa. Valitse luettelosta. Vaihtoehdot: ”Kemi kasvaa”.",
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


# --- what is read only, what is refused, and why -------------------------------------------------------------------
def test_what_is_written_into_the_sheet_to_be_read_is_told_and_changes_nothing(line, coordinator, bring_in):
    workbook = plan_workbook(line.plan, rights_of(coordinator), "fi")

    def edit(book):
        sheet = book["Suunnitelma"]
        assert sheet["B3"].fill.fgColor.rgb.endswith("ECEFF1")
        sheet["B3"].value, sheet["E3"].value = "Rakennetaan tunneli", None
        sheet["A9"].value = "Kokonaan uusi tavoite"

    said = found(saved_again(written(workbook), edit), workbook)
    assert [(one.what, one.place.cell, one.typed) for one in said] == [
        ("closed", "B3", "Rakennetaan tunneli"), ("closed", "A9", "Kokonaan uusi tavoite"), ("closed", "E3", ""),
    ]  # fmt: skip
    assert {one.note for one in said} == {
        "Tätä taulukkoa ei lueta takaisin. Muuta samaa kohtaa näissä taulukoissa: Tavoitteet, Toimenpiteet, Mittarit."
    }
    assert bring_in(edit).changes_nothing


def test_rows_of_the_sheet_to_be_read_may_be_moved(line, coordinator):
    workbook = plan_workbook(line.plan, rights_of(coordinator), "fi")
    assert found(saved_again(written(workbook), lambda book: book["Suunnitelma"].insert_rows(3, 4)), workbook) == []


def test_one_reason_serves_all_changes_that_need_it(line, bring_in):
    def edit(book):
        put(book, "Toimenpiteet", f"R{line.pk}", "Teksti kuten suunnitelmassa", "Rakennetaan kaksi siltaa")
        put(book, "Tavoitteet", f"T{line.goal_id}", "Tavoite", "Kemi kasvaa yhä")
        put(book, "Tavoitteet", f"T{line.goal_id}", "Muutoksen syy", "Oma syynsä")

    assert bring_in(edit, basis=Basis(reason="Kaikille sama")).edits == 2
    line.refresh_from_db()
    assert line.history.first().history_change_reason.endswith("· Kaikille sama")
    assert line.goal.history.first().history_change_reason.endswith("· Oma syynsä")


def tried(line, user, edit):
    workbook = plan_workbook(line.plan, rights_of(user), "fi")
    differences = found(saved_again(written(workbook), edit), workbook)
    return try_out(differences, workbook, rights=rights_of(user))


def test_what_can_be_known_is_known_before_adopting(line, coordinator):
    line.action.decision = DecisionFactory()
    line.action.save()

    def edit(book):
        put(book, "Toimenpiteet", f"R{line.pk}", "Toimenpide", "Rakennetaan iso silta")
        put(book, "Toimenpiteet", f"R{line.pk}", "Vastaa", None)
        put(book, "Tavoitteet", f"T{line.goal_id}", "Tavoite", "Kemi kasvaa yhä")

    trial = tried(line, coordinator, edit)
    assert [(place.cell, words) for place, words in trial.problems.items()] == [
        ("D2", "Vastaajaa ei voi poistaa. Valitse luettelosta toinen tehtävä.")
    ]
    assert trial.needs_basis
    line.goal.refresh_from_db()
    assert line.goal.title == "Kemi kasvaa"


def test_a_draft_asks_no_basis(line, coordinator):
    Plan.objects.filter(pk=line.plan_id).update(state=Plan.State.DRAFT)
    trial = tried(line, coordinator, lambda book: put(book, "Toimenpiteet", f"R{line.pk}", "Aikataulu", "2024–2026"))
    assert (trial.problems, trial.needs_basis) == ({}, False)


def test_a_new_row_keeps_its_other_cells_when_one_is_left_empty(line, coordinator, bring_in):
    def edit(book):
        words = ["Kemi kasvaa", "Puretaan silta", "Siltakeisari", None, "joskus ehkä", None, None, "siltaväki"]
        book["Toimenpiteet"].append([None, *words, None, None, None, "Sovittu"])

    workbook = plan_workbook(line.plan, rights_of(coordinator), "fi")
    (row,) = found(saved_again(written(workbook), edit), workbook)
    faults = {cell.field: cell for cell in row.cells if cell.fault}
    assert (row.what, row.thing, list(faults)) == ("refused", "Puretaan silta", ["Vastaa", "Aikataulu"])
    assert "Lähimpiä" in faults["Vastaa"].fault or "Vaihtoehdot" in faults["Vastaa"].fault
    assert all(cell.may_be_left for cell in faults.values())
    with pytest.raises(NotApplied) as refused:
        bring_in(edit)
    assert [place.cell for place, _words in refused.value.problems] == ["D3", "F3"]
    assert bring_in(edit, left_out=[cell.key for cell in faults.values()]).added == 1
    added = line.goal.actions.get(title="Puretaan silta")
    assert (added.plan_lines.get().owners_text, added.starts_on) == ("siltaväki", None)


def test_a_whole_new_row_can_be_left_out(line, coordinator, bring_in):
    def edit(book):
        book["Toimenpiteet"].append([None, "Ei ole", "Puretaan silta"])

    workbook = plan_workbook(line.plan, rights_of(coordinator), "fi")
    (row,) = found(saved_again(written(workbook), edit), workbook)
    assert [cell.may_be_left for cell in row.cells if cell.fault] == [False]
    assert bring_in(edit, left_out=[row.key]).left == 1


def test_who_may_not_change_a_plan_is_told_so(line, coordinator, holder):
    def edit(book):
        put(book, "Tavoitteet", f"T{line.goal_id}", "Tavoite", "Muu")
        book["Toimenpiteet"].append([None, "Kemi kasvaa", "Puretaan silta"])

    why = "Sinulla ei ole oikeutta tähän: suunnitelmaa muuttaa koordinaattori."
    mine = plan_workbook(line.plan, rights_of(holder), "fi")
    file = saved_again(written(plan_workbook(line.plan, rights_of(coordinator), "fi")), edit)
    assert [(one.what, one.refusal) for one in found(file, mine)] == [("refused", why), ("refused", why)]
    said, added = found(saved_again(written(mine), edit), mine)
    assert (said.what, said.note, added.refusal) == ("closed", why, why)


def test_a_new_thing_is_added_in_the_finnish_workbook_only(post, coordinator):
    """Else its Finnish name would be Swedish, and the same file would add it again when it has a Swedish one."""
    project = ProjectFactory(answering_post=post, units=[post.unit])
    rights = rights_of(coordinator)

    def edit(book):
        book.worksheets[0].append([None, "Simhallen byggs"])

    file = saved_again(written(projects_workbook(project.strategy, rights, "sv")), edit)
    with pytest.raises(NotApplied, match="finska arbetsboken"):
        apply(read_quickly(file), rights=rights)
    assert Project.objects.count() == 1


def test_the_same_new_thing_twice_in_a_file_is_said(post, coordinator):
    project = ProjectFactory(answering_post=post, units=[post.unit])
    rights = rights_of(coordinator)

    def edit(book):
        for name in ("Uusi silta", "Uusi  Silta"):
            book["Projektit"].append([None, name])

    file = saved_again(written(projects_workbook(project.strategy, rights, "fi")), edit)
    with pytest.raises(NotApplied, match="kahdesti"):
        apply(read_quickly(file), rights=rights)
    assert Project.objects.count() == 1


def test_posts_of_one_title_keep_their_mark_when_another_comes(coordinator):
    first, second = PositionFactory(title="Rehtori", position=1), PositionFactory(title="Rehtori", position=9)
    project = ProjectFactory(answering_post=second, units=[second.unit])
    rights = rights_of(coordinator)
    file = saved_again(written(projects_workbook(project.strategy, rights, "fi")))
    PositionFactory(title="Rehtori", position=5)
    assert found(file, projects_workbook(project.strategy, rights, "fi")) == []
    assert first.pk != second.pk
