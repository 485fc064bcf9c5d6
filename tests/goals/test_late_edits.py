"""A late edit: after closing the coordinator adds a version with a reason, and the closed one stays as it was."""

from decimal import Decimal

import pytest
from django.urls import reverse

from goals.models import Correction, Entry
from goals.operations.entries import take_back
from goals.operations.late_edits import record_late_edit
from goals.operations.rounds import close_round, reopen_round
from goals.queries.corrections import open_corrections, promised_corrections
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from measures.models import Observation
from tests.factories import CorrectionFactory, EntryFactory, EvidenceFactory, ObservationFactory, PositionFactory

from .pages import form_values, list_of, main_words, said
from .situations import as_it_is, entry_of_action, entry_of_indicator, figures_of, record, send
from .threads import Together


@pytest.fixture
def coordinator_client(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def closed(round, post, holder, coordinator):
    """A sent entry of a closed review, with one posted figure."""
    entry = send(entry_of_action(round, post), holder, figure="12")
    close_round(round.pk, by=coordinator)
    entry.refresh_from_db()
    return entry


def address(entry):
    return reverse("goals:entry-late-edit", args=[entry.pk])


def typed(client, entry, reason="Virhe tekstissä.", figure=None, **changes):
    fields = form_values(client.get(address(entry)), "late-edit") | {"reason": reason}
    fields |= {f"e{entry.pk}-{name}": value for name, value in changes.items()}
    if figure is not None:
        fields[f"e{entry.pk}-figure_{figures_of(entry)[0].indicator_id}"] = figure
    return fields


def change(client, entry, **changes):
    return client.post(address(entry), typed(client, entry, **changes), follow=True)


def newest(entry):
    return Entry.objects.present().get(round=entry.round, action=entry.action)


def edit(entry, user, *, reason="Virhe.", figure="12", **reported):
    """The operation itself."""
    now = as_it_is(entry, figure, **reported)
    return record_late_edit(
        entry.pk, reported=now.reported, figures=now.figures, language="fi", reason=reason, rights=rights_of(user)
    )


def problems(page):
    return list_of(page, ".//*[@id='error-summary']//li")


def test_words_are_changed_in_a_new_version_with_the_reason(coordinator_client, closed, coordinator):
    closed.evidence.add(evidence := EvidenceFactory())
    page = change(coordinator_client, closed, public_text="Työ on valmis.", progress="completed")
    assert said(page) == ["Muutos on tallennettu. Alkuperäinen kirjaus säilyy."]
    new = newest(closed)
    assert (new.revision, new.replaces, new.late_reason, new.state) == (2, closed, "Virhe tekstissä.", "approved")
    assert (new.public_text, new.progress, new.approved_by, new.post) == (
        "Työ on valmis.",
        "completed",
        coordinator,
        closed.post,
    )
    assert (new.sent_by, list(new.evidence.all())) == (closed.sent_by, [evidence])
    before = closed.public_text
    closed.refresh_from_db()
    assert (closed.public_text, closed.state, closed.version) == (before, "sent", 1)
    assert new.history.get().history_change_reason == "late: Virhe tekstissä."
    (row,) = list_of(page, ".//table[last()]/tbody/tr")
    for words in ("Virhe tekstissä.", "ennen: Käynnissä", "nyt: Valmis", "nyt: Työ on valmis.", coordinator.name):
        assert words in row


def test_the_address_of_the_old_version_leads_to_the_new_one(coordinator_client, closed):
    change(coordinator_client, closed, public_text="Uusi.")
    assert coordinator_client.get(address(closed)).url == address(newest(closed))
    change(coordinator_client, newest(closed), public_text="Vielä uudempi.")
    assert (newest(closed).revision, Entry.objects.count()) == (3, 3)


def test_a_late_figure_corrects_the_reviews_own_observation(coordinator_client, closed, coordinator):
    own = Observation.objects.get()
    change(coordinator_client, closed, figure="15,5", reason="Luku oli väärältä vuodelta.")
    posted = Observation.objects.present().get()
    assert (posted.value, posted.corrects, posted.reason) == (Decimal("15.5"), own, "Luku oli väärältä vuodelta.")
    (figure,) = figures_of(closed)
    assert (figure.observation, figure.text, figure.entered_by) == (posted, "15,5", coordinator)
    assert newest(closed).revision == 2


def test_a_figure_that_nobody_had_sent_is_posted_late(round, post, holder, coordinator):
    entry = entry_of_indicator(round, post)
    close_round(round.pk, by=coordinator)
    assert edit(entry, coordinator, figure="7").problems == {}
    (figure,) = figures_of(entry)
    assert (figure.observation.value, figure.observation.corrects) == (7, None)
    assert Entry.objects.present().get().state == "approved"


def test_a_figure_that_was_there_meanwhile_is_corrected_and_never_doubled(round, post, coordinator):
    entry = entry_of_indicator(round, post)
    close_round(round.pk, by=coordinator)
    there = ObservationFactory(indicator=entry.indicator, value=5)
    edit(entry, coordinator, figure="7")
    assert Observation.objects.get(value=7).corrects == there


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"reason": ""}, "Miksi kirjausta muutetaan päättämisen jälkeen?: "),
        ({"reason": "x" * 200_000, "public_text": "Uusi."}, "Miksi kirjausta muutetaan päättämisen jälkeen?: "),
        ({}, "Mikään ei muuttunut."),
        ({"public_text": ""}, "Teksti raporttiin (julkinen): Kirjoita raporttiin"),
        ({"figure": "n/a"}, "Luku"),
        ({"figure": ""}, "Kirjattua lukua ei voi poistaa."),
        ({"progress": "postponed"}, "Mikä ei etene suunnitellusti ja miksi?: "),
    ],
)
def test_what_is_not_complete_is_not_saved_and_stays_on_the_page(coordinator_client, closed, changes, problem):
    page = change(coordinator_client, closed, **changes)
    assert page.status_code == 422
    assert problems(page)[0].startswith(problem)
    assert (Entry.objects.count(), Observation.objects.count()) == (1, 1)
    assert [(figure.text, figure.value) for figure in figures_of(closed)] == [("12", 12)]


