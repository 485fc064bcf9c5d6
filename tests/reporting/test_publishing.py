"""Publishing: frozen, rendered, then seen as a whole or not at all; and what nothing changes afterwards."""

import errno
import hashlib
import os
import re
import signal
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from goals.models import Entry, Round
from goals.operations.late_edits import record_late_edit
from goals.operations.rounds import change_settings
from goals.signals import round_reopening
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from reporting.models import Format, Publication, PublicationContent, PublicationFile, Review
from reporting.operations import publishing
from reporting.operations.rendering import made_files
from reporting.queries import publications
from reporting.queries.publications import situation_words
from reporting.tasks import mail_followers, publish
from tests import factories as make
from tests.goals.threads import Together

from .pages import main_words
from .published import LANGUAGES, address, bytes_of, closed_city, published_city, quick_render

pytestmark = pytest.mark.django_db
FORMATS = set(Format.values)


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def words(response):
    return main_words(response)


def listed(client):
    return words(client.get("/raportit/"))


def make_files(cast):
    publishing.make_publication(pk=Publication.objects.get(round=cast.round, published_at=None).pk)


# --- the whole way
@pytest.mark.django_db(transaction=True)
def test_from_the_button_to_the_public_page(client):
    cast = closed_city()
    coordinator = signed_in(cast.coordinator)
    page = address("publication", cast.slug)
    assert "Suomi riittää julkaisuun." in words(coordinator.get(page))
    answer = coordinator.post(page, {"languages": ["fi", "sv", "en"]})
    assert (answer.status_code, answer.url) == (302, page)
    waiting = coordinator.get(page).content.decode()
    assert "<progress" in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    assert client.get(address("report-detail", cast.slug)).status_code == 302
    assert not Publication.objects.visible().exists()
    call_command("run_jobs", "--once")
    fragment = coordinator.get(page, headers={"HX-Request": "true", "HX-Target": "publication-progress"})
    assert "Raportti on julkaistu: versio 1, 10.8.2023" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    seen = words(client.get(address("report-detail", cast.slug)))
    assert "Kolme päiväkotia auditoitiin." in seen
    assert "LUONNOS" not in seen
    assert "Puolivuotiskatsaus 2023 Tilanne 30.6.2023. Julkaistu 10.8.2023, versio 1." in words(
        client.get("/raportit/")
    )


def test_a_publication_has_every_language_and_format_under_its_hash():
    publication = published_city().publication
    made = bytes_of(publication)
    assert set(made) == {(language, format) for language in ("fi", "sv", "en") for format in FORMATS}
    assert all(hashlib.sha256(data).hexdigest() == sha256 for sha256, data in made.values())
    assert (publication.state, publication.percent, publication.languages) == ("ready", 100, ["fi", "sv", "en"])


def test_history_tells_who_froze_and_when_it_was_seen():
    publication = published_city("fi").publication
    told = publication.history.order_by("history_date").values_list("history_change_reason", "history_user__name")
    assert list(told) == [("frozen", "Koordinaattori"), ("published", "Koordinaattori")]


