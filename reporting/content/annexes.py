"""The annexes: every action, every measure, the goals of sustainable development, and where each figure comes from."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kemistrategy.periods import day_words
from kemistrategy.text import Text
from measures.models import Indicator
from measures.words import amount_words
from reporting.queries.report_rows import LedgerRow

from .figures import period_of
from .rows import (
    BenefitSection,
    BindingGoal,
    DefinedMeasure,
    EvidenceItem,
    GoalSection,
    ListedAction,
    Record,
    SdgRow,
    ThemeSection,
    Value,
)
from .sources import Sources
from .standing import key_of


def listed_actions(sources: Sources) -> tuple[ListedAction, ...]:
    return tuple(
        ListedAction(
            pk=pk,
            title=line.action_title,
            goals=sources.goals_of_action(pk),
            post=line.post,
            owners=line.owners_text,
            schedule=sources.schedule(line.schedule),
            status=sources.standing.status(key_of(action=pk), line.schedule, has_post=bool(line.post)),
            decision=next((str(line.decision) for line in sources.action_lines[pk] if line.decision), ""),
        )
        for pk, (line, *_others) in sources.action_lines.items()
    )


def defined_measures(sources: Sources) -> tuple[DefinedMeasure, ...]:
    return tuple(
        DefinedMeasure(
            pk=indicator.pk,
            name=indicator.name,
            definition=indicator.definition,
            unit=indicator.unit,
            frequency=str(Indicator.Frequency(indicator.frequency).label),
            source=indicator.source,
            post=indicator.post,
            doubt=indicator.doubt,
        )
        for indicator in sources.indicators.values()
    )


def sdg_rows(sources: Sources) -> tuple[SdgRow, ...]:
    goals, names = defaultdict(list), {}
    for pk in sources.goal_lines:
        for mark in sources.sdg(pk):
            names[mark.number] = mark.name
            goals[mark.number].append((sources.goal_title(pk), mark.is_suggested))
    return tuple(SdgRow(number, names[number], tuple(goals[number])) for number in sorted(names))


# --- annex 5: the record of each figure -------------------------------------------------------------------------------
def records(
    sources: Sources,
    benefits: Iterable[BenefitSection],
    sections: Iterable[ThemeSection],
    binding: Iterable[BindingGoal],
) -> tuple[Record, ...]:
    """One row for each numbered figure that these chapters show, in the order of the indicators, the oldest first."""
    shown = {value.record for value in _values(benefits, sections, binding)} - {None}
    evidence = defaultdict(list)
    for item in sources.facts.evidence:
        evidence[item.observation].append(EvidenceItem(item.pk, item.title))
    place = {pk: number for number, pk in enumerate(sources.indicators)}
    rows = sorted(
        (sources.ledger.record(number) for number in shown),
        key=lambda row: (place[row.indicator], not row.is_baseline, str(row.end), row.pk),
    )
    return tuple(_record(sources, row, tuple(evidence[row.pk])) for row in rows)


def _values(benefits, sections, binding) -> Iterable[Value]:
    for benefit in benefits:
        for line in benefit.indicators:
            yield from (line.baseline, line.actual, *line.earlier)
    goals: list[GoalSection] = [goal for section in sections for goal in section.goals]
    measures = [measure for goal in (*goals, *binding) for measure in goal.measures]
    measures += [measure for goal in goals for action in goal.actions for measure in action.measures]
    for measure in measures:
        yield measure.actual


def _record(sources, row: LedgerRow, evidence):
    indicator = sources.indicators[row.indicator]
    address = reverse("reporting:indicator-detail", args=[indicator.pk])
    return Record(
        number=row.pk,
        indicator=indicator.name,
        figure=amount_words(indicator, indicator.unit, row.value, row.words),
        period=period_of(row),
        source=row.source or str(indicator.source),
        licence=row.licence,
        retrieved=_day(row.retrieved_at),
        given_by=_given_by(indicator, row, sources.language),
        recorded="" if row.is_printed else _day(row.recorded_at),
        evidence=evidence,
        address=f"{settings.SITE_URL}{address}",
    )


def _given_by(indicator, row, language) -> Text:
    """A post or a source, never the person who typed it."""
    if row.is_printed:
        return Text(_("Strategia tai suunnitelma, josta luku on"), language)
    if row.retrieved_at:
        return Text(_("Haettu tietolähteestä"), language)
    return indicator.post


def _day(moment) -> str:
    return day_words(localtime(moment).date()) if moment else ""
