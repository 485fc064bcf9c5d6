"""What an import proposes, line by line: the shapes that page, marked workbook, JSON and adoption share.

    Proposal
      place      where it goes: strategy, unit, year, plan; its questions block ("strategy_missing" …)
      tables     ProposedTable: the table as found, its theme, whether it is left out
      goals      ProposedGoal, each with its actions and measures in the order of the file
      actions    ProposedAction whose goal is not known yet (blocking question "goal_missing")
      measures   ProposedMeasure whose goal is not known yet (blocking question "goal_missing")
      indicators, projects
      owners     ProposedOwner: each distinct word of an owner once, with the post it is read as
      problems   ProposedProblem: a refused cell; blocks until it is left out
      summary    Summary: the counts

The answers that `goals.operations.imports.answer(part=…, key=…, answer={…})` takes; a value of None takes one back:

    part "place", key = "": strategy (pk), unit (pk), year, theme (pk): kept in the import itself
    part "tables", key = table key: theme (pk), kind, columns {cell letter: role}, leave_out (bool), checked (bool),
      period of its results ("2023", "2023-h1", "1-6/2023")
    part "owners", key = Owner.key: choice "post" | "new" | "words", post (pk), kind ("single" | "group" | "body")
    part "problems", key = problem key: leave_out (True)
    part "differences" (of an own workbook), key = Difference.key: choice "leave_out" | "typed" | "present"
    part "items", key = item key:
      every item   choice "new" | "same" | "leave_out", same (pk of the existing thing), words,
                   checked (True: a person has looked at what does not block), change [field, …] of Change.field
      goal         theme (pk), unit (pk), year, binding
      action       goal (pk, or item key of a goal of the file), owners [post pk, …], answering_post (pk), schedule,
                   same_item (key of another action of the file; "" = an action of its own)
      measure      goal, action (pk, item key or ""), name, kind, unit, direction, frequency, figure (target in words),
                   target_year, actual (a result in words, "" = none)
      indicator    name, kind, unit, direction, frequency, baseline, figure, target_year, benefits [pk, …], parent,
                   actual
      project      outcome, stages [words, …], units [pk, …], themes [pk, …], owners, answering_post, schedule
"""

from dataclasses import dataclass, field
from decimal import Decimal

from kemistrategy.periods import Period
from kemistrategy.schedule import Schedule
from measures.measure_words import MeasureReading

from ..items import (
    NO_SCHEDULE,
    NOTHING_MEASURED,
    Place,
    Problem,
    Question,
    Read,
    ReadAction,
    ReadDecision,
    ReadGoal,
    ReadIndicator,
    ReadMeasure,
    ReadProject,
    ReadTable,
)

NEW, SAME, LEAVE_OUT = "new", "same", "leave_out"


@dataclass(frozen=True)
class Candidate:
    """Something that exists and looks like it. `similarity` is percent 0–100; 100 is equal after folding."""

    pk: int
    title: str
    similarity: int
    detail: str = ""  # what tells it from another of the same name: its code


@dataclass(frozen=True)
class Asked:
    """A question with its state. `blocks`: nothing is adopted before it is answered."""

    question: Question
    blocks: bool = False
    is_answered: bool = False

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def is_open(self) -> bool:
        return not self.is_answered


@dataclass(frozen=True)
class Change:
    """What the file says otherwise than the thing that exists; adopted only when a person has chosen it."""

    field: str  # "words" | "owners" | "schedule" | "decision" | "target" | "baseline" | "outcome" | "stages"
    present: str
    read: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Proposed:
    """What every line has in common. `words` are the effective ones: as read, or as the person put them.

    With choice "same" either `same` (pk of what exists) or `same_item` (key of an earlier line of this file) is set.
    """

    item: Read
    choice: str = NEW
    same: int | None = None
    same_title: str = ""
    same_item: str = ""
    similarity: int = 0
    candidates: tuple[Candidate, ...] = ()
    words: str = ""
    questions: tuple[Asked, ...] = ()
    changes: tuple[Change, ...] = ()
    answer: dict = field(default_factory=dict)  # as given so far, for the form

    @property
    def key(self) -> str:
        return self.item.key

    @property
    def place(self) -> Place:
        return self.item.place

    @property
    def is_left_out(self) -> bool:
        return self.choice == LEAVE_OUT

    @property
    def is_new(self) -> bool:
        return self.choice == NEW

    @property
    def open_questions(self) -> tuple[Asked, ...]:
        """Blocking ones first; nothing is asked about what is left out."""
        if self.is_left_out:
            return ()
        return tuple(sorted((asked for asked in self.questions if asked.is_open), key=lambda asked: not asked.blocks))

    @property
    def answered_questions(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.questions if asked.is_answered)

    @property
    def blocks(self) -> bool:
        return any(asked.blocks for asked in self.open_questions)


