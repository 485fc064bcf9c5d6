"""Everything a report tells, gathered in six statements whatever its size.

What is only told (names, texts, links) comes in one union, the ledger in another (report_ledger):
a page may cost twelve statements, and signing in takes five of them.

Words are `Text`s in the report's language; nothing here is judged or formatted.
"""

from collections import defaultdict
from dataclasses import replace

from django.db.models import (
    CharField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from goals.models import (
    Benefit,
    ChallengePoint,
    ChangeChallenge,
    DepartmentCard,
    Entry,
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
from kemistrategy.schedule import Schedule
from kemistrategy.text import FALLBACK_LANGUAGE, Text
from measures.models import Indicator

from .report_ledger import ledger_rows
from .report_rows import (
    DecisionRow,
    EntryRow,
    IndicatorRow,
    LineRow,
    MeasureRow,
    ProjectRow,
    ReportFacts,
    StageRow,
    WordsRow,
)


def report_facts(round: Round, language: str) -> ReportFacts:
    """Six statements: words, plan lines, entries, indicators with measure lines, ledger, projects."""
    strategies = QuerySet(Strategy).filter(rounds=round).order_by().values("pk")
    indicators, measures = _indicators(strategies, language)
    return ReportFacts(
        words=_words(strategies, language),
        lines=_lines(strategies, language),
        entries=_entries(round, language),
        indicators=indicators,
        measures=measures,
        ledger=ledger_rows(round, _indicators_told(strategies)),
        projects=_projects(strategies, language),
    )


# --- words in the report's language --------------------------------------------------------------------------------
def _both(name: str, language: str) -> tuple[str, str]:
    return f"{name}_{language}", f"{name}_{FALLBACK_LANGUAGE}"


def _text(wanted: str | None, finnish: str | None, language: str) -> Text:
    return Text(wanted, language) if wanted else Text(finnish or "", FALLBACK_LANGUAGE)


class _Row:
    """Reads the columns of one row one after another, so that their order is written once."""

    def __init__(self, values, language):
        self._values, self._language = iter(values), language

    def take(self):
        return next(self._values)

    def text(self) -> Text:
        return _text(self.take(), self.take(), self._language)

    def decision(self) -> DecisionRow | None:
        body, day, section = self.take(), self.take(), self.take()
        return DecisionRow(body, day, section) if body else None

    def schedule(self) -> Schedule:
        start, end, precision, is_open_ended, is_continuous = (self.take() for _ in range(5))
        return Schedule(start, end, precision or "year", bool(is_open_ended), bool(is_continuous))


def _schedule_columns(prefix):
    return [f"{prefix}{name}" for name in ("starts_on", "ends_on", "precision", "is_open_ended", "is_continuous")]


def _decision_columns(prefix=""):
    return [f"{prefix}decision__{name}" for name in ("body", "decided_on", "section")]


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
        row = _Row(texts, language)
        found[kind].append(WordsRow(kind, pk, parent, position, code, row.text(), row.text(), row.text()))
    return {kind: tuple(sorted(rows, key=lambda row: (row.position, row.pk))) for kind, rows in found.items()}


def _part(
    source, kind, language, *, pk="pk", parent=None, position="position", code=None, title=None, body=None, summary=None
):
    rows = source if isinstance(source, QuerySet) else QuerySet(source)
    columns = []
    for name in (title, body, summary):
        texts = [Cast(F(column), TextField()) for column in _both(name, language)] if name else []
        columns += texts or [typed_null(TextField())] * 2
    return rows.order_by().values_list(
        Value(kind, CharField()),
        Cast(F(pk), IntegerField()),
        Cast(F(parent), IntegerField()) if parent else typed_null(IntegerField()),
        Cast(F(position), IntegerField()),
        Cast(F(code), TextField()) if code else typed_null(TextField()),
        *columns,
    )


# --- plan lines ----------------------------------------------------------------------------------------------------
def _lines(strategies, language):
    rows = (
        QuerySet(Goal)
        .filter(strategy__in=strategies)
        .order_by("strategy__position", "strategy", "position", "pk", "plan_lines__position")
        .values_list(
            "pk", "strategy_id", "position", *_both("title", language), *_both("doubt", language), "binding_level",
            "plan_lines__plan__state", "plan_lines__position", "plan_lines__words", "plan_lines__owners_text",
            "plan_lines__weight", "plan_lines__action_id",
            *_both("plan_lines__action__title", language), *_both("plan_lines__action__doubt", language),
            *_schedule_columns("plan_lines__action__"),
            *_both("plan_lines__action__answering_post__title", language),
            *_both("plan_lines__action__unit__name", language),
            *_decision_columns("plan_lines__action__"),
        )
    )  # fmt: skip
    return tuple(_line(_Row(values, language)) for values in rows)


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
        line_position=row.take(),
        words=row.take() or "",
        owners_text=row.take() or "",
        weight=row.take() or 0,
        action=row.take(),
        action_title=row.text(),
        action_doubt=row.text(),
        schedule=row.schedule(),
        post=row.text(),
        unit=row.text(),
        decision=row.decision(),
    )


# --- entries -------------------------------------------------------------------------------------------------------
def _entries(round, language):
    """Sent entries of this round and of the closed one before it, the newest revision of each subject last."""
    before = (
        Round.objects.filter(
            state=Round.State.CLOSED, as_of__lt=round.as_of, strategies__in=round.strategies.values("pk")
        )
        .order_by("-as_of")
        .values("pk")[:1]
    )
    rows = (
        QuerySet(Entry)
        .filter(Q(round=round) | Q(round_id=Subquery(before)), state__in=(Entry.State.SENT, Entry.State.APPROVED))
        .order_by("revision", "pk")
        .values_list(
            "round_id", "round__kind", "round__year", "round__as_of", "action_id", "project_id", "indicator_id",
            "goal_id", "unit_id", "progress", "forecast", "language", "public_text", "cause", "correction",
            *_both("correction_post__title", language), "correction_due_on", "sent_at", "approved_at",
        )
    )  # fmt: skip
    return tuple(_entry(_Row(values, language)) for values in rows)


def _entry(row):
    facts = [row.take() for _ in range(11)]
    written_in = row.take()
    text, cause, correction = (Text(row.take(), written_in) for _ in range(3))
    post, due_on = row.text(), row.take()
    moments = [moment for moment in (row.take(), row.take()) if moment]
    return EntryRow(*facts, text, cause, correction, post, due_on, max(moments, default=None))


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
            "pk", *_both("name", language), "kind", *_both("unit", language), "decimals", "direction", "scale_maximum",
            "lowest", "highest", "accumulates", "frequency", *_both("definition", language), *_both("source", language),
            *_both("doubt", language),
            "parent_id", "is_key", "position", *_both("answering_post__title", language),
            "measure_lines__plan__state", "measure_lines__pk", "measure_lines__goal_id", "measure_lines__action_id",
            "measure_lines__target_id", "measure_lines__position",
            *_both("measure_lines__words", language), *_both("measure_lines__doubt", language),
        )
    )  # fmt: skip
    indicators, measures = {}, {}
    for values in rows:
        row = _Row(values, language)
        indicator = _indicator(row)
        indicators[indicator.pk] = indicator
        is_adopted = row.take() == Plan.State.ADOPTED
        pk, goal, action, target, position = (row.take() for _ in range(5))
        if is_adopted:
            measures[pk] = MeasureRow(pk, goal, action, indicator.pk, target, position, row.text(), row.text())
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
    )


# --- projects ------------------------------------------------------------------------------------------------------
def _projects(strategies, language):
    rows = (
        QuerySet(ProjectUnit)
        .filter(project__strategy__in=strategies)
        .order_by("unit__position", "unit", "position", "project__milestones__position", "project__milestones")
        .values_list(
            "project_id", "unit_id", "project__strategy_id", "position", *_both("project__name", language),
            *_both("project__outcome", language), *_both("project__doubt", language), *_schedule_columns("project__"),
            *_both("project__answering_post__title", language), *_both("project__milestones__title", language),
            "project__milestones__due_on", "project__milestones__done_on",
        )
    )  # fmt: skip
    lines, stages = {}, defaultdict(list)
    for values in rows:
        row = _Row(values, language)
        facts = [row.take() for _ in range(4)]
        facts += [row.text(), row.text(), row.text(), row.schedule(), row.text()]
        stage = StageRow(row.text(), row.take(), row.take())
        lines[facts[0], facts[1]] = facts
        if stage.title:
            stages[facts[0], facts[1]].append(stage)
    return tuple(ProjectRow(*facts, tuple(stages[key])) for key, facts in lines.items())
