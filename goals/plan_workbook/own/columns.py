"""Columns of the service's own workbooks, each declared once: how its cell is written, read back and compared.

Every kind of cell knows four things: what stands in the cell (`shown`), what the words of a cell mean (`read`, which
raises Unfit), one spelling for each meaning (`spelled`, by which cells are compared), and what can be chosen.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol
from unicodedata import is_normalized

from rapidfuzz import fuzz, process

from kemistrategy.numbers import NotANumber, number_words, read_number
from kemistrategy.text import cleaned
from measures.readings import KINDS_IN_WORDS, read_value

MOST_DIGITS = 10  # what Excel shows of a number in the format General; it would keep fifteen
YES_WORDS = {"fi": "kyllä", "sv": "ja", "en": "yes"}
NO_WORDS = {"fi": "ei", "sv": "nej", "en": "no"}
YES = frozenset(("kyllä", "k", "ja", "j", "yes", "y", "x", "true", "tosi", "sant", "1"))
MOST_NAMED = 10  # choices that a sentence names; of more, the nearest
NO = frozenset(("", "ei", "e", "nej", "n", "no", "false", "epätosi", "falskt", "0"))
_NOT_IN_A_CELL = re.compile("[\ufffe\uffff]")
_TO_CLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,klo]*0?0[:.]00(?:[:.]00)?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00)?)?")


class Unfit(ValueError):
    """The words of a cell can't be taken. `kind` is a key of `words.UNFIT`, `values` fill its sentence."""

    def __init__(self, kind: str, **values):
        super().__init__(kind)
        self.kind, self.values = kind, values


def as_kept(typed: str) -> str:
    """The words as a form would keep them, without what a workbook can't hold."""
    if not _TO_CLEAN.search(typed) and is_normalized("NFC", typed):  # the same, ten times as fast
        return typed.strip()
    return cleaned(_NOT_IN_A_CELL.sub("", typed))


def folded(words: str) -> str:
    return " ".join(as_kept(words).casefold().split())


class Kind(Protocol):
    choices: tuple[str, ...]

    def shown(self, value, row) -> str | Decimal | date | int | None: ...

    def read(self, typed: str, row) -> Any: ...

    def spelled(self, value, row) -> str: ...


@dataclass(frozen=True)
class Words:
    """`is_needed`: it can be changed but not emptied."""

    maximum: int = 10_000
    is_needed: bool = False
    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        return value or None

    def read(self, typed, row):
        words = as_kept(typed)
        if len(words) > self.maximum:
            raise Unfit("too_long", maximum=self.maximum)
        if self.is_needed and not words:
            raise Unfit("needed")
        return words

    def spelled(self, value, row):
        words = as_kept(str(value or ""))
        return words if len(words) <= self.maximum else f"?{words}"


@dataclass(frozen=True)
class Whole:
    """A whole number, None where there is none."""

    lowest: int = 0
    highest: int = 32_767
    is_needed: bool = False
    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        return value

    def read(self, typed, row):
        if not typed.strip():
            if self.is_needed:
                raise Unfit("needed")
            return None
        try:
            value = read_number(typed).value
        except NotANumber as problem:
            raise Unfit("whole_number", lowest=self.lowest, highest=self.highest) from problem
        if value != value.to_integral_value() or not self.lowest <= value <= self.highest:
            raise Unfit("whole_number", lowest=self.lowest, highest=self.highest)
        return int(value)

    def spelled(self, value, row):
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Day:
    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        return value

    def read(self, typed, row):
        words = as_kept(typed)
        if not words:
            return None
        finnish, iso = _DAY.fullmatch(words), _ISO_DAY.fullmatch(words)
        try:
            if finnish:
                day, month, year = map(int, finnish.groups())
                return date(year, month, day)
            if iso:
                return date(*map(int, iso.groups()))
        except ValueError as no_such_day:
            raise Unfit("no_day") from no_such_day
        raise Unfit("no_day")

    def spelled(self, value, row):
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class YesNo:
    language: str = "fi"

    @property
    def choices(self):
        return (YES_WORDS[self.language], NO_WORDS[self.language])

    def shown(self, value, row):
        return None if value is None else (YES_WORDS if value else NO_WORDS)[self.language]

    def read(self, typed, row):
        words = folded(typed)
        if words not in YES | NO:
            raise Unfit("yes_or_no")
        return words in YES

    def spelled(self, value, row):
        return "yes" if value else ""


