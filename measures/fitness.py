"""Whether a goal can be evaluated by its measures: what is missing or contradicts itself, by rule. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from kemistrategy.numbers import NotANumber, read_number
from kemistrategy.periods import Period

from .ledger import target_in_force
from .readings import KINDS_IN_WORDS

# Kinds that say something by themselves and have no level to compare with.
ONLY_WORDS = ("link", "text")
NEEDS_TARGET = ("number", "percent", "rate", "scale", "range")
NEEDS_BASELINE = ("number", "percent", "scale", "range", "trend")
NEEDS_UNIT = ("number", "count", "rate", "range", "trend")
YEAR = timedelta(days=365)


class Rule(StrEnum):
    """The code of each remark, in the order in which they are told."""

    GOAL_WITHOUT_MEASURE = "goal_without_measure"
    IN_WORDS_ONLY = "in_words_only"
    NO_DIRECTION = "no_direction"
    NO_UNIT = "no_unit"
    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    BARE_COUNT = "bare_count"
    NO_DATE = "no_date"
    TARGET_EQUALS_BASELINE = "target_equals_baseline"
    TARGET_ON_WORSE_SIDE = "target_on_worse_side"
    TARGET_NOT_COMPARABLE = "target_not_comparable"
    NO_OBSERVATION_IN_TWO_ROUNDS = "no_observation_in_two_rounds"


@dataclass(frozen=True)
class Beside:
    """Another indicator of the same benefit: one printed row of the strategy may have been read as two."""

    kind: str
    unit: str
    accumulates: bool
    has_baseline: bool
    has_target: bool


@dataclass(frozen=True)
class Measured:
    """What is known of one indicator.

    `baseline` is an observation or a row with value and words, `target` the target in force or a row with year, due_on,
    comparison, low, high and words; None where there is none. `observed` are the last days of the measured periods,
    the baseline left out. `is_part`: a part of another indicator, whose target level is the whole's.
    """

    kind: str
    unit: str = ""
    direction: str = "unset"
    accumulates: bool = False
    frequency: str = "unknown"
    scale_maximum: Decimal | None = None
    baseline: object | None = None
    target: object | None = None
    observed: tuple[date, ...] = ()
    is_part: bool = False
    beside: tuple[Beside, ...] = ()

    @property
    def is_in_words(self) -> bool:
        return self.kind in KINDS_IN_WORDS

    @property
    def baseline_value(self) -> Decimal | None:
        return None if self.baseline is None else self.baseline.value

    @property
    def target_value(self) -> Decimal | None:
        """The one number that is aimed at; None without any and for a range, which has two."""
        target = self.target
        if target is None or target.comparison == "between":
            return None
        return target.high if target.low is None else target.low


def measured_of(
    indicator, *, targets: Iterable, observations: Iterable, year: int, beside: tuple[Beside, ...] = ()
) -> Measured:
    """What is known of an indicator, from its rows in force; `year` is the reader's, which tells the target level.

    `indicator` is the model or a row with the same columns, `targets` and `observations` those of it alone.
    """
    observations = list(observations)
    return Measured(
        kind=indicator.kind,
        unit=indicator.unit_fi or "",
        direction=indicator.direction,
        accumulates=indicator.accumulates,
        frequency=indicator.frequency,
        scale_maximum=indicator.scale_maximum,
        baseline=next((row for row in observations if row.is_baseline), None),
        target=target_in_force(targets, year=year),
        observed=tuple(row.period_end for row in observations if row.period_end and not row.is_baseline),
        is_part=indicator.parent_id is not None,
        beside=beside,
    )


def remarks(measured: Measured, *, rounds: Iterable[Period] = ()) -> tuple[Rule, ...]:
    """The rules that an indicator does not meet, in their order; none for one that can be evaluated as it is.

    `rounds` are the periods of the reviews that have ended.
    """
    found = [rule for rule, is_remarked in RULES.items() if is_remarked(measured)]
    if no_observation_in_two_rounds(measured, rounds):
        found.append(Rule.NO_OBSERVATION_IN_TWO_ROUNDS)
    return tuple(found)


def goal_remarks(*, indicators: int) -> tuple[Rule, ...]:
    """The same of a goal or a benefit, which is measured by so many indicators."""
    return () if indicators else (Rule.GOAL_WITHOUT_MEASURE,)


def in_words_only(measured: Measured) -> bool:
    """A text, or a link to what is published elsewhere without saying which figure of it is followed."""
    return measured.kind in ONLY_WORDS


def no_direction(measured: Measured) -> bool:
    """A range says by its two ends what is good; what is told in words has no direction."""
    return not measured.is_in_words and measured.kind != "range" and measured.direction == "unset"


def no_unit(measured: Measured) -> bool:
    """A scale's unit is its upper end."""
    if measured.kind == "scale":
        return measured.scale_maximum is None
    return measured.kind in NEEDS_UNIT and not measured.unit


