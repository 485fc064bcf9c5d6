"""Evidence of what is reported: given on a page of its own, carried to the observation when the review is closed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goals.operations.rounds import close_round
from kemistrategy.organisation.models import Evidence
from measures.models import Observation
from tests.factories import PositionFactory

from .pages import main_words, parsed
from .situations import entry_of_indicator, send

pytestmark = pytest.mark.django_db
ADDRESS = "https://kemi.example/poytakirja"


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def entry(round, post):
    return entry_of_indicator(round, post)


def page_of(entry):
    return reverse("goals:entry-evidence", args=[entry.pk])


def test_a_page_is_tied_to_the_entry_and_shown_to_its_readers(holder_client, entry):
    given = {"evidence_address": ADDRESS, "evidence_title": "Pöytäkirja"}
    assert holder_client.post(page_of(entry), given).status_code == 302
    assert list(entry.evidence.values_list("title", "address")) == [("Pöytäkirja", ADDRESS)]
    links = [link.get("href") for link in parsed(holder_client.get(page_of(entry))).iter("a")]
    assert ADDRESS in links


def test_a_file_of_a_figure_is_the_observations_after_closing(holder_client, holder, coordinator, round, entry):
    file = SimpleUploadedFile("mittaus.csv", b"vuosi;arvo\n2023;12\n")
    given = {"subject": entry.indicator_id, "evidence_file": file, "evidence_title": "Mittaus"}
    assert holder_client.post(page_of(entry), given).status_code == 302
    send(entry, holder, figure="12", public_text="Mitattu.")
    close_round(round.pk, by=coordinator)
    observation = Observation.objects.get(indicator=entry.indicator)
    assert [evidence.title for evidence in observation.evidence.all()] == ["Mittaus"]


def test_without_a_file_or_an_address_nothing_is_kept(holder_client, entry):
    page = holder_client.post(page_of(entry), {"evidence_title": "Tyhjä"})
    assert page.status_code == 422
    assert "Valitse tiedosto tai anna osoite." in main_words(page)
    assert Evidence.objects.count() == 0


def test_a_figure_of_somebody_elses_entry_is_refused(holder_client, round, entry):
    foreign = entry_of_indicator(round, PositionFactory())
    page = holder_client.post(page_of(entry), {"subject": foreign.indicator_id, "evidence_address": ADDRESS})
    assert page.status_code == 422
    assert Evidence.objects.count() == 0


def test_a_closed_review_takes_no_more_evidence(holder_client, coordinator, round, entry):
    close_round(round.pk, by=coordinator)
    assert "Lisää näyttö" not in main_words(holder_client.get(page_of(entry)))
    page = holder_client.post(page_of(entry), {"evidence_address": ADDRESS})
    assert page.status_code == 422
    assert Evidence.objects.count() == 0
