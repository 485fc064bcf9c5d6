"""The life of a review: planned, opened, closed by the coordinator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.rounds import RoundForm
from goals.models import Round
from goals.operations import rounds
from goals.permissions import steered
from goals.queries.rounds import round_rows
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def round_list(request):
    """Rounds for the coordinator: how far each is, open, close, make a new one."""
    if not request.rights.coordinates:
        raise Http404
    form = RoundForm(request.POST or None)
    if form.is_valid():
        try:
            rounds.plan_round(**form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("goals:round-list")
    status = 422 if form.is_bound else 200
    return render_page(request, "goals/round_list.html", {"rows": round_rows(), "form": form}, status=status)


@require_POST
def round_open(request, slug):
    return _turn_round(request, slug, rounds.open_round)


@require_POST
def round_close(request, slug):
    return _turn_round(request, slug, rounds.close_round)


def _turn_round(request, slug, deed):
    round = steered(Round, request.rights).filter(slug=slug).first()
    if round is None:
        raise Http404
    try:
        deed(round.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Tehty."))
    return redirect("goals:round-list")
