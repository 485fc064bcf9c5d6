"""Promised corrections: listed for everybody signed in, closed by who answers for them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.steering import NoteForm
from goals.operations import approval
from goals.permissions import corrections_to_close
from goals.queries.corrections import correction_rows
from kemistrategy import clock
from kemistrategy.htmx import render_page

from .notes import done_with_a_note


def correction_list(request):
    return _corrections_page(request)


def _corrections_page(request, *, status=200, **refused):
    rows = correction_rows(request.rights, clock.today(), get_language())
    return render_page(request, "goals/correction_list.html", {"rows": rows} | refused, status=status)


@require_POST
def correction_close(request, pk):
    if not corrections_to_close(request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Miten asia korjattiin?"))
    if done_with_a_note(form, approval.close_correction, pk, request.rights):
        messages.success(request, _("Korjaava toimi on kuitattu tehdyksi."))
        return redirect("goals:correction-list")
    return _corrections_page(request, status=422, note_form=form, noted=pk)
