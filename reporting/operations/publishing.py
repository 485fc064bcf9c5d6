"""Publishing a report: freeze all languages, render their files, make them visible. All of it or nothing is seen."""

import dataclasses
import logging
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock, jobs
from kemistrategy.history import create_many_with_history, save_with_history, update_many_with_history
from kemistrategy.refusals import NotAllowed
from reporting.content import ReportContent, build_content
from reporting.content.attached import kept_as_published
from reporting.content.freezing import facts, freeze, thaw
from reporting.content.rows import PublishedChange
from reporting.models import Format, Publication, PublicationContent, PublicationFile
from reporting.queries.late_changes import has_late_changes
from reporting.queries.publications import is_stuck, obstacles, under_way, unfinished_reviews

from .published_corrections import list_late_edits
from .published_states import keep_published_states, lock_publications
from .rendering import made_files, problem_words

logger = logging.getLogger(__name__)

JOB, MAIL_JOB = "reporting.tasks.publish", "reporting.tasks.mail_followers"
MOST_ATTEMPTS = 3
NEEDED = "fi"  # the language in which a report is always published
FORMATS = (Format.PDF, Format.WORD, Format.EXCEL, Format.WEB, Format.JSON)


# --- step 1: freeze
@transaction.atomic
def publish_report(round_pk: int, *, languages, by, without_unfinished: bool = False) -> Publication:
    """Freezes the first version in the chosen languages; the worker makes its files and then it is seen.

    `without_unfinished`: the coordinator knows that reviews somebody has begun stay out of the report.
    """
    round = Round.objects.select_for_update().get(pk=round_pk)
    if found := obstacles(round):
        raise NotAllowed(" ".join(found))
    if (unfinished := unfinished_reviews(round)) and not without_unfinished:
        raise NotAllowed(
            _("Kesken on: %(reviews)s. Viimeistele ne, tai rastita, että raportti julkaistaan ilman niitä.")
            % {"reviews": ", ".join(unfinished)}
        )
    return _freeze_version(round, version=1, languages=_in_order(languages), by=by)


@transaction.atomic
def publish_corrected(round_pk: int, *, languages, by) -> Publication:
    """Freezes the next version, which lists what was corrected since the one that is seen."""
    round = Round.objects.select_for_update().get(pk=round_pk)
    _refuse_second(round)
    newest = _newest_visible(round)
    list_late_edits(newest, by=by)
    corrections = list(newest.corrected_by.filter(published_in=None).select_for_update())
    if not corrections:
        raise NotAllowed(_("Korjattavaa ei ole: korjaa ensin tieto, joka on väärin."))
    version = newest.version + 1
    publication = _freeze_version(
        round, version=version, languages=_in_order(languages), by=by, corrections=corrections
    )
    for correction in corrections:
        correction.published_in = publication
    update_many_with_history(corrections, ["published_in"], by=by, reason=f"corrected in version {version}")
    return publication


@transaction.atomic
def publish_translations(round_pk: int, *, languages, by) -> Publication:
    """Freezes more languages of the version that is seen; what it has already is not touched."""
    round = Round.objects.select_for_update().get(pk=round_pk)
    _refuse_second(round)
    newest = _newest_visible(round)
    new = [language for language in _chosen(languages) if language not in newest.languages]
    if not new:
        raise NotAllowed(_("Valitse kieli, jolla raporttia ei ole vielä julkaistu."))
    if _has_changed(round, newest):
        raise NotAllowed(
            _(
                "Tiedot ovat muuttuneet julkaisun jälkeen. Korjaa julkaistu tieto ja julkaise korjattu versio "
                "kaikilla kielillä."
            )
        )
    corrections = list(newest.corrections.all())
    _freeze_languages(newest, new, by=by, corrections=corrections)
    newest.percent, newest.problem = 0, ""
    save_with_history(newest, by=by, reason=f"translations frozen: {', '.join(new)}")
    jobs.start_in_transaction(JOB, newest.pk)
    return newest


