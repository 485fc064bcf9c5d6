"""The coordinator's pages of the surroundings: what answers the challenges and the SWOT, and the city's other plans."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.environment import EnvironmentLinkForm, OtherPlanForm, other_plan_initial
from goals.models import OtherPlan
from goals.operations import environment_links, other_plans
from goals.operations.edit_conflicts import version_of
from goals.permissions import steered
from goals.queries.action_editing import units_to_choose
from goals.queries.environment_links import answers_to_choose, environment_to_edit, links_to_remove, origins_to_choose
from goals.queries.project_editing import strategies_to_choose
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .saving import save_posted


# --- what answers -------------------------------------------------------------------------------------------------
def environment_links_page(request):
    """Challenges and SWOT with what answers each: ticked ones are confirmed or removed, a new one is added."""
    if not request.rights.coordinates:
        raise Http404
    language, deed = get_language(), request.POST.get("deed", "")
    if request.method == "POST" and deed == "remove" and (page := _asking(request, language)):
        return page
    if request.method == "POST" and deed in ("confirm", "remove", "remove-asked"):
        return _decide(request, deed)
    page = environment_to_edit(language)
    form = EnvironmentLinkForm(
        request.POST if request.method == "POST" else None,
        origins=origins_to_choose(page),
        answers=answers_to_choose(language),
        initial={"origin": request.GET.get("kohde", "")[:40]},
    )
    if form.is_valid() and _add(request, form):
        return redirect(_address(form.cleaned_data["origin"]))
    title = _("Mikä vastaa toimintaympäristön muutoksiin")
    crumbs = [(_("Muutoshaasteet"), reverse("reporting:challenge-list")), (title, None)]
    context = {"title": title, "page": page, "form": form, "crumbs": crumbs}
    return render_page(request, "goals/environment/environment_links.html", context, status=422 if form.errors else 200)


def _add(request, form) -> bool:
    given = form.cleaned_data
    try:
        environment_links.add_environment_link(
            given["origin"], given["answer"], note=given["note"], rights=request.rights
        )
    except NotAllowed as refusal:
        form.add_error("answer", str(refusal))
        return False
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("Vastaus on lisätty ja vahvistettu."))
    return True


def _ticked(request) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("link") if pk.isascii() and pk.isdigit() and len(pk) < 18]


def _asking(request, language):
    """The page that asks once before anything is removed; None when nothing is ticked."""
    rows = links_to_remove(_ticked(request), language)
    if not rows:
        return None
    title = _("Poistetaanko nämä vastaukset?")
    crumbs = [(_("Muutoshaasteet"), reverse("reporting:challenge-list")), (title, None)]
    context = {"title": title, "rows": rows, "crumbs": crumbs}
    return render_page(request, "goals/environment/environment_remove.html", context)


def _decide(request, deed):
    ticked = _ticked(request)
    if deed == "confirm":
        number = environment_links.confirm_environment_links(ticked, rights=request.rights)
        words = ngettext("%(n)s vastaus vahvistettu.", "%(n)s vastausta vahvistettu.", number)
    else:
        number = environment_links.remove_environment_links(ticked, rights=request.rights)
        words = ngettext("%(n)s vastaus poistettu.", "%(n)s vastausta poistettu.", number)
    if number:
        messages.success(request, words % {"n": number})
    else:
        messages.warning(request, _("Valitse ensin rivit."))
    return redirect("goals:environment-links")


def _address(origin):
    kind, pk = origin
    return f"{reverse('goals:environment-links')}#{kind}-{pk}"


# --- other plans --------------------------------------------------------------------------------------------------
def other_plan_add(request):
    if not request.rights.coordinates:
        raise Http404
    return _other_plan(request, None, _("Uusi suunnitelma"))


def other_plan_edit(request, pk):
    plan = get_object_or_404(steered(OtherPlan, request.rights).select_related("unit"), pk=pk)
    return _other_plan(request, plan, _("Muokkaa suunnitelmaa"))


def _other_plan(request, plan, title):
    form = _other_plan_form(request, plan)

    def save():
        about = {"version": form.cleaned_data["version"] or 0, "rights": request.rights}
        return other_plans.save_other_plan(plan and plan.pk, values=form.values, **about)

    saved = save_posted(request, form, save, as_typed=other_plan_initial, done=_("Suunnitelma on tallennettu."))
    if saved.is_done:
        return redirect("reporting:other-plan-list")
    crumbs = [(_("Kaupungin muut suunnitelmat"), reverse("reporting:other-plan-list")), (title, None)]
    context = {"title": title, "plan": plan, "form": form, "crumbs": crumbs, **saved.shown}
    return render_page(request, "goals/environment/other_plan.html", context, status=saved.status)


def _other_plan_form(request, plan):
    language = get_language()
    strategies = strategies_to_choose(language)
    if plan and plan.strategy_id not in dict(strategies):
        strategies = [(plan.strategy_id, str(text_of(plan.strategy, "name"))), *strategies]
    return OtherPlanForm(
        request.POST if request.method == "POST" else None,
        strategies=strategies,
        units=units_to_choose(language, clock.today(), also=[plan.unit_id] if plan and plan.unit_id else ()),
        initial=other_plan_initial(plan) | {"version": version_of(plan)} if plan else None,
    )


@require_POST
def other_plan_remove(request, pk):
    plan = get_object_or_404(steered(OtherPlan, request.rights), pk=pk)
    try:
        other_plans.remove_other_plan(plan.pk, rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:other-plan-edit", pk)
    messages.success(request, _("Suunnitelma on poistettu."))
    return redirect("reporting:other-plan-list")
