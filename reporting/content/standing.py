"""How each thing of the round stands: what was sent of it, judged at the round's day."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from goals.badges import Badge, Badges
from goals.models.rounds import Attained, Forecast
from goals.status import GRAVITY, OMITTED, action_status, silence
from kemistrategy.schedule import Schedule
from kemistrategy.text import Text
from reporting.queries.report_rows import EntryRow

from .rows import Judged
from .told import Voices

NOTHING = Text("")
# What is shown first among the things that do not go as planned.
WEIGHTS = GRAVITY


def key_of(*, action=None, project=None, unit=None, indicator=None, goal=None) -> tuple:
    """The key of an entry, as EntryRow.key has it."""
    return (action, project, unit, indicator, goal)


def thing_of(key: tuple) -> tuple[str, int]:
    """The kind and the number of what a key is of: ("action", 7)."""
    action, project, _unit, indicator, goal = key
    named = ("action", action), ("project", project), ("indicator", indicator), ("goal", goal)
    return next((kind, pk) for kind, pk in named if pk)


class Standing:
    """Looks up what was reported by its key (`key_of`), and words its state."""

    def __init__(self, entries: Iterable[EntryRow], *, round, badges: Badges, voices: Voices):
        self.badges = badges
        self._as_of, self._is_open = round.as_of, round.is_open
        self._voices = voices
        self._entries = {entry.key: entry for entry in entries if entry.round == round.pk}
        self._omitted = {(row.code, row.owner) for row in voices.rows("omission")}

    def project_key(self, pk: int, unit: int) -> tuple:
        """The department's own entry of a shared project, or the only one of a project."""
        own = key_of(project=pk, unit=unit)
        return own if own in self._entries else key_of(project=pk)

    def entry(self, key) -> EntryRow | None:
        """Sent or not."""
        return self._entries.get(key)

    def heard(self, key) -> EntryRow | None:
        entry = self._entries.get(key)
        return entry if entry and entry.is_sent else None

    def is_omitted(self, key) -> bool:
        return thing_of(key) in self._omitted

    def status(self, key, schedule: Schedule, *, has_post: bool = True) -> Badge:
        entry = self.heard(key)
        if not (entry and entry.progress):
            return self.silence(key, has_post=has_post)
        return self.badges.status(self._status_code(entry, schedule))

    def _status_code(self, entry, schedule):
        return action_status(progress=entry.progress, schedule=schedule, as_of=self._as_of, round_is_open=self._is_open)

    def silence(self, key, *, has_post: bool = True) -> Badge:
        """What stands where nothing was reported: left out with a reason, nobody in the post, or silence."""
        if self.is_omitted(key):
            return omitted_badge()
        entry = self.entry(key)
        is_vacant = entry.is_vacant if entry else not has_post
        return self.badges.status(silence(round_is_open=self._is_open, is_vacant=is_vacant))

    def forecast(self, key) -> Badge | None:
        entry = self.heard(key)
        return self.badges.forecast(entry.forecast) if entry else None

    def judged(self, key) -> Judged | None:
        entry = self.heard(key)
        if not (entry and entry.attainment):
            return None
        why_not = self.badges.not_assessed(entry.not_assessed)
        reason = self._voices.of_entry(entry, "attainment_reason")
        return Judged(self.badges.attainment(entry.attainment), why_not.label if why_not else "", reason)

    def unchanged(self, key) -> str:
        """ "Tilanne ennallaan, toinen kerta": a confirmed state counts as heard, and the report says how often."""
        entry = self.heard(key)
        return unchanged_words(entry.unchanged_times) if entry and entry.unchanged_times else ""

    def silent_badges(self) -> tuple[Badge, ...]:
        """The columns of what was not reported: it waits while the round is open; an empty post is no silence."""
        if self._is_open:
            codes = [silence(round_is_open=True)]
        else:
            codes = [silence(round_is_open=False), silence(round_is_open=False, is_vacant=True)]
        omitted = [omitted_badge()] if any(kind == "action" for kind, _pk in self._omitted) else []
        return (*(self.badges.status(code) for code in codes), *omitted)

    def deviation(self, key, schedule: Schedule | None) -> tuple[Badge, int] | None:
        """The state that does not go as planned, the gravest first, and its weight; None when all is well."""
        entry = self.heard(key)
        if entry is None:
            return None
        codes = [entry.forecast, entry.attainment]
        if entry.progress:
            codes.append(self._status_code(entry, schedule) if schedule else entry.progress)
        found = [(WEIGHTS[code], code) for code in codes if code in WEIGHTS]
        if not found:
            return None
        weight, code = max(found)
        return self._badge(code), weight

    def _badge(self, code):
        if code in Attained.values:
            return self.badges.attainment(code)
        return self.badges.forecast(code) if code in Forecast.values else self.badges.status(code)


def omitted_badge() -> Badge:
    return Badge(OMITTED, _("Jätetty pois"), "dash", _("Jätetty tästä katsauksesta pois; syy on lukuohjeessa."))


def unchanged_words(times: int) -> str:
    if times == 2:
        return _("Tilanne ennallaan, toinen kerta")
    return _("Tilanne ennallaan, %(count)s. kerta") % {"count": times} if times > 2 else _("Tilanne ennallaan")
