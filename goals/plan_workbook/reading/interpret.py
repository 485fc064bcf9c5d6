"""A book of cells to an interpretation: every table by its kind, and nothing that is filled left unsaid. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from itertools import groupby
from types import MappingProxyType

from kemistrategy.workbook_reading.book import Book, Cell, Sheet, address
from measures.measure_words import read_measure

from ..items import Interpretation, Place, Problem, Question, Read, ReadTable
from .cleaning import one_line
from .follow_up import interpret_text_of_goals, is_text_of_goals, text_labels, with_results
from .key_indicators import interpret_indicators
from .plans import PlanReading, interpret_plan, same_actions, table_vocabulary, words_below
from .projects import interpret_projects, is_project_list, list_headings, shared_projects
from .tables import OWN_SHEET, FoundCell, FoundColumn, FoundRow, FoundTable, find_tables, with_roles

NOTHING_SAID: Mapping = MappingProxyType({})
# Asked by the proposal, which knows the themes that exist.
ASKED_LATER = ("theme_missing",)
# What items keep of other cells of their row, word for word.
WHOLE_CELLS = ("owners_raw", "schedule_raw", "baseline", "actual", "target", "measure", "outcome", "theme", "unit")

NOT_SAID = ("key", "place", "reading", "schedule")

_LETTERS = re.compile(r"[A-Z]{1,3}")
_LIST_WORDS = re.compile(r"(?:ja|sekä|och|samt|and|\d{1,3}|projekti|hanke)*")


def interpret(book: Book, *, tables: Mapping[str, Mapping] = NOTHING_SAID) -> Interpretation:
    """What the book says. `tables`: a person's answers by table key: kind, columns {"C": role}, leave_out.

    A table that is left out stays in the list without any items.
    """
    left_out = {key for key, answer in tables.items() if answer.get("leave_out") is True}
    reading = _Reading(left_out)
    in_columns = find_tables(book)
    in_order = sorted((*in_columns, *listed_texts(book, in_columns)), key=_order(book))
    found = [_answered(table, tables.get(table.key, NOTHING_SAID)) for table in in_order]
    readable = [_without_refused_cells(table) for table in found]
    reading.vocabulary = table_vocabulary(readable)
    for table in readable:
        reading.read(table)
    result = Interpretation(
        tables=_tables_with_columns(reading.tables, found, tables),
        goals=tuple(reading.goals),
        actions=same_actions(reading.actions),
        measures=tuple(reading.measures),
        indicators=tuple(reading.indicators),
        projects=shared_projects(reading.projects),
        problems=tuple(_problems(book, found, left_out)),
        is_empty=not any(cell.words.strip() or cell.problem for sheet in book for cell in sheet.cells),
    )
    return replace(result, tables=_with_left_text(book, found, result, left_out))


def _tables_with_columns(tables: list[ReadTable], found: Iterable[FoundTable], answers) -> tuple[ReadTable, ...]:
    """Without plain text, unless a person has said something of it or the book has nothing else."""
    columns = {table.key: len(table.columns) for table in found}
    kept = [table for table in tables if table.kind != "unknown" or columns[table.key] > 1 or table.key in answers]
    return tuple(kept or tables)


def listed_texts(book: Book, found: Iterable[FoundTable]) -> Iterator[FoundTable]:
    """Text in one column outside the tables that lists projects, or goals under labels: tables of one column."""
    taken = {(table.sheet, cell.address) for table in found for row in table.rows for cell in row.cells.values()}
    taken |= {(table.sheet, table.place.cell) for table in found}
    for sheet in _sheets(book):
        in_row = Counter(cell.row for cell in sheet.cells if cell.words.strip())
        lines = [
            cell
            for cell in sheet.cells
            if in_row[cell.row] == 1 and cell.words.strip() and (sheet.name, cell.address) not in taken
        ]
        for _column, block in groupby(lines, key=lambda cell: cell.column):
            text = _text_table(sheet, list(block))
            if is_project_list(text) or is_text_of_goals(text):
                yield text


def _text_table(sheet: Sheet, cells: list[Cell]) -> FoundTable:
    number = cells[0].column
    key = f":{number}"
    rows = (
        FoundRow(cell.row, {key: FoundCell(cell.address, cell.words, cell.problem)}, cell.row in sheet.hidden_rows)
        for cell in cells
    )
    return FoundTable(
        sheet=sheet.name,
        place=Place(sheet.name, cells[0].address),
        columns=(FoundColumn(key, "", "", number),),
        rows=tuple(rows),
        is_hidden=sheet.is_hidden,
    )


def _order(book: Book):
    """By sheet and row, as a reader goes through the book."""
    sheets = {sheet.name: number for number, sheet in enumerate(book)}
    return lambda table: (sheets[table.sheet], int(_row(table.place.cell)))


def _answered(table: FoundTable, answer: Mapping) -> FoundTable:
    columns = {_column_number(letter): role for letter, role in (answer.get("columns") or {}).items()}
    kind = answer.get("kind") or ""
    if columns:
        return with_roles(table, columns, kind)
    return replace(table, kind=kind) if kind else table


def _without_refused_cells(table: FoundTable) -> FoundTable:
    """An error value is no name of anything; the cell is a problem of its own."""
    if not any(cell.problem for row in table.rows for cell in row.cells.values()):
        return table
    rows = (
        replace(row, cells={key: cell for key, cell in row.cells.items() if not cell.problem}) for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _column_number(letter) -> int:
    """3 of "C", and of 3 or "3"."""
    words = str(letter).upper()
    if not _LETTERS.fullmatch(words):
        return int(words) if words.isdecimal() else 0
    number = 0
    for sign in words:
        number = number * 26 + ord(sign) - ord("A") + 1
    return number


@dataclass
class _Reading:
    """What was read so far, table by table."""

    left_out: Container[str]
    vocabulary: object = None
    theme: str = ""  # of the plan's table before
    tables: list = field(default_factory=list)
    goals: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    measures: list = field(default_factory=list)
    indicators: list = field(default_factory=list)
    projects: list = field(default_factory=list)

    def read(self, table: FoundTable) -> None:
        kind, theme, questions = table.kind, "", ()
        if table.key in self.left_out:
            pass
        elif is_text_of_goals(table):
            kind = "plan"
            self._add(interpret_text_of_goals(table))
        elif is_project_list(table) or kind == "projects":
            kind = "projects"
            self.projects += interpret_projects(table)
        elif kind == "plan":
            theme, questions = self._plan(table)
        elif kind == "indicators":
            self.indicators += interpret_indicators(table)
            questions = words_below(table)
        self.tables.append(_read_table(table, kind, theme, questions))

    def _plan(self, table):
        reading = interpret_plan(table, read_measure, vocabulary=self.vocabulary, theme_before=self.theme)
        self.theme = reading.theme
        reading = with_results(table, reading)
        self._add(reading)
        return reading.theme, tuple(one for one in reading.questions if one.code not in ASKED_LATER)

    def _add(self, reading: PlanReading):
        self.goals += reading.goals
        self.actions += reading.actions
        self.measures += reading.measures


def _read_table(table: FoundTable, kind, theme, questions) -> ReadTable:
    if table.is_hidden and not any(question.code == "hidden_sheet" for question in questions):
        questions = (*questions, Question("hidden_sheet", (("sheet", table.sheet),)))
    above = table.said_above("theme")
    return ReadTable(
        key=table.key,
        kind=kind,
        place=table.place,
        title=" · ".join(one_line(cell.words) for cell in table.titles),
        columns=_columns(table),
        rows=len(table.rows),
        theme=theme or (one_line(above.words) if above else ""),
        questions=questions,
    )


def _columns(table):
    said = tuple((column.role, column.heading) for column in table.columns if column.role or column.heading)
    return said or list_headings(table) or text_labels(table)


def _problems(book: Book, found: Iterable[FoundTable], left_out: Container[str]) -> Iterator[Problem]:
    """The cells that can't be taken as they are, but for those of tables that are left out."""
    settled = {
        (table.sheet, cell.address)
        for table in found
        if table.key in left_out
        for row in table.rows
        for cell in row.cells.values()
    }
    for sheet in _sheets(book):
        for cell in sheet.cells:
            if cell.problem and (sheet.name, cell.address) not in settled:
                yield Problem(cell.problem, Place(sheet.name, cell.address), cell.words)


