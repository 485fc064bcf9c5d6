"""Baseline, target level and actual value of an indicator, as the report's day saw them."""

from collections import defaultdict
from operator import attrgetter

from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy.periods import Period, day_words, period_words
from measures.ledger import adopted_target, latest_observation, target_in_force
from measures.models import TargetProposal
from measures.words import amount_words, target_words
from reporting.queries.report_rows import IndicatorRow, LedgerRow

from .rows import TargetLevel, Value


class Ledger:
    """Reads the ledger of one round: the plan's baselines always, observations up to the round's day.

    While the round is open the sent working figures count; once it is closed only what was recorded by its closing,
    and the observations made of its own figures (they are posted in the same moment as the closing).
    """

    def __init__(self, rows, round: Round):
        self.as_of = round.as_of
        self._opened_at, self._closed_at = round.opened_at, round.closed_at
        self._own = {row.before for row in rows if row.kind == "figure" and row.before}
        self._rows = defaultdict(list)
        for row in rows:
            if self._counts(row):
                self._rows[row.kind, row.indicator].append(row)

    def _counts(self, row):
        if row.kind == "figure":
            return self._closed_at is None and row.recorded_at is not None
        if row.kind == "target":
            return row.before is None or self._in_time(row)
        if row.kind == "proposal":
            was_settled_before = row.settled_at and self._opened_at and row.settled_at < self._opened_at
            return self._in_time(row) and not was_settled_before and row.origin != TargetProposal.State.WITHDRAWN
        if row.is_baseline:
            return True
        return row.end <= self.as_of and (row.pk in self._own or self._in_time(row))

    def _in_time(self, row):
        return self._is_by_closing(row.recorded_at)

    def _is_by_closing(self, moment):
        return self._closed_at is None or moment <= self._closed_at

    def present(self, kind, indicator) -> list[LedgerRow]:
        """The rows of a chain that nothing replaces, oldest first."""
        rows = self._rows[kind, indicator]
        replaced = {row.before for row in rows}
        return [row for row in rows if kind == "figure" or row.pk not in replaced]

    def chain(self, indicator) -> list[LedgerRow]:
        """Every target level of an indicator, in force or replaced."""
        return self._rows["target", indicator]

    def baseline(self, indicator: IndicatorRow) -> Value:
        rows = [row for row in self.present("observation", indicator.pk) if row.is_baseline]
        if not rows:
            return Value(note=_("Lähtötasoa ei ole kirjattu."))
        row = rows[-1]
        return Value(amount_words(indicator, indicator.unit, row.value, row.words), _period(row), row.value)

    def target(self, indicator: IndicatorRow, *, bodies=(), named: int | None = None) -> TargetLevel:
        """The level in force in the report's year, and the one it was adopted at when it has moved since.

        `bodies` are those whose decision adopts it; `named` is a level that a plan names, which tells its own year.
        """
        target = self.target_row(indicator, named)
        if target is None:
            return TargetLevel(Value(note=_("Tavoitetasoa ei ole asetettu.")))
        adopted = adopted_target(self.chain(indicator.pk), year=target.year, bodies=bodies)
        if adopted is None or adopted == target:
            return TargetLevel(self.level(indicator, target))
        basis = str(target.decision) if target.decision else target.note
        return TargetLevel(self.level(indicator, target), self.level(indicator, adopted), basis)

    def target_row(self, indicator: IndicatorRow, named: int | None = None) -> LedgerRow | None:
        rows = self.present("target", indicator.pk)
        if wanted := next((row for row in self.chain(indicator.pk) if row.pk == named), None):
            rows = [row for row in rows if row.year == wanted.year] or rows
        return target_in_force(rows, year=self.as_of.year)

    def level(self, indicator: IndicatorRow, row: LedgerRow) -> Value:
        return Value(target_words(indicator, indicator.unit, row), amount=row.low)

    def proposals(self, indicator: IndicatorRow) -> list[tuple[LedgerRow, str]]:
        """Proposed levels with the state each had by the closing: what was settled later was still open."""
        return [
            (row, row.origin if row.settled_at and self._is_by_closing(row.settled_at) else TargetProposal.State.OPEN)
            for row in self._rows["proposal", indicator.pk]
        ]

    def actual(self, indicator: IndicatorRow) -> Value:
        """The latest value of the round's own figures or the observations; its note says when and how sure."""
        latest = self._latest(indicator)
        if latest is None:
            return Value(note=_("Ei mittaustietoa %(day)s mennessä.") % {"day": day_words(self.as_of)})
        notes = [] if latest.end == self.as_of else [_("Viimeisin tieto %(day)s") % {"day": day_words(latest.end)}]
        if latest.kind == "figure":
            notes.append(_("luonnos"))
        if latest.is_provisional:
            notes.append(_("ennakkotieto"))
        words = amount_words(indicator, indicator.unit, latest.value, latest.words)
        return Value(words, ", ".join(notes), latest.value)

    def measured(self, indicator: IndicatorRow) -> str:
        """When the actual value was measured."""
        latest = self._latest(indicator)
        return _period(latest) if latest else ""

    def _latest(self, indicator):
        """A working figure takes the place of an observation of the same day: it will correct it."""
        end = attrgetter("end")
        figure, observation = (
            latest_observation(self.present(kind, indicator.pk), end=end) for kind in ("figure", "observation")
        )
        return max(filter(None, (figure, observation)), key=end, default=None)


def _period(row):
    return period_words(Period(row.start, row.end)) if row.start else _("Ajankohta ei tiedossa")
