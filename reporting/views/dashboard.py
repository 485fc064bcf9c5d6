"""The pages that tell at one look where the city is: the front page, a strategy's dashboard, and what has changed."""

from django.contrib.auth.decorators import login_not_required
from django.utils.translation import gettext as _

from kemistrategy.htmx import render_page
from reporting.content.published_parts import published_parts
from reporting.queries import changes, dashboard, front, strategies

from .pages import show

CHANGES_SHOWN = 5


@login_not_required
def front_page(request):
    page = front.front_page(request.rights)
    parts = published_parts(page.newest.frozen)
    context = {"page": page, "parts": parts, "first_changes": parts.changed_first[:CHANGES_SHOWN]}
    return render_page(request, "reporting/front_page.html", context)


@login_not_required
def strategy_list(request):
    cards = strategies.strategy_cards(request.rights)
    return show(request, "strategy_list", title=_("Strategiat"), cards=cards)


@login_not_required
def strategy_detail(request, slug):
    page = dashboard.dashboard(request.rights, slug)
    above = [(_("Strategiat"), "reporting:strategy-list")]
    parts = published_parts(page.newest.frozen)
    told = {row.link.url for row in page.deviations}
    context = {
        "first_changes": parts.changed_first[:CHANGES_SHOWN],
        "other_deviations": [row for row in parts.deviations if row.url not in told],
    }
    return show(request, "strategy_detail", title=page.name, under=above, page=page, parts=parts, **context)


@login_not_required
def strategy_content(request, slug):
    """Everything that was decided: texts, goals, benefits, plans."""
    page = strategies.strategy_page(request.rights, slug)
    above = [(_("Strategiat"), "reporting:strategy-list")]
    title = _("Strategian sisältö")
    return show(request, "strategy_content", title=title, under=above, page=page)


@login_not_required
def strategy_changes(request, slug):
    page = changes.changes_page(request.rights, slug)
    above = [(_("Strategiat"), "reporting:strategy-list")]
    parts = published_parts(page.newest.frozen)
    return show(request, "strategy_changes", title=_("Mitä muuttui"), under=above, page=page, parts=parts)
