"""Tables of the paper as Word's: header rows that repeat, a marked first column, widths by content."""

from dataclasses import dataclass

from .markup import made
from .reading import words_of
from .styles import style_id

LETTER, MARGINS = 90, 160  # twentieths of a point: a letter of the tables' size, and a cell's margins
SHORT_ROW = 700  # letters; a longer row may go on to the next page
LONGEST_WORD = 26


@dataclass(frozen=True)
class Cell:
    """`place` is the first of the columns that the cell covers."""

    element: object
    place: int
    span: int

    @property
    def is_heading(self) -> bool:
        return self.element.tag == "th"

    @property
    def words(self) -> str:
        return words_of(self.element)


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    part: str  # thead, tbody or tfoot
    address: str = ""

    @property
    def length(self) -> int:
        return sum(len(cell.words) for cell in self.cells)


def rows_of(table) -> list[Row]:
    rows = []
    for part in table:
        lines = [part] if part.tag == "tr" else part.findall("tr") if part.tag in ("thead", "tbody", "tfoot") else []
        name = "tbody" if part.tag == "tr" else part.tag
        rows += [Row(tuple(_cells(line)), name, line.get("id", "")) for line in lines]
    return [row for row in rows if row.cells]


def _cells(line):
    place = 0
    for element in line:
        if element.tag in ("th", "td"):
            span = int(element.get("colspan", 1))
            yield Cell(element, place, span)
            place += span


def frame(rows: list[Row], width: int, name: str):
    """The table without its rows; `width` is that of the page's text, `name` what a screen reader calls the table."""
    widths = column_widths(rows, width)
    has_first_column = all(row.cells[0].is_heading for row in rows if row.part != "thead" and len(row.cells) > 1)
    properties = made(
        "w:tblPr",
        made("w:tblStyle", val=style_id("Report Table")),
        made("w:tblW", w=sum(widths), type="dxa"),
        made("w:tblLayout", type="fixed"),
        made(
            "w:tblLook",
            val="0000",
            firstRow=int(any(row.part == "thead" for row in rows)),
            lastRow=int(any(row.part == "tfoot" for row in rows)),
            firstColumn=int(has_first_column),
            lastColumn=0,
            noHBand=1,
            noVBand=1,
        ),
    )
    if name:
        properties.append(made("w:tblCaption", val=name))
    grid = made("w:tblGrid", *(made("w:gridCol", w=width) for width in widths))
    return made("w:tbl", properties, grid), widths, has_first_column


def row_frame(row: Row):
    properties = made("w:trPr")
    if row.length < SHORT_ROW:
        properties.append(made("w:cantSplit"))
    if row.part == "thead":
        properties.append(made("w:tblHeader"))
    return made("w:tr", *([properties] if len(properties) else []))


def cell_frame(cell: Cell, widths: list[int]):
    properties = made("w:tcPr", made("w:tcW", w=sum(widths[cell.place : cell.place + cell.span]), type="dxa"))
    if cell.span > 1:
        properties.append(made("w:gridSpan", val=cell.span))
    return made("w:tc", properties)


def column_widths(rows: list[Row], width: int) -> list[int]:
    """Every column holds its longest word; what is left goes by how much there is to say, in less than proportion."""
    number = max(cell.place + cell.span for row in rows for cell in row.cells)
    least, wanted = [MARGINS + 4 * LETTER] * number, [1.0] * number
    for row in rows:
        for cell in row.cells:
            if cell.span == 1:
                words = cell.words
                longest = min(max(map(len, words.split()), default=0), LONGEST_WORD)
                least[cell.place] = max(least[cell.place], MARGINS + longest * LETTER)
                wanted[cell.place] = max(wanted[cell.place], min(len(words), 300) ** 0.6)
    left = width - sum(least)
    if left < 0:
        return [part * width // sum(least) for part in least]
    return [part + int(left * share / sum(wanted)) for part, share in zip(least, wanted, strict=True)]
