"""One project in the coordinator's hands: its card, the departments that share it, its schedule and its stages."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.projects import NewProjectForm, ProjectForm, StageForm
from goals.models import Milestone, Project, Strategy
from goals.operations import project_editing
from goals.operations.edit_conflicts import version_of
from goals.permissions import steered
from goals.queries.action_editing import read_words
from goals.queries.project_editing import (
    LINKS,
    card_to_edit,
    departments_to_choose,
    project_values,
    stage_rows,
    strategies_to_choose,
)
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import text_of

from .ordering import move_row

STAGE_NAMES = project_editing.STAGE_FIELDS


def project_add(request):
    """A name and its departments; the rest is on the project's own page."""
    if not request.rights.coordinates:
        raise Http404
    language = get_language()
    chosen = {
        "strategies": strategies_to_choose(language),
        "departments": departments_to_choose(language, clock.today()),
    }
    form = NewProjectForm(request.POST if request.method == "POST" else None, **chosen)
    if form.is_valid():
        given = form.cleaned_data
        try:
            project = project_editing.create_project(
                given["strategy"],
                name=given["name"],
                schedule=given["schedule"],
                lines=form.lines,
                rights=request.rights,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        except Strategy.DoesNotExist as gone:
            raise Http404 from gone
        else:
            messages.success(request, _("Projekti on lisätty. Täydennä sen kortti."))
            return redirect("goals:project-edit", project.pk)
    title = _("Uusi projekti")
    crumbs = [(_("Projektit"), reverse("reporting:project-list")), (title, None)]
    context = {
        "title": title,
        "form": form,
        "crumbs": crumbs,
        "read_schedule": read_words(form["schedule"].value() or "", language),
    }
    return render_page(request, "goals/projects/project_add.html", context, status=422 if form.errors else 200)


def project_edit(request, pk):
    """Everything of the project's card but its stages, which are a link away."""
    project = _steered_project(request, pk)
    form = _project_form(request, project)
    status, shown = 200, {}
    if form.is_bound:
        if form.is_valid() and (answer := _save_project(request, project, form, shown)):
            return answer
        status = 409 if "conflict" in shown else 422
    context = {
        "title": _("Muokkaa projektia"),
        "project": project,
        "name": text_of(project, "name"),
        "form": form,
        "stages": project.number_of_stages,
        "read_schedule": read_words(form["schedule"].value() or "", get_language()),
        "crumbs": _crumbs(project, _("Muokkaa")),
        **shown,
    }
    return render_page(request, "goals/projects/project_edit.html", context, status=status)


def _steered_project(request, pk) -> Project:
    projects = steered(Project, request.rights).select_related("answering_post", "strategy")
    return get_object_or_404(projects.annotate(number_of_stages=Count("milestones")), pk=pk)


def _crumbs(project, last):
    name = text_of(project, "name")
    return [
        (_("Projektit"), reverse("reporting:project-list")),
        (str(name), reverse("reporting:project-detail", args=[project.pk]), name.language),
        (last, None),
    ]


def _project_form(request, project):
    card = card_to_edit(project, get_language(), clock.today())
    return ProjectForm(
        request.POST if request.method == "POST" else None,
        values={**card.values, "version": version_of(project)},
        schedule=project.schedule,
        departments=card.departments,
        posts=card.posts,
        choices=card.links,
    )


def _save_project(request, project, form, shown):
    """The next page, or None when the form says why nothing was saved."""
    given = form.cleaned_data
    try:
        is_changed = project_editing.save_project(
            project.pk,
            values=form.details(project.doubt_fi or ""),
            schedule=given["schedule"],
            links={name: given[name] for name in LINKS},
            lines=form.lines,
            post_pk=given["post"],
            version=given["version"] or 0,
            reason=given["reason"],
            rights=request.rights,
        )
    except Conflict as conflict:
        theirs = Project.objects.get(pk=project.pk)
        shown |= {"conflict": str(conflict), "differences": form.differences(project_values(theirs))}
        form.take_version(version_of(theirs))
        return None
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Projekti on tallennettu.") if is_changed else _("Mikään ei muuttunut."))
    return redirect("reporting:project-detail", project.pk)


# --- stages -------------------------------------------------------------------------------------------------------
def project_stages(request, pk):
    """The stages in their order, and a form for a new one or the one that is being edited."""
    project = _steered_project(request, pk)
    form, status, shown = _stage_form(request, project), 200, {}
    if form.is_bound:
        if form.is_valid() and (answer := _save_stage(request, project, form, shown)):
            return answer
        status = 409 if "conflict" in shown else 422
    context = {
        "title": _("Projektin vaiheet"),
        "project": project,
        "name": text_of(project, "name"),
        "form": form,
        "is_edited": bool(form["step"].value()),
        "stages": stage_rows(project, get_language(), clock.today()),
        "crumbs": _crumbs(project, _("Vaiheet")),
        **shown,
    }
    return render_page(request, "goals/projects/project_stages.html", context, status=status)


def _stage_form(request, project):
    if request.method == "POST":
        return StageForm(request.POST)
    asked = request.GET.get("vaihe", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return StageForm()
    stage = get_object_or_404(Milestone, pk=asked, project=project)
    return StageForm(initial={**_stage_values(stage), "step": stage.pk, "version": version_of(stage)})


def _stage_values(stage):
    return {name: getattr(stage, name) or "" for name in STAGE_NAMES}


def _save_stage(request, project, form, shown):
    given = form.cleaned_data
    values = {name: given[name] for name in STAGE_NAMES}
    try:
        project_editing.save_stage(
            project.pk, given["step"], values=values, version=given["version"] or 0, rights=request.rights
        )
    except Milestone.DoesNotExist as gone:
        raise Http404 from gone
    except Conflict as conflict:
        theirs = Milestone.objects.get(pk=given["step"])
        shown |= {"conflict": str(conflict), "differences": form.differences(_stage_values(theirs))}
        form.take_version(version_of(theirs))
        return None
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Vaihe on tallennettu."))
    return redirect("goals:project-stages", project.pk)


def _steered_stage(request, pk) -> Milestone:
    return get_object_or_404(Milestone.objects.filter(project__in=steered(Project, request.rights)), pk=pk)


@require_POST
def stage_move(request, pk):
    stage = _steered_stage(request, pk)
    back = reverse("goals:project-stages", args=[stage.project_id])
    return move_row(request, Milestone.objects.filter(project=stage.project_id), pk, back=back)


@require_POST
def stage_remove(request, pk):
    stage = _steered_stage(request, pk)
    try:
        project_editing.remove_stage(stage.pk, rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Vaihe on poistettu."))
    return redirect("goals:project-stages", stage.project_id)
