"""Correcting what was published: the right value and the cause, a new version that lists them, the old bytes as they
were."""

from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from goals.models import Entry, Figure, Round
from goals.operations.entries import TypedFigure
from goals.operations.late_edits import record_late_edit
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from measures.models import Observation
from reporting.content.freezing import thaw
from reporting.models import Publication, PublicationFile, PublishedCorrection
from reporting.operations import publishing, rendering
from reporting.operations.published_corrections import correct_published
from reporting.operations.told_translations import translate_told
from reporting.queries.told_translations import told_texts
from reporting.tasks import mail_followers
from tests import factories as make

from .pages import main_words
from .published import address, bytes_of, closed_city, published_city, quick_render

pytestmark = pytest.mark.django_db
CAUSE = "Luku oli otettu väärästä taulukosta."


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(rendering, "render", quick_render)


@pytest.fixture
def city():
    cast = published_city("fi", "sv")
    cast.entry = Entry.objects.get(round=cast.round, action=cast.certify)
    cast.client = Client()
    cast.client.force_login(cast.coordinator)
    return cast


def typed(city, **changes):
    """The form as it comes, with what is changed in it."""
    page = city.client.get(address("published-correction", city.slug, city.entry.pk))
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (values | {"why": CAUSE} | changes).items()}


def send(city, **changes):
    return city.client.post(address("published-correction", city.slug, city.entry.pk), typed(city, **changes))


def publish_corrected(city):
    city.client.post(address("publication-corrected", city.slug), {"languages": ["fi", "sv"]})
    newest = Publication.objects.get(round=city.round, published_at=None)
    publishing.make_publication(pk=newest.pk)
    newest.refresh_from_db()
    return newest


def test_from_the_wrong_figure_to_version_two(city, client):
    before = bytes_of(city.publication)
    figure = Figure.objects.get(round=city.round, indicator=city.audited)
    listed = main_words(city.client.get(address("correct-published", city.slug), {"q": "sertifiointi"}))
    assert "Ympäristösertifiointi laajenee päiväkodeille" in listed
    assert "Keskustelukulttuurin" not in listed
    answer = send(city, public_text="Neljä päiväkotia auditoitiin.", **{f"figure_{figure.indicator_id}": "75"})
    assert (answer.status_code, answer.url) == (302, address("publication", city.slug))
    assert [(row.subject, row.before, row.now, row.cause) for row in PublishedCorrection.objects.all()] == [
        (
            "Ympäristösertifiointi laajenee päiväkodeille: teksti",
            "Kolme päiväkotia auditoitiin.",
            "Neljä päiväkotia auditoitiin.",
            CAUSE,
        ),
        ("Auditoitujen päiväkotien osuus", "62,5", "75", CAUSE),
    ]
    assert "Kolme päiväkotia" in main_words(client.get(address("report-detail", city.slug)))
    newest = publish_corrected(city)
    assert (newest.version, newest.languages) == (2, ["fi", "sv"])
    seen = main_words(client.get(address("report-detail", city.slug)))
    assert "Neljä päiväkotia auditoitiin." in seen
    assert CAUSE in seen
    assert "75 %" in seen.replace("\u00a0", " ")
    assert bytes_of(city.publication) == before
    assert Observation.objects.present().get(indicator=city.audited, is_baseline=False).words == "75"


def test_the_old_version_its_page_and_the_lists_say_so(city, client):
    send(city, public_text="Neljä päiväkotia auditoitiin.")
    publish_corrected(city)
    old = main_words(client.get(address("report-version", city.slug, 1)))
    assert "Tästä on uudempi versio" in old
    assert "Lue korjattu versio 2" in old
    assert "Kolme päiväkotia auditoitiin." in old
    new = main_words(client.get(address("report-detail", city.slug)))
    assert "Versio 1, julkaistu 10.8.2023 (korvattu korjatulla)" in new
    assert "versio 2. Tässä versiossa on korjattuja tietoja." in main_words(client.get("/raportit/"))
    name = client.get(address("published-file", city.slug, 2, "fi", "pdf"))["Content-Disposition"]
    assert name.endswith('-2023-v2-fi.pdf"')


def test_what_is_corrected_is_frozen_in_the_content(city):
    send(city, public_text="Neljä päiväkotia auditoitiin.")
    newest = publish_corrected(city)
    contents = {row.language: thaw(row.content) for row in newest.contents.all()}
    assert {language: content.version_mark for language, content in contents.items()} == {
        "fi": "Versio 2",
        "sv": "Version 2",
    }
    assert [row.now for row in contents["fi"].corrections] == ["Neljä päiväkotia auditoitiin."]
    assert contents["fi"].corrections[0].day == date(2023, 8, 10)


