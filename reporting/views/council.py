"""Before a council meeting: everything to decide and discuss on one page, and the report as a file for a tablet."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kemistrategy.freshness import answer, etag_of, may_be_kept, stamp_of
from reporting.content.council import material_of
from reporting.content.freezing import thaw
from reporting.content.published_parts import linked
from reporting.pdf.tablet import render_tablet_html
from reporting.permissions import readable_publications
from reporting.queries import council as sources
from reporting.queries.publications import frozen_text, published_report

from .pages import show
from .publications import TOLD_OF


def council(request):
    """From the newest version that a body handles, else from the newest published report; the rest as it is today."""
    rights = request.rights
    published = sources.newest_published(get_language())
    coming = sources.coming_round(rights)
    versions = sources.ready_versions(rights, coming) if coming else ()
    whole = next((version for version in versions if version.is_whole), None)
    public = material_of(published.text) if published else None
    told = material_of(sources.version_text(coming, whole.number)) if whole else public
    proposals, plans = sources.open_proposals(get_language()), sources.waiting_plans(rights)
    context = {
        "published": published,
        "published_material": public,
        "coming": coming,
        "version": whole,
        "versions": versions,
        "told": told,
        "council_deviations": linked(told.council_deviations, told.things, told.language) if told else (),
        "other_deviations": linked(told.other_deviations, told.things, told.language) if told else (),
        "drafts": () if whole or not coming else sources.draft_deviations(rights, coming),
        "proposals": proposals,
        "plans": plans,
        "to_decide": len(proposals) + len(plans) + len(versions) + (len(told.failed_goals) if told else 0),
        "late": sources.late_promises(),
        "questions": sources.questions_before_meeting(rights, published.published_at if published else None),
        "is_councillor": rights.sits_in_council,
    }
    return show(request, "council/council", title=_("Valtuusto"), **context)


@login_not_required
def offline_kit(request, slug, version):
    """A published version as one file that needs no network: the same for everybody, and kept once it is made."""
    stamp = stamp_of(*TOLD_OF)
    report = published_report(readable_publications(), slug, language=get_language(), number=version)
    if report is None:
        raise Http404
    etag = etag_of("tablet", report.version.round.pk, version, report.language, report.changed_at)
    response = answer(request, lambda: _kit(report), etag=etag, changed_at=report.changed_at)
    return may_be_kept(response, models=TOLD_OF, stamp=stamp)


def _kit(report):
    response = HttpResponse(render_tablet_html(thaw(frozen_text(report))), content_type="text/html; charset=utf-8")
    name = f"strategia-{report.version.round.slug}-{report.language}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
