"""Published pages are kept and given again: to the public, unchanged, and to nobody else."""

from datetime import date

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory

from kemistrategy.freshness import KEPT_PAGES, KeptPages
from kemistrategy.history import save_with_history
from tests import factories as make

from .published import address, published_city, quick_render

pytestmark = pytest.mark.django_db


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
    assert len(set(first.values())) == len(addresses) or first[page] == first[addresses[-1]]
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


def test_a_draft_is_never_kept(city):
    make.RoundFactory(year=2024, slug="2024-h1")
    assert Client().get("/raportit/2024-h1/").status_code == 302
    signed_in = Client()
    signed_in.force_login(city.coordinator)
    signed_in.get(f"/raportit/{city.slug}/luonnos/")
    assert KEPT_PAGES.taken == 0


def test_what_is_kept_has_its_bounds():
    pages = KeptPages(room=100)
    for number in range(10):
        pages.keep(number, f"sivu {number}", size=30)
    assert [pages.get(number) for number in (6, 7, 8, 9)] == [None, "sivu 7", "sivu 8", "sivu 9"]
    pages.keep("suuri", "suuri", size=101)
    pages.keep(9, "uusi", size=40)
    assert (pages.get("suuri"), pages.get(9), pages.taken) == (None, "uusi", 100)
