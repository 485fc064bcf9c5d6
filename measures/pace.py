"""Is it going fast enough, and where does the trend lead: pure rules, no database, no clock, no language."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from measures.attainment import KINDS_FROM_ZERO, STEADY_RULES, Attainment

# Within a twentieth of what was expected by now it is "on": Open SDG calls 95 % of the required rate "on track".
TOLERANCE = Decimal("0.05")
# Fewer days with a value draw no line that could be trusted.
FEWEST_DAYS = 4
DAYS_IN_YEAR = 365.25
# Trends are rounded to the decimals that a figure is stored with.
SMALLEST, WIDE = Decimal("0.000001"), Context(prec=60)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Where an indicator should be by now on its way to the target, and how far it is from there.

    `expected`: the value the straight line gives for the day, in the unit; None when there is no line, and `reason`
    then tells why: a reason of the attainment, or one of PACE_REASONS. `share_of_time`: 0 at the start, 1 at the end;
    None where the same level is expected all the time. `code`: "ahead", "on" or "behind".
    `difference`: in the unit, how much better (above 0) or worse (below 0) than expected.
    `share`: of the expected way that has been covered, 1 when exactly what was expected; of a limit that is not to
    be passed, the expected use over the real one. None when nothing was to be expected yet.
    """

    reason: str = ""
    expected: Decimal | None = None
    share_of_time: Decimal | None = None
    code: str = ""
    difference: Decimal | None = None
    share: Decimal | None = None


PACE_REASONS = (
    "no_baseline",
    "baseline_undated",
    "target_undated",
    "target_before_baseline",
    "measured_before_baseline",
    "other_year",
)


def expected_on(day: date, *, start: date, baseline: Decimal, end: date, target: Decimal) -> Decimal:
    """The value of a straight line from the baseline on its day to the target on its day; level outside them.

    Raises ValueError unless `start` is before `end`.

    The method is that of the European Environment Agency's distance-to-target-path indicator, which compares the
    value of a year with a (hypothetical) linear path from the base year to the target. Open SDG's progress
    measurement asks the same with compound rates, (target ÷ baseline)^(1 ÷ years) − 1; a rate can't be computed from
    a baseline of zero or below, such as Kemi's deficit, so the straight line was taken here.
    """
    if start >= end:
        raise ValueError("The baseline's day must be before the target's.")
    return baseline + (target - baseline) * _share_of_time(day, start, end)


def pace(attainment: Attainment, *, on: date, start: date | None = None, end: date | None = None) -> Pace:
    """Is the latest value where a straight line to the target would have it on the day it was measured?

    `on`: the last day of the period that the latest value tells of, so that an old figure is not measured against
    today. `start`: the last day of the baseline's period; `end`: the target's day, None when it has none.

    - What comes together during the year is expected as the elapsed part of the year's level: it starts from zero
      on the eve of the year of `on` and ends on `end`, or with the year when there is no such day.
    - Where a level is to be kept, the level is expected on every day.
    - Where a count has a whole level, whole ones are expected: of "4 krt/v" 2 by midyear, of "1 krt/v" none yet.
    """
    facts = attainment.facts
    if attainment.reason:
        return Pace(reason=attainment.reason)
    if attainment.rule == "trend":
        return Pace(reason="no_target")
    if attainment.rule in STEADY_RULES:
        return _paced(facts, expected=_kept(facts))
    if facts.accumulates:
        start, end = date(on.year - 1, 12, 31), end or date(on.year, 12, 31)
    if reason := _no_line(facts, on, start, end):
        return Pace(reason=reason)
    expected = expected_on(on, start=start, baseline=facts.start, end=end, target=facts.level)
    return _paced(facts, expected=_whole(facts, expected), share_of_time=_share_of_time(on, start, end))


def _kept(facts):
    """The level that is to hold; a baseline inside a range is kept as it is."""
    is_inside = facts.measured_as == "range" and facts.baseline is not None and facts.distance(facts.baseline) == 0
    return facts.baseline if is_inside else facts.level


def _no_line(facts, on, start, end):
    rules = (
        ("no_baseline", lambda: facts.baseline is None and not facts.accumulates),
        ("baseline_undated", lambda: start is None),
        ("target_undated", lambda: end is None),
        ("other_year", lambda: facts.accumulates and end.year != on.year),
        ("target_before_baseline", lambda: end <= start),
        ("measured_before_baseline", lambda: on < start),
    )
    return next((code for code, applies in rules if applies()), "")


def _share_of_time(day, start, end):
    return Decimal((min(max(day, start), end) - start).days) / (end - start).days


def _whole(facts, expected):
    is_whole = all(figure == figure.to_integral_value() for figure in (facts.start, facts.level))
    return expected.quantize(Decimal(1), ROUND_HALF_UP) if facts.kind in KINDS_FROM_ZERO and is_whole else expected


