"""The summary of a council term: what was reached, what goes on and where, what was given up, what nobody reported.

It reads nothing but what has been published, and is the same for everybody.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import Action, Goal, PlanLine, Round, Strategy, Succession, Theme
from goals.models.plans import Progress
from goals.permissions import visible_plans, visible_strategies
from goals.queries.successions import fate_badge
from goals.status import NOT_REPORTED, SHOWN_ORDER
from kemistrategy.charts import CountsBar, counts_bar
from kemistrategy.organisation.permissions import NO_RIGHTS, Rights
from kemistrategy.text import Text, text_of
from reporting.models import PublishedState
from reporting.permissions import readable_publications, visible_indicators

from .figures import Figures, figures_of
from .links import Link, columns_of, joined_link, link_to, own_words
from .strategies import years
from .succession_map import MapFate, fate_of
from .successions import told_ends
from .told_published import in_one_language, languages_told, published_told
from .told_review import Told

Fate = Succession.Fate
JUDGED = ("attained", "partly", "not_attained", "not_assessed")


@dataclass(frozen=True)
class Report:
    """A published report that the summary rests on; `year` is of a year-end report, which judges attainment."""

    link: Link
    as_of: date
    year: int | None


@dataclass(frozen=True)
class GoalOutcome:
    """`cells` are the judgements by the years of the summary; `forecast` is of a newer half-year review, if any."""

    link: Link
    theme: Link | None
    binding: str
    cells: tuple[Badge | None, ...]
    reached: Badge | None
    reason: Text
    forecast: Badge | None
    fates: tuple[MapFate, ...]
    is_heard: bool


@dataclass(frozen=True)
class IndicatorOutcome:
    link: Link
    figures: Figures
    fates: tuple[MapFate, ...]


@dataclass(frozen=True)
class GivenUp:
    """What is not done any more and why, by a report (`as_of`) or by a succession (`fate`)."""

    link: Link
    kind: str
    badge: Badge
    why: Text
    as_of: date | None = None
    fate: MapFate | None = None


@dataclass(frozen=True)
class TermSummary:
    slug: str
    name: Text
    years: str
    is_ended: bool
    has_successor: bool
    reports: tuple[Report, ...]
    judged_years: tuple[int, ...]
    goals: tuple[GoalOutcome, ...]
    goals_bar: CountsBar | None
    actions_bar: CountsBar | None
    indicators: tuple[IndicatorOutcome, ...]
    fate_counts: tuple[tuple[str, str, tuple[tuple[Badge, int], ...]], ...]  # (tab of the map, kind, (fate, number))
    given_up: tuple[GivenUp, ...]
    silent_goals: tuple[Link, ...]
    silent_actions: tuple[Link, ...]

    @property
    def binding(self) -> tuple[GoalOutcome, ...]:
        return tuple(goal for goal in self.goals if goal.binding)

    @property
    def is_judged(self) -> bool:
        return any(goal.reached or goal.forecast for goal in self.goals)

    @property
    def going_on(self) -> tuple[GoalOutcome, ...]:
        return tuple(goal for goal in self.goals if any(fate.heir for fate in goal.fates))

    @property
    def undecided(self) -> tuple[GoalOutcome, ...]:
        return tuple(goal for goal in self.goals if not goal.fates)


def term_summary(rights: Rights, slug: str) -> TermSummary:
    """Nine queries, whatever the strategy holds."""
    strategy = _strategy(rights, slug)
    goals = _goals(strategy)
    actions = _actions(strategy)
    indicators = list(_indicators(strategy))
    told = _Told(strategy, goals, actions)
    fates = _fates(strategy, [action.pk for action, _goals in actions.values()], indicators)
    figures = figures_of(indicators, NO_RIGHTS)
    outcomes = tuple(_goal_outcome(goal, theme, told, fates) for goal, theme in goals.values())
    heard = {goal for pk, (_action, of) in actions.items() if told.is_heard("action", pk) for goal in of}
    return TermSummary(
        slug=slug,
        name=text_of(strategy, "name"),
        years=years(strategy),
        is_ended=strategy.state == Strategy.State.ENDED,
        has_successor=strategy.has_successor,
        reports=told.reports,
        judged_years=told.years,
        goals=outcomes,
        goals_bar=_goals_bar(outcomes),
        actions_bar=_actions_bar(actions, told),
        indicators=tuple(
            IndicatorOutcome(link_to(row), figures[row.pk], fates["indicator", row.pk]) for row in indicators
        ),
        fate_counts=_fate_counts(fates),
        given_up=(*_discontinued(actions, told), *_ended(fates, goals, actions, indicators)),
        silent_goals=tuple(
            outcome.link
            for (pk, _goal), outcome in zip(goals.items(), outcomes, strict=True)
            if not outcome.is_heard and pk not in heard
        ),
        silent_actions=tuple(
            link_to(action) for pk, (action, _goals) in actions.items() if not told.is_heard("action", pk)
        ),
    )


# --- what is asked ---------------------------------------------------------------------------------------------------
def _strategy(rights, slug) -> Strategy:
    successors = visible_strategies(rights).filter(predecessor=OuterRef("pk"))
    strategy = visible_strategies(rights).filter(slug=slug).annotate(has_successor=Exists(successors)).first()
    if strategy is None:
        raise Http404
    return strategy


def _goals(strategy) -> dict[int, tuple[Goal, Link | None]]:
    """Each goal with its first theme, by the themes' order."""
    rows = Goal.objects.filter(strategy=strategy).annotate(**columns_of("themes", Theme, name="theme"))
    found = {}
    for row in rows.order_by("themes__position", "position", "pk"):
        found.setdefault(row.pk, (row, joined_link(row, Theme, name="theme")))
    return found


