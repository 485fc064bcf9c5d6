"""How much a workbook may hold. A plan of a city has some hundreds of rows; these stop what was made to do harm."""

from .book import Unreadable

PACKED_BYTES = 20_000_000
UNPACKED_BYTES = 100_000_000
SMALL_PART_BYTES = 8_000_000  # styles, relations, the list of sheets: what is kept in memory
PASTED_LETTERS = 2_000_000
PASTED_TAGS = 200_000
MEMBERS = 2_000
MEMBER_BYTES = 10_000_000  # a smaller member may be packed as tightly as it likes
TIGHTEST_PACKING = 200
SHEETS = 200
ROWS = 20_000
COLUMNS = 2_000
FILLED_CELLS = 120_000
ELEMENTS = 400_000  # of XML, formatted empty cells among them
LETTERS = 4_000_000
LONGEST_CELL = 32_767
LONGEST_TOKEN = 1_000_000  # one start tag of XML
MERGED_AREAS = 50_000
MERGED_CELLS = 1_000_000
TEXT_FILE_BYTES = 6_000_000

# Of the process that opens the file.
MEMORY, MARKED_MEMORY = 200_000_000, 512_000_000  # addressed, which is more than used
CPU_SECONDS, SECONDS = 10, 30
WRITTEN_BYTES = 60_000_000


class Budget:
    """What one file has used of its limits. Raises Unreadable with the place where the limit was passed."""

    def __init__(self):
        self.elements = self.letters = self.letters_read = self.cells = 0

    def element(self, sheet=""):
        self.elements += 1
        if self.elements > ELEMENTS:
            raise Unreadable("too_many_cells", sheet)

    def text(self, letters: int, sheet=""):
        """Letters read, whether a cell shows them or not."""
        self.letters_read += letters
        if self.letters_read > 2 * LETTERS:
            raise Unreadable("too_much_text", sheet)

    def filled(self, row: int, column: int, letters: int, sheet, place):
        """`place` gives the cell's address when it is needed."""
        self.cells += 1
        self.letters += letters
        if row > ROWS or column > COLUMNS:
            raise Unreadable("too_large_area", sheet, place(row, column))
        if self.cells > FILLED_CELLS:
            raise Unreadable("too_many_cells", sheet, place(row, column))
        if self.letters > LETTERS:
            raise Unreadable("too_much_text", sheet, place(row, column))
