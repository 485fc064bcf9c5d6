"""Every public page of Kemi's, in three languages: links that lead somewhere, no Finnish word left, few statements,
nothing from elsewhere, and no more bytes than a telephone wants to fetch."""

import gzip
import re
from collections import Counter, deque
from datetime import date
from html import unescape
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import translation

from goals.models import Round, Strategy
from reporting.models import AuditReport
from reporting.operations import publishing
from tests import factories as make
from tests.test_features import dictionary, interface_words

from .published import quick_render

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PREFIXES = {"fi": "", "sv": "/sv", "en": "/en"}
MOST_STATEMENTS = 12
ENOUGH_OF_A_KIND = 4
LONGEST_PAGE = 60_000
# What is read as a document, or on paper: as long as the report it tells.
DOCUMENTS = re.compile(r"^(/sv|/en)?/raportit/[^/]+/")
LARGEST_STYLES = 120_000
# What stands in Finnish on purpose: the heading of a column in the city's document, and a measure's own word.
SAID_AS_THEY_ARE = {"NYT", "Vuosikello"}


@pytest.fixture(scope="module")
def walks(django_db_setup, django_db_blocker, tmp_path_factory):
    """Language → address → what was answered, of every address that the public's links lead to; made once."""
    as_in_tests = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        SITE_URL="https://strategia.example",
        TODAY=date(2023, 8, 10),
        WHITENOISE_AUTOREFRESH=True,
    )
    with django_db_blocker.unblock(), transaction.atomic(), as_in_tests, translation.override("fi"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("reporting.operations.rendering.render", quick_render)
            _published_kemi()
        found = {"fi": walk("")}
        yield found | {language: walk(prefix, beside=found["fi"]) for language, prefix in PREFIXES.items() if prefix}
        transaction.set_rollback(True)


def _published_kemi():
    """Both strategies of Kemi's, and a published half-year review of the older one with one entry in it."""
    call_command("load_kemi", verbosity=0, stdout=StringIO())
    round = make.RoundFactory(year=2023, strategies=[Strategy.objects.get(slug="kaupunkistrategia-2022-2025")])
    Round.objects.filter(pk=round.pk).update(state="closed", closed_at=make.SOME_MOMENT)
    publication = publishing.publish_report(
        round.pk, languages=("fi", "sv", "en"), by=make.UserFactory(role="coordinator")
    )
    publishing.make_publication(pk=publication.pk)


class Answer:
    def __init__(self, response, statements):
        self.status, self.statements = response.status_code, statements
        is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
        self.is_page = response.headers.get("Content-Type", "").startswith("text/html") and not is_file
        self.content = b"".join(response.streaming_content) if response.streaming else response.content
        self.text = self.content.decode() if self.is_page else ""
        self.response = response

    @property
    def links(self):
        return {unescape(address) for address in re.findall(r'<a [^>]*?href="(/[^"#]*)', self.text)}

    @property
    def resources(self):
        """What a browser fetches with the page."""
        asked = re.findall(r'<(?:script|img|iframe|source)[^>]*? src="([^"]*)"', self.text)
        asked += re.findall(r'<link rel="(?:stylesheet|icon|preload)"[^>]*? href="([^"]*)"', self.text)
        return asked + re.findall(r"url\(([^)]*)\)", self.text)


def walk(prefix, beside=()) -> dict[str, Answer]:
    """Every page that links lead to. In another language (`beside` is what the first was answered) a few pages of
    each kind: the links and the things of the others are the same, and whatever is not there in the first is opened."""
    client, found, waiting, opened = Client(raise_request_exception=False), {}, deque([f"{prefix}/"]), Counter()
    while waiting:
        address = waiting.popleft()
        is_one_of_many = opened[kind_of(address)] >= ENOUGH_OF_A_KIND and address.removeprefix(prefix) in beside
        if address in found or is_one_of_many:
            continue
        opened[kind_of(address)] += 1
        with CaptureQueriesContext(connection) as queries:
            found[address] = Answer(client.get(address), len(queries))
        waiting += [link for link in sorted(found[address].links) if is_walked(link, prefix)]
    return found


def kind_of(address):
    """The address without what tells one thing from another: their numbers, and names with years in them."""
    return re.sub(r"^/(sv|en)/", "/", re.sub(r"[^/]*\d[^/]*", "0", address))


def is_walked(link, prefix):
    """In this language, of the public, and no list that is only narrowed otherwise: those are the lists' own tests'."""
    here = link.startswith(f"{prefix}/") if prefix else not link.startswith(("/sv/", "/en/"))
    return here and "?" not in link and not re.search(r"/(tili|hallinta)/|/static/", link)


def pages(walks):
    return [(address, answer) for found in walks.values() for address, answer in found.items() if answer.is_page]


def test_no_link_is_broken_and_every_kind_of_page_is_reached(walks):
    wrong = {
        address: one.status for one_walk in walks.values() for address, one in one_walk.items() if one.status != 200
    }
    assert wrong == {}
    assert len(walks["fi"]) > 200
    finnish, *others = ({kind_of(address) for address in found} for found in walks.values())
    assert [finnish - other for other in others] == [set(), set()]
    of_sitemap = re.findall(r"<loc>https://strategia.example([^<]*)</loc>", sitemap())
    assert [address for address in of_sitemap if re.sub("^/(sv|en)/", "/", address) not in walks["fi"]] == []


def sitemap():
    return b"".join(Client().get("/sitemap.xml").streaming_content).decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_of_the_programs_words_is_left_in_finnish(walks, language):
    translated = dictionary(language)
    finnish = set(translated) - set(translated.values()) - SAID_AS_THEY_ARE
    left = {}
    for address, answer in walks[language].items():
        if answer.is_page:
            page_language, pieces = interface_words(answer.response)
            assert page_language == language, address
            if pieces & finnish:
                left[address] = pieces & finnish
    assert left == {}


def test_no_page_asks_more_of_the_database_than_it_may(walks):
    asked = {address: answer.statements for address, answer in pages(walks)}
    assert {address: number for address, number in asked.items() if number > MOST_STATEMENTS} == {}


def test_nothing_comes_from_another_host(walks):
    elsewhere = {
        address: foreign
        for address, answer in pages(walks)
        if (foreign := [asked for asked in answer.resources if not asked.startswith(("/", "data:", "#"))])
    }
    assert elsewhere == {}


def test_no_page_is_longer_than_a_telephone_wants_to_fetch(walks):
    sizes = {address: len(answer.content) for address, answer in pages(walks) if not DOCUMENTS.match(address)}
    assert {address: size for address, size in sizes.items() if size > LONGEST_PAGE} == {}


def test_every_page_says_what_it_is_to_search_engines(walks):
    for address, answer in pages(walks):
        assert answer.text.count('<meta name="description" content="') == 1, address
        assert answer.text.count('<link rel="canonical" href="https://strategia.example/') == 1, address
    front = walks["sv"]["/sv/"].text
    for language, prefix in PREFIXES.items():
        assert f'<link rel="alternate" hreflang="{language}" href="https://strategia.example{prefix}/">' in front


def test_robots_may_read_what_is_public_and_nothing_that_only_repeats_it():
    told = Client().get("/robots.txt").content.decode().splitlines()
    closed = [line.removeprefix("Disallow: ") for line in told if line.startswith("Disallow: ")]
    assert {"/haku/", "/sv/haku/", "/omat-kirjaukset/", "/hallinta/", "/*?"} <= set(closed)
    assert "Sitemap: https://strategia.example/sitemap.xml" in told
    open_to_all = [reverse(f"reporting:{name}") for name in ("front-page", "goal-list", "report-list", "audit-list")]
    assert [address for address in open_to_all if address.startswith(tuple(closed))] == []


def test_the_sitemap_holds_no_draft():
    draft = make.StrategyFactory(state="draft")
    hidden = [make.ThemeFactory(strategy=draft).pk, make.GoalFactory(strategy=draft).pk]
    seen = make.ThemeFactory()
    listed = sitemap()
    assert f"/teemat/{seen.pk}/" in listed and f"/teemat/{hidden[0]}/" not in listed
    assert f"/tavoitteet/{hidden[1]}/" not in listed and draft.slug not in listed


def test_the_sitemap_lists_the_evaluation_reports_when_one_has_been_handed_over():
    AuditReport.objects.create(year=2022)
    assert "/tarkastus/" not in sitemap() and Client().get("/tarkastus/").status_code == 404
    by = make.UserFactory()
    AuditReport.objects.create(year=2021, handed_over_at=make.SOME_MOMENT, handed_over_by=by)
    assert sitemap().count("<loc>https://strategia.example/tarkastus/</loc>") == 1
    assert Client().get("/tarkastus/").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_sitemap_asks_once(many, django_assert_num_queries):
    for _number in range(many):
        make.ActionFactory(goals=[make.GoalFactory()])
    with django_assert_num_queries(1):
        sitemap()


def imported(path: Path) -> list[Path]:
    """A style sheet and those that it brings along."""
    found = re.findall(r'@import url\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    return [path, *chain(*(imported(_static(_beside(path, name))) for name in found))]


def _beside(path, name):
    whole = (Path("css") / name).as_posix() if path.parent.name == "css" else name
    return re.sub(r"[^/]+/\.\./", "", whole)


def _static(name) -> Path:
    return Path(finders.find(name))


def test_styles_and_scripts_are_light(walks):
    """Packed as they are sent; every page's own, the heaviest page counts."""
    heaviest = {}
    for address, answer in pages(walks):
        names = {asked.removeprefix("/static/") for asked in answer.resources if asked.endswith((".css", ".js"))}
        if (key := frozenset(names)) not in heaviest:
            files = set(chain(*(imported(_static(name)) for name in names)))
            packed = {str(file): len(gzip.compress(file.read_bytes())) for file in files}
            heaviest[key] = (sum(packed.values()), address, packed)
    largest = max(heaviest.values(), key=lambda found: found[0])
    assert largest[0] <= LARGEST_STYLES, largest
