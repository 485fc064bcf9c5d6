"""The one writer of Excel workbooks: sheets declared as columns and rows become a file.

Numbers and days stay numbers and days, words stay words whatever they begin with, and nothing is cut: Excel keeps
32 767 letters in a cell, so a longer text goes on in the row below, which says so. The same sheets give the same bytes.

A sheet that is filled in and comes back has lists to choose from, cells that look closed, and beside it a sheet that
nobody sees.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from .archives import DatedArchive
from .csv_writing import FORMULA_BEGINNINGS

LONGEST_CELL, LONGEST_NAME = 32_767, 31
PIECE = 16_000  # letters; Excel counts one outside the basic plane as two
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # "_x0041_" in a file is read as "A"
TO_MEND = re.compile(f"{NOT_IN_XML.pattern}|{LINE_ENDS.pattern}|{ESCAPED.pattern}")
DAY, MOMENT, WHOLE = "d.m.yyyy", "d.m.yyyy h:mm", "0"
A4 = 9  # the number of the paper size in SpreadsheetML
VERY_HIDDEN = "veryHidden"  # Excel's own menus do not offer to show such a sheet
LISTS = "kemi-valinnat"  # the very hidden sheet of what can be chosen: a list inside a cell's rule ends at 255 letters
ROOM_BELOW = 200  # rows under the last one in which a list is offered too, for what a person adds


@dataclass(frozen=True)
class Column:
    """A heading, what a row's cell is (words, a number, a day or None), and how many letters wide it is.

    `choices` are offered in a list. `locked` tells of a row that its cell looks closed; None: no cell does.
    `number_format` "General" shows whatever a person types into the cell without rounding it; "" is the number's own.
    """

    title: str
    value: Callable
    width: int = 20
    choices: tuple[str, ...] = ()
    locked: Callable | None = None
    number_format: str = ""


@dataclass(frozen=True)
class Sheet:
    """`above` are lines over the headings. `table_style` ("TableStyleMedium2") makes it a table of Excel's."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable
    above: tuple[str, ...] = ()
    table_style: str = ""


@dataclass(frozen=True)
class HiddenSheet:
    """Words in cells that nobody sees; the rows are asked when all sheets before it have been written."""

    title: str
    rows: Iterable


def write_workbook(
    sheets: Iterable[Sheet | HiddenSheet], *, title: str, language: str, changed_at: datetime, mark: str = ""
) -> bytes:
    """`changed_at` dates the file; `mark` ("LUONNOS") is printed at the top of every page."""
    workbook = Workbook(write_only=True)
    styles, names, lists = _Styles(workbook), set(), {}
    with translation.override(language):
        for sheet in sheets:
            worksheet = workbook.create_sheet(free_name(str(sheet.title), names))
            if isinstance(sheet, HiddenSheet):
                _write_hidden(worksheet, sheet.rows, styles)
                continue
            count = _write_sheet(worksheet, sheet, styles, title, mark)
            _offer_choices(worksheet, sheet, count, lists)
        if lists:
            _write_hidden(workbook.create_sheet(free_name(LISTS, names)), zip_longest(*lists), styles)
    moment = changed_at.astimezone(UTC).replace(microsecond=0)
    properties = DocumentProperties(
        creator="", title=_writable(title), language=language, created=moment, modified=moment
    )
    file = io.BytesIO()
    ExcelWriter(workbook, _Archive(file, moment, properties)).save()
    return file.getvalue()


class _Archive(DatedArchive):
    """openpyxl writes the clock's time into the properties; ours are written in their place."""

    def __init__(self, file, moment, properties):
        super().__init__(file, moment)
        self._properties = properties

    def writestr(self, name, data, *compression):
        super().writestr(name, tostring(self._properties.to_tree()) if name == ARC_CORE else data, *compression)


