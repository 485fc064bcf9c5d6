"""Asking for a report's file, and making it."""

import logging

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock, jobs
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import OrgUnit
from reporting.content import build_content
from reporting.models import ReportFile

from .rendering import keep, render

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3


@transaction.atomic
def ask_report_file(*, round: Round, language: str, format: str, by, unit: OrgUnit | None = None) -> ReportFile:
    """Puts the file into the worker's queue; it is made after the transaction."""
    asked = ReportFile(round=round, unit=unit, language=language, format=format, asked_by=by)
    save_with_history(asked, by=by, reason="asked for")
    jobs.start("reporting.tasks.render_report", asked.pk)
    return asked


@transaction.atomic
def ask_report_file_again(*, file: ReportFile, by) -> ReportFile:
    """A file that failed goes to the queue again; anything else is left as it is."""
    asked = ReportFile.objects.select_for_update().get(pk=file.pk)
    if asked.state == ReportFile.State.FAILED:
        asked.state, asked.percent, asked.problem = ReportFile.State.WAITING, 0, ""
        save_with_history(asked, by=by, reason="asked for again")
        jobs.start("reporting.tasks.render_report", asked.pk)
    return asked


def make_report_file(*, pk: int, attempt: int = 1) -> None:
    """Makes the file once: a job that is run again after its worker was killed finds its work done, or does it anew."""
    file = ReportFile.objects.select_related("round", "unit", "asked_by").get(pk=pk)
    if file.state == ReportFile.State.READY:
        return
    try:
        if attempt > MOST_ATTEMPTS:
            raise RuntimeError(f"the worker ended {MOST_ATTEMPTS} times while making the file")
        data = _made(file)
    except Exception:
        logger.exception("Report file %s could not be made", pk)
        _fail(file)
        raise
    _finish(file, data)


def _made(file):
    _show_progress(file, 10)
    content = build_content(file.round, file.language, **({"unit": file.unit} if file.unit_id else {}))
    _show_progress(file, 50)
    return render(content, file.format)


def _show_progress(file, percent):
    """Percents are for the eye and no history: an update of one row, seen at once by the page that waits."""
    ReportFile.objects.filter(pk=file.pk).update(state=ReportFile.State.WORKING, percent=percent)


@transaction.atomic
def _finish(file, data):
    file = ReportFile.objects.select_for_update().get(pk=file.pk)
    if file.state == ReportFile.State.READY:
        return
    file.sha256, file.file.name = keep(data, file.format)
    file.state, file.percent, file.made_at, file.problem = ReportFile.State.READY, 100, clock.now(), ""
    save_with_history(file, by=file.asked_by, reason="made")


@transaction.atomic
def _fail(file):
    file = ReportFile.objects.select_for_update().get(pk=file.pk)
    if file.state == ReportFile.State.READY:
        return
    file.state = ReportFile.State.FAILED
    with translation.override(file.asked_by.language):
        file.problem = _("Tiedostoa ei saatu tehtyä. Vika on kirjattu palvelun lokiin.")
    save_with_history(file, by=file.asked_by, reason="failed")