def _sheets(book: Book) -> Iterator[Sheet]:
    return (sheet for sheet in book if sheet.name != OWN_SHEET)


# ------------------------------------------------------------------ nothing filled is dropped


def _with_left_text(
    book: Book, found: list[FoundTable], result: Interpretation, left_out: Container[str]
) -> tuple[ReadTable, ...]:
    """The tables with a question for what stands in the book and is in no item, title, heading or other question."""
    said = _Said(result)
    waiting = _waiting_cells(found, result.tables, left_out)
    asked: dict[str, list[Question]] = {}
    for sheet in _sheets(book):
        left = [cell for cell in sheet.cells if not _is_said(sheet, cell, said, waiting)]
        for key, cells in _by_table(sheet, left, result.tables).items():
            asked.setdefault(key, []).extend(_left_questions(sheet, cells))
        if hidden := _hidden_columns(sheet):
            key = _table_at(result.tables, sheet.name, 0)
            asked.setdefault(key, []).append(
                Question("hidden_columns", (("sheet", sheet.name), ("columns", ", ".join(hidden))))
            )
    tables = tuple(replace(table, questions=(*table.questions, *asked.pop(table.key, ()))) for table in result.tables)
    return (*tables, *_tables_of_text(book, asked))


def _is_said(sheet, cell, said, waiting):
    is_blank = not cell.words.strip() or cell.problem
    return bool(is_blank) or (sheet.name, cell.address) in waiting or said.has(sheet.name, cell)


