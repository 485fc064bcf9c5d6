"""Geometry of an indicator's drawings: figures become positions, words come finished. Pure: no database, no language.

Words have their place across in hundredths of the drawing's width ("12.5%"), so that they keep their size on a narrow
screen. Lines and dots are paths in a box `WIDTH` wide that is stretched to the same width. Down, everything is in units
of 1/96 inch. Positions are floats: a drawing is no figure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import NamedTuple

from kemistrategy.numbers import number_words

WIDTH, PLOT_TOP, PLOT_BOTTOM = 640, 26, 206
RIGHT = 632  # a dot on the last day is whole
RIGHT_BESIDE_WORDS = 460  # where the lines end when the names of compared areas stand after them
LETTER, NARROWEST = 7.2, 288  # of a figure at the drawing's size of text; of a drawing on a small telephone
LINE_HEIGHT = 20
TICKS = 4
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_YEARS_NAMED = 7
SMALL_WIDTH, SMALL_HEIGHT, SMALL_MARGIN = 120, 36, 5


# --- what is drawn ---------------------------------------------------------------------------------------------------
class Mark(NamedTuple):
    """A measured value at the last day of its period."""

    day: date
    value: Decimal
    is_provisional: bool = False


@dataclass(frozen=True)
class Baseline:
    """Where the line starts; `day` is None when nobody knows when it was measured."""

    value: Decimal
    day: date | None = None


@dataclass(frozen=True)
class Step:
    """A target level from a year to a year; without years it holds all the time. A range has `high` above `low`."""

    low: Decimal
    high: Decimal | None = None
    first_year: int | None = None
    last_year: int | None = None

    @property
    def levels(self) -> tuple[Decimal, ...]:
        return (self.low,) if self.high is None else (self.low, self.high)


@dataclass(frozen=True)
class Compared:
    """Another area's values, with the words that stand at the end of its line."""

    words: str
    marks: tuple[Mark, ...]


