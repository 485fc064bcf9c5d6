"""How far an indicator has come towards its target level: rules only, no database, no clock, no language."""

from dataclasses import dataclass, replace
from decimal import Decimal

from measures.ledger import target_day
from measures.readings import KINDS_IN_WORDS

ZERO = Decimal(0)
# The kinds that start from nothing when no baseline is known.
KINDS_FROM_ZERO = ("count", "rate")
# The rules that look for no way to go, only that the level holds.
STEADY_RULES = ("maintain", "no_distance")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one attainment is judged by: codes of the indicator and its target level, figures in the indicator's unit.

    The figures are finite Decimals or None; `accumulates`: the latest value is what has come so far in its year.
    """

    kind: str
    direction: str
    comparison: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    baseline: Decimal | None = None
    latest: Decimal | None = None
    accumulates: bool = False

    @property
    def has_target(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def measured_as(self) -> str:
        """The comparison that counts: "range" when both ends are given, the one end's own when only one is."""
        if self.low is not None and self.high is not None and (self.comparison == "between" or self.kind == "range"):
            return "range"
        if self.comparison == "between":
            return "at_least" if self.high is None else "at_most"
        return self.comparison

    @property
    def edges(self) -> tuple[Decimal, Decimal]:
        """The lower and upper end of a range; else the one figure twice, which "at most" may give in `high`."""
        if self.measured_as == "range":
            return self.low, self.high
        given = (self.high, self.low) if self.measured_as == "at_most" else (self.low, self.high)
        figure = given[1] if given[0] is None else given[0]
        return figure, figure

    @property
    def level(self) -> Decimal:
        """The figure the way leads to; of a range the edge that is nearer to where the way begins."""
        lower, upper = self.edges
        return upper if self.start is not None and self.start > upper else lower

    @property
    def start(self) -> Decimal | None:
        """Where the way to the target begins: the baseline, or zero for what comes together anew every year.

        A baseline of such an indicator is a whole year's sum, never compared with the sum of half a year. A count or
        a rate without a baseline begins from zero, too; any other without one begins nowhere (None): a share of 80 %
        says nothing about the way when the way may have begun at 60 %.
        """
        if self.accumulates or (self.baseline is None and self.kind in KINDS_FROM_ZERO):
            return ZERO
        return self.baseline

    def distance(self, value: Decimal) -> Decimal:
        """How far a value still is from the target, in the unit.

        0 at the target. Below 0 it is passed by as much, which "at least", "more than" and "at most" can be; "equal"
        and a range can't: off on either side is a distance, to a range from its nearer edge.
        """
        lower, upper = self.edges
        match self.measured_as:
            case "range":
                return max(lower - value, value - upper, ZERO)
            case "at_least" | "more_than":
                return lower - value
            case "at_most":
                return value - upper
            case "equal":
                return abs(value - lower)
        raise ValueError(f"No such comparison: {self.comparison!r}")

    def is_reached(self, value: Decimal) -> bool:
        distance = self.distance(value)
        return distance < 0 if self.measured_as == "more_than" else distance <= 0


@dataclass(frozen=True, kw_only=True)
class Attainment:
    """How far it has come, by which rule, and of what facts.

    `rule`: the code of the rule that fired, one of RULE_CODES.
    `is_reached`: None when it can't be said; `reason` then tells why, one of REASON_CODES, and is "" otherwise.
    `share`: of the way from the start to the target, 0 at the start, 1 at the target; below 0 it is worse than at
    the start, above 1 it is passed; never rounded. None where there is no way: nothing to share out.
    `distance`: still to go in the unit; below 0 passed by as much (see `Facts.distance`). "More than 2" is not
    reached at 2 though its distance is 0.
    `movement`: the latest value against the baseline: "better", "same", "worse"; "" without the one or the other,
    and for what comes together during the year. It says the side, never whether it is enough.
    """

    rule: str
    facts: Facts
    is_reached: bool | None = None
    share: Decimal | None = None
    distance: Decimal | None = None
    movement: str = ""
    reason: str = ""


