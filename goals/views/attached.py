"""What hangs on a goal, an action or a project: the city's own fields and money, on pages of their own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.budget import BudgetLineForm
from goals.forms.own_fields import OwnFieldForm, OwnValuesForm, typed_value
from goals.models import BudgetLine, OwnField, Strategy
from goals.operations import budget, own_fields
from goals.operations.budget import ATTACHED_TO
from goals.operations.edit_conflicts import version_of
from goals.permissions import steered
from goals.queries.budget import budget_of
from goals.queries.own_fields import fields_for, own_field_rows, with_value
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .ordering import move_row
from .saving import asked_number, save_posted

NAMES = {"goal": "title", "action": "title", "project": "name"}


def _subject(request, kind, pk):
    """The goal, action or project, and what every page of it shows."""
    thing = get_object_or_404(steered(ATTACHED_TO[kind], request.rights), pk=pk)
    name, back = text_of(thing, NAMES[kind]), _back(kind, thing)
    return thing, {"kind": kind, "thing": thing, "name": name, "back": back, "crumb": (str(name), back, name.language)}


def _back(kind, thing):
    """The page where the rest of it is edited."""
    if kind == "goal":
        return reverse("goals:part-edit", args=[thing.strategy.slug, "tavoitteet", thing.pk])
    return reverse(f"goals:{kind}-edit", args=[thing.pk])


# --- money --------------------------------------------------------------------------------------------------------
MONEY_NAMES = ("year", "planned", "spent", "funding", "note")


def budget_edit(request, kind, pk):
    """The lines of money by year, and a form for a new one or the one that is being edited."""
    thing, context = _subject(request, kind, pk)
    form = _budget_form(request, kind, thing)

    def save():
        given = form.cleaned_data
        values = {name: given[name] for name in MONEY_NAMES}
        about = {"version": given["version"] or 0, "by": request.user}
        return budget.save_budget_line(kind, pk, given["line"], **values, **about)

    saved = save_posted(request, form, save, as_typed=_money_values, done=_("Määräraha on tallennettu."))
    if saved.is_done:
        messages.info(request, form.read_back)
        return redirect("goals:budget-edit", kind, pk)
    context |= {
        "title": _("Määrärahat"),
        "form": form,
        "is_edited": bool(form["line"].value()),
        "budget": budget_of(kind, pk),
        "crumbs": [context["crumb"], (_("Määrärahat"), None)],
        **saved.shown,
    }
    return render_page(request, "goals/actions/budget.html", context, status=saved.status)


def _budget_form(request, kind, thing):
    if request.method == "POST":
        return BudgetLineForm(request.POST)
    if (asked := asked_number(request, "rivi")) is None:
        return BudgetLineForm(initial={"year": clock.today().year})
    line = get_object_or_404(BudgetLine, pk=asked, **{kind: thing})
    return BudgetLineForm(initial={**_money_values(line), "line": line.pk, "version": version_of(line)})


def _money_values(line):
    return {name: getattr(line, name) for name in MONEY_NAMES}


@require_POST
def budget_line_remove(request, kind, pk, line):
    _thing, _context = _subject(request, kind, pk)
    get_object_or_404(BudgetLine, pk=line, **{kind: pk})
    budget.remove_budget_line(kind, pk, line, by=request.user)
    messages.success(request, _("Määräraha on poistettu."))
    return redirect("goals:budget-edit", kind, pk)


# --- the city's own fields ----------------------------------------------------------------------------------------
def own_values(request, kind, pk):
    """What the city's own fields say of one thing."""
    thing, context = _subject(request, kind, pk)
    fields = list(with_value(fields_for(kind, thing), kind, pk).order_by("position", "pk"))
    version = own_fields.version_of_values(kind, pk)
    form = OwnValuesForm(request.POST if request.method == "POST" else None, fields=fields, version=version)

    def save():
        about = {"version": form.cleaned_data["version"] or 0, "by": request.user}
        return own_fields.save_own_values(kind, pk, values=form.values, **about)

    def as_typed(_thing):
        said = with_value(fields_for(kind, thing), kind, pk)
        return {f"own_{field.pk}": typed_value(field.kind, field.value or "") for field in said}

    about = {"as_typed": as_typed, "version": lambda _thing: own_fields.version_of_values(kind, pk)}
    saved = save_posted(request, form, save, **about, done=_("Kentät on tallennettu."))
    if saved.is_done:
        return redirect("goals:own-values", kind, pk)
    context |= {
        "title": _("Omat kentät"),
        "form": form,
        "fields": fields,
        "crumbs": [context["crumb"], (_("Omat kentät"), None)],
        **saved.shown,
    }
    return render_page(request, "goals/actions/own_values.html", context, status=saved.status)


def own_field_list(request):
    """The fields that the city has added, for goals, actions and projects."""
    if not request.rights.coordinates:
        raise Http404
    context = {"title": _("Omat kentät"), "groups": own_field_rows(get_language()), "crumbs": _field_crumbs()}
    return render_page(request, "goals/actions/own_field_list.html", context)


def _field_crumbs(*last):
    way = [(_("Suunnitelman muokkaus"), reverse("goals:editing-home"))]
    if not last:
        return [*way, (_("Omat kentät"), None)]
    return [*way, (_("Omat kentät"), reverse("goals:own-field-list")), (last[0], None)]


def own_field_add(request):
    if not request.rights.coordinates:
        raise Http404
    subject = request.GET.get("mihin", "")
    initial = {"subject": subject} if subject in OwnField.Subject.values else None
    return _own_field_page(request, None, initial, _("Uusi oma kenttä"))


def own_field_edit(request, pk):
    field = get_object_or_404(steered(OwnField, request.rights), pk=pk)
    return _own_field_page(
        request, field, {**_field_values(field), "version": version_of(field)}, str(text_of(field, "name"))
    )


def _field_values(field):
    names = [name for name in own_fields.FIELD_COLUMNS if name != "strategy_id"]
    return {name: getattr(field, name) for name in names} | {"strategy": field.strategy_id or ""}


def _own_field_page(request, field, initial, title):
    strategies = [(one.pk, str(text_of(one, "name"))) for one in Strategy.objects.all()]
    form = OwnFieldForm(request.POST if request.method == "POST" else None, strategies=strategies, initial=initial)

    def save():
        about = {"version": form.cleaned_data["version"] or 0, "by": request.user}
        return own_fields.save_own_field(field and field.pk, values=form.values(), **about)

    saved = save_posted(request, form, save, as_typed=_field_values, done=_("Kenttä on tallennettu."))
    if saved.is_done:
        return redirect("goals:own-field-list")
    context = {
        "title": title,
        "field": field,
        "form": form,
        "used": field.values.count() if field else 0,
        "crumbs": _field_crumbs(title),
        **saved.shown,
    }
    return render_page(request, "goals/actions/own_field_edit.html", context, status=saved.status)


@require_POST
def own_field_move(request, pk):
    field = get_object_or_404(steered(OwnField, request.rights), pk=pk)
    return move_row(request, OwnField.objects.filter(subject=field.subject), pk, back=reverse("goals:own-field-list"))


@require_POST
def own_field_delete(request, pk):
    """Only a field that nobody has filled in."""
    field = get_object_or_404(steered(OwnField, request.rights), pk=pk)
    try:
        own_fields.delete_own_field(field.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kenttä on poistettu."))
    return redirect("goals:own-field-list")
