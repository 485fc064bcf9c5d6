"""What was read of a table: goals, actions, measures, key indicators and projects, each with the cell it comes from.

Nothing is dropped and nothing guessed: what is in doubt is a `Question`, what can't be taken a `Problem`. Pure.
"""

from dataclasses import dataclass

from kemistrategy.schedule import Schedule
from measures.measure_words import MeasureReading

NO_SCHEDULE, NOTHING_MEASURED = Schedule(), MeasureReading()


@dataclass(frozen=True)
class Place:
    """A cell of the file: its sheet and address ("B7"); of a merged area the first cell."""

    sheet: str
    cell: str


@dataclass(frozen=True)
class Question:
    """Something a person must look at. `code` is a key of `question_words.QUESTIONS`, `values` fill its sentence."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Problem:
    """A cell that is not taken, and why: `code` is a key of `question_words.PROBLEMS`."""

    code: str
    place: Place
    raw: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Read:
    """One thing read of a table.

    `key` is the same each time the same file is read: "Taulukko1!B7:action:2". `raw` are the words of the cell as they
    stand, `words` the proposal made of this part of them.
    """

    key: str
    place: Place
    raw: str
    words: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class ReadDecision:
    """ "kv 3.5.2021 § 45": body is a value of Decision.Body, the day ISO."""

    raw: str
    body: str
    decided_on: str
    section: str


@dataclass(frozen=True)
class ReadGoal(Read):
    """`theme` is the heading above the table or its own column, "" when the source has none and it must be chosen."""

    theme: str = ""
    unit: str = ""
    year: int | None = None
    sdg: tuple[str, ...] = ()
    binding: str = ""
    told: tuple[tuple[str, str], ...] = ()  # of a follow-up table or card, as ReadAction.told


@dataclass(frozen=True)
class ReadOwner:
    """One owner of a cell *Vastuu*, in the words of the cell with the line breaks inside words mended."""

    words: str
    raw: str


@dataclass(frozen=True)
class ReadAction(Read):
    """A line of the cell *Toimenpiteet*; owners and schedule are its row's. `told` is a follow-up table's result."""

    goal: str = ""
    owners: tuple[ReadOwner, ...] = ()
    owners_raw: str = ""
    schedule: Schedule = NO_SCHEDULE
    schedule_raw: str = ""
    decision: ReadDecision | None = None
    told: tuple[tuple[str, str], ...] = ()  # ("progress" | "forecast" | "attainment" | "words", as written)


@dataclass(frozen=True)
class ReadMeasure(Read):
    """A measure of the cell *Mittarit*. Two of them may come from one text ("Haettujen/myönnettyjen … lkm").

    `action` is the key of the action it belongs to by a rule that is certain (one action in the row), else "".
    """

    reading: MeasureReading = NOTHING_MEASURED
    goal: str = ""
    action: str = ""
    baseline: str = ""  # as written in a column of its own (Nykyarvo, NYT)
    actual: str = ""  # as written (Toteuma), in the cell `actual_cell`
    actual_cell: str = ""
    told: tuple[tuple[str, str], ...] = ()  # as ReadAction.told


@dataclass(frozen=True)
class ReadIndicator(Read):
    """A row of the table HYÖTY | MITTARIT | NYT | TAVOITE | TOTEUMA. `parent`: the key of what it is part of."""

    reading: MeasureReading = NOTHING_MEASURED
    benefits: tuple[str, ...] = ()
    baseline: str = ""
    target: str = ""
    actual: str = ""
    actual_cell: str = ""
    owners: tuple[ReadOwner, ...] = ()
    parent: str = ""


@dataclass(frozen=True)
class ReadProject(Read):
    """A line of the template PROJEKTIT | LOPPUTULEMA | VAIHEET | HYÖDYT | MITTARI | NYT | TAVOITE | VASTUU."""

    unit: str = ""
    outcome: str = ""
    stages: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    measure: str = ""
    baseline: str = ""
    target: str = ""
    owners: tuple[ReadOwner, ...] = ()
    schedule: Schedule = NO_SCHEDULE
    schedule_raw: str = ""


@dataclass(frozen=True)
class ReadTable:
    """A table found on a sheet. `kind`: "plan", "indicators", "projects" or "unknown"."""

    key: str
    kind: str
    place: Place
    title: str
    columns: tuple[tuple[str, str], ...]  # (role, heading as written), in the order of the sheet
    rows: int
    theme: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Interpretation:
    tables: tuple[ReadTable, ...] = ()
    goals: tuple[ReadGoal, ...] = ()
    actions: tuple[ReadAction, ...] = ()
    measures: tuple[ReadMeasure, ...] = ()
    indicators: tuple[ReadIndicator, ...] = ()
    projects: tuple[ReadProject, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_empty: bool = False  # no cell of the file is filled
