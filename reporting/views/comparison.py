"""Two reports side by side: what changed from one to the other."""

from itertools import groupby
from operator import attrgetter

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.models import Round
from goals.permissions import visible_rounds
from kemistrategy.htmx import render_page
from reporting.content import build_content, changes_between
from reporting.queries.comparison import comparable_rounds


def report_comparison(request, slug):
    """Against the report before it, or the one named in the address."""
    rounds = visible_rounds(request.rights).filter(kind__in=Round.CITY_KINDS).exclude(opened_at=None)
    round = get_object_or_404(rounds, slug=slug)
    earlier = list(comparable_rounds(request.rights, round))
    changes = _changes(_chosen(earlier, request.GET.get("edellinen")), round) if earlier else None
    context = {
        "round": round,
        "earlier": earlier,
        "changes": changes,
        "crumbs": [
            (_("Etusivu"), reverse("reporting:front-page")),
            (_("Raportit"), reverse("reporting:report-list")),
            (round.title, reverse("reporting:report-detail", args=[round.slug])),
            (_("Muutokset"), None),
        ],
    }
    return render_page(request, "reporting/report/report_comparison.html", context)


def _chosen(earlier, slug):
    """The newest one when none is named."""
    if not slug:
        return earlier[0]
    chosen = next((round for round in earlier if round.slug == slug), None)
    if chosen is None:
        raise Http404
    return chosen


def _changes(before, now):
    """The report compared with, how many changes there are, and the changes by their sort."""
    found = changes_between(*(build_content(round, get_language()) for round in (before, now)))
    groups = [(sort, list(changes)) for sort, changes in groupby(found, key=attrgetter("sort"))]
    return {"before": before, "number": len(found), "groups": groups}
