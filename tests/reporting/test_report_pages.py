"""The report as a page, and its file: asked for, waited for, fetched by the one who asked."""

import html
import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from reporting.content import build_content
from reporting.models import ReportFile, Review
from reporting.pdf import render_html
from tests import factories as make
from tests.reporting.report_cast import INTERNAL, PERSON, small_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make.UserFactory(name="Testilukija"))
    return client


def page_words(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def chapters(markup):
    """What stands between the first chapter and the end of the last."""
    return page_words(
        re.search(r'<section class="report-chapter" id="tiivistelma">.*(?=</main>)', markup, re.DOTALL)[0]
    )


def test_page_and_paper_say_the_same_words(reader):
    round = small_city().round
    page = reader.get(reverse("reporting:report-detail", args=[round.slug])).content.decode()
    paper = chapters(render_html(build_content(round, "fi")))
    assert page.count("Takaisin sisällykseen") == 14  # after each chapter and annex; paper has page numbers instead
    assert chapters(page.replace("Takaisin sisällykseen", "")) == paper


def test_page_is_marked_as_a_draft_and_hides_notes_and_persons(reader):
    page = page_words(reader.get(reverse("reporting:report-detail", args=[small_city().round.slug])).content.decode())
    assert "LUONNOS Raporttia ei ole julkaistu." in page
    assert "Kolme päiväkotia auditoitiin." in page
    for hidden in (INTERNAL, PERSON, "Keskeneräinen luonnos"):
        assert hidden not in page


@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_page_in_three_languages_costs_a_fixed_number_of_statements(reader, prefix, django_assert_max_num_queries):
    cast = small_city()
    reader.force_login(cast.person)
    with translation.override("fi"):
        address = prefix + reverse("reporting:report-detail", args=[cast.round.slug])
    reader.get(address)
    with django_assert_max_num_queries(24):
        assert "Kolme päiväkotia auditoitiin." in reader.get(address).content.decode()


def test_public_sees_that_nothing_is_published_and_no_report(client):
    round = small_city().round
    assert "Raportteja ei ole vielä julkaistu" in client.get(reverse("reporting:report-list")).content.decode()
    page = client.get(reverse("reporting:report-detail", args=[round.slug]))
    assert page.status_code == 302
    assert reverse("account_login") in page.url


def test_list_names_every_opened_review(reader):
    make.RoundFactory(year=2023, closed=True)
    make.RoundFactory(year=2024)
    make.RoundFactory(year=2025, planned=True)
    page = page_words(reader.get(reverse("reporting:report-list")).content.decode())
    assert "Puolivuotiskatsaus 2023" in page
    assert "Puolivuotiskatsaus 2024" in page
    assert "Puolivuotiskatsaus 2025" not in page


def test_page_of_one_department_is_chosen_by_its_code(reader):
    cast = small_city()
    other = make.OrgUnitFactory(name="Ympäristötoimiala")
    address = reverse("reporting:report-detail", args=[cast.round.slug])
    whole = reader.get(address).content.decode()
    assert f'<option value="{other.code}">Ympäristötoimiala</option>' in whole
    part = page_words(reader.get(address, {"toimiala": other.code}).content.decode())
    assert "Ympäristötoimiala." in part
    assert "Kolme päiväkotia auditoitiin." not in part
    assert reader.get(address, {"toimiala": "ei-ole"}).status_code == 404


def test_number_of_a_figure_leads_to_its_row_in_annex_5(reader):
    cast = small_city()
    baseline = cast.unemployment.observations.get()
    page = reader.get(reverse("reporting:report-detail", args=[cast.round.slug])).content.decode()
    assert f'href="#h{baseline.pk}"' in page
    assert page.count(f'id="h{baseline.pk}"') == 1


def test_markup_in_any_told_text_is_shown_as_text(reader):
    cast = small_city()
    evil = "<script>alert(1)</script>"
    cast.tools.entries.update(public_text=evil, cause=evil, correction=evil, proposal=evil)
    Review.objects.create(round=cast.round, kind="city_manager", text=evil, is_ready=True)
    page = reader.get(reverse("reporting:report-detail", args=[cast.round.slug])).content.decode()
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)") >= 5


def test_contents_lead_to_every_chapter(reader):
    page = reader.get(reverse("reporting:report-detail", args=[small_city().round.slug])).content.decode()
    contents = re.search(r'<nav class="report-contents".*?</nav>', page, re.DOTALL)[0]
    links = [(target, html.unescape(title)) for target, title in re.findall(r'<a href="#([\w-]+)">(.*?)</a>', contents)]
    headings = re.findall(r'<section class="report-chapter[^"]*" id="([\w-]+)">\s*<h2>(.*?)</h2>', page, re.DOTALL)
    assert links == headings
    assert len(links) == 14


