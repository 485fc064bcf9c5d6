"""An own workbook as a person handles it: written, opened, edited and saved by a spreadsheet, and read back."""

import io
from collections.abc import Callable

import openpyxl

from goals.plan_workbook.own.differences import Difference, differences
from goals.plan_workbook.own.writing import OwnWorkbook, write_own
from kemistrategy.workbook_reading import Book, read_book
from kemistrategy.workbook_reading.formats import read_file

CODE_HEADINGS = ("Tunnus", "Kod", "Code")


def written(workbook: OwnWorkbook) -> bytes:
    return write_own(workbook)


def saved_again(file: bytes, edit: Callable = lambda book: None) -> bytes:
    """Opened, edited and saved by another program: nothing of ours but what stands in the cells is left."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def read(file: bytes) -> Book:
    return read_book(file, "tyokirja.xlsx")


def read_quickly(file: bytes) -> Book:
    """Without a process of its own, for tests that read many."""
    return Book(tuple(read_file(io.BytesIO(file), "xlsx")))


def found(file: bytes, existing: OwnWorkbook) -> list[Difference]:
    return list(differences(read_quickly(file), existing))


def edits(differences: list[Difference]) -> dict:
    """(code, column) → what was read, of the cells that would change."""
    return {(one.code, one.column): one.value for one in differences if one.what == "edit"}


def cell_of(sheet, code: str, heading: str):
    """The cell of a row by its code and its column's heading, in a sheet of openpyxl's."""
    head = next(row for row in sheet.iter_rows() if row[0].value in CODE_HEADINGS)
    column = next(cell.column for cell in head if cell.value == heading)
    row = next(row for row in sheet.iter_rows(min_row=head[0].row + 1) if row[0].value == code)
    return sheet.cell(row=row[0].row, column=column)


def put(book, sheet_title: str, code: str, heading: str, value) -> None:
    """Typed into a cell: words stay words whatever they begin with, as in a cell that Excel calls text."""
    cell = cell_of(book[sheet_title], code, heading)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