@dataclass(frozen=True)
class Choice:
    """One of `options`: (code, word). What has no word any more is shown as `former` says and can't be chosen.

    `unfit` is the Unfit of a word that is none of them, `gone` of one that can't be chosen any more.
    """

    options: tuple[tuple[Any, str], ...]
    former: tuple[tuple[Any, str], ...] = ()
    empty: Any = ""
    is_needed: bool = False
    unfit: str = "unknown_word"
    gone: str = "gone"
    aliases: dict[str, Any] = field(default_factory=dict)  # other folded words → code

    @cached_property
    def choices(self):
        return tuple(word for _code, word in self.options)

    @cached_property
    def _words(self):
        return dict((*self.former, *self.options))

    @cached_property
    def _codes(self):
        of_code = {folded(str(code)): code for code, _word in self.options if isinstance(code, str)}
        of_word = {folded(word): code for code, word in reversed(self.options)}
        return of_code | self.aliases | of_word

    @cached_property
    def _gone(self):
        return {folded(word): code for code, word in self.former}

    def shown(self, value, row):
        return self._words.get(value)

    def read(self, typed, row):
        words = folded(typed)
        if not words:
            if self.is_needed:
                raise Unfit("needed")
            return self.empty
        if words in self._codes:
            return self._codes[words]
        if words in self._gone:
            raise Unfit(self.gone, typed=as_kept(typed)[:80])
        raise Unfit(self.unfit, typed=as_kept(typed)[:80], allowed=self._allowed(words), is_all=self._are_few)

    @property
    def _are_few(self) -> bool:
        return len(self.options) <= MOST_NAMED

    def _allowed(self, words) -> tuple[str, ...]:
        """What a sentence names: all there is, or what is nearest to the words."""
        if self._are_few:
            return self.choices
        near = process.extract(words[:300], self.choices, scorer=fuzz.WRatio, processor=folded, limit=3)
        return tuple(word for word, _score, _place in near)

    def spelled(self, value, row):
        """A word that can't be chosen any more is spelled as it is read, so that leaving it there is no change."""
        if value in (None, ""):
            return ""
        return f"?{as_kept(self._words[value])}" if self._is_former(value) else str(value)

    def _is_former(self, value):
        return value in self._words and value not in self._options

    @cached_property
    def _options(self):
        return {code for code, _word in self.options}


@dataclass(frozen=True)
class Measured:
    """A figure in the words of who typed it, of the row's indicator; in the cell it is a number when it is one."""

    is_needed: bool = False
    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        return self.written(value, row)[0]

    def read(self, typed, row):
        words = as_kept(typed)
        if self.is_needed and not words:
            raise Unfit("needed")
        if len(words) > 300:
            raise Unfit("too_long", maximum=300)
        if words and not _is_in_words(row):
            try:
                read_value(words, row.indicator)
            except NotANumber as problem:
                raise Unfit("figure", problem=problem.kind, indicator=row.indicator) from problem
        return words

    def spelled(self, value, row):
        return self.written(value, row)[1]

    def written(self, value, row):
        """What is shown and its spelling, read once."""
        number = _number(value, row)
        if number is not None:
            return cell_number(number), f"{number.normalize() + 0:f}"
        words = as_kept(str(value or ""))
        return value or None, f"?{words}" if words and not _is_in_words(row) else words


def _is_in_words(row) -> bool:
    return row.indicator is None or row.indicator.kind in KINDS_IN_WORDS


def _number(words, row):
    if not words or _is_in_words(row):
        return None
    try:
        return read_value(words, row.indicator)
    except NotANumber:
        return None


def cell_number(number: Decimal) -> Decimal | str:
    """A number as Excel shows it without losing anything; what it would not show stands in words.

    "1,234" in a cell would be asked about when it comes back, so such a number stands as "1,2340".
    """
    number = number.normalize()
    if len(number.as_tuple().digits) > MOST_DIGITS:
        return number_words(number)
    is_ambiguous = number.as_tuple().exponent == -3 and abs(number) < 1000
    return f"{number_words(number)}0" if is_ambiguous else number


WORDS, LINE = Words(), Words(maximum=300)


