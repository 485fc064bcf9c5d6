"""Readiness: the coordinator and the directors see who has reported, and remind those who have not."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.models import Round
from goals.operations.reminders import remind_posts
from goals.queries.readiness import CHOICES, post_readiness
from goals.queries.readiness import readiness as gather_readiness
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed

MOST_TITLES = 6  # named in a message; the rest are counted


def readiness(request):
    if not (request.rights.coordinates or request.rights.approves):
        raise Http404
    chosen = _narrowing(request.GET)
    page = gather_readiness(
        request.rights, clock.today(), get_language(), department=chosen["department"], choice=chosen["state"]
    )
    context = {"page": page, "choices": CHOICES.items(), "chosen": chosen}
    return render_page(request, "goals/readiness.html", context)


def _narrowing(asked):
    state = asked.get("state", "")
    return {"department": asked.get("department", ""), "state": state if state in CHOICES else ""}


def readiness_post(request, slug, pk):
    """What one post has been asked in an open review, and how far each is."""
    page = post_readiness(request.rights, slug, pk, get_language())
    if page is None:
        raise Http404
    crumbs = [(_("Valmius"), reverse("goals:readiness")), (page.post, None, page.post.language)]
    return render_page(request, "goals/readiness_post.html", {"page": page, "crumbs": crumbs})


@require_POST
def readiness_remind(request):
    """One post (`post`), or everybody in this person's area who has something unsent."""
    if not (request.rights.coordinates or request.rights.approves):
        raise Http404
    post = request.POST.get("post", "")
    if post and not (post.isascii() and post.isdigit()):
        raise Http404
    try:
        outcome = remind_posts(request.POST.get("round", "")[:40], [int(post)] if post else None, rights=request.rights)
    except Round.DoesNotExist:
        messages.error(request, _("Katsaus ei ole enää avoinna, tai se ei kuulu sinulle."))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, outcome)
    chosen = {name: value for name, value in _narrowing(request.POST).items() if value}
    return redirect(f"{reverse('goals:readiness')}{'?' if chosen else ''}{urlencode(chosen)}")


def _tell(request, outcome):
    if outcome.reminded:
        messages.success(request, _("Muistutus lähtee: %(posts)s.") % {"posts": _titles(outcome.reminded)})
    if outcome.already:
        messages.info(
            request,
            _("Muistutettu jo tänään: %(posts)s. Uuden voi lähettää huomenna.") % {"posts": _titles(outcome.already)},
        )
    if outcome.vacant:
        messages.warning(
            request,
            _("Tehtävä täyttämättä, ei ketään muistutettavaksi: %(posts)s.") % {"posts": _titles(outcome.vacant)},
        )


def _titles(titles) -> str:
    named = ", ".join(map(str, titles[:MOST_TITLES]))
    more = len(titles) - MOST_TITLES
    return _("%(named)s ja %(more)s muuta") % {"named": named, "more": more} if more > 0 else named
