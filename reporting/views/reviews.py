"""The prose parts of a report: listed with how far they are, and each written on its own page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goals.permissions import visible_rounds
from kemistrategy.htmx import render_page
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.content import build_content
from reporting.forms.reviews import ReviewForm
from reporting.models import Review
from reporting.operations.reviews import save_review
from reporting.queries.reviews import review_part, review_parts


def review_list(request, slug):
    """For whoever writes some of them; others read them in the report."""
    round = _round(request, slug)
    parts = review_parts(round, request.rights, get_language())
    if not any(part.may_write for part in parts):
        raise Http404
    context = {"round": round, "parts": parts, "crumbs": _crumbs(round, (_("Katsaustekstit"), None))}
    return render_page(request, "reporting/reviews/review_list.html", context)


def _round(request, slug):
    rounds = visible_rounds(request.rights).exclude(opened_at=None).select_related("project")
    return get_object_or_404(rounds, slug=slug)


def _crumbs(round, *under):
    return [
        (_("Raportit"), reverse("reporting:report-list")),
        (round.title, reverse("reporting:report-detail", args=[round.slug])),
        *under,
    ]


def review_edit(request, slug, key):
    """The text with the figures at hand. It is saved while it is typed; "Valmis" puts it into the report."""
    round = _round(request, slug)
    part = _part(request, round, key)
    form = ReviewForm(request.POST if request.method == "POST" else None, row=part.row)
    if not form.is_bound:
        return _page(request, part, form)
    deed = request.POST.get("deed", "save")
    if not form.is_valid():
        return _page(request, part, form, status=422)
    try:
        review = save_review(
            round.pk,
            key,
            **form.cleaned_data,
            language=get_language(),
            is_ready=deed == "ready" or (deed == "autosave" and part.is_ready),
            rights=request.rights,
        )
    except Review.DoesNotExist as missing:
        raise Http404 from missing
    except Conflict as conflict:
        form.take_version_of(conflict.theirs)
        return _page(request, part, form, status=409, conflict=conflict)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, part, form, status=422)
    if deed == "autosave":
        return _page(request, _part(request, round, key), ReviewForm(row=review))
    messages.success(request, _("Teksti on raportissa.") if review.is_ready else _("Luonnos tallennettiin."))
    return redirect("reporting:review-list", slug)


def _part(request, round, key):
    part = review_part(round, key, request.rights, get_language())
    if part is None or not part.may_write:
        raise Http404
    return part


def _page(request, part, form, *, status=200, **found):
    crumbs = _crumbs(
        part.round,
        (_("Katsaustekstit"), reverse("reporting:review-list", args=[part.round.slug])),
        (part.heading, None),
    )
    context = {"part": part, "round": part.round, "form": form, "crumbs": crumbs, **found}
    return render_page(
        request, "reporting/reviews/review_edit.html", context, fragments=("review-saved",), status=status
    )


def review_figures(request, slug, key):
    """What the text is written from: counts, what does not go as planned, and what has not been heard."""
    round = _round(request, slug)
    part = _part(request, round, key)
    context = {
        "part": part,
        "report": build_content(round, get_language(), unit=part.unit) if not round.project_id else None,
        "crumbs": _crumbs(
            round, (part.heading, reverse("reporting:review-edit", args=[slug, key])), (_("Luvut"), None)
        ),
    }
    return render_page(request, "reporting/reviews/review_figures.html", context, fragments=("review-figures",))
