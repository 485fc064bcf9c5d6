"""Indicators: the key ones in a table or as charts, the plans' by goal, and the page of one with everything known."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import get_language

from goals.models import Benefit, Goal, MeasureLine, Round, Strategy
from goals.permissions import visible_plans, visible_strategies
from kemistrategy import clock
from kemistrategy.numbers import number_words
from kemistrategy.organisation.models import Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period
from kemistrategy.text import Text, text_of
from measures.charts import IndicatorChart
from measures.models import ComparisonValue, Indicator
from measures.permissions import indicators_to_measure, indicators_to_propose_for, indicators_to_target
from reporting.permissions import visible_indicators

from .actions import Responsible
from .attached import Holding, holder_rows, holders_by_post, tag_of, tag_rows
from .chain import Step, chain
from .charts import bounds_of, indicator_drawing
from .contacts import Contact, contacts
from .figures import Figures, Known, figures_of, measure_of
from .gathering import gathered, rows_of
from .links import Link, columns_of, distinct, link_to, page_of
from .measurability import Remark, ended_rounds, remarks_of
from .measured import (
    ComparedRow,
    ObservationRow,
    Progress,
    ProposedLevel,
    TargetRow,
    compared_rows,
    in_force,
    observation_rows,
    observations_of,
    progress_of,
    proposed_columns,
    proposed_levels,
    target_rows,
    targets_of,
)
from .published import PublishedRow, published_rows
from .sdg import TagRow

# direction: (arrow, the indicator's get_direction_display() says it in words)
ARROWS = {
    Indicator.Direction.UP: "↑",
    Indicator.Direction.DOWN: "↓",
    Indicator.Direction.MAINTAIN: "→",
    Indicator.Direction.UNSET: "",
}


class IndicatorRow(NamedTuple):
    """As much of an indicator as a list shows, once for each of its benefits."""

    pk: int
    kind: str
    direction: str
    decimals: int
    scale_maximum: Decimal | None
    accumulates: bool
    frequency: str
    parent_id: int | None
    name_fi: str
    name_sv: str | None
    name_en: str | None
    unit_fi: str
    unit_sv: str | None
    unit_en: str | None
    source_fi: str
    source_sv: str | None
    source_en: str | None
    doubt_fi: str
    doubt_sv: str | None
    doubt_en: str | None
    benefit_fi: str
    benefit_sv: str | None
    benefit_en: str | None
    benefit_address: int


@dataclass(frozen=True)
class KeyRow:
    """A line of the table of key indicators; `is_part` marks a part of the indicator above it."""

    pk: int
    link: Link
    benefits: tuple[Link, ...]
    figures: Figures
    arrow: str
    direction: str
    source: Text
    doubt: Text
    is_part: bool

    @property
    def is_drawn(self) -> bool:
        """Something has been measured: a baseline alone draws nothing."""
        return bool(self.figures.chart and self.figures.chart.dot)


@dataclass(frozen=True)
class MeasuredIn:
    """A line of a plan that this indicator measures, in the city's sentence."""

    words: Text
    goal: Link
    action: Link | None
    plan: Link


@dataclass(frozen=True)
class Deeds:
    """What this reader may do with the indicator's figures and levels."""

    may_measure: bool
    may_target: bool
    may_propose: bool


@dataclass(frozen=True)
class Ratio:
    """What the indicator is calculated from; a part that this reader does not see is None."""

    numerator: Link | None
    denominator: Link | None
    scale: str


@dataclass(frozen=True)
class IndicatorPage:
    pk: int
    name: Text
    kind: str
    unit: Text
    is_key: bool
    arrow: str
    direction: str
    frequency: str
    accumulates: bool
    definition: Text
    source: Text
    licence: str
    doubt: Text
    figures: Figures
    chart: IndicatorChart | None
    progress: Progress
    observations: tuple[ObservationRow, ...]
    targets: tuple[TargetRow, ...]
    proposals: tuple[ProposedLevel, ...]
    compared: tuple[ComparedRow, ...]
    remarks: tuple[Remark, ...]
    deeds: Deeds
    ratio: Ratio | None
    parent: Link | None
    children: tuple[tuple[Link, Figures], ...]
    benefits: tuple[Link, ...]
    strategic_goals: tuple[Link, ...]
    lines: tuple[MeasuredIn, ...]
    responsible: Responsible
    tags: tuple[TagRow, ...]
    published: tuple[PublishedRow, ...]
    chain: tuple[Step, ...]
    contacts: tuple[Contact, ...]

    @property
    def newest(self) -> PublishedRow | None:
        """What the newest published report tells of it."""
        return next(iter(self.published), None)


