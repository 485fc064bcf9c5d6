"""The tables of a workbook: their columns by role, and rows in which merged and left-out first cells are filled in.

Built on by `plans`, `key_indicators`, `projects` and `follow_up`. A table that is not understood is found as well, with
kind "unknown" and every cell in place, so that a person can say what its columns are (`with_roles`). Pure.

A row's cells are found by the column's key: its role ("goal", "action", "measure" …), for the second and further
columns of one role "role:number" ("actual:5"), for a column of no known role ":number". Roles: `headings.WORDS_OF_ROLE`
and "owners_and_schedule", "goal_and_measure", "action_and_measure", "parent_goal".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kemistrategy.workbook_reading.book import Book, Cell, Sheet

from ..items import Place
from .headings import heading_year, settled_roles, table_kind
from .table_parts import GROUPS, LABELS_ABOVE, LONGEST_TITLE, Part, sheet_parts

OWN_SHEET = "kemi"  # what our own workbooks say about themselves


@dataclass(frozen=True)
class FoundCell:
    """A cell of a table. `is_carried`: its words stand in `address` above, and hold for this row too."""

    address: str
    words: str
    problem: str = ""
    is_carried: bool = False


@dataclass(frozen=True)
class FoundColumn:
    """`year` is the year its heading names ("TP2023"), `number` counts from 1."""

    key: str
    role: str
    heading: str
    number: int
    year: int | None = None


@dataclass(frozen=True)
class FoundRow:
    number: int
    cells: Mapping[str, FoundCell]
    is_hidden: bool = False

    def get(self, role: str) -> FoundCell | None:
        return self.cells.get(role)

    def words(self, role: str) -> str:
        cell = self.cells.get(role)
        return cell.words if cell else ""


@dataclass(frozen=True)
class FoundTable:
    """`titles` are the lines above the table, `above` those of them that say what they are: ("theme", cell).

    `continues`: the heading is the same as of the table before and no title stands between, so that the table may
    belong to the same theme. `notes` are lines below the table, `page_numbers` cells that were passed over.
    `kind`: see `headings.table_kind`.
    """

    sheet: str
    place: Place
    columns: tuple[FoundColumn, ...]
    rows: tuple[FoundRow, ...]
    kind: str = "unknown"
    titles: tuple[FoundCell, ...] = ()
    above: tuple[tuple[str, FoundCell], ...] = ()
    notes: tuple[FoundCell, ...] = ()
    page_numbers: tuple[FoundCell, ...] = ()
    continues: bool = False
    is_card: bool = False
    is_hidden: bool = False

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.place.cell}"

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(column.role for column in self.columns if column.role)

    def said_above(self, role: str) -> FoundCell | None:
        return next((cell for said, cell in self.above if said == role), None)

    def columns_of(self, role: str) -> Iterator[FoundColumn]:
        return (column for column in self.columns if column.role == role)


@dataclass
class _Draft:
    """A table on its way: rows are {column number: FoundCell}, filled cells only."""

    part: Part
    headings: dict[int, tuple[str, str]]  # column number: (heading, role)
    rows: list[tuple[int, dict[int, FoundCell]]]
    above: list[tuple[str, FoundCell]] = field(default_factory=list)
    is_card: bool = False


def find_tables(book: Book) -> tuple[FoundTable, ...]:
    """Every table of the book's sheets in reading order, those of hidden sheets too (`is_hidden`)."""
    return tuple(table for sheet in book if sheet.name != OWN_SHEET for table in _tables_of(sheet))


def with_roles(table: FoundTable, roles: Mapping[int, str], kind: str = "") -> FoundTable:
    """The same table with a person's answer to what its columns are: {column number: role or ""}."""
    said = [roles.get(column.number, column.role) for column in table.columns]
    columns = _columns([(column.number, column.heading) for column in table.columns], said)
    keys = {old.key: new.key for old, new in zip(table.columns, columns, strict=True)}
    rows = tuple(
        replace(row, cells={keys.get(key, key): cell for key, cell in row.cells.items()}) for row in table.rows
    )
    return replace(table, columns=columns, rows=rows, kind=kind or table_kind(said))


