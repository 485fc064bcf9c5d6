"""Publishing a report: the coordinator's page, and the published versions and files that everybody reads."""

import contextlib
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.models import Entry, Figure, Project, Round
from goals.queries.entries import figures_of, posts_to_choose, subject_title
from goals.queries.subjects import SUBJECT_RELATIONS, newest_revision
from kemistrategy import clock
from kemistrategy.freshness import answer, etag_of, may_be_kept, stamp_of
from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import Text
from measures.models import Observation
from reporting.content.freezing import thaw
from reporting.forms.publications import CorrectionForm, LanguagesForm, PublishForm, TextCorrectionForm
from reporting.models import Format, Publication, PublicationContent, PublicationFile, PublishedCorrection
from reporting.operations import published_corrections, publishing
from reporting.operations.published_texts import correct_review
from reporting.permissions import corrected_rounds, publishable_rounds, readable_publications
from reporting.queries.publications import (
    frozen_text,
    published_languages,
    published_report,
    publishing_state,
    told_things,
    under_way,
)
from reporting.queries.reviews import review_part, review_parts


# --- the coordinator
def publication(request, slug):
    """How far publishing is, and what to do next: publish, wait, try again, add languages, correct."""
    round = get_object_or_404(publishable_rounds(request.rights), slug=slug)
    state = publishing_state(round)
    typed = request.POST if request.method == "POST" else None
    form = None if state.newest or state.under_way else PublishForm(typed, unfinished=state.unfinished)
    if form and form.is_valid():
        try:
            publishing.publish_report(round.pk, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect_page(request, "reporting:publication", slug)
    elif request.method == "POST" and not form:
        messages.error(request, " ".join(state.obstacles))
        return redirect_page(request, "reporting:publication", slug)
    context = {
        "state": state,
        "round": round,
        "form": form,
        "translations_form": LanguagesForm(offered=state.missing_languages),
        "corrected_form": PublishForm(unfinished=()),
        "crumbs": _crumbs(round, (_("Julkaiseminen"), None)),
    }
    status = 422 if form and form.is_bound else 200
    return render_page(
        request, "reporting/publication/publication.html", context, fragments=("publication-progress",), status=status
    )


def _crumbs(round, *under):
    return [
        (_("Etusivu"), reverse("reporting:front-page")),
        (_("Raportit"), reverse("reporting:report-list")),
        (round.title, reverse("reporting:report-detail", args=[round.slug])),
        *under,
    ]


@require_POST
def publication_translations(request, slug):
    return _deed(request, slug, publishing.publish_translations, languages=request.POST.getlist("languages"))


@require_POST
def publication_corrected(request, slug):
    return _deed(request, slug, publishing.publish_corrected, languages=request.POST.getlist("languages"))


@require_POST
def publication_retry(request, slug):
    return _deed(request, slug, publishing.publish_again)


@require_POST
def publication_discard(request, slug):
    return _deed(request, slug, publishing.discard_publication)


def _deed(request, slug, deed, **given):
    round = get_object_or_404(publishable_rounds(request.rights), slug=slug)
    try:
        deed(round.pk, by=request.user, **given)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect_page(request, "reporting:publication", slug)


# --- correcting
def _waits(request, slug):
    """While a version is being made nothing is corrected: a page says so and leads to where its making is seen."""
    round = get_object_or_404(publishable_rounds(request.rights), slug=slug)
    present = under_way(round)
    if present is None:
        return None
    context = {
        "round": round,
        "has_failed": bool(present.problem),
        "crumbs": _crumbs(round, (_("Korjaa julkaistu tieto"), None)),
    }
    return render_page(
        request, "reporting/publication/correction_waits.html", context, status=409 if request.method == "POST" else 200
    )


def correct_published(request, slug):
    """What the report tells of, to choose what is wrong in it: a thing, a prose part or a translation."""
    if waits := _waits(request, slug):
        return waits
    round = get_object_or_404(corrected_rounds(request.rights).select_related("project"), slug=slug)
    words = " ".join(request.GET.get("q", "").split())[:200]
    published = published_languages(round)
    context = {
        "round": round,
        "words": words,
        "things": told_things(round, language=get_language(), words=words),
        "parts": [
            part
            for part in review_parts(round, request.rights, get_language())
            if words.casefold() in part.heading.casefold()
        ],
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in published],
        "kinds": {
            "goal": _("Tavoitteet"),
            "action": _("Toimenpiteet"),
            "project": _("Projektit"),
            "indicator": _("Mittarit"),
        },
        "crumbs": _crumbs(round, (_("Korjaa julkaistu tieto"), None)),
    }
    return render_page(request, "reporting/publication/correct_published.html", context, fragments=("things",))


