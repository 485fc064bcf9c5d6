"""The project card: everything that is planned and told of one project, laid out to be printed."""

from django.contrib.auth.decorators import login_not_required
from django.utils.translation import gettext as _

from reporting.queries.projects import project_page

from .pages import show


@login_not_required
def project_card(request, pk):
    page = project_page(request.rights, pk)
    above = [(_("Projektit"), "reporting:project-list")]
    return show(request, "project_card", title=page.name, under=above, page=page)
