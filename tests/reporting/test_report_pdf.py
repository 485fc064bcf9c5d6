"""The PDF: tagged, archivable, complete, the same bytes for the same content, made of bundled files only."""

import json
import logging
import re
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import page
import pikepdf
import pytest
from django.db import transaction
from django.utils import translation

from reporting.content import build_content
from reporting.content.freezing import freeze
from reporting.hyphenation import SOFT_HYPHEN, with_soft_hyphens
from reporting.management.commands.verify_report import _attached_data
from reporting.pdf import (
    BUNDLE,
    BUNDLE_ADDRESS,
    PaperColours,
    bundle_fetcher,
    bundled_file,
    render_html,
    render_pdf,
    write_pdf,
)
from tests import factories as make
from tests.reporting.report_cast import INTERNAL, PERSON, small_city

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@contextmanager
def no_warnings_of_weasyprint():
    """Whatever WeasyPrint logs (a missing glyph, a missing file, a rule it ignores) fails the test."""
    records = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    assert [record.getMessage() for record in records] == []


@pytest.fixture
def warnings_of_weasyprint():
    with no_warnings_of_weasyprint():
        yield


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """A review with a chart, built once for the module; nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fi"):
        cast = small_city()
        make.ObservationFactory(indicator=cast.unemployment, value=Decimal("17.1"))
        content = build_content(cast.round, "fi")
        transaction.set_rollback(True)
    return content


@pytest.fixture(scope="module")
def pdf(content, tmp_path_factory):
    file = tmp_path_factory.mktemp("paper") / "report.pdf"
    with no_warnings_of_weasyprint():
        file.write_bytes(render_pdf(content))
    return file


def words_in(file):
    text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    return " ".join(text.replace(SOFT_HYPHEN, "").split())


def structure(element, name):
    """Every structure element of that type below the given one."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if f"/{name}" == kid.S:
                yield kid
            yield from structure(kid, name)


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A])
def test_file_conforms(pdf, profile):
    report = page.validate_pdf_bytes(pdf.read_bytes(), profile=profile)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_file_is_tagged_titled_and_in_its_language(pdf):
    with pikepdf.open(pdf) as file:
        assert file.Root.MarkInfo.Marked
        assert file.Root.Lang == "fi"
        assert file.docinfo["/Title"] == "Puolivuotiskatsaus 2023: Kemin strategian toteutuminen 1.1.–30.6.2023"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        metadata = file.Root.Metadata.read_bytes()
        assert b"pdfuaid" in metadata
        assert metadata.count(b"<rdf:RDF") == 1


def test_tables_have_header_cells_and_drawings_have_words(pdf):
    with pikepdf.open(pdf) as file:
        root = file.Root.StructTreeRoot
        tables = list(structure(root, "Table"))
        assert len(tables) >= 12
        assert all(list(structure(table, "TH")) for table in tables)
        figures = list(structure(root, "Figure"))
        assert figures
        assert all(str(figure.get("/Alt", "")) for figure in figures)


def test_headings_are_bookmarks_and_nothing_runs(pdf):
    with pikepdf.open(pdf) as file:
        with file.open_outline() as outline:
            (document,) = outline.root
            titles = [item.title for item in document.children]
        assert titles[1:4] == ["1 Tiivistelmä", "2 Raportin lukuohje", "3 Keskeiset mittarit"]
        assert titles[-1] == "Liite 6 Mistä ei raportoitu"
        assert "/JavaScript" not in file.Root.get("/Names", {})
        assert "/OpenAction" not in file.Root


def test_fonts_are_embedded_inter(pdf):
    with pikepdf.open(pdf) as file:
        fonts = {
            str(item.FontName): item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        }
    assert fonts
    for name, descriptor in fonts.items():
        assert "Inter" in name
        assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))


def test_paper_tells_what_was_sent_and_nothing_else(pdf):
    words = words_in(pdf)
    for told in (
        "Kolme päiväkotia auditoitiin.",
        "Kouluttaja vaihtui.",
        "62,5",
        "Odottaa kirjausta",
        "LUONNOS",
        "Tilanne 30.6.2023",
    ):
        assert told in words
    for hidden in (INTERNAL, PERSON, "Keskeneräinen luonnos"):
        assert hidden not in words