def published_correction(request, slug, pk):
    """The right value and the cause of one thing that was published wrong."""
    if waits := _waits(request, slug):
        return waits
    round = get_object_or_404(corrected_rounds(request.rights), slug=slug)
    entries = Entry.objects.present().filter(round=round).select_related("round", *SUBJECT_RELATIONS)
    newest = newest_revision(entries, pk) if request.method == "GET" else None
    if newest and newest.pk != pk:  # a link from before it was corrected
        return redirect_page(request, "reporting:published-correction", slug, newest.pk)
    entry = get_object_or_404(entries, pk=pk)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        entry=entry,
        figures=list(figures_of(entry)),
        posts=posts_to_choose(get_language(), clock.today()),
    )
    if form.is_valid() and _was_corrected(request, form, entry):
        messages.success(request, _("Korjaus on kirjattu. Se näkyy, kun julkaiset korjatun version."))
        return redirect_page(request, "reporting:publication", slug)
    under = (_("Korjaa julkaistu tieto"), reverse("reporting:correct-published", args=[slug]))
    title = subject_title(entry, get_language())
    context = {
        "round": round,
        "form": form,
        "title": title,
        "crumbs": _crumbs(round, under, (str(title), None)),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reporting/publication/published_correction.html", context, status=status)


def published_text_correction(request, slug, key):
    """The right text of a prose part that was published wrong."""
    if waits := _waits(request, slug):
        return waits
    round = get_object_or_404(corrected_rounds(request.rights).select_related("project"), slug=slug)
    part = review_part(round, key, request.rights, get_language())
    if part is None:
        raise Http404
    initial = {"version": part.row.version, "text": part.row.text} if part.row else {"version": 0}
    form = TextCorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _text_was_corrected(request, form, part):
        messages.success(request, _("Korjaus on kirjattu. Se näkyy, kun julkaiset korjatun version."))
        return redirect_page(request, "reporting:publication", slug)
    under = (_("Korjaa julkaistu tieto"), reverse("reporting:correct-published", args=[slug]))
    context = {
        "round": round,
        "form": form,
        "title": Text(part.heading, get_language()),
        "crumbs": _crumbs(round, under, (part.heading, None)),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reporting/publication/published_correction.html", context, status=status)


def _text_was_corrected(request, form, part) -> bool:
    typed = form.cleaned_data
    try:
        correct_review(
            part.round.pk,
            part.key,
            text=typed["text"],
            cause=typed["why"],
            version=typed["version"],
            language=get_language(),
            rights=request.rights,
        )
    except Conflict as conflict:
        form.data = form.data.copy()
        form.data["version"] = conflict.theirs.version  # the next save starts from what is stored now
        form.add_error("text", _("%(why)s Nyt siinä lukee: %(text)s") % {"why": conflict, "text": conflict.theirs.text})
        return False
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _was_corrected(request, form, entry) -> bool:
    """Whether it was; otherwise the form says why not, and keeps what was typed."""
    try:
        corrected = published_corrections.correct_published(
            entry.pk,
            reported=form.reported,
            figures=form.typed_figures,
            cause=form.cleaned_data["why"],
            language=entry.language,
            rights=request.rights,
        )
    except Entry.DoesNotExist as missing:
        raise Http404 from missing
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    for name, sentence in corrected.problems.items():
        form.add_error(name if name in form.fields else None, sentence)
    return not corrected.problems


# --- everybody
# Whatever the public's page of a report is made of.
TOLD_OF = (Round, Project, Publication, PublicationContent, PublicationFile, PublishedCorrection)
TOLD_OF += (Entry, Figure, Observation)


def render_published(request, slug, *, number=None):
    """The page of a published version (default: the newest), or None where there is none.

    The public's page says when it changed, so that whoever has it already is not sent it again, and may be kept for
    as long as nothing it is made of has changed. Who has signed in reads a page of her own.
    """
    stamp = None if request.rights.is_signed_in else stamp_of(*TOLD_OF)
    report = published_report(readable_publications(), slug, language=get_language(), number=number)
    if report is None:
        return None
    if stamp is None:
        return _own_page(request, report)
    make = partial(_published_page, request, report)
    response = answer(request, make, etag=_etag(report), changed_at=report.changed_at)
    return may_be_kept(response, models=TOLD_OF, stamp=stamp)


def _own_page(request, report):
    response = _published_page(request, report)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _published_page(request, report):
    content = thaw(frozen_text(report))
    context = {
        "report": content,
        "published": report,
        "round": report.version.round,
        "crumbs": _page_crumbs(report),
        "is_coordinator": request.rights.coordinates,
        "is_signed_in": request.rights.is_signed_in,
    }
    return render_page(request, content.TEMPLATE_PAGE, context)


def _etag(report):
    """Nobody's name is on the public's page: what it was made of tells it, and it need not be made to be compared."""
    versions = [(version.number, version.changed_at) for version in (report.version, *report.older)]
    round = report.version.round
    names = (round.pk, round.title, str(round.project))
    return etag_of(names, versions, report.language, get_language(), report.differs, clock.today())


def _page_crumbs(report):
    under = [(_("Versio %(number)s") % {"number": report.version.number}, None)]
    crumbs = _crumbs(report.version.round, *(() if report.version.is_newest else under))
    if report.version.is_newest:
        crumbs[-1] = (report.version.round.title, None)
    return crumbs


@login_not_required
def report_version(request, slug, version):
    """One published version, the newest or an older one that says so."""
    response = render_published(request, slug, number=version)
    if response is None:
        raise Http404
    return response


@login_not_required
def published_file(request, slug, version, language, format):
    """A published file, byte for byte as it was published."""
    file = get_object_or_404(
        PublicationFile.objects.filter(publication__in=readable_publications()).select_related("publication__round"),
        publication__round__slug=slug,
        publication__version=version,
        language=language,
        format=format,
    )
    etag, published_at = f'"{file.sha256}"', file.made_at
    response = get_conditional_response(request, etag=etag, last_modified=int(published_at.timestamp()))
    if response is None:
        with contextlib.suppress(FileNotFoundError):
            response = FileResponse(file.file.open("rb"), as_attachment=format != Format.PDF, filename=_file_name(file))
    if response is None:
        raise Http404
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(published_at.timestamp())
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _file_name(file):
    """ "puolivuotiskatsaus-2023-fi.pdf", a corrected one "puolivuotiskatsaus-2023-v2-fi.pdf"."""
    with translation.override(file.language):
        title = slugify(file.publication.round.title)
    version = f"-v{file.publication.version}" if file.publication.version > 1 else ""
    return f"{title}{version}-{file.language}.{file.format}"
