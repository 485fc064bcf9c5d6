"""Reads .ods (OpenDocument 1.3, part 3) as a stream. The file holds every cell's words as they were shown."""

from decimal import Decimal, InvalidOperation

from .book import LAST_COLUMN, LAST_ROW, Sheet, Unreadable
from .limits import Budget
from .number_formats import general_words, iso_words, shown_number
from .packages import Package
from .sheet_building import LONGEST_NAME, SheetBuilder, check_sheets
from .xml_reading import Handler, read_xml

SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
CELLS = ("table-cell", "covered-table-cell")
NOT_OF_THE_CELL = "annotation frame custom-shape rect line g control tracked-changes dde-links shapes".split()


def read_opendocument(package: Package) -> list[Sheet]:
    """Raises Unreadable."""
    if not package.read("mimetype", 200).startswith(SPREADSHEET):
        raise Unreadable("not_a_workbook")
    budget = Budget()
    if "META-INF/manifest.xml" in package:
        with package.open("META-INF/manifest.xml") as stream:
            read_xml(stream, _Manifest(), budget)
    content = _Content(budget)
    with package.open("content.xml") as stream:
        read_xml(stream, content, budget)
    check_sheets([builder.name for builder in content.builders])
    return [builder.built() for builder in content.builders]


class _Manifest(Handler):
    def start(self, name, attributes):
        if name == "encryption-data":
            raise Unreadable("encrypted")


class _Content(Handler):
    def __init__(self, budget):
        self.builders, self._budget = [], budget
        self._hidden_styles, self._style = set(), ""
        self._depth = self._skipped_from = self._tables = 0
        self._row = self._column = self._column_said = 1
        self._row_repeats, self._is_hidden_row, self._row_cells = 1, False, []
        self._cell, self._pieces, self._is_text = None, [], False

    def start(self, name, attributes):
        self._depth += 1
        if self._skipped_from:
            return
        if name in NOT_OF_THE_CELL or (name == "table" and self._cell is not None):
            self._skipped_from = self._depth
        elif name in CELLS:
            self._cell, self._pieces = attributes, []
        elif self._cell is not None:
            self._start_text(name, attributes)
        elif name == "table-row":
            self._row_repeats, self._column = _repeats(attributes, "number-rows-repeated", LAST_ROW), 1
            self._is_hidden_row, self._row_cells = attributes.get("visibility", "visible") != "visible", []
        elif name == "table":
            self._begin_table(attributes)
        elif name == "table-column":
            self._take_columns(attributes)
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style[:LONGEST_NAME])

    def _start_text(self, name, attributes):
        if name in ("p", "h"):
            self._pieces.append("\n")
            self._is_text = True
        elif self._is_text and name == "s":
            self._add_letters(" " * _repeats(attributes, "c", 1_000))
        elif self._is_text and name in ("tab", "line-break"):
            self._add_letters("\t" if name == "tab" else "\n")

    def text(self, letters):
        if self._is_text and not self._skipped_from:
            self._add_letters(letters)

    def _add_letters(self, letters):
        self._budget.text(len(letters), self.builders[-1].name if self.builders else "")
        self._pieces.append(letters)

    def end(self, name):
        if self._skipped_from:
            if self._depth == self._skipped_from:
                self._skipped_from = 0
        elif name in ("p", "h"):
            self._is_text = False
        elif name in CELLS and self._cell is not None:
            self._end_cell(name)
        elif name == "table-row" and self.builders:
            self._end_row()
        self._depth -= 1

    def _begin_table(self, attributes):
        is_hidden = attributes.get("style-name", "")[:LONGEST_NAME] in self._hidden_styles
        self.builders.append(SheetBuilder(attributes.get("name", ""), self._budget, is_hidden=is_hidden))
        self._row = self._column_said = 1

    def _take_columns(self, attributes):
        count = _repeats(attributes, "number-columns-repeated", LAST_COLUMN)
        if attributes.get("visibility", "visible") != "visible" and self.builders:
            self.builders[-1].hide_columns(self._column_said, self._column_said + count - 1)
        self._column_said += count

    def _end_cell(self, name):
        attributes, self._cell = self._cell, None
        repeats = _repeats(attributes, "number-columns-repeated", LAST_COLUMN)
        words, problem = _cell_words(attributes, "".join(self._pieces).removeprefix("\n"))
        if (words or problem) and name == "table-cell":
            rows, columns = (
                _repeats(attributes, f"number-{kind}-spanned", most)
                for kind, most in (("rows", LAST_ROW), ("columns", LAST_COLUMN))
            )
            self._row_cells.append((self._column, repeats, words, problem, rows, columns))
        self._column += repeats

    def _end_row(self):
        """A row that is repeated a million times to the end of the sheet is empty; a filled one meets the limits."""
        builder = self.builders[-1]
        if self._is_hidden_row:
            builder.hide_rows(self._row, self._row + self._row_repeats - 1)
        for row in range(self._row, self._row + self._row_repeats) if self._row_cells else ():
            for column, repeats, words, problem, rows, columns in self._row_cells:
                for place in range(column, column + repeats):
                    builder.add(row, place, words, problem)
                if (rows, columns) != (1, 1):
                    builder.merge(row, column, rows, columns)
        self._row += self._row_repeats


def _repeats(attributes, name, most):
    words = attributes.get(name)
    if words is None:
        return 1
    return min(max(1, int(words[:8])), most) if words.isascii() and words.isdigit() else 1


def _cell_words(attributes, words):
    """(words, problem): what was shown, else the value itself, as a program writes it that shows nothing."""
    kind = attributes.get("value-type", "")
    if attributes.get("calcext:value-type") == "error":
        return words or "#N/A", "error_value"
    if words:
        return words, ""
    if "formula" in attributes and not kind:
        return attributes["formula"].removeprefix("of:"), "formula_without_value"
    try:
        return _value_words(kind, attributes), ""
    except (InvalidOperation, ValueError, OverflowError):
        return "", ""


def _value_words(kind, attributes):
    value = attributes.get("value", "")
    if kind == "percentage":
        return shown_number(Decimal(value), "0.######%")
    if kind in ("float", "currency"):
        return general_words(Decimal(value))
    if kind == "date":
        return iso_words(attributes.get("date-value", ""))
    if kind == "boolean":
        return "TOSI" if attributes.get("boolean-value") == "true" else "EPÄTOSI"
    return attributes.get("string-value", "")
