"""The measurability check: what keeps a goal from being evaluated by its measures, by rule, and where to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from goals.models import Benefit, Goal, MeasureLine, Round
from goals.permissions import visible_plans, visible_strategies
from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period
from kemistrategy.text import Text, finnish_order
from measures.fitness import Beside, Measured, Rule, goal_remarks, measured_of, remarks
from measures.fitness_words import remark_sentence, rule_name
from measures.models import Indicator, Observation, Target
from reporting.permissions import visible_indicators, visible_observations

from .links import Link, distinct, link_to, own_words

# The tab of the indicators that no goal and no benefit has; a strategy's slug may not be this.
OTHERS = "muut"
# Where a remark is mended: at the target levels or with a figure, else in the indicator's own facts.
MENDED_AT_TARGET = (
    Rule.NO_TARGET,
    Rule.BARE_COUNT,
    Rule.NO_DATE,
    Rule.TARGET_EQUALS_BASELINE,
    Rule.TARGET_ON_WORSE_SIDE,
    Rule.TARGET_NOT_COMPARABLE,
)
MENDED_BY_FIGURE = (Rule.NO_OBSERVATION_IN_TWO_ROUNDS,)


@dataclass(frozen=True)
class Remark:
    """One rule that is not met, in words, and the page where this reader can do something about it."""

    code: str
    sentence: str
    name: str = ""
    to: Link | None = None


@dataclass(frozen=True)
class RemarkedRow:
    """An indicator with its remarks; without any it is not listed."""

    link: Link
    post: Link | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class RemarkedGroup:
    """A goal or a benefit, what is remarked on itself, and its indicators."""

    link: Link | None
    is_benefit: bool
    remarks: tuple[Remark, ...]
    rows: tuple[RemarkedRow, ...]


@dataclass(frozen=True)
class RuleCount:
    """How many indicators, or goals, a rule names; each once, wherever it stands."""

    code: str
    name: str
    number: int


@dataclass(frozen=True)
class MeasurabilityPage:
    tabs: tuple[tuple[Text, str, bool], ...]
    strategy: str
    groups: tuple[RemarkedGroup, ...]
    counts: tuple[RuleCount, ...]
    indicators: int
    remarked: int
    posts: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, str], ...]


# --- the remarks of indicators ------------------------------------------------------------------------------------
def remarks_of(
    indicators: Iterable[Indicator],
    rights: Rights,
    *,
    targets: Iterable[Target] | None = None,
    observations: Iterable[Observation] | None = None,
    rounds: tuple[Period, ...] | None = None,
) -> dict[int, tuple[Remark, ...]]:
    """Indicator pk → its remarks; every indicator asked for is in the answer.

    Four queries; one when the caller hands in what it has loaded already: the `targets` that nothing replaces and the
    `observations` the reader may see, of these indicators, and the periods of the `ended_rounds`, the newest first.
    """
    chosen = {indicator.pk: indicator for indicator in indicators}
    measured = _measured(
        chosen,
        targets=Target.objects.present().filter(indicator__in=chosen) if targets is None else targets,
        observations=visible_observations(rights).filter(indicator__in=chosen)
        if observations is None
        else observations,
        beside=_beside(chosen),
    )
    return _remarks(chosen, measured, _periods_of_ended() if rounds is None else rounds, rights)


def _measured(indicators, *, targets, observations, beside) -> dict[int, Measured]:
    targets_of, observations_of = ({pk: [] for pk in indicators} for _kind in range(2))
    for target in targets:
        targets_of[target.indicator_id].append(target)
    for observation in observations:
        observations_of[observation.indicator_id].append(observation)
    year = clock.today().year
    return {
        pk: measured_of(
            indicator,
            targets=targets_of[pk],
            observations=observations_of[pk],
            year=year,
            beside=beside.get(pk, ()),
        )
        for pk, indicator in indicators.items()
    }


def _beside(pks) -> dict[int, tuple[Beside, ...]]:
    """The other indicators of the same benefits, with whether they have a baseline and a target: one query."""
    other = "benefits__indicators"
    own = {"indicator": OuterRef(f"{other}__pk")}
    rows = (
        Indicator.objects.filter(pk__in=pks)
        .annotate(
            has_baseline=Exists(Observation.objects.present().filter(is_baseline=True, **own)),
            has_target=Exists(Target.objects.present().filter(**own)),
        )
        .order_by("pk", f"{other}__pk")
        .values_list(
            "pk",
            *(f"{other}__{name}" for name in ("pk", "kind", "unit_fi", "accumulates")),
            "has_baseline",
            "has_target",
        )
    )
    beside = {}
    for pk, other_pk, kind, unit, *facts in rows:
        if other_pk not in (None, pk):
            beside.setdefault(pk, []).append(Beside(kind, unit or "", *facts))
    return {pk: tuple(others) for pk, others in beside.items()}


def ended_rounds() -> QuerySet[Round]:
    """The two latest reviews that have ended."""
    newest = Round.objects.filter(state=Round.State.CLOSED).order_by("-as_of", "-starts_on")
    return Round.objects.filter(pk__in=newest.values("pk")[:2]).order_by("-as_of", "-starts_on")


def _periods_of_ended() -> tuple[Period, ...]:
    return tuple(Period(*days) for days in ended_rounds().values_list("starts_on", "as_of"))


def _remarks(indicators, measured, rounds, rights):
    return {
        pk: tuple(
            Remark(rule, remark_sentence(rule), rule_name(rule), _mended_at(rule, indicators[pk], rights))
            for rule in remarks(facts, rounds=rounds)
        )
        for pk, facts in measured.items()
    }


def _mended_at(rule, indicator, rights) -> Link:
    """The nearest page where this reader can do something about it; at least the indicator's own."""
    answers = indicator.answering_post_id in rights.writes_for
    if rule in MENDED_AT_TARGET and rights.coordinates:
        return _door(_("Muuta tavoitetasoa"), "measures:target-change", indicator)
    if rule in MENDED_AT_TARGET and answers:
        return _door(_("Ehdota tavoitetasoa"), "measures:target-propose", indicator)
    if rule == Rule.NO_BASELINE and (answers or rights.coordinates):
        return _door(_("Kirjaa lähtötaso"), "measures:observation-add", indicator, query="?lahtotaso=1")
    if rule in MENDED_BY_FIGURE and (answers or rights.coordinates):
        return _door(_("Kirjaa luku"), "measures:observation-add", indicator)
    if rights.administers:
        return _door(_("Täydennä mittarin tietoja"), "admin:measures_indicator_change", indicator)
    return _door(_("Avaa mittari"), "reporting:indicator-detail", indicator)


