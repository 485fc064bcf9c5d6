"""The cell *Vastuu ja aikataulu*, and decisions named in any cell."""

from datetime import date

import pytest

from goals.plan_workbook.reading.cleaning import Vocabulary
from goals.plan_workbook.reading.owners import decisions_in, has_unread_decision, read_owners, read_schedule_cell
from kemistrategy.schedule import Schedule

YEAR_2023 = Schedule(end=date(2023, 12, 31))


def names(text, vocabulary=None):
    reading = read_owners(text, vocabulary) if vocabulary else read_owners(text)
    return [owner.words for owner in reading.owners]


def codes(text):
    return [question.code for question in read_owners(text).questions]


@pytest.mark.parametrize(
    "text, owners",
    [
        ("Varhaiskasvatuspäällikkö", ["Varhaiskasvatuspäällikkö"]),
        ("Hyvinvointijohtaja, tulosaluepäälliköt", ["Hyvinvointijohtaja", "tulosaluepäälliköt"]),
        (
            "Hyvinvointijohtaja, tulosaluepäälliköt,\nLähiesihenkilöt, henkilöstö",
            ["Hyvinvointijohtaja", "tulosaluepäälliköt", "Lähiesihenkilöt", "henkilöstö"],
        ),
        (
            "Toimialajohtaja, tulosaluepäälliköt ja \nlähiesihenkilöt",
            ["Toimialajohtaja", "tulosaluepäälliköt", "lähiesihenkilöt"],
        ),
        (
            "Hyvinvointitoimiala\nHyte-koordinaattori\nNuorisosihteeri",
            ["Hyvinvointitoimiala", "Hyte-koordinaattori", "Nuorisosihteeri"],
        ),
        ("Johtava\nrehtori", ["Johtava rehtori"]),
        ("Koulutus- ja kasvatusjohtaja", ["Koulutus- ja kasvatusjohtaja"]),
        ("Sivistys- ja\nhyvinvointijohtaja", ["Sivistys- ja hyvinvointijohtaja"]),
        ("Rehtori/päiväkodin johtaja; henkilöstö", ["Rehtori", "päiväkodin johtaja", "henkilöstö"]),
        ("Rehtori (kokoaja, ja muut), henkilöstö", ["Rehtori (kokoaja, ja muut)", "henkilöstö"]),
        ("Sektordirektören och rektorerna", ["Sektordirektören", "rektorerna"]),
        ("Director of wellbeing and head of staff", ["Director of wellbeing", "head of staff"]),
        ("• Rehtori\n• Sihteeri", ["Rehtori", "Sihteeri"]),
        ("rehtori, Rehtori", ["rehtori"]),
        ("Rehtori ja", ["Rehtori"]),
        ("Vastuu: Rehtori", ["Rehtori"]),
        ("Kemi 2030 -työryhmä", ["Kemi 2030 -työryhmä"]),
        ("", []),
        (" , ;\n-", []),
    ],
)
def test_owners(text, owners):
    assert names(text) == owners


def test_a_word_broken_at_a_hyphen_is_as_elsewhere_in_the_file():
    cell = "Hyvinvointijohtaja, hyte-\nkoordinaattori,\nlähiesihenkilöt"
    known = Vocabulary.of(["lähiesihenkilöt, hyte-koordinaattori"])
    assert names(cell, known) == ["Hyvinvointijohtaja", "hyte-koordinaattori", "lähiesihenkilöt"]
    assert codes(cell) == ["mended_word"]


