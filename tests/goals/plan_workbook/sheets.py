"""Books made by hand, as `read_book` would give them."""

from kemistrategy.workbook_reading.book import Book, Cell, Sheet


def sheet(rows, *, name="Taulukko1", merged=None, hidden_rows=(), is_hidden=False):
    """A sheet of rows of words, "" for an empty cell; `merged` is {(row, column): (rows, columns)}."""
    merged = merged or {}
    cells = tuple(
        Cell(row, column, words, merged.get((row, column), (1, 1)))
        for row, line in enumerate(rows, 1)
        for column, words in enumerate(line, 1)
        if words
    )
    return Sheet(name, cells, frozenset(hidden_rows), is_hidden)


def book(rows, **said):
    return Book((sheet(rows, **said),))
