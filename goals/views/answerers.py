"""Who answers for what; the coordinator confirms and changes it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms.steering import AnsweringPostForm
from goals.operations import answering
from goals.queries.answerers import ANSWERED, answered_things
from goals.queries.entries import posts_to_choose
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


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
