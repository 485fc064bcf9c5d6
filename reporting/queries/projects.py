"""Projects: the departments' printed lines on a line of years, and the page of one with all that its card asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import ProjectUnit
from goals.permissions import visible_projects
from kemistrategy import clock
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of
from reporting.permissions import visible_indicators
from reporting.timeline import Axis, Bar, Span, actual_span, axis_of

from .actions import Responsible
from .attached import Attached
from .contacts import Contact, contacts
from .figures import Figures, figures_of
from .links import Link, link_to
from .project_parts import PrintedShare, StageRow, parts_of
from .told import Review, Told, present_review
from .told_days import known_day, known_until


@dataclass(frozen=True)
class DepartmentShare:
    """What one department has told of its share, and how that stands; `told` is None before it has."""

    unit: Link | None
    status: Badge
    told: Told | None


@dataclass(frozen=True)
class Drawn:
    """A schedule on the line of years: what was planned, and what has happened; None where no day is known."""

    planned: Bar | None
    actual: Bar | None = None
    is_done: bool = False


@dataclass(frozen=True)
class ProjectLine:
    """One printed line; `shared_with` names the other departments of the same project."""

    pk: int
    link: Link
    words: str
    schedule: str
    outcome: Text
    shared_with: tuple[Link, ...]
    drawn: Drawn | None  # None: no schedule has been set
    status: Badge | None = None


@dataclass(frozen=True)
class DepartmentProjects:
    unit: Link
    lines: tuple[ProjectLine, ...]

    @property
    def dated(self) -> tuple[ProjectLine, ...]:
        return tuple(line for line in self.lines if line.drawn)

    @property
    def undated(self) -> tuple[ProjectLine, ...]:
        return tuple(line for line in self.lines if not line.drawn)


@dataclass(frozen=True)
class ProjectList:
    departments: tuple[DepartmentProjects, ...]
    lines: int
    projects: int
    review: Review | None
    axis: Axis | None
    today: str | None  # its place on the line of years

    @property
    def has_states(self) -> bool:
        """Something is told of at least one; until a report tells of projects, the public reads of none."""
        return any(line.status for department in self.departments for line in department.lines)


@dataclass(frozen=True)
class ProjectMeasure:
    """An indicator of the project: NYT, TAVOITE and TOTEUMA by the indicator itself."""

    link: Link
    figures: Figures


@dataclass(frozen=True)
class DrawnStage:
    stage: StageRow
    drawn: Drawn | None


@dataclass(frozen=True)
class Timeline:
    """The project and its stages on one line of years; `axis` is None when no day is known of any of them."""

    axis: Axis | None
    whole: Drawn | None
    stages: tuple[DrawnStage, ...]
    today: str | None


@dataclass(frozen=True)
class ProjectPage:
    pk: int
    name: Text
    strategy: Link
    outcome: Text
    gain: Text
    doubt: Text
    schedule: str
    started_on: date | None
    finished_on: date | None
    decision: Link | None
    themes: tuple[Link, ...]
    benefits: tuple[Link, ...]
    measures: tuple[ProjectMeasure, ...]
    responsible: Responsible
    contacts: tuple[Contact, ...]
    printed: tuple[PrintedShare, ...]
    timeline: Timeline
    attached: Attached
    review: Review | None
    shares: tuple[DepartmentShare, ...]
    reports: tuple[Link, ...]  # its own, the newest first; what is not published is a draft
    may_edit: bool

    @property
    def stages(self) -> tuple[StageRow, ...]:
        return tuple(row.stage for row in self.timeline.stages)

    @property
    def is_silent(self) -> bool:
        """No published report tells of it."""
        return self.review is not None and self.review.is_published and not any(share.told for share in self.shares)

    @property
    def missing(self) -> tuple[str, ...]:
        """What nobody has recorded yet: told in one sentence instead of a heading for each."""
        parts = (
            (self.stages, _("vaiheet")),
            (self.gain or self.benefits, _("hyödyt")),
            (self.measures, _("mittarit")),
        )
        return tuple(name for found, name in parts if not found)

    @property
    def is_bare(self) -> bool:
        return len(self.missing) == 3


# --- the list -----------------------------------------------------------------------------------------------------
def project_list(
    rights: Rights, *, unit_id: int | None = None, is_told: bool = True, days: Review | None = None
) -> ProjectList:
    """Two queries: the printed lines, and the other departments of the projects; two more for how each stands.

    Without them everybody sees the actual days that `days` knows of.
    """
    lines = list(_printed_lines(rights, unit_id))
    projects = {line.project_id: line.project for line in lines}
    review = present_review(rights, project__in=projects) if is_told else None
    axis = axis_of(map(planned_span, projects.values()), today=clock.today())
    departments = {}
    for line in lines:
        departments.setdefault(link_to(line.unit), []).append(
            _project_line(line, axis, review, known_until(rights, review or days, "project", line.project_id))
        )
    return ProjectList(
        departments=tuple(DepartmentProjects(unit, tuple(lines)) for unit, lines in departments.items()),
        lines=len(lines),
        projects=len(projects),
        review=review,
        axis=axis,
        today=axis.day(clock.today()) if axis else None,
    )


def _printed_lines(rights, unit_id):
    lines = (
        ProjectUnit.objects.filter(project__in=visible_projects(rights))
        .select_related("unit", "project")
        .prefetch_related(Prefetch("project__unit_lines", ProjectUnit.objects.select_related("unit")))
        .order_by("project__strategy__position", "unit__position", "unit", "position", "pk")
    )
    return lines.filter(unit=unit_id) if unit_id else lines


def _project_line(line, axis, review, until):
    project = line.project
    told = _told_by_unit(review, project.pk).get(line.unit_id) if review else None
    return ProjectLine(
        pk=project.pk,
        link=link_to(project),
        words=line.words,
        schedule=schedule_words(project.schedule, get_language()),
        outcome=text_of(project, "outcome"),
        shared_with=tuple(link_to(other.unit) for other in project.unit_lines.all() if other.unit_id != line.unit_id),
        drawn=drawn_work(project, axis, until),
        status=review.status_of_share(project, told) if review and (told or not review.is_published) else None,
    )


def planned_span(work) -> Span:
    """Of anything with a schedule."""
    return Span(work.starts_on, work.ends_on, work.is_open_ended)


def drawn_work(work, axis: Axis | None, until: date) -> Drawn | None:
    """The project's planned time, and the actual one up to the day that is known; None when neither has a day."""
    if axis is None:
        return None
    happened = _happened(work, until)
    planned, actual = axis.bar(planned_span(work)), axis.bar(happened)
    return Drawn(planned, actual, is_done=bool(known_day(work.finished_on, until))) if planned or actual else None


