"""Reads .csv and text copied from a spreadsheet. Words stay as they are written: a decimal comma, a leading zero."""

import csv
import io
import re
from collections import Counter

from .book import LAST_COLUMN, Sheet, Unreadable
from .limits import TEXT_FILE_BYTES, Budget
from .sheet_building import SheetBuilder

ONLY_SHEET = "Taul1"  # as a Finnish Excel names the first one
DELIMITERS = "\t;,"
LOOKED_AT = 50  # rows
# A cell with line ends or tabs is copied between quotes, its own quotes doubled; any other cell as it is.
_PASTED = re.compile(r'(?:"((?:[^"]|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*))([\t\n]|\Z)')


def read_delimited(data: bytes) -> list[Sheet]:
    """Raises Unreadable: "unknown_letters", "not_a_workbook", "too_much_text" and the limits of a sheet."""
    if len(data) > TEXT_FILE_BYTES:
        raise Unreadable("too_much_text")
    text = _decoded(data)
    said = re.match(r"sep=(.)\r?\n", text)
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter(text)
    if max((line.count(delimiter) for line in text.splitlines()), default=0) > LAST_COLUMN:
        raise Unreadable("too_large_area", ONLY_SHEET)
    return [_sheet(_rows(text, delimiter))]


def read_pasted_text(text: str) -> Sheet:
    """Tab-separated, as spreadsheets copy it; words without tabs are one column. Raises Unreadable."""
    return _sheet(_pasted_rows(re.sub(r"\r\n?", "\n", text)))


def _sheet(rows):
    builder = SheetBuilder(ONLY_SHEET, Budget())
    for row, cells in enumerate(rows, start=1):
        for column, words in enumerate(cells, start=1):
            builder.add(row, column, words)
    return builder.built()


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    if data[1:200:2].count(0) > len(data[:200]) // 3:
        return _strictly(data, "utf-16-le")
    if sum(data.count(letter) for letter in range(9)) > len(data) // 100 + 3:
        raise Unreadable("not_a_workbook")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252")


def _strictly(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unreadable("unknown_letters") from problem


def _rows(text, delimiter):
    csv.field_size_limit(TEXT_FILE_BYTES)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text):
    """The one that cuts the first rows most evenly; "1,5; 2" is cut by the semicolon."""

    def evenness(delimiter):
        rows = [len(row) for row, _ in zip(_rows(text[:100_000], delimiter), range(LOOKED_AT), strict=False) if row]
        several = Counter(width for width in rows if width > 1)
        return max(several.values(), default=0)

    return max(DELIMITERS, key=evenness)


def _pasted_rows(text):
    row, place = [], 0
    while place < len(text):
        match = _PASTED.match(text, place)
        quoted, plain, end = match.groups()
        if quoted is None:
            words = plain
        elif "\n" in quoted or "\t" in quoted:
            words = quoted.replace('""', '"')
        else:
            words = f'"{quoted}"'
        row.append(words)
        place = match.end()
        if end != "\t":
            yield row
            row = []
    if row:
        yield row
