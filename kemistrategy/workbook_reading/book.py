"""A workbook as it was read: sheets of cells, every one with its address and its words as a person sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. `words` is what a reader of the sheet sees ("6 %", "1.9.2023", "100 000"), line ends kept.

    `span` is (rows, columns) of a merged area whose first cell this is. `problem` is a code of `PROBLEMS` when the
    cell can't be taken as it is: a formula without a value, an error value.
    """

    row: int
    column: int
    words: str
    span: tuple[int, int] = (1, 1)
    problem: str = ""

    @property
    def address(self) -> str:
        return address(self.row, self.column)


@dataclass(frozen=True)
class Sheet:
    """Filled cells in the order of rows and columns. What is hidden is read too, and said."""

    name: str
    cells: tuple[Cell, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Book:
    sheets: tuple[Sheet, ...] = field(default=())

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.sheets)


# Of a formula without a value the words are the formula, of an error value its name.
PROBLEMS = ("formula_without_value", "error_value", "too_long")

# Why a file is not taken. Those of the second group may name a sheet, `broken_cell` and the limits a cell as well.
REFUSALS = (
    "empty_file",
    "nothing_pasted",
    "too_large",
    "unpacks_too_large",
    "suspicious_packing",
    "odd_members",
    "embedded_file",
    "encrypted",
    "macros",
    "wrong_extension",
    "web_page_as_workbook",
    "unknown_format",
    "old_excel",
    "not_a_workbook",
    "no_sheets",
    "too_many_sheets",
    "unknown_letters",
    "too_heavy",
    "damaged",
    "xml_entities",
    "broken_cell",
    "too_large_area",
    "too_many_cells",
    "too_much_text",
)


def address(row: int, column: int) -> str:
    """ "B7" of row 7, column 2; rows and columns count from 1."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"


def place_of(address: str) -> tuple[int, int] | None:
    """(7, 2) of "B7" or "$B$7"; None when there is no such cell in any sheet."""
    match = ADDRESS.fullmatch(address)
    if not match:
        return None
    row, column = int(match[2]), _column(match[1])
    return (row, column) if 0 < row <= LAST_ROW and column <= LAST_COLUMN else None


@cache
def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Unreadable(ValueError):
    """The file is not taken. `kind` is one of `REFUSALS`; the place where it is known."""

    def __init__(self, kind: str, sheet: str = "", cell: str = ""):
        super().__init__(kind)
        self.kind, self.sheet, self.cell = kind, sheet, cell


def book_to_json(book: Book) -> list:
    """Plain lists for a JSON column, as short as they can be: a plan of 1 000 rows stays small."""
    return [
        {
            "name": sheet.name,
            "hidden": sheet.is_hidden,
            "hidden_rows": sorted(sheet.hidden_rows),
            "hidden_columns": sorted(sheet.hidden_columns),
            "cells": [[cell.row, cell.column, cell.words, *cell.span, cell.problem] for cell in sheet.cells],
        }
        for sheet in book
    ]


def book_of_json(sheets: list) -> Book:
    return Book(
        tuple(
            Sheet(
                name=sheet["name"],
                cells=tuple(
                    Cell(row, column, words, (rows, columns), problem)
                    for row, column, words, rows, columns, problem in sheet["cells"]
                ),
                hidden_rows=frozenset(sheet["hidden_rows"]),
                is_hidden=sheet["hidden"],
                hidden_columns=frozenset(sheet["hidden_columns"]),
            )
            for sheet in sheets
        )
    )