def _refuse_second(round):
    if publication := under_way(round):
        raise NotAllowed(_UNDER_WAY[publication.state == Publication.State.FAILED or bool(publication.problem)]())


_UNDER_WAY = {
    False: lambda: _("Raporttia julkaistaan jo. Odota, että tiedostot valmistuvat."),
    True: lambda: _("Edellinen julkaiseminen jäi kesken. Yritä sitä uudelleen tai peru se."),
}


def _newest_visible(round):
    newest = Publication.objects.visible().select_for_update().filter(round=round).order_by("-version").first()
    if newest is None:
        raise NotAllowed(_("Raporttia ei ole vielä julkaistu."))
    return newest


def _chosen(languages):
    return [code for code, _name in settings.LANGUAGES if code in set(languages)]


def _in_order(languages):
    chosen = _chosen(languages)
    if NEEDED not in chosen:
        raise NotAllowed(_("Raportti julkaistaan aina suomeksi. Muut kielet voi julkaista myöhemmin."))
    return chosen


def _freeze_version(round, *, version, languages, by, corrections=()):
    publication = Publication(round=round, version=version, languages=languages, frozen_at=clock.now(), frozen_by=by)
    save_with_history(publication, by=by, reason="frozen")
    _freeze_languages(publication, languages, by=by, corrections=corrections)
    jobs.start_in_transaction(JOB, publication.pk)
    return publication


def _freeze_languages(publication, languages, *, by, corrections):
    rows = []
    for language in languages:
        content = published_content(publication.round, language, version=publication.version, corrections=corrections)
        rows.append(
            PublicationContent(
                publication=publication, language=language, schema=content.schema, content=freeze(content)
            )
        )
    create_many_with_history(rows, by=by, reason="frozen")


def published_content(round: Round, language: str, *, version: int, corrections=()):
    """The content of a report as it is published: no draft any more, with the list of what it corrects."""
    content = _present_content(round, language)
    with translation.override(language):
        mark = "" if version == 1 else _("Versio %(number)s") % {"number": version}
    changes = tuple(
        PublishedChange(row.subject, row.before, row.now, row.cause, localdate(row.corrected_at)) for row in corrections
    )
    return dataclasses.replace(content, is_draft=False, version_mark=mark, corrections=changes)


def _present_content(round, language):
    """What would be told now; answers and stages stay those of the first version, once there is one."""
    content = build_content(round, language)
    first = PublicationContent.objects.filter(publication__round=round, language=NEEDED).order_by(
        "publication__version"
    )
    text = first.values_list("content", flat=True).first() if isinstance(content, ReportContent) else None
    return kept_as_published(content, thaw(text), round) if text else content


def _has_changed(round, publication):
    """Whether a translation made now would tell other facts than the version that is seen."""
    if publication.corrected_by.filter(published_in=None).exists():
        return True
    if has_late_changes(round, since=publication.frozen_at):
        return True
    frozen = publication.contents.get(language=NEEDED).content
    return facts(freeze(_present_content(round, NEEDED))) != facts(frozen)


# --- step 2: render, and step 3: make visible
def make_publication(*, pk: int, attempt: int = 1) -> None:
    """Makes what is missing of the files: run again after its worker was killed, it has one effect."""
    publication = Publication.objects.select_related("round", "frozen_by").filter(pk=pk).first()
    if publication is None or publication.state == Publication.State.FAILED:
        return  # discarded, or given up, while the job was in the queue
    try:
        if attempt > MOST_ATTEMPTS:
            raise RuntimeError(f"the worker ended {MOST_ATTEMPTS} times while making the files")
        if contents := _contents_without_files(publication):
            _make_visible(pk, _made_files(publication, contents))
    except Exception as problem:
        logger.exception("Publication %s could not be made", pk)
        _fail(pk, problem)
        raise


def _contents_without_files(publication):
    made = publication.files.values_list("language", flat=True).distinct()
    return list(publication.contents.exclude(language__in=list(made)).order_by("language"))


def _made_files(publication, contents) -> list[PublicationFile]:
    files = made_files(contents, FORMATS, show_progress=partial(_show_progress, publication.pk))
    return [PublicationFile(publication=publication, **file) for file in files]


