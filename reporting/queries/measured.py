"""Everything measured of one indicator: its values with corrections and evidence, its levels, its way and its pace."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, FilteredRelation, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, are_equally_long, day_words, period_words
from kemistrategy.text import Text, text_of
from measures.ledger import target_day
from measures.models import ComparisonValue, Indicator, Observation, ProposedObservation, Target, TargetProposal
from measures.pace import outlook, pace, trend
from measures.sentences import attainment_words, pace_words, trend_words
from measures.words import amount_words, target_words
from reporting.permissions import readable_observations

from .figures import Known, Level, observed_level, source_words, target_level
from .links import Link, link_to

EVIDENCE = ("pk", "title", "file_name", "address")
REVISION = ("value", "source", "licence", "retrieved_at")
PROPOSED = ("pk", "year", "comparison", "low", "high", "words", "reason", "language", "proposed_at")


@dataclass(frozen=True)
class EvidenceRow:
    """A file has no `address`: it is fetched by its `pk`."""

    pk: int
    title: str
    file_name: str
    address: str


@dataclass(frozen=True)
class Revision:
    """What the source says of the period now; it waits for a person."""

    words: Text
    source: str


@dataclass(frozen=True)
class ObservationRow:
    """A measured value. One that was corrected says by what and why; the newest source revision may wait."""

    pk: int
    period: str
    level: Level
    is_baseline: bool
    is_provisional: bool
    source: str
    note: str
    is_corrected: bool
    corrected_to: Text
    reason: str
    evidence: tuple[EvidenceRow, ...]
    revision: Revision | None


@dataclass(frozen=True)
class TargetRow:
    pk: int
    level: Level
    origin: str
    decision: Link | None
    reason: str
    is_replaced: bool


@dataclass(frozen=True)
class ProposedLevel:
    """A target level that somebody proposed and nobody has decided on yet."""

    level: Text
    year: str
    reason: Text
    post: Text
    proposed_on: str


@dataclass(frozen=True)
class ComparedRow:
    """Another area's newest value; `is_own` is the city's."""

    area: str
    words: Text
    period: str
    source: str
    is_own: bool = False


@dataclass(frozen=True)
class Way:
    """How far the newest figure has come towards one target level: a calculation, never a judgement."""

    title: str
    level: Level
    words: str


@dataclass(frozen=True)
class Progress:
    """`ways`: towards the level in force, and towards the adopted one where it is another."""

    ways: tuple[Way, ...]
    pace: str
    trend: str


# --- the rows --------------------------------------------------------------------------------------------------------
def observations_of(indicators: Iterable[int], rights: Rights) -> dict[int, list[Observation]]:
    """Values of each indicator, oldest first: those in force and those they corrected. One query.

    For those who have signed in the evidence and what the source has changed come along: a row per piece of evidence.
    """
    rows = readable_observations(rights).filter(indicator__in=list(indicators))
    if rights.is_signed_in:
        waiting = Q(revisions__state=ProposedObservation.State.WAITING)
        rows = rows.annotate(
            revision=FilteredRelation("revisions", condition=waiting),
            **{f"evidence_{field}": F(f"evidence__{field}") for field in EVIDENCE},
            **{f"revision_{field}": F(f"revision__{field}") for field in REVISION},
        )
    found = {}
    for row in rows.order_by("indicator_id", F("period_end").asc(nulls_first=True), "pk"):
        found.setdefault(row.indicator_id, []).append(row)
    return found


def in_force(rows: Iterable[Observation]) -> tuple[Observation, ...]:
    """Each once, without those that another of them corrects."""
    rows = {row.pk: row for row in rows}
    corrected = {row.corrects_id for row in rows.values()}
    return tuple(row for pk, row in rows.items() if pk not in corrected)


def targets_of(indicators: Iterable[int]) -> dict[int, list[Target]]:
    """Every level of each indicator, in the order they were set. One query."""
    found = {}
    rows = Target.objects.filter(indicator__in=list(indicators)).select_related("decision")
    for row in rows.annotate(follower=F("replaced_by__pk")).order_by("pk"):
        found.setdefault(row.indicator_id, []).append(row)
    return found


def observation_rows(rows: Iterable[Observation], indicator: Indicator) -> tuple[ObservationRow, ...]:
    """Newest first, a corrected value under the one that took its place."""
    evidence = {}
    for row in rows:
        pieces = evidence.setdefault(row.pk, {})
        if pk := getattr(row, "evidence_pk", None):
            pieces[pk] = EvidenceRow(*(getattr(row, f"evidence_{field}") for field in EVIDENCE))
    rows = {row.pk: row for row in rows}
    correctors = {row.corrects_id: row for row in rows.values() if row.corrects_id}
    return tuple(
        _observation_row(row, indicator, correctors.get(pk), tuple(evidence[pk].values()))
        for pk, row in reversed(rows.items())
    )


def _observation_row(row, indicator, corrector, evidence):
    revised = getattr(row, "revision_value", None)
    unit = text_of(indicator, "unit")
    level = observed_level(row, indicator, unit)
    return ObservationRow(
        pk=row.pk,
        period=level.note,
        level=level,
        is_baseline=row.is_baseline,
        is_provisional=row.is_provisional,
        source=level.source,
        note=row.note,
        is_corrected=corrector is not None,
        corrected_to=observed_level(corrector, indicator, unit).words if corrector else Text(""),
        reason=corrector.reason if corrector else "",
        evidence=evidence,
        revision=None if revised is None or corrector else _revision(row, indicator, unit),
    )


def _revision(row, indicator, unit):
    said = ProposedObservation(**{field: getattr(row, f"revision_{field}") for field in REVISION})
    return Revision(amount_words(indicator, unit, said.value, ""), source_words(said))


def target_rows(targets: Iterable[Target], indicator: Indicator) -> tuple[TargetRow, ...]:
    return tuple(
        TargetRow(
            pk=row.pk,
            level=target_level(row, indicator),
            origin=row.get_origin_display(),
            decision=link_to(row.decision),
            reason=row.reason,
            is_replaced=row.follower is not None,
        )
        for row in targets
    )


def proposed_columns() -> dict:
    """Annotations that bring an indicator's open proposals along, a row each: see `proposed_levels`."""
    is_open = Q(target_proposals__state=TargetProposal.State.OPEN)
    columns = {f"proposal_{field}": F(f"proposal__{field}") for field in PROPOSED}
    posts = {
        f"proposal_post_title_{language}": F(f"proposal__post__title_{language}") for language in ("fi", "sv", "en")
    }
    return {"proposal": FilteredRelation("target_proposals", condition=is_open)} | columns | posts


