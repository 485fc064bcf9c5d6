"""Workbooks to be filled in: lists to choose from, closed cells, tables, lines above, and what nobody sees."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from kemistrategy.workbook_writing import LISTS, Column, HiddenSheet, Sheet, write_workbook

MOMENT = datetime(2023, 8, 18, 12, 30, 40, tzinfo=UTC)
STATES = ("Käynnissä", "Valmis", "=ei kaava")


def opened(*sheets):
    file = write_workbook(sheets, title="Täyttöpohja", language="fi", changed_at=MOMENT)
    return openpyxl.load_workbook(io.BytesIO(file))


def column(title, place, **about):
    return Column(title, lambda row: row[place], **about)


ROWS = [("K1", "Käynnissä", Decimal("1234.5")), ("K2", None, date(2023, 6, 30))]
COLUMNS = (
    column("Tunnus", 0, locked=lambda row: True),
    column("Tila", 1, choices=STATES),
    column("Tila", 2, number_format="General"),
)
SHEET = Sheet("Kirjaukset", COLUMNS, ROWS, above=("Täytä valkoiset solut.", "=1+1"), table_style="TableStyleLight9")


def test_a_column_has_a_list_for_its_rows_and_for_new_ones():
    book = opened(SHEET)
    (rule,) = book["Kirjaukset"].data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1, rule.allow_blank) == (
        "B4:B205", "list", f"'{LISTS}'!$A$1:$A$3", True,
    )  # fmt: skip
    assert [cell.value for (cell,) in book[LISTS].iter_rows()] == list(STATES)
    assert book[LISTS].sheet_state == "veryHidden"


def test_the_same_list_stands_once():
    book = opened(SHEET, Sheet("Toinen", COLUMNS, ROWS), Sheet("Kolmas", (column("A", 0, choices=("x",)),), []))
    assert book[LISTS].max_column == 2
    assert book["Toinen"].data_validations.dataValidation[0].formula1 == f"'{LISTS}'!$A$1:$A$3"


def test_headings_of_a_table_are_all_different_and_stand_under_the_lines_above():
    sheet = opened(SHEET)["Kirjaukset"]
    (table,) = sheet.tables.values()
    assert (table.ref, table.column_names) == ("A3:C5", ["Tunnus", "Tila", "Tila 2"])
    assert [cell.value for cell in sheet[3]] == ["Tunnus", "Tila", "Tila 2"]
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A2"].data_type) == ("Täytä valkoiset solut.", "=1+1", "s")
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("B4", "$3:$3", None)


def test_a_table_without_rows_has_one_empty_row():
    (table,) = opened(Sheet("Tyhjä", COLUMNS, [], table_style="TableStyleLight9"))["Tyhjä"].tables.values()
    assert table.ref == "A1:C2"


def test_a_closed_cell_looks_closed():
    sheet = opened(SHEET)["Kirjaukset"]
    assert sheet["A4"].fill.fgColor.rgb == "00ECEFF1"
    assert sheet["B4"].fill.fill_type is None


def test_a_number_to_be_filled_in_is_shown_as_it_is_and_a_day_as_a_day():
    sheet = opened(SHEET)["Kirjaukset"]
    assert (sheet["C4"].number_format, sheet["C5"].number_format) == ("General", "d.m.yyyy")


@pytest.mark.parametrize("words", ["kemi", "=1+1", "a;b,c=d"])
def test_what_nobody_sees_is_asked_when_everything_else_is_written(words):
    written = []
    rows = ((written.append(row) or row) for row in ROWS)
    hidden = HiddenSheet("kemi", ((words, str(len(written))) for _once in [1]))
    book = opened(Sheet("Kirjaukset", COLUMNS, rows), hidden)
    assert [cell.value for cell in book["kemi"][1]] == [words, "2"]
    assert book["kemi"].sheet_state == "veryHidden"
