"""The reports as pages, and the files that the worker makes of them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.permissions import visible_rounds
from kemistrategy.htmx import redirect_page, render_page
from reporting.content import build_content
from reporting.forms.files import ReportFileForm
from reporting.models import ReportFile
from reporting.operations.files import ask_report_file, ask_report_file_again
from reporting.permissions import own_report_files


def _crumbs(*under):
    return [(_("Etusivu"), reverse("reporting:front-page")), (_("Raportit"), reverse("reporting:report-list")), *under]


@login_not_required
def report_list(request):
    context = {
        "title": _("Raportit"),
        "crumbs": [(_("Etusivu"), reverse("reporting:front-page")), (_("Raportit"), None)],
        "rounds": visible_rounds(request.rights),
        "is_signed_in": request.rights.is_signed_in,
    }
    return render_page(request, "reporting/report/report_list.html", context)


def report_detail(request, slug):
    round = get_object_or_404(visible_rounds(request.rights), slug=slug)
    context = {
        "report": _content(round),
        "round": round,
        "crumbs": _crumbs((round.title, None)),
        "file_languages": settings.LANGUAGES,
    }
    return render_page(request, "reporting/report/report_detail.html", context)


def _content(round):
    """A review that has not been opened tells nothing yet."""
    return build_content(round, get_language()) if round.opened_at else None


@require_POST
def report_file_create(request, slug):
    round = get_object_or_404(visible_rounds(request.rights).exclude(opened_at=None), slug=slug)
    form = ReportFileForm(request.POST)
    if not form.is_valid():
        for problem in (problem for problems in form.errors.values() for problem in problems):
            messages.error(request, problem)
        return redirect_page(request, "reporting:report-detail", slug)
    file = ask_report_file(round=round, by=request.user, **form.cleaned_data)
    return redirect_page(request, "reporting:report-file", file.pk)


def report_file(request, pk):
    file = get_object_or_404(own_report_files(request.rights).select_related("round"), pk=pk)
    if request.method == "POST":
        ask_report_file_again(file=file, by=request.user)
        return redirect_page(request, "reporting:report-file", pk)
    under = (file.round.title, reverse("reporting:report-detail", args=[file.round.slug])), (_("Tiedosto"), None)
    context = {"file": file, "crumbs": _crumbs(*under), "language_name": dict(settings.LANGUAGES)[file.language]}
    return render_page(request, "reporting/report/report_file.html", context, fragments=("report-progress",))


def report_file_download(request, pk):
    file = get_object_or_404(
        own_report_files(request.rights).select_related("round"), pk=pk, state=ReportFile.State.READY
    )
    if not file.file.storage.exists(file.file.name):
        raise Http404
    name = f"{slugify(file.round.title)}-{file.language}.{file.format}"
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=name)
