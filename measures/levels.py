"""A target level as it is typed and as it is kept. Pure: no database, no language; a refusal is a code."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kemistrategy.numbers import MAXIMUM_DECIMALS, MAXIMUM_DIGITS, MINUSES, SPACES, NotANumber

from .readings import KINDS_IN_WORDS, out_of_bounds, read_figure

LONGEST_WORDS = 300
FIRST_YEAR, LAST_YEAR = 2000, 2100

# What stands before a figure, in the three languages of the service; the longest is looked for first.
COMPARISON_OF_WORD = {
    "vähintään": "at_least",
    "väh.": "at_least",
    "minst": "at_least",
    "at least": "at_least",
    "≥": "at_least",
    "yli": "more_than",
    "över": "more_than",
    "more than": "more_than",
    "over": "more_than",
    ">": "more_than",
    "enintään": "at_most",
    "korkeintaan": "at_most",
    "högst": "at_most",
    "at most": "at_most",
    "≤": "at_most",
    "tasan": "equal",
    "exakt": "equal",
    "exactly": "equal",
    "=": "equal",
}
COMPARISONS_OF_ONE_FIGURE = ("at_least", "more_than", "at_most", "equal")
# Which comparison a bare number means: the one that the indicator's direction leaves. Without a direction it is asked.
USUAL_COMPARISON = {"up": "at_least", "down": "at_most"}

_FIGURE = rf"[{MINUSES}]?[{SPACES}]?\d[\d{SPACES}.,/]*"
_RANGE = re.compile(rf"(?P<low>{_FIGURE})(?P<low_tail>[^\d\u2212\u2013-]*)[{MINUSES}](?P<high>.+)")
_TAIL = re.compile(rf"{_FIGURE}(?P<tail>\D*)")


class NotALevel(ValueError):
    """It can't be a target level. `field`: "figure", "comparison" or "words"; `kind`: of NotANumber or one of

    no_comparison, other_comparison, not_a_range, backwards, below_lowest, above_highest, words_needed, words_differ,
    words_too_long, not_in_words.
    """

    def __init__(self, kind: str, field: str = "figure"):
        super().__init__(kind)
        self.kind = kind
        self.field = field


@dataclass(frozen=True)
class Level:
    """A target level in the indicator's unit. One figure stands in `low`, whatever the comparison; `high` ends a range.

    `words` are the decision's own, when it says more than the figure.
    """

    comparison: str
    low: Decimal | None = None
    high: Decimal | None = None
    words: str = ""
    due_on: date | None = None


def level_of(row) -> Level:
    """The level of a Target, a TargetProposal or a row with the same columns."""
    return Level(row.comparison, row.low, row.high, row.words, getattr(row, "due_on", None))


def changes_nothing(level: Level, present: Level) -> bool:
    """The same figures and day as now, and no words that say more."""
    if (level.comparison, level.low, level.high, level.due_on) != (
        present.comparison,
        present.low,
        present.high,
        present.due_on,
    ):
        return False
    return level.words == present.words or (level.low is not None and not level.words)


def read_level(indicator, *, figure: str, comparison: str = "", words: str = "", due_on: date | None = None) -> Level:
    """What was typed: "80 %", "vähintään 80 %", "70–100 %", "18–20 milj. €", "5/5", or words alone.

    `indicator` is the model or a row with kind, unit_fi, direction, scale_maximum, lowest and highest. An empty
    `comparison` means: as the typed figure says, else as the direction says. Raises NotALevel.
    """
    if indicator.kind in KINDS_IN_WORDS or (comparison in ("", "words") and words and not figure):
        level = Level("words", words=words, due_on=due_on)
    else:
        found, low, high = _read_bounds(indicator, figure, comparison)
        level = Level(found, low, high, words, due_on)
    check_level(indicator, level)
    return level


def _read_bounds(indicator, typed, comparison):
    said, rest = _said_comparison(typed.strip())
    if comparison == "words" and not said:
        return "words", _read(indicator, rest), None
    if said and comparison not in ("", said):
        raise NotALevel("other_comparison", "comparison")
    comparison = said or comparison
    if comparison in ("", "between"):
        if bounds := _range_bounds(rest):
            low, high = (_read(indicator, bound) for bound in bounds)
            return "between", low, high
        if comparison == "between":
            raise NotALevel("not_a_range")
    low = _read(indicator, rest)
    comparison = comparison or USUAL_COMPARISON.get(indicator.direction, "")
    if not comparison:
        raise NotALevel("no_comparison", "comparison")
    return comparison, low, None


def _said_comparison(typed):
    """("at_least", "80 %") of "vähintään 80 %"; ("", the whole) when no word stands before the figure."""
    folded = typed.casefold()
    for word, comparison in sorted(COMPARISON_OF_WORD.items(), key=lambda pair: -len(pair[0])):
        if folded.startswith(word) and not typed[len(word) : len(word) + 1].isalpha():
            return comparison, typed[len(word) :].strip()
    return "", typed


def _range_bounds(typed):
    """("70 %", "100 %") of "70–100 %": a lower end without a unit of its own has that of the upper one."""
    match = _RANGE.fullmatch(typed)
    if match is None:
        return None
    high = match["high"].strip()
    tail = match["low_tail"].strip()
    if not tail and (ending := _TAIL.fullmatch(high)):
        tail = ending["tail"].strip()
    return f"{match['low'].strip()} {tail}".strip(), high


def _read(indicator, typed):
    if not typed:
        raise NotALevel("empty")
    try:
        return read_figure(
            typed, kind=indicator.kind, unit=indicator.unit_fi or "", scale_maximum=indicator.scale_maximum
        )
    except NotANumber as problem:
        raise NotALevel(problem.kind) from problem


def check_level(indicator, level: Level) -> None:
    """Whether the level can be one of the indicator, by whatever door it comes. Raises NotALevel."""
    if len(level.words) > LONGEST_WORDS:
        raise NotALevel("words_too_long", "words")
    if indicator.kind in KINDS_IN_WORDS or (level.comparison == "words" and level.low is None):
        _check_words_alone(indicator, level)
        return
    bounds = [bound for bound in (level.low, level.high) if bound is not None]
    for bound in bounds:
        _check_bound(indicator, bound)
    if level.comparison == "between":
        if len(bounds) < 2:
            raise NotALevel("not_a_range")
        if level.low >= level.high:
            raise NotALevel("backwards")
    elif level.low is None or level.high is not None:
        raise NotALevel("empty" if level.low is None else "not_a_range")
    elif level.comparison not in (*COMPARISONS_OF_ONE_FIGURE, "words"):
        raise NotALevel("no_comparison", "comparison")
    _check_words_beside(indicator, level)


def _check_words_alone(indicator, level):
    if level.low is not None or level.high is not None:
        raise NotALevel("not_in_words")
    if level.comparison != "words":
        raise NotALevel("other_comparison", "comparison")
    if not level.words:
        raise NotALevel("words_needed", "words")


def _check_bound(indicator, bound):
    if not bound.is_finite():
        raise NotALevel("words")
    if abs(bound) >= 10**MAXIMUM_DIGITS:
        raise NotALevel("too_large")
    if -bound.normalize().as_tuple().exponent > MAXIMUM_DECIMALS:
        raise NotALevel("too_precise")
    if problem := out_of_bounds(bound, indicator):
        raise NotALevel(problem)


def _check_words_beside(indicator, level):
    """Words that are nothing but another figure would show one level and measure by another."""
    if not level.words:
        return
    try:
        _comparison, low, high = _read_bounds(indicator, level.words, "")
    except NotALevel as problem:
        if problem.kind != "no_comparison":
            return
        low, high = _read(indicator, level.words), None
    if (low, high) != (level.low, level.high):
        raise NotALevel("words_differ", "words")