def _actions(strategy) -> dict[int, tuple[Action, set[int]]]:
    """Each action of the public plans with its goals, in the plans' order."""
    plans = visible_plans(NO_RIGHTS).filter(strategy=strategy)
    found = {}
    lines = PlanLine.objects.filter(plan__in=plans, action__became=None).select_related("action", "plan")
    for line in lines.order_by("plan__year", "position", "pk"):
        found.setdefault(line.action_id, (line.action, set()))[1].add(line.goal_id)
    return found


def _indicators(strategy):
    """Those of the public plans, the benefits and the projects."""
    return (
        visible_indicators(NO_RIGHTS)
        .filter(
            Q(benefits__strategy=strategy)
            | Q(projects__strategy=strategy)
            | Q(measure_lines__plan__in=visible_plans(NO_RIGHTS).filter(strategy=strategy))
        )
        .order_by("position", "pk")
        .distinct()
    )


class _Told:
    """What the reports that are out have told of the strategy's goals and actions, each in its newest version."""

    def __init__(self, strategy, goals, actions):
        rows = PublishedState.objects.filter(
            Q(goal__in=goals) | Q(action__in=actions),
            publication__in=readable_publications().filter(round__kind__in=Round.CITY_KINDS),
            language__in=languages_told(),
        ).select_related("publication__round")
        newest, self._told = {}, defaultdict(list)
        rows = in_one_language(rows.order_by("publication__round__as_of", "publication__version", "pk"))
        for row in rows:
            newest[row.publication.round_id] = row.publication
        for row in rows:
            if newest[row.publication.round_id] == row.publication:
                thing = ("goal", row.goal_id) if row.goal_id else ("action", row.action_id)
                self._told[thing].append((row.publication.round, published_told(row), row.is_heard))
        rounds = sorted((publication.round for publication in newest.values()), key=lambda round: round.as_of)
        self.reports = tuple(
            Report(
                Link(own_words(round.title), reverse("reporting:report-detail", args=[round.slug])),
                round.as_of,
                round.year if round.is_year_end else None,
            )
            for round in rounds
        )
        self.years = tuple(dict.fromkeys(report.year for report in self.reports if report.year))

    def is_heard(self, kind: str, pk: int) -> bool:
        return any(is_heard for _round, _told, is_heard in self._told.get((kind, pk), ()))

    def newest(self, kind: str, pk: int) -> Told | None:
        """As the newest report that heard of it tells."""
        heard = [told for _round, told, is_heard in self._told.get((kind, pk), ()) if is_heard]
        return heard[-1] if heard else None

    def judged(self, pk: int) -> dict[int, Told]:
        """A goal's judgements by year."""
        rows = self._told.get(("goal", pk), ())
        return {round.year: told for round, told, _heard in rows if round.is_year_end and told.judged}


def _fates(strategy, actions, indicators) -> defaultdict[tuple[str, int], tuple[MapFate, ...]]:
    mine = Q(old_goal__strategy=strategy) | Q(old_action__in=actions) | Q(old_indicator__in=indicators)
    rows = Succession.objects.filter(mine, *told_ends(NO_RIGHTS))
    news = (f"new_{kind}" for kind in ("theme", "benefit", "goal", "action", "indicator"))
    fates = defaultdict(tuple)
    for row in rows.select_related(*news, "decision").order_by("pk").distinct():
        kind = next(kind for kind in ("goal", "action", "indicator") if getattr(row, f"old_{kind}_id"))
        fates[kind, getattr(row, f"old_{kind}_id")] += (fate_of(row),)
    return fates


