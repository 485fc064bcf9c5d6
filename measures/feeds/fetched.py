"""What a statistics service was found to say of one feed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from kemistrategy.numbers import MAXIMUM_DECIMALS, MAXIMUM_DIGITS
from kemistrategy.periods import Period

from .client import FeedProblem


@dataclass(frozen=True)
class FetchedValue:
    area: str
    area_name: str
    period: Period
    value: Decimal
    is_provisional: bool = False


@dataclass(frozen=True)
class Fetched:
    """`values` are the feed's own area's, `compared` those of the areas it is compared with; oldest first."""

    values: tuple[FetchedValue, ...]
    compared: tuple[FetchedValue, ...]
    source: str
    licence: str
    updated_at: datetime | None = None


def kept_value(value: Decimal, *, decimals: int = MAXIMUM_DECIMALS) -> Decimal:
    """The number as our columns hold it; raises FeedProblem for one that they cannot hold."""
    places = max(0, min(decimals, MAXIMUM_DECIMALS))
    if value.is_finite() and value.adjusted() <= MAXIMUM_DIGITS:
        if value.as_tuple().exponent < -places:
            value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if abs(value) < 10**MAXIMUM_DIGITS:
            return value
    raise FeedProblem("Vastauksessa on luku, joka on liian suuri tallennettavaksi.")
