"""Reads .xlsx (ECMA-376 part 1, 18; strict and transitional) as a stream: values as kept in the file, nothing computed.

Nothing outside the package is ever followed; formulas are not run, their kept values are read.
"""

import posixpath
import re
from decimal import Decimal

from .book import LAST_ROW, Sheet, Unreadable, place_of
from .limits import SMALL_PART_BYTES, UNPACKED_BYTES, Budget
from .number_formats import BUILT_IN, GENERAL, LONGEST_FORMAT, iso_words, shown_number
from .packages import Package
from .sheet_building import SheetBuilder, check_sheets
from .xml_reading import Handler, read_xml

MAIN = "officeDocument"
BOOLEANS = {"1": "TOSI", "true": "TOSI", "0": "EPÄTOSI", "false": "EPÄTOSI"}
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUE = ("1", "true")


def read_spreadsheetml(package: Package) -> list[Sheet]:
    """Raises Unreadable."""
    if "xl/workbook.bin" in package:
        raise Unreadable("unknown_format")
    _check_types(package)
    budget = Budget()
    workbook, folder, relations = _opened(package)
    check_sheets([name for name, _, _ in workbook.sheets])
    strings = _part(
        package, relations.target(folder, "sharedStrings"), SharedStrings(budget), budget, limit=UNPACKED_BYTES
    )
    styles = _part(package, relations.target(folder, "styles"), Styles(), budget)
    context = (strings.found, styles.formats(), workbook.since_1904)
    return [_sheet(package, relations, folder, entry, context, budget) for entry in workbook.sheets]


def sheet_parts(package: Package) -> dict[str, str]:
    """The names of the worksheets and the members that hold them."""
    workbook, folder, relations = _opened(package)
    return {
        name: relations.path(folder, relation)
        for name, relation, _ in workbook.sheets
        if relations.by_id.get(relation, ("", ""))[0] == "worksheet"
    }


def styles_part(package: Package) -> str:
    """The member that holds the cell formats, "" when there is none."""
    _, folder, relations = _opened(package)
    return relations.target(folder, "styles")


def _opened(package):
    """The workbook's list of sheets, the folder its parts are named from, and their relations."""
    budget, workbook = Budget(), _Workbook()
    main = _Relations.of(package, "_rels/.rels", budget).target("", MAIN)
    if main not in package:
        raise Unreadable("damaged")
    with package.open(main, limit=SMALL_PART_BYTES) as stream:
        read_xml(stream, workbook, budget)
    folder, name = posixpath.split(main)
    return workbook, folder, _Relations.of(package, posixpath.join(folder, "_rels", f"{name}.rels"), budget)


def _part(package, name, handler, budget, *, limit=SMALL_PART_BYTES):
    if name:
        with package.open(name, limit=limit) as stream:
            read_xml(stream, handler, budget)
    return handler


def _check_types(package):
    types = _Types()
    with package.open("[Content_Types].xml", limit=SMALL_PART_BYTES) as stream:
        read_xml(stream, types, Budget())
    said = " ".join(types.found).lower()
    if "macroenabled" in said and "spreadsheet" not in said and "excel" not in said:
        raise Unreadable("not_a_workbook")
    if "macroenabled" in said or "vbaproject" in said:
        raise Unreadable("macros")
    if "spreadsheetml" not in said:
        raise Unreadable("not_a_workbook")


def _sheet(package, relations, folder, entry, context, budget):
    name, relation, is_hidden = entry
    builder = SheetBuilder(name, budget, is_hidden=is_hidden)
    kind, _ = relations.by_id.get(relation, ("", ""))
    if kind in ("xlMacrosheet", "xlIntlMacrosheet"):
        raise Unreadable("macros", builder.name)
    if kind in ("worksheet", ""):
        with package.open(relations.path(folder, relation), builder.name) as stream:
            read_xml(stream, _Cells(builder, *context), budget, sheet=builder.name)
    return builder.built()


class _Types(Handler):
    def __init__(self):
        self.found = []

    def start(self, name, attributes):
        self.found.append(attributes.get("ContentType", ""))


class _Relations(Handler):
    def __init__(self):
        self.by_id = {}

    @classmethod
    def of(cls, package, name, budget):
        return _part(package, name if name in package else "", cls(), budget)

    def start(self, name, attributes):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.by_id[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

    def path(self, folder, relation):
        """The member that a relation points to; a path from the root begins with a slash."""
        target = self.by_id.get(relation, ("", ""))[1]
        return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")

    def target(self, folder, kind):
        return next((self.path(folder, key) for key, (own, _) in self.by_id.items() if own == kind), "")


class _Workbook(Handler):
    def __init__(self):
        self.sheets, self.since_1904 = [], False

    def start(self, name, attributes):
        if name == "sheet":
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), attributes.get("id", ""), is_hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in TRUE


