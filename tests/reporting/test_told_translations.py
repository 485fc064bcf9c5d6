"""Translations of told words: marked, separate, and void when the words change."""

import pytest
from django.urls import reverse

from reporting.content import build_content
from reporting.models import Review, ToldTranslation
from reporting.operations.told_translations import translate_told
from reporting.queries.told_translations import told_texts
from tests import factories as make


@pytest.fixture
def coordinator(db):
    return make.UserFactory(role="coordinator")


@pytest.fixture
def round(db):
    return make.RoundFactory()


@pytest.fixture
def entry(round):
    action = make.ActionFactory()
    return make.EntryFactory(round=round, action=action, approved=True, public_text="Työ etenee.")


@pytest.fixture
def review(round):
    return Review.objects.create(round=round, kind="environment", text="Väestö vähenee.", is_ready=True)


def keys(round, language="sv"):
    return [text.key for text in told_texts(round, language, "fi")]


def test_what_was_told_in_another_language_is_asked(round, entry, review):
    assert keys(round) == [f"review-{review.pk}-text", f"entry-{entry.pk}-public_text"]
    assert keys(round, "fi") == []


def test_a_translation_is_told_as_one(round, review, coordinator):
    translate_told(round, language="sv", words={f"review-{review.pk}-text": "Befolkningen minskar."}, by=coordinator)
    told = build_content(round, "sv").environment
    assert (told.words, told.language, told.is_translation) == ("Befolkningen minskar.", "sv", True)
    assert build_content(round, "fi").environment.words == "Väestö vähenee."


def test_changed_words_are_told_themselves_until_the_translation_is_looked_at(round, review, coordinator):
    key = f"review-{review.pk}-text"
    translate_told(round, language="sv", words={key: "Befolkningen minskar."}, by=coordinator)
    Review.objects.update(text="Väestö kasvaa.")
    assert build_content(round, "sv").environment.words == "Väestö kasvaa."
    assert told_texts(round, "sv", "fi")[0].is_outdated
    assert translate_told(round, language="sv", words={key: "Befolkningen minskar."}, by=coordinator) == 1
    assert not told_texts(round, "sv", "fi")[0].is_outdated


def test_an_emptied_translation_is_removed_and_history_keeps_it(round, review, coordinator):
    key = f"review-{review.pk}-text"
    translate_told(round, language="sv", words={key: "Befolkningen minskar."}, by=coordinator)
    translate_told(round, language="sv", words={key: ""}, by=coordinator)
    assert not ToldTranslation.objects.exists()
    assert ToldTranslation.history.filter(history_type="-").count() == 1


def test_texts_of_other_reviews_are_not_touched(round, review, coordinator):
    other = Review.objects.create(round=make.RoundFactory(closed=True), kind="environment", text="Muu.")
    assert translate_told(round, language="sv", words={f"review-{other.pk}-text": "Annan."}, by=coordinator) == 0


def test_the_page_keeps_what_was_typed(client, round, entry, review, coordinator):
    client.force_login(coordinator)
    address = reverse("reporting:told-translations", args=[round.slug, "sv"])
    answer = client.post(address, {f"entry-{entry.pk}-public_text": "Arbetet framskrider."})
    assert answer.status_code == 302
    assert "Arbetet framskrider." in client.get(address).content.decode()
    assert client.get(reverse("reporting:told-translations", args=[round.slug, "de"])).status_code == 404


def test_the_page_costs_the_same_for_one_text_and_for_many(
    client, round, review, coordinator, django_assert_max_num_queries
):
    make.EntryFactory.create_batch(3, round=round, approved=True, public_text="Työ etenee.")
    client.force_login(coordinator)
    with django_assert_max_num_queries(12):
        client.get(reverse("reporting:told-translations", args=[round.slug, "sv"]))