def test_while_the_review_is_open_the_answerer_changes_it(coordinator_client, coordinator, round, post, holder):
    entry = send(entry_of_action(round, post), holder)
    assert "Katsaus on vielä avoinna" in main_words(coordinator_client.get(address(entry)))
    with pytest.raises(NotAllowed, match="vielä avoinna"):
        edit(entry, coordinator, public_text="Uusi.")


def test_others_do_not_find_it(holder_client, closed, holder):
    assert holder_client.get(address(closed)).status_code == 404
    assert holder_client.post(address(closed), {"reason": "Syy"}).status_code == 404
    with pytest.raises(Entry.DoesNotExist):
        edit(closed, holder, public_text="Uusi.")


def test_a_change_of_what_somebody_has_changed_meanwhile_is_refused(coordinator_client, closed, coordinator):
    fields = typed(coordinator_client, closed, public_text="Minun tekstini.")
    edit(closed, coordinator, public_text="Toisen teksti.")
    page = coordinator_client.post(address(closed), fields)
    assert (page.status_code, newest(closed).public_text) == (409, "Toisen teksti.")
    assert "Minun tekstini." in main_words(page)


def test_a_mended_language_is_the_old_words(closed, coordinator):
    closed.edited = {"public_text": "Kaunis teksti.", "cause": "Kaunis syy."}
    closed.save()
    edit(closed, coordinator, public_text="Uusi teksti.")
    assert (newest(closed).told("public_text"), newest(closed).edited) == ("Uusi teksti.", {"cause": "Kaunis syy."})


