"""Returns a workbook with cells filled and commented. An .xlsx keeps all else byte by byte: only the parts change
that hold the cell, its format and its comment. openpyxl would lose the kept values of formulas, shapes and rich text.
"""

import io
import re
import zipfile

from lxml import etree

from .book import Sheet, address, place_of
from .comments import add_comments, parsed, written_xml
from .formats import read_file
from .packages import Package
from .sheet_building import seen
from .spreadsheetml import sheet_parts, styles_part

FILL = "FFFFD966"
NOT_IN_A_NAME, LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31


def marked(data: bytes, extension: str, notes: dict[str, dict[str, str]]) -> bytes:
    """`notes`: sheet → cell → words. What names no sheet or cell of the file is said at its first cell.

    Raises Unreadable as reading does.
    """
    sheets = read_file(io.BytesIO(data), extension)
    if extension in ("xlsx", "xltx"):
        return _patched(data, notes)
    return _copied(sheets, _placed(notes, [sheet.name for sheet in sheets]))


def _placed(notes, names):
    """sheet → (row, column) → words, every place one that there is."""
    places = {}
    for sheet, cells in notes.items():
        known = sheet if sheet in names else names[0]
        for cell, words in cells.items():
            place = (place_of(cell) if sheet in names else None) or (1, 1)
            here = places.setdefault(known, {})
            here[place] = f"{here[place]}\n{seen(words)}" if place in here else seen(words)
    return places


def _patched(data, notes):
    package = Package(io.BytesIO(data))
    parts = {seen(name): part for name, part in sheet_parts(package).items()}
    if not parts:
        return data
    changed = {}

    def part(name):
        return changed.get(name) or package.read(name, -1)

    styles = styles_part(package)
    for name, cells in _placed(notes, list(parts)).items():
        sheet = parsed(part(parts[name]))
        if styles:
            changed[styles] = _fill(sheet, cells, parsed(part(styles)))
        add_comments(parts[name], sheet, cells, package.names | changed.keys(), part, changed)
        changed[parts[name]] = written_xml(sheet)
    return _rezipped(data, changed)


def _rezipped(data, changed):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(member, changed.pop(member.filename, None) or source.read(member), zipfile.ZIP_DEFLATED)
        for name, content in changed.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _fill(sheet, cells, styles):
    """Gives the cells formats of their own that differ by their fill; returns the styles with these."""
    space = etree.QName(styles).namespace
    fills, formats = (styles.find(f"{{{space}}}{name}") for name in ("fills", "cellXfs"))
    if fills is not None and formats is not None:
        fill = etree.SubElement(fills, f"{{{space}}}fill")
        pattern = etree.SubElement(fill, f"{{{space}}}patternFill", patternType="solid")
        etree.SubElement(pattern, f"{{{space}}}fgColor", rgb=FILL)
        fills.set("count", str(len(fills)))
        known = {}
        for cell in _cells(sheet, sorted(cells)):
            old = cell.get("s", "0")
            if old not in known:
                known[old] = _filled_format(formats, int(old), len(fills) - 1)
            cell.set("s", known[old])
        formats.set("count", str(len(formats)))
    return written_xml(styles)


def _filled_format(formats, old, fill):
    new = etree.fromstring(etree.tostring(formats[min(old, len(formats) - 1)]))
    new.set("fillId", str(fill))
    new.set("applyFill", "1")
    formats.append(new)
    return str(len(formats) - 1)


def _cells(sheet, places):
    """The elements of the cells, made where there were none, each in its place."""
    space = etree.QName(sheet).namespace
    data = sheet.find(f"{{{space}}}sheetData")
    rows, number = {}, 0
    for row in data.iterchildren(f"{{{space}}}row"):
        number = int(row.get("r", number + 1))
        rows[number] = row
    for row_number, column in places:
        if row_number not in rows:
            rows[row_number] = _inserted(data, rows, row_number, f"{{{space}}}row", str(row_number))
        row, cells, number = rows[row_number], {}, 0
        for cell in row.iterchildren(f"{{{space}}}c"):
            _, number = place_of(cell.get("r", "")) or (row_number, number + 1)
            cells[number] = cell
        if column not in cells:
            cells[column] = _inserted(row, cells, column, f"{{{space}}}c", address(row_number, column))
        yield cells[column]


def _inserted(parent, known, number, tag, place):
    element = etree.Element(tag, r=place)
    before = max((other for other in known if other < number), default=None)
    if before is None:
        parent.insert(0, element)
    else:
        known[before].addnext(element)
    return element


def _copied(sheets: list[Sheet], notes):
    """A new .xlsx of the words, for formats that can't carry the marks. Here openpyxl is the writer of a plain file."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    workbook, names = Workbook(), set()
    workbook.remove(workbook.active)
    workbook.properties.creator = ""
    for sheet in sheets:
        page = workbook.create_sheet(_free_name(sheet.name, names))
        for cell in sheet.cells:
            written = page.cell(cell.row, cell.column)
            written.value, written.data_type = cell.words, "s"
            written.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.span != (1, 1):
                (rows, columns), row, column = cell.span, cell.row, cell.column
                page.merge_cells(None, row, column, row + rows - 1, column + columns - 1)
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[get_column_letter(column)].hidden = True
        if sheet.is_hidden and len(sheets) > 1:
            page.sheet_state = "hidden"
        for place, words in notes.get(sheet.name, {}).items():
            written = page.cell(*place)
            written.fill = PatternFill("solid", fgColor=FILL)
            written.comment = Comment(words, "", height=120, width=300)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _free_name(name, names):
    plain = NOT_IN_A_NAME.sub("_", name).strip("'")[:LONGEST_NAME] or "Taul"
    free, number = plain, 2
    while free.casefold() in names:
        free, number = f"{plain[: LONGEST_NAME - 4]} {number}", number + 1
    names.add(free.casefold())
    return free
