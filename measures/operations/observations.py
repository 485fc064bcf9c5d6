"""Entering figures: one, many at once, or in the place of a wrong one. Rows are only ever added."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.numbers import NotANumber
from kemistrategy.organisation.evidence import NewEvidence, keep_evidence
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, are_equally_long, day_words, overlap, period_words, whole_months
from kemistrategy.refusals import Conflict, NotAllowed
from measures.models import Indicator, Observation
from measures.permissions import indicators_to_measure
from measures.readings import read_value
from measures.words import figure_problem

from .ratios import propose_from, uses

LENGTHS = (1, 6, 12)  # months: what is measured by the month, the half-year or the year
TAKEN = gettext_lazy("Jaksolle on jo kirjattu luku. Jos se on väärin, oikaise se.")


@dataclass(frozen=True)
class TypedValue:
    """One indicator's figure of a period as it was typed. A source of None is the indicator's own."""

    indicator_pk: int
    text: str
    note: str = ""
    source: str | None = None
    is_provisional: bool = False


class NotRecorded(NotAllowed):
    """Nothing was saved; `problems` says why by the number of the indicator."""

    def __init__(self, problems: dict[int, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def record_observation(
    indicator_pk: int,
    *,
    period: Period,
    text: str,
    rights: Rights,
    note: str = "",
    source: str | None = None,
    is_provisional: bool = False,
    evidence: NewEvidence | None = None,
) -> Observation:
    """Adds the figure of a period.

    Raises Indicator.DoesNotExist when this person does not enter its figures; Conflict when the period has a figure
    (`theirs`); NotAllowed with a sentence when the figure or the period can't be taken.
    """
    typed = TypedValue(indicator_pk, text, note, source, is_provisional)
    try:
        return _record([typed], period, rights, evidence)[0]
    except (_Recorded, IntegrityError) as taken:
        theirs = _in_force(indicator_pk, period)
        if theirs is None:
            raise NotAllowed(_at_the_same_time()) from taken
        raise Conflict(str(TAKEN), theirs=theirs) from taken


def record_observations(typed: Iterable[TypedValue], *, period: Period, rights: Rights) -> list[Observation]:
    """Adds the figures of many indicators for one period: all of them, or none when one can't be taken.

    Raises NotRecorded with a sentence for each that can't; Indicator.DoesNotExist when one is not this person's;
    NotAllowed when the period can't be taken.
    """
    typed = list(typed)
    try:
        return _record(typed, period, rights)
    except IntegrityError as race:
        raise NotAllowed(_at_the_same_time()) from race


def _at_the_same_time():
    return _("Joku muu kirjasi samoja lukuja samaan aikaan. Tallenna uudelleen.")


@transaction.atomic
def record_baseline(
    indicator_pk: int,
    *,
    period: Period | None,
    text: str,
    rights: Rights,
    note: str = "",
    source: str | None = None,
    is_provisional: bool = False,
    evidence: NewEvidence | None = None,
) -> Observation:
    """Adds the level from which the way to the target begins; a period of None: nobody knows when it was measured.

    Raises Indicator.DoesNotExist when this person does not enter its figures; Conflict when there is a baseline
    (`theirs`), which is corrected; NotAllowed with a sentence when the figure or the period can't be taken.
    """
    indicators, ratios = _locked([indicator_pk], rights)
    if indicator_pk not in indicators:
        raise Indicator.DoesNotExist
    indicator = indicators[indicator_pk]
    there = indicator.observations.present().filter(is_baseline=True).first()
    if there:
        raise Conflict(_("Lähtötaso on jo kirjattu. Jos se on väärin, oikaise se."), theirs=there)
    if period:
        _refuse_period(period)
        _refuse_baseline_period(indicator, period, _known(indicators, ratios, period))
    typed = TypedValue(indicator_pk, text, note, source, is_provisional)
    row = _observation(indicator, period, typed, rights)
    row.is_baseline = True
    save_with_history(row, by=rights.user, reason="baseline recorded")
    _attach(evidence, [row], rights)
    return row


def _refuse_baseline_period(indicator, period, known):
    own = [row for row in known if row.indicator_id == indicator.pk]
    if any(_period_of(row) == period for row in own):
        raise NotAllowed(str(TAKEN))
    if problem := _overlap_problem(own, period):
        raise NotAllowed(problem)
    if indicator.targets.present().filter(year__lt=period.end.year).exists():
        raise NotAllowed(_("Tavoitevuosi on ennen lähtötason ajankohtaa. Tarkista jakso."))


class _Recorded(NotRecorded):
    """Every problem is that the period has a figure already."""


@transaction.atomic
def _record(typed, period, rights, evidence=None):
    _refuse_period(period)
    pks = [value.indicator_pk for value in typed]
    indicators, ratios = _locked(pks, rights)
    if set(pks) - set(indicators):
        raise Indicator.DoesNotExist
    known = _known(indicators, ratios, period)
    rows, problems, taken = [], {}, set()
    for value in typed:
        indicator = indicators[value.indicator_pk]
        found = [row for row in known if row.indicator_id == indicator.pk]
        if any(_period_of(row) == period for row in found):
            taken.add(indicator.pk)
            problems[indicator.pk] = str(TAKEN)
        elif problem := _overlap_problem(found, period):
            problems[indicator.pk] = problem
        else:
            try:
                rows.append(_observation(indicator, period, value, rights))
            except NotAllowed as refusal:
                problems[indicator.pk] = str(refusal)
    if problems:
        raise (_Recorded if taken == set(problems) else NotRecorded)(problems)
    added = create_many_with_history(rows, by=rights.user, reason="recorded")
    _propose_ratios(ratios, [*known, *added], period, rights)
    _attach(evidence, added, rights)
    return added


def _refuse_period(period):
    if whole_months(period) not in LENGTHS:
        raise NotAllowed(_("Anna jaksoksi kuukausi, puolivuosi tai vuosi, esimerkiksi 6/2023, 1–6/2023 tai 2023."))
    if period.end > clock.today():
        raise NotAllowed(
            _("Jakso ei ole vielä päättynyt. Kirjaa sen luku aikaisintaan %(day)s.") % {"day": day_words(period.end)}
        )


def _locked(pks, rights):
    """The indicators by number, and the ratios that are calculated of them: one query that locks both in one order.

    `pks` are a list or a query of one column; those whose figures this person does not enter are left out.
    """
    asked = indicators_to_measure(rights).filter(pk=OuterRef("pk")).filter(pk__in=pks)
    found = list(
        Indicator.objects.filter(Q(pk__in=pks) | uses(pks))
        .annotate(is_asked=Exists(asked))
        .select_related("numerator", "denominator")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    indicators = {row.pk: row for row in found if row.is_asked}
    return indicators, [
        row for row in found if not indicators.keys().isdisjoint((row.numerator_id, row.denominator_id))
    ]


def _known(indicators, ratios, period):
    """Observations in force that touch the period: of the indicators, the ratios and the ratios' parts."""
    pks = {*indicators, *(pk for row in ratios for pk in (row.pk, row.numerator_id, row.denominator_id))}
    touching = Observation.objects.present().filter(
        indicator__in=pks, period_start__lte=period.end, period_end__gte=period.start
    )
    return list(touching)


