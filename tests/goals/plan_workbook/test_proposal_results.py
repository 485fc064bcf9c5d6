"""Results in a file: the period that a heading names, figures to be recorded, and what is asked once per table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from goals.plan_workbook.proposal.propose import propose
from goals.plan_workbook.proposal.results import period_said, period_typed
from goals.queries.plan_matches import ExistingIndicator, ExistingObservation
from kemistrategy.periods import NotAPeriod, half_year, month, months, year
from measures.measure_words import MeasureReading

from .plans_read import action, goal, indicator, measure, plan, table
from .test_proposals import E1, codes, empty

PEOPLE = "Rakennetyöttömien määrä"
TABLE = "Taulukko1!A1"
H1 = half_year(2023, 1)


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Toteuma 2023", year(2023)),
        ("TOTEUMA\n30.6.2023", H1),
        ("Toteuma 31.12.2022", year(2022)),
        ("Toteuma 2023-h1", H1),
        ("Utfall 2023H2", half_year(2023, 2)),
        ("Toteuma 1.1.–30.6.2023", H1),
        ("Toteuma 1-6/2023", H1),
        ("Toteuma 5/2023", month(2023, 5)),
        ("TOTEUMA", None),
        ("Toteuma 15.5.2023", None),
        ("Toteuma 2022–2023", None),
        ("Toteuma I/2023", None),
        ("Toteuma, toinen neljännes 2023", None),
        ("Toteuma 1–3/2023", None),
        ("Toteuma 32.13.2023–1.1.2024", None),
    ],
)
def test_the_period_of_a_heading_is_read_only_where_it_is_certain(heading, period):
    assert period_said(heading) == period


@pytest.mark.parametrize("words", ["2023", " 2023-h1 ", "1–6/2023", "6/2023"])
def test_a_period_may_be_typed_in_many_forms(words):
    assert period_typed(words) in (year(2023), H1, month(2023, 6))


@pytest.mark.parametrize("words", ["", "kesä", "1–3/2023", "1.1.–15.5.2023", "2" * 200_000])
def test_what_is_no_period_of_an_observation_is_refused(words):
    with pytest.raises(NotAPeriod):
        period_typed(words)


def reading(**more):
    return MeasureReading(**{"name": PEOPLE, "kind": "number"} | more)


def told(*actuals, heading="TOTEUMA", existing=None, answers=None, **fields):
    rows = [
        indicator(f"{PEOPLE} {row}" if row > 2 else PEOPLE, row, actual=words, reading=reading(), **fields)
        for row, words in enumerate(actuals, 2)
    ]
    one = replace(table(kind="indicators"), columns=(("measure", "MITTARI"), ("actual", heading)))
    return propose(plan(*rows, tables=[one]), existing or empty(), answers or {})


def asked_of_table(proposal):
    return [(one.code, dict(one.question.values)["number"]) for one in proposal.tables[0].open_questions]


def test_the_period_is_asked_once_for_the_whole_table():
    proposal = told("650", "–", "700", "-", "—")
    assert asked_of_table(proposal) == [("results_period", "2")]
    assert [line.result and line.result.period for line in proposal.indicators] == [None] * 5
    assert [codes(line.open_questions) for line in proposal.indicators] == [[]] * 5
    assert (proposal.is_ready, proposal.summary.results) == (True, 0)


@pytest.mark.parametrize(
    ("heading", "answer"), [("TOTEUMA 2022", {}), ("TOTEUMA", {"period": "2022"}), ("T 2021", {"period": "2022"})]
)
def test_with_a_period_the_results_are_recorded(heading, answer):
    proposal = told("650", heading=heading, answers={"tables": {TABLE: answer}}, actual_cell="E2")
    (line,) = proposal.indicators
    assert (line.result.words, line.result.period, line.result.place.cell) == ("650", year(2022), "E2")
    assert (asked_of_table(proposal), proposal.summary.results, proposal.summary.changes_nothing) == ([], 1, False)


@pytest.mark.parametrize("heading", ["TOTEUMA 2023", "TOTEUMA 31.12.2023"])
def test_a_period_that_has_not_ended_has_no_results(heading):
    there = empty()
    there = replace(there, place=replace(there.place, today=date(2023, 8, 10)))
    assert asked_of_table(told("650", heading=heading, existing=there)) == [("results_period", "1")]


def test_a_person_may_say_that_the_results_of_the_table_are_not_taken():
    proposal = told("650", heading="TOTEUMA 2022", answers={"tables": {TABLE: {"period": "", "checked": True}}})
    assert (asked_of_table(proposal), proposal.summary.results) == ([], 0)


def test_a_result_that_is_no_figure_is_asked_on_its_own_line_until_it_is_written_anew():
    proposal = told("noin puolet", heading="TOTEUMA 2022")
    (line,) = proposal.indicators
    assert (line.result, codes(line.open_questions)) == (None, ["result_not_read"])
    put_right = {"items": {line.key: {"actual": "50"}}}
    (line,) = told("noin puolet", heading="TOTEUMA 2022", answers=put_right).indicators
    assert (line.result.words, codes(line.open_questions)) == ("50", [])
    (line,) = told("650", heading="TOTEUMA 2022", answers={"items": {line.key: {"actual": ""}}}).indicators
    assert (line.result, line.open_questions) == (None, ())


@pytest.mark.parametrize("words", ["101 %", "9" * 400])
def test_a_figure_that_can_not_be_the_indicators_is_asked(words):
    one = replace(table(kind="indicators"), columns=(("actual", "TOTEUMA 2022"),))
    share = reading(kind="percent", unit="%")
    proposal = propose(plan(indicator("Osuus", actual=words, reading=share), tables=[one]), empty(), {})
    assert codes(proposal.indicators[0].open_questions) == ["result_not_read"]


@pytest.mark.parametrize(
    ("observed", "asked", "recorded"), [(None, [], 1), (Decimal("650.0"), [], 0), (Decimal(640), ["result_differs"], 0)]
)
def test_a_figure_of_the_same_period_that_is_there_stays(observed, asked, recorded):
    known = ExistingIndicator(71, PEOPLE, (PEOPLE,), kind="number", is_key=True)
    key = (71, date(2022, 1, 1), date(2022, 12, 31))
    observed = {key: ExistingObservation(observed, "")} if observed else {}
    proposal = told("650", heading="TOTEUMA 2022", existing=empty(indicators={71: known}, observed=observed))
    assert (codes(proposal.indicators[0].open_questions), proposal.summary.results) == (asked, recorded)
    assert proposal.summary.changes_nothing is not bool(recorded)


def test_an_indicator_twice_in_the_file_has_one_result():
    one = replace(table(kind="indicators"), columns=(("actual", "TOTEUMA 2022"),))
    rows = [indicator(PEOPLE, row, actual=words) for row, words in ((2, "650"), (3, "650"), (4, "660"))]
    proposal = propose(plan(*rows, tables=[one]), empty(), {})
    assert [codes(line.open_questions) for line in proposal.indicators] == [[], [], ["result_differs"]]
    assert proposal.summary.results == 1


def test_what_is_told_of_actions_is_one_note_of_the_table():
    rows = [
        action(words, 2, number, told=(("progress", "Käynnissä"),)) for number, words in ((1, "Yksi"), (2, "Kaksi"))
    ]
    proposal = propose(plan(goal(E1), *rows, tables=[table(theme="Elinvoimainen kaupunki")]), empty(), {})
    assert asked_of_table(proposal) == [("results_told", "2")]
    assert not any("result" in code for line in proposal.items for code in codes(line.open_questions))
    assert proposal.is_ready


def test_a_measure_of_a_plan_has_its_result_too():
    one = replace(table(theme="Elinvoimainen kaupunki"), columns=(("goal", "Tavoite"), ("actual", "Toteuma 1-6/2023")))
    found = propose(plan(goal(E1), measure(PEOPLE, reading=reading(), actual="650"), tables=[one]), empty(), {})
    assert found.all_measures[0].result.period == months(month(2023, 1), month(2023, 6))


def test_what_is_left_out_has_no_result():
    proposal = told("650", answers={"tables": {TABLE: {"leave_out": True}}})
    assert (proposal.indicators[0].result, asked_of_table(proposal)) == (None, [])
