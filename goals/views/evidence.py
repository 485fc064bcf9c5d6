"""The page where an entry gets its evidence."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.forms.evidence import EntryEvidenceForm
from goals.models import Entry
from goals.operations import evidence
from goals.queries.evidence import evidence_page
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def entry_evidence(request, pk):
    """What shows an entry or one of its figures to be so; whoever writes the entry adds to it while it is open."""
    page = evidence_page(request.rights, pk, get_language())
    if page is None:
        raise Http404
    if request.method == "GET" and page.newest_pk != pk:
        return redirect("goals:entry-evidence", page.newest_pk)
    form = EntryEvidenceForm(request.POST or None, request.FILES or None, subjects=page.subjects)
    if form.is_valid():
        try:
            evidence.add_evidence(
                pk, indicator_pk=form.cleaned_data["subject"], evidence=form.evidence(), rights=request.rights
            )
        except Entry.DoesNotExist as missing:
            raise Http404 from missing
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Näyttö lisättiin."))
            return redirect("goals:entry-evidence", pk)
    status = 422 if form.is_bound else 200
    return render_page(request, "goals/entry_evidence.html", {"page": page, "form": form}, status=status)
