"""What a report says, chapter by chapter: frozen rows of finished words, which every rendering shows as they are."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from goals.badges import Badge
from kemistrategy.charts import CountsBar
from kemistrategy.text import Text
from measures.charts import IndicatorChart

SCHEMA = 1
MISSING = Text("–")


@dataclass(frozen=True)
class Value:
    """A figure as shown, the note beside it, and the amount itself; a missing one is a dash with a note, never 0."""

    words: Text = MISSING
    note: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class TargetLevel:
    """The level in force; `adopted` is the one it was adopted at and `moved` on what basis, when it has moved since.

    `way` and `adopted_way` say how far the actual value has come towards each: a calculation, never a judgement.
    """

    present: Value
    way: str = ""
    adopted: Value | None = None
    adopted_way: str = ""
    moved: str = ""


@dataclass(frozen=True)
class SdgMark:
    number: int
    name: Text
    is_suggested: bool


@dataclass(frozen=True)
class TextPart:
    """A heading with the adopted text, or a summary that is marked as not adopted."""

    heading: Text
    adopted: Text
    summary: Text


# --- 1 summary and 2 reading guide
@dataclass(frozen=True)
class CountRow:
    name: Text
    colour: str
    goals: int
    actions: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Risk:
    title: Text
    badge: Badge
    cause: Text


@dataclass(frozen=True)
class Summary:
    """`statuses` heads the columns of every row's counts; `note` says why the rows add up to more than the total."""

    statuses: tuple[Badge, ...]
    rows: tuple[CountRow, ...]
    total: CountRow
    note: str
    bar: CountsBar
    forecasts: tuple[tuple[Badge, int], ...]
    without_forecast: int
    risks: tuple[Risk, ...]
    more_risks: int


@dataclass(frozen=True)
class Guide:
    statuses: tuple[Badge, ...]
    forecasts: tuple[Badge, ...]
    binding_goals: int


# --- 3 key indicators
@dataclass(frozen=True)
class IndicatorLine:
    pk: int
    name: Text
    is_part: bool
    baseline: Value
    target: TargetLevel
    actual: Value
    direction: str
    forecast: Badge | None
    source: Text
    measured: str
    sentence: str
    chart: IndicatorChart | None
    doubt: Text


@dataclass(frozen=True)
class BenefitSection:
    name: Text
    strategy: Text
    indicators: tuple[IndicatorLine, ...]


# --- 4 themes
@dataclass(frozen=True)
class MeasureCell:
    pk: int
    words: Text
    post: Text
    target: TargetLevel
    actual: Value
    forecast: Badge | None
    doubt: Text


@dataclass(frozen=True)
class ActionLine:
    pk: int
    title: Text
    post: Text
    owners: str
    schedule: str
    decision: str
    status: Badge
    forecast: Badge | None
    measures: tuple[MeasureCell, ...]
    told: Text
    cause: Text
    correction: Text
    doubt: Text


@dataclass(frozen=True)
class GoalSection:
    """`measures` are those that no action line carries; `indicators` those of the goal's benefits."""

    pk: int
    title: Text
    binding: str
    sdg: tuple[SdgMark, ...]
    actions: tuple[ActionLine, ...]
    measures: tuple[MeasureCell, ...]
    benefits: tuple[Text, ...]
    told: Text
    doubt: Text


@dataclass(frozen=True)
class ThemeSection:
    """A theme with its goals; the goals without a theme stand in a section of their own, whose pk is 0."""

    pk: int
    name: Text
    colour: str
    strategy: Text
    texts: tuple[TextPart, ...]
    goals: tuple[GoalSection, ...]


# --- 5–8
@dataclass(frozen=True)
class Deviation:
    goals: tuple[Text, ...]
    binding: str
    kind: str
    title: Text
    badge: Badge
    cause: Text
    correction: Text
    post: Text
    due: str
    weight: int


@dataclass(frozen=True)
class ProjectLine:
    pk: int
    name: Text
    stage: Text
    schedule: str
    status: Badge
    forecast: Badge | None
    outcome: Text
    told: Text
    doubt: Text


@dataclass(frozen=True)
class DepartmentSection:
    name: Text
    texts: tuple[TextPart, ...]
    projects: tuple[ProjectLine, ...]


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
class Change:
    title: Text
    before: str
    now: str


@dataclass(frozen=True)
class SdgRow:
    number: int
    name: Text
    goals: tuple[tuple[Text, bool], ...]  # the goal, and whether the tag is only suggested


@dataclass(frozen=True)
class ReportContent:
    """One round in one language. `changed_at` is the latest change of what it tells: the files are dated by it."""

    schema: int
    slug: str
    language: str
    title: str
    period: str
    as_of: date
    is_open: bool
    is_draft: bool
    changed_at: datetime
    strategies: tuple[Text, ...]
    summary: Summary
    guide: Guide
    benefits: tuple[BenefitSection, ...]
    themes: tuple[ThemeSection, ...]
    strategic_goals: ThemeSection
    deviations: tuple[Deviation, ...]
    departments: tuple[DepartmentSection, ...]
    challenges: tuple[Challenge, ...]
    due_actions: tuple[DueAction, ...]
    promises: tuple[Deviation, ...]
    proposed_targets: tuple[ProposedTarget, ...]
    actions: tuple[ListedAction, ...]
    measures: tuple[DefinedMeasure, ...]
    previous: str
    changes: tuple[Change, ...]
    sdg: tuple[SdgRow, ...]

    @property
    def has_charts(self) -> bool:
        return any(line.chart for benefit in self.benefits for line in benefit.indicators)
