"""The committee's findings and recommendations, and the evaluation report that is made of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.permissions import visible_goals
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.forms.audit import FindingForm
from reporting.operations import audit
from reporting.permissions import drafted_findings, visible_audit_reports
from reporting.queries.audit import goals_of_year
from reporting.queries.audit_findings import evaluation_report, finding_rows, goal_choices

from .audit import crumbs_of, for_the_committee, year_crumbs
from .pages import typed_number


@login_not_required
def audit_report(request, year):
    """The evaluation report: the committee's draft, then everybody's to read."""
    report = evaluation_report(request.rights, year)
    if report is None:
        raise Http404
    title = _("Arviointikertomus %(year)s") % {"year": year}
    is_committee = request.rights.audits
    crumbs = year_crumbs(year, (title, None)) if is_committee else crumbs_of((title, None))
    context = {"title": title, "crumbs": crumbs, "report": report, "audits": is_committee}
    return render_page(request, "reporting/audit/audit_report.html", context)


@for_the_committee
def audit_findings(request, year):
    """What the committee found, of one goal or in general; a new one is added here."""
    initial = {"version": 0, "kind": "finding", "goal": typed_number(request.GET.get("tavoite"))}
    form = _finding_form(request, year, initial)
    if form.is_valid():
        try:
            audit.add_finding(year=year, **_written(request, form), by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tallennettu."))
            return redirect("reporting:audit-findings", year)
    title = _("Havainnot ja suositukset %(year)s") % {"year": year}
    context = {"title": title, "crumbs": year_crumbs(year, (_("Havainnot ja suositukset"), None)), "form": form}
    report = visible_audit_reports(request.rights).filter(year=year).first()
    context |= {
        "year": year,
        "rows": finding_rows(request.rights, year),
        "is_locked": bool(report and report.handed_over_at),
    }
    return render_page(request, "reporting/audit/audit_findings.html", context, status=422 if form.errors else 200)


def _finding_form(request, year, initial):
    report = visible_audit_reports(request.rights).filter(year=year).first()
    goals = goal_choices(goals_of_year(request.rights, year, report))
    return FindingForm(request.POST if request.method == "POST" else None, initial=initial, goals=goals)


def _written(request, form):
    """Kind, text and goal; the goal is one of the year's, for the form offers no other."""
    given = form.cleaned_data
    goal = visible_goals(request.rights).filter(pk=given["goal"]).first() if given["goal"] else None
    return {"kind": given["kind"], "text": given["text"], "goal": goal}


@for_the_committee
def audit_finding_change(request, year, pk):
    finding = get_object_or_404(drafted_findings(request.rights, year).select_related("report"), pk=pk)
    names = ("kind", "text", "version")
    initial = {name: getattr(finding, name) for name in names} | {"goal": finding.goal_id}
    form = _finding_form(request, year, initial)
    context = {"conflict": "", "theirs": None}
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            audit.change_finding(finding, **_written(request, form), version=version, by=request.user)
        except Conflict as conflict:
            context = {"conflict": str(conflict), "theirs": conflict.theirs}
            form.with_version(conflict.theirs.version)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tallennettu."))
            return redirect("reporting:audit-findings", year)
    title = finding.get_kind_display()
    above = (_("Havainnot ja suositukset"), reverse("reporting:audit-findings", args=[year]))
    context |= {"title": title, "crumbs": year_crumbs(year, above, (title, None)), "form": form, "year": year, "pk": pk}
    context["is_locked"] = bool(finding.report.handed_over_at)
    status = 409 if context["conflict"] else 422 if form.errors else 200
    return render_page(request, "reporting/audit/audit_finding_change.html", context, status=status)


@require_POST
@for_the_committee
def audit_finding_delete(request, year, pk):
    finding = get_object_or_404(drafted_findings(request.rights, year).select_related("report"), pk=pk)
    try:
        audit.delete_finding(finding, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Poistettu."))
    return redirect("reporting:audit-findings", year)
