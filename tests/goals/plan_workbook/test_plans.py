"""A plan's table read into goals, actions and measures, with the places they come from and what is asked."""

from datetime import date

import pytest

from goals.plan_workbook.items import Place, Problem, ReadDecision
from goals.plan_workbook.reading.plans import interpret_plan, same_actions, split_theme
from goals.plan_workbook.reading.tables import find_tables
from kemistrategy.schedule import Schedule
from kemistrategy.workbook_reading.book import Book, Cell, Sheet
from measures.measure_words import read_measure

from .sheets import book

KEMI = ["Tavoite", "Toimenpiteet", "Vastuu ja aikataulu", "Mittarit, arviointi", "SDG"]


def read(rows, place=0, *, theme_before="", **said):
    return interpret_plan(find_tables(book(rows, **said))[place], read_measure, theme_before=theme_before)


def codes(thing):
    return [question.code for question in thing.questions]


def test_a_row_with_everything():
    reading = read(
        [
            ["Päämäärä: Viisas Kemi"],
            KEMI,
            [
                "Sujuva arki \nsynnyttää vetovoimaa",
                "Selvitys (kv\n3.5.2021 § 45).\nYhdyspintatyö",
                "Rehtori, henkilöstö\n2023",
                "Selvitysten lkm 1 kpl/v",
                "3, 4.7",
            ],
        ]
    )
    (goal,) = reading.goals
    assert (goal.key, goal.place, goal.raw, goal.words) == (
        "Taulukko1!A3:goal:1",
        Place("Taulukko1", "A3"),
        "Sujuva arki \nsynnyttää vetovoimaa",
        "Sujuva arki synnyttää vetovoimaa",
    )
    assert (goal.theme, goal.sdg, goal.questions) == ("Viisas Kemi", ("3", "4.7"), ())
    first, second = reading.actions
    assert [(action.key, action.words, action.goal) for action in reading.actions] == [
        ("Taulukko1!B3:action:1", "Selvitys (kv 3.5.2021 § 45).", goal.key),
        ("Taulukko1!B3:action:2", "Yhdyspintatyö", goal.key),
    ]
    assert [owner.words for owner in second.owners] == ["Rehtori", "henkilöstö"]
    assert (second.schedule, second.schedule_raw, second.owners_raw) == (
        Schedule(end=date(2023, 12, 31)),
        "2023",
        "Rehtori, henkilöstö\n2023",
    )
    assert (first.decision, second.decision) == (ReadDecision("kv 3.5.2021 § 45", "KV", "2021-05-03", "45"), None)
    (measure,) = reading.measures
    assert (measure.key, measure.goal, measure.action) == ("Taulukko1!D3:measure:1", goal.key, "")
    assert "measure_without_action" in codes(measure)
    assert (reading.questions, reading.problems) == ((), ())


def test_reading_twice_gives_the_same_keys():
    rows = [KEMI, ["T", "a.\nB.", "o 2023", "m lkm"]]
    assert read(rows) == read(rows)


def test_a_theme_that_is_missing_or_carried_is_asked_once_for_the_table():
    rows = [KEMI, ["T", "a", "Rehtori", "m", "3"], KEMI, ["T2", "b", "Rehtori", "m", "3"]]
    first, second = read(rows), read(rows, 1, theme_before="Viisas Kemi")
    assert (codes(first), first.theme, [goal.theme for goal in first.goals]) == (["theme_missing"], "", [""])
    assert (codes(second), second.theme, [goal.theme for goal in second.goals]) == (
        ["theme_carried"],
        "Viisas Kemi",
        ["Viisas Kemi"],
    )


def test_a_column_of_themes_needs_no_asking():
    reading = read([["Päämäärä", *KEMI], ["P1", "T1", "a", "Rehtori", "m", "3"], ["", "T2", "b", "Rehtori", "m", "3"]])
    assert ([goal.theme for goal in reading.goals], reading.questions) == (["P1", "P1"], ())


