"""The audit committee's own work until it hands the evaluation report over; afterwards nothing of it changes."""

import re
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goals.models import Goal
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Evidence
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.models import AuditAccess, AuditJudgement, AuditReport, Finding


@transaction.atomic
def judge_goal(*, year: int, goal: Goal, code: str, grounds: str, version: int, by) -> AuditJudgement:
    """The committee's judgement of a goal. `version` is the one that was read, 0 when there was none.

    Raises Conflict when another member has saved meanwhile (`theirs`), NotAllowed once the report is handed over.
    """
    report = _drafted_report(year, by=by)
    judgement = report.judgements.select_related("saved_by").filter(goal=goal).first()
    judgement = judgement or AuditJudgement(report=report, goal=goal)
    if judgement.version != version:
        raise Conflict(_("Toinen jäsen ehti tallentaa. Vertaa ja tallenna uudelleen."), theirs=judgement)
    if code != AuditJudgement.Code.ATTAINED and not grounds:
        raise NotAllowed(_("Perustele arvio: mihin se nojaa?"))
    if (judgement.code, judgement.grounds) == (code, grounds):
        return judgement
    judgement.code, judgement.grounds = code, grounds
    judgement.saved_at, judgement.saved_by = clock.now(), by
    judgement.version += 1
    return save_with_history(judgement, by=by, reason="judged")


@transaction.atomic
def write_introduction(*, year: int, introduction: str, version: int, by) -> AuditReport:
    """The report's opening words; Conflict as in `judge_goal`."""
    report = _drafted_report(year, by=by)
    if report.version != version:
        raise Conflict(_("Toinen jäsen ehti tallentaa. Vertaa ja tallenna uudelleen."), theirs=report)
    report.introduction = introduction
    report.version += 1
    return save_with_history(report, by=by, reason="introduction")


@transaction.atomic
def add_finding(*, year: int, kind: str, text: str, goal: Goal | None, by) -> Finding:
    report = _drafted_report(year, by=by)
    finding = Finding(report=report, kind=kind, text=text, goal=goal, written_at=clock.now(), written_by=by, version=1)
    return save_with_history(finding, by=by, reason="written")


@transaction.atomic
def change_finding(finding: Finding, *, kind: str, text: str, goal: Goal | None, version: int, by) -> Finding:
    """Other words for a finding that is not handed over; Conflict as in `judge_goal`."""
    _drafted_report(finding.report.year, by=by)
    present = _present(finding)
    if present.version != version:
        raise Conflict(_("Toinen jäsen ehti tallentaa. Vertaa ja tallenna uudelleen."), theirs=present)
    present.kind, present.text, present.goal = kind, text, goal
    present.version += 1
    return save_with_history(present, by=by, reason="changed")


@transaction.atomic
def delete_finding(finding: Finding, *, by) -> None:
    """A draft may be taken away; what it said stays in its history."""
    _drafted_report(finding.report.year, by=by)
    present = _present(finding)
    present._history_user, present._change_reason = by, "deleted"
    present.delete()


def _present(finding):
    present = Finding.objects.filter(pk=finding.pk).first()
    if present is None:
        raise NotAllowed(_("Toinen jäsen on poistanut tämän. Jos se pitää säilyttää, kirjoita se uudelleen."))
    return present


@transaction.atomic
def hand_over_report(year: int, *, by) -> AuditReport:
    """Marks the evaluation report as handed over: from now on everybody reads it and nobody changes it."""
    report = _drafted_report(year, by=by)
    if not report.judgements.exists():
        raise NotAllowed(_("Yhtään tavoitetta ei ole vielä arvioitu. Arvioi tavoitteet ennen luovuttamista."))
    report.handed_over_at, report.handed_over_by = clock.now(), by
    report.version += 1
    return save_with_history(report, by=by, reason="handed over")


def _drafted_report(year, *, by) -> AuditReport:
    """The year's report, begun when there is none; all that changes it queue here. Refuses when it is handed over."""
    reports = AuditReport.objects.select_for_update()
    report = reports.filter(year=year).first()
    if report is None:
        try:
            with transaction.atomic():
                save_with_history(AuditReport(year=year), by=by, reason="begun")
        except IntegrityError:
            pass  # another member began it in the same moment
        report = reports.get(year=year)
    if report.handed_over_at:
        raise NotAllowed(_("Arviointikertomus on luovutettu, eikä sitä voi enää muuttaa."))
    return report


# --- internal notes and evidence ----------------------------------------------------------------------------------
@transaction.atomic
def record_access(*, decided_on: date, section: str, purpose: str, ends_on: date | None, by) -> AuditAccess:
    """The committee's decision by which its members read internal notes and evidence."""
    section = re.sub(r"^§\s*|\s*§$", "", section.strip())
    if not section:
        raise NotAllowed(_("Kirjaa päätöksen pykälä."))
    if decided_on > clock.today():
        raise NotAllowed(_("Päätöksen päivä on tulevaisuudessa. Tarkista päivä."))
    if ends_on and ends_on < decided_on:
        raise NotAllowed(_("Voimassaolo päättyy ennen päätöstä. Tarkista päivät."))
    if AuditAccess.objects.filter(decided_on=decided_on, section=section).exists():
        raise NotAllowed(_("Tämä päätös on jo kirjattu."))
    access = AuditAccess(decided_on=decided_on, section=section, purpose=purpose, ends_on=ends_on)
    access.recorded_at, access.recorded_by = clock.now(), by
    return save_with_history(access, by=by, reason="recorded")


def log_evidence_reading(access: AuditAccess, evidence: Evidence, *, by) -> None:
    """That a member has opened a piece of evidence, kept as the reading of internal notes is."""
    save_with_history(access, by=by, reason=f"read evidence {evidence.pk}: {evidence.title or evidence.file_name}")


def log_reading(access: AuditAccess, *, year: int, by) -> None:
    """That a member has read the year's internal notes, kept in the history of the decision she read them by."""
    save_with_history(access, by=by, reason=f"read {year}")
