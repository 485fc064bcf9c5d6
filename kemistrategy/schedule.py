"""Schedules as plans write them: "2023", "2023–", "syksyllä 2023", ranges and days. Pure: no clock, no database."""

import re
from dataclasses import dataclass
from datetime import date

from kemistrategy.periods import Period, day_words, half_year, month, months, period_words, year

NO_SCHEDULE_WORDS = {"fi": "Ei aikataulua", "sv": "Ingen tidtabell", "en": "No schedule"}
CONTINUOUS_WORDS = {"fi": "Jatkuva toiminta", "sv": "Fortlöpande verksamhet", "en": "Ongoing"}
SEASONS = {  # first month, last month, words
    "spring": (1, 5, {"fi": "kevät", "sv": "våren", "en": "spring"}),
    "summer": (6, 8, {"fi": "kesä", "sv": "sommaren", "en": "summer"}),
    "autumn": (9, 11, {"fi": "syksy", "sv": "hösten", "en": "autumn"}),
}
SEASON_OF_WORD = {
    "keväällä": "spring",
    "kevät": "spring",
    "kesällä": "summer",
    "kesä": "summer",
    "syksyllä": "autumn",
    "syksy": "autumn",
}
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "tammi januari january",
            "helmi februari february",
            "maalis mars march",
            "huhti april",
            "touko maj may",
            "kesä juni june",
            "heinä juli july",
            "elo augusti august",
            "syys september",
            "loka oktober october",
            "marras november",
            "joulu december",
        ),
        1,
    )
    for word in words.split()
}
SEASON_OF_STEM = {
    **{word: "spring" for word in "kevät kevään keväällä keväästä kevääseen våren vår spring".split()},
    **{word: "summer" for word in "kesä kesän kesällä kesästä sommaren sommar summer".split()},
    **{word: "autumn" for word in "syksy syksyn syksyllä syksystä syksyyn hösten höst autumn".split()},
}
LONGEST_SCHEDULE = 200  # letters
QUARTERS = {"III": 3, "IV": 4}

_MONTH_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_SEASON_NAME = "|".join(sorted(SEASON_OF_STEM, key=len, reverse=True))
_DAY = r"\d{1,2}\.\d{1,2}\.(?:20\d\d)?"
_ONE_TIME = rf"""(?:
    20\d\d-\d\d-\d\d | {_DAY} | \d{{1,2}}\.(?=\s*[-–]\s*\d) | (?:1[0-2]|0?[1-9])(?:[-–](?:1[0-2]|0?[1-9]))?/20\d\d
    | (?:IV|III|II|I)/20\d\d | [QH][1-4][ /]?20\d\d | 20\d\d[ /]?[QH][1-4]
    | (?:(?:{_SEASON_NAME})|(?:(?:{_MONTH_NAME})(?:[-–](?:{_MONTH_NAME}))?(?:kuu\w{{0,6}})?))\s+(?:vuonna\s+)?20\d\d
    | 20\d\d(?!\d)
)"""
_BEFORE = (
    r"(?:viimeistään|vuoden|vuosina|vuosien|vuonna|vuodesta|v\.?|alkaen|under|år|åren|senast|by|during|from|in|since)"
)
_AFTER = r"""(?:loppuun\s+mennessä|alkuun\s+mennessä|mennessä|aikana|loppuun|lopussa|lopulla|alussa|alusta|alkaen|
    lähtien|eteenpäin|asti|saakka|före\s+utgången|framåt|onwards)"""
_CONTINUOUS = r"""(?:toistaiseksi|jatkuva(?:sti|\s+toiminta)?|vuosittain|joka\s+vuosi|jatkuu|tills\s+vidare|
    fortlöpande(?:\s+verksamhet)?|årligen|kontinuerligt|ongoing|annually|yearly|continuous(?:ly)?|until\s+further\s+notice)"""
