"""What hangs on a project: themes, benefits, departments, stages, reports, and what is attached, in one statement."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from goals.models import Benefit, Milestone, Project, ProjectUnit, Round, Theme
from goals.permissions import visible_rounds
from kemistrategy.organisation.models import OrgUnit, Position
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import Text, text_of
from reporting.permissions import readable_publications

from .attached import Attached, attached_to
from .gathering import rows_of
from .links import Link, own_words, page_of


@dataclass(frozen=True)
class StageRow:
    pk: int
    title: Text
    starts_on: date | None
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class PrintedShare:
    """A department's line: its words, and those of the document where they differ."""

    unit_id: int
    unit: Link
    words: str
    source_text: str


@dataclass(frozen=True)
class ProjectParts:
    themes: tuple[Link, ...]
    benefits: tuple[Link, ...]
    participants: tuple[Link, ...]
    printed: tuple[PrintedShare, ...]
    stages: tuple[StageRow, ...]
    reports: tuple[Link, ...]
    attached: Attached


def parts_of(rights: Rights, project: Project) -> ProjectParts:
    """One query. Reports: published ones for everybody, working copies for those who have signed in."""
    pk = project.pk
    attached = attached_to(
        rights,
        "project",
        pk,
        posts=[project.answering_post_id] if project.answering_post_id else [],
        theme=rows_of(Theme.objects.filter(projects=pk), title="name", code="colour", position="position"),
        benefit=rows_of(Benefit.objects.filter(projects=pk), title="name", position="position"),
        post=rows_of(Position.objects.filter(takes_part_in_projects=pk), title="title", position="position"),
        unit=rows_of(
            ProjectUnit.objects.filter(project=pk),
            title="unit__name",
            address="unit",
            words="words",
            source="source_text",
            position="unit__position",
        ),
        stage=rows_of(
            Milestone.objects.filter(project=pk),
            title="title",
            starts_on="starts_on",
            ends_on="due_on",
            done_on="done_on",
            position="position",
        ),
        report=rows_of(
            _reports(rights, pk), code="kind", words="slug", starts_on="as_of", owner="published", position="year"
        ),
    )
    found = attached.more
    return ProjectParts(
        themes=tuple(_link(row, Theme, colour=row.code) for row in found["theme"]),
        benefits=tuple(_link(row, Benefit) for row in found["benefit"]),
        participants=tuple(_link(row, Position) for row in found["post"]),
        printed=tuple(PrintedShare(row.address, _link(row, OrgUnit), row.words, row.source) for row in found["unit"]),
        stages=tuple(
            StageRow(row.address, text_of(row, "title"), row.starts_on, row.ends_on, row.done_on)
            for row in found["stage"]
        ),
        reports=_report_links(found["report"]),
        attached=attached,
    )


def _link(row, model, *, colour=""):
    return Link(text_of(row, "title"), page_of(model, row.address), colour=colour)


def _reports(rights, pk):
    is_out = Exists(readable_publications().filter(round=OuterRef("pk")))
    rounds = Round.objects.filter(project=pk).annotate(
        published=Case(When(is_out, then=Value(1)), default=Value(0), output_field=IntegerField())
    )
    return rounds.filter(Q(published=1) | Q(pk__in=visible_rounds(rights).values("pk"), opened_at__isnull=False))


def _report_links(rows):
    newest_first = sorted(rows, key=lambda row: (row.starts_on, row.address), reverse=True)
    return tuple(
        Link(
            own_words(Round(kind=row.code, year=row.position, as_of=row.starts_on).title),
            reverse("reporting:report-detail", args=[row.words]),
            note="" if row.owner else _("luonnos"),
        )
        for row in newest_first
    )