def _period_of(row):
    return Period(row.period_start, row.period_end)


def _overlap_problem(found, period) -> str:
    for row in found:
        other = _period_of(row)
        if are_equally_long(other, period) and overlap(other, period):
            return _("Jakso menee päällekkäin jo kirjatun jakson %(period)s kanssa. Valitse toinen jakso.") % {
                "period": period_words(other)
            }
    return ""


def _observation(indicator, period, typed, rights):
    return Observation(
        indicator=indicator,
        period_start=period and period.start,
        period_end=period and period.end,
        value=value_of(indicator, typed.text),
        words=typed.text,
        note=typed.note,
        source=(indicator.source_fi or "") if typed.source is None else typed.source,
        is_provisional=typed.is_provisional,
        entered_by=rights.user,
    )


def value_of(indicator: Indicator, text: str) -> Decimal | None:
    """The value of a typed figure, None for a kind that is told in words; NotAllowed says what to do about others."""
    if not text.strip():
        raise NotAllowed(_("Kirjoita tieto.") if indicator.is_told_in_words else _("Kirjoita luku."))
    try:
        return read_value(text, indicator)
    except NotANumber as problem:
        raise NotAllowed(figure_problem(problem.kind, indicator)) from problem


def correct_observation(
    observation_pk: int,
    *,
    text: str,
    note: str,
    source: str,
    is_provisional: bool,
    reason: str,
    rights: Rights,
    evidence: NewEvidence | None = None,
) -> Observation:
    """Adds a row that takes the place of this one, the row the person saw, and says why; the old one stays.

    Raises Observation.DoesNotExist when it is not this person's; Conflict when somebody has corrected it since
    (`theirs` is the row in force); NotAllowed with a sentence for a figure that can't be taken or that is the same.
    """
    typed = {"words": text, "note": note, "source": source, "is_provisional": is_provisional}
    try:
        return _correct(observation_pk, typed, reason, rights, evidence)
    except (_Corrected, IntegrityError) as taken:
        row = Observation.objects.get(pk=observation_pk)
        theirs = _in_force(row.indicator_id, _period_of(row))
        raise Conflict(_("Joku muu on jo oikaissut tämän luvun. Vertaa lukuja."), theirs=theirs) from taken


class _Corrected(Exception):
    """The row is no longer the one in force."""


@transaction.atomic
def _correct(observation_pk, typed, reason, rights, evidence):
    mine = Observation.objects.filter(indicator__in=indicators_to_measure(rights), pk=observation_pk)
    indicators, ratios = _locked(mine.values("indicator"), rights)
    row = mine.annotate(is_corrected=Exists(Observation.objects.filter(corrects=OuterRef("pk")))).get()
    if row.is_corrected:
        raise _Corrected
    if not reason.strip():
        raise NotAllowed(_("Kerro, miksi lukua oikaistaan."))
    value = value_of(indicators[row.indicator_id], typed["words"])
    if all(getattr(row, name) == given for name, given in typed.items()) and row.value == value:
        raise NotAllowed(_("Mikään ei muuttunut. Muuta lukua tai selitettä, tai jätä luku ennalleen."))
    new = Observation(
        indicator_id=row.indicator_id,
        period_start=row.period_start,
        period_end=row.period_end,
        value=value,
        is_baseline=row.is_baseline,
        entered_by=rights.user,
        corrects=row,
        reason=reason,
        **typed,
    )
    save_with_history(new, by=rights.user, reason="corrected")
    if ratios and row.period_start:
        period = _period_of(row)
        known = [other for other in _known(indicators, ratios, period) if other.pk != new.pk]
        _propose_ratios(ratios, [*known, new], period, rights)
    _attach(evidence, [new], rights)
    return new


def _in_force(indicator_pk, period) -> Observation | None:
    rows = Observation.objects.present().select_related("indicator", "entered_by")
    return rows.filter(indicator=indicator_pk, period_start=period.start, period_end=period.end).first()


def _propose_ratios(ratios, observations, period, rights):
    if ratios:
        propose_from(ratios, [row for row in observations if _period_of(row) == period], by=rights.user)


def _attach(evidence, rows, rights):
    if evidence:
        kept = keep_evidence(evidence, by=rights.user)
        for row in rows:
            row.evidence.add(kept)
