"""One action in the coordinator's hands: its words and owners, its schedule and its days."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.actions import ActionForm
from goals.models import Action, Plan
from goals.operations import action_editing
from goals.operations.edit_conflicts import version_of
from goals.permissions import steered
from goals.queries.action_editing import action_values, plans_of, post_choices, read_words, units_to_choose
from goals.queries.action_lineage import lineage_of
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .saving import save_posted


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
    lineage = lineage_of(pk, get_language())
    if any(row.is_heir for row in lineage):
        return _given_way(request, action, lineage)
    form = _action_form(request, action)
    about = {"as_typed": action_values, "done": _("Toimenpide on tallennettu.")}
    saved = save_posted(request, form, lambda: _save(request, action, form), **about)
    if saved.is_done:
        return redirect("goals:action-edit", pk)
    plans = plans_of(action)
    context = {
        "action": action,
        "name": text_of(action, "title"),
        "form": form,
        "is_in_force": any(plan.state == Plan.State.ADOPTED for plan in plans),
        "chosen_participants": _chosen(form, "participants"),
        "chosen_units": _chosen(form, "partner_units"),
        "may_delete": not plans,
        "lineage": lineage,
        "read_schedule": read_words(form["schedule"].value() or "", get_language()),
        "crumbs": crumbs_of(action),
        **saved.shown,
    }
    return render_page(request, "goals/actions/action_edit.html", context, status=saved.status)


def _given_way(request, action, lineage):
    """Its heir is edited instead of it; it stays as it was."""
    context = {
        "action": action,
        "name": text_of(action, "title"),
        "lineage": lineage,
        "has_given_way": True,
        "crumbs": crumbs_of(action),
    }
    return render_page(
        request, "goals/actions/action_edit.html", context, status=422 if request.method == "POST" else 200
    )


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


def _save(request, action, form) -> bool:
    given = form.cleaned_data
    return action_editing.save_action(
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
