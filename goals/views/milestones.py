"""The milestones of an action and the stages of a project: listed, added, edited, ordered, done and removed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.milestones import MilestoneForm, step_initial
from goals.models import Action, Milestone, Project
from goals.operations.edit_conflicts import version_of
from goals.operations.milestones import remove_milestone, save_milestone
from goals.permissions import steered
from goals.queries.milestones import milestone_rows
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from . import action_editing, projects
from .ordering import move_row
from .saving import asked_number, save_posted

MODELS = {"action": Action, "project": Project}
PAGES = {"action": "goals:action-milestones", "project": "goals:project-stages"}


def action_milestones(request, pk):
    """The steps of an action in their order, and a form for a new one or the one that is being edited."""
    action = action_editing.steered_action(request, pk)
    context = {"action": action, "name": text_of(action, "title")}
    context["crumbs"] = action_editing.crumbs_of(action, _("Välietapit"))
    done = _("Välietappi on tallennettu.")
    return _page(request, action, "goals/actions/milestones.html", context, done=done)


def project_stages(request, pk):
    """The stages of a project, as the steps of an action."""
    project = projects.steered_project(request, pk)
    context = {"title": _("Projektin vaiheet"), "project": project, "name": text_of(project, "name")}
    context["crumbs"] = projects.crumbs_of(project, _("Vaiheet"))
    return _page(request, project, "goals/projects/project_stages.html", context, done=_("Vaihe on tallennettu."))


def _page(request, subject, template, context, *, done):
    form = _form(request, subject)

    def save():
        given = form.cleaned_data
        about = {"values": form.values, "version": given["version"] or 0}
        return save_milestone(subject, given["step"], **about, by=request.user)

    saved = save_posted(request, form, save, as_typed=step_initial, done=done)
    if saved.is_done:
        return _back(subject)
    context |= {
        "form": form,
        "is_edited": bool(form["step"].value()),
        "steps": milestone_rows(subject, get_language(), clock.today()),
        **saved.shown,
    }
    return render_page(request, template, context, status=saved.status)


def _form(request, subject):
    model = type(subject)
    if request.method == "POST":
        return MilestoneForm(request.POST, model=model)
    if (asked := asked_number(request, "vaihe")) is None:
        return MilestoneForm(model=model)
    step = get_object_or_404(subject.milestones, pk=asked)
    initial = {**step_initial(step), "step": step.pk, "version": version_of(step)}
    return MilestoneForm(model=model, initial=initial)


def _back(subject):
    return redirect(PAGES[subject._meta.model_name], subject.pk)


def _step(request, kind, pk) -> tuple[Milestone, Action | Project]:
    """A milestone of what the person may edit, with whose it is."""
    subjects = {f"{kind}__in": steered(MODELS[kind], request.rights)}
    step = get_object_or_404(Milestone.objects.filter(**subjects).select_related(kind), pk=pk)
    return step, getattr(step, kind)


@require_POST
def milestone_move(request, pk, kind):
    _step_of, subject = _step(request, kind, pk)
    return move_row(request, subject.milestones.all(), pk, back=reverse(PAGES[kind], args=[subject.pk]))


@require_POST
def milestone_remove(request, pk, kind):
    step, subject = _step(request, kind, pk)
    try:
        remove_milestone(subject, step.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Vaihe on poistettu.") if kind == "project" else _("Välietappi on poistettu."))
    return _back(subject)


@require_POST
def milestone_done(request, pk, kind):
    """Done today; another day is typed in the form."""
    step, subject = _step(request, kind, pk)
    save_milestone(subject, step.pk, values={"done_on": clock.today()}, by=request.user)
    messages.success(request, _("Välietappi on merkitty valmiiksi."))
    return _back(subject)
