"""What a report says, chapter by chapter: frozen rows of finished words, which every rendering shows as they are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from goals.badges import Badge
from goals.models import Round
from kemistrategy.charts import CountsBar
from kemistrategy.text import Text
from measures.charts import IndicatorChart
from reporting.frozen import SCHEMA as SCHEMA

from .closing_rows import (
    CarriedAction,
    Challenge,
    Change,
    DefinedMeasure,
    DepartmentSection,
    DueAction,
    ListedAction,
    ProjectLine,
    ProposedTarget,
    QuestionRow,
    Record,
    RolloutRow,
    SdgRow,
    Thing,
)
from .closing_rows import (
    EvidenceItem as EvidenceItem,
)
from .parts import (
    MISSING as MISSING,
)
from .parts import (
    SILENT as SILENT,
)
from .parts import (
    HandlingRow,
    Heading,
    Judged,
    PublishedChange,
    SdgMark,
    TargetLevel,
    TextPart,
    Told,
    Value,
)


# --- 1 summary and 2 reading guide
@dataclass(frozen=True)
class CountRow:
    """`heard` is how many of the goals anything was reported of."""

    name: Text
    colour: str
    goals: int
    heard: int
    actions: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class AttainedRow:
    """How many goals were judged so; `before` is the same of the year before, empty when no report tells it."""

    name: Text
    colour: str
    goals: int
    counts: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def not_asked(self) -> int:
        """Goals outside the review's plans: nobody was asked, so nobody was silent."""
        return self.goals - sum(self.counts)

    @property
    def beside(self) -> tuple[tuple[int, int | None], ...]:
        """Each count with the one of the year before."""
        return tuple(zip(self.counts, self.before or (None,) * len(self.counts), strict=True))


@dataclass(frozen=True)
class Risk:
    title: Text
    badge: Badge
    cause: Told


@dataclass(frozen=True)
class Summary:
    """`statuses` heads the columns of every row's counts; `note` says why the rows add up to more than the total.

    `attained` is of a year-end report: its columns are `attainments` and, last, the goals nobody judged.
    `risk_note` says of how much anything was reported: risks are known of nothing else.
    """

    lead: str
    review: Told
    statuses: tuple[Badge, ...]
    rows: tuple[CountRow, ...]
    total: CountRow
    note: str
    bar: CountsBar
    forecasts: tuple[tuple[Badge, int], ...]
    without_forecast: int
    attainments: tuple[Badge, ...]
    attained: tuple[AttainedRow, ...]
    year_before: str
    risks: tuple[Risk, ...]
    more_risks: int
    risk_note: str

    @property
    def counted_rows(self) -> tuple[tuple[CountRow, tuple[tuple[Badge, int], ...]], ...]:
        """Each row with its counts named by their states."""
        return tuple((row, tuple(zip(self.statuses, row.counts, strict=True))) for row in self.rows)

    @property
    def counted_total(self) -> tuple[tuple[Badge, int], ...]:
        return tuple(zip(self.statuses, self.total.counts, strict=True))


@dataclass(frozen=True)
class SilentThing:
    """What nobody reported: `since` is the day that was last told of, "" when nothing ever was."""

    kind: str
    title: Text
    post: Text
    badge: Badge
    since: str


@dataclass(frozen=True)
class SilentGroup:
    name: Text
    things: tuple[SilentThing, ...]


@dataclass(frozen=True)
class HeardRow:
    """How many things a department was asked of, and what came; `counts` has a place for each of `Guide.unheard`."""

    name: Text
    asked: int
    heard: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class OmittedThing:
    kind: str
    title: Text
    reason: str


@dataclass(frozen=True)
class Guide:
    """`outlooks` are the points of the forecast's scale, or at year-end of the attainment's.

    `heard` counts by department, its last row is the total; `silent` are the same things one by one, for annex 6.
    """

    statuses: tuple[Badge, ...]
    outlooks: tuple[Badge, ...]
    binding_goals: int
    unheard: tuple[Badge, ...]
    heard: tuple[HeardRow, ...]
    silent: tuple[SilentGroup, ...]
    omitted: tuple[OmittedThing, ...]


# --- 3 key indicators
@dataclass(frozen=True)
class IndicatorLine:
    """`earlier` are the actual values of the two years before, the elder first: of a year-end report."""

    pk: int
    name: Text
    is_part: bool
    baseline: Value
    earlier: tuple[Value, ...]
    target: TargetLevel
    actual: Value
    direction: str
    forecast: Badge | None
    judged: Judged | None
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
    judged: Judged | None
    doubt: Text


@dataclass(frozen=True)
class ActionLine:
    """`unchanged` says that the answerer confirmed the state as it was; `fate` is what becomes of it next year."""

    pk: int
    title: Text
    post: Text
    owners: str
    schedule: str
    decision: str
    status: Badge
    unchanged: str
    forecast: Badge | None
    judged: Judged | None
    fate: Badge | None
    fate_note: Told
    measures: tuple[MeasureCell, ...]
    told: Told
    cause: Told
    correction: Told
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
    judged: Judged | None
    told: Told
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