class _Styles:
    """Every look is made once and shared by its cells."""

    def __init__(self, workbook):
        self._sheet = workbook.create_sheet("styles")
        self._made = {}
        line = Side(style="thin", color="C5D5DF")
        self._top = {"alignment": Alignment(vertical="top", wrap_text=True), "border": Border(bottom=line)}
        self.heading = self._look(
            font=Font(bold=True, color="FFFFFF"), fill=PatternFill("solid", fgColor="0B2A45"), **self._top
        )
        self.words, self.typed = self._look(**self._top), self._look(quotePrefix=True, **self._top)
        self._closed = {"fill": PatternFill("solid", fgColor="ECEFF1"), "font": Font(color="3C474D")}
        workbook.remove(self._sheet)

    def number(self, number_format, is_locked=False):
        key = number_format, is_locked
        if key not in self._made:
            look = self._closed if is_locked else {}
            self._made[key] = self._look(number_format=number_format, **self._top, **look)
        return self._made[key]

    def text(self, is_quoted, is_locked):
        if not is_locked:
            return self.typed if is_quoted else self.words
        if is_quoted not in self._made:
            self._made[is_quoted] = self._look(quotePrefix=is_quoted, **self._top, **self._closed)
        return self._made[is_quoted]

    @cached_property
    def note(self):
        """A line over the headings: it runs on over the empty cells beside it."""
        return self._look(font=Font(italic=True), alignment=Alignment(vertical="top"))

    def _look(self, **look):
        cell = WriteOnlyCell(self._sheet)
        for name, value in look.items():
            setattr(cell, name, value)
        return cell._style


# --- a sheet -------------------------------------------------------------------------------------------------------
def _cells_in_place(cells, row):
    """In the place of WriteOnlyWorksheet's own, which tries to put every finished cell into another one first."""
    for column, cell in enumerate(cells, start=1):
        cell.row, cell.column = row, column
        yield cell