def key_rows(
    rights: Rights, *, are_told: bool = True, with_adopted: bool = True, strategy: str = ""
) -> tuple[KeyRow, ...]:
    """Indicators with their benefits, targets, observations: three queries, a fourth where a target level has moved
    and `with_adopted` asks what it was adopted at.

    `are_told`: each with the sentence that says what its figures show; `strategy`: those of one alone, by its slug.
    """
    strategies = visible_strategies(rights)
    rows = (
        Indicator.objects.key()
        .filter(benefits__strategy__in=strategies.filter(slug=strategy) if strategy else strategies)
        .annotate(**columns_of("benefits", Benefit, name="benefit"))
        .order_by("benefits__strategy__position", "benefits__position", "position", "pk")
    )
    by_indicator = {}
    for row in map(IndicatorRow._make, rows.values_list(*IndicatorRow._fields)):
        by_indicator.setdefault(row.pk, []).append(row)
    figures = figures_of(
        (rows[0] for rows in by_indicator.values()), rights, are_told=are_told, with_adopted=with_adopted
    )
    language = get_language()
    directions = {code: str(words) for code, words in Indicator.Direction.choices}
    return tuple(_key_row(rows, figures[pk], directions, language) for pk, rows in by_indicator.items())


def _key_row(rows, figures, directions, language):
    indicator = rows[0]
    return KeyRow(
        pk=indicator.pk,
        link=Link(text_of(indicator, "name", language), page_of(Indicator, indicator.pk)),
        benefits=distinct(
            Link(text_of(row, "benefit", language), page_of(Benefit, row.benefit_address)) for row in rows
        ),
        figures=figures,
        arrow=ARROWS[indicator.direction],
        direction=directions[indicator.direction],
        source=text_of(indicator, "source", language),
        doubt=text_of(indicator, "doubt", language),
        is_part=indicator.parent_id is not None,
    )


def indicator_page(rights: Rights, pk: int) -> IndicatorPage:
    """Everything known of one indicator; seven queries, two more for the remarks that signed-in readers see."""
    family, rows = _family(rights, pk)
    indicator = rows[0]
    children = [row for row in family.values() if row.parent_id == pk]
    observed = observations_of([pk, *(child.pk for child in children)], rights)
    targets = targets_of([pk, *(child.pk for child in children)])
    around = _surroundings(rights, indicator)
    lines = list(
        MeasureLine.objects.filter(indicator=pk, plan__in=visible_plans(rights)).select_related(
            "goal", "action", "plan"
        )
    )
    bodies = {*around.levels, *(line.goal.binding_level for line in lines)} - {Goal.Binding.NONE, None}
    known = _known(indicator, observed, targets, bodies)
    compared = list(ComparisonValue.objects.filter(indicator=pk).order_by("area_name", "period_end"))
    posts = [indicator.answering_post] if indicator.answering_post else []
    measured_in = tuple(_measured_in(line) for line in lines)
    return IndicatorPage(
        pk=pk,
        **_facts(indicator),
        unit=known.unit,
        figures=known.figures(),
        chart=indicator_drawing(known, compared, bounds_of(indicator)),
        progress=progress_of(known),
        observations=observation_rows(observed.get(pk, ()), indicator),
        targets=target_rows(known.targets, indicator),
        proposals=proposed_levels(rows) if rights.is_signed_in else (),
        compared=compared_rows(known, compared),
        remarks=_remarks(indicator, known, around.ended, rights),
        deeds=Deeds(indicator.may_measure, indicator.may_target, indicator.may_propose),
        ratio=_ratio(indicator, family),
        parent=link_to(family.get(indicator.parent_id)),
        children=tuple((link_to(child), _known(child, observed, targets).figures()) for child in children),
        benefits=around.benefits,
        strategic_goals=around.goals,
        lines=measured_in,
        responsible=Responsible(link_to(indicator.answering_post), around.takes_part),
        tags=around.tags,
        published=published_rows(indicator=pk),
        chain=chain(
            "indicator",
            link_to(indicator),
            benefits=around.benefits,
            goals=[*around.goals, *(line.goal for line in measured_in)],
            actions=(line.action for line in measured_in),
            posts=map(link_to, posts),
        ),
        contacts=contacts(posts, around.holders),
    )


