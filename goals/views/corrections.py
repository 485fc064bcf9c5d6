"""Promised corrections: listed for everybody signed in, closed by who answers for them, opened again if need be."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.steering import NoteForm
from goals.models import Correction
from goals.operations import corrections
from goals.permissions import corrections_to_close, steered
from goals.queries.corrections import CLOSED, OPEN, WHOSE, correction_rows, uncorrected_deviations
from kemistrategy import clock
from kemistrategy.htmx import render_page

from .notes import done_with_a_note


def correction_list(request):
    """Narrowed in the address: `whose` mine or unit, `state` open or closed."""
    return _corrections_page(request)


def _corrections_page(request, *, status=200, **refused):
    whose, state = request.GET.get("whose", ""), request.GET.get("state", "")
    whose = whose if whose in WHOSE else ""
    state = state if state in (OPEN, CLOSED) else ""
    language = get_language()
    context = {
        "rows": correction_rows(request.rights, clock.today(), language, whose=whose, state=state),
        "uncorrected": [] if state == CLOSED else uncorrected_deviations(request.rights, language, whose=whose),
        "chosen": {"whose": whose, "state": state},
        "whose_choices": _whose_choices(request.rights),
        "state_choices": [(OPEN, _("Avoimet")), (CLOSED, _("Tehdyiksi kuitatut"))],
    }
    return render_page(request, "goals/correction_list.html", context | refused, status=status)


def _whose_choices(rights):
    choices = [("mine", _("Omat"))] if rights.writes_for else []
    return choices + ([("unit", _("Oman yksikön"))] if rights.directs else [])


@require_POST
def correction_close(request, pk):
    if not corrections_to_close(request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Miten asia korjattiin?"))
    if done_with_a_note(form, corrections.close_correction, pk, request.rights):
        messages.success(request, _("Korjaava toimi on kuitattu tehdyksi."))
        return redirect("goals:correction-list")
    return _corrections_page(request, status=422, note_form=form, noted=pk)


@require_POST
def correction_reopen(request, pk):
    if not steered(Correction, request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Miksi avataan uudelleen?"))
    if done_with_a_note(form, corrections.reopen_correction, pk, request.rights):
        messages.success(request, _("Korjaava toimi on taas avoinna."))
        return redirect("goals:correction-list")
    return _corrections_page(request, status=422, note_form=form, noted=pk)
