"""An address that only a form may use, opened from the address bar: a page of our own instead of an empty answer."""

from http import HTTPStatus

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


class WrongMethodMiddleware:
    """Stands last, so that the page knows who asks and in which language; programs get the empty answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content or not _is_for_a_person(request):
            return response
        page = render(request, "405.html", {"back": _page_before(request)}, status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def _is_for_a_person(request) -> bool:
    return not request.htmx and "text/html" in request.headers.get("Accept", "")


def _page_before(request) -> str:
    """Where the person came from, when it is ours and not the same address again."""
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
    return before if is_ours and before != request.build_absolute_uri() else ""