def _door(words, name, row, query=""):
    return Link(own_words(words), reverse(name, args=[row.pk]) + query)


# --- the page --------------------------------------------------------------------------------------------------------
def measurability_page(
    rights: Rights, *, strategy: str = "", rule: str = "", post: int | None = None, unit: int | None = None
) -> MeasurabilityPage:
    """The remarks of one strategy, of the first one when none is chosen; nine queries.

    `rule`, `post` and `unit` narrow what is listed; the counts by rule are those of the post and the unit chosen.
    Raises Http404 for a strategy the reader may not see.
    """
    tabs = _tabs(rights)
    chosen = strategy or (tabs[0][1] if tabs else "")
    if chosen not in {slug for _name, slug in tabs} | {""}:
        raise Http404
    things = _things(rights, chosen)
    everything = _indicators(rights, chosen, things)
    indicators = {pk: row for pk, row in everything.items() if _is_answered_by(row, post, unit)}
    found = remarks_of(indicators.values(), rights)
    groups = _groups(things, indicators, found, is_whole=post is None and unit is None)
    return MeasurabilityPage(
        tabs=tuple((name, slug, slug == chosen) for name, slug in tabs),
        strategy=chosen,
        groups=tuple(_narrowed(groups, rule)),
        counts=_counts(groups),
        indicators=len(indicators),
        remarked=sum(bool(rows) for rows in found.values()),
        posts=_choices(row.answering_post for row in everything.values()),
        units=_choices(row.answering_post and row.answering_post.unit for row in everything.values()),
    )


def _tabs(rights):
    """(name, slug) of each strategy, and of the rest when there is any: one query."""
    without_home = visible_indicators(rights).filter(benefits=None, measure_lines=None)
    strategies = list(visible_strategies(rights).annotate(has_others=Exists(without_home)))
    tabs = [(link_to(strategy).text, strategy.slug) for strategy in strategies]
    if any(strategy.has_others for strategy in strategies):
        tabs.append((own_words(_("Muut mittarit")), OTHERS))
    return tabs


