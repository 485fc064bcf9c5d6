"""Atom feeds of publications and moved target levels."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from tests import factories as make

from .published import published_city, quick_render

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # on PostgreSQL whoever else writes shortens a stamp
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(address) -> ElementTree.Element:
    response = Client().get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def entries(address) -> list[dict[str, str]]:
    """Each entry by the names of its elements; a link by its address."""
    return [
        {part.tag.removeprefix(ATOM): part.text or part.get("href") for part in entry}
        for entry in feed(address).iterfind(f"{ATOM}entry")
    ]


@pytest.fixture
def city(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)
    return published_city()


def test_a_publication_is_told_once_in_every_language(city):
    [finnish], [swedish] = entries("/syotteet/raportit.xml"), entries("/sv/syotteet/raportit.xml")
    assert (finnish["title"], finnish["summary"]) == ("Puolivuotiskatsaus 2023", "Tilanne 30.6.2023.")
    assert finnish["link"] == f"https://strategia.example/raportit/{city.slug}/versiot/1/"
    assert swedish["link"] == f"https://strategia.example/sv/raportit/{city.slug}/versiot/1/"
    assert swedish["title"] != finnish["title"]
    assert finnish["id"] == swedish["id"] == f"tag:strategia.example,2023:raportti/{city.slug}/1"


def test_a_feed_has_what_atom_asks_and_a_page_that_leads_to_it(city):
    whole = feed("/syotteet/raportit.xml")
    for name in ("title", "id", "updated", f"author/{ATOM}name"):
        assert whole.find(f"{ATOM}{name}").text
    links = {link.get("rel"): link.get("href") for link in whole.iterfind(f"{ATOM}link")}
    assert links["self"] == whole.find(f"{ATOM}id").text
    page = Client().get("/raportit/").content.decode()
    assert 'type="application/atom+xml"' in page and 'href="/syotteet/raportit.xml"' in page


def test_nothing_is_told_before_it_is_published():
    make.RoundFactory(year=2023)
    assert entries("/syotteet/raportit.xml") == entries("/syotteet/paatokset.xml") == []


def test_a_moved_target_level_is_told_with_its_decision():
    indicator = make.IndicatorFactory(name="Työttömyys & <lomautukset>", unit="%")
    make.BenefitFactory(indicators=[indicator])
    old = make.TargetFactory(indicator=indicator, low=13)
    make.TargetFactory(indicator=indicator, low=12, replaces=old, reason="Kirjoitusvirhe")
    hidden = make.TargetFactory(indicator=make.IndicatorFactory(), low=1)
    assert entries("/syotteet/paatokset.xml") == []
    decision = make.DecisionFactory()
    newest = old.replaced_by
    make.TargetFactory(indicator=indicator, low=10, replaces=newest, decision=decision)
    make.BenefitFactory(strategy=make.StrategyFactory(state="draft"), indicators=[hidden.indicator])
    make.TargetFactory(indicator=hidden.indicator, low=2, replaces=hidden, decision=decision)
    [told] = entries("/syotteet/paatokset.xml")
    assert told["title"] == "Tavoitetaso muuttui: Työttömyys & <lomautukset>"
    assert "12" in told["summary"] and "10" in told["summary"] and str(decision) in told["summary"]


def test_a_reader_of_feeds_is_answered_304(city, django_assert_num_queries):
    first = Client().get("/syotteet/raportit.xml")
    with django_assert_num_queries(1):
        again = Client().get("/syotteet/raportit.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.cookies.output()) == (304, "")
