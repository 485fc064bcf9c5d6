"""Schedules as plans write them: "2023", "2023–", "syksyllä 2023", ranges and days. Pure: no clock, no database."""

import re
from dataclasses import dataclass
from datetime import date

from kemistrategy.periods import Period, day_words, period_words

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
