"""What the audit committee judges: every goal of a year with its levels, figures, evidence and late edits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q

from goals.badges import Badge, Badges
from goals.models import AttainmentRule, Goal, MeasureLine, Plan, PlanLine, Round
from goals.permissions import visible_goals, visible_plans, visible_rounds
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text
from reporting.models import AuditJudgement, AuditReport
from reporting.permissions import visible_audit_reports

from .audit_measures import LateEdit, MeasureRow, late_edits_of, measures_of, told_of
from .audit_rules import RuleRow, goes_against, rule_row
from .links import Link, link_to
from .measured import EvidenceRow

BINDING_ORDER = {Goal.Binding.COUNCIL: 0, Goal.Binding.BOARD: 1, Goal.Binding.COMMITTEE: 2, Goal.Binding.NONE: 3}
SHAPES = {
    AuditJudgement.Code.ATTAINED: "check",
    AuditJudgement.Code.PARTLY: "part",
    AuditJudgement.Code.NOT_ATTAINED: "stop",
    AuditJudgement.Code.NOT_VERIFIED: "question",
}
# What the committee could not verify and what the management could not assess say the same: it is not known.
SAME_AS = {"not_verified": "not_assessed"}
FILTERS = ("sitovat", "arvioimatta", "eroavat")
UNJUDGED = "none"


@dataclass(frozen=True)
class OwnJudgement:
    """The committee's; `by` is for its own pages, never for a file."""

    code: str
    badge: Badge
    grounds: str
    version: int
    saved_at: datetime
    by: str


@dataclass(frozen=True)
class Management:
    """What the management judged in the year-end report; `badge` is None where it has not reported."""

    code: str = ""
    badge: Badge | None = None
    reason: Text | None = None
    proposal: Text | None = None
    entry_pk: int | None = None


@dataclass(frozen=True)
class AuditedGoal:
    pk: int
    link: Link
    strategy: Link
    binding: str
    is_binding: bool
    rule: RuleRow | None
    measures: tuple[MeasureRow, ...]
    entry_evidence: tuple[EvidenceRow, ...]  # without its name for who has no decision to read it
    late_edits: tuple[LateEdit, ...]
    management: Management
    is_against_the_rule: bool
    own: OwnJudgement | None
    findings: int

    @property
    def title(self) -> Text:
        return self.link.text

    @property
    def differs(self) -> bool:
        """Both have judged, and not the same."""
        if self.own is None or not self.management.code:
            return False
        return SAME_AS.get(self.own.code, self.own.code) != self.management.code

    @property
    def evidence(self) -> int:
        """Pieces of evidence of its measures and entries."""
        return len(self.entry_evidence) + sum(len(row.evidence) for row in self.measures)

    @property
    def all_measures_attained(self) -> bool:
        return bool(self.measures) and all(row.is_attained for row in self.measures)


@dataclass(frozen=True)
class Reopening:
    round: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class AuditYear:
    """`rounds` are those of the year that the city has opened; `year_end` is None until that report is opened."""

    year: int
    report: AuditReport | None
    rounds: tuple[Round, ...]
    year_end: Round | None
    goals: tuple[AuditedGoal, ...]

    @property
    def is_handed_over(self) -> bool:
        return bool(self.report and self.report.handed_over_at)

    @property
    def judged(self) -> int:
        return sum(goal.own is not None for goal in self.goals)

    @property
    def percent(self) -> int:
        return round(100 * self.judged / len(self.goals)) if self.goals else 0

    @property
    def reopenings(self) -> tuple[Reopening, ...]:
        return tuple(
            Reopening(row.title, row.reopened_at, row.reopening_reason) for row in self.rounds if row.reopened_at
        )

    def narrowed(self, chosen: str, *, own: str = "", managed: str = "") -> tuple[AuditedGoal, ...]:
        """`chosen`: one of FILTERS, anything else narrows nothing; `own` and `managed`: codes of the committee's and
        the management's judgements, UNJUDGED of what has none.
        """
        return tuple(
            goal
            for goal in self._chosen(chosen)
            if own in ("", goal.own.code if goal.own else UNJUDGED)
            if managed in ("", goal.management.code or UNJUDGED)
        )

    def _chosen(self, chosen):
        keep = {
            "sitovat": lambda goal: goal.is_binding,
            "arvioimatta": lambda goal: goal.own is None,
            "eroavat": lambda goal: goal.differs,
        }.get(chosen)
        return tuple(filter(keep, self.goals)) if keep else self.goals


def own_badge(code: str) -> Badge:
    return Badge(code, str(AuditJudgement.Code(code).label), SHAPES[code])


# --- the years -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class YearRow:
    year: int
    judged: int
    handed_over_at: datetime | None


def audit_years(rights: Rights) -> tuple[YearRow, ...]:
    """The committee's years: those with a report of the city, a plan or an evaluation report. Others: handed over."""
    reports = visible_audit_reports(rights).annotate(judged=Count("judgements"))
    found = {row.year: YearRow(row.year, row.judged, row.handed_over_at) for row in reports}
    if rights.audits:
        years = {*visible_rounds(rights).filter(kind__in=Round.CITY_KINDS).values_list("year", flat=True)}
        years |= {*visible_plans(rights).values_list("year", flat=True)}
        found |= {year: YearRow(year, 0, None) for year in years - found.keys()}
    return tuple(found[year] for year in sorted(found, reverse=True))


