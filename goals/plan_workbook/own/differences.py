"""What a workbook that comes back says otherwise than it went out, compared three ways.

A cell as it went out is known by its digest. What stands in it now as it went out is no change, whatever happened in
the service meanwhile; what was changed here only is an edit; what was changed on both sides is a conflict that a person
decides. A row without a code is new, a row that is not there any more is said and never deleted.
"""

import dataclasses
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from goals.plan_workbook.items import Place
from kemistrategy.numbers import NotANumber, number_words, read_number
from kemistrategy.periods import day_words
from kemistrategy.workbook_reading.book import Book, Cell, address
from kemistrategy.workbook_reading.book import Sheet as ReadSheet

from .columns import NO_ROW, OwnColumn, OwnRow, OwnSheet, Unfit, as_kept, folded
from .stamps import CLOSED, CODE, TOO_LONG, Stamp, StampedSheet, digest, stamp_of
from .words import cell_problem, note, unfit_words
from .writing import OwnWorkbook

EDIT, NEW, MISSING, CLOSED_CELL, REFUSED = "edit", "new", "missing", "closed", "refused"
TYPED, PRESENT = "typed", "present"  # how a conflict is answered


@dataclass(frozen=True)
class NewCell:
    """One cell of a new row. `fault` tells why it can't be taken; left out by its `key` it is taken as empty, which
    `may_be_left` allows. `note` is only said.
    """

    key: str
    place: Place
    field: str
    shown: str
    fault: str = ""
    note: str = ""
    may_be_left: bool = False
    is_left: bool = False


@dataclass(frozen=True)
class Difference:
    """One cell (or row) that is otherwise than it went out. `what` is one of:

    edit: `field` of `code` would change from `present` to `typed`; `value` is what was read. With `is_conflict` it
    was changed in the service too, and a person chooses TYPED or PRESENT. new: a row, `values` by column. missing: a
    row that is not there any more; nothing happens. closed: a cell that is not changed here; nothing happens.
    refused: it can't be taken.

    `refusal` is a sentence; nothing is applied before each refused one is mended or left out. `exported` are the words
    it went out with where they are known, that is, where nobody changed it in the service. `key` stays the same while
    the file and, in a conflict, the present value do.
    """

    what: str
    key: str
    place: Place
    sheet: str
    code: str = ""
    thing: str = ""
    column: str = ""
    field: str = ""
    exported: str = ""
    present: str = ""
    typed: str = ""
    is_conflict: bool = False
    refusal: str = ""
    note: str = ""
    value: Any = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    places: dict[str, Place] = dataclasses.field(default_factory=dict)  # of a new row: column name → its cell
    explained: dict[str, Any] = dataclasses.field(default_factory=dict)  # of its row: reason, decision
    shown: str = ""  # what was typed, as the service writes it
    cells: tuple["NewCell", ...] = ()  # of a new row

    @property
    def may_be_applied(self) -> bool:
        return self.what in (EDIT, NEW) and not self.refusal


class NotOwn(ValueError):
    """The book is no workbook of this service, or one of another thing."""


def differences(book: Book, existing: OwnWorkbook, left_out: Collection[str] = ()) -> tuple[Difference, ...]:
    """In the order of the file's sheets and rows; raises NotOwn.

    `existing` is the same workbook made now, in the language of the file; cells of new rows whose key is among
    `left_out` are taken as empty.
    """
    stamp = stamp_of(book)
    if stamp is None or (stamp.kind, stamp.thing) != (existing.kind, existing.thing):
        raise NotOwn
    found: list[Difference] = []
    for stamped in stamp.sheets.values():
        present, sheet = existing.sheet(stamped.key), _sheet_of(book, stamped, stamp)
        if sheet is None:
            found.append(_said(MISSING, stamped, Place(stamped.title, ""), note("missing_sheet")))
        elif present is None:
            found.append(_said(REFUSED, stamped, Place(sheet.name, ""), refusal=note("unknown_sheet")))
        else:
            found.extend(_Comparison(sheet, stamped, present, left_out).differences())
    names = ", ".join(sheet.title for sheet in existing.sheets)
    for title, went_out in stamp.reading.items():
        if sheet := next((sheet for sheet in book if sheet.name == title), None):
            found.extend(_of_reading_sheet(sheet, went_out, note("reading_sheet", sheets=names)))
    return tuple(found)