def test_a_promise_goes_on_in_the_new_version(round, post, holder, coordinator):
    promised = {
        "progress": "postponed",
        "cause": "Rahoitus puuttuu.",
        "correction": "Haetaan avustusta.",
        "correction_post_id": PositionFactory().pk,
        "correction_due_on": round.due_on,
    }
    entry = send(entry_of_action(round, post), holder, **promised)
    close_round(round.pk, by=coordinator)
    edit(entry, coordinator, correction="Haetaan lainaa.")
    first, second = Correction.objects.order_by("pk")
    assert (second.entry, second.continues) == (newest(entry), first)
    edit(newest(entry), coordinator, progress="in_progress")
    last = newest(entry)
    assert (last.cause, last.correction, last.correction_post) == ("", "", None)
    assert Correction.objects.count() == 2
    second.refresh_from_db()
    assert (second.closed_by, second.closing_note) == (coordinator, "Kirjaus korjattiin: korjaavaa toimea ei tarvita.")
    assert second.history.first().history_change_reason == "late: Virhe."
    assert not promised_corrections().filter(closed_on=None, continued_by=None).exists()


@pytest.mark.parametrize("page", ["goals:entry-progress", "goals:entry-evidence"])
def test_what_was_replaced_is_not_written_in_a_review_opened_again(closed, holder, coordinator, holder_client, page):
    edit(closed, coordinator, public_text="Oikaistu.")
    reopen_round(closed.round_id, reason="Puuttui.", by=coordinator)
    new = newest(closed)
    assert holder_client.get(reverse(page, args=[closed.pk])).url == reverse(page, args=[new.pk])
    with pytest.raises(Entry.DoesNotExist):
        take_back(closed.pk, rights=rights_of(holder))
    with pytest.raises(Entry.DoesNotExist):
        record(closed, holder, as_it_is(closed, "12", public_text="Vanhan päälle."))
    closed.refresh_from_db()
    assert (closed.state, new.public_text) == ("sent", "Oikaistu.")


def test_what_a_newer_version_does_not_promise_is_not_open(closed):
    promise = CorrectionFactory(entry=closed)
    Entry.objects.filter(pk=closed.pk).update(correction="Haetaan avustusta.")
    assert list(open_corrections()) == [promise]
    EntryFactory(round=closed.round, action=closed.action, revision=2, replaces=closed, late_reason="Virhe.", sent=True)
    assert list(open_corrections()) == []


def test_html_stays_text(coordinator_client, closed):
    page = change(coordinator_client, closed, public_text="<b>Valmis</b>", reason="<script>alert(1)</script>")
    assert "<script>alert" not in page.content.decode()
    assert "<b>Valmis</b>" in main_words(page)


def test_a_draft_that_was_never_sent_is_told_late(round, post, holder, coordinator):
    draft = entry_of_action(round, post)
    record(draft, holder, as_it_is(draft, "7", public_text="Kesken", progress="in_progress"))
    close_round(round.pk, by=coordinator)
    assert edit(draft, coordinator, figure="8", forecast="will_be_met").problems == {}
    assert (newest(draft).sent_by, Observation.objects.get().value) == (coordinator, 8)


def test_a_draft_figure_is_posted_with_the_entry_that_tells_it(round, post, holder, coordinator):
    draft = entry_of_action(round, post)
    record(draft, holder, as_it_is(draft, "7", public_text="Kesken", progress="in_progress"))
    close_round(round.pk, by=coordinator)
    edit(draft, coordinator, figure="7", forecast="will_be_met")
    assert Observation.objects.get().value == 7


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_the_same_moment_one_is_saved(closed, coordinator, tmp_path):
    now = as_it_is(closed, "12")
    rights = rights_of(coordinator)
    deeds = [
        lambda words=words: record_late_edit(
            closed.pk,
            reported=now.reported | {"public_text": words},
            figures=now.figures,
            language="fi",
            reason="Virhe.",
            rights=rights,
        )
        for words in ("Ensimmäinen.", "Toinen.")
    ]
    outcomes = Together(tmp_path).run(*deeds)
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) in ([Conflict], [NotAllowed])


def test_the_list_of_a_closed_review_leads_to_the_newest_versions(coordinator_client, closed):
    listed = reverse("goals:round-entries", args=[closed.round.slug])
    change(coordinator_client, closed, public_text="Uusi.")
    page = coordinator_client.get(listed)
    (row,) = list_of(page, ".//tbody/tr")
    assert "muutettu päättämisen jälkeen" in row
    assert f'href="{address(newest(closed))}"' in page.content.decode()
