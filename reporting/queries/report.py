"""Everything a report tells, gathered in a fixed number of statements whatever its size.

What is only told (names, texts, links) comes in one union, the ledger in another (report_ledger), what people told in
a third (report_told).

Words are `Text`s in the report's language; nothing here is judged or formatted.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from goals.models import (
    Benefit,
    ChallengePoint,
    ChangeChallenge,
    DepartmentCard,
    Goal,
    Plan,
    ProjectUnit,
    Round,
    SdgTag,
    Strategy,
    TextBlock,
    Theme,
)
from goals.queries.sdg import SHOWN_ORIGINS
from kemistrategy.database import typed_null
from kemistrategy.organisation.models import OrgUnit
from measures.models import Indicator

from .report_attached import asked_rows, rollout_rows
from .report_columns import Row, both, decision_columns, schedule_columns
from .report_ledger import ledger_rows
from .report_rows import (
    IndicatorRow,
    LineRow,
    MeasureRow,
    ProjectRow,
    ReportFacts,
    StageRow,
    WordsRow,
)
from .report_told import entry_rows, evidence_rows, last_heard, promise_rows, told_rows, told_units


def report_facts(
    round: Round, language: str, *, unit: OrgUnit | None = None, earlier: Sequence[Round] = ()
) -> ReportFacts:
    """Thirteen statements. `earlier` are the reviews it is compared with; `unit` the only department told of.

    Plan lines, measures and projects are everything that any of the reviews tells; whose they are stands in each row.
    """
    strategies = QuerySet(Strategy).filter(rounds=round).order_by().values("pk")
    indicators, measures = _indicators(strategies, language)
    rounds = (round, *earlier)
    return ReportFacts(
        words=_words(strategies, language),
        lines=_lines(strategies, language),
        entries=entry_rows(rounds, language),
        indicators=indicators,
        measures=measures,
        ledger=ledger_rows(rounds, _indicators_told(strategies)),
        projects=_projects(strategies, language),
        told=told_rows(round, rounds, language),
        promises=promise_rows(round, language),
        evidence=evidence_rows(_indicators_told(strategies)),
        asked=asked_rows(round, language),
        rollout=rollout_rows(strategies, language),
        last_heard=last_heard(round),
        units=told_units(round, unit),
    )


# --- words: one union of everything that is only told --------------------------------------------------------------
def _words(strategies, language):
    texts = {"title": "heading", "body": "adopted_text", "summary": "summary"}
    blocks = QuerySet(TextBlock)
    parts = [
        _part(Strategy, "strategy", language, code="slug", title="name").filter(pk__in=strategies),
        _part(Theme, "theme", language, parent="strategy_id", code="colour", title="name").filter(
            strategy__in=strategies
        ),
        _part(Benefit, "benefit", language, parent="strategy_id", title="name").filter(strategy__in=strategies),
        _part(ChangeChallenge, "challenge", language, parent="strategy_id", position="number", title="title").filter(
            strategy__in=strategies
        ),
        _part(ChallengePoint, "point", language, parent="challenge_id", title="text").filter(
            challenge__strategy__in=strategies
        ),
        _part(DepartmentCard, "card", language, pk="unit_id", parent="strategy_id", title="unit__name").filter(
            strategy__in=strategies
        ),
        _part(
            DepartmentCard,
            "head",
            language,
            pk="unit_id",
            parent="strategy_id",
            code=_ACCOUNTABLE,
            title="unit__head__title",
        ).filter(strategy__in=strategies, unit__head__isnull=False),
        _part(blocks, "theme text", language, parent="theme_id", code="code", **texts).filter(
            theme__strategy__in=strategies
        ),
        _part(blocks, "card text", language, parent="card__unit_id", code="code", **texts).filter(
            card__strategy__in=strategies
        ),
        _part(Goal.themes.through, "goal theme", language, pk="goal_id", parent="theme_id", position="theme_id").filter(
            goal__strategy__in=strategies
        ),
        _part(
            Benefit.goals.through, "goal benefit", language, pk="goal_id", parent="benefit_id", position="benefit_id"
        ).filter(benefit__strategy__in=strategies),
        _part(
            Benefit.indicators.through,
            "indicator benefit",
            language,
            pk="indicator_id",
            parent="benefit_id",
            position="benefit_id",
        ).filter(benefit__strategy__in=strategies),
        _part(
            SdgTag,
            "goal sdg",
            language,
            pk="goal_id",
            parent="sdg_goal__number",
            position="sdg_goal__number",
            code="origin",
            title="sdg_goal__name",
        ).filter(goal__strategy__in=strategies, origin__in=SHOWN_ORIGINS),
    ]
    found = defaultdict(list)
    for kind, pk, parent, position, code, *texts in parts[0].union(*parts[1:], all=True):
        row = Row(texts, language)
        found[kind].append(WordsRow(kind, pk, parent, position, code, row.text(), row.text(), row.text()))
    return {kind: tuple(sorted(rows, key=lambda row: (row.position, row.pk))) for kind, rows in found.items()}


_ACCOUNTABLE = Case(When(unit__head__is_accountable=True, then=Value("accountable")), default=Value(""))


def _part(
    source, kind, language, *, pk="pk", parent=None, position="position", code=None, title=None, body=None, summary=None
):
    rows = source if isinstance(source, QuerySet) else QuerySet(source)
    columns = []
    for name in (title, body, summary):
        texts = [Cast(F(column), TextField()) for column in both(name, language)] if name else []
        columns += texts or [typed_null(TextField())] * 2
    return rows.order_by().values_list(
        Value(kind, CharField()),
        Cast(F(pk), IntegerField()),
        Cast(F(parent), IntegerField()) if parent else typed_null(IntegerField()),
        Cast(F(position), IntegerField()),
        Cast(F(code) if isinstance(code, str) else code, TextField()) if code else typed_null(TextField()),
        *columns,
    )


# --- plan lines ----------------------------------------------------------------------------------------------------
def _lines(strategies, language):
    rows = (
        QuerySet(Goal)
        .filter(strategy__in=strategies)
        .order_by("strategy__position", "strategy", "position", "pk", "plan_lines__position")
        .values_list(
            "pk", "strategy_id", "position", *both("title", language), *both("doubt", language), "binding_level",
            "plan_lines__plan__state", "plan_lines__plan__year", "plan_lines__plan__unit_id", "plan_lines__position",
            "plan_lines__words", "plan_lines__owners_text",
            "plan_lines__weight", "plan_lines__action_id",
            *both("plan_lines__action__title", language), *both("plan_lines__action__doubt", language),
            *schedule_columns("plan_lines__action__"),
            *both("plan_lines__action__answering_post__title", language),
            "plan_lines__action__unit_id", *both("plan_lines__action__unit__name", language),
            *decision_columns("plan_lines__action__"),
        )
    )  # fmt: skip
    return tuple(_line(Row(values, language)) for values in rows)


def _line(row):
    """A line of a plan that is only a draft says nothing: its goal then stands without an action."""
    line = _printed_line(row)
    return line if line.plan_state == Plan.State.ADOPTED else replace(line, action=None)


def _printed_line(row):
    return LineRow(
        goal=row.take(),
        goal_strategy=row.take(),
        goal_position=row.take(),
        goal_title=row.text(),
        goal_doubt=row.text(),
        binding_level=row.take(),
        plan_state=row.take() or "",
        plan_year=row.take(),
        plan_unit=row.take(),
        line_position=row.take(),
        words=row.take() or "",
        owners_text=row.take() or "",
        weight=row.take() or 0,
        action=row.take(),
        action_title=row.text(),
        action_doubt=row.text(),
        schedule=row.schedule(),
        post=row.text(),
        action_unit=row.take(),
        unit=row.text(),
        decision=row.decision(),
    )


# --- indicators and measure lines -----------------------------------------------------------------------------
def _indicators_told(strategies):
    return QuerySet(Indicator).filter(
        Q(pk__in=QuerySet(Benefit.indicators.through).filter(benefit__strategy__in=strategies).values("indicator_id"))
        | Q(
            parent__in=QuerySet(Benefit.indicators.through)
            .filter(benefit__strategy__in=strategies)
            .values("indicator_id")
        )
        | Q(measure_lines__goal__strategy__in=strategies)
    )


def _indicators(strategies, language):
    rows = (
        _indicators_told(strategies)
        .order_by("position", "pk", "measure_lines__position")
        .distinct()
        .values_list(
            "pk", *both("name", language), "kind", *both("unit", language), "decimals", "direction", "scale_maximum",
            "lowest", "highest", "accumulates", "frequency", *both("definition", language), *both("source", language),
            *both("doubt", language),
            "parent_id", "is_key", "position", *both("answering_post__title", language),
            "answering_post__unit_id", "measure_lines__plan__state", "measure_lines__pk",
            "measure_lines__goal_id", "measure_lines__action_id",
            "measure_lines__target_id", "measure_lines__position", "measure_lines__plan__year",
            "measure_lines__plan__unit_id",
            *both("measure_lines__words", language), *both("measure_lines__doubt", language),
        )
    )  # fmt: skip
    indicators, measures = {}, {}
    for values in rows:
        row = Row(values, language)
        indicator = _indicator(row)
        indicators[indicator.pk] = indicator
        is_adopted = row.take() == Plan.State.ADOPTED
        pk, goal, action, target, *place = (row.take() for _ in range(7))
        if is_adopted:
            measures[pk] = MeasureRow(pk, goal, action, indicator.pk, target, *place, row.text(), row.text())
    return tuple(indicators.values()), tuple(
        sorted(measures.values(), key=lambda measure: (measure.position, measure.pk))
    )


def _indicator(row):
    return IndicatorRow(
        pk=row.take(),
        name=row.text(),
        kind=row.take(),
        unit=row.text(),
        decimals=row.take(),
        direction=row.take(),
        scale_maximum=row.take(),
        lowest=row.take(),
        highest=row.take(),
        accumulates=row.take(),
        frequency=row.take(),
        definition=row.text(),
        source=row.text(),
        doubt=row.text(),
        parent=row.take(),
        is_key=row.take(),
        position=row.take(),
        post=row.text(),
        post_unit=row.take(),
    )


# --- projects ------------------------------------------------------------------------------------------------------
def _projects(strategies, language):
    rows = (
        QuerySet(ProjectUnit)
        .filter(project__strategy__in=strategies)
        .order_by("unit__position", "unit", "position", "project__milestones__position", "project__milestones")
        .values_list(
            "project_id", "unit_id", "project__strategy_id", "position", *both("project__name", language),
            *both("project__outcome", language), *both("project__doubt", language), *schedule_columns("project__"),
            *both("project__answering_post__title", language), *both("project__milestones__title", language),
            "project__milestones__due_on", "project__milestones__done_on",
        )
    )  # fmt: skip
    lines, stages = {}, defaultdict(list)
    for values in rows:
        row = Row(values, language)
        facts = [row.take() for _ in range(4)]
        facts += [row.text(), row.text(), row.text(), row.schedule(), row.text()]
        stage = StageRow(row.text(), row.take(), row.take())
        lines[facts[0], facts[1]] = facts
        if stage.title:
            stages[facts[0], facts[1]].append(stage)
    return tuple(ProjectRow(*facts, tuple(stages[key])) for key, facts in lines.items())
