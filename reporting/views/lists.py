"""The lists that are narrowed by filters in the address: actions, goals, indicators, projects."""

from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.translation import gettext as _

from kemistrategy.htmx import render_page, with_address
from reporting.queries.action_lists import action_list as actions_found
from reporting.queries.filters import address
from reporting.queries.goal_lists import goal_list as goals_found
from reporting.queries.indicator_lists import indicator_list as indicators_found
from reporting.queries.project_lists import found_projects


def show_list(request, template, *, title, page, **context):
    """The page, or what was found alone; `share` is the whole address of what is shown."""
    crumbs = [(_("Etusivu"), reverse("reporting:front-page")), (title, None)]
    filters, export = page.filters, page.filters.page.replace("-list", "-export")
    context |= {"title": title, "crumbs": crumbs, "page": page, "share": request.build_absolute_uri(filters.url)}
    context |= {kind: f"{reverse(export, args=[kind])}?{filters.query}".rstrip("?") for kind in ("xlsx", "csv")}
    response = render_page(request, f"reporting/{template}.html", context, fragments=("found",))
    return with_address(request, response, filters.url)


@login_not_required
def action_list(request):
    page = actions_found(request.rights, request.GET)
    return show_list(request, "action_list", title=_("Toimenpiteet"), page=page)


@login_not_required
def goal_list(request):
    page = goals_found(request.rights, request.GET)
    return show_list(request, "goal_list", title=_("Tavoitteet"), page=page)


@login_not_required
def indicator_list(request):
    as_charts = request.GET.get("nakyma") == "kaaviot"
    page = indicators_found(request.rights, request.GET, as_charts=as_charts)
    views = {
        "as_charts": as_charts,
        "as_table": address(page.filters.page, **page.filters.chosen, q=page.filters.words),
        "in_charts": address(page.filters.page, nakyma="kaaviot", **page.filters.chosen, q=page.filters.words),
    }
    return show_list(request, "indicator_list", title=_("Mittarit"), page=page, **views)


@login_not_required
def project_list(request):
    page = found_projects(request.rights, request.GET)
    return show_list(request, "project_list", title=_("Projektit"), page=page)
