"""A late edit: what the coordinator changes in an entry after its review was closed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.forms.entries import ProgressForm
from goals.forms.rounds import ReasonForm
from goals.models import Entry
from goals.operations.entries import REPORTED_FIELDS
from goals.operations.late_edits import record_late_edit
from goals.permissions import steered
from goals.queries.entries import ENTRY_RELATIONS, entry_lines, posts_to_choose
from goals.queries.rounds import version_rows
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed

from .rounds import crumbs_to

OF_FIGURES = ("figure_", "note_", "provisional_")


def entry_late_edit(request, pk):
    """The entry's own form with the reason; what was closed stays beside the new version."""
    entry = steered(Entry, request.rights).select_related(*ENTRY_RELATIONS, "replaced_by").filter(pk=pk).first()
    if entry is None:
        raise Http404
    if request.method == "GET" and hasattr(entry, "replaced_by"):
        return redirect("goals:entry-late-edit", entry.replaced_by.pk)
    data, badges = request.POST if request.method == "POST" else None, Badges(entry.round)
    line = entry_lines([entry], rights=request.rights, badges=badges, language=get_language())[0]
    form = ProgressForm.of_line(line, posts=posts_to_choose(get_language(), clock.today()), badges=badges, data=data)
    reason = ReasonForm(
        data,
        label=_("Miksi kirjausta muutetaan päättämisen jälkeen?"),
        help_text=_(
            "Syy jää muutoksen yhteyteen. Jos katsauksen raportti on julkaistu, syy julkaistaan korjausten "
            "luettelossa: kirjoita se kaikille luettavaksi."
        ),
    )
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() and reason.is_valid():
            saved, status = _saved(request, pk, form, reason)
            if saved:
                return redirect("goals:entry-late-edit", saved.pk)
    context = {
        "line": line,
        "crumbs": crumbs_to(entry.round, _("Myöhäinen muutos")),
        "pk": pk,
        "form": form,
        "reason": reason,
        "versions": version_rows(entry, badges),
        "words": [field for field in form.visible_fields() if not field.name.startswith(OF_FIGURES)],
        "figures": list(zip(line.figures, form.figure_fields(), strict=True)),
    }
    return render_page(request, "goals/entry_late_edit.html", context, status=status)


def _saved(request, pk, form, reason):
    """(the new version, 302), or (None, the status of the page that tells why not)."""
    try:
        recorded = record_late_edit(
            pk,
            reported={name: form.cleaned_data[name] for name in REPORTED_FIELDS if name in form.fields},
            figures=form.typed_figures(),
            language=get_language(),
            reason=reason.cleaned_data["reason"],
            rights=request.rights,
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None, 409 if isinstance(refusal, Conflict) else 422
    for name, sentence in recorded.problems.items():
        form.add_error(name if name in form.fields else None, sentence)
    if recorded.problems:
        return None, 422
    messages.success(request, _("Muutos on tallennettu. Alkuperäinen kirjaus säilyy."))
    return recorded.entry, 302
