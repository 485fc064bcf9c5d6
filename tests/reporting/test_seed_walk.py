"""Every item of Kemi's two strategy documents is found through search and stands on a page that the hit leads to."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import translation

from reporting.operations.search import refresh_search

from .pages import url
from .seed_items import IN_ENGLISH, ITEMS, LEVELS

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # what is found and shown does not depend on the database
MOST_TRIED = 12  # hits of one query whose pages are opened
_HIT = re.compile(r'class="hit__title" href="([^"]+)"')
_WORD = re.compile(r"[^\W_]+")
_DIGITS_APART = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)")


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """Kemi loaded once for all the items; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fi"):
        call_command("load_kemi", verbosity=0)
        refresh_search()
        yield Walk()
        transaction.set_rollback(True)


class Walk:
    def __init__(self):
        self._client, self._pages = Client(), {}

    def finds(self, words, *, typed="", prefix=""):
        """Whether all the words are found, and they stand on the page of a hit."""
        response = self._client.get(prefix + url("search"), {"q": typed or words})
        shown = response.content.decode()
        if "Millään sivulla ei ole" in shown:
            return False
        addresses = [unescape(address) for address in _HIT.findall(shown)]
        return any(_said(words) in self._page(address) for address in addresses[:MOST_TRIED])

    def _page(self, address):
        if address not in self._pages:
            response = self._client.get(address)
            assert response.status_code == 200, address
            body = re.search(r"(?s)<main.*</main>", response.content.decode())[0]
            self._pages[address] = _said(unescape(re.sub(r"<[^>]+>", " ", body)))
        return self._pages[address]


def _said(words):
    """The words and figures alone, so that neither case, hyphens nor spaces count."""
    return f" {' '.join(_WORD.findall(_DIGITS_APART.sub('', words.casefold())))} "


@pytest.mark.parametrize("group", ITEMS)
def test_every_item_is_found_and_stands_on_its_page(walk, group):
    assert [item for item in ITEMS[group] if not walk.finds(item)] == []


def test_every_level_of_a_key_indicator_is_found_and_stands_on_its_page(walk):
    missing = [(name, level) for name, level in LEVELS if not walk.finds(level, typed=f"{name} {level}")]
    assert missing == []


def test_what_the_document_says_in_english_is_found_in_english(walk):
    assert [item for item in IN_ENGLISH if not walk.finds(item, prefix="/en")] == []