# --- the file
def ask(reader, slug, **typed):
    return reader.post(
        reverse("reporting:report-file-create", args=[slug]), {"language": "fi", "format": "pdf"} | typed
    )


@pytest.mark.django_db(transaction=True)
def test_button_makes_the_pdf_by_the_worker_and_gives_it_a_name(reader):
    slug = small_city().round.slug
    waiting = reader.get(ask(reader, slug).url).content.decode()
    assert "<progress" in waiting
    assert "delay:1s" in waiting
    call_command("run_jobs", "--once")
    file = ReportFile.objects.get()
    assert (file.state, file.percent) == ("ready", 100)
    fragment = reader.get(
        reverse("reporting:report-file", args=[file.pk]), headers={"HX-Request": "true", "HX-Target": "report-progress"}
    ).content.decode()
    assert "Lataa PDF" in fragment
    assert "<html" not in fragment
    download = reader.get(reverse("reporting:report-file-download", args=[file.pk]))
    assert download.headers["Content-Disposition"] == 'attachment; filename="puolivuotiskatsaus-2023-fi.pdf"'
    assert b"".join(download.streaming_content).startswith(b"%PDF-1.7")
    assert file.file.name == f"reports/{file.sha256}.pdf"


@pytest.mark.django_db(transaction=True)
def test_same_report_twice_is_one_stored_file(reader):
    slug = small_city().round.slug
    ask(reader, slug)
    ask(reader, slug)
    call_command("run_jobs", "--once")
    assert ReportFile.objects.values("sha256").distinct().count() == 1
    assert len(default_storage.listdir("reports")[1]) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"language": "de"}, "Raporttia ei ole tällä kielellä."),
        ({"format": "odt"}, "Raporttia ei voi tehdä tässä muodossa."),
        ({"unit": "satama"}, "Raporttia ei voi tehdä tästä toimialasta."),
    ],
)
def test_wrong_wish_is_a_sentence_on_the_page(reader, typed, sentence):
    answer = ask(reader, small_city().round.slug, **typed)
    assert sentence in page_words(reader.get(answer.url).content.decode())
    assert not ReportFile.objects.exists()


def test_a_department_can_be_asked_for_in_any_format(reader):
    cast = small_city()
    ask(reader, cast.round.slug, format="docx", unit=cast.unit.code)
    file = ReportFile.objects.get()
    assert (file.format, file.unit) == ("docx", cast.unit)
    page = page_words(reader.get(reverse("reporting:report-file", args=[file.pk])).content.decode())
    assert "Puolivuotiskatsaus 2023, Hyvinvointitoimiala, Word (" in page


def test_a_get_makes_nothing(reader):
    assert reader.get(reverse("reporting:report-file-create", args=[small_city().round.slug])).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_failure_is_told_plainly_and_can_be_tried_again(reader, monkeypatch):
    ask(reader, small_city().round.slug)
    with monkeypatch.context() as broken:
        broken.setattr("reporting.operations.files.render", lambda content, format: 1 / 0)
        call_command("run_jobs", "--once")
    file = ReportFile.objects.get()
    address = reverse("reporting:report-file", args=[file.pk])
    page = page_words(reader.get(address).content.decode())
    assert "Tiedostoa ei saatu tehtyä" in page
    assert "ZeroDivisionError" not in page
    reader.post(address)
    call_command("run_jobs", "--once")
    file.refresh_from_db()
    assert (file.state, file.problem) == ("ready", "")


def test_anothers_file_is_not_found(reader):
    file = ReportFile.objects.create(round=small_city().round, language="fi", asked_by=make.UserFactory())
    assert reader.get(reverse("reporting:report-file", args=[file.pk])).status_code == 404
    assert reader.get(reverse("reporting:report-file-download", args=[file.pk])).status_code == 404


def test_unfinished_file_cannot_be_fetched(reader):
    ask(reader, small_city().round.slug)
    file = ReportFile.objects.get()
    assert reader.get(reverse("reporting:report-file-download", args=[file.pk])).status_code == 404


def test_history_says_who_asked(reader):
    ask(reader, small_city().round.slug)
    record = ReportFile.objects.get().history.get()
    assert (record.history_user.name, record.history_change_reason) == ("Testilukija", "asked for")
