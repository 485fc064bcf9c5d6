"""What a page is told of the things it shows: the rows of a review's working copy, or of published reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from goals.badges import Badge, Badges
from goals.models import Project
from goals.status import AWAITING, action_status
from kemistrategy.text import Text

SUBJECTS = ("action", "project", "indicator", "goal")
NOTHING = Text("")


class Brief(NamedTuple):
    """As much of `Told` as counting needs; `codes` are those of the forecast and of the judgement."""

    progress: str
    status: Badge | None
    codes: tuple[str, ...]
    has_words: bool


@dataclass(frozen=True)
class JudgedTold:
    """The year's attainment as a person judged it: why, and why not when it could not be assessed."""

    badge: Badge
    why_not: str
    reason: Text


@dataclass(frozen=True)
class MeasuredTold:
    """The figures of an indicator as a report showed them."""

    actual: Text
    actual_note: str
    target: Text


@dataclass(frozen=True)
class Told:
    """One sent entry, or what a report tells; `unit_id` tells the departments of a shared project apart.

    Of a published state also: `status` and `post` as they were frozen, and the report they stand in (`as_of`, `slug`).
    """

    unit_id: int | None
    progress: str
    forecast: Badge | None
    words: Text
    cause: Text
    correction: Text
    correction_due_on: date | None
    judged: JudgedTold | None = None
    proposal: Text = NOTHING
    fate: Badge | None = None
    fate_note: Text = NOTHING
    status: Badge | None = None
    post: Text = NOTHING
    unchanged: str = ""
    times: int = 0
    is_translation: bool = False
    measured: MeasuredTold | None = None
    as_of: date | None = None
    slug: str = ""

    @property
    def is_deviation(self) -> bool:
        return bool(self.cause or self.correction)

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the forecast and of the judgement."""
        badges = (self.forecast, self.judged and self.judged.badge)
        return tuple(badge.code for badge in badges if badge)

    @property
    def brief(self) -> Brief:
        return Brief(self.progress, self.status, self.codes, bool(self.words))


class ToldThings(Mapping):
    """(subject, pk) → what is told of it, one for each department: made when it is asked, for most is only counted."""

    def __init__(self, rows: Mapping[tuple[str, int], list], *, told: Callable, brief: Callable):
        self._rows, self._make, self._shorten, self._made = rows, told, brief, {}

    def __getitem__(self, key) -> tuple[Told, ...]:
        if key not in self._made:
            self._made[key] = tuple(map(self._make, self._rows[key]))
        return self._made[key]

    def __iter__(self):
        return iter(self._rows)

    def __len__(self):
        return len(self._rows)

    def brief(self, key) -> Brief | None:
        """Of the first."""
        rows = self._rows.get(key)
        return self._shorten(rows[0]) if rows else None


@dataclass(frozen=True)
class Review:
    """The present half-year review or year-end report with what is told of the things that were asked.

    `is_published`: a report for everybody. Then a thing that the newest report leaves out is told of as the newest one
    that has it says: `as_of_of` gives the day.
    """

    title: str
    slug: str
    as_of: date
    is_open: bool
    told: ToldThings
    badges: Badges = field(compare=False)
    is_published: bool = False

    def of(self, subject: str, pk: int) -> Told | None:
        return next(iter(self.told.get((subject, pk), ())), None)

    def brief(self, subject: str, pk: int) -> Brief | None:
        return self.told.brief((subject, pk))

    def as_of_of(self, subject: str, pk: int) -> date:
        """The day that what is told of the thing tells of."""
        told = self.of(subject, pk)
        return (told.as_of if told else None) or self.as_of

    def status(self, action) -> Badge:
        """`action` is anything with the number and the schedule of one."""
        return self._status(action, self.brief("action", action.pk))

    def status_of_share(self, project: Project, told: Told | None) -> Badge:
        """How one department's share of a project stands; each department tells its own."""
        return self._status(project, told.brief if told else None)

    def _status(self, work, brief):
        """Published, a state is as it was frozen, and what no report has awaits its first."""
        if self.is_published:
            return brief.status if brief and brief.status else self.badges.status(AWAITING)
        if brief and brief.status:
            return brief.status
        code = action_status(
            progress=brief.progress if brief else "",
            schedule=work.schedule,
            as_of=self.as_of,
            round_is_open=self.is_open,
        )
        return self.badges.status(code)
