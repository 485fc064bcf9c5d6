"""Workbooks: a number stays a number, words stay words, nothing is cut, and the same sheets give the same bytes."""

import io
import time
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from kemistrategy.archives import redated
from kemistrategy.text import Text
from kemistrategy.workbook_writing import LONGEST_CELL, Column, Sheet, write_workbook

MOMENT = datetime(2023, 8, 18, 12, 30, 40, tzinfo=UTC)


def written(rows, *, titles=("Eka", "Toka"), name="Taulukko", **about):
    columns = tuple(Column(title, lambda row, place=place: row[place]) for place, title in enumerate(titles))
    about = {"title": "Katsaus", "language": "fi", "changed_at": MOMENT} | about
    return write_workbook([Sheet(name, columns, rows)], **about)


def opened(file):
    return openpyxl.load_workbook(io.BytesIO(file))


def cells(file):
    return [[cell.value for cell in row] for row in opened(file).worksheets[0].iter_rows(min_row=2)]


def test_numbers_days_and_words_are_what_they_are():
    sheet = opened(written([(Decimal("62.50"), date(2023, 6, 30)), (19400, Text("sanoja")), (True, None)])).worksheets[
        0
    ]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [62.5, datetime(2023, 6, 30)],
        [19400, "sanoja"],
        ["kyllä", None],
    ]
    assert (sheet["A2"].number_format, sheet["B2"].number_format) == ("#,##0.0", "d.m.yyyy")


@pytest.mark.parametrize("typed", ["=1+1", "+358 40", "-5 %", "@nimi", '=HYPERLINK("http://evil.example")', "#N/A"])
def test_words_that_look_like_a_formula_stay_words(typed):
    (cell,) = opened(written([(typed, None)])).worksheets[0]["A2":"A2"][0]
    assert (cell.value, cell.data_type) == (typed, "s")


def test_a_text_that_excel_would_read_as_an_escape_is_escaped():
    assert cells(written([("_x0041_", "a_b")])) == [["_x005F_x0041_", "a_b"]]


def test_what_xml_cannot_hold_is_left_out_and_line_ends_are_kept():
    assert cells(written([("a\x00b\x1b\x7f", "yksi\r\nkaksi\x0bkolme")])) == [["ab", "yksi\nkaksi\nkolme"]]


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_long_text_goes_on_in_the_rows_below(letter):
    text = letter * 200_000
    rows = cells(written([("Toimenpide", text), ("Seuraava", "x")]))
    parts = [row[1].removesuffix(" (jatkuu seuraavalla rivillä)") for row in rows[:-1]]
    assert "".join(parts) == text
    assert [row[0] for row in rows[:2]] == ["Toimenpide", "Toimenpide (jatkoa)"]
    assert rows[-1] == ["Seuraava", "x"]
    assert all(len(row[1].encode("utf-16-le")) // 2 <= LONGEST_CELL for row in rows)


def test_a_text_that_fits_stays_in_one_cell():
    assert len(cells(written([("x", "a" * LONGEST_CELL)]))) == 1


def test_sheet_is_ready_to_use():
    sheet = opened(written([("a", "b")], titles=("Eka", "Toka", "Kolmas")[:2], mark="LUONNOS & käsittely")).worksheets[
        0
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.column_dimensions["A"].width == 20
    assert sheet["A2"].alignment.wrap_text
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.right.text == "LUONNOS && käsittely"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Toimenpiteet: [2023]/x", "Toimenpiteet   2023  x"), ("a" * 40, "a" * 31), ("", "-"), ("'lainaus'", "lainaus")],
)
def test_names_of_sheets_are_those_that_excel_takes(title, name):
    assert opened(written([], name=title)).sheetnames == [name]


def test_two_sheets_of_one_name_are_told_apart():
    columns = (Column("a", str),)
    sheets = [Sheet("Mittarit", columns, []), Sheet("mittarit", columns, []), Sheet("a" * 31, columns, [])]
    file = write_workbook([*sheets, Sheet("A" * 33, columns, [])], title="", language="fi", changed_at=MOMENT)
    assert opened(file).sheetnames == ["Mittarit", "mittarit 2", "a" * 31, f"{'A' * 29} 2"]


def test_file_says_its_title_language_and_moment_and_nobodys_name():
    properties = opened(written([], title="Katsaus", language="sv")).properties
    assert (properties.title, properties.language, properties.creator, properties.lastModifiedBy) == (
        "Katsaus", "sv", None, None,
    )  # fmt: skip
    assert properties.created == properties.modified == datetime(2023, 8, 18, 12, 30, 40)


def test_same_sheets_give_the_same_bytes():
    first = written([("a", Decimal("1.5"))])
    time.sleep(3)
    assert written([("a", Decimal("1.5"))]) == first


def test_archive_bears_the_moment_it_is_given():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "ä")
        archive.writestr("b.txt", "b")
    with zipfile.ZipFile(io.BytesIO(redated(file.getvalue(), MOMENT))) as archive:
        assert [(member.filename, member.date_time) for member in archive.infolist()] == [
            ("a.txt", (2023, 8, 18, 12, 30, 40)),
            ("b.txt", (2023, 8, 18, 12, 30, 40)),
        ]
        assert archive.read("a.txt").decode() == "ä"
