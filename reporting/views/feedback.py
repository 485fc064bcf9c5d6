"""Feedback: its form is for everybody, the list and the answers are the coordinator's."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kemistrategy import clock
from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.refusals import NotAllowed
from reporting.forms.feedback import FeedbackAnswerForm, FeedbackForm
from reporting.models import Feedback
from reporting.operations.feedback import DAYS_TO_ANSWER, answer_feedback, give_feedback
from reporting.permissions import answered_feedback
from reporting.queries.feedback import feedback_page, feedback_row


@login_not_required
@never_cache
def feedback(request):
    """`sivu` is the page that the reader came from, `aihe` what the feedback is about."""
    if request.method == "POST":
        form = FeedbackForm(request.POST)
        if form.is_valid() and (sent := _sent(request, form)):
            return sent
    else:
        form = FeedbackForm(initial=_asked(request))
    status = 422 if form.is_bound else 200
    context = {"form": form, "days": DAYS_TO_ANSWER, "crumbs": _crumbs((_("Anna palautetta"), None))}
    return render_page(request, "reporting/feedback/feedback.html", context, status=status)


def _asked(request):
    page, kind = request.GET.get("sivu", ""), request.GET.get("aihe", "")
    return {
        "page": page if page.startswith("/") and len(page) <= 300 else "",
        "kind": kind if kind in Feedback.Kind.values else Feedback.Kind.GENERAL,
    }


def _sent(request, form):
    """Where the reader goes; None when the feedback was refused. A program gets the same thanks as a person."""
    given = form.cleaned_data
    if not given.pop("website"):
        try:
            give_feedback(**given, address=_address(request), language=get_language())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return None
    answered = "?vastaus=1" if given["email"] else ""
    return redirect_page(request, f"{reverse('reporting:feedback-thanks')}{answered}")


def _address(request):
    """Where the connection comes from, past our own proxies; those of whom nothing is known count as one."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


@login_not_required
def feedback_thanks(request):
    context = {
        "days": DAYS_TO_ANSWER,
        "due_on": clock.today() + timedelta(days=DAYS_TO_ANSWER),
        "wants_answer": "vastaus" in request.GET,
        "crumbs": _crumbs((_("Kiitos palautteesta"), None)),
    }
    return render_page(request, "reporting/feedback/feedback_thanks.html", context)


def _crumbs(*under):
    return [(_("Etusivu"), reverse("reporting:front-page")), *under]


# --- answering
def feedback_list(request):
    if not request.rights.coordinates:
        raise Http404
    rows, page = feedback_page(answered_feedback(request.rights), request.GET.get("sivu"), today=clock.today())
    context = {
        "rows": rows,
        "number": page.number,
        "total": page.paginator.num_pages,
        "previous_url": f"?sivu={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?sivu={page.number + 1}" if page.has_next() else "",
        "crumbs": _crumbs((_("Palautteet"), None)),
    }
    return render_page(request, "reporting/feedback/feedback_list.html", context)


def feedback_detail(request, pk):
    row = get_object_or_404(answered_feedback(request.rights).select_related("answered_by"), pk=pk)
    form = FeedbackAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_feedback(pk, answer=form.cleaned_data["answer"], by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, _("Vastaus lähetetään.") if row.email else _("Vastaus on tallennettu."))
            return redirect_page(request, "reporting:feedback-list")
    context = {
        "row": feedback_row(row, today=clock.today()),
        "form": form,
        "crumbs": _crumbs((_("Palautteet"), reverse("reporting:feedback-list")), (_("Palaute"), None)),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reporting/feedback/feedback_detail.html", context, status=status)
