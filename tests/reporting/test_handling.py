"""Handling versions: frozen between closing and publication, made once, handled by bodies, and never changed."""

import errno
import hashlib
import subprocess
import zipfile
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localtime
from django_tasks_db.models import DBTaskResult

from goals.models import Entry
from goals.operations.rounds import reopen_round
from kemistrategy import clock
from kemistrategy.refusals import NotAllowed
from reporting.content.freezing import thaw
from reporting.models import Handling, HandlingFile, HandlingVersion, Publication
from reporting.operations import handling, publishing
from reporting.queries.handling import is_stuck
from tests import factories as make
from tests.goals.threads import Together

from .pages import links, main_words
from .published import address, closed_city, quick_render

pytestmark = pytest.mark.django_db
BODY = "Kaupunginhallitus"


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def frozen(cast, **told):
    return handling.freeze_handling_version(cast.round.pk, **{"body": BODY, "by": cast.coordinator, **told})


def made(cast, **told):
    version = frozen(cast, **told)
    handling.make_handling_version(pk=version.pk)
    return HandlingVersion.objects.get(pk=version.pk)


def recorded(cast, version, **told):
    told = {"body": BODY, "handled_on": date(2023, 9, 25), "section": "88", "outcome": "Merkittiin tiedoksi.", **told}
    return handling.record_handling(version.pk, **told, by=cast.coordinator)


def bytes_of(version):
    return {file.format: Path(file.file.path).read_bytes() for file in version.files.all()}


# --- the whole way
@pytest.mark.django_db(transaction=True)
def test_from_the_button_to_the_files():
    cast = closed_city()
    coordinator = signed_in(cast.coordinator)
    assert "Käsittelyversioita ei ole vielä" in main_words(coordinator.get(address("handling-list", cast.slug)))
    typed = {"body": BODY, "unit": "", "case_number": "KEMI/1/2023", "note": "Pyydetty saate."}
    answer = coordinator.post(address("handling-freeze", cast.slug), typed)
    page = address("handling-detail", cast.slug, 1)
    assert (answer.status_code, answer.url) == (302, page)
    waiting = coordinator.get(page).content.decode()
    assert "<progress" in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    call_command("run_jobs", "--once")
    fragment = coordinator.get(page, headers={"HX-Request": "true", "HX-Target": "handling-progress"})
    assert "Tiedostot ovat valmiit" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    seen = coordinator.get(page)
    files = {address("handling-file", cast.slug, 1, format) for format in ("pdf", "docx", "xlsx", "json")}
    assert files <= links(seen)
    assert "Asianumero (Dnro) KEMI/1/2023" in main_words(seen)
    assert "Käsittelyversio 1: Kaupunginhallitus" in main_words(coordinator.get(address("handling-list", cast.slug)))


def test_files_lie_under_their_hashes_and_their_content_bears_the_number():
    cast = closed_city()
    version = made(cast, case_number="KEMI/1/2023")
    assert (version.state, version.percent, version.number) == ("ready", 100, 1)
    kept = {file.format: (file.sha256, file.size) for file in version.files.all()}
    assert kept == {format: (hashlib.sha256(data).hexdigest(), len(data)) for format, data in bytes_of(version).items()}
    assert set(kept) == {"pdf", "docx", "xlsx", "json"}
    content = thaw(version.content)
    assert (content.version_mark, content.case_number) == ("Käsittelyversio 1", "KEMI/1/2023")


def test_the_mark_is_printed_in_the_pdf_and_in_word(monkeypatch, tmp_path, settings):
    """With the real renderers."""
    monkeypatch.undo()
    settings.MEDIA_ROOT = tmp_path
    cast = closed_city()
    version = made(cast)
    paths = {file.format: file.file.path for file in version.files.all()}
    text = subprocess.run(["pdftotext", paths["pdf"], "-"], check=True, capture_output=True, text=True).stdout
    pages = text.strip("\f\n").split("\f")
    assert [number for number, page in enumerate(pages, start=1) if "Käsittelyversio 1" not in page] == []
    with zipfile.ZipFile(paths["docx"]) as word:
        headers = [word.read(name).decode() for name in word.namelist() if "header" in name]
    assert any("Käsittelyversio 1" in header for header in headers)


