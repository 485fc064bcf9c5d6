"""One action in the coordinator's hands: its words and owners, its schedule, its milestones."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.actions import ActionForm, MilestoneForm
from goals.models import Action, Milestone, Plan
from goals.operations import action_editing
from goals.operations.edit_conflicts import version_of
from goals.permissions import steered
from goals.queries.action_editing import (
    action_values,
    milestone_rows,
    plans_of,
    post_choices,
    read_words,
    units_to_choose,
)
from goals.queries.action_lineage import lineage_of
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import text_of

from .ordering import move_row


def steered_action(request, pk) -> Action:
    return get_object_or_404(steered(Action, request.rights).select_related("answering_post", "unit"), pk=pk)


def crumbs_of(action, *last):
    """The way to a page of the action."""
    title = text_of(action, "title")
    way = [
        (_("Suunnitelman muokkaus"), reverse("goals:editing-home")),
        (_("Toimenpiteiden muokkaus"), reverse("goals:action-bulk")),
    ]
    if not last:
        return [*way, (str(title), None, title.language)]
    return [*way, (str(title), reverse("goals:action-edit", args=[action.pk]), title.language), (last[0], None)]


def action_edit(request, pk):
    """Everything that one form holds of an action; the rest is a link away."""
    action = steered_action(request, pk)
    form = _action_form(request, action)
    status, shown = 200, {}
    if form.is_bound:
        if form.is_valid() and (answer := _save_action(request, action, form, shown)):
            return answer
        status = 409 if "conflict" in shown else 422
    plans = plans_of(action)
    context = {
        "action": action,
        "name": text_of(action, "title"),
        "form": form,
        "is_in_force": any(plan.state == Plan.State.ADOPTED for plan in plans),
        "chosen_participants": _chosen(form, "participants"),
        "chosen_units": _chosen(form, "partner_units"),
        "may_delete": not plans,
        "lineage": lineage_of(pk, get_language()),
        "read_schedule": read_words(form["schedule"].value() or "", get_language()),
        "crumbs": crumbs_of(action),
        **shown,
    }
    return render_page(request, "goals/actions/action_edit.html", context, status=status)


def _chosen(form, name) -> str:
    """What is ticked, in words."""
    ticked = {str(pk) for pk in form[name].value() or ()}
    return ", ".join(label for pk, label in form.fields[name].choices if str(pk) in ticked)


def _action_form(request, action):
    language, today = get_language(), clock.today()
    values, posts = action_values(action), post_choices(language, today, action=action)
    return ActionForm(
        request.POST if request.method == "POST" else None,
        values={**values, "version": version_of(action)},
        schedule=action.schedule,
        units=units_to_choose(language, today, also=[action.unit_id, *values["partner_units"]]),
        posts=posts.answering,
        participants=posts.participants,
    )


def _save_action(request, action, form, shown):
    """The next page, or None when the form says why nothing was saved."""
    given = form.cleaned_data
    try:
        is_changed = action_editing.save_action(
            action.pk,
            values=form.details(action.doubt_fi or ""),
            schedule=given["schedule"],
            partner_units=given["partner_units"],
            participants=given["participants"],
            post_pk=given["post"],
            version=given["version"] or 0,
            basis=given["basis"],
            rights=request.rights,
        )
    except Conflict as conflict:
        theirs = Action.objects.get(pk=action.pk)
        shown |= {"conflict": str(conflict), "differences": form.differences(action_values(theirs))}
        form.take_version(version_of(theirs))
        return None
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Toimenpide on tallennettu.") if is_changed else _("Mikään ei muuttunut."))
    return redirect("goals:action-edit", action.pk)


@require_POST
def action_delete(request, pk):
    """Only an action that was made by mistake goes."""
    action = steered_action(request, pk)
    try:
        action_editing.delete_action(action.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:action-edit", pk)
    messages.success(request, _("Toimenpide on poistettu."))
    return redirect("goals:action-bulk")


def schedule_read(request):
    """How a typed schedule is read, while it is being typed."""
    if not request.rights.coordinates:
        raise Http404
    typed = request.GET.get("schedule", "")[:400]
    context = {"typed": typed.strip(), "words": read_words(typed, get_language())}
    return render_page(request, "goals/actions/schedule_read.html", context)


# --- milestones ---------------------------------------------------------------------------------------------------
STEP_NAMES = ("title_fi", "title_sv", "title_en", "starts_on", "due_on", "done_on")


def action_milestones(request, pk):
    """The steps of an action in their order, and a form for a new one or the one that is being edited."""
    action = steered_action(request, pk)
    form, status, shown = _milestone_form(request, action), 200, {}
    if form.is_bound:
        if form.is_valid() and (answer := _save_milestone(request, action, form, shown)):
            return answer
        status = 409 if "conflict" in shown else 422
    context = {
        "action": action,
        "name": text_of(action, "title"),
        "form": form,
        "is_edited": bool(form["step"].value()),
        "steps": milestone_rows(action, get_language(), clock.today()),
        "crumbs": crumbs_of(action, _("Välietapit")),
        **shown,
    }
    return render_page(request, "goals/actions/milestones.html", context, status=status)


def _milestone_form(request, action):
    if request.method == "POST":
        return MilestoneForm(request.POST)
    asked = request.GET.get("vaihe", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return MilestoneForm()
    step = get_object_or_404(Milestone, pk=asked, action=action)
    return MilestoneForm(initial={**_step_values(step), "step": step.pk, "version": version_of(step)})


def _step_values(step):
    return {name: getattr(step, name) or "" for name in STEP_NAMES}


def _save_milestone(request, action, form, shown):
    given = form.cleaned_data
    values = {name: given[name] for name in STEP_NAMES}
    try:
        action_editing.save_milestone(
            action.pk, given["step"], values=values, version=given["version"] or 0, by=request.user
        )
    except Milestone.DoesNotExist as gone:
        raise Http404 from gone
    except Conflict as conflict:
        theirs = Milestone.objects.get(pk=given["step"])
        shown |= {"conflict": str(conflict), "differences": form.differences(_step_values(theirs))}
        form.take_version(version_of(theirs))
        return None
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Välietappi on tallennettu."))
    return redirect("goals:action-milestones", action.pk)


def _steered_step(request, pk) -> Milestone:
    return get_object_or_404(Milestone.objects.filter(action__in=steered(Action, request.rights)), pk=pk)


@require_POST
def milestone_move(request, pk):
    step = _steered_step(request, pk)
    back = reverse("goals:action-milestones", args=[step.action_id])
    return move_row(request, Milestone.objects.filter(action=step.action_id), pk, back=back)


@require_POST
def milestone_remove(request, pk):
    step = _steered_step(request, pk)
    action_editing.remove_milestone(step.pk, by=request.user)
    messages.success(request, _("Välietappi on poistettu."))
    return redirect("goals:action-milestones", step.action_id)


@require_POST
def milestone_done(request, pk):
    """Done today; another day is typed in the form."""
    step = _steered_step(request, pk)
    action_editing.save_milestone(step.action_id, step.pk, values={"done_on": clock.today()}, by=request.user)
    messages.success(request, _("Välietappi on merkitty valmiiksi."))
    return redirect("goals:action-milestones", step.action_id)
