"""Pages of the coordinator: confirming and declining SDG tags, and adding one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms.sdg import DeclineTagsForm, SdgTagForm
from goals.operations import sdg
from goals.queries.sdg import sdgs_to_choose, tagged_things, things_to_tag
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def sdg_confirm(request):
    """Tags by kind: she confirms the ticked ones or all of a kind, declines what does not hold, takes up again."""
    if not request.rights.coordinates:
        raise Http404
    things = tagged_things(get_language())
    kind = request.GET.get("kind", "goal")
    if kind not in things:
        raise Http404
    declining = request.method == "POST" and request.POST.get("deed") == "decline"
    form = DeclineTagsForm(request.POST if declining else None)
    if request.method == "POST" and (not declining or form.is_valid()):
        _tell(request, *_do(request, things[kind], form))
        return redirect(f"{reverse('goals:sdg-confirm')}?kind={kind}")
    page = {
        "kind": kind,
        "things": [thing for thing in things[kind] if thing.suggested or thing.confirmed],
        "declined": [thing for thing in things[kind] if thing.declined],
        "kinds": _tabs(things, kind),
        "waiting": len(_suggested(things[kind])),
        "form": form,
        "ticked": _ticked_tags(request, "tag", "confirmed"),
    }
    return render_page(request, "goals/sdg_confirm.html", page, status=422 if form.errors else 200)


def _do(request, things, form) -> tuple[int, str]:
    """How many tags were concerned, and the sentence that tells it."""
    deed, rights = request.POST.get("deed"), request.rights
    if deed == "decline":
        chosen = _ticked_tags(request, "tag", "confirmed")
        number = sdg.decline_tags(chosen, reason=form.cleaned_data["reason"], rights=rights)
        return number, ngettext("%(n)s merkintä hylätty.", "%(n)s merkintää hylätty.", number)
    if deed == "take-up":
        number = sdg.take_up_tags(_ticked_tags(request, "declined"), rights=rights)
        return number, ngettext("%(n)s merkintä on taas ehdotus.", "%(n)s merkintää on taas ehdotuksia.", number)
    chosen = _suggested(things) if "all" in request.POST else _ticked_tags(request, "tag")
    number = sdg.confirm_tags(chosen, rights=rights)
    return number, ngettext("%(n)s merkintä vahvistettu.", "%(n)s merkintää vahvistettu.", number)


def _tell(request, number, sentence):
    if number:
        messages.success(request, sentence % {"n": number})
    else:
        messages.warning(request, _("Valitse ensin rivit."))


def _suggested(things):
    return [tag.pk for thing in things for tag in thing.suggested]


def _ticked_tags(request, *names):
    ticked = [pk for name in names for pk in request.POST.getlist(name)]
    return [int(pk) for pk in ticked if pk.isascii() and pk.isdigit() and len(pk) < 18]


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
