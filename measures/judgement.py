"""What the figures would propose as judgement, with the rule and the figures used: pure, and never the judgement."""

from dataclasses import dataclass
from decimal import Decimal

from measures.attainment import STEADY_RULES, Attainment
from measures.pace import Pace

# What is proposed, as a point of the scale of forecasts that a half-year review uses.
FORECAST_OF_CODE = {
    "met": "will_be_met",
    "partly": "partly",
    "not_met": "will_not_be_met",
    "cannot_assess": "too_early",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From which share (0–1) on it is proposed as met or partly met; `JudgementLimits` has the same two fields."""

    met_from: Decimal = Decimal(1)
    partly_from: Decimal = Decimal("0.5")


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a proposal was made of, in the indicator's unit; None is what it did not use.

    `target_high` only of a range, whose lower end is `target`. `share` (0–1): at half-year of what was expected by
    now, at year-end of the way to the target; the one that was held against the limits.
    """

    baseline: Decimal | None = None
    target: Decimal | None = None
    target_high: Decimal | None = None
    latest: Decimal | None = None
    expected: Decimal | None = None
    share: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`code`: "met", "partly", "not_met" or "cannot_assess". `rule`: which rule fired, one of RULE_CODES.

    `reason`: why it can't be assessed, a reason of the attainment or the pace; "" otherwise.
    """

    code: str
    rule: str
    figures: Figures
    reason: str = ""

    @property
    def forecast(self) -> str:
        """The same on the scale of forecasts; what can't be assessed at half-year is too early to say."""
        return FORECAST_OF_CODE[self.code]


def propose(*, attainment: Attainment, pace: Pace | None = None, is_half_year: bool, limits=DEFAULT_LIMITS) -> Proposal:
    """The judgement that the figures alone would suggest; it is shown before the form and never chosen in it.

    The judgement is a person's, who gives a reason: Seinäjoki 2024 printed 6 462 of 6 500 as met, 955 of 1 000 partly
    met, 50 % of 70–100 % not met, and no rule decides how much short is still enough. So a proposal names its
    rule and its figures and leaves it there.

    At year-end the latest value is held against the target: reached, or its share of the way against the limits. At
    half-year it is held against the pace: what a straight line would have by now, against the same limits.
    A target of a later year is not due at year-end either: whoever asks for it then asks as at half-year.
    `limits`: the indicator's own or the city's `JudgementLimits`, or the default.
    """
    rules = HALF_YEAR_RULES if is_half_year else YEAR_END_RULES
    return next(found for rule in rules if (found := rule(attainment, pace, limits)))


def _cannot_be_said(attainment, pace, limits):
    if attainment.reason:
        return _proposal("cannot_assess", "cannot_be_said", attainment, reason=attainment.reason)
    return None


def _year_end_trend(attainment, pace, limits):
    if attainment.rule != "trend":
        return None
    if attainment.is_reached:
        return _proposal("met", "moved_as_wanted", attainment)
    return _proposal("not_met", "not_moved" if attainment.movement == "same" else "moved_wrong_way", attainment)


def _target_reached(attainment, pace, limits):
    return _proposal("met", "target_reached", attainment) if attainment.is_reached else None


def _level_not_kept(attainment, pace, limits):
    """A level to be kept has slipped: there is no way of which a part could have been covered."""
    return _proposal("not_met", "level_not_kept", attainment) if attainment.rule in STEADY_RULES else None


def _limit_passed(attainment, pace, limits):
    """What has come together does not go away: a passed limit is passed at half-year, too."""
    if attainment.rule != "accumulating_limit" or attainment.is_reached:
        return None
    return _proposal("not_met", "limit_passed", attainment)


def _year_end_share(attainment, pace, limits):
    if attainment.share is None:
        return _proposal("not_met", "target_not_reached", attainment)
    code = _code_by_limits(attainment.share, limits)
    # "More than 2" is not reached at 2, though the whole way has been covered: only a lower limit makes that met.
    if code == "met" and limits.met_from == 1:
        code = "partly"
    return _proposal(code, "share_of_way", attainment, share=attainment.share)


def _half_year_trend(attainment, pace, limits):
    if attainment.rule != "trend":
        return None
    if attainment.movement == "same" and not attainment.is_reached:
        return _proposal("cannot_assess", "not_moved", attainment, reason="not_moved")
    return _year_end_trend(attainment, pace, limits)


def _reached_already(attainment, pace, limits):
    """Reached before its time; a limit that is not to be passed is safe only when the year is over."""
    if not attainment.is_reached or attainment.rule == "accumulating_limit":
        return None
    return _proposal("met", "target_reached", attainment)


def _by_pace(attainment, pace, limits):
    if pace is None or pace.expected is None:
        return None
    figures = {"expected": pace.expected, "share": pace.share}
    if pace.share is not None:
        code = "met" if pace.code in ("ahead", "on") else _code_by_limits(pace.share, limits)
        return _proposal(code, "pace", attainment, **figures)
    if pace.code == "on":
        return _proposal("cannot_assess", "nothing_expected_yet", attainment, reason="nothing_expected_yet", **figures)
    return _proposal("met" if pace.code == "ahead" else "not_met", "pace", attainment, **figures)


def _worse_than_at_start(attainment, pace, limits):
    """Without dates there is no line; but any line lies on the better side of where it starts."""
    if attainment.share is None or attainment.share >= 0:
        return None
    return _proposal("not_met", "worse_than_at_start", attainment, share=attainment.share)


def _no_pace(attainment, pace, limits):
    return _proposal("cannot_assess", "no_pace", attainment, reason=pace.reason if pace else "no_pace")


def _code_by_limits(share, limits):
    if share >= limits.met_from:
        return "met"
    return "partly" if share >= limits.partly_from else "not_met"


# The first that fires proposes.
YEAR_END_RULES = (
    _cannot_be_said,
    _year_end_trend,
    _target_reached,
    _level_not_kept,
    _limit_passed,
    _year_end_share,
)
HALF_YEAR_RULES = (
    _cannot_be_said,
    _half_year_trend,
    _reached_already,
    _level_not_kept,
    _limit_passed,
    _by_pace,
    _worse_than_at_start,
    _no_pace,
)
RULE_CODES = (
    "cannot_be_said",
    "moved_as_wanted",
    "not_moved",
    "moved_wrong_way",
    "target_reached",
    "level_not_kept",
    "limit_passed",
    "target_not_reached",
    "share_of_way",
    "pace",
    "nothing_expected_yet",
    "worse_than_at_start",
    "no_pace",
)


def _proposal(code, rule, attainment, *, reason="", expected=None, share=None):
    facts = attainment.facts
    lower, upper = facts.edges if facts.has_target else (None, None)
    figures = Figures(
        baseline=facts.baseline,
        target=lower,
        target_high=upper if facts.measured_as == "range" else None,
        latest=facts.latest,
        expected=expected,
        share=share,
    )
    return Proposal(code=code, rule=rule, figures=figures, reason=reason)