def test_a_department_s_part_tells_of_it_alone():
    cast = closed_city()
    other = make.OrgUnitFactory(name="Elinvoimatoimiala", kind="department")
    make.ActionFactory(title="Toisen toimialan toimenpide", unit=other, goals=[cast.open])
    client, page = signed_in(cast.coordinator), address("handling-freeze", cast.slug)
    client.post(page, {"body": "Hyvinvointilautakunta", "unit": cast.unit.code})
    handling.make_handling_version(pk=HandlingVersion.objects.get().pk)
    file = client.get(address("handling-file", cast.slug, 1, "docx"))
    name = "puolivuotiskatsaus-2023-kasittelyversio-1-hyvinvointitoimiala.docx"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = HandlingVersion.objects.get().content
    assert thaw(text).unit.words == "Hyvinvointitoimiala"
    assert "Toisen toimialan toimenpide" not in text


# --- what must be so before
def test_an_open_review_has_no_versions():
    round, coordinator = make.RoundFactory(), make.UserFactory(role="coordinator")
    with pytest.raises(NotAllowed, match="Päätä se ensin"):
        handling.freeze_handling_version(round.pk, body=BODY, by=coordinator)
    page = main_words(signed_in(coordinator).get(address("handling-list", round.slug)))
    assert "Katsaus ei ole päättynyt." in page
    answer = signed_in(coordinator).post(address("handling-freeze", round.slug), {"body": BODY})
    assert answer.status_code == 422
    assert 'value="Kaupunginhallitus"' in answer.content.decode()


def test_a_published_report_is_corrected_instead():
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    with pytest.raises(NotAllowed, match="Raporttia julkaistaan parhaillaan"):
        frozen(cast)
    publishing.make_publication(pk=publication.pk)
    with pytest.raises(NotAllowed, match="korjaa julkaistu tieto"):
        frozen(cast)


def test_an_empty_review_has_a_version():
    round = make.RoundFactory(closed=True)
    version = handling.freeze_handling_version(round.pk, body=BODY, by=make.UserFactory(role="coordinator"))
    handling.make_handling_version(pk=version.pk)
    page = signed_in(make.UserFactory()).get(address("handling-detail", round.slug, 1))
    assert "Seurannassa on 0 tavoitetta" in main_words(page)


def test_a_project_s_report_has_versions():
    project = make.ProjectFactory(name="Älykäs katuvalaistus")
    round = make.RoundFactory(kind="project_interim", project=project, closed=True, slug="2023-valaistus")
    cast = closed_city()
    cast.round = round
    made(cast, body="Elinvoimalautakunta")
    made(cast, body="Elinvoimalautakunta")
    page = main_words(signed_in(cast.coordinator).get(address("handling-detail", round.slug, 2)))
    assert "Projektin väliraportti kertoo projektista Älykäs katuvalaistus" in page
    assert "Muutokset käsittelyversioon 1 Sisältö on ennallaan." in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": ""}, "Tämä kenttä vaaditaan."),
        ({"body": "x" * 121}, "enintään 120 merkkiä"),
        ({"body": BODY, "unit": "no-such"}, "Raporttia ei voi tehdä tästä toimialasta."),
        ({"body": BODY, "note": "a" * 200_000}, "enintään 5000 merkkiä"),
    ],
)
def test_what_is_typed_wrong_is_told_and_kept(typed, sentence):
    cast = closed_city()
    answer = signed_in(cast.coordinator).post(address("handling-freeze", cast.slug), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "<title>Virhe: " in page
    assert not HandlingVersion.objects.exists()


def test_html_in_every_text_is_words():
    cast = closed_city()
    evil = "<script>alert(1)</script>"
    version = made(cast, body=f"{evil} lautakunta", case_number=evil, note=evil)
    recorded(cast, version, body=evil, section="<b>", outcome=evil)
    page = signed_in(cast.coordinator).get(address("handling-detail", cast.slug, 1)).content.decode()
    assert evil not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; lautakunta" in page


# --- twice, and two at once
def test_numbers_run_and_a_second_press_gets_a_sentence():
    cast = closed_city()
    assert made(cast).number == 1
    assert frozen(cast).number == 2
    with pytest.raises(NotAllowed, match="tehdään jo käsittelyversiota"):
        frozen(cast)
    assert frozen(cast, body="Elinvoimalautakunta").number == 3


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_get_two_numbers(tmp_path):
    cast = closed_city()
    bodies = ("Kaupunginhallitus", "Elinvoimalautakunta")
    deeds = [lambda body=body: frozen(cast, body=body).number for body in bodies]
    assert sorted(Together(tmp_path).run(*deeds)) == [1, 2]


def test_a_job_that_runs_twice_has_one_effect():
    cast = closed_city()
    version = made(cast)
    before = (list(HandlingFile.objects.values()), HandlingVersion.history.count())
    handling.make_handling_version(pk=version.pk)
    assert (list(HandlingFile.objects.values()), HandlingVersion.history.count()) == before


# --- when it does not go well
@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Palvelimen levytila loppui."),
        (ZeroDivisionError("secret"), "Vika on kirjattu palvelun lokiin. Yritä uudelleen."),
    ],
)
def test_a_failure_keeps_the_content_says_why_and_can_be_tried_again(monkeypatch, problem, sentence):
    cast = closed_city()
    version = frozen(cast)

    def broken(content, format):
        if format == "xlsx":
            raise problem
        return quick_render(content, format)

    with monkeypatch.context() as patch:
        patch.setattr("reporting.operations.rendering.render", broken)
        with pytest.raises(type(problem)):
            handling.make_handling_version(pk=version.pk)
    client, page = signed_in(cast.coordinator), address("handling-detail", cast.slug, 1)
    told = main_words(client.get(page))
    assert sentence in told
    assert "secret" not in told
    assert not HandlingFile.objects.exists()
    assert client.get(address("handling-package", cast.slug, 1)).status_code == 404
    client.post(address("handling-retry", cast.slug, 1))
    handling.make_handling_version(pk=version.pk)
    assert HandlingVersion.objects.get().files.count() == 4


