"""What a typed figure means for an indicator of a given kind. Pure: no database, no language."""

import csv
from decimal import Decimal

from kemistrategy.numbers import MULTIPLIERS, NotANumber, read_number

# Kinds that are told in words: what is typed is kept as it is and never read as a number.
KINDS_IN_WORDS = ("yes_no", "milestone", "link", "text")


def usual_bounds(kind: str) -> tuple[Decimal | None, Decimal | None]:
    """(lowest, highest) of a kind until its own are said: what is counted, or a share of something, is never below

    zero, and a share never above 100.
    """
    lowest = Decimal(0) if kind in ("count", "rate", "percent") else None
    return lowest, Decimal(100) if kind == "percent" else None


def read_figure(text: str, *, kind: str, unit: str = "", scale_maximum: Decimal | None = None) -> Decimal | None:
    """The value of a typed figure, in the indicator's unit; None when the kind is told in words or nothing was typed.

    Raises NotANumber: those of `read_number`, "other_unit" when another unit was typed, "other_scale" when "3/5" was
    typed for no scale or for one that does not end at 5, "beyond_scale" for a value above the scale's end.
    """
    if kind in KINDS_IN_WORDS or not text.strip():
        return None
    reading = read_number(text)
    value = reading.value
    scale_end = scale_maximum or (reading.maximum if kind == "scale" else None)
    if reading.maximum is not None and reading.maximum != scale_end:
        raise NotANumber("other_scale", text)
    if scale_maximum is not None and not 0 <= value <= scale_maximum:
        raise NotANumber("beyond_scale", text)
    typed_unit = " ".join(
        part for part in (f"{reading.multiplier}." if reading.multiplier else "", reading.unit) if part
    )
    if not typed_unit or _same_unit(typed_unit, unit):
        return value
    if reading.multiplier and _same_unit(reading.unit, unit):
        return value * MULTIPLIERS[reading.multiplier]
    raise NotANumber("other_unit", text)


def read_value(text: str, indicator) -> Decimal | None:
    """The value of a figure typed for an indicator, when it can be one of it: `read_figure` and `out_of_bounds`.

    `indicator` is the model or a row with kind, unit_fi, scale_maximum, lowest and highest. Raises NotANumber.
    """
    value = read_figure(text, kind=indicator.kind, unit=indicator.unit_fi or "", scale_maximum=indicator.scale_maximum)
    if problem := out_of_bounds(value, indicator):
        raise NotANumber(problem, text)
    return value


def out_of_bounds(value: Decimal | None, indicator) -> str:
    """Why a value can't be one of the indicator: "beyond_scale", "below_lowest" or "above_highest"; "" when it can.

    Every door asks this: figures, target levels, fetched values and the indicator's own bounds when they change.
    """
    if value is None:
        return ""
    if indicator.scale_maximum is not None and not 0 <= value <= indicator.scale_maximum:
        return "beyond_scale"
    if indicator.lowest is not None and value < indicator.lowest:
        return "below_lowest"
    return "above_highest" if indicator.highest is not None and value > indicator.highest else ""


def _same_unit(typed, unit):
    return typed.casefold().replace(" ", "") == unit.casefold().replace(" ", "").replace("\u00a0", "")


class NotAColumn(ValueError):
    """What was pasted is no column of figures, nor one with a note beside each."""


def pasted_rows(text: str) -> list[tuple[str, str]]:
    """(figure, note) of each row copied from a spreadsheet: one column, or two, with tabs between them.

    A blank row stays, so that the rows keep their places; blank ones at the end go. A cell that holds a line end or
    a quotation mark comes quoted, as spreadsheets copy it. Raises NotAColumn for three columns and more.
    """
    rows = [
        [" ".join(cell.split()) for cell in row]
        for row in csv.reader(text.replace("\0", "").splitlines(keepends=True), delimiter="\t")
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    if any(any(row[2:]) for row in rows):
        raise NotAColumn(text)
    return [(*row[:2], "", "")[:2] for row in rows]