def attainment(
    *,
    kind: str,
    direction: str,
    comparison: str = "",
    low: Decimal | None = None,
    high: Decimal | None = None,
    baseline: Decimal | None = None,
    latest: Decimal | None = None,
    accumulates: bool = False,
) -> Attainment:
    """How far the latest value has come from the baseline towards the target level; a calculation, never a judgement.

    `kind`, `direction` and `comparison` are the codes of Indicator.Kind, Indicator.Direction and Target.Comparison,
    "" without a target. All rules rest on one measure, `Facts.distance`: the share is the part of the start's
    distance that has been covered. The first of RULES that fires gives the answer. Nothing measured is None, never 0.

    Raises ValueError for a comparison that does not exist.
    """
    facts = Facts(
        kind=kind,
        direction=direction,
        comparison=comparison,
        low=low,
        high=high,
        baseline=baseline,
        latest=latest,
        accumulates=accumulates,
    )
    return next(found for rule in RULES if (found := rule(facts)))


def attainment_of(indicator, *, target, baseline, latest, year: int) -> Attainment:
    """The attainment of rows: models or a report's own, None where there is none.

    `latest` is an observation or what was typed, with `value`, `period_start` and `period_end`; `year` is the one that
    is judged. What comes together anew every year counts only in its own: a whole year's sum never meets the next
    year's level (see `is_of_judged_year`).
    """
    is_counted = latest is not None and (target is None or is_of_judged_year(indicator, target, latest, year=year))
    return attainment(
        kind=indicator.kind,
        direction=indicator.direction,
        comparison=target.comparison if target else "",
        low=target.low if target else None,
        high=target.high if target else None,
        baseline=baseline.value if baseline else None,
        latest=latest.value if is_counted else None,
        accumulates=indicator.accumulates,
    )


def is_of_judged_year(indicator, target, latest, *, year: int) -> bool:
    """May the value be held against the level: any may but one that accumulates, whose period must lie in the year.

    The year is the target's, of a target without one that which is judged.
    """
    if not indicator.accumulates or latest.period_end is None:
        return True
    day = target_day(target)
    judged = day.year if day else year
    return latest.period_start.year == latest.period_end.year == judged


def _cannot_be_said(rule, facts, *, reason=""):
    return Attainment(rule=rule, facts=facts, reason=reason or rule)


def _kind_in_words(facts):
    """Yes or no, a milestone, a link and a text have no figure: their attainment is told in words."""
    return _cannot_be_said("in_words", facts) if facts.kind in KINDS_IN_WORDS else None


def _direction_unset(facts):
    """Until somebody has confirmed which way is better, nothing is said at all: a lower target may be a misprint."""
    return _cannot_be_said("direction_unset", facts) if facts.direction not in ("up", "down", "maintain") else None


def _target_in_words(facts):
    return _cannot_be_said("in_words", facts) if facts.comparison == "words" else None


def _trend(facts):
    """ "Vähenee": no level, only a direction. Kept means not changed at all, for no level says what would be enough."""
    if facts.kind != "trend" or facts.has_target:
        return None
    if facts.latest is None:
        return _cannot_be_said("trend", facts, reason="nothing_measured")
    if facts.baseline is None:
        return _cannot_be_said("trend", facts, reason="no_baseline_for_trend")
    movement = _movement(facts)
    if not movement:  # what comes together during the year is not compared with a whole year's sum
        return _cannot_be_said("trend", facts, reason="no_baseline_for_trend")
    wanted = "same" if facts.direction == "maintain" else "better"
    return Attainment(rule="trend", facts=facts, is_reached=movement == wanted, movement=movement)


def _no_target(facts):
    if facts.has_target:
        return None
    return replace(_cannot_be_said("no_target", facts), movement=_movement(facts))


