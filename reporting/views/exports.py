"""The lists as files: exactly what the page with the same address shows, as Excel and CSV."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language

from kemistrategy import clock
from kemistrategy.csv_writing import BYTE_ORDER_MARK, csv_lines, guarded
from kemistrategy.workbook_writing import Sheet, write_workbook
from reporting.queries.action_lists import action_list
from reporting.queries.goal_lists import goal_list
from reporting.queries.indicator_lists import indicator_list
from reporting.queries.project_lists import found_projects
from reporting.xlsx.lists import sheet_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
def action_export(request, format):
    return _file(request, action_list(request.rights, request.GET), format)


@login_not_required
def goal_export(request, format):
    return _file(request, goal_list(request.rights, request.GET), format)


@login_not_required
def indicator_export(request, format):
    return _file(request, indicator_list(request.rights, request.GET), format)


@login_not_required
def project_export(request, format):
    return _file(request, found_projects(request.rights, request.GET), format)


def _file(request, page, format):
    if format not in ("xlsx", "csv"):
        raise Http404
    sheet = sheet_of(page, host=request.build_absolute_uri("/").rstrip("/"))
    if format == "csv":
        response = HttpResponse(_csv(sheet), content_type="text/csv; charset=utf-8")
    else:
        content = write_workbook([sheet], title=sheet.title, language=get_language(), changed_at=clock.now())
        response = HttpResponse(content, content_type=XLSX)
    name = quote(f"{slugify(sheet.title)}.{format}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(sheet: Sheet) -> str:
    """Semicolons, as a Finnish Excel reads them."""
    rows = ([_plain(column.value(row)) for column in sheet.columns] for row in sheet.rows)
    return BYTE_ORDER_MARK + csv_lines(([column.title for column in sheet.columns], *rows), delimiter=";")


def _plain(value):
    """Numbers stay numbers, and no text is a formula."""
    return guarded(value.replace("\x00", "")) if isinstance(value, str) else value
