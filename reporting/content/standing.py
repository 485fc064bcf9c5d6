"""How each thing of the round stands: what was sent of it, judged at the round's day."""

from goals.badges import Badge, Badges
from goals.models.plans import Progress
from goals.models.rounds import Forecast
from goals.status import AWAITING, NOT_REPORTED, PAST_END, action_status
from kemistrategy.schedule import Schedule
from kemistrategy.text import Text
from reporting.queries.report_rows import EntryRow

NOTHING = Text("")
# What is shown first among the things that do not go as planned.
WEIGHTS = {
    Forecast.WILL_NOT_BE_MET: 5,
    PAST_END: 4,
    Forecast.PARTLY: 3,
    Progress.DISCONTINUED: 2,
    Progress.POSTPONED: 1,
}


class Standing:
    """Looks up the sent entry of an action, a project of a unit, an indicator or a goal, and words its state."""

    def __init__(self, entries: tuple[EntryRow, ...], *, round, badges: Badges):
        self.badges = badges
        self._as_of, self._is_open = round.as_of, round.is_open
        self._entries = {
            (entry.action, entry.project, entry.project and entry.unit, entry.indicator, entry.goal): entry
            for entry in entries
            if entry.round == round.pk
        }

    def of_action(self, pk) -> EntryRow | None:
        return self._entries.get((pk, None, None, None, None))

    def of_project(self, pk, unit) -> EntryRow | None:
        return self._entries.get((None, pk, unit, None, None)) or self._entries.get((None, pk, None, None, None))

    def of_indicator(self, pk) -> EntryRow | None:
        return self._entries.get((None, None, None, pk, None))

    def of_goal(self, pk) -> EntryRow | None:
        return self._entries.get((None, None, None, None, pk))

    def status(self, entry: EntryRow | None, schedule: Schedule) -> Badge:
        return self.badges.status(self.status_code(entry, schedule))

    def status_code(self, entry, schedule):
        progress = entry.progress if entry else ""
        return action_status(progress=progress, schedule=schedule, as_of=self._as_of, round_is_open=self._is_open)

    def forecast(self, entry: EntryRow | None) -> Badge | None:
        return self.badges.forecast(entry.forecast) if entry else None

    @property
    def silence(self) -> str:
        """The code of what was not reported: it waits while the round is open."""
        return AWAITING if self._is_open else NOT_REPORTED

    def deviation(self, entry: EntryRow | None, schedule: Schedule) -> tuple[Badge, int] | None:
        """The state that does not go as planned, the gravest first, and its weight; None when all is well."""
        if entry is None:
            return None
        found = [
            (WEIGHTS[code], code) for code in (entry.forecast, self.status_code(entry, schedule)) if code in WEIGHTS
        ]
        if not found:
            return None
        weight, code = max(found)
        return (self.badges.forecast(code) if code in Forecast.values else self.badges.status(code)), weight