# --- what must be so before
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"languages": ["sv", "en"]}, "Raportti julkaistaan aina suomeksi. Muut kielet voi julkaista myöhemmin."),
        ({"languages": []}, "Valitse vähintään yksi kieli."),
        ({"languages": ["fi", "de"]}, "Raporttia ei ole tällä kielellä."),
    ],
)
def test_a_wrong_wish_is_told_on_the_page(typed, sentence):
    cast = closed_city()
    answer = signed_in(cast.coordinator).post(address("publication", cast.slug), typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "<title>Virhe: " in answer.content.decode()
    assert not Publication.objects.exists()


def test_an_open_review_is_not_published():
    round, coordinator = make.RoundFactory(), make.UserFactory(role="coordinator")
    with pytest.raises(NotAllowed, match="Katsaus ei ole päättynyt"):
        publishing.publish_report(round.pk, languages=["fi"], by=coordinator)
    page = signed_in(coordinator).get(address("publication", round.slug))
    assert "Katsaus ei ole päättynyt. Päätä se ensin." in words(page)


def test_unfinished_reviews_are_named_and_left_out_only_knowingly():
    cast = closed_city()
    Review.objects.create(round=cast.round, kind="city_manager", text="Vielä kesken")
    client, page = signed_in(cast.coordinator), address("publication", cast.slug)
    refused = client.post(page, {"languages": ["fi"]})
    assert "Kesken on: Kaupunginjohtajan katsaus." in words(refused)
    assert client.post(page, {"languages": ["fi"], "without_unfinished": "on"}).status_code == 302
    assert Publication.objects.get().state == "making"


def test_an_empty_review_can_be_published():
    round = make.RoundFactory(closed=True)
    publication = publishing.publish_report(round.pk, languages=["fi"], by=make.UserFactory(role="coordinator"))
    publishing.make_publication(pk=publication.pk)
    assert Publication.objects.visible().count() == 1


def test_only_the_coordinator_finds_the_page():
    cast = closed_city()
    for role in ("reader", "auditor", "administrator"):
        assert signed_in(make.UserFactory(role=role)).get(address("publication", cast.slug)).status_code == 404


# --- twice, and two at once
def test_a_second_press_gets_a_sentence():
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    with pytest.raises(NotAllowed, match="Raporttia julkaistaan jo"):
        publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    make_files(cast)
    with pytest.raises(NotAllowed, match="Raportti on jo julkaistu"):
        publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_make_one_publication(tmp_path):
    cast = closed_city()

    def press():
        return publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator).pk

    answers = Together(tmp_path).run(press, press)
    assert sorted(type(answer).__name__ for answer in answers) == ["NotAllowed", "int"]


def test_a_job_that_runs_twice_has_one_effect():
    cast = published_city("fi")
    before = (list(PublicationFile.objects.values()), Publication.history.count())
    publishing.make_publication(pk=cast.publication.pk)
    assert (list(PublicationFile.objects.values()), Publication.history.count()) == before


# --- when it does not go well
def fail_with(monkeypatch, problem, *, after=3):
    """The renderer that breaks at the fourth file."""
    made = []

    def render(content, format):
        made.append(format)
        if len(made) > after:
            raise problem
        return quick_render(content, format)

    monkeypatch.setattr("reporting.operations.rendering.render", render)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Palvelimen levytila loppui."),
        (ZeroDivisionError("secret"), "Tiedostoja ei saatu tehtyä. Vika on kirjattu palvelun lokiin. Yritä uudelleen."),
    ],
)
def test_a_failure_shows_nothing_says_why_and_can_be_tried_again(client, monkeypatch, problem, sentence):
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi", "sv"], by=cast.coordinator)
    with monkeypatch.context() as broken:
        fail_with(broken, problem)
        with pytest.raises(type(problem)):
            make_files(cast)
    coordinator, page = signed_in(cast.coordinator), address("publication", cast.slug)
    told = words(coordinator.get(page))
    assert sentence in told
    assert "secret" not in told
    assert not PublicationFile.objects.exists()
    assert client.get(address("report-detail", cast.slug)).status_code == 302
    coordinator.post(address("publication-retry", cast.slug))
    monkeypatch.setattr("reporting.operations.rendering.render", quick_render)
    make_files(cast)
    assert Publication.objects.visible().get().files.count() == 10


def test_a_full_disk_leaves_no_half_file(monkeypatch):
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        with pytest.raises(OSError):
            make_files(cast)
    assert default_storage.listdir("reports")[1] == []
    assert Publication.objects.get().problem.startswith("Palvelimen levytila loppui.")


def test_a_failed_one_can_be_discarded_and_begun_again(monkeypatch):
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    with monkeypatch.context() as broken:
        fail_with(broken, ValueError())
        with pytest.raises(ValueError):
            make_files(cast)
    signed_in(cast.coordinator).post(address("publication-discard", cast.slug))
    assert (Publication.objects.count(), PublicationContent.objects.count()) == (0, 0)
    assert Publication.history.order_by("-history_date").first().history_change_reason == "discarded"
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    make_files(cast)
    assert Publication.objects.visible().count() == 1


def test_what_is_seen_or_being_made_is_not_discarded():
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    DBTaskResult.objects.all().delete()
    job = _queued(publication)
    with pytest.raises(NotAllowed, match="Odota, että tiedostot valmistuvat"):
        publishing.discard_publication(cast.round.pk, by=cast.coordinator)
    job.delete()
    publishing.make_publication(pk=publication.pk)
    with pytest.raises(NotAllowed, match="Keskeneräistä julkaisua ei ole"):
        publishing.discard_publication(cast.round.pk, by=cast.coordinator)
    assert Publication.objects.visible().count() == 1


