"""Projects: the departments' printed lines, and the page of one project with every department that shares it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.models import Milestone, ProjectUnit, Round, Theme
from goals.permissions import visible_projects, visible_rounds
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.schedule import schedule_words
from kemistrategy.text import Text, text_of
from reporting.permissions import readable_publications

from .actions import Responsible, Stage, milestones
from .links import Link, columns_of, distinct, joined_link, link_to, own_words
from .sdg import TagRow, tags_of
from .told import Review, Told, present_review


@dataclass(frozen=True)
class ProjectLine:
    """One printed line; `shared_with` names the other departments of the same project."""

    link: Link
    words: str
    schedule: str
    outcome: Text
    shared_with: tuple[Link, ...]


@dataclass(frozen=True)
class DepartmentProjects:
    unit: Link
    lines: tuple[ProjectLine, ...]


@dataclass(frozen=True)
class ProjectList:
    departments: tuple[DepartmentProjects, ...]
    lines: int
    projects: int


@dataclass(frozen=True)
class DepartmentShare:
    """What one department has told of its share, and how that stands; `told` is None before it has."""

    unit: Link | None
    status: Badge
    told: Told | None


@dataclass(frozen=True)
class ProjectPage:
    pk: int
    name: Text
    strategy: Link
    outcome: Text
    doubt: Text
    schedule: str
    started_on: date | None
    finished_on: date | None
    decision: Link | None
    themes: tuple[Link, ...]
    responsible: Responsible
    printed: tuple[tuple[Link, str, str], ...]  # department, words, source text
    stages: tuple[Stage, ...]
    tags: tuple[TagRow, ...]
    review: Review | None
    shares: tuple[DepartmentShare, ...]  # none for the public
    reports: tuple[Link, ...]  # its own, the newest first; what is not published is a draft


def project_list(rights: Rights, *, unit_id: int | None = None) -> ProjectList:
    """Two queries: the printed lines, and the other departments of the projects."""
    lines = (
        ProjectUnit.objects.filter(project__in=visible_projects(rights))
        .select_related("unit", "project")
        .prefetch_related(Prefetch("project__unit_lines", ProjectUnit.objects.select_related("unit")))
        .order_by("project__strategy__position", "unit__position", "unit", "position", "pk")
    )
    if unit_id:
        lines = lines.filter(unit=unit_id)
    departments = {}
    for line in lines:
        departments.setdefault(link_to(line.unit), []).append(_project_line(line))
    all_lines = [line for lines in departments.values() for line in lines]
    return ProjectList(
        departments=tuple(DepartmentProjects(unit, tuple(lines)) for unit, lines in departments.items()),
        lines=len(all_lines),
        projects=len({line.link for line in all_lines}),
    )


def _project_line(line):
    project = line.project
    return ProjectLine(
        link=link_to(project),
        words=line.words,
        schedule=schedule_words(project.schedule, get_language()),
        outcome=text_of(project, "outcome"),
        shared_with=tuple(link_to(other.unit) for other in project.unit_lines.all() if other.unit_id != line.unit_id),
    )


def project_page(rights: Rights, pk: int) -> ProjectPage:
    rows = list(
        visible_projects(rights)
        .filter(pk=pk)
        .select_related("strategy", "answering_post", "decision")
        .annotate(
            **columns_of("themes", Theme, name="theme"), **columns_of("participants", Position, name="participant")
        )
        .order_by("themes__position", "participants__position")
    )
    if not rows:
        raise Http404
    project = rows[0]
    lines = list(ProjectUnit.objects.filter(project=pk).select_related("unit").order_by("unit__position", "position"))
    review = present_review(rights, project=pk)
    return ProjectPage(
        pk=pk,
        name=text_of(project, "name"),
        strategy=link_to(project.strategy),
        outcome=text_of(project, "outcome"),
        doubt=text_of(project, "doubt"),
        schedule=schedule_words(project.schedule, get_language()),
        started_on=project.started_on,
        finished_on=project.finished_on,
        decision=link_to(project.decision),
        themes=distinct(joined_link(row, Theme, name="theme") for row in rows),
        responsible=Responsible(
            link_to(project.answering_post), distinct(joined_link(row, Position, name="participant") for row in rows)
        ),
        printed=tuple((link_to(line.unit), line.words, line.source_text) for line in lines),
        stages=milestones(Milestone.objects.filter(project=pk)),
        tags=tags_of(project=[pk]).get(("project", pk), ()),
        review=review,
        shares=_shares(review, project, lines) if review else (),
        reports=_reports(rights, pk),
    )


def _reports(rights, pk):
    """Published ones for everybody, working copies for those who have signed in."""
    published = Exists(readable_publications().filter(round=OuterRef("pk")))
    rows = Round.objects.filter(project=pk).annotate(is_published=published).order_by("-as_of", "-pk")
    seen = rows.filter(Q(is_published=True) | Q(pk__in=visible_rounds(rights).values("pk"), opened_at__isnull=False))
    return tuple(
        Link(
            own_words(round.title),
            reverse("reporting:report-detail", args=[round.slug]),
            note="" if round.is_published else _("luonnos"),
        )
        for round in seen
    )


def _shares(review, project, lines):
    """The departments that share the project, then any that has told of it without a line of its own any more."""
    units = {line.unit_id: link_to(line.unit) for line in lines}
    told = {entry.unit_id: entry for entry in review.told.get(("project", project.pk), ())}
    if others := told.keys() - units.keys():
        units |= {unit.pk: link_to(unit) for unit in OrgUnit.objects.filter(pk__in=others - {None})}
    return tuple(
        DepartmentShare(units.get(pk), review.status_of_share(project, told.get(pk)), told.get(pk))
        for pk in [*(others & {None}), *units]
    )
