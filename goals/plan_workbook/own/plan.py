"""A plan as a workbook: a sheet to be read, laid out as plans are; goals, actions and measures to be edited."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Goal, MeasureLine, Plan, PlanLine
from goals.queries import workbook_plans as gathered
from goals.queries import workbooks
from goals.queries.workbook_plans import PlanThings
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import Schedule, read_schedule, schedule_words
from kemistrategy.text import FALLBACK_LANGUAGE, text_of
from kemistrategy.workbook_writing import Column, Sheet
from measures.words import target_words

from .columns import LINE, Choice, OwnColumn, OwnRow, OwnSheet, Unfit, Whole, Words, as_kept, folded, told_apart
from .entries import labelled, post_choice
from .words import why_no_rows
from .writing import OwnWorkbook

PLAN, GOALS, LINES, MEASURES = "plan", "goals", "lines", "measures"
BASIS_DECISION, REASON = "basis_decision", "reason"
PLAN_WORDS = Words(maximum=20_000, is_needed=True)
NO_SCHEDULE = Schedule()


def plan_workbook(plan: Plan, rights: Rights, language: str) -> OwnWorkbook:
    """`plan` with its strategy and unit. Open to the coordinator; for others everything is there to be read."""
    with translation.override(language):
        things = gathered.plan_things(plan, rights)
        sheets = _Sheets(things, language)
        return OwnWorkbook(
            kind=PLAN,
            thing=str(plan.pk),
            title=str(text_of(plan, "title", language)),
            language=language,
            changed_at=gathered.plan_changed_at(plan),
            readable=(sheets.readable(),),
            sheets=(sheets.goals(), sheets.lines(), sheets.measures()),
        )


@dataclass(frozen=True)
class _Printed:
    """A row of the sheet that is read: the goal stands in its first row only, as in the documents."""

    goal: str
    action: str = ""
    owners: str = ""
    measures: str = ""
    sdg: str = ""


class _Sheets:
    def __init__(self, things: PlanThings, language: str):
        self.things, self.language = things, language
        self.why_closed = (
            "" if things.may_edit else _("Sinulla ei ole oikeutta tähän: suunnitelmaa muuttaa koordinaattori.")
        )
        goals = told_apart((goal.pk, self._words(goal, "title")) for goal in things.all_goals)
        self.goal_names = dict(goals)
        self.which_goal = Choice(goals, empty=None, unfit="unknown_thing")
        self.posts = post_choice(workbooks.all_posts(language))
        self.decisions = Choice(told_apart((row.pk, str(row)) for row in things.decisions), empty=None)
        self.basis = (
            OwnColumn(
                BASIS_DECISION,
                _("Muutos perustuu päätökseen"),
                self.decisions,
                22,
                is_open=True,
                explains=True,
                in_new=True,
            ),
            OwnColumn(REASON, _("Muutoksen syy"), Words(2000), 36, is_open=True, explains=True, in_new=True),
        )

    def _words(self, row, field) -> str:
        return str(text_of(row, field, self.language))

    def _open(self, *names) -> frozenset[str]:
        return frozenset((*names, BASIS_DECISION, REASON) if self.things.may_edit else ())

    # --- the sheet that is read
    def readable(self) -> Sheet:
        columns = (
            Column(_("Tavoite"), attrgetter("goal"), 40),
            Column(_("Toimenpiteet"), attrgetter("action"), 56),
            Column(_("Vastuu ja aikataulu"), attrgetter("owners"), 34),
            Column(_("Mittarit, arviointi"), attrgetter("measures"), 48),
            Column("SDG", attrgetter("sdg"), 12),
        )
        return Sheet(_("Suunnitelma"), columns, list(self._printed()))

    def _printed(self):
        lines = {
            pk: list(rows) for pk, rows in groupby(sorted(self.things.lines, key=_goal_first), attrgetter("goal_id"))
        }
        for goal in self.things.goals:
            measures: dict[int | None, list[str]] = {}
            for measure in self.things.measures:
                if measure.goal_id == goal.pk:
                    measures.setdefault(measure.action_id, []).append(self._words(measure, "words"))
            sdg = ", ".join(self.things.sdg.get(goal.pk, ()))
            rows = lines.get(goal.pk, [None])
            printed = {line.action_id for line in rows if line}
            loose = [words for action, told in measures.items() if action not in printed for words in told]
            for number, line in enumerate(rows):
                own = measures.get(line.action_id, []) if line else []
                yield _Printed(
                    goal="" if number else self.goal_names[goal.pk],
                    action=line.words if line else "",
                    owners="\n".join(filter(None, (line.owners_text, line.schedule_text))) if line else "",
                    measures="\n".join(own if number else [*own, *loose]),
                    sdg="" if number else sdg,
                )

    # --- goals
    def goals(self) -> OwnSheet:
        columns = (
            OwnColumn("themes", _("Päämäärä tai teema"), width=30),
            OwnColumn("title", _("Tavoite"), PLAN_WORDS, 56, is_open=True),
            OwnColumn("binding_level", _("Sitovuus"), labelled(Goal.Binding.choices), 26, is_open=True),
            OwnColumn("sdg", "SDG", LINE, 14),
            *self.basis,
        )
        return OwnSheet(GOALS, _("Tavoitteet"), columns, [self._goal(goal) for goal in self.things.goals])

    def _goal(self, goal: Goal) -> OwnRow:
        values = {
            "themes": "\n".join(self._words(theme, "name") for theme in goal.themes.all()),
            "title": self._words(goal, "title"),
            "binding_level": goal.binding_level,
            "sdg": ", ".join(self.things.sdg.get(goal.pk, ())),
        }
        is_open = self._open("title", "binding_level")
        return OwnRow(f"T{goal.pk}", values["title"], values, is_open, subject=goal, why_closed=self.why_closed)

    # --- actions with their lines
    def lines(self) -> OwnSheet:
        may_add = self.things.may_edit
        columns = (
            OwnColumn("goal", _("Tavoite"), width=40, in_new=may_add, is_needed=True, new_kind=self.which_goal),
            OwnColumn("title", _("Toimenpide"), PLAN_WORDS, 56, is_open=True, in_new=True, is_needed=True),
            OwnColumn("post", _("Vastaa"), self.posts, 28, is_open=True, in_new=True),
            OwnColumn("participants", _("Mukana"), width=30),
            OwnColumn("schedule", _("Aikataulu"), ScheduleCell(self.language), 20, is_open=True, in_new=True),
            OwnColumn("decision", _("Toimenpiteen päätös"), self.decisions, 22, is_open=True, in_new=True),
            OwnColumn("words", _("Teksti kuten suunnitelmassa"), PLAN_WORDS, 56, is_open=True),
            OwnColumn("owners_text", _("Vastuu kuten kirjoitettu"), Words(5000), 34, is_open=True, in_new=True),
            OwnColumn("schedule_text", _("Aikataulu kuten kirjoitettu"), Words(100), 20, is_open=True, in_new=True),
            OwnColumn("weight", _("Paino"), Whole(1, 1000, is_needed=True), 8, is_open=True),
            *self.basis,
        )
        return OwnSheet(
            LINES,
            _("Toimenpiteet"),
            columns,
            list(self._lines()),
            new_row=self._new if may_add and self.language == FALLBACK_LANGUAGE else None,
            identity=("goal", "title"),
            why_no_rows=self.why_closed or why_no_rows(self.language),
        )

    def _lines(self):
        """What is the action's own is open in the first of its lines only: two answers to one thing can't come in."""
        seen: set[int] = set()
        for line in self.things.lines:
            own = () if line.action_id in seen else ("title", "post", "schedule", "decision")
            seen.add(line.action_id)
            yield self._line(line, own)

    def _line(self, line: PlanLine, own: tuple[str, ...]) -> OwnRow:
        action = line.action
        values = {
            "goal": self.goal_names[line.goal_id],
            "title": self._words(action, "title"),
            "post": action.answering_post_id,
            "participants": "\n".join(self._words(post, "title") for post in action.participants.all()),
            "schedule": action.schedule,
            "decision": action.decision_id,
            "words": line.words,
            "owners_text": line.owners_text,
            "schedule_text": line.schedule_text,
            "weight": line.weight,
        }
        is_open = self._open("words", "owners_text", "schedule_text", "weight", *own)
        return OwnRow(f"R{line.pk}", values["title"], values, is_open, subject=line, why_closed=self.why_closed)

    def _new(self, words: dict[str, str]) -> OwnRow:
        return OwnRow("", thing=words.get("title", ""))

    # --- measures
    def measures(self) -> OwnSheet:
        columns = (
            OwnColumn("goal", _("Tavoite"), width=40),
            OwnColumn("action", _("Toimenpide"), width=40),
            OwnColumn("words", _("Mittari kuten suunnitelmassa"), PLAN_WORDS, 56, is_open=True),
            OwnColumn("measure", _("Mittari"), width=40),
            OwnColumn("target", _("Tavoitetaso"), LINE, 24),
            *self.basis,
        )
        return OwnSheet(MEASURES, _("Mittarit"), columns, [self._measure(line) for line in self.things.measures])

    def _measure(self, line: MeasureLine) -> OwnRow:
        indicator = line.indicator
        target = target_words(indicator, text_of(indicator, "unit", self.language), line.target) if line.target else ""
        values = {
            "goal": self.goal_names[line.goal_id],
            "action": self._words(line.action, "title") if line.action else "",
            "words": self._words(line, "words"),
            "measure": self._words(indicator, "name"),
            "target": str(target),
        }
        is_open = self._open("words")
        return OwnRow(f"M{line.pk}", values["words"], values, is_open, subject=line, why_closed=self.why_closed)


def _goal_first(line):
    return line.goal_id, line.position


@dataclass(frozen=True)
class ScheduleCell:
    """A planned schedule in words: "2023", "2023–", "syksy 2023". What can't be read back stays as it went out."""

    language: str = "fi"
    choices: tuple[str, ...] = ()

    def shown(self, value, row):
        return schedule_words(value, self.language) if value and value != NO_SCHEDULE else None

    def read(self, typed, row):
        words = as_kept(typed)
        if not words:
            return NO_SCHEDULE
        schedule = read_schedule(words)
        if schedule is None:
            raise Unfit("no_schedule")
        return schedule

    def spelled(self, value, row):
        words = self.shown(value, row)
        if words is None:
            return ""
        read = read_schedule(as_kept(words))
        return folded(words) if read and self.shown(read, row) == words else f"?{as_kept(words)}"
