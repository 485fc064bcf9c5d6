"""Published pages are kept and given again: to the public, unchanged, and to nobody else."""

from datetime import date

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory

from kemistrategy.freshness import KEPT_PAGES, KeptPages, program_stamp
from kemistrategy.history import save_with_history
from tests import factories as make

from .published import address, published_city, quick_render

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # on PostgreSQL whoever else writes shortens a stamp


@pytest.fixture
def city(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)
    return published_city()


@pytest.fixture
def page(city):
    return address("report-detail", city.slug)


def test_a_repeated_reading_asks_one_thing_of_the_database(page, django_assert_num_queries):
    first = Client().get(page)
    with django_assert_num_queries(1):
        again = Client().get(page)
    assert (again.content, dict(again.items())) == (first.content, dict(first.items()))
    with django_assert_num_queries(1):
        unchanged = Client().get(page, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "Content-Security-Policy" in again.headers and again.headers["Cache-Control"] == "public, no-cache"


def test_a_kept_page_is_nobodys(page):
    first = Client().get(page)
    assert not first.cookies and "csrfmiddlewaretoken" not in first.content.decode()
    assert "Cookie" in first.headers["Vary"]


def test_who_has_signed_in_reads_her_own_page_and_leaves_none(page, city):
    reader = Client()
    reader.force_login(make.UserFactory(name="Testilukija"))
    own = reader.get(page)
    assert "Testilukija" in own.content.decode() and own.headers["Cache-Control"] == "private, no-cache"
    public = Client().get(page)
    assert "Testilukija" not in public.content.decode() and "Kirjaudu" in public.content.decode()
    assert "Testilukija" in reader.get(page).content.decode()


def test_each_language_and_version_is_kept_apart(page, city):
    addresses = [page, f"/sv{page}", f"/en{page}", address("report-version", city.slug, 1)]
    first = {path: Client().get(path).content for path in addresses}
    finnish, swedish, english, version = first.values()
    assert len({finnish, swedish, english}) == 3 and version
    assert {path: Client().get(path).content for path in addresses} == first


def test_a_change_is_seen_at_once(page, city):
    before = Client().get(page)
    city.round.year = 2022
    save_with_history(city.round, by=city.coordinator, reason="testi")
    after = Client().get(page, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, "Puolivuotiskatsaus 2022" in after.content.decode()) == (200, True)


def test_a_day_makes_it_anew(page, settings):
    Client().get(page)
    settings.TODAY = date(2023, 8, 11)
    assert "11.8.2023" in Client().get(page).content.decode()


def test_what_is_asked_with_a_query_is_not_kept(page):
    """The page's own links repeat the query; bots could fill the memory with them."""
    for number in range(3):
        assert f"x={number}" in Client().get(f"{page}?x={number}").content.decode()
    assert KEPT_PAGES.taken == 0


def test_a_waiting_message_is_shown_and_not_kept(page):
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    storage.add(messages.SUCCESS, "Olet kirjautunut ulos.")
    told = Client().get("/").__class__()
    storage.update(told)
    client = Client()
    client.cookies["messages"] = told.cookies["messages"].value
    Client().get(page)
    assert "Olet kirjautunut ulos." in client.get(page).content.decode()
    assert "Olet kirjautunut ulos." not in Client().get(page).content.decode()


def test_a_report_that_is_not_published_yet_is_never_kept(city, page):
    """Its address leads the public to a page that is the same until then, and to another one after it."""
    make.RoundFactory(year=2024, slug="2024-h1", closed=True)
    for address_of_draft in ("/raportit/2024-h1/", "/raportit/2024-h1/versiot/1/", f"/raportit/{city.slug}/versiot/2/"):
        assert Client().get(address_of_draft).status_code in (302, 404)
        assert KEPT_PAGES.get(address_of_draft) is None
    Client().get(page)
    assert KEPT_PAGES.taken > 0, "a published one is"


def test_who_has_a_form_open_is_answered_by_the_page_itself(page):
    client = Client()
    client.cookies["csrftoken"] = "a" * 32
    client.get(page)
    assert KEPT_PAGES.taken == 0


def test_a_developers_page_is_made_anew_when_its_template_changes(settings, tmp_path):
    settings.DEBUG, settings.BASE_DIR = True, tmp_path
    (tmp_path / "templates").mkdir()
    before = program_stamp()
    (tmp_path / "templates" / "uusi.html").write_text("uusi")
    assert program_stamp() != before


def test_what_is_kept_has_its_bounds():
    pages = KeptPages(room=100)
    for number in range(10):
        pages.keep(number, f"sivu {number}", size=30)
    assert [pages.get(number) for number in (6, 7, 8, 9)] == [None, "sivu 7", "sivu 8", "sivu 9"]
    pages.keep("suuri", "suuri", size=101)
    pages.keep(9, "uusi", size=40)
    assert (pages.get("suuri"), pages.get(9), pages.taken) == (None, "uusi", 100)
