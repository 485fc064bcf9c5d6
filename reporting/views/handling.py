"""Handling versions: the coordinator freezes them, those who have signed in read them, and what bodies decided."""

import contextlib

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.permissions import visible_rounds
from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.refusals import NotAllowed
from reporting.case_package import (
    Attachment,
    Handled,
    agenda_item,
    case_package,
    differences,
    package_name,
)
from reporting.content.freezing import thaw
from reporting.forms.handling import FreezeForm, HandlingForm
from reporting.models import Format, Handling
from reporting.operations import handling
from reporting.permissions import publishable_rounds, readable_handling_versions, steered_handling_versions
from reporting.queries.handling import (
    frozen_texts,
    kept_files,
    known_bodies,
    obstacles,
    version_rows,
)
from reporting.queries.publications import unfinished_reviews

PACKED = (Format.PDF, Format.WORD)


# --- a review's versions
def handling_list(request, slug):
    """What the bodies have been given of a review, and what they decided."""
    round = get_object_or_404(visible_rounds(request.rights), slug=slug)
    may_freeze = publishable_rounds(request.rights).filter(pk=round.pk).exists()
    context = {
        "round": round,
        "versions": version_rows(
            readable_handling_versions(request.rights).filter(round=round), language=get_language()
        ),
        "may_freeze": may_freeze,
        "obstacles": obstacles(round) if may_freeze else (),
        "crumbs": _crumbs(round),
    }
    return render_page(request, "reporting/handling/handling_list.html", context)


def _crumbs(round, *under):
    own = (_("Käsittelyversiot"), reverse("reporting:handling-list", args=[round.slug]) if under else None)
    return [
        (_("Etusivu"), reverse("reporting:front-page")),
        (_("Raportit"), reverse("reporting:report-list")),
        (round.title, reverse("reporting:report-detail", args=[round.slug])),
        own,
        *under,
    ]