@dataclass(frozen=True)
class _Thing:
    """A goal or a benefit with the pks of its indicators; a strategic goal has those of its benefits elsewhere."""

    row: Goal | Benefit
    indicators: tuple[int, ...]
    has_others: bool = False


def _things(rights, slug) -> tuple[_Thing, ...]:
    """Three queries."""
    if not slug or slug == OTHERS:
        return ()
    lines = MeasureLine.objects.filter(goal__strategy__slug=slug, plan__in=visible_plans(rights))
    of_goal, of_benefit, through_benefits = {}, {}, set()
    for goal, indicator in lines.order_by("position", "pk").values_list("goal_id", "indicator_id"):
        of_goal.setdefault(goal, []).append(indicator)
    rows = Benefit.objects.filter(strategy__slug=slug).annotate(measure=F("indicators__pk"), serves=F("goals__pk"))
    for row in rows.order_by("position", "pk", "indicators__position", "indicators__pk"):
        of_benefit.setdefault(row, []).append(row.measure)
        if row.measure is not None:
            through_benefits.add(row.serves)
    goals = Goal.objects.filter(strategy__slug=slug)
    return (
        *(_Thing(row, distinct(of_goal.get(row.pk, ())), row.pk in through_benefits) for row in goals),
        *(_Thing(row, distinct(indicators)) for row, indicators in of_benefit.items()),
    )


def _indicators(rights, slug, things) -> dict[int, Indicator]:
    if slug == OTHERS:
        rows = visible_indicators(rights).filter(benefits=None, measure_lines=None)
    else:
        rows = Indicator.objects.filter(pk__in={pk for thing in things for pk in thing.indicators})
    return {row.pk: row for row in rows.select_related("answering_post__unit")}


def _is_answered_by(indicator, post, unit):
    answering = indicator.answering_post
    return (post is None or indicator.answering_post_id == post) and (
        unit is None or (answering is not None and answering.unit_id == unit)
    )


def _groups(things, indicators, found, *, is_whole):
    """Those with a remark. A goal without any measure has nobody who answers, so it is told when nobody is chosen."""
    groups = []
    if not things and (rows := _rows(indicators, indicators, found)):
        groups.append(RemarkedGroup(None, is_benefit=False, remarks=(), rows=rows))
    for thing in things:
        own = goal_remarks(indicators=len(thing.indicators) + thing.has_others) if is_whole else ()
        group = RemarkedGroup(
            link=link_to(thing.row),
            is_benefit=isinstance(thing.row, Benefit),
            remarks=tuple(_goal_remark(rule, thing.row) for rule in own),
            rows=_rows(thing.indicators, indicators, found),
        )
        if group.remarks or group.rows:
            groups.append(group)
    return groups


def _goal_remark(rule, row):
    return Remark(rule, remark_sentence(rule), rule_name(rule), link_to(row))


def _rows(pks, indicators, found):
    return tuple(
        RemarkedRow(link_to(indicators[pk]), link_to(indicators[pk].answering_post), found[pk])
        for pk in pks
        if found.get(pk)
    )


def _narrowed(groups, code):
    """Only what the rule names; everything when it names no rule."""
    if code not in set(Rule):
        yield from groups
        return
    for group in groups:
        own = tuple(remark for remark in group.remarks if remark.code == code)
        rows = tuple(row for row in group.rows if code in {remark.code for remark in row.remarks})
        if own or rows:
            yield replace(group, remarks=own, rows=rows)


def _counts(groups):
    named = {rule: set() for rule in Rule}
    for group in groups:
        for link, found in [(group.link, group.remarks), *((row.link, row.remarks) for row in group.rows)]:
            for remark in found:
                named[remark.code].add(link)
    return tuple(RuleCount(rule, rule_name(rule), len(links)) for rule, links in named.items() if links)


def _choices(rows) -> tuple[tuple[int, str], ...]:
    """(pk, name) of each post or unit that occurs, in Finnish order."""
    names = {row.pk: link_to(row).text.words for row in rows if row is not None}
    return tuple(sorted(names.items(), key=lambda choice: finnish_order(choice[1])))