def _waiting_cells(found, tables, left_out):
    """Cells of tables that nobody has understood yet or that are left out: the table is asked about as a whole."""
    kinds = {table.key: table.kind for table in tables}
    waiting = set()
    for table in found:
        is_unknown = kinds.get(table.key) == "unknown" and len(table.columns) > 1
        if is_unknown or table.key in left_out:
            waiting |= {(table.sheet, cell.address) for row in table.rows for cell in row.cells.values()}
    return waiting


class _Said:
    """Where words of the book came to: an item's own cell, a text of an item of the same row, or any text at all."""

    def __init__(self, result: Interpretation):
        self.result = result
        self.places: set[tuple[str, str]] = set()
        self.rows: dict[tuple[str, str], list[Read]] = {}
        for item in _items(result):
            self.places.add((item.place.sheet, item.place.cell))
            self.rows.setdefault((item.place.sheet, _row(item.place.cell)), []).append(item)
        self.titles = {part for table in result.tables for words in _texts_of(table) for part in _folded_parts(words)}

    def has(self, sheet: str, cell: Cell) -> bool:
        if (sheet, cell.address) in self.places:
            return True
        items = self.rows.get((sheet, str(cell.row)), ())
        if one_line(cell.words) in {item.reading.words for item in items if hasattr(item, "reading")}:
            return True
        if any(cell.words in (getattr(item, name, None) for name in WHOLE_CELLS) for item in items):
            return True
        whole = fold(cell.words)
        if not whole or whole in self.titles:
            return True
        return self._has_in_row(whole, items) or self._has_anywhere(cell, whole)

    def _has_in_row(self, whole, items):
        """All of the cell's words in texts of the row's items, in whatever order they were taken apart."""
        pieces = _folded(items) | {fold(item.reading.words) for item in items if hasattr(item, "reading")}
        if whole in pieces:
            return True
        left = whole
        for piece in sorted(pieces, key=len, reverse=True):
            if len(piece) > 1:
                left = left.replace(piece, "")
        return left != whole and bool(_LIST_WORDS.fullmatch(left))

    def _has_anywhere(self, cell, whole):
        lines = {fold(line) for line in cell.words.splitlines()} - {""}
        return whole in self.texts or lines <= self.texts

    @cached_property
    def texts(self) -> set[str]:
        return _folded(_items(self.result)) | self.titles


