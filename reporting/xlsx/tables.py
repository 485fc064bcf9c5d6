"""A sheet for each table of a report's paper: how a kind of report without sheets of its own becomes a workbook."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from kemistrategy.numbers import NotANumber, read_number
from kemistrategy.workbook_writing import Column, Sheet
from reporting.docx.reading import parsed, words_of
from reporting.docx.tables import Row, rows_of
from reporting.pdf import render_html

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TEXTS = ("p", "li", "dt", "dd", "figcaption", "blockquote")
NARROWEST, WIDEST = 10, 60


def sheets_of_paper(content) -> Iterator[Sheet]:
    """First the words under their headings, then the tables."""
    body = parsed(render_html(content)).find("body")
    texts, tables = [], []
    heading = ""
    for element in _outside_tables(body):
        if element.tag in HEADINGS:
            heading = words_of(element)
        elif element.tag == "table":
            tables.append((heading, element))
        elif words := words_of(element):
            texts.append((heading, words))
    columns = (Column(_("Otsikko"), lambda row: row[0], 36), Column(_("Teksti"), lambda row: row[1], 90))
    return iter([Sheet(_("Tekstit"), columns, texts), *filter(None, (_sheet(*table) for table in tables))])


def _outside_tables(element):
    """Headings, texts and tables in their order; a text inside a text is a part of it."""
    for child in element:
        if child.tag in (*HEADINGS, *TEXTS, "table"):
            yield child
        elif child.tag != "nav":
            yield from _outside_tables(child)


def _sheet(heading, table):
    rows = rows_of(table)
    if not rows:
        return None
    caption = table.find("caption")
    head = next((row for row in reversed(rows) if row.part == "thead"), None)
    body = [_line(row) for row in rows if row.part != "thead"]
    number = max(cell.place + cell.span for row in rows for cell in row.cells)
    titles = _line(head) if head else {}
    columns = tuple(
        Column(str(titles.get(place, "")), partial(_cell, place), _width(body, place)) for place in range(number)
    )
    return Sheet(words_of(caption) if caption is not None else heading, columns, body)


def _line(row: Row) -> dict:
    return {cell.place: cell.words for cell in row.cells}


def _cell(place, line):
    """A figure alone in its cell is a number; with a unit, a note or a date it stays words."""
    words = line.get(place)
    try:
        reading = read_number(words or "")
    except NotANumber:
        return words
    return words if reading.unit or reading.multiplier or reading.maximum is not None else reading.value


def _width(body, place):
    longest = max((len(line.get(place, "")) for line in body), default=0)
    return max(NARROWEST, min(longest + 2, WIDEST))