def test_a_version_that_was_made_while_its_page_was_drawn_is_not_called_stuck():
    cast = closed_city()
    read_before = frozen(cast)
    handling.make_handling_version(pk=read_before.pk)
    DBTaskResult.objects.all().delete()
    assert not is_stuck(read_before)


def test_a_version_whose_job_was_lost_can_be_made_again():
    cast = closed_city()
    version = frozen(cast)
    with pytest.raises(NotAllowed, match="Tiedostoja tehdään jo"):
        handling.make_handling_version_again(version.pk, by=cast.coordinator)
    DBTaskResult.objects.all().delete()
    page = address("handling-detail", cast.slug, 1)
    assert "Tiedostojen tekeminen keskeytyi." in main_words(signed_in(cast.coordinator).get(page))
    reader = main_words(signed_in(make.UserFactory()).get(page))
    assert "Yritä uudelleen" not in reader.replace("keskeytyi. Yritä uudelleen.", "")
    handling.make_handling_version_again(version.pk, by=cast.coordinator)
    assert DBTaskResult.objects.count() == 1


def test_a_worker_killed_before_the_files_are_recorded_leaves_nothing_half_seen(monkeypatch):
    cast = closed_city()
    version = frozen(cast)

    class Killed(BaseException):
        """What no handler of exceptions sees, as SIGKILL."""

    def killed(*given):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("reporting.operations.handling._finish", killed)
        with pytest.raises(Killed):
            handling.make_handling_version(pk=version.pk)
    assert not HandlingFile.objects.exists()
    assert HandlingVersion.objects.get().state == "making"
    handling.make_handling_version(pk=version.pk, attempt=2)
    assert HandlingVersion.objects.get().files.count() == 4


def test_a_worker_that_is_killed_again_and_again_gives_up_with_a_sentence():
    cast = closed_city()
    version = frozen(cast)
    with pytest.raises(RuntimeError):
        handling.make_handling_version(pk=version.pk, attempt=4)
    assert HandlingVersion.objects.get(pk=version.pk).state == "failed"