def _write_sheet(worksheet, sheet, styles, title, mark) -> int:
    """The number of the last row written."""
    worksheet._values_to_row = _cells_in_place
    first = len(sheet.above) + 1
    for number, column in enumerate(sheet.columns, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
    worksheet.freeze_panes = f"{'B' if len(sheet.columns) > 2 else 'A'}{first + 1}"
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", A4
    worksheet.page_setup.fitToHeight, worksheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    worksheet.oddHeader.left.text, worksheet.oddHeader.right.text = _in_header(title), _in_header(mark)
    worksheet.oddFooter.right.text = "&P/&N"
    for line in sheet.above:
        worksheet.append([_cell(worksheet, _plain(line), styles, styles.note)])
    headings, formats = _headings(sheet), [column.number_format for column in sheet.columns]
    worksheet.append([_cell(worksheet, heading, styles, styles.heading) for heading in headings])
    count = first
    for row in sheet.rows:
        locked = [bool(column.locked and column.locked(row)) for column in sheet.columns]
        for line in _lines([column.value(row) for column in sheet.columns]):
            worksheet.append(
                [
                    _cell(worksheet, value, styles, None, is_locked, number_format)
                    for value, is_locked, number_format in zip(line, locked, formats, strict=True)
                ]
            )
            count += 1
    _make_filters(worksheet, sheet, headings, first, count)
    worksheet.print_title_rows = f"{first}:{first}"
    return count


def _headings(sheet):
    """Those of a table of Excel's are all different."""
    headings = [column.title for column in sheet.columns]
    if not sheet.table_style:
        return headings
    taken, different = set(), []
    for heading in headings:
        name = heading = " ".join(_writable(str(heading)).split()) or "-"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{heading} {number}"
        taken.add(name.casefold())
        different.append(name)
    return different


def _make_filters(worksheet, sheet, headings, first, count):
    """A table of Excel's has its own, and at least one row."""
    last = get_column_letter(len(sheet.columns))
    if not sheet.table_style:
        worksheet.auto_filter.ref = f"A{first}:{last}{count}"
        return
    number = len(worksheet.parent.worksheets)
    table = Table(displayName=f"Taulukko{number}", ref=f"A{first}:{last}{max(count, first + 1)}")
    table.tableStyleInfo = TableStyleInfo(name=sheet.table_style, showRowStripes=True)
    table._initialise_columns()
    for column, heading in zip(table.tableColumns, headings, strict=True):
        column.name = heading
    worksheet._tables.add(table)  # add_table would warn that its columns must be named, as they are


def _offer_choices(worksheet, sheet, count, lists):
    """A rule for each column that has a list; `lists` (choices → their column on the sheet of lists) grows."""
    first = len(sheet.above) + 2
    for number, column in enumerate(sheet.columns, start=1):
        if not column.choices:
            continue
        choices = tuple(_writable(str(choice)) for choice in column.choices)
        place = get_column_letter(lists.setdefault(choices, len(lists) + 1))
        rule = DataValidation(
            type="list",
            formula1=f"'{LISTS}'!${place}$1:${place}${len(choices)}",
            allow_blank=True,
            showErrorMessage=True,
            error=_("Valitse luettelosta."),
        )
        letter = get_column_letter(number)
        rule.add(f"{letter}{first}:{letter}{max(count, first) + ROOM_BELOW}")
        worksheet.data_validations.append(rule)


def _write_hidden(worksheet, rows, styles):
    worksheet.sheet_state, worksheet._values_to_row = VERY_HIDDEN, _cells_in_place
    for row in rows:
        worksheet.append([_cell(worksheet, value, styles) for value in row])


def _in_header(words):
    """An ampersand begins a code in a printed heading; Excel keeps 255 letters for all three parts of it."""
    return _writable(words).replace("\n", " ")[:100].replace("&", "&&")


def free_name(title, names):
    """The name of a sheet: at most 31 letters, none of those that Excel refuses, and no two alike."""
    name = wanted = NOT_IN_A_NAME.sub(" ", _writable(title)).strip("' ")[:LONGEST_NAME] or "-"
    number = 1
    while name.casefold() in names:
        number += 1
        ending = f" {number}"
        name = f"{wanted[: LONGEST_NAME - len(ending)]}{ending}"
    names.add(name.casefold())
    return name


def _lines(values) -> Iterator[list]:
    """The row, and under it the rest of what does not fit in a cell, named by the row's first words."""
    values = [_plain(value) for value in values]
    pieces = {place: _pieces(value) for place, value in enumerate(values) if _is_too_long(value)}
    if not pieces:
        yield values
        return
    for number in range(max(map(len, pieces.values()))):
        line = [None] * len(values) if number else list(values)
        for place, parts in pieces.items():
            line[place] = parts[number] if number < len(parts) else None
        if number and 0 not in pieces:
            line[0] = _("%(row)s (jatkoa)") % {"row": values[0]}
        yield line


def _is_too_long(value):
    return isinstance(value, str) and len(value) > PIECE and len(value.encode("utf-16-le")) // 2 > LONGEST_CELL


def _pieces(words):
    parts = [words[start : start + PIECE] for start in range(0, len(words), PIECE)]
    note = _("(jatkuu seuraavalla rivillä)")
    return [*(f"{part} {note}" for part in parts[:-1]), parts[-1]]


def _plain(value):
    if isinstance(value, bool):
        return _("kyllä") if value else _("ei")
    if value is None or isinstance(value, int | Decimal | date):
        return value
    return _writable(str(value)) or None


def _writable(words):
    if not TO_MEND.search(words):
        return words
    return ESCAPED.sub("_x005F_", NOT_IN_XML.sub("", LINE_ENDS.sub("\n", words)))


def _cell(worksheet, value, styles, style=None, is_locked=False, number_format=""):
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(worksheet, value if value is None or not isinstance(value, str) else "")
    if value is None or isinstance(value, str):
        cell._value, cell.data_type = value, "s" if value else "n"
        quoted = value and value.startswith(FORMULA_BEGINNINGS)
        cell._style = style or styles.text(bool(quoted), is_locked)
    else:
        is_day = isinstance(value, date)
        cell._style = styles.number((not is_day and number_format) or _number_format(value), is_locked)
    return cell


def _number_format(value):
    if isinstance(value, date):
        return MOMENT if isinstance(value, datetime) else DAY
    decimals = max(0, -value.normalize().as_tuple().exponent) if isinstance(value, Decimal) else 0
    if isinstance(value, int):
        return WHOLE
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"