def is_audited(rights: Rights, year: int) -> bool:
    return any(row.year == year for row in audit_years(rights))


# --- one year ------------------------------------------------------------------------------------------------------
def audit_year(rights: Rights, year: int) -> AuditYear:
    """Every goal of the year's plans, and every binding one: nine queries for any number of goals."""
    report = visible_audit_reports(rights).filter(year=year).first()
    rows = list(goals_of_year(rights, year, report))
    rounds = tuple(
        visible_rounds(rights).filter(year=year, kind__in=Round.CITY_KINDS).exclude(opened_at=None).order_by("as_of")
    )
    year_end = next((row for row in rounds if row.is_year_end), None)
    badges = Badges(year_end)
    pks = {row.pk for row in rows}
    told = told_of(pks, year=year, year_end=year_end)
    measures = measures_of(rows, year=year, rounds=rounds, rights=rights, told=told, badges=badges)
    goals = [_audited(row, measures.get(row.pk, ()), told, badges, year) for row in rows]
    return AuditYear(year, report, rounds, year_end, tuple(goals))


def goals_of_year(rights: Rights, year: int, report: AuditReport | None) -> Iterable[Goal]:
    """Goals with the year's rule and the committee's judgement beside them; binding ones first. One query.

    A strategy without plans has its binding goals here: the council set those too.
    """
    plans = visible_plans(rights).filter(year=year, state=Plan.State.ADOPTED)
    lines = Q(Exists(PlanLine.objects.filter(goal=OuterRef("pk"), plan__in=plans)))
    lines |= Q(Exists(MeasureLine.objects.filter(goal=OuterRef("pk"), plan__in=plans)))
    in_force = Q(strategy__valid_from=None) | Q(strategy__valid_from__lte=date(year, 12, 31))
    in_force &= Q(strategy__valid_to=None) | Q(strategy__valid_to__gte=date(year, 1, 1))
    rows = (
        visible_goals(rights)
        .filter(lines | in_force & ~Q(binding_level=Goal.Binding.NONE))
        .select_related("strategy")
        .annotate(
            rule=FilteredRelation("attainment_rules", condition=Q(attainment_rules__year=year)),
            own=FilteredRelation("audit_judgements", condition=Q(audit_judgements__report=report and report.pk)),
            **{f"rule_{name}": F(f"rule__{name}") for name in ("kind", "number", "set_at")},
            **{f"own_{name}": F(f"own__{name}") for name in ("code", "grounds", "version", "saved_at")},
            own_by=F("own__saved_by__name"),
            number_of_findings=Count("audit_findings", filter=Q(audit_findings__report=report and report.pk)),
        )
        .order_by("strategy__position", "strategy", "position", "pk")
    )
    return sorted(rows, key=lambda row: BINDING_ORDER[row.binding_level])


def _audited(row, measures, told, badges, year):
    management = _management(told.of_goal.get(row.pk), badges)
    rule = _rule(row, year)
    return AuditedGoal(
        pk=row.pk,
        link=link_to(row),
        strategy=link_to(row.strategy),
        binding=row.get_binding_level_display(),
        is_binding=row.binding_level != Goal.Binding.NONE,
        rule=rule,
        measures=measures,
        entry_evidence=tuple(told.evidence.get(row.pk, {}).values()),
        late_edits=late_edits_of(row.pk, measures, told, badges),
        management=management,
        is_against_the_rule=goes_against(rule, [measure.code for measure in measures], management.code),
        own=_own(row),
        findings=row.number_of_findings,
    )


def _management(entry, badges):
    if entry is None or not entry.is_sent or not entry.attainment:
        return Management(entry_pk=entry.pk if entry else None)
    return Management(
        code=entry.attainment,
        badge=badges.attainment(entry.attainment),
        reason=Text(entry.told("attainment_reason"), entry.language),
        proposal=Text(entry.told("proposal"), entry.language),
        entry_pk=entry.pk,
    )


def _rule(row, year):
    if row.rule_kind is None:
        return None
    return rule_row(
        AttainmentRule(goal=row, year=year, kind=row.rule_kind, number=row.rule_number, set_at=row.rule_set_at)
    )


def _own(row):
    if row.own_code is None:
        return None
    return OwnJudgement(
        row.own_code, own_badge(row.own_code), row.own_grounds, row.own_version, row.own_saved_at, row.own_by or ""
    )


def own_judgement(judgement: AuditJudgement | None) -> OwnJudgement | None:
    """Of one row, with who saved it."""
    if judgement is None or not judgement.version:
        return None
    return OwnJudgement(
        judgement.code,
        own_badge(judgement.code),
        judgement.grounds,
        judgement.version,
        judgement.saved_at,
        str(judgement.saved_by),
    )
