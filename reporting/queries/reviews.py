"""The prose parts of a report: which ones a review has, who writes each, and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from goals.models import Round
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.models import Review

from .report_departments import report_departments

Kind = Review.Kind
OF_HALF_YEAR = (Kind.CITY_MANAGER, Kind.DEPARTMENT, Kind.ENVIRONMENT)
OF_PROJECT = (Kind.PROJECT, Kind.RISKS, Kind.MONEY, Kind.NEXT_STEPS)
KINDS = {
    Round.Kind.HALF_YEAR: OF_HALF_YEAR,
    Round.Kind.YEAR_END: (*OF_HALF_YEAR, Kind.GROUP, Kind.BALANCING, Kind.AUDIT_ANSWERS),
    Round.Kind.PROJECT_INTERIM: OF_PROJECT,
    Round.Kind.PROJECT_FINAL: (*OF_PROJECT, Kind.LESSONS),
}


@dataclass(frozen=True)
class ReviewPart:
    """One prose part; `unit` is the department of a department's review. `row` is None while nobody has begun it."""

    round: Round
    kind: Review.Kind
    unit: OrgUnit | None
    unit_name: Text
    row: Review | None
    may_write: bool

    @property
    def key(self) -> str:
        """Its part of the address: "environment", "department-3"."""
        return f"{self.kind.value}-{self.unit.pk}" if self.unit else self.kind.value

    @property
    def heading(self) -> str:
        return f"{self.kind.label}: {self.unit_name}" if self.unit else str(self.kind.label)

    @property
    def is_begun(self) -> bool:
        return bool(self.row and self.row.text)

    @property
    def is_ready(self) -> bool:
        return bool(self.row and self.row.is_ready)

    @property
    def is_editable(self) -> bool:
        return self.may_write and self.round.is_open

    @property
    def saved_at(self) -> datetime | None:
        return self.row.saved_at if self.row else None

    @property
    def saved_by(self) -> str:
        return str(self.row.saved_by or "") if self.row else ""


def review_parts(round: Round, rights: Rights, language: str) -> tuple[ReviewPart, ...]:
    """Every prose part of a review's report in the report's order; at most three queries."""
    rows = {(row.kind, row.unit_id): row for row in Review.objects.filter(round=round).select_related("saved_by")}
    kinds = KINDS[round.kind]
    departments = report_departments(round) if Kind.DEPARTMENT in kinds else []
    directs_city = _directs_city(rights) if Kind.CITY_MANAGER in kinds else False
    return tuple(
        ReviewPart(
            round=round,
            kind=kind,
            unit=unit,
            unit_name=text_of(unit, "name", language) if unit else Text(""),
            row=rows.get((kind, unit and unit.pk)),
            may_write=_may_write(kind, unit, round, rights, directs_city=directs_city),
        )
        for kind in kinds
        for unit in (departments if kind == Kind.DEPARTMENT else [None])
    )


def _may_write(kind, unit, round, rights, *, directs_city):
    """The coordinator writes any of them; a director her department's, the city's head her own, a project its own."""
    if rights.coordinates:
        return True
    if kind == Kind.DEPARTMENT:
        return unit.pk in rights.directs
    if kind == Kind.CITY_MANAGER:
        return directs_city
    return bool(round.project_id) and round.project.answering_post_id in rights.writes_for


def _directs_city(rights):
    if rights.coordinates or not rights.directs:
        return False
    return OrgUnit.objects.filter(pk__in=rights.directs, kind=OrgUnit.Kind.CITY).exists()


def review_part(round: Round, key: str, rights: Rights, language: str) -> ReviewPart | None:
    """The part of this address, when this person may write it or read what was written."""
    return next((part for part in review_parts(round, rights, language) if part.key == key), None)
