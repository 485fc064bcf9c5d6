"""One project in the coordinator's hands: its card, the departments that share it and its schedule."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.forms.projects import NewProjectForm, ProjectForm
from goals.models import Project, Strategy
from goals.operations import project_editing
from goals.operations.edit_conflicts import version_of
from goals.permissions import steered
from goals.queries.action_editing import read_words
from goals.queries.project_editing import (
    LINKS,
    card_to_edit,
    departments_to_choose,
    project_values,
    strategies_to_choose,
)
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .saving import save_posted


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
                basis=given["basis"],
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
    project = steered_project(request, pk)
    form = _project_form(request, project)
    about = {"as_typed": project_values, "done": _("Projekti on tallennettu.")}
    saved = save_posted(request, form, lambda: _save(request, project, form), **about)
    if saved.is_done:
        return redirect("reporting:project-detail", pk)
    context = {
        "title": _("Muokkaa projektia"),
        "project": project,
        "name": text_of(project, "name"),
        "form": form,
        "stages": project.number_of_stages,
        "read_schedule": read_words(form["schedule"].value() or "", get_language()),
        "crumbs": crumbs_of(project, _("Muokkaa")),
        "is_in_force": project.strategy.state != Strategy.State.DRAFT,
        **saved.shown,
    }
    return render_page(request, "goals/projects/project_edit.html", context, status=saved.status)


def steered_project(request, pk) -> Project:
    projects = steered(Project, request.rights).select_related("answering_post", "strategy")
    return get_object_or_404(projects.annotate(number_of_stages=Count("milestones")), pk=pk)


def crumbs_of(project, last):
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


def _save(request, project, form) -> bool:
    given = form.cleaned_data
    return project_editing.save_project(
        project.pk,
        values=form.details(project.doubt_fi or ""),
        schedule=given["schedule"],
        links={name: given[name] for name in LINKS},
        lines=form.lines,
        post_pk=given["post"],
        version=given["version"] or 0,
        basis=given["basis"],
        rights=request.rights,
    )