def proposed_levels(rows: Iterable[Indicator]) -> tuple[ProposedLevel, ...]:
    """The proposals that `proposed_columns` brought along."""
    found = {row.proposal_pk: row for row in rows if row.proposal_pk}
    return tuple(_proposed_level(row) for row in found.values())


def _proposed_level(row):
    proposal = TargetProposal(**{field: getattr(row, f"proposal_{field}") for field in PROPOSED})
    return ProposedLevel(
        level=target_words(row, text_of(row, "unit"), proposal),
        year=str(proposal.year or ""),
        reason=Text(proposal.reason, proposal.language),
        post=text_of(row, "proposal_post_title"),
        proposed_on=day_words(localtime(proposal.proposed_at).date()),
    )


def compared_rows(known: Known, values: Iterable[ComparisonValue]) -> tuple[ComparedRow, ...]:
    """The city and the other areas in the newest period that each of them has; nothing without other areas."""
    newest = {value.area: value for value in sorted(values, key=lambda value: value.period_end)}
    if not newest:
        return ()
    rows = [
        ComparedRow(
            area=value.area_name,
            words=amount_words(known.measure, known.unit, value.value, ""),
            period=period_words(Period(value.period_start, value.period_end)),
            source=source_words(value),
        )
        for value in sorted(newest.values(), key=lambda value: value.area_name)
    ]
    own = known.latest
    if own and own.value is not None:
        level = observed_level(own, known.measure, known.unit)
        rows.insert(0, ComparedRow(settings.CITY_NAME, level.words, level.note, level.source, is_own=True))
    return tuple(rows)


# --- the way, the pace, the trend ------------------------------------------------------------------------------------
def progress_of(known: Known) -> Progress:
    """What can be calculated of the way to the target level."""
    titles = [(known.target, _("Tavoitetaso nyt")), (known.adopted, _("Tavoitetaso hyväksyttäessä"))]
    ways = tuple(_way(known, row, title) for row, title in titles if row)
    return Progress(ways=ways, pace=_pace(known), trend=_trend(known))


def _way(known, target, title):
    found = known.attainment_of(target)
    words = attainment_words(found, distance=known.distance_words(found))
    return Way(title, target_level(target, known.measure, known.unit), words)


def _pace(known):
    if known.target is None or known.latest is None or known.latest.value is None:
        return ""
    on = known.latest.period_end
    found = pace(
        known.attainment_of(known.target),
        on=on,
        start=known.baseline.period_end if known.baseline else None,
        end=target_day(known.target),
    )
    expected = known.rounded(found.expected) if found.expected is not None else ""
    return pace_words(found, expected=expected, day=day_words(on))


def _trend(known):
    """Of periods as long as the newest one; of what comes together during the year only of whole years."""
    latest, day = known.latest, target_day(known.target)
    if latest is None or latest.value is None or day is None or day <= latest.period_end:
        return ""
    period = Period(latest.period_start, latest.period_end)
    if known.measure.accumulates and (period.end - period.start).days < 360:
        return ""
    measured = [row for row in known.observed if row.value is not None and row.period_end]
    alike = [row for row in measured if are_equally_long(Period(row.period_start, row.period_end), period)]
    found = trend([(row.period_end, row.value) for row in alike], on=day)
    if found is None:
        return ""
    ends = {"low": known.rounded(found.low), "high": known.rounded(found.high)}
    return trend_words(outlook(found, known.attainment_of(known.target)), day=day_words(day), **ends)