def _comparison_against_direction(facts):
    """ "At most" where more is better, "at least" where less is: one of the two is a mistake."""
    against = {"up": ("at_most",), "down": ("at_least", "more_than")}.get(facts.direction, ())
    if facts.measured_as not in against:
        return None
    return _cannot_be_said("comparison_against_direction", facts, reason="contradiction")


def _target_behind_baseline(facts):
    """The target would be worse than where the city stands: the direction, the target or the baseline is wrong.

    A floor below today's level is written with the direction "maintain".
    """
    if facts.baseline is None:
        return None
    lower, upper = facts.edges
    behind = {"up": upper < facts.baseline, "down": lower > facts.baseline}.get(facts.direction, False)
    return _cannot_be_said("target_behind_baseline", facts, reason="contradiction") if behind else None


def _nothing_measured(facts):
    return _cannot_be_said("nothing_measured", facts) if facts.latest is None else None


def _accumulating(facts):
    """What has come so far, against the whole year's level; a limit not to be passed has no way to go, only a limit."""
    if not facts.accumulates:
        return None
    return _measured("accumulating" if facts.distance(ZERO) > 0 else "accumulating_limit", facts)


def _maintain(facts):
    """Kept as it is: reached when it has not slipped past the level; there is no way to share out."""
    return replace(_measured("maintain", facts), share=None) if facts.direction == "maintain" else None


def _no_start(facts):
    return _measured("no_baseline", facts) if facts.start is None else None


def _no_distance(facts):
    """The target equals the baseline (or holds it): nothing to share out, reached or not by the comparison alone."""
    return _measured("no_distance", facts) if facts.distance(facts.start) <= 0 else None


def _way_to_go(facts):
    if facts.measured_as == "range":
        rule = "range"
    elif facts.measured_as == "equal":
        rule = "exact"
    elif facts.baseline is None:
        rule = "from_zero"
    elif facts.kind == "scale":
        rule = "scale"
    else:
        rule = "rising" if facts.direction == "up" else "falling"
    return _measured(rule, facts)


# The order is the specification: what makes an answer impossible stands before what gives one.
RULES = (
    _kind_in_words,
    _direction_unset,
    _target_in_words,
    _trend,
    _no_target,
    _comparison_against_direction,
    _target_behind_baseline,
    _nothing_measured,
    _accumulating,
    _maintain,
    _no_start,
    _no_distance,
    _way_to_go,
)
REASON_CODES = (
    "in_words",
    "direction_unset",
    "no_target",
    "contradiction",
    "nothing_measured",
    "no_baseline_for_trend",
)
RULE_CODES = (
    "in_words",
    "direction_unset",
    "no_target",
    "comparison_against_direction",
    "target_behind_baseline",
    "nothing_measured",
    "trend",
    "accumulating",
    "accumulating_limit",
    "maintain",
    "no_baseline",
    "no_distance",
    "range",
    "exact",
    "from_zero",
    "scale",
    "rising",
    "falling",
)


def _measured(rule, facts):
    return Attainment(
        rule=rule,
        facts=facts,
        is_reached=facts.is_reached(facts.latest),
        share=_share(facts),
        distance=facts.distance(facts.latest),
        movement=_movement(facts),
    )


def _share(facts):
    whole_way = facts.distance(facts.start) if facts.start is not None else ZERO
    return (whole_way - facts.distance(facts.latest)) / whole_way if whole_way > 0 else None


def _movement(facts):
    if facts.baseline is None or facts.latest is None or facts.accumulates:
        return ""
    change = _badness(facts, facts.latest) - _badness(facts, facts.baseline)
    return "same" if change == 0 else "worse" if change > 0 else "better"


def _badness(facts, value):
    if facts.has_target:
        return facts.distance(value)
    return {"up": facts.baseline - value, "down": value - facts.baseline}.get(
        facts.direction, abs(value - facts.baseline)
    )
