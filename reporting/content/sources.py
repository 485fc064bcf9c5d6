"""What the chapters are made from: the gathered facts, how each thing stands, and the look-ups they share."""

from collections import defaultdict
from dataclasses import replace
from functools import cached_property

from goals.badges import Badges
from goals.models import Goal, Round
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text
from measures.models import Indicator
from reporting.queries.report_rows import IndicatorRow, LineRow, MeasureRow, ProjectRow, ReportFacts

from .figures import Ledger
from .headings import chapters_of
from .rows import ActionLine, MeasureCell, SdgMark, TextPart
from .standing import Standing, key_of
from .told import Voices


class Sources:
    """One round in one language; with `units` only what those departments do, measure or answer for.

    The facts may hold plans of other years: of each department the newest plan by the round's year counts.
    """

    def __init__(self, round: Round, language: str, facts: ReportFacts, badges: Badges):
        self.round, self.language, self.facts, self.units = round, language, facts, facts.units
        self.voices = Voices(facts.told, language, is_open=round.is_open)
        self.standing = Standing(facts.entries, round=round, badges=badges, voices=self.voices)
        self.ledger = Ledger(facts.ledger, round, is_numbered="annexes" in chapters_of(round))
        self.names = {(row.kind, row.pk): row.title for rows in facts.words.values() for row in rows}
        self.themes_of_goal = self.links("goal theme")
        self.benefits_of_goal = self.links("goal benefit")
        self.benefits_of_indicator = self.links("indicator benefit")
        self.sdg_of_goal = _grouped(self.words("goal sdg"), "pk")
        self._narrow()
        self.lines = [line for line in self._all_lines if line.action]
        self.action_lines = _grouped(self.lines, "action")
        self.goal_lines = _grouped(self._all_lines, "goal")
        self.measures_of_goal = _grouped(self.measures, "goal")

    def _narrow(self):
        plans, strategies = self._plans_that_count(), self.goal_strategies
        posts = {indicator.pk: indicator.post_unit for indicator in self.facts.indicators}
        self.measures = [
            measure
            for measure in self.facts.measures
            if plans.get((strategies.get(measure.goal), measure.plan_unit)) == measure.plan_year
            and self.is_told(measure.plan_unit, posts[measure.indicator])
        ]
        measured = {measure.goal for measure in self.measures}
        lines = [
            line
            if plans.get((line.goal_strategy, line.plan_unit)) == line.plan_year
            and self.is_told(line.plan_unit, line.action_unit)
            else replace(line, action=None)
            for line in self.facts.lines
        ]
        told = {line.goal for line in lines if line.action} | measured
        self._all_lines = [line for line in lines if self.units is None or line.goal in told]
        self.indicators = self._told_indicators()
        self.projects: list[ProjectRow] = [row for row in self.facts.projects if self.is_told(row.unit)]

    def is_told(self, *units: int | None) -> bool:
        """Something of these departments belongs to the report; everything when it is of the whole city."""
        return self.units is None or not self.units.isdisjoint(units)

    def _plans_that_count(self):
        """(strategy, department) → the year of its newest adopted plan by the round's year."""
        years = defaultdict(set)
        for line in self.facts.lines:
            if line.action:
                years[line.goal_strategy, line.plan_unit].add(line.plan_year)
        for measure in self.facts.measures:
            if measure.goal in self.goal_strategies:
                years[self.goal_strategies[measure.goal], measure.plan_unit].add(measure.plan_year)
        by_round = {plan: [year for year in found if year <= self.round.year] for plan, found in years.items()}
        return {plan: max(found) for plan, found in by_round.items() if found}

    def _told_indicators(self) -> dict[int, IndicatorRow]:
        key = self.benefits_of_indicator
        measured = {measure.indicator for measure in self.measures}
        told = {
            row.pk
            for row in self.facts.indicators
            if row.pk in measured or ((row.pk in key or row.parent in key) and self.is_told(row.post_unit))
        }
        return {row.pk: row for row in self.facts.indicators if row.pk in told or row.parent in told}

    @cached_property
    def goal_strategies(self) -> dict[int, int]:
        return {line.goal: line.goal_strategy for line in self.facts.lines}

    def words(self, kind):
        return self.facts.words.get(kind, ())

    def links(self, kind) -> dict[int, list[int]]:
        linked = defaultdict(list)
        for row in self.words(kind):
            linked[row.pk].append(row.parent)
        return linked

    def goal_title(self, pk) -> Text:
        return self.goal_lines[pk][0].goal_title

    def goals_of_action(self, pk) -> tuple[Text, ...]:
        return tuple(line.goal_title for line in self.action_lines[pk])

    def binding(self, line: LineRow) -> str:
        """The words of the goal's binding level; nothing when it binds nobody or nobody has said."""
        return "" if line.binding_level == Goal.Binding.NONE else str(Goal.Binding(line.binding_level).label)

    def bodies(self, indicator: int) -> set[str]:
        """The bodies that adopt an indicator's target levels: those that its goals, or its benefits' goals, bind."""
        return self._bodies.get(indicator, set())

    @cached_property
    def _bodies(self):
        levels = {line.goal: line.binding_level for line in self.facts.lines}
        goals = defaultdict(set)
        for measure in self.facts.measures:
            goals[measure.indicator].add(measure.goal)
        of_benefit = defaultdict(set)
        for goal, benefits in self.benefits_of_goal.items():
            for benefit in benefits:
                of_benefit[benefit].add(goal)
        for indicator, benefits in self.benefits_of_indicator.items():
            for benefit in benefits:
                goals[indicator] |= of_benefit[benefit]
        return {
            indicator: {levels[goal] for goal in found if goal in levels} - {Goal.Binding.NONE}
            for indicator, found in goals.items()
        }

    def sdg(self, goal) -> tuple[SdgMark, ...]:
        marks = {}
        for tag in self.sdg_of_goal.get(goal, ()):
            known = marks.get(tag.parent)
            marks[tag.parent] = SdgMark(
                tag.parent, tag.title, tag.code == "suggested" and (known is None or known.is_suggested)
            )
        return tuple(marks[number] for number in sorted(marks))

    def texts(self, kind, parent) -> tuple[TextPart, ...]:
        return tuple(
            TextPart(row.title, row.body, row.summary)
            for row in self.words(kind)
            if row.parent == parent and (row.body or row.summary)
        )

    def schedule(self, schedule) -> str:
        return schedule_words(schedule, self.language)

    def action(self, line: LineRow) -> ActionLine:
        key = key_of(action=line.action)
        entry, standing, tell = self.standing.heard(key), self.standing, self.voices.of_entry
        measures = [measure for measure in self.measures_of_goal.get(line.goal, ()) if measure.action == line.action]
        return ActionLine(
            pk=line.action,
            title=line.action_title,
            post=line.post,
            owners=line.owners_text,
            schedule=self.schedule(line.schedule),
            decision=str(line.decision or ""),
            status=standing.status(key, line.schedule, has_post=bool(line.post)),
            unchanged=standing.unchanged(key),
            forecast=standing.forecast(key),
            judged=standing.judged(key),
            fate=standing.badges.fate(entry.fate) if entry else None,
            fate_note=tell(entry, "fate_note"),
            measures=tuple(self.measure(measure) for measure in measures),
            told=tell(entry, "public_text"),
            cause=tell(entry, "cause"),
            correction=tell(entry, "correction"),
            doubt=line.action_doubt,
        )

    def measure(self, measure: MeasureRow) -> MeasureCell:
        indicator = self.indicators[measure.indicator]
        key = key_of(indicator=indicator.pk)
        return MeasureCell(
            pk=indicator.pk,
            words=measure.words,
            post=indicator.post,
            target=self.ledger.target(indicator, bodies=self.bodies(indicator.pk), named=measure.target),
            actual=self.ledger.actual(indicator),
            forecast=self.standing.forecast(key),
            judged=self.standing.judged(key),
            doubt=measure.doubt or indicator.doubt,
        )

    def direction(self, indicator: IndicatorRow) -> str:
        return str(Indicator.Direction(indicator.direction).label)


def _grouped(rows, name):
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups
