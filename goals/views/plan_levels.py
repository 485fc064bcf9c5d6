"""The target levels of a year's plan on one page, and one rule for every goal that lacks one."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.plan_levels import PlanLevelsForm
from goals.forms.plans import SameRuleForm
from goals.models import Plan
from goals.operations import plans
from goals.permissions import steered
from goals.queries.new_year import levels_to_set
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from measures.operations.many_targets import NotSet, set_targets

MEASURES_ON_A_PAGE = 100


def plan_levels(request, pk):
    """Every measure of the plan that has no level for its year, each with a field; all are saved, or none."""
    plan = get_object_or_404(steered(Plan, request.rights), pk=pk)
    lacking = levels_to_set(plan, get_language())
    form = PlanLevelsForm(request.POST if request.method == "POST" else None, measures=lacking[:MEASURES_ON_A_PAGE])
    if form.is_valid():
        answer = _saved(request, plan, form)
        if answer:
            return answer
    context = {
        "plan": plan,
        "form": form,
        "rows": list(form.rows()),
        "later": max(0, len(lacking) - MEASURES_ON_A_PAGE),
        "crumbs": [
            (_("Uusi vuosi"), reverse("goals:new-year")),
            (str(plan), reverse("goals:plan-checklist", args=[pk])),
            (_("Tavoitetasot kerralla"), None),
        ],
    }
    return render_page(request, "goals/plan_levels.html", context, status=422 if form.is_bound else 200)


def _saved(request, plan, form) -> HttpResponseRedirect | None:
    """The next page, or None when the form says why nothing was saved."""
    try:
        done = set_targets(form.levels, year=plan.year, basis=form.cleaned_data["basis"], by=request.user)
    except NotSet as refusal:
        form.take_problems(refusal.problems)
        return None
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    words = ngettext("%(n)s tavoitetaso asetettu.", "%(n)s tavoitetasoa asetettu.", done.number)
    messages.success(request, words % {"n": done.number})
    if done.returned:
        sentence = ngettext(
            "%(n)s lähetetty kirjaus palautettiin vastaajalleen tarkistettavaksi: %(titles)s",
            "%(n)s lähetettyä kirjausta palautettiin vastaajilleen tarkistettavaksi: %(titles)s",
            len(done.returned),
        )
        messages.warning(request, sentence % {"n": len(done.returned), "titles": ", ".join(map(str, done.returned))})
    is_ready = len(form.levels) == len(form.measures)
    return redirect("goals:plan-checklist" if is_ready else "goals:plan-levels", plan.pk)


@require_POST
def plan_rules(request, pk):
    """The same attainment rule for every goal of the plan that has none; single ones are changed afterwards."""
    plan = get_object_or_404(steered(Plan, request.rights), pk=pk)
    form = SameRuleForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(sentences))
        return redirect("goals:plan-checklist", pk)
    try:
        number = plans.set_missing_rules(plan.pk, **form.cleaned_data, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext(
            "Toteutumissääntö asetettiin %(n)s tavoitteelle.", "Toteutumissääntö asetettiin %(n)s tavoitteelle.", number
        )
        messages.success(request, words % {"n": number})
    return redirect("goals:plan-checklist", pk)
