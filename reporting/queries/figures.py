"""What is known of indicators in figures and words: baseline, target level, newest figure, sentence and small chart."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, FloatField, Func, QuerySet, Value, Window
from django.db.models.functions import Coalesce, Round, RowNumber
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.models import Goal
from kemistrategy import clock
from kemistrategy.numbers import number_words, with_unit
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from kemistrategy.periods import Period, day_words, period_words
from kemistrategy.text import Text, text_of
from measures.attainment import Attainment, attainment_of, is_of_judged_year
from measures.charts import Baseline, Mark, SmallChart, small_chart
from measures.ledger import adopted_target, is_outdated, latest_observation, measured_alike, target_in_force
from measures.models import Indicator, Observation, Target
from measures.sentences import Amount, development_sentence, percentage_points
from measures.words import amount_words, target_words
from reporting.permissions import visible_observations

MARKS_OF_A_SMALL_CHART = 12
DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True)
class Level:
    """A figure as words with its unit, when it is from, and its source with the day it was fetched."""

    words: Text
    note: str = ""
    source: str = ""
    number: str = ""  # of a value whose words hide it: "Kertynyt alijäämä 18,9 milj. €" is "−18,9 milj. €"

    def __str__(self):
        return str(self.words)


@dataclass(frozen=True)
class Figures:
    """What is known of one indicator; `adopted` is None where the target level has not moved since it was adopted."""

    baseline: Level | None = None
    target: Level | None = None
    adopted: Level | None = None
    latest: Level | None = None
    sentence: str = ""
    chart: SmallChart | None = None

    @property
    def target_note(self) -> str:
        """When the target level is for, and the level it was adopted at when it has moved."""
        notes = [self.target.note] if self.target and self.target.note else []
        if self.adopted:
            notes.append(_("hyväksyttäessä %(level)s") % {"level": self.adopted.words})
        return ", ".join(notes)


class ObservedRow(NamedTuple):
    """As much of an observation as figures are made of."""

    pk: int
    indicator_id: int
    period_start: date | None
    period_end: date | None
    value: Decimal | None
    words: str
    is_baseline: bool
    is_provisional: bool
    source: str
    licence: str
    retrieved_at: datetime | None


class LevelRow(NamedTuple):
    """As much of a target level as figures are made of; `body` decided it, `follower` is the row that replaced it."""

    pk: int
    indicator_id: int
    year: int | None
    due_on: date | None
    comparison: str
    low: Decimal | None
    high: Decimal | None
    words: str
    origin: str
    body: str
    follower: int | None


class Measure(NamedTuple):
    """As much of an indicator as its figures are made of, its words in the reader's language."""

    kind: str
    direction: str
    decimals: int
    scale_maximum: Decimal | None
    accumulates: bool
    frequency: str
    name: Text
    unit: Text


def measure_of(indicator: Indicator, language: str | None = None) -> Measure:
    """Of the model or of a row with its columns; the default is the active language."""
    return Measure(
        indicator.kind,
        indicator.direction,
        indicator.decimals,
        indicator.scale_maximum,
        indicator.accumulates,
        indicator.frequency,
        text_of(indicator, "name", language),
        text_of(indicator, "unit", language),
    )


