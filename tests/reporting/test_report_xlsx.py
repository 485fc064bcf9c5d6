"""The workbook of a report: a sheet for each thing, numbers that can be counted with, every word whole."""

import dataclasses
import io
import time
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from kemistrategy.text import Text
from reporting.content import build_content
from reporting.content.rows import OmittedThing, Told
from reporting.xlsx import render_xlsx
from reporting.xlsx.tables import sheets_of_paper
from tests.reporting.report_cast import INTERNAL, PERSON, small_city
from tests.reporting.table_reading import xlsx_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHEETS = [
    "Raportti",
    "Tiivistelmä",
    "Keskeiset mittarit",
    "Tavoitteet",
    "Toimenpiteet",
    "Mittarit",
    "Poikkeamat",
    "Projektit",
    "Loppuvuoden toimenpiteet",
    "Mistä raportoitiin",
    "Ei raportoitu",
    "Muutokset",
    "SDG",
    "Mittareiden määritelmät",
    "Lukujen lähteet",
]


@pytest.fixture
def content():
    return build_content(small_city().round, "fi")


def rows(content, title):
    return xlsx_sheets(render_xlsx(content))[title]


def test_each_thing_has_its_sheet(content):
    names = openpyxl.load_workbook(io.BytesIO(render_xlsx(content))).sheetnames
    assert [name for name in names if name != "Loppuvuoden toimenpiteet"] == [
        name for name in SHEETS if name != "Loppuvuoden toimenpiteet"
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_sheets_are_named_in_the_reports_language(language):
    names = openpyxl.load_workbook(io.BytesIO(render_xlsx(build_content(small_city().round, language)))).sheetnames
    with translation.override(language):
        assert translation.gettext("Toimenpiteet") in names
    assert all(len(name) <= 31 for name in names)


def test_first_sheet_says_what_the_report_is(content):
    facts = [(row["Asia"], row["Tieto"]) for row in rows(content, "Raportti")]
    assert facts[:2] == [("Raportti", "Puolivuotiskatsaus 2023"), ("Tila", "LUONNOS")]
    assert ("Tilannepäivä", datetime(2023, 6, 30)) in facts
    assert ("Toimenpiteitä", 3) in facts
    assert ("Ennuste: Ei toteudu", 1) in facts


def test_a_figure_is_words_a_number_and_a_note(content):
    (measure, *_others) = rows(content, "Mittarit")
    assert [measure[name] for name in ("Toteuma", "Toteuma, lukuna", "Toteuma, huomautus")] == [
        "62,5\u00a0%", 62.5, "luonnos",
    ]  # fmt: skip
    assert (measure["Tavoitetaso"], measure["Tavoitetaso, lukuna"]) == ("vähintään 80\u00a0%", 80)
    assert measure["Etäisyys tavoitetasoon"] == "Etäisyys tavoitetasoon 17,5 prosenttiyksikköä."


def test_a_missing_figure_is_a_dash_and_no_number(content):
    (indicator,) = rows(content, "Keskeiset mittarit")
    assert (indicator["Toteuma"], indicator["Toteuma, lukuna"]) == ("–", None)


def test_an_action_that_serves_two_goals_has_two_rows(content):
    told = [(row["Toimenpide"], row["Tavoite"]) for row in rows(content, "Toimenpiteet")]
    assert ("Keskustelukulttuurin työkalut", "Torjumme ilmastonmuutosta.") in told
    assert ("Keskustelukulttuurin työkalut", "Olemme avoin kumppani.") in told


def test_a_deviation_has_cause_correction_post_and_day(content):
    (row,) = rows(content, "Poikkeamat")
    assert [row[name] for name in ("Poikkeama", "Syy", "Korjaava toimenpide", "Vastuu", "Mihin mennessä")] == [
        "Ei toteudu", "Kouluttaja vaihtui.", "Koulutukset pidetään syksyllä.", "Varhaiskasvatuspäällikkö", "31.10.2023",
    ]  # fmt: skip


def test_what_was_left_out_says_why(content):
    omitted = OmittedThing(kind="Projekti", title=Text("Oulu 2026"), reason="Valtuusto lakkautti")
    guide = dataclasses.replace(content.guide, omitted=(omitted,))
    row = rows(dataclasses.replace(content, guide=guide), "Ei raportoitu")[-1]
    assert (row["Nimi"], row["Tilanne"], row["Miksi jätetty pois"]) == (
        "Oulu 2026", "Jätetty pois", "Valtuusto lakkautti",
    )  # fmt: skip


def test_only_the_chapters_of_the_report_have_sheets(content):
    short = dataclasses.replace(content, chapters=("summary", "deviations"))
    names = openpyxl.load_workbook(io.BytesIO(render_xlsx(short))).sheetnames
    assert names == ["Raportti", "Tiivistelmä", "Poikkeamat"]


def test_notes_for_superiors_names_and_drafts_are_told_nowhere(content):
    told = str(xlsx_sheets(render_xlsx(content)))
    assert "Kolme päiväkotia auditoitiin." in told
    for hidden in (INTERNAL, PERSON, "Keskeneräinen luonnos"):
        assert hidden not in told


def test_a_text_of_200_000_letters_is_whole(content):
    theme = content.themes[0]
    action = dataclasses.replace(theme.goals[0].actions[0], told=Told("=" * 200_000))
    goal = dataclasses.replace(theme.goals[0], actions=(action,))
    themes = (dataclasses.replace(theme, goals=(goal,)),)
    found = rows(dataclasses.replace(content, themes=themes), "Toimenpiteet")
    told = "".join((row["Mitä kerrottiin"] or "") for row in found)
    assert told.replace(" (jatkuu seuraavalla rivillä)", "") == "=" * 200_000


def test_same_content_gives_the_same_bytes(content):
    first = render_xlsx(content)
    time.sleep(3)
    assert render_xlsx(content) == first


def test_a_report_of_another_kind_has_a_sheet_for_each_table(content):
    texts, *tables = sheets_of_paper(content)
    assert "Kaupunginjohtajan katsausta ei ole kirjoitettu." in [words for _heading, words in texts.rows]
    counts = next(sheet for sheet in tables if sheet.title == "Toimenpiteiden tilanne teemoittain")
    assert counts.columns[0].title == "Teema"
    assert [column.value(counts.rows[0]) for column in counts.columns][:2] == ["Vihreä Kemi", Decimal(1)]
