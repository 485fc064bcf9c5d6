"""The programmes and the card of one department: its director keeps them, and the coordinator."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.forms.programmes import CardForm, FormsTogether, StageForm, StepForm, initial_of, values_of
from goals.models import DepartmentCard, Theme
from goals.operations import department_cards, programmes
from goals.operations.edit_conflicts import version_of
from goals.permissions import kept_cards
from goals.queries.programmes import stages_to_record, steps_to_record, summaries_of, versions_of
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import text_of

from .saving import save_posted


def rollout_edit(request, pk):
    """Every stage of bringing the strategy into everyday work in one department."""
    card = _kept_card(request, pk)
    rows = stages_to_record(card)
    versions = versions_of(rows)
    data = request.POST if request.method == "POST" else None
    forms = [StageForm(data, row=row, key=row.pk, version=versions.get(row.pk, 0), **_stage_names(row)) for row in rows]
    context = {
        "title": _("Strategia arkeen: päivitä vaiheet"),
        "back": reverse("reporting:rollout-detail", args=[pk]),
        "crumbs": [(_("Strategia arkeen"), reverse("reporting:rollout-list"))],
    }
    return _recording(request, card, forms, programmes.record_rollout, context)


def _stage_names(row):
    group = str(text_of(row.theme, "name")) if row.theme else _("Koko strategian yhteinen")
    return {"group": group, "name": str(text_of(row, "name"))}


def communication_edit(request, pk):
    """Every line, audience and channel of the communication plan in one department."""
    card = _kept_card(request, pk)
    rows = steps_to_record(card)
    versions = versions_of([row for row in rows if row.pk])
    data = request.POST if request.method == "POST" else None
    forms = [
        StepForm(data, row=row, key=row.line_id, version=versions.get(row.pk, 0), **_step_names(row.line))
        for row in rows
    ]
    context = {
        "title": _("Viestintä: päivitä tilanne"),
        "back": reverse("reporting:communication-list"),
        "crumbs": [(_("Viestintä"), reverse("reporting:communication-list"))],
    }
    return _recording(request, card, forms, programmes.record_communication, context)


def _step_names(line):
    return {"group": line.get_kind_display(), "name": str(text_of(line, "name"))}


def _kept_card(request, pk, **chosen) -> DepartmentCard:
    return get_object_or_404(kept_cards(request.rights).select_related("unit", "strategy"), pk=pk, **chosen)


def _recording(request, card, forms, record, context):
    """A form per stage, one button: what was typed is kept, and what somebody else saved meanwhile is shown."""
    together = FormsTogether(forms)
    status = 200
    if request.method == "POST":
        status = 422
        if together.are_valid():
            recorded = {form.key: form.recorded for form in together.forms}
            try:
                number = record(card.pk, recorded, rights=request.rights)
            except Conflict as conflict:
                status, context = 409, context | _conflict(conflict, forms)
            except NotAllowed as refusal:
                together.refusals.append(str(refusal))
            else:
                _tell(request, number)
                return redirect(context["back"])
    unit = text_of(card.unit, "name")
    context |= {
        "unit": unit,
        "strategy": text_of(card.strategy, "name"),
        "form": together,
        "crumbs": [*context["crumbs"], (str(unit), None, unit.language)],
    }
    return render_page(request, "goals/programmes/recording.html", context, status=status)


def _tell(request, number):
    if number:
        words = ngettext("%(n)s vaihe tallennettu.", "%(n)s vaihetta tallennettu.", number)
        messages.success(request, words % {"n": number})
    else:
        messages.info(request, _("Mikään ei muuttunut."))


def _conflict(conflict, forms):
    """Another's rows beside one's own; the next save starts from them."""
    theirs = {row.pk: row for row in conflict.theirs}
    differences = []
    for form in forms:
        row = theirs.get(form.row.pk)
        if row is not None:
            differences += form.differences(values_of(row, form.fields_of_row))
            form.take_version(version_of(row))
    return {"conflict": str(conflict), "differences": differences}


# --- the card -----------------------------------------------------------------------------------------------------
def card_edit(request, pk, card):
    """The words of a department's card."""
    card = _kept_card(request, card, unit=pk)
    texts, lines = department_cards.words_of(card)
    themes = [(theme.pk, str(text_of(theme, "name"))) for theme in Theme.objects.filter(strategy=card.strategy_id)]
    data = request.POST if request.method == "POST" else None
    about = {"themes": themes, "summaries": summaries_of(card), "version": version_of(card)}
    form = CardForm(data, texts=texts, lines=lines, **about)

    def save():
        about = {"version": form.cleaned_data["version"] or 0, "rights": request.rights}
        return department_cards.save_card(card.pk, texts=form.texts, lines=form.lines, **about)

    def as_typed(card):
        return initial_of(*department_cards.words_of(card))

    saved = save_posted(request, form, save, as_typed=as_typed, done=_("Kortti on tallennettu."))
    if saved.is_done:
        return redirect("reporting:department-detail", pk)
    unit = text_of(card.unit, "name")
    back = reverse("reporting:department-detail", args=[pk])
    context = {
        "title": _("Muokkaa toimialan korttia"),
        "unit": unit,
        "strategy": text_of(card.strategy, "name"),
        "form": form,
        "back": back,
        "crumbs": [
            (_("Toimialat"), reverse("reporting:department-list")),
            (str(unit), back, unit.language),
            (_("Kortti"), None),
        ],
        **saved.shown,
    }
    return render_page(request, "goals/programmes/card_edit.html", context, status=saved.status)