@dataclass(frozen=True)
class Known:
    """The rows of one indicator that count in a year, and what follows from them.

    `observed` are in force, oldest first, `targets` every level in the order they were set; `bodies` adopt them.
    """

    measure: Measure
    observed: tuple
    targets: tuple
    bodies: frozenset[str]
    year: int

    @property
    def unit(self) -> Text:
        return self.measure.unit

    @cached_property
    def baseline(self):
        return next((row for row in self.observed if row.is_baseline), None)

    @cached_property
    def latest(self):
        if not self.measure.accumulates:
            return self.alike[-1] if self.alike else None
        return latest_observation(self.observed, accumulates=True)

    @cached_property
    def alike(self) -> list:
        """The measured rows of one length, oldest first: those that a line joins."""
        return measured_alike(self.observed, frequency=self.measure.frequency)

    @cached_property
    def present_targets(self) -> list:
        return [row for row in self.targets if row.follower is None]

    @cached_property
    def target(self):
        return target_in_force(self.present_targets, year=self.year)

    @cached_property
    def adopted(self):
        """The level its target was adopted at, when that is another one than now."""
        adopted = adopted_target(self.targets, year=self.target.year, bodies=self.bodies) if self.target else None
        return None if adopted is self.target else adopted

    @cached_property
    def target_words(self) -> Text:
        return target_words(self.measure, self.unit, self.target) if self.target else Text("")

    @cached_property
    def adopted_words(self) -> Text:
        return target_words(self.measure, self.unit, self.adopted) if self.adopted else Text("")

    def attainment_of(self, target) -> Attainment:
        return attainment_of(self.measure, target=target, baseline=self.baseline, latest=self.latest, year=self.year)

    def written(self, value: Decimal) -> str:
        """A value in the indicator's own form, whatever words it was given in."""
        return str(amount_words(self.measure, self.unit, value, ""))

    def rounded(self, value: Decimal) -> str:
        """A calculated value with as many decimals as the indicator is given with."""
        number = number_words(value, decimals=self.measure.decimals)
        return number if self.measure.scale_maximum else with_unit(number, self.unit.words)

    def distance_words(self, found: Attainment) -> str:
        """What is still to go: of a scale without its end, of per cents as percentage points; "" where unknown."""
        if found.distance is None:
            return ""
        distance = abs(found.distance)
        if self.measure.scale_maximum:
            return number_words(distance)
        words = self.written(distance)
        return percentage_points(words.removesuffix("\u00a0%")) if self.unit.words == "%" else words

    def amount(self, row) -> Amount | None:
        if row is None or row.value is None:
            return Amount(row.words) if row else None
        words = self.written(row.value)
        return Amount(words, words.removesuffix("\u00a0%") if words.endswith("\u00a0%") else "")

    @cached_property
    def sentence(self) -> str:
        found = self.attainment_of(self.target)
        return development_sentence(
            name=self.measure.name.words,
            attainment=found,
            baseline=self.amount(self.baseline),
            latest=self.amount(self.latest),
            target=self.target_words.words,
            adopted=self.adopted_words.words,
            distance=self.distance_words(found),
            is_provisional=bool(self.latest and self.latest.is_provisional),
            is_other_year=bool(
                self.latest
                and self.target
                and not is_of_judged_year(self.measure, self.target, self.latest, year=self.year)
            ),
            is_baseline_undated=bool(self.baseline and self.baseline.period_end is None),
        )

    @cached_property
    def marks(self) -> list[Mark]:
        return [Mark(row.period_end, row.value, row.is_provisional) for row in self.alike if row.value is not None]

    @cached_property
    def start(self) -> Baseline | None:
        row = self.baseline
        return Baseline(row.value, row.period_end) if row and row.value is not None else None

    def _baseline_level(self) -> Level:
        """With its number where the words say the name again, or leave out that it is below zero."""
        level, value = observed_level(self.baseline, self.measure, self.unit), self.baseline.value
        if value is None or not (words := level.words.words):
            return level
        says_name = words.split()[0].casefold() == (self.measure.name.words.split() or [""])[0].casefold()
        hides_sign = value < 0 and not any(sign in words for sign in "-\u2212\u2013")
        return replace(level, number=self.written(value)) if says_name or hides_sign else level

    def figures(self, *, are_told: bool = True) -> Figures:
        """Without its sentence where a long table has no place for it."""
        measure, unit = self.measure, self.unit
        low, high = (self.target.low, self.target.high) if self.target else (None, None)
        return Figures(
            baseline=self._baseline_level() if self.baseline else None,
            target=Level(self.target_words, target_period(self.target)) if self.target else None,
            adopted=Level(self.adopted_words, target_period(self.adopted)) if self.adopted else None,
            latest=_newest_level(self.latest, measure, unit) if self.latest else None,
            sentence=self.sentence if are_told else "",
            chart=small_chart(
                self.marks[-MARKS_OF_A_SMALL_CHART:],
                baseline=self.start,
                target=high if low is None else low,
            ),
        )


def figures_of(
    indicators: Iterable[Indicator], rights: Rights = NO_RIGHTS, *, are_told: bool = True, with_adopted: bool = True
) -> dict[int, Figures]:
    """Two queries for any number of indicators, one more where a level has moved; every indicator is in the answer.

    Without `rights` what the public sees; `are_told`: with their sentences. Without `with_adopted` nobody asks whose
    decision a level was adopted by, and the third query is not made.
    """
    by_id = {indicator.pk: indicator for indicator in indicators}
    targets, observed = ({pk: [] for pk in by_id} for _kind in range(2))
    for row in level_rows(Target.objects.filter(indicator__in=by_id)):
        targets[row.indicator_id].append(row)
    for row in _newest_rows(visible_observations(rights).filter(indicator__in=by_id)):
        observed[row.indicator_id].append(row)
    moved = [pk for pk, rows in targets.items() if with_adopted and any(row.follower for row in rows)]
    bodies = bodies_of(moved)
    year, language = clock.today().year, get_language()
    return {
        pk: Known(
            measure_of(indicator, language),
            tuple(observed[pk]),
            tuple(targets[pk]),
            bodies.get(pk, frozenset()),
            year,
        ).figures(are_told=are_told)
        for pk, indicator in by_id.items()
    }


