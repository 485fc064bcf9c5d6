"""The report as one file for a tablet: whole, in the chosen language, and asking for nothing."""

import re
from pathlib import Path

import lxml.html
import pytest
from django.test import Client

from reporting.content.freezing import thaw
from reporting.pdf.tablet import render_tablet_html
from tests import factories as make

from .pages import url
from .published import published_city, quick_render

pytestmark = [pytest.mark.django_db, pytest.mark.once]
GOLDEN = Path(__file__).parent / "golden"
FETCHES = re.compile(r"""<(?:link|script|img|iframe|object|embed|source|video|audio)\b|@import|url\((?!#)|\bsrc=""")


@pytest.fixture
def city(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)
    return published_city("fi", "sv")


def test_the_file_is_whole_and_asks_for_nothing(city):
    answer = Client().get(url("offline-kit", city.slug, 1))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="strategia-{city.slug}-fi.html"'
    page = answer.content.decode()
    assert FETCHES.search(page) is None
    assert "default-src 'none'" in page
    assert page.count("<style>") == 1
    for told in ("Kolme päiväkotia auditoitiin.", "Kouluttaja vaihtui.", "62,5", "Liite 5"):
        assert told in page
    assert "Keskeneräinen luonnos" not in page


def test_what_to_discuss_comes_before_the_chapters_and_every_link_leads_somewhere():
    page = lxml.html.document_fromstring(
        render_tablet_html(thaw((GOLDEN / "schema_3.json").read_text(encoding="utf-8")))
    )
    headings = [" ".join(heading.text_content().split()) for heading in page.iter("h1", "h2", "h3")]
    first = headings.index("Ensin kokoukseen")
    assert headings[first + 1 : first + 3] == [
        "Mikä ei etene suunnitellusti (1)",
        "Luottamushenkilöiden kysymykset (2)",
    ]
    assert headings.index("1 Tiivistelmä") > first
    ids = [element.get("id") for element in page.iter() if isinstance(element.tag, str) and element.get("id")]
    assert len(ids) == len(set(ids))
    addresses = {link.get("href") for link in page.iter("a")}
    assert {address[1:] for address in addresses if address.startswith("#")} <= set(ids)
    assert page.get("lang") == "fi"


def test_the_language_is_the_readers_and_finnish_where_the_report_is_not_in_it(city):
    for prefix, language in (("", "fi"), ("/sv", "sv"), ("/en", "fi")):
        answer = Client().get(prefix + url("offline-kit", city.slug, 1))
        assert f"strategia-{city.slug}-{language}.html" in answer.headers["Content-Disposition"]
        assert f'<html lang="{language}">' in answer.content.decode()


def test_only_what_is_published_and_not_again_to_who_has_it(city, django_assert_num_queries):
    client = Client()
    assert client.get(url("offline-kit", city.slug, 2)).status_code == 404
    open_one = make.RoundFactory(year=2031)
    assert client.get(url("offline-kit", open_one.slug, 1)).status_code == 404
    first = client.get(url("offline-kit", city.slug, 1))
    with django_assert_num_queries(1):  # it has been made once
        assert client.get(url("offline-kit", city.slug, 1)).content == first.content
    assert client.get(url("offline-kit", city.slug, 1), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_html_in_a_text_stays_words():
    text = (GOLDEN / "schema_3.json").read_text(encoding="utf-8")
    page = render_tablet_html(thaw(text.replace("Kouluttaja vaihtui.", "<script>alert(1)</script>")))
    assert "&lt;script&gt;alert(1)" in page
    assert FETCHES.search(page) is None
