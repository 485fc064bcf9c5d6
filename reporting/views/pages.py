"""The pages that are read: each view is a page's name, the rows it shows, and where it stands in the service."""

from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.translation import gettext as _

from kemistrategy.htmx import render_page
from kemistrategy.text import Text
from reporting.queries import (
    accessibility,
    actions,
    decisions,
    departments,
    environment,
    goals,
    history,
    indicators,
    organisation,
    other_plans,
    plans,
    programmes,
    projects,
    questions,
    sdg,
    strategies,
    themes,
)
from reporting.queries import search as searching

LONGEST_CRUMB = 60


def show(request, template, *, title, under=(), **context):
    """A page with its breadcrumb; `under` are the (label, URL name) pairs above it."""
    crumbs = [(_("Etusivu"), reverse("reporting:front-page"))]
    crumbs += [(label, reverse(name)) for label, name in under]
    crumbs.append((_shortened(str(title)), None, title.language if isinstance(title, Text) else ""))
    return render_page(request, f"reporting/{template}.html", {"title": title, "crumbs": crumbs, **context})


def _shortened(words):
    return words if len(words) <= LONGEST_CRUMB else f"{words[:LONGEST_CRUMB].rsplit(' ', 1)[0]}…"


def typed_number(typed):
    """A filter's value from the address; anything but a number of ordinary length chooses nothing."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


@login_not_required
def theme_list(request):
    return show(request, "theme_list", title=_("Teemat"), rows=strategies.theme_rows(request.rights))


@login_not_required
def theme_detail(request, pk):
    page = themes.theme_page(request.rights, pk)
    above = [(_("Teemat"), "reporting:theme-list")]
    return show(request, "theme_detail", title=page.row.link.text, under=above, page=page)


@login_not_required
def focus_area_list(request):
    return show(request, "focus_area_list", title=_("Painopisteet"), rows=themes.focus_area_rows(request.rights))


@login_not_required
def focus_area_detail(request, pk):
    page = themes.focus_area_page(request.rights, pk)
    above = [(_("Painopisteet"), "reporting:focus-area-list")]
    return show(request, "focus_area_detail", title=page.row.link.text, under=above, page=page)


@login_not_required
def goal_detail(request, pk):
    page = goals.goal_page(request.rights, pk)
    above = [(_("Tavoitteet"), "reporting:goal-list")]
    asked = questions.questions_of(request.rights, goal=pk)
    return show(request, "goal_detail", title=page.title, under=above, page=page, asked=asked)


@login_not_required
def action_detail(request, pk):
    page = actions.action_page(request.rights, pk)
    above = [(_("Toimenpiteet"), "reporting:action-list")]
    asked = questions.questions_of(request.rights, action=pk)
    return show(request, "action_detail", title=page.title, under=above, page=page, asked=asked)


@login_not_required
def benefit_list(request):
    return show(request, "benefit_list", title=_("Hyödyt"), rows=strategies.benefit_rows(request.rights))


@login_not_required
def benefit_detail(request, pk):
    page = themes.benefit_page(request.rights, pk)
    above = [(_("Hyödyt"), "reporting:benefit-list")]
    return show(request, "benefit_detail", title=page.row.link.text, under=above, page=page)


@login_not_required
def indicator_detail(request, pk):
    page = indicators.indicator_page(request.rights, pk)
    above = [(_("Mittarit"), "reporting:indicator-list")]
    asked = questions.questions_of(request.rights, indicator=pk)
    return show(request, "indicator_detail", title=page.name, under=above, page=page, asked=asked)


@login_not_required
def project_detail(request, pk):
    page = projects.project_page(request.rights, pk)
    above = [(_("Projektit"), "reporting:project-list")]
    asked = questions.questions_of(request.rights, project=pk)
    return show(request, "project_detail", title=page.name, under=above, page=page, asked=asked)


@login_not_required
def department_list(request):
    return show(request, "department_list", title=_("Toimialat"), rows=departments.unit_rows(request.rights))


@login_not_required
def department_detail(request, pk):
    page = departments.unit_page(request.rights, pk)
    above = [(_("Toimialat"), "reporting:department-list")]
    return show(request, "department_detail", title=page.name, under=above, page=page)


@login_not_required
def post_list(request):
    return show(request, "post_list", title=_("Tehtävät"), rows=organisation.post_rows(request.rights))


@login_not_required
def post_detail(request, pk):
    page = organisation.post_page(request.rights, pk)
    above = [(_("Tehtävät"), "reporting:post-list")]
    return show(request, "post_detail", title=page.title, under=above, page=page)


@login_not_required
def sdg_list(request):
    return show(request, "sdg_list", title=_("Kestävän kehityksen tavoitteet"), page=sdg.sdg_list(request.rights))


@login_not_required
def sdg_detail(request, number):
    page = sdg.sdg_page(request.rights, number, place=request.GET.get("osa", ""))
    above = [(_("Kestävän kehityksen tavoitteet"), "reporting:sdg-list")]
    return show(request, "sdg_detail", title=page.name, under=above, page=page)


@login_not_required
def sdg_coverage(request):
    """Themes × goals: what is claimed, measured and shown."""
    above = [(_("Kestävän kehityksen tavoitteet"), "reporting:sdg-list")]
    page = sdg.coverage(request.rights)
    return show(request, "sdg_coverage", title=_("Kattavuus teemoittain"), under=above, page=page)


@login_not_required
def challenge_list(request):
    return show(request, "challenge_list", title=_("Muutoshaasteet"), page=environment.challenge_list(request.rights))


@login_not_required
def challenge_detail(request, pk):
    page = environment.challenge_page(request.rights, pk)
    above = [(_("Muutoshaasteet"), "reporting:challenge-list")]
    return show(request, "challenge_detail", title=page.row.link.text, under=above, page=page)


@login_not_required
def swot_list(request):
    return show(request, "swot_list", title=_("Nelikenttä (SWOT)"), quadrants=environment.quadrants(request.rights))


@login_not_required
def swot_detail(request, quadrant):
    page = environment.quadrant_page(request.rights, quadrant)
    above = [(_("Nelikenttä (SWOT)"), "reporting:swot-list")]
    return show(request, "swot_detail", title=page.name, under=above, page=page)


@login_not_required
def rollout_list(request):
    return show(request, "rollout_list", title=_("Strategia arkeen"), rollouts=programmes.rollouts(request.rights))


@login_not_required
def rollout_detail(request, pk):
    page = programmes.rollout_page(request.rights, pk)
    above = [(_("Strategia arkeen"), "reporting:rollout-list")]
    return show(request, "rollout_detail", title=page.name, under=above, page=page)


@login_not_required
def communication_list(request):
    found = programmes.communications(request.rights)
    return show(request, "communication_list", title=_("Viestintä"), communications=found)


@login_not_required
def communication_detail(request, pk):
    page = programmes.communication_page(request.rights, pk)
    above = [(_("Viestintä"), "reporting:communication-list")]
    return show(request, "communication_detail", title=page.link.text, under=above, page=page)


@login_not_required
def other_plan_list(request):
    """The city's other plans, and whether each agrees with the strategy."""
    found = other_plans.other_plans(request.rights)
    return show(request, "other_plan_list", title=_("Kaupungin muut suunnitelmat"), strategies=found)


