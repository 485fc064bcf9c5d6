"""Merging, splitting and replacing an action, each on a tab of one page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.forms.action_lineage import LineageForm
from goals.models import Action
from goals.operations.action_lineage import MERGED, REPLACED, SPLIT, change_lineage, lines_that_give_way
from goals.operations.plan_basis import NoBasis
from goals.queries.action_lineage import heirs_to_choose, lineage_of, review_that_asks
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .action_editing import crumbs_of, steered_action

KINDS = {"yhdista": MERGED, "jaa": SPLIT, "korvaa": REPLACED}


def action_lineage(request, pk):
    """What becomes of the action; its lines in the plans of the present give way, its reports stay."""
    action, tab = steered_action(request, pk), request.GET.get("tapa", "yhdista")
    if tab not in KINDS:
        raise Http404
    form = LineageForm(
        request.POST if request.method == "POST" else None,
        kind=KINDS[tab],
        choices=heirs_to_choose(action, get_language()),
        initial={"happened_on": clock.today()},
    )
    if form.is_valid() and (heirs := _change(request, action, KINDS[tab], form)):
        messages.success(request, _("Muutos on tehty. Tarkista uuden toimenpiteen tiedot."))
        return redirect("goals:action-edit", heirs[0].pk)
    lineage = lineage_of(pk, get_language())
    context = {
        "action": action,
        "name": text_of(action, "title"),
        "title": _("Yhdistä, jaa tai korvaa"),
        "form": form,
        "tab": tab,
        "tabs": [(name, label, name == tab) for name, label in _tabs()],
        "lineage": lineage,
        "asking": review_that_asks(action),
        "has_given_way": any(row.is_heir for row in lineage),
        "plans": list(dict.fromkeys(str(line.plan) for line in lines_that_give_way([pk]).order_by("plan", "pk"))),
        "crumbs": crumbs_of(action, _("Yhdistä, jaa tai korvaa")),
        "address": f"{reverse('goals:action-lineage', args=[pk])}?tapa={tab}",
    }
    return render_page(request, "goals/actions/action_lineage.html", context, status=422 if form.is_bound else 200)


def _tabs():
    return [("yhdista", _("Yhdistä")), ("jaa", _("Jaa")), ("korvaa", _("Korvaa"))]


def _change(request, action, kind, form) -> list[Action]:
    """The heirs; nothing when the form says why it was refused."""
    given = form.cleaned_data
    try:
        return change_lineage(
            [action.pk, *given.get("others", ())],
            kind=kind,
            heirs=form.heirs,
            carried=form.carried,
            happened_on=given["happened_on"],
            basis=given["basis"],
            by=request.user,
        )
    except Action.DoesNotExist:
        form.add_error(None, _("Valittua ei enää ole. Lataa sivu uudelleen."))
    except NoBasis as refusal:
        form.add_error("reason", str(refusal))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
    return []
