"""What search engines ask first: where they may go, and which pages there are."""

from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation

from kemistrategy.menu import WORKING_PAGES
from reporting.open_data import address_of
from reporting.queries.announced import public_addresses

A_DAY = "public, max-age=86400"
NOT_FOR_CRAWLERS = ("reporting:search", "account_login", "admin:index")
OPEN_TO_ALL = ("reporting:audit-list",)  # of the pages in the work bar
PAGES_AT_ONCE = 100


@login_not_required
def robots(request):
    """Every public page may be read; a search, a filtered list and the working pages lead nowhere new."""
    with translation.override(settings.LANGUAGE_CODE):
        working = [name for name, _label, _is_open in WORKING_PAGES if name not in OPEN_TO_ALL]
        closed = dict.fromkeys(reverse(name) for name in (*NOT_FOR_CRAWLERS, *working))  # a door may stand twice
    lines = [f"Disallow: {_in_language(address, code)}" for code, _name in settings.LANGUAGES for address in closed]
    told = ["User-agent: *", "Disallow: /*?", *lines, "", f"Sitemap: {address_of('/sitemap.xml')}", ""]
    return _kept_a_day(HttpResponse("\n".join(told), content_type="text/plain; charset=utf-8"))


@login_not_required
def sitemap(request):
    """Every public page in every language, each with its other languages; written as it is read."""
    return _kept_a_day(StreamingHttpResponse(_sitemap_parts(), content_type="application/xml; charset=utf-8"))


def _sitemap_parts():
    with translation.override(settings.LANGUAGE_CODE):
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        waiting = []
        for address in public_addresses():
            waiting.append(_page_in_languages(address))
            if len(waiting) == PAGES_AT_ONCE:
                yield "".join(waiting)
                waiting = []
        yield "".join(waiting) + "</urlset>\n"


def _page_in_languages(address):
    places = {code: escape(address_of(_in_language(address, code))) for code, _name in settings.LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{place}"/>' for code, place in places.items()
    )
    return "".join(f"<url><loc>{place}</loc>{others}</url>\n" for place in places.values())


def _in_language(address, code):
    """Finnish stands at the root, the others under their own name."""
    return address if code == settings.LANGUAGE_CODE else f"/{code}{address}"


def _kept_a_day(response):
    response.headers["Cache-Control"] = A_DAY
    return response
