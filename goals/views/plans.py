"""A new year: drafts of next year's plans, what they lack, and their adoption."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.plans import AddedLineForm, AdoptionForm, AttainmentRuleForm, SameRuleForm
from goals.models import Plan, PlanLine
from goals.operations import plans
from goals.permissions import steered
from goals.queries.new_year import goals_of, plan_checklist, plan_rows
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def new_year(request):
    """Every plan by year, with next year's draft one press away."""
    if not request.rights.coordinates:
        raise Http404
    return render_page(request, "goals/plan_years.html", {"rows": plan_rows(get_language())})


@require_POST
def plan_draft(request, pk):
    plan = get_object_or_404(steered(Plan, request.rights), pk=pk)
    try:
        draft = plans.draft_next_year(plan.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:new-year")
    messages.success(request, _("Luonnos on tehty. Tarkista vastaajat, tavoitetasot ja toteutumissäännöt."))
    return redirect("goals:plan-checklist", draft.pk)


def plan_checklist_page(request, pk):
    """What the draft has and lacks, line by line, beside last year's result."""
    plan = get_object_or_404(steered(Plan, request.rights).select_related("predecessor"), pk=pk)
    return _checklist(request, plan)


def _checklist(request, plan, *, status=200, adoption=None, refused=None):
    checklist = plan_checklist(plan, get_language())
    goals = [
        (goal, refused if refused and refused.goal == goal.pk else _rule_form(None, goal.pk, goal.rule))
        for goal in checklist.goals
    ]
    context = {
        "plan": plan,
        "checklist": checklist,
        "goals": goals,
        "same_rule": SameRuleForm(),
        "adoption": adoption or AdoptionForm(),
        "failed": refused or (adoption if adoption and adoption.errors else None),
        "crumbs": [(_("Uusi vuosi"), reverse("goals:new-year")), (str(plan), None)],
    }
    return render_page(request, "goals/plan_checklist.html", context, status=status)


def _rule_form(data, goal, rule):
    form = AttainmentRuleForm(data, goal=goal, rule=rule)
    form.goal = goal
    return form


@require_POST
def plan_rule(request, pk, goal):
    """One goal's attainment rule."""
    plan = get_object_or_404(steered(Plan, request.rights).select_related("predecessor"), pk=pk)
    row = get_object_or_404(goals_of(plan), pk=goal)
    form = _rule_form(request.POST, row.pk, None)
    if form.is_valid():
        try:
            plans.set_attainment_rule(row.pk, year=plan.year, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Toteutumissääntö on asetettu."))
            return redirect(f"{reverse('goals:plan-checklist', args=[pk])}#tavoite-{row.pk}")
    return _checklist(request, plan, status=422, refused=form)


def plan_line_add(request, pk):
    """An action that exists already comes to the draft; a new one is made where actions are kept."""
    plan = get_object_or_404(steered(Plan, request.rights), pk=pk)
    asked = request.GET.get("tavoite", "")
    form = AddedLineForm(request.POST or None, plan=plan, initial={"goal": asked} if asked.isdecimal() else None)
    if form.is_valid():
        try:
            line = plans.add_line(plan.pk, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Toimenpide on lisätty luonnokseen."))
            return redirect(f"{reverse('goals:plan-checklist', args=[pk])}#tavoite-{line.goal_id}")
    crumbs = [
        (_("Uusi vuosi"), reverse("goals:new-year")),
        (str(plan), reverse("goals:plan-checklist", args=[pk])),
        (_("Lisää toimenpide"), None),
    ]
    context = {"plan": plan, "form": form, "crumbs": crumbs}
    return render_page(request, "goals/plan_line_add.html", context, status=422 if form.errors else 200)


@require_POST
def plan_line_leave_out(request, pk):
    line = get_object_or_404(PlanLine.objects.filter(plan__in=steered(Plan, request.rights)), pk=pk)
    try:
        plans.leave_out(line.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rivi on poistettu luonnoksesta."))
    return redirect("goals:plan-checklist", line.plan_id)


@require_POST
def plan_adopt(request, pk):
    plan = get_object_or_404(steered(Plan, request.rights).select_related("predecessor"), pk=pk)
    form = AdoptionForm(request.POST)
    if form.is_valid():
        try:
            plans.adopt_plan(plan.pk, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Suunnitelma on hyväksytty ja voimassa."))
            return redirect("goals:new-year")
    return _checklist(request, plan, status=422, adoption=form)