# --- 5 what does not go as planned
@dataclass(frozen=True)
class BindingGoal:
    """`has_failed` when it was judged as attained in part or not at all: the body decides on `proposal`."""

    pk: int
    title: Text
    binding: str
    measures: tuple[MeasureCell, ...]
    judged: Judged | None
    silence: Badge | None
    has_failed: bool
    cause: Told
    proposal: Told


@dataclass(frozen=True)
class Deviation:
    """`times` is how many times a correction has been promised, this one included; `first` when it was for the first
    time.

    `subject` and `thing` name what it tells of ("action", its number), `binding_level` is the code of `binding`: "" and
    0 in older reports.
    """

    goals: tuple[Text, ...]
    binding: str
    kind: str
    title: Text
    badge: Badge
    cause: Told
    correction: Told
    post: Text
    due: str
    proposal: Told
    times: int
    first: str
    weight: int
    subject: str = ""
    thing: int = 0
    binding_level: str = ""


@dataclass(frozen=True)
class FollowedPromise:
    """A correction promised in an earlier report: open, late, or kept on a day and how; `thing` as of a deviation."""

    title: Text
    kind: str
    correction: Told
    promised_in: str
    times: int
    post: Text
    due: str
    badge: Badge
    closed: str
    how: str
    subject: str = ""
    thing: int = 0


@dataclass(frozen=True)
class ReportContent:
    """One round in one language, of the whole city or of one department (`unit`).

    `changed_at` is the latest change of what it tells: the files are dated by it. `version_mark` names a version
    that a body handles ("Käsittelyversio 2"); `corrections` are what a later published version mends.
    """

    TEMPLATE_PAPER: ClassVar[str] = "reporting/report/paper.html"
    TEMPLATE_PAGE: ClassVar[str] = "reporting/report/report_detail.html"

    schema: int
    kind: str
    slug: str
    language: str
    title: str
    unit: Text
    period: str
    year: int
    as_of: date
    is_open: bool
    is_draft: bool
    is_translation: bool
    version_mark: str
    changed_at: datetime
    chapters: tuple[str, ...]
    headings: tuple[Heading, ...]
    strategies: tuple[Text, ...]
    case_number: str
    handlings: tuple[HandlingRow, ...]
    corrections: tuple[PublishedChange, ...]
    summary: Summary
    guide: Guide
    benefits: tuple[BenefitSection, ...]
    themes: tuple[ThemeSection, ...]
    strategic_goals: ThemeSection
    binding_goals: tuple[BindingGoal, ...]
    deviations: tuple[Deviation, ...]
    followed: tuple[FollowedPromise, ...]
    departments: tuple[DepartmentSection, ...]
    rollout: tuple[RolloutRow, ...]
    environment: Told
    challenges: tuple[Challenge, ...]
    due_actions: tuple[DueAction, ...]
    promises: tuple[Deviation, ...]
    proposed_targets: tuple[ProposedTarget, ...]
    group: Told
    balancing: Told
    audit_answers: Told
    carried_over: tuple[CarriedAction, ...]
    questions: tuple[QuestionRow, ...]
    actions: tuple[ListedAction, ...]
    measures: tuple[DefinedMeasure, ...]
    previous: str
    previous_slug: str
    changes: tuple[Change, ...]
    things: tuple[Thing, ...]
    sdg: tuple[SdgRow, ...]
    records: tuple[Record, ...]

    @property
    def is_year_end(self) -> bool:
        """Attainment is judged instead of a forecast."""
        return self.kind == Round.Kind.YEAR_END

    @property
    def changed(self) -> tuple[Change, ...]:
        """What both reports tell and differently."""
        return tuple(change for change in self.changes if change.sort not in ("added", "removed"))

    @property
    def come_and_gone(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """What only one of the reports tells: ("added" or "removed", its changes)."""
        found = [(sort, tuple(one for one in self.changes if one.sort == sort)) for sort in ("added", "removed")]
        return tuple((sort, changes) for sort, changes in found if changes)

    @property
    def has_charts(self) -> bool:
        return any(line.chart for benefit in self.benefits for line in benefit.indicators)

    @property
    def heading(self) -> dict[str, Heading]:
        return {heading.code: heading for heading in self.headings}

    @property
    def failed_goals(self) -> tuple[BindingGoal, ...]:
        return tuple(goal for goal in self.binding_goals if goal.has_failed)

    @property
    def ended_projects(self) -> tuple[ProjectLine, ...]:
        return tuple(project for project in self._projects if project.has_ended)

    @property
    def continuing_projects(self) -> tuple[ProjectLine, ...]:
        return tuple(project for project in self._projects if not project.has_ended)

    @property
    def _projects(self):
        """Each once, however many departments share it."""
        return {project.pk: project for section in self.departments for project in section.projects}.values()
