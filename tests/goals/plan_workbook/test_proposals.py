"""What is proposed of a read plan beside what exists, and what a person's answers make of it. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from goals.plan_workbook.items import Place, Problem, Question, ReadDecision
from goals.plan_workbook.proposal.propose import propose
from goals.queries.plan_matches import (
    Destination,
    Existing,
    ExistingAction,
    ExistingBenefit,
    ExistingGoal,
    ExistingIndicator,
    ExistingLevel,
    ExistingMeasureLine,
    ExistingPlan,
    ExistingPost,
    ExistingProject,
    ExistingTheme,
    ExistingUnit,
)
from kemistrategy.schedule import Schedule
from measures.measure_words import MeasureReading

from .plans_read import action, goal, indicator, measure, owners, plan, project, table

STRATEGY, THEME, UNIT, PLAN = 1, 11, 21, 31
E1 = "Vihreä ja kestävä Kemi lisää vetovoimaamme sekä torjuu ilmastonmuutosta."
E1_OTHERWISE = "Vihreä ja kestävä Kemi torjuu ilmastonmuutosta ja lisää vetovoimaamme."
CERTIFIED = "Ympäristösertifiointi laajenee päiväkodeille"
AUDITED = "Päiväkodeista auditoitu 80 % vuoden 2023 loppuun mennessä."
EIGHTY = MeasureReading(
    name="Auditoitujen päiväkotien osuus",
    kind="percent",
    unit="%",
    direction="up",
    comparison="at_least",
    low=Decimal(80),
    words="80 % vuoden 2023 loppuun mennessä",
    year=2023,
    due_on=date(2023, 12, 31),
)


def things(*rows):
    return {row.pk: row for row in rows}


def empty(**more):
    """A strategy with one theme, a department with two posts and a group, and nothing planned yet."""
    posts = things(
        ExistingPost(41, "Hyvinvointijohtaja", ("Hyvinvointijohtaja", "Välfärdsdirektör"), kind="single", unit=UNIT),
        ExistingPost(42, "Tulosaluepäälliköt", ("Tulosaluepäälliköt",), kind="group", unit=UNIT),
        ExistingPost(43, "Hyte-koordinaattori", ("Hyte-koordinaattori",), kind="single", unit=UNIT),
    )
    found = Existing(
        place=Destination(STRATEGY, "Strategia", UNIT, 2023),
        themes=things(ExistingTheme(THEME, "Elinvoimainen kaupunki", ("Elinvoimainen kaupunki",), strategy=STRATEGY)),
        units=things(ExistingUnit(UNIT, "Hyvinvointitoimiala", ("Hyvinvointitoimiala",), kind="department", head=41)),
        posts=posts,
    )
    return replace(found, **more)


def planned(**more):
    """The same with a plan in force: one goal, one action, one measure."""
    return empty(
        goals=things(ExistingGoal(51, E1, (E1,), "e1", STRATEGY, frozenset({THEME}))),
        plans=things(ExistingPlan(PLAN, STRATEGY, UNIT, 2023, "Suunnitelma", True, frozenset({(51, 61)}))),
        actions=things(
            ExistingAction(
                61,
                CERTIFIED,
                (CERTIFIED,),
                "e1a",
                unit=UNIT,
                goals=frozenset({51}),
                answering_post=41,
                owners=(41,),
                schedule=Schedule(end=date(2023, 12, 31)),
            )
        ),
        indicators=things(
            ExistingIndicator(
                71,
                EIGHTY.name,
                (EIGHTY.name,),
                "e1-m1",
                kind="percent",
                unit="%",
                levels=(ExistingLevel(81, 2023, "at_least", Decimal(80), None, EIGHTY.words),),
            )
        ),
        measure_lines=(ExistingMeasureLine(91, PLAN, 51, 61, 71, EIGHTY.name, 81, (AUDITED,)),),
        **more,
    )


def read_plan(**more):
    one = action(CERTIFIED, owner=["Hyvinvointijohtaja"], schedule="2023")
    return plan(goal(E1), one, measure(AUDITED, reading=EIGHTY, action=one.key), tables=[table(**more)])


def items(**answers):
    return {"items": {key: answer for key, answer in answers.items()}}


def codes(lines):
    return [asked.code for asked in lines]


def blocking(proposal):
    return sorted(asked.code for _part, _key, asked in proposal.asked if asked.blocks and asked.is_open)


GOAL, ACTION, MEASURE = "Taulukko1!A2:goal:1", "Taulukko1!B2:action:1", "Taulukko1!D2:measure:1"


# --- what exists already ------------------------------------------------------------------------------------------
def test_the_same_file_again_proposes_nothing():
    proposal = propose(read_plan(), planned(), {})
    assert [(line.choice, line.same, line.similarity) for line in proposal.items] == [
        ("same", 51, 100),
        ("same", 61, 100),
        ("same", 71, 100),
    ]
    assert proposal.summary.changes_nothing
    assert proposal.is_ready
    assert proposal.place.is_in_force


def test_a_new_plan_in_a_new_strategy():
    proposal = propose(read_plan(theme="ELINVOIMAINEN KAUPUNKI"), empty(), {})
    (line,) = proposal.goals
    assert (line.choice, line.theme, line.year, line.unit) == ("new", THEME, 2023, UNIT)
    assert [(one.choice, one.answering_post, one.adds_line) for one in line.actions] == [("new", 41, True)]
    assert line.measures[0].action == ACTION
    assert (proposal.summary.lines, proposal.summary.measure_lines, proposal.summary.blocking) == (1, 1, 0)
    assert not proposal.summary.changes_nothing


def test_a_goal_in_other_words_blocks_until_a_person_says_which_it_is():
    otherwise = plan(goal(E1_OTHERWISE))
    proposal = propose(otherwise, planned(), {})
    (line,) = proposal.goals
    assert (line.choice, line.same, line.similarity) == ("same", 51, 94)
    assert blocking(proposal) == ["goal_alike"]
    assert dict(line.open_questions[0].question.values) == {"present": E1, "similarity": "94"}
    said = propose(otherwise, planned(), items(**{GOAL: {"choice": "same", "same": 51}}))
    assert (said.is_ready, said.summary.answered) == (True, 1)
    new = propose(otherwise, planned(), items(**{GOAL: {"choice": "new"}}))
    assert [new.goals[0].choice, *blocking(new)] == ["new", "theme_missing"]


def test_a_changed_target_or_schedule_is_offered_and_taken_only_when_chosen():
    later = plan(
        goal(E1),
        action(CERTIFIED, owner=["Hyvinvointijohtaja", "Hyte-koordinaattori"], schedule="2024"),
        measure(AUDITED, reading=replace(EIGHTY, low=Decimal(90), words="90 %")),
    )
    proposal = propose(later, planned(), {})
    offered = [(change.field, change.present, change.read) for line in proposal.items for change in line.changes]
    assert offered == [
        ("owners", "Hyvinvointijohtaja", "Hyvinvointijohtaja, Hyte-koordinaattori"),
        ("schedule", "2023", "2024"),
        ("target", "80 % vuoden 2023 loppuun mennessä", "90 %"),
    ]
    assert proposal.summary.changes_nothing
    chosen = propose(later, planned(), items(**{ACTION: {"change": ["schedule"]}}))
    assert chosen.summary.actions.changed == 1
    assert not chosen.summary.changes_nothing


def test_next_years_plan_prints_the_known_action_anew():
    proposal = propose(read_plan(), replace(planned(), place=Destination(STRATEGY, "", UNIT, 2024)), {})
    assert (proposal.place.plan, proposal.place.is_in_force) == (None, False)
    assert (proposal.summary.lines, proposal.summary.measure_lines, proposal.summary.actions.new) == (1, 1, 0)


def test_a_measure_is_the_same_only_under_its_own_goal():
    other = plan(goal("Aivan toinen päämäärä kaupungille"), measure("Sisäinen kysely", reading=MeasureReading()))
    survey = ExistingMeasureLine(92, PLAN, 51, None, 72, "Sisäinen kysely", None, ("Sisäinen kysely",))
    known = ExistingIndicator(72, "Sisäinen kysely", ("Sisäinen kysely",), "e1-m2")
    existing = planned()
    existing = replace(
        existing,
        measure_lines=(*existing.measure_lines, survey),
        indicators={**existing.indicators, 72: known},
    )
    assert propose(other, existing, {}).all_measures[0].choice == "new"
    key = replace(known, is_key=True)
    (line,) = propose(other, replace(existing, indicators={72: key}), {}).all_measures
    assert (line.choice, line.same, codes(line.open_questions)) == ("same", 72, ["measure_alike"])


# --- one thing twice ----------------------------------------------------------------------------------------------
def test_equal_words_under_two_goals_are_one_action_with_the_owners_of_both_cells():
    twice = plan(
        goal("Ensimmäinen tavoite", 2),
        action("Yhdyspintatyö hyvinvointialueen kanssa", 2, owner=["Hyvinvointijohtaja"]),
        goal("Aivan muu asia", 3),
        action("YHDYSPINTATYÖ hyvinvointialueen kanssa.", 3, owner=["Hyte-koordinaattori"], schedule="2023"),
    )
    first, second = propose(twice, empty(), {}).all_actions
    assert (first.choice, second.choice, second.same_item) == ("new", "same", first.key)
    assert [owner.post for owner in first.owners] == [41, 43]
    assert (first.answering_post, first.schedule.end) == (41, date(2023, 12, 31))
    assert (first.adds_line, second.adds_line) == (True, True)
    assert codes(second.open_questions) == ["same_action"]
    apart = propose(twice, empty(), items(**{second.key: {"same_item": ""}})).all_actions
    assert [line.choice for line in apart] == ["new", "new"]


def test_an_action_stands_once_under_a_goal():
    twice = plan(goal("Tavoite"), action("Sama työ", number=1), action("sama työ.", number=2))
    assert [line.adds_line for line in propose(twice, empty(), {}).all_actions] == [True, False]


def test_lines_said_to_be_each_other_are_the_first():
    both = plan(goal("Tavoite"), action("Yksi", number=1), action("Kaksi", number=2))
    one, two = (line.key for line in both.actions)
    lines = propose(both, empty(), items(**{one: {"same_item": two}, two: {"same_item": one}})).all_actions
    assert [(line.choice, line.same_item) for line in lines] == [("new", ""), ("same", one)]


def test_a_goal_that_stands_twice_is_one_goal():
    twice = plan(goal("Tavoite", 2), action("Työ", 2), goal("TAVOITE.", 5), action("Toinen työ", 5))
    proposal = propose(twice, empty(), {})
    assert [(line.choice, line.same_item) for line in proposal.goals] == [("new", ""), ("same", proposal.goals[0].key)]
    assert [line.goal for line in proposal.all_actions] == [proposal.goals[0].key] * 2
    assert [len(line.actions) for line in proposal.goals] == [1, 1], "each stays in its row"


# --- owners -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["HYTE-koordinaattori", "hyte-\nkoordinaattori", "Hyte-koordinaattori"])
def test_a_post_in_other_case_or_torn_at_a_line_end_is_the_post(words):
    (line,) = propose(plan(goal("T"), action("Työ", owner=[words])), empty(), {}).all_actions
    assert [owner.post for owner in line.owners] == [43]
    assert line.answering_post == 43


def test_a_group_takes_part_and_never_answers():
    (line,) = propose(plan(goal("T"), action("Työ", owner=["tulosaluepäälliköt"])), empty(), {}).all_actions
    assert ([owner.post for owner in line.owners], line.answering_post) == ([42], None)


def test_the_other_language_is_the_same_post():
    proposal = propose(plan(goal("T"), action("Työ", owner=["välfärdsdirektör"])), empty(), {})
    assert proposal.owners[0].post == 41


def test_an_owner_that_is_no_post_is_asked_once_for_the_whole_file():
    read = plan(
        goal("T"),
        action("Yksi", number=1, owner=["Liikuntaneuvoja"]),
        action("Kaksi", number=2, owner=["liikuntaneuvoja"]),
    )
    proposal = propose(read, empty(), {})
    assert [(owner.words, len(owner.places), codes(owner.open_questions)) for owner in proposal.owners] == [
        ("Liikuntaneuvoja", 2, ["owner_unknown"])
    ]
    key = proposal.owners[0].key
    for answer, post in (
        ({"choice": "post", "post": 43}, 43),
        ({"choice": "new", "kind": "single"}, None),
        ({"choice": "words"}, None),
    ):
        said = propose(read, empty(), {"owners": {key: answer}})
        assert "owner_unknown" not in blocking(said)
        assert {owner.post for line in said.all_actions for owner in line.owners} == {post}
    assert propose(read, empty(), {"owners": {key: {"choice": "new"}}}).summary.new_posts == 1


def test_a_post_almost_by_that_name_is_asked_not_guessed():
    proposal = propose(plan(goal("T"), action("Työ", owner=["Tulosaluepäällikkö"])), empty(), {})
    assert "owner_alike" in blocking(proposal)
    assert proposal.owners[0].candidates[0].title == "Tulosaluepäälliköt"


def test_an_answer_whose_post_has_ended_is_asked_again():
    read = plan(goal("T"), action("Työ", owner=["Liikuntaneuvoja"]))
    key = propose(read, empty(), {}).owners[0].key
    assert "owner_unknown" in blocking(propose(read, empty(), {"owners": {key: {"choice": "post", "post": 999}}}))


def test_two_posts_of_one_name_are_told_apart_by_the_department_or_asked():
    existing = empty()
    twin = ExistingPost(44, "Hyte-koordinaattori", ("Hyte-koordinaattori",), kind="single", unit=22)
    own = replace(existing, posts={**existing.posts, 44: twin})
    read = plan(goal("T"), action("Työ", owner=["Hyte-koordinaattori"]))
    assert propose(read, own, {}).owners[0].post == 43
    both = replace(own, posts={**own.posts, 44: replace(twin, unit=UNIT)})
    assert "owner_ambiguous" in blocking(propose(read, both, {}))


def test_owners_chosen_for_a_line_stand_and_their_words_are_not_asked():
    read = plan(goal("T"), action("Työ", owner=["Joku muu"]))
    said = propose(read, empty(), items(**{ACTION: {"owners": [42, 43], "answering_post": 43}}))
    (line,) = said.all_actions
    assert ([owner.post for owner in line.owners], line.answering_post, said.owners) == ([42, 43], 43, ())


# --- what blocks --------------------------------------------------------------------------------------------------
def test_a_theme_that_nobody_said_is_asked_once_for_its_table():
    read = plan(goal("Yksi", 2), goal("Aivan muu", 3))
    proposal = propose(read, empty(), {})
    assert blocking(proposal) == ["theme_missing"]
    key = proposal.tables[0].key
    assert [line.theme for line in propose(read, empty(), {"tables": {key: {"theme": THEME}}}).goals] == [THEME] * 2
    assert propose(read, empty(), {"tables": {key: {"theme": 0}}}).is_ready, "a goal without a theme, said so"
    mixed = propose(read, empty(), {"tables": {key: {"theme": 999}}})
    assert blocking(mixed) == ["theme_missing"], "no such theme"


def test_where_it_goes_is_asked_when_nothing_tells():
    nowhere = replace(empty(), place=Destination(), units={}, posts={})
    proposal = propose(read_plan(theme="Elinvoimainen kaupunki"), nowhere, {})
    assert {"strategy_missing", "unit_missing"} <= set(blocking(proposal))
    assert proposal.place.year == 2023, "all schedules of the file end then"


def test_the_department_of_the_strategys_plans_is_proposed():
    proposal = propose(read_plan(), replace(planned(), place=Destination(STRATEGY)), {})
    assert (proposal.place.unit, proposal.place.year) == (UNIT, 2023)


def somewhere(**more):
    """Two departments, plans of the first one only, and an import that says nothing of where it goes."""
    units = planned().units | things(ExistingUnit(22, "Elinvoimatoimiala", ("Elinvoimatoimiala",), kind="department"))
    return replace(planned(units=units), place=Destination(STRATEGY, "Strategia"), **more)


def titled(title, sheet="Taulukko1", **more):
    one = table("Elinvoimainen kaupunki")
    return replace(read_plan(), tables=(replace(one, title=title, place=replace(one.place, sheet=sheet)),), **more)


def asked_of_place(proposal):
    return [(asked.code, dict(asked.question.values), asked.blocks) for asked in proposal.place.questions]


@pytest.mark.parametrize(
    "title, file_name, unit, year",
    [
        ("Elinvoimatoimiala – Toimenpidesuunnitelma 2023", "", 22, 2023),
        (
            "Elinvoimatoimialan suunnitelma · Kaupunkistrategia 2022–2025 · 2023",
            "Hyvinvointitoimiala 2022.xlsx",
            22,
            2023,
        ),
        ("", "elinvoimatoimiala_toimenpiteet_2023.xlsx", 22, 2023),
        ("Hyväksytty kv 15.12.2022", "Hyvinvointitoimiala-2023.ods", UNIT, 2023),
    ],
)
def test_title_or_file_name_says_the_department_and_the_year(title, file_name, unit, year):
    proposal = propose(titled(title), somewhere(), {}, file_name=file_name)
    assert (proposal.place.unit, proposal.place.year, asked_of_place(proposal)) == (unit, year, [])
    assert [(one.unit, one.year) for one in proposal.goals] == [(unit, year)]


def test_a_year_that_the_schedules_contradict_is_asked():
    proposal = propose(titled("Elinvoimatoimiala 2024"), somewhere(), {})
    assert (proposal.place.unit, proposal.place.year) == (22, 2024), "what the title says wins"
    assert asked_of_place(proposal) == [("year_conflict", {"year": "2024", "ends": "2023"}, True)]
    chosen = replace(somewhere(), place=Destination(STRATEGY, "Strategia", None, 2024))
    assert blocking(propose(titled("Elinvoimatoimiala 2024"), chosen, {})) == []


def test_a_department_that_does_not_exist_is_asked():
    proposal = propose(titled("Sivistystoimialan toimenpiteet 2023"), somewhere(), {})
    assert proposal.place.unit is None
    assert asked_of_place(proposal) == [("unit_unknown", {"words": "Sivistystoimialan"}, True)]
    chosen = propose(titled("Sivistystoimialan toimenpiteet 2023"), empty(), {})
    assert (chosen.place.unit, asked_of_place(chosen)) == (
        UNIT,
        [("unit_differs", {"words": "Sivistystoimialan", "unit": "Hyvinvointitoimiala"}, False)],
    )


def test_what_nobody_said_is_concluded_and_said():
    one = action("Aivan muu", owner=["Hyvinvointijohtaja"], schedule="2023")
    proposal = propose(plan(goal(E1), one), somewhere(), {})
    assert (proposal.place.unit, proposal.place.year) == (UNIT, 2023)
    assert asked_of_place(proposal) == [
        ("unit_concluded", {"unit": "Hyvinvointitoimiala"}, False),
        ("year_of_schedules", {"year": "2023"}, False),
    ]


def test_a_year_of_each_sheet():
    first, second = replace(table(), title="2023"), replace(table(row=10), title="2024")
    read = plan(goal(E1, 2), action("Yksi", 2), goal("Muu", 12), action("Kaksi", 12), tables=[first, second])
    proposal = propose(read, somewhere(), {})
    assert [one.year for one in proposal.goals] == [2023, 2024]


def test_an_empty_file_is_told_in_one_sentence():
    proposal = propose(replace(plan(tables=[]), is_empty=True), empty(), {})
    assert (asked_of_place(proposal), proposal.is_ready) == ([("file_empty", {}, True)], False)


# --- what exists is not asked about -------------------------------------------------------------------------------
DOUBTS = (Question("mended_word"), Question("no_direction"), Question("split_here"))


def doubted():
    read = read_plan()
    lines = {
        name: tuple(replace(one, questions=DOUBTS) for one in getattr(read, name))
        for name in ("goals", "actions", "measures")
    }
    return replace(read, **lines, tables=(table(questions=(Question("sdg_empty"),)),))


def test_nothing_is_asked_about_what_is_there_unchanged():
    summary = propose(doubted(), planned(), {}).summary
    assert (summary.open, summary.changes_nothing) == (0, True)


def test_a_page_number_in_a_file_that_brings_nothing_is_not_asked():
    def read(words):
        left = Question("left_text", (("sheet", "T"), ("cell", "A9"), ("words", words)))
        return replace(doubted(), tables=(table(questions=(left,)),))

    assert [propose(read(words), planned(), {}).summary.open for words in ("15 · 16", "Kirjataan 15.1.")] == [0, 1]


def test_a_level_in_the_words_that_were_printed_has_not_changed():
    printed = "Tilojen järjestelyt. Suunnitelma valmistuu 2023."
    reading = replace(EIGHTY, kind="milestone", low=None, comparison="words", words=printed)
    there = planned()
    line = replace(there.measure_lines[0], texts=(printed,))
    level = ExistingLevel(81, 2023, "words", None, None, "Suunnitelma valmistuu 2023")
    there = replace(there, measure_lines=(line,), indicators={71: replace(there.indicators[71], levels=(level,))})
    one = action(CERTIFIED, owner=["Hyvinvointijohtaja"], schedule="2023")
    same = plan(goal(E1), one, measure(printed, reading=reading))
    other = plan(goal(E1), one, measure(printed, reading=replace(reading, words="Suunnitelma valmistuu 2024")))
    assert [len(propose(read, there, {}).all_measures[0].changes) for read in (same, other)] == [0, 1]


def test_what_a_year_would_tell_is_not_asked_before_it():
    read = doubted()
    read = replace(read, actions=tuple(replace(one, schedule=Schedule(), schedule_raw="") for one in read.actions))
    unknown = replace(planned(), place=Destination(STRATEGY, "Strategia", UNIT))
    levels = replace(planned().indicators[71], levels=(ExistingLevel(81, 2022, "at_least", Decimal(7), None, "7 %"),))
    reading = replace(EIGHTY, year=None, due_on=None)
    read = replace(read, measures=tuple(replace(one, reading=reading) for one in read.measures))
    proposal = propose(read, replace(unknown, indicators={71: levels}), {})
    assert [asked.code for _part, _key, asked in proposal.asked] == ["year_missing"]
    assert [line.changes for line in proposal.all_measures] == [()]


def test_the_service_knows_the_direction_of_a_measure_that_a_new_plan_takes():
    later = replace(planned(), place=Destination(STRATEGY, "Strategia", UNIT, 2024))
    (line,) = propose(doubted(), later, {}).all_measures
    assert (line.same, codes(line.questions)) == (71, ["mended_word", "split_here"])


def test_a_theme_of_a_column_of_its_own_is_not_asked_again():
    named = replace(goal("Uusi"), theme="Elinvoimainen kaupunki")
    assert propose(plan(named), empty(), {}).is_ready
    proposal = propose(plan(named, goal("Toinen", 3, theme="Outo")), empty(), {})
    assert codes(proposal.tables[0].questions) == ["theme_missing", "theme_unknown"]
    said = propose(
        plan(named, goal("Toinen", 3, theme="Outo")),
        empty(themes=empty().themes | things(ExistingTheme(12, "Muu", ("Muu",), strategy=STRATEGY))),
        {"tables": {"Taulukko1!A1": {"theme": 12}}},
    )
    assert [line.theme for line in said.goals] == [THEME, 12], "the column's own word stays"


def test_a_refused_cell_blocks_until_it_is_left_out():
    broken = Problem("error_value", Place("Taulukko1", "C7"), "#REF!")
    read = plan(goal(E1), problems=[broken])
    proposal = propose(read, planned(), {})
    assert (proposal.summary.problems, proposal.summary.blocking, proposal.is_ready) == (1, 1, False)
    key = proposal.problems[0].key
    assert propose(read, planned(), {"problems": {key: {"leave_out": True}}}).is_ready


def test_a_table_that_is_not_understood_blocks_until_it_is_left_out():
    read = plan(goal(E1), tables=[table(), table(kind="unknown", row=30)])
    proposal = propose(read, planned(), {})
    assert blocking(proposal) == ["table_unknown"]
    assert propose(read, planned(), {"tables": {"Taulukko1!A30": {"leave_out": True}}}).is_ready


def test_what_is_left_out_asks_nothing_and_takes_its_lines_along():
    read = plan(goal("Uusi asia"), action("Työ", owner=["Joku muu"]), measure("Mittari"))
    proposal = propose(read, empty(), items(**{GOAL: {"choice": "leave_out"}}))
    assert [line.choice for line in proposal.items] == ["leave_out"] * 3
    assert (proposal.is_ready, proposal.summary.open, proposal.owners) == (True, 0, ())


def test_a_line_without_a_goal_blocks_until_one_is_chosen():
    read = plan(action("Työ"))
    read = replace(read, actions=(replace(read.actions[0], goal=""),))
    proposal = propose(read, planned(), {})
    assert ([line.key for line in proposal.actions], blocking(proposal)) == ([ACTION], ["goal_missing"])
    assert propose(read, planned(), items(**{ACTION: {"goal": 51}})).is_ready


def test_other_doubts_do_not_block_and_are_settled_by_looking_at_them():
    read = plan(replace(goal("Uusi"), questions=(Question("mended_word"),)), tables=[table("Elinvoimainen kaupunki")])
    proposal = propose(read, planned(), {})
    assert (proposal.summary.open, proposal.summary.blocking) == (1, 0)
    assert propose(read, planned(), items(**{GOAL: {"checked": True}})).summary.open == 0


# --- what a person puts right -------------------------------------------------------------------------------------
def test_words_schedule_and_measure_as_the_person_put_them():
    answers = items(
        **{
            ACTION: {"words": "Sertifioidaan", "schedule": "2024–2025"},
            MEASURE: {"kind": "count", "unit": "kpl", "direction": "up", "figure": "vähintään 5", "target_year": 2024},
        }
    )
    (line,) = propose(read_plan(theme="Elinvoimainen kaupunki"), empty(), answers).goals
    assert (line.actions[0].words, line.actions[0].schedule.end) == ("Sertifioidaan", date(2025, 12, 31))
    reading = line.measures[0].reading
    assert (reading.kind, reading.comparison, reading.low, reading.year) == ("count", "at_least", Decimal(5), 2024)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"items": {GOAL: {"choice": "same", "same": "x", "theme": [1], "year": "k", "words": 7}}},
        {"items": {ACTION: {"owners": "x", "schedule": "joskus", "answering_post": True, "change": 3}}},
        {"items": {MEASURE: {"figure": "paljon %%", "kind": 3, "action": 12345}}},
        {"items": [], "owners": 3, "tables": {"x": 1}, "problems": None},
        {"items": {GOAL: None}},
    ],
)
def test_answers_that_make_no_sense_change_nothing(nonsense):
    told = propose(read_plan(theme="Elinvoimainen kaupunki"), empty(), nonsense)
    plain = propose(read_plan(theme="Elinvoimainen kaupunki"), empty(), {})
    assert [line.choice for line in told.items] == [line.choice for line in plain.items]
    assert told.all_actions[0].schedule == plain.all_actions[0].schedule


# --- key indicators and projects ----------------------------------------------------------------------------------
def test_a_key_indicator_with_its_benefit_baseline_and_target():
    read = plan(
        indicator(
            "Rakennetyöttömien määrä",
            reading=MeasureReading(
                name="Rakennetyöttömien määrä", kind="number", low=Decimal(599), comparison="at_most"
            ),
            benefits=("työllisyys paranee", "Aivan uusi hyöty"),
            baseline="666",
            actual="650",
        ),
        tables=[table(kind="indicators")],
    )
    benefit = ExistingBenefit(101, "Työllisyys paranee", ("Työllisyys paranee",), strategy=STRATEGY)
    proposal = propose(read, empty(benefits={101: benefit}), {})
    (line,) = proposal.indicators
    assert (line.choice, line.benefits, line.new_benefits, line.baseline) == (
        "new",
        (101,),
        ("Aivan uusi hyöty",),
        Decimal(666),
    )
    assert codes(line.open_questions) == ["benefit_new"]
    assert (line.result.words, codes(proposal.tables[0].open_questions)) == ("650", ["results_period"])
    assert proposal.is_ready


def test_an_almost_equal_name_of_an_indicator_blocks():
    """A figure must not come into the series of another."""
    there = ExistingIndicator(71, "Rakennetyöttömien määrä", ("Rakennetyöttömien määrä",), is_key=True)
    read = plan(indicator("Rakennetyöttömien lukumäärä"), tables=[table(kind="indicators")])
    proposal = propose(read, empty(indicators={71: there}), {})
    assert blocking(proposal) == ["indicator_alike"]


def test_a_known_indicator_offers_its_new_baseline_and_target():
    there = ExistingIndicator(71, "Yritysten määrä", ("Yritysten määrä",), is_key=True, baseline="927")
    read = plan(
        indicator(
            "Yritysten määrä",
            reading=MeasureReading(name="Yritysten määrä", kind="number", low=Decimal(940), comparison="at_least"),
            baseline="930",
        )
    )
    (line,) = propose(read, empty(indicators={71: there}), {}).indicators
    assert [(change.field, change.present, change.read) for change in line.changes] == [
        ("target", "", "940"),
        ("baseline", "927", "930"),
    ]


def test_one_project_in_two_departments():
    units = things(
        ExistingUnit(21, "Hyvinvointitoimiala", ("Hyvinvointitoimiala",)),
        ExistingUnit(22, "Elinvoimatoimiala", ("Elinvoimatoimiala",)),
    )
    read = plan(
        project("Oulu 2026", 2, unit="Elinvoima toimiala", themes=("Elinvoimainen kaupunki",), measure="lkm"),
        project("OULU 2026", 3, unit="hyvinvointi"),
        tables=[table(kind="projects")],
    )
    first, second = propose(read, empty(units=units), {}).projects
    assert (first.choice, first.units, first.adds_units, first.themes) == ("new", (22,), (22,), (THEME,))
    assert (second.same_item, second.adds_units) == (first.key, (21,))
    assert codes(first.open_questions) == ["project_facts"]
    there = ExistingProject(111, "Oulu 2026", ("Oulu 2026",), strategy=STRATEGY, units=frozenset({21, 22}))
    again = propose(read, empty(units=units, projects={111: there}), {})
    assert again.summary.changes_nothing
    assert codes(again.projects[0].open_questions) == ["project_facts_apart"]


def test_benefits_and_figures_of_a_project_are_one_question_with_all_their_words():
    read = plan(
        project(
            "Uimahalli", unit="Hyvinvointitoimiala", benefits=("Terveys",), measure="Kävijät", baseline="1", target="2"
        ),
        tables=[table(kind="projects")],
    )
    (line,) = propose(read, empty(), {}).projects
    (asked,) = line.open_questions
    assert (asked.blocks, dict(asked.question.values)) == (
        False,
        {"cells": "HYÖDYT: Terveys; MITTARI: Kävijät; NYT: 1; TAVOITE: 2"},
    )


def test_a_project_without_a_department_asks_for_one():
    place = replace(empty().place, unit=None)
    (line,) = propose(plan(project("Uimahalli"), tables=[table(kind="projects")]), empty(place=place), {}).projects
    assert codes(line.open_questions) == ["project_without_unit"]
    assert line.blocks


def test_a_decision_read_in_the_words_of_an_action():
    decided = ReadDecision("kv 3.5.2021 § 45", "KV", "2021-05-03", "45")
    read = plan(goal(E1), action(CERTIFIED, decision=decided))
    known = planned(decisions={("KV", date(2021, 5, 3), "45"): 7})
    (line,) = propose(read, known, {}).all_actions
    assert [(change.field, change.read) for change in line.changes] == [("decision", "kv 3.5.2021 § 45")]
    same = replace(known, actions={61: replace(known.actions[61], decision=7)})
    assert propose(read, same, {}).all_actions[0].changes == ()


def test_two_owners_read_as_one_post_stand_once():
    read = plan(goal("T"), action("Työ", owner=["Hyvinvointijohtaja", "HYVINVOINTIJOHTAJA"]))
    assert [owner.post for owner in propose(read, empty(), {}).all_actions[0].owners] == [41]
    assert owners("a", "b")[1].words == "b"


def test_nothing_read_asks_nothing():
    proposal = propose(plan(tables=[]), replace(empty(), place=Destination()), {})
    assert (proposal.is_ready, proposal.summary.changes_nothing, proposal.asked) == (True, True, ())


def test_what_does_not_fit_is_asked_and_never_cut():
    read = plan(
        goal("T"),
        measure("m", reading=MeasureReading(name="n" * 301, unit="u" * 61)),
        project("p" * 301, stages=("v" * 301,)),
        tables=[table("Elinvoimainen kaupunki")],
    )
    assert blocking(propose(read, empty(), {})) == ["too_long"] * 4
    shorter = items(
        **{
            "Taulukko1!D2:measure:1": {"name": "lyhyt", "unit": "kpl"},
            "Taulukko1!A2:project:1": {"words": "lyhyt", "stages": ["v"]},
        }
    )
    assert propose(read, empty(), shorter).is_ready


def test_a_level_that_can_not_be_the_indicators_is_said():
    beyond = replace(EIGHTY, low=Decimal(180), words="180 %")
    read = plan(goal("T"), measure("Osuus", reading=beyond), tables=[table("Elinvoimainen kaupunki")])
    assert codes(propose(read, empty(), {}).all_measures[0].open_questions) == ["figure_not_read"]
