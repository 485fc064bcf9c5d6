"""From one strategy to the next: the map that everybody sees, and the summary of a council term."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.workbook_writing import write_workbook
from reporting.queries.succession_map import ACTIONS, GOALS, INDICATORS, INHERITED, inheritances, succession_maps
from reporting.queries.term_summary import term_summary
from reporting.xlsx.term_summary import summary_sheets

from .exports import XLSX
from .pages import show


@login_not_required
def succession_list(request):
    """The tab lives in the address; an unknown one is the first."""
    tabs = [(GOALS, _("Tavoitteet")), (ACTIONS, _("Toimenpiteet")), (INDICATORS, _("Mittarit"))]
    tabs.append((INHERITED, _("Mitä uusi strategia perii")))
    tab = request.GET.get("osa", GOALS)
    tab = tab if tab in dict(tabs) else GOALS
    shown = {"inherited": inheritances(request.rights)} if tab == INHERITED else {}
    maps = () if tab == INHERITED else succession_maps(request.rights, tab)
    return show(request, "succession_list", title=_("Jatkumot"), tabs=tabs, tab=tab, maps=maps, **shown)


@login_not_required
def strategy_summary(request, slug):
    page = term_summary(request.rights, slug)
    above = [(_("Strategiat"), "reporting:strategy-list")]
    return show(request, "strategy_summary", title=_("Valtuustokauden yhteenveto"), under=above, page=page)


@login_not_required
def strategy_summary_export(request, slug):
    page = term_summary(request.rights, slug)
    title = f"{_('Valtuustokauden yhteenveto')}: {page.name}"
    sheets = summary_sheets(page, host=request.build_absolute_uri("/").rstrip("/"))
    content = write_workbook(sheets, title=title, language=get_language(), changed_at=clock.now())
    name = quote(f"{slugify(_('Valtuustokauden yhteenveto'))}-{page.slug}.xlsx")
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