def _items(result: Interpretation) -> Iterator[Read]:
    for kind in (result.goals, result.actions, result.measures, result.indicators, result.projects):
        yield from kind


def _texts_of(thing) -> Iterator[str]:
    """Every text of a dataclass and of what it holds."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts_of(part)
    elif is_dataclass(thing):
        for one in fields(thing):
            if one.name not in NOT_SAID:
                yield from _texts_of(getattr(thing, one.name))


def _folded(items: Iterable[Read]) -> set[str]:
    """All texts of items, folded; what items of one row share is gone through once."""
    texts, seen = set(), set()
    for item in items:
        for one in fields(item):
            value = getattr(item, one.name)
            if one.name not in NOT_SAID and id(value) not in seen:
                seen.add(id(value))
                texts.update(_texts_of(value))
    return {part for words in texts for part in _folded_parts(words)}


def _folded_parts(words: str) -> Iterator[str]:
    yield fold(words)
    if "\n" in words or " · " in words:
        yield from (fold(part) for part in re.split(r"\n| · ", words))


def fold(words: str) -> str:
    """Letters and figures only, without a number in front: "1. Uimahalli" is "uimahalli"."""
    text = re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", words).casefold())
    return text.lstrip("0123456789") or text


def _row(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _by_table(sheet: Sheet, cells: list[Cell], tables: tuple[ReadTable, ...]) -> dict[str, list[Cell]]:
    """What is left, by the table of the sheet that begins above it, else by the sheet's first one."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(_table_at(tables, sheet.name, cell.row), []).append(cell)
    return found


def _table_at(tables, sheet, row):
    """A key, of the book's first table where the sheet has none; "" without any table."""
    of_sheet = [table for table in tables if table.place.sheet == sheet]
    above = [table for table in of_sheet if int(_row(table.place.cell)) <= row]
    chosen = above[-1:] or of_sheet[:1] or tables[:1]
    return chosen[0].key if chosen else ""


def _left_questions(sheet: Sheet, cells: list[Cell]) -> Iterator[Question]:
    """One question for each column in which something is left."""
    for _column, block in groupby(sorted(cells, key=lambda cell: cell.column), key=lambda cell: cell.column):
        yield _left_question(sheet, list(block))


def _left_question(sheet, block):
    words = " · ".join(one_line(cell.words) for cell in block)
    return Question("left_text", (("sheet", sheet.name), ("cell", _addresses(block)), ("words", words)))


def _addresses(block: list[Cell]) -> str:
    """ "C4, C7–C9" of the cells of one column."""
    runs: list[list[Cell]] = []
    for cell in block:
        if runs and cell.row == runs[-1][-1].row + 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return ", ".join("–".join(dict.fromkeys((run[0].address, run[-1].address))) for run in runs)


def _hidden_columns(sheet: Sheet) -> list[str]:
    filled = {cell.column for cell in sheet.cells if cell.words.strip()}
    return [address(1, column)[:-1] for column in sorted(sheet.hidden_columns & filled)]


def _tables_of_text(book: Book, asked: Mapping[str, list[Question]]) -> Iterator[ReadTable]:
    """A book in which no table was found at all: its text is asked about as one."""
    for questions in asked.values():
        sheet = next(_sheets(book))
        first = next((cell for cell in sheet.cells if cell.words.strip()), None)
        place = Place(sheet.name, first.address if first else "A1")
        yield ReadTable(f"{sheet.name}!{place.cell}", "unknown", place, "", (), 0, questions=tuple(questions))