_SCHEDULE = re.compile(
    rf"""(?<![\w§./])(?:{_CONTINUOUS}(?:\s+{_BEFORE}?\s*{_ONE_TIME}(?:\s*[-–]\s*(?:{_ONE_TIME})?)?)?
    | (?:{_BEFORE}\s+){{0,3}}(?:[-–→]\s?)?{_ONE_TIME}
      (?:\s*[-–→]\s*(?:{_ONE_TIME}|toistaiseksi)?)?(?:\s+{_AFTER}){{0,3}})
    (?![\w%§])""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR_WORDS = r"(20\d\d)"
_SINCE = ("alkaen", "lähtien", "eteenpäin", "alusta", "vuodesta", "from", "since", "framåt", "onwards", "→")
_BY = re.compile(r"\b(?:mennessä|viimeistään|senast|före|by)\b", re.IGNORECASE)
_FILLING = re.compile(rf"\b(?:{_BEFORE}|{_AFTER}|aikana|loppuun|mennessä)(?!\w)", re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True)
class Schedule:
    """Planned start and end with the precision they were written with; both may be unknown."""

    start: date | None = None
    end: date | None = None
    precision: str = "year"
    is_open_ended: bool = False
    is_continuous: bool = False

    def is_past_end(self, today: date) -> bool:
        """The planned end has gone by; an open-ended or continuous schedule has none."""
        return bool(self.end and not self.is_open_ended and not self.is_continuous and self.end < today)


def schedule_words(schedule: Schedule, language: str) -> str:
    """The schedule as a reader expects it: "2023", "2023–", "2024–2026", "syksy 2023", "1.9.–30.11.2023"."""
    if schedule.is_continuous and not schedule.start and not schedule.end:
        return CONTINUOUS_WORDS[language]
    if not schedule.start and not schedule.end:
        return NO_SCHEDULE_WORDS[language]
    if schedule.precision == "season" and (season := _season_of(schedule)):
        return f"{SEASONS[season][2][language]} {schedule.start.year}"
    if schedule.precision == "year":
        return _years(schedule)
    if schedule.start and schedule.end and not schedule.is_open_ended:
        return period_words(Period(schedule.start, schedule.end))
    start, end = (day_words(day) if day else "" for day in (schedule.start, schedule.end))
    return f"{start}–" if schedule.is_open_ended and start else f"{start}–{end}"


def _years(schedule):
    start, end = (str(day.year) if day else "" for day in (schedule.start, schedule.end))
    if start and (schedule.is_open_ended or not end):
        return f"{start}–"
    if not start:
        # A plan that says only "2023" gives the year by whose end the work is done.
        return end
    return start if start == end else f"{start}–{end}"


def _season_of(schedule):
    start, end = schedule.start, schedule.end
    if start and end and start.year == end.year:
        for name, (first, last, _words) in SEASONS.items():
            if (start.month, end.month) == (first, last):
                return name
    return None


_YEAR_RANGE = re.compile(r"^(?P<start>20\d\d)?\s*(?P<dash>[-–])?\s*(?P<end>20\d\d)?$")
_SEASON = re.compile(r"^(?P<word>[a-zä]+) (?P<year>20\d\d)$")


def parse_schedule(text: str) -> Schedule | None:
    """Reads "2023", "2023-", "–2030", "2024–2026" and "syksyllä 2023"; None when the words say something else.

    A lone year is an end: the source gives the year by which the action is done, not when it begins.
    """
    words = " ".join(text.split()).strip(" .").lower()
    if words in ("jatkuva", "jatkuva toiminta", "vuosittain"):
        return Schedule(is_continuous=True)
    if (match := _SEASON.match(words)) and (season := SEASON_OF_WORD.get(match["word"])):
        first, last, _words = SEASONS[season]
        year = int(match["year"])
        return Schedule(date(year, first, 1), _last_of_month(year, last), "season")
    match = _YEAR_RANGE.match(words)
    if not words or not match or not (match["start"] or match["end"]):
        return None
    start, end = (int(year) if year else None for year in (match["start"], match["end"]))
    if start and end and (not match["dash"] or end < start):
        return None
    if start and not match["dash"]:
        return Schedule(end=date(start, 12, 31))
    return Schedule(
        start=date(start, 1, 1) if start else None,
        end=date(end, 12, 31) if end else None,
        is_open_ended=end is None,
    )


def _last_of_month(year, month):
    return date(year, month, 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30)


def schedules_in(words: str) -> list[re.Match]:
    """The pieces of a text that are schedules, in its order: "2023-", "30.6.2024 mennessä", "vuosittain"."""
    return list(_SCHEDULE.finditer(words))


def read_schedule(text: str) -> Schedule | None:
    """Reads what `parse_schedule` reads, and days, months, quarters and the phrases around a year; None for others.

    "30.6.2024 mennessä", "vuoden 2023 loppuun mennessä", "2023 aikana", "1.9.–30.11.2023", "syyskuu 2023", "9/2023",
    "I/2024" (a half-year; III and IV are quarters), "Q2 2024", "vuodesta 2024 alkaen", "toistaiseksi".
    """
    words = re.sub(r"(?<=[-–])\s*toistaiseksi$", "", " ".join(text.split()).strip(" .,;()").replace("−", "-"))
    if not words or len(words) > LONGEST_SCHEDULE:
        return None
    if words in NO_SCHEDULE_WORDS.values():
        return Schedule()
    if (match := re.match(rf"{_CONTINUOUS}\s*", words, re.VERBOSE | re.IGNORECASE)) is not None:
        return _continuous(words[match.end() :])
    bare = _FILLING.sub(" ", words.replace("→", "–")).strip(" .,")
    bare = " ".join(bare.split())
    if re.search(r"\b(?:alkuun|alussa)\b", words, re.IGNORECASE):
        return None  # which day is "the beginning of the year"?
    is_open = any(re.search(rf"(?<!\w){sign}(?!\w)", words.lower()) for sign in _SINCE)
    found = _span(bare, is_open=is_open, is_deadline=bool(_BY.search(words)))
    return found or (None if is_open else parse_schedule(bare))


def _continuous(rest):
    if not rest:
        return Schedule(is_continuous=True)
    since = read_schedule(rest)
    return None if since is None else Schedule(since.start, since.end, since.precision, since.is_open_ended, True)


def _span(bare, *, is_open, is_deadline):
    """One time, or two with a dash between; a side that is not said stays unknown."""
    whole = _time(bare)
    if whole:
        period, precision = whole
        if is_open:
            return Schedule(period.start, None, precision, is_open_ended=True)
        return Schedule(None if is_deadline or precision in ("year", "day") else period.start, period.end, precision)
    first, dash, last = _halves(bare)
    if not dash or (is_open and last):
        return None
    start, end = _time(_with_year_of(first, last)) if first else None, _time(last) if last else None
    if (first and not start) or (last and not end) or not (start or end):
        return None
    if start and end and end[0].end < start[0].start:
        return None
    precision = _finer(start, end)
    return Schedule(start and start[0].start, end and end[0].end, precision, is_open_ended=end is None)


def _halves(bare):
    """The dash between two times is the one with a year or a full stop before it, or the first or last of the text."""
    if match := re.fullmatch(r"(.*?(?:20\d\d|\d\.|\d))?\s*([-–])\s*(.*)", bare):
        return (match[1] or "").strip(), match[2], match[3].strip()
    return bare, "", ""


def _with_year_of(first, last):
    """ "1.9." before "30.11.2023" is of 2023, "1." before "30.9.2023" of its month as well."""
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.", first) and (year := re.search(r"20\d\d$", last)):
        return first + year[0]
    if re.fullmatch(r"\d{1,2}\.", first) and (rest := re.search(r"\d{1,2}\.20\d\d$", last)):
        return first + rest[0]
    return first


def _finer(start, end):
    order = ("day", "month", "season", "half", "year")
    return min((side[1] for side in (start, end) if side), key=order.index)


def _time(words):
    """(Period, precision) of one time; None when the words are none, or a day that does not exist."""
    for form, made in _TIMES:
        if match := re.fullmatch(form, words, re.IGNORECASE):
            try:
                return made(*match.groups())
            except ValueError:
                return None
    return None


def _month(first, last, year_words):
    start, end = int(first), int(last or first)
    return months(month(int(year_words), start), month(int(year_words), end)), "month"


def _named_month(first, last, year_words):
    return _month(MONTHS[first.lower()], MONTHS[last.lower()] if last else None, year_words)


def _named_season(name, year_words):
    first, last, _words = SEASONS[SEASON_OF_STEM[name.lower()]]
    return months(month(int(year_words), first), month(int(year_words), last)), "season"


def _part_of_year(sign, year_words):
    sign, number = sign.upper(), int(year_words)
    if sign in ("I", "II", "H1", "H2"):
        return half_year(number, 1 if sign in ("I", "H1") else 2), "half"
    quarter = QUARTERS.get(sign) or int(sign[1])
    if sign.startswith("H"):
        raise ValueError(sign)
    return months(month(number, quarter * 3 - 2), month(number, quarter * 3)), "month"


def _one_day(day, month_number, year_words):
    the_day = date(int(year_words), int(month_number), int(day))
    return Period(the_day, the_day), "day"


_TIMES = (
    (_YEAR_WORDS, lambda number: (year(int(number)), "year")),
    (rf"(\d{{1,2}})\.(\d{{1,2}})\.{_YEAR_WORDS}", _one_day),
    (r"(20\d\d)-(\d\d)-(\d\d)", lambda number, month_number, day: _one_day(day, month_number, number)),
    (rf"(\d{{1,2}})(?:[-–](\d{{1,2}}))?/{_YEAR_WORDS}", _month),
    (rf"({_SEASON_NAME})\s+{_YEAR_WORDS}", _named_season),
    (rf"({_MONTH_NAME})(?:kuu\w{{0,6}})?(?:[-–]({_MONTH_NAME})(?:kuu\w{{0,6}})?)?\s+{_YEAR_WORDS}", _named_month),
    (rf"(IV|III|II|I|Q[1-4]|H[12])[ /]?{_YEAR_WORDS}", _part_of_year),
    (rf"{_YEAR_WORDS}[ /]?(Q[1-4]|H[12])", lambda number, sign: _part_of_year(sign, number)),
)
