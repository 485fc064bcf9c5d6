"""The paper is read by a fast parser: it must give the elements that a browser-like one gives."""

import pytest
import tinyhtml5

from reporting.content import build_content
from reporting.hyphenation import SOFT_HYPHEN, with_soft_hyphens
from reporting.pdf import render_html
from reporting.pdf.reading import parsed
from tests.reporting.content.test_told import close
from tests.reporting.report_cast import small_city
from tests.reporting.test_project_report import interim


def shape(element):
    words = [" ".join((text or "").split()) for text in (element.text, element.tail)]
    return element.tag, dict(element.attrib), words, [shape(child) for child in element]


@pytest.mark.django_db
@pytest.mark.parametrize("make_round", [lambda: close(small_city()), lambda: interim().round])
def test_fast_parser_gives_the_elements_of_a_browser(make_round):
    html = render_html(build_content(make_round(), "fi"))
    assert shape(parsed(html)) == shape(tinyhtml5.parse(html, namespace_html_elements=False))


def test_words_of_people_are_words_and_no_elements():
    html = "<!DOCTYPE html><html><body><p>&lt;b&gt; \0 &amp;amp; 😀</p></body></html>"
    assert "".join(parsed(html).itertext()).strip() == "<b> \ufffd &amp; 😀"


@pytest.mark.parametrize(
    ("language", "word", "divided"),
    [
        ("sv", "Rapporteringsanvisningar", True),
        ("en", "Representatives", True),
        ("fi", "Toimintaympäristö", True),
        ("xx", "Rapporteringsanvisningar", False),
    ],
)
def test_long_words_are_divided_by_their_language(language, word, divided):
    found = with_soft_hyphens(word, 10, language)
    assert (SOFT_HYPHEN in found) is divided
    assert found.replace(SOFT_HYPHEN, "") == word
