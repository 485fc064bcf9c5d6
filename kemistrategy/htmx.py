"""The one place that knows htmx: a page, or the fragment of it that was asked for."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, push_url, reswap, retarget


def render_page(request, template, context, *, fragments=(), status=200) -> HttpResponse:
    """The whole page, or the inline partial named like the htmx target when that is one of `fragments`."""
    target = request.htmx.target if request.htmx else None
    response = render(request, f"{template}#{target}" if target in fragments else template, context, status=status)
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


def render_fragment(request, template, fragment, context, *, status=200) -> HttpResponse:
    """One inline partial, put in place of the element `#<fragment>-<pk>` whatever element the request came from.

    For answers that need another place than the one that was asked: a whole form back instead of its result line.
    """
    response = render(request, f"{template}#{fragment}", context, status=status)
    return reswap(retarget(response, f"#{fragment}-{context['pk']}"), "outerHTML")


def with_address(request, response, url) -> HttpResponse:
    """The answer to a form that narrows a list: the browser's address becomes `url`, without what was left empty."""
    return push_url(response, url) if request.htmx else response


def redirect_page(request, to, *args, **kwargs) -> HttpResponse:
    """A redirect that htmx follows as a whole page."""
    response = redirect(to, *args, **kwargs)
    return HttpResponseClientRedirect(response.url) if request.htmx else response