# --- differences
def test_a_version_tells_what_changed_since_the_one_before_it_of_the_same_part():
    cast = closed_city()
    made(cast)
    made(cast, unit=cast.unit)
    Entry.objects.filter(action=cast.certify).update(progress="postponed", forecast="will_not_be_met")
    made(cast)
    made(cast)
    client = signed_in(cast.coordinator)
    told = [main_words(client.get(address("handling-detail", cast.slug, number))) for number in (1, 2, 3, 4)]
    assert ["Muutokset käsittelyversioon" in page for page in told] == [False, False, True, True]
    assert "Muutokset käsittelyversioon 1 Mikä Muutos Versiossa 1 Nyt" in told[2]
    assert "Toimenpide: Ympäristösertifiointi laajenee päiväkodeille, tila: " in told[2]
    assert "Muutokset käsittelyversioon 3 Sisältö on ennallaan." in told[3]


def test_edited_words_alone_are_told_too():
    cast = closed_city()
    made(cast)
    Entry.objects.filter(action=cast.certify).update(public_text="Korjattu kieliasu.")
    made(cast)
    page = main_words(signed_in(cast.coordinator).get(address("handling-detail", cast.slug, 2)))
    assert "Tilat, arviot, luvut ja tavoitetasot ovat ennallaan. Tekstejä on tarkistettu." in page


# --- what was decided
def test_a_handling_is_recorded_corrected_with_history_and_printed_in_the_next_version():
    cast = closed_city()
    version = made(cast, case_number="KEMI/1/2023")
    client, page = signed_in(cast.coordinator), address("handling-detail", cast.slug, 1)
    typed = {"body": BODY, "handled_on": "25.9.2023", "section": "§ 88", "outcome": "Palautettiin."}
    assert client.post(address("handling-record", cast.slug, 1), typed).url == page
    row = Handling.objects.get()
    assert "Kaupunginhallitus 25.9.2023 88 Palautettiin." in main_words(client.get(page))
    corrected = address("handling-correct", cast.slug, 1, row.pk)
    assert 'value="25.9.2023"' in client.get(corrected).content.decode()
    assert client.post(corrected, typed | {"section": "89"}).url == page
    assert list(row.history.order_by("history_date").values_list("section", "history_user__name")) == [
        ("88", "Koordinaattori"),
        ("89", "Koordinaattori"),
    ]
    recorded(cast, version, body="Kaupunginvaltuusto", handled_on=date(2023, 10, 9), section="71")
    content = thaw(frozen(cast).content)
    assert [(row.body, row.day, row.section) for row in content.handlings] == [
        (BODY, "25.9.2023", "89"),
        ("Kaupunginvaltuusto", "9.10.2023", "71"),
    ]
    assert content.case_number == "KEMI/1/2023"


def test_a_wrong_handling_can_be_taken_away_and_history_keeps_it():
    cast = closed_city()
    row = recorded(cast, made(cast))
    client = signed_in(cast.coordinator)
    client.post(address("handling-remove", cast.slug, 1, row.pk))
    assert client.post(address("handling-remove", cast.slug, 1, row.pk)).status_code == 404
    assert not Handling.objects.exists()
    assert list(Handling.history.order_by("history_date").values_list("history_change_reason", flat=True)) == [
        "recorded",
        "removed",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"handled_on": "25.9."}, "Kirjoita päivä näin: 31.10.2023"),
        ({"handled_on": "1.1.2020"}, "Sitä ei ole voitu käsitellä aiemmin: tarkista päivä."),
        ({"section": " § "}, "Kirjoita pykälän numero."),
        ({"section": "88"}, "Tämä käsittely on jo kirjattu."),
    ],
)
def test_a_handling_that_can_t_be_is_refused_and_kept(typed, sentence):
    cast = closed_city()
    recorded(cast, made(cast))
    typed = {"body": BODY, "handled_on": "25.9.2023", "section": "90", "outcome": "Säilyvä teksti", **typed}
    answer = signed_in(cast.coordinator).post(address("handling-record", cast.slug, 1), typed)
    page = answer.content.decode()
    assert (answer.status_code, Handling.objects.count()) == (422, 1)
    assert sentence in page
    assert "Säilyvä teksti" in page
    assert "<title>Virhe: " in page


