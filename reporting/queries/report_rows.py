"""The rows that a report is made from: words are `Text`s in the report's language, nothing is judged or formatted."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kemistrategy.schedule import Schedule
from kemistrategy.text import Text


@dataclass(frozen=True)
class WordsRow:
    """Something that is only told: a theme, a benefit, a challenge, a text block, a tag, or a link between two."""

    kind: str
    pk: int
    parent: int | None
    position: int
    code: str
    title: Text
    body: Text
    summary: Text


@dataclass(frozen=True)
class LineRow:
    """A printed plan line; a goal without lines has one row whose action is None."""

    goal: int
    goal_strategy: int
    goal_position: int
    goal_title: Text
    goal_doubt: Text
    binding_level: str
    plan_state: str
    line_position: int | None
    words: str
    owners_text: str
    weight: int
    action: int | None
    action_title: Text
    action_doubt: Text
    schedule: Schedule
    post: Text
    unit: Text
    decision: "DecisionRow | None"


@dataclass(frozen=True)
class DecisionRow:
    body: str
    day: date
    section: str

    def __str__(self):
        return f"{self.body.lower()} {self.day.day}.{self.day.month}.{self.day.year} § {self.section}"


@dataclass(frozen=True)
class EntryRow:
    """A sent entry of this round or of the one before it, without the note that is not for the report."""

    round: int
    round_kind: str
    round_year: int
    round_as_of: date
    action: int | None
    project: int | None
    indicator: int | None
    goal: int | None
    unit: int | None
    progress: str
    forecast: str
    text: Text
    cause: Text
    correction: Text
    correction_post: Text
    correction_due_on: date | None
    changed_at: datetime | None


@dataclass(frozen=True)
class IndicatorRow:
    pk: int
    name: Text
    kind: str
    unit: Text
    decimals: int
    direction: str
    scale_maximum: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    accumulates: bool
    frequency: str
    definition: Text
    source: Text
    doubt: Text
    parent: int | None
    is_key: bool
    position: int
    post: Text


@dataclass(frozen=True)
class MeasureRow:
    """A measure line of a plan: the city's sentence for an indicator under a goal."""

    pk: int
    goal: int
    action: int | None
    indicator: int
    target: int | None
    position: int
    words: Text
    doubt: Text


@dataclass(frozen=True)
class LedgerRow:
    """A target, a proposed one, an observation or a working figure of this round.

    `before` is the row it replaces or corrects. The value of a target is its lower end, `low`; `origin` is where it is
    from ("printed": nobody entered it here), or the state of a proposal, which was settled at `settled_at` and written
    in the language `source`.
    """

    kind: str
    pk: int
    indicator: int
    before: int | None
    start: date | None
    end: date | None
    value: Decimal | None
    high: Decimal | None
    comparison: str
    words: str
    note: str
    source: str
    year: int | None
    recorded_at: datetime | None
    is_baseline: bool
    is_provisional: bool
    origin: str
    settled_at: datetime | None
    decision: DecisionRow | None

    @property
    def low(self) -> Decimal | None:
        return self.value

    @property
    def is_printed(self) -> bool:
        """From the printed plan, not entered by anybody since."""
        return self.origin == "printed" and self.before is None

    @property
    def body(self) -> str:
        """The body whose decision set a target, "" without one."""
        return self.decision.body if self.decision else ""


@dataclass(frozen=True)
class ProjectRow:
    project: int
    unit: int
    strategy: int
    position: int
    name: Text
    outcome: Text
    doubt: Text
    schedule: Schedule
    post: Text
    stages: tuple["StageRow", ...]


@dataclass(frozen=True)
class StageRow:
    title: Text
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class ReportFacts:
    words: dict[str, tuple[WordsRow, ...]] = field(default_factory=dict)
    lines: tuple[LineRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    projects: tuple[ProjectRow, ...] = ()
