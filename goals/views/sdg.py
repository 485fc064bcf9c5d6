"""Pages of the coordinator: confirming suggested SDG tags, and adding one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms import SdgTagForm
from goals.operations import sdg
from goals.queries.sdg import sdgs_to_choose, tagged_things, things_to_tag
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def sdg_confirm(request):
    """Suggested tags by kind; she confirms the ticked ones, or all of a kind."""
    if not request.rights.coordinates:
        raise Http404
    things = tagged_things(get_language())
    kind = request.GET.get("kind", "goal")
    if kind not in things:
        raise Http404
    if request.method == "POST":
        chosen = _suggested(things[kind]) if "all" in request.POST else _ticked_tags(request)
        number = sdg.confirm_tags(chosen, rights=request.rights)
        if number:
            messages.success(
                request, ngettext("%(n)s merkintä vahvistettu.", "%(n)s merkintää vahvistettu.", number) % {"n": number}
            )
        else:
            messages.warning(request, _("Valitse ensin rivit."))
        return redirect(f"{reverse('goals:sdg-confirm')}?kind={kind}")
    page = {
        "kind": kind,
        "things": things[kind],
        "kinds": _tabs(things, kind),
        "waiting": len(_suggested(things[kind])),
    }
    return render_page(request, "goals/sdg_confirm.html", page)


def _suggested(things):
    return [tag.pk for thing in things for tag in thing.tags if tag.is_suggested]


def _ticked_tags(request):
    return [int(pk) for pk in request.POST.getlist("tag") if pk.isascii() and pk.isdigit() and len(pk) < 18]


def _tabs(things, kind):
    """(kind, label, how many wait, whether it is the one shown)."""
    labels = {
        "goal": _("Tavoitteet"),
        "action": _("Toimenpiteet"),
        "project": _("Projektit"),
        "theme": _("Teemat"),
        "card": _("Toimialat"),
        "indicator": _("Mittarit"),
    }
    return [(name, labels[name], len(_suggested(rows)), name == kind) for name, rows in things.items()]


def sdg_add(request):
    """One more tag, confirmed at once."""
    if not request.rights.coordinates:
        raise Http404
    language = get_language()
    choices = {"things": things_to_tag(language), "sdgs": sdgs_to_choose(language)}
    form = SdgTagForm(request.POST or None, initial={"thing": request.GET.get("kohde", "")}, **choices)
    if form.is_valid():
        kind, pk = form.cleaned_data["thing"]
        try:
            sdg.add_tag(kind, pk, **form.cleaned_data["sdg"], rights=request.rights)
        except NotAllowed as refusal:
            form.add_error("sdg", str(refusal))
        else:
            messages.success(request, _("Merkintä lisätty ja vahvistettu."))
            return redirect(f"{reverse('goals:sdg-confirm')}?kind={kind}")
    return render_page(request, "goals/sdg_add.html", {"form": form}, status=422 if form.is_bound else 200)
