"""The Word document: real styles and headings, tables with header rows, pictures with words, languages, same bytes."""

import dataclasses
import io
import time
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import docx
import pytest
from django.db import transaction
from django.utils import translation
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reporting.content import build_content
from reporting.docx import document_of_html, render_docx
from tests import factories as make
from tests.reporting.report_cast import INTERNAL, PERSON, small_city

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOMENT = datetime(2023, 8, 18, 12, 30, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """A review with a chart; nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fi"):
        cast = small_city()
        make.ObservationFactory(indicator=cast.unemployment, value=Decimal("17.1"))
        content = build_content(cast.round, "fi")
        transaction.set_rollback(True)
    return content


@pytest.fixture(scope="module")
def file(content):
    return render_docx(content)


@pytest.fixture(scope="module")
def document(file):
    return docx.Document(io.BytesIO(file))


def of(body, **about):
    """The document of a few elements."""
    html = f"<!DOCTYPE html><html lang=fi><head><title>Koe</title></head><body><main>{body}</main></body></html>"
    about = {"title": "Koe", "language": "fi", "changed_at": MOMENT} | about
    return docx.Document(io.BytesIO(document_of_html(html, **about)))


def every(document, tag):
    return list(document.element.body.iter(qn(tag)))


def words_in(element):
    return "".join(part.text for part in element.iter(qn("w:t")))


def styles_and_words(document):
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.text]


# --- the report ------------------------------------------------------------------------------------------------------
def test_headings_are_words_own_and_skip_no_level(document):
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    levels = [int(paragraph.style.name.split()[1]) for paragraph in headings]
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Title"] == [
        "Puolivuotiskatsaus 2023"
    ]
    assert headings[0].text == "1 Tiivistelmä"
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_style_that_is_used_is_there(document):
    known = {style.style_id for style in document.styles}
    used = {
        element.get(qn("w:val"))
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for element in document.element.body.iter(qn(tag))
    }
    assert used - known == set()


def test_looks_come_from_styles_alone(document):
    direct = {child.tag for properties in every(document, "w:rPr") for child in properties}
    assert direct <= {qn("w:rStyle"), qn("w:lang")}
    direct = {child.tag for properties in every(document, "w:pPr") for child in properties}
    assert direct <= {qn("w:pStyle"), qn("w:numPr"), qn("w:sectPr")}


def test_tables_repeat_their_heads_and_have_as_many_columns_as_cells(document):
    tables = every(document, "w:tbl")
    assert len(tables) >= 12
    for table in tables:
        first, *others = table.findall(qn("w:tr"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}").get(qn("w:firstRow")) == "1"
        columns = len(table.find(qn("w:tblGrid")))
        for row in [first, *others]:
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == columns
        assert all(cell[-1].tag == qn("w:p") for cell in table.iter(qn("w:tc")))


def test_tables_fit_their_pages(document):
    width = {
        WD_ORIENT.PORTRAIT: document.sections[0].page_width - document.sections[0].left_margin * 2,
        WD_ORIENT.LANDSCAPE: document.sections[1].page_width - document.sections[1].left_margin * 2,
    }
    assert [section.orientation for section in document.sections][:2] == list(width)
    widest = max(sum(int(column.get(qn("w:w"))) for column in grid) for grid in every(document, "w:tblGrid"))
    assert widest * 635 <= max(width.values())


def test_pictures_have_words(document):
    pictures = [element.get("descr") for element in document.element.body.iter() if element.tag.endswith("}docPr")]
    assert len(pictures) >= 2
    assert all(pictures)
    assert any("Työttömyys-%" in words for words in pictures)


def test_contents_lead_to_every_chapter(document):
    (contents,) = every(document, "w:sdt")
    links = [(words_in(link), link.get(qn("w:anchor"))) for link in contents.iter(qn("w:hyperlink"))]
    bookmarks = {mark.get(qn("w:name")): words_in(mark.getparent()) for mark in every(document, "w:bookmarkStart")}
    assert [(words, bookmarks[anchor]) for words, anchor in links if words != bookmarks[anchor]] == []
    assert [words for words, anchor in links][:2] == ["1 Tiivistelmä", "Kaupunginjohtajan katsaus"]
    assert "TOC" in "".join(part.text for part in contents.iter(qn("w:instrText")))


def test_bookmarks_are_paired_and_no_two_are_alike(document):
    starts, ends = every(document, "w:bookmarkStart"), every(document, "w:bookmarkEnd")
    assert len({mark.get(qn("w:name")).casefold() for mark in starts}) == len(starts)
    assert sorted(mark.get(qn("w:id")) for mark in starts) == sorted(mark.get(qn("w:id")) for mark in ends)
    names = {mark.get(qn("w:name")) for mark in starts}
    assert {link.get(qn("w:anchor")) for link in every(document, "w:hyperlink")} - {None} <= names


def test_states_are_told_by_a_symbol_and_a_word(document):
    assert "◐\u00a0Käynnissä" in {cell.text for table in document.tables for cell in table._cells}


def test_pages_are_numbered_and_marked_as_a_draft(document):
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "Puolivuotiskatsaus 2023\tLUONNOS"
    fields = [part.text.strip() for part in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.different_first_page_header_footer


def test_document_has_its_language_title_and_moment_and_nobodys_name(content, document):
    properties = document.core_properties
    assert properties.title == "Puolivuotiskatsaus 2023: Kemin strategian toteutuminen 1.1.–30.6.2023"
    assert (properties.language, properties.author, properties.last_modified_by) == ("fi-FI", "", "")
    moment = content.changed_at.astimezone(UTC).replace(microsecond=0)
    assert properties.created == properties.modified == moment
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert [element.get(qn("w:val")) for element in defaults.iter(qn("w:lang"))] == ["fi-FI"]


def test_document_tells_what_was_sent_and_nothing_else(document):
    words = " ".join(words_in(part) for part in document.element.body)
    for told in ("Kolme päiväkotia auditoitiin.", "Kouluttaja vaihtui.", "Odottaa kirjausta"):
        assert told in words
    for hidden in (INTERNAL, PERSON, "Keskeneräinen luonnos"):
        assert hidden not in words


def test_words_in_another_language_say_so():
    content = build_content(small_city().round, "sv")
    document = docx.Document(io.BytesIO(render_docx(content)))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert [element.get(qn("w:val")) for element in defaults.iter(qn("w:lang"))] == ["sv-FI"]
    finnish = [run for run in every(document, "w:r") if run.find(f"{qn('w:rPr')}/{qn('w:lang')}") is not None]
    assert "Kolme päiväkotia auditoitiin." in {words_in(run) for run in finnish}
    assert {run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) for run in finnish} == {"fi-FI"}


def test_a_version_that_is_handled_is_watermarked(content):
    handled = dataclasses.replace(content, version_mark="Käsittelyversio 2")
    document = docx.Document(io.BytesIO(render_docx(handled)))
    section = document.sections[0]
    for header in (section.header, section.first_page_header):
        shapes = [part for part in header._element.iter() if part.tag.endswith("}textpath") and part.get("string")]
        assert [shape.get("string") for shape in shapes] == ["Käsittelyversio 2"]
    assert section.header.paragraphs[0].text.endswith("Käsittelyversio 2")


def test_same_content_gives_the_same_bytes(content, file):
    time.sleep(3)
    assert render_docx(content) == file


def test_file_is_whole_and_without_the_templates_leftovers(file):
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]


# --- general markup --------------------------------------------------------------------------------------------------
def test_lists_are_lists_and_each_numbered_one_begins_with_one():
    document = of("<ul><li>eka</li><li>toka</li></ul><ol><li>yksi</li></ol><ol><li>uusi</li></ol>")
    assert styles_and_words(document) == [
        ("List Bullet", "eka"), ("List Bullet", "toka"), ("List Number", "yksi"), ("List Number", "uusi"),
    ]  # fmt: skip
    numbers = [part.get(qn("w:val")) for part in every(document, "w:numId")]
    assert len(set(numbers)) == 2


def test_white_space_is_as_a_browser_shows_it():
    document = of("<p>  yksi\n   <strong> kaksi </strong> kolme<br> neljä </p><p> \n </p>")
    assert styles_and_words(document) == [("Normal", "yksi kaksi kolme\nneljä")]


def test_links_lead_where_they_led():
    document = of(
        '<p id="h1">koti</p><p><a href="#h1">sisään</a> <a href="/mittarit/">palveluun</a>'
        ' <a href="javascript:x">ei</a> <a href="#puuttuu">ei</a></p>'
    )
    links = every(document, "w:hyperlink")
    assert [words_in(link) for link in links] == ["sisään", "palveluun"]
    assert links[0].get(qn("w:anchor")) == "k_h1"
    assert document.part.rels[links[1].get(qn("r:id"))].target_ref == "https://strategia.example/mittarit/"


def test_a_chapter_without_tables_and_an_empty_paper_open():
    assert styles_and_words(of("")) == []
    assert styles_and_words(of("<section class='report-chapter report-chapter--wide'><h2>Leveä</h2></section>")) == [
        ("Heading 1", "Leveä")
    ]


def test_html_in_a_text_is_text_and_what_xml_cannot_hold_is_left_out():
    document = of("<p>&lt;b&gt;lihava&lt;/b&gt; &amp;amp; \x00\x0b\x1bloppu\ud83d</p>".replace("\ud83d", ""))
    assert styles_and_words(document) == [("Normal", "<b>lihava</b> &amp; loppu")]


def test_a_very_long_text_is_whole():
    words = "sana " * 40_000
    document = of(f"<p>{words}</p><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>{words}</td></tr></table>")
    assert document.paragraphs[0].text == words.strip()
    row = every(document, "w:tr")[1]
    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None
    assert words_in(row) == words.strip()


def test_cells_keep_their_lists_and_paragraphs():
    document = of("<table><tr><td><p>eka</p><ul><li>kohta</li></ul>loppu</td><td></td></tr></table>")
    cells = document.tables[0].rows[0].cells
    assert [(paragraph.style.name, paragraph.text) for paragraph in cells[0].paragraphs] == [
        ("Table Text", "eka"), ("Table Bullet", "kohta"), ("Table Text", "loppu"),
    ]  # fmt: skip
    assert cells[1].text == ""


def test_a_paper_of_another_kind_is_titled_and_marked():
    document = of("<h1>Arviointi</h1>", title="Arviointi 2023", is_draft=True)
    assert document.sections[0].header.paragraphs[0].text == "Arviointi 2023\tLUONNOS"
