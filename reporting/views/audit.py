"""The audit committee's working pages: nobody else finds them (kuntalaki 121 §)."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.models import Round
from goals.models.rounds import Attained
from goals.permissions import visible_goals
from kemistrategy.htmx import render_fragment, render_page
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.audit_files import FORMATS, audit_file
from reporting.forms.audit import AccessForm, IntroductionForm, JudgementForm
from reporting.models import AuditJudgement
from reporting.operations import audit
from reporting.permissions import visible_audit_reports
from reporting.queries.audit import (
    FILTERS,
    UNJUDGED,
    AuditYear,
    audit_year,
    audit_years,
    is_audited,
    own_judgement,
)
from reporting.queries.audit_differences import differences
from reporting.queries.audit_material import access_in_force, access_rows, frozen_entry_rows, material, note_rows

from .pages import typed_number

GOALS_ON_A_PAGE = 50


def crumbs_of(*under):
    return [(_("Etusivu"), reverse("reporting:front-page")), (_("Tarkastus"), reverse("reporting:audit-list")), *under]


def year_crumbs(year, *under):
    return crumbs_of((str(year), reverse("reporting:audit-detail", args=[year])), *under)


def for_the_committee(view):
    """For everybody else the page does not exist, nor does a year of which the city has nothing."""

    @wraps(view)
    def door(request, *args, **kwargs):
        if not request.rights.audits:
            raise Http404
        if "year" in kwargs and not is_audited(request.rights, kwargs["year"]):
            raise Http404
        return view(request, *args, **kwargs)

    return door


@login_not_required
def audit_list(request):
    """The committee's years; for others the evaluation reports that have been handed over."""
    rows = audit_years(request.rights)
    if not rows and not request.rights.audits:
        raise Http404
    title = _("Tarkastuslautakunta")
    crumbs = [(_("Etusivu"), reverse("reporting:front-page")), (title, None)]
    context = {"title": title, "crumbs": crumbs, "rows": rows, "audits": request.rights.audits}
    return render_page(request, "reporting/audit/audit_list.html", context)


