"""What was changed in the workbooks of a plan and of projects: through plan_editing and its kin, coordinators only."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from goals.models import Plan, Strategy
from goals.plan_workbook.own.differences import NEW, Difference
from goals.plan_workbook.own.plan import BASIS_DECISION, GOALS, LINES, MEASURES, REASON
from goals.plan_workbook.own.projects import PROJECTS, STAGES
from kemistrategy.organisation.models import Decision
from kemistrategy.refusals import NotAllowed
from measures.operations.targets import Basis

from .answering import give_answering_post
from .line_editing import LINE_FIELDS, add_stage, edit_line, edit_measure_line, edit_stage
from .measure_editing import add_project, edit_project
from .plan_editing import Owners, Printed, add_action, edit_action, edit_goal
from .workbook_applying import Applying, by_row


def apply_plan(applying: Applying, chosen: list[Difference]) -> None:
    """`chosen` are of one plan or of one strategy's projects."""
    for found in by_row(chosen):
        applying.do(found, _apply_row)


def _apply_row(applying: Applying, found: list[Difference]):
    if not applying.rights.coordinates:
        raise NotAllowed(_("Suunnitelmia ja projekteja muuttaa koordinaattori."))
    thing = DEEDS[found[0].sheet, found[0].what == NEW](applying, found)
    applying.keep_places(found, **thing)


def _put(found: list[Difference], names, language: str, translated=()) -> dict:
    """Column → value of what was changed; of a translated text in the language of the workbook."""
    return {
        f"{one.column}_{language}" if one.column in translated else one.column: one.value
        for one in found
        if one.column in names
    }


def _about(applying: Applying, found, deed: str) -> dict:
    return {"by": applying.rights.user, "reason": f"{deed} · {applying.source.words(found)}"}


def _basis(applying: Applying, told: dict) -> Basis:
    return applying.basis_of(Basis(decision_pk=told.get(BASIS_DECISION), reason=told.get(REASON) or ""))


# --- a plan --------------------------------------------------------------------------------------------------------
def _edit_goal(applying, found):
    goal = applying.row(found[0]).subject
    changes = _put(found, ("title", "binding_level"), applying.language, ("title",))
    edit_goal(
        goal.pk, changes=changes, basis=_basis(applying, found[0].explained), **_about(applying, found, "goal edited")
    )
    return {"goal": goal}


def _edit_line(applying, found):
    """What is the action's own, what is the line's, and who answers: each by its own operation."""
    line, basis = applying.row(found[0]).subject, _basis(applying, found[0].explained)
    typed = {one.column: one.value for one in found}
    if "title" in typed or "schedule" in typed or "decision" in typed:
        if typed.get("decision", "") is None:
            raise NotAllowed(_("Toimenpiteen päätöstä ei voi poistaa työkirjassa. Valitse päätös."))
        edit_action(
            line.action_id,
            changes=_put(found, ("title",), applying.language, ("title",)),
            schedule=typed.get("schedule"),
            decision=_decision(typed),
            basis=basis,
            **_about(applying, found, "action edited"),
        )
    if changes := _put(found, LINE_FIELDS, applying.language):
        edit_line(line.pk, changes=changes, basis=basis, **_about(applying, found, "plan line edited"))
    if "post" in typed:
        _give("action", line.action_id, typed["post"], applying)
    return {"action": line.action}


def _decision(typed):
    return Decision.objects.get(pk=typed["decision"]) if typed.get("decision") else None


def _give(kind, pk, post_pk, applying):
    if post_pk is None:
        raise NotAllowed(_("Vastaajaa ei voi poistaa. Valitse luettelosta toinen tehtävä."))
    give_answering_post(kind, pk, post_pk=post_pk, rights=applying.rights)


def _add_action(applying, found):
    values, plan = found[0].values, Plan.objects.get(pk=applying.existing.thing)
    action = add_action(
        plan.pk,
        goal_pk=values["goal"],
        title=values["title"],
        printed=Printed(
            words=values["title"], owners_text=values["owners_text"], schedule_text=values["schedule_text"]
        ),
        owners=Owners(answering=values["post"]),
        schedule=values["schedule"],
        decision=_decision(values),
        basis=_basis(applying, values),
        **_about(applying, found, "action added"),
    )
    return {"action": action}


def _edit_measure(applying, found):
    line = applying.row(found[0]).subject
    changes = _put(found, ("words",), applying.language, ("words",))
    about = _about(applying, found, "measure line edited")
    edit_measure_line(line.pk, changes=changes, basis=_basis(applying, found[0].explained), **about)
    return {"measure_line": line}


# --- projects ------------------------------------------------------------------------------------------------------
def _edit_project(applying, found):
    project = applying.row(found[0]).subject
    typed = {one.column: one.value for one in found}
    changes = _put(found, ("name", "outcome"), applying.language, ("name", "outcome"))
    if changes or "schedule" in typed:
        about = _about(applying, found, "project edited")
        edit_project(project.pk, changes=changes, schedule=typed.get("schedule"), **about)
    if "post" in typed:
        _give("project", project.pk, typed["post"], applying)
    return {"project": project}


def _add_project(applying, found):
    values = found[0].values
    project = add_project(
        Strategy.objects.get(slug=applying.existing.thing).pk,
        name=values["name"],
        outcome=values["outcome"],
        owners=Owners(answering=values["post"]),
        schedule=values["schedule"],
        **_about(applying, found, "project added"),
    )
    return {"project": project}


def _edit_stage(applying, found):
    stage = applying.row(found[0]).subject
    changes = _put(found, ("title", "due_on", "done_on"), applying.language, ("title",))
    edit_stage(stage.pk, changes=changes, **_about(applying, found, "stage edited"))
    return {"project": stage.project}


def _add_stage(applying, found):
    values = found[0].values
    stage = add_stage(
        values["project"],
        values={"title_fi": values["title"], "due_on": values["due_on"], "done_on": values["done_on"]},
        **_about(applying, found, "stage added"),
    )
    return {"project": stage.project}


DEEDS: dict[tuple[str, bool], Callable] = {
    (GOALS, False): _edit_goal,
    (LINES, False): _edit_line,
    (LINES, True): _add_action,
    (MEASURES, False): _edit_measure,
    (PROJECTS, False): _edit_project,
    (PROJECTS, True): _add_project,
    (STAGES, False): _edit_stage,
    (STAGES, True): _add_stage,
}