def _of_reading_sheet(sheet: ReadSheet, went_out: dict[str, str], words: str) -> Iterator[Difference]:
    """What was written into a sheet that is not read back, wherever its rows stand now; and what was emptied."""
    first, known = min(map(_row_of_address, went_out), default=0), set(went_out.values())
    typed = {cell.address: as_kept(cell.words) for cell in sheet.cells if cell.row >= first}
    there = {digest(each) for each in typed.values()}
    changed = [(cell, each) for cell, each in typed.items() if each and digest(each) not in known]
    gone = [(cell, "") for cell, each in went_out.items() if each not in there and not typed.get(cell)]
    for cell, each in (*changed, *gone):
        place, key = Place(sheet.name, cell), f"{sheet.name}::{cell}"
        yield Difference(CLOSED_CELL, key, place, "", thing=sheet.name, typed=each, shown=each, note=words)


def _said(what, stamped, place, words="", refusal=""):
    return Difference(what, f"{stamped.key}:", place, stamped.key, thing=stamped.title, note=words, refusal=refusal)


def _sheet_of(book: Book, stamped: StampedSheet, stamp: Stamp) -> ReadSheet | None:
    """By its name; else the only one that no other sheet's name is and that has its headings."""
    for sheet in book:
        if sheet.name == stamped.title:
            return sheet
    titles = {other.title for other in stamp.sheets.values()}
    renamed = [sheet for sheet in book if sheet.name not in titles and not sheet.is_hidden]
    fitting = [
        sheet for sheet in renamed if _head_of(_by_rows(sheet), stamped)[1].keys() >= dict(stamped.columns).keys()
    ]
    return fitting[0] if len(fitting) == 1 else None


def _by_rows(sheet: ReadSheet) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    return rows


def _head_of(rows, stamped) -> tuple[int, dict[str, int]]:
    """(row of the headings, column name → column) where the code's heading stands; (0, {}) when it is nowhere."""
    names = {folded(heading): name for name, heading in stamped.columns}
    for number in sorted(rows):
        found: dict[str, int] = {}
        for column, cell in sorted(rows[number].items()):
            if name := names.get(folded(cell.words)):
                found.setdefault(name, column)
        if CODE in found and len(found) * 2 > len(names):
            return number, found
    return 0, {}


