"""Collects the cells of one sheet, whatever the format: cleaned words, limits kept, merged areas joined at the end."""

import re

from .book import LAST_COLUMN, LAST_ROW, Cell, Sheet, Unreadable, address
from .limits import COLUMNS, LONGEST_CELL, MERGED_AREAS, MERGED_CELLS, ROWS, SHEETS, Budget

LONGEST_NAME = 255
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_PLAIN = re.compile(r"[\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd]*")


def seen(words: str) -> str:
    """Plain line ends, no control characters; half a letter is shown as "�". Spaces and hyphens stay as they are."""
    if _PLAIN.fullmatch(words):
        return words
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", _LINE_ENDS.sub("\n", words)))


class SheetBuilder:
    def __init__(self, name: str, budget: Budget, *, is_hidden: bool = False):
        if len(name) > LONGEST_NAME:
            raise Unreadable("damaged", seen(name[:LONGEST_NAME]))
        self.name, self.budget, self.is_hidden = seen(name), budget, is_hidden
        self.hidden_rows, self.hidden_columns = set(), set()
        self._cells, self._merged, self._columns_said = {}, [], 0

    def refused(self, kind: str, row: int = 0, column: int = 0) -> Unreadable:
        return Unreadable(kind, self.name, address(row, column) if row and column else "")

    def hide_rows(self, first: int, last: int) -> None:
        self.hidden_rows.update(range(first, min(last, ROWS) + 1))

    def hide_columns(self, first: int, last: int) -> None:
        """Declared from left to right: what was declared already is not gone through again."""
        self.hidden_columns.update(range(max(first, self._columns_said + 1), min(last, COLUMNS) + 1))
        self._columns_said = max(self._columns_said, last)

    def add(self, row: int, column: int, words: str, problem: str = "") -> None:
        """A cell without anything to be seen is left out. Raises Unreadable: twice the same cell, over a limit."""
        words = seen(words)
        if not problem and (not words or words.isspace()):
            return
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN) or (row, column) in self._cells:
            raise self.refused("broken_cell", row, column)
        self.budget.filled(row, column, len(words), self.name, address)
        self._cells[row, column] = (words, "too_long" if len(words) > LONGEST_CELL else problem)

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        self._merged.append((row, column, rows, columns))
        if len(self._merged) > MERGED_AREAS:
            raise self.refused("too_many_cells", row, column)

    def built(self) -> Sheet:
        last_row = max((row for row, _ in self._cells), default=1)
        last_column = max((column for _, column in self._cells), default=1)
        spans = self._spans(last_row, last_column)
        return Sheet(
            self.name,
            tuple(
                Cell(row, column, words, spans.get((row, column), (1, 1)), problem)
                for (row, column), (words, problem) in sorted(self._cells.items())
            ),
            frozenset(row for row in self.hidden_rows if row <= last_row),
            self.is_hidden,
            frozenset(column for column in self.hidden_columns if column <= last_column),
        )

    def _spans(self, last_row, last_column):
        """Of each first cell; no further than the sheet is filled. What a merged area covers is not to be seen."""
        spans, covered, looked_at = {}, set(), 0
        for row, column, rows, columns in self._merged:
            rows, columns = max(1, min(rows, last_row + 1 - row)), max(1, min(columns, last_column + 1 - column))
            spans[row, column] = (rows, columns)
            looked_at += min(rows * columns, len(self._cells))
            if looked_at > MERGED_CELLS:
                raise self.refused("too_heavy", row, column)
            covered.update(self._covered(row, column, rows, columns))
        for place in covered:
            self._cells.pop(place, None)
        return spans

    def _covered(self, row, column, rows, columns):
        if rows * columns > len(self._cells):
            area = [(r, c) for r, c in self._cells if row <= r < row + rows and column <= c < column + columns]
        else:
            area = [(r, c) for r in range(row, row + rows) for c in range(column, column + columns)]
        return [place for place in area if place != (row, column)]


def check_sheets(sheets: list) -> None:
    """Raises Unreadable: no sheets, too many, or two of one name, for then a cell's address means nothing."""
    if not sheets:
        raise Unreadable("no_sheets")
    if len(sheets) > SHEETS:
        raise Unreadable("too_many_sheets")
    names = [name.casefold() for name in sheets]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise Unreadable("damaged", sheets[place])
