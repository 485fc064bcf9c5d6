"""Editing one project in the browser: its card, the departments that share it, its schedule and its stages."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from goals.models import Benefit, Entry, Milestone, Project, ProjectUnit, Round, Theme
from goals.permissions import steered
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Decision, OrgUnit, Position, is_valid_on
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import NotAllowed
from kemistrategy.schedule import Schedule
from measures.models import Indicator

from .action_editing import refuse_days
from .answering import give_answering_post
from .edit_conflicts import refuse_stale
from .measure_editing import add_project
from .new_plan_rows import NO_SCHEDULE
from .new_rows import last_position, refuse_empty, schedule_columns

TEXTS = tuple(column for name in ("name", "outcome", "gain", "doubt") for column in get_translation_fields(name))
DETAILS = (*TEXTS, "decision_id", "started_on", "finished_on")
LINKS = ("themes", "benefits", "indicators", "participants")
STAGE_FIELDS = (*get_translation_fields("title"), "starts_on", "due_on", "done_on")


@transaction.atomic
def create_project(
    strategy_pk: int, *, name: str, schedule: Schedule = NO_SCHEDULE, lines: Mapping[int, str], rights: Rights
) -> Project:
    """A new project with its line in each department of `lines` (department → words)."""
    refuse_empty(name)
    if not lines:
        raise NotAllowed(_("Valitse ainakin yksi toimiala, jonka projekti on."))
    project = add_project(strategy_pk, name=name, schedule=schedule, by=rights.user)
    _save_lines(project, lines, by=rights.user)
    return project


@transaction.atomic
def save_project(
    project_pk: int,
    *,
    values: Mapping[str, object],
    schedule: Schedule,
    links: Mapping[str, Collection[int]],
    lines: Mapping[int, str],
    post_pk: int | None = None,
    version: int | None = None,
    reason: str = "",
    rights: Rights,
) -> bool:
    """`values` has keys of DETAILS, `links` of LINKS, `lines` is department → its words. False when nothing changed.

    Another answering post moves what is being written too, and the former one stays a participant; None: as it is.
    """
    by = rights.user
    project = steered(Project, rights).select_for_update(of=("self",)).get(pk=project_pk)
    refuse_stale(project, version)
    columns = {**_checked(project, values), **schedule_columns(schedule)}
    changed = [name for name, value in columns.items() if (getattr(project, name) or None) != (value or None)]
    wanted = {name: set(pks) for name, pks in links.items()}
    if "participants" in wanted:
        wanted["participants"] -= {project.answering_post_id}
    moved = [name for name, pks in wanted.items() if pks != set(getattr(project, name).values_list("pk", flat=True))]
    _refuse_strangers(project, {name: wanted[name] for name in moved})
    is_reprinted = _save_lines(project, lines, by=by)
    if changed or moved or is_reprinted:
        for name in changed:
            setattr(project, name, columns[name])
        save_with_history(project, by=by, reason=" · ".join(filter(None, ("project edited", reason.strip()[:80]))))
        for name in moved:
            getattr(project, name).set(wanted[name])
    is_given = post_pk is not None and post_pk != project.answering_post_id
    if is_given:
        give_answering_post("project", project_pk, post_pk=post_pk, rights=rights)
    return bool(changed or moved or is_reprinted or is_given)


def _checked(project, values):
    if unknown := set(values) - set(DETAILS):
        raise ValueError(f"{unknown} is not edited here")
    refuse_empty(values.get("name_fi", project.name_fi))
    decision_pk = values.get("decision_id")
    if decision_pk and not Decision.objects.filter(pk=decision_pk).exists():
        raise NotAllowed(_("Valittua päätöstä ei ole. Valitse toinen."))
    refuse_days(values.get("started_on", project.started_on), values.get("finished_on", project.finished_on))
    return values


def _refuse_strangers(project, moved):
    """Themes and benefits of another strategy, and what is not there: nobody offered them."""
    offered = {
        "themes": Theme.objects.filter(strategy=project.strategy_id),
        "benefits": Benefit.objects.filter(strategy=project.strategy_id),
        "indicators": Indicator.objects.all(),
        "participants": Position.objects.filter(is_valid_on(clock.today())),
    }
    for name, pks in moved.items():
        new = pks - set(getattr(project, name).values_list("pk", flat=True))
        if offered[name].filter(pk__in=new).count() != len(new):
            raise NotAllowed(_("Jokin valinnoista ei ole enää käytössä. Lataa sivu uudelleen."))


def _save_lines(project, lines, *, by) -> bool:
    """The printed lines are exactly `lines`; whether anything changed."""
    wanted = {unit: words.strip() for unit, words in lines.items() if words.strip()}
    if not wanted:
        raise NotAllowed(_("Valitse ainakin yksi toimiala, jonka projekti on."))
    printed = {line.unit_id: line for line in project.unit_lines.select_for_update(of=("self",))}
    new = wanted.keys() - printed.keys()
    if OrgUnit.objects.filter(is_valid_on(clock.today()), pk__in=new).count() != len(new):
        raise NotAllowed(_("Valitse voimassa oleva yksikkö."))
    gone = [line for unit, line in printed.items() if unit not in wanted]
    _refuse_reporting(project, gone)
    for line in gone:
        line._history_user, line._change_reason = by, "line removed"
        line.delete()
    reworded = [line for unit, line in printed.items() if unit in wanted and line.words != wanted[unit]]
    for line in reworded:
        line.words = wanted[line.unit_id]
        save_with_history(line, by=by, reason="line edited")
    for unit in sorted(new):
        position = last_position(ProjectUnit.objects.filter(unit=unit, project__strategy=project.strategy_id)) + 1
        line = ProjectUnit(project=project, unit_id=unit, words=wanted[unit], position=position)
        save_with_history(line, by=by, reason="line added")
    return bool(gone or reworded or new)


def _refuse_reporting(project, gone):
    """A department that is telling of its share in an open review tells first."""
    units = [line.unit_id for line in gone]
    if Entry.objects.filter(project=project, unit__in=units, round__state=Round.State.OPEN).exists():
        raise NotAllowed(
            _("Toimialaa ei voi poistaa, kun sen osuudesta raportoidaan. Poista se, kun katsaus on päättynyt.")
        )


# --- stages -------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_stage(
    project_pk: int, stage_pk: int | None, *, values: Mapping[str, object], version: int | None = None, rights: Rights
) -> Milestone:
    """A new stage, last of the project's, or another text or other days for one of them."""
    project = steered(Project, rights).select_for_update(of=("self",)).get(pk=project_pk)
    if stage_pk is None:
        stage = Milestone(project=project, position=last_position(project.milestones) + 1)
    else:
        stage = Milestone.objects.select_for_update(of=("self",)).get(pk=stage_pk, project=project)
        refuse_stale(stage, version)
    for name, value in values.items():
        if name not in STAGE_FIELDS:
            raise ValueError(f"{name} is not edited here")
        setattr(stage, name, value)
    refuse_empty(stage.title_fi)
    if stage.starts_on and stage.due_on and stage.due_on < stage.starts_on:
        raise NotAllowed(_("Määräpäivä on ennen alkamispäivää. Tarkista päivät."))
    refuse_days(None, stage.done_on)
    return save_with_history(stage, by=rights.user, reason="stage edited" if stage_pk else "stage added")


@transaction.atomic
def remove_stage(stage_pk: int, *, rights: Rights) -> None:
    """A stage that is done stays: it has been told of. The history keeps what is removed."""
    projects = steered(Project, rights)
    stage = Milestone.objects.select_for_update(of=("self",)).get(pk=stage_pk, project__in=projects)
    if stage.done_on:
        raise NotAllowed(_("Valmista vaihetta ei voi poistaa. Tyhjennä ensin valmistumispäivä, jos se on väärin."))
    stage._history_user, stage._change_reason = rights.user, "stage removed"
    stage.delete()
