"""Show 1 of issue 5: Kemi's plan 2023, laid out as it was printed, comes in whole; what differs is asked."""

from collections import Counter

import pytest

from goals.plan_workbook.reading.plans import interpret_plan, same_actions, table_vocabulary
from goals.plan_workbook.reading.tables import find_tables
from kemistrategy.schedule import Schedule, parse_schedule
from kemistrategy.workbook_reading import read_book
from measures.measure_words import read_measure

from .seed_workbook import PLAN, goals_of, seed_workbook

GOALS = goals_of(PLAN)
ACTIONS = [(goal, line) for goal in GOALS for line in goal["actions"]]
MEASURES = [(goal, line) for goal in GOALS for line in goal["measures"]]


@pytest.fixture(scope="module")
def tables():
    return find_tables(read_book(seed_workbook(), "suunnitelma.xlsx"))


@pytest.fixture(scope="module")
def readings(tables):
    vocabulary = table_vocabulary(tables)
    return [interpret_plan(table, read_measure, vocabulary=vocabulary) for table in tables]


def all_of(readings, kind):
    return [thing for reading in readings for thing in getattr(reading, kind)]


def codes(thing):
    return [question.code for question in thing.questions]


def test_three_tables_the_third_with_its_theme(tables, readings):
    assert [(table.kind, table.place.cell, table.continues) for table in tables] == [
        ("plan", "A1", False),
        ("plan", "A8", True),
        ("plan", "A21", False),
    ]
    assert [(reading.theme, codes(reading)) for reading in readings] == [
        ("", ["theme_missing", "sdg_empty"]),
        ("", ["theme_missing", "sdg_empty"]),
        ("SUJUVA ARKI", ["sdg_empty"]),
    ]
    assert {goal.unit for goal in readings[2].goals} == {"hyvinvointi"}
    assert [len(reading.problems) for reading in readings] == [0, 0, 0]


def test_16_goals_37_lines_and_42_measures(readings):
    assert [len(reading.goals) for reading in readings] == [6, 5, 5]
    assert [len(reading.actions) for reading in readings] == [8, 17, 12]
    assert [len(reading.measures) for reading in readings] == [9, 21, 12]


def test_every_line_stands_under_its_goal(readings):
    place = {goal.key: code for goal, code in zip(all_of(readings, "goals"), (g["code"] for g in GOALS), strict=True)}
    assert [place[action.goal] for action in all_of(readings, "actions")] == [goal["code"] for goal, _line in ACTIONS]
    assert [place[measure.goal] for measure in all_of(readings, "measures")] == [g["code"] for g, _line in MEASURES]


def test_owners_and_schedules_of_every_row(readings):
    titles = {
        "varhaiskasvatuspaallikko": "varhaiskasvatuspäällikkö",
        "johtava-rehtori": "johtava rehtori",
        "tulosaluepaallikot": "tulosaluepäälliköt",
        "vapaa-aikapaallikko": "vapaa-aikapäällikkö",
        "lahiesihenkilot": "lähiesihenkilöt",
        "henkilosto": "henkilöstö",
    }
    read = [
        ([owner.words.lower() for owner in action.owners], action.schedule_raw, action.schedule)
        for action in all_of(readings, "actions")
    ]
    assert read == [
        (
            [titles.get(code, code) for code in goal["owners"]],
            goal["schedule_text"],
            parse_schedule(goal["schedule_text"]) or Schedule(),
        )
        for goal, _line in ACTIONS
    ]
    owners = {owner for words, _raw, _schedule in read for owner in words}
    assert len(owners) == 7 + 3 + 1  # posts, groups and a department


def test_the_decision_is_read_of_the_action_that_names_it(readings):
    assert [(action.words[:20], action.decision.body, action.decision.decided_on, action.decision.section)
            for action in all_of(readings, "actions") if action.decision] == [
        ("Hyvin Sanottu-Bra-sa", "KV", "2021-05-03", "45")
    ]  # fmt: skip


def finnish(line, *fields):
    words = next(line[field] for field in fields if field in line)
    return words if isinstance(words, str) else words["fi"]


