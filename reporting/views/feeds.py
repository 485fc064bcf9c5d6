"""Atom feeds of what has been made known, for readers, editors and the city's own pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.models import Project, Round
from kemistrategy.freshness import answer, etag_of, stamp_of
from kemistrategy.organisation.models import Decision
from kemistrategy.text import cleaned
from measures.models import Target
from reporting.models import Publication, PublicationFile
from reporting.open_data import ATTRIBUTION, LICENCE, address_of
from reporting.permissions import INDICATORS_SEEN_BY
from reporting.queries.announced import announced_decisions, announced_reports

REPORTS_MADE_OF = (Publication, PublicationFile, Round, Project)
DECISIONS_MADE_OF = (*INDICATORS_SEEN_BY, Target, Decision)
NAMED_SINCE = 2023  # of a tag: address: whose name the host was, and when (RFC 4151)


@login_not_required
def report_feed(request):
    """Published reports and their corrected versions."""
    made_of = stamp_of(*REPORTS_MADE_OF)
    title, page = _("Kemin strategian raportit"), reverse("reporting:report-list")
    return answer(
        request,
        lambda: _feed(request, title, page, announced_reports()),
        etag=etag_of("reports", get_language(), made_of),
    )


@login_not_required
def decision_feed(request):
    """Target levels that a decision has moved."""
    made_of = stamp_of(*DECISIONS_MADE_OF)
    title, page = _("Kemin strategian muuttuneet tavoitetasot"), reverse("reporting:decision-list")
    return answer(
        request,
        lambda: _feed(request, title, page, announced_decisions()),
        etag=etag_of("decisions", get_language(), made_of),
    )


def _feed(request, title, page, announced):
    own = address_of(request.path)
    feed = Atom1Feed(
        title=title,
        link=address_of(page),
        description=None,
        language=get_language(),
        author_name=ATTRIBUTION,
        feed_url=own,
        feed_guid=own,
        feed_copyright=f"{ATTRIBUTION}, {LICENCE}",
    )
    for row in announced:
        feed.add_item(
            title=cleaned(row.title),
            link=address_of(row.url),
            description=escape(cleaned(row.told)),  # Atom1Feed calls it HTML
            unique_id=_named_for_ever(row.thing),
            pubdate=row.first_at,
            updateddate=row.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _named_for_ever(thing):
    """The same in every language, so that nobody is told twice."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{NAMED_SINCE}:{thing}"
