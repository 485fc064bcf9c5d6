"""Tuonti: a plan comes in from a workbook or a pasted table, is checked cell by cell, and adopted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.import_lines import line_form
from goals.forms.import_tables import OwnerForm, TableForm
from goals.forms.imports import AdoptImportForm, AnswerForm, ImportForm, PlaceForm, TogetherForm
from goals.models import PlanImport
from goals.operations import imports
from goals.operations.import_together import answer_together
from goals.permissions import steered
from goals.plan_workbook import imported
from goals.plan_workbook.own.kinds import is_own
from goals.plan_workbook.question_words import refusal_words
from goals.plan_workbook.reading.tables import find_tables
from kemistrategy.htmx import redirect_page, render_fragment, render_page
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.workbook_reading.book import Unreadable, book_of_json

from .import_adoption import adoption_of
from .import_changes import changes_of, marked_changes
from .import_pages import STATES, Shown, ended_page, pager_of, work_page
from .import_rows import slug_of

IMPORTS_ON_A_PAGE = 30
LINE = "import-line"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_list(request):
    """Every import, newest first, and the form that begins a new one."""
    if not request.rights.coordinates:
        raise Http404
    is_posted = request.method == "POST"
    form = ImportForm(request.POST if is_posted else None, request.FILES if is_posted else None)
    if form.is_valid():
        received = _received(request, form)
        if received:
            return redirect("goals:import-detail", received.pk)
    rows = steered(PlanImport, request.rights).defer("cells", "answers")
    rows = rows.select_related("strategy", "unit", "received_by")
    page = Paginator(rows, IMPORTS_ON_A_PAGE).get_page(request.GET.get("sivu"))
    context = {"form": form, "rows": [(row, STATES[row.state]) for row in page], **pager_of(page, {})}
    return render_page(request, "goals/imports/import_list.html", context, status=422 if form.errors else 200)


def _received(request, form) -> PlanImport | None:
    """What was read and kept, or None when the form says why the file is not taken."""
    given, destination = form.cleaned_data, form.destination()
    try:
        if given["file"]:
            return imports.receive(given["file"].read(), given["file"].name, **destination, by=request.user)
        return imports.receive_pasted(given["pasted"], given["pasted_html"], **destination, by=request.user)
    except Unreadable as refusal:
        form.add_error("file" if given["file"] else "pasted", refusal_words(refusal))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
    return None


def _steered(request, pk) -> PlanImport:
    rows = steered(PlanImport, request.rights).select_related("strategy", "unit", "theme", "plan", "received_by")
    return get_object_or_404(rows, pk=pk)


# --- the proposal -------------------------------------------------------------------------------------------------
def import_detail(request, pk):
    """The proposal beside the cells; what became of it when it has been adopted or discarded."""
    row = _steered(request, pk)
    if row.state != PlanImport.State.OPEN:
        return ended_page(request, row)
    return work_page(request, row, Shown.of(request.GET))


@require_POST
def import_answer(request, pk):
    """One press: the page's work again with the next question in focus."""
    row = _steered(request, pk)
    if row.state != PlanImport.State.OPEN:
        return _too_late(request, row)
    shown = Shown.of_text(request.POST.get("back", ""))
    if "together" in request.POST:
        return _answered_together(request, row, shown)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        problem = next(iter(form.errors.values()))[0]
        return work_page(request, row, shown, status=422, problem=problem)
    part, key, version = (form.cleaned_data[name] for name in ("part", "key", "version"))
    meaning = form.meaning(row.answers.get(part, {}).get(key, {}))
    try:
        row = imports.answer(row.pk, version=version, part=part, key=key, answer=meaning, by=request.user)
    except NotAllowed as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return work_page(request, _steered(request, pk), shown, status=status, problem=str(refusal))
    if not request.htmx:
        return redirect(f"{reverse('goals:import-detail', args=[pk])}?{shown.address}#import-list")
    return work_page(request, row, shown, focus=(part, key), at=form.cleaned_data["at"], is_answered=True)


def _answered_together(request, row, shown):
    form = TogetherForm(request.POST)
    if not form.is_valid():
        return work_page(request, row, shown, status=422, problem=next(iter(form.errors.values()))[0])
    given = form.cleaned_data
    try:
        row = answer_together(
            row.pk, version=given["version"], group=given["together"], answer=given["answer"], by=request.user
        )
    except NotAllowed as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return work_page(request, _steered(request, row.pk), shown, status=status, problem=str(refusal))
    if not request.htmx:
        return redirect(f"{reverse('goals:import-detail', args=[row.pk])}?{shown.address}#import-list")
    return work_page(request, row, shown, at=0, is_answered=True)


def _too_late(request, row):
    messages.warning(request, ended_words(row))
    return redirect_page(request, "goals:import-detail", row.pk)


def _of_proposal(proposal, part, key):
    """The line of a part; another import's key is no line of this one."""
    parts = {"items": proposal.items, "owners": proposal.owners, "problems": proposal.problems}
    parts["tables"] = proposal.tables
    line = next((line for line in parts.get(part, ()) if line.key == key), None)
    if line is None:
        raise Http404
    return line


