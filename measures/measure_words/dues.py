"""By when: "vuoden 2023 loppuun mennessä", "syksyllä 2023", a year at the end of a measure."""

import re
from dataclasses import dataclass
from datetime import date

from kemistrategy.periods import NotAPeriod, month, period_of
from kemistrategy.schedule import parse_schedule

_MONTHS = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()
_YEAR = r"(?P<year>20\d\d)"
_BY = r"(?:\s+mennessä)?"
_DUE_FORMS = (
    (rf"(?:vuoden\s+)?{_YEAR}\s+loppuun{_BY}", lambda m: date(int(m["year"]), 12, 31)),
    (r"(?P<day>\d{1,2}\.\d{1,2}\.20\d\d)\s+mennessä", lambda m: period_of(f"{m['day']}-{m['day']}").end),
    (r"(?P<month>\d{1,2}/20\d\d)\s+mennessä", lambda m: period_of(m["month"]).end),
    (
        rf"(?P<month>{'|'.join(_MONTHS)})kuun?(?:ssa)?(?:\s+loppuun)?{_BY}\s+{_YEAR}{_BY}",
        lambda m: month(int(m["year"]), _MONTHS.index(m["month"].casefold()) + 1).end,
    ),
    (r"(?P<season>(?:keväällä|kesällä|syksyllä|talvella)\s+20\d\d)", lambda m: _schedule_end(m["season"])),
    (rf"vuoteen\s+{_YEAR}\s+mennessä", lambda m: None),
    (rf"(?:vuonna\s+{_YEAR}|vuoden\s+20\d\d\s+aikana)", lambda m: None),
    (rf"(?:(?<=\s)|^){_YEAR}(?:\s+mennessä)?(?=[\s.,;]*$)", lambda m: None),
)
_DUES = tuple((re.compile(form, re.IGNORECASE), day_of) for form, day_of in _DUE_FORMS)


@dataclass(frozen=True)
class Due:
    words: str = ""
    year: int | None = None
    day: date | None = None

    @property
    def is_bare(self):
        return self.words.isdecimal()


NO_DUE = Due()


def _schedule_end(words):
    schedule = parse_schedule(words)
    return schedule.end if schedule else None


def due_of(sentence):
    """(the sentence without its time, the time): "vuoden 2023 loppuun mennessä", "syksyllä 2023", a year at the end."""
    if "20" not in sentence:
        return sentence, NO_DUE
    for form, day_of in _DUES:
        if match := form.search(sentence):
            try:
                day = day_of(match)
            except (NotAPeriod, ValueError):
                continue
            year = int(re.search(r"20\d\d", match[0])[0])
            rest = f"{sentence[: match.start()].rstrip(' ,')} {sentence[match.end() :].lstrip()}"
            return rest.strip(), Due(match[0].strip(), year, day)
    return sentence, NO_DUE


def without_due(sentence):
    return due_of(sentence)[0]