def test_pages_are_numbered(pdf):
    with pikepdf.open(pdf) as file:
        pages = len(file.pages)
    assert f"2/{pages}" in words_in(pdf)


def test_same_content_gives_the_same_bytes(content, pdf):
    time.sleep(2)
    assert render_pdf(content) == pdf.read_bytes()


@pytest.mark.parametrize(("language", "heading"), [("fi", "1 Tiivistelmä"), ("sv", None), ("en", None)])
def test_three_languages(language, heading, warnings_of_weasyprint):
    html = render_html(build_content(small_city().round, language))
    assert f'<html lang="{language}">' in html
    assert heading is None or heading in html
    assert INTERNAL not in html


@pytest.mark.parametrize(
    "address",
    [
        "http://kemi.fi/logo.png",
        "https://kemi.fi/",
        "file:///etc/passwd",
        "data:text/plain,x",
        f"{BUNDLE_ADDRESS}../settings.py",
    ],
)
def test_fetcher_refuses_everything_but_bundled_files(address):
    with pytest.raises(ValueError, match="refused"):
        bundle_fetcher().fetch(address)


def test_fetcher_gives_every_bundled_file():
    for name in BUNDLE:
        assert bundle_fetcher().fetch(f"{BUNDLE_ADDRESS}{name}").read() == bundled_file(name).read_bytes()


def test_text_of_a_user_fetches_nothing(warnings_of_weasyprint):
    cast = small_city()
    cast.certify.entries.update(
        public_text='<img src="file:///etc/passwd"><link rel=stylesheet href="http://evil.example/x.css">'
    )
    html = render_html(build_content(cast.round, "fi"))
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize(
    "template", sorted(Path("templates/reporting/report").rglob("*.html")), ids=lambda path: path.stem
)
def test_no_text_can_reach_a_style(template):
    assert not re.search(r"\sstyle\s*=|<style|\|safe\b", template.read_text())


def test_text_of_200_000_characters_is_printed_whole(warnings_of_weasyprint, tmp_path):
    text = " ".join(f"s{number}." for number in range(32_000))[:200_000]
    table = f'<table class="table report-table"><tr class="report-words"><td><p>{text}</p></td></tr></table>'
    html = f'<!DOCTYPE html><html lang="fi"><title>Pitkä</title><body><h1>Pitkä</h1>{table}</body></html>'
    (tmp_path / "long.pdf").write_bytes(write_pdf(html, "fi"))
    assert re.findall(r"s\d+", words_in(tmp_path / "long.pdf")) == re.findall(r"s\d+", text)


def test_a_published_paper_has_no_mark(content, tmp_path, warnings_of_weasyprint):
    published = replace(content, is_draft=False, version_mark="")
    (tmp_path / "published.pdf").write_bytes(render_pdf(published))
    assert "LUONNOS" not in words_in(tmp_path / "published.pdf")


def test_verify_report_finds_the_data(pdf, content):
    (data,) = _attached_data(pdf.read_bytes())
    assert data == json.loads(freeze(content))


def test_shapes_have_the_colours_of_the_style_sheets():
    colours = PaperColours(*(bundled_file(name).read_text() for name in ("css/tokens.css", "css/marks.css")))
    assert [colours.of_shape(shape) for shape in ("check", "part", "stop", "circle")] == [
        "#00664f",
        "#8a5a00",
        "#b01038",
        "#44566a",
    ]


def test_no_stream_ends_in_a_byte_that_reads_as_a_line_end(pdf):
    assert b"\r\nendstream" not in pdf.read_bytes()


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("päiväkoti", "päiväkoti"),
        ("varhaiskasvatuspäällikkö", "varhais-kas-va-tus-pääl-likkö"),
        ("toimintaympäristön muutos", "toimin-ta-ym-pä-ristön muutos"),
        ("1234567890123456", "1234567890123456"),
    ],
)
def test_long_words_are_divided_by_rule(word, divided):
    assert with_soft_hyphens(word).replace(SOFT_HYPHEN, "-") == divided
    assert re.sub(SOFT_HYPHEN, "", with_soft_hyphens(word)) == word
