"""New indicators with their first levels and baselines, measure lines, benefits and projects; as new_plan_rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Max

from goals.models import Action, Benefit, Goal, MeasureLine, Milestone, Project, ProjectUnit, Strategy
from kemistrategy.schedule import Schedule
from measures.levels import Level
from measures.measure_words import MeasureReading
from measures.models import Indicator, Observation, Target
from measures.readings import usual_bounds

from .new_plan_rows import NO_OWNERS, NO_SCHEDULE, Owners, PlansForEditing
from .new_rows import Codes, NewRows, last_position, schedule_columns


# --- indicators ---------------------------------------------------------------------------------------------------
class NewIndicators:
    """New indicators as their words were read; a direction that they do not tell stays unset: nothing is judged."""

    def __init__(self):
        self.generations: list[NewRows] = []  # one below another: a parent is written before its children
        self.generation_of: dict[str, int] = {}  # code → where it is
        self.targets, self.baselines = NewRows(), NewRows()
        self.used: dict[str, int] = {}  # code of a goal → number of its last measure

    def add(
        self,
        reading: MeasureReading,
        *,
        code: str,
        name: str,
        owners: Owners = NO_OWNERS,
        is_key: bool = False,
        parent: Indicator | None = None,
        doubts: Mapping[str, str] | None = None,
        reason: str,
    ) -> Indicator:
        """Its parent may be one that was added here before."""
        self._position += 1
        lowest, highest = usual_bounds(reading.kind)
        indicator = Indicator(
            code=self._codes.free(code, longest=60),
            name_fi=name,
            kind=reading.kind,
            unit_fi=reading.unit,
            decimals=reading.decimals,
            direction=reading.direction,
            frequency=reading.frequency,
            accumulates=reading.accumulates,
            scale_maximum=reading.scale_maximum,
            lowest=lowest,
            highest=highest,
            answering_post_id=owners.answering,
            is_key=is_key,
            parent=parent,
            position=self._position,
            **(doubts or {}),
        )
        generation = self.generation_of.get(parent.code, -1) + 1 if parent else 0
        self.generation_of[indicator.code] = generation
        if generation == len(self.generations):
            self.generations.append(NewRows())
        return self.generations[generation].add(
            indicator, reason=reason, participants=owners.others_than(owners.answering)
        )

    def add_target(self, indicator: Indicator, *, year: int | None, level: Level, by, reason: str) -> Target:
        """The first level of an indicator, from a printed plan or strategy."""
        target = Target(indicator=indicator, year=year, **asdict(level), origin=Target.Origin.PRINTED, entered_by=by)
        return self.targets.add(target, reason=reason)

    def add_baseline(
        self, indicator: Indicator, *, value: Decimal | None, words: str, source: str, reason: str
    ) -> Observation:
        """NYT: a printed plan or strategy does not say when it was measured."""
        observation = Observation(
            indicator=indicator, value=value, words=words[:300], is_baseline=True, source=source[:300]
        )
        return self.baselines.add(observation, reason=reason)

    def write(self, *, by) -> None:
        for generation in self.generations:
            generation.write(by=by)
        self.generations, self.generation_of = [], {}
        self.targets.write(by=by)
        self.baselines.write(by=by)

    def measure_code(self, goal: Goal) -> str:
        """ "e1-m3": the goal's third measure."""
        number = self.used.get(goal.code, self._measured.get(goal.pk, 0)) + 1
        while f"{goal.code}-m{number}" in self._codes.taken:
            number += 1
        self.used[goal.code] = number
        return f"{goal.code}-m{number}"

    @cached_property
    def _codes(self) -> Codes:
        return Codes(Indicator.objects.values_list("code", flat=True))

    @cached_property
    def _position(self) -> int:
        return last_position(Indicator.objects.all())

    @cached_property
    def _measured(self) -> dict[int, int]:
        """Goal → how many indicators its lines have."""
        counts = MeasureLine.objects.order_by().values("goal").annotate(number=Count("indicator", distinct=True))
        return {row["goal"]: row["number"] for row in counts}


