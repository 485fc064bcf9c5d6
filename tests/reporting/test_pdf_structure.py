"""What is checked of every kind of report's PDF in every language: the names of CHECKS are the list."""

import json
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise

import lxml.html
import page
import pikepdf
import pytest
from django.db import transaction
from django.utils import translation

from goals.models import Round
from reporting.content import build_content
from reporting.content.freezing import freeze, thaw
from reporting.hyphenation import SOFT_HYPHEN
from reporting.pdf import render_html, render_pdf
from tests import factories as make
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city
from tests.reporting.test_project_report import interim
from tests.reporting.test_report_pdf import no_warnings_of_weasyprint

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARK = "Käsittelyversio 2"
LANGUAGES = ("fi", "sv", "en")


# --- the kinds of reports
def half_year():
    cast = small_city()
    make.ObservationFactory(indicator=cast.unemployment, value="17.1")
    return cast.round, None


def one_department():
    cast = small_city()
    return cast.round, cast.unit


def year_end():
    cast = small_city()
    close(cast)
    cast.sustainable.binding_level = "KV"
    cast.sustainable.save()
    round = make.RoundFactory(year=2023, kind="year_end", strategies=[cast.strategy])
    told = {"round": round, "sent": True, "forecast": "", "progress": "", "public_text": ""}
    make.EntryFactory(goal=cast.climate, attainment="attained", attainment_reason="Kaikki tehtiin.", **told)
    make.EntryFactory(
        goal=cast.sustainable, attainment="not_attained", attainment_reason="Päästöt kasvoivat.",
        cause="Kylmä talvi.", correction="Vaihdetaan lämmitystapa.", proposal="Hyväksytään poikkeama.", **told,
    )  # fmt: skip
    return round, None


def long_year_end():
    """Tables that go on over pages, and a row that is longer than a page."""
    round, _unit = year_end()
    actions = make.ActionFactory.create_batch(60, title="Toimenpide")
    plan = make.PlanFactory(strategy=round.strategies.get())
    for action in actions:
        make.PlanLineFactory(goal=plan.strategy.goals.first(), action=action, plan=plan)
    told = {"sent": True, "progress": "in_progress", "forecast": ""}
    make.EntryFactory(round=round, action=actions[0], public_text="Pitkä kertomus jatkuu. " * 900, **told)
    return round, None


def project_interim():
    return Round.objects.get(pk=interim().round.pk), None


KINDS = (half_year, one_department, year_end, project_interim)
PAPERS = [pytest.param((kind, language), id=f"{kind.__name__}-{language}") for kind in KINDS for language in LANGUAGES]
PAPERS.append(pytest.param((long_year_end, "fi"), id="long_year_end-fi"))


@dataclass
class Paper:
    content: object
    html: str
    data: bytes
    file: pikepdf.Pdf

    @cached_property
    def elements(self):
        """Every structure element in reading order."""
        return list(below(self.file.Root.StructTreeRoot))

    def of_type(self, *names):
        return [element for element in self.elements if str(element.S)[1:] in names]

    @cached_property
    def headings(self):
        """(level, words) of the document the paper was made of."""
        found = lxml.html.document_fromstring(self.html).xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
        return [(int(heading.tag[1]), words(heading.text_content())) for heading in found]

    @cached_property
    def marks(self):
        """(page, number) of each piece of marked content in reading order."""
        numbers = {page.objgen: number for number, page in enumerate(self.file.pages)}
        return [
            (numbers[element.Pg.objgen], int(kid))
            for element in self.elements
            for kid in kids(element)
            if not isinstance(kid, pikepdf.Dictionary)
        ]


def words(text):
    return " ".join(text.replace(SOFT_HYPHEN, "").split())


def kids(element):
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def below(element):
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from below(kid)


@pytest.fixture(scope="module", params=PAPERS)
def paper(request, django_db_setup, django_db_blocker):
    """Made once for all checks; nothing of it stays in the database."""
    kind, language = request.param
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fi"):
        round, unit = kind()
        content = build_content(round, language, unit=unit, version_mark=MARK)
        html = render_html(content)
        with no_warnings_of_weasyprint():
            data = render_pdf(content)
        transaction.set_rollback(True)
    with pikepdf.open(BytesIO(data)) as file:
        yield Paper(content, html, data, file)


# --- the checks
def declares_pdf_ua_and_pdf_a(paper):
    metadata = paper.file.Root.Metadata.read_bytes().decode()
    assert metadata.count("<rdf:RDF") == 1
    assert 'pdfuaid:part="1"' in metadata
    assert re.search(r'pdfaid:part(="|>)3', metadata)
    assert re.search(r'pdfaid:conformance(="|>)A', metadata)