def _happened(work, until) -> Span:
    started_on, finished_on = known_day(work.started_on, until), known_day(work.finished_on, until)
    return actual_span(started_on=started_on, finished_on=finished_on, today=min(clock.today(), until))


def _told_by_unit(review, pk):
    return {told.unit_id: told for told in review.told.get(("project", pk), ())}


# --- one project --------------------------------------------------------------------------------------------------
def project_page(rights: Rights, pk: int) -> ProjectPage:
    """Seven queries, one more where a target level has moved."""
    project = visible_projects(rights).filter(pk=pk).select_related("strategy", "answering_post", "decision").first()
    if project is None:
        raise Http404
    parts = parts_of(rights, project)
    review = present_review(rights, project=pk)
    until = known_until(rights, review, "project", pk)
    stages = [replace(stage, done_on=known_day(stage.done_on, until)) for stage in parts.stages]
    return ProjectPage(
        pk=pk,
        name=text_of(project, "name"),
        strategy=link_to(project.strategy),
        outcome=text_of(project, "outcome"),
        gain=text_of(project, "gain"),
        doubt=text_of(project, "doubt"),
        schedule=schedule_words(project.schedule, get_language()),
        started_on=known_day(project.started_on, until),
        finished_on=known_day(project.finished_on, until),
        decision=link_to(project.decision),
        themes=parts.themes,
        benefits=parts.benefits,
        measures=_measures(rights, pk),
        responsible=Responsible(link_to(project.answering_post), parts.participants),
        contacts=contacts([project.answering_post] if project.answering_post else [], parts.attached.holders),
        printed=parts.printed,
        timeline=_timeline(project, stages, until),
        attached=parts.attached,
        review=review,
        shares=_shares(review, project, parts.printed) if review else (),
        reports=parts.reports,
        may_edit=rights.coordinates,
    )


def _measures(rights, pk):
    indicators = list(visible_indicators(rights).filter(projects=pk).order_by("position", "pk"))
    figures = figures_of(indicators, rights, are_told=False) if indicators else {}
    return tuple(ProjectMeasure(link_to(indicator), figures[indicator.pk]) for indicator in indicators)


def _timeline(project, stages: Iterable[StageRow], until):
    spans = [Span(stage.starts_on, stage.due_on) for stage in stages]
    today = clock.today()
    happened = _happened(project, until)
    ends = [Span(None, stage.done_on) for stage in stages]
    axis = axis_of([planned_span(project), happened, *spans, *ends], today=today)
    return Timeline(
        axis=axis,
        whole=drawn_work(project, axis, until),
        stages=tuple(
            DrawnStage(stage, _drawn_stage(stage, span, axis)) for stage, span in zip(stages, spans, strict=True)
        ),
        today=axis.day(today) if axis else None,
    )


def _drawn_stage(stage, span, axis):
    if axis is None:
        return None
    planned, done = axis.bar(span), axis.bar(Span(None, stage.done_on))
    return Drawn(planned, done, is_done=stage.done_on is not None) if planned or done else None


def _shares(review, project, printed):
    """The departments that share the project, then any that has told of it without a line of its own any more."""
    units = {share.unit_id: share.unit for share in printed}
    told = _told_by_unit(review, project.pk)
    if others := told.keys() - units.keys():
        units |= {unit.pk: link_to(unit) for unit in OrgUnit.objects.filter(pk__in=others - {None})}
    return tuple(
        DepartmentShare(units.get(pk), review.status_of_share(project, told.get(pk)), told.get(pk))
        for pk in [*(others & {None}), *units]
    )