# --- what follows ----------------------------------------------------------------------------------------------------
def _goal_outcome(goal, theme, told, fates) -> GoalOutcome:
    judged, newest = told.judged(goal.pk), told.newest("goal", goal.pk)
    last = judged[max(judged)] if judged else None
    return GoalOutcome(
        link=link_to(goal),
        theme=theme,
        binding="" if goal.binding_level == Goal.Binding.NONE else goal.get_binding_level_display(),
        cells=tuple(judged[year].judged.badge if year in judged else None for year in told.years),
        reached=last.judged.badge if last else None,
        reason=last.judged.reason if last else Text(""),
        forecast=newest.forecast if newest and (last is None or newest.as_of > last.as_of) else None,
        fates=fates["goal", goal.pk],
        is_heard=told.is_heard("goal", goal.pk),
    )


def _goals_bar(outcomes) -> CountsBar | None:
    """Goals by their last judgement."""
    badges = {outcome.reached.code: outcome.reached for outcome in outcomes if outcome.reached}
    counted = Counter(outcome.reached.code if outcome.reached else "" for outcome in outcomes)
    counts = [(badges[code], counted[code]) for code in JUDGED if code in badges]
    if counted[""]:
        counts.append((Badge(NOT_REPORTED, _("Ei arvioitu"), "dash"), counted[""]))
    return _bar(_("Tavoitteet"), counts)


def _actions_bar(actions, told) -> CountsBar | None:
    """Actions by the state that a report told last."""
    newest = [told.newest("action", pk) for pk in actions]
    badges = {one.status.code: one.status for one in newest if one and one.status}
    counted = Counter(one.status.code if one and one.status else "" for one in newest)
    counts = [(badges[code], counted[code]) for code in SHOWN_ORDER if code in badges]
    counts += [(badge, counted[code]) for code, badge in badges.items() if code not in SHOWN_ORDER]
    if counted[""]:
        counts.append((Badge(NOT_REPORTED, _("Ei raportoitu"), "dash"), counted[""]))
    return _bar(_("Toimenpiteet"), counts)


def _bar(name, counts) -> CountsBar | None:
    if not counts:
        return None
    words = ", ".join(f"{badge.label.lower()} {number}" for badge, number in counts)
    return counts_bar(sentence=f"{name}: {words}.", counts=counts)


def _fate_counts(fates):
    """Of each kind its things by fate, each once a fate."""
    kinds = (
        ("goal", "tavoitteet", _("Tavoitteet")),
        ("action", "toimenpiteet", _("Toimenpiteet")),
        ("indicator", "mittarit", _("Mittarit")),
    )
    found = []
    for kind, tab, word in kinds:
        things = [{fate.badge for fate in rows} for (of, _pk), rows in fates.items() if of == kind]
        counted = Counter(badge for badges in things for badge in badges)
        counts = tuple((badge, counted[badge]) for badge in map(fate_badge, Fate.values) if counted[badge])
        if counts:
            found.append((tab, word, counts))
    return tuple(found)


def _discontinued(actions, told):
    """Actions that a report tells to have been given up, with its words."""
    for pk, (action, _goals) in actions.items():
        newest = told.newest("action", pk)
        if newest and newest.status and newest.status.code == Progress.DISCONTINUED:
            why = newest.cause or newest.fate_note or newest.words
            yield GivenUp(link_to(action), _("Toimenpide"), newest.status, why, as_of=newest.as_of)


def _ended(fates, goals, actions, indicators):
    """What ends or moves to somebody else by its succession."""
    rows = {
        "goal": ({pk: goal for pk, (goal, _theme) in goals.items()}, _("Tavoite")),
        "action": ({pk: action for pk, (action, _goals) in actions.items()}, _("Toimenpide")),
        "indicator": ({indicator.pk: indicator for indicator in indicators}, _("Mittari")),
    }
    codes = (Fate.ENDS, Fate.MOVES)
    for (kind, pk), found in list(fates.items()):
        things, word = rows[kind]
        for fate in found:
            if fate.badge.code in codes and pk in things:
                yield GivenUp(link_to(things[pk]), word, fate.badge, fate.note, fate=fate)