# --- measures of a plan -------------------------------------------------------------------------------------------
class NewMeasureLines:
    """Lines of the cell *Mittarit* for indicators, in the words of the plan."""

    def __init__(self, plans: PlansForEditing):
        self.plans, self.rows = plans, NewRows()
        self.positions: dict[int, int] = {}  # plan → that of its last line

    def add(
        self,
        plan_pk: int,
        *,
        goal_pk: int,
        action: Action | None,
        indicator: Indicator,
        target: Target | None,
        words: str,
        source_text: str = "",
        doubts: Mapping[str, str] | None = None,
        reason: str,
    ) -> MeasureLine:
        plan, tail = self.plans.get(plan_pk)
        if plan.pk not in self.positions:
            self.positions[plan.pk] = last_position(plan.measure_lines)
        self.positions[plan.pk] += 1
        line = MeasureLine(
            plan=plan,
            goal_id=goal_pk,
            action=action,
            indicator=indicator,
            target=target,
            words_fi=words,
            source_text=source_text,
            position=self.positions[plan.pk],
            **(doubts or {}),
        )
        return self.rows.add(line, reason=reason + tail)

    def write(self, *, by) -> None:
        self.rows.write(by=by)


# --- benefits -----------------------------------------------------------------------------------------------------
class NewBenefits:
    """New benefits of a strategy, and what shows whether benefits come true."""

    def __init__(self, strategy_pk: int):
        self.strategy = Strategy.objects.select_for_update().get(pk=strategy_pk)
        self.codes = Codes(self.strategy.benefits.values_list("code", flat=True))
        self.position = last_position(self.strategy.benefits)
        self.rows = NewRows()
        self.shown: dict[str, tuple[Benefit, str, list[Indicator]]] = {}  # code → with the reason and its indicators

    def add(self, *, name: str, reason: str) -> Benefit:
        self.position += 1
        code = self.codes.free(name, longest=40)
        benefit = Benefit(strategy=self.strategy, code=code, name_fi=name, position=self.position)
        return self.rows.add(benefit, reason=reason)

    def hang(self, indicator: Indicator, benefits: Iterable[Benefit], *, reason: str) -> None:
        """The indicator shows whether the benefits come true; benefits may be new ones or others of the strategy."""
        for benefit in benefits:
            self.shown.setdefault(benefit.code, (benefit, reason, []))[2].append(indicator)

    def write(self, *, by) -> None:
        """After the indicators. The first line of a new benefit's history holds what hangs on it."""
        for benefit, reason, indicators in self.shown.values():
            pks = [indicator.pk for indicator in indicators]
            if benefit.pk is None:
                self.rows.link(benefit, indicators=pks)
            else:
                benefit._history_user, benefit._change_reason = by, reason  # its history has a line for its links
                benefit.indicators.add(*pks)
        self.rows.write(by=by)
        self.shown = {}


# --- projects -----------------------------------------------------------------------------------------------------
class NewProjects:
    """New projects of a strategy with their stages, and lines in the cards of departments."""

    def __init__(self, strategy_pk: int):
        self.strategy = Strategy.objects.select_for_update().get(pk=strategy_pk)
        self.position = last_position(self.strategy.projects)
        self.rows, self.stages, self.lines = NewRows(), NewRows(), NewRows()

    def add(
        self,
        *,
        name: str,
        outcome: str = "",
        themes: Collection[int] = (),
        stages: Iterable[str] = (),
        owners: Owners = NO_OWNERS,
        schedule: Schedule = NO_SCHEDULE,
        doubts: Mapping[str, str] | None = None,
        reason: str,
    ) -> Project:
        self.position += 1
        project = Project(
            strategy=self.strategy,
            code=self._codes.free(name, longest=60),
            name_fi=name,
            outcome_fi=outcome,
            answering_post_id=owners.answering,
            position=self.position,
            **schedule_columns(schedule),
            **(doubts or {}),
        )
        for position, title in enumerate(stages, 1):
            self.stages.add(Milestone(project=project, title_fi=title, position=position), reason=reason)
        participants = owners.others_than(owners.answering)
        return self.rows.add(project, reason=reason, themes=themes, participants=participants)

    def print(self, project: Project, *, unit_pk: int, words: str, source_text: str = "", reason: str) -> ProjectUnit:
        """The project's line in the card of a department."""
        position = self._printed[unit_pk] = self._printed.get(unit_pk, 0) + 1
        line = ProjectUnit(project=project, unit_id=unit_pk, words=words, source_text=source_text, position=position)
        return self.lines.add(line, reason=reason)

    def write(self, *, by) -> None:
        for rows in (self.rows, self.stages, self.lines):
            rows.write(by=by)

    @cached_property
    def _codes(self) -> Codes:
        return Codes(Project.objects.values_list("code", flat=True))

    @cached_property
    def _printed(self) -> dict[int, int]:
        """Department → position of its last line in this strategy."""
        lines = ProjectUnit.objects.filter(project__strategy=self.strategy).order_by().values("unit")
        return {row["unit"]: row["last"] for row in lines.annotate(last=Max("position"))}