def conforms_to_pdf_ua_1(paper):
    report = page.validate_pdf_bytes(paper.data, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def conforms_to_pdf_a_3a(paper):
    report = page.validate_pdf_bytes(paper.data, profile=page.ValidationProfile.PDF_A_3A)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def has_title_and_language(paper):
    title = lxml.html.document_fromstring(paper.html).findtext(".//title")
    assert words(str(paper.file.docinfo["/Title"])) == words(title)
    assert paper.file.Root.ViewerPreferences.DisplayDocTitle
    assert paper.file.Root.Lang == paper.content.language
    assert paper.file.Root.MarkInfo.Marked


def headings_are_bookmarks(paper):
    def labels(items):
        for item in items:
            yield words(item.title)
            yield from labels(item.children)

    with paper.file.open_outline() as outline:
        assert list(labels(outline.root)) == [label for _level, label in paper.headings]


def headings_skip_no_level(paper):
    levels = [int(str(element.S)[2:]) for element in paper.of_type("H1", "H2", "H3", "H4", "H5", "H6")]
    assert levels == [level for level, _words in paper.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def every_table_is_one_table(paper):
    """However many pages it covers; its head is told once."""
    tables = paper.of_type("Table")
    assert len(tables) == paper.html.count("<table")
    for table in tables:
        assert [str(element.S) for element in below(table)].count("/THead") == 1
    rows = lxml.html.document_fromstring(paper.html).xpath("//tr")
    assert len(paper.of_type("TR")) == len(rows)


def header_cells_have_scope(paper):
    for table in paper.of_type("Table"):
        headers = [element for element in below(table) if element.S == "/TH"]
        assert headers
        assert {str(header.A.Scope) for header in headers} <= {"/Row", "/Column"}
        ids = [bytes(header.ID) for header in headers]
        assert len(ids) == len(set(ids))
        for cell in below(table):
            if cell.S == "/TD":
                assert {bytes(header) for header in cell.A.get("/Headers", [])} <= set(ids)


def figures_have_words(paper):
    """A chart says what it shows; a drawing that only repeats the words beside it is no figure."""
    root = lxml.html.document_fromstring(paper.html)
    drawings = root.xpath("//svg[not(@aria-hidden='true') and not(ancestor::svg)]") + root.xpath("//img")
    alts = [words(str(figure.get("/Alt", ""))) for figure in paper.of_type("Figure")]
    assert len(alts) == len(drawings)
    assert all(len(alt) > 10 for alt in alts)


def reading_order_is_page_order(paper):
    """Pages follow each other; of a table or a row that goes on over pages, everything is told before what follows."""
    pages = [number for number, _mark in paper.marks]
    assert set(pages) == set(range(len(paper.file.pages)))
    tables = [element for element in paper.of_type("Table")]
    outside = {element.objgen for table in tables for element in below(table)}
    order = [
        element.Pg.objgen
        for element in paper.elements
        if element.objgen not in outside and any(not isinstance(kid, pikepdf.Dictionary) for kid in kids(element))
    ]
    numbers = {page.objgen: number for number, page in enumerate(paper.file.pages)}
    assert [numbers[one] for one in order] == sorted(numbers[one] for one in order)


def what_is_not_content_is_an_artifact(paper):
    """Running heads, page numbers, the version's mark and repeated table heads: drawn and not read."""
    assert len(paper.marks) == len(set(paper.marks))
    told = set(paper.marks)
    for number, page_ in enumerate(paper.file.pages):
        artifacts = 0
        for operation in pikepdf.parse_content_stream(page_):
            if str(operation.operator) == "BDC":
                mark = operation.operands[1].get("/MCID")
                if mark is None:
                    assert str(operation.operands[0]) == "/Artifact"
                    artifacts += operation.operands[1].get("/Type") == "/Pagination"
                else:
                    assert (number, int(mark)) in told
        assert artifacts >= 1


def fonts_are_embedded(paper):
    fonts = [one for one in paper.file.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def links_have_descriptions(paper):
    links = [one for page_ in paper.file.pages for one in page_.get("/Annots", []) if one.Subtype == "/Link"]
    assert links
    assert all(str(link.get("/Contents", "")).strip() for link in links)


def carries_its_data_dated_by_its_content(paper):
    (attached,) = paper.file.Root.AF
    assert attached.AFRelationship == "/Source"
    assert str(attached.get("/Desc"))
    stream = attached.EF.F
    text = stream.read_bytes().decode()
    assert text == freeze(paper.content)
    assert thaw(text) == paper.content
    assert json.loads(text)["version_mark"] == MARK
    assert str(stream.Subtype) == "/application/json"
    assert str(stream.Params.ModDate)[2:].startswith(f"{paper.content.changed_at:%Y%m%d}")


def every_page_shows_the_version(paper):
    text = subprocess.run(["pdftotext", "-", "-"], input=paper.data, check=True, capture_output=True).stdout.decode()
    pages = text.removesuffix("\f").split("\f")
    assert len(pages) == len(paper.file.pages)
    for number, one in enumerate(pages, 1):
        assert MARK in words(one), f"page {number}"


def nothing_runs(paper):
    assert "/OpenAction" not in paper.file.Root
    assert "/JavaScript" not in paper.file.Root.get("/Names", {})
    assert "/AcroForm" not in paper.file.Root


CHECKS = (
    declares_pdf_ua_and_pdf_a,
    conforms_to_pdf_ua_1,
    conforms_to_pdf_a_3a,
    has_title_and_language,
    headings_are_bookmarks,
    headings_skip_no_level,
    every_table_is_one_table,
    header_cells_have_scope,
    figures_have_words,
    reading_order_is_page_order,
    what_is_not_content_is_an_artifact,
    fonts_are_embedded,
    links_have_descriptions,
    carries_its_data_dated_by_its_content,
    every_page_shows_the_version,
    nothing_runs,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_pdf(paper, check):
    check(paper)
