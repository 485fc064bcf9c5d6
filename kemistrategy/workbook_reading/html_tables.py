"""Reads what was copied from Word, Excel or a web page: its tables, and the paragraphs between them as titles."""

import re

from lxml import etree

from .book import Sheet, Unreadable
from .delimited import ONLY_SHEET
from .limits import PASTED_TAGS, ROWS, Budget
from .sheet_building import SheetBuilder

DROPPED = frozenset("script style head template noscript iframe object svg math select textarea".split())
BLOCKS = frozenset(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr td th table caption blockquote pre section article header".split()
)
HIDDEN = re.compile(r"display\s*:\s*none", re.I)
WIDEST_SPAN = 1_000  # the HTML standard, 4.9.11
TOO_HEAVY = ("ERR_INTERNAL_ERROR", "ERR_NAME_TOO_LONG", "ERR_RESOURCE_LIMIT")  # libxml2 then leaves out the rest
UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
SPACES = re.compile(r"[ \t\r\n\f]+")
LINE_END = "\n\0"


def read_html(html: str) -> Sheet | None:
    """One sheet of all tables in their order, or None when there is no table. Raises Unreadable."""
    if html.count("<") > PASTED_TAGS:
        raise Unreadable("too_many_cells")
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = etree.fromstring(UNREADABLE.sub("\ufffd", html).encode(), parser)
    if any(error.type_name in TOO_HEAVY for error in parser.error_log):
        raise Unreadable("too_heavy")
    if root is None or next(root.iter("table"), None) is None:
        return None
    reading = _Reading()
    reading.take(root)
    return reading.builder.built()


class _Reading:
    def __init__(self):
        self.builder = SheetBuilder(ONLY_SHEET, Budget())
        self._row = 1  # the first free one

    def take(self, root):
        """A table is read at once, all other blocks become titles above it."""
        pieces = []
        for piece in _pieces(root, tables_apart=True):
            if isinstance(piece, str):
                pieces.append(piece)
            else:
                self._titles(pieces)
                self._table(piece)
                pieces = []
        self._titles(pieces)

    def _titles(self, pieces):
        for words in _lines(pieces):
            self.builder.add(self._row, 1, words)
            self._row += 1

    def _table(self, table):
        taken_to = {}  # column → the last row that a cell from above reaches
        for line in _rows(table):
            column = 1
            if HIDDEN.search(line.get("style", "")):
                self.builder.hidden_rows.add(self._row)
            for cell in line.iterchildren("td", "th"):
                while taken_to.get(column, 0) >= self._row:
                    self.builder.budget.element()
                    column += 1
                rows, columns = _span(cell, "rowspan", ROWS), _span(cell, "colspan", WIDEST_SPAN)
                for covered in range(column, column + columns):
                    self.builder.budget.element()
                    taken_to[covered] = self._row + rows - 1
                self.builder.add(self._row, column, _words(cell))
                if (rows, columns) != (1, 1):
                    self.builder.merge(self._row, column, rows, columns)
                column += columns
            self._row += 1
        self._row += 1


def _rows(table):
    for child in table.iterchildren():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")
        elif child.tag == "caption":
            row = etree.Element("tr")
            etree.SubElement(row, "td").text = _words(child)
            yield row


def _span(cell, name, most):
    words = (cell.get(name) or "1").strip()
    return min(max(1, int(words[:6])), most) if words.isascii() and words.isdigit() else 1


def _is_dropped(element):
    return element.tag in DROPPED or HIDDEN.search(element.get("style", "")) is not None


def _words(element):
    """A line for each block and line break, other white space as one space."""
    return "\n".join(_lines(_pieces(element)))


def _lines(pieces):
    lines = (SPACES.sub(" ", line).strip(" ") for line in "".join(pieces).split(LINE_END))
    return [line for line in lines if line]


def _pieces(root, *, tables_apart=False):
    """The words of an element and where its lines end, without recursion; a table itself where these are apart."""
    yield root.text or ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element is root:
            continue
        if element.tag in BLOCKS or (element.tag == "br" and event == "start"):
            yield LINE_END
        is_apart = tables_apart and element.tag == "table"
        if event == "end":
            yield element.tail or ""
        elif is_apart or _is_dropped(element):
            walk.skip_subtree()
            if is_apart:
                yield element
        else:
            yield element.text or ""
