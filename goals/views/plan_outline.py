"""A plan in the coordinator's hands: its lines under the goals, in their order, with their weights."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.actions import NewActionForm, PrintedActionForm, ReasonedForm, WeightsForm
from goals.models import Action, Goal, Plan, PlanLine
from goals.operations import plan_lines
from goals.operations.plan_editing import Owners, Printed, add_action
from goals.permissions import steered
from goals.queries.action_editing import read_words
from goals.queries.entries import posts_to_choose
from goals.queries.plan_outline import actions_to_print, goals_to_choose, plan_outline
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.schedule import Schedule
from kemistrategy.text import text_of

from .ordering import move_row


def _steered_plan(request, pk) -> Plan:
    plans = steered(Plan, request.rights).select_related("strategy", "unit", "decision")
    return get_object_or_404(plans, pk=pk)


def _steered_line(request, pk) -> PlanLine:
    lines = PlanLine.objects.filter(plan__in=steered(Plan, request.rights)).select_related("plan", "action", "goal")
    return get_object_or_404(lines, pk=pk)


def _crumbs(plan, *last):
    title = text_of(plan, "title")
    way = [(_("Suunnitelman muokkaus"), reverse("goals:editing-home"))]
    if not last:
        return [*way, (str(title), None, title.language)]
    return [*way, (str(title), reverse("goals:plan-editing", args=[plan.pk]), title.language), (last[0], None)]


def _page(request, plan, template, label, context, *, status=None):
    status = status or (422 if context["form"].is_bound else 200)
    context = {"plan": plan, "title": label, "crumbs": _crumbs(plan, label), **context}
    return render_page(request, template, context, status=status)


def plan_editing(request, pk):
    """The plan as an outline: goal, and under it the lines with owner, schedule and measures."""
    plan = _steered_plan(request, pk)
    context = {
        "plan": plan,
        "title": str(text_of(plan, "title")),
        "name": text_of(plan, "title"),
        "unit": text_of(plan.unit, "name"),
        "outline": plan_outline(plan, get_language()),
        "crumbs": _crumbs(plan),
    }
    return render_page(request, "goals/actions/plan_editing.html", context)


def _asked_goal(request):
    asked = request.GET.get("tavoite", "")
    return {"goal": asked} if asked.isascii() and asked.isdigit() else None


def plan_action_add(request, pk):
    """A new action under a goal; the rest of it is filled in on its own page."""
    plan, language = _steered_plan(request, pk), get_language()
    form = NewActionForm(
        request.POST if request.method == "POST" else None,
        goals=goals_to_choose(plan, language),
        posts=posts_to_choose(language, clock.today()),
        initial=_asked_goal(request),
    )
    if form.is_valid():
        try:
            action = _add(request, plan, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Toimenpide on lisätty. Täydennä sen tiedot."))
            return redirect("goals:action-edit", action.pk)
    context = {"form": form, "read_schedule": read_words(form["schedule"].value() or "", language)}
    return _page(request, plan, "goals/actions/plan_action_add.html", _("Lisää uusi toimenpide"), context)


def _add(request, plan, form) -> Action:
    given = form.cleaned_data
    return add_action(
        plan.pk,
        goal_pk=given["goal"],
        title=given["title"],
        printed=Printed(given["title"], schedule_text=_one_line(form["schedule"].data)),
        owners=Owners(given["post"]),
        schedule=given["schedule"] or Schedule(),
        basis=given["basis"],
        by=request.user,
    )


def _one_line(typed) -> str:
    """The cell *Aikataulu* of the line; a column of 100 letters."""
    return " ".join((typed or "").split())[:100]


def plan_line_print(request, pk):
    """An action that exists already comes under a goal, or under another one."""
    plan, language = _steered_plan(request, pk), get_language()
    form = PrintedActionForm(
        request.POST if request.method == "POST" else None,
        goals=goals_to_choose(plan, language),
        actions=actions_to_print(plan, language),
        initial=_asked_goal(request),
    )
    if form.is_valid():
        given = form.cleaned_data
        about = {"goal_pk": given["goal"], "action_pk": given["action"], "basis": given["basis"]}
        try:
            line = plan_lines.print_existing(plan.pk, **about, by=request.user)
        except (Action.DoesNotExist, Goal.DoesNotExist):
            form.add_error(None, _("Valittua ei enää ole. Lataa sivu uudelleen."))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Toimenpide on lisätty suunnitelmaan."))
            return redirect(f"{reverse('goals:plan-editing', args=[pk])}#tavoite-{line.goal_id}")
    return _page(
        request, plan, "goals/actions/plan_line_print.html", _("Tuo olemassa oleva toimenpide"), {"form": form}
    )


def plan_weights(request, pk):
    """What each line weighs when a goal's share is counted, with the rule beside."""
    plan = _steered_plan(request, pk)
    form = WeightsForm(request.POST if request.method == "POST" else None, outline=plan_outline(plan, get_language()))
    status, shown = 422 if form.is_bound else 200, {}
    if form.is_valid():
        try:
            number = plan_lines.set_weights(
                plan.pk, weights=form.weights, basis=form.cleaned_data["basis"], by=request.user
            )
        except PlanLine.DoesNotExist:
            form.add_error(None, _("Rivi on poistettu sillä välin. Lataa sivu uudelleen."))
        except Conflict as conflict:
            status, shown = 409, {"conflict": str(conflict), "differences": form.take_weights(conflict.theirs)}
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Painot on tallennettu.") if number else _("Mikään ei muuttunut."))
            return redirect("goals:plan-editing", pk)
    context = {"form": form, "goals": list(form.goals()), **shown}
    return _page(request, plan, "goals/actions/plan_weights.html", _("Rivien painot"), context, status=status)


@require_POST
def plan_line_move(request, pk):
    """Up or down among the lines of its goal."""
    line = _steered_line(request, pk)
    back = f"{reverse('goals:plan-editing', args=[line.plan_id])}#tavoite-{line.goal_id}"
    return move_row(request, PlanLine.objects.filter(plan=line.plan_id, goal=line.goal_id), pk, back=back)


def plan_line_remove(request, pk):
    """From a draft at once; from a plan in force by a decision or with a reason."""
    line = _steered_line(request, pk)
    form = ReasonedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            plan_lines.remove_line(line.pk, basis=form.cleaned_data["basis"], by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rivi on poistettu suunnitelmasta. Toimenpide ja sen kirjaukset säilyvät."))
            return redirect(f"{reverse('goals:plan-editing', args=[line.plan_id])}#tavoite-{line.goal_id}")
    context = {"form": form, "line": line, "name": text_of(line.action, "title"), "goal": text_of(line.goal, "title")}
    return _page(request, line.plan, "goals/actions/plan_line_remove.html", _("Poista rivi suunnitelmasta"), context)
