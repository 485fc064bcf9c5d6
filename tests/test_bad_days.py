"""What a review survives: words that look like code in any column, a very long text, what ends or is deleted midway."""

import io
import subprocess

import openpyxl
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from goals.models import Entry, Round
from goals.operations.rounds import close_round
from reporting.content import build_content
from reporting.models import Review
from reporting.operations import publishing
from reporting.operations.rendering import render
from tests import factories as make
from tests.reporting.published import closed_city
from tests.reporting.report_cast import small_city

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EVIL = "<b onclick=x>&amp;"
ROOMS = ("organisation", "measures", "goals")
NO_WORDS = ("slug", "code", "email", "password", "colour", "text_colour", "number", "address", "section")


@pytest.fixture
def evil_city(db):
    """The small city with words that look like code in every column that holds words."""
    cast = small_city()
    for kind in ("city_manager", "department", "environment", "group", "balancing", "audit_answers"):
        unit = cast.unit if kind == "department" else None
        Review.objects.create(round=cast.round, kind=kind, unit=unit, text=EVIL, is_ready=True)
    filled = [name for room in ROOMS for model in apps.get_app_config(room).get_models() for name in made_evil(model)]
    assert len(filled) > 60
    return cast


def made_evil(model):
    """Names of the columns filled; the database refuses a few that say nothing of this city."""
    if model.__name__.startswith("Historical"):
        return
    rows = models.QuerySet(model)  # append-only models refuse their own update()
    for field in filter(holds_words, model._meta.concrete_fields):
        try:
            with transaction.atomic():
                if rows.update(**{field.attname: EVIL}):
                    yield f"{model.__name__}.{field.attname}"
        except IntegrityError:
            continue


def holds_words(field) -> bool:
    is_text = isinstance(field, models.TextField) or type(field) is models.CharField
    has_room = is_text and (field.max_length is None or field.max_length >= len(EVIL))
    return has_room and not (field.choices or field.unique or field.name in NO_WORDS)


# --- HTML in any text
def test_what_looks_like_code_is_words_on_the_page(evil_city):
    page = signed_in(role="reader").get(reverse("reporting:report-detail", args=[evil_city.round.slug]))
    shown = page.content.decode()
    assert "<b onclick" not in shown
    assert shown.count("&lt;b onclick=x&gt;&amp;amp;") > 40


def test_what_looks_like_code_is_words_in_every_file(evil_city):
    content = build_content(evil_city.round, "fi")
    told = {"html": render(content, "html").decode(), "pdf": words_of_pdf(render(content, "pdf"))}
    assert "<b onclick" not in told["html"]
    assert told["pdf"].count(EVIL) > 20
    assert words_of_docx(render(content, "docx")).count(EVIL) > 40
    assert words_of_xlsx(render(content, "xlsx")).count(EVIL) > 40


# --- a very long text
def test_a_text_of_200_000_letters_is_whole_in_pdf_and_word():
    cast = small_city()
    Entry.objects.filter(action=cast.certify).update(public_text="Päiväkoti auditoitiin. " * 8_700)
    content = build_content(cast.round, "fi")
    assert words_of_pdf(render(content, "pdf")).count("auditoitiin") == 8_700
    assert words_of_docx(render(content, "docx")).count("Päiväkoti auditoitiin.") == 8_700


# --- what ends or is deleted midway
def test_a_review_is_closed_and_told_after_its_post_and_unit_have_ended(settings):
    cast = small_city()
    for row in (cast.post, cast.unit):
        row.valid_to = settings.TODAY
        row.save()
    settings.TODAY = settings.TODAY.replace(month=9)
    cast.coordinator = make.UserFactory(role="coordinator")
    coordinator = signed_in(user=cast.coordinator)
    assert [path for path in pages_of(cast.round) if coordinator.get(path).status_code != 200] == []
    close_round(cast.round.pk, by=cast.coordinator)
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    told = publishing.published_content(Round.objects.get(pk=cast.round.pk), "fi", version=1)
    words = render(told, "html").decode()
    names = ["Hyvinvointitoimiala", "Varhaiskasvatuspäällikkö", "Kolme päiväkotia auditoitiin.", "Koulutus viivästyi."]
    assert [name for name in names if name not in words] == []


def test_what_a_report_has_told_of_is_not_deleted():
    cast = closed_city()
    for row in (cast.post, cast.unit, cast.certify, cast.audited, cast.climate, cast.project, cast.strategy):
        with pytest.raises(ProtectedError):
            row.delete()


# --- a round without entries
def test_an_open_review_without_entries_has_its_pages_and_is_closed():
    round = make.RoundFactory()
    coordinator = make.UserFactory(role="coordinator")
    pages = signed_in(user=coordinator)
    assert [path for path in pages_of(round) if pages.get(path).status_code != 200] == []
    assert close_round(round.pk, by=coordinator) == 0


def pages_of(round) -> list[str]:
    of_all = ("goals:readiness", "goals:round-list", "goals:editing-list", "goals:correction-list")
    of_one = ("goals:round-detail", "goals:round-entries", "reporting:report-detail", "reporting:review-list")
    return [reverse(name) for name in of_all] + [reverse(name, args=[round.slug]) for name in of_one]


def signed_in(*, user=None, **fields):
    client = Client()
    client.force_login(user or make.UserFactory(**fields))
    return client


def words_of_pdf(data) -> str:
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, check=True, stdout=subprocess.PIPE)
    return " ".join(read.stdout.decode().replace("\u00ad\n", "").replace("\u00ad", "").split())


def words_of_docx(data) -> str:
    return "".join(text.text for text in Document(io.BytesIO(data)).element.body.iter(qn("w:t")))


def words_of_xlsx(data) -> str:
    sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)


# --- a button's address in the address bar
def test_a_buttons_address_opens_a_page_of_our_own():
    plan = make.OtherPlanFactory()
    address = reverse("goals:other-plan-remove", args=[plan.pk])
    browser, page = signed_in(role="coordinator"), "/muokkaus/muut-suunnitelmat/"
    opened = browser.get(address, headers={"accept": "text/html", "referer": f"http://testserver{page}"})
    assert (opened.status_code, opened.headers["Allow"]) == (405, "POST")
    assert "Tätä osoitetta ei voi avata" in opened.content.decode()
    assert f'href="http://testserver{page}"' in opened.content.decode()
    elsewhere = browser.get(address, headers={"accept": "text/html", "referer": "https://example.org/"})
    assert "example.org" not in elsewhere.content.decode() and 'href="/"' in elsewhere.content.decode()
    assert browser.get(address, headers={"accept": "application/json"}).content == b""
    assert browser.get(address, headers={"accept": "text/html", "HX-Request": "true"}).content == b""