class _Comparison:
    """One sheet as it came back beside what went out and what is now."""

    def __init__(self, sheet: ReadSheet, stamped: StampedSheet, present: OwnSheet, left_out: Collection[str] = ()):
        self.sheet, self.stamped, self.present, self.left_out = sheet, stamped, present, left_out
        self.rows = _by_rows(sheet)
        self.head, self.places = _head_of(self.rows, stamped)
        # the columns in the order of their digests; one that the service no longer has is None
        self.columns = [(name, present.column(name)) for name, _heading in stamped.columns[1:]]
        self.seen: set[str] = set()
        self.new_things: set[tuple[str, ...]] = set()

    def differences(self) -> Iterator[Difference]:
        if not self.head:
            yield self._row(REFUSED, "", 1, refusal=note("no_headings"))
            return
        for name, column in self.columns:
            if column and name not in self.places and column.is_open:
                yield self._column_gone(name, column)
        for number in sorted(self.rows):
            if number > self.head:
                yield from self._of_row(number, self.rows[number])
        for code in self.stamped.rows:
            if code not in self.seen:
                yield self._row(MISSING, code, 0, note=note("missing_row"))

    def _column_gone(self, name, column):
        return Difference(
            MISSING,
            f"{self.stamped.key}::{name}",
            Place(self.sheet.name, ""),
            self.stamped.key,
            column=name,
            field=column.heading,
            thing=self.stamped.title,
            note=note("missing_column"),
        )

    def _of_row(self, number, cells) -> Iterator[Difference]:
        code_cell = cells.get(self.places[CODE])
        code = as_kept(code_cell.words) if code_cell else ""
        if not code:
            yield from self._new_row(number, cells)
            return
        digests = self.stamped.rows.get(code)
        if digests is None:
            if not self._goes_on(code):
                yield self._row(REFUSED, code, number, refusal=note("unknown_code", code=code[:60]))
        elif code in self.seen:
            yield self._row(REFUSED, code, number, refusal=note("code_twice", code=code))
        elif code not in self.present.by_code:
            self.seen.add(code)
            if self._is_touched(cells, digests):
                yield self._row(REFUSED, code, number, refusal=note("gone", code=code))
        else:
            self.seen.add(code)
            yield from self._of_known_row(code, number, cells, digests)

    def _goes_on(self, code) -> bool:
        """The row under a text that did not fit in one cell bears the code of the row above it, and a word."""
        above, mark, _word = code.partition(" (")
        return bool(mark) and code.endswith(")") and above in self.stamped.rows

    def _is_touched(self, cells, digests) -> bool:
        """Of a row that is not there any more: whether a person wrote anything into its open cells."""
        return any(
            self._is_filled(column, name, cells, went_out)
            or (column and went_out not in _digests_without_row(column, _words(cells, self.places[name])))
            for (name, column), went_out in zip(self.columns, digests, strict=False)
            if name in self.places and went_out not in (CLOSED, TOO_LONG)
        )

    def _is_filled(self, column, name, cells, went_out) -> bool:
        """Of a column that the service does not have any more: whether an empty cell of it was filled."""
        return column is None and not went_out and bool(_words(cells, self.places[name]))

    def _of_known_row(self, code, number, cells, digests) -> Iterator[Difference]:
        row = self.present.by_code[code]
        closed, found, explaining = [], [], []
        for (name, column), went_out in zip(self.columns, digests, strict=False):
            if name in self.places and self._is_filled(column, name, cells, went_out):
                yield self._row(REFUSED, code, number, typed=name, refusal=note("unknown_column"))
            if column is None or (name not in self.places and went_out != CLOSED):
                continue
            if went_out == CLOSED:
                closed.append((name, column))
            elif went_out != TOO_LONG:
                into = explaining if column.explains else found
                into.extend(self._of_open_cell(code, row, number, cells, column, went_out))
        yield from _explained(found, explaining)
        yield from self._of_closed_cells(code, row, number, cells, closed, digests[-1])

    def _of_open_cell(self, code, row, number, cells, column: OwnColumn, went_out) -> Iterator[Difference]:
        cell = cells.get(self.places[column.name])
        if cell is not None and cell.problem:
            yield self._edit(code, row, number, column, went_out, cell.words, refusal=cell_problem(cell.problem))
            return
        typed = cell.words if cell else ""
        if digest(column.spelled_cell(typed, row)) == went_out:
            return
        try:
            value = column.kind.read(typed, row)
        except Unfit as unfit:
            yield self._edit(code, row, number, column, went_out, typed, refusal=unfit_words(unfit))
            return
        if column.kind.spelled(value, row) == column.spelled_value(row):
            return  # somebody made the same change in the service
        refusal = "" if column.is_open_in(row) else row.why_closed or note("closed_now")
        yield self._edit(code, row, number, column, went_out, typed, value=value, refusal=refusal)

    def _edit(self, code, row, number, column, went_out, typed, *, value=None, refusal="") -> Difference:
        present = column.spelled_value(row)
        is_conflict = digest(present) != went_out
        shown = _shown(column, row)
        key = f"{self.stamped.key}:{code}:{column.name}"
        return Difference(
            REFUSED if refusal else EDIT,
            f"{key}:{digest(present)}" if is_conflict else key,
            Place(self.sheet.name, address(number, self.places[column.name])),
            self.stamped.key,
            code=code,
            thing=row.thing,
            column=column.name,
            field=column.heading,
            exported="" if is_conflict else shown,
            present=shown,
            typed=as_kept(typed),
            shown=_as_written(column, value, row, typed),
            is_conflict=is_conflict and not refusal,
            refusal=refusal,
            value=value,
        )

    def _of_closed_cells(self, code, row, number, cells, closed, went_out) -> Iterator[Difference]:
        """Where any of them was changed, those that are otherwise than the thing is now are said."""
        if went_out == TOO_LONG or any(name not in self.places for name, _column in closed):
            return
        spelled = [column.spelled_cell(_words(cells, self.places[name]), row) for name, column in closed]
        if digest("\x1f".join(spelled)) == went_out:
            return
        for (name, column), words in zip(closed, spelled, strict=True):
            if words != column.spelled_value(row):
                found = self._edit(code, row, number, column, "", _words(cells, self.places[name]))
                key = f"{self.stamped.key}:{code}:{name}"
                why = row.why_closed if column.is_open else ""
                yield replace(found, what=CLOSED_CELL, key=key, is_conflict=False, note=why or note("closed_cell"))

    def _new_row(self, number, cells) -> Iterator[Difference]:
        names = {column: name for name, column in self.places.items()}
        typed = {names[column]: cell for column, cell in cells.items() if column in names and as_kept(cell.words)}
        if not typed:
            return
        words = {name: as_kept(cell.words) for name, cell in typed.items()}
        found = self._row(NEW, "", number, typed="\n".join(words.values()))
        found = replace(
            found, places={name: Place(self.sheet.name, cell.address) for name, cell in typed.items()}, values=words
        )
        if self.present.new_row is None:
            yield replace(found, what=REFUSED, refusal=self.present.why_no_rows or note("no_new_rows"))
            return
        read = self._read_new(found, typed)
        there = self.present.there_already(read.values, read.value) if read.what == NEW else None
        if there is None and self._is_again(read):
            yield replace(read, what=REFUSED, refusal=note("twice"))
        elif there is None:
            yield read
        elif not self._says_the_same(read, there):
            yield replace(read, what=REFUSED, refusal=note("there_already", code=there.code))

    def _is_again(self, read) -> bool:
        """Whether the file has the same new thing on an earlier line."""
        if read.what != NEW or not self.present.identity:
            return False
        own = tuple(folded(str(read.values.get(name, ""))) for name in self.present.identity)
        is_again = own in self.new_things
        self.new_things.add(own)
        return is_again

    def _says_the_same(self, read, there) -> bool:
        """Of every cell the new line fills and that the row there has too."""
        columns = [column for column in self.present.columns if column.name in read.places and column.is_open]
        return all(
            column.explains or column.kind.spelled(read.values[column.name], there) == column.spelled_value(there)
            for column in columns
            if column.name in read.values
        )

    def _read_new(self, found, typed) -> Difference:
        """The whole row with its cells; where some of them can't be taken, it tells of the first."""
        row = self.present.new_row({name: cell.words for name, cell in typed.items()})
        found, values, cells = replace(found, thing=row.thing), {}, []
        for column in self.present.columns:
            value, cell = self._new_cell(found, column, typed.get(column.name), row)
            if column.in_new:
                values[column.name] = value
            if column.name in typed or cell.fault:
                cells.append(cell)
        faulty = next((cell for cell in cells if cell.fault), None)
        if faulty is None:
            return replace(found, values=values, value=row, cells=tuple(cells))
        refused = replace(found, what=REFUSED, place=faulty.place, field=faulty.field, refusal=faulty.fault)
        return replace(refused, cells=tuple(cells))

    def _new_cell(self, found, column, cell, row) -> tuple[Any, NewCell]:
        key = f"{found.key}:{column.name}"
        place = Place(self.sheet.name, address(_row_of_address(found.place.cell), self.places.get(column.name, 1)))
        read = NewCell(key, place, column.heading, as_kept(cell.words) if cell else "")
        if not column.in_new:
            return None, replace(read, note=note("not_in_new"))
        may_be_left = bool(cell) and not _read_new_cell(column, None, row)[1]
        is_left = may_be_left and key in self.left_out
        value, fault = _read_new_cell(column, None if is_left else cell, row)
        shown = _as_written(column, value, row, read.shown, column.new_kind) if not (fault or is_left) else read.shown
        return value, replace(read, shown=shown, fault=fault, may_be_left=may_be_left, is_left=is_left)

    def _row(self, what, code, number, **told) -> Difference:
        cell = address(number, self.places.get(CODE, 1)) if number else ""
        row = self.present.by_code.get(code)
        return Difference(
            what,
            f"{self.stamped.key}:{code}:{number if what in (NEW, REFUSED) else ''}",
            Place(self.sheet.name, cell),
            self.stamped.key,
            code=code,
            thing=row.thing if row else "",
            **told,
        )


