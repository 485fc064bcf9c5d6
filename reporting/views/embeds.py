"""A card of one indicator, to be shown on other sites."""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

from kemistrategy import clock
from kemistrategy.freshness import answer, etag_of
from reporting.open_data import address_of
from reporting.queries.embeds import indicator_card


@login_not_required
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def indicator_embed(request, pk):
    """The same for everybody: no cookie is looked at and none is set, whoever's page it stands on."""
    card = indicator_card(pk)
    address = address_of(reverse("reporting:indicator-detail", args=[pk]))
    context = {"card": card, "address": address}

    def make():
        return HttpResponse(render_to_string("reporting/indicator_embed.html", context))

    return answer(request, make, etag=etag_of(repr(card), get_language(), clock.today()))