# --- what comes out --------------------------------------------------------------------------------------------------
class Label(NamedTuple):
    """`anchor` is which part of the words stands at x: start, middle or end; `width` is how much white goes under."""

    x: str
    y: str
    words: str
    anchor: str = "start"
    width: int = 0

    @property
    def plate(self) -> str:
        """Where the white lies from the place of the words: under all of them."""
        left = {"start": 0, "middle": self.width // 2, "end": self.width}[self.anchor]
        return f"translate({-left} -12)"


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    is_hollow: bool = False


class LegendRow(NamedTuple):
    """`mark` names the drawing: observed, provisional, baseline, target or adopted; `y` is the middle of the row."""

    mark: str
    words: str
    y: int


@dataclass(frozen=True)
class ComparedLine:
    path: str
    label: Label


@dataclass(frozen=True)
class IndicatorChart:
    """A time series with its target levels. Everything in `grid` to `hollow_dots` is a path, "" where there is none.

    The ring of the baseline is dashed where `baseline_is_dated` is False.
    """

    sentence: str
    height: int
    scale: tuple[Label, ...]
    years: tuple[Label, ...]
    grid: str
    ticks: str
    target_band: str
    target: str
    adopted: str
    line: str
    dots: str
    hollow_dots: str
    compared: tuple[ComparedLine, ...]
    baseline: Dot | None
    baseline_is_dated: bool
    value: Label | None
    legend: tuple[LegendRow, ...]


class SmallChart(NamedTuple):
    """A line of the size of a word; all are paths, "" where there is none.

    `ring` is the baseline, `dot` the newest mark, both as line ends without a line. `hollow` is what is white in them:
    the ring's inside, and the dot's when it is provisional.
    """

    target: str
    line: str
    ring: str
    dot: str
    hollow: str


def indicator_chart(
    *,
    sentence: str,
    marks: Sequence[Mark],
    baseline: Baseline | None = None,
    steps: Sequence[Step] = (),
    adopted: Sequence[Step] = (),
    compared: Sequence[Compared] = (),
    value_words: str = "",
    legend: Mapping[str, str],
    lowest: Decimal | None = None,
    highest: Decimal | None = None,
) -> IndicatorChart | None:
    """The chart of one indicator; None when there is nothing to draw.

    `marks` and those of `compared` are oldest first. `steps` are the target levels in force, `adopted` those that
    were adopted where they differ. `value_words` is the newest figure, `legend` gives the words of each mark that is
    drawn. `lowest` and `highest` are ends that no value can pass.
    """
    compared = [area for area in compared if area.marks]
    values = [mark.value for line in (marks, *(area.marks for area in compared)) for mark in line]
    values += [level for step in (*steps, *adopted) for level in step.levels]
    values += [baseline.value] if baseline else []
    if not values:
        return None
    scale = _Scale(values, lowest, highest)
    axis = _Axis(marks, baseline, (*steps, *adopted), compared, widest=max(len(words) for _, words in scale.ticks))
    places = [(axis.x(mark.day), scale.y(mark.value)) for mark in marks]
    start = [(axis.x(baseline.day), scale.y(baseline.value))] if baseline else []
    is_dated = bool(baseline and baseline.day)
    hollow = [place for place, mark in zip(places, marks, strict=True) if mark.is_provisional]
    drawn = {
        "observed": len(hollow) < len(places),
        "provisional": hollow,
        "baseline": baseline,
        "target": steps,
        "adopted": adopted,
    }
    rows = [(mark, legend[mark]) for mark, is_drawn in drawn.items() if is_drawn and mark in legend]
    first_row = PLOT_BOTTOM + LINE_HEIGHT * (2 if axis.years else 1)
    *ends, value = _end_labels(places, [_places(axis, scale, area.marks) for area in compared], compared, value_words)
    return IndicatorChart(
        sentence=sentence,
        height=first_row + LINE_HEIGHT * len(rows),
        scale=tuple(Label("0", f"{scale.y(tick) - 4:.1f}", words) for tick, words in scale.ticks),
        years=axis.year_labels(),
        grid="".join(f"M0 {scale.y(tick):.1f}H{WIDTH}" for tick, _words in scale.ticks),
        ticks=axis.tick_path(),
        target_band=_band(axis, scale, steps),
        target=_stairs(axis, scale, steps),
        adopted=_stairs(axis, scale, adopted),
        line=_path(sorted(start + places) if is_dated else places),
        dots=_dots(places),
        hollow_dots=_dots(hollow),
        compared=tuple(ends),
        baseline=Dot(_percent(start[0][0]), f"{start[0][1]:.1f}", True) if start else None,
        baseline_is_dated=is_dated,
        value=value,
        legend=tuple(LegendRow(mark, words, first_row + LINE_HEIGHT * row) for row, (mark, words) in enumerate(rows)),
    )


def target_steps(
    level_of: Callable[[int], tuple[Decimal, Decimal | None] | None], years: Iterable[int]
) -> tuple[Step, ...]:
    """The levels as steps over years; `level_of` gives the (low, high) that a year is measured against, or None.

    Without years the level of no year in particular (`level_of(0)`) holds all the time.
    """
    years = list(years)
    if not years:
        level = level_of(0)
        return (Step(*level),) if level else ()
    steps = []
    for level, same in groupby(years, key=level_of):
        if level is not None:
            same = list(same)
            steps.append(Step(*level, same[0], same[-1]))
    return tuple(steps)


# --- the two directions ----------------------------------------------------------------------------------------------
class _Scale:
    """Values upwards with some air around them; zero, or an end that no value passes, is not left behind."""

    def __init__(self, values, lowest, highest):
        low, high = min(values), max(values)
        air = (high - low) / 8 or abs(low) / 10 or Decimal(1)
        lowest = Decimal(0) if lowest is None and low >= 0 else lowest
        bottom = low - air if lowest is None or low < lowest else max(low - air, lowest)
        top = high + air if highest is None or high > highest else min(high + air, highest)
        self.ticks = _ticks(bottom, top)
        self._low = float(bottom)
        self._upwards = (PLOT_BOTTOM - PLOT_TOP) / float(top - bottom)

    def y(self, value: Decimal) -> float:
        return PLOT_BOTTOM - (float(value) - self._low) * self._upwards


def _ticks(low, high):
    """(value, words) at round values, two to five of them."""
    raw = (high - low) / TICKS
    power = Decimal(1).scaleb(raw.adjusted())
    step = next(step * power for step in STEPS if step * power >= raw)
    decimals = max(0, -step.normalize().as_tuple().exponent)
    first = (low / step).to_integral_value(ROUND_CEILING)
    ticks = [(first + number) * step for number in range(TICKS + 1)]
    return [(tick, number_words(tick, decimals=decimals)) for tick in ticks if tick <= high]


class _Axis:
    """Days from left to right; a baseline without a day has a place of its own before them."""

    def __init__(self, marks, baseline, steps, compared, *, widest):
        years = [
            mark.day.year for line in (marks, *(area.marks for area in compared)) for mark in (line[:1] + line[-1:])
        ]
        years += [year for step in steps for year in (step.first_year, step.last_year) if year]
        years += [baseline.day.year] if baseline and baseline.day else []
        self.years = range(min(years), max(years) + 1) if years else range(0)
        self.right = RIGHT_BESIDE_WORDS if compared else RIGHT
        self.edge = min(10 + widest * LETTER * WIDTH / NARROWEST, WIDTH * 0.4)
        self.undated = self.edge + 14
        is_undated = baseline is not None and baseline.day is None
        self.left = self.edge + 44 if is_undated else self.edge
        first, last = (self.years[0], self.years[-1]) if years else (1, 1)
        self._first = date(first, 1, 1).toordinal()
        self._across = (self.right - self.left) / (date(last, 12, 31).toordinal() - self._first)

    def x(self, day: date | None) -> float:
        return self.undated if day is None else self.left + (day.toordinal() - self._first) * self._across

    def year_labels(self) -> tuple[Label, ...]:
        every = max(1, -(-len(self.years) // MOST_YEARS_NAMED))
        return tuple(
            Label(_percent(self.x(date(year, 7, 1))), str(PLOT_BOTTOM + 18), str(year), "middle")
            for year in self.years[::every]
        )

    def tick_path(self) -> str:
        """The line under the plot with a tick at each turn of the year; nothing where no day is known."""
        if not self.years:
            return ""
        turns = (self.x(date(year, 1, 1)) for year in self.years[1:])
        return f"M0 {PLOT_BOTTOM}H{WIDTH}" + "".join(f"M{x:.1f} {PLOT_BOTTOM}v6" for x in turns)

    def ends_of(self, step: Step) -> tuple[float, float]:
        """From the turn of the first year to the turn after the last; all the way where there are no years."""
        left = self.x(date(step.first_year, 1, 1)) if step.first_year else self.edge
        is_last = step.last_year is None or step.last_year == self.years[-1]
        return left, self.right if is_last else self.x(date(step.last_year + 1, 1, 1))


def _percent(x: float) -> str:
    return f"{x / WIDTH * 100:.2f}%"


# --- shapes ----------------------------------------------------------------------------------------------------------
def _places(axis, scale, marks):
    return [(axis.x(mark.day), scale.y(mark.value)) for mark in marks]


def _path(places):
    """A line through the places; a single one is no line."""
    return "M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in places]) if len(places) > 1 else ""


def _dots(places):
    """Lines of no length, whose round ends are dots: they stay round however wide the drawing is."""
    return "".join([f"M{x:.1f} {y:.1f}h.01" for x, y in places])


def _stairs(axis, scale, steps):
    """Levels with their risers; a level that does not touch the one before begins anew."""
    path = []
    for edge in range(max((len(step.levels) for step in steps), default=0)):
        before = None
        for step in steps:
            if edge >= len(step.levels):
                before = None
                continue
            (left, right), y = axis.ends_of(step), scale.y(step.levels[edge])
            path.append(f"V{y:.1f}H{right:.1f}" if before == left else f"M{left:.1f} {y:.1f}H{right:.1f}")
            before = right
    return "".join(path)


def _band(axis, scale, steps):
    """The surface between the ends of a range."""
    path = []
    for step in steps:
        if step.high is not None:
            (left, right), low, high = axis.ends_of(step), scale.y(step.low), scale.y(step.high)
            path.append(f"M{left:.1f} {low:.1f}H{right:.1f}V{high:.1f}H{left:.1f}Z")
    return "".join(path)


def _end_labels(places, lines, compared, value_words):
    """The compared lines with their words, then the newest figure's; beside each other none on top of another.

    Without compared areas the newest figure stands over its dot, under it where the line comes from above.
    """
    if not compared:
        return [_value_label(places, value_words)]
    ends = [*(line[-1] for line in lines), *places[-1:]]
    free, heights = float(PLOT_BOTTOM), {}
    for number in sorted(range(len(ends)), key=lambda number: -ends[number][1]):
        heights[number] = min(ends[number][1] + 4, free)
        free = heights[number] - 15
    words = [*(area.words for area in compared), value_words]
    labels = [
        Label(_percent(x + 8), f"{heights[number]:.1f}", words[number], width=_width(words[number]))
        for number, (x, _y) in enumerate(ends)
    ]
    drawn = [ComparedLine(_path(line), label) for line, label in zip(lines, labels, strict=False)]
    return [*drawn, labels[-1] if places and value_words else None]


def _value_label(places, words):
    if not places or not words:
        return None
    x, y = places[-1]
    comes_from_above = len(places) > 1 and places[-2][1] < y
    if comes_from_above and y + 24 > PLOT_BOTTOM:
        return Label(_percent(x - 10), f"{y:.1f}", words, "end")
    anchor = "end" if x > WIDTH * 0.6 else "start" if x < WIDTH * 0.25 else "middle"
    under = comes_from_above  # where a target level may run through it: white goes under the words
    width = _width(words) if under else 0
    return Label(_percent(min(x + 6, WIDTH)), f"{y + (20 if under else -10):.1f}", words, anchor, width)


def _width(words):
    return round(len(words) * LETTER) + 6


# --- the small one ---------------------------------------------------------------------------------------------------
def small_chart(
    marks: Sequence[Mark], *, baseline: Baseline | None = None, target: Decimal | None = None
) -> SmallChart | None:
    """The newest marks (oldest first) as a line, with the baseline's ring before them and the target level across.

    None when nothing has been measured and there is no baseline.
    """
    if not marks and baseline is None:
        return None
    values = [float(mark.value) for mark in marks]
    start = None if baseline is None else float(baseline.value)
    level = None if target is None else float(target)
    known = [value for value in (*values, start, level) if value is not None]
    low, high = min(known), max(known)
    upwards = (SMALL_HEIGHT - 2 * SMALL_MARGIN) / (high - low) if high > low else 0
    bottom = SMALL_HEIGHT - SMALL_MARGIN if upwards else SMALL_HEIGHT / 2
    days = _small_days(marks, start is not None)
    places = [f"{x:.1f} {bottom - (value - low) * upwards:.1f}" for x, value in zip(days, values, strict=True)]
    ring = "" if start is None else f"M{SMALL_MARGIN} {bottom - (start - low) * upwards:.1f}h.01"
    dot = f"M{places[-1]}h.01" if places else ""
    return SmallChart(
        target="" if level is None else f"M0 {bottom - (level - low) * upwards:.1f}H{SMALL_WIDTH}",
        line="M" + "L".join(places) if len(places) > 1 else "",
        ring=ring,
        dot=dot,
        hollow=ring + dot if marks and marks[-1].is_provisional else ring,
    )


def _small_days(marks, has_ring):
    """Where the marks stand from left to right; the newest always at the right end."""
    left, right = SMALL_MARGIN + (14 if has_ring else 0), SMALL_WIDTH - SMALL_MARGIN
    days = [mark.day.toordinal() for mark in marks]
    span = days[-1] - days[0] if days else 0
    return [right - (days[-1] - day) * (right - left) / span if span else right for day in days]