@dataclass(frozen=True)
class OwnerRead:
    """An owner of one cell with the post it is; `post` is None for what stays as words or is made new."""

    words: str
    key: str
    post: int | None = None
    title: str = ""
    kind: str = ""


@dataclass(frozen=True)
class ProposedOwner:
    """One distinct word of the file. `choice`: "post", "new" (a post is made), "words" (kept as written), "" = asked.

    `places` are keys of the items that have it.
    """

    key: str
    words: str
    choice: str = ""
    post: int | None = None
    title: str = ""
    kind: str = ""  # of the post, or of the one to be made
    candidates: tuple[Candidate, ...] = ()
    questions: tuple[Asked, ...] = ()
    places: tuple[str, ...] = ()
    answer: dict = field(default_factory=dict)

    @property
    def open_questions(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.questions if asked.is_open)

    @property
    def blocks(self) -> bool:
        return any(asked.blocks for asked in self.open_questions)


@dataclass(frozen=True)
class ProposedAction(Proposed):
    """`item` is a ReadAction. `goal` is a pk or the key of a goal of the file, "" when nobody knows.

    `adds_line`: a line comes to the plan, also where the action itself is there already.
    """

    item: ReadAction
    goal: int | str = ""
    owners: tuple[OwnerRead, ...] = ()
    answering_post: int | None = None
    schedule: Schedule = NO_SCHEDULE
    schedule_words: str = ""
    decision: ReadDecision | None = None
    adds_line: bool = True


@dataclass(frozen=True)
class ProposedResult:
    """A figure TOTEUMA to be recorded for the period of its table; None: nobody has said which, it stays a doubt."""

    words: str
    period: Period | None
    place: Place


@dataclass(frozen=True)
class ProposedMeasure(Proposed):
    """`item` is a ReadMeasure; `same` is the pk of an indicator, `line` that of its line in this plan."""

    item: ReadMeasure
    goal: int | str = ""
    action: int | str = ""
    reading: MeasureReading = NOTHING_MEASURED
    line: int | None = None
    result: ProposedResult | None = None

    @property
    def adds_line(self) -> bool:
        return self.line is None


@dataclass(frozen=True)
class ProposedGoal(Proposed):
    item: ReadGoal
    theme: int | None = None
    theme_title: str = ""
    unit: int | None = None
    year: int | None = None
    binding: str = "none"
    sdg: tuple[str, ...] = ()
    actions: tuple[ProposedAction, ...] = ()
    measures: tuple[ProposedMeasure, ...] = ()


@dataclass(frozen=True)
class ProposedIndicator(Proposed):
    """`item` is a ReadIndicator; `reading` tells the kind and the target level, `baseline` the value NYT.

    `parent` is the pk of an indicator or the key of an item, "" without one.
    """

    item: ReadIndicator
    reading: MeasureReading = NOTHING_MEASURED
    benefits: tuple[int, ...] = ()
    new_benefits: tuple[str, ...] = ()
    baseline: Decimal | None = None
    baseline_words: str = ""
    owners: tuple[OwnerRead, ...] = ()
    answering_post: int | None = None
    parent: int | str = ""
    result: ProposedResult | None = None


@dataclass(frozen=True)
class ProposedProject(Proposed):
    """`units` are the departments that share it; `adds_units` those in whose card it is not yet."""

    item: ReadProject
    units: tuple[int, ...] = ()
    adds_units: tuple[int, ...] = ()
    outcome: str = ""
    stages: tuple[str, ...] = ()
    themes: tuple[int, ...] = ()
    owners: tuple[OwnerRead, ...] = ()
    answering_post: int | None = None
    schedule: Schedule = NO_SCHEDULE
    schedule_words: str = ""


