"""Directors approve what their units sent, or send it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.steering import NoteForm
from goals.operations import approval
from goals.permissions import entries_to_approve
from goals.queries.approvals import approvals as gather_approvals
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed

from .entries import ticked
from .notes import done_with_a_note


def approvals(request):
    if not request.rights.approves:
        raise Http404
    return _approvals_page(request)


def _approvals_page(request, *, status=200, **refused):
    page = gather_approvals(request.rights, get_language())
    return render_page(request, "goals/approvals.html", {"page": page} | refused, status=status)


@require_POST
def entries_approve(request):
    if not request.rights.approves:
        raise Http404
    try:
        number = approval.approve_entries(ticked(request), rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:approvals")
    if number:
        messages.success(
            request, ngettext("%(n)s kirjaus hyväksytty.", "%(n)s kirjausta hyväksytty.", number) % {"n": number}
        )
    else:
        messages.warning(request, _("Valitse ensin rivit."))
    return redirect("goals:approvals")


@require_POST
def entry_return(request, pk):
    if not entries_to_approve(request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Mitä pitäisi täydentää?"))
    if done_with_a_note(form, approval.return_entry, pk, request.rights):
        messages.success(request, _("Kirjaus palautettiin täydennettäväksi."))
        return redirect("goals:approvals")
    return _approvals_page(request, status=422, note_form=form, noted=pk)
