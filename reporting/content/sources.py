"""What the chapters are made from: the gathered facts, how each thing stands, and the look-ups they share."""

from collections import defaultdict

from goals.badges import Badges
from goals.models import Goal, Round
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text
from measures.models import Indicator
from reporting.queries.report import report_facts
from reporting.queries.report_rows import IndicatorRow, LineRow, MeasureRow, ReportFacts

from .figures import Ledger
from .rows import ActionLine, MeasureCell, SdgMark, TextPart
from .standing import NOTHING, Standing


class Sources:
    """One round in one language."""

    def __init__(self, round: Round, language: str):
        self.round, self.language = round, language
        self.facts: ReportFacts = report_facts(round, language)
        self.standing = Standing(self.facts.entries, round=round, badges=Badges())
        self.ledger = Ledger(self.facts.ledger, round)
        self.indicators = {indicator.pk: indicator for indicator in self.facts.indicators}
        self.names = {(row.kind, row.pk): row.title for rows in self.facts.words.values() for row in rows}
        self.goal_lines = _grouped(self.facts.lines, "goal")
        self.lines = [line for line in self.facts.lines if line.action]
        self.action_lines = _grouped(self.lines, "action")
        self.measures_of_goal = _grouped(self.facts.measures, "goal")
        self.themes_of_goal = self.links("goal theme")
        self.benefits_of_goal = self.links("goal benefit")
        self.benefits_of_indicator = self.links("indicator benefit")
        self.sdg_of_goal = _grouped(self.words("goal sdg"), "pk")

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
        goals = {measure.goal for measure in self.facts.measures if measure.indicator == indicator}
        benefits = set(self.benefits_of_indicator.get(indicator, ()))
        goals |= {goal for goal, linked in self.benefits_of_goal.items() if benefits & set(linked)}
        return {self.goal_lines[goal][0].binding_level for goal in goals if goal in self.goal_lines} - {
            Goal.Binding.NONE
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
        entry = self.standing.of_action(line.action)
        measures = [measure for measure in self.measures_of_goal.get(line.goal, ()) if measure.action == line.action]
        return ActionLine(
            pk=line.action,
            title=line.action_title,
            post=line.post,
            owners=line.owners_text,
            schedule=self.schedule(line.schedule),
            decision=str(line.decision or ""),
            status=self.standing.status(entry, line.schedule),
            forecast=self.standing.forecast(entry),
            measures=tuple(self.measure(measure) for measure in measures),
            told=entry.text if entry else NOTHING,
            cause=entry.cause if entry else NOTHING,
            correction=entry.correction if entry else NOTHING,
            doubt=line.action_doubt,
        )

    def measure(self, measure: MeasureRow) -> MeasureCell:
        indicator = self.indicators[measure.indicator]
        return MeasureCell(
            pk=indicator.pk,
            words=measure.words,
            post=indicator.post,
            target=self.ledger.target(indicator, bodies=self.bodies(indicator.pk), named=measure.target),
            actual=self.ledger.actual(indicator),
            forecast=self.standing.forecast(self.standing.of_indicator(indicator.pk)),
            doubt=measure.doubt or indicator.doubt,
        )

    def direction(self, indicator: IndicatorRow) -> str:
        return str(Indicator.Direction(indicator.direction).label)


def _grouped(rows, name):
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups
