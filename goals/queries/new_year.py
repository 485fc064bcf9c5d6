"""Plans year by year, which actions go on, and what a draft still lacks before it is adopted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from goals.badges import Badge, Badges
from goals.models import Action, AttainmentRule, Entry, Goal, MeasureLine, Plan, PlanLine
from goals.models.plans import Progress
from goals.status import goes_on
from kemistrategy.text import Text, text_of
from measures.ledger import latest_observation, target_in_force
from measures.models import Indicator, Observation, Target
from measures.words import amount_words, target_words


def newest_entries(plan: Plan) -> dict[tuple[str, int], Entry]:
    """("action" or "indicator", pk) → its newest sent report up to the plan's year; one query.

    What has given way to another action is not among them.
    """
    of_action = Q(action__in=plan.lines.filter(action__became=None).order_by().values("action"))
    of_indicator = Q(indicator__in=plan.measure_lines.order_by().values("indicator"))
    entries = (
        Entry.objects.present()
        .sent()
        .filter(of_action | of_indicator, round__year__lte=plan.year)
        .select_related("round")
        .order_by("round__as_of", "pk")
    )
    return {
        ("action", entry.action_id) if entry.action_id else ("indicator", entry.indicator_id): entry
        for entry in entries
    }


def carried_actions(plan: Plan) -> set[int]:
    """Actions of a plan that go on: those whose newest report neither ends them nor gives them to others.

    What was merged, split or replaced goes on as what came in its place.
    """
    reported, lines = newest_entries(plan), plan.lines.filter(action__became=None)
    return {pk for pk in lines.values_list("action_id", flat=True) if _goes_on(reported.get(("action", pk)))}


def actions_to_add(plan: Plan) -> QuerySet[Action]:
    """Actions of the strategy's plans that the draft has not."""
    printed = PlanLine.objects.filter(action=OuterRef("pk"))
    return Action.objects.filter(
        Exists(printed.filter(plan__strategy=plan.strategy_id)), ~Exists(printed.filter(plan=plan)), became=None
    ).order_by("position", "pk")


def _goes_on(entry):
    return entry is None or goes_on(entry.progress, entry.fate)


ENDED = (Progress.COMPLETED, Progress.DISCONTINUED)


def actions_without_fate(plan_pks: Iterable[int | None]) -> dict[int, int]:
    """Plan → how many of its actions neither have ended nor have a fate in their newest report; one query."""
    plans = [pk for pk in plan_pks if pk]
    if not plans:
        return {}
    reports = Entry.objects.present().sent().filter(action=OuterRef("action"), round__year__lte=OuterRef("plan__year"))
    newest = reports.order_by("-round__as_of", "-pk")
    lines = PlanLine.objects.filter(plan__in=plans, action__became=None).annotate(
        **{name: Coalesce(Subquery(newest.values(name)[:1]), Value("")) for name in ("fate", "progress")}
    )
    counted = lines.filter(fate="").exclude(progress__in=ENDED).order_by()
    return dict(counted.values("plan").annotate(number=Count("action", distinct=True)).values_list("plan", "number"))


# --- all plans -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PlanRow:
    pk: int
    title: Text
    unit: Text
    year: int
    is_draft: bool
    decision: str
    may_draft_next: bool  # adopted, and nobody has made the next year's yet
    without_fate: int  # of such a plan: actions of which nobody has said what becomes of them


def plan_rows(language: str) -> list[PlanRow]:
    """Every plan, the newest year first; two queries."""
    later = Plan.objects.filter(strategy=OuterRef("strategy"), unit=OuterRef("unit"), year__gt=OuterRef("year"))
    plans = list(Plan.objects.select_related("unit", "decision").annotate(is_followed=Exists(later)))
    without_fate = actions_without_fate(plan.pk for plan in plans if _may_draft_next(plan))
    return [
        PlanRow(
            pk=plan.pk,
            title=text_of(plan, "title", language),
            unit=text_of(plan.unit, "name", language),
            year=plan.year,
            is_draft=plan.state == Plan.State.DRAFT,
            decision=str(plan.decision or ""),
            may_draft_next=_may_draft_next(plan),
            without_fate=without_fate.get(plan.pk, 0),
        )
        for plan in plans
    ]


