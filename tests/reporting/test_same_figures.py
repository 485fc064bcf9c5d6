"""Every figure of a report is the same in the web page, PDF, Word, Excel and JSON: each read back and compared.

The figures of the content are looked for by row and column in the page; the paper's tables are the page's, cell by
cell; Word's and the PDF's are the paper's. Excel and JSON have figures of their own places, compared with the content.
"""

import dataclasses
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from goals.models import Goal, Round, Strategy
from measures.models import Indicator
from reporting.cast import load_cast
from reporting.content import build_content
from reporting.content.freezing import freeze, thaw
from reporting.content.rows import Value
from reporting.operations.rendering import render
from reporting.pdf import render_html
from tests import factories as make
from tests.reporting.table_reading import docx_tables, html_tables, pdf_tables, plain, xlsx_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Figure(NamedTuple):
    row: str
    column: str
    words: str


@pytest.fixture(scope="module")
def kemi(django_db_setup, django_db_blocker):
    """Kemi's plan with the practice reports, a measured key indicator and a binding goal; gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fi"):
        call_command("load_kemi", verbosity=0, stdout=StringIO())
        load_cast()
        unemployment = Indicator.objects.get(name_fi="Työttömyys-%")
        for year, value in ((2021, "14.2"), (2022, "13.1")):
            make.ObservationFactory(
                indicator=unemployment,
                value=Decimal(value),
                period_start=date(year, 1, 1),
                period_end=date(year, 12, 31),
            )
        bound = Goal.objects.filter(measure_lines__isnull=False).order_by("pk").first()
        Goal.objects.filter(pk=bound.pk).update(binding_level=Goal.Binding.COUNCIL)
        make.RoundFactory(kind=Round.Kind.YEAR_END, year=2023, strategies=Strategy.objects.all(), closed=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=[("2023-h1", "fi"), ("2023-h1", "sv"), ("2023-year", "fi"), ("2023-year", "en")])
def report(request, kemi, django_db_blocker):
    slug, language = request.param
    with django_db_blocker.unblock(), translation.override(language):
        content = build_content(Round.objects.get(slug=slug), language)
        files = {format: render(content, format) for format in ("pdf", "docx", "xlsx", "json")}
        return SimpleNamespace(content=content, paper=render_html(content), page=_page(slug, language), **files)


def _page(slug, language):
    reader = Client()
    reader.force_login(make.UserFactory(language=language))
    with translation.override(language):
        address = reverse("reporting:report-detail", args=[slug])
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- what the content says ------------------------------------------------------------------------------------------
def figures(content) -> Counter:
    """Every figure that a table shows, by the words of its row and column."""
    with translation.override(content.language):
        return Counter(
            Figure(row, column, one_line(value.words)) for row, column, value in _values(content) if value is not None
        )


def _values(content):
    day = f"{content.as_of.day}.{content.as_of.month}."
    for benefit in content.benefits:
        for line in benefit.indicators:
            row = ("– " if line.is_part else "") + one_line(line.name)
            yield row, _("Lähtötaso"), line.baseline
            yield row, _("Tavoitetaso"), line.target.present
            yield row, _("Toteuma %(day)s") % {"day": day}, line.actual
            for year, value in enumerate(line.earlier, start=content.year - 2):
                yield row, f"TP {year}", value
    for theme in (*content.themes, content.strategic_goals):
        for goal in theme.goals:
            for action in goal.actions:
                for measure in action.measures:
                    yield one_line(action.title), _("Mittari ja tavoitetaso"), measure.target.present
                    yield one_line(action.title), _("Toteuma"), measure.actual
            for measure in goal.measures:
                yield one_line(measure.words), _("Tavoitetaso"), measure.target.present
                yield one_line(measure.words), _("Toteuma"), measure.actual
    for goal in content.binding_goals:
        for measure in goal.measures:
            yield one_line(goal.title), _("Tavoitetaso"), measure.target.present
            yield one_line(goal.title), _("Toteuma"), measure.actual
    for row in content.proposed_targets:
        yield one_line(row.indicator), _("Nyt voimassa"), row.present
        yield one_line(row.indicator), _("Ehdotus"), row.proposed


def all_values(part):
    """Every Value anywhere in the content but the levels that have been left: those stand in a sentence."""
    if isinstance(part, Value):
        yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            if field.name != "adopted":
                yield from all_values(getattr(part, field.name))
    elif isinstance(part, tuple):
        for item in part:
            yield from all_values(item)


def one_line(words) -> str:
    return " ".join(str(words).split())


def rows_of(tables):
    return [row for table in tables for row in table if not row.is_head]


# --- the comparison -------------------------------------------------------------------------------------------------
def test_no_figure_of_the_content_is_left_out_of_the_comparison(report):
    assert sum(figures(report.content).values()) == len(list(all_values(report.content)))
    assert sum(value.amount is not None for value in all_values(report.content)) > 40


def test_page_shows_every_figure_in_its_row_and_column(report):
    shown = Counter()
    for table in html_tables(report.page):
        headings = table[0].words
        for row in table[1:]:
            for heading, cell in zip(headings, row.cells, strict=False):
                shown.update(Figure(row.title, heading, words) for words in cell.values)
    assert shown == figures(report.content)


def test_paper_has_the_tables_of_the_page(report):
    paper = [[row.words for row in table] for table in html_tables(report.paper)]
    page = [[row.words for row in table] for table in html_tables(report.page)]
    assert paper[-len(page) :] == page
    assert len(paper) - len(page) <= 1  # the cover's, of the handling


def test_word_has_the_rows_of_the_paper(report):
    told = [row.words for row in rows_of(docx_tables(report.docx))]
    assert told == [row.words for row in rows_of(html_tables(report.paper))]


def test_pdf_has_the_rows_of_the_paper(report):
    told = [tuple(map(plain, row.words)) for row in rows_of(pdf_tables(report.pdf))]
    assert told == [tuple(map(plain, row.words)) for row in rows_of(html_tables(report.paper))]


def test_json_has_every_figure_and_is_the_content(report):
    assert list(json_values(json.loads(report.json))) == [
        (str(value.words), value.amount) for value in all_values(report.content)
    ]
    assert thaw(report.json.decode()) == report.content
    assert freeze(report.content).encode() == report.json


def json_values(part):
    if isinstance(part, dict):
        if part.keys() >= {"words", "note", "amount"}:
            yield part["words"]["words"], part["amount"] and Decimal(part["amount"])
        else:
            for name, item in part.items():
                if name != "adopted":
                    yield from json_values(item)
    elif isinstance(part, list):
        for item in part:
            yield from json_values(item)


# --- Excel: words and amount in columns of their own ----------------------------------------------------------------
def test_excel_has_every_figure_with_its_amount(report):
    content, sheets = report.content, xlsx_sheets(report.xlsx)
    with translation.override(content.language):
        key, measures = sheets[_("Keskeiset mittarit")], sheets[_("Mittarit")]
        lines = [line for benefit in content.benefits for line in benefit.indicators]
        cells = [cell for theme in (*content.themes, content.strategic_goals) for cell in _measures(theme)]
        assert [row[_("Mittari")] for row in key] == [str(line.name) for line in lines]
        assert in_columns(key, _("Lähtötaso")) == [as_cells(line.baseline) for line in lines]
        assert in_columns(key, _("Tavoitetaso")) == [as_cells(line.target.present) for line in lines]
        assert in_columns(key, _("Toteuma")) == [as_cells(line.actual) for line in lines]
        for place, year in enumerate(range(content.year - 2, content.year) if content.is_year_end else ()):
            assert in_columns(key, str(year)) == [as_cells(line.earlier[place]) for line in lines]
        assert [row[_("Mittari ja tavoitetaso")] for row in measures] == [str(cell.words) for cell in cells]
        assert in_columns(measures, _("Tavoitetaso")) == [as_cells(cell.target.present) for cell in cells]
        assert in_columns(measures, _("Toteuma")) == [as_cells(cell.actual) for cell in cells]


def test_excel_counts_what_the_summary_counts(report):
    with translation.override(report.content.language):
        rows = xlsx_sheets(report.xlsx)[_("Tiivistelmä")]
    summary = report.content.summary
    assert [tuple(row.values()) for row in rows] == [
        (str(row.name), row.goals, row.heard, row.actions, *row.counts) for row in (*summary.rows, summary.total)
    ]


def _measures(theme):
    for goal in theme.goals:
        for action in goal.actions:
            yield from action.measures
        yield from goal.measures


def in_columns(rows, title):
    amount, note = _("%(column)s, lukuna") % {"column": title}, _("%(column)s, huomautus") % {"column": title}
    return [(row[title], None if row[amount] is None else Decimal(str(row[amount])), row[note]) for row in rows]


def as_cells(value):
    return (str(value.words) or None, value.amount, value.note or None)