def _queued(publication):
    publish.enqueue(publication.pk)
    return DBTaskResult.objects.get()


def test_a_publication_whose_job_has_vanished_can_be_tried_again():
    """The database was full, too: nobody could write that it failed."""
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    DBTaskResult.objects.all().delete()
    client, page = signed_in(cast.coordinator), address("publication", cast.slug)
    assert "Tiedostojen tekeminen keskeytyi. Yritä uudelleen." in words(client.get(page))
    client.post(address("publication-retry", cast.slug))
    make_files(cast)
    assert Publication.objects.visible().count() == 1


def test_a_publication_that_was_made_while_its_page_was_drawn_is_not_called_stuck():
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    read_before = publications.under_way(cast.round)
    make_files(cast)
    DBTaskResult.objects.all().delete()
    assert not publications.is_stuck(read_before)


def test_a_job_that_kills_its_worker_again_and_again_is_given_up():
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    with pytest.raises(RuntimeError):
        publishing.make_publication(pk=publication.pk, attempt=publishing.MOST_ATTEMPTS + 1)
    publication.refresh_from_db()
    assert publication.state == "failed"


# --- later languages
def test_translations_join_the_same_version_and_change_no_byte(client):
    cast = published_city("fi")
    before = bytes_of(cast.publication)
    swedish = "/sv" + address("report-detail", cast.slug)
    assert 'lang="fi"' in client.get(swedish).content.decode()
    coordinator = signed_in(cast.coordinator)
    coordinator.post(address("publication-translations", cast.slug), {"languages": ["sv", "en"]})
    assert set(bytes_of(cast.publication)) == set(before)
    publishing.make_publication(pk=cast.publication.pk)
    after = bytes_of(cast.publication)
    assert {key: after[key] for key in before} == before
    assert len(after) == 15
    cast.publication.refresh_from_db()
    assert (cast.publication.version, cast.publication.languages) == (1, ["fi", "sv", "en"])
    page = client.get(swedish).content.decode()
    assert re.search(r'<div class="[^"]*" lang="sv">\s*<nav class="report-contents"', page)


def test_translations_that_fail_leave_what_is_seen(client, monkeypatch):
    cast = published_city("fi")
    publishing.publish_translations(cast.round.pk, languages=["sv"], by=cast.coordinator)
    with monkeypatch.context() as broken:
        fail_with(broken, ValueError())
        with pytest.raises(ValueError):
            publishing.make_publication(pk=cast.publication.pk)
    assert client.get(address("report-detail", cast.slug)).status_code == 200
    coordinator = signed_in(cast.coordinator)
    assert "Julkaiseminen jäi kesken" in words(coordinator.get(address("publication", cast.slug)))
    coordinator.post(address("publication-discard", cast.slug))
    assert list(cast.publication.contents.values_list("language", flat=True)) == ["fi"]
    publishing.publish_translations(cast.round.pk, languages=["sv"], by=cast.coordinator)
    publishing.make_publication(pk=cast.publication.pk)
    assert PublicationFile.objects.filter(language="sv").count() == 5


def test_translations_of_changed_facts_are_refused():
    cast = published_city("fi")
    Entry.objects.filter(action=cast.certify).update(forecast="will_not_be_met")
    with pytest.raises(NotAllowed, match="Tiedot ovat muuttuneet julkaisun jälkeen"):
        publishing.publish_translations(cast.round.pk, languages=["sv"], by=cast.coordinator)
    assert PublicationContent.objects.count() == 1


def test_a_language_that_is_there_is_not_published_again():
    cast = published_city()
    with pytest.raises(NotAllowed, match="Valitse kieli, jolla raporttia ei ole vielä julkaistu"):
        publishing.publish_translations(cast.round.pk, languages=["fi", "sv"], by=cast.coordinator)


# --- what waits while it is made
def test_a_review_is_not_changed_while_its_report_is_being_made():
    cast = closed_city()
    entry = Entry.objects.get(round=cast.round, action=cast.certify)
    given = {"figures": [], "language": "fi", "reason": "Virhe.", "rights": rights_of(cast.coordinator)}
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    with pytest.raises(NotAllowed, match="Raporttia julkaistaan jo"):
        record_late_edit(entry.pk, reported={"public_text": "Uusi."}, **given)
    make_files(cast)
    assert record_late_edit(entry.pk, reported={"public_text": "Uusi."}, **given).entry.revision == 2


