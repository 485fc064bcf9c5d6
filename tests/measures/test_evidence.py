"""Evidence: what is taken, where it is kept, who reads it, and that it is never opened in the browser."""

import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kemistrategy.organisation.evidence import MAXIMUM_SIZE, NewEvidence, file_problem, keep_evidence
from kemistrategy.organisation.models import Evidence
from kemistrategy.periods import half_year
from kemistrategy.refusals import NotAllowed
from measures.models import Observation
from measures.operations.evidence import add_evidence
from measures.operations.observations import record_observation
from tests.factories import EvidenceFactory, IndicatorFactory, ObservationFactory, PositionFactory, UserFactory
from tests.goals.pages import by_id, main_words, parsed, words


def packed(*members):
    """An archive as office programs make it: (name, content, is packed)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content, method in members:
            archive.writestr(name, content, method)
    return file.getvalue()


def open_document(kind):
    mimetype = ("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
    return packed(mimetype, ("content.xml", "<office/>", zipfile.ZIP_DEFLATED))


OFFICE = packed(("[Content_Types].xml", "<Types/>", zipfile.ZIP_DEFLATED))
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def a_file(name="raportti.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def observation(post):
    return ObservationFactory(indicator=IndicatorFactory(answering_post=post, name_fi="Kävijät"))


def stored(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


# --- what is taken ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name, content",
    [
        ("raportti.pdf", PDF),
        ("RAPORTTI.PDF", PDF),
        ("taulu.xlsx", OFFICE),
        ("muistio.docx", OFFICE),
        ("muistio.odt", open_document("text")),
        ("taulu.ods", open_document("spreadsheet")),
        ("luvut.csv", "vuosi;kävijät\r\n2022;950\r\n".encode()),
        ("luvut.csv", "vuosi;kävijät\r\n".encode("cp1252")),
        ("luvut.txt", "vuosi\tkävijät".encode("utf-16")),
        ("kuva.png", PNG),
        ("kuva.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 20),
        ("kuva.jpeg", b"\xff\xd8\xff\xe1" + b"\x00" * 20),
    ],
)
def test_these_are_taken(name, content):
    assert file_problem(a_file(name, content)) == ""


FORMAT = "Tätä tiedostomuotoa ei oteta vastaan. Tallenna tiedosto esimerkiksi PDF:nä."
CONTENT = "Tiedoston sisältö ei vastaa sen päätettä. Avaa tiedosto ja tallenna se uudelleen."


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("sivu.html", b"<html>", FORMAT),
        ("kuva.svg", b"<svg/>", FORMAT),
        ("ohjelma.exe", b"MZ\x90\x00", FORMAT),
        ("makrot.xlsm", OFFICE, FORMAT),
        ("raportti.pdf.exe", PDF, FORMAT),
        ("raportti", PDF, FORMAT),
        (".pdf", PDF, FORMAT),
        ("raportti.pdf", b"MZ\x90\x00", CONTENT),
        ("raportti.pdf", b"<html>", CONTENT),
        ("taulu.xlsx", PDF, CONTENT),
        ("muistio.odt", open_document("spreadsheet"), CONTENT),
        ("muistio.odt", OFFICE, CONTENT),
        ("luvut.csv", b"MZ\x90\x00\x03", CONTENT),
        ("kuva.png", b"\xff\xd8\xff\xe0", CONTENT),
        ("tyhja.pdf", b"", "Tiedosto on tyhjä. Valitse toinen."),
    ],
)
def test_these_are_refused(name, content, sentence, media, db):
    assert file_problem(a_file(name, content)) == sentence
    with pytest.raises(NotAllowed):
        keep_evidence(NewEvidence(file=a_file(name, content)), by=UserFactory())
    assert (stored(media), Evidence.objects.count()) == ([], 0)


class Unread(SimpleUploadedFile):
    """A file that fails the test when anybody reads it."""

    def read(self, *args):
        raise AssertionError("was read")

    chunks = open = read


def test_a_large_file_is_refused_before_it_is_read():
    file = Unread("raportti.pdf", b"")
    file.size = MAXIMUM_SIZE + 1
    assert file_problem(file) == "Tiedosto on yli 10 megatavua. Pienennä sitä tai anna sen osoite."


@pytest.mark.parametrize(
    "address", ["http://kemi.example/a", "javascript:alert(1)", "ftp://kemi.example", "kemi.example"]
)
def test_an_address_is_https(address, db):
    with pytest.raises(NotAllowed, match="https://"):
        keep_evidence(NewEvidence(address=address), by=UserFactory())
    assert Evidence.objects.count() == 0


# --- how it is kept -----------------------------------------------------------------------------------------------
def test_a_file_is_kept_under_its_digest_with_its_own_name_beside(media, db):
    user = UserFactory()
    row = keep_evidence(NewEvidence(title="Vuosiraportti, s. 4", file=a_file("Raportti 2022.pdf")), by=user)
    row.refresh_from_db()
    digest = hashlib.sha256(PDF).hexdigest()
    assert (row.title, row.file_name, row.file.name, row.sha256, row.address, row.added_by) == (
        "Vuosiraportti, s. 4",
        "Raportti 2022.pdf",
        f"evidence/{digest}.pdf",
        digest,
        "",
        user,
    )
    assert (media / "evidence" / f"{digest}.pdf").read_bytes() == PDF
    assert row.history.get().history_user == user


def test_the_same_bytes_are_stored_once(media, db):
    rows = [keep_evidence(NewEvidence(file=a_file(name)), by=UserFactory()) for name in ("a.pdf", "b.pdf")]
    assert [row.file_name for row in rows] == ["a.pdf", "b.pdf"]
    assert len({row.file.name for row in rows}) == 1
    assert len(stored(media)) == 1


def test_bytes_that_were_cut_off_when_they_were_written_are_written_anew(media, db):
    row = keep_evidence(NewEvidence(file=a_file()), by=UserFactory())
    path = media / row.file.name
    path.write_bytes(PDF[:4])
    keep_evidence(NewEvidence(file=a_file()), by=UserFactory())
    assert (path.read_bytes(), len(stored(media))) == (PDF, 1)


@pytest.mark.parametrize("name", ["../../paha.pdf", "/etc/paha.pdf", "a\x07b.pdf"])
def test_a_name_never_leads_out_of_the_folder(media, db, name):
    row = keep_evidence(NewEvidence(file=a_file(name)), by=UserFactory())
    assert (row.file_name, len(stored(media / "evidence"))) in {("paha.pdf", 1), ("ab.pdf", 1)}


# --- whose it is --------------------------------------------------------------------------------------------------
def test_evidence_comes_with_the_figure_it_shows(post, rights):
    row = record_observation(
        IndicatorFactory(answering_post=post).pk,
        period=half_year(2023, 1),
        text="12",
        rights=rights,
        evidence=NewEvidence(address="https://tilastot.example/12"),
    )
    assert [(one.title, one.address) for one in row.evidence.all()] == [
        ("https://tilastot.example/12", "https://tilastot.example/12")
    ]


def test_a_refused_file_takes_the_figure_with_it(post, rights):
    with pytest.raises(NotAllowed):
        record_observation(
            IndicatorFactory(answering_post=post).pk,
            period=half_year(2023, 1),
            text="12",
            rights=rights,
            evidence=NewEvidence(file=a_file("sivu.html", b"<html>")),
        )
    assert (Observation.objects.count(), Evidence.objects.count()) == (0, 0)


def test_evidence_is_added_and_the_figure_stays_as_it_is(observation, rights):
    added = add_evidence(observation.pk, evidence=NewEvidence(file=a_file()), rights=rights)
    assert list(observation.evidence.all()) == [added]
    assert observation.history.count() == 1
    foreign = ObservationFactory(indicator=IndicatorFactory(answering_post=PositionFactory()))
    with pytest.raises(Observation.DoesNotExist):
        add_evidence(foreign.pk, evidence=NewEvidence(file=a_file()), rights=rights)


# --- the pages ----------------------------------------------------------------------------------------------------
def adding(observation):
    return reverse("measures:evidence-add", args=[observation.pk])


@pytest.mark.parametrize("htmx", [False, True])
def test_a_file_is_added_on_its_page(holder_client, observation, htmx):
    headers = {"HX-Request": "true", "HX-Target": "evidence-form"} if htmx else {}
    answer = holder_client.post(
        adding(observation), {"evidence_file": a_file(), "evidence_title": "Laskurin raportti"}, headers=headers
    )
    to = answer.headers["HX-Redirect"] if htmx else answer.url
    assert to == reverse("reporting:indicator-detail", args=[observation.indicator_id])
    kept = observation.evidence.get()
    page = holder_client.get(adding(observation))
    assert "Näytöt tähän asti Laskurin raportti raportti.pdf" in main_words(page)
    assert reverse("reporting:evidence", args=[kept.pk]) in page.content.decode()


@pytest.mark.parametrize(
    "given, field, sentence",
    [
        ({}, "evidence_file", "Valitse tiedosto tai anna osoite."),
        ({"evidence_address": "http://kemi.example/a"}, "evidence_address", "Anna osoite, joka alkaa https://"),
        ({"evidence_file": ("sivu.html", b"<html>")}, "evidence_file", FORMAT),
        (
            {"evidence_file": ("raportti.pdf", PDF), "evidence_address": "https://kemi.example/a"},
            "evidence_address",
            "Anna joko tiedosto tai osoite. Toisen voit lisätä myöhemmin.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(holder_client, observation, given, field, sentence):
    posted = {name: a_file(*value) if isinstance(value, tuple) else value for name, value in given.items()}
    answer = holder_client.post(adding(observation), posted | {"evidence_title": "Raportti"})
    assert answer.status_code == 422
    assert words(by_id(answer, f"id_{field}_error")) == f"Virhe: {sentence}"
    assert by_id(answer, "id_evidence_title").get("value") == "Raportti"
    assert words(parsed(answer).find(".//title")).startswith("Virhe: ")
    assert observation.evidence.count() == 0


def test_a_chosen_file_has_to_be_chosen_again_when_something_else_is_wrong(holder_client, observation):
    url = reverse("measures:observation-add", args=[observation.indicator_id])
    answer = holder_client.post(url, {"period": "2022", "text": "1.234", "evidence_file": a_file()})
    assert answer.status_code == 422
    assert "Valitse tiedosto uudelleen: selain ei lähetä sitä toista kertaa." in main_words(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three(holder_client, observation, django_assert_num_queries, number):
    observation.evidence.set(EvidenceFactory.create_batch(number))
    with django_assert_num_queries(7):
        page = holder_client.get(adding(observation))
    assert main_words(page).count("Näyttö ") >= number
    with django_assert_num_queries(9 + 2):  # the two are the test's own savepoint
        assert holder_client.post(adding(observation), {"evidence_file": a_file()}).status_code == 302


@pytest.mark.parametrize("kind", ["file", "address"])
def test_a_figure_with_evidence_is_saved_in_twelve_statements(holder_client, post, django_assert_num_queries, kind):
    indicator = IndicatorFactory(answering_post=post)
    given = {"file": {"evidence_file": a_file()}, "address": {"evidence_address": "https://tilastot.example/1"}}[kind]
    with django_assert_num_queries(11 + 2):
        answer = holder_client.post(
            reverse("measures:observation-add", args=[indicator.pk]), {"period": "2022", "text": "12"} | given
        )
    assert answer.status_code == 302
    assert indicator.observations.get().period_start == date(2022, 1, 1)
