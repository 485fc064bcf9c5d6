"""An own workbook as a file: a table of Excel's for each sheet, lists to choose from, and the sheet nobody sees."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kemistrategy.workbook_reading.book import address
from kemistrategy.workbook_writing import LONGEST_CELL, Column, HiddenSheet, Sheet, free_name, write_workbook

from .columns import OwnSheet, as_kept
from .stamps import CLOSED, CODE, HIDDEN, TOO_LONG, StampedSheet, digest, stamped_rows

TABLE_STYLE = "TableStyleLight9"


@dataclass(frozen=True)
class OwnWorkbook:
    """`kind` and `thing` (the address or number of a plan, a strategy or a review) say what it tells of.

    `readable` are sheets that come first, to be read only. `changed_at`: when its content last changed.
    """

    kind: str
    thing: str
    title: str
    language: str
    changed_at: datetime
    sheets: tuple[OwnSheet, ...]
    readable: tuple[Sheet, ...] = ()

    def sheet(self, key: str) -> OwnSheet | None:
        return next((sheet for sheet in self.sheets if sheet.key == key), None)


@dataclass(frozen=True)
class _Line:
    cells: tuple[Any, ...]
    locked: tuple[bool, ...]


def write_own(workbook: OwnWorkbook) -> bytes:
    """The same content gives the same bytes; rows are asked one by one as they are written."""
    names: set[str] = set()
    readable = [_closed(sheet, free_name(sheet.title, names), workbook) for sheet in workbook.readable]
    stamped = [
        StampedSheet(
            key=sheet.key,
            title=free_name(sheet.title, names),
            columns=((CODE, code_heading()), *((column.name, column.heading) for column in sheet.columns)),
        )
        for sheet in workbook.sheets
    ]
    sheets = [_sheet(sheet, into) for sheet, into in zip(workbook.sheets, stamped, strict=True)]
    head = (workbook.kind, workbook.thing, workbook.language, workbook.changed_at.isoformat())
    reading = {sheet.title: cells for sheet in readable if (cells := _digests(sheet))}
    hidden = HiddenSheet(HIDDEN, stamped_rows(head, stamped, reading))
    return write_workbook(
        [*readable, *sheets, hidden],
        title=workbook.title,
        language=workbook.language,
        changed_at=workbook.changed_at,
    )


def _closed(sheet: Sheet, title: str, workbook: OwnWorkbook) -> Sheet:
    """A sheet that is only to be read looks closed and says so."""
    names = ", ".join(own.title for own in workbook.sheets)
    columns = tuple(replace(column, locked=lambda row: True) for column in sheet.columns)
    above = (_("Tämä taulukko on luettavaksi, eikä sitä lueta takaisin. Muuta tietoja täällä: %(sheets)s."),)
    return replace(sheet, title=title, columns=columns, above=(above[0] % {"sheets": names}, *sheet.above))


def _digests(sheet: Sheet) -> dict[str, str]:
    """Address → digest of what stands there; nothing where a text goes on in the row below and moves the others."""
    found = {}
    for number, row in enumerate(sheet.rows, start=len(sheet.above) + 2):
        for place, column in enumerate(sheet.columns, start=1):
            words = str(column.value(row) or "")
            if _is_too_long(words):
                return {}
            if went_out := digest(as_kept(words)):
                found[address(number, place)] = went_out
    return found


def code_heading() -> str:
    return _("Tunnus")


def _sheet(sheet, stamped) -> Sheet:
    columns = [Column(code_heading(), _cell_of(0), 11, locked=_locked_of(0))]
    for number, column in enumerate(sheet.columns, start=1):
        columns.append(
            Column(
                column.heading,
                _cell_of(number),
                column.width,
                choices=column.choices,
                locked=_locked_of(number),
                number_format="General",
            )
        )
    return Sheet(stamped.title, tuple(columns), _lines(sheet, stamped), above=sheet.above, table_style=TABLE_STYLE)


def _cell_of(number):
    return lambda line: line.cells[number]


def _locked_of(number):
    return lambda line: line.locked[number]


def _lines(sheet, stamped) -> Iterator[_Line]:
    columns = sheet.columns
    for row in sheet.rows:
        cells, locked, digests, closed = [row.code], [True], [], []
        for column in columns:
            value, is_open = row.values.get(column.name), column.is_open_in(row)
            cell, spelled = column.written(value, row)
            if _is_too_long(cell):
                spelled = TOO_LONG
            cells.append(cell)
            locked.append(not is_open)
            if is_open:
                digests.append(spelled if spelled is TOO_LONG else digest(spelled))
            else:
                digests.append(CLOSED)
                closed.append(spelled)
        stamped.rows[row.code] = (*digests, TOO_LONG if TOO_LONG in closed else digest("\x1f".join(closed)))
        yield _Line(tuple(cells), tuple(locked))


def _is_too_long(cell) -> bool:
    return isinstance(cell, str) and len(cell) * 2 > LONGEST_CELL and len(cell.encode("utf-16-le")) // 2 > LONGEST_CELL