def test_a_reader_sees_the_versions_and_changes_nothing(client):
    cast = closed_city()
    row = recorded(cast, made(cast))
    reader = signed_in(make.UserFactory())
    for name, args in (("handling-list", ()), ("handling-detail", (1,)), ("handling-file", (1, "json"))):
        assert reader.get(address(name, cast.slug, *args)).status_code == 200
        assert client.get(address(name, cast.slug, *args)).status_code == 302
    assert "Kirjaa käsittely" not in main_words(reader.get(address("handling-detail", cast.slug, 1)))
    assert "Jäädytä" not in main_words(reader.get(address("handling-list", cast.slug)))
    assert reader.get(address("handling-correct", cast.slug, 1, row.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(number, django_assert_max_num_queries):
    cast = closed_city()
    for _turn in range(number):
        recorded(cast, made(cast))
    client = signed_in(cast.coordinator)
    with django_assert_max_num_queries(12):
        page = main_words(client.get(address("handling-list", cast.slug)))
    assert page.count("§ 88") == number


# --- what stays
def test_the_review_of_a_frozen_version_is_not_opened_again():
    cast = closed_city()
    reopen_round(cast.round.pk, reason="Kokeillaan", by=cast.coordinator)
    cast.round.refresh_from_db()
    cast.round.state, cast.round.closed_at = "closed", clock.now()
    cast.round.save()
    version = frozen(cast)
    with pytest.raises(NotAllowed, match="jäädytetty käsittelyversio"):
        reopen_round(cast.round.pk, reason="Kokeillaan", by=cast.coordinator)
    HandlingVersion.objects.filter(pk=version.pk).update(frozen_at=cast.round.closed_at - timedelta(days=1))
    reopen_round(cast.round.pk, reason="Versio on edelliseltä kerralta", by=cast.coordinator)


def test_bytes_stay_when_the_data_and_the_report_change():
    cast = closed_city()
    version = made(cast)
    client = signed_in(cast.coordinator)

    def fetched():
        return {
            format: b"".join(client.get(address("handling-file", cast.slug, 1, format)).streaming_content)
            for format in ("pdf", "docx", "xlsx", "json")
        }

    before, package = fetched(), client.get(address("handling-package", cast.slug, 1)).content
    Entry.objects.update(public_text="Muutettu jälkikäteen")
    recorded(cast, version)
    made(cast)
    publishing.make_publication(pk=publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator).pk)
    handling.make_handling_version(pk=version.pk)
    assert Publication.objects.visible().exists()
    assert fetched() == before == bytes_of(version)
    assert client.get(address("handling-package", cast.slug, 1)).content == package


def test_a_kept_file_is_known_by_its_bytes(tmp_path):
    cast = closed_city()
    version = made(cast)
    file = tmp_path / "saatu.docx"
    file.write_bytes(bytes_of(version)["docx"])
    told = StringIO()
    call_command("verify_report", str(file), stdout=told)
    assert "Käsittelyversio 1: Puolivuotiskatsaus 2023, Kaupunginhallitus, Word" in told.getvalue()


def test_a_lost_file_is_not_found():
    cast = closed_city()
    version = made(cast)
    for file in version.files.all():
        Path(file.file.path).unlink()
    client = signed_in(cast.coordinator)
    assert client.get(address("handling-file", cast.slug, 1, "pdf")).status_code == 404
    assert client.get(address("handling-package", cast.slug, 1)).status_code == 404


def test_the_package_of_a_version_holds_its_files_as_they_were_kept():
    cast = closed_city()
    version = made(cast, case_number="KEMI/1/2023")
    answer = signed_in(cast.coordinator).get(address("handling-package", cast.slug, 1))
    name = "puolivuotiskatsaus-2023-kasittelyversio-1"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-kaupunginhallitus.zip"'
    with zipfile.ZipFile(BytesIO(answer.content)) as package:
        members = {member: package.read(member) for member in package.namelist()}
    kept = bytes_of(version)
    assert list(members) == [f"{name}.pdf", f"{name}.docx", "esityslista.txt", "metadata.csv"]
    assert (members[f"{name}.pdf"], members[f"{name}.docx"]) == (kept["pdf"], kept["docx"])
    assert localtime(version.frozen_at).strftime("%-d.%-m.%Y") in members["metadata.csv"].decode()
    council = signed_in(cast.coordinator).get(
        address("handling-package", cast.slug, 1), {"toimielin": "Kaupunginvaltuusto"}
    )
    assert council.headers["Content-Disposition"].endswith('-kaupunginvaltuusto.zip"')