def _tables_of(sheet):
    drafts = [_draft(part) for part in sheet_parts(sheet)]
    return [_found(sheet, draft) for draft in _same_cards(_cards(drafts))]


def _draft(part):
    headings = {heading.column: (heading.words, heading.role) for heading in part.headings}
    if part.is_labels:
        return _Draft(part, headings, [(part.lines[0].number, _label_values(part))])
    if part.headings:
        part = _without_totals(part)
    for line in part.lines:
        for cell in line.cells:
            headings.setdefault(cell.column, ("", ""))
    return _Draft(part, dict(sorted(headings.items())), list(_rows(part, headings)))


def _without_totals(part):
    """A row that sums up those above it is a note of the table, no goal and no measure."""
    totals = [line for line in part.lines if line.is_total]
    if not totals:
        return part
    said = [replace(line.cells[0], words=" · ".join(cell.words for cell in line.cells)) for line in totals]
    lines = [line for line in part.lines if not line.is_total]
    return replace(part, lines=lines, notes=[*part.notes, *said])


def _label_values(part):
    values = {}
    for line in part.lines:
        for cell in line.cells:
            before = values.get(cell.column)
            words = _without_label(cell.words) if cell is part.start else cell.words
            values[cell.column] = (
                replace(before, words=f"{before.words}\n{words}") if before else _found_cell(cell, words)
            )
    return values


def _without_label(words):
    return words.split(":", 1)[1].strip()


def _found_cell(cell: Cell, words=None):
    return FoundCell(cell.address, cell.words if words is None else words, cell.problem)


def _rows(part, headings):
    """(row number, cells) with what is carried down.

    A merged cell holds for all its rows, in every column. An empty first cell (theme, goal, benefit, unit) repeats what
    stands above it, unless a column to its left has just begun something new.
    """
    said = sorted(headings.items())
    roles = settled_roles([role for _column, (_words, role) in said], [words for _column, (words, _role) in said])
    groups = [column for (column, _said), role in zip(said, roles, strict=True) if role in GROUPS]
    merged, carried = {}, {}
    for line in part.lines:
        cells = {cell.column: _found_cell(cell) for cell in line.cells}
        own = set(cells)
        for column, (last, cell) in merged.items():
            if line.number <= last and column not in own:
                cells[column] = replace(cell, is_carried=True)
        merged.update(
            (cell.column, (line.number + cell.span[0] - 1, cells[cell.column]))
            for cell in line.cells
            if cell.span[0] > 1
        )
        for column in groups:
            if column in own:
                carried = {left: cell for left, cell in carried.items() if left < column}
                carried[column] = cells[column]
            elif column in carried and column not in cells:
                cells[column] = replace(carried[column], is_carried=True)
        yield line.number, cells


def _cards(drafts):
    """Parts of one card joined: labels with values, then perhaps a small table whose every row they hold for.

    A card goes on while each part adds new columns and no title stands between; a label that comes again begins the
    next card. Labels above a whole table ("Strateginen päämäärä: …") are said above it.
    """
    joined = []
    for draft in drafts:
        card = joined[-1] if joined else None
        if card and _belongs(card, draft):
            joined[-1] = _join(card, draft)
        else:
            joined.append(draft)
    return joined


def _belongs(card, draft):
    if draft.part.titles or draft.part.is_repeated or not card.part.headings or not draft.part.headings:
        return False
    if draft.part.is_labels and not card.part.is_labels and draft.part.roles & set(LABELS_ABOVE):
        return False  # said of what comes below it
    known = {role for _words, role in card.headings.values() if role} | {role for role, _cell in card.above}
    if len(card.rows) != 1 or known & draft.part.roles:
        return False
    return card.part.is_labels or draft.part.is_labels or card.is_card or bool(known & set(GROUPS))