def _may_draft_next(plan):
    return plan.state == Plan.State.ADOPTED and not plan.is_followed


# --- the checklist of a draft ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class MeasureToCheck:
    """`target_before` and `actual_before` are last year's target level and value, "" without one; `judged` as it was
    judged. `indicator` is the row itself, for reading what is typed; nothing is asked of it.
    """

    indicator_id: int
    indicator: Indicator
    words: Text
    unit: Text
    has_target: bool
    target_before: Text
    actual_before: Text
    judged: Badge | None


@dataclass(frozen=True)
class LineToCheck:
    pk: int
    action_id: int
    title: Text
    post: Text
    measures: tuple[MeasureToCheck, ...]
    last_status: Badge | None
    last_words: Text
    fate: str
    fate_note: Text


@dataclass(frozen=True)
class GoalToCheck:
    """`has_ended`: nothing of it is left in the draft; `actions_ended`: measures of it are, but no action."""

    pk: int
    title: Text
    rule: AttainmentRule | None
    lines: tuple[LineToCheck, ...]
    measures: tuple[MeasureToCheck, ...]  # those of no action
    actions_ended: bool

    @property
    def has_ended(self) -> bool:
        return not (self.lines or self.measures)


@dataclass(frozen=True)
class Checklist:
    """`without_fate`: last year's actions of which nobody has said what becomes of them."""

    goals: tuple[GoalToCheck, ...]
    without_fate: int = 0

    @property
    def lines(self) -> list[LineToCheck]:
        return [line for goal in self.goals for line in goal.lines]

    @property
    def without_post(self) -> int:
        return sum(not line.post for line in self.lines)

    @property
    def without_target(self) -> int:
        measures = {
            measure.indicator_id: measure.has_target
            for goal in self.goals
            for measure in (*goal.measures, *(measure for line in goal.lines for measure in line.measures))
        }
        return sum(not has_target for has_target in measures.values())

    @property
    def without_rule(self) -> int:
        return sum(goal.rule is None for goal in self.goals if not goal.has_ended)

    @property
    def gaps(self) -> int:
        return self.without_post + self.without_target + self.without_rule


def plan_checklist(plan: Plan, language: str) -> Checklist:
    """What the plan's lines and goals have and lack for its year, beside last year's; seven statements at most.

    Every goal of the plan, and of the one before it those that have nothing left.
    """
    badges = Badges()
    reported = newest_entries(plan.predecessor) if plan.predecessor_id else {}
    measures = _measures(plan, reported, badges, language)
    goals, of_goal = {}, defaultdict(list)
    actions_before = 0
    for goal in _goals(plan):
        goals[goal.pk], actions_before = goal, goal.actions_before or 0
        if line := getattr(goal, "line", None):  # a joined row that is not there leaves no attribute
            entry = reported.get(("action", line.action_id))
            row = _line(line, measures.get((goal.pk, line.action_id), ()), entry, badges, language)
            of_goal[goal.pk].append(row)
    return Checklist(
        tuple(
            GoalToCheck(
                pk=goal.pk,
                title=text_of(goal, "title", language),
                rule=_rule(goal, plan.year),
                lines=tuple(of_goal[goal.pk]),
                measures=tuple(measures.get((goal.pk, None), ())),
                actions_ended=goal.had_actions and not of_goal[goal.pk],
            )
            for goal in goals.values()
        ),
        without_fate=actions_before - sum(_is_settled(*one) for one in reported.items()),
    )


def _is_settled(subject, entry) -> bool:
    """The action has ended, or its newest report says what becomes of it: the rule of `actions_without_fate`."""
    return subject[0] == "action" and bool(entry.fate or entry.progress in ENDED)


def goals_of(plan: Plan, *plans: Plan) -> QuerySet[Goal]:
    """Goals with an action or a measure in a plan, or in any of these."""
    lines, measures = (rows.filter(goal=OuterRef("pk"), plan__in=(plan, *plans))
                       for rows in (PlanLine.objects, MeasureLine.objects))  # fmt: skip
    return Goal.objects.filter(Exists(lines) | Exists(measures))