@pytest.mark.parametrize(
    "text, owners, raw, schedule",
    [
        ("Varhaiskasvatuspäällikkö\n2023", ["Varhaiskasvatuspäällikkö"], "2023", YEAR_2023),
        ("Tulosaluepäälliköt ja \nlähiesihenkilöt 2023", ["Tulosaluepäälliköt", "lähiesihenkilöt"], "2023", YEAR_2023),
        (
            "lähiesihenkilöt, hyte-koordinaattori\n2023-",
            ["lähiesihenkilöt", "hyte-koordinaattori"],
            "2023-",
            Schedule(start=date(2023, 1, 1), is_open_ended=True),
        ),
        ("Rehtori –2030", ["Rehtori"], "–2030", Schedule(end=date(2030, 12, 31))),
        (
            "Rehtori, syksyllä 2023",
            ["Rehtori"],
            "syksyllä 2023",
            Schedule(date(2023, 9, 1), date(2023, 11, 30), "season"),
        ),
        ("Rehtori (2023)", ["Rehtori"], "2023", YEAR_2023),
        ("Rehtori vuosittain", ["Rehtori"], "vuosittain", Schedule(is_continuous=True)),
        (
            "Vastuu: Rehtori\nAikataulu: 1.9.–30.11.2023",
            ["Rehtori"],
            "1.9.–30.11.2023",
            Schedule(date(2023, 9, 1), date(2023, 11, 30), "day"),
        ),
        (
            "Rehtori, KH 12.6.2023 § 101, 30.6.2024 mennessä",
            ["Rehtori"],
            "30.6.2024 mennessä",
            Schedule(end=date(2024, 6, 30), precision="day"),
        ),
        ("2023", [], "2023", YEAR_2023),
    ],
)
def test_the_schedule_among_the_owners(text, owners, raw, schedule):
    reading = read_owners(text)
    assert ([owner.words for owner in reading.owners], reading.schedule_raw, reading.schedule) == (
        owners,
        raw,
        schedule,
    )
    assert reading.questions == ()


@pytest.mark.parametrize(
    "text, asked",
    [
        ("Rehtori 2023, sihteeri 2024", ["several_schedules"]),
        ("Rehtori 31.2.2023", ["schedule_unread"]),
        ("Rehtori I/2024", ["half_or_quarter"]),
        ("Hyvinvointi ja sivistys", ["split_here"]),
        ("Vapaa-aikapäällikkö\nlähiesihenkilöt", ["split_here"]),
        ("pitkä " * 500, ["owners_unread"]),
        ("Rehtori, sihteeri 2023", []),
    ],
)
def test_what_a_rule_cannot_decide_is_asked(text, asked):
    assert codes(text) == asked


def test_a_schedule_of_its_own_cell():
    assert read_schedule_cell(" 2023 ").schedule == YEAR_2023
    unread = read_schedule_cell("kun ehditään")
    assert (unread.schedule, unread.schedule_raw) == (Schedule(), "kun ehditään")
    assert [question.code for question in unread.questions] == ["schedule_unread"]


@pytest.mark.parametrize(
    "text, decisions",
    [
        ("hanke (kv\n3.5.2021 § 45) jalkautetaan", [("KV", "2021-05-03", "45")]),
        ("KH 12.6.2023 § 101", [("KH", "2023-06-12", "101")]),
        ("Kaupunginhallitus 12.6.2023, § 101", [("KH", "2023-06-12", "101")]),
        ("Sivltk 1.2.2024 § 3 ja kv § 45, 3.5.2021", [("LTK", "2024-02-01", "3"), ("KV", "2021-05-03", "45")]),
        ("Stadsfullmäktige 3.5.2021 § 45", [("KV", "2021-05-03", "45")]),
        ("kv 31.2.2021 § 45", []),
        ("Kv 22.4. §26", []),
        ("kokous 3.5.2021", []),
    ],
)
def test_decisions(text, decisions):
    assert [(found.body, found.decided_on, found.section) for found in decisions_in(text)] == decisions


@pytest.mark.parametrize("text, unread", [("kv 3.5.2021 § 45", False), ("Kv 22.4. §26", True), ("ei mitään", False)])
def test_a_section_that_is_not_read_is_noticed(text, unread):
    assert has_unread_decision(text) == unread


def test_two_years_joined_by_a_word_are_several_schedules():
    read = read_owners("Rehtori 2023 ja 2024")
    assert [owner.words for owner in read.owners] == ["Rehtori"]
    assert "several_schedules" in [question.code for question in read.questions]
