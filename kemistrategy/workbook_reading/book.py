"""A workbook as it was read: sheets of cells, every one with its address and its words as a person sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
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
    """Filled cells in the order of rows and columns. `hidden_rows` are read too, and said."""

    name: str
    cells: tuple[Cell, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True)
class Book:
    sheets: tuple[Sheet, ...] = field(default=())

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.sheets)


PROBLEMS = ("formula_without_value", "error_value", "hidden_row", "too_long")


def address(row: int, column: int) -> str:
    """ "B7" of row 7, column 2; rows and columns count from 1."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"


class Unreadable(ValueError):
    """The file is not taken. `kind` is a key of `goals.plan_workbook.question_words.REFUSALS`; place where known."""

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
            )
            for sheet in sheets
        )
    )
