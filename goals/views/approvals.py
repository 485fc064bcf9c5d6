"""Directors approve what their units sent, send it back, or take an approval back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.badges import Badges
from goals.forms.steering import NoteForm
from goals.operations import approval
from goals.permissions import approvals_to_withdraw, entries_to_approve
from goals.queries.approvals import approvals as gather_approvals
from goals.queries.entries import ENTRY_RELATIONS, entry_lines
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed

from .entries import is_number
from .notes import done_with_a_note


def approvals(request):
    """`?tick=all` ticks every row: choosing all works without a script, and nothing is ticked beforehand."""
    if not request.rights.approves:
        raise Http404
    return _approvals_page(request)


def _approvals_page(request, *, status=200, **refused):
    page = gather_approvals(request.rights, get_language())
    context = {"page": page, "all_ticked": request.GET.get("tick") == "all"}
    return render_page(request, "goals/approvals.html", context | refused, status=status)


@require_POST
def entries_approve(request):
    if not request.rights.approves:
        raise Http404
    try:
        versions = _versions_read(request)
        outcome = approval.approve_entries(versions, versions=versions, rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:approvals")
    if outcome.done:
        words = ngettext("%(n)s kirjaus hyväksytty.", "%(n)s kirjausta hyväksytty.", outcome.done)
        messages.success(request, words % {"n": outcome.done})
    elif not outcome.left:
        messages.warning(request, _("Valitse ensin rivit."))
    for left in outcome.left:
        messages.warning(request, left)
    return redirect("goals:approvals")


def _versions_read(request) -> dict[int, int]:
    """The ticked rows as they stood on the page, "12:3": number and version; whatever else was posted is not a row."""
    rows = (posted.partition(":") for posted in request.POST.getlist("entry"))
    return {int(pk): int(version) for pk, _colon, version in rows if is_number(pk) and is_number(version)}


@require_POST
def entry_return(request, pk):
    if not entries_to_approve(request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Mitä pitäisi täydentää?"))
    if done_with_a_note(form, approval.return_entry, pk, request.rights):
        messages.success(request, _("Kirjaus palautettiin täydennettäväksi."))
        return redirect("goals:approvals")
    return _approvals_page(request, status=422, note_form=form, noted=pk)


def approval_withdraw(request, pk):
    """The director or the coordinator reads what was approved, and takes the approval back with a note."""
    entry = approvals_to_withdraw(request.rights).select_related("approved_by", *ENTRY_RELATIONS).filter(pk=pk).first()
    if entry is None:
        raise Http404
    form = NoteForm(request.POST if request.method == "POST" else None, pk=pk, label=_("Miksi hyväksyntä perutaan?"))
    if form.is_bound and done_with_a_note(form, approval.withdraw_approval, pk, request.rights):
        messages.success(request, _("Hyväksyntä on peruttu, ja kirjaus on taas kirjoittajallaan."))
        return redirect("goals:approvals" if request.rights.approves else "goals:readiness")
    (line,) = entry_lines([entry], rights=request.rights, badges=Badges(entry.round), language=get_language())
    context = {"entry": entry, "line": line, "form": form}
    return render_page(request, "goals/readiness_withdraw.html", context, status=422 if form.is_bound else 200)
