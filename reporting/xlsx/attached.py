"""The sheets of what stands beside the plan: "Strategia arkeen" by department, and councillors' questions."""

from django.utils.translation import gettext as _

from kemistrategy.workbook_writing import Column, Sheet
from reporting.content.rows import ReportContent

from .columns import NARROW, WIDE, badge, long_words, words


def rollout_sheet(content: ReportContent) -> Sheet | None:
    if not content.rollout:
        return None
    columns = (
        words(_("Toimiala"), "department", WIDE),
        words(_("Teema"), "theme"),
        words(_("Vaihe"), "stage", WIDE),
        badge(_("Tilanne"), "status"),
        words(_("Valmistunut"), "done"),
    )
    return Sheet(_("Strategia arkeen"), columns, content.rollout)


def questions_sheet(content: ReportContent) -> Sheet | None:
    if not content.questions:
        return None
    columns = (
        words(_("Laji"), "kind"),
        words(_("Mistä kysyttiin"), "subject", WIDE),
        long_words(_("Kysymys"), "question"),
        words(_("Kysytty"), "asked"),
        words(_("Vastaa"), "post"),
        words(_("Vastaus viimeistään"), "due"),
        long_words(_("Vastaus"), "answer"),
        words(_("Vastattu"), "answered"),
        Column(_("Vastattu myöhässä"), lambda row: row.is_late, NARROW),
    )
    return Sheet(_("Kysymykset"), columns, content.questions)