def no_baseline(measured: Measured) -> bool:
    """What is counted afresh in every period begins at zero and needs no baseline."""
    counts_a_stock = measured.kind == "count" and not measured.accumulates
    return measured.baseline is None and (measured.kind in NEEDS_BASELINE or counts_a_stock)


def no_target(measured: Measured) -> bool:
    """A trend's target is its direction, a yes/no's and a milestone's that it happens; a bare count has a rule of its
    own, a part the target of its whole."""
    return measured.target is None and measured.kind in NEEDS_TARGET and not measured.is_part


def bare_count(measured: Measured) -> bool:
    """ "lkm" and nothing more."""
    return measured.kind == "count" and measured.target is None


def no_date(measured: Measured) -> bool:
    """By when? What is done once must have a day, a target level a year or a day."""
    if measured.target is None:
        return measured.kind in ("yes_no", "milestone")
    return measured.target.year is None and measured.target.due_on is None


def target_equals_baseline(measured: Measured) -> bool:
    """ "Yli 100" is another level than 100."""
    if measured.is_in_words or measured.target_value is None or measured.target.comparison == "more_than":
        return False
    return measured.target_value == measured.baseline_value


def target_on_worse_side(measured: Measured) -> bool:
    """The target lies behind the baseline in the direction that is called better."""
    if measured.is_in_words or measured.target_value is None or measured.baseline_value is None:
        return False
    distance = measured.target_value - measured.baseline_value
    return {"up": distance < 0, "down": distance > 0}.get(measured.direction, False)


def target_not_comparable(measured: Measured) -> bool:
    """Words against a number, two units, a level beyond the scale, or a stock against a flow."""
    if measured.is_in_words:
        return False
    return (
        _words_against_number(measured)
        or _two_units(measured)
        or _beyond_scale(measured)
        or any(_is_stock_and_flow(measured, beside) for beside in measured.beside)
    )


def no_observation_in_two_rounds(measured: Measured, rounds: Iterable[Period]) -> bool:
    """The two latest reviews both passed without a figure; never before two have ended."""
    latest = sorted(rounds, key=lambda period: (period.end, period.start))[-2:]
    if measured.kind in ONLY_WORDS or len(latest) < 2:
        return False
    return not any(_tells_of(measured, period) for period in latest)


def _tells_of(measured, period):
    """A yearly figure of the year before is the newest that a half-year review can have."""
    start = min(period.start, period.end - YEAR) if measured.frequency == "yearly" else period.start
    return any(start <= day <= period.end for day in measured.observed)


def _words_against_number(measured):
    if measured.baseline is None or measured.target is None:
        return False
    target_has_number = measured.target.low is not None or measured.target.high is not None
    return (measured.baseline_value is None) == target_has_number


def _two_units(measured):
    """The units that were written with the two figures; a figure without one is in the indicator's own."""
    if measured.baseline is None or measured.target is None:
        return False
    written = [_written_unit(row.words) for row in (measured.baseline, measured.target)]
    return all(written) and written[0] != written[1]


def _written_unit(words):
    """ "%", "€" or "/5" as it stands in "6 %", "18,9 milj. €" and "3/5"; nothing for other words."""
    try:
        reading = read_number(words)
    except NotANumber:
        return ""
    return f"/{reading.maximum}" if reading.maximum is not None else reading.unit.casefold()


def _beyond_scale(measured):
    levels = (measured.baseline_value, measured.target_value)
    return measured.scale_maximum is not None and any(
        level is not None and not 0 <= level <= measured.scale_maximum for level in levels
    )


def _is_stock_and_flow(measured, beside):
    """One has only a baseline and the other only a target, in one unit, but one is a sum over the period and the other
    a situation at its end: DOMAIN 6.2, row 4."""
    has = (measured.baseline is not None, measured.target is not None)
    return (
        measured.kind == beside.kind == "number"
        and measured.unit == beside.unit != ""
        and measured.accumulates != beside.accumulates
        and has[0] != has[1]
        and (beside.has_baseline, beside.has_target) == has[::-1]
    )


RULES = {
    Rule.IN_WORDS_ONLY: in_words_only,
    Rule.NO_DIRECTION: no_direction,
    Rule.NO_UNIT: no_unit,
    Rule.NO_BASELINE: no_baseline,
    Rule.NO_TARGET: no_target,
    Rule.BARE_COUNT: bare_count,
    Rule.NO_DATE: no_date,
    Rule.TARGET_EQUALS_BASELINE: target_equals_baseline,
    Rule.TARGET_ON_WORSE_SIDE: target_on_worse_side,
    Rule.TARGET_NOT_COMPARABLE: target_not_comparable,
}
