"""Valmis avattavaksi? What lacks an answerer, a holder or a target level before a review is opened."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms.opening import GapsForm
from goals.models import Round
from goals.operations import opening
from goals.queries.opening import before_opening
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed

from .rounds import crumbs_to, steered_round


def round_before_opening(request, slug):
    """The rows with what each lacks; the ticked ones are given to their directors, left out, or taken in again."""
    round = steered_round(request, slug)
    page = before_opening(round, get_language(), clock.today())
    form = GapsForm(
        request.POST if request.method == "POST" else None,
        gaps=page.gaps,
        units=page.units_to_choose(get_language(), clock.today()),
    )
    if form.is_valid():
        try:
            _DEEDS[form.cleaned_data["deed"]](request, round, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("goals:round-before-opening", slug)
    may_change = round.state == Round.State.PLANNED
    context = {
        "round": round,
        "page": page,
        "form": form,
        "kinds": [(kind, label, page.gaps[kind]) for kind, label in _kinds() if page.gaps[kind]],
        "crumbs": crumbs_to(round, _("Valmis avattavaksi?") if may_change else _("Mitä jätettiin pois")),
        "may_change": may_change,
    }
    return render_page(request, "goals/round_before_opening.html", context, status=422 if form.is_bound else 200)


def _kinds():
    return (("action", _("Toimenpiteet")), ("project", _("Projektit")), ("indicator", _("Mittarit")))


def _give(request, round, form):
    outcome = opening.give_to_heads(
        round.pk, gaps=form.ticked(), unit_pk=form.cleaned_data["unit"], rights=request.rights
    )
    if outcome.done:
        sentence = ngettext(
            "%(n)s annettiin toimialan johdolle.", "%(n)s annettiin toimialojen johdolle.", outcome.done
        )
        messages.success(request, sentence % {"n": outcome.done})
    for left in outcome.left:
        messages.warning(request, left)


def _leave_out(request, round, form):
    number = opening.leave_out(
        round.pk,
        things=[(gap.kind, gap.pk) for gap in form.ticked()],
        reason=form.cleaned_data["reason"],
        rights=request.rights,
    )
    messages.success(request, ngettext("%(n)s jätettiin pois.", "%(n)s jätettiin pois.", number) % {"n": number})
    if form.kept:
        sentence = ngettext(
            "%(n)s toimenpiteen mittari jäi mukaan: se valitaan erikseen, jos sen luku jätetään kysymättä.",
            "%(n)s toimenpiteiden mittaria jäi mukaan: ne valitaan erikseen, jos niiden luvut jätetään kysymättä.",
            form.kept,
        )
        messages.info(request, sentence % {"n": form.kept})


def _take_in(request, round, form):
    number = opening.take_in(round.pk, omissions=form.omissions(), rights=request.rights)
    messages.success(request, ngettext("%(n)s otettiin mukaan.", "%(n)s otettiin mukaan.", number) % {"n": number})


_DEEDS = {"give": _give, "leave": _leave_out, "take": _take_in}
