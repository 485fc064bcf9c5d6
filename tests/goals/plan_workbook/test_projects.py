"""Projects of the template and of the departments' lists: names, outcomes, years, and what is in doubt."""

from datetime import date

import pytest

from goals.plan_workbook.reading.interpret import interpret
from kemistrategy.schedule import Schedule
from kemistrategy.workbook_reading.book import Book

from .sheets import book, sheet

HEADING = ["PROJEKTIT", "LOPPU-\nTULEMA", "VAIHEET", "HYÖDYT", "MITTARI", "NYT", "TAVOITE", "VASTUU"]
LISTS = """ELINVOIMA TOIMIALA

KESKEISET ELINVOIMAPROJEKTIT:

- ÄRM (Äkillinen rakennemuutos): lyhyestä, äkillisestä rakennemuutoksesta pitkän aikavälin suunnitteluun.
- TE-uudistus 2024: tehokkaasti järjestetty toiminta ja työllisyyden parantaminen.
- Maankäytössä ja kaavoituksessa tarjotaan houkuttelevaa asumista vesistöjen äärellä
- Matkailun ja palvelualojen kehittämissuunnitelma Master Plan Kemi 2030:n toteuttaminen: yhteismarkkinointi.
- Oulu 2026 – kulttuuripääkaupunki-hanke hyödynnetään vuosina 2024–2026

YMPÄRISTÖ TOIMIALA

KESKEISET YMPÄRISTOPROJEKTIT:

1. Monitoimihallin rakentaminen (puurakentaminen)
2. Kevyen liikenteen väylien perusparannus
10. Oulu 2026 – kulttuuripääkaupunki-hanke hyödynnetään vuosina 2024–2026

HYVINVOINTI TOIMIALA

KESKEISET HYVINVOINTIPROJEKTIT: :

- Yhteistyö kolmannensektorin, hyvinvointialueen ja seutukunnan kanssa ennakoivan hyvinvoinnin edistämiseksi
- Hanke/avustusrahoituksen hakeminen hyvinvoinnin, turvallisuuden ja terveyden edistämiseksi
- Vapaa-aika ja kulttuuripalveluiden kokonaisselvitysprojekti taloussuunnitelmavuosina""".splitlines()


def projects(rows, **said):
    return interpret(book(rows, **said)).projects


def codes(project):
    return [question.code for question in project.questions]


def of_lists():
    return {(one.unit, one.words): one for one in projects([[line] for line in LISTS])}


def test_a_list_gives_the_projects_of_each_department():
    assert list(of_lists()) == [
        ("ELINVOIMA TOIMIALA", "ÄRM (Äkillinen rakennemuutos)"),
        ("ELINVOIMA TOIMIALA", "TE-uudistus 2024"),
        (
            "ELINVOIMA TOIMIALA",
            "Maankäytössä ja kaavoituksessa tarjotaan houkuttelevaa asumista vesistöjen äärellä",
        ),
        (
            "ELINVOIMA TOIMIALA",
            "Matkailun ja palvelualojen kehittämissuunnitelma Master Plan Kemi 2030:n toteuttaminen",
        ),
        ("ELINVOIMA TOIMIALA", "Oulu 2026 – kulttuuripääkaupunki-hanke"),
        ("YMPÄRISTÖ TOIMIALA", "Monitoimihallin rakentaminen (puurakentaminen)"),
        ("YMPÄRISTÖ TOIMIALA", "Kevyen liikenteen väylien perusparannus"),
        ("YMPÄRISTÖ TOIMIALA", "Oulu 2026 – kulttuuripääkaupunki-hanke"),
        ("HYVINVOINTI TOIMIALA", "Yhteistyö kolmannensektorin, hyvinvointialueen ja seutukunnan kanssa"),
        ("HYVINVOINTI TOIMIALA", "Hanke/avustusrahoituksen hakeminen"),
        ("HYVINVOINTI TOIMIALA", "Vapaa-aika ja kulttuuripalveluiden kokonaisselvitysprojekti"),
    ]


@pytest.mark.parametrize(
    ("begins", "outcome", "schedule_raw", "asked"),
    [
        ("ÄRM", "lyhyestä, äkillisestä rakennemuutoksesta pitkän aikavälin suunnitteluun", "", []),
        ("TE-uudistus", "tehokkaasti järjestetty toiminta ja työllisyyden parantaminen", "", ["year_in_name"]),
        ("Matkailun", "yhteismarkkinointi", "", ["year_in_name"]),
        ("Monitoimihallin", "", "", []),
        ("Yhteistyö", "ennakoivan hyvinvoinnin edistämiseksi", "", ["outcome_split"]),
        ("Hanke", "hyvinvoinnin, turvallisuuden ja terveyden edistämiseksi", "", ["outcome_split"]),
        ("Vapaa-aika", "", "taloussuunnitelmavuosina", ["schedule_unread"]),
    ],
)
def test_name_outcome_and_years_are_told_apart(begins, outcome, schedule_raw, asked):
    (one,) = [project for project in of_lists().values() if project.words.startswith(begins)]
    assert (one.outcome, one.schedule_raw, codes(one)) == (outcome, schedule_raw, asked)
    assert one.schedule == Schedule()