def _show_progress(pk, percent):
    """Percents are for the eye and no history: an update of one row, seen at once by the page that waits."""
    Publication.objects.filter(pk=pk).update(percent=percent)


@transaction.atomic
def _make_visible(pk, files):
    """Every file at once, with the version itself when it is the first time, and what the public pages tell of it."""
    lock_publications()
    publication = Publication.objects.select_for_update().select_related("frozen_by").get(pk=pk)
    there = set(publication.files.values_list("language", flat=True))
    files = [file for file in files if file.language not in there]
    if not files:
        return
    now = clock.now()
    for file in files:
        file.made_at = now
    create_many_with_history(files, by=publication.frozen_by, reason="published")
    is_new = publication.published_at is None
    publication.languages = _chosen(there | {file.language for file in files})
    publication.state, publication.percent, publication.problem = Publication.State.READY, 100, ""
    publication.published_at = publication.published_at or now
    save_with_history(publication, by=publication.frozen_by, reason="published" if is_new else "translations published")
    keep_published_states(publication)
    if is_new:
        jobs.start_in_transaction(MAIL_JOB, pk)


@transaction.atomic
def _fail(pk, problem):
    publication = Publication.objects.select_for_update().select_related("frozen_by").get(pk=pk)
    if publication.published_at is None:
        publication.state = Publication.State.FAILED
    with translation.override(publication.frozen_by.language):
        publication.problem = problem_words(problem)
    save_with_history(publication, by=publication.frozen_by, reason="failed")


# --- when it did not go well
@transaction.atomic
def publish_again(round_pk: int, *, by) -> Publication:
    """Renders the same frozen content anew."""
    publication = _failed_one(round_pk)
    publication.percent, publication.problem = 0, ""
    if publication.published_at is None:
        publication.state = Publication.State.MAKING
    save_with_history(publication, by=by, reason="tried again")
    jobs.start_in_transaction(JOB, publication.pk)
    return publication


@transaction.atomic
def discard_publication(round_pk: int, *, by) -> None:
    """Takes away what was frozen and never seen; its history stays, and so does everything that was seen."""
    publication = _failed_one(round_pk)
    rows = publication.contents.exclude(language__in=publication.files.values("language"))
    if publication.published_at is None:
        corrections = list(publication.corrections.select_for_update())
        for correction in corrections:
            correction.published_in = None
        update_many_with_history(corrections, ["published_in"], by=by, reason="version discarded")
    for row in rows:
        _delete(row, by=by)
    if publication.published_at is None:
        _delete(publication, by=by)
        return
    publication.percent, publication.problem = 100, ""
    save_with_history(publication, by=by, reason="translations discarded")


def _failed_one(round_pk):
    round = Round.objects.select_for_update().get(pk=round_pk)
    publication = under_way(round)
    if publication is None:
        raise NotAllowed(_("Keskeneräistä julkaisua ei ole."))
    if not (publication.state == Publication.State.FAILED or publication.problem or is_stuck(publication)):
        raise NotAllowed(_UNDER_WAY[False]())
    return Publication.objects.select_for_update().get(pk=publication.pk)


def _delete(row, *, by):
    row._history_user, row._change_reason = by, "discarded"
    row.delete()


# --- what a publication keeps shut
def refuse_reopening(sender, *, round: Round, **kwargs) -> str:
    """Why a closed review stays closed; "" when nothing of it is published or about to be."""
    publications = Publication.objects.filter(round=round)
    if publications.visible().exists():
        return _("Raportti on julkaistu. Jos siinä on virhe, korjaa julkaistu tieto; katsausta ei avata uudelleen.")
    if publications.exists():
        return _("Raporttia julkaistaan parhaillaan. Odota, tai peru julkaiseminen ensin.")
    return ""


def refuse_late_edit(sender, *, round: Round, **kwargs) -> str:
    """Why a closed review is not changed now: what is being made was frozen, and would not tell it."""
    publication = under_way(round)
    return _UNDER_WAY[bool(publication.problem)]() if publication else ""
