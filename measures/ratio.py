"""A ratio of two figures: what share one is of the other. Pure: no database, no language."""

from decimal import ROUND_HALF_UP, Decimal

MAXIMUM_DECIMALS = 6  # what a database column keeps
LIMIT = Decimal(10) ** 14  # as large as a figure may be


def ratio(
    numerator: Decimal | None, denominator: Decimal | None, scale: Decimal, *, decimals: int = MAXIMUM_DECIMALS
) -> Decimal | None:
    """`numerator` ÷ `denominator` × `scale`, a half rounded away from zero; None for the reasons of `why_no_ratio`.

    The scale is 100 for a percentage, 1 for "per person", 1 000 for "per thousand".
    """
    if why_no_ratio(numerator, denominator, scale):
        return None
    value = numerator * scale / denominator
    return value.quantize(Decimal(1).scaleb(-min(decimals, MAXIMUM_DECIMALS)), ROUND_HALF_UP)


def why_no_ratio(numerator: Decimal | None, denominator: Decimal | None, scale: Decimal) -> str:
    """A code: "not_measured" when a part is missing, "zero_denominator", "too_large"; "" when there is a ratio."""
    if numerator is None or denominator is None:
        return "not_measured"
    if not denominator:
        return "zero_denominator"
    return "too_large" if abs(numerator * scale / denominator) >= LIMIT else ""
