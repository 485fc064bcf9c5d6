"""A published review text and a published translation: corrected with a cause, listed, and told in the next version."""

import pytest
from django.test import Client

from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.content.freezing import thaw
from reporting.models import Publication, PublishedCorrection, Review
from reporting.operations import publishing, rendering
from reporting.operations.published_texts import correct_review
from reporting.operations.told_translations import translate_told
from reporting.queries.told_translations import told_texts
from tests import factories as make

from .pages import main_words
from .published import address, bytes_of, closed_city, published_city, quick_render

pytestmark = pytest.mark.django_db
CAUSE = "Summa oli väärin."


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(rendering, "render", quick_render)


@pytest.fixture
def city():
    cast = published_city("fi", "sv")
    cast.client = Client()
    cast.client.force_login(cast.coordinator)
    return cast


def correct(city, text, key="environment", version=None, cause=CAUSE):
    row = Review.objects.filter(round=city.round, kind="environment").first()
    version = version if version is not None else (row.version if row else 0)
    address_of = address("published-text-correction", city.slug, key)
    return city.client.post(address_of, {"text": text, "why": cause, "version": version})


def typed_by(city, user, version=0):
    return correct_review(
        city.round.pk, "environment", text="X", cause="Y", version=version, language="fi", rights=rights_of(user)
    )


def listed():
    return [(row.subject, row.before, row.now, row.cause) for row in PublishedCorrection.objects.all()]


def publish_corrected(city):
    city.client.post(address("publication-corrected", city.slug), {"languages": ["fi", "sv"]})
    newest = Publication.objects.get(round=city.round, published_at=None)
    publishing.make_publication(pk=newest.pk)
    newest.refresh_from_db()
    return newest


def test_a_review_text_is_corrected_into_version_two(city, client):
    Review.objects.filter(round=city.round, kind="environment").delete()
    before = bytes_of(city.publication)
    page = main_words(city.client.get(address("correct-published", city.slug)))
    assert "Katsaustekstit" in page
    assert "Toimintaympäristön muutokset ja riskit" in page
    answer = correct(city, "Energian hinta nousi.")
    assert (answer.status_code, answer.url) == (302, address("publication", city.slug))
    subject = "Toimintaympäristön muutokset ja riskit"
    assert listed() == [(subject, "–", "Energian hinta nousi.", CAUSE)]
    assert subject in main_words(city.client.get(address("publication", city.slug)))
    assert "Energian hinta nousi." not in main_words(client.get(address("report-detail", city.slug)))
    newest = publish_corrected(city)
    assert newest.version == 2
    content = thaw(newest.contents.get(language="fi").content)
    assert [(row.subject, row.now) for row in content.corrections] == [(subject, "Energian hinta nousi.")]
    assert "Energian hinta nousi." in main_words(client.get(address("report-detail", city.slug)))
    assert bytes_of(city.publication) == before


def test_corrected_twice_it_is_listed_once_and_changed_back_not_at_all(city):
    Review.objects.filter(round=city.round, kind="environment").delete()
    first = make_published(city, "Ensimmäinen.")
    correct(city, "Toinen.")
    correct(city, "Kolmas.", cause="Vielä väärin.")
    assert listed()[-1][1:] == (first, "Kolmas.", f"{CAUSE}; Vielä väärin.")
    correct(city, first)
    assert PublishedCorrection.objects.filter(published_in=None).count() == 0


def make_published(city, text):
    correct(city, text)
    publish_corrected(city)
    return text


def test_nothing_is_corrected_without_a_cause_a_change_or_a_text(city):
    make_published(city, "Ensimmäinen.")
    for text, cause in (("Toinen.", ""), ("", CAUSE), ("Ensimmäinen.", CAUSE), ("x" * 200_000, CAUSE)):
        answer = correct(city, text, cause=cause)
        assert answer.status_code == 422
    assert Review.objects.get(round=city.round, kind="environment").text == "Ensimmäinen."
    assert correct(city, "X", key="no-such").status_code == 404


def test_two_who_correct_the_same_text_see_each_other(city):
    make_published(city, "Ensimmäinen.")
    old = Review.objects.get(round=city.round, kind="environment").version
    correct(city, "Toinen.")
    late = correct(city, "Kolmas.", version=old)
    assert late.status_code == 422
    assert "Nyt siinä lukee: Toinen." in late.content.decode()
    with pytest.raises(Conflict):
        typed_by(city, city.coordinator, version=old)


def test_only_the_coordinator_corrects_and_only_what_is_published():
    cast = closed_city()
    with pytest.raises(NotAllowed):
        typed_by(cast, cast.coordinator)
    with pytest.raises(Review.DoesNotExist):
        typed_by(cast, make.UserFactory())


def test_while_a_version_is_being_made_the_page_says_so(city):
    correct(city, "Energian hinta nousi.")
    publishing.publish_corrected(city.round.pk, languages=["fi"], by=city.coordinator)
    for name, args in (
        ("correct-published", ()),
        ("published-correction", (1,)),
        ("published-text-correction", ("environment",)),
    ):
        page = city.client.get(address(name, city.slug, *args))
        assert page.status_code == 200
        assert "Raportin versiota tehdään parhaillaan" in main_words(page)
    assert correct(city, "Toinen.").status_code == 409


def test_while_the_first_version_is_being_made_the_page_says_so():
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    client = Client()
    client.force_login(cast.coordinator)
    page = client.get(address("published-correction", cast.slug, 1))
    assert "Raportin versiota tehdään parhaillaan" in main_words(page)
    client.force_login(make.UserFactory())
    assert client.get(address("published-correction", cast.slug, 1)).status_code == 404


# --- translations -------------------------------------------------------------------------------------------------
def test_a_published_translation_is_corrected_with_a_cause_into_version_two(city):
    text = next(text for text in told_texts(city.round, "sv", "fi") if text.kind == "entry")
    typed = {text.key: "Tre daghem reviderades."}
    with pytest.raises(NotAllowed):
        translate_told(city.round, language="sv", words=typed, by=city.coordinator)
    page = address("told-translations", city.slug, "sv")
    assert "Miksi julkaistu käännös oli väärin?" in main_words(city.client.get(page))
    form = city.client.get(page).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    answer = city.client.post(page, values | typed)
    assert answer.status_code == 422
    assert "Kirjoita, miksi julkaistu käännös oli väärin." in main_words(answer)
    assert city.client.post(page, values | typed | {"why": CAUSE}).status_code == 302
    ((subject, before, now, cause),) = listed()
    assert (before, now, cause) == (text.told.words, "Tre daghem reviderades.", CAUSE)
    assert ": käännös " in subject
    assert publish_corrected(city).version == 2
    assert city.client.post(page, values | typed | {"why": ""}).status_code == 302  # nothing is changed any more


def test_a_translation_into_a_language_that_is_not_published_needs_no_cause(city):
    text = told_texts(city.round, "en", "fi")[0]
    assert translate_told(city.round, language="en", words={text.key: "Three."}, by=city.coordinator) == 1
    assert not PublishedCorrection.objects.exists()