def number_text(number: Decimal) -> str:
    """The number in words that are read as the same number."""
    shown = cell_number(number)
    return shown if isinstance(shown, str) else number_words(number)


def told_apart(options: Iterable[tuple[Any, str]]) -> tuple[tuple[Any, str], ...]:
    """(code, word) in which no word stands twice: those that share one bear their code, whatever their order."""
    options = list(options)
    shared = Counter(folded(word) for _code, word in options)
    return tuple((code, word if shared[folded(word)] == 1 else f"{word} [{code}]") for code, word in options)


@dataclass(frozen=True)
class OwnRow:
    """A row as it is in the service: `values` by column name, `open`: the names of the columns that may be edited.

    `thing` names it to a person; `indicator` is what its figure is of; `subject` is what applying an edit needs;
    `why_closed` says why nothing of it may be edited now.
    """

    code: str
    thing: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    indicator: Any = None
    subject: Any = None
    why_closed: str = ""


NO_ROW = OwnRow("")


@dataclass(frozen=True)
class OwnColumn:
    """`is_open`: it may be edited at all; of each row the row says. `explains`: a cell that went out empty and tells
    why the others of its row were changed (a reason, a decision): it is no change itself.

    `in_new`: a new row may fill it, `is_needed`: must. `new_kind`: how a new row's cell is read where it is otherwise.
    """

    name: str
    heading: str
    kind: Kind = WORDS
    width: int = 20
    is_open: bool = False
    explains: bool = False
    in_new: bool = False
    is_needed: bool = False
    new_kind: Kind | None = None

    @property
    def has_choices(self) -> bool:
        return self.is_open or self.in_new

    @property
    def choices(self) -> tuple[str, ...]:
        """Those of a new row where only that has a choice."""
        kind = self.kind if self.is_open else self.new_kind or self.kind
        return tuple(kind.choices) if self.has_choices else ()

    def is_open_in(self, row: OwnRow) -> bool:
        return self.is_open and self.name in row.open

    def spelled_cell(self, typed: str, row: OwnRow) -> str:
        """The one spelling of what stands in a cell; of what can't be read, the words behind a question mark."""
        try:
            return self.kind.spelled(self.kind.read(typed, row), row)
        except Unfit:
            return f"?{as_kept(typed)}" if as_kept(typed) else ""

    def written(self, value, row: OwnRow) -> tuple[Any, str]:
        """What is shown, and its spelling."""
        kind = self.kind
        return (
            kind.written(value, row)
            if isinstance(kind, Measured)
            else (kind.shown(value, row), kind.spelled(value, row))
        )

    def spelled_value(self, row: OwnRow) -> str:
        return self.kind.spelled(row.values.get(self.name), row)

    def shown(self, row: OwnRow) -> Any:
        return self.kind.shown(row.values.get(self.name), row)


@dataclass(frozen=True)
class OwnSheet:
    """A sheet whose first column is the row's code.

    `new_row` makes the row for which the cells of a new line (column name → words) are read; None: no new lines.
    `identity`: columns whose words tell that a new line is there already, so that the same file twice adds it once.
    `why_no_rows` says why this person adds none, where others do.
    """

    key: str
    title: str
    columns: tuple[OwnColumn, ...]
    rows: Iterable[OwnRow]
    above: tuple[str, ...] = ()
    new_row: Callable[[dict[str, str]], OwnRow] | None = None
    identity: tuple[str, ...] = ()
    why_no_rows: str = ""

    @cached_property
    def by_identity(self) -> dict[tuple[str, ...], OwnRow]:
        columns = [self.column(name) for name in self.identity]
        return {tuple(folded(str(column.shown(row) or "")) for column in columns): row for row in self.rows}

    def there_already(self, values: dict[str, Any], row: OwnRow) -> OwnRow | None:
        """The row that a new line's values name."""
        if not self.identity:
            return None
        columns = [self.column(name) for name in self.identity]
        shown = [(column.new_kind or column.kind).shown(values.get(column.name), row) for column in columns]
        return self.by_identity.get(tuple(folded(str(words or "")) for words in shown))

    @cached_property
    def by_code(self) -> dict[str, OwnRow]:
        return {row.code: row for row in self.rows}

    def column(self, name: str) -> OwnColumn | None:
        return next((column for column in self.columns if column.name == name), None)
