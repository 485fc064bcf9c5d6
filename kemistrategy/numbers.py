"""The one reader and writer of numbers, as a Finn types and reads them. Ambiguity is an error, never a guess."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MAXIMUM_DIGITS = 14  # before the decimal comma; what a database column of 20 digits with 6 decimals holds
MAXIMUM_DECIMALS = 6
SPACES = "\u0020\u00a0\u202f\u2009"
MINUSES = "-\u2212\u2013"
MULTIPLIERS = {"milj": Decimal(1_000_000), "mrd": Decimal(1_000_000_000)}
MULTIPLIER_OF_WORD = {
    "milj": "milj",
    "miljoona": "milj",
    "miljoonaa": "milj",
    "mrd": "mrd",
    "miljardi": "mrd",
    "miljardia": "mrd",
}

# A unit begins with a sign or a letter: "5-7", "1,2,3", "1e400" and "12³" are no numbers with odd units.
_UNIT = rf"""
    (?!e[+-]?\d|x[{SPACES}]?\d|[¹²³⁰⁴-⁹₀-₉¼-¾])
    (?:[%‰€°]|/?[^\W\d_])
    (?:(?<=[%‰€])(?=$|[{SPACES}/])|(?<![%‰€]))
    [\w{SPACES}/.%€²³°()-]{{0,40}}
"""
_NUMBER = re.compile(
    rf"""^(?P<sign>[{MINUSES}])?[{SPACES}]?
    (?P<whole>\d{{1,3}}(?:[{SPACES}]\d{{3}})+|\d+)
    (?:(?P<mark>[.,])(?P<decimals>\d+))?
    (?:[{SPACES}]?/[{SPACES}]?(?P<maximum>\d+))?
    (?:[{SPACES}]?(?P<multiplier>{"|".join(MULTIPLIER_OF_WORD)})(?![^\W\d_])\.?)?
    (?:[{SPACES}]?(?P<unit>{_UNIT}))?$""",
    re.VERBOSE | re.IGNORECASE,
)
_SEVERAL_MARKS = re.compile(rf"^[{MINUSES}]?[{SPACES}]?[\d{SPACES}]+[.,]\d+[.,]\d")


class NotANumber(ValueError):
    """The text cannot be read as one number. `kind` is a key of `PROBLEMS`."""

    def __init__(self, kind: str, text: str):
        super().__init__(kind)
        self.kind = kind
        self.text = text


@dataclass(frozen=True)
class Reading:
    """What a typed text means: its value, the scale's upper end ("3/5"), a multiplier ("milj. €") and the unit."""

    value: Decimal
    maximum: Decimal | None = None
    multiplier: str | None = None
    unit: str = ""


def read_number(text: str) -> Reading:
    """Reads "1 234,5", "6%", "3/5", "18,9 milj. €" and "−1,2".

    The value is the typed figure itself: "18,9 milj. €" reads 18.9 with the multiplier "milj".
    Raises NotANumber: "empty", "words", "ambiguous" (a point or comma before exactly three digits),
    "foreign_digits", "too_large", "too_precise" or "beyond_scale".
    """
    words = text.strip()
    if not words:
        raise NotANumber("empty", text)
    if any(unicodedata.category(letter) == "Nd" and letter not in "0123456789" for letter in words):
        raise NotANumber("foreign_digits", text)
    match = _NUMBER.fullmatch(words)
    if match is None:
        raise NotANumber("ambiguous" if _SEVERAL_MARKS.match(words) else "words", text)
    return _reading(match, text)


def _reading(match, text):
    whole, decimals = re.sub(rf"[{SPACES}]", "", match["whole"]), match["decimals"] or ""
    if len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        raise NotANumber("ambiguous", text)
    if len(decimals) > MAXIMUM_DECIMALS:
        raise NotANumber("too_precise", text)
    value = Decimal(f"{whole}.{decimals or '0'}") * (-1 if match["sign"] else 1)
    maximum = Decimal(match["maximum"]) if match["maximum"] else None
    multiplier, unit = _multiplier_and_unit(match)
    if max(abs(value) * MULTIPLIERS.get(multiplier, 1), maximum or 0) >= 10**MAXIMUM_DIGITS:
        raise NotANumber("too_large", text)
    if maximum is not None and not (maximum > 0 and 0 <= value <= maximum):
        raise NotANumber("beyond_scale", text)
    return Reading(value.normalize() + 0, maximum, multiplier, unit)


def _multiplier_and_unit(match):
    """ "M€" is a million euros as much as "milj. €"."""
    unit = re.sub(rf"[{SPACES}]+", " ", match["unit"] or "").strip()
    if match["multiplier"]:
        return MULTIPLIER_OF_WORD[match["multiplier"].lower()], unit
    return ("milj", "€") if unit == "M€" else (None, unit)


def number_words(value: Decimal, *, decimals: int | None = None) -> str:
    """Finnish form: thousands apart by a no-break space, a decimal comma, a true minus. None decimals: as they are.

    A half is rounded away from zero, as people do.
    """
    value = value.normalize() if decimals is None else value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = "\u2212" if value < 0 else ""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    groups = f"{int(whole):,}".replace(",", "\u00a0")
    return f"{sign}{groups},{fraction}" if fraction else f"{sign}{groups}"


def with_unit(number: str, unit: str) -> str:
    """ "12,7 %" with a no-break space; nothing after a number without a unit."""
    return f"{number}\u00a0{unit}" if unit else number
