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
    plan_year: int | None
    plan_unit: int | None
    line_position: int | None
    words: str
    owners_text: str
    weight: int
    action: int | None
    action_title: Text
    action_doubt: Text
    schedule: Schedule
    post: Text
    action_unit: int | None
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
    """The newest revision of what was reported of a subject in a round, without the note that is not for the report.

    One that was not sent tells only whom it waits for. `words` are the told texts by the names of their fields.
    `is_vacant`: on the day by which it was due nobody held its post, or it has none.
    """

    pk: int
    round: int
    is_sent: bool
    action: int | None
    project: int | None
    indicator: int | None
    goal: int | None
    unit: int | None
    progress: str
    forecast: str
    attainment: str
    not_assessed: str
    fate: str
    unchanged_times: int
    words: dict[str, Text]
    correction_post: Text
    correction_due_on: date | None
    post: Text
    unit_name: Text
    is_vacant: bool
    changed_at: datetime | None

    @property
    def key(self) -> tuple:
        """The subject, the same from round to round; a shared project counts by department."""
        return (self.action, self.project, self.project and self.unit, self.indicator, self.goal)


@dataclass(frozen=True)
class PromiseRow:
    """A promised correction, and the earlier one that it continues.

    `is_taken_back`: a newer version of what was told promises nothing any more.
    """

    pk: int
    continues: int | None
    entry: int
    round: int
    round_kind: str
    round_year: int
    round_as_of: date
    key: tuple
    unit: int | None
    title: Text
    correction: Text
    post: Text
    due_on: date | None
    closed_on: date | None
    how: str
    is_taken_back: bool = False


@dataclass(frozen=True)
class ToldRow:
    """A review's text, an omission, a handling or a translation: each uses the fields it needs (report_told)."""

    kind: str
    pk: int
    owner: int | None
    code: str
    language: str
    words: str
    extra: str
    day: date | None
    saved_at: datetime | None
    is_ready: bool


@dataclass(frozen=True)
class AskedRow:
    """A councillor's question and its answer, without who asked; `kind` is the field of its subject.

    `is_overdue`: no answer came by its day.
    """

    pk: int
    kind: str
    unit: int
    subject: Text
    question: Text
    asked_at: datetime
    post: Text
    due_on: date
    answer: Text
    answered_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True)
class RolloutRow:
    """A department's stage of the programme; an empty `progress` says that nothing has been recorded."""

    pk: int
    unit: int
    department: Text
    theme: Text
    stage: Text
    progress: str
    done_on: date | None


@dataclass(frozen=True)
class EvidenceRow:
    observation: int
    pk: int
    title: str


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
    post_unit: int | None


@dataclass(frozen=True)
class MeasureRow:
    """A measure line of a plan: the city's sentence for an indicator under a goal."""

    pk: int
    goal: int
    action: int | None
    indicator: int
    target: int | None
    position: int
    plan_year: int
    plan_unit: int
    words: Text
    doubt: Text


@dataclass(frozen=True)
class LedgerRow:
    """A target, a proposed one, an observation or the working figure of a `round`.

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
    round: int | None
    licence: str
    retrieved_at: datetime | None
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
    """`units` are the departments told of with all under them, None for the whole city.

    `last_heard` gives the day that was last told of by the key of an entry, before this round.
    """

    words: dict[str, tuple[WordsRow, ...]] = field(default_factory=dict)
    lines: tuple[LineRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    projects: tuple[ProjectRow, ...] = ()
    told: tuple[ToldRow, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    asked: tuple[AskedRow, ...] = ()
    rollout: tuple[RolloutRow, ...] = ()
    last_heard: dict[tuple, date] = field(default_factory=dict)
    units: frozenset[int] | None = None