def test_chapters_of_a_closed_review_stay():
    cast = closed_city()
    with pytest.raises(NotAllowed, match="Katsauksen tila on muuttunut"):
        change_settings(cast.round.pk, chapters=["themes"], by=cast.coordinator)
    page = signed_in(cast.coordinator).get(reverse("goals:round-detail", args=[cast.slug]))
    assert "Tallenna raportin luvut" not in words(page)


# --- what the public gets
def test_a_page_that_the_visitor_has_is_not_made_again(client, monkeypatch):
    slug = published_city("fi").slug
    first = client.get(address("report-detail", slug))
    monkeypatch.setattr("reporting.views.publications.thaw", lambda text: 1 / 0)
    again = client.get(address("report-detail", slug), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_another_language_and_a_change_since_are_other_pages(client):
    cast = published_city("fi")
    page, etags = address("report-detail", cast.slug), []
    etags.append(client.get(page)["ETag"])
    etags.append(client.get(f"/sv{page}")["ETag"])
    entry = Entry.objects.get(round=cast.round, action=cast.certify)
    given = {"figures": [], "language": "fi", "reason": "Virhe.", "rights": rights_of(cast.coordinator)}
    record_late_edit(entry.pk, reported={"public_text": "Uusi."}, **given)
    etags.append(client.get(page)["ETag"])
    assert len(set(etags)) == 3


def test_the_page_is_not_sent_again_to_who_has_it(client):
    slug = published_city("fi").slug
    first = client.get(address("report-detail", slug))
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(address("report-detail", slug), headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert "csrftoken" not in first.cookies


def test_in_a_language_that_is_not_published_finnish_is_shown_as_finnish(client):
    slug = published_city("fi").slug
    page = client.get("/en" + address("report-detail", slug)).content.decode()
    chapters = re.search(r'<div class="[^"]*" lang="fi">.*', page, re.DOTALL)[0]
    assert "Tiivistelmä" in chapters
    assert "Kolme päiväkotia auditoitiin." in chapters


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_file_comes_byte_for_byte_with_its_hash_and_its_name(client, format):
    cast = published_city("fi", "sv")
    file = PublicationFile.objects.get(format=format, language="sv")
    url = address("published-file", cast.slug, 1, "sv", format)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == bytes_of(cast.publication)["sv", format][1]
    assert answer["ETag"] == f'"{file.sha256}"'
    assert f"-2023-sv.{format}" in answer["Content-Disposition"]
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "arguments", [(2, "fi", "pdf"), (1, "en", "pdf"), (1, "fi", "odt"), (1, "fi", "exe"), (99999999999999, "fi", "pdf")]
)
def test_what_was_not_published_is_not_found(client, arguments):
    slug = published_city("fi").slug
    assert client.get(address("published-file", slug, *arguments)).status_code == 404


def test_what_is_being_made_is_not_found(client):
    cast = closed_city()
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    assert client.get(address("report-version", cast.slug, 1)).status_code == 404
    assert client.get(address("published-file", cast.slug, 1, "fi", "pdf")).status_code == 404


@pytest.mark.parametrize("reports", [1, 3])
def test_the_list_of_reports_costs_the_same_for_one_and_for_many(client, reports, django_assert_max_num_queries):
    coordinator = make.UserFactory(role="coordinator")
    for _number in range(reports):
        publication = publishing.publish_report(
            make.RoundFactory(closed=True).pk, languages=["fi", "sv"], by=coordinator
        )
        publishing.make_publication(pk=publication.pk)
    client.get("/raportit/")
    with django_assert_max_num_queries(5):
        page = client.get("/raportit/").content.decode()
    assert page.count("published-files") == reports


def test_the_published_page_and_its_parts_cost_at_most_twelve_statements(client, django_assert_max_num_queries):
    cast = published_city("fi")
    coordinator = signed_in(cast.coordinator)
    for visitor in (client, coordinator):
        visitor.get("/raportit/")
        with django_assert_max_num_queries(12):
            visitor.get(address("report-detail", cast.slug))
    for name in ("publication", "correct-published"):
        with django_assert_max_num_queries(12):
            coordinator.get(address(name, cast.slug))


def test_signed_in_readers_get_the_published_version_first(client):
    cast = published_city("fi")
    reader = signed_in(make.UserFactory())
    assert "LUONNOS" not in words(reader.get(address("report-detail", cast.slug)))
    draft = words(reader.get(address("report-draft", cast.slug)))
    assert "LUONNOS Työversio: siinä voi olla muutoksia, joita ei ole julkaistu." in draft
    assert client.get(address("report-draft", cast.slug)).status_code == 302


def test_what_a_published_review_tells_of_figures_is_public(client):
    cast = closed_city()
    page = f"/mittarit/{cast.audited.pk}/"
    assert "62,5" not in words(client.get(page))
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    assert "62,5" not in words(client.get(page))
    make_files(cast)
    assert "62,5" in words(client.get(page))


# --- what stays
def test_a_published_review_is_not_opened_again():
    cast = closed_city()
    assert _vetoes(cast.round) == [""]
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    assert _vetoes(cast.round)[0].startswith("Raporttia julkaistaan parhaillaan.")
    make_files(cast)
    assert _vetoes(cast.round)[0].startswith("Raportti on julkaistu.")


def _vetoes(round):
    return [answer for _receiver, answer in round_reopening.send(sender=Round, round=round) if answer] or [""]


def test_published_bytes_stay_when_data_a_template_and_a_user_change(client, monkeypatch, tmp_path, settings):
    """With the real renderers: nothing of a published file is made anew."""
    monkeypatch.undo()
    settings.MEDIA_ROOT = tmp_path
    cast = published_city("fi")
    before = {format: _fetched(client, cast, format) for format in sorted(FORMATS)}
    page = words(client.get(address("report-detail", cast.slug)))
    Entry.objects.update(public_text="Muutettu jälkikäteen", forecast="will_not_be_met")
    cast.certify.title_fi = cast.certify.title = "Muutettu toimenpide"
    cast.certify.save()
    cast.coordinator.name = "Uusi Nimi"
    cast.coordinator.save()
    template = get_template("reporting/report/paper.html").template
    monkeypatch.setattr(template, "nodelist", get_template("reporting/report/badge.html").template.nodelist)
    publishing.make_publication(pk=cast.publication.pk)
    assert {format: _fetched(client, cast, format) for format in sorted(FORMATS)} == before
    assert words(client.get(address("report-detail", cast.slug))) == page
    assert {data[:4] for data in before.values()} == {b"%PDF", b"PK\x03\x04", b"<!DO", b'{\n "'}


def _fetched(client, cast, format):
    return b"".join(client.get(address("published-file", cast.slug, 1, "fi", format)).streaming_content)


def test_html_in_a_text_stays_words(client):
    cast = closed_city()
    Entry.objects.filter(action=cast.certify).update(public_text="<script>alert(1)</script> & <b>lihava</b>")
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    make_files(cast)
    page = client.get(address("report-detail", cast.slug)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;lihava&lt;/b&gt;" in page


def test_a_very_long_text_is_published(client):
    cast = closed_city()
    Entry.objects.filter(action=cast.certify).update(public_text="sana " * 40_000)
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    make_files(cast)
    assert client.get(address("report-detail", cast.slug)).content.decode().count("sana sana") > 10_000


def test_an_ended_unit_and_post_stay_in_what_was_published(client):
    cast = published_city("fi")
    before = words(client.get(address("report-detail", cast.slug)))
    for row in (cast.unit, cast.post):
        row.valid_to = date(2023, 7, 1)
        row.save()
    assert words(client.get(address("report-detail", cast.slug))) == before


# --- telling those who follow
def test_followers_are_told_once_in_their_language():
    cast = published_city("fi")
    make.UserFactory(follows_reports=True, email="seuraaja@kemi.example")
    make.UserFactory(follows_reports=True, email="foljare@kemi.example", language="sv")
    make.UserFactory(follows_reports=True, is_active=False)
    mail.outbox.clear()
    mail_followers.func(cast.publication.pk)
    mail_followers.func(cast.publication.pk)
    sent = {message.to[0]: message for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert sent["seuraaja@kemi.example"].subject == "Puolivuotiskatsaus 2023 on julkaistu"
    assert f"https://strategia.example/raportit/{cast.slug}/" in sent["seuraaja@kemi.example"].body
    assert f"https://strategia.example/sv/raportit/{cast.slug}/" in sent["foljare@kemi.example"].body


@pytest.mark.django_db(transaction=True)
def test_the_mail_leaves_when_the_report_is_seen():
    cast = closed_city()
    make.UserFactory(follows_reports=True, email="seuraaja@kemi.example")
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    mail.outbox.clear()
    call_command("run_jobs", "--once")
    call_command("run_jobs", "--once")
    assert [message.subject for message in mail.outbox] == ["Puolivuotiskatsaus 2023 on julkaistu"]


# --- of which day the public's pages tell
TODAY = date(2023, 8, 10)


@pytest.mark.parametrize(
    ("as_of", "coming", "language", "told"),
    [
        (None, [], "fi", ""),
        (date(2022, 12, 31), [], "fi", "Tilanne 31.12.2022."),
        (
            date(2022, 12, 31),
            [date(2023, 10, 2)],
            "fi",
            "Tilanne 31.12.2022. Uusi katsaus valmistuu arviolta lokakuussa.",
        ),
        (
            date(2022, 12, 31),
            [date(2023, 10, 2)],
            "sv",
            "Läget 31.12.2022. En ny översikt beräknas bli klar i oktober.",
        ),
        (
            date(2022, 12, 31),
            [date(2023, 10, 2)],
            "en",
            "Situation on 31.12.2022. A new review is expected in October.",
        ),
        (None, [date(2024, 3, 31)], "fi", "Uusi katsaus valmistuu arviolta maaliskuussa 2024."),
        (None, [None], "fi", "Uusi katsaus on tekeillä."),
        (date(2022, 12, 31), [TODAY - timedelta(days=1)], "fi", "Tilanne 31.12.2022. Uusi katsaus on tekeillä."),
        (date(2022, 12, 31), [None], "sv", "Läget 31.12.2022. En ny översikt är under arbete."),
        (date(2022, 12, 31), [None], "en", "Situation on 31.12.2022. A new review is being prepared."),
    ],
)
def test_the_sentence_of_the_day(as_of, coming, language, told):
    with translation.override(language):
        assert situation_words(as_of, coming=coming, today=TODAY) == told


def test_front_page_and_list_say_of_which_day_they_tell_and_nothing_of_an_open_review(client):
    cast = published_city("fi")
    make.RoundFactory(year=2023, kind="year_end", published_by=date(2024, 3, 31))
    for page in ("/", "/raportit/"):
        told = words(client.get(page))
        assert re.search(
            r"Tilanne 30\.6\.2023(, julkaistu [\d.]+)?\. Uusi katsaus valmistuu arviolta maaliskuussa 2024\.", told
        )
        assert "Tilinpäätösraportti" not in told.replace("tilinpäätöksessä", "")
    assert cast.slug in client.get("/").content.decode()


def test_the_database_keeps_one_publication_under_way():
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    publication.pk, publication.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        publication.save()


# --- several languages at once
@pytest.fixture
def frozen_rows():
    cast = closed_city()
    publication = publishing.publish_report(cast.round.pk, languages=list(LANGUAGES), by=cast.coordinator)
    return list(publication.contents.order_by("language"))


@pytest.mark.once
def test_three_languages_side_by_side_make_the_same_files_as_one_by_one(settings, frozen_rows):
    told = []
    one_by_one = made_files(frozen_rows, list(Format), show_progress=told.append)
    settings.RENDER_PROCESSES = 2
    assert made_files(frozen_rows, list(Format), show_progress=told.append) == one_by_one
    assert told == [99 * number // 15 for number in range(1, 16)] * 2


def _full_disk(content, format):
    raise OSError(errno.ENOSPC, "no space")


def _killed(content, format):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.once
@pytest.mark.parametrize(("render", "problem"), [(_full_disk, OSError), (_killed, RuntimeError)])
def test_a_process_that_fails_or_is_killed_is_a_problem_of_the_whole(
    settings, frozen_rows, monkeypatch, render, problem
):
    settings.RENDER_PROCESSES = 2
    monkeypatch.setattr("reporting.operations.rendering.render", render)
    with pytest.raises(problem):
        made_files(frozen_rows, list(Format), show_progress=print)
