"""All actions in one list, and the same change for many of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms.bulk_editing import ActionFilterForm, BulkChangeForm
from goals.operations.bulk_editing import NotChanged, change_many, try_out
from goals.operations.plan_basis import NoBasis
from goals.queries.action_editing import (
    NO_PLAN,
    actions_to_edit,
    plan_years,
    post_choices,
    read_words,
    sdg_numbers,
    units_to_choose,
)
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def action_bulk(request):
    """Filters in the address, a tick for each action, and one change for the ticked: looked at first, then made."""
    if not request.rights.coordinates:
        raise Http404
    language, today = get_language(), clock.today()
    years = plan_years()
    filters, year = _filters(request, years, today)
    listed = actions_to_edit(year=year, **_wanted(filters), language=language)
    filters.fields["yksikko"].choices = [("", _("Kaikki")), *listed.units]
    filters.fields["vastaa"].choices = [("", _("Kaikki")), *listed.posts]
    posts = post_choices(language, today)
    form = BulkChangeForm(
        request.POST if request.method == "POST" else None,
        posts=posts.answering,
        participants=posts.participants,
        units=units_to_choose(language, today),
        sdgs=sdg_numbers(language),
        has_weights=year is not None,
    )
    ticked, shown = _ticked(request, listed.rows), {}
    if form.is_valid() and (answer := _answer(request, form, ticked, listed.rows, year, shown)):
        return answer
    context = {
        "title": _("Toimenpiteiden muokkaus"),
        "form": form,
        "filters": filters,
        "year": year,
        "rows": [(row, row.pk in ticked, shown.get("problems", {}).get(row.pk)) for row in listed.rows],
        "number": len(ticked),
        "read_schedule": read_words(form["schedule"].value() or "", language),
        "query": request.GET.urlencode(),
        "crumbs": [(_("Suunnitelman muokkaus"), reverse("goals:editing-home")), (_("Toimenpiteiden muokkaus"), None)],
        **shown,
    }
    status = 422 if form.errors else 200
    return render_page(request, "goals/actions/action_bulk.html", context, status=status)


def _filters(request, years, today):
    """The filter form, and the year that is shown: None for actions that no plan prints."""
    asked = request.GET.get("vuosi", "")
    usual = today.year if today.year in years else next(iter(years), today.year)
    year = int(asked) if asked in map(str, years) else usual
    if asked == NO_PLAN:
        year = None
    filters = ActionFilterForm({**request.GET.dict(), "vuosi": NO_PLAN if year is None else str(year)})
    choices = [(str(one), str(one)) for one in years] or [(str(usual), str(usual))]
    filters.fields["vuosi"].choices = [*choices, (NO_PLAN, _("Ei missään suunnitelmassa"))]
    return filters, year


def _wanted(filters) -> dict[str, object]:
    """Unknown values filter nothing."""
    asked = {name: filters.data.get(name, "") for name in ("yksikko", "vastaa")}
    numbers = {name: int(value) if value.isascii() and value.isdigit() and len(value) < 18 else None
               for name, value in asked.items()}  # fmt: skip
    return {"unit": numbers["yksikko"], "post": numbers["vastaa"], "words": filters.data.get("q", "")[:200]}


def _ticked(request, rows) -> frozenset[int]:
    """Of those that are listed."""
    typed = set(request.POST.getlist("action"))
    return frozenset(row.pk for row in rows if str(row.pk) in typed)


def _answer(request, form, ticked, rows, year, shown):
    """The next page when the change was made; else what there is to be seen of it."""
    about = {"basis": form.cleaned_data["basis"], "rights": request.rights}
    is_saved = request.POST.get("deed") == "save"
    try:
        if is_saved:
            outcome = change_many(ticked, form.change(year), **about)
        else:
            outcome = try_out(ticked, form.change(year), **about, language=get_language())
    except NotChanged as refusal:
        form.add_error(None, str(refusal))
        shown["problems"] = refusal.problems
        return None
    except NoBasis as refusal:
        form.add_error("reason", str(refusal))
        return None
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
    number = len(outcome.changed)
    if not is_saved:
        told = [(row, outcome.differences[row.pk]) for row in rows if row.pk in outcome.differences]
        shown |= {"outcome": outcome, "told": told, "changes": number, "same": len(outcome.same)}
        return None
    words = ngettext("%(n)s toimenpide muutettu.", "%(n)s toimenpidettä muutettu.", number)
    messages.success(request, words % {"n": number})
    query = request.GET.urlencode()
    return redirect(f"{reverse('goals:action-bulk')}?{query}" if query else "goals:action-bulk")