class SharedStrings(Handler):
    """Texts of `si`: runs joined, the reading aid of Japanese (rPh) left out."""

    def __init__(self, budget):
        self.found, self._budget = [], budget
        self._pieces, self._is_text, self._aids = [], False, 0

    def start(self, name, attributes):
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._aids += 1
        self._is_text = name == "t" and not self._aids

    def text(self, letters):
        if self._is_text:
            self._budget.text(len(letters))
            self._pieces.append(letters)

    def end(self, name):
        self._is_text = False
        if name == "rPh":
            self._aids -= 1
        elif name == "si":
            self.found.append(unescaped("".join(self._pieces)))


class Styles(Handler):
    """The number format of each cell format (cellXfs)."""

    def __init__(self):
        self._codes, self._used, self._inside = {}, [], ""

    def start(self, name, attributes):
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            self._inside = name
        elif name == "numFmt" and self._inside != "dxfs":
            self._codes[attributes.get("numFmtId")] = attributes.get("formatCode", GENERAL)[: LONGEST_FORMAT + 1]
        elif name == "xf" and self._inside == "cellXfs":
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, name):
        if name == self._inside:
            self._inside = ""

    def formats(self) -> list[str]:
        built_in = {str(number): code for number, code in BUILT_IN.items()}
        return [self._codes.get(number, built_in.get(number, GENERAL)) for number in self._used] or [GENERAL]


class _Cells(Handler):
    """The cells of one worksheet. A cell or row without its address stands next to the one before it."""

    def __init__(self, builder, strings, formats, since_1904):
        self._builder, self._strings, self._formats, self._since_1904 = builder, strings, formats, since_1904
        self._row = self._column = 0
        self._kind, self._style = "", ""
        self._value, self._formula, self._words = [], [], []
        self._has_formula = False
        self._into, self._aids, self._is_in_cell = None, 0, False

    def start(self, name, attributes):
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" and self._is_in_cell:
            self._into = self._value
        elif name == "f" and self._is_in_cell:
            self._has_formula, self._into = True, self._formula
        elif name == "t" and self._is_in_cell and not self._aids:
            self._into = self._words
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._aids += 1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col":
            self._hide_columns(attributes)

    def text(self, letters):
        if self._into is not None:
            self._builder.budget.text(len(letters), self._builder.name)
            self._into.append(letters)

    def end(self, name):
        self._into = None
        if name == "rPh":
            self._aids -= 1
        elif name == "c" and self._is_in_cell:
            self._is_in_cell = False
            self._end_cell()

    def _begin_row(self, attributes):
        number = attributes.get("r", "")
        if number and not (number.isascii() and number.isdigit() and 0 < int(number[:8]) <= LAST_ROW):
            raise self._builder.refused("broken_cell")
        self._row, self._column = int(number) if number else self._row + 1, 0
        if attributes.get("hidden") in TRUE:
            self._builder.hide_rows(self._row, self._row)

    def _begin_cell(self, attributes):
        if place := attributes.get("r"):
            self._row, self._column = self._place(place)
        else:
            self._column += 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._formula, self._words, self._has_formula = [], [], [], False
        self._is_in_cell = True

    def _place(self, words):
        if place := place_of(words):
            return place
        raise self._builder.refused("broken_cell")

    def _end_cell(self):
        value = "".join(self._value)
        if self._has_formula and not value and self._kind not in ("str", "inlineStr"):
            self._add("=" + unescaped("".join(self._formula)), "formula_without_value")
        elif self._kind == "inlineStr":
            self._add(unescaped("".join(self._words)))
        elif self._kind == "str":
            self._add(unescaped(value))
        elif value:
            self._add_value(value.strip())

    def _add_value(self, value):
        if self._kind == "s":
            self._add(self._pick(self._strings, value))
        elif self._kind == "e":
            self._add(value, "error_value")
        elif self._kind == "b":
            self._add(BOOLEANS.get(value) or self._broken())
        elif self._kind == "d":
            self._add_moment(value)
        elif self._kind == "n" and NUMBER.fullmatch(value):
            code = self._pick(self._formats, self._style)
            self._add(shown_number(Decimal(value), code, since_1904=self._since_1904))
        else:
            self._broken()

    def _add_moment(self, value):
        try:
            self._add(iso_words(value))
        except ValueError:
            self._broken()

    def _pick(self, found, number):
        """What a cell refers to by its place in a list."""
        if not (number.isascii() and number.isdigit() and int(number[:10]) < len(found)):
            self._broken()
        return found[int(number)]

    def _broken(self):
        raise self._builder.refused("broken_cell", self._row, self._column)

    def _add(self, words, problem=""):
        self._builder.add(self._row, self._column, words, problem)

    def _merge(self, words):
        first, _, last = words.partition(":")
        row, column = self._place(first)
        last_row, last_column = self._place(last or first)
        self._builder.merge(row, column, last_row - row + 1, last_column - column + 1)

    def _hide_columns(self, attributes):
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in TRUE and first.isdecimal() and last.isdecimal():
            self._builder.hide_columns(int(first[:6]), int(last[:6]))


def unescaped(words: str) -> str:
    """ "_x000D_" is how SpreadsheetML writes a letter that XML can't hold (22.4.2.4)."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), words) if "_x" in words else words