def handling_freeze(request, slug):
    round = get_object_or_404(publishable_rounds(request.rights), slug=slug)
    form = FreezeForm(request.POST if request.method == "POST" else None, round=round)
    if form.is_valid():
        try:
            version = handling.freeze_handling_version(round.pk, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect_page(request, "reporting:handling-detail", slug, version.number)
    context = {
        "round": round,
        "form": form,
        "obstacles": obstacles(round),
        "unfinished": unfinished_reviews(round),
        "bodies": known_bodies(),
        "crumbs": _crumbs(round, (_("Jäädytä käsittelyversio"), None)),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reporting/handling/handling_freeze.html", context, status=status)


# --- one version
def handling_detail(request, slug, number):
    version = _version(readable_handling_versions(request.rights), slug, number)
    return _detail(request, version, _empty_form(version) if request.rights.coordinates else None)


def _version(versions, slug, number):
    rows = version_rows(versions.filter(round__slug=slug, number=number), language=get_language())
    if not rows:
        raise Http404
    return rows[0]


def _empty_form(version):
    return HandlingForm(initial={"body": version.body})


def _detail(request, version, form, *, status=200):
    bodies = known_bodies([version.body])
    body = request.GET.get("toimielin", "")
    body = body if body in bodies else version.body
    context = {
        "version": version,
        "round": version.round,
        "body": body,
        "bodies": bodies,
        "texts": SimpleLazyObject(lambda: _texts(version, body)),  # the fragment that waits for files needs none
        "form": form,
        "crumbs": _crumbs(version.round, (_("Käsittelyversio %(number)s") % {"number": version.number}, None)),
    }
    return render_page(
        request,
        "reporting/handling/handling_detail.html",
        context,
        fragments=("handling-progress",),
        status=status,
    )


def _texts(version, body):
    handled, content, before = _frozen(version, body)
    return {
        "found": differences(content, before, number_before=handled.number_before),
        "item": agenda_item(content, handled, before),
    }


def _frozen(version, body):
    """The version as the package of a body knows it, its content, and that of the version before it or None."""
    texts = frozen_texts(version)
    handled = Handled(
        file_stem=version.file_stem,
        number=version.number,
        body=body,
        case_number=version.case_number,
        note=version.note,
        frozen_at=version.frozen_at,
        number_before=texts.number_before,
    )
    return handled, thaw(texts.text), thaw(texts.before) if texts.before else None


@require_POST
def handling_retry(request, slug, number):
    version = _version(steered_handling_versions(request.rights), slug, number)
    try:
        handling.make_handling_version_again(version.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect_page(request, "reporting:handling-detail", slug, number)


# --- its files
def handling_file(request, slug, number, format):
    """A file of a version, byte for byte as it was made."""
    version = _version(readable_handling_versions(request.rights), slug, number)
    file = kept_files(version, format).get(format)
    if file is None:
        raise Http404
    with contextlib.suppress(FileNotFoundError):
        name = f"{version.file_stem}.{format}"
        return FileResponse(file.file.open("rb"), as_attachment=format != Format.PDF, filename=name)
    raise Http404


def handling_package(request, slug, number):
    """Everything that the case system needs for the agenda of a body: the one asked for, or the version's own."""
    version = _version(readable_handling_versions(request.rights), slug, number)
    files = kept_files(version, *PACKED)
    if set(files) != set(PACKED):
        raise Http404
    body = request.GET.get("toimielin", "")
    handled, content, before = _frozen(version, body if body in known_bodies() else version.body)
    try:
        attachments = [
            Attachment(f"{version.file_stem}.{format}", _bytes(files[format]), files[format].sha256)
            for format in PACKED
        ]
    except FileNotFoundError as missing:
        raise Http404 from missing
    data = case_package(content, handled, agenda_item(content, handled, before), attachments)
    return HttpResponse(
        data,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{package_name(handled)}"'},
    )


def _bytes(kept):
    with kept.file.open("rb") as file:
        return file.read()


# --- what was decided
@require_POST
def handling_record(request, slug, number):
    version = _version(steered_handling_versions(request.rights), slug, number)
    form = HandlingForm(request.POST)
    if form.is_valid() and _was_done(form, handling.record_handling, version.pk, by=request.user):
        messages.success(request, _("Käsittely on kirjattu. Se tulee seuraavan version käsittelytietoihin."))
        return redirect_page(request, "reporting:handling-detail", slug, number)
    return _detail(request, version, form, status=422)


def handling_correct(request, slug, number, pk):
    """What was recorded, typed right; what it was stays in history."""
    version, row = _handling(request, slug, number, pk)
    initial = {name: getattr(row, name) for name in HandlingForm.base_fields}
    form = HandlingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _was_done(form, handling.correct_handling, row.pk, by=request.user):
        messages.success(request, _("Käsittely on korjattu."))
        return redirect_page(request, "reporting:handling-detail", slug, number)
    own = (
        _("Käsittelyversio %(number)s") % {"number": number},
        reverse("reporting:handling-detail", args=[slug, number]),
    )
    context = {
        "version": version,
        "round": version.round,
        "row": row,
        "form": form,
        "bodies": known_bodies([row.body]),
        "crumbs": _crumbs(version.round, own, (_("Korjaa käsittely"), None)),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reporting/handling/handling_correct.html", context, status=status)


@require_POST
def handling_remove(request, slug, number, pk):
    _own, row = _handling(request, slug, number, pk)
    with contextlib.suppress(Handling.DoesNotExist):  # somebody else has removed it already
        handling.remove_handling(row.pk, by=request.user)
    messages.success(request, _("Käsittely on poistettu."))
    return redirect_page(request, "reporting:handling-detail", slug, number)


def _handling(request, slug, number, pk):
    version = _version(steered_handling_versions(request.rights), slug, number)
    return version, get_object_or_404(Handling, version=version.pk, pk=pk)


def _was_done(form, deed, pk, *, by) -> bool:
    """Whether it was; otherwise the form says why not, and keeps what was typed."""
    try:
        deed(pk, **form.cleaned_data, by=by)
    except Handling.DoesNotExist as missing:
        raise Http404 from missing
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
