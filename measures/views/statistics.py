"""The page of fetched figures: a person accepts or dismisses what the statistics say."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from measures.operations.statistics import Tick, accept_values, dismiss_values
from measures.queries.statistics import fetched_page
from measures.queries.waiting import waiting_for


def fetched(request):
    """Fetched and calculated values that wait, with what is in force beside them; and how the fetching goes."""
    rights = request.rights
    if not (rights.coordinates or rights.writes_for):
        raise Http404
    if request.method != "POST":
        context = {"page": fetched_page(rights, get_language()), "waiting": waiting_for(rights)}
        return render_page(request, "measures/fetched.html", context)
    ticks = _ticks(request)
    if not ticks:
        messages.warning(request, _("Valitse ensin rivit."))
    elif "dismiss" in request.POST:
        number = dismiss_values([tick.proposal for tick in ticks], rights=rights)
        _tell(request, number, len(ticks), ngettext("%(n)s luku hylätty.", "%(n)s lukua hylätty.", number))
    else:
        _accept(request, ticks)
    return redirect("measures:fetched")


def _accept(request, ticks):
    try:
        decided = accept_values(ticks, rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return
    for sentence in decided.left:
        messages.warning(request, sentence)
    done = ngettext("%(n)s luku hyväksytty.", "%(n)s lukua hyväksytty.", decided.done)
    _tell(request, decided.done, len(ticks) - len(decided.left), done)


def _tell(request, number, chosen, done):
    if number:
        messages.success(request, done % {"n": number})
    if number < chosen:
        messages.warning(request, _("Osa valituista oli jo käsitelty tai korvautunut uudemmalla luvulla."))


def _ticks(request) -> list[Tick]:
    """Ticked rows; or, when a group's own button was pressed, that group's new rows as they stood on the page."""
    group = request.POST.get("accept-new")
    keys = request.POST.get(f"new-{group}", "").split(",") if group else request.POST.getlist("value")
    return [
        Tick(int(pk), int(beside) or None)
        for pk, dash, beside in (key.partition("-") for key in keys)
        if _is_number(pk) and _is_number(beside)
    ]


def _is_number(words):
    return words.isascii() and words.isdigit() and len(words) < 18
