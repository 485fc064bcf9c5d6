"""Where schedules stand on a line of years: bars, marks and the turns of the years. Pure: no database, no language.

Places are hundredths of the drawing's width, so that it fits any screen; `axis_of` gives the years, `Axis.bar` a bar.
What has no day has no place: a bar is never drawn where a plan does not say when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MOST_YEARS_NAMED = 8
LAST_YEAR = 9999


@dataclass(frozen=True)
class Span:
    """From a day to a day; either may be unknown. `is_open_ended`: it goes on, and nobody has said until when."""

    start: date | None = None
    end: date | None = None
    is_open_ended: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(day for day in (self.start, self.end) if day)

    @property
    def is_dated(self) -> bool:
        return bool(self.days)


@dataclass(frozen=True)
class Bar:
    """`left` and `right` are 0–100. Of no width: a mark, only its end is known. `goes_on`: beyond the drawing."""

    left: float
    right: float
    goes_on: bool = False

    @property
    def is_mark(self) -> bool:
        return self.left == self.right and not self.goes_on

    @property
    def x(self) -> str:
        return _percent(self.left)

    @property
    def end(self) -> str:
        return _percent(self.right)

    @property
    def width(self) -> str:
        return _percent(self.right - self.left)


@dataclass(frozen=True)
class YearLabel:
    x: str
    words: str


@dataclass(frozen=True)
class Axis:
    """Whole years from `first` to `last`."""

    first: int
    last: int

    @property
    def words(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def turns(self) -> tuple[str, ...]:
        """Where each named year begins, but the first."""
        return tuple(_percent(self._place(date(year, 1, 1))) for year in self._named[1:])

    @property
    def labels(self) -> tuple[YearLabel, ...]:
        return tuple(YearLabel(_percent(self._place(date(year, 1, 1))), str(year)) for year in self._named)

    def day(self, day: date) -> str | None:
        """Where a day stands, None outside the years."""
        return _percent(self._place(day)) if self.first <= day.year <= self.last else None

    def bar(self, span: Span) -> Bar | None:
        """None for a span without a day; a mark where only the end is known."""
        if not span.is_dated:
            return None
        if span.start is None:
            place = self._place(span.end, is_end=True)
            return Bar(place, place)
        if span.end is None or span.is_open_ended:
            return Bar(self._place(span.start), 100.0, goes_on=True)
        return Bar(self._place(span.start), self._place(span.end, is_end=True))

    @property
    def _named(self):
        every = -(-(self.last - self.first + 1) // MOST_YEARS_NAMED)
        return range(self.first, self.last + 1, every)

    def _place(self, day, *, is_end=False):
        first = date(self.first, 1, 1).toordinal()
        length = date(self.last, 12, 31).toordinal() - first + 1
        place = (day.toordinal() + is_end - first) / length * 100
        return min(max(place, 0.0), 100.0)


def axis_of(spans: Iterable[Span], *, today: date | None = None) -> Axis | None:
    """The years of every known day, of today too where it lies between or beside them; None where no day is known.

    A span that goes on gets a year after its beginning, so that it is seen to go on.
    """
    spans = [span for span in spans if span.is_dated]
    if not spans:
        return None
    years = [day.year for span in spans for day in span.days]
    years += [
        min(span.start.year + 1, LAST_YEAR) for span in spans if span.start and (span.is_open_ended or not span.end)
    ]
    first, last = min(years), max(years)
    if today and first - 1 <= today.year <= last + 1:
        first, last = min(first, today.year), max(last, today.year)
    return Axis(first, last)


def actual_span(*, started_on: date | None, finished_on: date | None, today: date) -> Span:
    """What has really happened: until the work is finished it lasts to today."""
    if started_on and not finished_on and started_on <= today:
        return Span(started_on, today)
    return Span(started_on if started_on and (finished_on is None or started_on <= finished_on) else None, finished_on)


def _percent(place: float) -> str:
    return f"{place:.2f}%"