def level_rows(targets: QuerySet) -> list[LevelRow]:
    return list(
        map(
            LevelRow._make,
            targets.annotate(body=Coalesce("decision__body", Value("")), follower=F("replaced_by__pk"))
            .order_by("pk")
            .values_list(*LevelRow._fields),
        )
    )


def _newest_rows(observations: QuerySet) -> Iterable[ObservedRow]:
    """The baseline and as many of the newest rows of each indicator and length as a small chart shows, oldest first."""
    months = Round((_DayNumber("period_end") - _DayNumber("period_start")) / DAYS_OF_A_MONTH)
    age = Window(
        RowNumber(),
        partition_by=["indicator_id", "is_baseline", months],
        order_by=[F("period_end").desc(), "-pk"],
    )
    newest = observations.annotate(age=age).filter(age__lte=MARKS_OF_A_SMALL_CHART).values("pk")
    return map(
        ObservedRow._make,
        Observation.objects.filter(pk__in=newest)  # keys alone are ranked in half the time of whole rows
        .order_by("indicator_id", F("period_end").asc(nulls_first=True), "pk")
        .values_list(*ObservedRow._fields),
    )


class _DayNumber(Func):
    """Days since some day, counted by the database itself: for SQLite's dates Django would call back to Python."""

    function = "JULIANDAY"
    output_field = FloatField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '2000-01-01')", **context)


def bodies_of(indicators: Iterable[int]) -> dict[int, frozenset[str]]:
    """The bodies that the goals of each indicator bind: those that adopt its target levels. No query for none."""
    pks = list(indicators)
    bodies = {}
    if pks:
        paths = ("benefits__goals__binding_level", "measure_lines__goal__binding_level")
        for pk, *levels in Indicator.objects.filter(pk__in=pks).order_by().values_list("pk", *paths).distinct():
            bodies.setdefault(pk, set()).update(levels)
    return {pk: frozenset(found - {None, Goal.Binding.NONE}) for pk, found in bodies.items()}


# --- words -----------------------------------------------------------------------------------------------------------
def latest_level(observations: Iterable[Observation], indicator: Indicator) -> Level | None:
    """The newest observation that is not the baseline."""
    latest = latest_observation(observations, frequency=indicator.frequency, accumulates=indicator.accumulates)
    return _newest_level(latest, indicator) if latest else None


def _newest_level(latest, indicator, unit=None):
    """One that is older than its frequency allows says so."""
    level = observed_level(latest, indicator, unit)
    if not is_outdated(latest.period_end, on=clock.today(), frequency=indicator.frequency):
        return level
    return replace(level, note=_("%(period)s, vanhentunut tieto") % {"period": level.note})


def target_level(target: Target, indicator: Indicator, unit: Text | None = None) -> Level:
    unit = text_of(indicator, "unit") if unit is None else unit
    return Level(target_words(indicator, unit, target), target_period(target))


def target_period(target) -> str:
    """The day or the year that the level is for; "" for one that holds until another is set."""
    return day_words(target.due_on) if target.due_on else str(target.year or "")


def observed_level(observation: Observation, indicator: Indicator | Measure, unit: Text | None = None) -> Level:
    unit = text_of(indicator, "unit") if unit is None else unit
    words = amount_words(indicator, unit, observation.value, observation.words)
    return Level(words, observed_period(observation), source_words(observation))


def observed_period(observation) -> str:
    if observation.period_start is None:
        return _("ajankohta ei tiedossa")
    words = period_words(Period(observation.period_start, observation.period_end))
    return _("%(period)s, ennakkotieto") % {"period": words} if observation.is_provisional else words


def source_words(row) -> str:
    """ "Tilastokeskus, väestörakenne, haettu 29.5.2026, CC BY 4.0"; of a figure typed by hand its source alone."""
    if row.retrieved_at is None:
        return ", ".join(filter(None, (row.source, row.licence)))
    fetched = _("%(source)s, haettu %(day)s") % {
        "source": row.source,
        "day": day_words(localtime(row.retrieved_at).date()),
    }
    return f"{fetched}, {row.licence}" if row.licence else fetched