def _facts(indicator):
    """What is said of the indicator itself."""
    return {
        "name": text_of(indicator, "name"),
        "kind": indicator.get_kind_display(),
        "is_key": indicator.is_key,
        "arrow": ARROWS[indicator.direction],
        "direction": indicator.get_direction_display(),
        "frequency": indicator.get_frequency_display(),
        "accumulates": indicator.accumulates,
        "definition": text_of(indicator, "definition"),
        "source": text_of(indicator, "source"),
        "licence": indicator.licence,
        "doubt": text_of(indicator, "doubt"),
    }


def _family(rights, pk):
    """The indicator, its parts, its whole and what it is calculated from, as far as this reader sees them: one query.

    Gives them by pk, and the rows of the indicator itself: one for each of its open proposals.
    """
    asked = OuterRef("pk")
    related = Q(pk=pk) | Q(parent=pk) | Q(children=pk) | Q(numerator_of=pk) | Q(denominator_of=pk)
    rows = (
        visible_indicators(rights)
        .filter(related)
        .select_related("answering_post")
        .annotate(
            may_measure=Exists(indicators_to_measure(rights).filter(pk=asked)),
            may_target=Exists(indicators_to_target(rights).filter(pk=asked)),
            may_propose=Exists(indicators_to_propose_for(rights).filter(pk=asked)),
            **proposed_columns(),
        )
    )
    family, own = {}, []
    for row in rows:
        family.setdefault(row.pk, row)
        if row.pk == pk:
            own.append(row)
    if not own:
        raise Http404
    return family, own


def _known(indicator, observed, targets, bodies=()):
    rows = in_force(observed.get(indicator.pk, ()))
    levels = tuple(targets.get(indicator.pk, ()))
    return Known(measure_of(indicator), rows, levels, frozenset(bodies), clock.today().year)


def _ratio(indicator, family):
    if indicator.denominator_id is None:
        return None
    parts = (link_to(family.get(part)) for part in (indicator.numerator_id, indicator.denominator_id))
    return Ratio(*parts, scale=number_words(indicator.ratio_scale))


def _remarks(indicator, known, ended, rights):
    """What the measurability check says of it: for those who have signed in, as on the page of the check."""
    if not rights.is_signed_in:
        return ()
    found = remarks_of([indicator], rights, targets=known.present_targets, observations=known.observed, rounds=ended)
    return found[indicator.pk]


class Surroundings(NamedTuple):
    """Who takes part, which benefits it shows, the goals those serve and the bodies they bind (`levels`)."""

    takes_part: tuple[Link, ...]
    benefits: tuple[Link, ...]
    goals: tuple[Link, ...]
    levels: frozenset[str]
    tags: tuple[TagRow, ...]
    holders: dict[int, tuple[Holding, ...]]
    ended: tuple[Period, ...]


def _surroundings(rights, indicator) -> Surroundings:
    """One query. What belongs to a draft strategy is shown to the coordinator alone."""
    served = Goal.objects.filter(benefits__indicators=indicator.pk)
    takes_part = Position.objects.filter(takes_part_in_indicators=indicator.pk)
    found = gathered(
        post=rows_of(takes_part, title="title", position="position"),
        benefit=rows_of(
            Benefit.objects.filter(indicators=indicator.pk), title="name", code="strategy__state", position="position"
        ),
        goal=rows_of(
            served.distinct(), title="title", code="strategy__state", words="binding_level", position="position"
        ),
        tag=tag_rows({"indicator": indicator.pk}),
        holder=holder_rows(rights, [indicator.answering_post_id]),
        ended=rows_of(
            ended_rounds() if rights.is_signed_in else Round.objects.none(), starts_on="starts_on", ends_on="as_of"
        ),
    )

    def links(kind, model):
        return distinct(
            Link(text_of(row, "title"), page_of(model, row.address))
            for row in found[kind]
            if rights.coordinates or row.code != Strategy.State.DRAFT
        )

    return Surroundings(
        takes_part=links("post", Position),
        benefits=links("benefit", Benefit),
        goals=links("goal", Goal),
        levels=frozenset(row.words for row in found["goal"]),
        tags=tuple(map(tag_of, found["tag"])),
        holders=holders_by_post(found["holder"]),
        ended=_newest_first(found["ended"]),
    )


def _newest_first(rounds) -> tuple[Period, ...]:
    days = sorted(((row.ends_on, row.starts_on) for row in rounds), reverse=True)
    return tuple(Period(start, end) for end, start in days)


def _measured_in(line):
    return MeasuredIn(text_of(line, "words"), link_to(line.goal), link_to(line.action), link_to(line.plan))