# --- a year --------------------------------------------------------------------------------------------------------
def audit_detail(request, year):
    """Every goal with what stands behind it, and the committee's own judgement beside the management's."""
    page = _year_page(request, year)
    asked, judgements = _narrowing(request.GET, page)
    goals = page.narrowed(asked["rajaus"], own=asked["arvio"], managed=asked["johto"])
    total = -(-len(goals) // GOALS_ON_A_PAGE) or 1
    number = min(max(typed_number(request.GET.get("sivu")) or 1, 1), total)
    shown = goals[(number - 1) * GOALS_ON_A_PAGE : number * GOALS_ON_A_PAGE]
    context = {
        "title": _("Tavoitteiden arviointi %(year)s") % {"year": year},
        "crumbs": crumbs_of((str(year), None)),
        "page": page,
        "asked": asked,
        "filters": [(code, label, count, _address(asked | {"rajaus": code})) for code, label, count in _filters(page)],
        "judgements": judgements,
        "opened": request.GET.get("avaa", ""),
        "opening_url": _address(asked | {"sivu": number if number > 1 else ""}),
        "rows": [(goal, _judgement_form(goal.pk, goal.own)) for goal in shown],
        "number": number,
        "total": total,
        "previous_url": _address(asked | {"sivu": number - 1}) if number > 1 else "",
        "next_url": _address(asked | {"sivu": number + 1}) if number < total else "",
    }
    return render_page(request, "reporting/audit/audit_detail.html", context)


def _narrowing(typed, page):
    """What the address asks, "" where it asks nothing known, and the choices of the two judgements' filters."""
    unjudged = (UNJUDGED, _("Ei arvioitu"))
    own = [*((code, str(label)) for code, label in AuditJudgement.Code.choices), unjudged]
    words = {goal.management.code: goal.management.badge.label for goal in page.goals if goal.management.badge}
    managed = [*((code, words[code]) for code in Attained if code in words), unjudged]
    offered = {"rajaus": FILTERS, "arvio": [code for code, _label in own], "johto": [code for code, _label in managed]}
    asked = {name: typed.get(name, "") if typed.get(name) in codes else "" for name, codes in offered.items()}
    return asked, [
        ("arvio", _("Lautakunnan arvio"), own, asked["arvio"]),
        ("johto", _("Johdon arvio"), managed, asked["johto"]),
    ]


def _address(asked):
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _year_page(request, year) -> AuditYear:
    """The door and the page in one: the year must have something, and only the committee finds it."""
    if not request.rights.audits:
        raise Http404
    page = audit_year(request.rights, year)
    if not (page.goals or page.rounds or page.report):
        raise Http404
    return page


def _filters(page):
    labels = {"": _("Kaikki"), "sitovat": _("Sitovat"), "arvioimatta": _("Arvioimatta"), "eroavat": _("Eroavat")}
    return [(code, label, len(page.narrowed(code))) for code, label in labels.items()]


def _judgement_form(pk, own):
    initial = {"version": own.version, "code": own.code, "grounds": own.grounds} if own else {"version": 0}
    return JudgementForm(goal_pk=pk, initial=initial)


@for_the_committee
def audit_judgement(request, year, pk):
    """One goal's judgement: saved in its place on the year's page, or on a page of its own without JavaScript."""
    goal = get_object_or_404(visible_goals(request.rights), pk=pk)
    page = audit_year(request.rights, year)
    row = next((row for row in page.goals if row.pk == pk), None)
    if row is None:
        raise Http404
    form = _judgement_form(pk, row.own)
    context = {"pk": pk, "goal": row, "year": year, "form": form, "is_locked": page.is_handed_over}
    if request.method == "POST":
        form = context["form"] = JudgementForm(request.POST, goal_pk=pk)
        if form.is_valid():
            try:
                saved = audit.judge_goal(year=year, goal=goal, **form.cleaned_data, by=request.user)
            except Conflict as conflict:
                context["theirs"] = own_judgement(conflict.theirs)
                form.with_version(conflict.theirs.version)
                context["conflict"] = str(conflict)
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                return _judged(request, year, context, saved)
    return _judgement_page(request, context)


def _judged(request, year, context, saved):
    if not request.htmx:
        messages.success(request, _("Arvio on tallennettu."))
        return redirect(
            f"{reverse('reporting:audit-detail', args=[year])}?avaa={context['pk']}#tavoite-{context['pk']}"
        )
    own = own_judgement(saved)
    context |= {"form": _judgement_form(context["pk"], own), "saved": True, "own": own}
    return render_fragment(request, "reporting/audit/audit_judgement.html", "judgement", context)


def _judgement_page(request, context):
    status = 409 if "conflict" in context else 422 if context["form"].errors else 200
    template = "reporting/audit/audit_judgement.html"
    if request.htmx and request.method == "POST":
        return render_fragment(request, template, "judgement", context, status=status)
    title = context["goal"].title
    context |= {"title": title, "crumbs": year_crumbs(context["year"], (title, None, title.language))}
    return render_page(request, template, context, status=status)


def audit_differences(request, year):
    page = _year_page(request, year)
    title = _("Arvioiden erot %(year)s") % {"year": year}
    context = {"title": title, "crumbs": year_crumbs(year, (_("Erot"), None)), "page": page}
    return render_page(request, "reporting/audit/audit_differences.html", context | {"found": differences(page)})


def audit_year_file(request, year, format):
    """The year's page as Word or Excel, for the committee only; made at once, kept nowhere."""
    if format not in FORMATS:
        raise Http404
    page = _year_page(request, year)
    try:
        data = audit_file(page, format=format, language=get_language())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:audit-detail", year)
    name = slugify(f"{_('Tavoitteiden arviointi')} {year}")
    response = HttpResponse(data, content_type=FORMATS[format])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


# --- the report ----------------------------------------------------------------------------------------------------
@for_the_committee
def audit_introduction(request, year):
    report = visible_audit_reports(request.rights).filter(year=year).first()
    initial = {"version": report.version, "introduction": report.introduction} if report else {"version": 0}
    form = IntroductionForm(request.POST or None, initial=initial)
    context = {"title": _("Johdanto"), "crumbs": year_crumbs(year, (_("Johdanto"), None)), "year": year, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                audit.write_introduction(year=year, **form.cleaned_data, by=request.user)
            except Conflict as conflict:
                context |= {"conflict": str(conflict), "theirs": conflict.theirs}
                form.with_version(conflict.theirs.version)
                status = 409
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Johdanto on tallennettu."))
                return redirect("reporting:audit-report", year)
    return render_page(request, "reporting/audit/audit_introduction.html", context, status=status)


def audit_hand_over(request, year):
    """One deed: told what it does, then done; nothing of the report changes after it."""
    page = _year_page(request, year)
    problem = ""
    if request.method == "POST":
        try:
            audit.hand_over_report(year, by=request.user)
        except NotAllowed as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Arviointikertomus on merkitty luovutetuksi. Se on nyt kaikkien luettavissa."))
            return redirect("reporting:audit-report", year)
    title = _("Merkitse arviointikertomus luovutetuksi")
    context = {"title": title, "crumbs": year_crumbs(year, (title, None)), "page": page, "problem": problem}
    return render_page(request, "reporting/audit/audit_hand_over.html", context, status=422 if problem else 200)


# --- what the committee reads --------------------------------------------------------------------------------------
@for_the_committee
def audit_material(request, year):
    title = _("Aineisto %(year)s") % {"year": year}
    context = {"title": title, "crumbs": year_crumbs(year, (_("Aineisto"), None)), "year": year}
    context["rows"] = material(request.rights, year)
    return render_page(request, "reporting/audit/audit_material.html", context)


@for_the_committee
def audit_entries(request, year, slug):
    """The entries of a closed review as they are, with a way to the history of each."""
    round = get_object_or_404(Round, slug=slug, year=year, state=Round.State.CLOSED)
    number = typed_number(request.GET.get("sivu")) or 1
    rows, listed = frozen_entry_rows(request.rights, round, number, get_language())
    above = (_("Aineisto"), reverse("reporting:audit-material", args=[year]))
    context = {
        "title": _("Kirjaukset: %(round)s") % {"round": round.title},
        "crumbs": year_crumbs(year, above, (round.title, None)),
        "rows": rows,
        "number": listed.number,
        "total": listed.paginator.num_pages,
        "previous_url": f"?sivu={listed.number - 1}" if listed.has_previous() else "",
        "next_url": f"?sivu={listed.number + 1}" if listed.has_next() else "",
    }
    return render_page(request, "reporting/audit/audit_entries.html", context)


@for_the_committee
def audit_notes(request, year):
    """Internal notes, only while a recorded decision is valid; each reading leaves a mark."""
    access = access_in_force()
    if access and request.method == "GET":
        audit.log_reading(access, year=year, by=request.user)
    title = _("Sisäiset huomautukset %(year)s") % {"year": year}
    context = {"title": title, "crumbs": year_crumbs(year, (_("Sisäiset huomautukset"), None)), "access": access}
    context["rows"] = note_rows(request.rights, year, get_language()) if access else ()
    return render_page(request, "reporting/audit/audit_notes.html", context)


@for_the_committee
def audit_access(request):
    """The committee's decisions by which its members read internal notes and evidence."""
    form = AccessForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            audit.record_access(**form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Päätös on kirjattu."))
            return redirect("reporting:audit-access")
    title = _("Päätökset tietojen saamisesta")
    context = {"title": title, "crumbs": crumbs_of((title, None)), "form": form, "rows": access_rows()}
    status = 422 if form.errors else 200
    return render_page(request, "reporting/audit/audit_access.html", context, status=status)
