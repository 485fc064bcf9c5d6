"""A measure in the words of a plan, read as an indicator and a target level. Pure: no database, no language."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class MeasureReading:
    """What a sentence of the cell *Mittarit* says.

    `kind`, `direction` and `frequency` are values of Indicator's choices, `comparison` one of Target's; "" where the
    words do not say. `doubts` are codes of what could not be decided.
    """

    name: str = ""
    kind: str = "text"
    unit: str = ""
    decimals: int = 0
    direction: str = "unset"
    frequency: str = "unknown"
    accumulates: bool = False
    scale_maximum: Decimal | None = None
    comparison: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    words: str = ""
    year: int | None = None
    due_on: date | None = None
    doubts: tuple[str, ...] = ()

    @property
    def has_target(self) -> bool:
        return self.low is not None or self.high is not None or bool(self.comparison)
