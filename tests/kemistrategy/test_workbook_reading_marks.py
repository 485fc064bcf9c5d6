"""The same workbook returned with its faults marked: the cells filled and commented, all else as it was."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment

from kemistrategy.workbook_reading import Unreadable, mark_book
from kemistrategy.workbook_reading.marking import marked as mark

from .odd_workbooks import MAIN, ods, ods_cell, ods_table, plain, read_here, sheet, words, xlsx

FILL = "FFFFD966"


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def marks(page):
    return {
        cell.coordinate: cell.comment.text
        for row in page
        for cell in row
        if cell.comment and cell.fill.fgColor.rgb == FILL
    }


def members(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def a_real_workbook():
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "Kemi"
    page.append(["Tavoite", 0.06, "=1+1"])
    page["B1"].number_format = "0%"
    page["A1"].comment = Comment("Vanha", "Kirjoittaja")
    page.merge_cells("A4:B5")
    page.auto_filter.ref = "A1:C1"
    page.conditional_formatting.add("A1:A9", openpyxl.formatting.rule.CellIsRule(operator="equal", formula=["1"]))
    workbook.create_sheet("Toinen")["A1"] = "b"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_cells_are_filled_and_commented_and_words_go_on_in_an_old_comment():
    data = a_real_workbook()
    marked = mark_book(
        data, "a.xlsx", {"Kemi": {"A1": "Uusi", "B1": "Luku?", "D20": "_x0041_"}, "Toinen": {"A1": "<b>"}}
    )
    page = opened(marked)["Kemi"]
    assert marks(page) == {"A1": "Vanha\n\nUusi", "B1": "Luku?", "D20": "_x005F_x0041_"}  # an escape, escaped
    assert marks(opened(marked)["Toinen"]) == {"A1": "<b>"}
    assert (page["B1"].number_format, page["B1"].value, page["C1"].value) == ("0%", 0.06, "=1+1")
    assert [str(area) for area in page.merged_cells.ranges] == ["A4:B5"]
    assert (page.auto_filter.ref, len(page.conditional_formatting)) == ("A1:C1", 1)


def test_marking_changes_no_words_and_can_be_repeated():
    data = a_real_workbook()
    marked = mark(data, "xlsx", {"Kemi": {"B1": "yksi"}})
    twice = mark(marked, "xlsx", {"Kemi": {"B1": "kaksi", "C1": "kolme"}})
    assert read_here(twice, "a.xlsx") == read_here(data, "a.xlsx")
    assert marks(opened(twice)["Kemi"]) == {"B1": "yksi\n\nkaksi", "C1": "kolme"}


def test_parts_that_hold_no_mark_are_kept_byte_by_byte():
    data = plain(extra=[("xl/media/image1.png", b"\x89PNG kuva"), ("xl/charts/chart1.xml", "<c/>")])
    before, after = members(data), members(mark(data, "xlsx", {"Taul1": {"A1": "x"}}))
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert before.keys() < after.keys()


def test_the_kept_value_of_a_formula_stays():
    data = xlsx(sheet(f'<row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row><row r="4">{words("C4", "c")}</row>'))
    marked = mark(data, "xlsx", {"Taul1": {"B2": "x", "A1": "a", "C2": "c", "A2": "b", "B3": "väli"}})
    page = members(marked)["xl/worksheets/sheet1.xml"].decode()
    assert "<f>1+1</f><v>2</v>" in page
    places = [f'r="{place}"' for place in ("A1", "A2", "B2", "C2", "B3", "C4")]
    assert sorted(places, key=page.index) == places


def test_the_drawing_is_named_before_what_must_follow_it():
    data = xlsx(sheet(f"<row>{words('A1', 'a')}</row>", tail='<pageMargins/><tableParts count="0"/><extLst/>'))
    page = members(mark(data, "xlsx", {"Taul1": {"A1": "x"}}))["xl/worksheets/sheet1.xml"].decode()
    assert page.index("<pageMargins") < page.index("<legacyDrawing") < page.index("<tableParts")


@pytest.mark.parametrize("place", ["", "ei solu", "A0", "ZZZZ9"])
def test_a_note_that_names_no_cell_is_said_at_the_first(place):
    marked = mark(plain(), "xlsx", {"Taul1": {place: "Missä?", "A1": "Tässä"}, "Poissa": {"B2": "Taulukko?"}})
    (text,) = marks(opened(marked)["Taul1"]).values()
    assert sorted(text.split("\n")) == ["Missä?", "Taulukko?", "Tässä"]


@pytest.mark.parametrize("words", ["a\x00b\x1b", "\ud83d", "<&>", "x" * 40_000])
def test_any_words_can_be_a_note(words):
    (text,) = marks(opened(mark(plain(), "xlsx", {"Taul1": {"A1": words}}))["Taul1"]).values()
    assert text == words.replace("\x00", "").replace("\x1b", "").replace("\ud83d", "\ufffd")


@pytest.mark.parametrize(
    ("extension", "data", "sheet_name"),
    [
        ("ods", ods(ods_table(f"<table:table-row>{ods_cell('=1+1')}{ods_cell('b')}</table:table-row>")), "Taulukko1"),
        ("csv", b"=1+1;b\n", "Taul1"),
    ],
)
def test_other_formats_become_a_workbook_of_their_words(extension, data, sheet_name):
    page = opened(mark(data, extension, {sheet_name: {"A1": "Kaava?", "C3": "x"}}))[sheet_name]
    assert marks(page) == {"A1": "Kaava?", "C3": "x"}
    assert [(cell.value, cell.data_type) for cell in page[1]][:2] == [("=1+1", "s"), ("b", "s")]


def test_a_hostile_file_is_refused_here_too():
    data = xlsx(f'<!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="{MAIN}"/>')
    with pytest.raises(Unreadable) as told:
        mark_book(data, "a.xlsx", {"Taul1": {"A1": "x"}})
    assert (told.value.kind, told.value.sheet) == ("xml_entities", "Taul1")
