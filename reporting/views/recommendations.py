"""What came of the audit committee's recommendations: the board's statement, each review, and the end."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.forms.audit import ClosingForm, FollowUpForm, StatementForm
from reporting.operations import audit_follow_up
from reporting.queries.audit_findings import recommendation_row, recommendation_rows


def recommendation_list(request):
    title = _("Tarkastuslautakunnan suositukset")
    crumbs = [(_("Etusivu"), reverse("reporting:front-page")), (title, None)]
    context = {"title": title, "crumbs": crumbs, "rows": recommendation_rows(request.rights)}
    return render_page(request, "reporting/audit/recommendation_list.html", context)


def recommendation_detail(request, pk):
    return _page(request, pk)


def _page(request, pk, *, status=200, conflict="", **forms):
    row = recommendation_row(request.rights, pk)
    if row is None:
        raise Http404
    initial = {"version": row.version}
    coordinates, is_committee = request.rights.coordinates, request.rights.audits
    offered = {
        "statement_form": StatementForm(initial=initial, auto_id="statement_%s") if coordinates else None,
        "follow_up_form": FollowUpForm(initial=initial, auto_id="follow_up_%s") if coordinates else None,
        "closing_form": ClosingForm(initial=initial, auto_id="closing_%s") if is_committee else None,
    }
    title = _("Suositus %(year)s") % {"year": row.year}
    above = (_("Tarkastuslautakunnan suositukset"), reverse("reporting:recommendation-list"))
    crumbs = [(_("Etusivu"), reverse("reporting:front-page")), above, (title, None)]
    context = {"title": title, "crumbs": crumbs, "row": row, "conflict": conflict} | offered | forms
    context["bound"] = next(iter(forms.values()), None)
    return render_page(request, "reporting/audit/recommendation_detail.html", context, status=status)


@require_POST
def recommendation_statement(request, pk):
    form = StatementForm(request.POST, auto_id="statement_%s")
    return _done(request, pk, audit_follow_up.record_statement, may=request.rights.coordinates, statement_form=form)


@require_POST
def recommendation_follow_up(request, pk):
    form = FollowUpForm(request.POST, auto_id="follow_up_%s")
    return _done(request, pk, audit_follow_up.tell_follow_up, may=request.rights.coordinates, follow_up_form=form)


@require_POST
def recommendation_close(request, pk):
    form = ClosingForm(request.POST, auto_id="closing_%s")
    return _done(request, pk, audit_follow_up.close_recommendation, may=request.rights.audits, closing_form=form)


def _done(request, pk, deed, *, may, **named):
    """The deed of the one form, or the page with it and what is wrong; who may not does not find the address."""
    if not may or recommendation_row(request.rights, pk) is None:
        raise Http404
    (form,) = named.values()
    if form.is_valid():
        try:
            deed(pk, **form.cleaned_data, rights=request.rights)
        except Conflict as conflict:
            form.with_version(conflict.theirs.version)
            return _page(request, pk, status=409, conflict=str(conflict), **named)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tallennettu."))
            return redirect("reporting:recommendation-detail", pk)
    return _page(request, pk, status=422, **named)
