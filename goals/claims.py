"""How much stands behind an SDG tag: it is claimed, it is measured, or there is evidence of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Claim(IntEnum):
    """Each level holds the ones before it."""

    CLAIMED = 1
    MEASURED = 2
    EVIDENCED = 3


@dataclass(frozen=True)
class Behind:
    """An indicator of the tagged thing.

    `observed_to` is the last day of its newest measured period, None when nothing is measured; `baseline_to` that of
    its baseline, None when it is not known.
    """

    has_target: bool
    baseline_to: date | None = None
    observed_to: date | None = None

    @property
    def shows_what_came_of_it(self) -> bool:
        """Something was measured after the baseline."""
        return self.observed_to is not None and (self.baseline_to is None or self.observed_to > self.baseline_to)


def claim(indicators: Iterable[Behind]) -> Claim:
    """The level of a tag by what measures the tagged thing: a goal's, an action's or the indicator's own.

    Claimed: somebody says so. Measured: an indicator has a target level. Evidenced: such an indicator has also been
    measured after its baseline. How good the figure is, is no part of the rule.
    """
    measuring = [indicator for indicator in indicators if indicator.has_target]
    if any(indicator.shows_what_came_of_it for indicator in measuring):
        return Claim.EVIDENCED
    return Claim.MEASURED if measuring else Claim.CLAIMED
