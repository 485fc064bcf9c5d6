"""The committee's year as Word and Excel: made in the request, kept nowhere, without the names of who wrote."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.refusals import NotAllowed
from kemistrategy.workbook_writing import Column, Sheet, write_workbook
from reporting import docx
from reporting.queries.audit import AuditedGoal, AuditYear
from reporting.queries.audit_differences import differences
from reporting.queries.audit_measures import LateEdit, MeasureRow

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_GOALS = 2000


@dataclass(frozen=True)
class _Measured:
    goal: AuditedGoal
    measure: MeasureRow


@dataclass(frozen=True)
class _Edited:
    goal: AuditedGoal
    edit: LateEdit


def audit_file(page: AuditYear, *, format: str, language: str) -> bytes:
    """The file of a year's page; refuses more goals than a request may take."""
    if len(page.goals) > MOST_GOALS:
        raise NotAllowed(_("Tavoitteita on liian monta yhteen tiedostoon. Rajaa niitä tai pyydä tiedot kaupungilta."))
    title = _("Tavoitteiden arviointi %(year)s") % {"year": page.year}
    mark = "" if page.is_handed_over else _("LUONNOS")
    if format == "docx":
        return _document(page, title=title, language=language, mark=mark)
    return write_workbook(_sheets(page), title=title, language=language, changed_at=clock.now(), mark=mark)


def _document(page, *, title, language, mark):
    changed_at: datetime = clock.now()
    with translation.override(language):
        context = {"page": page, "title": title, "language": language, "mark": mark, "found": differences(page)}
        html = render_to_string("reporting/audit/audit_paper.html", context | {"day": localtime(changed_at).date()})
    return docx.document_of_html(html, title=title, language=language, changed_at=changed_at, is_draft=bool(mark))


# --- Excel ---------------------------------------------------------------------------------------------------------
def _sheets(page):
    measured = [_Measured(goal, measure) for goal in page.goals for measure in goal.measures]
    edited = [_Edited(goal, edit) for goal in page.goals for edit in goal.late_edits]
    return (
        Sheet(_("Tavoitteet"), _goal_columns(), page.goals),
        Sheet(_("Mittarit"), _measure_columns(page.year), measured),
        Sheet(_("Muutokset"), _edit_columns(), edited),
    )


def _goal_columns():
    return (
        Column(_("Tavoite"), lambda goal: goal.title.words, 50),
        Column(_("Strategia"), lambda goal: goal.strategy.text.words, 30),
        Column(_("Sitovuus"), lambda goal: goal.binding, 24),
        Column(_("Milloin tavoite on toteutunut"), lambda goal: goal.rule.words if goal.rule else "", 30),
        Column(_("Sääntö asetettu"), lambda goal: goal.rule.set_on if goal.rule else None, 14),
        Column(_("Sääntö asetettu vuoden alettua"), lambda goal: bool(goal.rule and goal.rule.is_late), 14),
        Column(_("Mittareita"), lambda goal: len(goal.measures), 11),
        Column(_("Näyttöjä"), lambda goal: goal.evidence, 11),
        Column(_("Muutettu päättämisen jälkeen"), lambda goal: len(goal.late_edits), 14),
        Column(_("Johdon arvio"), lambda goal: goal.management.badge.label if goal.management.badge else "", 20),
        Column(_("Johdon perustelu"), lambda goal: goal.management.reason.words if goal.management.reason else "", 50),
        Column(_("Säännön vastainen"), lambda goal: goal.is_against_the_rule, 12),
        Column(_("Lautakunnan arvio"), lambda goal: goal.own.badge.label if goal.own else "", 20),
        Column(_("Lautakunnan perustelu"), lambda goal: goal.own.grounds if goal.own else "", 50),
        Column(_("Arviot eroavat"), lambda goal: goal.differs, 12),
    )


def _measure_columns(year):
    return (
        Column(_("Tavoite"), lambda row: row.goal.title.words, 50),
        Column(_("Mittari"), lambda row: row.measure.words.words, 50),
        Column(_("Lähtötaso"), lambda row: _level(row.measure.baseline), 20),
        Column(_("Tavoitetaso hyväksyttäessä"), lambda row: _level(row.measure.adopted), 20),
        Column(_("Tavoitetaso nyt"), lambda row: _level(row.measure.present), 20),
        Column(_("Tason siirrot"), lambda row: "\n".join(map(_move, row.measure.moves)), 40),
        Column(_("Toteuma %(year)s") % {"year": year}, lambda row: _level(row.measure.actual), 20),
        Column(_("Viimeisin tieto"), lambda row: _level(row.measure.last_known), 20),
        Column(_("Johdon arvio"), lambda row: row.measure.badge.label if row.measure.badge else "", 20),
        Column(_("Näyttö"), lambda row: "\n".join(piece.title for piece in row.measure.evidence), 40),
    )


def _edit_columns():
    return (
        Column(_("Tavoite"), lambda row: row.goal.title.words, 50),
        Column(_("Mitä muutettiin"), lambda row: row.edit.subject.words, 50),
        Column(_("Katsaus"), lambda row: row.edit.round, 26),
        Column(_("Milloin"), lambda row: localtime(row.edit.at).date(), 12),
        Column(_("Syy"), lambda row: row.edit.reason, 50),
        Column(_("Ennen ja nyt"), lambda row: "\n".join(f"{label}: {a} → {b}" for label, a, b in row.edit.changes), 60),
    )


def _level(level):
    return f"{level.words} ({level.note})" if level and level.note else str(level or "")


def _move(move):
    basis = move.decision.text.words if move.decision else move.reason
    return f"{move.moved_on.day}.{move.moved_on.month}.{move.moved_on.year}: {move.level}, {basis}"