def test_followers_hear_of_a_corrected_version(city):
    make.UserFactory(follows_reports=True)
    send(city, public_text="Neljä päiväkotia auditoitiin.")
    newest = publish_corrected(city)
    mail.outbox.clear()
    mail_followers.func(newest.pk)
    assert [message.subject for message in mail.outbox] == ["Puolivuotiskatsaus 2023: korjattu versio 2"]
    assert "- Ympäristösertifiointi laajenee päiväkodeille: teksti" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"public_text": "Uusi", "why": ""}, "Kirjoita, miksi julkaistu tieto oli väärin."),
        ({}, "Mikään ei muuttunut."),
        ({"public_text": ""}, "Kirjoita raporttiin muutama sana siitä, mitä on tehty."),
        ({"progress": "no_such"}, "Valitse oikea vaihtoehto."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_saved(city, changes, sentence):
    answer = send(city, **changes)
    assert answer.status_code == 422
    assert sentence in main_words(answer)
    assert "<title>Virhe: " in answer.content.decode()
    assert not PublishedCorrection.objects.exists()
    assert Entry.objects.filter(replaces__isnull=False).count() == 0


def test_a_figure_that_cannot_be_read_is_told(city):
    answer = send(city, **{f"figure_{city.audited.pk}": "n. 1.234"})
    assert answer.status_code == 422
    assert not PublishedCorrection.objects.exists()


def test_two_who_correct_the_same_do_not_overwrite_each_other(city):
    wrong = typed(city, public_text="Ensimmäinen")
    assert send(city, public_text="Toinen").status_code == 302
    late = city.client.post(address("published-correction", city.slug, city.entry.pk), wrong)
    assert late.status_code == 404  # the page is of the version that was replaced
    with pytest.raises(NotAllowed):
        correct_published(
            city.entry.pk,
            reported={"public_text": "Ensimmäinen"},
            figures=[],
            cause=CAUSE,
            language="fi",
            rights=rights_of(city.coordinator),
        )


def test_nothing_is_corrected_before_publication_or_while_a_version_is_made():
    cast = closed_city()
    entry = Entry.objects.get(round=cast.round, action=cast.certify)
    given = {"reported": {"public_text": "Uusi"}, "figures": [], "cause": CAUSE, "language": "fi"}
    rights = rights_of(cast.coordinator)
    with pytest.raises(NotAllowed, match="Raporttia ei ole vielä julkaistu"):
        correct_published(entry.pk, rights=rights, **given)
    publishing.publish_report(cast.round.pk, languages=["fi"], by=cast.coordinator)
    with pytest.raises(NotAllowed, match="Raporttia julkaistaan parhaillaan"):
        correct_published(entry.pk, rights=rights, **given)


def test_without_corrections_there_is_no_new_version(city):
    with pytest.raises(NotAllowed, match="Korjattavaa ei ole"):
        publishing.publish_corrected(city.round.pk, languages=["fi"], by=city.coordinator)


def test_a_late_edit_made_elsewhere_is_listed_too(city):
    record_late_edit(
        city.entry.pk,
        reported={"public_text": "Viisi päiväkotia auditoitiin.", "forecast": "too_early"},
        figures=[],
        language="fi",
        reason="Yksi unohtui.",
        rights=rights_of(city.coordinator),
    )
    Entry.objects.filter(replaces__isnull=False).update(saved_at=city.publication.frozen_at.replace(year=2024))
    newest = publishing.publish_corrected(city.round.pk, languages=["fi"], by=city.coordinator)
    assert {(row.subject.rpartition(": ")[2], row.now) for row in newest.corrections.all()} >= {
        ("teksti", "Viisi päiväkotia auditoitiin."),
        ("ennuste", "Ei voida vielä arvioida"),
    }
    assert {row.cause for row in newest.corrections.all()} == {"Yksi unohtui."}


def late(city, *, reason="Yksi unohtui.", figure=None, **reported):
    """A change after closing that is made past the page of corrections."""
    newest = Entry.objects.present().get(round=city.round, action=city.certify)
    row = Figure.objects.get(round=city.round, indicator=city.audited)
    typed = TypedFigure(city.audited.pk, figure or row.text, row.note, row.version, row.is_provisional)
    given = {"figures": [typed], "language": "fi", "reason": reason, "rights": rights_of(city.coordinator)}
    assert record_late_edit(newest.pk, reported=reported, **given).problems == {}


def listed(publication):
    return [(row.subject.rpartition(": ")[2], row.before, row.now, row.cause) for row in publication.corrections.all()]


def test_what_was_published_is_told_as_it_was_however_many_times_it_was_changed(city):
    send(city, public_text="Neljä päiväkotia auditoitiin.", **{f"figure_{city.audited.pk}": "70"})
    late(city, public_text="Viisi päiväkotia auditoitiin.", figure="75")
    late(city, figure="80", reason="Yksi tuli lisää.")
    assert listed(publish_corrected(city)) == [
        (
            "teksti",
            "Kolme päiväkotia auditoitiin.",
            "Viisi päiväkotia auditoitiin.",
            f"{CAUSE}; Yksi unohtui.",
        ),
        ("Auditoitujen päiväkotien osuus", "62,5", "80", f"{CAUSE}; Yksi unohtui.; Yksi tuli lisää."),
    ]


def test_what_was_changed_back_is_no_correction(city):
    send(city, public_text="Neljä päiväkotia auditoitiin.")
    late(city, public_text="Kolme päiväkotia auditoitiin.")
    with pytest.raises(NotAllowed, match="Korjattavaa ei ole"):
        publishing.publish_corrected(city.round.pk, languages=["fi"], by=city.coordinator)


def test_a_late_internal_note_changes_nothing_of_what_was_published(city, client):
    late(city, internal_note="Kysyttävä vielä.")
    assert city.client.get(address("report-detail", city.slug)).context["published"].differs is False
    publishing.publish_translations(city.round.pk, languages=["en"], by=city.coordinator)
    assert city.publication.contents.count() == 3


def test_a_late_edit_is_shown_with_its_reason_before_it_is_published(city):
    late(city, public_text="Viisi päiväkotia auditoitiin.", reason="Sisäinen sana.")
    page = city.client.get(address("publication", city.slug))
    assert "Kolme päiväkotia auditoitiin. → Viisi päiväkotia auditoitiin.. Syy: Sisäinen sana." in main_words(page)
    assert "Julkaise korjattu versio" in main_words(page)
    form = city.client.get(reverse("goals:entry-late-edit", args=[city.entry.replaced_by.pk]))
    assert "syy julkaistaan korjausten luettelossa" in main_words(form)


def test_a_late_edit_between_freezing_and_publishing_makes_the_report_differ(city):
    late(city, public_text="Viisi päiväkotia auditoitiin.")
    frozen_at, saved_at = city.publication.frozen_at, Entry.objects.present().get(action=city.certify).saved_at
    assert frozen_at < saved_at
    Publication.objects.update(published_at=saved_at + (saved_at - frozen_at))
    assert city.client.get(address("report-detail", city.slug)).context["published"].differs is True


def test_a_review_and_its_entries_are_locked_in_one_order(city, monkeypatch):
    locked, lock = [], QuerySet.select_for_update

    def noted(rows, *args, **kwargs):
        locked.append(rows.model)
        return lock(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    late(city, public_text="Viisi päiväkotia auditoitiin.")
    assert locked[:2] == [Round, Entry]
    locked.clear()
    publish_corrected(city)
    assert locked[0] == Round


def test_translations_are_taken_over_by_a_late_version(city):
    texts = {text.field: text for text in told_texts(city.round, "sv", "fi") if text.pk == city.entry.pk}
    assert "public_text" in texts
    words = {text.key: f"sv {name}" for name, text in texts.items()}
    translate_told(city.round, language="sv", words=words, by=city.coordinator, cause="Käännös puuttui.")
    late(city, forecast="too_early")
    new = Entry.objects.present().get(action=city.certify)
    after = {text.field: text for text in told_texts(city.round, "sv", "fi") if text.pk == new.pk}
    assert {name: (text.words, text.is_outdated) for name, text in after.items()} == {
        name: (f"sv {name}", False) for name in texts
    }
    late(city, public_text="Viisi päiväkotia auditoitiin.")
    newest = Entry.objects.present().get(action=city.certify)
    changed = {text.field: text for text in told_texts(city.round, "sv", "fi") if text.pk == newest.pk}
    assert changed["public_text"].is_outdated
    assert changed["public_text"].translation.history.get().history_user == city.coordinator


def test_a_discarded_version_gives_its_corrections_back(city, monkeypatch):
    send(city, public_text="Neljä päiväkotia auditoitiin.")
    publishing.publish_corrected(city.round.pk, languages=["fi"], by=city.coordinator)
    with pytest.raises(RuntimeError):
        publishing.make_publication(pk=Publication.objects.get(version=2).pk, attempt=publishing.MOST_ATTEMPTS + 1)
    publishing.discard_publication(city.round.pk, by=city.coordinator)
    assert PublishedCorrection.objects.get().published_in is None
    assert publish_corrected(city).version == 2


def test_the_form_is_the_coordinators_and_of_published_reports(city, client):
    other = make.EntryFactory(round=make.RoundFactory(year=2025))
    assert city.client.get(address("published-correction", city.slug, other.pk)).status_code == 404
    client.force_login(make.UserFactory())
    assert client.get(address("correct-published", city.slug)).status_code == 404
    assert client.get(address("published-correction", city.slug, city.entry.pk)).status_code == 404


def test_every_stored_file_lies_under_its_hash(city):
    send(city, public_text="Neljä päiväkotia auditoitiin.")
    publish_corrected(city)
    names = {Path(name).name for name in PublicationFile.objects.values_list("file", flat=True)}
    assert {path.name for path in Path(PublicationFile.objects.first().file.path).parent.iterdir()} == names