def _goals(plan):
    """With the year's rule beside each, and once for each of its lines in the plan (`line`); one query."""
    before = [plan.predecessor] if plan.predecessor_id else []
    lines_before = PlanLine.objects.filter(plan__in=before, action__became=None).order_by().values("plan")
    return (
        goals_of(plan, *before)
        .annotate(
            line=FilteredRelation("plan_lines", condition=Q(plan_lines__plan=plan)),
            rule=FilteredRelation("attainment_rules", condition=Q(attainment_rules__year=plan.year)),
            **{f"rule_{name}": F(f"rule__{name}") for name in ("kind", "number", "set_at")},
            had_actions=Exists(PlanLine.objects.filter(goal=OuterRef("pk"), plan__in=before)),
            actions_before=Subquery(lines_before.annotate(n=Count("action", distinct=True)).values("n")),
        )
        .select_related("line__action__answering_post")
        .order_by("position", "pk", "line__position")
    )


def _rule(goal, year):
    if goal.rule_kind is None:
        return None
    return AttainmentRule(goal=goal, year=year, kind=goal.rule_kind, number=goal.rule_number, set_at=goal.rule_set_at)


def _measures(plan, reported, badges, language) -> dict[tuple, list[MeasureToCheck]]:
    """(goal, action or None) → its measures; a level without a year holds in every year. Three queries."""
    lines = list(MeasureLine.objects.filter(plan=plan).select_related("indicator").order_by("position"))
    indicators = {line.indicator_id for line in lines}
    years = Q(year__in=(plan.year - 1, plan.year)) | Q(year=None)
    levels = _by_indicator(Target.objects.filter(years, indicator__in=indicators, replaced_by=None))
    observed = _by_indicator(
        Observation.objects.filter(indicator__in=indicators, corrected_by=None, period_end__year=plan.year - 1)
    )
    found = defaultdict(list)
    for line in lines:
        rows, entry = levels[line.indicator_id], reported.get(("indicator", line.indicator_id))
        is_last_years = entry and entry.round.year == plan.year - 1
        found[line.goal_id, line.action_id].append(
            MeasureToCheck(
                indicator_id=line.indicator_id,
                indicator=line.indicator,
                words=text_of(line, "words", language) or text_of(line.indicator, "name", language),
                unit=text_of(line.indicator, "unit", language),
                has_target=any(row.year in (plan.year, None) for row in rows),
                target_before=_target_before(line.indicator, rows, plan.year - 1, language),
                actual_before=_actual_before(line.indicator, observed[line.indicator_id], language),
                judged=badges.attainment(entry.attainment) if is_last_years else None,
            )
        )
    return found


def levels_to_set(plan: Plan, language: str) -> list[MeasureToCheck]:
    """The plan's measures without a level for its year, each indicator once, in the plan's order; three queries."""
    measures = [measure for rows in _measures(plan, {}, Badges(), language).values() for measure in rows]
    return list({row.indicator_id: row for row in reversed(measures) if not row.has_target}.values())[::-1]


def _by_indicator(rows: Iterable) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(row)
    return found


def _target_before(indicator, levels, year, language):
    target = target_in_force((row for row in levels if row.year in (year, None)), year=year)
    return target_words(indicator, text_of(indicator, "unit", language), target) if target else Text("")


def _actual_before(indicator, observed, language):
    latest = latest_observation(observed, frequency=indicator.frequency, accumulates=indicator.accumulates)
    if latest is None:
        return Text("")
    return amount_words(indicator, text_of(indicator, "unit", language), latest.value, latest.words)


def _line(line, measures, entry, badges, language):
    post = line.action.answering_post
    return LineToCheck(
        pk=line.pk,
        action_id=line.action_id,
        title=text_of(line.action, "title", language),
        post=text_of(post, "title", language) if post else Text(""),
        measures=tuple(measures),
        last_status=badges.status(entry.progress) if entry and entry.progress else None,
        last_words=Text(entry.told("public_text"), entry.language) if entry else Text(""),
        fate=entry.get_fate_display() if entry and entry.fate else "",
        fate_note=Text(entry.told("fate_note"), entry.language) if entry else Text(""),
    )
