"""A stored number as its reader sees it: "6 %", "100 000", "1.9.2023". Number formats of ECMA-376 part 1, 18.8.30–31.

Shown as a Finnish Excel shows them: a decimal comma, thousands apart by a space, months by their Finnish names unless
the format names Swedish or English.
"""

import operator
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from itertools import takewhile

GENERAL = "General"
SEEN_DIGITS = 10  # a cell in the format General shows eleven letters, the comma among them
STORED_DIGITS = Context(prec=15)  # what Excel keeps: 0.30000000000000004 is 0.3
LONGEST_FORMAT = 255
LAST_SERIAL = 2_958_466  # the day after 31.12.9999

BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '#,##0 "€"',
    6: '#,##0 "€"',
    7: '#,##0.00 "€"',
    8: '#,##0.00 "€"',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "d.m.yyyy",
    15: "d.mmm.yy",
    16: "d.mmm",
    17: "mmm.yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "d.m.yyyy h:mm",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: '#,##0 "€"',
    43: "#,##0.00",
    44: '#,##0.00 "€"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
}

MONTHS = {
    "fi": "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split(),
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
WEEKDAYS = {
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai".split(),
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
LANGUAGE_OF_CODE = {0x1D: "sv", 0x09: "en"}  # the low byte of Windows' language code

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.?) | _(?P<as_wide_as>.) | \*(?P<filler>.)
    | \[(?P<elapsed>h+|m+|s+)\] | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|Yleinen|Standard) | (?P<noon>AM/PM|A/P)
    | (?P<exponent>E[+-]0+) | (?P<day>y+|m+|d+|h+|s+(?:[.,]0+)?)
    | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@)
    | (?P<end>;) | (?P<plain>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
HOLDS = {"<": operator.lt, ">": operator.gt, "=": operator.eq, "<=": operator.le, ">=": operator.ge, "<>": operator.ne}
LITERALS, NUMBERS = ("quoted", "escaped", "plain"), ("general", "text")
SAID = (*LITERALS, *NUMBERS)


@dataclass(frozen=True, slots=True)
class Digits:
    """Where a section puts digits. `decimals`: "0", "#" or "?" each; `before`, `after`: tokens round the comma."""

    shift: int  # powers of ten: percent, thousands
    decimals: tuple[str, ...]
    is_grouped: bool
    before: tuple
    after: tuple
    smallest: Decimal


@dataclass(frozen=True, slots=True)
class Section:
    """One of a format's sections: its tokens (kind, words), and what is asked of every number of it."""

    tokens: tuple[tuple[str, str], ...]
    kinds: frozenset[str]
    condition: tuple[str, Decimal] | None
    language: str
    digits: Digits | None

    def has(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)


@lru_cache(maxsize=8_192)
def shown_number(value: Decimal, code: str = GENERAL, *, since_1904: bool = False) -> str:
    """The number in the number format `code`. A format that would show nothing shows the number as it is."""
    value = STORED_DIGITS.plus(value)
    try:
        return _shown(value, code if len(code) <= LONGEST_FORMAT else GENERAL, since_1904) or general_words(value)
    except (InvalidOperation, OverflowError):  # more digits than anybody looks at
        return general_words(value)


def _shown(value, code, since_1904):
    sections = _sections(code)
    section, is_own_negative = _section_of(value, sections)
    if section.has("day", "elapsed"):
        words = _moment_words(value, section, since_1904)
    elif section.digits and not section.has("slash", "general"):
        words = _number_words(abs(value), section)
        words = f"-{words}" if value < 0 and not is_own_negative and re.search(r"[1-9]", words) else words
    else:
        words = _with_literals(value, section, is_own_negative)
    return words.strip()


def general_words(value: Decimal) -> str:
    """As the format General shows it: 2023, 62,5, 0,333333333."""
    value = STORED_DIGITS.plus(value)
    if value and not -9 <= value.adjusted() <= 14:
        digits = f"{value.normalize():.5E}".partition("E")
        return f"{digits[0].rstrip('0').rstrip('.')}E{int(digits[2]):+03d}".replace(".", ",")
    if value != value.to_integral_value():
        value = value.quantize(Decimal(1).scaleb(min(0, max(value.adjusted(), 0) + 1 - SEEN_DIGITS)), ROUND_HALF_UP)
    words = f"{value:f}"
    return (words.rstrip("0").rstrip(".") if "." in words else words).replace(".", ",") or "0"


def iso_words(moment: str) -> str:
    """ "1.9.2023" or "1.9.2023 6:00" of "2023-09-01T06:00". Raises ValueError."""
    at = datetime.fromisoformat(moment)
    day = f"{at.day}.{at.month}.{at.year}"
    return day if (at.hour, at.minute) == (0, 0) else f"{day} {at.hour}:{at.minute:02d}"


@lru_cache(maxsize=512)
def _sections(code):
    found = [[]]
    for match in _TOKEN.finditer(code):
        if match.lastgroup == "end":
            found.append([])
        else:
            found[-1].append((match.lastgroup, match[match.lastgroup]))
    return tuple(_section(tokens) for tokens in found[:4])


def _section(tokens):
    found, condition, language = [], None, "fi"
    for kind, words in tokens:
        if kind != "bracket":
            found.append((kind, words))
        elif asked := _CONDITION.fullmatch(words):
            condition = (asked[1], Decimal(asked[2]))
        elif words.startswith("$"):
            currency, _, place = words[1:].partition("-")
            language = _language(place)
            found.append(("quoted", currency))
    tokens, kinds = tuple(_minutes_apart(found)), frozenset(kind for kind, _ in found)
    return Section(tokens, kinds, condition, language, _digits(tokens) if "digit" in kinds else None)


def _language(place):
    try:
        return LANGUAGE_OF_CODE.get(int(place, 16) & 0xFF, "fi")
    except ValueError:
        return "fi"


def _minutes_apart(tokens):
    """ "m" beside hours or seconds is minutes, else months."""
    days = [place for place, (kind, _) in enumerate(tokens) if kind in ("day", "elapsed")]
    for order, place in enumerate(days):
        kind, words = tokens[place]
        before = tokens[days[order - 1]][1] if order else ""
        after = tokens[days[order + 1]][1] if order + 1 < len(days) else ""
        is_in_time = before.lower().startswith("h") or after.lower().startswith("s")
        if kind == "day" and words.lower() in ("m", "mm") and is_in_time:
            tokens[place] = ("day", "n" * len(words))
    return tokens


def _section_of(value, sections):
    """The section that shows the number, and whether it shows a negative one without its sign."""
    if any(section.condition for section in sections):
        for section in sections:
            sign, limit = section.condition or ("=", value)
            if HOLDS[sign](value, limit):
                return section, False
        return _sections(GENERAL)[0], False
    if len(sections) >= 2 and value < 0:
        return sections[1], True
    if len(sections) >= 3 and value == 0:
        return sections[2], False
    return sections[0], False


def _with_literals(value, section, is_own_negative):
    number = general_words(abs(value) if is_own_negative else value)
    if section.has("slash"):
        return number
    return "".join(number if kind in NUMBERS else words for kind, words in section.tokens if kind in SAID)


def _digits(tokens):
    last = max(place for place, (kind, _) in enumerate(tokens) if kind == "digit")
    point = next((place for place, (kind, _) in enumerate(tokens) if kind == "point"), None)
    before, after = tuple(tokens[:point]), tuple(tokens[point + 1 :]) if point is not None else ()
    end = max((place for place, (kind, _) in enumerate(before) if kind == "digit"), default=-1)
    thousands = sum(_commas_after(tokens, place) for place in {last, end})
    decimals = tuple(words for kind, words in after if kind == "digit")
    return Digits(
        shift=2 * sum(kind == "percent" for kind, _ in tokens) - 3 * thousands,
        decimals=decimals,
        is_grouped=any(kind == "comma" for kind, _ in tokens[: max(end, 0)]),
        before=before,
        after=after,
        smallest=Decimal(1).scaleb(-len(decimals)),
    )


def _number_words(value, section):
    digits = section.digits
    value = value.scaleb(digits.shift)
    if section.has("exponent"):
        return f"{value:.{len(digits.decimals)}E}".replace(".", ",")
    value = value.quantize(digits.smallest, ROUND_HALF_UP)
    whole, _, fraction = f"{value:f}".partition(".")
    needed = (place + 1 for place, sign in enumerate(digits.decimals) if sign == "0" or fraction[place:].strip("0"))
    fraction = fraction[: max(needed, default=0)]
    return _whole_words(digits.before, whole, digits.is_grouped) + _decimal_words(digits.after, fraction)


def _commas_after(tokens, end):
    return sum(1 for _ in takewhile(lambda token: token[0] == "comma", tokens[end + 1 :]))


def _whole_words(tokens, whole, is_grouped):
    """Digits from the right into their places; the first place takes all that are left."""
    digits, out, placed = list(whole.lstrip("0")), [], 0
    first = next((place for place, (kind, _) in enumerate(tokens) if kind == "digit"), None)
    for place in range(len(tokens) - 1, -1, -1):
        kind, words = tokens[place]
        if kind in LITERALS or kind == "percent":
            out.append(_literal(kind, words, tokens[place - 1][0] if place else ""))
        while kind == "digit" and (digits or words == "0"):
            if is_grouped and placed and placed % 3 == 0:
                out.append(" ")
            out.append(digits.pop() if digits else "0")
            placed, words = placed + 1, ""
            if place != first:
                break
    return "".join(reversed(out))


def _decimal_words(tokens, fraction):
    digits, out, before = list(fraction), [], "digit"
    for kind, words in tokens:
        if kind == "digit" and digits:
            out.append(digits.pop(0))
        elif kind in LITERALS or kind == "percent":
            out.append(_literal(kind, words, before))
        before = kind
    return ("," if fraction else "") + "".join(out)


def _literal(kind, words, before):
    """ "6 %" is how a Finn writes "0%"."""
    return " %" if kind == "percent" and before == "digit" else words


def _moment_words(value, section, since_1904):
    if not 0 <= value < LAST_SERIAL:
        return general_words(value)
    seconds = int((value * 86_400).to_integral_value(ROUND_HALF_UP))
    before = datetime(1899, 12, 31 if seconds < 60 * 86_400 else 30)  # Excel has a 29 February 1900 that never was
    moment = (datetime(1904, 1, 1) if since_1904 else before) + timedelta(seconds=seconds)
    has_day = any(kind == "day" and words[0] in "dD" and len(words) < 3 for kind, words in section.tokens)

    def shown(kind, words):
        if kind == "day":
            return _moment_piece(words.lower(), moment, section.language, has_day, is_half=section.has("noon"))
        if kind == "elapsed":
            return str(seconds // {"h": 3600, "m": 60, "s": 1}[words[0].lower()]).zfill(len(words))
        if kind == "noon":
            return "ap." if moment.hour < 12 else "ip."
        return words if kind in (*LITERALS, "point", "comma", "slash") else ""

    return "".join(shown(kind, words) for kind, words in section.tokens)


def _moment_piece(words, moment, language, has_day, *, is_half):
    width, letter = len(words), words[0]
    if letter == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if letter == "m" and width >= 3:
        return _month(moment.month, width, language, has_day)
    if letter == "d" and width >= 3:
        weekday = WEEKDAYS[language][moment.weekday()]
        return weekday if width > 3 else weekday[: 2 if language != "en" else 3]
    hour = (moment.hour % 12 or 12) if is_half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letter]
    return str(number).zfill(min(width, 2))


def _month(month, width, language, has_day):
    name = MONTHS[language][month - 1]
    if width == 5:
        return name[0].upper()
    if language == "fi":
        return name if width == 3 else name + ("kuuta" if has_day else "kuu")
    return name if width > 3 else name[:3]