def _explained(found: list[Difference], explaining: list[Difference]) -> Iterator[Difference]:
    """Each change with what its row says of why; where nothing was changed, that explains nothing and is said."""
    refused = [one for one in explaining if one.refusal]
    told = {one.column: one.value for one in explaining if not one.refusal}
    yield from (replace(one, explained=told) for one in found)
    yield from refused
    if not found:
        for one in explaining:
            if not one.refusal:
                yield replace(one, what=CLOSED_CELL, is_conflict=False, note=note("explains_nothing"))


def _read_new_cell(column: OwnColumn, cell: Cell | None, row) -> tuple[Any, str]:
    """What a new row's cell means, and why it can't be taken, "" when it can."""
    if cell is not None and cell.problem:
        return None, cell_problem(cell.problem)
    try:
        value = (column.new_kind or column.kind).read(cell.words if cell else "", row)
        if column.is_needed and value in ("", None):
            raise Unfit("needed")
    except Unfit as unfit:
        return None, unfit_words(unfit)
    return value, ""


def _digests_without_row(column: OwnColumn, words: str) -> Iterator[str]:
    """As words, and as the number that a figure of the row would have been."""
    yield digest(column.spelled_cell(words, NO_ROW))
    with suppress(NotANumber):
        yield digest(f"{read_number(words).value.normalize() + 0:f}")


def _row_of_address(cell: str) -> int:
    return int("".join(letter for letter in cell if letter.isdigit()) or 0)


def _words(cells, column) -> str:
    cell = cells.get(column)
    return cell.words if cell else ""


def _shown(column: OwnColumn, row: OwnRow) -> str:
    """As a person reads it beside what was typed."""
    return _in_words(column.shown(row))


def _as_written(column: OwnColumn, value, row, typed: str, kind=None) -> str:
    """What was typed as the service itself writes it: "1.2.2023", "100 000"; as it was typed where it isn't read."""
    if value in (None, ""):
        return as_kept(typed)
    return _in_words((kind or column.kind).shown(value, row)) or as_kept(typed)


def _in_words(shown) -> str:
    if shown is None:
        return ""
    if isinstance(shown, date):
        return day_words(shown)
    return number_words(shown) if isinstance(shown, Decimal) else str(shown)
