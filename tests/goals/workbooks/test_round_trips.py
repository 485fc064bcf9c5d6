"""Show 4: what goes out and comes back changes nothing; random edits of open cells are exactly those edits."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from goals.operations.workbook_edits import apply
from goals.plan_workbook.own.columns import Choice, Day, Measured, Whole, Words, YesNo
from goals.plan_workbook.own.entries import entries_workbook, template_workbook
from goals.plan_workbook.own.indicators import indicators_workbook
from goals.plan_workbook.own.plan import ScheduleCell, plan_workbook
from goals.plan_workbook.own.projects import projects_workbook
from kemistrategy.organisation.permissions import rights_of
from tests.factories import (
    ActionFactory,
    BaselineFactory,
    DecisionFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureLineFactory,
    MilestoneFactory,
    ObservationFactory,
    PositionFactory,
    ProjectFactory,
    StrategyFactory,
    TargetFactory,
    ThemeFactory,
)
from tests.goals.situations import entry_of_action, entry_of_indicator, told_last_year

from .files import found, put, read_quickly, saved_again, written

pytestmark = pytest.mark.django_db
KINDS = ("plan", "indicators", "entries", "template", "projects")
ODD = ["=1+1", "+358 40", "-5 %", "@nimi", "#N/A", "a\nb", "Å\u0308 ä", "<b>x</b>", "'lainaus", "1.234", "😀"]


@pytest.fixture
def world(db, round, post, coordinator, holder):
    """One of everything, told in odd words; (kind) → the workbook made now."""
    strategy = StrategyFactory()
    round.strategies.set([strategy])
    goal = GoalFactory(strategy=strategy, themes=[ThemeFactory(strategy=strategy)], title="=Tavoite\ntoisella rivillä")
    action = ActionFactory(answering_post=post, unit=post.unit, goals=[goal], title="Rakennetaan <b>silta</b> _x0041_")
    plan = action.plan_lines.get().plan
    GoalFactory(strategy=strategy)
    other = ActionFactory(answering_post=post, unit=post.unit, decision=DecisionFactory())
    other.plan_lines.create(plan=plan, goal=goal, action=other, words="Toinen", position=2, schedule_text="2023-")
    indicator = IndicatorFactory(answering_post=post, unit="%", kind="percent", direction="up", decimals=1)
    target = TargetFactory(indicator=indicator, low=Decimal("80.5"))
    MeasureLineFactory(plan=plan, goal=goal, action=action, indicator=indicator, target=target, words="Väh. 80,5 %")
    words = IndicatorFactory(answering_post=post, kind="text", unit="")
    MeasureLineFactory(plan=plan, goal=goal, indicator=words)
    TargetFactory(indicator=words, low=None, comparison="words", words="Laadittu")
    BaselineFactory(indicator=indicator, value=Decimal("12.345678"))
    ObservationFactory(indicator=indicator, value=Decimal("7.25"), words="7,25 %", note="-5 %")
    told_last_year(entry_of_action(round, post), public_text="Viime vuonna\r\nkerrottiin")
    entry_of_indicator(round, post, indicator={"kind": "scale", "scale_maximum": 5, "unit": ""})
    project = ProjectFactory(strategy=strategy, answering_post=post, units=[post.unit], outcome="Valmis\tsilta")
    MilestoneFactory(project=project, due_on=date(2024, 2, 29))
    PositionFactory(title="Päättynyt tehtävä", valid_to=date(2022, 12, 31))
    made = {
        "plan": lambda language: plan_workbook(plan, rights_of(coordinator), language),
        "indicators": lambda language: indicators_workbook(rights_of(coordinator), language),
        "entries": lambda language: entries_workbook(round, rights_of(holder), language),
        "template": lambda language: template_workbook(round, rights_of(coordinator), language),
        "projects": lambda language: projects_workbook(strategy, rights_of(coordinator), language),
    }
    return lambda kind, language="fi": made[kind](language)


@pytest.fixture
def rights(holder, coordinator):
    return lambda kind: rights_of(holder if kind == "entries" else coordinator)


# --- what a person types -------------------------------------------------------------------------------------------
texts = st.one_of(
    st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
).filter(lambda words: words.strip())
numbers = st.decimals(0, 100, places=2).filter(lambda number: number == number)


def typed_into(column, row):
    """What may be typed into a cell of the column, as it stands in the cell."""
    kind = column.kind
    if isinstance(kind, Words):
        return texts.map(lambda words: words[: kind.maximum])
    if isinstance(kind, Choice):
        return st.sampled_from(kind.choices)
    if isinstance(kind, YesNo):
        return st.sampled_from(["kyllä", "ei", "x", True])
    if isinstance(kind, Day):
        days = st.dates(date(2001, 1, 1), date(2049, 12, 31))
        return days | days.map(lambda day: f"{day.day}.{day.month}.{day.year}") | days.map(date.isoformat)
    if isinstance(kind, Whole):
        return st.integers(1, 1000)
    if isinstance(kind, ScheduleCell):
        return st.sampled_from(["2024", "2024–2026", "2024–", "syksyllä 2024", "jatkuva"])
    if row.indicator.is_told_in_words:
        return texts if isinstance(kind, Measured) else st.nothing()
    most = row.indicator.scale_maximum or 100
    values = numbers.filter(lambda number: number <= most)
    return values.map(float) | values.map(lambda number: f"{number}".replace(".", ","))


@st.composite
def some_edits(draw, workbook):
    """[(sheet, row, column, what is typed)] of a few open cells, each once."""
    cells = [
        (sheet, row, column)
        for sheet in workbook.sheets
        for row in sheet.rows
        for column in sheet.columns
        if column.is_open_in(row) and not column.explains and not typed_into(column, row).is_empty
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(cells))), min_size=1, max_size=5, unique=True))
    return [(*cells[place], draw(typed_into(cells[place][2], cells[place][1]))) for place in chosen]


def edited(workbook, typed, explained=()):
    def edit(book):
        for sheet, row, column, words in typed:
            put(book, sheet.title, row.code, column.heading, words)
        for sheet, row, column, words in explained:
            put(book, sheet.title, row.code, column.heading, words)

    return saved_again(written(workbook), edit)


def expected_of(typed):
    """(sheet, code, column) → the spelling that the cell should have; what says the same as now is no edit."""
    wanted = {}
    for sheet, row, column, words in typed:
        shown = words if isinstance(words, str) else _as_excel_shows(words)
        spelled = column.spelled_cell(shown, row)
        if spelled != column.spelled_value(row):
            wanted[sheet.key, row.code, column.name] = spelled
    return wanted


def _as_excel_shows(value):
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else str(value)


calm = settings(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)


# --- the shows -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_not_edited_changes_nothing(world, rights, kind, language):
    file = saved_again(written(world(kind, language)))
    assert found(file, world(kind, language)) == []
    assert apply(read_quickly(file), rights=rights(kind)).changes_nothing


@pytest.mark.parametrize("kind", KINDS)
@calm
@given(data=st.data())
def test_random_edits_are_exactly_those_edits(world, kind, data):
    workbook = world(kind)
    typed = data.draw(some_edits(workbook))
    differences = found(edited(workbook, typed), workbook)
    assert [one for one in differences if one.what != "edit" or one.is_conflict] == []
    assert {(one.sheet, one.code, one.column): _spelled(workbook, one) for one in differences} == expected_of(typed)


def _spelled(workbook, one):
    sheet = workbook.sheet(one.sheet)
    return sheet.column(one.column).kind.spelled(one.value, sheet.by_code[one.code])


def state_of(workbook):
    """(sheet, code, column) → the spelling of every cell that can be open, as the service has it."""
    return {
        (sheet.key, row.code, column.name): column.spelled_value(row)
        for sheet in workbook.sheets
        for row in sheet.rows
        for column in sheet.columns
        if column.is_open and not column.explains
    }


def reasons(workbook, typed):
    """Every edited row says why."""
    rows = {(sheet.key, row.code): (sheet, row) for sheet, row, _column, _words in typed}
    return [
        (sheet, row, sheet.column("reason"), "Talousarvio muuttui")
        for sheet, row in rows.values()
        if sheet.column("reason")
    ]


@pytest.mark.parametrize("kind", KINDS)
@calm
@given(data=st.data())
def test_applied_edits_are_what_the_service_then_tells(world, rights, kind, data):
    workbook = world(kind)
    before = state_of(workbook)
    typed = [one for one in data.draw(some_edits(workbook)) if is_free(one)]
    assume(typed)
    file = edited(workbook, typed, reasons(workbook, typed))
    with transaction.atomic():
        applied = apply(read_quickly(file), rights=rights(kind), file_name="tyokirja.xlsx")
        after = state_of(world(kind))
        again = apply(read_quickly(file), rights=rights(kind), file_name="tyokirja.xlsx")
        transaction.set_rollback(True)
    wanted = expected_of(typed)
    assert applied.edits == len(wanted)
    assert {cell: words for cell, words in after.items() if words != before[cell]} == wanted
    assert again.changes_nothing


def is_free(one):
    """What an operation lets change by itself: not two days in the wrong order, nor half of a level."""
    sheet, row, column, _words = one
    if sheet.key == "targets" and column.name == "words":
        return row.indicator.is_told_in_words  # beside a figure, words that are another figure are refused
    return column.name not in ("started_on", "finished_on", "comparison", "due_on", "decision")