def test_a_project_of_two_departments_is_asked_about_once():
    oulu = [one for one in projects([[line] for line in LISTS]) if one.words.startswith("Oulu")]
    assert [one.unit for one in oulu] == ["ELINVOIMA TOIMIALA", "YMPÄRISTÖ TOIMIALA"]
    assert [one.schedule for one in oulu] == [Schedule(date(2024, 1, 1), date(2026, 12, 31))] * 2
    assert [codes(one) for one in oulu] == [["schedule_in_name"], ["schedule_in_name", "same_project"]]


def test_a_row_of_the_template_is_a_project_with_its_cells():
    rows = [
        HEADING,
        [
            "PROJEKTI 1. Uimahalli 2030",
            "Uusi halli",
            "1. suunnittelu\n2. rakentaminen",
            "Asukaskokemus paranee",
            "Kävijät",
            "100 000",
            "120 000",
            "Tekninen johtaja 2024–2026",
        ],
    ]
    (one,) = projects(rows, name="Ympäristö")
    assert (one.words, one.raw, one.unit) == ("Uimahalli 2030", "PROJEKTI 1. Uimahalli 2030", "Ympäristö")
    assert (one.outcome, one.stages, one.benefits) == (
        "Uusi halli",
        ("suunnittelu", "rakentaminen"),
        ("Asukaskokemus paranee",),
    )
    assert (one.measure, one.baseline, one.target) == ("Kävijät", "100 000", "120 000")
    assert [owner.words for owner in one.owners] == ["Tekninen johtaja"]
    assert one.schedule == Schedule(date(2024, 1, 1), date(2026, 12, 31))
    assert codes(one) == []


def test_the_empty_template_has_no_projects_and_loses_no_words():
    rows = [HEADING, ["PROJEKTI 1."], ["PROJEKTI 2."], ["x"]]
    read = interpret(book(rows))
    assert read.projects == ()
    asked = [dict(question.values)["words"] for table in read.tables for question in table.questions]
    assert asked == ["PROJEKTI 1. · PROJEKTI 2. · x"]


def test_numbered_lines_of_a_cell_are_projects_of_their_own():
    found = projects([HEADING, ["1. Uimahalli\n2. Katujen korjaus", "", "", "", "", "5", "7"]])
    assert [one.words for one in found] == ["Uimahalli", "Katujen korjaus"]
    assert [codes(one) for one in found] == [["row_of_several_projects"]] * 2


@pytest.mark.parametrize(
    ("cell", "stages", "asked"),
    [
        (
            "suunnittelu, rakentaminen (1, 2), käyttöönotto",
            ("suunnittelu", "rakentaminen (1, 2)", "käyttöönotto"),
            True,
        ),
        ("rahoitus 1,5 milj. €", ("rahoitus 1,5 milj. €",), False),
        ("suunnittelu, luvat\nrakentaminen", ("suunnittelu, luvat", "rakentaminen"), False),
        ("suunnittelu,", ("suunnittelu,",), False),
        ("suunnittelu, ", ("suunnittelu,",), False),
    ],
)
def test_stages_of_one_line_are_divided_by_commas_with_a_question(cell, stages, asked):
    (one,) = projects([HEADING, ["Uimahalli", "", cell]])
    assert (one.stages, codes(one)) == (stages, ["stages_by_comma"] * asked)


def test_further_rows_of_a_project_add_its_stages():
    rows = [
        HEADING,
        ["Uimahalli", "", "suunnittelu"],
        ["", "", "rakentaminen"],
        ["Kadut"],
        ["", "", "", "", "Kilometrit"],
    ]
    halli, kadut = projects(rows)
    assert halli.stages == ("suunnittelu", "rakentaminen")
    assert [dict(question.values) for question in kadut.questions] == [{"cells": "MITTARI: Kilometrit"}]


def test_each_sheet_is_the_department_it_is_named_after():
    read = interpret(
        Book((sheet([HEADING, ["Uimahalli"]], name="Ympäristö"), sheet([HEADING, ["TE-uudistus"]], name="Elinvoima")))
    )
    assert [(one.unit, one.words) for one in read.projects] == [
        ("Ympäristö", "Uimahalli"),
        ("Elinvoima", "TE-uudistus"),
    ]


@pytest.mark.parametrize("name", ["Taulukko1", "Sheet1", "Projektit", "Taul1"])
def test_a_sheet_without_a_name_of_its_own_is_no_department(name):
    (one,) = projects([HEADING, ["Uimahalli"]], name=name)
    assert one.unit == ""


@pytest.mark.parametrize("title", ["Hyvinvointitoimiala", "Elinvoiman palvelualue", "YMPÄRISTÖ TOIMIALA"])
def test_a_title_above_is_the_department_and_a_sheet_called_plan_is_none(title):
    (one,) = projects([[title], HEADING, ["Uimahalli"]], name="Suunnitelma")
    assert one.unit == title
    (one,) = projects([HEADING, ["Uimahalli"]], name="Suunnitelma")
    assert one.unit == ""
