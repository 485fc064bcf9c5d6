"""The reports as pages, and the files that the worker makes of them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.permissions import visible_rounds
from kemistrategy.htmx import redirect_page, render_page
from reporting.content import ReportContent, build_content
from reporting.forms.files import ReportFileForm
from reporting.models import Format, ReportFile
from reporting.operations.files import ask_report_file, ask_report_file_again
from reporting.permissions import own_report_files, readable_publications
from reporting.queries.publications import published_versions, situation_of_data
from reporting.queries.report_departments import report_departments

from .publications import render_published


def _crumbs(*under):
    return [(_("Etusivu"), reverse("reporting:front-page")), (_("Raportit"), reverse("reporting:report-list")), *under]


@login_not_required
def report_list(request):
    reports = [version for version in published_versions(readable_publications()) if version.is_newest]
    context = {
        "title": _("Raportit"),
        "crumbs": [(_("Etusivu"), reverse("reporting:front-page")), (_("Raportit"), None)],
        "rounds": visible_rounds(request.rights)
        .exclude(slug__in=[version.round.slug for version in reports])
        .select_related("project"),
        "reports": reports,
        "data": situation_of_data(),
        "is_signed_in": request.rights.is_signed_in,
    }
    return render_page(request, "reporting/report/report_list.html", context)


@login_not_required
def report_detail(request, slug):
    """The newest published version for everybody; before it the working copy for those who have signed in."""
    if published := render_published(request, slug):
        return published
    if not request.rights.is_signed_in:
        return redirect_to_login(request.get_full_path())
    return _render_draft(request, get_object_or_404(visible_rounds(request.rights), slug=slug))


def report_draft(request, slug):
    """The working copy, also of what has been published: late edits and corrections show here first."""
    return _render_draft(request, get_object_or_404(visible_rounds(request.rights), slug=slug))


def _render_draft(request, round):
    """The whole city's, or that of the department that the address names."""
    departments = report_departments(round)
    unit = _department(departments, request.GET.get("toimiala"))
    report = _content(round, unit)
    context = {
        "report": report,
        "round": round,
        "unit": unit,
        "departments": departments,
        "is_published": readable_publications().filter(round=round).exists(),
        "crumbs": _crumbs((round.title, None)),
        "file_form": ReportFileForm(round=round, initial=_first_wish(unit)),
    }
    template = report.TEMPLATE_PAGE if report else ReportContent.TEMPLATE_PAGE
    return render_page(request, template, context)


def _department(departments, code):
    if not code:
        return None
    unit = next((unit for unit in departments if unit.code == code), None)
    if unit is None:
        raise Http404
    return unit


def _first_wish(unit):
    """The file that is most likely asked of the page."""
    return {"language": get_language(), "format": Format.PDF, "unit": unit.code if unit else ""}


def _content(round, unit=None):
    """A review that has not been opened tells nothing yet."""
    return build_content(round, get_language(), unit=unit) if round.opened_at else None


@require_POST
def report_file_create(request, slug):
    round = get_object_or_404(visible_rounds(request.rights).exclude(opened_at=None), slug=slug)
    form = ReportFileForm(request.POST, round=round)
    if not form.is_valid():
        for problem in (problem for problems in form.errors.values() for problem in problems):
            messages.error(request, problem)
        return redirect_page(request, "reporting:report-detail", slug)
    file = ask_report_file(round=round, by=request.user, **form.cleaned_data)
    return redirect_page(request, "reporting:report-file", file.pk)


def report_file(request, pk):
    file = get_object_or_404(own_report_files(request.rights).select_related("round", "unit"), pk=pk)
    if request.method == "POST":
        ask_report_file_again(file=file, by=request.user)
        return redirect_page(request, "reporting:report-file", pk)
    under = (file.round.title, reverse("reporting:report-detail", args=[file.round.slug])), (_("Tiedosto"), None)
    context = {"file": file, "crumbs": _crumbs(*under), "language_name": dict(settings.LANGUAGES)[file.language]}
    return render_page(request, "reporting/report/report_file.html", context, fragments=("report-progress",))


def report_file_download(request, pk):
    file = get_object_or_404(
        own_report_files(request.rights).select_related("round", "unit"), pk=pk, state=ReportFile.State.READY
    )
    if not file.file.storage.exists(file.file.name):
        raise Http404
    of_unit = f"-{file.unit.code}" if file.unit else ""
    name = f"{slugify(file.round.title)}{of_unit}-{file.language}.{file.format}"
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=name)
