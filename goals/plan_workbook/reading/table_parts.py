"""A sheet cut into parts: a heading with the rows below it, a label with its value, or rows without any heading."""

import re
from dataclasses import dataclass, field

from kemistrategy.workbook_reading.book import Cell, Sheet

from .headings import exact_role, fold_heading, heading_role, plain

GROUPS = ("theme", "parent_goal", "strategic_goal", "goal", "goal_and_measure", "benefit", "unit")
FIGURES = ("baseline", "target", "actual", "year", "code", "forecast", "deviation")
LABELS_ABOVE = ("theme", "unit", "owners", "year", "strategic_goal", "binding", "decision", "schedule")

LONGEST_NUMBER, LONGEST_TITLE = 20, 300  # letters
SHORTEST_LIST = 3  # lines of one cell that are more than titles

_PAGE_NUMBER = re.compile(
    r"(?:sivu|sida|page|s\.)?\s*[-–]?\s*\d{1,4}\s*(?:[(/]\s*\d{1,4}\s*\)?)?\s*[-–]?", re.IGNORECASE
)
_LABELLED = re.compile(r"(?P<label>[^:\n]{2,60}):\s*(?P<value>\S.*)", re.DOTALL)
_SECTION = re.compile(
    r"(?:strateginen )?(?:päämäärä|teema|painopiste(?:alue)?)\b|(?:överordnat mål|strategiskt mål|tema|theme)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:kaikki )?(?:yhteensä|yht|summa|kaikkiaan|loppusumma|totalt|total|sammanlagt|summa totalt|grand total|sum)"
    r"\s*[.:]?[\s\d.,%€-]*",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{6,}")  # longer than a unit: "milj. €", "kpl", "hlö"
_UNFINISHED_HEADING = re.compile(r"(?:[-,/&]|\b(?:ja|sekä|och|and))\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A row with something in it; cells in the order of columns."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def only(self) -> Cell | None:
        return self.cells[0] if len(self.cells) == 1 else None

    @property
    def is_total(self) -> bool:
        """ "Yhteensä | 12 | 15" sums up the rows above; beside it stand figures only."""
        first, *others = self.cells
        return bool(_TOTAL.fullmatch(first.words.strip())) and not any(_LETTERS.search(cell.words) for cell in others)


@dataclass(frozen=True)
class Heading:
    """One heading: the column it stands over and what it says; `row` is its last row."""

    column: int
    words: str
    role: str


@dataclass
class Part:
    """`headings` and the lines below; `is_labels`: each heading is a label whose value stands beside it in `lines`."""

    headings: list[Heading]
    start: Cell
    titles: list[Cell] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    page_numbers: list[Cell] = field(default_factory=list)
    is_labels: bool = False
    is_repeated: bool = False  # the same heading as before, and no title between

    @property
    def roles(self) -> set[str]:
        return {heading.role for heading in self.headings if heading.role}


def sheet_lines(sheet: Sheet) -> list[Line]:
    """The rows of a sheet that hold words or a problem."""
    rows: dict[int, list[Cell]] = {}
    for cell in sheet.cells:
        if cell.words.strip() or cell.problem:
            rows.setdefault(cell.row, []).append(cell)
    return [Line(number, tuple(sorted(rows[number], key=lambda cell: cell.column))) for number in sorted(rows)]


def sheet_parts(sheet: Sheet) -> list[Part]:
    return _Cutter(sheet_lines(sheet)).parts()


class _Cutter:
    """Goes down the sheet once.

    `loose` are lines that belong to no part yet: titles of the next one, or a table without a heading.
    """

    def __init__(self, lines):
        self.lines, self.found, self.part, self.loose, self.page_numbers = lines, [], None, [], set()

    def parts(self):
        place = 0
        while place < len(self.lines):
            place += self._take(place)
        self._end_part(at_sheet_end=True)
        self._end_loose()
        return self.found

    def _take(self, place):
        """How many lines were used."""
        line = self.lines[place]
        headings, used = headings_at(self.lines, place)
        if headings:
            self._begin(headings, line, self.lines[place + used : place + used + 1])
            return used
        if (values := _labelled_values(self.lines, place)) is not None:
            self._begin_labels(values, line)
        elif self._is_page_number(line):
            self._pass_over(line)
        elif self.part is None:
            self.loose.append(line)
        elif self.part.is_labels:
            self._take_below_label(line)
        elif self._is_section_title(line):
            headings = self.part.headings
            above = self._end_part()
            self.part = Part(headings, line.cells[0], titles=[*above, line.cells[0]])
        else:
            self.part.lines.append(line)
        return 1

    def _pass_over(self, line):
        self.page_numbers.add(line.number)
        part = self.part or (self.found[-1] if self.found else None)
        if part is None:
            self.loose.append(line)
        else:
            part.page_numbers.append(line.cells[0])

    def _begin(self, headings, line, following):
        previous = self.part
        titles = self._end_part() + self._loose_titles()
        if previous and not previous.is_labels and not titles and _same(previous.headings, headings):
            if _goes_on(headings, following):
                self.found.remove(previous)
                self.part = previous
                return
            self.part = Part(headings, line.cells[0], is_repeated=True)
            return
        self.part = Part(headings, line.cells[0], titles)

    def _begin_labels(self, values, line):
        titles = self._end_part() + self._loose_titles()
        headings = [Heading(cell.column, label, role) for label, role, cell in values]
        value_line = Line(line.number, tuple(cell for _label, _role, cell in values))
        self.part = Part(headings, line.cells[0], titles, [value_line], is_labels=True)

    def _take_below_label(self, line):
        """A cell below a label's value, with nothing to its left, says more of the same."""
        if line.only and line.only.column == self.part.headings[-1].column != self.part.start.column:
            self.part.lines.append(line)
        else:
            self._end_part()
            self.loose.append(line)

    def _end_part(self, at_sheet_end=False):
        """Ends the open part; returns what stood below it apart from its rows, as titles of the next."""
        part, self.part = self.part, None
        if part is None:
            return []
        self.found.append(part)
        below = []
        while not part.is_labels and len(part.lines) > 1 and self._stands_apart(part):
            below.insert(0, part.lines.pop().cells[0])
        if at_sheet_end:
            part.notes = below
            return []
        return below

    def _stands_apart(self, part):
        """The last line is one cell at the left edge, with an empty row above it."""
        above, last = part.lines[-2:]
        empty = set(range(above.number + 1, last.number)) - self.page_numbers
        return bool(last.only and empty and last.only.column <= part.headings[0].column if part.headings else False)

    def _loose_titles(self):
        """Single lines above a heading are its titles; rows of several cells are a table that has no heading."""
        start = len(self.loose)
        while start and self.loose[start - 1].only:
            start -= 1
        titles, self.loose = self.loose[start:], self.loose[:start]
        several = [line for line in self.loose if not line.only]
        if len(several) < 2:
            titles, self.loose = self.loose + titles, []
        self._end_loose()
        return [cell for line in titles for cell in line.cells]

    def _end_loose(self):
        """Rows without a heading are a table all the same; a lone line or two belong to the table above."""
        lines, self.loose = self.loose, []
        first = next((place for place, line in enumerate(lines) if not line.only), None)
        if first is None and len(lines) < SHORTEST_LIST:
            if self.found:
                self.found[-1].notes += [line.cells[0] for line in lines]
            return
        titles = [line.cells[0] for line in lines[: first or 0]]
        self.found.append(Part([], lines[first or 0].cells[0], titles, lines[first or 0 :]))

    def _is_page_number(self, line):
        cell = line.only
        if (
            cell is None
            or cell.problem
            or len(cell.words) > LONGEST_NUMBER
            or not _PAGE_NUMBER.fullmatch(cell.words.strip())
        ):
            return False
        if self.part is None or self.part.is_labels:
            return True
        role = next((heading.role for heading in self.part.headings if heading.column == cell.column), None)
        return role is None or (role in GROUPS or role in ("action", "project", "theme"))

    def _is_section_title(self, line):
        """A line of its own inside a table: one cell merged over the columns, or words that name a theme."""
        cell = line.only
        if cell is None or cell.problem or len(cell.words) > LONGEST_TITLE or line.is_total:
            return False
        if cell.column == self.part.headings[0].column and _SECTION.match(fold_heading(cell.words)):
            return True
        return cell.span[1] > 1 and cell.span[1] * 2 >= len(self.part.headings) and cell.span[0] == 1


def headings_at(lines: list[Line], place: int) -> tuple[list[Heading], int]:
    """The headings that begin on this line, and on how many lines they stand; none where the line is no heading."""
    line = lines[place]
    if not _is_heading_line(line):
        return [], 0
    headings = [heading for cell in line.cells for heading in _headings_of(cell)]
    following = lines[place + 1] if place + 1 < len(lines) else None
    if following and following.number == line.number + 1 and (below := _second_line(line, headings, following)):
        return below, 2
    return headings, 1


def _headings_of(cell):
    role = heading_role(cell.words)
    return [Heading(cell.column + place, cell.words, role) for place in range(min(cell.span[1], 40))]


def _is_heading_line(line):
    if len(line.cells) < 2:
        return False
    exact = {role for cell in line.cells if (role := exact_role(cell.words))}
    if not exact:
        return False
    known = [role for cell in line.cells if (role := heading_role(cell.words))]
    return len(set(known)) > 1 and len(known) * 2 >= len(line.cells)


def _second_line(first, headings, line):
    """Headings over two rows: every cell of the second says a column, alone or joined to what stands above it."""
    above = {heading.column: heading for heading in headings}
    spread = {cell.column + place for cell in first.cells for place in range(cell.span[1]) if cell.span[1] > 1}
    found, is_more = dict(above), False
    for cell in line.cells:
        upper = above.get(cell.column)
        joined = f"{upper.words} {cell.words}" if upper else cell.words
        is_unfinished = bool(upper and _UNFINISHED_HEADING.search(upper.words))
        role = heading_role(joined) if is_unfinished else heading_role(cell.words)
        if not role or len(cell.words) > 60:
            return None
        is_more = is_more or upper is None or is_unfinished or cell.column in spread
        found[cell.column] = Heading(cell.column, joined, role)
    if not is_more and not (_is_heading_line(line) and len(first.cells) < len(line.cells)):
        return None
    return [found[column] for column in sorted(found)]


def _labelled_values(lines, place):
    """[(label, role, value cell)] of a line of labels with their values at the right, or of one cell "Label: value"."""
    line = lines[place]
    if line.only:
        match = _LABELLED.fullmatch(line.only.words.strip()) if len(line.only.words) <= LONGEST_TITLE else None
        role = exact_role(match["label"]) if match else ""
        return [(match["label"], role, line.only)] if role in LABELS_ABOVE else None
    if len(line.cells) % 2 or len(line.cells) > 6:
        return None
    labels, values = line.cells[::2], line.cells[1::2]
    roles = [exact_role(cell.words) for cell in labels]
    if not all(roles) or any(exact_role(cell.words) for cell in values):
        return None
    ends_in_colon = all(cell.words.rstrip().endswith(":") for cell in labels)
    if not ends_in_colon and not _stands_among_labels(lines, place):
        return None
    return list(zip((cell.words for cell in labels), roles, values, strict=True))


def _stands_among_labels(lines, place):
    """A lone pair of cells may be a row of a table; beside other labels or headings it is a card."""
    around = [lines[beside] for beside in (place - 1, place + 1) if 0 <= beside < len(lines)]
    return any(_begins_with_label(line) for line in around)


def _begins_with_label(line):
    return len(line.cells) > 1 and bool(exact_role(line.cells[0].words))


def _same(one, other):
    return [(heading.column, plain(fold_heading(heading.words))) for heading in one] == [
        (heading.column, plain(fold_heading(heading.words))) for heading in other
    ]


def _goes_on(headings, following):
    """The first row after a repeated heading leaves its goal empty, or every row says its own theme: a page break."""
    roles = {heading.role for heading in headings}
    if roles & {"theme", "benefit", "project"} or not roles & set(GROUPS):
        return True
    groups = [heading.column for heading in headings if heading.role in GROUPS]
    return bool(following) and not any(cell.column in groups for cell in following[0].cells)