def import_line(request, pk):
    """ "Muuta": every field of one line, in its place on the page or as a page of its own."""
    row = _steered(request, pk)
    if row.state != PlanImport.State.OPEN:
        return _too_late(request, row)
    part, key = request.GET.get("osa", "place"), request.GET.get("avain", "")
    shown = Shown.of_text(request.GET.get("back", ""))
    line, form = _line_form(request, row, part, key)
    status = 200
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            row = imports.answer(row.pk, version=version, part=part, key=key, answer=form.answer(), by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, Conflict):  # what she typed stays; saved again, it goes over what she has now seen
                form.data = {**form.data.dict(), "version": _steered(request, pk).version}
                status = 409
        else:
            if not request.htmx:
                messages.success(request, _("Muutos on tallennettu."))
                address = f"{reverse('goals:import-detail', args=[pk])}?{shown.address}"
                return redirect(address if part == "place" else f"{address}#rivi-{slug_of(part, key)}")
            return work_page(request, row, shown, focus=(part, key), at=_place_of_card(request), is_answered=True)
    status = 422 if form.errors and status == 200 else status
    return _line_page(request, row, part, key, line, form, shown, status=status)


def _place_of_card(request) -> int | None:
    typed = request.GET.get("at", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else None


def _line_form(request, row, part, key):
    """(what is changed, its form)."""
    data = request.POST if request.method == "POST" else None
    if part == "place":
        return None, PlaceForm(data, row=row)
    proposal, existing = imported.proposal_of(row)
    line = _of_proposal(proposal, part, key)
    given = {"line": line, "existing": existing, "version": row.version, "slug": slug_of(part, key)}
    if part == "items":
        return line, line_form(data, proposal=proposal, **given)
    if part == "owners":
        return line, OwnerForm(data, **given)
    if part == "tables":
        found = {table.key: table for table in find_tables(book_of_json(row.cells))}
        return line, TableForm(data, columns=found[key].columns if key in found else (), **given)
    raise Http404


def _line_page(request, row, part, key, line, form, shown, *, status):
    context = {
        "import": row,
        "pk": slug_of(part, key),
        "part": part,
        "key": key,
        "line": line,
        "title": getattr(line, "words", "") or _("Mihin tuodaan"),
        "form": form,
        "is_in_place": bool(request.htmx),
        "back": shown.address,
        "at": request.GET.get("at", "")[:6],
        "crumbs": crumbs_to(row, (_("Muuta"), None)),
    }
    if part == "tables":
        context["title"] = line.table.title or line.table.place.sheet
    if request.htmx:
        return render_fragment(request, "goals/imports/import_line.html", LINE, context, status=status)
    return render_page(request, "goals/imports/import_line.html", context, status=status)


def crumbs_to(row, *more):
    return [
        (_("Tuonti"), reverse("goals:import-list")),
        (row.file_name, reverse("goals:import-detail", args=[row.pk])),
        *more,
    ]


def ended_words(row) -> str:
    if row.state == PlanImport.State.ADOPTED:
        return _("Tuonti oli jo otettu käyttöön. Alla näkyy, mitä siitä tuli.")
    return _("Tuonti on jo hylätty, eikä siihen voi enää vastata. Tuo tiedosto tarvittaessa uudelleen.")


# --- adopting, discarding, files ----------------------------------------------------------------------------------
def import_adopt(request, pk):
    """What will be added and changed, in sentences, and the one press that does it."""
    row = _steered(request, pk)
    if row.state != PlanImport.State.OPEN:
        messages.info(request, ended_words(row))
        return redirect("goals:import-detail", pk)
    page = adoption_of(row, request.rights)
    data = request.POST if request.method == "POST" else None
    form = AdoptImportForm(data, is_in_force=page.needs_basis, version=row.version)
    if form.is_valid():
        try:
            done = imports.adopt(row.pk, **form.adoption(), by=request.user)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            row = _steered(request, pk)
            page = adoption_of(row, request.rights)
            form.data = {**form.data.dict(), "version": row.version}
        except NotAllowed as refusal:
            for sentence in str(refusal).splitlines():
                form.add_error(None, sentence)
        else:
            told = ended_words(row) if done.is_done_before else _("Tuonti on otettu käyttöön.")
            messages.success(request, told)
            return redirect("goals:import-detail", pk)
    context = {"import": row, "page": page, "form": form, "crumbs": crumbs_to(row, (_("Ota käyttöön"), None))}
    return render_page(request, "goals/imports/import_adopt.html", context, status=422 if form.errors else 200)


@require_POST
def import_discard(request, pk):
    row = _steered(request, pk)
    try:
        imports.discard(row.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:import-detail", pk)
    messages.success(
        request, _("Tuonti ”%(name)s” on hylätty. Mitään siitä ei otettu käyttöön.") % {"name": row.file_name}
    )
    return redirect("goals:import-list")


def import_original(request, pk):
    """The very bytes that came, always as something to save."""
    row = _steered(request, pk)
    if not row.file or not row.file.storage.exists(row.file.name):
        raise Http404
    return _to_save(FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name))


def import_marked(request, pk):
    """The same workbook with every question and refused cell marked and commented."""
    row = _steered(request, pk)
    try:
        if is_own(book_of_json(row.cells)):
            data, name = marked_changes(row, changes_of(row, request.rights))
        else:
            data, name = imported.marked(row)
    except (NotAllowed, Unreadable) as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:import-detail", pk)
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return _to_save(response)


def _to_save(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
