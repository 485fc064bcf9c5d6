"""Pages of target levels: the coordinator changes them and decides on what answerers propose."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.refusals import Conflict, NotAllowed
from measures.forms.targets import DecideForm, TargetForm, TargetProposalForm
from measures.operations.target_proposals import (
    accept_proposals,
    propose_target,
    reject_proposals,
    withdraw_proposal,
)
from measures.operations.targets import change_target, level_words, set_target
from measures.permissions import indicators_to_propose_for, indicators_to_target, own_target_proposals
from measures.queries.remarks import level_remarks, with_baseline
from measures.queries.targets import SHOWN_DECIDED, decided_proposals, levels_page, proposals_to_decide
from measures.queries.waiting import waiting_for


# --- one level ----------------------------------------------------------------------------------------------------
def target_change(request, pk):
    """Another level for a year, or the first one: with a decision or a reason."""
    indicator = _indicator(request, indicators_to_target(request.rights), pk)
    if request.method != "POST":
        page = _levels(request, indicator, request.GET.get("level", ""))
        form = TargetForm(indicator=indicator, replaces=page.chosen, year=request.GET.get("year", ""))
        return _target_page(request, page, form)
    form = TargetForm(request.POST, indicator=indicator)
    status, conflict = 422, None
    if form.is_valid():
        try:
            changed = _save_level(indicator, form.cleaned_data, by=request.user)
        except Conflict as found:
            status, conflict = 409, found
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            level = level_words(indicator, changed.target)
            messages.success(request, _("Tavoitetaso on nyt %(level)s.") % {"level": level})
            _remark(request, indicator, form.cleaned_data["level"], year=changed.target.year)
            _tell_returned(request, changed.returned)
            return _where_from(request, pk)
    page = _levels(request, indicator, _seen(form, conflict))
    if conflict:  # the next save starts from what is in force now
        data = request.POST.copy()
        data["replaces"] = str(conflict.theirs.pk)
        form = TargetForm(data, indicator=indicator)
    return _target_page(request, page, form, status=status, conflict=conflict)


def _where_from(request, pk):
    """Back to the plan whose levels are being set, else to the indicator."""
    plan = request.GET.get("plan", "")
    if plan.isascii() and plan.isdigit() and len(plan) < 18:
        return redirect("goals:plan-checklist", plan)
    return redirect_page(request, "reporting:indicator-detail", pk)


def _indicator(request, indicators, pk):
    """The indicator of the page; a form that would change the level of another one is not found."""
    seen = request.POST.get("replaces", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 18:
        indicators = indicators.filter(targets=seen)
    return get_object_or_404(with_baseline(indicators), pk=pk)


def _save_level(indicator, given, *, by):
    what = {"level": given["level"], "basis": given["basis"], "by": by}
    if given["replaces"]:
        return change_target(given["replaces"], **what)
    return set_target(indicator.pk, year=given.get("year"), **what)


def _seen(form, conflict):
    if conflict:
        return str(conflict.theirs.pk)
    return form.data.get("replaces") or "new"


def _levels(request, indicator, chosen):
    return levels_page(indicator, chosen=chosen, language=get_language(), rights=request.rights)


def _target_page(request, page, form, *, status=200, conflict=None):
    context = {"page": page, "form": form, "conflict": conflict, "crumbs": _crumbs(page, _("Muuta tavoitetasoa"))}
    context["typed_remarks"] = _typed_remarks(form, page)
    return render_page(request, "measures/target_change.html", context, status=status)


def _crumbs(page, title):
    return [
        (_("Mittarit"), reverse("reporting:indicator-list")),
        (page.name, reverse("reporting:indicator-detail", args=[page.pk]), page.name.language),
        (title, None),
    ]


def _remark(request, indicator, level, *, year):
    """What is odd about the level that was just typed; it was saved all the same."""
    for sentence in level_remarks(indicator, level, year=year):
        messages.warning(request, sentence)


def _typed_remarks(form, page) -> tuple[str, ...]:
    """The same of a level that waits in the form for something else to be mended."""
    given = form.cleaned_data if form.is_bound and form.errors else {}
    if "level" not in given:
        return ()
    return level_remarks(form.indicator, given["level"], year=page.chosen.year if page.chosen else given.get("year"))


def _tell_returned(request, titles):
    """Which sent entries went back to their answerers, named."""
    if titles:
        sentence = ngettext(
            "%(n)s lähetetty kirjaus palautettiin vastaajalleen tarkistettavaksi: %(titles)s",
            "%(n)s lähetettyä kirjausta palautettiin vastaajilleen tarkistettavaksi: %(titles)s",
            len(titles),
        )
        messages.warning(request, sentence % {"n": len(titles), "titles": ", ".join(map(str, titles))})


# --- proposals ----------------------------------------------------------------------------------------------------
def target_propose(request, pk):
    """Whoever answers for the indicator proposes another level and says why."""
    indicator = _indicator(request, indicators_to_propose_for(request.rights), pk)
    form = TargetProposalForm(request.POST, indicator=indicator) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            proposal = _propose(indicator, form.cleaned_data, request.rights)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Ehdotus on tallennettu. Siitä päätetään, ja näet vastauksen tällä sivulla."))
            _remark(request, indicator, form.cleaned_data["level"], year=proposal.year)
            return redirect_page(request, "measures:target-propose", pk)
    page = _levels(request, indicator, (form.data.get("replaces") or "new") if form else request.GET.get("level", ""))
    status = 422 if form else 200
    form = form or TargetProposalForm(indicator=indicator, replaces=page.chosen)
    context = {"page": page, "form": form, "crumbs": _crumbs(page, _("Ehdota tavoitetasoa"))}
    context["typed_remarks"] = _typed_remarks(form, page)
    return render_page(request, "measures/target_propose.html", context, status=status)


def _propose(indicator, given, rights):
    year = given.get("year")
    if given["replaces"]:
        year = indicator.targets.values_list("year", flat=True).get(pk=given["replaces"])
    return propose_target(
        indicator.pk,
        year=year,
        level=given["level"],
        reason=given["reason"],
        language=get_language(),
        rights=rights,
    )


@require_POST
def target_proposal_withdraw(request, pk):
    proposal = get_object_or_404(own_target_proposals(request.rights), pk=pk)
    try:
        withdraw_proposal(pk, rights=request.rights)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ehdotus on peruttu."))
    return redirect_page(request, "measures:target-propose", proposal.indicator_id)


def target_proposals(request):
    """Open proposals: ticked, and accepted by one decision or rejected with an answer."""
    if not request.rights.coordinates:
        raise Http404
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decided = _decide(request, form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                ngettext("%(n)s ehdotus ratkaistu.", "%(n)s ehdotusta ratkaistu.", decided.number)
                % {"n": decided.number},
            )
            _tell_returned(request, decided.returned)
            return redirect_page(request, "measures:target-proposals")
    context = {
        "form": form,
        "ticked": _ticked(request),
        "rows": proposals_to_decide(request.rights, get_language()),
        "decided": decided_proposals(get_language()),
        "shown_decided": SHOWN_DECIDED,
        "waiting": waiting_for(request.rights),
    }
    return render_page(request, "measures/target_proposals.html", context, status=422 if form.is_bound else 200)


def _decide(request, given):
    what = {"basis": given["basis"], "rights": request.rights}
    if request.POST.get("deed") == "reject":
        return reject_proposals(_ticked(request), answer=given["answer"], **what)
    return accept_proposals(_ticked(request), **what)


def _ticked(request) -> list[int]:
    """The ticked proposals' numbers; whatever else was posted is not a row."""
    return [int(pk) for pk in request.POST.getlist("proposal") if pk.isascii() and pk.isdigit() and len(pk) < 18]