@dataclass(frozen=True)
class ProposedTable:
    """A table as found, with what a person said of it. `theme` is a pk."""

    table: ReadTable
    kind: str
    is_left_out: bool = False
    theme: int | None = None
    theme_title: str = ""
    period: Period | None = None  # that its results are of, as its heading or a person says
    questions: tuple[Asked, ...] = ()
    answer: dict = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.table.key

    @property
    def open_questions(self) -> tuple[Asked, ...]:
        return () if self.is_left_out else tuple(asked for asked in self.questions if asked.is_open)

    @property
    def blocks(self) -> bool:
        return any(asked.blocks for asked in self.open_questions)


@dataclass(frozen=True)
class ProposedProblem:
    key: str
    problem: Problem
    is_left_out: bool = False


@dataclass(frozen=True)
class ImportPlace:
    """Where it all goes. `unit` and `year` are None where the file has no plan. `plan` is None when it will be made.

    `is_in_force`: the plan is adopted, so it changes only by a decision or with a reason.
    """

    strategy: int | None = None
    strategy_title: str = ""
    unit: int | None = None
    unit_title: str = ""
    year: int | None = None
    theme: int | None = None
    plan: int | None = None
    plan_title: str = ""
    is_in_force: bool = False
    questions: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Counts:
    """Of one kind of thing."""

    new: int = 0
    same: int = 0
    changed: int = 0  # of the same ones: with a change or a line that will be adopted
    left_out: int = 0

    @property
    def total(self) -> int:
        return self.new + self.same + self.left_out


@dataclass(frozen=True)
class Summary:
    """`lines` and `measure_lines` are those that the plan gets; `blocking` counts open questions that stop adoption."""

    goals: Counts = Counts()
    actions: Counts = Counts()
    measures: Counts = Counts()
    indicators: Counts = Counts()
    projects: Counts = Counts()
    lines: int = 0
    measure_lines: int = 0
    results: int = 0  # that are recorded
    new_posts: int = 0
    open: int = 0
    blocking: int = 0
    answered: int = 0
    problems: int = 0

    @property
    def changes_nothing(self) -> bool:
        kinds = (self.goals, self.actions, self.measures, self.indicators, self.projects)
        added = self.lines or self.measure_lines or self.results
        return not (added or any(kind.new or kind.changed for kind in kinds))


@dataclass(frozen=True)
class Proposal:
    place: ImportPlace
    tables: tuple[ProposedTable, ...] = ()
    goals: tuple[ProposedGoal, ...] = ()
    actions: tuple[ProposedAction, ...] = ()
    measures: tuple[ProposedMeasure, ...] = ()
    indicators: tuple[ProposedIndicator, ...] = ()
    projects: tuple[ProposedProject, ...] = ()
    owners: tuple[ProposedOwner, ...] = ()
    problems: tuple[ProposedProblem, ...] = ()
    summary: Summary = Summary()

    @property
    def all_actions(self) -> tuple[ProposedAction, ...]:
        return (*(action for goal in self.goals for action in goal.actions), *self.actions)

    @property
    def all_measures(self) -> tuple[ProposedMeasure, ...]:
        return (*(measure for goal in self.goals for measure in goal.measures), *self.measures)

    @property
    def items(self) -> tuple[Proposed, ...]:
        """Every line in one row: goals, actions, measures, indicators, projects."""
        return (*self.goals, *self.all_actions, *self.all_measures, *self.indicators, *self.projects)

    @property
    def is_ready(self) -> bool:
        """Nothing that must be answered is open, and no refused cell is unanswered."""
        return not self.summary.blocking

    @property
    def needs_basis(self) -> bool:
        """It changes what has been decided: a plan in force, a goal's own words or a target level."""
        chosen = [(line, change) for line in self.items for change in line.changes if change.is_chosen]
        decided = any(change.field == "target" or isinstance(line, ProposedGoal) for line, change in chosen)
        return not self.summary.changes_nothing and (self.place.is_in_force or decided)

    @property
    def asked(self) -> tuple[tuple[str, str, Asked], ...]:
        """(part, key, question) of all questions: those of the place, the tables, the owners and the items."""
        return (
            *(("place", "", asked) for asked in self.place.questions),
            *(
                (part, line.key, asked)
                for part, lines in (("tables", self.tables), ("owners", self.owners), ("items", self.items))
                for line in lines
                for asked in (*line.open_questions, *(one for one in line.questions if one.is_answered))
            ),
        )
