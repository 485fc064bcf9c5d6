"""A strategy's projects as a workbook, with their stages."""

from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Milestone, Project, Strategy
from goals.queries import workbook_plans as gathered
from goals.queries import workbooks
from goals.queries.workbook_plans import ProjectThings
from kemistrategy.organisation.permissions import Rights
from kemistrategy.text import FALLBACK_LANGUAGE, text_of

from .columns import Choice, Day, OwnColumn, OwnRow, OwnSheet, Words, told_apart
from .entries import post_choice
from .plan import ScheduleCell
from .words import why_no_rows
from .writing import OwnWorkbook

PROJECTS, STAGES = "projects", "stages"
NAME = Words(maximum=300, is_needed=True)


def projects_workbook(strategy: Strategy, rights: Rights, language: str) -> OwnWorkbook:
    """Open to the coordinator; for others everything is there to be read."""
    with translation.override(language):
        things = gathered.project_things(strategy, rights)
        sheets = _Sheets(things, language)
        return OwnWorkbook(
            kind=PROJECTS,
            thing=strategy.slug,
            title=_("Projektit: %(strategy)s") % {"strategy": text_of(strategy, "name", language)},
            language=language,
            changed_at=gathered.projects_changed_at(strategy),
            sheets=(sheets.projects(), sheets.stages()),
        )


class _Sheets:
    def __init__(self, things: ProjectThings, language: str):
        self.things, self.language = things, language
        self.why_closed = (
            "" if things.may_edit else _("Sinulla ei ole oikeutta tähän: projekteja muuttaa koordinaattori.")
        )
        named = told_apart((row.pk, self._words(row, "name")) for row in things.projects)
        self.names, self.which = dict(named), Choice(named, empty=None, unfit="unknown_thing")

    def _words(self, row, field) -> str:
        return str(text_of(row, field, self.language))

    def _open(self, *names) -> frozenset[str]:
        return frozenset(names if self.things.may_edit else ())

    def projects(self) -> OwnSheet:
        posts = post_choice(workbooks.all_posts(self.language))
        columns = (
            OwnColumn("name", _("Projekti"), NAME, 44, is_open=True, in_new=True, is_needed=True),
            OwnColumn("outcome", _("Lopputulema"), Words(20_000), 56, is_open=True, in_new=True),
            OwnColumn("post", _("Vastaa"), posts, 28, is_open=True, in_new=True),
            OwnColumn("schedule", _("Aikataulu"), ScheduleCell(self.language), 20, is_open=True, in_new=True),
            OwnColumn("units", _("Toimialat"), width=34),
            OwnColumn("themes", _("Teemat"), width=34),
        )
        rows = [self._project(row) for row in self.things.projects]
        return OwnSheet(
            PROJECTS,
            _("Projektit"),
            columns,
            rows,
            new_row=self._new_project if self.things.may_edit and self.language == FALLBACK_LANGUAGE else None,
            identity=("name",),
            why_no_rows=self.why_closed or why_no_rows(self.language),
        )

    def _project(self, row: Project) -> OwnRow:
        values = {
            "name": self._words(row, "name"),
            "outcome": self._words(row, "outcome"),
            "post": row.answering_post_id,
            "schedule": row.schedule,
            "units": "\n".join(self._words(line.unit, "name") for line in self.things.units.get(row.pk, ())),
            "themes": "\n".join(self._words(theme, "name") for theme in row.themes.all()),
        }
        is_open = self._open("name", "outcome", "post", "schedule")
        return OwnRow(f"P{row.pk}", values["name"], values, is_open, subject=row, why_closed=self.why_closed)

    def stages(self) -> OwnSheet:
        columns = (
            OwnColumn("project", _("Projekti"), width=44, in_new=True, is_needed=True, new_kind=self.which),
            OwnColumn("title", _("Vaihe"), NAME, 56, is_open=True, in_new=True, is_needed=True),
            OwnColumn("due_on", _("Määräpäivä"), Day(), 14, is_open=True, in_new=True),
            OwnColumn("done_on", _("Valmistunut"), Day(), 14, is_open=True, in_new=True),
        )
        rows = [self._stage(row) for row in self.things.stages]
        return OwnSheet(
            STAGES,
            _("Vaiheet"),
            columns,
            rows,
            new_row=self._new_stage if self.things.may_edit and self.language == FALLBACK_LANGUAGE else None,
            identity=("project", "title"),
            why_no_rows=self.why_closed or why_no_rows(self.language),
        )

    def _stage(self, row: Milestone) -> OwnRow:
        values = {
            "project": self.names[row.project_id],
            "title": self._words(row, "title"),
            "due_on": row.due_on,
            "done_on": row.done_on,
        }
        is_open = self._open("title", "due_on", "done_on")
        return OwnRow(f"V{row.pk}", values["title"], values, is_open, subject=row, why_closed=self.why_closed)

    def _new_project(self, words: dict[str, str]) -> OwnRow:
        return OwnRow("", thing=words.get("name", ""))

    def _new_stage(self, words: dict[str, str]) -> OwnRow:
        return OwnRow("", thing=words.get("title", ""))
