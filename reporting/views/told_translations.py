"""Translating what was told: original and translation side by side, a page at a time."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from reporting.forms.told_translations import TranslationsForm
from reporting.operations.told_translations import translate_told
from reporting.permissions import publishable_rounds
from reporting.queries.publications import published_languages
from reporting.queries.told_translations import told_texts

TEXTS_ON_A_PAGE = 15


def told_translations(request, slug, language):
    round = get_object_or_404(publishable_rounds(request.rights), slug=slug)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    texts = told_texts(round, language, get_language())
    page = Paginator(texts, TEXTS_ON_A_PAGE).get_page(request.GET.get("sivu"))
    is_published = language in published_languages(round)
    form = TranslationsForm(
        request.POST if request.method == "POST" else None,
        texts=page.object_list,
        language=language,
        is_published=is_published,
    )
    if form.is_valid() and _was_saved(request, round, form, language):
        return redirect(f"{request.path}?sivu={page.number}")
    context = {
        "round": round,
        "form": form,
        "language": language,
        "is_published": is_published,
        "page": page,
        "done": sum(bool(text.words) and not text.is_outdated for text in texts),
        "total": len(texts),
        "choices": settings.LANGUAGES,
        "previous_url": f"?sivu={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?sivu={page.next_page_number()}" if page.has_next() else "",
        "crumbs": [
            (_("Raportit"), reverse("reporting:report-list")),
            (round.title, reverse("reporting:report-detail", args=[slug])),
            (_("Käännökset"), None),
        ],
    }
    return render_page(
        request, "reporting/reviews/told_translations.html", context, status=422 if form.is_bound else 200
    )


def _was_saved(request, round, form, language) -> bool:
    """Whether it was; otherwise the form says why not, and keeps what was typed."""
    cause = form.cleaned_data.get("why", "")
    try:
        number = translate_told(round, language=language, words=form.typed(), cause=cause, by=request.user)
    except NotAllowed as refusal:
        form.add_error("why" if "why" in form.fields and not cause else None, str(refusal))
        return False
    words = ngettext("%(n)s käännös tallennettu.", "%(n)s käännöstä tallennettu.", number)
    messages.success(request, words % {"n": number})
    if number and "why" in form.fields:
        messages.info(request, _("Korjaus on kirjattu. Se näkyy, kun julkaiset korjatun version."))
    return True
