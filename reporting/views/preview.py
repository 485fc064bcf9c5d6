"""What everybody will see: the public pages as they are when a draft is in force, walked through by its editor."""

from contextlib import contextmanager
from copy import copy
from inspect import unwrap

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.utils import translation

from goals.models import Plan, Strategy
from goals.permissions import steered
from kemistrategy.organisation.permissions import NO_RIGHTS

# The pages that are shown as they will be; a link to anything else leads out of the preview.
LISTED = (
    *("strategy", "theme", "focus-area", "goal", "action", "benefit", "indicator", "project", "plan", "department"),
    *("post", "sdg", "challenge", "swot", "rollout", "communication", "decision"),
)
SHOWN = {
    *("front-page", "strategy-content", "strategy-changes", "other-plan-list", "succession-list", "sdg-coverage"),
    *(f"{thing}-{kind}" for thing in LISTED for kind in ("list", "detail")),
}


def strategy_preview(request, slug, address=""):
    """The page at `address`, seen by the public when the strategy and its draft plans are in force. Never cached."""
    strategy = get_object_or_404(steered(Strategy, request.rights), slug=slug)
    here = reverse("reporting:strategy-preview", args=[slug])
    if not address:
        return redirect(here + reverse("reporting:strategy-detail", args=[slug]).removeprefix(get_script_prefix()))
    inner = f"/{address}"
    with translation.override(translation.get_language_from_path(inner) or "fi"):
        try:
            match = resolve(inner)
        except Resolver404 as missing:
            raise Http404 from missing
        if match.namespace != "reporting" or match.url_name not in SHOWN:
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{inner}?{query}" if query else inner)
        ribbon = {"strategy": strategy, "outline": reverse("goals:structure-outline", args=[slug])}
        with in_force(strategy), addresses_under(here):
            # Without what is wrapped around the view: what is cached for the public must never hold a draft.
            response = unwrap(match.func)(_public_request(request, inner, ribbon), *match.args, **match.kwargs)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@contextmanager
def in_force(strategy: Strategy):
    """The database as it will be, for as long as a page is drawn: nothing of it is kept, and nobody else sees it."""
    with transaction.atomic():
        Strategy.objects.filter(pk=strategy.pk, state=Strategy.State.DRAFT).update(state=Strategy.State.IN_FORCE)
        Plan.objects.filter(strategy=strategy, state=Plan.State.DRAFT).update(state=Plan.State.ADOPTED)
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def addresses_under(prefix: str):
    """Links on the page stay within the preview."""
    usual = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(usual)


def _public_request(request, address, ribbon):
    """The same request as somebody who has not signed in makes it, with the ribbon that says it is a preview."""
    public = copy(request)
    public.user, public.rights, public.preview = AnonymousUser(), NO_RIGHTS, ribbon
    public.path = public.path_info = address
    public.method = "GET"
    public.GET = QueryDict(request.META.get("QUERY_STRING", ""))
    return public