@login_not_required
def plan_list(request):
    return show(request, "plan_list", title=_("Suunnitelmat"), rows=plans.plan_rows(request.rights))


@login_not_required
def plan_detail(request, pk):
    page = plans.plan_page(request.rights, pk)
    above = [(_("Suunnitelmat"), "reporting:plan-list")]
    return show(request, "plan_detail", title=page.row.link.text, under=above, page=page)


@login_not_required
def decision_list(request):
    return show(request, "decision_list", title=_("Päätökset"), rows=decisions.decision_rows())


@login_not_required
def decision_detail(request, pk):
    page = decisions.decision_page(request.rights, pk)
    above = [(_("Päätökset"), "reporting:decision-list")]
    return show(request, "decision_detail", title=page.row.link.text, under=above, page=page)


@login_not_required
def search(request):
    asked = {"kind": request.GET.get("laji", ""), "number": typed_number(request.GET.get("sivu"))}
    page = searching.search_page(request.rights, request.GET.get("q", ""), **asked)
    return show(request, "search", title=_("Haku"), page=page, site_search=page.query)


def history_detail(request, model, pk):
    page = history.history_page(request.rights, model, pk)
    return show(request, "history_detail", title=_("Muutoshistoria"), page=page)


@login_not_required
def accessibility_statement(request):
    statement = accessibility.present_statement()
    return show(request, "accessibility_statement", title=_("Saavutettavuusseloste"), statement=statement)
