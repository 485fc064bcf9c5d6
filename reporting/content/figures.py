"""Baseline, target level and actual value of an indicator, as the report's day saw them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy.periods import Period, day_words, period_words, whole_months
from measures.ledger import MONTHS_OF_FREQUENCY, in_force, is_outdated, latest_observation, was_known
from measures.models import TargetProposal
from measures.sentences import attainment_words
from measures.words import amount_words, target_words
from reporting.queries.figures import Known, LevelRow, Measure, ObservedRow
from reporting.queries.report_rows import IndicatorRow, LedgerRow

from .rows import TargetLevel, Value


class Ledger:
    """Reads the ledger of one round: the plan's baselines always, observations up to the round's day.

    While the round is open the sent working figures count; once it is closed only what was recorded by its closing,
    and the observations made of its own figures (they are posted in the same moment as the closing).
    """

    def __init__(self, rows, round: Round, *, is_numbered: bool = True):
        self.as_of, self._is_numbered = round.as_of, is_numbered
        self._opened_at, self._closed_at = round.opened_at, round.closed_at
        rows = [row for row in rows if row.round in (None, round.pk)]
        self._own = {row.before for row in rows if row.kind == "figure" and row.before}
        self._rows, self._observations = defaultdict(list), {}
        for row in rows:
            if self._counts(row):
                self._rows[row.kind, row.indicator].append(row)
                if row.kind == "observation":
                    self._observations[row.pk] = row

    def _counts(self, row):
        if row.kind == "figure":
            return self._closed_at is None and row.recorded_at is not None
        if row.kind == "proposal":
            return self._was_known(row) and not self._was_over(row)
        if row.kind == "target" or row.is_baseline:
            return self._was_known(row)
        return row.end <= self.as_of and (row.pk in self._own or self._was_known(row))

    def _was_known(self, row):
        return was_known(recorded_at=row.recorded_at, by=self._closed_at, is_printed=row.is_printed)

    def _was_over(self, proposal):
        """Settled before the review was opened, or withdrawn before it was closed."""
        if proposal.settled_at is None or not self._is_by_closing(proposal.settled_at):
            return False
        is_earlier = self._opened_at is not None and proposal.settled_at < self._opened_at
        return is_earlier or proposal.origin == TargetProposal.State.WITHDRAWN

    def _is_by_closing(self, moment):
        return was_known(recorded_at=moment, by=self._closed_at)

    def counted(self) -> Iterator[LedgerRow]:
        """Every row that this report may know."""
        for rows in self._rows.values():
            yield from rows

    def present(self, kind, indicator) -> list[LedgerRow]:
        """The rows of a chain that nothing replaces, oldest first."""
        rows = self._rows[kind, indicator]
        return rows if kind == "figure" else in_force(rows, before=attrgetter("before"))

    def chain(self, indicator) -> list[LedgerRow]:
        """Every target level of an indicator, in force or replaced."""
        return self._rows["target", indicator]

    def baseline(self, indicator: IndicatorRow) -> Value:
        rows = [row for row in self.present("observation", indicator.pk) if row.is_baseline]
        if not rows:
            return Value(note=_("Lähtötasoa ei ole kirjattu."))
        return self._value(indicator, rows[-1], period_of(rows[-1]))

    def record(self, number: int) -> LedgerRow:
        """The observation of that number."""
        return self._observations[number]

    def of_year(self, indicator: IndicatorRow, year: int) -> Value:
        """The newest value of a year before: what the accounts of that year tell."""
        measured = [row for row in self._measured(indicator.pk) if row.end and row.end.year == year]
        frequency = self._frequency(indicator, self._measured(indicator.pk))
        latest = latest_observation(
            measured, frequency=frequency, accumulates=indicator.accumulates, period=attrgetter("start", "end")
        )
        if latest is None:
            return Value(note=_("Ei tietoa"))
        return self._value(indicator, latest, "" if latest.end == date(year, 12, 31) else day_words(latest.end))

    def known(self, indicator: IndicatorRow, *, bodies=(), named: int | None = None) -> Known:
        """The rows that count of an indicator on the report's day.

        `bodies` are those whose decision adopts its levels; `named` is a level that a plan names and tells its year.
        """
        levels, year = self._levels(indicator.pk, named)
        measured = self._measured(indicator.pk)
        return Known(
            measure=Measure(*(getattr(indicator, name) for name in Measure._fields))._replace(
                frequency=self._frequency(indicator, measured)
            ),
            observed=tuple(_observed(row) for row in sorted(measured, key=lambda row: (row.end or date.min, row.pk))),
            targets=tuple(_level(row, levels) for row in levels),
            bodies=frozenset(bodies),
            year=year,
        )

    def _levels(self, indicator, named) -> tuple[list[LedgerRow], int]:
        """Every level, and the year they are looked at from; a level named without a year leaves the years out."""
        levels = self.chain(indicator)
        wanted = next((row for row in levels if row.pk == named), None)
        if wanted is None:
            return levels, self.as_of.year
        if wanted.year is None:
            levels = [row for row in levels if row.year is None]
        return levels, wanted.year or self.as_of.year

    def target(self, indicator: IndicatorRow, *, bodies=(), named: int | None = None) -> TargetLevel:
        """The level in force, the one it was adopted at when it has moved since, and the way to each."""
        known = self.known(indicator, bodies=bodies, named=named)
        if known.target is None:
            return TargetLevel(Value(note=_("Tavoitetasoa ei ole asetettu.")))
        present = Value(known.target_words, amount=known.target.low)
        if known.adopted is None:
            return TargetLevel(present, _way(known, known.target))
        row = next(row for row in self.chain(indicator.pk) if row.pk == known.target.pk)
        return TargetLevel(
            present=present,
            way=_way(known, known.target),
            adopted=Value(known.adopted_words, amount=known.adopted.low),
            adopted_way=_way(known, known.adopted),
            moved=str(row.decision) if row.decision else row.note,
        )

    def basis(self, indicator: IndicatorRow, *, bodies=()) -> str:
        """What the level in force rests on: its decision, the reason it was moved for, or the year it is set for."""
        known = self.known(indicator, bodies=bodies)
        row = next((row for row in self.chain(indicator.pk) if known.target and row.pk == known.target.pk), None)
        if row is None:
            return ""
        of_year = _("vuoden %(year)s tavoitetaso") % {"year": row.year} if row.year else ""
        return str(row.decision or "") or (row.note if row.before else "") or of_year

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
        if is_outdated(latest.end, on=self.as_of, frequency=indicator.frequency):
            notes.append(_("vanhentunut tieto"))
        if latest.kind == "figure":
            notes.append(_("luonnos"))
        if latest.is_provisional:
            notes.append(_("ennakkotieto"))
        return self._value(indicator, latest, ", ".join(notes))

    def _value(self, indicator, row, note):
        """A working figure that has not become an observation has no number yet."""
        words = amount_words(indicator, indicator.unit, row.value, row.words)
        number = row.pk if row.kind == "observation" else row.before
        return Value(words, note, row.value, record=number if self._is_numbered else None)

    def measured(self, indicator: IndicatorRow) -> str:
        """When the actual value was measured."""
        latest = self._latest(indicator)
        return period_of(latest) if latest else ""

    def _latest(self, indicator):
        measured = self._measured(indicator.pk)
        frequency = self._frequency(indicator, measured)
        return latest_observation(
            measured, frequency=frequency, accumulates=indicator.accumulates, period=attrgetter("start", "end")
        )

    def _measured(self, indicator) -> list[LedgerRow]:
        """The round's own figures and the observations; a figure takes the place of one of its period."""
        figures = {(row.start, row.end): row for row in self.present("figure", indicator)}
        observed = [row for row in self.present("observation", indicator) if (row.start, row.end) not in figures]
        return [*observed, *figures.values()]

    def _frequency(self, indicator, measured) -> str:
        """How often it is measured: for what was reported in this very round, as often as the round asks it."""
        own = next((row for row in measured if row.kind == "figure" or row.pk in self._own), None)
        if own is None:
            return indicator.frequency
        length = whole_months(Period(own.start, own.end))
        return next((code for code, months in MONTHS_OF_FREQUENCY.items() if months == length), "")


def period_of(row: LedgerRow) -> str:
    return period_words(Period(row.start, row.end)) if row.start else _("Ajankohta ei tiedossa")


def _observed(row: LedgerRow) -> ObservedRow:
    return ObservedRow(
        pk=row.pk,
        indicator_id=row.indicator,
        period_start=row.start,
        period_end=row.end,
        value=row.value,
        words=row.words,
        is_baseline=row.is_baseline,
        is_provisional=row.is_provisional,
        source=row.source,
        licence="",
        retrieved_at=None,
    )


def _level(row: LedgerRow, levels: list[LedgerRow]) -> LevelRow:
    return LevelRow(
        pk=row.pk,
        indicator_id=row.indicator,
        year=row.year,
        due_on=row.end,
        comparison=row.comparison,
        low=row.low,
        high=row.high,
        words=row.words,
        origin=row.origin,
        body=row.body,
        follower=next((later.pk for later in levels if later.before == row.pk), None),
    )


def _way(known: Known, target: LevelRow) -> str:
    """How far the actual value has come, in words; nothing where nothing can be calculated."""
    found = known.attainment_of(target)
    return "" if found.reason else attainment_words(found, distance=known.distance_words(found))
