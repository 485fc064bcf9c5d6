"""Handling versions: frozen for a body before publication, rendered by the worker; and what the body decided."""

import dataclasses
import logging
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock, jobs
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.organisation.models import OrgUnit
from kemistrategy.periods import day_words
from kemistrategy.refusals import NotAllowed
from reporting.content import build_content
from reporting.content.freezing import freeze
from reporting.models import Format, Handling, HandlingFile, HandlingVersion
from reporting.queries.handling import JOB, is_stuck, obstacles

from .rendering import made_files, problem_words

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
LANGUAGE = "fi"  # the bodies handle Finnish; translations follow the publication
FORMATS = (Format.PDF, Format.WORD, Format.EXCEL, Format.JSON)


# --- freezing
@transaction.atomic
def freeze_handling_version(
    round_pk: int, *, body: str, by, unit: OrgUnit | None = None, case_number: str = "", note: str = ""
) -> HandlingVersion:
    """Freezes the whole report, or the part of one department, under the next number; the worker makes the files."""
    round = Round.objects.select_for_update().get(pk=round_pk)
    if found := obstacles(round):
        raise NotAllowed(" ".join(found))
    versions = HandlingVersion.objects.filter(round=round)
    if versions.filter(unit=unit, body=body, state=HandlingVersion.State.MAKING).exists():
        raise NotAllowed(_("Tälle toimielimelle tehdään jo käsittelyversiota. Odota, että sen tiedostot valmistuvat."))
    number = (versions.aggregate(newest=Max("number"))["newest"] or 0) + 1
    content = handled_content(round, unit=unit, number=number, case_number=case_number)
    version = HandlingVersion(
        round=round,
        number=number,
        unit=unit,
        body=body,
        case_number=case_number,
        note=note,
        language=LANGUAGE,
        schema=content.schema,
        content=freeze(content),
        frozen_at=clock.now(),
        frozen_by=by,
    )
    save_with_history(version, by=by, reason="frozen")
    jobs.start_in_transaction(JOB, version.pk)
    return version


def handled_content(round: Round, *, unit: OrgUnit | None, number: int, case_number: str):
    """The content of a report as a body handles it: marked with its number, under the case number it was given.

    It stays a draft: it has not been published, and what is not is never taken for what is.
    """
    with translation.override(LANGUAGE):
        mark = _("Käsittelyversio %(number)s") % {"number": number}
    content = build_content(round, LANGUAGE, unit=unit, version_mark=mark)
    return dataclasses.replace(content, case_number=case_number or content.case_number)


# --- the files
def make_handling_version(*, pk: int, attempt: int = 1) -> None:
    """Makes the files once: run again after its worker was killed, it has one effect."""
    version = HandlingVersion.objects.get(pk=pk)
    if version.state != HandlingVersion.State.MAKING:
        return  # done, or given up, while the job was in the queue
    try:
        if attempt > MOST_ATTEMPTS:
            raise RuntimeError(f"the worker ended {MOST_ATTEMPTS} times while making the files")
        _finish(pk, _made_files(version))
    except Exception as problem:
        logger.exception("Handling version %s could not be made", pk)
        _fail(pk, problem)
        raise


def _made_files(version) -> list[HandlingFile]:
    files = made_files([version], FORMATS, show_progress=partial(_show_progress, version.pk))
    return [HandlingFile(version=version, **file) for file in files]


def _show_progress(pk, percent):
    """Percents are for the eye and no history: an update of one row, seen at once by the page that waits."""
    HandlingVersion.objects.filter(pk=pk).update(percent=percent)


@transaction.atomic
def _finish(pk, files):
    """Every file at once, with the version's state."""
    version = _locked(pk)
    if version.state != HandlingVersion.State.MAKING:
        return
    for file in files:
        file.made_at = clock.now()
    create_many_with_history(files, by=version.frozen_by, reason="made")
    version.state, version.percent, version.problem = HandlingVersion.State.READY, 100, ""
    save_with_history(version, by=version.frozen_by, reason="made")


@transaction.atomic
def _fail(pk, problem):
    version = _locked(pk)
    if version.state != HandlingVersion.State.MAKING:
        return
    version.state = HandlingVersion.State.FAILED
    with translation.override(version.frozen_by.language):
        version.problem = problem_words(problem)
    save_with_history(version, by=version.frozen_by, reason="failed")


@transaction.atomic
def make_handling_version_again(pk: int, *, by) -> HandlingVersion:
    """Renders the same frozen content anew."""
    version = _locked(pk)
    if version.state == HandlingVersion.State.READY:
        raise NotAllowed(_("Tiedostot ovat jo valmiit."))
    if version.state == HandlingVersion.State.MAKING and not is_stuck(version):
        raise NotAllowed(_("Tiedostoja tehdään jo. Odota, että ne valmistuvat."))
    version.state, version.percent, version.problem = HandlingVersion.State.MAKING, 0, ""
    save_with_history(version, by=by, reason="tried again")
    jobs.start_in_transaction(JOB, version.pk)
    return version


def _locked(pk):
    return HandlingVersion.objects.select_for_update(of=("self",)).select_related("frozen_by").get(pk=pk)


# --- what was decided
@transaction.atomic
def record_handling(version_pk: int, *, body: str, handled_on, section: str, outcome: str, by) -> Handling:
    """That a body handled the version; the next version prints it."""
    version = _locked(version_pk)
    row = Handling(version=version, body=body, handled_on=handled_on, section=section, outcome=outcome)
    _refuse_impossible(row)
    return save_with_history(row, by=by, reason="recorded")


@transaction.atomic
def correct_handling(pk: int, *, by, **told) -> Handling:
    """`told`: body, handled_on, section and outcome as they should be; what was recorded first stays in history."""
    row = _locked_handling(pk)
    for name, value in told.items():
        setattr(row, name, value)
    _refuse_impossible(row)
    return save_with_history(row, by=by, reason="corrected")


@transaction.atomic
def remove_handling(pk: int, *, by) -> None:
    """Takes away what was recorded of a wrong version; history keeps it."""
    row = _locked_handling(pk)
    row._history_user, row._change_reason = by, "removed"
    row.delete()


def _locked_handling(pk):
    """The version is locked too: two that record the same come one after the other."""
    row = Handling.objects.select_for_update().get(pk=pk)
    row.version = _locked(row.version_id)
    return row


def _refuse_impossible(row):
    frozen_on = localtime(row.version.frozen_at).date()
    if row.handled_on < frozen_on:
        raise NotAllowed(
            _("Käsittelyversio on jäädytetty %(day)s. Sitä ei ole voitu käsitellä aiemmin: tarkista päivä.")
            % {"day": day_words(frozen_on)}
        )
    same = {"body": row.body, "handled_on": row.handled_on, "section": row.section}
    if Handling.objects.filter(version=row.version, **same).exclude(pk=row.pk).exists():
        raise NotAllowed(_("Tämä käsittely on jo kirjattu. Korjaa kirjattua, jos siinä on virhe."))


# --- what a handling version keeps shut
def refuse_reopening(sender, *, round: Round, **kwargs) -> str:
    """Why a closed review stays closed; "" when nothing has been frozen of it since it was closed."""
    if not HandlingVersion.objects.filter(round=round, frozen_at__gte=round.closed_at).exists():
        return ""
    return _(
        "Katsauksesta on jäädytetty käsittelyversio, eikä katsausta avata uudelleen. Muuta kirjausta perustellen ja "
        "jäädytä uusi käsittelyversio."
    )
