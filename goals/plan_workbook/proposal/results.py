"""Results in the tables of a file: figures TOTEUMA as observations of a period, told results as a note. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace

from goals.queries.plan_matches import Existing
from kemistrategy.numbers import NotANumber
from kemistrategy.periods import NotAPeriod, Period, half_year, period_of, period_words, whole_months, year
from measures.readings import KINDS_IN_WORDS, out_of_bounds, read_figure

from ..items import Place, Question
from ..reading.cleaning import one_line
from .answers import Answers, question
from .matching import folded
from .measures import bounds_of_new
from .proposed import Asked, Proposed, ProposedIndicator, ProposedMeasure, ProposedResult, ProposedTable

NO_RESULTS = ("", "-", "–", "—", "−")
LENGTHS = (1, 6, 12)  # months: what an observation may be of (measures.operations.observations)
LONGEST_WORDS = 300  # letters of an observation's words, as the model has them

_HALF = re.compile(r"(?<!\d)(20\d\d)\s*-?\s*h([12])(?!\d)", re.IGNORECASE)
_RANGE = re.compile(
    r"(?<![\d.])\d{1,2}\.\d{1,2}\.(?:\d{4})?\s*[-–]\s*\d{1,2}\.\d{1,2}\.\d{4}"
    r"|(?<!\d)\d{1,2}(?:\s*[-–]\s*\d{1,2})?/\d{4}(?!\d)"
)
_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<![\d/.])20\d\d(?![\d/])")
_PART_OF_YEAR = re.compile(
    r"[IVX]+\s*/|\bq[1-4]\b|puoliv|nelj[aä]n|kvartaal|halvår|kvartal|quarter|half", re.IGNORECASE
)
_LAST_DAYS = {(6, 30): lambda number: half_year(number, 1), (12, 31): year}


def period_typed(words: str) -> Period:
    """ "2023", "2023-h1", "1–6/2023": what an observation may be of. Raises NotAPeriod."""
    period = period_of(_HALF.sub(r"\1H\2", words.strip()))
    if whole_months(period) not in LENGTHS:
        raise NotAPeriod(words)
    return period


def period_said(heading: str) -> Period | None:
    """The period that a heading names for certain: "Toteuma 2023", "TOTEUMA 30.6.2023" (the half-year that it ends).

    None where it names none, several, or a part of a year in words.
    """
    words = one_line(heading)
    for form in (_HALF, _RANGE):
        if found := [match[0] for match in form.finditer(words)]:
            return _read(found[0]) if len(found) == 1 else None
    if days := _DAY.findall(words):
        day, month, number = map(int, days[0])
        made = _LAST_DAYS.get((month, day))
        return made(number) if made and len(days) == 1 else None
    years = set(_YEAR.findall(words))
    return year(int(years.pop())) if len(years) == 1 and not _PART_OF_YEAR.search(words) else None


def _read(words):
    try:
        return period_typed(words)
    except NotAPeriod:
        return None


def result_words(line: Proposed) -> str:
    """The result of a measure or an indicator, as the person put it; a dash is none."""
    typed = line.answer.get("actual")
    words = one_line(typed if isinstance(typed, str) else getattr(line.item, "actual", ""))
    return "" if words in NO_RESULTS else words


@dataclass
class Results:
    """Puts the results of a file to its lines, and asks the period of each table once."""

    tables: Mapping[str, ProposedTable]
    table_of: Mapping[str, ProposedTable]
    existing: Existing
    answers: Answers
    waiting: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # table → results without a period
    said: dict[tuple, tuple[str, str]] = field(default_factory=dict)  # (indicator, period) → first line and its words

    def put(self, lines: Iterable[ProposedMeasure | ProposedIndicator]) -> list:
        return [self._with_result(line) for line in lines]

    def _with_result(self, line):
        words = result_words(line)
        if line.is_left_out or not words:
            return line
        table = self.table_of.get(line.key)
        period = self.period_of(table)
        place = Place(line.place.sheet, line.item.actual_cell or line.place.cell)
        if period is None:
            if table is not None:
                self.waiting[table.key] += 1
            return replace(line, result=ProposedResult(words, None, place))
        asked = self._asked(line, words, period)
        if asked is None:
            return line
        if asked:
            is_checked = bool(line.answer.get("checked"))
            about = tuple(Asked(one, is_answered=is_checked) for one in asked)
            return replace(line, questions=(*line.questions, *about))
        return replace(line, result=ProposedResult(words, period, place))

    def period_of(self, table: ProposedTable | None) -> Period | None:
        """As a person says ("" is none), else as the column's heading says; one that has not ended has no results."""
        if table is None:
            return None
        typed = table.answer.get("period")
        heading = next((words for role, words in table.table.columns if role == "actual"), "")
        period = _read(typed) if isinstance(typed, str) else period_said(heading)
        today = self.existing.place.today
        return None if period is None or (today and period.end > today) else period

    def _asked(self, line, words, period):
        """Why the result is not recorded; () when it is, None when it is in the service or earlier in the file."""
        indicator = self.existing.indicators.get(line.same)
        try:
            value = _value(line, words, indicator)
        except NotANumber:
            return (question("result_not_read", words=words),)
        if len(words) > LONGEST_WORDS:
            return (question("result_not_read", words=words),)
        known = (line.same or line.same_item or line.key, period)
        first, present = self.said.setdefault(known, (line.key, words))
        is_equal = folded(present) == folded(words)
        if first == line.key:
            observed = self.existing.observed.get((line.same, period.start, period.end))
            if observed is None:
                return ()
            present = observed.words or f"{observed.value:f}"
            is_equal = observed.value == value if value is not None else folded(present) == folded(words)
        if is_equal:
            return None
        return (question("result_differs", words=words, present=present, period=period_words(period)),)

    def asked_of_tables(self, lines: Iterable[Proposed]) -> dict[str, ProposedTable]:
        """The tables with one question about the period of their figures, and one note of what was told in words."""
        told: dict[str, int] = defaultdict(int)
        for line in lines:
            table = self.table_of.get(line.key)
            if table is not None and not line.is_left_out and getattr(line.item, "told", ()):
                told[table.key] += 1
        return {key: self._table(table, told[key]) for key, table in self.tables.items()}

    def _table(self, table: ProposedTable, told: int) -> ProposedTable:
        is_checked = bool(table.answer.get("checked"))
        about = []
        if number := self.waiting.get(table.key):
            about.append(question("results_period", number=number))
        if told:
            about.append(question("results_told", number=told))
        asked = tuple(Asked(one, is_answered=is_checked) for one in about)
        return replace(table, period=self.period_of(table), questions=(*asked, *table.questions))


def unrecorded(line: Proposed) -> list[Question]:
    """The doubt that a result leaves when nobody has said its period."""
    result = getattr(line, "result", None)
    return [question("result_unrecorded", words=result.words)] if result and result.period is None else []


def _value(line, words: str, indicator) -> Decimal | None:
    """The figure, None of a kind told in words. Raises NotANumber also for one that can't be its indicator's."""
    known = indicator if indicator and indicator.kind else None
    row = SimpleNamespace(kind=known.kind, unit_fi=known.unit) if known else bounds_of_new(line.reading)
    if row.kind in KINDS_IN_WORDS:
        return None
    value = read_figure(words, kind=row.kind, unit=row.unit_fi, scale_maximum=getattr(row, "scale_maximum", None))
    if not known and out_of_bounds(value, row):
        raise NotANumber(out_of_bounds(value, row), words)
    return value