def _paced(facts, *, expected, share_of_time=None):
    difference = facts.distance(expected) - facts.distance(facts.latest)
    share = None if share_of_time is None else _share_of_expected(facts, expected)
    if share is None or abs(share - 1) > TOLERANCE:
        code = "ahead" if difference > 0 else "behind" if difference < 0 else "on"
    else:
        code = "on"
    return Pace(expected=expected, share_of_time=share_of_time, code=code, difference=difference, share=share)


def _share_of_expected(facts, expected):
    """What has been covered over what should have been; None when one of the two says nothing yet."""
    from_start = facts.distance(facts.start)
    made, due = from_start - facts.distance(facts.latest), from_start - facts.distance(expected)
    if from_start <= 0:
        return due / made if made < 0 else None
    return made / due if due > 0 else None


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Where the observations lead by a day: the line's value and the interval a new value would fall into.

    All in the indicator's unit, rounded to six decimals; `per_year` is the line's rise in a year, `confidence` 0–1.
    """

    expected: Decimal
    low: Decimal
    high: Decimal
    per_year: Decimal
    confidence: float


def trend(points: Iterable[tuple[date, Decimal]], *, on: date, confidence: float = 0.8) -> Trend | None:
    """A straight line through the observations by least squares, and its prediction interval for one new value.

    `points`: (last day of the period, value), of periods of equal length: never halves among whole years where the
    figures come together. None with fewer than four different days. Raises ValueError unless 0 < confidence < 1.

    The interval is expected ± t · s · √(1 + 1/n + (x − x̄)² / Σ(xᵢ − x̄)²), with t of n − 2 degrees of freedom and s the
    residual standard deviation: NIST/SEMATECH e-Handbook of Statistical Methods, 4.5.1.2 "How can I predict the
    value and estimate the uncertainty of a single response?". It takes the deviations as independent and alike; a
    figure that turns does neither, so it is told as a direction in words, never as a forecast.
    """
    if not 0 < confidence < 1:
        raise ValueError("The confidence lies between 0 and 1.")
    points = sorted(points)
    if len({day for day, _ in points}) < FEWEST_DAYS:
        return None
    # Days and values are counted from the first point: close values of great size keep their digits as floats.
    (first_day, first_value), n = points[0], len(points)
    x = [float((day - first_day).days) for day, _ in points]
    y = [float(value - first_value) for _, value in points]
    middle_x, middle_y = math.fsum(x) / n, math.fsum(y) / n
    spread = math.fsum((xi - middle_x) ** 2 for xi in x)
    slope = math.fsum((xi - middle_x) * (yi - middle_y) for xi, yi in zip(x, y, strict=True)) / spread
    residuals = math.fsum((yi - middle_y - slope * (xi - middle_x)) ** 2 for xi, yi in zip(x, y, strict=True))
    ahead = (on - first_day).days - middle_x
    half_width = student_t(confidence, n - 2) * math.sqrt(residuals / (n - 2) * (1 + 1 / n + ahead**2 / spread))
    expected = middle_y + slope * ahead
    return Trend(
        expected=_rounded(expected) + first_value,
        low=_rounded(expected - half_width) + first_value,
        high=_rounded(expected + half_width) + first_value,
        per_year=_rounded(slope * DAYS_IN_YEAR),
        confidence=confidence,
    )


def outlook(trend: Trend, attainment: Attainment) -> str:
    """Does the trend lead to the target: its uncertainty as a code, to be said in words.

    "reaches": the whole interval is at the target; "misses": none of it; "undecided": the direction does not settle
    it yet. "" where there is no level to reach or nothing may be said, whatever has been measured last.
    """
    facts = attainment.facts
    if not facts.has_target or attainment.reason not in ("", "nothing_measured"):
        return ""
    ends = [facts.is_reached(trend.low), facts.is_reached(trend.high)]
    if all(ends):
        return "reaches"
    lower, upper = facts.edges
    # A range or one exact figure may lie between the ends, with neither of them at it.
    holds_target = facts.measured_as in ("range", "equal") and trend.low <= upper and trend.high >= lower
    return "undecided" if any(ends) or holds_target else "misses"


def _rounded(number):
    return Decimal(number).quantize(SMALLEST, context=WIDE)


@lru_cache(maxsize=256)
def student_t(confidence: float, degrees: int) -> float:
    """The t that a Student's t of so many degrees of freedom stays within, on both sides, with that probability.

    The probability is a finite sum for whole degrees (Abramowitz and Stegun, Handbook of Mathematical Functions,
    26.7.3 and 26.7.4, with θ = arctan(t / √degrees)); it grows with θ, so halving finds its inverse. Agrees with the
    critical values in the NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    """
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        low, high = (angle, high) if _within(angle, degrees) < confidence else (low, angle)
    return math.sqrt(degrees) * math.tan(angle)


def _within(angle, degrees):
    is_odd, cosine = degrees % 2, math.cos(angle)
    term = cosine if is_odd else 1.0
    total = 0.0 if degrees == 1 else term
    for k in range(3 if is_odd else 2, degrees, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    return (angle + math.sin(angle) * total) * 2 / math.pi if is_odd else math.sin(angle) * total
