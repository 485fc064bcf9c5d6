"""Pages of directors and the coordinator: approvals, answering posts, reviews and promised corrections."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms import AnsweringPostForm, NoteForm, RoundForm
from goals.models import Correction, Entry, Round
from goals.operations import answering, approval, rounds
from goals.permissions import corrections_to_close, entries_to_approve, steered
from goals.queries.entries import posts_to_choose
from goals.queries.steering import ANSWERED, answered_things, correction_rows, round_rows
from goals.queries.steering import approvals as gather_approvals
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed

from .entries import ticked


def approvals(request):
    if not request.rights.approves:
        raise Http404
    return _approvals_page(request)


def _approvals_page(request, *, status=200, **refused):
    page = gather_approvals(request.rights, get_language())
    return render_page(request, "goals/approvals.html", {"page": page} | refused, status=status)


@require_POST
def entries_approve(request):
    if not request.rights.approves:
        raise Http404
    try:
        number = approval.approve_entries(ticked(request), rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:approvals")
    if number:
        messages.success(
            request, ngettext("%(n)s kirjaus hyväksytty.", "%(n)s kirjausta hyväksytty.", number) % {"n": number}
        )
    else:
        messages.warning(request, _("Valitse ensin rivit."))
    return redirect("goals:approvals")


@require_POST
def entry_return(request, pk):
    if not entries_to_approve(request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Mitä pitäisi täydentää?"))
    if _done_with_a_note(form, approval.return_entry, pk, request.rights):
        messages.success(request, _("Kirjaus palautettiin täydennettäväksi."))
        return redirect("goals:approvals")
    return _approvals_page(request, status=422, note_form=form, noted=pk)


def _done_with_a_note(form, deed, pk, rights) -> bool:
    """Does it, or leaves the reason in the form, where what was typed is kept too."""
    if not form.is_valid():
        return False
    try:
        deed(pk, note=form.cleaned_data["note"], rights=rights)
    except (Entry.DoesNotExist, Correction.DoesNotExist) as missing:
        raise Http404 from missing
    except NotAllowed as refusal:
        form.add_error("note", str(refusal))
    return form.is_valid()


def answerers(request):
    """Who answers for what; the coordinator confirms line by line or many at once."""
    if not request.rights.coordinates:
        raise Http404
    kind = request.GET.get("kind", "action")
    if kind not in ANSWERED:
        raise Http404
    things = answered_things(kind, get_language())
    if request.method == "POST":
        chosen = [(thing.kind, thing.pk) for thing in things] if "all" in request.POST else _ticked_things(request)
        number = answering.confirm_answering_posts(chosen, rights=request.rights)
        if number:
            messages.success(
                request, ngettext("%(n)s vastaaja vahvistettu.", "%(n)s vastaajaa vahvistettu.", number) % {"n": number}
            )
        else:
            messages.warning(request, _("Valitse ensin rivit."))
        return redirect(f"{reverse('goals:answerers')}?kind={kind}")
    return render_page(request, "goals/answerers.html", {"kind": kind, "things": things, "kinds": _answered_tabs(kind)})


def _answered_tabs(kind):
    labels = {"action": _("Toimenpiteet"), "project": _("Projektit"), "indicator": _("Mittarit")}
    return [(name, label, name == kind) for name, label in labels.items()]


def _ticked_things(request):
    for value in request.POST.getlist("thing"):
        kind, _dash, pk = value.partition("-")
        if kind in ANSWERED and pk.isascii() and pk.isdigit() and len(pk) < 18:
            yield kind, int(pk)


def answerer_change(request, kind, pk):
    """Another answering post for one thing."""
    if not request.rights.coordinates or kind not in ANSWERED:
        raise Http404
    thing = next((thing for thing in answered_things(kind, get_language()) if thing.pk == pk), None)
    if thing is None:
        raise Http404
    posts = posts_to_choose(get_language(), clock.today())
    form = AnsweringPostForm(request.POST or None, posts=posts, initial={"post": thing.post_id})
    if form.is_valid():
        try:
            answering.give_answering_post(kind, pk, post_pk=form.cleaned_data["post"], rights=request.rights)
        except NotAllowed as refusal:
            form.add_error("post", str(refusal))
        else:
            messages.success(request, _("Vastaaja vaihdettu ja vahvistettu."))
            return redirect(f"{reverse('goals:answerers')}?kind={kind}")
    status = 422 if form.is_bound else 200
    return render_page(request, "goals/answerer_change.html", {"form": form, "thing": thing}, status=status)


def round_list(request):
    """Rounds for the coordinator: how far each is, open, close, make a new one."""
    if not request.rights.coordinates:
        raise Http404
    form = RoundForm(request.POST or None)
    if form.is_valid():
        try:
            rounds.plan_round(**form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("goals:round-list")
    status = 422 if form.is_bound else 200
    return render_page(request, "goals/round_list.html", {"rows": round_rows(), "form": form}, status=status)


@require_POST
def round_open(request, slug):
    return _turn_round(request, slug, rounds.open_round)


@require_POST
def round_close(request, slug):
    return _turn_round(request, slug, rounds.close_round)


def _turn_round(request, slug, deed):
    round = steered(Round, request.rights).filter(slug=slug).first()
    if round is None:
        raise Http404
    try:
        deed(round.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Tehty."))
    return redirect("goals:round-list")


def correction_list(request):
    return _corrections_page(request)


def _corrections_page(request, *, status=200, **refused):
    rows = correction_rows(request.rights, clock.today(), get_language())
    return render_page(request, "goals/correction_list.html", {"rows": rows} | refused, status=status)


@require_POST
def correction_close(request, pk):
    if not corrections_to_close(request.rights).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST, pk=pk, label=_("Miten asia korjattiin?"))
    if _done_with_a_note(form, approval.close_correction, pk, request.rights):
        messages.success(request, _("Korjaava toimi on kuitattu tehdyksi."))
        return redirect("goals:correction-list")
    return _corrections_page(request, status=422, note_form=form, noted=pk)
