"""Excel-työkirjat: the plan, indicators, entries and projects as workbooks that can come in again."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms.workbooks import ChangesForm, WorkbookForm, group_of
from goals.models import Round
from goals.operations.workbook_edits import NotApplied, apply, try_out
from goals.permissions import steered, visible_plans, visible_strategies
from goals.plan_workbook.own.differences import EDIT, NEW, REFUSED, TYPED, NotOwn, differences
from goals.plan_workbook.own.entries import ENTRIES, TEMPLATE, entries_workbook, template_workbook
from goals.plan_workbook.own.indicators import indicators_workbook
from goals.plan_workbook.own.kinds import own_stamp, workbook_now
from goals.plan_workbook.own.plan import plan_workbook
from goals.plan_workbook.own.projects import projects_workbook
from goals.plan_workbook.own.writing import OwnWorkbook, write_own
from goals.plan_workbook.question_words import refusal_words
from goals.queries.workbook_offers import offers, rounds_with_entries
from kemistrategy.htmx import render_page
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.text import cleaned
from kemistrategy.workbook_reading import Unreadable, read_book
from measures.operations.targets import Basis

LONGEST_REASON = 2000
BRING_IN = "goals/workbooks/workbook_bring_in.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_list(request):
    """What can be had as Excel, each with a sentence that says what it is for; in the language of the page."""
    if not request.rights.is_signed_in:
        raise Http404
    return render_page(request, "goals/workbooks/workbook_list.html", {"offers": offers(request.rights)})


def workbook_plan(request, pk):
    _signed_in(request)
    plan = get_object_or_404(visible_plans(request.rights).select_related("strategy", "unit"), pk=pk)
    return _file(plan_workbook(plan, request.rights, get_language()))


def workbook_indicators(request):
    _signed_in(request)
    return _file(indicators_workbook(request.rights, get_language()))


def workbook_projects(request, slug):
    _signed_in(request)
    strategy = get_object_or_404(visible_strategies(request.rights), slug=slug)
    return _file(projects_workbook(strategy, request.rights, get_language()))


def workbook_entries(request, slug):
    """What this person may read of the review; open are the cells that she may write."""
    round = get_object_or_404(rounds_with_entries(request.rights), slug=slug)
    return _file(entries_workbook(round, request.rights, get_language()))


def workbook_template(request, slug):
    """For those who will not sign in: a sheet for each post, of the whole city or of one department (`toimiala`)."""
    round = get_object_or_404(steered(Round, request.rights).filter(state=Round.State.OPEN), slug=slug)
    unit = request.GET.get("toimiala", "")
    if unit:
        unit = get_object_or_404(OrgUnit, pk=unit if unit.isascii() and unit.isdigit() and len(unit) < 19 else 0).pk
    book = template_workbook(round, request.rights, get_language(), unit=unit or None)
    if not book.sheets:
        context = {"offers": offers(request.rights), "nobody": True}
        return render_page(request, "goals/workbooks/workbook_list.html", context)
    return _file(book)


# --- an owner brings her own back ----------------------------------------------------------------------------------
def workbook_bring_in(request):
    """The file; then every change it would make, to be ticked; then what was done. Coordinators have their own page."""
    if not request.rights.writes_for:
        raise Http404
    changes = ChangesForm(request.POST if "read" in request.POST else None, user=request.user)
    if changes.is_bound:
        return _brought_in(request, changes)
    is_posted = request.method == "POST"
    form = WorkbookForm(request.POST if is_posted else None, request.FILES if is_posted else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            book = read_book(file.read(), file.name)
            found = _found(book, request.rights)
        except Unreadable as refusal:
            form.add_error("file", refusal_words(refusal))
        except NotOwn:
            form.add_error("file", _("Tämä ei ole sinun täältä lataamasi työkirja. Lataa työkirja ja täytä se."))
        else:
            return _preview(request, book, found, changes.signed(book, file.name))
    return render_page(request, BRING_IN, {"form": form}, status=422 if form.errors else 200)


def _found(book, rights):
    """What is otherwise, and what adopting would be refused for; raises NotOwn."""
    existing = workbook_now(own_stamp(book), rights)
    found = differences(book, existing)
    undecided = {one.key: TYPED for one in found if one.is_conflict}
    trial = try_out(found, existing, answers=undecided, rights=rights)
    told = {one.key: trial.problems[one.place] for one in found if one.may_be_applied and one.place in trial.problems}
    refused = [replace(one, what=REFUSED, refusal=told[one.key]) if one.key in told else one for one in found]
    return refused, trial.needs_basis


def _preview(request, book, found, read, *, problems=(), ticked=None, status=200):
    found, needs_reason = found
    rows = [
        {
            "change": one,
            "is_ticked": ticked is None or one.key in ticked.getlist("take"),
            "group": group_of(one),
            "which": ticked.get(group_of(one), "") if ticked else "",
        }
        for one in found
    ]
    context = {
        "rows": [row for row in rows if row["change"].may_be_applied],
        "refused": [one for one in found if one.what == REFUSED],
        "said": [one for one in found if one.what not in (EDIT, NEW, REFUSED)],
        "read": read,
        "problems": problems,
        "needs_reason": needs_reason,
        "reason": ticked.get("reason", "")[:LONGEST_REASON] if ticked else "",
        "is_draft": own_stamp(book).kind in (ENTRIES, TEMPLATE),
    }
    return render_page(request, BRING_IN, context | {"is_read": True}, status=status)


def _brought_in(request, form):
    if not form.is_valid():
        return render_page(request, BRING_IN, {"form": WorkbookForm(), "expired": form.errors["read"]}, status=422)
    file_name, book = form.cleaned_data["read"]
    try:
        found = _found(book, request.rights)
        left_out, answers = form.answered(found[0])
        applied = apply(
            book,
            left_out=left_out,
            answers=answers,
            basis=Basis(reason=cleaned(request.POST.get("reason", ""))[:LONGEST_REASON]),
            rights=request.rights,
            file_name=file_name,
        )
    except NotOwn:
        raise Http404 from None
    except NotApplied as refusal:
        read = request.POST["read"]
        return _preview(request, book, found, read, problems=refusal.problems, ticked=request.POST, status=422)
    number = applied.edits + applied.added
    if own_stamp(book).kind in (ENTRIES, TEMPLATE):
        words = ngettext("%(n)s muutos tuotu luonnokseksi.", "%(n)s muutosta tuotu luonnoksiksi.", number)
    else:
        words = ngettext("%(n)s muutos tallennettu.", "%(n)s muutosta tallennettu.", number)
    messages.success(request, words % {"n": number} if number else _("Mikään ei muuttunut."))
    return redirect("goals:my-entries")


def _signed_in(request):
    if not request.rights.is_signed_in:
        raise Http404


def _file(workbook: OwnWorkbook) -> HttpResponse:
    response = HttpResponse(write_own(workbook), content_type=XLSX)
    name = slugify(workbook.title)[:80] or workbook.kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{workbook.language}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
