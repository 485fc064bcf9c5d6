"""The one writer of Excel workbooks: sheets declared as columns and rows become a file.

Numbers and days stay numbers and days, words stay words whatever they begin with, and nothing is cut: Excel keeps
32 767 letters in a cell, so a longer text goes on in the row below, which says so. The same sheets give the same bytes.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from .archives import DatedArchive

LONGEST_CELL, LONGEST_NAME = 32_767, 31
PIECE = 16_000  # letters; Excel counts one outside the basic plane as two
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # "_x0041_" in a file is read as "A"
DAY, MOMENT, WHOLE = "d.m.yyyy", "d.m.yyyy h:mm", "0"
A4 = 9  # the number of the paper size in SpreadsheetML
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Column:
    """A heading, what a row's cell is (words, a number, a day or None), and how many letters wide it is."""

    title: str
    value: Callable
    width: int = 20


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: tuple[Column, ...]
    rows: Iterable


def write_workbook(
    sheets: Iterable[Sheet], *, title: str, language: str, changed_at: datetime, mark: str = ""
) -> bytes:
    """`changed_at` dates the file; `mark` ("LUONNOS") is printed at the top of every page."""
    workbook = Workbook(write_only=True)
    styles, names = _Styles(workbook), set()
    with translation.override(language):
        for sheet in sheets:
            _write_sheet(workbook.create_sheet(_free_name(str(sheet.title), names)), sheet, styles, title, mark)
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
        workbook.remove(self._sheet)

    def number(self, number_format):
        if number_format not in self._made:
            self._made[number_format] = self._look(number_format=number_format, **self._top)
        return self._made[number_format]

    def _look(self, **look):
        cell = WriteOnlyCell(self._sheet)
        for name, value in look.items():
            setattr(cell, name, value)
        return cell._style


# --- a sheet -------------------------------------------------------------------------------------------------------
def _write_sheet(worksheet, sheet, styles, title, mark):
    last = get_column_letter(len(sheet.columns))
    for number, column in enumerate(sheet.columns, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
    worksheet.freeze_panes = "B2" if len(sheet.columns) > 2 else "A2"
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", A4
    worksheet.page_setup.fitToHeight, worksheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    worksheet.oddHeader.left.text, worksheet.oddHeader.right.text = _in_header(title), _in_header(mark)
    worksheet.oddFooter.right.text = "&P/&N"
    worksheet.append([_cell(worksheet, column.title, styles, styles.heading) for column in sheet.columns])
    count = 1
    for row in sheet.rows:
        for line in _lines([column.value(row) for column in sheet.columns]):
            worksheet.append([_cell(worksheet, value, styles) for value in line])
            count += 1
    worksheet.auto_filter.ref = f"A1:{last}{count}"
    worksheet.print_title_rows = "1:1"


def _in_header(words):
    """An ampersand begins a code in a printed heading; Excel keeps 255 letters for all three parts of it."""
    return _writable(words).replace("\n", " ")[:100].replace("&", "&&")


def _free_name(title, names):
    """At most 31 letters, none of those that Excel refuses, and no two alike."""
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
    return ESCAPED.sub("_x005F_", NOT_IN_XML.sub("", LINE_ENDS.sub("\n", words)))


def _cell(worksheet, value, styles, style=None):
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(worksheet, value if value is None or not isinstance(value, str) else "")
    if value is None or isinstance(value, str):
        cell._value, cell.data_type = value, "s" if value else "n"
        quoted = value and value.startswith(FORMULA_BEGINNINGS)
        cell._style = style or (styles.typed if quoted else styles.words)
    else:
        cell._style = styles.number(_number_format(value))
    return cell


def _number_format(value):
    if isinstance(value, date):
        return MOMENT if isinstance(value, datetime) else DAY
    decimals = max(0, -value.normalize().as_tuple().exponent) if isinstance(value, Decimal) else 0
    if isinstance(value, int):
        return WHOLE
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"
