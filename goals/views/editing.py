"""Kielentarkistus: the coordinator mends words before the report; nothing else can be changed here."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.forms.editing import EditingForm
from goals.models import Entry
from goals.operations.editing import edit_language
from goals.permissions import entries_to_edit
from goals.queries.editing import editing_page, is_to_be_edited, newest_closed_round
from goals.queries.entries import ENTRY_RELATIONS, entry_lines
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed


def editing_list(request):
    if not request.rights.coordinates:
        raise Http404
    number = request.GET.get("sivu", "")
    page = editing_page(
        request.rights,
        clock.today(),
        get_language(),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
    )
    context = {"page": page, "previous_url": "", "next_url": "", "closed": None if page else newest_closed_round()}
    if page and page.number > 1:
        context["previous_url"] = f"?sivu={page.number - 1}"
    if page and page.number < page.pages:
        context["next_url"] = f"?sivu={page.number + 1}"
    return render_page(request, "goals/editing_list.html", context)


def editing_entry(request, pk):
    """One entry's words, each beside what its answerer wrote."""
    entry = entries_to_edit(request.rights).select_related(*ENTRY_RELATIONS).filter(pk=pk).first()
    if entry is None:
        raise Http404
    form = EditingForm(request.POST if request.method == "POST" else None, entry=entry)
    if not form.is_bound:
        return _editing_entry(request, entry, form)
    if not form.is_valid():
        return _editing_entry(request, entry, form, status=422)
    try:
        edit_language(pk, version=form.cleaned_data["version"], words=form.words(), rights=request.rights)
    except Entry.DoesNotExist as missing:
        raise Http404 from missing
    except Conflict as conflict:
        form.take_version_of(conflict.theirs)
        compared = form.compared_with(conflict.theirs)
        return _editing_entry(request, entry, form, status=409, conflict=conflict, compared=compared)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _editing_entry(request, entry, form, status=422)
    messages.success(request, _("Kieli on tarkistettu. Vastaaja näkee muutoksen omalla sivullaan."))
    return redirect("goals:editing-list")


def _editing_entry(request, entry, form, *, status=200, **result):
    (line,) = entry_lines([entry], rights=request.rights, badges=Badges(entry.round), language=get_language())
    may_edit = entry.round.is_open and is_to_be_edited(entry, clock.today())
    context = {"line": line, "form": form, "may_edit": may_edit, **result}
    return render_page(request, "goals/editing_entry.html", context, status=status)
