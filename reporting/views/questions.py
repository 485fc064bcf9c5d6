"""Councillors' questions about the report: asked on a page, routed by the coordinator, answered by a post."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kemistrategy import clock
from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.forms.questions import AnswerForm, QuestionForm, RoutingForm
from reporting.models import Question
from reporting.operations import questions as deeds
from reporting.permissions import own_questions, questions_to_answer, questions_to_route, readable_questions
from reporting.queries.links import link_to
from reporting.queries.questions import (
    RELATED,
    SUBJECTS,
    deviations_to_ask,
    question_row,
    questions_page,
    routing_of,
    subject_of,
)

from .pages import typed_number


def _crumbs(*under):
    return [(_("Etusivu"), reverse("reporting:front-page")), *under]


def question_list(request):
    chosen = {"state": request.GET.get("tila", ""), "whose": request.GET.get("kenen", "")}
    kind, pk = _asked_thing(request)
    subject = subject_of(request.rights, kind, pk) if kind else None
    about = {SUBJECTS[kind][0]: pk} if subject else {}
    page = questions_page(request.rights, **chosen, subject=about, number=request.GET.get("sivu"))
    context = {
        "title": _("Kysymykset raportista"),
        "crumbs": _crumbs((_("Kysymykset raportista"), None)),
        "page": page,
        "chosen": chosen,
        "subject": link_to(subject),
        "previous_url": _page_address(request, page.page.number - 1) if page.page.has_previous() else "",
        "next_url": _page_address(request, page.page.number + 1) if page.page.has_next() else "",
        "is_councillor": request.rights.sits_in_council,
    }
    return render_page(request, "reporting/questions/question_list.html", context)


def _page_address(request, number):
    """The same list, narrowed alike, at another page of it."""
    asked = request.GET.copy()
    asked["sivu"] = number
    return f"?{asked.urlencode()}"


def _asked_thing(request):
    """(word, pk) of the thing that the address names, the first one; (None, None) when it names none."""
    for kind in SUBJECTS:
        if pk := typed_number(request.GET.get(kind)):
            return kind, pk
    return None, None


def question_ask(request):
    """A councillor's question about the thing that the address names; without one the page offers some."""
    if not request.rights.sits_in_council:
        raise Http404
    kind, pk = _asked_thing(request)
    subject = subject_of(request.rights, kind, pk) if kind else None
    if subject is None and request.GET.keys() & SUBJECTS.keys():
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if subject and form.is_valid():
        try:
            asked = {SUBJECTS[kind][0]: subject}
            question = deeds.ask_question(
                subject=asked, text=form.cleaned_data["text"], language=get_language(), rights=request.rights
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kysymys on esitetty. Strategiakoordinaattori osoittaa sen vastaajalle."))
            return redirect_page(request, "reporting:question-detail", question.pk)
    context = {
        "title": _("Kysymys raportista"),
        "crumbs": _crumbs(
            (_("Kysymykset raportista"), reverse("reporting:question-list")), (_("Kysymys raportista"), None)
        ),
        "form": form,
        "subject": link_to(subject),
        "deviations": () if subject else deviations_to_ask(request.rights),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reporting/questions/question_ask.html", context, status=status)


def question_detail(request, pk):
    return _page(request, pk)


def _page(request, pk, *, status=200, conflict="", **forms):
    rights = request.rights
    question = get_object_or_404(readable_questions(rights).select_related(*RELATED), pk=pk)
    is_routable = rights.coordinates and question.state != Question.State.WITHDRAWN
    may_answer = question.post_id in rights.sends_for and question.state != Question.State.WITHDRAWN
    offered = {"routing_form": None, "answer_form": None}
    if is_routable and "routing_form" not in forms:
        offered["routing_form"] = RoutingForm(question=question, routing=routing_of(question), auto_id="routing_%s")
    if may_answer:
        initial = {"version": question.version, "text": question.answer}
        offered["answer_form"] = AnswerForm(initial=initial, auto_id="answer_%s")
    context = {
        "title": _("Kysymys raportista"),
        "crumbs": _crumbs((_("Kysymykset raportista"), reverse("reporting:question-list")), (_("Kysymys"), None)),
        "row": question_row(question, clock.today()),
        "may_withdraw": question.asked_by_id == rights.user.pk and question.state == Question.State.ASKED,
        "conflict": conflict,
        "bound": next(iter(forms.values()), None),
        **offered,
        **forms,
    }
    return render_page(request, "reporting/questions/question_detail.html", context, status=status)


@require_POST
def question_withdraw(request, pk):
    get_object_or_404(own_questions(request.rights), pk=pk)
    try:
        deeds.withdraw_question(pk, rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kysymys on peruttu."))
    return redirect_page(request, "reporting:question-detail", pk)


@require_POST
def question_route(request, pk):
    question = get_object_or_404(questions_to_route(request.rights).select_related(*RELATED), pk=pk)
    form = RoutingForm(request.POST, question=question, routing=routing_of(question), auto_id="routing_%s")
    said = _("Kysymys on osoitettu. Tehtävän haltijat saavat siitä viestin.")
    return _done(request, pk, lambda: deeds.route_question(pk, **form.chosen(), rights=request.rights), said, form)


@require_POST
def question_answer(request, pk):
    get_object_or_404(questions_to_answer(request.rights), pk=pk)
    form = AnswerForm(request.POST, auto_id="answer_%s")
    return _done(
        request,
        pk,
        lambda: deeds.answer_question(pk, **form.cleaned_data, language=get_language(), rights=request.rights),
        _("Vastaus on lähetetty. Kysyjä ja muut kirjautuneet näkevät sen."),
        form,
    )


def _done(request, pk, deed, said, form):
    """What was done, or the page with the form as it was typed and what is wrong."""
    named = {"routing_form" if isinstance(form, RoutingForm) else "answer_form": form}
    if form.is_valid():
        try:
            deed()
        except Conflict as conflict:
            form.with_version(conflict.theirs.version)
            return _page(request, pk, status=409, conflict=str(conflict), **named)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect_page(request, "reporting:question-detail", pk)
    return _page(request, pk, status=422, **named)