@pytest.mark.parametrize(
    "words, theme, unit",
    [
        ("SUJUVA ARKI, hyvinvointi", "SUJUVA ARKI", "hyvinvointi"),
        ("Osaava, hyvinvoiva kaupunki", "Osaava, hyvinvoiva kaupunki", ""),
        ("Viisas Kemi", "Viisas Kemi", ""),
    ],
)
def test_the_department_after_a_theme_in_capitals(words, theme, unit):
    assert split_theme(words) == (theme, unit)


def test_a_goal_over_several_rows_is_one_goal_and_a_merged_cell_is_read_once():
    reading = read(
        [
            KEMI,
            ["Tavoite A", "Toimi a", "Rehtori 2023", "Mittari a lkm"],
            ["", "Toimi b", "", "Mittari b lkm"],
            ["Tavoite A", "Toimi c", "Sihteeri", ""],
        ],
        merged={(2, 1): (2, 1), (2, 3): (2, 1)},
    )
    assert [goal.key for goal in reading.goals] == ["Taulukko1!A2:goal:1"]
    assert {action.goal for action in reading.actions} == {"Taulukko1!A2:goal:1"}
    assert [[owner.words for owner in action.owners] for action in reading.actions] == [
        ["Rehtori"],
        ["Rehtori"],
        ["Sihteeri"],
    ]
    assert [(measure.words, measure.action) for measure in reading.measures] == [
        ("Mittari a lkm", "Taulukko1!B2:action:1"),
        ("Mittari b lkm", "Taulukko1!B3:action:1"),
    ]


def test_an_action_merged_over_rows_of_measures():
    reading = read(
        [KEMI, ["T", "Toimi a", "Rehtori", "Mittari a lkm"], ["", "", "", "Mittari b lkm"]],
        merged={(2, 1): (2, 1), (2, 2): (2, 1), (2, 3): (2, 1)},
    )
    assert [action.key for action in reading.actions] == ["Taulukko1!B2:action:1"]
    assert [measure.action for measure in reading.measures] == ["Taulukko1!B2:action:1"] * 2


def test_the_same_words_under_two_themes_are_two_places_of_a_goal():
    rows = [
        ["Päämäärä", "Tavoite", "Toimenpide"],
        ["P1", "T", "a"],
        ["P2", "T", "b"],
        ["P2", "T.", "c"],
        ["P2", "-", "–"],
    ]
    reading = read(rows)
    assert [(goal.theme, goal.place.cell) for goal in reading.goals] == [("P1", "B2"), ("P2", "B3")]
    assert [action.goal[-8:] for action in reading.actions] == ["2:goal:1", "3:goal:1", "3:goal:1"]


def test_owners_left_out_in_a_goals_further_rows_are_proposed_and_asked():
    reading = read([KEMI, ["T", "Toimi a", "Rehtori 2023"], ["", "Toimi b"], ["T2", "Toimi c"]])
    assert [[owner.words for owner in action.owners] for action in reading.actions] == [["Rehtori"], ["Rehtori"], []]
    assert [codes(action) for action in reading.actions] == [[], ["owners_carried"], ["owner_missing"]]


def test_a_measure_belongs_to_an_action_of_the_same_words():
    reading = read(
        [KEMI, ["T", "Asiakaskysely\nNuorisovaltuusto", "Rehtori", "Nuorisovaltuusto 4 krt/v\nVanhusneuvosto 5 krt/v"]]
    )
    assert [measure.action for measure in reading.measures] == ["Taulukko1!B2:action:2", ""]


def test_a_year_below_the_measures_is_asked_about():
    reading = read([KEMI, ["T", "Toimi a", "Rehtori", "Avustusten lkm \n2023"]])
    assert {"year_or_schedule", "schedule_in_measure"} & set(codes(reading.measures[0]))


def test_owners_and_schedule_in_columns_of_their_own():
    reading = read(
        [
            ["Tavoite", "Toimenpide", "Vastuutaho", "Aikataulu", "Päätös"],
            ["T", "a", "Rehtori ja sihteeri", "1.9.–30.11.2023", "KH 12.6.2023 § 101"],
            ["T2", "b", "Rehtori", "kun ehditään", "KH § 7"],
        ]
    )
    first, second = reading.actions
    assert [owner.words for owner in first.owners] == ["Rehtori", "sihteeri"]
    assert first.schedule == Schedule(date(2023, 9, 1), date(2023, 11, 30), "day")
    assert first.decision.section == "101"
    assert (second.schedule_raw, second.schedule) == ("kun ehditään", Schedule())
    assert codes(second) == ["schedule_unread", "decision_unread"]