def _join(card, draft):
    """One draft of two; the columns of the second get numbers after the first's where both use the same ones."""
    if card.part.is_labels and not draft.part.is_labels and not card.is_card and _is_whole_table(draft):
        values = [(role, cell) for column, cell in card.rows[0][1].items() for role in [card.headings[column][1]]]
        said = [card.part.start] if len(card.rows[0][1]) == 1 else []
        return replace(draft, part=_below(draft.part, card.part, said), above=card.above + values)
    shift = max(card.headings) if set(card.headings) & set(draft.headings) else 0
    headings = card.headings | {column + shift: said for column, said in draft.headings.items()}
    context = {column: replace(cell, is_carried=True) for column, cell in card.rows[0][1].items()}
    rows = [
        (number, (context if place else card.rows[0][1]) | {column + shift: cell for column, cell in cells.items()})
        for place, (number, cells) in enumerate(draft.rows)
    ] or card.rows
    notes = [*card.part.notes, *draft.part.notes]
    page_numbers = [*card.part.page_numbers, *draft.part.page_numbers]
    part = replace(card.part, notes=notes, page_numbers=page_numbers)
    return _Draft(part, headings, rows, card.above, is_card=True)


def _is_whole_table(draft):
    return bool(draft.part.roles & {"goal", "goal_and_measure", "project", "benefit"})


def _below(part, labels, said):
    """The table's part with what stood above and beside the labels."""
    titles = [*labels.titles, *said, *part.titles]
    return replace(part, titles=titles, page_numbers=[*labels.page_numbers, *part.page_numbers])


def _same_cards(drafts):
    """Cards of one form, one below the other, are the rows of one table."""
    joined = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if before and before.is_card and draft.is_card and not draft.part.titles and before.headings == draft.headings:
            before.rows.extend(draft.rows)
            before.part.notes.extend(draft.part.notes)
            before.part.page_numbers.extend(draft.part.page_numbers)
        else:
            joined.append(draft)
    return joined


def _found(sheet: Sheet, draft: _Draft) -> FoundTable:
    numbers = list(draft.headings)
    words = [draft.headings[number][0] for number in numbers]
    roles = settled_roles([draft.headings[number][1] for number in numbers], words)
    columns = _columns(list(zip(numbers, words, strict=True)), roles)
    keys = {column.number: column.key for column in columns}
    rows = tuple(
        FoundRow(number, {keys[column]: cell for column, cell in cells.items()}, number in sheet.hidden_rows)
        for number, cells in draft.rows
    )
    part = draft.part
    return FoundTable(
        sheet=sheet.name,
        place=Place(sheet.name, part.start.address),
        columns=columns,
        rows=rows,
        kind=table_kind(roles),
        titles=tuple(_found_cell(cell) for cell in part.titles),
        above=(*draft.above, *_themes_in(part.titles)),
        notes=tuple(_found_cell(cell) for cell in part.notes),
        page_numbers=tuple(_found_cell(cell) for cell in part.page_numbers),
        continues=part.is_repeated,
        is_card=draft.is_card,
        is_hidden=sheet.is_hidden,
    )


_THEME = re.compile(
    r"^\s*(?:strateginen\s+)?(?:päämäärä|teema|painopiste(?:alue)?|överordnat mål|strategiskt mål|tema|theme)\s*"
    r"(?:\d+\s*)?[.:–-]?\s+(?P<name>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


def _themes_in(titles):
    """Section titles that name a theme without a colon: "Teema 1 Viisas Kemi"."""
    for cell in titles:
        if len(cell.words) <= LONGEST_TITLE and (match := _THEME.match(cell.words)):
            yield "theme", _found_cell(cell, match["name"].strip())


def _columns(said, roles):
    taken, columns = set(), []
    for (number, heading), role in zip(said, roles, strict=True):
        key = role if role and role not in taken else f"{role}:{number}"
        taken.add(role)
        columns.append(FoundColumn(key, role, heading, number, heading_year(heading)))
    return tuple(columns)
