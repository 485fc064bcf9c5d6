"""A report as an Excel workbook: the same content as on the page, with numbers and days that can be counted with."""

from django.utils import translation
from django.utils.translation import gettext as _

from kemistrategy.workbook_writing import write_workbook
from reporting.content.rows import ReportContent

from .report import sheets_of_report
from .tables import sheets_of_paper

__all__ = ["render_xlsx"]


def render_xlsx(content) -> bytes:
    """The round's report has its own sheets, any other kind a sheet for each table of its paper.

    The same content gives the same bytes.
    """
    with translation.override(content.language):
        sheets = sheets_of_report(content) if isinstance(content, ReportContent) else sheets_of_paper(content)
        mark = content.version_mark or (_("LUONNOS") if content.is_draft else "")
        return write_workbook(
            sheets, title=content.title, language=content.language, changed_at=content.changed_at, mark=mark
        )
