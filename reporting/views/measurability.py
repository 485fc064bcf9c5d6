"""The measurability check as a page and as a table for a spreadsheet."""

import csv

from django.http import HttpResponse
from django.utils.translation import gettext as _

from reporting.queries.measurability import MeasurabilityPage, measurability_page

from .pages import show, typed_number

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def measurability(request):
    """What cannot be evaluated as it is, by strategy; narrowed by rule, by who answers and by department."""
    asked = request.GET
    chosen = {"rule": asked.get("huomautus", ""), "post": typed_number(asked.get("vastaa"))}
    chosen |= {"unit": typed_number(asked.get("toimiala"))}
    page = measurability_page(request.rights, strategy=asked.get("strategia", ""), **chosen)
    if asked.get("muoto") == "csv":
        return _table_file(page)
    above = [(_("Mittarit"), "reporting:indicator-list")]
    return show(request, "measurability", title=_("Mitattavuuden tarkistus"), under=above, page=page, chosen=chosen)


def _table_file(page: MeasurabilityPage) -> HttpResponse:
    """A line for each remark, as a Finnish spreadsheet reads it: semicolons, and a mark that says UTF-8."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="mitattavuus-{page.strategy}.csv"'
    response.write("\ufeff")
    lines = csv.writer(response, delimiter=";")
    lines.writerow([_("Tavoite tai hyöty"), _("Mittari"), _("Vastaa"), _("Huomautus"), _("Mitä voi tehdä")])
    for group in page.groups:
        home = group.link.text.words if group.link else ""
        for remark in group.remarks:
            lines.writerow(map(_plain, (home, "", "", remark.name, remark.sentence)))
        for row in group.rows:
            post = row.post.text.words if row.post else ""
            for remark in row.remarks:
                lines.writerow(map(_plain, (home, row.link.text.words, post, remark.name, remark.sentence)))
    return response


def _plain(words: str) -> str:
    """A cell that a spreadsheet takes as words: what begins like a formula gets an apostrophe before it."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words
