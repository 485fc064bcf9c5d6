"""Findings and recommendations, the evaluation report as it is read, and what follows a recommendation."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Prefetch
from django.utils import timezone

from goals.models import Goal, Round
from kemistrategy import clock
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.models import AuditJudgement, AuditReport, Finding, FollowUp
from reporting.permissions import drafted_findings, followed_recommendations, visible_audit_reports

from .audit import OwnJudgement, is_audited, own_judgement
from .audit_differences import CountRow, count_row
from .links import Link, link_to


@dataclass(frozen=True)
class FindingRow:
    pk: int
    kind: str
    kind_label: str
    text: str
    goal: Link | None
    version: int

    @property
    def is_recommendation(self) -> bool:
        return self.kind == Finding.Kind.RECOMMENDATION


@dataclass(frozen=True)
class JudgedGoal:
    link: Link
    binding: str
    own: OwnJudgement


@dataclass(frozen=True)
class EvaluationReport:
    """What is handed over: nothing of the management's working copies is in it."""

    year: int
    introduction: str
    handed_over_at: datetime | None
    goals: tuple[JudgedGoal, ...]
    counts: CountRow
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True)
class FollowUpRow:
    round: str
    words: str
    told_on: date


@dataclass(frozen=True)
class RecommendationRow:
    """A recommendation and what came of it. `state`: "statement" (the board's statement is awaited), "followed" or
    "closed"; the statement is due the same autumn (kuntalaki 121 §): `due_on` is its last day.
    """

    pk: int
    year: int
    text: str
    goal: Link | None
    handed_over_on: date
    statement: str
    decision: Link | None
    follow_ups: tuple[FollowUpRow, ...]
    closed_on: date | None
    closing_note: str
    version: int

    @property
    def state(self) -> str:
        if self.closed_on:
            return "closed"
        return "followed" if self.statement else "statement"

    @property
    def due_on(self) -> date:
        return date(self.handed_over_on.year, 12, 31)

    @property
    def is_late(self) -> bool:
        return self.state == "statement" and clock.today() > self.due_on


# --- findings ------------------------------------------------------------------------------------------------------
def finding_rows(rights: Rights, year: int) -> tuple[FindingRow, ...]:
    """The committee's own list; one query."""
    return tuple(map(_finding_row, drafted_findings(rights, year).select_related("goal")))


def _finding_row(row):
    return FindingRow(row.pk, row.kind, row.get_kind_display(), row.text, link_to(row.goal), row.version)


def goal_choices(goals) -> list[tuple[int, Text]]:
    return [(row.pk, text_of(row, "title")) for row in goals]


# --- the evaluation report -----------------------------------------------------------------------------------------
def evaluation_report(rights: Rights, year: int) -> EvaluationReport | None:
    """None for who may not read it; the committee's is empty until it has written something."""
    judgements = AuditJudgement.objects.select_related("goal", "saved_by")
    report: AuditReport | None = (
        visible_audit_reports(rights)
        .filter(year=year)
        .prefetch_related(
            Prefetch("judgements", judgements.order_by("goal__strategy__position", "goal__position", "goal")),
            Prefetch("findings", Finding.objects.select_related("goal")),
        )
        .first()
    )
    if report is None:
        return _empty_report(year) if rights.audits and is_audited(rights, year) else None
    goals = tuple(
        JudgedGoal(link_to(row.goal), _binding(row.goal), own_judgement(row)) for row in report.judgements.all()
    )
    return EvaluationReport(
        year=year,
        introduction=report.introduction,
        handed_over_at=report.handed_over_at,
        goals=goals,
        counts=count_row("", goals, lambda goal: goal.own.code),
        findings=tuple(map(_finding_row, report.findings.all())),
    )


def _empty_report(year):
    return EvaluationReport(year, "", None, (), count_row("", (), str), ())


def _binding(goal):
    return "" if goal.binding_level == Goal.Binding.NONE else goal.get_binding_level_display()


# --- recommendations -----------------------------------------------------------------------------------------------
def recommendation_rows(rights: Rights) -> tuple[RecommendationRow, ...]:
    """Open ones first, then the newest year; two queries."""
    rows = _recommendations(followed_recommendations(rights))
    return tuple(map(_recommendation_row, rows.order_by(F("closed_on").asc(nulls_first=True), "-report__year", "pk")))


def recommendation_row(rights: Rights, pk: int) -> RecommendationRow | None:
    row = _recommendations(followed_recommendations(rights)).filter(pk=pk).first()
    return _recommendation_row(row) if row else None


def open_recommendations(round: Round) -> tuple[RecommendationRow, ...]:
    """What a review tells of: recommendations handed over by its last day and not closed by then; two queries."""
    rows = Finding.objects.filter(
        kind=Finding.Kind.RECOMMENDATION, report__handed_over_at__date__lte=round.as_of, report__year__lte=round.year
    ).exclude(closed_on__lte=round.as_of)
    return tuple(map(_recommendation_row, _recommendations(rows).order_by("report__year", "pk")))


def _recommendations(rows):
    told = FollowUp.objects.select_related("round").order_by("round__as_of", "pk")
    return rows.select_related("report", "goal", "statement_decision").prefetch_related(Prefetch("follow_ups", told))


def _recommendation_row(row):
    return RecommendationRow(
        pk=row.pk,
        year=row.report.year,
        text=row.text,
        goal=link_to(row.goal),
        handed_over_on=timezone.localtime(row.report.handed_over_at).date(),
        statement=row.statement,
        decision=link_to(row.statement_decision),
        follow_ups=tuple(
            FollowUpRow(told.round.title, told.words, timezone.localtime(told.told_at).date())
            for told in row.follow_ups.all()
        ),
        closed_on=row.closed_on,
        closing_note=row.closing_note,
        version=row.version,
    )
