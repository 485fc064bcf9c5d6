"""The rows of the chapters after the deviations, and of the annexes."""

from dataclasses import dataclass

from goals.badges import Badge
from kemistrategy.text import Text

from .parts import Judged, TextPart, Told, Value


# --- 6–11
@dataclass(frozen=True)
class ProjectLine:
    pk: int
    name: Text
    stage: Text
    schedule: str
    status: Badge
    unchanged: str
    forecast: Badge | None
    judged: Judged | None
    outcome: Text
    told: Told
    doubt: Text
    has_ended: bool


@dataclass(frozen=True)
class DepartmentSection:
    """`head` is the post that leads it and is accountable to the council when `is_accountable`."""

    pk: int
    name: Text
    head: Text
    is_accountable: bool
    texts: tuple[TextPart, ...]
    review: Told
    projects: tuple[ProjectLine, ...]


@dataclass(frozen=True)
class RolloutRow:
    """A stage of "Strategia arkeen" in one department; no `status` where nothing has been recorded."""

    pk: int
    department: Text
    theme: Text
    stage: Text
    status: Badge | None
    done: str


@dataclass(frozen=True)
class Challenge:
    number: int
    title: Text
    points: tuple[Text, ...]


@dataclass(frozen=True)
class DueAction:
    title: Text
    post: Text
    schedule: str
    status: Badge


@dataclass(frozen=True)
class ProposedTarget:
    """A target level somebody proposed to change, and what became of it by the report's closing."""

    indicator: Text
    present: Value
    proposed: Value
    year: str
    reason: Text
    post: Text
    state: str
    decision: str


@dataclass(frozen=True)
class CarriedAction:
    """An action that goes on after the year, with the fate its answerer gave it; None when nobody gave any."""

    pk: int
    title: Text
    post: Text
    schedule: str
    status: Badge
    fate: Badge | None
    note: Told


@dataclass(frozen=True)
class QuestionRow:
    """A councillor's question about the report, the post that answers it and what it answered; never who asked.

    Without an answer `is_overdue` tells whether its day, `due`, has passed.
    """

    pk: int
    kind: str
    subject: Text
    question: Told
    asked: str
    post: Text
    due: str
    answer: Told
    answered: str
    is_late: bool
    is_overdue: bool


# --- annexes
@dataclass(frozen=True)
class ListedAction:
    pk: int
    title: Text
    goals: tuple[Text, ...]
    post: Text
    owners: str
    schedule: str
    status: Badge
    decision: str


@dataclass(frozen=True)
class DefinedMeasure:
    pk: int
    name: Text
    definition: Text
    unit: Text
    frequency: str
    source: Text
    post: Text
    doubt: Text


@dataclass(frozen=True)
class Thing:
    """What one report told of one thing, in words that another report can be compared with.

    `is_heard` is False while its answerer may still report; "" in a word means that nothing is told.
    """

    kind: str
    pk: int
    title: Text
    is_heard: bool
    state: str
    outlook: str
    outlook_code: str
    figure: str
    target: str
    basis: str


@dataclass(frozen=True)
class Change:
    """`sort` is added, removed, state, outlook, figure or target; `basis` the decision or reason of a moved target.

    `subject` and `thing` name what changed ("action", its number); "" and 0 in older reports.
    """

    sort: str
    kind: str
    title: Text
    before: str
    now: str
    basis: str = ""
    subject: str = ""
    thing: int = 0


@dataclass(frozen=True)
class EvidenceItem:
    pk: int
    title: str


@dataclass(frozen=True)
class Record:
    """A numbered figure of the report and where it comes from; who gave it is a post or a source, never a person."""

    number: int
    indicator: Text
    figure: Text
    period: str
    source: str
    licence: str
    retrieved: str
    given_by: Text
    recorded: str
    evidence: tuple[EvidenceItem, ...]
    address: str


@dataclass(frozen=True)
class SdgRow:
    number: int
    name: Text
    goals: tuple[tuple[Text, bool], ...]  # the goal, and whether the tag is only suggested