def test_what_differs_from_the_checked_plan_is_asked(readings):
    """The differences are all that a person mended by knowing Kemi; each of them carries a question."""
    titles = {line["code"]: finnish(line, "words", "title") for _goal, line in ACTIONS if "code" in line}
    wanted = [finnish(goal, "title") for goal in GOALS]
    wanted += [
        finnish(line, "words", "title") if "words" in line or "title" in line else titles[line["same_as"]]
        for _g, line in ACTIONS
    ]
    wanted += [finnish(line, "words") for _goal, line in MEASURES]
    read = [thing for kind in ("goals", "actions", "measures") for thing in all_of(readings, kind)]
    differences = [
        (thing.place.cell, thing.words, words, sorted({"mended_word", "hyphen_left_out"} & set(codes(thing))))
        for thing, words in zip(read, wanted, strict=True)
        if thing.words != words
    ]
    assert differences == [
        (
            "B6",
            "Keskustelukulttuurin ja positiivisen vuorovaikutuksen kehittäminen Hyvin sanottu- Bra sagt työkaluilla "
            "kaikissa työyksiköissä",
            "Keskustelukulttuurin ja positiivisen vuorovaikutuksen kehittäminen Hyvin sanottu – Bra sagt -työkaluilla "
            "kaikissa työyksiköissä",
            ["mended_word"],
        ),
        ("B7", "Päiväkoti ja kouluverkkotyö.", "Päiväkoti- ja kouluverkkotyö.", ["hyphen_left_out"]),
        (
            "B13",
            "Koulupudokkaiden seurantayhteistyöpalaverit.",
            "Koulupudokkaiden seuranta-yhteistyöpalaverit.",
            ["mended_word"],
        ),
        (
            "B27",
            "Hyvin Sanottu-Bra-sagt-keskustelukulttuurihanke (kv 3.5.2021 § 45) jalkautetaan systemaattisesti "
            "yksiköihin osallisuuden ja positiivisuuden lisäämiseksi.",
            "Hyvin Sanottu – Bra sagt -keskustelukulttuurihanke (kv 3.5.2021 § 45) jalkautetaan systemaattisesti "
            "yksiköihin osallisuuden ja positiivisuuden lisäämiseksi.",
            ["mended_word"],
        ),
    ]


def test_what_is_asked_is_counted(readings):
    """What measures leave open is counted in `tests/measures/test_measure_words.py`."""
    actions = same_actions(all_of(readings, "actions"))
    things = [*readings, *all_of(readings, "goals"), *actions, *all_of(readings, "measures")]
    asked = Counter(code for thing in things for code in codes(thing))
    of_measures = {code for measure in all_of(readings, "measures") for code in measure.reading.doubts}
    assert {code: count for code, count in asked.items() if code not in of_measures} == {
        "theme_missing": 2,
        "sdg_empty": 3,
        "mended_word": 10,
        "hyphen_left_out": 1,
        "split_here": 11,
        "joined_here": 1,
        "measure_without_action": 27,
        "same_action": 1,
        "alike_action": 1,
    }


def test_the_years_that_may_be_schedules(readings):
    assert [measure.place.cell for measure in all_of(readings, "measures") if "year_or_schedule" in codes(measure)] == [
        "D14",
        "D14",
    ]


def test_the_lines_that_are_one_action(readings):
    asked = [
        (action.place.cell, question.code, dict(question.values)["cell"])
        for action in same_actions(all_of(readings, "actions"))
        for question in action.questions
        if question.code in ("same_action", "alike_action")
    ]
    assert asked == [("B22", "same_action", "B11"), ("B27", "alike_action", "B6")]


def test_raw_words_stay_as_they_are_in_the_cell(readings):
    assert (
        all_of(readings, "goals")[0].raw
        == "Vihreä ja kestävä Kemi lisää\nvetovoimaamme sekä torjuu\ni lmastonmuutosta."
    )


def test_the_same_file_reads_the_same(readings):
    tables = find_tables(read_book(seed_workbook(), "suunnitelma.xlsx"))
    vocabulary = table_vocabulary(tables)
    assert [interpret_plan(table, read_measure, vocabulary=vocabulary) for table in tables] == readings