def test_a_schedule_inside_an_action_is_asked_about_only_where_the_row_has_none():
    rows = [KEMI, ["T", "Kysely tehdään syksyllä 2024", "Rehtori"], ["T2", "Haku vuonna 2024", "Rehtori 2023"]]
    assert [codes(action) for action in read(rows).actions] == [["schedule_in_action"], []]


def test_columns_of_two_things():
    mixed = read(
        [["Strateginen päämäärä", "Tavoite ja mittari", "Vastuutaho"], ["P", "Palvelut paranevat.\nKäyntien lkm", "R"]]
    )
    assert [(goal.words, codes(goal)) for goal in mixed.goals] == [("Palvelut paranevat.", ["goal_or_measure"])]
    assert [measure.words for measure in mixed.measures] == ["Käyntien lkm"]
    both = read([["Tavoite", "Toimenpide/mittari"], ["T", "Kehitetään tiloja.\nKäyntien lkm"]])
    assert [(action.words, codes(action)[0]) for action in both.actions] == [
        ("Kehitetään tiloja.", "action_or_measure")
    ]
    assert [(measure.words, measure.place.cell) for measure in both.measures] == [("Käyntien lkm", "B2")]


def test_what_the_table_does_not_explain_is_said():
    reading = read(
        [["Tavoite", "Toimenpide", "Havainnot", "SDG"], ["T", "a", "jotain", ""], ["T2", "b"], [], ["* huom"]],
        hidden_rows=[3],
        is_hidden=True,
    )
    assert codes(reading) == ["theme_missing", "sdg_empty", "unknown_column", "words_below", "hidden_sheet"]
    assert "hidden_row" in codes(reading.goals[1])
    assert "hidden_row" in codes(reading.actions[1])


def test_a_cell_that_cannot_be_taken_is_a_problem_of_its_place():
    cells = [
        Cell(1, 1, "Tavoite"),
        Cell(1, 2, "Toimenpide"),
        Cell(2, 1, "", problem="formula_without_value"),
        Cell(2, 2, "a"),
    ]
    reading = interpret_plan(find_tables(Book((Sheet("S", tuple(cells)),)))[0], read_measure)
    assert reading.problems == (Problem("formula_without_value", Place("S", "A2")),)
    assert "goal_missing" in codes(reading.actions[0])


def test_sdg_words_without_a_number_are_asked_about():
    goals = read([KEMI, ["T", "a", "R", "m", "SDG 3 ja 11.4"], ["T2", "b", "R", "m", "Hyvä terveys"]]).goals
    assert [(goal.sdg, codes(goal)) for goal in goals] == [(("3", "11.4"), []), ((), ["sdg_unread"])]


def test_the_same_action_twice_and_one_much_alike():
    rows = [
        KEMI,
        ["T1", "Yhdyspintatyö hyvinvointialueen kanssa\nPuhe Hyvin sanottu- Bra sagt työkaluilla", "Rehtori"],
        ["T2", "Yhdyspintatyö hyvinvointialueen kanssa.\nHyvin Sanottu-Bra-sagt-hanke", "Rehtori"],
    ]
    actions = same_actions(read(rows).actions)
    asked = [
        [(question.code, dict(question.values)["key"]) for question in action.questions if "action" in question.code]
        for action in actions
    ]
    assert asked == [
        [],
        [],
        [("same_action", "Taulukko1!B2:action:1")],
        [("alike_action", "Taulukko1!B2:action:2")],
    ]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "a" * 40_000, "=1+1", "\u202eabc", "🙂" * 100])
def test_odd_words_are_kept_as_they_are(words):
    reading = read([KEMI, [words, words, "Rehtori", "m"]])
    assert reading.goals[0].raw == words
    assert reading.actions[0].words == words
